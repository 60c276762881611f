"""Tables drawn with characters: ┌─┬─┐ and │, ┏━┳━┓ and ┃, or +--+ and |. Lines between two rules are one row.

Where the bars of all lines stand above each other they say how far a cell reaches, also down over several rows; else
the bars of each line are counted. A drawing that says neither is left as lines.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.content import Block, Cell, Content, Line, Row
from extractors.line_grids import with_missing_tables
from extractors.shown import plain
from extractors.values import is_value_like

_FLAT = "─━┄┅┈┉═╌╍"
_BARS = "".join(chr(code) for code in range(0x2500, 0x2580) if chr(code) not in _FLAT) + "|¦｜"
_RULE = re.compile(f"[{_FLAT}]+|[-=]{{3,}}")
# a corner of a drawing in ASCII: it stands beside a rule
_CORNER = re.compile(r"(?<=[-=])\+|\+(?=[-=])")
_BEGINS = re.compile(rf"[{re.escape(_BARS)}]|\+[-=]{{3}}")
_LONGEST_LINE = 600
# a rule, a row of heads, a row of figures
_LEAST_LINES = 3
_MOST_COLUMNS = 40


@dataclass(slots=True)
class _Drawn:
    """One cell: the columns and rows that it covers, and the parts of its text line by line."""

    start: int
    end: int
    first: int
    last: int
    parts: list[str] = field(default_factory=list)


# of one line: where each piece begins and ends, and its text; None for a rule
_Pieces = list[tuple[int, int, str | None]]


def with_box_tables(content: Content, present: frozenset[str]) -> tuple[Content, dict[int, int]]:
    """The content with the tables that its lines draw as grids in their place.

    Args:
        content: a document as printed.
        present: the standard tables that were made out.

    Returns:
        The content, and how many lines each new grid was made of, by its index.
    """
    drawn = (
        (_rows([block.text for block in content.blocks[first:last] if isinstance(block, Line)]), range(first, last))
        for first, last in _regions(content.blocks)
    )
    return with_missing_tables(content, present, ((rows, numbers) for rows, numbers in drawn if rows))


def _regions(blocks: list[Block]) -> Iterator[tuple[int, int]]:
    """Where lines of drawings follow each other."""
    begin: int | None = None
    for number, block in enumerate([*blocks, None]):
        if isinstance(block, Line) and len(block.text) <= _LONGEST_LINE and _BEGINS.match(block.text.strip()):
            begin = number if begin is None else begin
        elif not (isinstance(block, Line) and not block.text.strip()):
            if begin is not None and number - begin >= _LEAST_LINES:
                yield begin, number
            begin = None


def _rows(texts: list[str]) -> list[Row]:
    lines = [text.rstrip() for text in texts if text.strip()]
    if not any(all(part is None for _, _, part in _pieces(line, 1)) for line in lines):
        return []  # bars without a rule: cells stand apart by bars
    placed = min(([_pieces(line, width) for line in lines] for width in (1, 2)), key=lambda one: len(_edges(one)))
    laid = _by_place(placed) or _by_count(placed)
    return _made(_cells(_parted(laid))) if laid else []


def _pieces(line: str, width: int) -> _Pieces:
    """The pieces between the bars of a line. width: that of a character of a drawing, which fonts differ in."""
    corners = {found.start() for found in _CORNER.finditer(line)}
    found: _Pieces = []
    at, begin, text = 0, None, ""
    for number, char in enumerate(line):
        wide = width if "\u2500" <= char < "\u2580" else 1 + (unicodedata.east_asian_width(char) in "WF")
        if char in _BARS or number in corners:
            if begin is not None:
                found.append((begin, at, None if _RULE.fullmatch(text) else text.strip()))
            begin, text = at + wide, ""
        else:
            text += char
        at += wide
    return found


def _edges(lines: list[_Pieces]) -> list[int]:
    """Where bars stand; those one place apart are one."""
    edges: list[int] = []
    for place in sorted({place for line in lines for piece in line for place in (piece[0], piece[1] + 1)}):
        if not edges or place > edges[-1] + 2:
            edges.append(place)
    return edges


def _by_place(lines: list[_Pieces]) -> list[_Pieces] | None:
    """The lines with columns in place of positions; None where bars do not stand above each other."""
    edges = _edges(lines)
    if len(edges) - 1 > min(max(map(len, lines)), _MOST_COLUMNS):
        return None
    found = []
    for line in lines:
        pieces = [(_column(edges, a), _column(edges, b + 1), text) for a, b, text in line]
        if any(end <= start for start, end, _ in pieces):
            return None
        found.append(pieces)
    return found


def _column(edges: list[int], place: int) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - place))


def _by_count(lines: list[_Pieces]) -> list[_Pieces] | None:
    """The lines with columns counted: each has as many pieces as the others, or one over all."""
    count = max(map(len, lines))
    if any(len(line) not in (1, count) for line in lines) or count > _MOST_COLUMNS:
        return None
    return [
        [(i, count if len(line) == 1 else i + 1, text) for i, (_, _, text) in enumerate(line)] for line in lines if line
    ]


def _parted(lines: list[_Pieces]) -> list[_Pieces]:
    """The lines with a rule between rows that none parts: lines between two rules that each have figures."""
    found: list[_Pieces] = []
    band: list[_Pieces] = []
    closing: _Pieces = [(0, 0, None)]
    for line in [*lines, closing]:
        if any(text is None for _, _, text in line):
            figures = [sum(bool(text) and is_value_like(text or "") for _, _, text in one) for one in band]
            is_rows = sum(map(bool, figures)) > 1
            for number, one in enumerate(band):
                if is_rows and number:
                    rule: _Pieces = [(start, end, None) for start, end, _ in one]
                    found.append(rule)
                found.append(one)
            band = []
            found.append(line)
        else:
            band.append(line)
    return found[:-1]


def _cells(lines: list[_Pieces]) -> list[_Drawn]:
    """The cells of a drawing: a piece goes on in the next line where no rule parts it."""
    done: list[_Drawn] = []
    current: dict[tuple[int, int], _Drawn] = {}
    row, is_ruled = -1, True
    for line in lines:
        rules = [(start, end) for start, end, text in line if text is None]
        current = {at: cell for at, cell in current.items() if not any(at[0] < b and a < at[1] for a, b in rules)}
        if not rules:
            row, is_ruled = row + is_ruled, False
        for start, end, text in line:
            if text is None:
                continue
            # beside a rule stands what reaches down from above it
            begun = row if not rules else row + 1
            cell = current.get((start, end))
            if cell is None:
                if rules and not text:
                    continue
                cell = current[start, end] = _Drawn(start, end, begun, begun)
                done.append(cell)
            cell.last = max(cell.last, row)
            cell.parts.append(text)
        is_ruled = is_ruled or bool(rules)
    return done


def _made(cells: list[_Drawn]) -> list[Row]:
    rows: list[Row] = []
    for number in range(max((cell.last for cell in cells), default=-1) + 1):
        own = sorted((cell for cell in cells if cell.first == number), key=lambda cell: cell.start)
        reaching = [cell for cell in cells if cell.first < number <= cell.last]
        rows.append(Row([_cell(cell) for cell in own], [_cell(cell) for cell in reaching]))
    return rows


def _cell(cell: _Drawn) -> Cell:
    parts = [part for part in cell.parts if part]
    text = "".join(
        part if not number or not (part[:1].isascii() and before[-1:].isascii()) else f" {part}"
        for number, (before, part) in enumerate(pairwise(["", *parts]))
    )
    return Cell(plain(text), cell.start, cell.end, cell.last - cell.first + 1)
