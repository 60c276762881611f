"""A printed cell becomes a state and, where a number is printed, a decimal in the form's unit. Nothing is guessed."""

import functools
import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from extractors.labels import squeeze
from extractors.words import words

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SIGNS = str.maketrans({"−": "-", "﹣": "-", "﹢": "+"})
# two groups of digits with a gap are one number only where the gap parts thousands; a line break never does
_GAPPED = re.compile(r"\d\s+\d")
_THOUSANDS = re.compile(r"(?<![\d.])[1-9]\d{0,2}(?:[^\S\n\r\t]\d{3})+(?!\d)")

# printed values keep six decimals: amounts are printed in 万元 with up to that many, which is a cent; what stands
# behind them (0.30000000000000004, as a spreadsheet prints a sum) is rounded, and kept in the text of the cell
KEPT_DECIMALS = 6
# No agency counts so far. Figures are kept with fourteen digits before the point, and sums of them must fit too.
_LIMIT = Decimal(10) ** 12


class Value(NamedTuple):
    """state: number | nil | blank | unreadable; number is None unless the state is number."""

    state: str
    number: Decimal | None


_BLANK, _NIL, _UNREADABLE = Value("blank", None), Value("nil", None), Value("unreadable", None)


@functools.cache
def _grammar() -> re.Pattern[str]:
    lists = words()

    def alternatives(*texts: str) -> str:
        return "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))

    units = alternatives(*lists["counters"], *lists["money"])
    return re.compile(
        rf"(?:{alternatives(*lists['before_number'])})?"
        rf"(?P<sign>[+-]|{alternatives(*lists['increase'], *lists['decrease'])})?"
        rf"(?P<number>{_NUMBER})"
        rf"(?P<times>{alternatives(*lists['multipliers'])})?"
        rf"(?:\((?P<bracketed>{units})\)|(?P<unit>{units}))?"
        r"(?:\((?P<remark>[^()]*[一-龥][^()]*)\))?"
    )


def is_value_like(raw: str) -> bool:
    """Whether a text could stand in a value cell: blank, a mark for none, or something with a digit that reads."""
    return read_value(raw, "件", signed=True).state != "unreadable"


@functools.lru_cache(maxsize=65536)
def read_value(raw: str, unit: str, printed_unit: str = "", signed: bool = False) -> Value:
    """Read one cell.

    unit: the unit in which the form keeps the value; printed_unit: what row or column head prints ("" if nothing);
    signed: the column prints increases and decreases. 22（其中修订16件） is 22; 0.27万元 in a 元 column is 2700;
    "12 34", "约10", "10/12" and "50%" are unreadable.
    """
    lists = words()
    text = squeeze(raw).translate(_SIGNS)
    if not text:
        return _BLANK
    if text in lists["nil"]:
        return _NIL
    if text in lists["zero"]:
        return Value("number", Decimal(0))
    if _GAPPED.search(raw) and _GAPPED.search(_THOUSANDS.sub("0", unicodedata.normalize("NFKC", raw))):
        return _UNREADABLE
    found = _grammar().fullmatch(text)
    if not found:
        return _UNREADABLE
    number = Decimal(found["number"].replace(",", ""))
    if sign := found["sign"]:
        if sign not in "+-" and not signed:
            return _UNREADABLE
        if sign == "-" or sign in lists["decrease"]:
            number = -number
    times = found["times"]
    cell_unit = found["unit"] or found["bracketed"] or ""
    if times and cell_unit in lists["money"] and times + cell_unit in lists["money"]:
        cell_unit, times = times + cell_unit, None
    if times:
        if not cell_unit and unit not in lists["counters"]:
            return _UNREADABLE  # 3万 in a 万元 column could be either
        number *= lists["multipliers"][times]
    factor = _factor(cell_unit or printed_unit, unit)
    if factor is None:
        return _UNREADABLE
    number = number * factor
    return Value("number", number) if abs(number) < _LIMIT else _UNREADABLE


def agrees(raw: str, unit: str, state: str | None, value: Decimal | None) -> bool:
    """Whether a kept value is what `read_value` makes of its text, in whichever unit of the kind its heads print.

    state: None for a line of no form, of which the number alone is kept. Something unreadable has no number.
    """
    if state == "unreadable":
        return value is None
    for printed in ("", *words()["money"]):
        read = read_value(raw, unit or "件", printed, signed=True)
        number = None if read.number is None else round(read.number, KEPT_DECIMALS)
        if number == value and state in (None, read.state):
            return True
    return False


@functools.lru_cache(maxsize=1024)
def _factor(printed: str, unit: str) -> Decimal | None:
    """What turns a number printed in one unit into another unit's; None where they are of different kinds."""
    lists = words()
    if not printed or printed == unit:
        return Decimal(1)
    if printed in lists["counters"] and unit in lists["counters"]:
        return Decimal(1)
    if printed in lists["money"] and unit in lists["money"]:
        return Decimal(lists["money"][printed]) / Decimal(lists["money"][unit])
    return None
