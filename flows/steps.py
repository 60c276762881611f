"""The program in plain functions: read, load, check, publish. Prefect and the command line only arrange them.

The crawl is in `flows.collecting.crawling`.
"""

import functools
import hashlib
import json
import logging
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Concatenate, ParamSpec, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from data.captures import Capture
from data.outcomes import Lost, PartSummary, SetAside
from data.version import Readers
from extractors.evidence import Hint
from extractors.report import Report
from extractors.rows import kept_tables
from extractors.values import agrees
from flows.backfilling import jobs
from flows.reading.archived import BesideCapture, FromArchive
from flows.reading.documents import Document, Member, read_all
from flows.reading.due import due_readings
from flows.reading.editions import edition_of
from flows.reading.joined import Article, FromPages
from flows.reading.partial import say_part
from flows.runs.recover import clear_half_done, put_parts_aside
from flows.waiting import documents, parts_of, read_in, released_names
from spiders.archive import DamagedCapture, is_part, read_index_file
from warehouse.backlog import already_read, loaded_parts
from warehouse.check import run_checks
from warehouse.db import connect_work
from warehouse.digests import seal
from warehouse.heal import is_damage, put_damaged_aside
from warehouse.load import LoadCounts, load, loaded_index_files, record_index_files, together
from warehouse.parts import MEMBERS, sort_out
from warehouse.publish import publish

_log = logging.getLogger("nianbao.steps")
BATCH = 50
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Batch:
    """Captures that are read together into one part, and what with; the name follows from both."""

    name: str
    captures: tuple[Capture, ...]
    reader_version: str
    readers: Readers


