"""Files that hold what a run saw, such as logs: nobody but their owner reads them."""

import os
from contextlib import suppress
from pathlib import Path

OWN = 0o600


def private(file: Path) -> Path:
    """The file, made if it is not there and readable by its owner alone; it is opened as usual then. Raises OSError."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, OWN)
    try:
        # one that an earlier version made; it may be another user's
        with suppress(PermissionError):
            os.fchmod(handle, OWN)
    finally:
        os.close(handle)
    return file


def keep_private(folder: Path, pattern: str) -> None:
    """Close the files of a folder to others, and let this process make no file from now on that is open to them."""
    os.umask(0o077)
    for file in folder.glob(pattern):
        with suppress(OSError):
            file.chmod(OWN)
