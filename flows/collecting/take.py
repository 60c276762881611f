"""Reports out of other web archives: the records of WARC files, or of the ranges of a listing, by the same acceptance.

A record that cannot be read or kept costs itself: it is counted as damaged, and named with its file and offset.

A document is taken when its reading is a report, which a recognised table with printed values suffices for. Its date is
that of the capture, and no older capture ever stands over a newer one.
"""

import dataclasses
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from data.crawl_terms import COMMON_CRAWL
from data.manners import manners
from extractors.evidence import Hint
from extractors.sniff import sniff
from flows.reading.documents import Document, Member, read_all
from spiders.addresses import canonical
from spiders.archive import (
    TRUNCATED,
    Capture,
    DamagedCapture,
    Found,
    PortalArchive,
    Received,
    digest_of,
    flaw_of,
    is_success,
    read_body,
)
from spiders.codings import BodyTooLarge, decoded, media_type
from spiders.foreign import Foreign, foreign_records
from spiders.portals import Portal
from spiders.ranges import fetch_range, ranges_of
from spiders.wanted import Wanted

ELSEWHERE = "elsewhere"
# What one record may raise that is nobody else's matter; a disk or an archive that fails is.
_FAULTS = (ValueError, TypeError, LookupError, ArithmeticError, RecursionError)
# Outcomes of a cut body that do not say what it would have been whole.
_CUT = ("unread_report", "no_tables", "damaged", "needs_ocr", "over_limit")
BATCH, BATCH_BYTES = 50, 64 * 2**20


@dataclass
class Taken:
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


@dataclass(frozen=True)
class Terms:
    """How records are taken. wanted: which reports; portals: only documents of these, empty is all; behind: by file how
    many records an earlier process has behind it; announce: told of each index file before it is made; between: called
    after each batch, and after so many `turn_seconds` without one, with what is behind now, when nothing is open in the
    archive."""

    wanted: Wanted = field(default_factory=Wanted)
    portals: frozenset[str] = frozenset()
    behind: Mapping[str, int] = field(default_factory=dict)
    announce: Callable[[str], None] | None = None
    between: Callable[[Mapping[str, int], Taken], None] | None = None
    turn_seconds: float = 20.0


def take_warc(
    paths: Iterable[Path], home: Path, portals: Sequence[Portal], workers: int | None = None, terms: Terms | None = None
) -> Taken:
    """Take the reports out of WARC files into the archive under `home`."""

    def records() -> Iterator[_Numbered]:
        for path in paths:
            for number, record in enumerate(foreign_records(path), 1):
                yield str(path), number, record

    return _take(records(), home, portals, workers, Taken(), terms or Terms())


def take_cdx(
    listings: Iterable[Path],
    home: Path,
    portals: Sequence[Portal],
    base: str = COMMON_CRAWL,
    delay: float = 1.0,
    workers: int | None = None,
    terms: Terms | None = None,
) -> Taken:
    """Fetch the records that listings name, one after another, and take the reports among them into the archive.

    Lines of other hosts or whose status is no success are counted and not fetched, nor is what is behind already.
    """
    result, terms = Taken(), terms or Terms()

    def records() -> Iterator[_Numbered]:
        for listing in listings:
            for number, line in enumerate(ranges_of(listing), 1):
                if number <= terms.behind.get(str(listing), 0):
                    continue
                if isinstance(line, str):
                    yield str(listing), number, Foreign(listing.name, problem=line)
                elif not portal_for(urlsplit(line.url).hostname or "", portals):
                    result.counts["host_refused"] += 1
                elif line.status.isdecimal() and not is_success(int(line.status)):
                    result.counts[f"status_{line.status}"] += 1
                else:
                    result.counts["fetched"] += 1
                    fetched = list(fetch_range(line, base, delay))
                    for left, record in zip(range(len(fetched), 0, -1), fetched, strict=True):
                        # a line is behind with its last record
                        yield str(listing), number - (left > 1), record

    return _take(records(), home, portals, workers, result, terms)


# file, how many of its records are behind once this one is, the record
_Numbered = tuple[str, int, Foreign]


def _take(
    records: Iterable[_Numbered],
    home: Path,
    portals: Sequence[Portal],
    workers: int | None,
    result: Taken,
    terms: Terms,
) -> Taken:
    taker = _Taker(home / "archive", portals, workers, result, terms)
    behind = dict(terms.behind)
    begun = time.monotonic()
    try:
        for file, number, record in records:
            is_read = taker.offer(record, number <= terms.behind.get(file, 0))
            behind[file] = max(number, behind.get(file, 0))
            if terms.between and (is_read or time.monotonic() - begun > terms.turn_seconds):
                taker.read()
                taker.close()
                terms.between(behind, result)
                begun = time.monotonic()
        taker.finish()
        if terms.between:
            taker.close()
            terms.between(behind, result)
    finally:
        taker.close()
    return result


