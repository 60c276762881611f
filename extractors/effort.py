"""What a reading is about to do that takes more time and memory than usual, said to whoever supervises it.

Reading stays pure: nobody listens unless a process that supervises readings says so.
"""

from collections.abc import Callable

_listeners: list[Callable[[str], None]] = []


def listen(listener: Callable[[str], None]) -> None:
    """Have `listener` called with the kind of work (`ocr`, `office`) whenever one begins in this process."""
    _listeners.append(listener)


def begin(kind: str) -> None:
    """Say that work of this kind begins."""
    for listener in _listeners:
        listener(kind)
