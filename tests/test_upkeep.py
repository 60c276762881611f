"""Doctor, backup, restore, repack, retention: on a home of the sample portals, with real damage."""

import dataclasses
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from data.captures import Capture
from flows.runs.status import status_of
from flows.upkeep.backup import backup
from flows.upkeep.copies import NoBackup, snapshots
from flows.upkeep.doctor import diagnose
from flows.upkeep.repack import repack_all
from flows.upkeep.restore import restore
from flows.upkeep.retention import clear_old
from flows.verbs.upkeep import app
from spiders import repack as repacking
from spiders.archive import Found, PortalArchive, Received, index_files, read_body, read_index
from spiders.repack import clear, repack
from tests.sample_home import sample_home
from warehouse.db import connect_work
from warehouse.places import published_file, work_file
from warehouse.query import run as ask

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    shutil.copytree(sample_home(tmp_path_factory), tmp_path / "home")
    return tmp_path / "home"


def _archive(folder: Path, nights: int = 6, per_night: int = 3) -> Path:
    """An archive of one portal, a WARC file a night; each night sees the first document again, unchanged."""
    for night in range(nights):
        with PortalArchive(folder, "p") as archive:
            for n in range(per_night):
                url = f"http://a.example/{0 if n == 0 else night * 100 + n}"
                received = Received(url, 200, (("Content-Type", "text/html"),), f"<p>{url}</p>".encode() * 50)
                archive.keep(received, url, Found("page", title=url))
    return folder


def _held(archive: Path) -> Counter[tuple[str, str, bool]]:
    found: Counter[tuple[str, str, bool]] = Counter()
    for capture in read_index(archive):
        assert len(read_body(archive, capture)) == capture.size
        found[capture.capture_id, capture.fetched_at, capture.is_repeat] += 1
    return found


def test_small_files_are_joined_and_every_line_finds_its_bytes(tmp_path: Path) -> None:
    archive = _archive(tmp_path)
    before = _held(archive)
    newest = max((archive / "p").glob("*.warc.gz"))
    done = repack(archive, "p", 2**20, 2**30)
    assert len(done.joined) == 5 and len(done.into) == 1
    assert _held(archive) == before
    assert len(clear(archive, "p")) == 5
    assert _held(archive) == before
    assert len(list((archive / "p").glob("*.warc.gz"))) == 2 and newest.exists()
    assert repack(archive, "p", 2**20, 2**30).joined == ()
    _archive(tmp_path, 2)  # the crawls after it know what is held
    assert sum(not c.is_repeat for c in read_index(archive)) == 6 * 2 + 1


@pytest.mark.parametrize("point", ["_join", "rewrite", "_verify", "unlink"])
def test_a_repack_that_broke_off_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str) -> None:
    archive = _archive(tmp_path)
    before = _held(archive)
    calls = 0

    class Killed(BaseException):
        pass

    with monkeypatch.context() as patch:
        place, name = (Path, "unlink") if point == "unlink" else (repacking, point)
        real = getattr(place, name)

        def broken(*arguments: object, **more: object) -> object:
            nonlocal calls
            calls += 1
            if calls == (3 if point in ("rewrite", "unlink") else 1):
                raise Killed
            return real(*arguments, **more)

        patch.setattr(place, name, broken)
        with pytest.raises(Killed):
            repack(archive, "p", 2**20, 2**30)
            clear(archive, "p")
    assert _held(archive) == before
    repack(archive, "p", 2**20, 2**30)
    clear(archive, "p")
    assert _held(archive) == before
    assert len(list((archive / "p").glob("*.warc.gz"))) == 2


def test_a_joined_file_that_is_not_right_changes_nothing(tmp_path: Path) -> None:
    archive = _archive(tmp_path)
    index = {path: path.read_bytes() for path in index_files(archive)}
    first = min((archive / "p").glob("*.warc.gz"))
    capture = next(read_index(archive))
    with first.open("r+b") as file:
        file.seek(capture.warc_offset + 40)
        file.write(random.Random(1).randbytes(40))
    with pytest.raises(repacking.DamagedCapture, match="doctor"):
        repack(archive, "p", 2**20, 2**30)
    assert {path: path.read_bytes() for path in index_files(archive)} == index