def recovering(step: Callable[Concatenate[Path, P], T]) -> Callable[Concatenate[Path, P], T]:
    """A step on the writer's file that, where this is damaged, fills a fresh one from archive and parts and goes on."""

    @functools.wraps(step)
    def wrapped(home: Path, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return step(home, *args, **kwargs)
        except Exception as error:
            if not is_damage(error):
                raise
            _log.warning("the writer's file is damaged (%s): put aside, a fresh one is filled", error)
            aside = put_damaged_aside(home)
            _refill(home)
            _log.warning("%s may be deleted: a fresh one holds what archive and parts hold", aside)
            return step(home, *args, **kwargs)

    return wrapped


def _refill(home: Path) -> None:
    """Load every part, and read again what has none: parts may have been cleared away once the warehouse held them."""
    for batch in batches(pending_captures(home), home):
        read(batch, home)
    load_parts(home)


@recovering
def pending_captures(home: Path) -> list[Capture]:
    """Captured documents without a reading by the present readers, oldest first; the archive is the queue.

    What a backfill holds back until it is done is left out.
    """
    con = connect_work(home)
    try:
        read = already_read(con)
        due = due_readings(con, home, edition_of(home, read.versions).readers)
        done = read.capture_ids - due.capture_ids
        loaded = loaded_parts(con)
    finally:
        con.close()
    for why, count in due.reasons.items():
        _log.info("%d documents are read again: %s", count, why)
    whole, refused = sort_out([part for part in parts_of(home) if part.name not in loaded], agrees)
    put_parts_aside(home, refused)
    clear_half_done(home)
    done |= read_in(whole)
    return documents(home, released_names(home), done)


def batches(captures: Sequence[Capture], home: Path, size: int = BATCH, revision: int = 0) -> Iterator[Batch]:
    """Cut captures into batches for the present readers, named by version and content, so that the same work has the
    same name. revision: of a reading that replaces one by the same readers."""
    edition = edition_of(home) if captures else None
    for start in range(0, len(captures), size):
        assert edition is not None
        reader_version = f"{edition.version}.{revision}" if revision else edition.version
        chosen = tuple(captures[start : start + size])
        digest = hashlib.sha256("\n".join(c.capture_id for c in chosen).encode()).hexdigest()
        yield Batch(f"{reader_version}-{digest[:16]}", chosen, reader_version, edition.readers)


def read(
    batch: Batch,
    home: Path,
    workers: int | None = None,
    on_report: Callable[[Capture, Report], None] | None = None,
    parts: Path | None = None,
    body_of: Callable[[Capture], Callable[[], bytes]] | None = None,
) -> PartSummary:
    """Read a batch and write its part into `home`/parts, or another folder of parts: whole or not at all.

    body_of: where bodies come from, if not from the archive.
    """

    def in_archive(capture: Capture) -> Callable[[], bytes]:
        return FromArchive(home / "archive", capture)

    load_page = body_of or in_archive

    def load(capture: Capture) -> Callable[[], bytes]:
        if isinstance(capture, Article):
            return FromPages(tuple(map(load_page, capture.pages)))
        return load_page(capture)

    by_id = {capture.capture_id: capture for capture in batch.captures}
    documents = [
        Document(
            capture.capture_id,
            Hint(capture.url, capture.title, capture.agency, capture.url, capture.listed_date),
            capture.media_type,
            load(capture),
            joint="#",
            beside=None if body_of else BesideCapture(home / "archive", capture),
        )
        for capture in batch.captures
    ]
    inside: dict[str, Capture] = {}

    def note(member: Member) -> None:
        inside[member.key] = member_capture(by_id[member.bundle], member)

    reports: list[tuple[str, Report]] = []
    issues: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    labels: dict[str, tuple[int, int]] = {}
    unreadable: list[Lost] = []
    for key, report in _one_by_one(read_all(documents, workers, note), inside, by_id):
        capture = inside.get(key) or by_id[key]
        if report.outcome == "damaged" and key in by_id and (why := _damage(load(capture))):
            # Not the document's fault: a reading would say that it was read.
            unreadable.append(Lost(capture.warc_file, capture.url, why))
            continue
        if is_part(capture):
            say_part(report, capture.status)
        reports.append((capture.capture_id, report))
        issues.update(issue.code for issue in report.issues)
        findings.update(finding.code for finding in report.checks.findings)
        unknown, known = labels.get(capture.portal, (0, 0))
        labels[capture.portal] = (
            unknown + sum(issue.code == "unknown_label" for issue in report.issues),
            known + sum(len({cell.row for cell in table.cells}) for table in report.tables),
        )
        if on_report:
            on_report(capture, report)
    kept, tables = kept_tables(reports, batch.reader_version, batch.readers)
    outcomes = Counter(report.reason or report.outcome for _, report in kept)
    refused = [
        SetAside(report.document, report.reason or report.outcome, report.issues[0].message)
        for _, report in kept
        if report.outcome != "report"
    ]
    part = (parts or home / "parts") / batch.name
    if reports:
        articles = [capture.row for capture in batch.captures if isinstance(capture, Article)]
        _write_part(part, tables, [*articles, *inside.values()])
    _log.info("batch %s: %s", batch.name, ", ".join(f"{n} {name}" for name, n in outcomes.items()) or "nothing")
    for lost in unreadable:
        _log.error("%s: %s", lost.url, lost.message)
    return PartSummary(part, dict(outcomes), refused, dict(issues), dict(findings), labels, unreadable)


def _one_by_one(
    read: Iterable[tuple[str, Report]], inside: dict[str, Capture], by_id: Mapping[str, Capture]
) -> Iterator[tuple[str, Report]]:
    """The documents' reports; each further report of a document under a key of its own, noted with its capture."""
    for key, report in read:
        yield key, report
        for number, further in enumerate(report.also, 2):
            inside[f"{key}#{number}"] = report_capture(inside.get(key) or by_id[key], number)
            yield f"{key}#{number}", further


def _damage(body: Callable[[], bytes]) -> str:
    """What is wrong with a capture's record; "" where it gives its bytes."""
    try:
        body()
    except DamagedCapture as error:
        return str(error)
    return ""


def member_capture(bundle: Capture, member: Member) -> Capture:
    """A bundle's member as a capture of its own: fetched with the bundle, addressed behind its `#`.

    The archive holds the bundle only, so these rows are kept in the part that has their readings.
    """
    digest = hashlib.sha256(f"{bundle.capture_id}\n{member.name}".encode()).hexdigest()
    return replace(
        bundle, capture_id=digest[:20], url=f"{bundle.url}#{member.name}", kind="member", parent_url=bundle.url,
        title=PurePosixPath(member.name).stem, agency="", media_type="", charset="", etag="", last_modified="",
        digest=member.digest, size=member.size,
    )  # fmt: skip


def report_capture(document: Capture, number: int) -> Capture:
    """A further report of a document as a capture of its own, `number` counted from 2: the same bytes, addressed behind
    the document's `#`."""
    name = f"report {number}"
    digest = hashlib.sha256(f"{document.capture_id}\n{name}".encode()).hexdigest()
    around = document.parent_url if document.kind == "member" else document.url
    return replace(
        document, capture_id=digest[:20], url=f"{document.url}#{name}", kind="member", parent_url=around, title="",
        agency="", etag="", last_modified="",
    )  # fmt: skip


def _write_part(part: Path, tables: Mapping[str, pa.Table], members: Iterable[Capture]) -> Path:
    """Write to a temporary name and rename: a part that has its name is whole."""
    part.parent.mkdir(parents=True, exist_ok=True)
    unfinished = part.with_name(f".{part.name}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    for name, table in tables.items():
        with (unfinished / f"{name}.parquet").open("wb") as file:
            pq.write_table(table, file, compression="zstd", write_page_checksum=True)
            file.flush()
            os.fsync(file.fileno())
    with (unfinished / MEMBERS).open("w", encoding="utf-8") as file:
        for member in members:
            file.write(json.dumps(asdict(member), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    seal(unfinished)
    if part.exists():  # the same batch, read and written by a run that was killed before it was loaded
        shutil.rmtree(unfinished)
    else:
        unfinished.rename(part)
    return part


@recovering
def load_parts(home: Path) -> LoadCounts:
    """Load every part and capture that the warehouse does not hold, in one transaction, but for what is held back."""
    jobs.settle(home)
    names = released_names(home)
    con = connect_work(home)
    try:
        known = loaded_parts(con)
        parts = [part for part in parts_of(home) if part.name not in known]
        loaded = loaded_index_files(con)
        sizes = {name: (home / "archive" / name).stat().st_size for name in names}
        grown = {file: size for file, size in sizes.items() if loaded.get(file) != size}
        captures = [capture for file in grown for capture in read_index_file(home / "archive" / file)]
        counts = load(con, parts, captures, agrees=agrees)
        record_index_files(con, grown)
    finally:
        con.close()
    put_parts_aside(home, counts.refused)
    # What is taken down no more lies in parts and index files that were loaded: only now do they count as new.
    return together(counts, load_parts(home)) if counts.given_back else counts


@recovering
def check(home: Path) -> Counter[str]:
    """Run the warehouse's checks; bad rows by check."""
    con = connect_work(home)
    try:
        found: Counter[str] = Counter()
        for (name, _), count in run_checks(con).items():
            found[name] += count
        return found
    finally:
        con.close()


@recovering
def publish_warehouse(home: Path) -> Path:
    """Put a verified copy of the warehouse where analysts open it; returns its path."""
    con = connect_work(home)
    try:
        return publish(con, home)
    finally:
        con.close()
