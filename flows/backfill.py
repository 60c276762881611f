"""Reports out of other web archives: the records of WARC files, or of the ranges of a listing, by the same acceptance.

A document is taken when its reading is a report, which a recognised table with printed values suffices for. Its date is
that of the capture, and no older capture ever stands over a newer one.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from extractors.report import Hint
from extractors.sniff import sniff
from flows.reading import Document, Member, read_all
from spiders.addresses import canonical
from spiders.archive import (
    BodyTooLarge,
    Capture,
    Found,
    PortalArchive,
    Received,
    decoded,
    digest_of,
    media_type,
    read_body,
)
from spiders.foreign import Foreign, foreign_records
from spiders.manners import manners
from spiders.portals import Portal
from spiders.ranges import COMMON_CRAWL, Range, fetch_range, ranges_of

ELSEWHERE = "elsewhere"
TRUNCATED = "truncated"
BATCH, BATCH_BYTES = 50, 64 * 2**20


@dataclass
class Backfilled:
    """What came of it. counts: records by outcome; problems: what could not be read, and where."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FromBytes:
    """Loads a body that is at hand."""

    body: bytes

    def __call__(self) -> bytes:
        return self.body


def portal_for(host: str, portals: Sequence[Portal]) -> str:
    """The portal to whose archive a host's documents go; "" for a host that is neither gov.cn's nor any portal's."""
    host = host.lower()
    for portal in portals:
        if host in {(urlsplit(start.url).hostname or "").lower() for start in portal.start} or host in portal.hosts:
            return portal.portal
    return ELSEWHERE if host == "gov.cn" or host.endswith(".gov.cn") else ""


def backfill_warc(
    paths: Iterable[Path],
    home: Path,
    portals: Sequence[Portal],
    workers: int | None = None,
    progress: Callable[[Counter[str]], None] | None = None,
) -> Backfilled:
    """Take the reports out of WARC files into the archive under `home`."""
    return _take((record for path in paths for record in foreign_records(path)), home, portals, workers, progress)


def backfill_cdx(
    listings: Iterable[Path],
    home: Path,
    portals: Sequence[Portal],
    base: str = COMMON_CRAWL,
    delay: float = 1.0,
    workers: int | None = None,
    progress: Callable[[Counter[str]], None] | None = None,
) -> Backfilled:
    """Fetch the records that listings name, one after another, and take the reports among them into the archive.

    Lines of other hosts or with another status than 200 are counted and not fetched.
    """
    result = Backfilled()

    def records() -> Iterator[Foreign]:
        for listing in listings:
            for line in ranges_of(listing):
                if isinstance(line, str):
                    yield Foreign(listing.name, problem=line)
                elif not portal_for(urlsplit(line.url).hostname or "", portals):
                    result.counts["host_refused"] += 1
                elif line.status not in ("", "200", "-"):
                    result.counts[f"status_{line.status}"] += 1
                else:
                    yield from _fetched(line)

    def _fetched(line: Range) -> Iterator[Foreign]:
        result.counts["fetched"] += 1
        yield from fetch_range(line, base, delay)

    taken = _take(records(), home, portals, workers, progress)
    return Backfilled(result.counts + taken.counts, taken.problems)


def _take(
    records: Iterable[Foreign],
    home: Path,
    portals: Sequence[Portal],
    workers: int | None,
    progress: Callable[[Counter[str]], None] | None,
) -> Backfilled:
    result = Backfilled()
    with ExitStack() as stack:
        taker = _Taker(home / "archive", portals, workers, result, stack)
        for record in records:
            taker.offer(record)
            if progress:
                progress(result.counts)
        taker.finish()
    return result


class _Taker:
    """Looks at records one after another, reads them by batches, archives the reports and resolves the revisits."""

    def __init__(
        self, archive: Path, portals: Sequence[Portal], workers: int | None, result: Backfilled, stack: ExitStack
    ) -> None:
        self.archive, self.portals, self.workers = archive, portals, workers
        self.result, self.stack = result, stack
        self.open: dict[str, PortalArchive] = {}
        self.batch: list[tuple[Foreign, Received, bytes]] = []
        self.size = 0
        self.revisits: list[tuple[Foreign, Received]] = []
        # by every digest under which a revisit may name it: the capture whose body it is
        self.taken: dict[str, Capture] = {}

    def offer(self, record: Foreign) -> None:
        received = record.received
        if received is None:
            self.result.counts["damaged"] += 1
            self.result.problems.append(record.problem)
            return
        if not portal_for(urlsplit(received.url).hostname or "", self.portals):
            self.result.counts["host_refused"] += 1
        elif record.is_revisit:
            self.revisits.append((record, received))
        elif received.status != 200:
            self.result.counts[f"status_{received.status}"] += 1
        else:
            try:
                body = decoded(received.headers, received.body, manners().answer_bytes)
            except BodyTooLarge:
                self.result.counts["too_large"] += 1
                return
            self.batch.append((record, received, body))
            self.size += len(body)
            if len(self.batch) >= BATCH or self.size >= BATCH_BYTES:
                self._read()

    def finish(self) -> None:
        self._read()
        for record, received in self.revisits:
            first = self.taken.get(record.payload_digest)
            if first is None:
                self.result.counts["revisit_unresolved"] += 1
                continue
            body = read_body(self.archive, first)
            plain = [h for h in received.headers if h[0].lower() != "content-encoding"]
            kind = [] if media_type(plain) else [("Content-Type", first.media_type)]
            again = dataclasses.replace(received, status=200, headers=[*plain, *kind], body=body)
            self._keep(again, body, "revisits")

    def _read(self) -> None:
        chosen, self.batch, self.size = self.batch, [], 0
        documents = [
            Document(str(n), Hint(received.url, url=received.url), media_type(received.headers), FromBytes(body))
            for n, (_, received, body) in enumerate(chosen)
        ]
        inside: dict[str, str] = {}

        def note(member: Member) -> None:
            inside[member.key] = member.bundle

        reports: set[str] = set()
        outcomes: dict[str, str] = {}
        for key, report in read_all(documents, self.workers, note):
            key = inside.get(key, key)
            outcomes.setdefault(key, report.reason or report.outcome)
            if report.outcome == "report":
                reports.add(key)
        for n, (record, received, body) in enumerate(chosen):
            if received.truncated:
                # Kept as evidence: what stands in it is right, what is missing cannot be told.
                if str(n) in reports:
                    self._keep(received, body, TRUNCATED, TRUNCATED)
                else:
                    self.result.counts["truncated_not_a_report"] += 1
            elif str(n) in reports:
                capture = self._keep(received, body, "reports")
                for digest in (record.payload_digest, digest_of(received.body), capture.digest):
                    self.taken[digest] = capture
            else:
                self.result.counts[f"not_taken: {outcomes.get(str(n), 'unread')}"] += 1

    def _keep(self, received: Received, body: bytes, outcome: str, obstacle: str = "") -> Capture:
        url = canonical(received.url)
        archive = self._archive_of(url)
        held = archive.visit(url, digest_of(body), received.fetched_at)
        if held is not None:
            self.result.counts["held_already"] += 1
            return held
        kind = "page" if sniff(body) == "html" else "file"
        capture = archive.keep(received, url, Found(kind, obtained_by="archive"), obstacle)
        self.result.counts[outcome] += 1
        return capture

    def _archive_of(self, url: str) -> PortalArchive:
        name = portal_for(urlsplit(url).hostname or "", self.portals)
        if name not in self.open:
            self.open[name] = self.stack.enter_context(PortalArchive(self.archive, name))
        return self.open[name]
