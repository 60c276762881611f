"""The backfill as a Prefect flow: planned, resumed after a kill, behind the night, and published as a whole or not."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import steps
from flows.backfilling import jobs
from flows.backfilling.jobs import Order
from flows.cli import app
from flows.collecting.take import Terms, take_warc
from flows.home import default_home
from flows.options import NightOptions
from flows.runs.turn import NightRuns, Turns, is_night, night
from flows.scheduler.server import prefect_api
from flows.upkeep.doctor import diagnose
from spiders.archive import read_index
from tests.portals.nights import Hundreds, serve
from tests.test_backfill import REPORTS, Writing, url
from warehouse.db import connect_work
from warehouse.lock import writer_lock
from warehouse.places import published_file
from warehouse.query import run as ask

ROOT = Path(__file__).resolve().parents[1]
BODY = REPORTS[0]
RUN = """
import sys
from pathlib import Path
from flows.backfill import backfill
state = backfill(source=sys.argv[1], files=[Path(f) for f in sys.argv[3:]], home=Path(sys.argv[2]), workers=1,
                 return_state=True)
print(state.name, state.message)
"""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Prefect server for all flows here."""
    assert default_home()
    with prefect_api(tmp_path_factory.mktemp("prefect")) as address:
        yield address


def warc(folder: Path, count: int, first: int = 0) -> Path:
    """A WARC file of so many reports, told apart by what no reader sees."""
    writing = Writing(folder / f"many-{first}.warc.gz")
    for number in range(first, first + count):
        writing.add(url(number), BODY + b"<!-- %d -->" % number)
    return writing.close()


