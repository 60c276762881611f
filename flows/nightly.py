"""The nightly flow: Prefect around the steps. A few processes crawl, batches are read one after another, one writer."""

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.events import emit_event
from prefect.logging import get_run_logger
from prefect.states import Cancelled, Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import exponential_backoff

from data.crawl_terms import CrawlTerms
from data.crawled import CrawlResult, Event
from data.errors import Told
from data.outcomes import PartSummary
from data.run_summary import FAILED, WITH_PROBLEMS, Alarms, RunSummary
from flows import steps
from flows.collecting.crawling import Group, crawl_group, deal, without_summary
from flows.options import NightOptions, shallow, spread
from flows.orphan import die_when_served
from flows.progress import watcher
from flows.runs.rhythm import Due, due, note_visits, rhythm
from flows.runs.running import folder_of, record, running, stage
from flows.runs.summary import Run
from flows.runs.turn import night
from flows.scheduler.artifacts import ProgressBar, show_outcome
from flows.scheduler.late import cancel_behind, give_way
from flows.upkeep.scrub import scrub
from warehouse.db import WarehouseBusy
from warehouse.lock import LockHeld, writer_lock

# Whoever else writes does so in turns of a batch, or ends a crawl in order.
# A batch of long scans may take half an hour; `nianbao status` names who holds the lock.
LOCK_WAIT_SECONDS = 3600.0
HOUR = 3600.0
# address of a Dask scheduler, or local:N for N processes of this machine
CLUSTER = "NIANBAO_DASK"


