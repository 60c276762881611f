"""What a title says, of a link or of a report: an annual report, perhaps one, another form of one, many, or other.

A doubt is a candidate and never dropped. All wording is in data/titles.yml; here is the order in which it is asked:

    title = before + phrase + rest,   phrase = subject (政府信息公开) + fillers and years + ending (年度报告)

The phrase makes it a report; what stands before gives agency and year and may turn it into a notice (关于做好…);
what stands after may turn it into a rendition (（图片版）), a collection (汇总) or something else (编制…的通知).
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

from data.places import DATA
from data.title_words import Groups, load_words

Kind = Literal["report", "candidate", "rendition", "list", "other"]

_WORDS = load_words(DATA / "titles.yml")
_WHITE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_BRACKETS = {ord("("): "（", ord(")"): "）"}
_KEPT = ("report", "candidate", "rendition")
_DEGREE = dict.fromkeys(_WORDS.other_qualifiers, "other") | dict.fromkeys(_WORDS.doubtful_qualifiers, "doubtful")
_HAN = re.compile(r"[\u3400-\u9fff]")
# What stands before the year is a sentence rather than a name beyond this (the longest offices' names have about 35).
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class TitleClass:
    """The verdict on one title.

    agency: as printed, white space removed, brackets full-width, "" where the title names none; report_year: the year
    of the report that the title speaks of, None where it speaks of none; reason: one lower-case word for counting, from
    this module or the group of data/titles.yml that decided.
    """

    kind: Kind
    agency: str
    report_year: int | None
    reason: str

    @property
    def is_title(self) -> bool:
        """Whether it may be the title of one report: its words say more than that something was disclosed."""
        return self.kind in _KEPT and self.reason != "weak_wording"


def classify(title: str, column: str = "", file_name: str = "") -> TitleClass:
    """Judge a link or a heading by its text, the name of the column it stands in and of the file it leads to.

    column: as printed ("" if unknown); a bare title such as 2023年度报告 means something only inside a column of annual
    reports. file_name: the name a person gave the file, asked where the title itself says nothing (附件, 下载).
    """
    verdict = _judge(title, column)
    if not file_name or (verdict.agency and verdict.report_year):
        return verdict
    named = _judge(file_name, column)
    if verdict.reason == "no_report_words":
        return named
    if verdict.kind in _KEPT and named.kind in _KEPT:
        year = verdict.report_year or named.report_year
        known = replace(verdict, agency=verdict.agency or named.agency, report_year=year)
        return replace(known, kind=named.kind, reason=named.reason) if verdict.kind == "candidate" else known
    return verdict


def is_report_column(column: str) -> bool:
    """Whether a column of this name holds annual reports on open government information."""
    name = clean(column)
    return bool(_WORDS.report_column.search(name)) and not _WORDS.not_report_column.search(name)


def agency_named(text: str) -> str:
    """The agency that a link or column is called by, "" where its name is none's (2021年, 乡镇街道, 部门年报)."""
    name = _trim(clean(text))
    return name if is_name(name) and not _WORDS.several.search(name) and not _WORDS.hints.search(name) else ""


def clean(text: str) -> str:
    """NFKC without white space, brackets full-width, years in figures, days dropped, a full-year period a year."""
    return _with_plain_years(_squeezed(text)[: _WORDS.longest]).translate(_WORDS.folded)


def _squeezed(text: str) -> str:
    return _WHITE.sub("", unicodedata.normalize("NFKC", text)).translate(_BRACKETS)


def _with_plain_years(text: str) -> str:
    if _WORDS.year_mark in text:
        text = _WORDS.chinese_year.sub(lambda found: found[0].translate(_WORDS.digits), text)
        text = _WORDS.period.sub(rf"\g<1>{_WORDS.year_mark}", text)
    return _WORDS.document_number.sub("", _WORDS.date.sub("", text))


@dataclass(frozen=True, slots=True)
class _Parts:
    """A title taken apart around its phrase."""

    agency: str
    year: int | None
    verb: str  # "" | working | sending | issuing
    is_range: bool
    is_several: bool
    is_rendition: bool
    qualifier: str  # "" | doubtful | other
    rest: str


def _judge(title: str, column: str) -> TitleClass:
    squeezed = _squeezed(title)
    if len(squeezed) > _WORDS.longest:
        return TitleClass("other", "", None, "too_long")
    printed = _with_plain_years(squeezed)
    text = printed.translate(_WORDS.folded)
    verdict = _judge_clean(text, title, column)
    if text != printed and verdict.agency:
        at = text.find(verdict.agency)
        return replace(verdict, agency=printed[at : at + len(verdict.agency)])
    return verdict


