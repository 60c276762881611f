"""The nightly flow: Prefect around the steps. Crawls side by side, batches one after another, one writer at the end."""

from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.events import emit_event
from prefect.task_runners import ThreadPoolTaskRunner

from flows import steps, summary
from flows.progress import watcher
from flows.running import folder_of, record, running, stage
from warehouse.lock import writer_lock

LOCK_WAIT_SECONDS = 300.0


@task(name="crawl", task_run_name="crawl {portal_file.stem}")
def crawl_portal(
    portal_file: Path, home: Path, run: Path, proxy: str, delay: float | None, sweep: bool
) -> dict[str, Any]:
    """Crawl one portal; a portal that fails, fails alone."""

    def tell(event: steps.Event) -> None:
        watcher().crawled(portal_file.stem, event)

    return steps.crawl(portal_file, home, run, proxy, delay, on_event=tell, sweep=sweep)


@task(name="read", retries=1)
def read_batch(batch: steps.Batch, home: Path, workers: int | None) -> steps.PartSummary:
    """Read a batch of captures into one part."""
    return steps.read(
        batch, home, workers, lambda capture, report: watcher().read(capture.url, report.reason or report.outcome)
    )


@task(name="load", retries=1)
def load_parts(home: Path) -> dict[str, int]:
    """Load what was read, in one transaction."""
    counts = steps.load_parts(home)
    if counts.refused:
        raise RuntimeError(f"parts that are not whole: {counts.refused}")
    return {name: getattr(counts, name) for name in ("captures", "readings", "readings_replaced", "cells", "reports")}


@task(name="check")
def run_checks(home: Path) -> dict[str, int]:
    """Run the warehouse's checks; findings by check."""
    found = steps.check(home)
    return {str(name): int(count) for name, count in found["check"].value_counts().items()}


@task(name="publish", retries=1)
def publish(home: Path) -> str:
    """Swap in the file that analysts open."""
    return str(steps.publish_warehouse(home))


@flow(name="nightly", task_runner=ThreadPoolTaskRunner(max_workers=4), validate_parameters=False)  # type: ignore[arg-type]
def nightly(
    home: Path,
    portal_files: list[Path],
    proxy: str = "",
    delay: float | None = None,
    workers: int | None = None,
    sweep: bool = False,
) -> summary.RunSummary:
    """Crawl the portals, read what is new, load, check, publish, and write the run's summary.

    home: where everything collected lies; portal_files: the YAML of each portal; delay: seconds between requests to
    one host, instead of the portal's own; workers: reading processes (default: one a core); sweep: look at every known
    page again, due or not.
    """
    with running("nightly", home) as run, writer_lock(home, "nightly", LOCK_WAIT_SECONDS):
        folder = folder_of(run, home)
        with stage(run, home, "crawl"):
            watcher().stage("crawl", len(portal_files))
            waiting = [crawl_portal.submit(file, home, folder, proxy, delay, sweep) for file in portal_files]
            for file, future in zip(portal_files, waiting, strict=True):
                try:
                    run.crawls.append(future.result())
                except Exception as error:
                    run.problems.append(f"portal {file.stem}: {type(error).__name__}: {error}")
        watcher().done(
            f"{run.total('captured_new')} new, {run.total('captured_revised')} revised, "
            f"{run.total('unchanged')} unchanged documents in {run.total('requests')} requests"
        )
        with stage(run, home, "read"):
            _read(run, home, workers)
        with stage(run, home, "load"):
            watcher().stage("load")
            run.loaded = load_parts(home)
        with stage(run, home, "check"):
            watcher().stage("check")
            run_checks(home)
            record(run, home)
        with stage(run, home, "publish"):
            watcher().stage("publish")
            run.published = publish(home)
    tell_prefect(run)
    return run


def tell_prefect(run: summary.RunSummary) -> None:
    """An event an alarm that was raised or closed, for automations of a Prefect server."""
    for name in ("raised", "closed"):
        for alarm in run.alarms.get(name, ()):
            emit_event(
                f"nianbao.alarm.{name}",
                {"prefect.resource.id": f"nianbao.{alarm['kind']}.{alarm['subject']}"},
                payload=alarm,
            )


def _read(run: summary.RunSummary, home: Path, workers: int | None) -> None:
    captures = steps.pending_captures(home)
    watcher().stage("read", len(captures))
    for batch in steps.batches(captures):
        try:
            part = read_batch(batch, home, workers)
        except Exception as error:
            run.problems.append(f"batch {batch.name}: {type(error).__name__}: {error}")
            continue
        run.add_part(part)
    watcher().done(f"{len(captures)} documents read" if captures else "nothing to read")
