"""Where a run's record goes when its home takes none: the disk is full, or nobody may write there.

Room is kept for it in the home itself (`runs/.room`, given up when the disk is full), and failing that it lies in the
state folder of the user (XDG_STATE_HOME, else ~/.local/state), else in the temporary folder. The next run that can
write in the home brings it home.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_ROOM_BYTES = 1 << 18


def keep_room(home: Path) -> None:
    """Keep some room for the record of a run that finds none."""
    file = home / "runs" / ".room"
    if not file.is_file() or file.stat().st_size < _ROOM_BYTES:
        file.parent.mkdir(parents=True, exist_ok=True)
        # random: a file system that compresses would keep no room for zeros
        file.write_bytes(os.urandom(_ROOM_BYTES))


def make_room(home: Path) -> None:
    """Give up the room that was kept."""
    try:
        (home / "runs" / ".room").unlink(missing_ok=True)
    except OSError:
        return


def folders(home: Path) -> list[Path]:
    """Folders outside a home that stand for it, in the order in which they are tried."""
    name = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]
    state = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
    return [Path(state) / "nianbao" / name, Path(tempfile.gettempdir()) / f"nianbao-{os.getuid()}-{name}"]


def take_place(home: Path) -> Path:
    """The first folder that can be written, made for us alone. Raises OSError where there is none."""
    problem: OSError | None = None
    for folder in folders(home):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_ours(folder) and os.access(folder, os.W_OK):
                return folder
        except OSError as error:
            problem = error
    raise problem or PermissionError(f"no place for the record of a run: {', '.join(map(str, folders(home)))}")


def held(home: Path) -> Iterator[Path]:
    """The folders that hold something of this home, as it would lie in it."""
    for folder in folders(home):
        if _is_ours(folder):
            yield folder


def bring_home(home: Path) -> None:
    """Move what lies elsewhere into the home, which can be written again. Raises OSError where it cannot."""
    for folder in held(home):
        for run in sorted((folder / "runs").glob("*Z*")):
            if not (home / "runs" / run.name).exists():
                (home / "runs").mkdir(parents=True, exist_ok=True)
                shutil.move(run, home / "runs" / run.name)
        if (alarms := folder / "alarms.json").is_file():
            shutil.move(alarms, home / "alarms.json")
        shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """Whether a folder is ours alone: the temporary folder is everybody's, and so is what lies in it."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return folder.is_dir() and not folder.is_symlink() and found.st_uid == os.getuid() and not found.st_mode & 0o022
