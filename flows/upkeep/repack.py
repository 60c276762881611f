"""Small files of the archive become few."""

import logging
from collections.abc import Callable
from pathlib import Path

from data.settings import settings
from flows import steps
from spiders.archive import ArchiveBusy
from spiders.repack import Repacked, clear, repack
from warehouse.db import connect_work
from warehouse.examine import forget_index_files
from warehouse.places import published_file

_log = logging.getLogger("nianbao.repack")


def repack_all(home: Path, on_portal: Callable[[Repacked], None] = lambda done: None) -> list[str]:
    """Join small WARC files of all portals, load and publish where records lie now, delete the old files.

    Returns the deleted files. Portals that a crawl is writing are left out. The writer's lock must be held.
    Analysts find each record at every moment: the old files go after the publication that names the new ones.
    """
    rules = settings("upkeep", home)
    archive = home / "archive"
    done: list[Repacked] = []
    con = connect_work(home)
    try:
        for folder in sorted(path for path in archive.glob("*") if path.is_dir()):
            names = [str(file.relative_to(archive)) for file in folder.glob("*.index.jsonl")]
            # Before the first change: whatever happens, the next load takes these files again.
            forget_index_files(con, names)
            try:
                portal = repack(archive, folder.name, rules["small_mb"] * 2**20, rules["joined_mb"] * 2**20)
            except ArchiveBusy as error:
                _log.warning("%s; not repacked", error)
                continue
            if portal.joined:
                done.append(portal)
                on_portal(portal)
    finally:
        con.close()
    steps.load_parts(home)
    if not done:
        return []
    if published_file(home).is_file():
        steps.publish_warehouse(home)
    return [f"{portal.portal}/{name}" for portal in done for name in clear(archive, portal.portal)]
