"""Who reports on which year: title, agency as printed, year, period, publication date, contact, index number."""

import datetime as dt
import re
from dataclasses import dataclass, field

from data.heads import heads, rank
from data.names import in_full
from data.rows import Issue
from data.text import HAN, squeeze
from data.words import pattern, words
from extractors.article import Beside, article_of, cells_beside
from extractors.candidates import collect
from extractors.content import Content, Line
from extractors.evidence import Evidence, Hint
from extractors.prose import stated_period, text_of

_NAME = re.compile(f"[{HAN}（）()·、]{{2,40}}")
_WIDE, _NARROW = "（）", "()"


@dataclass(slots=True)
class Heading:
    """The head of a report. Dates are as printed, Asia/Shanghai; None or "" where nothing is printed.

    agency_basis, year_basis: the source that gave them, a word of data/heads.yml; evidence: all candidates.
    """

    title: str = ""
    agency: str = ""
    agency_basis: str = ""
    report_year: int | None = None
    year_basis: str = ""
    published_date: dt.date | None = None
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    address: str = ""
    telephone: str = ""
    email: str = ""
    index_number: str = ""
    scope: str = "unknown"
    first_line: int = 0
    evidence: list[Evidence] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def _date(text: str) -> dt.date | None:
    if found := pattern("date").search(text):
        try:
            return dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            return None
    return None


def _published(content: Content, beside: Beside, hint: Hint) -> dt.date | None:
    for name in words()["date_metas"]:
        if found := _date(content.metas.get(name, "")):
            return found
    label = pattern("published")
    for place, block in enumerate(content.blocks[:80]):
        texts = [block.text] if isinstance(block, Line) else []
        texts += [
            cell.text + following.text
            for cell, following in beside.get(place, ())
            if label.fullmatch(squeeze(cell.text))
        ]
        for text in texts:
            if len(text) < 200 and (at := label.search(text)) and (found := _date(text[at.start() : at.end() + 40])):
                return found
    return _date(hint.published_date)


def _index_number(content: Content, beside: Beside) -> str:
    label = pattern("index_number")
    for place, block in enumerate(content.blocks[:60]):
        for cell, following in beside.get(place, ()):
            if label.fullmatch(squeeze(cell.text)):
                return following.text.strip()
        if isinstance(block, Line) and (found := label.search(block.text)) and len(block.text) < 120:
            rest = block.text[found.end() :].strip(" ：:\xa0\u3000")
            if value := re.match(r"[0-9A-Za-z/\-—_.]{5,60}", rest):
                return value.group()
    return ""


def _scope(agency: str) -> str:
    lists = words()
    if not agency:
        return "unknown"
    if agency.endswith(tuple(lists["office_marks"])):
        return "office"
    return "government_aggregate" if agency.endswith(tuple(lists["government_marks"])) else "organ"


def read_heading(content: Content, hint: Hint) -> Heading:
    """The head of a report: of all candidates those of the first source in data/heads.yml."""
    article = article_of(content)
    text = text_of(article.pieces)
    beside = cells_beside(content)
    heading = Heading(evidence=collect(content, article, text, beside, hint))
    _read_title(heading)
    _read_agency(heading, text)
    _read_year(heading, text)
    heading.published_date = _published(content, beside, hint)
    heading.index_number = _index_number(content, beside)
    if found := pattern("email").search(text):
        heading.email = found.group()
    if found := pattern("telephone").search(text):
        heading.telephone = found["value"]
    if found := pattern("address").search(text):
        heading.address = found["value"]
    heading.scope = _scope(heading.agency)
    return heading


def _ranked(field: str, evidence: list[Evidence]) -> list[Evidence]:
    """Best source first. Of lines that name several years the last counts: the title stands next to the text."""
    found = sorted(evidence, key=lambda one: rank(field, one.source))
    lines = [one for one in found if one.source == "lines" and one.year]
    if len({one.year for one in lines}) > 1:
        found.remove(lines[-1])
        found.insert(found.index(lines[0]), lines[-1])
    return found


def _read_title(heading: Heading) -> None:
    titles = _ranked("title", [one for one in heading.evidence if one.is_title])
    if titles:
        best = next((one for one in titles if one.year), titles[0])
        heading.title = best.text
        printed = [one.place for one in titles if one.place and one.year == best.year and one.source != "cell"]
        heading.first_line = best.place or next(iter(printed), 0)


def _read_agency(heading: Heading, text: str) -> None:
    named = [one for one in heading.evidence if _NAME.fullmatch(one.agency)]
    for best in _ranked("agency", named)[:1]:
        narrow = str.maketrans(_WIDE, _NARROW)
        others = [one.agency.translate(narrow) for one in named]
        own = [name for one, name in zip(named, others, strict=True) if one.source in heads()["fuller_from"]]
        heading.agency = _as_printed(in_full(best.agency.translate(narrow), text, others, own), best)
        heading.agency_basis = best.source


def _as_printed(name: str, best: Evidence) -> str:
    """Brackets as wide as where the name was found."""
    return name.translate(str.maketrans(_NARROW, _WIDE)) if _WIDE[0] in best.text else name


def _read_year(heading: Heading, text: str) -> None:
    if stated := stated_period(text):
        heading.period_start, heading.period_end, _ = stated
    dated = _ranked("year", [one for one in heading.evidence if one.year])
    if not dated:
        return
    heading.report_year, heading.year_basis = dated[0].year, dated[0].source
    title = next((one for one in dated if one.is_title), dated[0])
    _note_conflict(
        heading,
        {
            f"{one.said} says {one.year}: {one.text[:80]!r}"
            for one in dated
            if one.year != heading.report_year
            and one.source in heads()["witnesses_of_year"]
            and (not one.agency or one.agency == title.agency)
        },
    )


def compare_with_columns(heading: Heading, years: set[int]) -> None:
    """Use the years in heads of value columns (2018年度): for the year where nothing else says it, else to compare."""
    if heading.report_year is None and len(years) == 1:
        heading.report_year, heading.year_basis = next(iter(years)), "column"
    if heading.report_year is not None:
        _note_conflict(heading, {f"the column head says {year}" for year in years if year != heading.report_year})


def _note_conflict(heading: Heading, others: set[str]) -> None:
    if others:
        message = f"{heading.year_basis} says {heading.report_year}, but {', '.join(sorted(others))}"
        heading.issues.append(Issue("year_conflict", "warning", message))
