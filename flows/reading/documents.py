"""Read documents in supervised worker processes: one that hangs, bursts or dies costs itself, not the batch.

Most documents are read at once. Those that LibreOffice must open come after them, twenty to a start of it; bundles come
last, one at a time, each member a document of its own. So the order of the results depends on the documents alone.
"""

import hashlib
import os
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from data.forms import forms
from data.rows import Issue
from data.titles import classify
from extractors import bundle, effort, office
from extractors.evidence import Hint
from extractors.heading import Heading
from extractors.pictures import Beside
from extractors.report import Report, read_report
from extractors.sniff import sniff
from extractors.whole import cut_short
from flows.reading.workers import Failure, Limit, Supervised

OFFICE_BATCH = 20
MOST_PICTURE = 50 * 2**20
LIMITS = {
    "": Limit(60, 10**9),
    "ocr": Limit(180, 2 * 10**9),
    "office": Limit(90, 10**9),
    "office_batch": Limit(office.START_SECONDS + office.FILE_SECONDS * OFFICE_BATCH + 30, 10**9),
}


@dataclass(frozen=True)
class Document:
    """One document to read. load: fetches its bytes in the worker (a path to a file, or an archive's capture).

    joint: what stands between a bundle's name and that of its member; beside: gives the pictures that it shows and has
    from elsewhere, by their address in it.
    """

    key: str
    hint: Hint
    media_type: str
    load: Callable[[], bytes]
    joint: str = "/"
    beside: Beside | None = None


@dataclass(frozen=True)
class FromFile:
    """Loads a file's bytes."""

    path: Path

    def __call__(self) -> bytes:
        return self.path.read_bytes()


@dataclass(frozen=True)
class BesideFile:
    """Pictures beside a file, by their relative address in it: within its folder, nothing of the web."""

    path: Path

    def __call__(self, address: str) -> bytes | None:
        """The picture's bytes; None where the address leads elsewhere or to no picture of a size that is read."""
        try:
            parts = urlsplit(address.replace("\\", "/"))
            if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
                return None
            folder = self.path.parent.resolve()
            for name in dict.fromkeys((unquote(parts.path), parts.path)):
                file = (folder / name).resolve()
                if file.is_relative_to(folder) and file.is_file() and file.stat().st_size <= MOST_PICTURE:
                    body = file.read_bytes()
                    return body if sniff(body) == "image" else None
        except (OSError, ValueError):
            pass  # an address that is no name of a file
        return None


@dataclass(frozen=True)
class Member:
    """A document that was found in a bundle: the bundle's key, its own, its name inside, and what its bytes are."""

    bundle: str
    key: str
    name: str
    digest: str
    size: int


@dataclass(frozen=True)
class _Task:
    """what: `read` one document or postpone it, read it `now` whatever it takes, `convert` and read many, `unpack`.

    spool: a folder of the run for whatever is written on the way; a worker that is killed leaves it behind.
    """

    what: str
    documents: tuple[Document, ...]
    spool: Path


@dataclass(frozen=True)
class _Postponed:
    """A document that is not read by the first look at it: `why` is office or bundle."""

    why: str


@dataclass
class _Unpacked:
    """A bundle's own report, its members as files under names of ours, and the members that cannot be read."""

    report: Report
    files: list[tuple[str, Path, str, int]] = field(default_factory=list)
    lost: list[tuple[str, Issue]] = field(default_factory=list)


@dataclass(frozen=True)
class _Answer:
    """What became of a task, and the seconds it took in the worker."""

    result: "list[Report | _Postponed] | _Unpacked"
    seconds: float


def refused(hint: Hint, code: str, message: str) -> Report:
    """A report of a document that could not be read at all."""
    return Report(hint.document, code, Heading(), "", issues=[Issue(code, "error", message)])


# --- in the worker ---

_say: list[Callable[[str], None]] = []


def _pass_on(kind: str) -> None:
    _say[0](kind)


def _work(task: _Task, say: Callable[[str], None]) -> _Answer:
    if not _say:
        effort.listen(_pass_on)
    _say[:] = [say]
    tempfile.tempdir = str(task.spool)
    begun = time.perf_counter()
    result = _done(task, say)
    return _Answer(result, time.perf_counter() - begun)


