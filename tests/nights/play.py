"""Play the nights of a plan through the real nightly flow, and say what each came to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.run_summary import Alarms, RunSummary
from flows.options import NightOptions
from flows.scheduler.server import prefect_api
from tests.portals.crawling import pass_time
from tests.portals.server import serve

from .plan import NIGHTS, SWEEPS, Plan
from .world import World, write_portals


@dataclass(frozen=True)
class Night:
    """What one night's run says of itself: its summary as the file has it."""

    number: int
    summary: RunSummary
    agencies: frozenset[str]

    def reports(self, change: str) -> set[tuple[str, int]]:
        """(agency, year) of the reports that are new, changed or vanished, agencies as their titles have them.

        The summary names an agency in full, with the city and province above it.
        """
        found = set()
        for entry in self.summary.changed(change):
            name = next((n for n in self.agencies if entry.agency_zh.endswith(n)), entry.agency_zh)
            found.add((name, int(entry.report_year or 0)))
        return found

    def alarms(self, what: str) -> set[tuple[str, str]]:
        """(kind, portal) of the alarms raised, open or closed on this night."""
        return {(a.kind, a.subject.partition(" ")[0]) for a in getattr(self.summary.alarms or Alarms(), what)}


def play(plan: Plan, home: Path, nights: int = NIGHTS) -> Iterator[Night]:
    """One night after another, a day apart; portals that are known are looked at anew on the nights of a sweep."""
    from flows.runs.summary import all_summaries

    world = World(plan)
    agencies = frozenset(agency for portal in plan.portals for agency in portal.agencies)
    write_portals(plan, home / "portals")
    with serve(world) as running, prefect_api(home):
        from flows.nightly import play as play_night

        for night in range(1, nights + 1):
            world.night = night
            options = NightOptions(home=home, everything=True, portal_folder=home / "portals", proxy=running.base,
                                   delay=0.0, sweep=night in SWEEPS)  # fmt: skip
            play_night(options)
            yield Night(night, all_summaries(home)[-1], agencies)
            pass_time(home, 1)
