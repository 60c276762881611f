"""Nights in a row: the warehouse is exactly what was published, every event is said, every trouble cries out once."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.nights import world
from tests.nights.plan import NIGHTS, SWEEPS, Plan, make
from tests.nights.play import Night, play
from warehouse.places import published_file
from warehouse.query import run

CURRENT = """
SELECT r.agency_zh, r.report_year, k."table", k."row", k."column", x.state, x.value, x.raw_zh
FROM report AS p JOIN reading AS r USING (reading_id) JOIN cell_fact AS x USING (reading_id)
JOIN cell_key AS k USING (key_id)
"""
VERSIONS = """
SELECT r.agency_zh, r.report_year, count(*) AS versions
FROM version AS v JOIN reading AS r USING (reading_id) GROUP BY ALL
"""


def test_a_plan_is_made_from_its_seed_and_every_trouble_is_in_it() -> None:
    plan = make(7, 40)
    assert plan == make(7, 40) != make(8, 40)
    kinds = {portal.trouble.kind for portal in plan.portals if portal.trouble}
    assert kinds == {"failing", "blocked", "redesigned", "shrunk"}
    assert all(plan.new[night] for night in range(1, NIGHTS + 1)) and all(plan.changed[s] for s in SWEEPS)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("portals", [300])
def test_seven_nights(tmp_path: Path, portals: int) -> None:
    plan = make(20261122, portals)
    nights = []
    for night in play(plan, tmp_path):
        _events(plan, night)
        nights.append(night)
    _alarms(plan, nights)
    _warehouse(plan, tmp_path)


def _events(plan: Plan, night: Night) -> None:
    assert night.summary.published, night.summary.problems
    for change, planned in (("new", plan.new), ("changed", plan.changed), ("vanished", plan.gone)):
        assert night.reports(change) == planned[night.number], (night.number, change)
    troubled = {portal.name for portal in plan.portals if portal.troubled(night.number) in ("failing", "blocked")}
    ended_badly = {c.portal for c in night.summary.crawls if c.outcome != "completed"}
    # a portal that shut us out may be left alone for some nights more
    once = {portal.name for portal in plan.portals if portal.trouble and portal.trouble.kind == "blocked"}
    assert troubled <= ended_badly <= troubled | once


def _alarms(plan: Plan, nights: list[Night]) -> None:
    raised = {portal: (kind, night.number) for night in nights for kind, portal in night.alarms("raised")}
    count = sum(len(night.alarms("raised")) for night in nights)
    assert raised.keys() == plan.alarms.keys() and count == len(plan.alarms)
    closed = {portal: night.number for night in nights for _, portal in night.alarms("closed")}
    for portal, (kinds, first, last) in plan.alarms.items():
        kind, night = raised[portal]
        assert kind in kinds, (portal, kind)
        assert first <= night <= first + 1, (portal, kind, first, night)
        assert closed.get(portal, 0) >= last if last else portal not in closed, (portal, kind, last, closed.get(portal))


def _warehouse(plan: Plan, home: Path) -> None:
    file = published_file(home)
    got: dict[tuple[str, int], dict[tuple[str, str, str], tuple[str, Decimal | None, str]]] = {}
    for agency, year, table, row, column, state, value, raw in (
        run(file, CURRENT).astype(object).itertuples(index=False)
    ):
        number = Decimal(value) if state == "number" else None
        got.setdefault((agency, int(year)), {})[table, row, column] = (state, number, raw)
    versions = {(a, int(y)): int(n) for a, y, n in run(file, VERSIONS).itertuples(index=False)}
    for portal in plan.portals:
        for report in portal.reports:
            key = (report.agency, report.year)
            last = report.wordings[max(report.wordings)]
            truth = {
                (t["table"], t["row"], t["column"]): (t["state"], Decimal(t["value"]) if t["value"] else None, t["raw"])
                for t in world.document(report.agency, report.year, last).truth
            }
            found = got.pop(key)
            if last.odd_labels:
                assert found.items() <= truth.items() and found
            else:
                assert found == truth, key
            assert versions[key] == len(report.wordings), key
    assert not got, "reports that nobody published"
