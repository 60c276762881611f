"""The nightly share of verifying: what changed by itself is noticed, told until it is whole, and stops nothing."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from data.run_summary import Rot, RunSummary
from flows.runs.alarms import judge
from flows.upkeep.scrub import scrub
from spiders.archive import Capture, DamagedCapture, read_body, read_index, read_index_file
from tests.sample_home import sample_home
from warehouse.digests import flaw_of


@pytest.fixture
def home(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = sample_home(tmp_path_factory)
    for name in ("archive", "parts"):
        shutil.copytree(made / name, tmp_path / name)
    return tmp_path


def _flip(file: Path, at: int, bit: int) -> None:
    changed = bytearray(file.read_bytes())
    changed[at] ^= 1 << bit
    file.write_bytes(changed)


def test_a_whole_home_is_verified_in_as_many_nights_as_said(home: Path) -> None:
    (home / "upkeep.yml").write_text("verify_days: 3\n", encoding="utf-8")
    seen = 0
    for _ in range(4):
        done = scrub(home)
        assert not done.rot
        seen += done.things
        if seen >= done.of:
            break
    assert seen >= done.of


def test_a_character_of_an_index_line_is_noticed_and_costs_its_line_alone(home: Path) -> None:
    index = max(home.glob("archive/*/*.index.jsonl"), key=lambda file: file.stat().st_size)
    before = list(read_index_file(index))
    lines = index.read_bytes().split(b"\n")
    at = lines[0].index(b'"title":"') + len(b'"title":"')
    _flip(index, at, 0)
    found: list[int] = []
    assert list(read_index_file(index, lambda line, _: found.append(line))) == before[1:] and found == [1]
    name = str(index.relative_to(home))
    (rot,) = scrub(home, whole=True).rot
    assert rot.file == name and "line 1" in rot.message and "checksum" in rot.message
    # told each night, whatever the night's share is, until it is whole
    assert [one.file for one in scrub(home).rot] == [name]
    _flip(index, at, 0)
    assert not scrub(home).rot and list(read_index_file(index)) == before


def test_lines_without_a_checksum_are_judged_by_what_they_name(home: Path) -> None:
    index = max(home.glob("archive/*/*.index.jsonl"), key=lambda file: file.stat().st_size)
    old = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines()]
    for line in old:
        del line["crc32"]
    odd = [{**old[0], "url": old[0]["url"] + "x"}, {**old[0], "fetched_at": "yesterday"}, {**old[0], "size": "7"}]
    index.write_text("".join(json.dumps(line) + "\n" for line in [*odd, *old]), encoding="utf-8")
    found: dict[int, str] = {}
    assert len(list(read_index_file(index, found.__setitem__))) == len(old)
    assert ["capture_id" in found[1], "fetched_at" in found[2], "size" in found[3]] == [True] * 3


def test_a_damaged_part_is_put_aside(home: Path) -> None:
    part = min((home / "parts").glob("[!.]*"))
    _flip(part / "cell.parquet", 500, 3)
    (rot,) = scrub(home, whole=True).rot
    assert rot.file == f"parts/{part.name}" and not part.exists()
    assert (home / "parts" / f".damaged-{part.name}").is_dir()
    assert not scrub(home, whole=True).rot


def test_rot_is_an_alarm(tmp_path: Path) -> None:
    run = RunSummary("r", "2026-01-01", seconds={"verify": 1.0}, rot=[Rot("archive/p/1.index.jsonl", "line 1: x")])
    found = judge(run, [], tmp_path, None)
    assert [(a.kind, a.subject) for a in found.wrong if a.kind == "archive_damaged"] == [
        ("archive_damaged", "archive/p/1.index.jsonl")
    ]


def _held(home: Path) -> Iterator[tuple[Capture, bytes]]:
    for capture in read_index(home / "archive"):
        yield capture, read_body(home / "archive", capture)


def _flips(home: Path, count: int, seed: int) -> tuple[int, int]:
    """Flip one bit at a time in archive and parts; (noticed, harmless). A change that neither is fails the test."""
    before = list(_held(home))
    files = [file for file in sorted(home.rglob("*")) if file.is_file() and file.name != "lock" and file.stat().st_size]
    draw = Random(seed)
    noticed = harmless = 0
    for _ in range(count):
        file = draw.choice(files)
        at, bit = draw.randrange(file.stat().st_size), draw.randrange(8)
        _flip(file, at, bit)
        if file.parent.parent.name == "parts":
            found = bool(flaw_of(file.parent))
        else:
            try:
                lines: list[int] = []
                for index in sorted(file.parent.glob("*.index.jsonl")):
                    kept = list(read_index_file(index, lambda line, _, lines=lines: lines.append(line)))
                    for capture in kept:
                        read_body(home / "archive", capture)
                found = bool(lines)
            except DamagedCapture:
                found = True
        if not found:
            assert list(_held(home)) == before, (file, at, bit)
        noticed += found
        harmless += not found
        _flip(file, at, bit)
    return noticed, harmless


def test_a_flipped_bit_is_noticed_or_harmless(home: Path) -> None:
    noticed, harmless = _flips(home, 60, 1)
    assert noticed > harmless


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_flipped_bit_is_noticed_or_harmless_bounded(home: Path) -> None:
    noticed, harmless = _flips(home, 1000, 2)
    assert noticed > harmless


def test_an_index_that_holds_anothers_lines_or_runs_on_is_noticed(home: Path) -> None:
    first, second, *_ = sorted(max((home / "archive").iterdir(), key=lambda p: len(list(p.iterdir()))).glob("*.jsonl"))
    whole = first.read_bytes()
    first.write_bytes(second.read_bytes())
    (rot,) = scrub(home, whole=True).rot
    assert rot.file == str(first.relative_to(home)) and second.name in rot.message
    first.write_bytes(whole[:-1] + b"\x8a")  # its last line end
    assert "not what was written" in scrub(home, whole=True).rot[0].message
    first.write_bytes(whole[:-30])  # as a crawl that is killed leaves it: the next one mends it
    assert not scrub(home, whole=True).rot
