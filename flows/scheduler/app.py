"""Prefect's server as `server` beside this has uvicorn run it: behind the door."""

import os
import sys
from typing import Any
from urllib.parse import urlsplit

from prefect.server.api.server import create_app as prefect_app

from flows.scheduler.door import LOOPBACK, PAGE_API, guarded, is_loopback, origins


def create_app() -> Any:
    """The ASGI program; port, host and names from the command line, Prefect's settings from the environment."""
    port, host, *names = sys.argv[1:] if len(sys.argv) > 2 else [*sys.argv[1:], "127.0.0.1"]
    own = origins(int(port), os.environ.get(PAGE_API, ""))
    known = {urlsplit(origin).hostname or "" for origin in own} | {*LOOPBACK, host, *names}
    return guarded(prefect_app(), frozenset(known), frozenset(own), any_address=not is_loopback(host))
