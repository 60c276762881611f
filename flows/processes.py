"""Which process wrote a note, and whether it still lives: its number alone is given again to others."""

import socket
from pathlib import Path

import psutil

from data.run_summary import Process

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def me() -> Process:
    """This process as a note."""
    pid = psutil.Process().pid
    return Process(socket.gethostname(), pid, _beginning(pid))


def is_alive(note: Process) -> bool:
    """Whether the process of a note lives. One on another host cannot be asked and is taken for alive."""
    if not note.began:
        return False
    if note.host != socket.gethostname():
        return True
    try:
        return _beginning(note.pid) == note.began
    except (psutil.Error, OSError, ValueError):
        return False


def _beginning(pid: int) -> str:
    """When a process began, by the kernel's own count since its start where it says so: clocks jump."""
    if _BOOT.is_file():
        # The name in parentheses may hold spaces and parentheses itself.
        ticks = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[19]
        return f"{_BOOT.read_text(encoding='ascii').strip()}:{ticks}"
    return str(psutil.Process(pid).create_time())
