"""A run from its beginning to its end: its folder, log and summary, the alarms it raises, its heartbeat.

    with running("nightly", home) as run:
        with stage(run, home, "crawl"): …
        with stage(run, home, "check"): …
        record(run, home)              # before the publication, so that the published file knows of this run
        with stage(run, home, "publish"): run.published = …

A run that raises is closed as failed and the error goes on; one that is killed leaves a summary that says `running`.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.settings import settings
from flows.processes import me
from flows.runs import alarms, notify
from flows.runs.summary import FAILED, RunSummary, all_summaries, write
from flows.upkeep.retention import clear_old
from warehouse.db import connect_work
from warehouse.places import published_file
from warehouse.runs import PublishedUnreadable, changed_reports, failing_checks, record_runs, reports_at, settled_runs

LOG = "run.log"
_STAMP = "%Y%m%dT%H%M%S%fZ"
_log = logging.getLogger("nianbao.run")
_LINE = "%(asctime)sZ %(levelname)-7s %(name)s: %(message)s"


def folder_of(run: RunSummary, home: Path) -> Path:
    """Where a run's files lie."""
    return home / "runs" / run.run


@contextmanager
def running(flow: str, home: Path) -> Iterator[RunSummary]:
    """Begin a run, and close it whatever happens."""
    now = datetime.now(UTC)
    run = RunSummary(_name(now, home), now.isoformat(timespec="seconds"), flow, process=me())
    folder = folder_of(run, home)
    folder.mkdir(parents=True)
    write(run, folder)
    with _logged(folder / LOG):
        _log.info("%s begins in %s", flow, home)
        try:
            yield run
        except BaseException as error:
            run.problems.insert(0, f"{type(error).__name__}: {error}")
            _log.exception("the run breaks off")
            raise
        finally:
            close(run, home)


def _name(now: datetime, home: Path) -> str:
    """This moment, or the one after the newest run's: names tell the order of runs also where the clock went back."""
    newest = max((path.name for path in (home / "runs").glob("*Z")), default="")
    if newest >= now.strftime(_STAMP):
        try:
            now = datetime.strptime(newest, _STAMP) + timedelta(microseconds=1)
        except ValueError:
            return newest + "1"
    return now.strftime(_STAMP)


@contextmanager
def stage(run: RunSummary, home: Path, name: str) -> Iterator[None]:
    """Time a stage, and write the summary as it stands behind it."""
    begun = time.monotonic()
    _log.info("%s …", name)
    try:
        yield
    finally:
        run.seconds[name] = round(run.seconds.get(name, 0.0) + time.monotonic() - begun, 2)
        _log.info("%s took %.1f s", name, run.seconds[name])
        if name == "crawl":
            for crawl in run.crawls:
                _log.info("portal %s: %s, %s requests, %s new, %s revised, %s unchanged", *(
                    crawl.get(key, "") for key in (
                        "portal", "outcome", "requests", "captured_new", "captured_revised", "unchanged"
                    )
                ))  # fmt: skip
        write(run, folder_of(run, home))


def record(run: RunSummary, home: Path) -> None:
    """Say which reports are new, changed and vanished and which checks fail, and load the runs into the warehouse."""
    con = connect_work(home)
    try:
        try:
            run.reports = changed_reports(con, home)
        except PublishedUnreadable as error:
            run.problems.append(f"what is new cannot be told: {error}")
        gone = {item["url"] for crawl in run.crawls for item in crawl.get("vanished") or ()}
        if gone:
            run.reports += [{"change": "vanished", **report} for report in reports_at(con, sorted(gone))]
        run.checks, run.failing = failing_checks(con)
        write(run, folder_of(run, home))
        record_runs(con, [*all_summaries(home, besides=settled_runs(con) | {run.run}), asdict(run)])
    finally:
        con.close()
    try:
        clear_old(home)
    except (OSError, ValueError) as error:
        run.problems.append(f"what is old could not be cleared away: {error}")
    _log.info("reports: %s", ", ".join(f"{len(run.changed(name))} {name}" for name in ("new", "changed", "vanished")))


def close(run: RunSummary, home: Path) -> None:
    """Judge a run, compare it, settle alarms, write its summary, tell the outside; words that fail never raise."""
    run.finished_at = datetime.now(UTC).isoformat(timespec="seconds")
    earlier = all_summaries(home, alarms.LOOKED_AT, {run.run})
    run.judge()
    try:
        before = alarms.open_alarms(home, earlier)
        published_at = publication_time(home)
        run.alarms = alarms.settle(alarms.judge(run, earlier, home, published_at), before, run.run)
        run.compare(next((s for s in reversed(earlier) if s["flow"] == run.flow and s["finished_at"]), None))
        run.judge()
        write(run, folder_of(run, home))
        alarms.remember(home, run.alarms)
        limits = settings("alarms", home)["send"]
        untold = (notify.send_alarms(run.alarms, run.run, limits), notify.beat(home, run.run, run.outcome, limits))
        if any(untold):
            run.problems += [problem for problem in untold if problem]
            run.judge()
            write(run, folder_of(run, home))
    except Exception as error:
        # What a run did stands, whatever happens to the words about it.
        run.problems.append(f"while closing: {type(error).__name__}: {error}")
        _log.exception("the run could not be closed")
        if run.outcome != FAILED:
            run.judge()
        try:
            write(run, folder_of(run, home))
        except OSError as full:
            _log.error("the summary cannot be written: %s", full)
    for name, said in (("raised", logging.WARNING), ("closed", logging.INFO)):
        for alarm in run.alarms.get(name, ()):
            _log.log(said, "alarm %s: %s %s: %s", name, alarm["kind"], alarm["subject"], alarm["message"])
    for problem in run.problems:
        _log.warning("problem: %s", problem)
    _log.info("%s", run.outcome)


def publication_time(home: Path) -> datetime | None:
    """When the published file was put in place, None where there is none."""
    file = published_file(home)
    return datetime.fromtimestamp(file.stat().st_mtime, UTC) if file.is_file() else None


@contextmanager
def _logged(file: Path) -> Iterator[None]:
    handler = logging.FileHandler(file, encoding="utf-8")
    formatter = logging.Formatter(_LINE, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.addFilter(lambda line: line.name.startswith("nianbao") or line.levelno >= logging.WARNING)
    root, ours = logging.getLogger(), logging.getLogger("nianbao")
    before = ours.level
    ours.setLevel(logging.INFO)
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        ours.setLevel(before)
        handler.close()
