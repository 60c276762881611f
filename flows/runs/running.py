"""A run from its beginning to its end: its folder, log and summary, the alarms it raises, its heartbeat.

    with running("nightly", home) as run:
        with stage(run, home, "crawl"): …
        with stage(run, home, "check"): …
        record(run, home)              # before the publication, so that the published file knows of this run
        with stage(run, home, "publish"): run.so_far = replace(run.so_far, published=…)

A run that raises is closed as failed and the error goes on; one that is killed leaves a summary that says `running`;
one that cannot begin leaves a failed one, outside the home if that takes nothing (`elsewhere`).
"""

import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.errors import Told
from data.outcomes import ReportChange
from data.run_summary import FAILED, Alarms, RunSummary
from data.settings import settings
from data.typed import from_json
from flows.private import private
from flows.processes import me
from flows.runs import alarms, notify
from flows.runs.elsewhere import bring_home, keep_room, make_room, take_place
from flows.runs.recover import set_aside_since
from flows.runs.summary import Run, all_summaries, write
from flows.upkeep.retention import clear_old
from flows.visible import in_logs
from warehouse.db import connect_work
from warehouse.release import publication_time, published_flaw
from warehouse.runs import PublishedUnreadable, changed_reports, failing_checks, record_runs, reports_at, settled_runs

LOG = "run.log"
_STAMP = "%Y%m%dT%H%M%S%fZ"
_log = logging.getLogger("nianbao.run")
_LINE = "%(asctime)sZ %(levelname)-7s %(name)s: %(message)s"


def folder_of(run: Run, home: Path) -> Path:
    """Where a run's files lie."""
    return home / "runs" / run.name


@contextmanager
def running(flow: str, home: Path) -> Iterator[Run]:
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
            run.so_far.problems.insert(0, f"{type(error).__name__}: {error}")
            _log.exception("the run breaks off")
            raise
        finally:
            close(run, home)


def not_begun(flow: str, home: Path, why: str) -> Run:
    """Record a run that never came to begin, raise its alarm and tell the outside. Never raises."""
    run = _new(flow, home)
    _closed_unbegun(run, home, why)
    return run


def _new(flow: str, home: Path) -> Run:
    now = datetime.now(UTC)
    return Run(RunSummary(_name(now, home), now.isoformat(timespec="seconds"), flow, process=me()))


def _begin(run: Run, home: Path) -> None:
    bring_home(home)
    folder = folder_of(run, home)
    folder.mkdir(parents=True)
    write(run.so_far, folder)
    keep_room(home)


def _closed_unbegun(run: Run, home: Path, why: str) -> None:
    run.so_far.problems.insert(0, why)
    _log.error("%s: %s", run.so_far.flow, why)
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
def stage(run: Run, home: Path, name: str) -> Iterator[None]:
    """Time a stage, and write the summary as it stands behind it."""
    begun = time.monotonic()
    _log.info("%s …", name)
    try:
        yield
    finally:
        seconds = run.so_far.seconds
        seconds[name] = round(seconds.get(name, 0.0) + time.monotonic() - begun, 2)
        _log.info("%s took %.1f s", name, seconds[name])
        if name == "crawl":
            for crawl in run.so_far.crawls:
                _log.info(
                    "portal %s: %s, %s requests, %s new, %s revised, %s unchanged",
                    crawl.portal,
                    crawl.outcome,
                    crawl.requests,
                    crawl.captured_new,
                    crawl.captured_revised,
                    crawl.unchanged,
                )
        write(run.so_far, folder_of(run, home))


