"""What a start mends by itself: a damaged writer's file, parts that are not whole, what killed writers left half done.

The archive is the truth and parts are made from it, so whatever lies behind them can be made again.
"""

import functools
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import psutil

from flows.written import write_whole
from warehouse.heal import is_damage, put_damaged_aside
from warehouse.parts import RefusedPart

P = ParamSpec("P")
T = TypeVar("T")
DAMAGED = ".damaged-"
# in a part that was put aside: which it is, why and when
WHY = "set_aside.json"
_log = logging.getLogger("nianbao.recover")


def recovering(step: Callable[Concatenate[Path, P], T]) -> Callable[Concatenate[Path, P], T]:
    """A step on the writer's file that, where this is damaged, fills a fresh one from archive and parts and goes on."""

    @functools.wraps(step)
    def wrapped(home: Path, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return step(home, *args, **kwargs)
        except Exception as error:
            if not is_damage(error):
                raise
            _log.warning("the writer's file is damaged (%s): put aside, a fresh one is filled", error)
            aside = put_damaged_aside(home)
            _refill(home)
            _log.warning("%s may be deleted: a fresh one holds what archive and parts hold", aside)
            return step(home, *args, **kwargs)

    return wrapped


def _refill(home: Path) -> None:
    """Load every part, and read again what has none: parts may have been cleared away once the warehouse held them."""
    from flows import steps

    for batch in steps.batches(steps.pending_captures(home), home):
        steps.read(batch, home)
    steps.load_parts(home)


def put_parts_aside(home: Path, refused: Iterable[RefusedPart]) -> None:
    """Move parts that are not whole out of the way, each with a word why: their captures are pending again."""
    for part in refused:
        folder = home / "parts" / part.part
        if folder.is_dir():
            aside = folder.with_name(f"{DAMAGED}{folder.name}")
            shutil.rmtree(aside, ignore_errors=True)
            os.replace(folder, aside)
            now = datetime.now(UTC).isoformat()
            write_whole(aside / WHY, json.dumps({"part": part.part, "message": part.message, "at": now}))
            _log.warning("%s; put aside as %s, its documents are read again", part.message, aside.name)


def set_aside_since(home: Path, moment: str) -> list[dict[str, str]]:
    """The parts that were put aside since a moment (UTC, ISO): part, message, at."""
    found = []
    for pattern in (f"parts/{DAMAGED}*/{WHY}", f"backfill/*/parts/{DAMAGED}*/{WHY}"):
        for file in sorted(home.glob(pattern)):
            try:
                said = json.loads(file.read_text(encoding="utf-8"))
                if said["at"] >= moment:
                    found.append({name: str(said[name]) for name in ("part", "message", "at")})
            except (OSError, ValueError, KeyError, TypeError):
                continue
    return found


def clear_half_done(home: Path) -> None:
    """Delete what writers that are gone left unfinished: `.NAME.PID` among the parts."""
    for folder in (home / "parts").glob(".*"):
        pid = folder.name.rpartition(".")[2]
        if not folder.name.startswith(DAMAGED) and pid.isdigit() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)