@pytest.mark.slow
def test_repack_keeps_the_lineage_right_in_warehouse_and_published_file_bounded(home: Path) -> None:
    portal = "haidao-zone"
    (home / "upkeep.yml").write_text("small_mb: 10\n", encoding="utf-8")
    before = len(list((home / "archive" / portal).glob("*.warc.gz")))
    gone = repack_all(home)
    assert len(gone) > 2 and len(list((home / "archive" / portal).glob("*.warc.gz"))) < before
    rows = ask(published_file(home), "SELECT * FROM capture")
    names = [field.name for field in dataclasses.fields(Capture)]
    for row in rows.to_dict("records"):
        text = {n: str(row[n]) if n in row and row[n] is not None else "" for n in names}
        capture = Capture(**{**text, **{n: int(row[n]) for n in ("status", "size", "warc_offset", "warc_length")}})
        assert len(read_body(home / "archive", capture)) == capture.size
    assert [ill for ill in diagnose(home) if ill.is_wrong] == []


@pytest.mark.slow
def test_doctor_finds_and_mends_planted_damage_bounded(home: Path) -> None:
    assert [ill for ill in diagnose(home) if ill.is_wrong] == []
    file = min((home / "archive" / "haidao-zone").glob("*.index.jsonl"))  # the newest would be cut as torn
    capture = json.loads(file.read_text("utf-8").splitlines()[0])
    warc = home / "archive" / capture["warc_file"]
    with warc.open("r+b") as handle:
        handle.seek(capture["warc_offset"] + capture["warc_length"] // 2)
        handle.write(random.Random(2).randbytes(64))
    with file.open("ab") as handle:
        handle.write(b'{"capture_id": "half a li')
    part = next(path for path in (home / "parts").iterdir())
    os.truncate(part / "issue.parquet", 40)
    (home / "parts" / ".x.999999999").mkdir()
    with published_file(home).open("r+b") as handle:
        handle.seek(published_file(home).stat().st_size // 2)
        handle.write(random.Random(3).randbytes(5000))
    ledger = home / "crawl" / "p.sqlite"
    ledger.parent.mkdir(exist_ok=True)
    ledger.write_bytes(b"no database" * 100)
    (home / "alarms.json").write_text("{", "utf-8")
    said = [f"{ill.room}: {ill.message}" for ill in diagnose(home)]
    for word in (
        capture["url"],
        "broken off",
        "issue.parquet",
        ".x.999",
        "nianbao.duckdb is not what was published",
        "p.sqlite",
        "alarms",
    ):
        assert any(word in line for line in said), (word, said)
    mended = diagnose(home, mending=True)
    assert {ill.room for ill in mended if ill.mended} >= {"archive", "parts"}
    left = [ill for ill in diagnose(home) if ill.is_wrong]
    assert not [ill for ill in left if ill.room in ("archive", "parts")], left
    assert len(list(file.parent.glob("*.index.damaged"))) == 1


def test_doctor_says_by_its_status_what_it_found(tmp_path: Path) -> None:
    def doctor(*options: str) -> Result:
        return CliRunner().invoke(app, ["doctor", "--home", str(tmp_path), *options])

    _archive(tmp_path / "archive", 2)
    with max((tmp_path / "archive" / "p").glob("*.index.jsonl")).open("ab") as file:
        file.write(b"{")
    found = doctor()
    assert found.exit_code == 1 and "broken off" in found.stdout and "1 things wrong, 0 mended" in found.stdout
    assert doctor("--mend").exit_code == 0
    assert "nothing is wrong" in doctor().stdout


def test_a_copy_is_whole_incremental_and_verified(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "copies"
    first = backup(home, target)
    assert first.fresh == first.files > 10
    _archive(home / "archive", 1)
    (target / ".unfinished-x").mkdir()
    second = backup(home, target, keep=2)
    assert second.fresh == 2 and second.files == first.files + 2
    shared = next(path for path in (second.folder / "archive").glob("*/*.warc.gz") if "/p/" not in str(path))
    assert os.stat(shared).st_nlink == 2 and not (target / ".unfinished-x").exists()
    goal = tmp_path / "restored"
    restored = restore(target, goal)
    assert (restored.snapshot, restored.hash) == (second.folder, second.hash)
    assert _held(goal / "archive") == _held(home / "archive")
    count = "SELECT (SELECT count(*) FROM report) AS n, (SELECT count(*) FROM cell_fact) AS m"
    assert ask(work_file(goal), count).equals(ask(published_file(home), count))
    with pytest.raises(NoBackup, match="holds something"):
        restore(target, goal)
    with shared.open("r+b") as file:
        file.seek(100)
        file.write(b"\0" * 20)
    with pytest.raises(NoBackup, match="not what was backed up"):
        restore(target, tmp_path / "other")
    assert (tmp_path / "other" / "restore.json").is_file()
    third = backup(home, target, keep=1)
    assert snapshots(target) == [third.folder]


@pytest.mark.slow
def test_a_copy_while_a_crawl_writes_is_consistent_bounded(tmp_path: Path) -> None:
    home = tmp_path / "home"
    crawl = subprocess.Popen(
        [sys.executable, "-c", "import sys, pathlib; sys.path[:0] = [sys.argv[1], sys.argv[1] + '/tests']\n"
         "from tests.test_upkeep import _archive; _archive(pathlib.Path(sys.argv[2]), 200, 8)",
         str(ROOT), str(home / "archive")], cwd=ROOT,
    )  # fmt: skip
    try:
        until = time.monotonic() + 30
        while len(list((home / "archive").glob("p/*.jsonl"))) < 2 and time.monotonic() < until:
            time.sleep(0.02)
        made = [backup(home, tmp_path / "copies") for _ in range(3)]
    finally:
        crawl.kill()
        crawl.wait()
    for copy in made:
        assert _held(copy.folder / "archive")


def test_a_full_or_missing_target_is_said_and_earlier_copies_stay(home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = CliRunner().invoke(app, ["backup", str(tmp_path / "file" / "copies"), "--home", str(home)])
    assert done.exit_code == 1 and "no copy was made" in str(done.exception)


def test_old_parts_go_only_where_they_can_be_made_again(home: Path) -> None:
    later = datetime.now(UTC) + timedelta(days=500)
    part = next(path for path in (home / "parts").iterdir())
    shutil.copytree(part, home / "parts" / "not-loaded")
    os.utime(home / "parts" / "not-loaded")
    assert clear_old(home).parts == ()
    folder = next((home / "archive").iterdir())
    away = folder.rename(home / "away")
    assert clear_old(home, later).parts == ()
    away.rename(folder)
    assert clear_old(home, later).parts == (part.name,)


def test_old_runs_go_but_the_newest_stays(tmp_path: Path) -> None:
    for name, year in (("20200101T000000000000Z", 2020), ("20210101T000000000000Z", 2021)):
        (tmp_path / "runs" / name).mkdir(parents=True)
        summary = {"run": name, "started_at": f"{year}-01-01T00:00:00+00:00", "outcome": "completed"}
        (tmp_path / "runs" / name / "summary.json").write_text(json.dumps(summary))
    assert clear_old(tmp_path).runs == ("20200101T000000000000Z",)


def test_status_looks_while_somebody_writes_and_disturbs_nobody(home: Path) -> None:
    con = connect_work(home)  # the writer
    try:
        found = status_of(home)
    finally:
        con.close()
    assert found.pending == 0 and found.published.reports > 0 and found.alarms == []
    shutil.rmtree(home / "parts")
    published_file(home).unlink()
    assert status_of(home).pending > 10
