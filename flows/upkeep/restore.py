"""A copy back into a home: all of it into an empty one, or what is damaged or missing of one that is in use."""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.upkeep.backup import pour, sync
from flows.upkeep.copies import Manifest, NoBackup, hash_of, is_good, manifest_of, readable, snapshots
from flows.upkeep.kept import flaw
from spiders.archive import INDEX, WARC
from spiders.examine import held
from warehouse.places import published_file, work_file
from warehouse.release import READ_ONLY

_MARK = "restore.json"
_FOLDERS = ("archive", "backfill", "crawl", "parts", "runs", "warehouse")


@dataclass(frozen=True)
class Restored:
    """What came of it: the copy, how many files were put back, and the hash over all paths and digests, computed from
    what lies in the home now. left: files that are in the home, otherwise than in the copy, and not damaged."""

    snapshot: Path
    files: int
    hash: str
    left: tuple[str, ...] = ()


def restore(target: Path, home: Path, snapshot: str = "") -> Restored:
    """Put a copy (the newest, or the one named) into an empty home, every file verified as it lies there then.

    A file that is damaged in this copy is taken from another that has it. Raises NoBackup. One that was broken off is
    begun anew.
    """
    chosen, manifest = _chosen(target, snapshot)
    mark = home / _MARK
    if not mark.is_file() and any((home / name).exists() for name in _FOLDERS):
        raise NoBackup(f"{home} holds something already: move it away, name what to put back, or another folder")
    home.mkdir(parents=True, exist_ok=True)
    mark.write_text(json.dumps({"from": str(chosen)}), encoding="utf-8")
    for name in _FOLDERS:
        shutil.rmtree(home / name, ignore_errors=True)
    others = readable(target)
    for name in manifest:
        _put(chosen, manifest, name, home / name, others)
    if published_file(home).is_file():
        published_file(home).chmod(READ_ONLY)
        shutil.copyfile(published_file(home), work_file(home))
    mark.unlink()
    return Restored(chosen, len(manifest), hash_of(manifest))


def restore_part(target: Path, home: Path, only: Sequence[str], snapshot: str = "") -> Restored:
    """Put back what a home in use lacks, or has damaged, of the paths that begin with one of `only`.

    What is whole in the home stays, however it differs. The writer's lock must be held. Raises NoBackup, and
    ArchiveBusy while a crawl writes what is to be put back.
    """
    chosen, manifest = _chosen(target, snapshot)
    asked = [name for name in manifest if any(name == one or name.startswith(f"{one.rstrip('/')}/") for one in only)]
    if not asked:
        raise NoBackup(f"{chosen} holds nothing of {', '.join(only)}")
    others, left, put = readable(target), [], {}
    for name in asked:
        if is_good(home / name, manifest[name].digest):
            continue
        if (home / name).exists() and not any(flaw(home, thing) for thing in _things_of(home, name)):
            left.append(name)
            continue
        put[name] = manifest[name]
    for name in put:
        portal = (home / name).parent
        if name.startswith("archive/"):
            portal.mkdir(parents=True, exist_ok=True)
            with held(portal):
                _put(chosen, manifest, name, home / name, others)
        else:
            _put(chosen, manifest, name, home / name, others)
    return Restored(chosen, len(put), hash_of(put), tuple(left))


def _things_of(home: Path, name: str) -> Iterator[str]:
    """The things that a file of a home belongs to, as the verifier names them."""
    if name.startswith("archive/") and name.endswith((INDEX, WARC)):
        folder = Path(name).parent
        if name.endswith(INDEX):
            yield name
        else:
            yield from (str(folder / index.name) for index in (home / folder).glob(f"*{INDEX}"))
    elif name.startswith("parts/"):
        yield str(Path(name).parent)
    elif name.startswith(("crawl/", "warehouse/")) and not name.endswith(".json"):
        yield name


def _chosen(target: Path, snapshot: str) -> tuple[Path, Manifest]:
    found = snapshots(target)
    wanted = [path for path in found if snapshot in ("", path.name)]
    if not wanted:
        names = ", ".join(path.name for path in found) or "none"
        raise NoBackup(f"no copy {snapshot} in {target}; there are: {names}")
    try:
        return wanted[-1], manifest_of(wanted[-1])
    except NoBackup as error:
        whole = ", ".join(path.name for path in reversed(readable(target))) or "none"
        raise NoBackup(f"{error}: choose another copy; there remain: {whole}") from error


def _put(chosen: Path, manifest: Manifest, name: str, goal: Path, others: dict[Path, Manifest]) -> None:
    """Put one file back, and read it again; from another copy where the chosen one has it damaged."""
    digest = manifest[name].digest
    alike = [other / name for other, files in others.items() if name in files and files[name].digest == digest]
    goal.parent.mkdir(parents=True, exist_ok=True)
    partial = goal.with_name(f".{goal.name}.restored")
    for source in (chosen / name, *alike):
        try:
            with source.open("rb") as read, partial.open("wb") as file:
                same = pour(read, file) == digest
                sync(file)
        except FileNotFoundError:
            continue
        if same and is_good(partial, digest):
            partial.replace(goal)
            return
    partial.unlink(missing_ok=True)
    raise NoBackup(f"{chosen / name} is not what was backed up: choose an earlier copy ({chosen.parent})")
