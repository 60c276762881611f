"""Lists printed as lines of a label and its one figure: （一）收到申请数：12件。"""

import re
import unicodedata
from collections.abc import Iterator

from data.forms import table_variants
from data.labels import clean_label, grammar_key
from data.text import HAN
from extractors.content import Block, Cell, Content, Line, Row
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
    texts = [_text(block) for block in content.blocks]
    if sum(":" in text for text in texts) < _LEAST:
        return content, {}
    return with_missing_tables(content, present, _lists(texts))


def _text(block: Block) -> str:
    """What a line says in characters of one width, "" for what is none or is too long for one of a list."""
    text = unicodedata.normalize("NFKC", block.text.strip()) if isinstance(block, Line) else ""
    return text if len(text) <= _LONGEST else ""


def _lists(texts: list[str]) -> Iterator[tuple[list[Row], set[int]]]:
    rows: list[Row] = []
    numbers: set[int] = set()
    for number, text in enumerate([*texts, ""]):
        if text and (row := _row(text)) is not None:
            rows.append(row)
            numbers.add(number)
            continue
        if sum(len(row.cells) > 1 for row in rows) >= _LEAST:
            yield rows, numbers
        rows, numbers = [], set()


def _row(text: str) -> Row | None:
    """The cells of a line that names a line of a list, or a heading of one; None where it does not."""
    if (found := _FIGURE.fullmatch(text)) and _is_of_list(found["label"]):
        return Row([Cell(plain(found["label"]), 0, 1), Cell(plain(found["figure"]), 1, 2)])
    if (found := _HEADING.fullmatch(text)) and _is_of_list(found["label"]):
        return Row([Cell(plain(found["label"]), 0, 1)])
    return None


def _is_of_list(label: str) -> bool:
    keys = {clean_label(label)[0], grammar_key(label)} - {""}
    return any(not keys.isdisjoint(table.by_line) for table in table_variants().get("statistics", ()))
