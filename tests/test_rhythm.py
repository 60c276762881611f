"""Which portals a night asks: by season, by what earlier nights did, spread over the nights, sweeps apart."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.crawled import CrawlResult
from data.settings import BadSettings
from flows.runs.rhythm import due, night_of, note_visits, read_visits
from tests.portals.nights import Hundreds

JANUARY, JUNE = datetime(2027, 1, 11, 18, tzinfo=UTC), datetime(2027, 6, 13, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return Hundreds(60).files(tmp_path_factory.mktemp("portals"))


def crawled(files: list[Path], outcome: str = "completed") -> list[CrawlResult]:
    return [CrawlResult(file.stem, outcome) for file in files]


def nights(files: list[Path], home: Path, first: datetime, count: int) -> list[tuple[int, int]]:
    """Portals asked and swept on so many nights in a row, all of them crawled well."""
    found = []
    for number in range(count):
        now = first + timedelta(days=number)
        tonight = due(files, home, now)
        note_visits(home, crawled(list(tonight.files)), tonight.swept, now)
        found.append((len(tonight.files), len(tonight.swept)))
    return found


def test_every_night_in_the_season_and_weekly_besides(files: list[Path], tmp_path: Path) -> None:
    assert [asked for asked, _ in nights(files, tmp_path, JANUARY, 3)] == [60, 60, 60]
    assert due(files, tmp_path, JANUARY).season == "reporting"
    asked = [number for number, _ in nights(files, tmp_path, JUNE, 15)]
    assert asked[0] == 60, "since winter everybody's turn has come"
    assert sum(asked[1:8]) == sum(asked[8:]) == 60 and max(asked[1:]) < 30, "a week, spread over its nights"


def test_once_a_night_and_what_failed_is_taken_up_the_next(files: list[Path], tmp_path: Path) -> None:
    note_visits(tmp_path, crawled(files[:50]) + crawled(files[50:], "failed"), (), JUNE)
    assert set(due(files, tmp_path, JUNE + timedelta(hours=2)).files) == set(files[50:])
    tomorrow = due(files, tmp_path, JUNE + timedelta(days=1))
    assert set(files[50:]) <= set(tomorrow.files) and tomorrow.files[0] in files[50:], "those that wait come first"
    assert night_of(JANUARY) == night_of(JANUARY + timedelta(hours=9)) != night_of(JANUARY + timedelta(hours=11))


def test_full_sweeps_come_apart_and_spread(files: list[Path], tmp_path: Path) -> None:
    swept = [number for _, number in nights(files, tmp_path, JANUARY, 100)]
    assert swept[0] == 0, "a first crawl looks at everything anyway"
    assert sum(swept[1:92]) == 60 and max(swept) <= 6
    assert Counter(visit["swept"] > "2027-01-11" for visit in read_visits(tmp_path).values()) == {True: 60}


def test_a_portal_that_is_gone_is_not_asked_and_a_broken_file_is(tmp_path: Path) -> None:
    gone, broken = Hundreds(2).files(tmp_path / "portals")
    gone.write_text(gone.read_text(encoding="utf-8") + "status: gone\n", encoding="utf-8")
    broken.write_text("portal: [", encoding="utf-8")
    assert due([gone, broken], tmp_path, JANUARY).files == (broken,)


def test_a_clock_that_was_wrong_or_a_lost_file_keeps_nobody_waiting(files: list[Path], tmp_path: Path) -> None:
    note_visits(tmp_path, crawled(files), (), JANUARY + timedelta(days=400))
    assert len(due(files, tmp_path, JANUARY).files) == 60
    note_visits(tmp_path, crawled(files), (), JANUARY)
    assert not due(files, tmp_path, JANUARY).files
    (tmp_path / "crawl" / "visits.json").write_text("{torn", encoding="utf-8")
    assert len(due(files, tmp_path, JANUARY).files) == 60


def test_a_home_has_its_own_rhythm(files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "rhythm.yml").write_text("seasons: {rest: {every_days: 1}}\n", encoding="utf-8")
    assert [asked for asked, _ in nights(files, tmp_path, JUNE, 2)] == [60, 60]
    (tmp_path / "rhythm.yml").write_text("seasons: {rest: {months: [5]}}\n", encoding="utf-8")
    with pytest.raises(BadSettings, match="month 6"):
        due(files, tmp_path, JUNE)
