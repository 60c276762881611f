"""Ctrl-C and SIGTERM end a backfill and a run at once, with one plain line; the same call goes on."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from flows.backfilling import jobs
from tests.test_backfill import url
from tests.test_backfill_flow import readings, wait_for, warc

ROOT = Path(__file__).resolve().parents[1]


def backfill(home: Path, file: Path) -> "subprocess.Popen[str]":
    command = [
        sys.executable,
        "-m",
        "flows.cli",
        "backfill",
        "--warc",
        str(file),
        "--workers",
        "1",
        "--home",
        str(home),
    ]
    return subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_stopped_backfill_bounded_ends_in_one_line_and_goes_on(tmp_path: Path) -> None:
    home, file = tmp_path / "home", warc(tmp_path, 70)
    behind = 0
    for number, everybody in ((signal.SIGINT, True), (signal.SIGTERM, False)):
        child = backfill(home, file)
        wait_for(lambda: jobs.unfinished(home) and sum(jobs.unfinished(home)[0].behind.values()) >= 50)
        # a Prefect server, and processes that read
        wait_for(psutil.Process(child.pid).children)
        started = psutil.Process(child.pid).children(recursive=True)
        (os.killpg if everybody else os.kill)(child.pid, number)  # Ctrl-C reaches all, systemd's word the first
        _, errors = child.communicate(timeout=30)
        assert child.returncode == 128 + number
        said = [line for line in errors.splitlines() if "| INFO " not in line]
        assert [line for line in said if not line.startswith("unfinished: ")] == [
            f"stopped by {number.name}; the same call goes on where it stopped"
        ], errors
        psutil.wait_procs(started, 10)
        assert not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in started)
        assert sum(jobs.unfinished(home)[0].behind.values()) >= behind
        behind = 50
    child = backfill(home, file)
    _, errors = child.communicate(timeout=300)
    assert child.returncode == 0, errors
    assert [address for address, _ in readings(home)] == sorted(url(n) for n in range(70))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_no_long_work_and_no_waiting_delays_it(number: signal.Signals) -> None:
    busy = "import re; re.match('(a|a)*b', 'a' * 60)"  # holds the interpreter, and looks for signals only now and then
    waiting = "import threading; threading.Lock().acquire() and threading.Event().wait()"
    question = "import duckdb; duckdb.sql('SELECT count(*) FROM range(1000000) a, range(1000000) b').show()"
    for work in (waiting, busy, question):
        code = f"from flows.stopped import gone_at_once\nwith gone_at_once('so'):\n print(flush=True)\n {work}"
        child = subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert child.stdout is not None
        child.stdout.readline()
        child.send_signal(number)
        _, errors = child.communicate(timeout=60)
        assert (child.returncode, errors) == (128 + number, f"stopped by {number.name}; so\n")
