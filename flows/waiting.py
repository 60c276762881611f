"""What waits to be read: the archive against the parts and what the warehouse holds. Nothing here is slow to import."""

from collections.abc import Container, Iterable
from pathlib import Path

import pyarrow.parquet as pq

from extractors.version import READER_VERSION
from flows.backfilling import jobs
from flows.reading.joined import join
from spiders.archive import Capture, index_files, is_document, is_part, read_index_file
from warehouse.backlog import read_already
from warehouse.places import published_file


def backlog(home: Path) -> int:
    """How many documents wait to be read, by the published file and parts that came after it: nobody is disturbed.

    Raises warehouse.published.Unreadable, spiders.archive.ArchiveError, or OSError for a part that is not whole.
    """
    done, loaded = read_already(published_file(home), READER_VERSION)
    done |= read_in(part for part in parts_of(home) if part.name not in loaded)
    return len(documents(home, released_names(home), done))


def documents(home: Path, index_names: Iterable[str], besides: Container[str] = ()) -> list[Capture]:
    """The documents in index files of the archive, each once, oldest first, but for some capture ids.

    The pages of a long article are one document.
    """
    fresh: dict[str, Capture] = {}
    for name in index_names:
        for capture in read_index_file(home / "archive" / name):
            held = fresh.get(capture.capture_id)
            if is_document(capture) and (held is None or (is_part(held) and not is_part(capture))):
                fresh[capture.capture_id] = capture
    return [capture for capture in join(fresh.values()) if capture.capture_id not in besides]


def read_in(parts: Iterable[Path]) -> set[str]:
    """Capture ids that parts hold readings of."""
    done: set[str] = set()
    for part in parts:
        done |= set(pq.read_table(part / "reading.parquet", columns=["capture_id"]).column(0).to_pylist())
    return done


def index_names(home: Path) -> list[str]:
    """The index files of the archive, relative to it."""
    return [str(file.relative_to(home / "archive")) for file in index_files(home / "archive")]


def released_names(home: Path) -> list[str]:
    """The index files of the archive, but for those that a backfill holds back until it is done."""
    names = index_names(home)
    held = jobs.held_back(home)  # after the names: a backfill says what it is about to make before it does
    return [name for name in names if name not in held]


def parts_of(home: Path) -> list[Path]:
    """The whole parts under a home or a backfill's folder, loaded or not, by name."""
    return sorted(p for p in (home / "parts").glob("*") if p.is_dir() and not p.name.startswith("."))
