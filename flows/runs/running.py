"""A run from its beginning to its end: its folder, log and summary, the alarms it raises, its heartbeat.

    with running("nightly", home) as run:
        with stage(run, home, "crawl"): …
        with stage(run, home, "check"): …
        record(run, home)              # before the publication, so that the published file knows of this run
        with stage(run, home, "publish"): run.published = …

A run that raises is closed as failed and the error goes on; one that is killed leaves a summary that says `running`;
one that cannot begin leaves a failed one, outside the home if that takes nothing (`elsewhere`).
"""

import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from data.errors import Told
from data.settings import settings
from flows.processes import me
from flows.runs import alarms, notify
from flows.runs.elsewhere import bring_home, keep_room, make_room, take_place
from flows.runs.recover import set_aside_since
from flows.runs.summary import FAILED, RunSummary, all_summaries, write
from flows.upkeep.retention import clear_old
from flows.visible import in_logs
from warehouse.db import connect_work
from warehouse.places import published_file
from warehouse.release import published_flaw
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
    """Begin a run, and close it whatever happens; one that cannot begin is recorded as failed, and raises OSError."""
    run = _new(flow, home)
    with ExitStack() as stack:
        try:
            _begin(run, home)
            in_logs()
            stack.enter_context(_logged(folder_of(run, home) / LOG))
        except OSError as error:
            _closed_unbegun(run, home, f"it could not begin: {type(error).__name__}: {error}")
            raise
        _log.info("%s begins in %s", flow, home)
        try:
            yield run
        except BaseException as error:
            run.problems.insert(0, f"{type(error).__name__}: {error}")
            _log.exception("the run breaks off")
            raise
        finally:
            close(run, home)


def not_begun(flow: str, home: Path, why: str) -> RunSummary:
    """Record a run that never came to begin, raise its alarm and tell the outside. Never raises."""
    run = _new(flow, home)
    _closed_unbegun(run, home, why)
    return run


def _new(flow: str, home: Path) -> RunSummary:
    now = datetime.now(UTC)
    return RunSummary(_name(now, home), now.isoformat(timespec="seconds"), flow, process=me())


def _begin(run: RunSummary, home: Path) -> None:
    bring_home(home)
    folder = folder_of(run, home)
    folder.mkdir(parents=True)
    write(run, folder)
    keep_room(home)


def _closed_unbegun(run: RunSummary, home: Path, why: str) -> None:
    run.problems.insert(0, why)
    _log.error("%s: %s", run.flow, why)
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
                _log.info(
                    "portal %s: %s, %s requests, %s new, %s revised, %s unchanged",
                    crawl.portal,
                    crawl.outcome,
                    crawl.requests,
                    crawl.captured_new,
                    crawl.captured_revised,
                    crawl.unchanged,
                )
        write(run, folder_of(run, home))


def record(run: RunSummary, home: Path) -> None:
    """Say which reports are new, changed and vanished and which checks fail, and load the runs into the warehouse."""
    run.published_flaw = published_flaw(home)
    con = connect_work(home)
    try:
        try:
            run.reports = changed_reports(con, home)
        except PublishedUnreadable as error:
            run.problems.append(f"what is new cannot be told: {error}")
        gone = {item.url for crawl in run.crawls for item in crawl.vanished}
        if gone:
            run.reports += reports_at(con, sorted(gone))
        run.checks, run.failing = failing_checks(con)
        write(run, folder_of(run, home))
        record_runs(con, [*all_summaries(home, besides=settled_runs(con) | {run.run}), asdict(run)])
    finally:
        con.close()
    try:
        clear_old(home)
    except (Told, OSError, ValueError) as error:
        run.problems.append(f"what is old could not be cleared away: {error}")
    _log.info("reports: %s", ", ".join(f"{len(run.changed(name))} {name}" for name in ("new", "changed", "vanished")))


def close(run: RunSummary, home: Path) -> None:
    """Judge a run, compare it, settle alarms, write its summary, tell the outside; words that fail never raise.

    What a run did stands, whatever happens to the words about it, and one word that fails keeps no other from being
    said: a full disk must not silence the webhook.
    """
    run.finished_at = datetime.now(UTC).isoformat(timespec="seconds")
    with _tried(run):
        run.parts_aside = set_aside_since(home, run.started_at)
    run.judge()
    with _tried(run):
        _settle(run, home)
    if run.outcome == FAILED and run.flow == "nightly" and not run.alarms:
        said = asdict(replace(alarms.failed_run(run), since=run.finished_at, run=run.run))
        run.alarms = {"raised": [said], "open": [said], "closed": []}
    with _tried(run):
        run.judge()
        _put(run, home)
    with _tried(run):
        if run.alarms:
            alarms.remember(home, run.alarms)
    with _tried(run):
        limits = _sending(home)
        told = (notify.send_alarms(run.alarms, run.run, limits) if run.alarms else "",
                notify.beat(home, run.run, run.outcome, limits))  # fmt: skip
        run.problems += [problem for problem in told if problem]
    with _tried(run):
        run.judge()
        _put(run, home)
    for name, level in (("raised", logging.WARNING), ("closed", logging.INFO)):
        for alarm in run.alarms.get(name, ()):
            _log.log(level, "alarm %s: %s %s: %s", name, alarm["kind"], alarm["subject"], alarm["message"])
    for problem in run.problems:
        _log.warning("problem: %s", problem)
    _log.info("%s", run.outcome)


@contextmanager
def _tried(run: RunSummary) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        run.problems.append(f"while closing: {type(error).__name__}: {error}")
        _log.exception("the run could not be closed")


def _settle(run: RunSummary, home: Path) -> None:
    earlier = all_summaries(home, alarms.LOOKED_AT, {run.run})
    before = alarms.open_alarms(home, earlier)
    run.alarms = alarms.settle(alarms.judge(run, earlier, home, publication_time(home)), before, run.run)
    run.compare(next((s for s in reversed(earlier) if s["flow"] == run.flow and s["finished_at"]), None))


def _sending(home: Path) -> dict[str, Any]:
    """Limits of what is sent; the shipped ones where the home's cannot be read."""
    try:
        return dict(settings("alarms", home)["send"])
    except Exception:
        return dict(settings("alarms", home / "none")["send"])


def _put(run: RunSummary, home: Path) -> None:
    """Write the summary in the home, else in the room that is kept there, else elsewhere."""
    try:
        write(run, folder_of(run, home))
        return
    except OSError as error:
        _log.error("the summary cannot be written in the home: %s", error)
    make_room(home)
    try:
        write(run, folder_of(run, home))
    except OSError:
        folder = take_place(home) / "runs" / run.run
        write(run, folder)
        _log.error("the summary lies in %s", folder)


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
