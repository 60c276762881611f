"""Crawls as processes of their own that need not import the crawler: forks of one process that has imported it.

To import Scrapy takes longer than to crawl a small portal.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TOOK_TOO_LONG = "-1000"
_TURN = threading.Lock()


def run(arguments: list[str], folder: Path, seconds: float) -> subprocess.CompletedProcess[str]:
    """`python -m spiders.crawl` with these arguments and the present environment. Raises TimeoutExpired.

    folder: for the files into which it writes what it says.
    """
    out, err = folder / ".crawl-out", folder / ".crawl-err"
    order = [arguments, dict(os.environ), str(out), str(err), seconds]
    with _TURN:
        process = _process()
        assert process.stdin and process.stdout
        print(json.dumps(order), file=process.stdin, flush=True)
        status = process.stdout.readline().strip()
    if status == _TOOK_TOO_LONG:
        raise subprocess.TimeoutExpired(arguments, seconds)
    said = [file.read_text(encoding="utf-8", errors="replace") for file in (out, err)]
    return subprocess.CompletedProcess(arguments, int(status), *said)


@functools.cache
def _process() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.portals.forks"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    atexit.register(process.communicate)
    return process
