"""Hundreds of portals behind one proxy on loopback: a list each, reports on it, validators as static servers send them.

    with serve(Hundreds(300, reports=2)) as running: …     # a process of its own, reached through running.proxy

What happens to a portal is said in a file that the server reads again before each answer once it has changed:
{"down": [portal numbers], "stalls": …, "revised": {"7": 1}, "more": {"7": 1}}.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "data/sample/www.haidao-zone.example/zwgk/zfxxgk/zfxxgknb/202503/t20250310_97791.htm"
LIST = "/zfxxgknb/"
YEAR = 2024


def host(number: int) -> str:
    return f"www.p{number:04d}.example"


def title(number: int, report: int) -> str:
    return f"第{number}县{YEAR - report}年政府信息公开工作年度报告"


@dataclass(frozen=True)
class Hundreds:
    """`portals` of `reports` each; the articles are one printed report, told apart by what no reader sees."""

    portals: int
    reports: int = 2

    def files(self, folder: Path) -> list[Path]:
        """The portal files, written into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        found = []
        for number in range(self.portals):
            path = folder / f"p{number:04d}.yml"
            content = {
                "portal": path.stem, "title": f"第{number}县", "division": "000000", "family": "trs",
                "hosts": [host(number)], "start": [f"http://{host(number)}{LIST}"],
            }  # fmt: skip
            path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
            found.append(path)
        return found


@dataclass
class Running:
    """A running server: its proxy address, and the file in which it is told what happens."""

    proxy: str
    said: Path
    state: dict[str, Any] = field(default_factory=dict)

    def say(self, **state: Any) -> None:
        """Let something happen from the next answer on, instead of what was said before."""
        partial = self.said.with_name("state.part")
        partial.write_text(json.dumps(state), encoding="utf-8")
        partial.replace(self.said)


@contextmanager
def serve(portals: Hundreds) -> Iterator[Running]:
    """Serve the portals from a process of its own, so that their work is not that of whoever measures."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "state.json"
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.portals.nights", str(portals.portals), str(portals.reports), str(said)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        port = int(child.stdout.readline())
        running = Running(f"http://127.0.0.1:{port}", said)
        running.say()
        try:
            yield running
        finally:
            child.kill()
            child.wait()


class _Server:
    def __init__(self, portals: Hundreds, said: Path) -> None:
        self.portals, self.said = portals, said
        self.state: dict[str, Any] = {}
        self.seen = 0
        self.page = REPORT.read_bytes()

    def _state(self) -> dict[str, Any]:
        try:
            stamp = self.said.stat().st_mtime_ns
            if stamp != self.seen:
                self.state, self.seen = json.loads(self.said.read_text(encoding="utf-8")), stamp
        except OSError:
            pass
        return self.state

    def body(self, number: int, path: str) -> bytes | None:
        state = self._state()
        count = self.portals.reports + int(state.get("more", {}).get(str(number), 0))
        if path == LIST:
            first = self.portals.reports - count
            rows = [
                f'<li><a href="./{YEAR + 1 - n}01/t{YEAR + 1 - n}0124_{number}.html">{title(number, n)}</a></li>'
                for n in range(first, self.portals.reports)
            ]
            return f'<meta charset="utf-8"><ul>{"".join(rows)}</ul>'.encode()
        if path.startswith(LIST) and path.endswith(f"_{number}.html"):
            revised = state.get("revised", {}).get(str(number), 0)
            return self.page + f"<!-- {number} {path} {revised} -->".encode()
        return None

    def answer(self, target: str, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        parts = urlsplit(target)
        number = int((parts.hostname or "www.p0000").split(".")[1][1:])
        if number in self._state().get("down", ()):
            return 503, b"down", {"Content-Type": "text/plain"}
        body = self.body(number, parts.path)
        if body is None:
            return 404, b"<html><title>404 Not Found</title></html>", {"Content-Type": "text/html"}
        tag = f'"{hashlib.md5(body).hexdigest()}"'
        if headers.get("if-none-match") == tag:
            return 304, b"", {"ETag": tag}
        return 200, body, {"Content-Type": "text/html", "ETag": tag}

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                target, headers = line.split()[1].decode(), {}
                while (head := await reader.readline()).strip():
                    name, _, value = head.decode("latin-1").partition(":")
                    headers[name.lower()] = value.strip()
                status, body, given = self.answer(target, headers)
                given["Content-Length"] = str(len(body))
                lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in given.items()), "", ""]
                writer.write("\r\n".join(lines).encode() + (body if status != 304 else b""))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def _main() -> None:
    portals, reports, said = sys.argv[1:]
    server = await asyncio.start_server(
        _Server(Hundreds(int(portals), int(reports)), Path(said)).handle, "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    # the parent's end of stdin closes with the parent
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_main())
