"""The sample portals on loopback: an HTTP proxy that is itself every host it knows, and never asks another.

`with serve(night=1) as portals:` starts it on a free port of 127.0.0.1; a client that uses `portals.proxy` as its
HTTP proxy then reaches http://www.haidao-zone.example/ and the others, by the same addresses on every machine.
By hand: `python -m flows.demo.sample --port 8099`, then `curl -x http://127.0.0.1:8099 http://www.haidao-zone.example/`.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data.places import DATA
from flows.demo.sample_site import Answer, Question, answer, fields_of, hosts
from flows.say import say

SAMPLE = DATA / "sample"
LOOPBACK = "127.0.0.1"
_MAX_FORM = 65536


class SamplePortals:
    """The running server: where it listens, which night it plays, what it was asked."""

    def __init__(self, server: ThreadingHTTPServer, sample: Path, night: int) -> None:
        self._server, self._lock = server, threading.Lock()
        self._asked: list[tuple[str, str, int]] = []
        self.sample, self.night, self.hosts = sample, night, hosts(sample)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def proxy(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def set_night(self, night: int) -> None:
        """Answer from now on as on that night: 1, or 2 with what is new and revised."""
        if night not in (1, 2):
            raise ValueError(f"the sample portals know nights 1 and 2, not {night}")
        self.night = night

    def asked(self) -> list[tuple[str, str, int]]:
        """(host, address without host, status) of every request so far, in the order of the answers."""
        with self._lock:
            return list(self._asked)

    def counts(self) -> Counter[tuple[str, int]]:
        """Requests by host and status; a host that the sample does not have is counted with 502."""
        return Counter((host, status) for host, _, status in self.asked())

    def note(self, host: str, address: str, status: int) -> None:
        with self._lock:
            self._asked.append((host, address, status))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    portals: SamplePortals

    def do_GET(self) -> None:
        self._answer()

    do_HEAD = do_POST = do_GET

    def do_CONNECT(self) -> None:
        # No sample portal speaks TLS, and a tunnel would lead to the network.
        self._send(Answer(502, b"no tunnel through the sample portals\n", {"Content-Type": "text/plain"}))
        self.portals.note(self.path, "", 502)
        self.close_connection = True

    def _answer(self) -> None:
        target = urlsplit(self.path)
        host = (target.hostname or self.headers.get("Host", "").rsplit(":", 1)[0]).lower()
        address = f"{target.path or '/'}?{target.query}" if target.query else target.path or "/"
        size = min(int(self.headers.get("Content-Length") or 0), _MAX_FORM)
        form = self.rfile.read(size).decode("utf-8", "replace") if size else ""
        if target.scheme not in ("", "http") or host not in self.portals.hosts:
            message = f"no sample portal is called {host!r}\n".encode()
            found = Answer(502, message, {"Content-Type": "text/plain; charset=utf-8"})
        else:
            asked = {name.lower(): value for name, value in self.headers.items()}
            question = Question(host, target.path or "/", {**fields_of(target.query), **fields_of(form)}, asked)
            found = answer(self.portals.sample, question, self.portals.night)
        self.portals.note(host, address, found.status)
        self._send(found)

    def _send(self, found: Answer) -> None:
        # Date and Server are left out: two fetches of one page differ in nothing.
        self.send_response_only(found.status)
        for name, value in found.headers.items():
            self.send_header(name, value)
        if found.status != 304:
            self.send_header("Content-Length", str(len(found.body)))
        self.end_headers()
        if self.command != "HEAD" and found.status != 304:
            self.wfile.write(found.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what was asked is kept in `SamplePortals.asked`."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle (a crawl that was killed) is no error of the portals."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serve(night: int = 1, port: int = 0, sample: Path = SAMPLE) -> Iterator[SamplePortals]:
    """The sample portals of `sample`, listening on 127.0.0.1 until the block ends. `port` 0 takes a free one."""
    handler = type("Handler", (_Handler,), {})
    server = _Server((LOOPBACK, port), handler)
    portals = SamplePortals(server, sample, night)
    portals.set_night(night)
    handler.portals = portals  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield portals
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve the sample portals as an HTTP proxy on 127.0.0.1.")
    parser.add_argument("--night", type=int, choices=(1, 2), default=1)
    parser.add_argument("--port", type=int, default=8099)
    arguments = parser.parse_args()
    with serve(arguments.night, arguments.port) as portals:
        say(f"{portals.proxy} answers for {', '.join(sorted(portals.hosts))}; stop with Ctrl-C")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            say()


if __name__ == "__main__":
    main()
