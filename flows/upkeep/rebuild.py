"""The warehouse made anew from the archive and its parts, with a hash of its rows that is equal each time."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from flows import steps
from flows.runs.summary import all_summaries
from warehouse.db import connect_work, put_aside
from warehouse.load import together
from warehouse.lock import writer_lock
from warehouse.release import rows_hash
from warehouse.runs import record_runs
from warehouse.searches import name_searches


@dataclass(frozen=True)
class Rebuilt:
    """What came of it: counts, the hash of all rows, and that of each table."""

    documents_read: int
    reports: int
    cells: int
    findings: int
    hash: str
    tables: dict[str, str]
    published: Path | None


def rebuild(home: Path, publish: bool = True, on_stage: Callable[[str], None] = lambda stage: None) -> Rebuilt:
    """Put the writer's file aside, read what has no part, load everything, check, and publish.

    Analysts keep the published file until the end. If anything fails the old writer's file is put back.
    """
    with writer_lock(home, "rebuild", 60.0), put_aside(home):
        on_stage("read")
        read = _read_pending(home)
        on_stage("load")
        counts = steps.load_parts(home)
        if counts.refused:  # put aside by now: their documents are read again, once
            read += _read_pending(home)
            counts = together(replace(counts, refused=()), steps.load_parts(home))
        if counts.refused:
            raise RuntimeError(f"parts that cannot be loaded: {counts.refused}")
        on_stage("check")
        findings = steps.check(home).total()
        on_stage("hash")
        con = connect_work(home)
        try:
            name_searches(con)
            record_runs(con, all_summaries(home))
            tables = rows_hash(con)
        finally:
            con.close()
        whole = hashlib.sha256("\n".join(f"{name} {value}" for name, value in tables.items()).encode()).hexdigest()[:16]
        on_stage("publish")
        published = steps.publish_warehouse(home) if publish else None
    return Rebuilt(read, counts.reports, counts.cells, findings, whole, tables, published)


def _read_pending(home: Path) -> int:
    """Read what has no reading, into parts; how many documents."""
    batches = list(steps.batches(steps.pending_captures(home), home))
    for batch in batches:
        steps.read(batch, home)
    return sum(len(batch.captures) for batch in batches)
