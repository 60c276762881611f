"""`nianbao serve` as a user starts it, and the deployments for a server of one's own; small verbs start quickly."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml

from flows.orphan import EXIT_ORPHANED, PARENT
from flows.scheduler.server import api_file, is_healthy, served_api
from tests.served import Served, serving, wait_for

ROOT = Path(__file__).resolve().parents[1]
SLOW_TO_IMPORT = ("prefect", "scrapy", "twisted", "pandas", "duckdb", "pyarrow", "matplotlib", "bs4", "pdfplumber")


def test_the_deployment_file_says_what_serve_serves() -> None:
    deployments = {
        d["name"]: d for d in yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    }
    (schedule,) = deployments["nightly"]["schedules"]
    runner = (ROOT / "flows" / "scheduler" / "runner.py").read_text(encoding="utf-8")
    assert f'CRON, TIMEZONE = "{schedule["cron"]}", "{schedule["timezone"]}"' in runner
    assert (schedule["cron"], schedule["timezone"]) == ("0 2 * * *", "Asia/Shanghai")
    assert not deployments["backfill"]["schedules"]
    for deployment in deployments.values():
        module, _, flow = deployment["entrypoint"].rpartition(".")
        text = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        assert re.search(rf"@flow\(name=\"{deployment['name']}\".*\n(@.*\n)*(def|async def) {flow}\(", text)


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["backfill", "--help"], ["run", "--help"]])
def test_help_imports_nothing_that_takes_long(arguments: list[str]) -> None:
    assert not slow_imports(*arguments)


def test_status_imports_no_prefect(tmp_path: Path) -> None:
    assert not slow_imports("status", "--home", str(tmp_path)) & {"prefect", "matplotlib"}


def slow_imports(*arguments: str) -> set[str]:
    script = (
        "import sys\nfrom flows.cli import app\n"
        f"try:\n    app({list(arguments)!r})\nexcept SystemExit:\n    pass\n"
        f"print('IMPORTED', *(n for n in {SLOW_TO_IMPORT!r} if n in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("IMPORTED")[2].split())


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path) as found:
        yield found


def test_a_child_whose_parent_was_gone_before_it_looked_leaves() -> None:
    """Its imports take seconds on a busy machine."""
    script = "import time; from flows.orphan import die_with_parent as w; w(0.05); time.sleep(60)"
    gone = os.environ | {PARENT: "999999999"}
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=gone, timeout=30).returncode == EXIT_ORPHANED


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_serve_schedules_runs_and_mends_itself_bounded(served: Served) -> None:
    process, home, base = served.process, served.home, served.base
    wait_for(lambda: process.poll() is not None or is_healthy(f"{base}/api"))
    names = wait_for(lambda: len(found := {d["name"]: d for d in served.ask("deployments/filter")}) == 2 and found)
    (schedule,) = names["nightly"]["schedules"]
    assert schedule["active"] and schedule["schedule"]["timezone"] == "Asia/Shanghai"
    said = names["backfill"]["parameter_openapi_schema"]["properties"]
    assert all(parameter.get("description") for parameter in said.values()), said
    assert said["source"]["enum"] == ["live", "warc", "cdx", "reread"] and said["years"]["anyOf"][0]["items"]["type"]
    due = wait_for(lambda: served.ask("flow_runs/filter", flow_runs={"state": {"type": {"any_": ["SCHEDULED"]}}}))
    assert {run["expected_start_time"][11:16] for run in due} == {"18:00"}, "02:00 in Beijing"
    assert served_api(home) == f"{base}/api", "the command line uses this server while it is there"
    # a backfill from the page: only planned
    made = served.ask(f"deployments/{names['backfill']['id']}/create_flow_run", parameters={"dry_run": True})

    def state() -> Any:
        (run,) = served.ask("flow_runs/filter", flow_runs={"id": {"any_": [made["id"]]}})
        return run if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED") else None

    assert wait_for(state)["state_name"] == "Planned"
    # a server that dies is begun anew, on the same address, with what it knew
    family = psutil.Process(process.pid).children(recursive=True)
    (server,) = [p for p in family if "flows.scheduler.server" in p.cmdline()]
    server.kill()
    server.wait()
    wait_for(lambda: is_healthy(f"{base}/api"))
    assert {d["name"] for d in served.ask("deployments/filter")} == {"nightly", "backfill"}
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    assert process.wait(90) == 0
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive and not is_healthy(f"{base}/api") and not api_file(home).exists()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_killed_serve_bounded_leaves_nobody(served: Served) -> None:
    process, base = served.process, served.base
    wait_for(lambda: is_healthy(f"{base}/api"))
    family = psutil.Process(process.pid).children(recursive=True)
    assert family
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(family, timeout=20)
    assert not alive