class _Taker:
    """Looks at records one after another, reads them by batches, archives the reports and resolves the revisits."""

    def __init__(
        self, archive: Path, portals: Sequence[Portal], workers: int | None, result: Taken, terms: Terms
    ) -> None:
        self.archive, self.portals, self.workers = archive, portals, workers
        self.result, self.terms, self.stack = result, terms, ExitStack()
        self.open: dict[str, PortalArchive] = {}
        self.batch: list[tuple[Foreign, Received, bytes]] = []
        self.size = 0
        self.revisits: list[tuple[Foreign, Received]] = []
        # by every digest under which a revisit may name it: the capture whose body it is
        self.taken: dict[str, Capture] = {}

    def close(self) -> None:
        """Let go of the archive; what follows opens it anew."""
        self.stack.close()
        self.open.clear()

    def offer(self, record: Foreign, is_behind: bool = False) -> bool:
        """Look at a record; whether with it a batch was read. One that is behind an earlier process is not read again,
        but known to later records that point at it."""
        received = record.received
        try:
            if received is not None:
                return self._offer(record, received, is_behind)
            problem = record.problem
        except _FAULTS as error:
            problem = f"{record.place}: {received.url if received else ''}: {type(error).__name__}: {error}"
        if not is_behind:
            self._damaged(problem)
        return False

    def _damaged(self, problem: str) -> None:
        self.result.counts["damaged"] += 1
        self.result.problems.append(problem)

    def _offer(self, record: Foreign, received: Received, is_behind: bool) -> bool:
        if is_behind:
            self._recall(record, received)
            return False
        portal = portal_for(urlsplit(received.url).hostname or "", self.portals)
        if not portal or (self.terms.portals and portal not in self.terms.portals):
            self.result.counts["host_refused" if not portal else "not_asked_for"] += 1
        elif record.is_revisit:
            self.revisits.append((record, received))
        elif not is_success(received.status):
            self.result.counts[f"status_{received.status}"] += 1
        else:
            try:
                body = decoded(received.headers, received.body, manners().answer_bytes)
                flaw = flaw_of(received, manners().answer_bytes)
            except BodyTooLarge as error:
                self.result.counts["too_large"] += 1
                self.result.problems.append(f"{record.place}: {received.url}: {error}")
                return False
            if flaw:
                self.result.problems.append(f"{record.place}: {received.url}: only part of the document: {flaw}")
            self.batch.append((record, received, body))
            self.size += len(body)
            if len(self.batch) >= BATCH or self.size >= BATCH_BYTES:
                self.read()
                return True
        return False

    def _recall(self, record: Foreign, received: Received) -> None:
        if record.is_revisit:
            self.revisits.append((record, received))
            return
        try:
            digest = digest_of(decoded(received.headers, received.body, manners().answer_bytes))
        except BodyTooLarge:
            return
        url = canonical(received.url)
        if is_success(received.status) and portal_for(urlsplit(url).hostname or "", self.portals):
            held = self._archive_of(url).visit(url, digest, received.fetched_at)
            if held is not None and not held.obstacle:
                self._remember(record, received, held)

    def _remember(self, record: Foreign, received: Received, capture: Capture) -> None:
        # a record without a digest is named by none, not by every other that has none
        for digest in filter(None, (record.payload_digest, digest_of(received.body), capture.digest)):
            self.taken[digest] = capture

    def finish(self) -> None:
        self.read()
        for record, received in self.revisits:
            # without a digest nothing says whose body it is
            first = self.taken.get(record.payload_digest) if record.payload_digest else None
            if first is None:
                self.result.counts["revisit_unresolved"] += 1
                continue
            try:
                body = read_body(self.archive, first)
            except DamagedCapture as error:
                self._damaged(f"{record.place}: {received.url}: {error}")
                continue
            plain = [h for h in received.headers if h[0].lower() != "content-encoding"]
            kind = [] if media_type(plain) else [("Content-Type", first.media_type)]
            again = dataclasses.replace(received, status=200, headers=[*plain, *kind], body=body)
            self._keep(record, again, body, "revisits")

    def read(self) -> None:
        """Read what was looked at and is not read yet."""
        if not self.batch:
            return
        chosen, self.batch, self.size = self.batch, [], 0
        documents = [
            Document(str(n), Hint(received.url, url=received.url), media_type(received.headers), FromBytes(body))
            for n, (_, received, body) in enumerate(chosen)
        ]
        inside: dict[str, str] = {}

        def note(member: Member) -> None:
            inside[member.key] = member.bundle

        # by key, whether one that is asked for is in it
        reports: dict[str, bool] = {}
        outcomes: dict[str, str] = {}
        for key, report in read_all(documents, self.workers, note):
            key = inside.get(key, key)
            outcomes.setdefault(key, report.reason or report.outcome)
            if report.outcome == "report":
                head = report.heading
                wanted = self.terms.wanted.takes(head.report_year, head.agency, head.title)
                reports[key] = wanted or reports.get(key, False)
        for n, (record, received, body) in enumerate(chosen):
            outcome = outcomes.get(str(n), "unread")
            if flaw_of(received):
                # What stands in it is right, what is missing cannot be told; it may be all that makes it a report.
                if reports.get(str(n)) or (str(n) not in reports and outcome in _CUT):
                    self._keep(record, received, body, TRUNCATED)
                else:
                    self.result.counts["truncated_not_a_report"] += 1
            elif str(n) in reports and reports[str(n)]:
                kept = self._keep(record, received, body, "reports")
                if kept is not None:
                    self._remember(record, received, kept)
            elif str(n) in reports:
                self.result.counts["not_asked_for"] += 1
            else:
                self.result.counts[f"not_taken: {outcome}"] += 1

    def _keep(self, record: Foreign, received: Received, body: bytes, outcome: str) -> Capture | None:
        try:
            url = canonical(received.url)
            archive = self._archive_of(url)
            held = archive.visit(url, digest_of(body), received.fetched_at)
            if held is not None:
                self.result.counts["held_already"] += 1
                return held
            kind = "page" if sniff(body) == "html" else "file"
            capture = archive.keep(received, url, Found(kind, obtained_by="archive"))
        except _FAULTS as error:
            self._damaged(f"{record.place}: {received.url}: {type(error).__name__}: {error}")
            return None
        self.result.counts[outcome] += 1
        return capture

    def _archive_of(self, url: str) -> PortalArchive:
        name = portal_for(urlsplit(url).hostname or "", self.portals)
        if name not in self.open:
            archive = PortalArchive(self.archive, name, announce=self.terms.announce)
            self.open[name] = self.stack.enter_context(archive)
        return self.open[name]
