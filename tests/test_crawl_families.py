"""A real crawl of a simulated portal of each publishing system: every report found, nothing else archived as one."""

import importlib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.titles import agency_named
from tests.portals.crawling import Crawled, crawl, portal_file
from tests.portals.server import Running, serve
from tests.portals.simulated import Simulated

SYSTEMS = [
    "hanweb_jpaas", "hanweb_xxgk", "lonsun", "openness", "ucap", "epoint", "truecms", "vsb", "static", "shell",
    "trs_articles", "variants",
]  # fmt: skip


@pytest.fixture(scope="module", params=SYSTEMS)
def crawled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Crawled, Simulated, Running]:
    portal = importlib.import_module(f"tests.portals.{request.param}").portal()
    home = tmp_path_factory.mktemp(request.param)
    with serve(portal.site) as running:
        run = crawl(portal_file(home, running.base, portal.family, portal.starts, **portal.more), home)
        return run, portal, running


Fixture = tuple[Crawled, Simulated, Running]


def test_every_report_is_found_and_nothing_else(crawled: Fixture) -> None:
    run, portal, _ = crawled
    assert set(run.documents()) == portal.reports
    assert run.summary["outcome"] == "completed" or portal.problems, run.summary["account"]
    assert run.summary["failed"] == 0


def test_agencies_are_known_even_when_they_publish_nothing(crawled: Fixture) -> None:
    run, portal, _ = crawled
    expected = {e["agency"]: e["documents"] for e in run.summary["agencies_expected"]}
    assert {name for name, count in expected.items() if count == 0} == portal.silent
    assert {name: expected.get(name) for name in portal.published} == portal.published


def test_what_went_wrong_is_said_and_nothing_more(crawled: Fixture) -> None:
    run, portal, _ = crawled
    for said in portal.problems:
        assert any(said in line for line in run.summary["problems"]), run.summary["problems"]
    unexpected = [line for line in run.summary["problems"] if not any(said in line for said in portal.problems)]
    assert unexpected == [] and run.stderr == ""


def test_nothing_is_asked_twice_or_needlessly(crawled: Fixture) -> None:
    _, portal, running = crawled
    asked = Counter((a.method, a.path, a.query, tuple(sorted(a.fields.items()))) for a in running.asked)
    assert [request for request, count in asked.items() if count > 1] == []
    assert [path for path in running.paths() for part in portal.unasked if part in path] == []


def test_parts_of_an_article_name_its_first_page(tmp_path: Path) -> None:
    portal = importlib.import_module("tests.portals.trs_articles").portal()
    with serve(portal.site) as running:
        run = crawl(portal_file(tmp_path, running.base, "trs", portal.starts), tmp_path)
    parts = {c["url"]: c for c in run.captures if c["url"].endswith(("_71_1.html", "_71_2.html"))}
    assert {c["parent_url"].rsplit("/", 1)[1] for c in parts.values()} <= {"t20220124_71.html"}
    documents = run.documents()
    first = documents["zwgk/zfxxgknb/202201/t20220124_71.html"]
    second = documents["zwgk/zfxxgknb/202201/t20220124_71_1.html"]
    assert second["parent_url"] == first["url"] and second["title"] == first["title"] and second["kind"] == "page"
    assert documents["wzxxgknb/2025/xyz.pdf"]["agency"] == ""


def test_a_folder_called_like_an_agency_is_that_agencys() -> None:
    assert agency_named("某县水利局") == "某县水利局" and agency_named("各乡镇街道") == ""
    assert agency_named("2021年") == "" and agency_named("部门年报") == "" and agency_named("下一页") == ""


def test_years_without_a_report_are_not_asked_for_for_ever(tmp_path: Path) -> None:
    portal = importlib.import_module("tests.portals.hanweb_xxgk").portal()
    with serve(portal.site) as running:
        file = portal_file(tmp_path, running.base, portal.family, portal.starts, **portal.more)
        crawl(file, tmp_path)
        first = len(running.asked)
        second = crawl(file, tmp_path)
        again = [int(a.fields["fbtime"]) for a in running.asked[first:] if a.fields.get("fbtime")]
    assert again and min(again) >= datetime.now(UTC).year - 3, "a late report of the last years may still come"
    expected = {e["agency"]: e["documents"] for e in second.summary["agencies_expected"]}
    assert {name: expected.get(name) for name in portal.published} == portal.published, "what is held counts"
    assert second.summary["captured_new"] == 0 and second.summary["skipped"]["empty_form"] == len(again)
