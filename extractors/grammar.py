"""Labels in other words than those recorded: what does not change their meaning is taken off, the rest compared.

A label is printed as: mark of order, words, a note in brackets, a unit, a mark of a footnote. Which spellings, notes
and endings do not change what a label means is data (words.yml, the grammar of labels).
"""

import functools
import re

from data.text import squeeze, without_space
from extractors.words import pattern, words

# stands before the words of a label as the grammar leaves them, so that they are no other label's words as recorded
MARK = "≈"
_NOT_WORD = re.compile(r"[\W_]+")
_STOPS = re.compile("[。.:：,，;；、]+$")
_QUOTES = re.compile("[“”\"‘’'「」『』]")


@functools.cache
def _simplified() -> dict[int, str]:
    pairs = words()["traditional"]
    return {ord(a): b for a, b in zip(pairs[::2], pairs[1::2], strict=True)}


@functools.lru_cache(maxsize=65536)
def grammar_key(text: str) -> str:
    """What the grammar leaves of a label, behind MARK; "" where nothing is left.

    〔七〕总计 and （七）合计 → ≈合计; 其它（注1） → ≈其他; 本年制发件数 → ≈本年制发.
    """
    bare = _QUOTES.sub("", without_space(text)).translate(_simplified())
    bare = pattern("label_footnote").sub("", _STOPS.sub("", bare))
    for _ in range(3):
        shorter = pattern("label_order").sub("", bare, count=1)
        if shorter == bare or not shorter:
            break
        bare = shorter
    bare = pattern("label_note").sub(_kept_note, bare)
    bare = _NOT_WORD.sub("", squeeze(pattern("label_footnote").sub("", bare)))
    for printed, meant in words()["label_spellings"].items():
        bare = bare.replace(printed, meant)
    return f"{MARK}{shorter}" if (shorter := pattern("label_ends").sub("", bare)) else ""


def _kept_note(found: re.Match[str]) -> str:
    """A note that tells one line or column from another stays, without its brackets."""
    inside = found.group()[1:-1]
    if pattern("explaining_note").search(inside) or not pattern("telling_note").search(inside):
        return ""
    return inside
