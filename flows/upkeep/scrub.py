"""Verify a slice of what is kept each night, so that all of it is verified in a month: rot is met before it is needed.

What a thing is stands in `flows.upkeep.kept`. What is damaged is restored where another copy or the archive can; what
cannot be is looked at again each night until it is whole. Where the round stands is kept in `scrub.json` of the home.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path

from data.run_summary import Rot
from data.settings import settings
from data.typed import from_json
from flows.upkeep.kept import flaw, things, touched
from flows.upkeep.put_back import put_back, taken_by
from flows.written import write_whole

_STATE = "scrub.json"


@dataclass(frozen=True)
class _State:
    """next: the thing that the next slice begins with; damaged: things to look at again."""

    next: str = ""
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scrubbed:
    """What a slice gave: how many things of how many were verified, their bytes, and which are damaged now."""

    things: int
    of: int
    bytes: int
    rot: tuple[Rot, ...]


def scrub(home: Path, whole: bool = False) -> Scrubbed:
    """Verify the next slice, and restore what is damaged where that can be done.

    Args:
        home: the home, whose writer's lock is held.
        whole: verify everything, not one night's share.

    Raises:
        OSError: a file cannot be read.
    """
    state = _read(home)
    sizes = dict(things(home))
    names = sorted(sizes)
    begin = next((at for at, name in enumerate(names) if name >= state.next), 0)
    share = sum(sizes.values()) / max(1, settings("upkeep", home)["verify_days"])
    ordered = [*names[begin:], *names[:begin]]
    so_far = accumulate(sizes[name] for name in ordered)
    turn = len(ordered) if whole else next((at for at, done in enumerate(so_far, 1) if done >= share), len(ordered))
    again = (name for name in (*state.damaged, *touched(home)) if name in sizes)
    verified = dict.fromkeys((*again, *ordered[:turn]))
    rot = tuple(_met(home, name, why) for name in verified if (why := flaw(home, name)))
    following = ordered[turn] if turn < len(ordered) else ordered[0] if ordered else ""
    left = tuple(one.file for one in rot if flaw(home, one.file))
    write_whole(home / _STATE, json.dumps(asdict(_State(following, left))))
    return Scrubbed(len(verified), len(sizes), sum(sizes[name] for name in verified), rot)


def _met(home: Path, name: str, why: str) -> Rot:
    done = put_back(home, name, why)
    if name.startswith("archive/") and (taken := taken_by(home, name)):
        why = f"{why}; {taken}"
    return Rot(name, why, done)


def _read(home: Path) -> _State:
    try:
        return from_json(_State, json.loads((home / _STATE).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return _State()
