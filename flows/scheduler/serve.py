"""`nianbao serve`: a Prefect server, the schedule and its runs, kept alive by one process until a signal ends it.

Three children, the server, the runner of the night and that of backfills (`server`, `runner` beside this), each begun
anew when it dies or no longer answers, later and later while it keeps dying. They end with this process, however it
ends. Who may talk to the server says `door`; a night that did not begin is noticed by `overdue`.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import psutil
import typer

from flows.home import default_home
from flows.options import Home
from flows.orphan import PARENT, SERVED
from flows.say import say
from flows.scheduler.door import (
    CLIENT_TOKEN,
    PAGE_API,
    SERVER_TOKEN,
    ServedAlready,
    is_loopback,
    only_one,
    token,
    token_file,
    without_prefect,
)
from flows.scheduler.overdue import Watch, cannot_serve
from flows.scheduler.server import api_file, is_healthy, is_shut, quiet_settings

app = typer.Typer()
# its imports take seconds, in which the parent may be killed: watched from the first line
_RUNNER = "from flows.orphan import die_with_parent as w; w(); from flows.scheduler.runner import main; main()"
NIGHT, BY_HAND = "nightly", "backfill"
_LOOK_SECONDS = 1.0
_HEALTH_EVERY, _UNANSWERED = 10.0, 6
_SHORTEST_PAUSE, _LONGEST_PAUSE = 1.0, 300.0
# Having lived so long, a child is taken for well, and its next death for a first one.
_WELL_AFTER = 120.0
_START_SECONDS = 300.0
_END_SECONDS = 20.0


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port of Prefect's page and API.")] = 4200,
    host: Annotated[
        str, typer.Option(help="Address to listen on; another one, or 0.0.0.0, lets other machines in.")
    ] = "127.0.0.1",
    url: Annotated[str, typer.Option(help="Address under which browsers reach it \\[default: http://HOST:PORT].")] = "",
    home: Home = None,
) -> None:
    """Serve Prefect's page, run the night at 02:00 in Beijing, and take backfills; until Ctrl-C or SIGTERM.

    The page asks for a token. It lies in the file prefect/token of the home, which only its owner can read; delete the
    file and start again for another one.

    Set NIANBAO_CONTACT to an address or mailbox first: it is sent with every request to a real portal.
    """
    place = (home or default_home()).resolve()
    raise typer.Exit(Supervisor(place, host, port, url).run())


@dataclass
class _Child:
    """One supervised process. pause: seconds to wait before its next start."""

    name: str
    command: list[str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    begun: float = 0.0
    next_start: float = 0.0
    pause: float = _SHORTEST_PAUSE

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps the server and the runner of one home alive."""

    def __init__(self, home: Path, host: str, port: int, url: str = "", say: Callable[[str], None] = say) -> None:
        self.home, self.host, self.port, self.say = home, host, port, say
        self.local = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
        self.api = f"http://{self.local}:{port}/api"
        self.page = url.rstrip("/") or f"http://{self.local}:{port}"
        self.end = threading.Event()
        log = home / "prefect"
        self.server = _Child(
            "server", [sys.executable, "-m", "flows.scheduler.server", str(port), host], log / "server.log"
        )
        # one each: no number of backfills takes the night's place
        self.runners = [
            _Child(f"{flow} runner", [sys.executable, "-c", _RUNNER, flow], log / f"runner-{flow}.log")
            for flow in (NIGHT, BY_HAND)
        ]
        self.token = ""
        self.watch = Watch(home, say)
        self.unanswered = 0
        self.has_answered = False

    def run(self) -> int:
        """Serve until a signal comes; 0, or 1 where the server does not come up at all."""
        try:
            (self.home / "prefect").mkdir(parents=True, exist_ok=True)
            with only_one(self.home / "prefect"):
                ended = self._run()
                if ended:
                    cannot_serve(self.home, self.say)
                return ended
        except ServedAlready as error:
            self.say(str(error))
            return 1
        except OSError:
            cannot_serve(self.home, self.say)
            raise

    def _run(self) -> int:
        if is_healthy(self.api):
            self.say(f"something answers at {self.api} already; choose another --port")
            return 1
        self.token = token(self.home / "prefect")
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.end.set())
        try:
            self._start(self.server)
            if not self._is_up():
                if not self.end.is_set():
                    self.say(f"the Prefect server did not start; see {self.server.log}")
                return 0 if self.end.is_set() else 1
            if not is_shut(self.api):
                self.say("the Prefect server lets in who has no token; it is not used")
                return 1
            self._tell_where()
            for runner in self.runners:
                self._start(runner)
            self._watch()
        finally:
            self._end_all()
        return 0

    def _is_up(self) -> bool:
        until = time.monotonic() + _START_SECONDS
        while not self.end.wait(0.2) and self.server.is_alive and time.monotonic() < until:
            if is_healthy(self.api):
                return True
        return False

    def _watch(self) -> None:
        looked = time.monotonic()
        while not self.end.wait(_LOOK_SECONDS):
            now = time.monotonic()
            if self.server.is_alive and now - looked >= _HEALTH_EVERY:
                looked = now
                answers = is_healthy(self.api)
                self.has_answered |= answers
                self.unanswered = 0 if answers else self.unanswered + 1
                # one that has yet to come up is given the time of a start
                is_starting = not self.has_answered and now - self.server.begun < _START_SECONDS
                if self.unanswered >= _UNANSWERED and not is_starting:
                    self.say("the Prefect server does not answer; it is begun anew")
                    self._stop(self.server)
            self.watch.look()
            for child in (self.server, *self.runners):
                if not child.is_alive:
                    self._again(child, now)

    def _again(self, child: _Child, now: float) -> None:
        if child.process is not None:
            lived = now - child.begun
            child.pause = _SHORTEST_PAUSE if lived > _WELL_AFTER else min(child.pause * 2, _LONGEST_PAUSE)
            child.next_start = now + child.pause
            self.say(f"the {child.name} ended with status {child.process.returncode}; again in {child.pause:.0f} s")
            child.process = None
        if now >= child.next_start and (child is self.server or is_healthy(self.api)):
            self._start(child)

    def _start(self, child: _Child) -> None:
        environment = without_prefect(os.environ)[0] | quiet_settings(self.home) | {
            PAGE_API: f"{self.page}/api", "PREFECT_UI_ENABLED": "true",
            "NIANBAO_HOME": str(self.home), SERVED: "1", PARENT: str(os.getpid()), "PREFECT_LOGGING_LEVEL": "INFO",
        }  # fmt: skip
        if child is self.server:
            environment[SERVER_TOKEN] = self.token
            self.has_answered, self.unanswered = False, 0
        else:
            environment |= {"PREFECT_API_URL": self.api, CLIENT_TOKEN: self.token}
        with child.log.open("ab") as log:
            # a session of its own: Ctrl-C at the terminal is ours to pass on, in order
            child.process = subprocess.Popen(
                child.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, start_new_session=True
            )
        child.begun = time.monotonic()

    def _tell_where(self) -> None:
        api_file(self.home).write_text(self.api, encoding="utf-8")
        self.say(f"Prefect's page: {self.page} · home: {self.home} · the night begins at 02:00 in Beijing")
        self.say(f"It asks for a password: all of the one line in {token_file(self.home / 'prefect')}")
        if not is_loopback(self.host):
            self.say(f"WARNING: it listens on {self.host}, which other machines may reach. Who has the token can run "
                     "any program here, and it crosses the network unencrypted: keep the port behind a firewall or a "
                     f"proxy with TLS. Browsers come in under {self.page} (--url says another address)")  # fmt: skip
        if dropped := [name for name in without_prefect(os.environ)[1] if name not in quiet_settings(self.home)]:
            self.say(f"not used, they are another server's: {', '.join(dropped)}")

    def _end_all(self) -> None:
        api_file(self.home).unlink(missing_ok=True)
        # the runners first: their runs say their last words to the server
        for child in (*self.runners, self.server):
            self._stop(child)
        self.say("ended")

    def _stop(self, child: _Child) -> None:
        """SIGTERM, then SIGKILL for the child and all that it started."""
        if child.process is None:
            return
        try:
            family = psutil.Process(child.process.pid).children(recursive=True)
        except psutil.Error:
            family = []
        child.process.terminate()
        try:
            child.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
        for process in family:
            try:
                process.kill()
            except psutil.Error:
                continue
        psutil.wait_procs(family, timeout=5)
