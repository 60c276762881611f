"""The demo as a user starts it: real Prefect, real Scrapy, real DuckDB; its figures against what the samples print."""

import csv
import random
import re
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from data.places import DATA
from tests.demo_home import kill, play, published, start, wait_until_gone
from tests.sample_home import sample_home
from warehouse.places import published_file
from warehouse.query import run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def output(home: Path) -> str:
    return play(home)


@pytest.fixture(params=["plain_steps", pytest.param("bounded_demo", marks=pytest.mark.slow)])
def file(request: pytest.FixtureRequest, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is published of the samples: by the plain steps, and by the demo."""
    if request.param == "plain_steps":
        return published_file(sample_home(tmp_path_factory))
    request.getfixturevalue("output")
    return published_file(home / "demo")


def _truth() -> Iterator[dict[str, str]]:
    with open(DATA / "sample" / "truth.csv", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@pytest.mark.slow
def test_bounded_it_says_what_it_did(output: str, home: Path) -> None:
    assert "1 report is new and 1 was revised" in output
    assert "2 documents read" in output
    assert "river_security" in output and "soft_404" in output
    assert str(published_file(home / "demo")) in output.replace("\n", "")
    assert "nianbao sql" in output


@pytest.mark.slow
def test_bounded_the_pictures_are_there(output: str, home: Path) -> None:
    for name in ("years", "agencies"):
        assert (home / "demo" / "comparison" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert "<path" in (home / "demo" / "comparison" / f"{name}.svg").read_text(encoding="utf-8")


@pytest.mark.slow
def test_bounded_every_report_of_the_samples_is_read_and_nothing_else(output: str, home: Path) -> None:
    rows = run(
        published_file(home / "demo"),
        "SELECT url, outcome, reason, agency_zh, report_year FROM reading JOIN capture USING (capture_id)",
    )
    got = {row["url"]: row for row in rows.to_dict("records")}
    for line in _truth():
        if line["url"] not in got:
            assert line["outcome"] != "report" or line["what"] == "gone", line
            continue
        row = got.pop(line["url"], None)
        assert row is not None
        if line["outcome"] == "report":
            assert (row["outcome"], row["agency_zh"], row["report_year"]) == (
                "report", line["agency"], int(line["report_year"]),
            ), line  # fmt: skip
        elif line["outcome"] == "unsupported_format":
            # a rendition that LibreOffice opens, where there is one
            assert row["outcome"] in ("report", "needs_program"), line
        else:
            assert row["outcome"] != "report", line
        got[line["url"]] = row


def test_the_published_figures_are_the_real_ones(file: Path) -> None:
    with open(DATA / "sample" / "figures.csv", encoding="utf-8", newline="") as figures:
        real: dict[str, dict[tuple[str, ...], tuple[str, Decimal | None]]] = {}
        for row in csv.DictReader(figures):
            key = (row["form"], row["table"], row["row"], row["column"])
            real.setdefault(row["document"], {})[key] = (row["state"], Decimal(row["value"]) if row["value"] else None)
    cells = run(
        file,
        'SELECT c.url, x.form, x."table", x."row", x."column", x.state, x.value FROM cell x'
        " JOIN capture c USING (capture_id) JOIN version_capture v USING (capture_id)"
        " JOIN version w USING (version_id) WHERE w.is_current",
    )
    by_url: dict[str, dict[tuple[str, ...], tuple[str, Decimal | None]]] = {}
    for row in cells.to_dict("records"):
        key = (row["form"], row["table"], row["row"], row["column"])
        by_url.setdefault(row["url"], {})[key] = (row["state"], row["value"])
    compared = 0
    for line in _truth():
        if line["outcome"] == "report" and line["night"] != "1" and line["url"] in by_url:
            assert by_url[line["url"]] == real[line["document"]], line["url"]
            compared += 1
    assert compared >= 19


@pytest.mark.slow
def test_a_second_start_of_a_bounded_demo_ends_with_the_same_rows(output: str, home: Path) -> None:
    before = published(home)
    again = play(home)
    assert "1 report is new and 1 was revised" in again
    assert published(home) == before
    shares = re.search(r"The demo took ([\d.]+) s", again)
    assert shares


def _killed(home: Path, moments: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    notes = []
    for number in range(moments):
        child = start(home)
        moment = rng.uniform(0.5, 25)
        time.sleep(moment)
        over = child.poll() is not None
        kill(child, whole_group=number % 2 == 0)
        alive = wait_until_gone(home)
        assert not alive, alive
        notes.append(f"{moment:.1f} s{' (was over)' if over else ''}")
    return notes


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("moments", [pytest.param(2, id="bounded"), pytest.param(10, id="ten")])
def test_a_demo_killed_at_any_moment_ends_with_the_same_rows(moments: int, tmp_path: Path) -> None:
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    play(undisturbed)
    notes = _killed(killed, moments, seed=20_26)
    play(killed)
    assert published(killed) == published(undisturbed), notes
