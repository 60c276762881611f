"""Damage planted by chance in all that is kept: single bits, cut, swapped and doubled files; and what comes of it.

`python -m tests.flips FOLDER --damages 10000 --nights 100 --seconds 900` plays it on a small home with a ledger and a
backup, and prints the counts. Each damage is noticed by the verifier, or harmless: what is kept gives what it gave.
"""

import argparse
import os
import shutil
import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

import duckdb

from data.run_summary import RUNNING
from flows.catch_up import read_and_publish
from flows.runs.running import running
from flows.upkeep.backup import backup
from flows.upkeep.copies import MANIFEST, SEAL, is_good, readable
from flows.upkeep.kept import flaw, things
from flows.upkeep.scrub import scrub
from spiders.archive import DamagedCapture, index_files, read_body, read_index_file
from spiders.ledger import Ledger
from tests.sample_home import make
from warehouse.digests import digest_of
from warehouse.places import published_file, work_file
from warehouse.query import run as ask
from warehouse.release import published_flaw
from warehouse.shown import look_inside

ROOMS = ("parts", "index", "warc", "ledger", "releases", "work", "published", "backup")


@dataclass(frozen=True)
class Kept:
    """A home and where it was copied to."""

    home: Path
    target: Path


def prepare(folder: Path, sample: Path | None = None, played: int = 1) -> Kept:
    """A small home with a ledger, and its backup. sample: a home to begin with; played: nights before the backup."""
    kept = Kept(folder / "home", folder / "copies")
    if sample is None:
        make(kept.home)
    else:
        shutil.copytree(sample, kept.home)
    for portal in sorted((kept.home / "archive").iterdir()):
        ledger = Ledger(kept.home / "crawl" / f"{portal.name}.sqlite")
        ledger.catch_up(capture for file in portal.glob("*.index.jsonl") for capture in read_index_file(file))
        ledger.close()
    scrub(kept.home, whole=True)
    for _ in range(played):
        night(kept.home)
    backup(kept.home, kept.target)
    return kept


def night(home: Path) -> str:
    """A night without its crawl, with all that is kept verified; its outcome."""
    with running("nightly", home) as run:
        scrub(home, whole=True)
        read_and_publish(run, home, 1)
    return run.so_far.outcome


def figures(home: Path) -> Counter[tuple[object, ...]]:
    """The published figures, as often as each stands there."""
    rows = ask(published_file(home), "SELECT agency_id, report_year, concept, value, raw_zh FROM panel")
    return Counter(map(tuple, rows.astype(str).itertuples(index=False)))


def files_of(kept: Kept, room: str) -> list[Path]:
    """The files of a room that may rot."""
    home, warehouse = kept.home, kept.home / "warehouse"
    found = {
        "parts": (p for p in (home / "parts").glob("[!.]*/*")), "index": iter(index_files(home / "archive")),
        "warc": (home / "archive").glob("*/*.warc.gz"), "ledger": (home / "crawl").glob("*.sqlite*"),
        "releases": (warehouse / "kept").iterdir(), "work": iter([work_file(home)]),
        "published": iter([published_file(home)]), "backup": kept.target.rglob("*"),
    }[room]  # fmt: skip
    return sorted(file for file in found if file.is_file() and file.stat().st_size)


def thing_of(kept: Kept, file: Path) -> list[str]:
    """The things that a file belongs to, as the verifier names them."""
    home = kept.home
    if not file.is_relative_to(home):
        return [str(file.with_name(MANIFEST) if file.name == SEAL else file)]
    name = str(file.relative_to(home))
    if name.startswith("archive/"):
        return [str(index.relative_to(home)) for index in file.parent.glob("*.index.jsonl")]
    if name.startswith("parts/"):
        return [str(file.parent.relative_to(home))]
    return [name.removesuffix(".sha256") if name.startswith("crawl/") else name.replace(".sha256", ".duckdb")]


def content(kept: Kept, room: str) -> object:
    """What a room gives to those who read it."""
    if room in ("index", "warc"):
        archive = kept.home / "archive"
        captures = [capture for file in index_files(archive) for capture in read_index_file(file)]
        try:
            return [(capture, read_body(archive, capture)) for capture in captures]
        except DamagedCapture as error:
            return str(error)
    if room == "ledger":
        rows = []
        for file in sorted((kept.home / "crawl").glob("*.sqlite")):
            with closing(sqlite3.connect(file)) as db:
                rows += db.execute("SELECT * FROM entry ORDER BY key").fetchall()
        return rows
    if room == "releases":
        folder = kept.home / "warehouse" / "kept"
        said = [file.read_text(errors="replace").partition(" ")[0] for file in sorted(folder.glob("*.sha256"))]
        return [said, [digest_of(file) for file in sorted(folder.glob("*.duckdb"))]]
    if room == "backup":
        return [
            (snapshot.name, name, entry, is_good(snapshot / name, entry.digest))
            for snapshot, files in readable(kept.target).items()
            for name, entry in sorted(files.items())
        ]
    file = work_file(kept.home)
    with duckdb.connect(str(file), read_only=True) as con:
        look_inside(con)
        names = con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY 1").fetchall()
        return [con.execute(f'SELECT count(*), bit_xor(hash(t)) FROM "{name}" AS t').fetchone() for (name,) in names]


