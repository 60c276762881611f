"""data/private.csv and data/private.yml: what of contact persons is masked in texts before they are kept."""

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from data.places import DATA
from data.yml import read_yml

_HAN = "\u4e00-\u9fff\u3400-\u4dbf"
# signs that stand between the parts of a name from a western or northern language
_POINTS = "·•‧・･⋅∙"
_DIGIT = "0-9０-９"


@dataclass(frozen=True, slots=True)
class Mask:
    """What is looked for, and what is written in its place (`re.sub`)."""

    pattern: re.Pattern[str]
    replacement: str


def masks(rows: Iterable[tuple[str, str]]) -> tuple[Mask, ...]:
    r"""The masks of rows (pattern, replacement); `{words}` in a pattern stands for a list of private.yml.

    Raises:
        re.error: a pattern is none. \p{Han} of RE2 is understood.
    """
    pieces = _pieces()
    found = []
    for pattern, replacement in rows:
        for name, piece in pieces.items():
            pattern = pattern.replace("{" + name + "}", piece)
        found.append(Mask(re.compile(pattern.replace(r"\p{Han}", f"[{_HAN}]"), re.MULTILINE), replacement))
    return tuple(found)


def mask(text: str, by: Sequence[Mask]) -> str:
    """The text with every mask applied, in their order."""
    for one in by:
        text = one.pattern.sub(one.replacement, text)
    return text


def sign() -> str:
    """What a text has that a mask may concern (a regular expression of RE2 and of Python); others are not looked at."""
    words = _words()
    behind = rf"(?:[ 　\t]*[:：（(为是]|[ 　\t]+[{_HAN}A-Z]|及)"
    return (
        rf"[@＠]|[{_DIGIT}](?:[ 　\-－—.()（）]{{0,2}}[{_DIGIT}]){{5}}|{_any_of(words['roles'])}{behind}"
        rf"|{_any_of(words['asked'])}[{_HAN}]{{1,4}}{_any_of(words['titles'])}|{_any_of(words['accounts'])}"
    )


@functools.cache
def _words() -> dict[str, Any]:
    return read_yml(DATA / "private.yml")


@functools.cache
def _pieces() -> dict[str, str]:
    words = _words()
    han, titles = f"[{_HAN}]", _any_of(words["titles"])
    family = f"(?:{_any_of(words['double_surnames'])}|[{''.join(words['surnames'].split())}])"
    given = f"(?:(?![{words['not_given']}]){han})"
    ends = rf"(?=[^{_HAN}]|$|{_any_of(words['followers'])}|{titles})"
    joined = f"{han}{{1,10}}(?:[{_POINTS}]{han}{{1,10}}){{1,4}}"
    called = f"{family}{given}{{0,2}}?{titles}"
    mobile = (
        rf"(?:[+＋]?(?:86|８６)[ 　\-－—]?)?[1１][3-9３-９][{_DIGIT}](?:[ 　\-－—.]?[{_DIGIT}]{{4}}){{2}}(?![{_DIGIT}])"
    )
    local = r"[A-Za-z0-9._%+\-]"
    date = r"(?:19|20)\d\d[ ]?[-/－—.年]"
    return {
        "roles": _any_of(words["roles"]),
        "asked": _any_of(words["asked"]),
        "accounts": _any_of(words["accounts"]),
        "offices": f"[{words['offices']}]",
        "person": (
            rf"(?:{joined}|{called}(?=[^{_HAN}]|$|{_any_of(words['followers'])})|[A-Z][a-z]+(?: [A-Z][a-z]+){{1,2}}"
            rf"|{family}(?:[ 　]{{0,2}}{given}){{1,2}}?{ends}{titles}?)"
        ),
        "called": called,
        "mobile": mobile,
        "number": rf"(?<![{_DIGIT}])(?!{date})[+＋（(]?[{_DIGIT}][{_DIGIT}\-—－–()（） 　/转]{{4,24}}[{_DIGIT}]",
        "mailbox": rf"{local}{{1,64}}[ 　]?[@＠][ 　]?[A-Za-z0-9\-]{{1,63}}(?:[.．][A-Za-z0-9\-]{{1,63}}){{1,6}}",
        "of_office": rf"{local}{{0,63}}?{_any_of(words['office_mailboxes'])}{local}{{0,63}}[ 　]?[@＠]",
    }


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"
