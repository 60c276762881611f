"""SHA-256 digests of what is written once: of the files of a part, kept in the part itself, and of any one file.

A part's `digests.json` is written last: file → digest. DuckDB reads a flipped bit in a Parquet file as another row.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

DIGESTS = "digests.json"


def digest_of(file: Path) -> str:
    """The digest of a file's bytes, in hex."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def is_sealed(part: Path) -> bool:
    """Whether a part has digests; those written by earlier versions have none."""
    return (part / DIGESTS).is_file()


def seal(part: Path) -> None:
    """Write down the digests of all files of a part, in one step."""
    digests = {file.name: digest_of(file) for file in _files(part)}
    fresh = part / f".{DIGESTS}.{os.getpid()}"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(digests, file, indent=0, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, part / DIGESTS)


def flaw_of(part: Path) -> str:
    """What differs between a sealed part and its digests, "" if nothing does. Raises OSError."""
    try:
        digests = json.loads((part / DIGESTS).read_text(encoding="utf-8"))
    except ValueError as error:
        return f"{DIGESTS} cannot be read: {error}"
    held = {file.name: file for file in _files(part)}
    if not isinstance(digests, dict) or set(digests) != set(held):
        return f"{DIGESTS} names other files than there are"
    changed = [name for name, file in sorted(held.items()) if digest_of(file) != digests[name]]
    return f"{', '.join(changed)}: not the bytes that were written" if changed else ""


def _files(part: Path) -> list[Path]:
    return sorted(f for f in part.iterdir() if f.is_file() and f.name != DIGESTS and not f.name.startswith("."))
