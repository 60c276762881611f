"""What happens: which portals there are, what each publishes night by night, and what goes wrong when.

Made from a seed alone. Silent revisions and removals are seen on nights that look at known pages again (`SWEEPS`); on
the others only what the lists show is new.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

NIGHTS = 7
SWEEPS = (4, 7)
FAMILIES = ("trs", "vsb", "gkmlpt", "hanweb_jpage", "openness")
BODIES = ("人民政府", "教育局", "财政局", "民政局")
_DIVISIONS = Path(__file__).resolve().parents[2] / "data" / "agencies" / "divisions.csv"


@dataclass(frozen=True)
class Wording:
    """One published wording of a report: the seed of its document. odd_labels: rows under names that no form has."""

    seed: int
    odd_labels: bool = False


@dataclass
class Published:
    """An agency's year on a portal: wordings by the night from which they stand there, and when it was taken away."""

    number: int
    agency: str
    year: int
    wordings: dict[int, Wording]
    gone_from: int = NIGHTS + 1

    def on(self, night: int) -> Wording | None:
        """The wording that stands there on a night, None before it appears and after it was taken away."""
        if night >= self.gone_from:
            return None
        return next((self.wordings[n] for n in sorted(self.wordings, reverse=True) if n <= night), None)


@dataclass(frozen=True)
class Trouble:
    """A portal's trouble from one night to another (both included): failing, blocked, redesigned, shrunk."""

    kind: str
    first: int
    last: int


@dataclass
class Portal:
    """One portal of the simulation; `reports` are all it ever publishes."""

    name: str
    family: str
    division: str
    agencies: tuple[str, ...]
    reports: list[Published] = field(default_factory=list)
    trouble: Trouble | None = None

    @property
    def host(self) -> str:
        return f"{self.name}.nights.example"

    def troubled(self, night: int) -> str:
        """The kind of trouble on a night, "" where there is none."""
        return self.trouble.kind if self.trouble and self.trouble.first <= night <= self.trouble.last else ""

    def listed(self, night: int) -> list[Published]:
        """What its list shows, newest first."""
        shown = [report for report in self.reports if report.on(night)]
        if self.troubled(night) == "shrunk":
            shown = shown[:1]
        return sorted(shown, key=lambda report: (-report.year, report.number))


@dataclass(frozen=True)
class Plan:
    portals: list[Portal]
    # night → (agency, year) that a careful reader must find new, changed, gone on that night
    new: dict[int, set[tuple[str, int]]]
    changed: dict[int, set[tuple[str, int]]]
    gone: dict[int, set[tuple[str, int]]]
    # portal → (alarm kinds of which one must be raised, night it is raised, night it is closed or 0)
    alarms: dict[str, tuple[frozenset[str], int, int]]


def counties(count: int) -> list[tuple[str, str]]:
    """Codes and names of counties that stand today and whose name no other division ever had."""
    with _DIVISIONS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names: dict[str, int] = {}
    for row in rows:
        names[row["name_zh"]] = names.get(row["name_zh"], 0) + 1
    fit = [
        (row["code"], row["name_zh"])
        for row in rows
        if row["level"] == "county" and not row["last_year"] and not row["first_year"] and names[row["name_zh"]] == 1
        and len(row["name_zh"]) in (3, 4)
    ]  # fmt: skip
    return fit[:: max(1, len(fit) // count)][:count]


def make(seed: int, count: int = 300) -> Plan:
    """The plan of a seed over `count` portals (at least 30)."""
    rng = Random(seed)
    number = 0
    portals = []
    for n, (code, name) in enumerate(counties(count)):
        bodies = rng.sample(BODIES, 2)
        portal = Portal(f"p{n:03d}", FAMILIES[n % len(FAMILIES)], code, tuple(f"{name}{body}" for body in bodies))
        for agency in portal.agencies:
            for year in (2023, 2024):
                number += 1
                portal.reports.append(Published(number, agency, year, {1: Wording(rng.randrange(10**8))}))
        portals.append(portal)
    order = rng.sample(range(len(portals)), len(portals))
    troubles = [
        ("failing", 2, 3), ("failing", 5, 6), ("blocked", 2, 3), ("blocked", 4, 5), ("blocked", 3, 5),
        ("redesigned", 3, NIGHTS), ("redesigned", 5, NIGHTS), ("shrunk", 3, 4), ("shrunk", 6, NIGHTS),
    ]  # fmt: skip
    for at, (kind, first, last) in zip(order, troubles, strict=False):
        portals[at].trouble = Trouble(kind, first, last)
    odd = [portals[at] for at in order[len(troubles) : len(troubles) + 2]]
    quiet = [portals[at] for at in order[len(troubles) + 2 :]]
    for night, portal in ((2, odd[0]), (5, odd[1])):
        for agency in portal.agencies:
            number += 1
            portal.reports.append(
                Published(number, agency, 2025, {night: Wording(rng.randrange(10**8), odd_labels=True)})
            )
    for night in range(2, NIGHTS + 1):
        rng.shuffle(quiet)
        many = max(2, len(quiet) // 15)
        for portal in quiet[:many]:
            agency = next(
                (a for a in portal.agencies if not any((r.agency, r.year) == (a, 2025) for r in portal.reports)), ""
            )
            if agency:
                number += 1
                portal.reports.append(Published(number, agency, 2025, {night: Wording(rng.randrange(10**8))}))
        for portal in quiet[many : many + max(1, many // 4)]:
            report = next((r for r in portal.reports if r.year == 2024 and len(r.wordings) == 1 and r.on(night)), None)
            if report:
                report.wordings[night] = Wording(rng.randrange(10**8))
        for portal in quiet[2 * many : 2 * many + max(1, many // 8)]:
            report = next((r for r in portal.reports if r.year == 2023 and len(r.wordings) == 1 and r.on(night)), None)
            if report:
                report.gone_from = night
    return _judged(portals, [p.name for p in odd])


def _judged(portals: list[Portal], odd: list[str]) -> Plan:
    """What must be said of a plan, and when."""
    new: dict[int, set[tuple[str, int]]] = {night: set() for night in range(1, NIGHTS + 1)}
    changed = {night: set(found) for night, found in new.items()}
    gone = {night: set(found) for night, found in new.items()}
    for portal in portals:
        for report in portal.reports:
            first, *later = sorted(report.wordings)
            new[first].add((report.agency, report.year))
            for night in later:
                changed[next(s for s in SWEEPS if s >= night)].add((report.agency, report.year))
            if report.gone_from <= NIGHTS:
                gone[next(s for s in SWEEPS if s >= report.gone_from)].add((report.agency, report.year))
    kinds = {
        "failing": frozenset({"portal_failed", "portal_silent"}),
        "blocked": frozenset({"portal_blocked"}),
        "redesigned": frozenset({"portal_silent", "portal_redesigned"}),
        "shrunk": frozenset({"portal_shrunk"}),
    }
    alarms = {}
    for portal in portals:
        if portal.trouble:
            closed = portal.trouble.last + 1 if portal.trouble.last < NIGHTS else 0
            alarms[portal.name] = (kinds[portal.trouble.kind], portal.trouble.first, closed)
    for portal in portals:
        if portal.name in odd:
            first = min(min(r.wordings) for r in portal.reports if r.year == 2025)
            alarms[portal.name] = (frozenset({"reader_drift"}), first, 0)
    return Plan(portals, new, changed, gone, alarms)
