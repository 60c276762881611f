"""Verify a slice of what is kept each night, so that all of it is verified in a month: rot is met before it is needed.

A thing is one index file with the WARC records that it names, or one part. What was found damaged is looked at again
each night until it is whole. Where the round stands is kept in `scrub.json` under the home.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path

from data.run_summary import Rot
from data.settings import settings
from data.typed import from_json
from flows.runs.recover import put_parts_aside
from flows.waiting import parts_of
from flows.written import write_whole
from spiders.archive import WARC, index_files
from spiders.examine import examine_index, sizes_of
from warehouse.digests import flaw_of, is_sealed
from warehouse.parts import RefusedPart

_STATE = "scrub.json"
_MOST_NAMED = 3


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
    """Verify the next slice; a part that is damaged is put aside, so that its documents are read again.

    Args:
        home: the home, whose writer's lock is held.
        whole: verify everything, not one night's share.

    Raises:
        OSError: a file cannot be read.
    """
    state = _read(home)
    sizes = dict(_things(home))
    names = sorted(sizes)
    begin = next((at for at, name in enumerate(names) if name >= state.next), 0)
    share = sum(sizes.values()) / max(1, settings("upkeep", home)["verify_days"])
    ordered = [*names[begin:], *names[:begin]]
    so_far = accumulate(sizes[name] for name in ordered)
    turn = len(ordered) if whole else next((at for at, done in enumerate(so_far, 1) if done >= share), len(ordered))
    verified = dict.fromkeys((*(name for name in state.damaged if name in sizes), *ordered[:turn]))
    rot = tuple(Rot(name, message) for name in verified if (message := _verify(home, name)))
    following = ordered[turn] if turn < len(ordered) else ordered[0] if ordered else ""
    left = tuple(one.file for one in rot if (home / one.file).exists())
    write_whole(home / _STATE, json.dumps(asdict(_State(following, left))))
    return Scrubbed(len(verified), len(sizes), sum(sizes[name] for name in verified), rot)


def _things(home: Path) -> Iterator[tuple[str, int]]:
    """Each thing by its name below the home, with its bytes."""
    for index in index_files(home / "archive"):
        warc = index.with_name(index.name.removesuffix("".join(index.suffixes)) + WARC)
        yield str(index.relative_to(home)), index.stat().st_size + (warc.stat().st_size if warc.exists() else 0)
    for part in parts_of(home):
        if is_sealed(part):
            yield str(part.relative_to(home)), sum(file.stat().st_size for file in part.iterdir())


def _verify(home: Path, name: str) -> str:
    """What is wrong with a thing, "" if nothing is."""
    path = home / name
    if path.is_dir():
        if flaw := flaw_of(path):
            put_parts_aside(home, [RefusedPart(path.name, f"{name}: {flaw}")])
        return flaw
    archive = home / "archive"
    # the last line may be in the making
    flaws = [f for f in examine_index(archive, path, sizes_of(archive / path.parent.name)) if f.kind != "torn"]
    named = [f"line {flaw.line}: {flaw.message}" for flaw in flaws[:_MOST_NAMED]]
    return "; ".join(named) + (f"; and {len(flaws) - _MOST_NAMED} more" if len(flaws) > _MOST_NAMED else "")


def _read(home: Path) -> _State:
    try:
        return from_json(_State, json.loads((home / _STATE).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return _State()
