"""What a night must come to: reports that stand there, what happens, and which report an address is of."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from .addresses import article_path
from .model import FOLLOWED_OR_NAMED, SWEEPS, Portal, Report
from .pages import zoned
from .view import View

# reports of these kinds are read from what is no picture
READABLE = ("html", "pdf_link", "pdf_frame", "docx_script", "iframe", "direct_pdf", "unnamed_file")
OWN_FILE = ("pdf_link", "pdf_frame", "docx_script", "iframe", "direct_pdf", "unnamed_file", "pictures")


@dataclass(frozen=True)
class Standing:
    """One report on its portal."""

    portal: Portal
    report: Report

    @property
    def key(self) -> tuple[str, str, int]:
        return self.portal.name, self.report.agency, self.report.year

    @property
    def readable(self) -> bool:
        return self.report.article in READABLE and self.reachable

    @property
    def reachable(self) -> bool:
        """Whether its content can be had at all."""
        fault = next((f for f in self.portal.faults if f.report == self.report.number), None)
        return fault is None or fault.handled

    @property
    def plain(self) -> bool:
        """Whether what leads to it is to be followed; else it is to be followed or named."""
        return not may_be_named(self.portal)


def may_be_named(portal: Portal) -> bool:
    """Whether the portal's rows, pager or index may be named in place of being followed."""
    return portal.row in FOLLOWED_OR_NAMED or portal.pager in FOLLOWED_OR_NAMED or zoned(portal)


def standing(plan: list[Portal], night: int) -> list[Standing]:
    """The reports that the lists show on a night."""
    return [Standing(p, r) for p in plan for r in p.reports if r.listed(night)]


def happens(plan: list[Portal], night: int) -> dict[str, list[Standing]]:
    """What a night's run must say: new, changed, moved, vanished; and renamed, of which nothing is to be said."""
    found: dict[str, list[Standing]] = {name: [] for name in ("new", "changed", "moved", "vanished", "renamed")}
    for portal in plan:
        for report in portal.reports:
            one = Standing(portal, report)
            if report.fault:
                continue
            if report.first == night > 0:
                found["new"].append(one)
            if report.revised == night and (night in SWEEPS or report.redated == night):
                found["changed"].append(one)
            for event, name in (("moved", "moved"), ("gone", "vanished"), ("renamed", "renamed")):
                if getattr(report, event) == night:
                    found[name].append(one)
    return found


class Addresses:
    """Which report an address is of."""

    def __init__(self, plan: list[Portal]) -> None:
        self.views = {portal.host: View(portal, 0) for portal in plan}

    def report(self, url: str) -> tuple[Portal, Report, bool] | None:
        """Portal, report, and whether the address holds the report's own content."""
        parts = urlsplit(url)
        view = self.views.get(parts.hostname or "")
        if view is None:
            return None
        path = unquote(parts.path).partition(";jsessionid=")[0]
        query = {name: values[0] for name, values in parse_qs(parts.query, encoding="gb18030").items()}
        found = view.found.get(path)
        if found is None and "area" in query:
            found = view.found.get(f"{path}?fbtime={query.get('fbtime')}&area={query['area']}")
        if found is not None:
            _, report, _, is_file = found
            return view.portal, report, is_file if report.article in OWN_FILE else True
        is_file, text = "fileid" in query, query.get("fileid") or query.get("id", "")
        if text.isdigit() and int(text) in view.numbers:
            report = view.numbers[int(text)][1]
            return view.portal, report, is_file if report.article in OWN_FILE else True
        return None

    def number(self, url: str) -> int:
        """The number in an address: it tells a moved report's old and new one apart. 0 for no report's."""
        found = self.report(url)
        if found is None:
            return 0
        portal, report, _ = found
        column = self.views[portal.host].numbers[report.number][0]
        new = article_path(portal, column, report, report.number_on(99))
        return (
            report.number_on(99)
            if urlsplit(url).path == urlsplit(new).path or str(report.number_on(99)) in url
            else report.number
        )
