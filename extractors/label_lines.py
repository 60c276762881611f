"""Lists printed as lines of a label and its one figure: （一）收到申请数：12件。"""

import re
import unicodedata
from collections.abc import Iterator

from data.forms import table_variants
from data.labels import MARK, clean_label, grammar_key, simplified
from data.text import HAN
from extractors.content import Block, Cell, Content, Line, Row
from extractors.line_grids import with_missing_tables
from extractors.shown import plain

# a list, and applications of which the total alone is stated
_NAMES = ("statistics", "applications")
# a table of so many columns has heads over them
_SEVERAL = 3
# fewer lines are a sentence's parts
_LEAST = 8
_LONGEST = 120
_FIGURE = re.compile(rf"(?P<label>.{{2,90}}?)\s*:\s*(?P<figure>[+-]?\d[\d,]*(?:\.\d+)?\s*[{HAN}]{{0,2}})[。;.]?")
_HEADING = re.compile(r"(?P<label>[^:]{2,90}?)\s*:?")


def with_label_lines(content: Content, present: frozenset[str]) -> tuple[Content, dict[int, int]]:
    """The content with the lists that its lines print as grids in their place.

    Args:
        content: a document as printed.
        present: the standard tables that were made out.

    Returns:
        The content, and how many lines each new grid was made of, by its index.
    """
    if present.issuperset(_NAMES):
        return content, {}
    texts = [_text(block) for block in content.blocks]
    if sum(":" in text for text in texts) < _LEAST:
        return content, {}
    return with_missing_tables(content, present, _lists(texts))


def _text(block: Block) -> str:
    """What a line says in characters of one width, "" for what is none or is too long for one of a list."""
    text = unicodedata.normalize("NFKC", block.text.strip()) if isinstance(block, Line) else ""
    return text if len(text) <= _LONGEST else ""


def _lists(texts: list[str]) -> Iterator[tuple[list[Row], set[int]]]:
    for name in _NAMES:
        rows: list[Row] = []
        numbers: set[int] = set()
        for number, text in enumerate([*texts, ""]):
            if text and (row := _row(text, name)) is not None:
                rows.append(row)
                numbers.add(number)
                continue
            if sum(len(row.cells) > 1 for row in rows) >= _LEAST:
                above = next((one for one in reversed(texts[: min(numbers)]) if one), "")
                yield from [([*_heads(name), *rows], numbers)] if not _names_column(above, name) else []
            rows, numbers = [], set()


def _heads(name: str) -> list[Row]:
    """What stands over the one figure of each line: of applications it is all applicants'."""
    table = table_variants()[name][0]
    if len(table.columns) < _SEVERAL:
        return []
    corner = next(label for label in sorted(table.corners) if not label.startswith(MARK))
    return [Row([Cell(plain(corner), 0, 1), Cell(plain(table.columns["total"].label), 1, 2)])]


def _names_column(text: str, name: str) -> bool:
    """Whether a line above others names a column of theirs, which is not the total: 自然人申请情况如下."""
    if len(table_variants()[name][0].columns) < _SEVERAL:
        return False
    columns = (item for table in table_variants()[name] for item in table.by_column.items())
    return any(key != "total" and len(label) > 1 and label in simplified(text) for label, key in columns)


def _row(text: str, name: str) -> Row | None:
    """The cells of a line that names a line of a list, or a heading of one; None where it does not."""
    if (found := _FIGURE.fullmatch(text)) and _is_of(found["label"], name):
        return Row([Cell(plain(found["label"]), 0, 1), Cell(plain(found["figure"]), 1, 2)])
    if (found := _HEADING.fullmatch(text)) and _is_of(found["label"], name):
        return Row([Cell(plain(found["label"]), 0, 1)])
    return None


def _is_of(label: str, name: str) -> bool:
    keys = {clean_label(label)[0], grammar_key(label)} - {""}
    return any(not keys.isdisjoint(table.by_line) for table in table_variants()[name])
