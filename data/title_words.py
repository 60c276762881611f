"""data/titles.yml as compiled patterns: one reading of the file, one pattern per question that is asked of a title."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.formats import every_ending
from data.places import DATA
from data.yml import read_yml

Pattern = re.Pattern[str]
Groups = tuple[tuple[str, Pattern], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What each pattern answers about a cleaned title (NFKC, no white space, full-width brackets)."""

    longest: int
    folded: Mapping[int, str]  # traditional characters of the grammar's words → simplified
    digits: Mapping[int, str]
    year_mark: str
    chinese_year: Pattern  # 二〇一二 before 年
    period: Pattern  # 2019年1月1日至12月31日, group 1 the year
    date: Pattern  # a day or an hour, which says nothing of the report's year
    published: Pattern  # when it was published, in brackets or at an end
    short_date: Pattern  # 01-20 before a title and white space, where it would run into a year
    site: Pattern  # a site's name before a title and white space
    document_number: Pattern
    year: Pattern  # group 1 the digits, with 年 and 年度 swallowed
    year_range: Pattern
    only_year: Pattern
    annual_year: Pattern  # a year that an annual-report word follows, whatever the report is on

    hints: Pattern  # without any of these a title is not worth the other questions
    strong: Pattern  # subject, middle, ending: 政府信息公开 + 工作年度 + 报告
    weak: Pattern  # subject and words that are not a report's
    near: Pattern  # a slip for the subject, with an annual ending
    bare: Pattern  # the ending without a subject
    annual_mark: Pattern
    weak_filler: Pattern
    shared_before: str
    shared_word: str
    government_subjects: tuple[str, ...]
    wide_subjects: frozenset[str]
    doubtful_qualifiers: tuple[str, ...]
    other_qualifiers: tuple[str, ...]
    other_bodies: tuple[str, ...]

    about: str
    quote_open: str
    working: Pattern
    sending: Pattern
    issuing: Pattern
    working_at_end: Pattern
    sending_at_end: Pattern
    several: Pattern
    tier: Pattern
    menu_entry: Pattern
    speakers: frozenset[str]
    announcing: Pattern  # 特向社会公布 in front of a name
    announcing_end: Pattern  # 现, 特此 between a name and 公布
    colon: Pattern
    leading: Pattern
    trim_start: Pattern
    trim_end: Pattern
    organ: Pattern
    place: Pattern
    sentence: Pattern

    carriers: Pattern
    harmless: Pattern
    separator: Pattern
    site_separator: Pattern
    extension: Pattern
    truncation: tuple[str, ...]
    rendition: Pattern
    whole_rendition: Pattern
    lists: Pattern
    bracketed: Pattern
    after: Groups
    anywhere: Groups
    other: Groups
    foreign: Groups  # the groups of `other` that speak of another subject

    report_column: Pattern
    not_report_column: Pattern
    english_report: Pattern
    english_subject: Pattern


def load_words(path: Path) -> Words:
    """Compile data/titles.yml. Raises KeyError naming the list that the file lacks."""
    raw = read_yml(path)
    return Words(**_years(raw), **_phrases(raw), **_before(raw), **_after(raw), **_columns(raw))


