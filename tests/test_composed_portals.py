"""Portals composed from independent choices: the plan, what the server answers, and nights over a few of them."""

from collections import Counter
from pathlib import Path
from urllib.parse import parse_qsl

import brotli
import pytest

from bench.nights import scored
from tests.generators.portals.composed import articles, plan
from tests.generators.portals.composed.addresses import list_path, shown_path
from tests.generators.portals.composed.faults import brotli_stored
from tests.generators.portals.composed.model import ADDRESS, ENTRIES, FAMILIES, WHOLE, Portal
from tests.generators.portals.composed.truth import Addresses, happens, standing
from tests.generators.portals.composed.view import View
from tests.generators.portals.composed.world import World
from tests.portals.server import Answer, Asked


def ask(world: World, portal: Portal, path: str) -> Answer:
    """The answer of an address; a server that is unsteady is asked again."""
    bare, _, query = path.partition("#")[0].partition("?")
    fields = dict(parse_qsl(query, keep_blank_values=True))
    answer = None
    for _ in range(2):
        answer = world(Asked("GET", bare, query, fields, {"host": portal.host}))
        if answer is None or answer.status != 503:
            break
    return answer or Answer(b"", 404)


def test_a_plan_is_made_from_its_seed_and_every_choice_is_in_it() -> None:
    portals = plan.make(5, 60)
    assert portals == plan.make(5, 60) != plan.make(6, 60)
    assert {p.system for p in portals} == set(FAMILIES)
    assert {p.entry for p in portals} == set(ENTRIES)
    kinds = Counter(fault.kind for p in portals for fault in p.faults)
    assert kinds.keys() >= set(ADDRESS) | set(WHOLE)
    for night in range(1, 5):
        assert happens(portals, night)["new"]
    assert all(happens(portals, 2)[name] for name in ("changed", "vanished"))


@pytest.mark.slow
def test_bounded_each_list_and_article_stands_at_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "_made", lambda *_: b"<p>report</p>")
    portals = plan.make(5, 32)
    world, addresses = World(portals), Addresses(portals)
    for portal in portals:
        for column in portal.columns:
            assert ask(world, portal, list_path(portal, column)).status == 200, (portal.choices, column.key)
            for report in column.reports:
                path = shown_path(portal, column, report, report.number)
                if report.first == 0 and not report.fault:
                    assert ask(world, portal, path).status == 200, (portal.choices, path)
                known = addresses.report(f"http://{portal.host}{path}")
                assert known and known[1].number == report.number, (portal.choices, path)


def test_what_is_gone_new_or_moved_is_so_from_its_night_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "_made", lambda *_: b"<p>report</p>")
    portals = plan.make(5, 60)
    world = World(portals)
    for night in range(5):
        world.go_to(night)
        shown = {one.key for one in standing(portals, night)}
        for name, ones in happens(portals, night).items():
            for one in ones:
                if one.portal.whole(night):
                    continue
                column = next(c for c in one.portal.columns if one.report in c.reports)
                old = ask(world, one.portal, shown_path(one.portal, column, one.report, one.report.number))
                here = old.status == 200 and b"ERROR 404" not in bytes(old.body)  # type: ignore[arg-type]
                if one.portal.system != "hanweb_xxgk":
                    assert here == (name not in ("vanished", "moved")), (night, name, one.portal.choices)
                assert (one.key in shown) == (name != "vanished")


def test_rows_of_all_pages_are_the_reports_of_the_column() -> None:
    for portal in plan.make(5, 60):
        view = View(portal, 0)
        for column in portal.columns:
            rows = [row for page in view.pages(column) for row in page]
            reports = sum(r.listed(0) + (r.listed(0) and r.twin) for r in column.reports)
            assert len(rows) == reports + column.others


def test_a_stored_brotli_stream_is_one() -> None:
    for body in (b"x", b"report " * 5, bytes(range(256)) * 900):
        assert brotli.decompress(brotli_stored(body)) == body


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_bounded_number_of_portals_over_five_nights(tmp_path: Path) -> None:
    scores = scored(plan.make(17, 6), tmp_path)
    assert not scores.counts["forbidden"], scores.failures
    assert (scores.share("agency_year") or 0) >= 0.99, scores.failures
    assert scores.tries["recall.column.column"] and any(name.startswith("said.") for name in scores.tries)


@pytest.mark.slow
@pytest.mark.timeout(5400)
def test_sixty_portals_over_five_nights(tmp_path: Path) -> None:
    scores = scored(plan.make(17, 60), tmp_path)
    assert not scores.missed(), scores.failures
