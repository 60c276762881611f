"""A PostgreSQL server of the test's own: in a folder of its own, on a free port of the loopback, never as root."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

START_SECONDS = 60.0


def program(name: str) -> str:
    """One of the server's programs; Debian keeps them out of PATH."""
    places = [str(folder) for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    found = shutil.which(name, path=os.pathsep.join([*places, os.environ.get("PATH", "")]))
    if not found:
        pytest.skip("no PostgreSQL server (apt-get install postgresql)")
    return found


@contextmanager
def postgres() -> Iterator[str]:
    """A libpq connection string of a running server, which ends with the block."""
    with tempfile.TemporaryDirectory(prefix="nianbao-postgres-") as name:
        folder = Path(name)
        run: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        if os.geteuid() == 0:
            # the server refuses to run as root
            shutil.chown(folder, "nobody", "nogroup")
            run |= {"user": "nobody", "group": "nogroup", "extra_groups": []}
        data = str(folder / "data")
        subprocess.run(
            [program("initdb"), "-D", data, "-A", "trust", "-U", "nianbao", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True,
            **run,
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        settings = ("-c", "listen_addresses=127.0.0.1", "-c", "fsync=off")
        server = subprocess.Popen([program("postgres"), "-D", data, "-p", port, "-k", name, *settings], **run)
        try:
            until = time.monotonic() + START_SECONDS
            while subprocess.run([program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", port], **run).returncode:
                assert server.poll() is None and time.monotonic() < until, "the server did not start"
                time.sleep(0.05)
            yield f"host=127.0.0.1 port={port} user=nianbao dbname=postgres"
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(30)
