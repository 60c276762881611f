"""Plain-text renderings: the dump of a portal page, and tables with pipes."""

from __future__ import annotations

from random import Random

from .model import Block, Table, covering, width


def _wrapped(rng: Random, text: str, role: str) -> str:
    if role == "head" and len(text) > 4 and rng.random() < 0.3:
        at = rng.randint(2, len(text) - 2)
        return f"{text[:at]}\n {text[at:]}"
    return text


def dump(rng: Random, table: Table) -> str:
    """Each cell on its own line behind a TAB, a blank line after each row; a cell merged downwards is an empty
    cell on the rows below, a cell merged to the right stands once."""
    out = []
    for r, line in enumerate(covering(table.rows)):
        for begun, _, cell in line:
            tail = rng.choice(["", "", "\u2002", "\u2002\u2002"])
            out.append("\t" + (_wrapped(rng, cell.text, cell.role) + tail if begun == r else ""))
        out.append("")
    return "\n".join(out) + "\n"


def pipes(rng: Random, table: Table, markdown: bool) -> str:
    """One line a row, cells between pipes; every covered place is an empty cell."""
    columns = width(table.rows)
    lines = []
    pad = " " if markdown else rng.choice(["", " "])
    for r, line in enumerate(covering(table.rows)):
        cells = [""] * columns
        for begun, column, cell in line:
            if begun == r:
                cells[column] = cell.text.strip()
        lines.append("|" + "|".join(f"{pad}{c}{pad}" for c in cells) + "|")
        if markdown and r == 0:
            lines.append("|" + "|".join(["---"] * columns) + "|")
    return "\n".join(lines) + "\n"


def document(rng: Random, blocks: list[Block], shapes: frozenset[str]) -> str:
    """The whole document as text."""
    out = []
    for block in blocks:
        if block.kind == "hidden":
            continue
        if block.kind == "table" and block.table is not None:
            if "pipes" in shapes or "markdown" in shapes:
                out.append("\n" + pipes(rng, block.table, "markdown" in shapes))
            else:
                out.append(dump(rng, block.table) + "\n\u2002")
        elif block.kind == "title" and "markdown" in shapes:
            out.append(f"# {block.text}")
        elif block.kind == "heading" and "markdown" in shapes:
            out.append(f"## {block.text}")
        else:
            out.append(block.text)
    return "\n".join(out) + "\n"
