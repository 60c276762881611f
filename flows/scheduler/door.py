"""Who may talk to the Prefect server: whoever has the home's token, from the server's own page, under its own name.

A server without a log-in takes orders from every page that is open in a browser of the same machine, and what it runs,
runs as its operator. The token is made once and lies in `prefect/token` of the home, readable by its owner only; it is
handed on in environments, never on a command line and never in a log.
"""

import contextlib
import ipaddress
import os
import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data.errors import Told
from flows.held import hold, is_held

USER = "nianbao"
SERVER_TOKEN, CLIENT_TOKEN = "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"
CORS, PAGE_API = "PREFECT_SERVER_CORS_ALLOWED_ORIGINS", "PREFECT_UI_API_URL"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# What an operator may set for the server's database and words; all else is ours to say, or Prefect's own default.
_KEPT = ("PREFECT_SERVER_DATABASE_", "PREFECT_API_DATABASE_", "PREFECT_LOGGING_")
_NO_FRAMES = ((b"x-frame-options", b"SAMEORIGIN"), (b"content-security-policy", b"frame-ancestors 'self'"))
# pages of the API's documentation load their scripts from a foreign host into the page's own origin
_LOADING_FROM_OUTSIDE = ("/docs", "/redoc", "/api/docs", "/api/redoc")
_Message = MutableMapping[str, Any]
_App = Callable[[_Message, Callable[[], Awaitable[_Message]], Callable[[_Message], Awaitable[None]]], Awaitable[None]]


class ServedAlready(Told):
    """Another `nianbao serve` of this home is at work."""


def token_file(folder: Path) -> Path:
    """Where the token lies, under the `prefect` folder of a home."""
    return folder / "token"


def token(folder: Path) -> str:
    """The token (`user:password`), made where there is none. Only its owner may read the file afterwards.

    Raises OSError where it can be neither read nor made.
    """
    file = token_file(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if not (found := _read(file)):
        partial = file.with_name(f".token.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(f"{USER}:{secrets.token_urlsafe(32)}\n")
        try:
            if file.is_file() and file.stat().st_size == 0:
                file.unlink()
            # whoever comes first has made it, whole
            with contextlib.suppress(FileExistsError):
                os.link(partial, file)
        finally:
            partial.unlink()
        found = _read(file)
    if file.stat().st_mode & 0o077:
        file.chmod(0o600)
    return found


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def without_prefect(environment: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """An environment without Prefect's settings of somebody's shell, and the names of those left out.

    A profile, an address or an open door that was set for another server must not become this one's.
    """
    dropped = [n for n in environment if n.upper().startswith("PREFECT_") and not n.upper().startswith(_KEPT)]
    return {name: value for name, value in environment.items() if name not in dropped}, sorted(dropped)


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def origins(port: int, page_api: str = "") -> list[str]:
    """The origins of the server's own page: on this machine, and under the address that browsers are told."""
    own = [f"http://{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")]
    page = urlsplit(page_api)
    return list(dict.fromkeys([*own, *([f"{page.scheme}://{page.netloc}"] if page.netloc else [])]))


def guarded(app: _App, hosts: frozenset[str], own_origins: frozenset[str], any_address: bool = False) -> _App:
    """An ASGI program behind a look at Host and Origin, for requests and websockets alike.

    Args:
        app: What answers those that are let in.
        hosts: Names under which the server is asked. Another one is a foreign name that was pointed at this machine.
        own_origins: Origins of the server's own page. A request that names none does not come from a page.
        any_address: Let in numeric addresses too: no name can have been pointed at those.
    """

    async def answer(scope: _Message, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await app(scope, receive, send)
        said = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if not _is_own(said.get(b"host", ""), hosts, any_address):
            return await _refuse(scope, send, 421, "this server is not known by that name; see nianbao serve --url")
        if said.get(b"origin", "") not in ("", *own_origins):
            return await _refuse(scope, send, 403, "pages of other origins are not let in; see nianbao serve --url")
        if scope["type"] == "http" and scope["path"].startswith(_LOADING_FROM_OUTSIDE):
            return await _refuse(scope, send, 404, "its page would load programs from the network")
        return await app(scope, receive, _unframed(send))

    return answer


def _unframed(send: Callable[[_Message], Awaitable[None]]) -> Callable[[_Message], Awaitable[None]]:
    """What the server answers, with word to browsers that no page of another origin shows it in a frame."""

    async def sent(message: _Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *_NO_FRAMES]}
        await send(message)

    return sent


def _is_own(host: str, hosts: frozenset[str], any_address: bool) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        if name.lower() in hosts:
            return True
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return any_address


async def _refuse(scope: _Message, send: Callable[[_Message], Awaitable[None]], status: int, why: str) -> None:
    if scope["type"] == "websocket":
        # before it is accepted: the server answers the handshake with 403
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    kind = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": kind})
    await send({"type": "http.response.body", "body": why.encode()})


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Be the only `nianbao serve` of a home. Raises ServedAlready."""
    with hold(_lock(folder), ServedAlready(f"another `nianbao serve` of {folder.parent} is at work")):
        yield


def is_served(folder: Path) -> bool:
    """Whether a `nianbao serve` of this home lives: an address that a dead one left may be anybody's by now."""
    return is_held(_lock(folder))


def _lock(folder: Path) -> Path:
    return folder / "serve.lock"