def record(run: Run, home: Path) -> None:
    """Say which reports are new, changed and vanished and which checks fail, and load the runs into the warehouse."""
    run.so_far = so_far = replace(run.so_far, published_flaw=published_flaw(home))
    con = connect_work(home)
    try:
        reports: list[ReportChange] = []
        try:
            reports += changed_reports(con, home)
        except PublishedUnreadable as error:
            so_far.problems.append(f"what is new cannot be told: {error}")
        gone = {item.url for crawl in so_far.crawls for item in crawl.vanished}
        if gone:
            reports += reports_at(con, sorted(gone))
        checks, failing = failing_checks(con)
        run.so_far = so_far = replace(so_far, reports=reports, checks=checks, failing=failing)
        write(so_far, folder_of(run, home))
        record_runs(con, [*all_summaries(home, besides=settled_runs(con) | {run.name}), so_far])
    finally:
        con.close()
    try:
        clear_old(home)
    except (Told, OSError, ValueError) as error:
        so_far.problems.append(f"what is old could not be cleared away: {error}")
    changes = ", ".join(f"{len(so_far.changed(name))} {name}" for name in ("new", "changed", "vanished"))
    _log.info("reports: %s", changes)


def close(run: Run, home: Path) -> None:
    """Judge a run, compare it, settle alarms, write its summary, tell the outside; words that fail never raise.

    What a run did stands, whatever happens to the words about it, and one word that fails keeps no other from being
    said: a full disk must not silence the webhook.
    """
    run.so_far = replace(run.so_far, finished_at=datetime.now(UTC).isoformat(timespec="seconds"))
    with _tried(run):
        run.so_far = replace(run.so_far, parts_aside=set_aside_since(home, run.so_far.started_at))
    run.judge()
    with _tried(run):
        _settle(run, home)
    if run.so_far.outcome == FAILED and run.so_far.flow == "nightly" and not run.so_far.alarms:
        said = replace(alarms.failed_run(run.so_far), since=run.so_far.finished_at, run=run.name)
        run.so_far = replace(run.so_far, alarms=Alarms([said], [said]))
    with _tried(run):
        run.judge()
        _put(run, home)
    with _tried(run):
        if run.so_far.alarms:
            alarms.remember(home, run.so_far.alarms)
    with _tried(run):
        limits, settled = _sending(home), run.so_far.alarms
        told = (notify.send_alarms(settled, run.name, limits) if settled else "",
                notify.beat(home, run.name, run.so_far.outcome, limits))  # fmt: skip
        run.so_far.problems.extend(problem for problem in told if problem)
    with _tried(run):
        run.judge()
        _put(run, home)
    settled = run.so_far.alarms or Alarms()
    for name, level, found in (("raised", logging.WARNING, settled.raised), ("closed", logging.INFO, settled.closed)):
        for alarm in found:
            _log.log(level, "alarm %s: %s %s: %s", name, alarm.kind, alarm.subject, alarm.message)
    for problem in run.so_far.problems:
        _log.warning("problem: %s", problem)
    _log.info("%s", run.so_far.outcome)


@contextmanager
def _tried(run: Run) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        run.so_far.problems.append(f"while closing: {type(error).__name__}: {error}")
        _log.exception("the run could not be closed")


def _settle(run: Run, home: Path) -> None:
    earlier = all_summaries(home, alarms.LOOKED_AT, {run.name})
    before = alarms.open_alarms(home, earlier)
    judged = alarms.judge(run.so_far, earlier, home, publication_time(home))
    run.so_far = replace(run.so_far, alarms=alarms.settle(judged, before, run.name))
    run.compare(next((s for s in reversed(earlier) if s.flow == run.so_far.flow and s.finished_at), None))


def _sending(home: Path) -> notify.Limits:
    """Limits of what is sent; the shipped ones where the home's cannot be read."""
    try:
        return from_json(notify.Limits, settings("alarms", home)["send"])
    except Exception:
        return from_json(notify.Limits, settings("alarms", home / "none")["send"])


def _put(run: Run, home: Path) -> None:
    """Write the summary in the home, else in the room that is kept there, else elsewhere."""
    try:
        write(run.so_far, folder_of(run, home))
        return
    except OSError as error:
        _log.error("the summary cannot be written in the home: %s", error)
    make_room(home)
    try:
        write(run.so_far, folder_of(run, home))
    except OSError:
        folder = take_place(home) / "runs" / run.name
        write(run.so_far, folder)
        _log.error("the summary lies in %s", folder)


@contextmanager
def _logged(file: Path) -> Iterator[None]:
    handler = logging.FileHandler(private(file), encoding="utf-8")
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
