"""What a title says, of a link or of a report: an annual report, perhaps one, another form of one, many, or other.

A doubt is a candidate and never dropped. All wording is in data/titles.yml; here is the order in which it is asked:

    title = before + phrase + rest,   phrase = subject (政府信息公开) + fillers and years + ending (年度报告)

The phrase makes it a report; what stands before gives agency and year and may turn it into a notice (关于做好…);
what stands after may turn it into a rendition (（图片版）), a collection (汇总) or something else (编制…的通知).
"""

import functools
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

from data.title_parts import LONGEST_NAME, Parts, first_year, is_name, is_name_or_nothing, take_apart, trim
from data.title_words import WORDS, Groups

Kind = Literal["report", "candidate", "rendition", "list", "other"]

_WHITE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_BRACKETS = {ord("("): "（", ord(")"): "）"}
_KEPT = ("report", "candidate", "rendition")
_HAN = re.compile(r"[\u3400-\u9fff]")


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
    return bool(WORDS.report_column.search(name)) and not WORDS.not_report_column.search(name)


def agency_named(text: str) -> str:
    """The agency that a link or column is called by, "" where its name is none's (2021年, 乡镇街道, 部门年报)."""
    name = trim(clean(text))
    none = (WORDS.several, WORDS.tier, WORDS.menu_entry, WORDS.hints)
    return name if is_name(name) and not any(words.search(name) for words in none) else ""


def is_tier(text: str) -> bool:
    """Whether a link or column is called like a part of a column of reports: 县直部门, 乡镇街道年报, 2021年."""
    name = trim(clean(text))
    if WORDS.only_year.match(name):
        return True
    bare = WORDS.bare.search(name)
    return _is_tier(name[: bare.start()] if bare else name)


def _is_tier(name: str) -> bool:
    """Whether what stands before 年报 is a part of a column and no agency. 历年年报: 历 and 年年报."""
    name = trim(WORDS.year.sub("", name)) or name
    return bool(WORDS.tier.search(name) or WORDS.tier.search(name + WORDS.year_mark))


def clean(text: str) -> str:
    """NFKC without white space, brackets full-width, years in figures, days dropped, a full-year period a year."""
    return _with_plain_years(_squeezed(text)[: WORDS.longest]).translate(WORDS.folded)


def _squeezed(text: str) -> str:
    return _WHITE.sub("", unicodedata.normalize("NFKC", text)).translate(_BRACKETS)


def _with_plain_years(text: str) -> str:
    if WORDS.year_mark in text:
        text = WORDS.chinese_year.sub(lambda found: found[0].translate(WORDS.digits), text)
        text = WORDS.period.sub(rf"\g<1>{WORDS.year_mark}", text)
        text = WORDS.published.sub("", text)
    return WORDS.document_number.sub("", WORDS.date.sub("", text))


def _judge(title: str, column: str) -> TitleClass:
    return _judge_again(title, column) if len(title) <= 2 * WORDS.longest else _judge_once(title, column)


# Each line of a document is asked about by several stages.
@functools.lru_cache(maxsize=4096)
def _judge_again(title: str, column: str) -> TitleClass:
    return _judge_once(title, column)


def _judge_once(title: str, column: str) -> TitleClass:
    squeezed = _squeezed(title)
    if len(squeezed) > WORDS.longest:
        return TitleClass("other", "", None, "too_long")
    title = title if len(title) <= 2 * WORDS.longest else squeezed
    if dated := WORDS.short_date.match(title):
        return _judge(title[dated.end() :], column)
    if (site := WORDS.site.match(title)) and (own := _judge(title[site.end() :], column)).report_year and own.agency:
        return own
    printed = _with_plain_years(squeezed)
    text = printed.translate(WORDS.folded)
    verdict = _judge_clean(text, title, column)
    if text != printed and verdict.agency:
        at = text.find(verdict.agency)
        return replace(verdict, agency=printed[at : at + len(verdict.agency)])
    return verdict