def _done(task: _Task, say: Callable[[str], None]) -> "list[Report | _Postponed] | _Unpacked":
    if task.what == "convert":
        say("office_batch")
        return _read_converted(task.documents)
    document = task.documents[0]
    body = _loaded(document)
    if isinstance(body, Report):
        return [body]
    if task.what == "unpack":
        return _unpack(document, body, task.spool)
    if task.what == "read":
        kind = sniff(body)
        if kind in bundle.KINDS:
            return [_Postponed("bundle")]
        if kind in office.TARGETS and office.program():
            return [_Postponed("office")]
    return [_read(document, body)]


def _loaded(document: Document) -> bytes | Report:
    try:
        return document.load()
    except Exception as error:
        return refused(document.hint, "damaged", f"cannot be loaded: {type(error).__name__}: {error}")


def _read(document: Document, body: bytes) -> Report:
    try:
        return read_report(body, document.media_type, document.hint, document.beside)
    except Exception as error:
        # the reader's own fault, kept beside the document it met it on
        return refused(document.hint, "damaged", f"the reader failed: {type(error).__name__}: {error}")


def _read_converted(documents: tuple[Document, ...]) -> list[Report | _Postponed]:
    """One report a document; what the batch's one start of LibreOffice did not answer is postponed again."""
    files = {}
    found: dict[str, Report | _Postponed] = {}
    for document in documents:
        body = _loaded(document)
        if isinstance(body, Report):
            found[document.key] = body
        else:
            files[document.key] = (sniff(body), body)
    try:
        made = office.convert(files, alone=False)
    except office.NeedsProgram:
        made = {}
    for document in documents:
        if document.key in files and document.key in made:
            report = _read(document, made[document.key].body)
            report.media = files[document.key][0]
            if said := cut_short(*files[document.key]):
                report.issues.append(Issue("damaged", "error", said))
            found[document.key] = report
    return [found.get(document.key) or _Postponed("office") for document in documents]


def _unpack(document: Document, body: bytes, spool: Path) -> _Unpacked:
    """Write the members to the spool, numbered: no name of theirs touches the disk."""
    unpacked = _Unpacked(Report(document.hint.document, "not_a_report", Heading(), sniff(body)))
    own: list[Issue] = []
    for found in bundle.members(body, ""):
        if isinstance(found, bundle.Member):
            path = spool / f"{len(unpacked.files):06d}"
            path.write_bytes(found.body)
            digest = "sha256:" + hashlib.sha256(found.body).hexdigest()
            unpacked.files.append((found.name.lstrip("/"), path, digest, len(found.body)))
        elif found[0]:
            unpacked.lost.append((found[0].lstrip("/"), found[1]))
        else:
            own.append(found[1])
    count = len(unpacked.files) + len(unpacked.lost)
    if own and not count:
        unpacked.report.outcome = own[0].code
    else:
        reason = "attachment_only" if count else "other"
        what = f"a bundle of {count} files, each a document of its own" if count else "no file"
        own.insert(0, Issue("not_a_report", "info", f"{reason}: {what}", reason=reason))
    unpacked.report.issues = own
    return unpacked


# --- around the workers ---


def read_all(
    documents: Iterable[Document],
    workers: int | None = None,
    on_member: Callable[[Member], None] | None = None,
    on_seconds: Callable[[str, float], None] | None = None,
) -> Iterator[tuple[str, Report]]:
    """Read documents with `workers` processes (default: one a core); each gives its key and a report.

    A bundle gives a report of its own, then one for each member, whose key is `bundle's key/name inside`; on_member is
    called for each before it is read; on_seconds with the key of each before its report is given, and what it took in
    its worker (of a batch for LibreOffice an equal share). What a document may take is in LIMITS.
    """
    forms()  # a folder of forms that cannot be read is one fault of the call, not one of every document
    count = workers or os.cpu_count() or 1
    with (
        tempfile.TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as folder,
        Supervised(_work, count, LIMITS, ["flows.reading.preloaded"]) as pool,
    ):
        reading = _Reading(pool, Path(folder))
        for key, report in reading.all(documents, on_member):
            if on_seconds:
                on_seconds(key, reading.seconds.pop(key, 0.0))
            yield key, report


