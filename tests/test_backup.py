"""Copies against rot: no damage of home or copy takes the place of the last good bytes, and all of it is said."""

import dataclasses
import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.upkeep.backup import backup
from flows.upkeep.copies import MANIFEST, NoBackup, snapshots
from flows.upkeep.restore import restore, restore_part
from flows.upkeep.scrub import scrub
from flows.verbs.upkeep import app
from spiders.archive import Capture, read_body, read_index
from tests.sample_home import sample_home
from warehouse.digests import flaw_of
from warehouse.release import kept_flaw, kept_releases

Held = dict[tuple[str, str], bytes]


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    shutil.copytree(sample_home(tmp_path_factory), tmp_path / "home")
    return tmp_path / "home"


def _held(home: Path) -> Held:
    return {(c.capture_id, c.fetched_at): read_body(home / "archive", c) for c in read_index(home / "archive")}


def _flip(file: Path, at: int = -1) -> None:
    """Change one bit; size and moment of change stay, as where a disk rots."""
    state = file.stat()
    content = bytearray(file.read_bytes())
    content[at if at >= 0 else len(content) // 2] ^= 4
    file.chmod(0o644)
    file.write_bytes(content)
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))


def _record(home: Path) -> tuple[Path, Capture]:
    """A WARC file and the capture of a document in it that rests on no other record."""
    capture = next(c for c in read_index(home / "archive") if c.kind == "page" and not c.is_repeat)
    return home / "archive" / capture.warc_file, capture


def test_rot_in_a_target_is_written_anew_and_spoils_no_later_copy(home: Path, tmp_path: Path) -> None:
    target, before = tmp_path / "copies", _held(home)
    first = backup(home, target)
    warc, capture = _record(first.folder)
    _flip(warc, capture.warc_offset + capture.warc_length // 2)
    second = backup(home, target, keep=2)
    (rot,) = second.rot
    assert rot.file == str(warc) and "written anew" in rot.done
    assert _held(first.folder) == before and _held(second.folder) == before  # the earlier copy is whole again too
    assert second.hash == first.hash
    for _ in range(2):
        backup(home, target, keep=2)
    assert restore(target, tmp_path / "again").hash == first.hash and _held(tmp_path / "again") == before


def test_rot_in_the_home_takes_no_good_copys_place(home: Path, tmp_path: Path) -> None:
    target, before = tmp_path / "copies", _held(home)
    backup(home, target)
    warc, capture = _record(home)
    part = min((home / "parts").glob("[!.]*"))
    for file, at in ((warc, capture.warc_offset + capture.warc_length // 2), (part / "cell.parquet", 500)):
        _flip(file, at)
        os.utime(file)  # another moment of change: not shared with the copy before
    index = max(home.glob("archive/*/*.index.jsonl"))
    _flip(index, 30)
    os.utime(index)
    for _ in range(3):  # as often as it takes for keep=2 to drop the first
        made = backup(home, target, keep=2)
        assert _held(made.folder) == before and not flaw_of(made.folder / "parts" / part.name)
        assert all(one.done for one in made.rot)
    assert len(snapshots(target)) == 2


def test_what_no_copy_has_whole_is_said_with_the_figures_that_rest_on_it(home: Path, tmp_path: Path) -> None:
    warc, capture = _record(home)
    _flip(warc, capture.warc_offset + capture.warc_length // 2)
    done = CliRunner().invoke(app, ["backup", str(tmp_path / "copies"), "--home", str(home)])
    assert done.exit_code == 1 and str(capture.warc_offset) in done.stdout
    (rot,) = scrub(home, whole=True).rot
    assert "published reports that rest on it alone" in rot.message and " figures)" in rot.message and not rot.done


def test_a_copy_that_alone_holds_lines_stays(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "copies"
    first = backup(home, target)
    shutil.rmtree(min((home / "archive").iterdir()))
    for _ in range(3):
        made = backup(home, target, keep=1)
    assert snapshots(target) == [first.folder, made.folder]
    assert len(made.kept) == 1 and first.folder.name in made.kept[0]


def test_a_damaged_manifest_costs_its_copy_alone(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "copies"
    first, second = backup(home, target), backup(home, target)
    _flip(second.folder / MANIFEST)
    with pytest.raises(NoBackup, match=f"manifest.* not what was written.*{first.folder.name}"):
        restore(target, tmp_path / "again")
    assert restore(target, tmp_path / "again", first.folder.name).hash == first.hash
    third = backup(home, target)
    assert third.fresh == 0 and str(second.folder) in [rot.file for rot in third.rot]


def test_nights_verify_copies_and_restore_from_them(home: Path, tmp_path: Path) -> None:
    target, before = tmp_path / "copies", _held(home)
    made = backup(home, target)
    copied, _ = _record(made.folder)
    _flip(copied, 40)
    (rot,) = scrub(home, whole=True).rot
    assert rot.file == str(copied) and "written anew" in rot.done
    assert not scrub(home, whole=True).rot and _held(made.folder) == before
    warc, capture = _record(home)
    _flip(warc, capture.warc_offset + capture.warc_length // 2)
    _flip(max(home.glob("archive/*/*.index.jsonl")), 40)
    assert [one.done.startswith("restored from") for one in scrub(home, whole=True).rot] == [True, True]
    assert _held(home) == before and not scrub(home, whole=True).rot
    shutil.rmtree(target)  # a disk that is not there now
    assert not scrub(home, whole=True).rot


def test_a_kept_release_is_written_anew_from_its_like(home: Path, tmp_path: Path) -> None:
    release = kept_releases(home)[-1]
    kept = home / "warehouse" / "kept" / f"{release}.duckdb"
    _flip(kept)
    (rot,) = scrub(home, whole=True).rot
    assert rot.file == str(kept.relative_to(home)) and "written anew" in rot.done
    assert not kept_flaw(home, release)


def test_a_part_of_a_copy_is_put_back_into_a_home_in_use(home: Path, tmp_path: Path) -> None:
    target, before = tmp_path / "copies", _held(home)
    made = backup(home, target)
    warc, capture = _record(home)
    _flip(warc, capture.warc_offset + capture.warc_length // 2)
    (home / "forms.yml").write_text("", encoding="utf-8")
    shutil.rmtree(home / "parts")
    done = restore_part(target, home, [f"archive/{capture.portal}", "parts"])
    assert _held(home) == before and done.files > 1 and not done.left
    again = restore_part(target, home, ["archive", "parts"])
    assert (again.files, again.left) == (0, ())
    assert dataclasses.replace(done, files=0).snapshot == made.folder
    with pytest.raises(NoBackup, match="holds nothing"):
        restore_part(target, home, ["archive/nowhere"])


def test_rot_in_one_copy_is_filled_from_another_when_restored(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "copies"
    first = backup(home, target)
    second = backup(home, target)
    warc, _ = _record(second.folder)
    content = warc.read_bytes()
    warc.unlink()  # no longer shared with the first
    warc.write_bytes(content[:-9] + b"123456789")
    assert restore(target, tmp_path / "again").hash == first.hash
