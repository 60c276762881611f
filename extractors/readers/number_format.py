"""What a spreadsheet shows of a number: its number format applied, as far as formats of counts and amounts go.

A printed cell is what a person sees, so 12.0 under `0` is 12, 0 under an accounting format is a dash, and a date is a
date. A format that is not understood here shows the number as `General` does.
"""

import datetime as dt
import functools
import operator
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import NamedTuple

# ECMA-376 18.8.30: the formats that a file names by number only, as far as they print plain numbers; dates below
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0_);(#,##0)",
    38: "#,##0_);(#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', 42: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 44: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    49: "@",
}  # fmt: skip
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]')
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?|\.[#0?]+")
_PLAIN_WIDTH = 11
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
# the first of the code points that belong to nobody: each stands for a literal while the digits are laid out
_MARK = 0xE000


def format_code(number: int, own: dict[int, str]) -> str:
    """The code of a format by its number: one of the file's own, or built in."""
    return own.get(number) or ("yyyy/m/d" if number in _DATES else BUILT_IN.get(number, "General"))


def general(number: Decimal) -> str:
    """A number as `General` shows it: no zeros nobody needs, at most eleven characters after rounding."""
    text = _plain(number)
    whole, _, decimals = text.partition(".")
    if decimals and len(text) > _PLAIN_WIDTH:
        places = max(_PLAIN_WIDTH - len(whole) - 1, 0)
        text = _plain(_rounded(number, places))
    return text


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


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

    is_made: whether the format itself prints digits beside the value's.
    """

    text: str
    colour: str = ""
    is_made: bool = False


def look(text: str, code: str, from_1904: bool = False) -> Look:
    """What is seen of a stored number (`text`) under a format code."""
    if code == "General":
        number = _number(text)
        return Look(text if number is None else general(number))
    number = _number(text)
    if number is None:
        return look_of_text(text, code)
    if is_date(code):
        return Look(shown_date(number, from_1904))
    section, number = _section(code, number)
    return Look(_apply(section, number), _colour(section), _makes_digits(section))


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


def _section(code: str, number: Decimal) -> tuple[str, Decimal]:
    """The part of a format that a number is shown by, and what of the number that part prints."""
    sections = _sections(code)
    tests = [_CONDITION.search(section) for section in sections[:3]]
    if any(tests):
        for section, test in zip(sections, tests, strict=False):
            if test is None or _TESTS[test[1]](number, Decimal(test[2])):
                return section, number
        return sections[-1], number
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return sections[0], number


def _colour(section: str) -> str:
    found = _COLOUR.search(section)
    return _COLOURS[found[1].lower()] if found else ""


def _makes_digits(section: str) -> bool:
    literals = ((found[1] or found[2] or found[3] or "") for found in _LITERAL.finditer(section))
    return any(char.isdecimal() for text in literals for char in text) or bool(_FILLING.search(section))


def _apply(section: str, number: Decimal) -> str:
    literals: list[str] = []

    def keep(found: re.Match[str]) -> str:
        literals.append(found[1] or found[2] or found[3] or "")
        return chr(_MARK + len(literals) - 1)

    bare = _LITERAL.sub(keep, section)

    def finished(text: str) -> str:
        return "".join(literals[ord(c) - _MARK] if 0 <= ord(c) - _MARK < len(literals) else c for c in text).strip()

    plain = "".join(char for char in bare if not 0 <= ord(char) - _MARK < len(literals))
    if "general" in plain.lower():
        return finished(re.sub("general", lambda _: general(number), bare, flags=re.I))
    if "@" in plain:
        return finished(bare.replace("@", general(number)))
    digits = _DIGITS.findall(plain)
    if not digits and "%" not in plain:
        return finished(bare) if plain.strip("-+() ") == "" else general(number)
    if len(digits) != 1 or re.search(r"[Ee][+-]|/", plain):
        return general(number)
    pattern = digits[0]
    whole, _, decimals = pattern.partition(".")
    number *= Decimal(100) ** plain.count("%")
    while whole.endswith(","):  # each comma behind the digits drops three of them
        whole, number = whole[:-1], number / 1000
    value = _rounded(abs(number), len(decimals))
    text = f"{value:,f}" if "," in whole else f"{value:f}"
    integer, _, fraction = text.partition(".")
    while fraction and len(fraction) > decimals.rstrip("#").__len__() and fraction.endswith("0"):
        fraction = fraction[:-1]
    needed = whole.count("0")
    if integer == "0" and not needed:
        integer = ""
    printed = integer.zfill(needed) + (f".{fraction}" if fraction else "")
    sign = "-" if number < 0 and value != 0 else ""
    at = bare.index(pattern)
    return sign + finished(bare[:at] + printed + bare[at + len(pattern) :])
