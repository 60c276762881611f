"""Old office formats made readable by LibreOffice: a batch of files in one start, macros off, ended by the clock.

The program is started as a process group of its own with a profile of its own, so that two conversions never meet, and
nothing of it outlives its time. What it makes is read by the readers of the newer formats.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.formats import formats, inside, kinds, needs
from extractors import effort
from extractors.kept_results import workbook_of_results
from extractors.odf import prepared

# kind → (ending under which LibreOffice recognises it, format it is made into)
TARGETS = {kind: (formats()[kind].endings[0], formats()[kind].target) for kind in kinds("office")}
# those that have a reader of their own, for files that it cannot open
SECOND = {kind: (row.endings[0], row.target) for kind in kinds("own") if (row := formats()[kind]).target}
_OPEN_DOCUMENT = frozenset(kind for _, kind in inside("odf"))
START_SECONDS = 40.0
FILE_SECONDS = 10.0
ALONE_SECONDS = 60.0

# no macro runs, no link is followed, nothing is asked: (path below org.openoffice.Office, property, value)
_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Calc/Content/Update", "Link", "2"),
)


class NeedsProgram(Exception):
    """LibreOffice is not there; the message says how to get it."""


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of one file: `body` in the target's format, or "" and why not."""

    body: bytes
    problem: str = ""


def _target(kind: str) -> tuple[str, str]:
    return TARGETS.get(kind) or SECOND[kind]


def program() -> str | None:
    """Path of soffice, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(files: Mapping[str, tuple[str, bytes]], alone: bool = True) -> dict[str, Converted]:
    """Convert files by any key: key → (kind of TARGETS or SECOND, bytes).

    One start of the program for all files of a target. alone: those that a batch does not answer (one of them hangs
    or crashes it) are tried again one by one, and every key is answered; else they are left out. Raises NeedsProgram.
    """
    found = program()
    if found is None:
        raise NeedsProgram(needs("libreoffice"))
    if alone:  # whoever hands over a batch knows what it takes
        effort.begin("office")
    answers: dict[str, Converted] = {}
    with tempfile.TemporaryDirectory(prefix="nianbao-office-") as name:
        folder = Path(name)
        profile = _profile(folder)
        for target in sorted({_target(kind)[1] for kind, _ in files.values()}):
            keys = [key for key, (kind, _) in files.items() if _target(kind)[1] == target]
            if len(keys) > 1 or not alone:
                answers |= _batch(found, folder, profile, keys, files, target, START_SECONDS + FILE_SECONDS * len(keys))
            for key in keys:
                if alone and key not in answers:
                    single = _batch(found, folder, profile, [key], files, target, ALONE_SECONDS)
                    answers[key] = single.get(key) or Converted(b"", "LibreOffice could not open it, or not in time")
    return answers


def _profile(folder: Path) -> Path:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value>'
        "</prop></item>"
        for path, name, value in _SETTINGS
    )
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>',
        encoding="utf-8",
    )
    return profile


def _batch(
    found: str, folder: Path, profile: Path, keys: list[str], files: Mapping[str, tuple[str, bytes]], target: str,
    seconds: float,
) -> dict[str, Converted]:  # fmt: skip
    inside, outside = folder / "in", folder / "out"
    for place in (inside, outside):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
    named = {}
    for number, key in enumerate(keys):
        kind, body = files[key]
        named[key] = f"{number:04d}"
        (inside / f"{named[key]}.{_target(kind)[0]}").write_bytes(_prepared(kind, body))
    command = [
        found, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
        "--nodefault", "--convert-to", target, "--outdir", str(outside), *sorted(str(p) for p in inside.iterdir()),
    ]  # fmt: skip
    _run(command, folder, seconds)
    answers = {}
    for key, name in named.items():
        made = outside / f"{name}.{target}"
        if made.is_file() and made.stat().st_size:
            answers[key] = Converted(made.read_bytes())
    return answers


def _prepared(kind: str, body: bytes) -> bytes:
    if kind in _OPEN_DOCUMENT:
        return prepared(body)
    return workbook_of_results(body) if kind == "sheet_xml" else body


def _run(command: list[str], home: Path, seconds: float) -> None:
    """Run in a process group of its own and end the whole group, whatever happens."""
    # a home of its own too: the program must find no templates or settings of the person who runs us
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(home), "TMPDIR": str(home), "LC_ALL": "C.UTF-8"}
    # the clock of its own ends it even where whoever started it is killed
    clock = shutil.which("timeout")
    child = subprocess.Popen(
        [clock, "-s", "KILL", f"{seconds:.0f}", *command] if clock else command,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=home,
        env=environment, start_new_session=True,
    )  # fmt: skip
    try:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
