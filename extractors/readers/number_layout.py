"""A number laid out under one part of a spreadsheet's number format: its digits among the literals of the part."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

_PLAIN_WIDTH = 11
_DIGITS = "0#?"
_TOKEN = re.compile(r'"([^"]*)"|[\\\\!](.)|_.|\*(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|General|.', re.I | re.S)
# letters of dates, powers and fractions: what they print is not laid out here
_OTHER = re.compile(r"[A-Za-z/]")


class _Token(NamedTuple):
    """kind: digit, point, comma, percent, general, text (@) or literal; text: what a literal prints."""

    kind: str
    text: str = ""


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


def _tokens(section: str) -> list[_Token] | None:
    """The parts of a section; None where it has something that is not laid out here."""
    found: list[_Token] = []
    filling = ""
    for one in _TOKEN.finditer(section):
        text = one.group()
        literal = one[1] or one[2] or one[4]
        if literal:
            found.append(_Token("literal", literal))
        elif one[3]:
            filling = filling or one[3].strip()
        elif text[0] in '"\\_[':
            continue  # a space as wide as a character, a colour, a condition
        elif text.lower() == "general":
            found.append(_Token("general"))
        elif text in _DIGITS:
            found.append(_Token("digit", text))
        elif kind := {".": "point", ",": "comma", "%": "percent", "@": "text"}.get(text):
            found.append(_Token(kind, text))
        elif _OTHER.match(text):
            return None
        else:
            found.append(_Token("literal", text))
    # a character that fills the cell is all that is seen where nothing else is printed
    return found if found or not filling else None


def laid_out(number: Decimal, section: str) -> str | None:
    """What one part of a format shows of a number; None where it is not known how."""
    tokens = _tokens(section)
    if tokens is None:
        return None
    kinds = [token.kind for token in tokens]
    if "general" in kinds or "text" in kinds:
        return "".join(general(number) if t.kind in ("general", "text") else t.text for t in tokens).strip()
    places = [at for at, kind in enumerate(kinds) if kind == "digit"]
    if not places:
        return "".join(token.text for token in tokens if token.kind != "comma").strip()
    point = next((at for at, kind in enumerate(kinds) if kind == "point"), len(tokens))
    whole = [at for at in places if at < point]
    decimals = [at for at in places if at > point]
    # each comma behind the digits drops three of them, one between them parts thousands
    dropped = [
        at for at, kind in enumerate(kinds)
        if kind == "comma" and (at > places[-1] or (whole and whole[-1] < at < point))
    ]  # fmt: skip
    is_parted = any(kind == "comma" and whole and whole[0] < at < whole[-1] for at, kind in enumerate(kinds))
    number = number * Decimal(100) ** kinds.count("percent") / Decimal(1000) ** len(dropped)
    value = _rounded(abs(number), len(decimals))
    before, _, after = f"{value:f}".partition(".")
    printed = _whole("" if before == "0" else before, [tokens[at].text for at in whole], is_parted)
    shown = dict(zip(whole, printed, strict=True)) if whole else {}
    shown |= dict(zip(decimals, _fraction(after, [tokens[at].text for at in decimals]), strict=True))
    has_fraction = any(shown[at].strip() for at in decimals)
    sign = "-" if number < 0 and value != 0 else ""
    if not whole and before != "0":
        sign += before
    parts = []
    for at, token in enumerate(tokens):
        if token.kind == "digit":
            parts.append(shown[at])
        elif token.kind == "point":
            parts.append("." if has_fraction or at != point else "")
        elif token.kind != "comma":
            parts.append(token.text)
    return sign + "".join(parts).strip()


def _whole(digits: str, places: list[str], is_parted: bool) -> list[str]:
    """The digits before the point by place, from the right; those that have none stand in the first."""
    made = [""] * len(places)
    count = 0
    for at in range(len(places) - 1, -1, -1):
        own = [digits[-1]] if digits else ["0" if places[at] == "0" else " " if places[at] == "?" else ""]
        digits = digits[:-1]
        if at == 0:
            own = [*digits, *own]
        for char in reversed(own):
            parted = is_parted and char.isdigit() and count > 0 and count % 3 == 0
            made[at] = char + "," * parted + made[at]
            count += char.isdigit()
    return made


def _fraction(digits: str, places: list[str]) -> list[str]:
    """The digits behind the point by place, without zeros at the end that the format does not ask for."""
    needed = max((at + 1 for at, place in enumerate(places) if place == "0"), default=0)
    used = max(len(digits.rstrip("0")), needed)
    return [digits[at] if at < used else " " if place == "?" else "" for at, place in enumerate(places)]
