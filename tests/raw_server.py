"""A web server on loopback that sends the bytes it is given, status line and headers included."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Raw = Callable[[str, bytes], bytes | None]
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def answer(body: bytes, *headers: bytes, status: bytes = b"200 OK", length: int | None = None) -> bytes:
    """The bytes of an answer; `headers` are whole lines without their end."""
    own = [b"Content-Length: %d" % (len(body) if length is None else length), b"Connection: close"]
    kind = [] if any(line.lower().startswith(b"content-type") for line in headers) else [b"Content-Type: text/html"]
    return b"\r\n".join([b"HTTP/1.1 " + status, *kind, *headers, *own, b"", body])


@contextmanager
def serve_raw(site: Raw) -> Iterator[tuple[str, list[bytes]]]:
    """Serve on a free port; `site` is given path and whole request. Gives the address and the requests so far."""
    listening = socket.create_server(("127.0.0.1", 0))
    asked: list[bytes] = []

    def one(connection: socket.socket) -> None:
        with connection:
            connection.settimeout(10)
            request = b""
            while b"\r\n\r\n" not in request:
                block = connection.recv(65536)
                if not block:
                    return
                request += block
            asked.append(request)
            path = request.split(b" ", 2)[1].decode("latin-1")
            if path == "/robots.txt":
                connection.sendall(answer(b"User-agent: *\nDisallow:\n", b"Content-Type: text/plain"))
            else:
                connection.sendall(site(path, request) or NOT_FOUND)

    def forever() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=_quiet, args=(one, connection), daemon=True).start()

    threading.Thread(target=forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", asked
    finally:
        listening.close()


def _quiet(one: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with suppress(OSError):
        one(connection)
