"""What the words of a head say that no form knows: a list's own heads, another year, a change, one level of several."""

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from data.forms import FormTable
from data.labels import MARK, clean_label, grammar_key
from data.text import squeeze
from data.words import pattern, words
from extractors.content import Cell
from extractors.printed import PrintedRow

_YEAR = re.compile(r"20\d\d")
_FIRST_COUNTED = 2


@functools.cache
def _roles() -> dict[str, str]:
    """Cleaned head → label, unit, code or value."""
    return {
        clean_label(text)[0]: role
        for role in ("value", "code", "unit", "label")
        for text in words()[f"list_{role}_heads"]
    }


@functools.lru_cache(maxsize=16384)
def role_of(label: str) -> str:
    """What stands below a head of a list: label, unit, code or value; "" where its words do not say."""
    if role := _roles().get(label):
        return role
    if pattern("list_year").fullmatch(label) or is_beside(label) or is_level(label):
        return "value"
    return ""


def is_beside(label: str) -> bool:
    """Whether figures below are of another year, or a change against it."""
    label = label.removeprefix(MARK)
    return bool(pattern("other_year_head").fullmatch(label) or pattern("change_head").fullmatch(label))


def is_level(label: str) -> bool:
    """Whether figures below are of one level of several."""
    return bool(pattern("level_head").fullmatch(label)) and not is_level_total(label)


def is_level_total(label: str) -> bool:
    """Whether figures below are of all levels together."""
    return bool(pattern("level_total").fullmatch(label))


def year_of(label: str) -> int | None:
    """The one year that a head names."""
    found = set(_YEAR.findall(label)) if pattern("list_year").fullmatch(label) else set()
    return int(found.pop()) if len(found) == 1 else None


class Dated(NamedTuple):
    """A column of a form under a head that names its year: 上年总计, 2023年总计, 总计（上年）."""

    key: str
    is_own: bool


def dated_column(table: FormTable, label: str, year: int | None) -> Dated | None:
    """The column that a head names beside a year, and whether the year is the report's; None where it is none such,
    or nothing says of which year the report is."""
    for name in ("dated_before", "dated_after"):
        if (found := pattern(name).fullmatch(label)) is None:
            continue
        rest = found["head"]
        if not (key := table.column_of(rest) or table.column_of(grammar_key(rest))):
            continue
        if found["year"]:
            return Dated(key, int(found["year"]) == year) if year else None
        return Dated(key, bool(found["own"]))
    return None


def is_counting_row(cells: Sequence[Cell]) -> bool:
    """Whether a row counts the columns of its table (甲 | 乙 | 丙 | 1 | 2): it is no line."""
    letters = numbers = 0
    for cell in cells:
        if not (text := squeeze(cell.text)):
            continue
        if not text.isdecimal():
            if text not in words()["counted_columns"]:
                return False
            letters += 1
        elif len(text) > _FIRST_COUNTED or int(text) != (numbers := numbers + 1):
            return False
    return letters > 0 and letters + numbers >= _FIRST_COUNTED


def level_of(row: PrintedRow) -> str:
    """The level that a row says the lines below it are of, printed alone in it; "" where it is no such row."""
    text = ""
    for cell in row.row.cells:
        own = squeeze(cell.text)
        if own and text and own != text:
            return ""
        text = own or text
    return text if text and pattern("level_row").fullmatch(text) else ""
