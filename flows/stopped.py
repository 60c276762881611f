"""A command that a person or the system stops is gone at once with all that it started, and one line says how to go on.

Nothing is tidied up on the way: what a process leaves that is ended at any moment, the next start takes up. Word comes
from the system to a thread of its own, so that no long query and no waiting for others delays it.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import psutil

_STOPS = (signal.SIGINT, signal.SIGTERM)
# Handler and listener both come here. Who comes second waits until it is gone with the process: a handler that returned
# would go on with work that lets no other thread run.
_once = threading.RLock()
_SHOW_CURSOR = "\x1b[?25h\n"


@contextmanager
def gone_at_once(going_on: str) -> Iterator[None]:
    """While the block runs, SIGINT and SIGTERM end this process with status 130 or 143.

    Args:
        going_on: What the last line says of how it goes on.
    """

    def handle(number: int, frame: FrameType | None) -> None:
        _end(number, going_on)

    heard, told = os.pipe()
    os.set_blocking(told, False)
    before = {number: signal.signal(number, handle) for number in _STOPS}
    waker = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    threading.Thread(target=_listen, args=(heard, going_on), daemon=True, name="stopped").start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(waker)
        for number, old in before.items():
            signal.signal(number, old)
        os.close(told)


def _listen(heard: int, going_on: str) -> None:
    with os.fdopen(heard, "rb", buffering=0) as words:
        while word := words.read(1):
            if word[0] in _STOPS:
                _end(word[0], going_on)


def _end(number: int, going_on: str) -> None:
    _once.acquire()
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            child.kill()
    line = f"stopped by {signal.Signals(number).name}; {going_on}\n"
    # straight to the system: another thread may hold the stream
    with suppress(OSError):
        os.write(2, ((_SHOW_CURSOR if sys.stderr.isatty() else "") + line).encode())
    os._exit(128 + number)
