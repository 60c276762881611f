"""Printed labels made comparable: the same label, whatever its numbering, quotes, brackets and line breaks."""

import functools
import re

from data.text import squeeze
from extractors.words import pattern

_NOT_WORD = re.compile(r"[^\w()+]|_")


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
