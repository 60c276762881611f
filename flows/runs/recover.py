"""What a start mends by itself: parts that are not whole, what killed writers left half done.

The archive is the truth and parts are made from it, so whatever lies behind them can be made again.
"""

import json
import logging
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import psutil

from data.run_summary import PartAside
from data.typed import from_json
from flows.written import write_whole
from warehouse.parts import RefusedPart

DAMAGED = ".damaged-"
# in a part that was put aside: which it is, why and when
WHY = "set_aside.json"
_log = logging.getLogger("nianbao.recover")


def put_parts_aside(home: Path, refused: Iterable[RefusedPart]) -> None:
    """Move parts that are not whole out of the way, each with a word why: their captures are pending again."""
    for part in refused:
        folder = home / "parts" / part.part
        if folder.is_dir():
            aside = folder.with_name(f"{DAMAGED}{folder.name}")
            shutil.rmtree(aside, ignore_errors=True)
            os.replace(folder, aside)
            said = PartAside(part.part, part.message, datetime.now(UTC).isoformat())
            write_whole(aside / WHY, json.dumps(asdict(said)))
            _log.warning("%s; put aside as %s, its documents are read again", part.message, aside.name)


def set_aside_since(home: Path, moment: str) -> list[PartAside]:
    """The parts that were put aside since a moment (UTC, ISO)."""
    found = []
    for pattern in (f"parts/{DAMAGED}*/{WHY}", f"backfill/*/parts/{DAMAGED}*/{WHY}"):
        for file in sorted(home.glob(pattern)):
            try:
                said = from_json(PartAside, json.loads(file.read_text(encoding="utf-8")))
                if said.part and said.at >= moment:
                    found.append(said)
            except (OSError, ValueError, TypeError):
                continue
    return found


def clear_half_done(home: Path) -> None:
    """Delete what writers that are gone left unfinished: `.NAME.PID` among the parts."""
    for folder in (home / "parts").glob(".*"):
        pid = folder.name.rpartition(".")[2]
        if not folder.name.startswith(DAMAGED) and pid.isdigit() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)
