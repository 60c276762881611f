"""Lists printed as lines of a label and its one figure: （一）收到申请数：12件。"""

import re
import unicodedata
from collections.abc import Iterator

from data.forms import table_variants
from data.labels import clean_label, grammar_key
from data.text import HAN
from extractors.content import Cell, Content, Line, Row
from extractors.line_grids import with_missing_tables
from extractors.shown import plain

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
    if "statistics" in present:
        return content, {}
    return with_missing_tables(content, present, _lists(content))


def _lists(content: Content) -> Iterator[tuple[list[Row], set[int]]]:
    rows: list[Row] = []
    numbers: set[int] = set()
    for number, block in enumerate([*content.blocks, None]):
        if isinstance(block, Line) and (row := _row(block.text)) is not None:
            rows.append(row)
            numbers.add(number)
            continue
        if sum(len(row.cells) > 1 for row in rows) >= _LEAST:
            yield rows, numbers
        rows, numbers = [], set()


def _row(text: str) -> Row | None:
    """The cells of a line that names a line of a list, or a heading of one; None where it does not."""
    text = unicodedata.normalize("NFKC", text.strip())
    if not text or len(text) > _LONGEST:
        return None
    if (found := _FIGURE.fullmatch(text)) and _is_of_list(found["label"]):
        return Row([Cell(plain(found["label"]), 0, 1), Cell(plain(found["figure"]), 1, 2)])
    if (found := _HEADING.fullmatch(text)) and _is_of_list(found["label"]):
        return Row([Cell(plain(found["label"]), 0, 1)])
    return None


def _is_of_list(label: str) -> bool:
    keys = {clean_label(label)[0], grammar_key(label)} - {""}
    return any(not keys.isdisjoint(table.by_line) for table in table_variants().get("statistics", ()))
