"""A backfill as a job that outlives its process: what was ordered, what is done, what is held back until all is done.

    home/backfill/<name>/job.json    the order, its state and progress, replaced in one step
    home/backfill/<name>/made.txt    index files of the archive that it made, a line each, named before they were
    home/backfill/<name>/parts/      parts that it read; they go to home/parts when all of them are there

The name follows from the order, so that the same order goes on where it stood. Until a job is done nobody reads, loads
or publishes what it archived; then all of it at once.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.options import BackfillOptions
from flows.written import write_whole

WORKING, HANDING_OVER, DONE = "working", "handing over", "done"


@dataclass(frozen=True)
class Order:
    """What a backfill is asked to do. source: live, warc, cdx or reread; years, portals, agencies: only these, empty is
    all; files: WARC files or listings; base: address before the file names of a listing."""

    source: str
    years: tuple[int, ...] = ()
    portals: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    base: str = ""

    @property
    def name(self) -> str:
        digest = hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()
        return f"{self.source}-{digest[:12]}"


def order_of(options: BackfillOptions) -> Order:
    """What the options of a backfill order: the same of the same, in whatever order they are given."""
    return Order(
        options.source, tuple(sorted(options.years)), tuple(sorted(options.portals)), tuple(sorted(options.agencies)),
        tuple(str(file.resolve()) for file in options.files), options.base if options.source == "cdx" else "",
    )  # fmt: skip


@dataclass
class Job:
    """One job under a home. progress: by portal its outcome, or by file how many records are behind it; counts: what
    came of it so far; revision: what its readings are called besides the reader's version, so that they replace."""

    folder: Path
    order: Order
    state: str = WORKING
    begun_at: str = ""
    revision: int = 0
    progress: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def made(self) -> Path:
        return self.folder / "made.txt"

    @property
    def parts(self) -> Path:
        return self.folder / "parts"

    def save(self) -> None:
        """Write the job down in one step."""
        self.folder.mkdir(parents=True, exist_ok=True)
        content = {name: value for name, value in asdict(self).items() if name != "folder"}
        write_whole(self.folder / "job.json", json.dumps(content, ensure_ascii=False, indent=1))

    def announce(self, name: str) -> None:
        """Note an index file that is about to be made."""
        with self.made.open("a", encoding="utf-8") as file:
            file.write(name + "\n")
            file.flush()
            os.fsync(file.fileno())

    def index_files(self) -> list[str]:
        """Index files made, relative to the archive; without a torn last line."""
        text = self.made.read_text(encoding="utf-8") if self.made.is_file() else ""
        return list(dict.fromkeys(text.split("\n")[:-1]))


def open_job(home: Path, order: Order) -> tuple[Job, bool]:
    """The job of an order, and whether it goes on with one that was left unfinished; a finished one begins anew."""
    job = _read(home / "backfill" / order.name)
    if job is not None and job.state != DONE:
        return job, True
    folder = home / "backfill" / order.name
    shutil.rmtree(folder, ignore_errors=True)
    now = time.time()
    # tens of seconds since 1970 fit the integers of a dotted version for centuries
    job = Job(folder, order, begun_at=datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds"),
              revision=int(now // 10))  # fmt: skip
    job.save()
    return job, False


def unfinished(home: Path) -> list[Job]:
    """The jobs that are not done, by name."""
    return [job for job in _jobs(home) if job.state != DONE]


def held_back(home: Path) -> set[str]:
    """Index files of the archive, relative to it, whose captures wait until their job is done."""
    return {name for job in unfinished(home) if job.state == WORKING for name in job.index_files()}


def hand_over(job: Job, home: Path) -> None:
    """Give all of a job's parts and captures to the next load. Begun, it is finished by whoever comes next."""
    job.state = HANDING_OVER
    job.save()
    _move_parts(job, home)


def give_up(job: Job) -> None:
    """End a job that nobody will finish: what it archived is read by the next night, what it read is forgotten."""
    shutil.rmtree(job.parts, ignore_errors=True)
    job.state = DONE
    job.save()


def settle(home: Path) -> None:
    """Finish the handing over that a killed process began: before every load."""
    for job in unfinished(home):
        if job.state == HANDING_OVER:
            _move_parts(job, home)


def _move_parts(job: Job, home: Path) -> None:
    (home / "parts").mkdir(parents=True, exist_ok=True)
    for part in sorted(job.parts.glob("*")) if job.parts.is_dir() else ():
        if part.name.startswith("."):
            continue
        if (home / "parts" / part.name).exists():
            shutil.rmtree(part)
        else:
            part.rename(home / "parts" / part.name)


def _jobs(home: Path) -> Iterator[Job]:
    for file in sorted((home / "backfill").glob("*/job.json")):
        if (job := _read(file.parent)) is not None:
            yield job


def _read(folder: Path) -> Job | None:
    try:
        raw = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        order: dict[str, Any] = raw.pop("order")
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in order.items()
        }
        return Job(folder, Order(**values), **raw)
    except (OSError, ValueError, KeyError, TypeError):
        return None