def any_of(words: Iterable[str]) -> str:
    """An alternation, longer words first: none is cut short by its own beginning."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word))) + ")"


_NUMBER = r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])"


def _year_text(raw: dict[str, Any]) -> str:
    return rf"{_NUMBER}{any_of(raw['year_units'])}*"


def _years(raw: dict[str, Any]) -> dict[str, Any]:
    year, month, day = raw["year_mark"], raw["month_mark"], raw["day_mark"]
    joins = any_of(raw["period_joins"])
    plain_day = r"20[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])"
    hour = rf"(?:{any_of(raw['hour_words'])}?[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?(?:[AP]M)?)"
    stamp = r"[0-1]?[0-9]/[0-3]?[0-9]/[0-9]{2},"
    own = "[" + "".join(raw["number_brackets"]["open"]) + "]", "[" + "".join(raw["number_brackets"]["close"]) + "]"
    signs = "".join(raw["numerals"])
    units = any_of(raw["year_units"])
    return {
        "longest": int(raw["longest"]),
        "folded": {ord(old): new for old, new in raw["traditional"].split()},
        "digits": {ord(sign): str(digit) for sign, digit in raw["numerals"].items()},
        "year_mark": year,
        "chinese_year": re.compile(rf"(?![0-9]{{4}})[{signs}12][{signs}0-9]{{3}}(?={year})"),
        "period": re.compile(rf"({_NUMBER}){year}0?1{month}(?:0?1{day})?{joins}+(?:\1{year})?12{month}(?:31{day})?"),
        "date": re.compile(
            rf"(?<![0-9])(?:{stamp}|20[0-9]{{2}}[-/.{year}][01]?[0-9][-/.{month}](?:[0-3][0-9]|[1-9])(?=[0-2][0-9]:|[^0-9]|$)"
            rf"{day}?|{plain_day}(?![0-9])){hour}?|(?<![0-9:]){hour}(?![0-9:])"
        ),
        "published": re.compile(
            rf"(?:(?P<open>（)|(?<![^-—–_|])|(?<=[\u3400-\u9fff]))20[0-9]{{2}}{year}(?:[01]?[0-9]{month}(?:[0-3]?[0-9]{day})?)?"
            rf"{any_of(raw['published_words'])}(?(open)）|(?=$|[-—–_|]))"
            rf"|（20[0-9]{{2}}{year}[01]?[0-9]{month}）"
        ),
        "short_date": re.compile(r"\s*[\[(（·]*(?:[0-9]{2}[-/.])?[0-9]{1,2}[-/.][0-9]{1,2}[\])）]?\s+(?=\S)"),
        "site": re.compile(
            rf"\s*\S{{2,40}}{any_of(raw['site_endings'])}\s+(?=\S{{1,6}}{any_of(raw['place_endings'])})"
        ),
        "document_number": re.compile(
            rf"[\u3400-\u9fff]{{0,10}}{own[0]}20[0-9]{{2}}{own[1]}第?[0-9]{{1,4}}{raw['number_mark']}"
        ),
        "year": re.compile(rf"({_NUMBER}){units}*"),
        "year_range": re.compile(rf"{_NUMBER}{any_of(raw['range_joins'])}{_NUMBER}"),
        "only_year": re.compile(rf"{_year_text(raw)}$"),
        "annual_year": re.compile(rf"({_NUMBER}){units}*(?:(?!{_NUMBER}).)*?{any_of(raw['annual_words'])}"),
    }


def _phrases(raw: dict[str, Any]) -> dict[str, Any]:
    one = any_of(raw["subjects"])
    subject = rf"(?P<subject>{one}(?:{any_of(raw['joins'])}{one})?)"
    fillers = rf"{any_of(raw['fillers'] + raw['weak_fillers'])}|{_year_text(raw)}"
    # Lazy before the ending, so that 年报 is not spent as the filler 年; endings repeat (年度报告年报 is met).
    quotes = "".join(raw["quotes"].values())
    report = rf"(?P<middle>(?:{fillers}|[{quotes}（）])*?)(?P<ending>{any_of(raw['endings'])}+)"
    weak = rf"(?P<middle>(?:{fillers})*)(?P<ending>{any_of(raw['weak_endings'])}*)"
    shared: dict[str, str] = raw["shared_word"]
    return {
        "hints": re.compile(any_of(raw["hints"])),
        "strong": re.compile(subject + report),
        "weak": re.compile(subject + weak),
        "near": re.compile(rf"(?P<subject>{any_of(raw['near_subjects'])}){report}"),
        "bare": re.compile(rf"(?P<subject>)(?P<middle>)(?P<ending>{any_of(raw['annual_words'])})"),
        "annual_mark": re.compile(any_of(raw["annual_marks"])),
        "weak_filler": re.compile(any_of(raw["weak_fillers"])),
        "shared_before": shared["before"],
        "shared_word": shared["word"],
        "government_subjects": tuple(raw["government_subjects"]),
        "wide_subjects": frozenset(raw["wide_subjects"]),
        "doubtful_qualifiers": tuple(raw["doubtful_qualifiers"]),
        "other_qualifiers": tuple(raw["other_qualifiers"]),
        "other_bodies": tuple(raw["other_bodies"]),
    }


def _before(raw: dict[str, Any]) -> dict[str, Any]:
    marks = any_of(raw["leading_marks"])
    # Round brackets are not trimmed as signs: 甲局（乙办） keeps its own.
    inner = re.escape(raw["punctuation"].translate({ord(sign): None for sign in "（）"}) + raw["separators"])
    start = any_of([*raw["particles"], raw["about"]])
    end = any_of([*raw["particles"], *raw["year_units"], raw["about"]])
    # 关于组织部…: a verb that only an organ's ending follows is no verb but a name.
    no_organ = rf"(?!{any_of(raw['organ_endings'])}(?:$|{_NUMBER}))"
    sending = any_of(raw["sending_verbs"] + raw["issuing_verbs"])
    signs = inner.replace("【", "").replace("《", "")
    label = rf"【(?!{_NUMBER})[^】]{{1,8}}】(?!{_NUMBER})"
    dated = rf"{any_of(raw['line_labels'])}"
    numbered = rf"（?(?:[0-9]{{1,3}}|[0-9]{{8}})(?:[、.:）](?![0-9])|(?=[^0-9{inner}{raw['year_mark']}]+{_NUMBER}))"
    return {
        "about": raw["about"],
        "quote_open": raw["quotes"]["open"],
        "working": re.compile(any_of(raw["working_verbs"]) + no_organ),
        "sending": re.compile(sending + no_organ),
        "issuing": re.compile(any_of(raw["issuing_verbs"])),
        "working_at_end": re.compile(rf"{any_of(raw['working_verbs'])}$"),
        "sending_at_end": re.compile(rf"{sending}$"),
        "tier": re.compile(rf"^{any_of([*raw['tiers'], *raw['several']])}$|{any_of(raw['several_endings'])}$"),
        "menu_entry": re.compile(rf"^(?:{any_of(raw['menu_entries'])}$|{any_of(raw['menu_beginnings'])})"),
        "several": re.compile(rf"^{any_of(raw['several'])}$|{any_of(raw['several_endings'])}$"),
        "speakers": frozenset(raw["speakers"]),
        "announcing_end": re.compile(rf"{any_of(raw['announcing_starts'])}+$"),
        "announcing": re.compile(rf"^{any_of(raw['announcing_starts'])}*{any_of(raw['announcing_verbs'])}"),
        "colon": re.compile(any_of(raw["colons"])),
        "leading": re.compile(
            rf"^(?:[【（\[]{marks}[0-9]*[】）\]]|{marks}[0-9]*:|（?{dated}:?(?:）|(?<=:))|（[:,、]*）|{label}|{numbered}|[{signs}])+"
        ),
        "trim_start": re.compile(rf"^(?:{start}|[{inner}）])+"),
        "trim_end": re.compile(rf"(?:{end}|[{inner}（])+$"),
        "organ": re.compile(rf".*{any_of(raw['organ_endings'])}(?:（[^（）]*）)?$"),
        "place": re.compile(rf".*{any_of(raw['place_endings'])}$"),
        "sentence": re.compile("[,。!?;]"),
    }


def _after(raw: dict[str, Any]) -> dict[str, Any]:
    signs = re.escape(raw["punctuation"])
    return {
        "carriers": re.compile(rf"(?:[{signs}]|{any_of(raw['carriers'])})+$"),
        "harmless": re.compile(rf"(?:{any_of(raw['harmless'])}|{_year_text(raw)}|[{signs}0-9])*$"),
        "separator": re.compile(f"[{re.escape(raw['separators'])}]+"),
        "site_separator": re.compile(f"[{re.escape(raw['site_separators'])}]+"),
        "extension": re.compile(rf"\.{any_of(every_ending())}$", re.IGNORECASE),
        "truncation": tuple(raw["truncation"]),
        "rendition": re.compile(any_of(raw["renditions"])),
        "whole_rendition": re.compile(rf"[{signs}]*{any_of(raw['renditions'])}[{signs}]*$"),
        "lists": re.compile(any_of(raw["lists"])),
        "bracketed": re.compile(r"（([^（）]+)）"),
        "after": _groups(raw["after"]),
        "anywhere": _groups(raw["anywhere"]),
        "other": _groups(raw["other"]),
        "foreign": _groups({name: raw["other"][name] for name in raw["foreign"]}),
    }


def _columns(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        "report_column": re.compile(rf"{any_of(raw['report_columns'])}$"),
        "not_report_column": re.compile(any_of(raw["not_report_columns"])),
        "english_report": re.compile(any_of(raw["english"]["report"])),
        "english_subject": re.compile(any_of(raw["english"]["subject"])),
    }


def _groups(raw: dict[str, list[str]]) -> Groups:
    return tuple((name, re.compile(any_of(words))) for name, words in raw.items())


WORDS = load_words(DATA / "titles.yml")
