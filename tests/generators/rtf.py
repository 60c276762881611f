# ruff: noqa: E501  (markup is kept whole)
r"""Rich text (.rtf), written by hand: \clmgf, \clmrg to the right, \clvmgf, \clvmrg downwards, \uN? for each character."""

from __future__ import annotations

from .model import Block, Table, covering, width


def _text(text: str) -> str:
    out = []
    for char in text:
        if char in "\\{}":
            out.append("\\" + char)
        elif char == "\n":
            out.append("\\line ")
        elif ord(char) < 128:
            out.append(char)
        else:
            code = ord(char)
            out.append(f"\\u{code - 65536 if code > 32767 else code}?")
    return "".join(out)


def table(grid: Table) -> str:
    """One grid as rows of \\trowd; each covered place is a cell of its own with a merge mark."""
    columns = width(grid.rows)
    rows = []
    for r, line in enumerate(covering(grid.rows)):
        marks, texts = [""] * columns, [""] * columns
        used = 0
        for begun, column, cell in line:
            down = ("\\clvmgf" if begun == r else "\\clvmrg") if cell.rowspan > 1 else ""
            for k in range(cell.colspan):
                right = ("\\clmgf" if k == 0 else "\\clmrg") if cell.colspan > 1 else ""
                marks[column + k] = down + right
            if begun == r:
                texts[column] = _text(cell.text)
            used = max(used, column + cell.colspan)
        edges = "".join(
            f"{marks[c]}\\clbrdrt\\brdrs\\clbrdrl\\brdrs\\clbrdrb\\brdrs\\clbrdrr\\brdrs\\cellx{900 * (c + 1)}"
            for c in range(used)
        )
        cells = "".join(f"\\pard\\intbl {texts[c]}\\cell" for c in range(used))
        rows.append(f"\\trowd\\trgaph108{edges}{cells}\\row\n")
    return "".join(rows) + "\\pard\n"


def document(blocks: list[Block]) -> bytes:
    """The whole document."""
    body = []
    for block in blocks:
        if block.kind == "table" and block.table is not None:
            body.append(table(block.table))
        elif block.kind != "hidden":
            place = "\\qc" if block.kind == "title" else ""
            body.append(f"\\pard{place} {_text(block.text)}\\par\n")
    head = "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}\\uc1\n"
    return (head + "".join(body) + "}").encode("ascii")
