"""Plain text in which a page's tables were kept by tabs, line by line or cell by cell, or by pipes.

The dump of a portal page puts each cell on a line of its own behind a tab and ends a row with an empty line; a cell
merged downwards comes again as an empty cell, a cell merged to the right comes once, so rows differ in length.
"""

import re

from extractors.content import Cell, Content, Grid, Line, Row
from extractors.shown import LOWERED, RAISED, STRUCK, Run, plain

_PIPE_ENDS = re.compile(r"^\||\|$")
_MARKDOWN = re.compile(r"^#{1,6}\s+|\*\*")
_MARKED = re.compile(r"<(s|del|strike|sup|sub)>(.+?)</\1>|~~(.+?)~~", re.I)
_MARKS = {"s": STRUCK, "del": STRUCK, "strike": STRUCK, "sup": RAISED, "sub": LOWERED}
# the upper or lower edge of a table that is drawn with characters: its lines are put together where all is seen
_BOX_EDGE = re.compile(r"\s*\+[-=]{3,}[-=+]*\+\s*")
_RULE = re.compile(r"[\s|:+=-]*-{2,}[\s|:+=-]*")


def _cells(texts: list[str]) -> Row:
    # nothing says how far a cell reaches, so it covers no columns
    return Row([Cell(_runs(text), 0, 0) for text in texts])


def _in_columns(rows: list[Row], has_tabs: bool) -> list[Row]:
    """The rows of a table of which each is one line: where all have as many cells, these stand under each other."""
    if len({len(row.cells) for row in rows}) > 1:
        return [Row(_without_end(row.cells)) for row in rows] if has_tabs else list(rows)
    for row in rows:
        for i, cell in enumerate(row.cells):
            cell.start, cell.end = i, i + 1
    return list(rows)


def _without_end(cells: list[Cell]) -> list[Cell]:
    """A row without the empty cells that a tab at its end makes."""
    last = max((i for i, cell in enumerate(cells) if not cell.is_empty), default=-1)
    return cells[: last + 1]


def _runs(text: str) -> tuple[Run, ...]:
    """A cell's text; what Markdown or a left-over tag strikes, raises or lowers is marked."""
    if "~" not in text and "<" not in text:
        return plain(text)
    runs: list[Run] = []
    at = 0
    for found in _MARKED.finditer(text):
        runs += plain(text[at : found.start()])
        runs += [Run(found[2] or found[3], frozenset((_MARKS[(found[1] or "s").lower()],)))]
        at = found.end()
    return (*runs, *plain(text[at:]))


def read_text(text: str) -> Content:
    """Lines and grids of a text; grids have no spans."""
    content = Content("text")
    rows: list[Row] = []
    cells: list[str] = []
    table_count = 0
    is_by_line, has_tabs = True, False  # of the table: whether each row is one line, and whether tabs part its cells

    def end_row() -> None:
        if cells:
            rows.append(_cells(cells))
            cells.clear()

    def end_table() -> None:
        nonlocal table_count, is_by_line, has_tabs
        end_row()
        if any(len(row.cells) > 1 for row in rows):
            content.blocks.append(Grid(table_count, _in_columns(rows, has_tabs) if is_by_line else list(rows)))
            table_count += 1
        else:
            content.blocks.extend(Line(cell.text.strip()) for row in rows for cell in row.cells if cell.text.strip())
        rows.clear()
        is_by_line, has_tabs = True, False

    is_drawn = False
    for line in re.split(r"\r\n|\r|\n|\f", text.lstrip("\ufeff")):
        is_drawn = ("+" in line and bool(_BOX_EDGE.fullmatch(line))) or (
            is_drawn and line.lstrip().startswith(("|", "+"))
        )
        if is_drawn:
            end_table()
            content.blocks.append(Line(line.strip()))
        elif line.startswith("\t") and line.count("\t") == 1:
            cells.append(line[1:])
            is_by_line = False
        elif "\t" in line.strip() or (has_tabs and rows and "\t" in line and line.strip()):
            end_row()
            has_tabs = True
            rows.append(_cells(line.rstrip(" ").split("\t")))
        elif line.lstrip().startswith("|") and line.count("|") > 1:
            end_row()
            if not _RULE.fullmatch(line):
                rows.append(_cells(_PIPE_ENDS.sub("", line.strip()).split("|")))
        elif cells and line.startswith(" ") and line.strip():
            cells[-1] += line.strip()
        elif not line.strip() and (cells or rows):
            end_row()
        else:
            end_table()
            if line.strip():
                content.blocks.append(Line(_MARKDOWN.sub("", line.strip()), line.startswith("#")))
    end_table()
    return content
