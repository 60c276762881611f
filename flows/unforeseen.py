"""Errors that nobody meant for a person: their traceback goes into a log, and a line says where it is."""

import datetime as dt
import os
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from flows.home import default_home
from flows.private import private

LOG = "errors.log"


def keep(error: BaseException, home: Path) -> tuple[Path, str]:
    """Write an error's traceback into the log of a home, or of this machine where that takes nothing.

    Returns the log, and the place in the code where it was raised.
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "no place"
    text = f"{dt.datetime.now(dt.UTC).isoformat(timespec='seconds')}\n{''.join(traceback.format_exception(error))}\n"
    elsewhere = Path(tempfile.gettempdir()) / f"nianbao-{os.getuid()}-{LOG}"
    for log in (home / LOG, elsewhere):
        try:
            if log is elsewhere or home.is_dir():
                with private(log).open("a", encoding="utf-8", errors="backslashreplace") as file:
                    file.write(text)
                return log, place
        except OSError:
            continue
    return Path(os.devnull), place


def home_named(arguments: Sequence[str]) -> Path:
    """The home that a call names, else the default one."""
    for word, value in zip(arguments, (*arguments[1:], ""), strict=True):
        if word == "--home" and value:
            return Path(value)
        if word.startswith("--home="):
            return Path(word.partition("=")[2])
    return default_home()
