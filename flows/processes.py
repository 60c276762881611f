"""Which process wrote a note, and whether it still lives: its number alone is given again to others."""

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def me() -> dict[str, Any]:
    """This process as a note: host, pid, and its beginning."""
    pid = psutil.Process().pid
    return {"host": socket.gethostname(), "pid": pid, "began": _beginning(pid)}


def is_alive(note: Mapping[str, Any]) -> bool:
    """Whether the process of a note lives. One on another host cannot be asked and is taken for alive."""
    if not note:
        return False
    if note.get("host") != socket.gethostname():
        return True
    try:
        return _beginning(int(note["pid"])) == note["began"]
    except (psutil.Error, OSError, KeyError, ValueError, TypeError):
        return False


def _beginning(pid: int) -> str:
    """When a process began, by the kernel's own count since its start where it says so: clocks jump."""
    if _BOOT.is_file():
        # The name in parentheses may hold spaces and parentheses itself.
        ticks = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[19]
        return f"{_BOOT.read_text(encoding='ascii').strip()}:{ticks}"
    return str(psutil.Process(pid).create_time())