def _judge_clean(text: str, title: str, column: str) -> TitleClass:
    in_column = bool(column) and is_report_column(column)
    if not in_column and not _WORDS.hints.search(text):
        return _other(text) if _HAN.search(text) else _english(title)
    truncated = text.endswith(_WORDS.truncation)
    text = _WORDS.extension.sub("", text)
    pieces = [piece for piece in _WORDS.site_separator.split(text) if piece] or [""]
    found = None
    for piece in pieces:
        verdict = _by_phrase(_WORDS.leading.sub("", _own_piece(piece)), column if in_column else "", truncated)
        if verdict and (verdict.agency or verdict.report_year or verdict.kind == "other"):
            return verdict
        found = found or verdict
    inside = _in_report_column(pieces[0], column) if in_column else None
    if in_column and inside is None and is_report_column(pieces[0]):
        bare = _WORDS.bare.search(pieces[0])
        if bare and _WORDS.several.search(pieces[0][: bare.start()]):
            # 部门年报, 历年年报: a column in the column.
            inside = TitleClass("list", "", None, "several_agencies")
    return found or inside or _other(pieces[0])


def _own_piece(text: str) -> str:
    """The title itself, where a site's and a column's name stand before it: 甲县政府信息公开年报甲局2021年…年度报告."""
    first = _WORDS.strong.search(text)
    if not first or _WORDS.year.search(text, 0, first.end()):
        return text
    later = text[first.end() :]
    second = _WORDS.strong.search(later)
    return later if second and _WORDS.year.search(later, 0, second.end()) else text


def _by_phrase(text: str, column: str, truncated: bool) -> TitleClass | None:
    """The verdict on a title that has a phrase; None where it has none. column: "" unless one of annual reports."""
    if strong := _WORDS.strong.search(text):
        return _whole(_take_apart(text, strong), text, strong, column)
    for weak in _WORDS.weak.finditer(text):
        if weak["subject"] in _WORDS.wide_subjects:
            continue
        if truncated or _WORDS.harmless.match(text, weak.end()) or _WORDS.whole_rendition.match(text, weak.end()):
            return _in_part(_take_apart(text, weak), text, column)
    near = _WORDS.near.search(text)
    annual = near and _WORDS.annual_mark.search(text, near.start("middle"), near.end())
    if near and annual and not _group_of(text, _WORDS.foreign):
        return _in_part(_take_apart(text, near), text, column)
    return None


def _whole(parts: _Parts, text: str, phrase: re.Match[str], column: str) -> TitleClass:
    """The verdict on a title with a full phrase: a report, unless something else in it says otherwise."""
    agency, year = parts.agency, parts.year
    if set_aside := _set_aside(parts, text):
        return set_aside
    if parts.qualifier:
        return TitleClass("candidate", agency, year, "doubtful_subject")
    if not year and not agency:
        if column and clean(column) != text:
            return TitleClass("candidate", "", None, "bare_title")
        return TitleClass("list", "", None, "column_name")
    if parts.is_range:
        return TitleClass("candidate", agency, None, "several_years")
    if not year:
        return TitleClass("candidate", agency, None, "no_year")
    inside = phrase["middle"] + phrase["ending"]
    if _WORDS.weak_filler.search(inside) and not _WORDS.annual_mark.search(inside):
        return TitleClass("candidate", agency, year, "weak_wording")
    if len(agency) > _LONGEST_NAME or _WORDS.sentence.search(agency):
        return TitleClass("candidate", "", year, "no_name")
    if agency.endswith(_WORDS.other_bodies) and not phrase["subject"].startswith(_WORDS.government_subjects):
        return TitleClass("candidate", agency, year, "other_body")
    if not _WORDS.harmless.match(_own_rest(parts.rest)):
        return TitleClass("candidate", agency, year, "unknown_ending")
    if parts.verb and not agency:
        return TitleClass("candidate", "", year, "letter_without_name")
    return TitleClass("report", agency, year, "sent_by_letter" if parts.verb else "titled_so")


def _in_part(parts: _Parts, text: str, column: str) -> TitleClass | None:
    """The verdict on a title with a subject but no report word, or with a slip for the subject: at most a candidate."""
    if set_aside := _set_aside(parts, text):
        return set_aside
    if not parts.year and not (column and parts.agency):
        return None
    return TitleClass("candidate", parts.agency, None if parts.is_range else parts.year, "weak_wording")


