"""What a spreadsheet shows of a number: its number format applied, as far as formats of counts and amounts go.

A printed cell is what a person sees, so 12.0 under `0` is 12, 0 under an accounting format is a dash, and a date is a
date. A format that is not understood here shows the number as `General` does.
"""

import datetime as dt
import functools
import operator
import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from extractors.readers.number_layout import general, laid_out

# ECMA-376 18.8.30: the formats that a file names by number only, as far as they print plain numbers; dates below
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0_);(#,##0)",
    38: "#,##0_);(#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', 42: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 44: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    49: "@",
}  # fmt: skip
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
# General as programs of other languages write it
_LOCAL_GENERAL = re.compile(r"G/\w+")
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_TESTS = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_COLOURS = {
    "white": "FFFFFF", "yellow": "FFFF00", "cyan": "00FFFF", "black": "000000", "red": "FF0000", "blue": "0000FF",
    "green": "00FF00", "magenta": "FF00FF", "color2": "FFFFFF",
}  # fmt: skip
_COLOUR = re.compile(rf"\[({'|'.join(_COLOURS)})\]", re.I)
# a digit that fills the rest of the cell
_FILLING = re.compile(r"\*\d")


def format_code(number: int, own: dict[int, str]) -> str:
    """The code of a format by its number: one of the file's own, or built in."""
    return own.get(number) or ("yyyy/m/d" if number in _DATES else BUILT_IN.get(number, "General"))


@functools.lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[str, ...]:
    """The code cut at the semicolons that stand outside quotes."""
    parts, quoted, at = [""], False, 0
    while at < len(code):
        char = code[at]
        if char == '"':
            quoted = not quoted
        elif char in "\\_*" and not quoted and at + 1 < len(code):
            parts[-1] += char
            at, char = at + 1, code[at + 1]
        elif char == ";" and not quoted:
            parts.append("")
            at += 1
            continue
        parts[-1] += char
        at += 1
    return tuple(parts)


@functools.lru_cache(maxsize=4096)
def is_date(code: str) -> bool:
    """Whether a format shows a day or a time: it has y, m, d, h or s outside quotes and brackets."""
    bare = _LITERAL.sub("", _sections(code)[0])
    return "general" not in bare.lower() and bool(re.search(r"[ymdhs]", bare, re.I))


def shown_date(serial: Decimal, from_1904: bool) -> str:
    """A day as ISO date; the serial itself where it is no day."""
    start = dt.date(1904, 1, 1) if from_1904 else dt.date(1899, 12, 30)
    try:
        return (start + dt.timedelta(days=int(serial))).isoformat()
    except (OverflowError, ValueError):
        return general(serial)


class Look(NamedTuple):
    """What is seen of a stored value: text, and the colour that its format prints it in ("" where it names none).

    is_made: whether the format itself prints digits beside the value's, or the value twice.
    """

    text: str
    colour: str = ""
    is_made: bool = False


# most numbers of a workbook are small ones in one or two formats
@functools.lru_cache(maxsize=16384)
def look(text: str, code: str, from_1904: bool = False) -> Look:
    """What is seen of a stored number (`text`) under a format code."""
    number = _number(text)
    code = _LOCAL_GENERAL.sub("General", code)
    if code == "General":
        return Look(text if number is None else general(number))
    if number is None:
        return look_of_text(text, code)
    if _ELAPSED.search(code):
        return Look(general(number), "", True)  # a time that goes on beyond a day
    if is_date(code):
        return Look(shown_date(number, from_1904))
    section, number, is_sure = _section(code, number)
    laid = laid_out(number, section) if section is not None else None
    if section is None or laid is None:
        return Look(general(number), "", True)  # programs show it otherwise, and not all alike
    return Look(laid, _colour(section), not is_sure or _makes_digits(section))


def look_of_text(text: str, code: str) -> Look:
    """What is seen of a stored text: the fourth part of a format, or the one with @ in it, is for texts."""
    sections = _sections(code)
    section = sections[3] if len(sections) > 3 else sections[-1] if "@" in _LITERAL.sub("", sections[-1]) else None
    if section is None:
        return Look(text)
    bare = _LITERAL.sub(lambda found: (found[1] or found[2] or "").replace("@", ""), section)
    return Look(bare.replace("@", text) if section != "@" else text, _colour(section), _makes_digits(section))


def shown(text: str, code: str, from_1904: bool = False) -> str:
    """The text that is seen of a stored number under a format code."""
    return look(text, code, from_1904).text


def _number(text: str) -> Decimal | None:
    """A stored number; None for what is none or beyond all that is printed."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > 60:
        return None
    # files keep binary fractions to 17 digits, programs show 15 of them
    return Decimal(f"{number:.15g}") if len(number.as_tuple().digits) > 15 else number


def _section(code: str, number: Decimal) -> tuple[str | None, Decimal, bool]:
    """The part of a format that a number is shown by, what of the number that part prints, and whether programs agree
    on it; None where no part is for such a number."""
    sections = _sections(code)
    tests = [_CONDITION.search(section) for section in sections[:3]]
    if any(tests):
        for at, (section, test) in enumerate(zip(sections[:3], tests, strict=True)):
            if test is None or _TESTS[test[1]](number, Decimal(test[2])):
                # of three parts, one with a condition: whether the second is for negative numbers alone is not told
                return section, number, test is not None or at + 1 == len(tests)
        return None, number, False
    if number < 0 and len(sections) > 1:
        return sections[1], -number, True
    if number == 0 and len(sections) > 2:
        return sections[2], number, True
    return sections[0], number, True


def _colour(section: str) -> str:
    found = _COLOUR.search(section)
    return _COLOURS[found[1].lower()] if found else ""


def _makes_digits(section: str) -> bool:
    if _LITERAL.sub("", section).count("@") > 1:
        return True
    literals = ((found[1] or found[2] or found[3] or "") for found in _LITERAL.finditer(section))
    return any(char.isdecimal() for text in literals for char in text) or bool(_FILLING.search(section))
