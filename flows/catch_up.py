"""Read what waits in the archive, load, check, publish: a night without its crawl and without Prefect."""

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from data.outcomes import SetAside
from flows import steps
from flows.runs.running import record, running, stage
from flows.runs.summary import Run
from warehouse.lock import writer_lock

LOCK_WAIT_SECONDS = 300.0


@dataclass
class CaughtUp:
    """What it did: documents read by outcome, what was set aside, reports in the warehouse, the published file."""

    outcomes: Counter[str] = field(default_factory=Counter)
    refused: list[SetAside] = field(default_factory=list)
    reports: int = 0
    published: str = ""


def catch_up(home: Path, workers: int | None = None) -> CaughtUp:
    """Bring the published file up to what the archive holds."""
    result = CaughtUp()
    with running("catch_up", home) as run, writer_lock(home, "catch_up", LOCK_WAIT_SECONDS):
        result.reports = read_and_publish(run, home, workers)
    result.outcomes, result.refused, result.published = (
        Counter(run.so_far.documents),
        run.so_far.refused,
        run.so_far.published,
    )
    return result


def read_and_publish(run: Run, home: Path, workers: int | None = None, batch_size: int = steps.BATCH) -> int:
    """The stages of a run behind its crawl, under the writer's lock; reports in the warehouse."""
    with stage(run, home, "read"):
        for batch in steps.batches(steps.pending_captures(home), home, batch_size):
            run.add_part(steps.read(batch, home, workers))
    with stage(run, home, "load"):
        reports = steps.load_parts(home).reports
    with stage(run, home, "check"):
        steps.check(home)
        record(run, home)
    with stage(run, home, "publish"):
        run.so_far = replace(run.so_far, published=str(steps.publish_warehouse(home)))
    return reports
