"""Run the demo as a user does, in a process of its own, and read what it published."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from warehouse.places import published_file
from warehouse.query import run

ROWS = """
SELECT c.url, r.outcome, r.agency_zh, r.report_year, x."table", x."row", x."column", x.form, x.value, x.state, x.raw_zh
FROM reading AS r JOIN capture AS c USING (capture_id) LEFT JOIN cell AS x USING (capture_id)
ORDER BY ALL
"""
CURRENT = "SELECT agency_id, report_year, concept, form, value, state, finding_count FROM panel ORDER BY ALL"


def start(home: Path) -> "subprocess.Popen[str]":
    """`nianbao demo` as the leader of a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "demo", "--home", str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])},
    )


def play(home: Path) -> str:
    """Run the demo to its end; its output. Raises where it does not end well."""
    child = start(home)
    output, _ = child.communicate(timeout=300)
    assert child.returncode == 0, output[-4000:]
    return output


def kill(child: "subprocess.Popen[str]", whole_group: bool) -> None:
    """SIGKILL to all of the demo's processes, or to the parent alone (its children must then end by themselves)."""
    if whole_group:
        os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.wait()
    assert child.stdout is not None
    child.stdout.close()


def left_over(home: Path) -> list[str]:
    """Command lines of processes that still work for this home."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if str(home) in line and "pytest" not in line:
            found.append(line.strip())
    return found


def published(home: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Every cell with its address, and the panel."""
    file = published_file(home / "demo")
    rows = [tuple(row) for row in run(file, ROWS).astype(object).itertuples(index=False)]
    panel = [tuple(row) for row in run(file, CURRENT).astype(object).itertuples(index=False)]
    return rows, panel


def wait_until_gone(home: Path, seconds: float = 10.0) -> list[str]:
    """What is still alive after a while; a child notices within a second that its parent is gone."""
    until = time.monotonic() + seconds
    while (alive := left_over(home)) and time.monotonic() < until:
        time.sleep(0.2)
    return alive