def start(source: str, home: Path, *files: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", RUN, source, str(home), *map(str, files)], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip


def finish(child: "subprocess.Popen[str]") -> str:
    said, _ = child.communicate(timeout=300)
    assert child.returncode == 0, said[-3000:]
    return said


def readings(home: Path) -> list[tuple[str, str]]:
    rows = ask(published_file(home), "SELECT url, reader_version FROM reading JOIN capture USING (capture_id)")
    return sorted(zip(rows["url"], rows["reader_version"], strict=True))


def wait_for(what: object, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_job_is_resumed_by_its_order_and_held_back_until_it_is_handed_over(tmp_path: Path) -> None:
    order = Order("warc", files=("a.warc.gz",))
    job, goes_on = jobs.open_job(tmp_path, order)
    assert not goes_on
    job.announce("elsewhere/20260101T000000Z.index.jsonl")
    job.behind = {"a.warc.gz": 50}
    job.save()
    with job.made.open("a", encoding="utf-8") as torn:
        torn.write("elsewh")
    (job.parts / "1.0.0.5-aa").mkdir(parents=True)
    again, goes_on = jobs.open_job(tmp_path, order)
    assert goes_on and again.behind == job.behind
    assert jobs.held_back(tmp_path) == {"elsewhere/20260101T000000Z.index.jsonl"}
    assert not jobs.open_job(tmp_path, Order("warc", years=(2020,), files=("a.warc.gz",)))[1], "another order"
    again.state = jobs.HANDING_OVER
    again.save()
    jobs.settle(tmp_path)
    assert [p.name for p in (tmp_path / "parts").iterdir()] == ["1.0.0.5-aa"], "what a kill left is handed over"
    assert not jobs.held_back(tmp_path)
    again.state = jobs.DONE
    again.save()
    anew, goes_on = jobs.open_job(tmp_path, order)
    assert not goes_on and not anew.behind and not anew.made.exists()


def test_a_job_that_cannot_be_read_still_holds_back_what_it_made(tmp_path: Path) -> None:
    order, file = Order("warc", files=("a.warc.gz",)), warc(tmp_path, 2)
    job, _ = jobs.open_job(tmp_path, order)
    job.behind = {"a.warc.gz": 1}
    job.save()
    written = json.loads((job.folder / "job.json").read_text("utf-8"))
    for progress, ended, behind in (({"a": 1}, {}, {"a": 1}), ({"county": "blocked"}, {"county": "blocked"}, {})):
        earlier = {k: v for k, v in written.items() if k not in ("ended", "behind")} | {"progress": progress}
        (job.folder / "job.json").write_text(json.dumps(earlier), "utf-8")
        (as_earlier,) = jobs.unfinished(tmp_path)
        assert (as_earlier.ended, as_earlier.behind, as_earlier.order) == (ended, behind, order)
    job.save()
    take_warc([file], tmp_path, [], 1, Terms(announce=job.announce))
    connect_work(tmp_path).close()
    assert steps.pending_captures(tmp_path) == []
    (said,) = [ill for ill in diagnose(tmp_path, mending=True) if ill.room != "warehouse"]
    assert "held back" in said.message and job.folder.name in said.advice and not said.is_wrong
    assert [ill.message for ill in diagnose(tmp_path) if ill.is_wrong] == [], "held back is no damage"
    for damage in (
        "",
        '{"order": {"sou',
        "[]",
        "null",
        '{"order": {}}',
        '{"order": {"source": "warc"}, "state": "do"}',
    ):
        (job.folder / "job.json").write_text(damage, encoding="utf-8")
        assert steps.pending_captures(tmp_path) == [], "a job that cannot be read may be at work"
        assert steps.load_parts(tmp_path).captures == 0
    (said,) = [ill for ill in diagnose(tmp_path) if ill.is_wrong]
    assert job.folder.name in said.message and job.folder.name in said.advice
    again, goes_on = jobs.open_job(tmp_path, order)
    assert not goes_on and not again.behind and jobs.held_back(tmp_path), "done anew, what it made is still its own"
    again.folder.joinpath("job.json").unlink()
    told = CliRunner().invoke(app, ["backfill", "--release", job.folder.name, "--home", str(tmp_path)])
    assert told.exit_code == 0, told.output
    assert len(steps.pending_captures(tmp_path)) == 2


def test_who_asks_for_the_night_keeps_none_from_beginning(tmp_path: Path) -> None:
    asking = "import sys\nfrom flows.runs.turn import *\nprint(flush=True)\nwhile True: is_night(Path(sys.argv[1]))"
    with night(tmp_path):
        pass
    asked = [
        subprocess.Popen([sys.executable, "-c", asking, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    try:
        for child in asked:
            assert child.stdout is not None
            child.stdout.readline()
        for _ in range(5000):
            with night(tmp_path):
                pass
    finally:
        for child in asked:
            child.kill()
            child.communicate()


def test_the_night_goes_first(tmp_path: Path) -> None:
    turns, order = Turns(tmp_path, "backfill"), []
    assert not is_night(tmp_path)
    with turns.one(), night(tmp_path):
        assert is_night(tmp_path)
        with pytest.raises(NightRuns), night(tmp_path):
            pass
    assert not is_night(tmp_path)
    held = "from flows.runs.turn import *\nwith night(Path(sys.argv[1])): print(flush=True); time.sleep(1.5)"
    child = subprocess.Popen(
        [sys.executable, "-c", "import sys, time\n" + held, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    child.stdout.readline()
    begun = time.monotonic()
    with turns.one():
        order.append(time.monotonic() - begun)
        assert child.wait(5) == 0
    assert turns.waited > 0.5 and order[0] > 0.5


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_killed_and_started_again_bounded_it_goes_on_and_publishes_the_whole(api: str, tmp_path: Path) -> None:
    file, home = warc(tmp_path, 70), tmp_path / "home"
    child = start("warc", home, file)
    (job_file,) = (home / "backfill" / Order("warc", files=(str(file),)).name / "job.json",)
    wait_for(lambda: job_file.is_file() and f'"{file}": 50' in job_file.read_text(encoding="utf-8"))
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
    assert not published_file(home).exists()
    assert steps.pending_captures(home) == [], "what a job holds back is nobody else's"
    before = len([c for c in read_index(home / "archive") if not c.is_repeat])
    assert 50 <= before < 70
    said = finish(start("warc", home, file))
    assert "Completed" in said, said[-2000:]
    assert [address for address, _ in readings(home)] == sorted(url(n) for n in range(70))
    captures = [c for c in read_index(home / "archive")]
    assert len(captures) == len({c.url for c in captures}) == 70, "nothing twice"
    assert not jobs.unfinished(home)
    # read again: a part of its own, newer than what it replaces
    versions = {version for _, version in readings(home)}
    time.sleep(max(0.0, 10 - time.time() % 10))
    said = finish(start("reread", home))
    assert "Completed" in said, said[-2000:]
    again = {version for _, version in readings(home)}
    assert len(again) == 1 and not versions & again and len(readings(home)) == 70


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_night_that_comes_due_bounded_goes_first_and_both_end_right(api: str, tmp_path: Path) -> None:
    from flows.backfill import backfill
    from flows.nightly import play

    file, home, portals = warc(tmp_path, 110), tmp_path / "home", Hundreds(3)
    portals.files(home / "portals")
    child = start("warc", home, file)
    wait_for(lambda: jobs.unfinished(home) and jobs.unfinished(home)[0].behind)
    with serve(portals) as running, ThreadPoolExecutor(1) as beside, ExitStack() as between_turns:
        # a machine that has much to do may need longer to begin the night than the backfill for all of its work
        between_turns.enter_context(writer_lock(home, "between two turns", 60))
        assert [job.state for job in jobs.unfinished(home)] == [jobs.WORKING]
        options = NightOptions(
            home=home, everything=True, portal_folder=home / "portals", proxy=running.proxy, delay=0.0
        )
        playing = beside.submit(play, options)
        wait_for(lambda: is_night(home))
        between_turns.close()
        tonight = playing.result()
        assert tonight.published, tonight.problems
        of_night = {address for address, _ in readings(home)}
        assert len(of_night) == 6 and not any("x.gov.cn" in address for address in of_night), "no half of the backfill"
        assert "Completed" in finish(child)
    assert len(readings(home)) == 116
    # what it would do: nothing is written, and the plan says how much
    before = sorted(home.rglob("*"))
    state = backfill(source="reread", dry_run=True, home=home, portals=["p0001"], portal_folder=home / "portals",
                     return_state=True)  # fmt: skip
    made = state.result()
    assert made.counts == {"documents": 2, "portals": 1} and made.seconds > 0 and "dry run" in (state.message or "")
    live = backfill(source="live", dry_run=True, home=home, portal_folder=home / "portals", return_state=True).result()
    assert live.counts == {"portals": 3, "requests": 9, "unknown": 0}
    wrong = backfill(source="live", portals=["nobody"], home=home, portal_folder=home / "portals", return_state=True)
    assert wrong.is_failed() and "nobody" in (wrong.message or "")
    assert sorted(home.rglob("*")) == before


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_live_sites_by_year_bounded_leave_the_rest_to_the_night(api: str, tmp_path: Path) -> None:
    from flows.backfill import backfill
    from flows.nightly import play

    portals, home = Hundreds(4, reports=3), tmp_path / "home"
    portals.files(home / "portals")
    with serve(portals) as running:
        common = {"home": home, "portal_folder": home / "portals", "proxy": running.proxy, "delay": 0.0}
        state = backfill(source="live", years=[2023], return_state=True, **common)
        assert state.is_completed(), state.message
        assert len(readings(home)) == 4 and all("/202401/" in address for address, _ in readings(home))
        with writer_lock(home, "a test"):
            pass
        assert play(NightOptions(everything=True, **common)).total("captured_new") == 8
    assert len(readings(home)) == 12
