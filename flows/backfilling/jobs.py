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

from data.typed import from_json
from flows.options import BackfillOptions
from flows.written import write_whole

WORKING, HANDING_OVER, DONE = "working", "handing over", "done"
MADE, PARTS = "made.txt", "parts"


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
    """One job under a home. ended: by portal its outcome; behind: by file how many of its records are; counts: what
    came of it so far; revision: what its readings are called besides the reader's version, so that they replace."""

    folder: Path
    order: Order
    state: str = WORKING
    begun_at: str = ""
    revision: int = 0
    ended: dict[str, str] = field(default_factory=dict)
    behind: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def made(self) -> Path:
        return self.folder / MADE

    @property
    def parts(self) -> Path:
        return self.folder / PARTS

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
        return _index_files(self.made)


def open_job(home: Path, order: Order) -> tuple[Job, bool]:
    """The job of an order, and whether it goes on with one that was left unfinished; a finished one begins anew.

    One whose own file cannot be read is done from its beginning, and still holds back what it made.
    """
    folder = home / "backfill" / order.name
    job = _read(folder)
    if job is not None and job.state != DONE:
        return job, True
    if job is not None:
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
    """Index files of the archive, relative to it, whose captures wait until their job is done.

    A job that cannot be read may be at work: nothing says that what it made is whole.
    """
    made = [job.index_files() for job in unfinished(home) if job.state == WORKING]
    made += [_index_files(folder / MADE) for folder in unreadable(home)]
    return {name for names in made for name in names}


def unreadable(home: Path) -> list[Path]:
    """The folders of jobs whose own file is there and cannot be read, or is gone while others are there."""
    folders = sorted(path for path in (home / "backfill").glob("*") if path.is_dir())
    return [folder for folder in folders if _read(folder) is None and any(folder.iterdir())]


def hand_over(job: Job, home: Path) -> None:
    """Give all of a job's parts and captures to the next load. Begun, it is finished by whoever comes next."""
    job.state = HANDING_OVER
    job.save()
    _move_parts(job, home)


def give_up(folder: Path) -> None:
    """End a job that nobody will finish: what it archived is read by the next night, what it read is forgotten."""
    shutil.rmtree(folder / PARTS, ignore_errors=True)
    job = _read(folder)
    if job is None:
        shutil.rmtree(folder)
        return
    job.state = DONE
    job.save()


def settle(home: Path) -> None:
    """Finish the handing over that a killed process began: before every load."""
    for job in unfinished(home):
        if job.state == HANDING_OVER:
            _move_parts(job, home)


def _index_files(made: Path) -> list[str]:
    text = made.read_text(encoding="utf-8", errors="replace") if made.is_file() else ""
    return list(dict.fromkeys(text.split("\n")[:-1]))


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
        progress = raw.get("progress", {})  # as earlier versions wrote both
        raw = {
            "ended": {name: value for name, value in progress.items() if isinstance(value, str)},
            "behind": {name: value for name, value in progress.items() if isinstance(value, int)},
        } | raw
        job = from_json(Job, raw | {"folder": folder})
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return job if job.state in (WORKING, HANDING_OVER, DONE) else None
