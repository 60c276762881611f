"""`nianbao serve` started as a user starts it, and asked as anybody may ask it."""

import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Served:
    """A running `nianbao serve`: its process, home, address, and the file with what it said."""

    process: "subprocess.Popen[bytes]"
    home: Path
    base: str
    said: Path

    @property
    def secret(self) -> str:
        return (self.home / "prefect" / "token").read_text(encoding="utf-8").strip()

    def ask(self, path: str, **what: Any) -> Any:
        """What the API answers who has the token."""
        return asked(self.base, path, self.secret, **what)


@contextmanager
def serving(folder: Path, **environment: str) -> Iterator[Served]:
    """Start it with a home and a port of its own; the test waits until it answers. Killed in the end."""
    home, port, said = folder / "home", free_port(), folder / "said.txt"
    own = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.cli", "serve", "--home", str(home), "--port", str(port)], cwd=ROOT,
            stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=own | environment,
        )  # fmt: skip
    try:
        yield Served(process, home, f"http://127.0.0.1:{port}", said)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def asked(base: str, path: str, secret: str, **what: Any) -> Any:
    """The JSON that a POST gets. On a busy machine the server's SQLite turns a request away now and then."""
    for _ in range(20):
        status, text = request(base, path, secret, "POST", what)
        if status != 503:
            break
        time.sleep(0.5)
    assert 200 <= status < 300, (path, status, text)
    return json.loads(text)


def request(
    base: str, path: str, secret: str = "", method: str = "GET", what: Any = None, **headers: str
) -> tuple[int, str]:
    """Status and text of one request."""
    said = {"Content-Type": "application/json"} | headers
    if secret:
        said["Authorization"] = "Basic " + base64.b64encode(secret.encode()).decode()
    body = None if what is None else json.dumps(what).encode()
    call = urllib.request.Request(f"{base}/api/{path}", body, said, method=method)
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(call, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")


def wait_for(what: Callable[[], Any], seconds: float = 240) -> Any:
    """What is there in the end."""
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.3)
    return found
