"""What a report's sentences say of its body and its year: 由X编制, 现公布X2023年度…, the stated period."""

import bisect
import calendar
import datetime as dt
import functools
import re
from collections.abc import Iterator
from dataclasses import replace

from data.dates import in_figures
from data.heads import heads, pattern
from data.names import begins_with_division, body_in, divisions_before, is_office, speaks_for, stands_alone
from data.titles import classify
from extractors.article import Piece
from extractors.evidence import Evidence

_MOST = 60_000
# Who reports on what is said at the beginning.
_BEGINNING = 4_000


def text_of(pieces: list[Piece]) -> str:
    """The article's text, squeezed, a line a line."""
    return "\n".join(map(_plain, pieces))[:_MOST]


def _plain(piece: Piece) -> str:
    return pattern("called_short").sub("", piece.text)


def in_sentences(pieces: list[Piece], text: str) -> Iterator[Evidence]:
    """What the article's sentences say, in no order: their sources are ranked. text: of the pieces (`text_of`)."""
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(_plain(piece)) + 1)
    sources = (_announced, _reported, _compiled, _of_a_division, _subjects, _contacts, _periods)
    for one, at in (found for source in sources for found in source(text)):
        place = pieces[min(bisect.bisect_right(starts, at) - 1, len(pieces) - 1)].place
        yield replace(one, place=place)


_At = Iterator[tuple[Evidence, int]]


def _announced(text: str) -> _At:
    for found in pattern("announced").finditer(text, 0, _BEGINNING):
        title = _last_title(found["title"])
        verdict = classify(title)
        if verdict.is_title and (name := body_in(verdict.agency) or ("" if verdict.agency else "-")):
            yield Evidence("announced", 0, title, name.strip("-"), verdict.report_year, True), found.start()
    for found in pattern("announcer").finditer(text, 0, _BEGINNING):
        if name := body_in(found["name"]):
            yield Evidence("announced", 0, found[0], name, classify(found["title"]).report_year), found.start()


def _last_title(text: str) -> str:
    """Of lines the last, where it is a title by itself: what stands above it (a caption) is another's."""
    _, _, last = text.rpartition("\n")
    verdict = classify(last)
    is_whole = verdict.is_title and bool(verdict.report_year) and begins_with_division(verdict.agency)
    return last if is_whole else text


def _reported(text: str) -> _At:
    for found in pattern("reported").finditer(text, 0, _BEGINNING):
        yield Evidence("announced", 0, found[0], body_in(found["name"]), int(found["year"])), found.start()


def _compiled(text: str) -> _At:
    passive, active = (pattern(name).finditer(text, 0, _BEGINNING) for name in ("compiled", "compiled_active"))
    for found in (*passive, *active):
        name = body_in(found["name"])
        year = classify(found["title"]).report_year if found["title"] else None
        if name and not is_office(name):
            yield Evidence("compiled", 0, found[0], speaks_for(name), year), found.start()
        elif year:
            yield Evidence("announced", 0, found[0], "", year), found.start()


def _of_a_division(text: str) -> _At:
    for found in pattern("summary").finditer(text, 0, _BEGINNING):
        name = found["name"]
        if divisions_before(text, found.end("name")) == name:
            yield Evidence("summary", 0, found[0], name), found.start()


def _subjects(text: str) -> _At:
    """2021年，X认真…: the years of such sentences count where they agree."""
    said = []
    for found in pattern("subject").finditer(text, 0, _BEGINNING):
        clause = found["clause"]
        name = _subject(clause)
        if name or pattern("speakers").search(clause):
            said.append((name, int(found["year"]), found))
    years = {year for _, year, _ in said}
    for name, year, found in said:
        if name or len(years) == 1:
            yield Evidence("subject", 0, found[0], name, year if len(years) == 1 else None), found.start()


def _subject(clause: str) -> str:
    for end in sorted(at for verb in heads()["subject_verbs"] if (at := clause.find(verb)) > 1):
        if (name := body_in(clause[:end])) and stands_alone(name):
            return name
    return ""


def _contacts(text: str) -> _At:
    for source in ("contact", "site"):
        for found in pattern(source).finditer(text, 0, _BEGINNING):
            groups = found.groupdict()
            name = body_in(groups["name"] or groups.get("name2") or "")
            name = speaks_for(name) if name else ""
            many = source == "site" and name.endswith(tuple(heads()["sites_of_many"]))
            if name and not is_office(name) and not many:
                yield Evidence(source, 0, found[0], name), found.start()


def _periods(text: str) -> _At:
    dated = in_figures(text)
    if stated := stated_period(text):
        first, last, at = stated
        if first.year == last.year:
            yield Evidence("period", 0, f"{first} – {last}", "", first.year), _same_line(text, dated, at)
    for found in pattern("period_loose").finditer(dated):
        years = {int(found[name]) for name in ("y1", "y2", "y3") if found[name]}
        near = dated[max(0, found.start() - 40) : found.end()]
        if len(years) == 1 and re.search(heads()["period_context"], near):
            at = _same_line(text, dated, found.start())
            yield Evidence("period_loose", 0, found[0], "", years.pop()), at
            return


def _same_line(text: str, dated: str, at: int) -> int:
    """Where the line begins that has in figures what it has in words."""
    line = dated.count("\n", 0, at)
    return sum(len(one) + 1 for one in text.split("\n", line)[:line])


@functools.lru_cache(maxsize=4)
def stated_period(text: str) -> tuple[dt.date, dt.date, int] | None:
    """The first stated span of days, which is what 统计期限 prints, and where it stands in the text in figures."""
    text = in_figures(text)
    spans = sorted(
        (found for name in ("period", "period_months") for found in pattern(name).finditer(text)),
        key=re.Match.start,
    )
    for found in spans:
        near = text[max(0, found.start() - 40) : found.start()]
        if re.search(heads()["period_context"], near) and (span := _span(found.groupdict())):
            return *span, found.start()
    return None


def _span(found: dict[str, str | None]) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of a period of days or of whole months."""
    first, m1, m2 = (int(found[name] or 0) for name in ("y1", "m1", "m2"))
    last = int(found["y2"] or first)
    try:
        d2 = int(found.get("d2") or calendar.monthrange(last, m2)[1])
        return dt.date(first, m1, int(found.get("d1") or 1)), dt.date(last, m2, d2)
    except ValueError:
        return None
