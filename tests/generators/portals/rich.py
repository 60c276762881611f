"""A report in RTF under the name .doc, as word processors save it."""

from collections.abc import Sequence


def _escaped(text: str) -> str:
    return "".join(c if c.isascii() else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in text)


def document(title: str, paragraphs: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Title, paragraphs and one table of equal columns."""
    lines = [r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\f0\fs24"]
    lines.append(rf"\pard\qc {_escaped(title)}\par")
    lines += [rf"\pard\fi480 {_escaped(text)}\par" for text in paragraphs]
    for row in rows:
        edges = "".join(rf"\cellx{2300 * (at + 1)}" for at in range(len(row)))
        lines.append(rf"\trowd{edges}" + "".join(rf"\pard\intbl {_escaped(text)}\cell" for text in row) + r"\row")
    return ("\n".join(lines) + "\\pard\\par}\n").encode("ascii")
