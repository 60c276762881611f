"""A night that cannot begin, or does not: a failed run, its alarm and the word to the outside are there too."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.runs import elsewhere, notify
from flows.runs.running import running
from flows.runs.status import LastRun, status_of
from flows.runs.summary import all_summaries
from flows.scheduler import overdue
from tests.listening import listening
from tests.served import ROOT


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose runs have nowhere else to go than a folder of this test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv(notify.HEARTBEAT, raising=False)
    place = tmp_path / "home"
    place.mkdir()
    return place


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    with listening() as (hook, got), listening() as (heart, beats):
        monkeypatch.setenv(notify.WEBHOOK, hook)
        monkeypatch.setenv(notify.HEARTBEAT, heart)
        yield got
        assert len(beats) >= len(got), "the heartbeat's address is told too"


def cli(*arguments: str, home: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *arguments, "--home", str(home)], cwd=ROOT, capture_output=True,
        text=True, timeout=200, env={k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")},
    )  # fmt: skip


def shown_as_failed(home: Path, *words: str) -> LastRun:
    """What `nianbao status` and `nianbao runs` say of the newest run."""
    found = status_of(home)
    run = found.runs[0]
    assert (run.flow, run.outcome) == ("nightly", "failed")
    assert any(word in " ".join(run.problems) for word in words), run.problems
    assert "run_failed" in [alarm.kind for alarm in found.alarms]
    listed = CliRunner().invoke(app, ["runs", "--home", str(home)]).stdout
    assert f"{run.run} nightly: failed" in listed
    shown = CliRunner().invoke(app, ["runs", run.run, "--home", str(home)]).stdout
    assert any(word in shown for word in words)
    return run


def test_a_home_that_takes_no_run_leaves_it_elsewhere_and_gets_it_back(home: Path, told: list[dict[str, Any]]) -> None:
    (home / "runs").write_text("in the way of the folder", "utf-8")
    with pytest.raises(OSError), running("nightly", home):
        pytest.fail("it must not begin")
    run = shown_as_failed(home, "could not begin")
    assert [alarm["kind"] for alarm in told[0]["raised"]] == ["run_failed"] and len(told) == 1
    with pytest.raises(OSError), running("nightly", home):
        pytest.fail("it must not begin")
    assert len(told) == 1, "an alarm is raised once"
    (home / "runs").unlink()
    with running("nightly", home) as well:
        well.so_far = replace(well.so_far, published="x")
    assert [r.outcome for r in all_summaries(home)] == ["failed", "failed", "completed"]
    assert (home / "runs" / run.run / "summary.json").is_file() and not list(elsewhere.held(home))
    assert [alarm["kind"] for alarm in told[-1]["closed"]] == ["run_failed"]
    assert not status_of(home).alarms


def test_a_full_disk_leaves_room_for_the_word_about_it(home: Path, told: list[dict[str, Any]]) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(home)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip("only root mounts a small disk")
    try:
        with running("nightly", home) as run:
            run.so_far = replace(run.so_far, published="x")
        with (home / "full").open("wb", buffering=0) as full, pytest.raises(OSError, match="No space"):
            while True:
                full.write(b"x" * 512)
        with pytest.raises(OSError, match="No space"), running("nightly", home):
            pytest.fail("it must not begin")
        failed = shown_as_failed(home, "No space left")
        assert (home / "runs" / failed.run / "summary.json").is_file(), "in the room that was kept"
        assert "run_failed" in [alarm["kind"] for text in told for alarm in text["raised"]]
        (home / "full").unlink()
        with running("nightly", home) as run:
            run.so_far = replace(run.so_far, published="x")
        assert all_summaries(home)[-1].outcome != "failed" and (home / "runs" / ".room").is_file()
    finally:
        subprocess.run(["umount", str(home)], check=True)


def test_a_disk_that_fills_up_while_a_run_works_silences_nothing(home: Path, told: list[dict[str, Any]]) -> None:
    with pytest.raises(OSError), running("nightly", home) as run:
        (home / "runs").rename(home / "gone")
        (home / "runs").write_text("in the way", "utf-8")
        raise OSError(28, "No space left on device")
    assert run.so_far.outcome == "failed"
    shown_as_failed(home, "No space left")
    assert [alarm["kind"] for alarm in told[0]["raised"]] == ["run_failed"]


def test_settings_that_cannot_be_read_silence_nothing(home: Path, told: list[dict[str, Any]]) -> None:
    (home / "alarms.yml").write_text("kinds: {no_such_kind: 1}", "utf-8")
    with pytest.raises(RuntimeError), running("nightly", home):
        raise RuntimeError("the crawl broke")
    assert [alarm["kind"] for alarm in told[0]["raised"]] == ["run_failed"]
    assert all_summaries(home)[-1].outcome == "failed"


def test_nianbao_run_without_a_server_of_its_own_leaves_a_failed_run(home: Path, told: list[dict[str, Any]]) -> None:
    (home / "prefect").write_text("in the way of Prefect's folder", "utf-8")
    done = cli("run", "--all", home=home)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    shown_as_failed(home, "could not begin")
    assert [alarm["kind"] for alarm in told[0]["raised"]] == ["run_failed"]


def test_folders_of_somebody_else_are_not_believed(home: Path) -> None:
    first, second = elsewhere.folders(home)
    assert str(os.getuid()) in second.name and first != second
    first.mkdir(parents=True, mode=0o700)
    first.chmod(0o777)
    assert first not in list(elsewhere.held(home))


def test_a_night_that_nobody_begins_is_noticed_once(home: Path, told: list[dict[str, Any]]) -> None:
    said: list[str] = []
    two_days = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
    watch = overdue.Watch(home, said.append, every=0.0, grace=0.0, began=two_days)
    for _ in range(4):
        watch.look()
    assert len(said) == 1 and "has not begun" in said[0]
    shown_as_failed(home, "has not begun")
    assert [alarm["kind"] for alarm in told[0]["raised"]] == ["run_failed"] and len(told) == 1
    again = overdue.Watch(home, said.append, every=0.0, grace=0.0, began=two_days)
    again.look()
    again.look()
    assert len(said) == 1, "it is recorded, also for the next `nianbao serve`"


def test_a_night_that_began_or_still_works_is_not_missed(home: Path) -> None:
    said: list[str] = []
    two_days = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
    with running("nightly", home) as run:
        long_ago = json.loads((home / "runs" / run.name / "summary.json").read_text("utf-8"))
        long_ago["started_at"] = two_days.isoformat(timespec="seconds")
        (home / "runs" / run.name / "summary.json").write_text(json.dumps(long_ago), "utf-8")
        watch = overdue.Watch(home, said.append, every=0.0, grace=0.0, began=two_days)
        for _ in range(3):
            watch.look()
        run.so_far = replace(run.so_far, published="x")
    for _ in range(3):
        overdue.Watch(home, said.append, every=0.0, grace=0.0).look()
    assert not said


def test_a_serve_that_does_not_come_up_says_it_once_a_night(home: Path, told: list[dict[str, Any]]) -> None:
    said: list[str] = []
    for _ in range(3):
        overdue.cannot_serve(home, said.append, grace=0.0)
    assert len(said) == 1 and len(told) == 1
    shown_as_failed(home, "has not begun")


def test_when_a_night_is_due() -> None:
    runner = (ROOT / "flows" / "scheduler" / "runner.py").read_text(encoding="utf-8")
    assert f'"0 {overdue.HOUR} * * *", "{overdue.TIMEZONE.key}"' in runner
    for now, due in (("2026-03-01T18:00", "2026-03-01T18:00"), ("2026-03-01T17:59", "2026-02-28T18:00")):
        assert f"{overdue.last_due(dt.datetime.fromisoformat(now + '+00:00')):%Y-%m-%dT%H:%M}" == due
