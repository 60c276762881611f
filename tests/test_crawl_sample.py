"""The sample portals crawled for real, both nights: every report found, nothing else taken for one."""

import csv
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from data.captures import Capture
from flows.demo.sample import SAMPLE, serve
from spiders.archive import read_body, read_index
from tests.portals.crawling import crawl

PORTALS = sorted((SAMPLE / "portals").glob("*.yml"))
# What the truth says of an address → whether a crawl keeps its bytes as a document.
KEPT = {"report", "rendition", "attachment_only", "picture"}
FETCHED_TITLES = {"report", "candidate", "rendition"}


class Nights:
    """The two nights: summaries by night and portal, what was newly captured, what the servers were asked."""

    def __init__(self) -> None:
        self.summaries: dict[tuple[int, str], dict[str, Any]] = {}
        self.fresh: dict[int, list[Capture]] = {}
        self.captures: list[Capture] = []
        self.asked: list[str] = []
        self.archives: list[Path] = []


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    result = Nights()
    homes = {path.stem: tmp_path_factory.mktemp(path.stem) for path in PORTALS}
    with serve() as portals, ThreadPoolExecutor(2) as pool:
        for night in (1, 2):
            portals.set_night(night)
            before = {c.capture_id for c in result.captures}
            runs = pool.map(lambda path: crawl(path, homes[path.stem], "--proxy", portals.proxy), PORTALS)
            for path, run in zip(PORTALS, runs, strict=True):
                result.summaries[night, path.stem] = run.summary
            result.archives = [home / "archive" for home in homes.values()]
            result.captures = [c for archive in result.archives for c in read_index(archive)]
            fresh = [c for c in result.captures if c.capture_id not in before and c.kind != "list" and not c.obstacle]
            result.fresh[night] = fresh
        result.asked = [f"http://{host}{address}" for host, address, _ in portals.asked()]
    yield result


def truth(night: int) -> dict[str, dict[str, str]]:
    with (SAMPLE / "truth.csv").open(encoding="utf-8", newline="") as file:
        return {row["url"]: row for row in csv.DictReader(file) if row["night"] in ("both", str(night))}


def test_every_report_is_found_and_nothing_else_is_kept(nights: Nights) -> None:
    expected = {url for url, row in truth(2).items() if row["what"] in KEPT}
    # What only its content shows to be no report is kept too, for the reader to refuse.
    doubtful = {url for url, row in truth(2).items() if row["title_class"] in FETCHED_TITLES} - expected
    kept = {c.url for c in nights.captures if c.kind != "list" and not c.obstacle}
    pictures = {url for url in kept if url.endswith(".png")}
    assert expected - kept == set()
    assert kept - expected - doubtful - pictures == set()


def test_what_stands_in_the_way_is_named(nights: Nights) -> None:
    named = {(c.url, c.obstacle) for c in nights.captures if c.obstacle}
    soft = {url for url, row in truth(1).items() if row["what"] == "soft_404"}
    assert {url for url, name in named if name == "soft_404"} == soft
    assert nights.summaries[1, "heshan-district"]["outcome"] == "blocked"
    assert {name for url, name in named if "heshan" in url} == {"river_security"}
    # One list of linhe answers 404 to its second page.
    outcomes = {p.stem: nights.summaries[n, p.stem]["outcome"] for n in (1, 2) for p in PORTALS}
    assert outcomes.pop("linhe-county") == "incomplete" and outcomes.pop("heshan-district") == "blocked"
    assert set(outcomes.values()) == {"completed"}


def test_no_forbidden_or_foreign_address_is_asked(nights: Nights) -> None:
    for night in (1, 2):
        for url, row in truth(night).items():
            if row["what"] in ("copy_host", "robots_disallowed"):
                assert url not in nights.asked
                skipped = [s["url"] for s in nights.summaries[night, row["portal"]]["skipped_titles"]]
                assert url in skipped


def test_no_notice_is_fetched(nights: Nights) -> None:
    others = {url for url, row in truth(2).items() if row["title_class"] == "other"}
    assert others and not others & set(nights.asked)


def test_the_second_night_has_one_new_and_one_revised_report(nights: Nights) -> None:
    one, two = truth(1), truth(2)
    new = {url for url in two if url not in one and two[url]["what"] in KEPT}
    revised = {url for url in two if url in one and two[url] != one[url]}
    assert {c.url for c in nights.fresh[2]} == new | revised
    totals = {k: sum(nights.summaries[2, p.stem][k] for p in PORTALS) for k in ("captured_new", "captured_revised")}
    assert totals == {"captured_new": len(new), "captured_revised": len(revised)}
    assert sum(nights.summaries[2, p.stem]["unchanged"] for p in PORTALS) == len(nights.fresh[1]) - len(revised)


def test_every_kept_body_can_be_read_again(nights: Nights) -> None:
    for archive in nights.archives:
        for capture in read_index(archive):
            assert len(read_body(archive, capture)) == capture.size
