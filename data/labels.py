"""Printed labels made comparable: the same label, whatever its numbering, quotes, brackets and line breaks.

A label is printed as: mark of order, words, a note in brackets, a unit, a mark of a footnote. Labels are first compared
as cleaned; where the cleaned words are not recorded, as the grammar leaves them: what does not change the meaning is
taken off. Which spellings, notes and endings that are is data (words.yml, the grammar of labels).
"""

import functools
import re

from data.text import alternatives, squeeze, without_space
from data.words import pattern, words

# stands before the words of a label as the grammar leaves them, so that they are no other label's words as recorded
MARK = "≈"
_NOT_WORD_BUT_SIGNS = re.compile(r"[^\w()+]|_")
_NOT_WORD = re.compile(r"[\W_]+")
_NOTE_AT_END = re.compile(r"\([^()]*\)$")
_STOPS = re.compile("[。.:：,，;；、]+$")
_QUOTES = re.compile("[“”\"‘’'「」『』]")


@functools.lru_cache(maxsize=65536)
def clean_label(text: str) -> tuple[str, str]:
    """A label without numbering and punctuation, and the unit printed at its end ("" if none).

    '其中：1.网站公开' → ('网站公开', ''); '本年收费金额（单位：万元）' → ('本年收费金额', '万元').
    """
    bare = squeeze(text)
    unit = ""
    if found := pattern("unit_suffix").search(bare):
        unit, bare = found.group(1), bare[: found.start()]
    elif found := pattern("unit_suffix").search(_NOTE_AT_END.sub("", bare)):
        unit = found.group(1)
    if bare.startswith("(") and bare.endswith(")") and bare.count("(") == 1:
        bare = bare[1:-1]
    for _ in range(3):
        shorter = pattern("label_prefix").sub("", bare, count=1)
        if shorter == bare or not shorter:
            break
        bare = shorter
    return _NOT_WORD_BUT_SIGNS.sub("", bare).strip("()") if "(" not in bare.strip("()") else _NOT_WORD_BUT_SIGNS.sub(
        "", bare
    ), unit


@functools.cache
def _simplified() -> dict[int, str]:
    pairs = words()["traditional"]
    return {ord(a): b for a, b in zip(pairs[::2], pairs[1::2], strict=True)}


def simplified(text: str) -> str:
    """A text with the traditional characters and variants of words.yml as the forms write them."""
    return text.translate(_simplified())


@functools.cache
def _unit_pattern() -> re.Pattern[str]:
    return re.compile(words()["label_unit"].replace("{unit}", alternatives((*words()["counters"], *words()["money"]))))


def unit_in(text: str) -> str:
    """The unit that a label prints, wherever it stands: （条）网站公开数, 收费金额，单位：万元; "" if none."""
    found = _unit_pattern().search(pattern("label_footnote").sub("", _STOPS.sub("", text.strip())))
    return next(filter(None, found.groups()), "") if found else ""


@functools.lru_cache(maxsize=65536)
def grammar_key(text: str) -> str:
    """What the grammar leaves of a label, behind MARK; "" where nothing is left.

    〔七〕总计 and （七）合计 → ≈合计; 其它（注1） → ≈其他; 本年制发件数 → ≈本年制发.
    """
    bare = pattern("label_footnote").sub("", _STOPS.sub("", _QUOTES.sub("", text.strip())))
    bare = without_space(_unit_pattern().sub("", bare)).translate(_simplified())
    bare = pattern("label_footnote").sub("", _STOPS.sub("", bare))
    for _ in range(3):
        shorter = pattern("label_order").sub("", bare, count=1)
        if shorter == bare or not shorter:
            break
        bare = shorter
    bare = pattern("label_note").sub(_kept_note, bare)
    bare = _NOT_WORD.sub("", squeeze(pattern("label_footnote").sub("", bare)))
    bare = spelled(bare)
    return f"{MARK}{shorter}" if (shorter := pattern("label_ends").sub("", bare)) else ""


def spelled(text: str) -> str:
    """A label's words in the spelling by which wordings are compared: 其它 → 其他."""
    for printed, meant in words()["label_spellings"].items():
        text = text.replace(printed, meant)
    return text


def _kept_note(found: re.Match[str]) -> str:
    """A note that tells one line or column from another stays, without its brackets."""
    inside = found.group()[1:-1]
    if pattern("explaining_note").search(inside) or not pattern("telling_note").search(inside):
        return ""
    return inside