def _set_aside(parts: _Parts, text: str) -> TitleClass | None:
    """The verdict of what stands around the phrase, None where nothing there speaks against a report."""
    agency, year, rest = parts.agency, None if parts.is_range else parts.year, parts.rest
    named = agency if is_name(agency) else ""
    if group := _group_of(text, _WORDS.anywhere):
        return TitleClass("other", named, year, group)
    if parts.verb == "working":
        return TitleClass("other", named, year, "notice")
    if parts.qualifier == "other":
        return TitleClass("other", named, year, "other_openness")
    own = _own_rest(rest)
    if parts.is_rendition or _is_rendition(rest):
        return TitleClass("rendition", agency, year, "another_form")
    if not _WORDS.harmless.match(own):
        if _WORDS.lists.search(own):
            return TitleClass("list", named, year, "collection")
        if group := _group_of(own, _WORDS.after):
            # 关于印发《甲局2019年…年度报告》的通知: the notice may carry the report.
            if parts.verb in ("issuing", "sending") and agency and year and _WORDS.carriers.match(own):
                return TitleClass("candidate", agency, year, "notice_with_report")
            return TitleClass("other", named, year, group)
    if parts.is_several:
        return TitleClass("list", "", year, "several_agencies")
    return None


def _own_rest(rest: str) -> str:
    """What follows the phrase, up to a dash: beyond that stand the column's and the site's names."""
    return _WORDS.separator.split(rest, maxsplit=1)[0]


def _is_rendition(rest: str) -> bool:
    own, *suffixes = _WORDS.separator.split(rest)
    return bool(_WORDS.rendition.search(own)) or any(map(_WORDS.whole_rendition.fullmatch, suffixes))


def _in_report_column(text: str, column: str) -> TitleClass | None:
    """What a title without subject says inside a column of annual reports; None where nothing."""
    text = _WORDS.leading.sub("", text)
    if _WORDS.only_year.match(text):
        return TitleClass("list", "", _first_year(text), "year_list")
    group = _group_of(text, _WORDS.anywhere) or _group_of(text, _WORDS.foreign)
    bare = _WORDS.bare.search(text)
    # What stands right before the ending is the name or the year: 甲局2023年行政执法年报 is on something else.
    if bare and not group and _is_name_or_nothing(_WORDS.year.split(text[: bare.start()])[-1]):
        parts = _take_apart(text, bare)
        if verdict := _set_aside(parts, text):
            return verdict
        if _WORDS.harmless.match(_own_rest(parts.rest)) and (not parts.agency or is_name(parts.agency)):
            return TitleClass("candidate", parts.agency, parts.year, "bare_title")
    # 2019年年报 as a column with the agencies' names alone as titles.
    if not group and _WORDS.year.search(clean(column)) and is_name(text) and not _WORDS.several.search(text):
        return TitleClass("candidate", text, None, "name_alone")
    return None


def _english(title: str) -> TitleClass:
    text = title.lower()
    if _WORDS.english_report.search(text) and _WORDS.english_subject.search(text):
        return TitleClass("rendition", "", _first_year(text), "english")
    return TitleClass("other", "", None, "no_report_words")


def _other(text: str) -> TitleClass:
    """Set aside, with the word that says why; agency and year where an annual report on something else is named."""
    left, _, right = text.partition(_WORDS.about)
    before = left if right else text
    year = _WORDS.year.search(before)
    name = _trim(before[: year.start()] if year else (left if right else ""))
    stated = _WORDS.annual_year.search(text)
    return TitleClass(
        "other",
        name if is_name(name) and _WORDS.organ.match(name) else "",
        int(stated[1]) if stated else None,
        _group_of(text, _WORDS.other) or _group_of(text, _WORDS.anywhere) or "no_report_words",
    )


