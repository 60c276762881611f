"""Copies of a home as they lie in their targets: which there are, what each holds, whether a file is what was copied.

    <target>/<stamp>/…                the home's files as they were
    <target>/<stamp>/manifest.json    path → size, moment of change, sha256
    <target>/<stamp>/manifest.sha256  the digest of the manifest

Where a home was copied to stands in its `backups.json`, so that its nights verify those copies too.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from data.errors import Told
from flows.written import write_whole
from warehouse.digests import digest_of

MANIFEST, SEAL = "manifest.json", "manifest.sha256"
_TARGETS = "backups.json"


class NoBackup(Told):
    """Nothing to restore, or no place for it, or it is not what was backed up; the message says which."""


@dataclass(frozen=True)
class Entry:
    """One file of a copy: its bytes, when it was changed in the home (ns), its digest."""

    size: int
    changed: int
    digest: str


Manifest = Mapping[str, Entry]


def snapshots(target: Path) -> list[Path]:
    """Whole copies under `target`, oldest first."""
    return sorted(path.parent for path in target.glob(f"[!.]*/{MANIFEST}"))


def manifest_of(snapshot: Path) -> Manifest:
    """What a copy holds. Raises NoBackup where its manifest is not what was written."""
    try:
        state = (snapshot / MANIFEST).stat()
    except OSError as error:
        raise NoBackup(f"{snapshot / MANIFEST} cannot be read: {error}") from error
    return _manifest_of(snapshot, state.st_mtime_ns, state.st_size)


@functools.lru_cache(maxsize=16)
def _manifest_of(snapshot: Path, changed: int, size: int) -> Manifest:
    file = snapshot / MANIFEST
    try:
        content = file.read_bytes()
        sealed = (snapshot / SEAL).read_text(encoding="ascii", errors="replace").split()
        if sealed[:1] != [hashlib.sha256(content).hexdigest()]:
            raise NoBackup(f"{file} is not what was written")
    except FileNotFoundError:
        if not file.is_file():
            raise NoBackup(f"{file} is not there") from None
        # a copy of an earlier version has no seal
    except OSError as error:
        raise NoBackup(f"{file} cannot be read: {error}") from error
    try:
        found = json.loads(content)
        return {name: Entry(int(size), int(changed), str(digest)) for name, (size, changed, digest) in found.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise NoBackup(f"{file} cannot be read: {error}") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write down what a copy holds, and the digest of that."""
    rows = {name: [entry.size, entry.changed, entry.digest] for name, entry in manifest.items()}
    text = json.dumps(rows, ensure_ascii=False, indent=0, sort_keys=True)
    write_whole(folder / SEAL, f"{hashlib.sha256(text.encode()).hexdigest()}  {MANIFEST}\n")
    write_whole(folder / MANIFEST, text)


def readable(target: Path) -> dict[Path, Manifest]:
    """The copies under a target whose manifest can be believed, newest first."""
    found: dict[Path, Manifest] = {}
    for snapshot in reversed(snapshots(target)):
        try:
            found[snapshot] = manifest_of(snapshot)
        except NoBackup:
            continue
    return found


def hash_of(manifest: Manifest) -> str:
    """One hash over the paths and digests of a copy: what is restored from it has the same."""
    lines = (f"{name} {entry.digest}\n" for name, entry in sorted(manifest.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]


def is_good(file: Path, digest: str) -> bool:
    """Whether a file is there with this digest."""
    try:
        return digest_of(file) == digest
    except OSError:
        return False


def note_target(home: Path, target: Path) -> None:
    """Write down that a home has copies in a target."""
    known = [str(place) for place in targets(home)]
    if str(target) not in known:
        write_whole(home / _TARGETS, json.dumps({"targets": [*known, str(target)]}, ensure_ascii=False, indent=1))


def targets(home: Path) -> list[Path]:
    """Where a home was copied to; some may not be there now."""
    try:
        found = json.loads((home / _TARGETS).read_text(encoding="utf-8"))["targets"]
        return [Path(place) for place in found if isinstance(place, str)]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def copies_of(home: Path) -> Iterator[tuple[Path, Manifest]]:
    """The copies of a home that can be reached, newest first in each target."""
    for target in targets(home):
        yield from readable(target).items()


def own_files(target: Path) -> Iterator[tuple[Path, Entry]]:
    """Each file of the copies under a target once: as the newest copy has it that holds it like this."""
    seen: set[tuple[str, Entry]] = set()
    for snapshot, manifest in readable(target).items():
        for name, entry in manifest.items():
            if (name, entry) not in seen:
                seen.add((name, entry))
                yield snapshot / name, entry


def copy_of_file(path: Path) -> tuple[Path, str] | None:
    """The copy that a file belongs to, and its name there; None for a file of no copy."""
    for folder in path.parents:
        if (folder / MANIFEST).is_file():
            return folder, str(path.relative_to(folder))
    return None


def copy_flaw(path: Path) -> str:
    """What is wrong with one file of a copy, or with its manifest; "" where it is what was copied."""
    if path.name == MANIFEST:
        _manifest_of.cache_clear()
        try:
            manifest_of(path.parent)
        except NoBackup as error:
            return str(error)
        return ""
    if not (place := copy_of_file(path)):
        return f"{path} belongs to no copy"
    snapshot, name = place
    try:
        entry = manifest_of(snapshot).get(name)
    except NoBackup as error:
        return str(error)
    if entry is None:
        return f"{path} is not named by its copy"
    return "" if is_good(path, entry.digest) else "not what was backed up"


def mend_copy(path: Path, places: Iterable[Path]) -> str:
    """Put a good file in the place of a damaged one of a copy, in each copy that has it like this; from where or ""."""
    if path.name == MANIFEST or not (place := copy_of_file(path)):
        return ""
    snapshot, name = place
    entry = manifest_of(snapshot)[name]
    others = [(other, held[name]) for other, held in readable(snapshot.parent).items() if name in held]
    alike = [other / name for other, known in others if known.digest == entry.digest]
    good = next((file for file in (*(home / name for home in places), *alike) if is_good(file, entry.digest)), None)
    if good is None:
        return ""
    partial = path.with_name(f".{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(good, partial)
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    os.replace(partial, path)
    for file in alike:
        if file not in (path, good) and not is_good(file, entry.digest):
            file.unlink(missing_ok=True)
            os.link(path, file)
    return str(good)
