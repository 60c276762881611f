"""Who reports on which year: title, agency as printed, year, period, publication date, contact, index number."""

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

from extractors.content import Content, Grid, Line
from extractors.issues import Issue
from extractors.labels import squeeze
from extractors.words import pattern, words

_YEAR = re.compile(r"((?:19|20)\d{2})年?度?")
_CHINESE_YEAR = re.compile(r"[二][〇○零OoO0][一二三四五六七八九〇○零0]{2}(?=年)")
_CHINESE_DIGITS = str.maketrans("一二三四五六七八九〇○零OoO", "123456789000000")
_NAME = re.compile("[\u3400-\u9fff（）()·]{2,40}")
_QUOTED = re.compile("《([^《》]{8,80})》")
_QUOTES = re.compile(r"[《》“”\"‘’'「」【】]")


@dataclass(frozen=True, slots=True)
class Hint:
    """What is known of a document besides its bytes; used only where the document itself is silent."""

    document: str = ""
    title: str = ""
    agency: str = ""
    url: str = ""
    published_date: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """A title that names an annual report: agency ("" if it has none), year (None if it has none)."""

    text: str
    agency: str
    year: int | None


@dataclass(slots=True)
class Heading:
    """The head of a report. Dates are as printed, Asia/Shanghai; None or "" where nothing is printed."""

    title: str = ""
    agency: str = ""
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
    issues: list[Issue] = field(default_factory=list)


def arabic_years(text: str) -> str:
    """二〇一二年 → 2012年."""
    return _CHINESE_YEAR.sub(lambda found: found.group().translate(_CHINESE_DIGITS), text)


def _tidy_agency(text: str) -> str:
    lists = words()
    text = _QUOTES.sub("", text).strip("的：:，,。.、-_—· ")
    for lead in lists["lead_out"]:
        text = text.removeprefix(lead)
    text = text.removesuffix("关于").strip("的：:，,。.、-_—· ")
    for cut, whole in lists["cut_names"].items():
        if text.endswith(cut):
            return text.removesuffix(cut) + str(whole)
    return text


def parse_title(text: str) -> Title | None:
    """Agency and year of a title that calls itself an annual report; None for any other title.

    Year before or after the agency, quoted titles, file endings and 图片版 behind it are all allowed; a title that
    goes on with 汇总, 通知, 格式 … is another document's.
    """
    lists = words()
    # a letter that sends a report quotes its title: 关于报送《…年度报告》的函
    if (quoted := _QUOTED.search(text)) and (inside := parse_title(quoted.group(1))):
        return inside
    bare = _QUOTES.sub("", arabic_years(squeeze(text)))
    tail = pattern("title_tail").search(bare)
    if not tail or len(bare) > 90:
        return None
    before, after = bare[: tail.start()], bare[tail.end() :]
    if any(stop in after for stop in lists["title_stop"]):
        return None
    year = _YEAR.search(before)
    if year:
        agency = _tidy_agency(before[: year.start()]) or _tidy_agency(before[year.end() :])
        rest = before[year.end() :] if _tidy_agency(before[: year.start()]) else ""
        if any(stop in rest for stop in lists["title_unit_stop"]):
            return None
    else:
        agency = _tidy_agency(before)
    if any(agency.startswith(stop) for stop in lists["title_unit_stop"]):
        return None
    if not year and (late := re.match(r"[(（]?((?:19|20)\d{2})年?度?[)）]?", after)):
        return Title(text.strip(), agency, int(late.group(1)))
    return Title(text.strip(), agency, int(year.group(1)) if year else None)


def _candidates(content: Content, hint: Hint) -> list[tuple[str, int, str]]:
    """Texts that may be the title: (text, index of its block or 0, basis)."""
    found = [(content.metas[name], 0, "title") for name in words()["title_metas"] if content.metas.get(name)]
    lines = [(i, block) for i, block in enumerate(content.blocks) if isinstance(block, Line)]
    found += [(line.text, i, "title") for i, line in lines if line.is_title]
    # a printed title can stand after a page's navigation, and a report's own text names it again far below
    stamp = pattern("print_stamp")
    found += [(stamp.sub("", line.text), i, "title") for i, line in lines[:60] if len(line.text) < 80]
    if content.title:
        found.append((content.title, 0, "title"))
        found.append((pattern("site_suffix").sub("", content.title), 0, "title"))
    for grid in content.grids[:3]:
        found += [(cell.text, 0, "title") for row in grid.rows[:3] for cell in row.cells if 8 < len(cell.text) < 80]
    if hint.title:
        found.append((hint.title, 0, "hint_title"))
    return found


def _is_name(text: str) -> bool:
    return bool(_NAME.fullmatch(text)) and not pattern("title_tail").search(text)


def _neighbour_agency(content: Content, at: int) -> str:
    """The agency printed on the line above (or below) a title that has none."""
    for i in (at - 1, at + 1):
        if 0 <= i < len(content.blocks):
            block = content.blocks[i]
            text = squeeze(block.text) if isinstance(block, Line) else ""
            if 4 <= len(text) <= 30 and _is_name(text):
                return text
    return ""


