"""Documents whose loading does harm; few imports, for each worker that unpickles one imports this module."""

import os
import signal
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """Loads bytes that are held already."""

    body: bytes

    def __call__(self) -> bytes:
        return self.body


@dataclass(frozen=True)
class Harmful:
    """Does in the worker what no reader should: kill, hang or eat; anything else loads the bytes."""

    what: str
    body: bytes

    def __call__(self) -> bytes:
        if self.what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.what == "hang":
            time.sleep(60)
        if self.what == "eat":
            held = [bytearray(20_000_000) for _ in range(40) if not time.sleep(0.02)]
            return held[0]
        return self.body
