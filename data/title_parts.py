"""A title taken apart around its phrase: whose report, of which year, what is done with it, what follows."""

import re
from dataclasses import dataclass

from data.title_words import WORDS

# What stands before the year is a sentence rather than a name beyond this (the longest offices' names have about 35).
LONGEST_NAME = 40
_DEGREE = dict.fromkeys(WORDS.other_qualifiers, "other") | dict.fromkeys(WORDS.doubtful_qualifiers, "doubtful")


@dataclass(frozen=True, slots=True)
class Parts:
    """A title taken apart around its phrase."""

    agency: str
    year: int | None
    verb: str  # "" | working | sending | issuing
    is_range: bool
    is_several: bool
    is_rendition: bool
    qualifier: str  # "" | doubtful | other
    rest: str


def take_apart(text: str, phrase: re.Match[str]) -> Parts:
    start, subject = phrase.start(), phrase["subject"]
    # 市人民政府信息公开年报: here 政府 ends the agency's name.
    if text.endswith(WORDS.shared_before, 0, start) and subject.startswith(WORDS.shared_word):
        start += len(WORDS.shared_word)
    before, rest = text[:start], text[phrase.end() :]
    outer, quoted, inner = before.rpartition(WORDS.quote_open)
    outer_name, outer_verb, _ = _split_about(outer) if quoted else ("", "", "")
    left, verb, name = _split_about(inner)
    *labels, name = WORDS.colon.split(name)
    qualifier = "" if subject.startswith(WORDS.government_subjects) else _qualifier(name)
    name = name.removesuffix(qualifier)
    agency = _name_beside_year(name)
    # 历年 loses its 年 to the trimming.
    is_several = bool(WORDS.several.search(agency) or WORDS.several.search(name))
    rendition = WORDS.rendition.match(agency)
    agency = agency[rendition.end() :] if rendition else agency
    if not WORDS.organ.match(agency):
        for at_end, meaning in ((WORDS.working_at_end, "working"), (WORDS.sending_at_end, "sending")):
            if found := at_end.search(agency):
                agency, verb = _without_announcing(trim(agency[: found.start()])), verb or meaning
    if not agency or agency in WORDS.speakers:
        agency = _name_beside_year(left) or outer_name or next((label for label in labels if is_name(label)), "")
    year_behind = first_year(rest)
    named, rest = _bracketed_name(rest)
    agency = agency or named
    return Parts(
        agency="" if agency in WORDS.speakers else agency,
        year=first_year(phrase[0]) or _last_year(before) or year_behind,
        verb=verb or outer_verb,
        is_range=bool(WORDS.year_range.search(before)),
        is_several=is_several,
        is_rendition=bool(rendition) or any(WORDS.rendition.search(label) for label in [*labels, outer]),
        qualifier=_DEGREE.get(qualifier, ""),
        rest=rest,
    )


def _bracketed_name(rest: str) -> tuple[str, str]:
    """The name in brackets behind the phrase or behind the year (（2021年度）（甲局）), and what is left."""
    at = 0
    while found := WORDS.bracketed.match(rest, at):
        if is_name(found[1]):
            return found[1], rest[: found.start()] + rest[found.end() :]
        if not WORDS.only_year.match(found[1]):
            break
        at = found.end()
    return "", rest


def _split_about(text: str) -> tuple[str, str, str]:
    """(name before 关于, what is done with the report, what is left): 甲局关于报送乙局 is 甲局, sending, 乙局."""
    left, _, right = text.rpartition(WORDS.about)
    for pattern, verb in ((WORDS.working, "working"), (WORDS.issuing, "issuing"), (WORDS.sending, "sending")):
        if found := pattern.match(right):
            return trim(left), verb, right[found.end() :]
    return (trim(left), "", right) if right else ("", "", left)


def _name_beside_year(text: str) -> str:
    """The name before the last year, or after it where nothing stands before: 2019年甲局 and 甲局2019年度 → 甲局."""
    years = list(WORDS.year.finditer(text))
    if not years:
        return _own_name(text)
    before = _own_name(WORDS.year.sub("", text[: years[-1].start()]))
    return before or _own_name(text[years[-1].end() :])


def _own_name(text: str) -> str:
    """A name alone: before it are cut a site's (甲县人民政府-甲局) and words that announce it (现向社会公布甲局)."""
    name = trim(text)
    *_, last = WORDS.separator.split(name)
    name = trim(last) if last != name and is_name(trim(last)) else name
    return trim(WORDS.announcing.sub("", name)) if not WORDS.organ.match(name) or _is_announced(name) else name


def _without_announcing(name: str) -> str:
    """甲局 of 甲局现公布, without the words before the verb."""
    rest = trim(WORDS.announcing_end.sub("", name))
    return rest if is_name(rest) else name


def _is_announced(name: str) -> bool:
    return bool((found := WORDS.announcing.match(name)) and is_name(name[found.end() :]))


def trim(text: str) -> str:
    """Without the particles, quotes and signs around a name; brackets that belong to it stay: 甲局（乙办）."""
    text = WORDS.trim_end.sub("", WORDS.trim_start.sub("", text))
    bracketed = WORDS.bracketed.fullmatch(text)
    return bracketed[1] if bracketed else text


def is_name(text: str) -> bool:
    """Whether a text reads as an agency's name: it ends in an organ's word or a place's, and is no sentence."""
    if not 1 < len(text) <= LONGEST_NAME or WORDS.sentence.search(text):
        return False
    return bool(WORDS.organ.match(text) or WORDS.place.match(text))


def is_name_or_nothing(text: str) -> bool:
    return not trim(text) or is_name(trim(text))


def _qualifier(name: str) -> str:
    return next((word for word in _DEGREE if name.endswith(word)), "")


def first_year(text: str) -> int | None:
    found = WORDS.year.search(text)
    return int(found[1]) if found else None


def _last_year(text: str) -> int | None:
    years = WORDS.year.findall(text)
    return int(years[-1]) if years else None