def _judge_clean(text: str, title: str, column: str) -> TitleClass:
    in_column = bool(column) and is_report_column(column)
    if not in_column and not WORDS.hints.search(text):
        return _other(text) if _HAN.search(text) else _english(title)
    truncated = text.endswith(WORDS.truncation)
    text = WORDS.extension.sub("", text)
    pieces = [piece for piece in WORDS.site_separator.split(text) if piece] or [""]
    found = None
    for piece in pieces:
        verdict = _by_phrase(WORDS.leading.sub("", _own_piece(piece)), column if in_column else "", truncated)
        if verdict and (verdict.agency or verdict.report_year or verdict.kind == "other"):
            return verdict
        found = found or verdict
    inside = _in_report_column(pieces[0], column) if in_column else None
    if in_column and inside is None and is_report_column(pieces[0]):
        bare = WORDS.bare.search(pieces[0])
        if bare and _is_tier(pieces[0][: bare.start()]):
            # 部门年报, 政府本级年报, 2023年乡镇年报: a column in the column.
            inside = TitleClass("list", "", first_year(pieces[0]), "several_agencies")
    return found or inside or _other(pieces[0])


def _own_piece(text: str) -> str:
    """The title itself, where a site's and a column's name stand before it: 甲县政府信息公开年报甲局2021年…年度报告."""
    first = WORDS.strong.search(text)
    if not first or WORDS.year.search(text, 0, first.end()):
        return text
    later = text[first.end() :]
    second = WORDS.strong.search(later)
    return later if second and WORDS.year.search(later, 0, second.end()) else text


def _by_phrase(text: str, column: str, truncated: bool) -> TitleClass | None:
    """The verdict on a title that has a phrase; None where it has none. column: "" unless one of annual reports."""
    if strong := WORDS.strong.search(text):
        return _whole(take_apart(text, strong), text, strong, column)
    for weak in WORDS.weak.finditer(text):
        if weak["subject"] in WORDS.wide_subjects:
            continue
        if truncated or WORDS.harmless.match(text, weak.end()) or WORDS.whole_rendition.match(text, weak.end()):
            return _in_part(take_apart(text, weak), text, column)
    near = WORDS.near.search(text)
    annual = near and WORDS.annual_mark.search(text, near.start("middle"), near.end())
    if near and annual and not _group_of(text, WORDS.foreign):
        return _in_part(take_apart(text, near), text, column)
    return None


def _whole(parts: Parts, text: str, phrase: re.Match[str], column: str) -> TitleClass:
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
    if not year and WORDS.tier.search(agency):
        return TitleClass("list", "", None, "several_agencies")
    if parts.is_range:
        return TitleClass("candidate", agency, None, "several_years")
    if not year:
        return TitleClass("candidate", agency, None, "no_year")
    inside = phrase["middle"] + phrase["ending"]
    if WORDS.weak_filler.search(inside) and not WORDS.annual_mark.search(inside):
        return TitleClass("candidate", agency, year, "weak_wording")
    if len(agency) > LONGEST_NAME or WORDS.sentence.search(agency):
        return TitleClass("candidate", "", year, "no_name")
    if agency.endswith(WORDS.other_bodies) and not phrase["subject"].startswith(WORDS.government_subjects):
        return TitleClass("candidate", agency, year, "other_body")
    if not WORDS.harmless.match(_own_rest(parts.rest)):
        return TitleClass("candidate", agency, year, "unknown_ending")
    if parts.verb and not agency:
        return TitleClass("candidate", "", year, "letter_without_name")
    return TitleClass("report", agency, year, "sent_by_letter" if parts.verb else "titled_so")


def _in_part(parts: Parts, text: str, column: str) -> TitleClass | None:
    """The verdict on a title with a subject but no report word, or with a slip for the subject: at most a candidate."""
    if set_aside := _set_aside(parts, text):
        return set_aside
    if not parts.year and not (column and parts.agency):
        return None
    return TitleClass("candidate", parts.agency, None if parts.is_range else parts.year, "weak_wording")


