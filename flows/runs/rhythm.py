"""Which portals are due tonight, by the seasons of data/rhythm.yml and what earlier nights did.

A night is from noon to noon in Beijing, so that a run before midnight and one after it are the same night. What each
portal's last crawls were stands in `home`/crawl/visits.json; where it is lost, everything is due.
"""

import json
import os
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from data.crawled import CrawlResult
from data.settings import BadSettings, settings
from flows.written import write_whole
from spiders.portals import PortalError, load_portal

BEIJING = timezone(timedelta(hours=8))
VISITS = "visits.json"


@dataclass(frozen=True)
class Rhythm:
    """data/rhythm.yml; see there."""

    seasons: Mapping[str, Mapping[str, Any]]
    full_sweep_days: int
    settled: tuple[str, ...]
    never: tuple[str, ...]
    night_hours: float
    portal_hours: float
    at_once: int
    processes: int

    def season(self, now: datetime) -> tuple[str, int]:
        """The season's name at a moment, and its days from crawl to crawl."""
        month = now.astimezone(BEIJING).month
        for name, season in self.seasons.items():
            if month in season["months"]:
                return name, int(season["every_days"])
        raise BadSettings(f"rhythm.yml: no season has month {month}")


@dataclass(frozen=True)
class Due:
    """What a night has to do: files of the portals that are due, and the names of those swept in full.

    rest: portals that wait for another night; season: by which that was decided.
    """

    files: tuple[Path, ...]
    swept: frozenset[str] = frozenset()
    rest: int = 0
    season: str = ""


def rhythm(home: Path) -> Rhythm:
    """The rhythm that holds for a home. Raises BadSettings."""
    raw = settings("rhythm", home)
    return Rhythm(**{**raw, "settled": tuple(raw["settled"]), "never": tuple(raw["never"])})


def night_of(now: datetime) -> date:
    """The night to which a moment belongs, named by the day it begins on in Beijing."""
    return (now.astimezone(BEIJING) - timedelta(hours=12)).date()


def due(files: Sequence[Path], home: Path, now: datetime) -> Due:
    """The portals of these files that are due at a moment, longest waiting first. Raises BadSettings."""
    rules, visits, night = rhythm(home), read_visits(home), night_of(now)
    season, every = rules.season(now)
    chosen, swept = [], set()
    for file in files:
        name, visit = file.stem, visits.get(file.stem, {})
        if _status(file) in rules.never:
            continue
        settled = _day(visit.get("settled"))
        # a night that is yet to come was written down while the clock was wrong
        if settled is None or settled > night or settled < _turn(name, night, every):
            chosen.append((visit.get("settled", ""), file))
            last_sweep = _day(visit.get("swept"))
            # the first crawl looks at everything anyway
            if rules.full_sweep_days and last_sweep and last_sweep < _turn(name, night, rules.full_sweep_days):
                swept.add(name)
    chosen.sort(key=lambda pair: (pair[0], pair[1].name))
    return Due(tuple(file for _, file in chosen), frozenset(swept), len(files) - len(chosen), season)


def read_visits(home: Path) -> dict[str, dict[str, str]]:
    """Portal → `settled`, `swept` (nights, ISO), `at` (UTC) and `outcome` of the last crawl."""
    try:
        visits = json.loads((home / "crawl" / VISITS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return visits if isinstance(visits, dict) else {}


def note_visits(home: Path, crawls: Iterable[CrawlResult], swept: Iterable[str], now: datetime) -> None:
    """Write down, in one step, what a night's crawls came to. A crawl that was not settled is due the next night."""
    rules, visits, night = rhythm(home), read_visits(home), night_of(now).isoformat()
    in_full = set(swept)
    for crawl in crawls:
        visit = visits.setdefault(crawl.portal, {})
        visit |= {"at": now.astimezone(UTC).isoformat(timespec="seconds"), "outcome": crawl.outcome}
        if crawl.outcome in rules.settled:
            if crawl.portal in in_full or "settled" not in visit:
                visit["swept"] = night
            visit["settled"] = night
    file = home / "crawl" / VISITS
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, json.dumps(visits, ensure_ascii=False, indent=1), str(os.getpid()))


def _turn(name: str, night: date, every: int) -> date:
    """The last night, up to this one, on which a portal's turn came: its name decides on which of `every` nights."""
    return night - timedelta(days=(night.toordinal() + zlib.crc32(name.encode())) % every)


def _status(file: Path) -> str:
    try:
        return load_portal(file).status
    except PortalError:
        return ""  # it is due, and the crawl says what is wrong with it


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
