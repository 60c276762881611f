"""A printed cell becomes a state and, where a number is printed, a decimal in the form's unit. Nothing is guessed."""

import functools
import re
from decimal import Decimal
from typing import NamedTuple

from data.figures import NUMBER, units
from data.rows import KEPT_DECIMALS
from data.text import HAN, alternatives, without_space
from data.words import words
from extractors.content import Cell
from extractors.shown import printed

# Widths and forms of the same characters; ¹, ½ and ⓪ are marks and other figures, not digits, so NFKC folds too much.
_FOLDED = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {"−": "-", "﹣": "-", "﹢": "+", "﹐": ",", "﹒": ".", "\u3000": " "}
)
# two groups of digits with a gap are one number only where the gap parts thousands; a line break never does
_DIGIT = re.compile(r"\d")
_GAPPED = re.compile(r"\d\s+\d")
_THOUSANDS = re.compile(r"(?<![\d.])[1-9]\d{0,2}(?:[^\S\n\r\t]\d{3})+(?!\d)")
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069].*[0-9]", re.S)

# printed values keep six decimals: amounts are printed in 万元 with up to that many, which is a cent
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
    return re.compile(
        rf"(?:{alternatives(lists['before_number'])})?"
        rf"(?P<sign>[+-]|{alternatives([*lists['increase'], *lists['decrease']])})?"
        rf"(?P<number>{NUMBER})"
        rf"(?P<times>{alternatives(lists['multipliers'])})?"
        rf"(?:\((?P<bracketed>{units()})\)|(?P<unit>{units()}))?"
        rf"(?:\((?P<remark>[^()]*[{HAN}][^()]*)\))?"
    )


@functools.lru_cache(maxsize=65536)
def is_value_like(raw: str) -> bool:
    """Whether a text could stand in a value cell: blank, a mark for none, or something with a digit that reads."""
    return read_value(raw, "", signed=True).state != "unreadable"


def is_figure(cell: Cell) -> bool:
    """Whether a cell prints a number that reads."""
    return _is_number(cell.text)


@functools.lru_cache(maxsize=65536)
def _is_number(text: str) -> bool:
    return _DIGIT.search(text) is not None and is_value_like(text)


@functools.lru_cache(maxsize=65536)
def read_value(raw: str, unit: str, printed_unit: str = "", signed: bool = False) -> Value:
    """Read one cell.

    unit: the unit in which the form keeps the value, "" where none is known (then any number is taken);
    printed_unit: what row or column head prints ("" if nothing); signed: the column prints increases and decreases.
    22（其中修订16件） is 22; 0.27万元 in a 元 column is 2700; "12 34", "约10", "10/12" and "50%" are unreadable, and so
    is what its unit cannot be: 2.629件, -3件, an amount in parts of a cent.
    """
    lists = words()
    if _TURNED.search(raw):
        return _UNREADABLE  # what is seen may run the other way
    folded = raw.translate(_FOLDED)
    text = without_space(folded)
    if not text:
        return _BLANK
    if text in lists["nil"]:
        return _NIL
    if text in lists["zero"]:
        return Value("number", Decimal(0))
    if _GAPPED.search(folded) and _GAPPED.search(_THOUSANDS.sub("0", folded)):
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
        if not cell_unit and unit and unit not in lists["counters"]:
            return _UNREADABLE  # 3万 in a 万元 column could be either
        number *= lists["multipliers"][times]
    factor = _factor(cell_unit or printed_unit, unit)
    if factor is None:
        return Value("number", Decimal(0)) if number == 0 else _UNREADABLE  # none of anything is none
    number = number * factor
    if abs(number) >= _LIMIT or not _is_possible(number, unit, signed):
        return _UNREADABLE
    return Value("number", number)


def _is_possible(number: Decimal, unit: str, signed: bool) -> bool:
    """Whether a quantity of this unit can be that number: counts are whole, amounts are in
    cents, nothing but a change is below zero."""
    if number < 0 and not signed:
        return False
    if unit in words()["counters"]:
        return number == number.to_integral_value()
    cents = number * 100 * Decimal(words()["money"].get(unit, 0))
    return cents == cents.to_integral_value()


class Figure(NamedTuple):
    """A value cell as read: what is printed in it, what that is, and why it is no number ("" where it is one)."""

    value: Value
    raw: str
    why: str


def read_figure(cell: Cell, unit: str, printed_unit: str = "", signed: bool = False) -> Figure:
    """Read a value cell: a number or a blank only where it is certain what is seen. Arguments as of `read_value`."""
    if cell.doubt:
        raw = printed(cell.runs).strip()
        return Figure(_UNREADABLE, raw, f"{cell.text.strip()!r} is not certain: {cell.doubt}")
    return _figure_of(cell.text, unit, printed_unit, signed)


@functools.lru_cache(maxsize=65536)
def _figure_of(text: str, unit: str, printed_unit: str, signed: bool) -> Figure:
    raw = text.strip()
    value = read_value(raw, unit, printed_unit, signed)
    return Figure(value, raw, f"{raw!r} is not a number in {unit}" if value.state == "unreadable" else "")


def agrees(raw: str, unit: str, state: str | None, value: Decimal | None) -> bool:
    """Whether a kept value is what `read_value` makes of its text, in whichever unit of the kind its heads print.

    state: None for a line of no form, of which the number alone is kept. Something unreadable has no number.
    """
    if state == "unreadable" or (state is None and value is None):
        return value is None  # a line of no form of which it is not certain what is printed gives no number
    for printed_unit in ("", *words()["money"]):
        read = read_value(raw, unit, printed_unit, signed=True)
        number = None if read.number is None else round(read.number, KEPT_DECIMALS)
        if number == value and state in (None, read.state):
            return True
    return False


@functools.lru_cache(maxsize=1024)
def _factor(printed: str, unit: str) -> Decimal | None:
    """What turns a number printed in one unit into another unit's; None where they are of different kinds."""
    lists = words()
    if not printed or not unit or printed == unit:
        return Decimal(1)
    if printed in lists["counters"] and unit in lists["counters"]:
        return Decimal(1)
    if printed in lists["money"] and unit in lists["money"]:
        return Decimal(lists["money"][printed]) / Decimal(lists["money"][unit])
    return None
