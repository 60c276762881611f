"""A Prefect API for one run, in a child process that ends with us; an API named in PREFECT_API_URL is used instead.

Every server that is started here asks for the home's token (`door` beside this). Prefect's own temporary server
outlives a parent that was killed, and a hundred killed nights would leave a hundred.
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

from data.errors import Told
from flows.orphan import PARENT, die_with_parent
from flows.private import keep_private, private
from flows.scheduler.door import (
    CLIENT_TOKEN,
    CORS,
    PAGE_API,
    SERVER_TOKEN,
    is_served,
    origins,
    token,
)

# It takes six; a machine with ten other things to do has been seen to take two minutes.
START_SECONDS = 300.0


class ServerDidNotStart(Told):
    """The message says where the server's own words are."""


def quiet_settings(home: Path) -> dict[str, str]:
    """Settings under which Prefect keeps to itself: its files in our home, no telemetry, no news on the terminal."""
    return {
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        # doors of their own, which would ask nobody for a token
        "PREFECT_RUNNER_SERVER_ENABLE": "false",
        "PREFECT_CLIENT_METRICS_ENABLED": "false",
    }


@contextmanager
def prefect_api(home: Path) -> Iterator[str]:
    """The address of a Prefect API, set in the environment of this process while the block runs.

    To be entered before Prefect is imported, because it reads its settings once. Raises ServerDidNotStart.
    """
    for name, value in quiet_settings(home).items():
        os.environ.setdefault(name, value)
    served = served_api(home)
    if known := os.environ.get("PREFECT_API_URL"):
        # a server of one's own comes with a token of one's own
        if known.rstrip("/") == served and CLIENT_TOKEN not in os.environ:
            with _named({CLIENT_TOKEN: token(home / "prefect")}):
                yield known
        else:
            yield known
        return
    secret = token(home / "prefect")
    if served:
        with _named({"PREFECT_API_URL": served, CLIENT_TOKEN: secret}):
            yield served
        return
    log_file = home / "prefect" / "server.log"
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    with private(log_file).open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "flows.scheduler.server", str(port)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=os.environ | {SERVER_TOKEN: secret, PARENT: str(os.getpid())},
        )
    try:
        with _named({"PREFECT_API_URL": url, CLIENT_TOKEN: secret}):
            # the import takes as long as the server's start: both at once
            importlib.import_module("prefect")
            _wait(server, url, log_file)
            yield url
    finally:
        server.kill()
        server.wait()


@contextmanager
def _named(values: dict[str, str]) -> Iterator[None]:
    """Settings in this process's environment while the block runs."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def api_file(home: Path) -> Path:
    """Where `nianbao serve` says under which address its API is."""
    return home / "prefect" / "api.url"


def served_api(home: Path) -> str:
    """The API of this home's `nianbao serve`, "" where none answers."""
    if not is_served(home / "prefect"):
        return ""
    try:
        url = api_file(home).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
    return url if url and is_healthy(url) else ""


def is_healthy(url: str, seconds: float = 5.0) -> bool:
    """Whether a Prefect API answers at an address."""
    return _status(f"{url}/health", seconds) == 200


def is_shut(url: str) -> bool:
    """Whether a Prefect API turns away who comes without the token."""
    return _status(f"{url}/admin/version", 30.0) == 401


def _status(url: str, seconds: float) -> int:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=seconds) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (urllib.error.URLError, OSError):
        return 0


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

    python -m flows.scheduler.server PORT [HOST [NAME …]]      NAME: further names under which it is asked

    The token comes from PREFECT_SERVER_API_AUTH_STRING, else from (and into) the file `token` of PREFECT_HOME.
    """
    die_with_parent()
    folder = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")
    keep_private(folder, "prefect.db*")
    port, *host = sys.argv[1:]
    if not host:
        os.environ.update({"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"})
    if not os.environ.get(SERVER_TOKEN, "").strip():
        os.environ[SERVER_TOKEN] = token(folder)
    os.environ[CORS] = ",".join(origins(int(port), os.environ.get(PAGE_API, "")))
    import uvicorn

    uvicorn.run(
        "flows.scheduler.app:create_app",
        factory=True,
        host=host[0] if host else "127.0.0.1",
        port=int(port),
        log_level="error",
        lifespan="on",
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
