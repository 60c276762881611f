"""A child process that ends with its parent, however the parent ends: SIGKILL runs nobody's clean-up."""

import os
import threading
import time

EXIT_ORPHANED = 3
SERVED = "NIANBAO_SERVED"
# the process that starts a child whose imports take seconds: it may be gone before the child looks for the first time
PARENT = "NIANBAO_PARENT"


def die_with_parent(every_seconds: float = 0.5) -> None:
    """Watch from a thread whether the parent is still the same process, and leave at once when it is not.

    Who starts this process may say in NIANBAO_PARENT which process that is; else it is the parent at this moment.
    """
    parent = int(os.environ.pop(PARENT, "") or os.getppid())

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(every_seconds)
        os._exit(EXIT_ORPHANED)

    threading.Thread(target=watch, daemon=True, name="die-with-parent").start()


def die_when_served() -> None:
    """End with the parent where that is the runner of `nianbao serve`, whoever killed it."""
    if os.environ.get(SERVED):
        die_with_parent()
