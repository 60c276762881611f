"""A lock on a file, by which one process of a kind works in a home; the system lets it go when its holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.errors import Told

# Who asks whether a lock is held has a share in it for a moment: whoever takes it then tries again.
_TRIES, _PAUSE = 50, 0.01


@contextmanager
def hold(file: Path, otherwise: Told) -> Iterator[None]:
    """Hold the lock. Raises `otherwise` where another process does."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        for left in reversed(range(_TRIES)):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not left:
                    raise otherwise from None
                time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


def is_held(file: Path) -> bool:
    """Whether a process holds the lock; False where there is no such file."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