def may_pass(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """Whether what went wrong may be over soon: a full disk, a busy file, a lost connection; a fault in data stays."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, OSError | WarehouseBusy | LockHeld | MemoryError)


PLAIN: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False}
AGAIN: dict[str, Any] = PLAIN | {
    "retries": 2, "retry_delay_seconds": exponential_backoff(5), "retry_jitter_factor": 0.5,
    "retry_condition_fn": may_pass,
}  # fmt: skip


@task(name="crawl", task_run_name="{group.name}", **PLAIN)
def crawl_portals(group: Group, home: Path, folder: Path, terms: CrawlTerms, bar: ProgressBar) -> list[CrawlResult]:
    """Crawl the portals of one process; it tries again itself, and a portal that fails, fails alone."""

    def tell(event: Event) -> None:
        watcher().crawled(event)
        if event.event == "ended":
            bar.add()

    return crawl_group(group, home, folder, terms, tell)


@task(name="read", task_run_name="read {batch.name}", **AGAIN)
def read_batch(batch: steps.Batch, home: Path, workers: int | None, parts: Path | None = None) -> PartSummary:
    """Read a batch of captures into one part."""
    return steps.read(
        batch,
        home,
        workers,
        lambda capture, report: watcher().read(capture.url, report.reason or report.outcome),
        parts,
    )


@task(name="load", **AGAIN)
def load_parts(home: Path) -> dict[str, int]:
    """Load what was read; counts. Parts that were put aside are told by the run's end."""
    counts = steps.load_parts(home)
    named = ("captures", "readings", "readings_replaced", "cells", "reports")
    return {name: getattr(counts, name) for name in named}


@task(name="check", **AGAIN)
def run_checks(home: Path) -> dict[str, int]:
    """Run the warehouse's checks; findings by check."""
    return dict(steps.check(home))


@task(name="publish", **AGAIN)
def publish(home: Path) -> str:
    """Swap in the file that analysts open."""
    return str(steps.publish_warehouse(home))


@flow(name="nightly", task_runner=ThreadPoolTaskRunner(max_workers=8))  # type: ignore[arg-type]
@spread(tell=True)
def nightly(options: NightOptions) -> State[RunSummary]:
    """Crawl the portals that are due, read what is new, load, check, publish, and write the run's summary."""
    die_when_served()
    if later := _tried(give_way):
        return Cancelled(message=f"{later}, which came due after it, does its work")
    home, moment = options.place, options.now or datetime.now(UTC)
    run: Run | None = None
    try:
        with running("nightly", home) as run, night(home), writer_lock(home, "nightly", LOCK_WAIT_SECONDS):
            chosen = _chosen(run, options, moment)
            with stage(run, home, "crawl"):
                _crawl(run, options, chosen, moment)
            with stage(run, home, "read"):
                _read(run, home, options.workers)
            with stage(run, home, "verify"):
                _verify(run, home)
            publish_all(run, home)
    except Exception as error:
        if run is None:
            # it could not begin; `running` has recorded that
            raise
        # its summary and log say more
        get_run_logger().exception("the run breaks off")
        return Failed(message=f"failed: {type(error).__name__}: {error}", data=_shown(run.so_far))
    finally:
        _tried(cancel_behind)
    return state_of(_shown(run.so_far))


def _tried(settle: Callable[[], str | None]) -> str | None:
    """Settle what waits beside this night. A server that does not answer keeps no night from its work."""
    try:
        return settle()
    except Exception as error:
        get_run_logger().warning(f"what waits behind this night cannot be told: {type(error).__name__}: {error}")
        return None


def play(options: NightOptions) -> RunSummary:
    """Run the flow from Python; the run's summary, whatever came of it."""
    state = nightly(**shallow(options), return_state=True)
    result = state.result(raise_on_failure=False)
    if isinstance(result, RunSummary):
        return result
    if isinstance(result, OSError | Told):
        raise result
    raise RuntimeError(str(state.message)) from (result if isinstance(result, Exception) else None)


def state_of(run: RunSummary) -> State[RunSummary]:
    """A run's outcome as Prefect's state: its message names what went wrong."""
    if run.outcome == FAILED:
        return Failed(message=_message(run), data=run)
    name = "CompletedWithProblems" if run.outcome == WITH_PROBLEMS else "Completed"
    return Completed(message=_message(run), name=name, data=run)


def _message(run: RunSummary) -> str:
    shown = "; ".join(run.problems[:5]) + (f"; and {len(run.problems) - 5} more" if len(run.problems) > 5 else "")
    return f"{run.outcome}: {shown}" if shown else run.outcome


def _shown(run: RunSummary) -> RunSummary:
    tell_prefect(run)
    for failure in show_outcome(run, Path(run.published) if run.published else None):
        get_run_logger().warning(failure)
    return run


def _chosen(run: Run, options: NightOptions, moment: datetime) -> Due:
    """The portals of the night: those that were named, all, or those that are due."""
    files = options.portal_files
    if not options.portals and not options.everything:
        return due(files, options.place, moment)
    absent = sorted(set(options.portals) - {file.stem for file in files})
    run.so_far.problems.extend(f"portal {name}: there is no such file" for name in absent)
    return Due(tuple(file for file in files if options.everything or file.stem in options.portals))


def _crawl(run: Run, options: NightOptions, chosen: Due, moment: datetime) -> None:
    home = options.place
    rules = rhythm(home)
    terms = CrawlTerms(
        proxy=options.proxy, delay=options.delay, sweep=options.sweep, swept=tuple(sorted(chosen.swept)),
        at_once=rules.at_once, portal_seconds=rules.portal_hours * HOUR, seconds=rules.night_hours * HOUR,
    )  # fmt: skip
    watcher().stage("crawl", len(chosen.files))
    groups, refused = deal(chosen.files, rules.processes or None)
    run.so_far.crawls.extend(refused)
    bar = ProgressBar("nightly-crawl", "portals crawled", len(chosen.files))
    bar.add(len(refused))
    waiting = [(group, crawl_portals.submit(group, home, folder_of(run, home), terms, bar)) for group in groups]
    for group, future in waiting:
        try:
            run.so_far.crawls.extend(future.result())
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            run.so_far.crawls.extend(without_summary(file.stem, "failed", why) for file in group.files)
    swept = [crawl.portal for crawl in run.so_far.crawls if terms.sweep or crawl.portal in terms.swept]
    note_visits(home, run.so_far.crawls, swept, moment)
    watcher().done(
        f"{run.so_far.total('captured_new')} new, {run.so_far.total('captured_revised')} revised, "
        f"{run.so_far.total('unchanged')} unchanged documents in {run.so_far.total('requests')} requests"
    )


def _read(run: Run, home: Path, workers: int | None) -> None:
    captures = steps.pending_captures(home)
    watcher().stage("read", len(captures))
    read_batches(run, home, list(steps.batches(captures, home)), workers)
    watcher().done(f"{len(captures)} documents read" if captures else "nothing to read")


def read_batches(run: Run, home: Path, batches: list[steps.Batch], workers: int | None) -> None:
    """Read batches into parts; one that fails is a problem of the run, and waits for the next."""
    if not batches:
        return
    bar = ProgressBar(f"{run.so_far.flow}-read", "documents read", sum(len(batch.captures) for batch in batches))
    for batch, part in _parts(batches, home, workers):
        if isinstance(part, Exception):
            run.so_far.problems.append(f"batch {batch.name}: {type(part).__name__}: {part}")
        else:
            run.add_part(part)
        bar.add(len(batch.captures))


def _parts(
    batches: list[steps.Batch], home: Path, workers: int | None
) -> Iterator[tuple[steps.Batch, PartSummary | Exception]]:
    """Each batch with its part or what went wrong: read here, or on the cluster that the environment names."""
    if address := os.environ.get(CLUSTER, "").strip():
        # takes seconds, and its packages come with the extra `scale`
        from flows.scheduler.many import read_on_cluster

        yield from read_on_cluster(batches, home, address, workers)
        return
    for batch in batches:
        try:
            yield batch, read_batch(batch, home, workers)
        except Exception as error:
            yield batch, error


def _verify(run: Run, home: Path) -> None:
    """The night's share of what is kept; what cannot be verified stops no publication."""
    try:
        watcher().stage("verify")
        done = scrub(home)
    except (Told, OSError) as error:
        run.so_far.problems.append(f"what is kept could not be verified: {error}")
        return
    run.so_far.rot.extend(done.rot)
    run.so_far.problems.extend(map(str, done.rot))
    watcher().done(f"{done.things} of {done.of} files verified, {len(done.rot)} damaged")


def publish_all(run: Run, home: Path) -> None:
    """Load, check, publish, under the writer's lock."""
    with stage(run, home, "load"):
        watcher().stage("load")
        run.so_far = replace(run.so_far, loaded=load_parts(home))
    with stage(run, home, "check"):
        watcher().stage("check")
        run_checks(home)
        record(run, home)
    with stage(run, home, "publish"):
        watcher().stage("publish")
        run.so_far = replace(run.so_far, published=publish(home))


def tell_prefect(run: RunSummary) -> None:
    """An event an alarm that was raised or closed, for automations of a Prefect server."""
    alarms = run.alarms or Alarms()
    for name, found in (("raised", alarms.raised), ("closed", alarms.closed)):
        for alarm in found:
            emit_event(
                f"nianbao.alarm.{name}",
                {"prefect.resource.id": f"nianbao.{alarm.kind}.{alarm.subject}"},
                payload=asdict(alarm),
            )
