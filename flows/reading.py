"""Read documents in worker processes: one that dies costs its document, not the batch."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from extractors.heading import Heading
from extractors.issues import Issue
from extractors.report import Hint, Report, read_report
from flows.orphan import die_with_parent


@dataclass(frozen=True)
class Document:
    """One document to read. load: fetches its bytes in the worker (a path to a file, or an archive's capture)."""

    key: str
    hint: Hint
    media_type: str
    load: Callable[[], bytes]


@dataclass(frozen=True)
class FromFile:
    """Loads a file's bytes."""

    path: Path

    def __call__(self) -> bytes:
        return self.path.read_bytes()


def _begin() -> None:
    die_with_parent()


def _read(document: Document) -> Report:
    try:
        body = document.load()
    except Exception as error:
        return refused(document.hint, "damaged", f"cannot be loaded: {type(error).__name__}: {error}")
    try:
        return read_report(body, document.media_type, document.hint)
    except Exception as error:
        # the reader's own fault, kept beside the document it met it on
        return refused(document.hint, "damaged", f"the reader failed: {type(error).__name__}: {error}")


def refused(hint: Hint, code: str, message: str) -> Report:
    """A report of a document that could not be read at all."""
    return Report(hint.document, code, Heading(), "", issues=[Issue(code, "error", message)])


def read_all(documents: Iterable[Document], workers: int | None = None) -> Iterator[tuple[str, Report]]:
    """Read documents in their order with `workers` processes (default: one a core).

    A worker that dies ends its pool; what it had not answered is then read one document a process, so that the one
    at fault is known by name.
    """
    waiting = list(documents)
    count = min(workers or os.cpu_count() or 1, max(1, len(waiting)))
    while waiting:
        with _pool(count) as pool:
            futures: list[Future[Report]] = [pool.submit(_read, document) for document in waiting]
            done = 0
            try:
                for document, future in zip(waiting, futures, strict=True):
                    yield document.key, future.result()
                    done += 1
            except BrokenProcessPool:
                pass
        waiting = waiting[done:]
        if waiting:
            document = waiting.pop(0)
            yield document.key, _alone(document)


def _alone(document: Document) -> Report:
    with _pool(1) as pool:
        try:
            return pool.submit(_read, document).result()
        except BrokenProcessPool:
            return refused(document.hint, "damaged", "the process that read it died")


def _pool(workers: int) -> ProcessPoolExecutor:
    # spawn and fork are no choice beside threads and reactors; the fork server has the readers loaded once
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["extractors.report"])
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)
