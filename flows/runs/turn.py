"""Whose turn it is: the nightly run goes before all else. Others work in short turns and ask in between.

`home`/turn.lock is held by the night from its start to its end; the system lets it go when its holder dies.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from data.errors import Told
from flows.held import hold, is_held
from warehouse.lock import writer_lock

LOCK = "turn.lock"
# Between two turns: long enough for another writer, which asks ten times a second, to take the lock.
_PAUSE = 0.15
_LOOK = 0.5
_WAIT_SECONDS = 24 * 3600.0


class NightRuns(Told):
    """Another nightly run of this home has not ended."""


@contextmanager
def night(home: Path) -> Iterator[None]:
    """Hold the night's turn. Raises NightRuns where another one does."""
    home.mkdir(parents=True, exist_ok=True)
    with hold(home / LOCK, NightRuns(f"another nightly run works in {home} and has not ended")):
        yield


def is_night(home: Path) -> bool:
    """Whether a nightly run works, or waits for its turn."""
    return is_held(home / LOCK)


class Turns:
    """The writer's lock in short turns: `with turns.one(): …` around each piece of work, in the night none.

    waited: seconds spent waiting for nights; on_wait: told once, when a wait begins.
    """

    def __init__(self, home: Path, owner: str, on_wait: Callable[[], None] | None = None) -> None:
        self.home, self.owner, self.on_wait = home, owner, on_wait
        self.waited = 0.0

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait until no night works or waits, then hold the writer's lock."""
        while True:
            self._out_the_night()
            with ExitStack() as stack:
                lock: AbstractContextManager[None] = writer_lock(self.home, self.owner, _WAIT_SECONDS)
                stack.enter_context(lock)
                if not is_night(self.home):
                    yield
                    break
        time.sleep(_PAUSE)

    def _out_the_night(self) -> None:
        begun = time.monotonic()
        while is_night(self.home):
            if self.on_wait:
                self.on_wait()
                self.on_wait = None
            time.sleep(_LOOK)
            self.waited += time.monotonic() - begun
            begun = time.monotonic()
