"""Retention: what may go by its age goes."""

import logging
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.settings import settings
from flows.waiting import read_in
from spiders.archive import index_files, read_index_file
from warehouse.backlog import loaded_parts
from warehouse.db import connect_work
from warehouse.parts import members, sort_out

_log = logging.getLogger("nianbao.upkeep")


@dataclass(frozen=True)
class Cleared:
    """What was deleted: names of parts, and of runs."""

    parts: tuple[str, ...]
    runs: tuple[str, ...]


def clear_old(home: Path, now: datetime | None = None) -> Cleared:
    """Delete parts and run folders older than data/upkeep.yml says. The writer's lock must be held."""
    rules, moment = settings("upkeep", home), now or datetime.now(UTC)
    parts = _old_parts(home, moment - timedelta(days=rules["part_days"])) if rules["part_days"] else []
    for part in parts:
        shutil.rmtree(part)
    runs = _old_runs(home, moment - timedelta(days=rules["run_days"])) if rules["run_days"] else []
    for run in runs:
        shutil.rmtree(run)
    if parts or runs:
        _log.info("deleted by age: %d parts, %d runs", len(parts), len(runs))
    return Cleared(tuple(p.name for p in parts), tuple(r.name for r in runs))


def _old_parts(home: Path, before: datetime) -> list[Path]:
    """Old parts that the warehouse holds and of whose every document the archive has the bytes."""
    old = [path for path in (home / "parts").glob("[!.]*") if path.stat().st_mtime < before.timestamp()]
    if not old:
        return []
    con = connect_work(home)
    try:
        loaded = loaded_parts(con)
    finally:
        con.close()
    held = {
        capture.capture_id
        for file in index_files(home / "archive")
        for capture in read_index_file(file)
        if (home / "archive" / capture.warc_file).is_file()
    }
    found = []
    # One that is damaged says nothing of what was read from it: it stays, for `nianbao doctor` to name.
    for part in sort_out([part for part in old if part.name in loaded], sealing=False)[0]:
        inside = {capture.capture_id for capture in members(part)}
        # a bundle's members are made again with it
        if read_in([part]) - inside <= held:
            found.append(part)
    return found


def _old_runs(home: Path, before: datetime) -> list[Path]:
    """Folders of runs that began so long ago, by their names; the newest stays, for comparisons begin with it."""
    folders = sorted(path for path in (home / "runs").glob("*Z") if path.is_dir())
    return [path for path in folders[:-1] if path.name < before.strftime("%Y%m%dT%H%M%S")]
