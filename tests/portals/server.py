"""A web server on loopback that answers from a function and remembers what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request: path, query and form fields together, headers in lower case."""

    method: str
    path: str
    query: str
    fields: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """`body` may be an iterator of pieces, sent one after another until it ends or nobody listens."""

    body: bytes | Iterator[bytes] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


Site = Callable[[Asked], Answer | None]
NOT_FOUND = Answer(b"<html><title>404 Not Found</title></html>", 404)
ALLOW_ALL = Answer(b"User-agent: *\nDisallow:\n", headers={"Content-Type": "text/plain"})


class Running:
    """A running server: its address and the requests so far."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.base = f"http://127.0.0.1:{port}"
        self.asked: list[Asked] = []

    def paths(self) -> list[str]:
        return [a.path + (f"?{a.query}" if a.query else "") for a in self.asked]


@contextmanager
def serve(site: Site, robots: Answer | None = ALLOW_ALL, robots_delay: float = 0.0) -> Iterator[Running]:
    """Serve a site on a free port of 127.0.0.1; None from it is a plain 404, /robots.txt is `robots`, seconds
    late, or the site's own where that is None."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body are two writes: the second would wait for the first one's acknowledgement.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            fields = dict(parse_qsl(f"{parts.query}&{form}", keep_blank_values=True))
            asked = Asked(
                self.command, parts.path, parts.query, fields, {k.lower(): v for k, v in self.headers.items()}
            )
            running.asked.append(asked)
            if asked.path == "/robots.txt":
                time.sleep(robots_delay)
            answer = robots if robots and asked.path == "/robots.txt" else site(asked) or NOT_FOUND
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            whole = isinstance(answer.body, bytes)
            if whole and answer.status != 304 and "Transfer-Encoding" not in answer.headers:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if whole:
                self.wfile.write(answer.body)
                return
            chunked = "Transfer-Encoding" in answer.headers
            for piece in answer.body:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    running = Running(server.server_address[1])
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
