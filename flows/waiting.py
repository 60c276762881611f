"""What waits to be read: the archive against the parts and what the warehouse holds. Nothing here is slow to import."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data.captures import Capture
from flows.backfilling import jobs
from flows.reading.due import Due, due_readings
from flows.reading.editions import present_readers
from flows.reading.joined import join
from spiders.archive import index_files, is_document, is_part, read_index_file
from warehouse.backlog import already_read, loaded_parts, published
from warehouse.places import published_file


@dataclass(frozen=True)
class Backlog:
    """Documents that wait to be read; of these `again` were read before, and reasons say why they are due."""

    count: int
    again: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)


def backlog(home: Path) -> Backlog:
    """What waits to be read, by the published file and parts that came after it: nobody is disturbed.

    Raises warehouse.published.Unreadable, spiders.archive.ArchiveError, or OSError for a part that is not whole.
    """
    done: set[str] = set()
    loaded: set[str] = set()
    due = Due()
    if published_file(home).is_file():
        with published(published_file(home)) as con:
            due = due_readings(con, home, present_readers(home))
            done, loaded = set(already_read(con).capture_ids - due.capture_ids), loaded_parts(con)
    done |= read_in(part for part in parts_of(home) if part.name not in loaded)
    waiting = documents(home, released_names(home), done)
    again = sum(capture.capture_id in due.capture_ids for capture in waiting)
    return Backlog(len(waiting), again, due.reasons if again else {})


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
    from pyarrow import parquet

    done: set[str] = set()
    for part in parts:
        done |= set(parquet.read_table(part / "reading.parquet", columns=["capture_id"]).column(0).to_pylist())
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
