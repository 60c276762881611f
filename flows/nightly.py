"""The nightly flow: Prefect around the steps. Crawls side by side, batches one after another, one writer at the end."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.task_runners import ThreadPoolTaskRunner

from flows import steps, summary
from flows.progress import watcher
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
def load_parts(home: Path, crawls: list[dict[str, Any]]) -> dict[str, int]:
    """Load what was read, in one transaction."""
    counts = steps.load_parts(home, crawls)
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


@contextmanager
def _timed(run: summary.RunSummary, stage: str) -> Iterator[None]:
    begun = time.monotonic()
    try:
        yield
    finally:
        run.seconds[stage] = round(time.monotonic() - begun, 2)


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
    now = dt.datetime.now(dt.UTC)
    run = summary.RunSummary(now.strftime("%Y%m%dT%H%M%S%fZ"), now.isoformat(timespec="seconds"))
    folder = home / "runs" / run.run
    with writer_lock(home, "nightly", LOCK_WAIT_SECONDS):
        with _timed(run, "crawl"):
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
        with _timed(run, "read"):
            _read(run, home, workers)
        with _timed(run, "load"):
            watcher().stage("load")
            run.loaded = load_parts(home, run.crawls)
        with _timed(run, "check"):
            watcher().stage("check")
            run.checks = run_checks(home)
        with _timed(run, "publish"):
            watcher().stage("publish")
            run.published = publish(home)
    run.judge()
    summary.write(run, folder)
    return run


def _read(run: summary.RunSummary, home: Path, workers: int | None) -> None:
    captures = steps.pending_captures(home)
    watcher().stage("read", len(captures))
    outcomes: Counter[str] = Counter()
    for batch in steps.batches(captures):
        try:
            part = read_batch(batch, home, workers)
        except Exception as error:
            run.problems.append(f"batch {batch.name}: {type(error).__name__}: {error}")
            continue
        outcomes.update(part.outcomes)
        run.refused += part.refused
    run.documents = dict(outcomes.most_common())
    watcher().done(f"{len(captures)} documents read" if captures else "nothing to read")