@dataclass(frozen=True)
class _Reading:
    """The workers of one run and its folder."""

    pool: Supervised[_Task, _Answer]
    spool: Path
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def all(
        self, documents: Iterable[Document], on_member: Callable[[Member], None] | None
    ) -> Iterator[tuple[str, Report]]:
        """The documents, then the bundles among them with their members."""
        bundles: list[Document] = []
        yield from self.round(documents, bundles)
        for document in bundles:
            yield from self.bundle(document, on_member)

    def took(self, documents: tuple[Document, ...], answer: _Answer | Failure) -> None:
        for document in documents:
            self.seconds[document.key] += answer.seconds / len(documents)

    def outcomes(
        self, what: str, groups: Iterable[tuple[Document, ...]]
    ) -> Iterator[tuple[Document, Report | _Postponed]]:
        """Every document of the groups with what became of it; a batch that failed postpones all that is in it."""
        handed: deque[tuple[Document, ...]] = deque()

        def tasks() -> Iterator[_Task]:
            for group in groups:
                handed.append(group)
                yield _Task(what, group, self.spool)

        for answer in self.pool.run(tasks()):
            group = handed.popleft()
            self.took(group, answer)
            if isinstance(answer, _Answer) and isinstance(answer.result, list):
                yield from zip(group, answer.result, strict=True)
            elif isinstance(answer, Failure) and what != "convert":
                yield group[0], _failed(group[0], answer)
            else:
                yield from ((document, _Postponed("office")) for document in group)

    def round(self, documents: Iterable[Document], bundles: list[Document]) -> Iterator[tuple[str, Report]]:
        """Read the documents, those for LibreOffice after the others; bundles among them are put on the list."""
        waiting: list[Document] = []
        for document, outcome in self.outcomes("read", ((document,) for document in documents)):
            if isinstance(outcome, Report):
                yield document.key, outcome
            elif outcome.why == "bundle":
                bundles.append(document)
            else:
                waiting.append(document)
        batches = [tuple(waiting[i : i + OFFICE_BATCH]) for i in range(0, len(waiting), OFFICE_BATCH)]
        alone: list[tuple[Document, ...]] = []
        for document, outcome in self.outcomes("convert", batches):
            if isinstance(outcome, Report):
                yield document.key, outcome
            else:
                alone.append((document,))
        for document, outcome in self.outcomes("now", alone):
            if isinstance(outcome, Report):
                yield document.key, outcome

    def bundle(self, document: Document, on_member: Callable[[Member], None] | None) -> Iterator[tuple[str, Report]]:
        """The bundle's own report, then those of its members."""
        with tempfile.TemporaryDirectory(dir=self.spool, ignore_cleanup_errors=True) as folder:
            answer = next(self.pool.run([_Task("unpack", (document,), Path(folder))]))
            self.took((document,), answer)
            if isinstance(answer, Failure):
                yield document.key, _failed(document, answer)
            elif isinstance(answer.result, list):
                yield from ((document.key, report) for report in answer.result if isinstance(report, Report))
            else:
                yield document.key, answer.result.report
                yield from self.members(document, answer.result, on_member)

    def members(
        self, document: Document, unpacked: _Unpacked, on_member: Callable[[Member], None] | None
    ) -> Iterator[tuple[str, Report]]:
        sole = len(unpacked.files) + len(unpacked.lost) == 1
        for name, _, digest, size in (*unpacked.files, *((name, None, "", 0) for name, _ in unpacked.lost)):
            if on_member:
                on_member(Member(document.key, f"{document.key}/{name}", name, digest, size))
        for name, issue in unpacked.lost:
            hint = _member_hint(document, name, sole)
            yield f"{document.key}/{name}", refused(hint, issue.code, issue.message)
        inside = (
            Document(f"{document.key}/{name}", _member_hint(document, name, sole), "", FromFile(path))
            for name, path, _, _ in unpacked.files
        )
        yield from self.round(inside, [])


def _failed(document: Document, failure: Failure) -> Report:
    return refused(document.hint, "damaged" if failure.what == "died" else "over_limit", failure.message)


def _member_hint(document: Document, name: str, sole: bool) -> Hint:
    """What a member's own name says. What the list said of a bundle holds for its only member, not for one of many."""
    hint = replace(document.hint, document=f"{document.hint.document}{document.joint}{name}")
    stem = PurePosixPath(name).stem
    if classify(stem).is_title:
        hint = replace(hint, title=stem)
    elif not sole:
        hint = replace(hint, title="")
    return hint if sole else replace(hint, agency="")
