"""Bytes to text, whatever the page declares; and text made comparable.

Portals declare UTF-8 over GBK bodies and the reverse, so what the bytes themselves say goes first: a byte order mark,
then UTF-8 that decodes strictly, then GB18030, of which GB2312 and GBK are parts (a page with 镕 fails as gb2312).
"""

import codecs
import functools
import re
import unicodedata
from collections.abc import Iterable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# zero-width characters, soft hyphen, and everything that Python counts as white space
_INVISIBLE = re.compile("[\\s\u00ad\u034f\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
# Chinese characters, to stand in a class of a pattern
HAN = "\u3400-\u9fff"
_HAN = re.compile(f"[{HAN}]")
_CIRCLED = {ord("①") + n: f"{n + 1}." for n in range(20)}


def alternatives(texts: Iterable[str]) -> str:
    """A pattern of any of the texts, the longest first."""
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))


def decode(body: bytes) -> tuple[str, str]:
    """Text of a body and the encoding it was read in; never raises, undecodable bytes become U+FFFD."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace"), name.removesuffix("-sig")
    if body[:200].count(0) > 40:  # UTF-16 without a mark: every other byte of the ASCII markup is zero
        name = "utf-16-be" if body[:1] == b"\0" else "utf-16-le"
        return body.decode(name, "replace"), name
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as wrong:
        # a page cut in the middle of a character, or with one stray byte, is still UTF-8
        if wrong.start >= len(body) - 3:
            return body.decode("utf-8", "replace"), "utf-8"
    try:
        return body.decode("gb18030"), "gb18030"
    except UnicodeDecodeError:
        pass
    candidates = [(body.decode(name, "replace"), name) for name in ("utf-8", "gb18030", "big5")]
    return min(candidates, key=lambda pair: pair[0].count("\ufffd"))


def member_name(name: bytes) -> str:
    """A file's name as an archive or a disk of another system holds it: UTF-8 where it is, else the code page of
    Chinese Windows. A name is too short for `decode`, which takes a cut at the end for UTF-8."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")


def has_han(text: str) -> bool:
    """Whether a text has a Chinese character."""
    return _HAN.search(text) is not None


def count_han(text: str) -> int:
    """How many Chinese characters a text has."""
    return len(_HAN.findall(text))


def whole_characters(text: str) -> str:
    """The text with halves of characters (surrogates, as escapes in workbooks may have them) joined where two
    make one, and as U+FFFD where not: no file and no table can hold a half."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def without_space(text: str) -> str:
    """A text without white space or invisible characters."""
    return _INVISIBLE.sub("", text)


@functools.lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """NFKC without white space or invisible characters."""
    if text.isascii():
        return _INVISIBLE.sub("", text)
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.translate(_CIRCLED)))
