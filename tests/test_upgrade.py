"""Homes that earlier versions made (tests/homes) go on: none of their history is lost, whatever an upgrade meets."""

import os
import signal
import subprocess
import sys
import tarfile
from pathlib import Path

import duckdb
import pytest

from flows.upkeep.doctor import diagnose
from flows.upkeep.rebuild import rebuild
from flows.upkeep.scrub import scrub
from tests.test_recovery import night
from warehouse import history
from warehouse.db import connect_work, schema_digest
from warehouse.places import published_file, work_file
from warehouse.query import run as ask
from warehouse.release import record_release

HOMES = sorted((Path(__file__).parent / "homes").glob("*.tar.xz"))
_ROOT = Path(__file__).resolve().parents[1]


def _unpacked(packed: Path, home: Path) -> Path:
    with tarfile.open(packed) as files:
        files.extractall(home, filter="data")
    return home


def _figures(home: Path) -> list[tuple[object, ...]]:
    rows = ask(published_file(home), "SELECT agency_zh, report_year, concept, value FROM panel ORDER BY ALL")
    return [tuple(row) for row in rows.itertuples(index=False)]


@pytest.mark.parametrize("packed", HOMES, ids=lambda path: path.name.partition(".")[0])
def test_a_home_of_an_earlier_version_goes_on(packed: Path, tmp_path: Path) -> None:
    home = _unpacked(packed, tmp_path)
    with duckdb.connect(str(work_file(home)), read_only=True) as con:
        release = con.execute("SELECT release_id FROM release").fetchall()
        accounted = con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'searched_list'").fetchone()
    night(home)
    seen = ask(published_file(home), "SELECT run, flow, outcome, requests, portals FROM run ORDER BY run").iloc[0]
    assert str(seen["run"]).startswith("20260102T020000") and tuple(seen)[1:4] == ("nightly", "completed", 7)
    portal = ask(published_file(home), "SELECT run, portal, requests FROM run_portal")
    assert portal.values.tolist() == [[seen["run"], "p", 7]]
    assert ask(published_file(home), "SELECT release_id FROM release ORDER BY 1").values.tolist()[:1] == [
        list(release[0])
    ]
    assert len(ask(published_file(home), "SELECT * FROM searched_list")) == (accounted or (0,))[0]
    figures = _figures(home)
    assert {(row[0], row[1]) for row in figures} == {("某县教育局", 2023), ("某县财政局", 2023)}
    assert not [ill for ill in diagnose(home) if ill.is_wrong] and not scrub(home, whole=True).rot
    rebuild(home)
    assert _figures(home) == figures
    assert len(ask(published_file(home), "SELECT * FROM release")) == 3
    assert ask(published_file(home), "SELECT run FROM run ORDER BY run").iloc[0]["run"] == seen["run"]


def test_history_lies_in_what_is_published_when_the_writers_file_is_gone(tmp_path: Path) -> None:
    home = _unpacked(HOMES[0], tmp_path)
    night(home)
    before = ask(published_file(home), "SELECT * EXCLUDE (schema_version) FROM release").values.tolist()
    work_file(home).unlink()
    con = connect_work(home)
    assert con.execute("SELECT count(*) FROM release").fetchone() == (len(before),)
    assert con.execute("SELECT count(*) FROM run_portal").fetchone() == (1,)
    con.close()


_KILLED = """
import os, signal, sys
from pathlib import Path
import warehouse.db as db
point, real_link, real_replace = sys.argv[2], os.link, os.replace
def killing(name, real):
    def do(*arguments, **more):
        if point == "before " + name: os.kill(os.getpid(), signal.SIGKILL)
        done = real(*arguments, **more)
        if point == "behind " + name: os.kill(os.getpid(), signal.SIGKILL)
        return done
    return do
os.link, os.replace = killing("link", os.link), killing("replace", os.replace)
db.apply_schema = killing("schema", db.apply_schema)
db.take_over = killing("history", db.take_over)
db.connect_work(Path(sys.argv[1]))
"""
POINTS = [f"{side} {name}" for name in ("link", "schema", "history", "replace") for side in ("before", "behind")]


@pytest.mark.parametrize("point", POINTS)
def test_an_upgrade_that_is_killed_is_done_again(tmp_path: Path, point: str) -> None:
    home = _unpacked(HOMES[0], tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    done = subprocess.run([sys.executable, "-c", _KILLED, str(home), point], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    con = connect_work(home)
    for table in ("release", "run", "run_portal"):
        assert con.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,), table
    con.close()


def test_a_migration_is_applied_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = _unpacked(HOMES[0], tmp_path)
    con = connect_work(home)
    record_release(con, schema_digest())
    con.close()
    work = work_file(home)
    folder = tmp_path / "migrations"
    folder.mkdir()
    for file in (Path(history.__file__).parent / "migrations").glob("*.sql"):
        (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "9999_test.sql").write_text("UPDATE was_run SET requests = requests * 2;", encoding="utf-8")
    monkeypatch.setattr(history, "SQL", tmp_path)
    for _ in range(2):  # the second time the file says that it has had it
        os.replace(work, work.with_name(work.name + ".before"))
        con = connect_work(home)
        assert con.execute("SELECT requests FROM run").fetchone() == (14,)
        assert con.execute("SELECT count(*) FROM release").fetchone() == (2,)
        con.close()
