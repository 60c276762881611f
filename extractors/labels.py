"""Printed labels made comparable: the same label, whatever its numbering, quotes, brackets and line breaks."""

import functools
import re
import unicodedata

from extractors.words import pattern

# zero-width characters, soft hyphen, and everything that Python counts as white space
_INVISIBLE = re.compile("[\\s\u00ad\u034f\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_CIRCLED = {ord("①") + n: f"{n + 1}." for n in range(20)}
_NOT_WORD = re.compile(r"[^\w()+]|_")


def without_space(text: str) -> str:
    """A text without white space or invisible characters."""
    return _INVISIBLE.sub("", text)


@functools.lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """NFKC without white space or invisible characters."""
    if text.isascii():
        return _INVISIBLE.sub("", text)
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.translate(_CIRCLED)))


@functools.lru_cache(maxsize=65536)
def clean_label(text: str) -> tuple[str, str]:
    """A label without numbering and punctuation, and the unit printed at its end ("" if none).

    '其中：1.网站公开' → ('网站公开', ''); '本年收费金额（单位：万元）' → ('本年收费金额', '万元').
    """
    bare = squeeze(text)
    unit = ""
    if found := pattern("unit_suffix").search(bare):
        unit, bare = found.group(1), bare[: found.start()]
    if bare.startswith("(") and bare.endswith(")") and bare.count("(") == 1:
        bare = bare[1:-1]
    for _ in range(3):
        shorter = pattern("label_prefix").sub("", bare, count=1)
        if shorter == bare or not shorter:
            break
        bare = shorter
    return _NOT_WORD.sub("", bare).strip("()") if "(" not in bare.strip("()") else _NOT_WORD.sub("", bare), unit
