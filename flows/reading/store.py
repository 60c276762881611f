"""Captures and parts on a file system that every reading machine sees: an object store or a share, through fsspec.

    <store>/archive/<portal>/<stamp>.warc.gz     as in the archive of the machine that crawls
    <store>/parts/<batch>/                       the files of a part, and last of all `whole.json`, which lists them

An object store has no renaming of folders, so a part counts from the moment that its `whole.json` is there.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.captures import Capture
from spiders.archive import DamagedCapture, body_of
from warehouse.digests import flaw_of, is_sealed

STORE = "NIANBAO_STORE"
WHOLE = "whole.json"


@dataclass(frozen=True)
class Store:
    """address: what fsspec takes, such as s3://bucket/nianbao or file:///mnt/share/nianbao."""

    address: str

    def open(self) -> tuple[Any, str]:
        """The file system and the path on it."""
        # takes 0.1 s and is not needed where one machine reads
        from fsspec.core import url_to_fs

        system, root = url_to_fs(self.address)
        return system, root.rstrip("/")


@dataclass(frozen=True)
class FromStore:
    """Loads the body of a capture by the range of its record, verified against its digest."""

    store: Store
    capture: Capture

    def __call__(self) -> bytes:
        system, root = self.store.open()
        start = self.capture.warc_offset
        path = f"{root}/archive/{self.capture.warc_file}"
        try:
            member = system.cat_file(path, start=start, end=start + self.capture.warc_length)
        except OSError as error:
            raise DamagedCapture(f"{path} at {start} ({self.capture.url}): {error}") from error
        return body_of(member, self.capture)


def store_setting() -> Store | None:
    """The store that the environment names; None where machines share the home itself, or there is one machine."""
    address = os.environ.get(STORE, "").strip()
    return Store(address) if address else None


def give_warcs(store: Store, archive: Path, captures: Iterable[Capture]) -> int:
    """Copy the WARC files that hold `captures` to the store, unless it has them in their present size. Files copied."""
    system, root = store.open()
    copied = 0
    for name in sorted({capture.warc_file for capture in captures}):
        here, there = archive / name, f"{root}/archive/{name}"
        # A WARC file only ever grows.
        if system.exists(there) and system.size(there) >= here.stat().st_size:
            continue
        system.makedirs(there.rsplit("/", 1)[0], exist_ok=True)
        system.put_file(str(here), there)
        copied += 1
    return copied


def give_part(store: Store, part: Path) -> None:
    """Copy a whole part to the store."""
    system, root = store.open()
    there = f"{root}/parts/{part.name}"
    system.makedirs(there, exist_ok=True)
    sizes = {file.name: file.stat().st_size for file in sorted(part.iterdir())}
    for name in sizes:
        system.put_file(str(part / name), f"{there}/{name}")
    system.pipe_file(f"{there}/{WHOLE}", json.dumps(sizes).encode())


def take_part(store: Store, name: str, parts: Path) -> Path:
    """Copy the part `name` from the store into the folder `parts`, unless it lies there already.

    Raises FileNotFoundError while it is not whole in the store, and OSError if a file is not as it was written.
    """
    target = parts / name
    if target.is_dir():
        return target
    system, root = store.open()
    there = f"{root}/parts/{name}"
    sizes: dict[str, int] = json.loads(system.cat_file(f"{there}/{WHOLE}"))
    unfinished = parts / f".{name}.{os.getpid()}"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for file, size in sizes.items():
        system.get_file(f"{there}/{file}", str(unfinished / file))
        if (got := (unfinished / file).stat().st_size) != size:
            raise OSError(f"{there}/{file}: {got} bytes, {size} were written")
    if is_sealed(unfinished) and (flaw := flaw_of(unfinished)):
        raise OSError(f"{there}: {flaw}")
    unfinished.rename(target)
    return target