def _set_aside(parts: Parts, text: str) -> TitleClass | None:
    """The verdict of what stands around the phrase, None where nothing there speaks against a report."""
    agency, year, rest = parts.agency, None if parts.is_range else parts.year, parts.rest
    named = agency if is_name(agency) else ""
    if group := _group_of(text, WORDS.anywhere):
        return TitleClass("other", named, year, group)
    if parts.verb == "working":
        return TitleClass("other", named, year, "notice")
    if parts.qualifier == "other":
        return TitleClass("other", named, year, "other_openness")
    own = _own_rest(rest)
    if parts.is_rendition or _is_rendition(rest):
        return TitleClass("rendition", agency, year, "another_form")
    if not WORDS.harmless.match(own):
        if WORDS.lists.search(own):
            return TitleClass("list", named, year, "collection")
        if group := _group_of(own, WORDS.after):
            # 关于印发《甲局2019年…年度报告》的通知: the notice may carry the report.
            if parts.verb in ("issuing", "sending") and agency and year and WORDS.carriers.match(own):
                return TitleClass("candidate", agency, year, "notice_with_report")
            return TitleClass("other", named, year, group)
    if parts.is_several:
        return TitleClass("list", "", year, "several_agencies")
    return None


def _own_rest(rest: str) -> str:
    """What follows the phrase, up to a dash: beyond that stand the column's and the site's names."""
    return WORDS.separator.split(rest, maxsplit=1)[0]


def _is_rendition(rest: str) -> bool:
    own, *suffixes = WORDS.separator.split(rest)
    return bool(WORDS.rendition.search(own)) or any(map(WORDS.whole_rendition.fullmatch, suffixes))


def _in_report_column(text: str, column: str) -> TitleClass | None:
    """What a title without subject says inside a column of annual reports; None where nothing."""
    text = WORDS.leading.sub("", text)
    if WORDS.only_year.match(text):
        return TitleClass("list", "", first_year(text), "year_list")
    group = _group_of(text, WORDS.anywhere) or _group_of(text, WORDS.foreign)
    bare = WORDS.bare.search(text)
    # What stands right before the ending is the name or the year: 甲局2023年行政执法年报 is on something else.
    if bare and not group and is_name_or_nothing(WORDS.year.split(text[: bare.start()])[-1]):
        parts = take_apart(text, bare)
        if verdict := _set_aside(parts, text):
            return verdict
        if WORDS.harmless.match(_own_rest(parts.rest)) and (not parts.agency or is_name(parts.agency)):
            return TitleClass("candidate", parts.agency, parts.year, "bare_title")
    # 2019年年报 as a column with the agencies' names alone as titles.
    if not group and WORDS.year.search(clean(column)) and is_name(text) and not WORDS.several.search(text):
        return TitleClass("candidate", text, None, "name_alone")
    return None


def _english(title: str) -> TitleClass:
    text = title.lower()
    if WORDS.english_report.search(text) and WORDS.english_subject.search(text):
        return TitleClass("rendition", "", first_year(text), "english")
    return TitleClass("other", "", None, "no_report_words")


def _other(text: str) -> TitleClass:
    """Set aside, with the word that says why; agency and year where an annual report on something else is named."""
    left, _, right = text.partition(WORDS.about)
    before = left if right else text
    year = WORDS.year.search(before)
    name = trim(before[: year.start()] if year else (left if right else ""))
    stated = WORDS.annual_year.search(text)
    return TitleClass(
        "other",
        name if is_name(name) and WORDS.organ.match(name) else "",
        int(stated[1]) if stated else None,
        _group_of(text, WORDS.other) or _group_of(text, WORDS.anywhere) or "no_report_words",
    )


def _group_of(text: str, groups: Groups) -> str:
    """The first group that has a word in the text, "" if none."""
    return next((name for name, words in groups if words.search(text)), "")