def _take_apart(text: str, phrase: re.Match[str]) -> _Parts:
    start, subject = phrase.start(), phrase["subject"]
    # 市人民政府信息公开年报: here 政府 ends the agency's name.
    if text.endswith(_WORDS.shared_before, 0, start) and subject.startswith(_WORDS.shared_word):
        start += len(_WORDS.shared_word)
    before, rest = text[:start], text[phrase.end() :]
    outer, quoted, inner = before.rpartition(_WORDS.quote_open)
    outer_name, outer_verb, _ = _split_about(outer) if quoted else ("", "", "")
    left, verb, name = _split_about(inner)
    *labels, name = _WORDS.colon.split(name)
    qualifier = "" if subject.startswith(_WORDS.government_subjects) else _qualifier(name)
    name = name.removesuffix(qualifier)
    agency = _name_beside_year(name)
    # 历年 loses its 年 to the trimming.
    is_several = bool(_WORDS.several.search(agency) or _WORDS.several.search(name))
    rendition = _WORDS.rendition.match(agency)
    agency = agency[rendition.end() :] if rendition else agency
    if not _WORDS.organ.match(agency):
        for at_end, meaning in ((_WORDS.working_at_end, "working"), (_WORDS.sending_at_end, "sending")):
            if found := at_end.search(agency):
                agency, verb = _trim(agency[: found.start()]), verb or meaning
    if not agency or agency in _WORDS.speakers:
        agency = _name_beside_year(left) or outer_name or next((label for label in labels if is_name(label)), "")
    year_behind = _first_year(rest)
    named, rest = _bracketed_name(rest)
    agency = agency or named
    return _Parts(
        agency="" if agency in _WORDS.speakers else agency,
        year=_first_year(phrase[0]) or _last_year(before) or year_behind,
        verb=verb or outer_verb,
        is_range=bool(_WORDS.year_range.search(before)),
        is_several=is_several,
        is_rendition=bool(rendition) or any(_WORDS.rendition.search(label) for label in [*labels, outer]),
        qualifier=_DEGREE.get(qualifier, ""),
        rest=rest,
    )


def _bracketed_name(rest: str) -> tuple[str, str]:
    """The name in brackets behind the phrase or behind the year (（2021年度）（甲局）), and what is left."""
    at = 0
    while found := _WORDS.bracketed.match(rest, at):
        if is_name(found[1]):
            return found[1], rest[: found.start()] + rest[found.end() :]
        if not _WORDS.only_year.match(found[1]):
            break
        at = found.end()
    return "", rest


def _split_about(text: str) -> tuple[str, str, str]:
    """(name before 关于, what is done with the report, what is left): 甲局关于报送乙局 is 甲局, sending, 乙局."""
    left, _, right = text.rpartition(_WORDS.about)
    for pattern, verb in ((_WORDS.working, "working"), (_WORDS.issuing, "issuing"), (_WORDS.sending, "sending")):
        if found := pattern.match(right):
            return _trim(left), verb, right[found.end() :]
    return (_trim(left), "", right) if right else ("", "", left)


def _name_beside_year(text: str) -> str:
    """The name before the last year, or after it where nothing stands before: 2019年甲局 and 甲局2019年度 → 甲局."""
    years = list(_WORDS.year.finditer(text))
    if not years:
        return _own_name(text)
    before = _own_name(_WORDS.year.sub("", text[: years[-1].start()]))
    return before or _own_name(text[years[-1].end() :])


def _own_name(text: str) -> str:
    """A name alone: before it are cut a site's (甲县人民政府-甲局) and words that announce it (现向社会公布甲局)."""
    name = _trim(text)
    *_, last = _WORDS.separator.split(name)
    name = _trim(last) if last != name and is_name(_trim(last)) else name
    return _trim(_WORDS.announcing.sub("", name)) if not _WORDS.organ.match(name) or _is_announced(name) else name


def _is_announced(name: str) -> bool:
    return bool((found := _WORDS.announcing.match(name)) and is_name(name[found.end() :]))


def _trim(text: str) -> str:
    """Without the particles, quotes and signs around a name; brackets that belong to it stay: 甲局（乙办）."""
    text = _WORDS.trim_end.sub("", _WORDS.trim_start.sub("", text))
    bracketed = _WORDS.bracketed.fullmatch(text)
    return bracketed[1] if bracketed else text


def is_name(text: str) -> bool:
    """Whether a text reads as an agency's name: it ends in an organ's word or a place's, and is no sentence."""
    if not 1 < len(text) <= _LONGEST_NAME or _WORDS.sentence.search(text):
        return False
    return bool(_WORDS.organ.match(text) or _WORDS.place.match(text))


def _is_name_or_nothing(text: str) -> bool:
    return not _trim(text) or is_name(_trim(text))


def _qualifier(name: str) -> str:
    return next((word for word in _DEGREE if name.endswith(word)), "")


def _first_year(text: str) -> int | None:
    found = _WORDS.year.search(text)
    return int(found[1]) if found else None


def _last_year(text: str) -> int | None:
    years = _WORDS.year.findall(text)
    return int(years[-1]) if years else None


def _group_of(text: str, groups: Groups) -> str:
    """The first group that has a word in the text, "" if none."""
    return next((name for name, words in groups if words.search(text)), "")
