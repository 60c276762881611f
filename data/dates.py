"""Dates in words become dates in figures: 二〇二二年元月一日起，至同年十二月卅一日."""

import functools
import re

from data.heads import heads
from data.numerals import in_numerals
from data.title_words import WORDS

_LAST_DAY = 31
_NUMERALS = "一二三四五六七八九十"
# a month or a day follows
_DATE = f"[{_NUMERALS}元年底末廿卅0-9]"


# a line without these has no date in words
_SIGNS = re.compile("[年月日号]")


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The years, said in figures, signs or by the year before; the numbers of months and days in words."""
    said = heads()["dates"]
    numerals = "".join([*_NUMERALS, *said["tens"]])
    signs = re.escape("".join(map(chr, WORDS.digits)))
    words = [f"(?P<{name}>{'|'.join(map(re.escape, said[name]))})" for name in ("same_year", "next_year")]
    year = re.compile(
        rf"(?P<figures>(?<!\d)\d{{4}}|[{signs}][{signs}0-9]{{3}})(?=年)|{'|'.join(words)}(?=[^一-龥]|{_DATE})"
    )
    first = "|".join(map(re.escape, said["first_month"]))
    day = re.compile(rf"(?P<first>{first})|(?<![百千{numerals}])(?P<number>[{numerals}]{{1,4}})(?P<sign>[月日号])")
    return year, day


@functools.cache
def _ends_of_year() -> list[tuple[re.Pattern[str], re.Pattern[str], str]]:
    """The words for a year's first and last day, alone and behind a year, with these."""
    said = heads()["dates"]["of_year"]
    return [(re.compile(ending), re.compile(rf"(?<=\d{{4}})年度?(?:{ending})"), date) for ending, date in said.items()]


@functools.lru_cache(maxsize=4)
def in_figures(text: str) -> str:
    """A text whose dates have figures. Lines stay lines; 同年 and its like become the year before them.

    自二〇二二年元月一日起,至同年十二月卅一日止 → 自2022年1月1日起,至2022年12月31日止.
    """
    return "\n".join(map(_line, text.split("\n")))


def _line(text: str) -> str:
    if not _SIGNS.search(text):
        return text
    year, day = _patterns()
    last = 0

    def dated(found: re.Match[str]) -> str:
        nonlocal last
        if found["figures"]:
            last = int(found["figures"].translate(WORDS.digits))
            return str(last)
        if not last:
            return found[0]
        last += bool(found["next_year"])
        return f"{last}年"

    text = day.sub(_numbered, year.sub(dated, text))
    for words, ending, date in _ends_of_year():
        if words.search(text):
            text = ending.sub(date, text)
    return text


def _numbered(found: re.Match[str]) -> str:
    if found["first"]:
        return "1月"
    number = _number(found["number"])
    return f"{number}{found['sign']}" if number else found[0]


def _number(text: str) -> int:
    """The number of a month or day, 0 where it is none: 十 → 10, 二十三 → 23, 卅一 → 31."""
    for ten, meant in heads()["dates"]["tens"].items():
        text = text.replace(ten, meant)
    number = in_numerals(text) or 0
    return number if number <= _LAST_DAY else 0
