"""One writer at a time: a lock on a file that says who holds it, and that the system lets go when its holder dies."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from data.errors import Told


class LockHeld(Told):
    """Another process writes; the message names it and says since when."""


@contextlib.contextmanager
def writer_lock(home: Path, owner: str, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold `home`/warehouse/writer.lock as `owner` (a word such as nightly); wait at most `wait_seconds` for it.

    Raises `LockHeld`. A lock that a killed process left behind is free: flock belongs to the process, not the file.
    """
    path = home / "warehouse" / "writer.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    # Opened without truncation: the file is the holder's until the lock is ours.
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _take(handle, path, wait_seconds)
        note = {"owner": owner, "pid": os.getpid(), "host": socket.gethostname(), "since": time.time()}
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(note).encode(), 0)
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def holder(home: Path) -> str:
    """Who holds the writer's lock, since when and for how long, in words; empty if nobody does."""
    path = home / "warehouse" / "writer.lock"
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return ""
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return ""
    except BlockingIOError:
        return _described(handle)
    finally:
        os.close(handle)


def _take(handle: int, path: Path, wait_seconds: float) -> None:
    until = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                raise LockHeld(f"the warehouse is being written by {_described(handle)} ({path})") from None
            time.sleep(min(0.1, max(0.01, until - time.monotonic())))


def _described(handle: int) -> str:
    try:
        note = json.loads(os.pread(handle, 4096, 0) or b"{}")
        since = float(note["since"])
    except (ValueError, KeyError):
        return "a process that has not written its name yet"
    started = datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    age = max(0, round(time.time() - since))
    return f"{note['owner']}, process {note['pid']} on {note['host']}, since {started} ({age} s)"
