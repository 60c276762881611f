"""Five nights over composed portals: `python -m bench.nights --seed S --portals 60 [--only c007] [--write DIR]`.

A first crawl, then a quiet night, a sweep, a redesign of some portals and a night of faults, through the real nightly
flow against a server on loopback (tests/generators/portals/composed). What each night says is compared with what was
planned: recall by entry, new, changed, moved and vanished reports on the night that shows them, false ones, planted
faults by name, agency and year, requests that were not allowed, crawls that call themselves completed though a report
that a list shows is not held. `--write` leaves figures (nights.json) and the failures by mechanism (failures.md).
Status 1 where a target is missed. `--only` plays single portals of the same plan.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.nights_score import Scores, judge
from bench.nights_told import written
from flows.options import NightOptions
from flows.runs.summary import all_summaries
from flows.scheduler.server import prefect_api
from tests.generators.portals.composed import files, plan
from tests.generators.portals.composed.model import NIGHTS, SWEEPS, Portal
from tests.generators.portals.composed.world import World
from tests.portals.crawling import pass_time
from tests.portals.server import serve
from warehouse.places import published_file
from warehouse.query import run as query

NAMES = ("first", "quiet", "sweep", "redesign", "faults")
READ = """
SELECT c.portal, c.url, r.outcome, r.reason, r.agency_zh, r.report_year
FROM reading AS r JOIN capture AS c USING (capture_id)
"""


@dataclass
class Played:
    """One night: the run's summary, the index lines so far, and its seconds."""

    number: int
    summary: dict[str, Any]
    captures: list[dict[str, Any]]
    seconds: float
    readings: list[dict[str, Any]] = field(default_factory=list)


def captures(home: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted((home / "archive").glob("**/*.index.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def play(portals: list[Portal], home: Path, world: World, nights: int = NIGHTS) -> Iterator[Played]:
    """One night after another, a day apart."""
    files.write(portals, home / "portals")
    with serve(world, robots=None) as running, prefect_api(home):
        from flows.nightly import play as play_night

        for night in range(nights):
            world.go_to(night)
            begun = time.monotonic()
            play_night(
                NightOptions(
                    home=home, everything=True, portal_folder=home / "portals", proxy=running.base,
                    sweep=night in SWEEPS,
                )
            )  # fmt: skip
            summary = asdict(all_summaries(home)[-1])
            known = query(published_file(home), READ).to_dict("records") if summary["published"] else []
            yield Played(night, summary, captures(home), time.monotonic() - begun, known)
            pass_time(home, 1)


def scored(portals: list[Portal], home: Path, nights: int = NIGHTS, said: bool = False) -> Scores:
    """Play and judge."""
    world, scores = World(portals), Scores()
    for played in play(portals, home, world, nights):
        judge(scores, portals, world, played)
        if said:
            asked = sum(seen.night == played.number for seen in world.seen)
            outcomes = [c["outcome"] for c in played.summary["crawls"]]
            count = {name: outcomes.count(name) for name in sorted(set(outcomes))}
            print(f"{NAMES[played.number]}: {played.seconds:.0f} s, {asked} requests, {count}", flush=True)
    return scores


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--portals", type=int, default=60)
    parser.add_argument("--only", action="append", default=[], help="play this portal of the plan alone (repeatable)")
    parser.add_argument("--nights", type=int, default=NIGHTS)
    parser.add_argument("--home", type=Path, help="keep the home here")
    parser.add_argument("--write", type=Path, help="folder for nights.json and failures.md")
    options = parser.parse_args()
    portals = [p for p in plan.make(options.seed, options.portals) if not options.only or p.name in options.only]
    with tempfile.TemporaryDirectory() as folder:
        home = (options.home or Path(folder) / "home").resolve()
        home.mkdir(parents=True, exist_ok=True)
        scores = scored(portals, home, options.nights, said=True)
    figures = scores.figures()
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    if options.write:
        options.write.mkdir(parents=True, exist_ok=True)
        (options.write / "nights.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
        told = written(scores, figures, options.seed, options.portals)
        (options.write / "failures.md").write_text(told, encoding="utf-8")
    missed = scores.missed()
    print("missed: " + ("; ".join(missed) or "none"))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
