"""A Prefect API for one run, in a child process that ends with us; an API named in PREFECT_API_URL is used instead.

Prefect's own temporary server outlives a parent that was killed, and a hundred killed nights would leave a hundred.
"""

import importlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# It takes six; a machine with ten other things to do has been seen to take two minutes.
START_SECONDS = 300.0


class ServerDidNotStart(RuntimeError):
    """The message says where the server's own words are."""


def quiet_settings(home: Path) -> dict[str, str]:
    """Settings under which Prefect keeps to itself: its files in our home, no telemetry, no news on the terminal."""
    return {
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    }


@contextmanager
def prefect_api(home: Path) -> Iterator[str]:
    """The address of a Prefect API, set in the environment of this process while the block runs.

    To be entered before Prefect is imported, because it reads its settings once. Raises ServerDidNotStart.
    """
    for name, value in quiet_settings(home).items():
        os.environ.setdefault(name, value)
    if known := os.environ.get("PREFECT_API_URL"):
        yield known
        return
    if served := served_api(home):
        os.environ["PREFECT_API_URL"] = served
        try:
            yield served
        finally:
            os.environ.pop("PREFECT_API_URL", None)
        return
    (home / "prefect").mkdir(parents=True, exist_ok=True)
    log_file = home / "prefect" / "server.log"
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    with log_file.open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "flows.scheduler.server", str(port)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        )
    try:
        os.environ["PREFECT_API_URL"] = url
        # the import takes as long as the server's start: both at once
        importlib.import_module("prefect")
        _wait(server, url, log_file)
        yield url
    finally:
        os.environ.pop("PREFECT_API_URL", None)
        server.kill()
        server.wait()


def api_file(home: Path) -> Path:
    """Where `nianbao serve` says under which address its API is."""
    return home / "prefect" / "api.url"


def served_api(home: Path) -> str:
    """The API of this home's `nianbao serve`, "" where none answers."""
    try:
        url = api_file(home).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
    return url if url and is_healthy(url) else ""


def is_healthy(url: str, seconds: float = 5.0) -> bool:
    """Whether a Prefect API answers at an address."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{url}/health", timeout=seconds) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], url: str, log_file: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            last = log_file.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
            raise ServerDidNotStart(f"the Prefect server ended at once: {' / '.join(last)} (all of it in {log_file})")
        if is_healthy(url, 2.0):
            return
        time.sleep(0.05)
    raise ServerDidNotStart(f"the Prefect server gave no answer within {START_SECONDS:.0f} s; see {log_file}")


def main() -> None:
    """Serve the API until the parent is gone: on 127.0.0.1 for one run, or with page, schedules and all on a host.

    python -m flows.scheduler.server PORT [HOST]
    """
    from flows.orphan import die_with_parent

    die_with_parent()
    port, *host = sys.argv[1:]
    if not host:
        os.environ.update({"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"})
    import uvicorn

    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host=host[0] if host else "127.0.0.1",
        port=int(port),
        log_level="error",
        lifespan="on",
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