def flip(draw: Random, file: Path) -> str:
    """Change one bit of a file."""
    at, bit = draw.randrange(file.stat().st_size), draw.randrange(8)
    changed = bytearray(file.read_bytes())
    changed[at] ^= 1 << bit
    _write(file, bytes(changed))
    return f"bit {bit} of byte {at}"


def cut(draw: Random, file: Path) -> str:
    """Cut a file somewhere."""
    at = draw.randrange(file.stat().st_size)
    _write(file, file.read_bytes()[:at])
    return f"cut at {at}"


def swap(draw: Random, file: Path, others: list[Path]) -> str:
    """Give a file the bytes of another of its room."""
    other = draw.choice(others)
    _write(file, other.read_bytes())
    return f"the bytes of {other}"


def _write(file: Path, changed: bytes) -> None:
    """Change a file in place, as a disk does: its size may change, its moment and mode stay."""
    state = file.stat()
    file.chmod(0o644)
    file.write_bytes(changed)
    file.chmod(state.st_mode)
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))


def damages(kept: Kept, count: int, seed: int, until: float = float("inf")) -> Counter[str]:
    """Plant one damage after the other and take it back: how many of each room were noticed or harmless.

    Raises AssertionError for one that is neither.
    """
    draw, found = Random(seed), Counter[str]()
    was = {room: content(kept, room) for room in ("index", "ledger", "releases", "work", "backup")}
    was["warc"] = was["index"]
    for number in range(count):
        if time.monotonic() > until:
            break
        # the writer's file is read through each time, which takes longest
        room = draw.choices(ROOMS, [2 if room == "work" else 10 for room in ROOMS])[0]
        files = files_of(kept, room)
        file = draw.choice(files)
        whole = file.read_bytes()
        others = [other for other in files if other.suffix == file.suffix and other.read_bytes() != whole]
        kind = number % 20
        how = cut(draw, file) if kind == 1 else swap(draw, file, others) if kind == 2 and others else flip(draw, file)
        noticed = any(flaw(kept.home, name) for name in thing_of(kept, file))
        if not noticed and file.read_bytes() != whole:
            # what a line that is cut off at the end costs is asked for again
            same = room in was and (content(kept, room) == was[room] or (room == "index" and _is_cut(file, whole)))
            assert same, (seed, number, file, how)
        found[f"{room} {'noticed' if noticed else 'harmless'}"] += 1
        _write(file, whole)
    return found


def _is_cut(file: Path, whole: bytes) -> bool:
    """Whether an index ends as one that a crawl is writing or was killed at: what that costs is asked for again."""
    return whole.startswith(file.read_bytes())


def nights(kept: Kept, count: int, seed: int, until: float = float("inf")) -> Counter[str]:
    """Let nights meet one damage each: how they ended. Raises AssertionError for a figure changed, a night stopped."""
    draw, found = Random(seed), Counter[str]()
    truth = figures(kept.home)
    pristine = kept.home.parent / "pristine"
    shutil.rmtree(pristine, ignore_errors=True)
    shutil.copytree(kept.home, pristine / "home")
    shutil.copytree(kept.target, pristine / "copies")
    for number in range(count):
        if time.monotonic() > until:
            break
        room = ROOMS[number % len(ROOMS)]
        files = files_of(kept, room)
        file = draw.choice(files)
        kind = draw.choice(("flip", "flip", "flip", "cut", "swap", "double"))
        others = [other for other in files if other.suffix == file.suffix and other != file]
        if kind == "cut":
            how = cut(draw, file)
        elif kind == "swap" and others:
            how = swap(draw, file, others)
        elif kind == "double" and room in ("index", "parts"):
            how = f"doubled {_doubled(file, room)}"
        else:
            how = flip(draw, file)
        outcome = night(kept.home)
        place = (seed, number, file, how, outcome)
        assert outcome not in ("failed", RUNNING), place
        assert figures(kept.home) == truth and not published_flaw(kept.home), place
        found[f"{room} {outcome}"] += 1
        for name in ("home", "copies"):
            shutil.rmtree(kept.home.parent / name)
            shutil.copytree(pristine / name, kept.home.parent / name)
    return found


def _doubled(file: Path, room: str) -> Path:
    if room == "parts":
        goal = file.parent.with_name(f"{file.parent.name}-again")
        shutil.copytree(file.parent, goal)
        return goal
    goal = file.with_name("20200101T000000Z.index.jsonl")
    shutil.copyfile(file, goal)
    return goal


def main() -> None:
    """Play it, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for name, default in (("damages", 1000), ("nights", 0), ("seed", 1), ("seconds", 600)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    until = time.monotonic() + asked.seconds
    shutil.rmtree(asked.folder, ignore_errors=True)
    kept = prepare(asked.folder)
    assert not [name for name, _ in things(kept.home) if flaw(kept.home, name)]
    for found in (damages(kept, asked.damages, asked.seed, until), nights(kept, asked.nights, asked.seed, until)):
        print(found.total(), dict(sorted(found.items())), flush=True)


if __name__ == "__main__":
    main()
