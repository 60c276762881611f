"""A host is asked one request at a time, whatever process asks: each waits for its turn, and gets it."""

import fcntl
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.portals.crawling import ROOT, command, portal_file, read
from tests.portals.many import Many
from tests.portals.server import serve


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not what():
        assert time.monotonic() < until
        time.sleep(0.01)


def is_free(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(handle, fcntl.LOCK_UN)
    return True


def test_a_crawl_waits_while_another_process_asks_and_lets_it_in_again(tmp_path: Path) -> None:
    site = Many(1, per_list=8)
    with serve(site) as running:
        file = tmp_path / "crawl" / "hosts" / running.base.removeprefix("http://").replace(":", "_")
        file.parent.mkdir(parents=True)
        turn, gate = (os.open(f, os.O_RDWR | os.O_CREAT) for f in (file, file.with_name(f"{file.name}.gate")))
        fcntl.flock(turn, fcntl.LOCK_EX)
        portal = portal_file(tmp_path, running.base, "trs", site.starts())
        crawl = subprocess.Popen(
            command(portal, tmp_path), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        wait_for(lambda: not is_free(gate))
        assert running.asked == [], "it stands at the gate and asks nothing"
        fcntl.flock(turn, fcntl.LOCK_UN)
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(turn, fcntl.LOCK_EX)
        before = len(running.asked)
        time.sleep(0.3)
        assert 1 <= before < 14 and len(running.asked) == before
        os.close(gate)
        os.close(turn)
        assert crawl.wait(60) == 0
    assert len(read(tmp_path).documents()) == 12
