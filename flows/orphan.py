"""A child process that ends with its parent, however the parent ends: SIGKILL runs nobody's clean-up."""

import os
import threading
import time

EXIT_ORPHANED = 3
SERVED = "NIANBAO_SERVED"


def die_with_parent(every_seconds: float = 0.5) -> None:
    """Watch from a thread whether the parent is still the same process, and leave at once when it is not."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(every_seconds)
        os._exit(EXIT_ORPHANED)

    threading.Thread(target=watch, daemon=True, name="die-with-parent").start()


def die_when_served() -> None:
    """End with the parent where that is the runner of `nianbao serve`, whoever killed it."""
    if os.environ.get(SERVED):
        die_with_parent()
