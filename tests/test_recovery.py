"""What lies damaged, half written or in the way: the next start mends it without hands, and the rows are the same."""

import os
import random
import resource
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data.run_summary import BROKEN_OFF
from flows import steps
from flows.catch_up import read_and_publish
from flows.runs.recover import DAMAGED
from flows.runs.running import running
from flows.runs.summary import all_summaries
from spiders.archive import index_files, read_index
from tests.kills.rounds import rows
from tests.sample_home import sample_home
from warehouse.heal import read_through
from warehouse.places import published_file, work_file

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_home(tmp_path_factory)


@pytest.fixture(scope="module")
def truth(whole: Path) -> Counter[tuple[str, ...]]:
    return rows(whole)


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "home")
    return tmp_path / "home"


def night(home: Path) -> None:
    """A night without its crawl, in this process."""
    with running("nightly", home) as run:
        read_and_publish(run, home, 1)


def _noise(file: Path, at: int, size: int = 64) -> None:
    with file.open("r+b") as handle:
        handle.seek(at)
        handle.write(random.Random(at).randbytes(size))


@pytest.mark.slow
def test_a_damaged_work_file_is_filled_anew_bounded(home: Path, truth: Counter[tuple[str, ...]]) -> None:
    _noise(work_file(home), 0, 8192)
    night(home)
    assert rows(home) == truth
    assert [p.name[:20] for p in work_file(home).parent.glob("work.duckdb.damaged*")] == ["work.duckdb.damaged-"]
    assert all_summaries(home)[-1].outcome == "completed"


@pytest.mark.slow
def test_a_damaged_block_is_noticed_where_it_is_read_bounded(home: Path, truth: Counter[tuple[str, ...]]) -> None:
    size = work_file(home).stat().st_size
    _noise(work_file(home), size // 2)
    assert read_through(work_file(home))
    shutil.rmtree(home / "parts")  # cleared away once the warehouse had them
    os.truncate(work_file(home), size // 2)
    night(home)
    assert rows(home) == truth and not read_through(work_file(home))


@pytest.mark.slow
def test_a_torn_part_is_read_again_bounded(home: Path, truth: Counter[tuple[str, ...]]) -> None:
    work_file(home).unlink()
    part = next(p for p in (home / "parts").iterdir())
    cell = part / "cell.parquet"
    os.truncate(cell, cell.stat().st_size // 2)
    half_done = home / "parts" / ".1.0.0-abc.999999999"
    half_done.mkdir()
    night(home)
    assert rows(home) == truth
    assert (home / "parts" / f"{DAMAGED}{part.name}").is_dir() and not half_done.exists()


@pytest.mark.slow
def test_a_damaged_published_file_is_replaced_and_said_bounded(home: Path, truth: Counter[tuple[str, ...]]) -> None:
    published_file(home).chmod(0o644)
    published_file(home).write_bytes(b"no database" * 500)
    night(home)
    assert rows(home) == truth
    summary = all_summaries(home)[-1]
    assert any("nianbao.duckdb is not what was published" in problem for problem in summary.problems)


@pytest.mark.slow
def test_a_damaged_record_waits_and_is_an_alarm_until_it_is_whole_bounded(
    home: Path, truth: Counter[tuple[str, ...]]
) -> None:
    capture = next(c for c in read_index(home / "archive") if c.warc_length > 2000)
    file = home / "archive" / capture.warc_file
    before = file.read_bytes()
    _noise(file, capture.warc_offset + capture.warc_length // 2)
    work_file(home).unlink()
    shutil.rmtree(home / "parts")
    night(home)
    summary = all_summaries(home)[-1]
    assert [a.kind for a in summary.alarms.raised] == ["archive_damaged"]
    assert [lost.url for lost in summary.unreadable] == [capture.url]
    assert len(steps.pending_captures(home)) == 1
    file.write_bytes(before)
    night(home)
    assert rows(home) == truth
    assert [a.kind for a in all_summaries(home)[-1].alarms.closed] == ["archive_damaged"]


def test_runs_stay_in_order_where_the_clock_went_back(home: Path) -> None:
    late = home / "runs" / "20991231T235959000000Z"
    late.mkdir(parents=True)
    (late / "summary.json").write_text(
        '{"run": "20991231T235959000000Z", "started_at": "2099-12-31T23:59:59+00:00", "outcome": "running"}', "utf-8"
    )
    with running("nightly", home) as run:
        run.so_far = replace(run.so_far, published="x")
    names = [summary.run for summary in all_summaries(home)]
    assert names == sorted(names) and names[-1] == run.name > late.name
    assert all_summaries(home)[-2].outcome == BROKEN_OFF


def _limited(home: Path, megabytes: float) -> "subprocess.CompletedProcess[str]":
    """A night in a process whose files may not grow beyond a size: what a full disk does, without a disk."""

    def limit() -> None:
        size = int(megabytes * 2**20)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    code = (
        "import pathlib, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from tests.test_recovery import night; night(pathlib.Path(sys.argv[1]))"
    )
    return subprocess.run(
        [sys.executable, "-c", code, str(home)], cwd=ROOT, capture_output=True, text=True, preexec_fn=limit, check=False
    )


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_room_is_said_and_nothing_is_lost_bounded(home: Path, truth: Counter[tuple[str, ...]]) -> None:
    archived = {file: file.read_bytes() for file in index_files(home / "archive")}
    for megabytes in (0.02, 8.0):
        work_file(home).unlink(missing_ok=True)
        ended = _limited(home, megabytes)
        assert ended.returncode != 0
        assert "File too large" in ended.stderr, ended.stderr[-2000:]
        assert rows(home) == truth  # what analysts open is as it was
    night(home)
    assert rows(home) == truth
    assert {file: file.read_bytes() for file in index_files(home / "archive")} == archived


@pytest.fixture(autouse=True)
def no_addresses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("NIANBAO_WEBHOOK", "NIANBAO_HEARTBEAT"):
        monkeypatch.delenv(name, raising=False)
    yield


@pytest.mark.slow
def test_a_home_that_cannot_be_written_is_said_in_one_line_bounded(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file, where a folder should be")
    for verb in (["run", "--proxy", "http://127.0.0.1:9"], ["doctor"], ["rebuild"]):
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", *verb, "--home", str(tmp_path / "file" / "home")],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
        # behind what a night that cannot begin leaves: its run, its alarm and word of both
        said = done.stderr.strip().splitlines()[-1]
        assert "home" in said, done.stderr