def _fullest(agency: str, text: str) -> str:
    """The agency's name with its division in front, where the report's own text prints it so."""
    lists = words()
    if len(agency) < 3:
        return agency
    starts, marks = re.escape(lists["after_which_a_name_begins"]), lists["division_marks"]
    longer = re.compile(rf"(?:^|[{starts}])([\u3400-\u9fff]{{1,9}}[{marks}]){re.escape(agency)}")
    seen = Counter(found.group(1) for found in longer.finditer(text))
    for prefix, _ in seen.most_common(3):
        if not any(stop in prefix for stop in lists["no_division"]):
            return prefix + agency
    return agency


def _date(text: str) -> dt.date | None:
    if found := pattern("date").search(text):
        try:
            return dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            return None
    return None


def _published(content: Content, hint: Hint) -> dt.date | None:
    for name in words()["date_metas"]:
        if found := _date(content.metas.get(name, "")):
            return found
    label = pattern("published")
    for block in content.blocks[:80]:
        texts = [block.text] if isinstance(block, Line) else []
        if isinstance(block, Grid):
            for row in block.rows[:12]:
                for cell, following in zip(row.cells, row.cells[1:], strict=False):
                    if label.fullmatch(squeeze(cell.text)):
                        texts.append(cell.text + following.text)
        for text in texts:
            if len(text) < 200 and (at := label.search(text)) and (found := _date(text[at.start() : at.end() + 40])):
                return found
    return _date(hint.published_date)


def _period(text: str) -> tuple[dt.date, dt.date] | None:
    """The first stated span of whole months within one year, which is what 统计期限 prints."""
    for found in pattern("period").finditer(text):
        near = text[max(0, found.start() - 40) : found.start()]
        first, last = int(found["y1"]), int(found["y2"] or found["y1"])
        if not re.search(words()["period_context"], near):
            continue
        try:
            return (
                dt.date(first, int(found["m1"]), int(found["d1"])),
                dt.date(last, int(found["m2"]), int(found["d2"])),
            )
        except ValueError:
            continue
    return None


def _index_number(content: Content) -> str:
    label = pattern("index_number")
    for block in content.blocks[:60]:
        if isinstance(block, Grid):
            for row in block.rows[:12]:
                for cell, following in zip(row.cells, row.cells[1:], strict=False):
                    if label.fullmatch(squeeze(cell.text)):
                        return following.text.strip()
        elif isinstance(block, Line) and (found := label.search(block.text)) and len(block.text) < 120:
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
    """The head of a report as its title, text and metas print it."""
    heading = Heading()
    titles = [(parsed, at, basis) for text, at, basis in _candidates(content, hint) if (parsed := parse_title(text))]
    text = squeeze("\n".join(line.text for line in content.lines))[:60_000]
    if titles:
        parsed, at, basis = next((t for t in titles if t[0].year), titles[0])
        heading.title = parsed.text
        heading.first_line = at or next((i for t, i, _ in titles if i and t.year == parsed.year), 0)
        heading.report_year, heading.year_basis = parsed.year, basis if parsed.year else ""
        named = [t for t in titles if t[0].agency and _is_name(t[0].agency)]
        if parsed.agency and _is_name(parsed.agency):
            heading.agency = parsed.agency
        elif heading.first_line and (above := _neighbour_agency(content, heading.first_line)):
            heading.agency = above
        elif named:
            heading.agency = named[0][0].agency
        elif above := _neighbour_agency(content, at):
            heading.agency = above
    if not heading.agency and (found := pattern("compiled_by").search(text)):
        heading.agency = found["agency"]
    if not heading.agency:
        sources = [content.metas.get(name, "") for name in words()["source_metas"]]
        heading.agency = next((s for s in (*sources, hint.agency) if len(s) > 3 and _is_name(s)), "")
    heading.agency = _fullest(heading.agency, text)
    _read_year(heading, text, titles)
    heading.published_date = _published(content, hint)
    heading.index_number = _index_number(content)
    if found := pattern("email").search(text):
        heading.email = found.group()
    if found := pattern("telephone").search(text):
        heading.telephone = found["value"]
    if found := pattern("address").search(text):
        heading.address = found["value"]
    heading.scope = _scope(heading.agency)
    return heading


def _read_year(heading: Heading, text: str, titles: list[tuple[Title, int, str]]) -> None:
    stated = _period(text)
    if stated:
        heading.period_start, heading.period_end = stated
    period_year = stated[1].year if stated and stated[0].year == stated[1].year else None
    if heading.report_year is None and period_year:
        heading.report_year, heading.year_basis = period_year, "period"
    if heading.report_year is None:
        return
    others = {f"the stated period {period_year}" for _ in (1,) if period_year and period_year != heading.report_year}
    others |= {
        f"another title {title.text!r}" for title, _, basis in titles
        if title.year and title.year != heading.report_year and basis == "title" and title.agency == heading.agency
    }  # fmt: skip
    _note_conflict(heading, others)


def compare_with_columns(heading: Heading, years: set[int]) -> None:
    """Use the years in heads of value columns (2018年度): for the year where nothing else says it, else to compare."""
    if heading.report_year is None and len(years) == 1:
        heading.report_year, heading.year_basis = next(iter(years)), "column"
    if heading.report_year is not None:
        _note_conflict(heading, {f"the column head {year}" for year in years if year != heading.report_year})


def _note_conflict(heading: Heading, others: set[str]) -> None:
    if others:
        message = f"{heading.year_basis} says {heading.report_year}, but {', '.join(sorted(others))}"
        heading.issues.append(Issue("year_conflict", "warning", message))
