"""The warehouse over DuckLake with a real Postgres: what it says, and several writers at once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from postgres_server import postgres
from sample_home import sample_home, say_that_all_was_searched
from warehouse_parts import applications, capture, reading, write_part

from data.places import DATA
from flows.steps import check, load_parts, publish_warehouse
from warehouse import lake
from warehouse.db import connect_work
from warehouse.load import load
from warehouse.places import published_file
from warehouse.published import connect
from warehouse.release import rows_hash

_LOADER = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from warehouse.db import connect_work
from warehouse.load import load
from warehouse_parts import capture
con = connect_work(Path(sys.argv[3]))
for part in sys.argv[5:]:
    load(con, [Path(part)], [capture(f"{Path(part).name}-{k}") for k in range(3)], Path(sys.argv[4]))
"""
_MACROS = (
    "SELECT * FROM series('{agency}', '{concept}')",
    "SELECT * FROM peers('{agency}', '{concept}', {year})",
    "SELECT * FROM division_bodies('{division}', '{concept}', {year})",
    "SELECT * FROM total('{concept}', the_place := '{division}')",
    "SELECT * FROM rate('grant', the_place := '{division}')",
    "SELECT internal.name_key(agency_zh), internal.tier(kind, level), internal.version_order('1.10') FROM report",
)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    pytest.importorskip("duckdb_extension_ducklake", reason="install nianbao[scale]")
    with postgres() as address:
        yield address


@pytest.fixture
def catalog(server: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database, named as the lake's catalog in the environment."""
    name = request.node.name.split("[")[0][:60]
    with duckdb.connect() as con:
        con.execute(f"LOAD '{lake._extension('postgres_scanner')}'")
        con.execute(f"ATTACH '{server}' AS server (TYPE postgres)")
        con.execute(f"CALL postgres_execute('server', 'CREATE DATABASE {name}', use_transaction=false)")
    address = server.replace("dbname=postgres", f"dbname={name}")
    monkeypatch.setenv(lake.CATALOG, address)
    return address


def _same(ours: duckdb.DuckDBPyConnection, theirs: duckdb.DuckDBPyConnection, question: str) -> int:
    """Both give the same rows in any order, but for the numbers that a load gave them; how many."""
    found = []
    for con in (ours, theirs):
        answer = con.execute(question)
        names = [column[0] for column in answer.description or ()]
        kept = [n for n, name in enumerate(names) if name not in ("reading_id", "key_id", "cell_id")]
        found.append(sorted(str([row[n] for n in kept]) for row in answer.fetchall()))
    assert found[0] == found[1], question
    return len(found[0])


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_bounded_lake_says_what_the_file_says(
    catalog: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(lake.CATALOG)
    single = sample_home(tmp_path_factory)
    monkeypatch.setenv(lake.CATALOG, catalog)
    home = tmp_path / "home"
    home.mkdir()
    for folder in ("archive", "parts"):
        (home / folder).symlink_to(single / folder)
    load_parts(home)
    say_that_all_was_searched(home)
    findings = check(home)
    publish_warehouse(home)
    assert len(findings)
    ours, theirs = connect_work(home), connect(published_file(single))
    drawn = connect(published_file(home))
    try:
        assert not (home / "warehouse" / "work.duckdb").exists()
        assert rows_hash(ours) == rows_hash(theirs) == rows_hash(drawn)
        asked = "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal"
        views = [row[0] for row in theirs.execute(asked).fetchall()]
        assert len(views) > 15
        for view in views:
            # each was published for itself
            if not view.endswith(".current_release"):
                _same(ours, theirs, f"SELECT * FROM {view}")
        samples = theirs.execute(
            "SELECT DISTINCT agency_id AS agency, concept, report_year AS year, division_code AS division FROM panel"
            " WHERE division_code IS NOT NULL ORDER BY md5(agency_id || concept || report_year) LIMIT 3"
        ).fetchall()
        for agency, concept, year, division in samples:
            for macro in _MACROS:
                question = macro.format(agency=agency, concept=concept, year=year, division=division)
                assert _same(ours, theirs, question), question
    finally:
        for con in (ours, theirs, drawn):
            con.close()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_bounded_loads_of_several_processes(catalog: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {
        writer: [
            write_part(
                tmp_path / "parts" / f"w{writer}p{number}",
                [
                    reading(f"w{writer}p{number}-{k}", f"某县第{writer}局", 2019 + 3 * number + k, applications(9 + k))
                    for k in range(3)
                ],
            )
            for number in range(2)
        ]
        for writer in range(3)
    }
    # no register: what takes time is the conflict
    data = tmp_path / "data"
    (data / "agencies").mkdir(parents=True)
    (data / "forms").symlink_to(DATA / "forms")
    root = Path(__file__).resolve().parents[1]
    told = [str(folder) for folder in (root, root / "tests", tmp_path / "home", data)]
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _LOADER, *told, *map(str, chosen)],
            env=os.environ,
        )
        for chosen in parts.values()
    ]
    assert [child.wait(500) for child in children] == [0, 0, 0]
    con = connect_work(tmp_path / "home")
    found = rows_hash(con)
    for table, number in (
        ("reading", "reading_id"),
        ("cell_key", "key_id"),
        ("cell_label", "label_id"),
        ("cell_fact", "cell_id"),
    ):
        assert con.execute(f"SELECT count(*) = count(DISTINCT {number}) FROM {table}").fetchone() == (True,), table
    con.close()
    monkeypatch.delenv(lake.CATALOG)
    con = connect_work(tmp_path / "single")
    given = [part for chosen in parts.values() for part in chosen]
    load(con, given, [capture(f"{part.name}-{k}") for part in given for k in range(3)], data)
    assert rows_hash(con) == found
    con.close()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_bounded_overtaken_transaction_is_made_again(catalog: str, tmp_path: Path) -> None:
    con, other = connect_work(tmp_path), connect_work(tmp_path)
    tries = []

    def numbered() -> None:
        with lake.transaction(con):
            lake.take_turn(con)
            con.execute("INSERT INTO index_file SELECT 'file', coalesce(max(size), 0) + 1 FROM index_file")
            if not tries:
                with lake.transaction(other):
                    lake.take_turn(other)
                    other.execute("INSERT INTO index_file SELECT 'file', coalesce(max(size), 0) + 1 FROM index_file")
            tries.append(1)

    lake.retried(numbered)()
    assert len(tries) == 2
    assert con.execute("SELECT size FROM index_file ORDER BY 1").fetchall() == [(1,), (2,)]
    con.close()
    other.close()


def test_only_being_overtaken_is_tried_again(tmp_path: Path) -> None:
    tries = []

    @lake.retried
    def begun_twice() -> None:
        tries.append(1)
        with duckdb.connect() as con:
            con.begin()
            con.begin()

    with pytest.raises(duckdb.TransactionException):
        begun_twice()
    assert len(tries) == 1


def test_without_a_lake_named_the_warehouse_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(lake.CATALOG, " ")
    assert lake.setting(tmp_path) is None
    monkeypatch.setenv(lake.CATALOG, "host=db")
    assert lake.setting(tmp_path) == lake.Lake("host=db", str(tmp_path / "lake"))


def test_a_lake_that_cannot_be_reached_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb_extension_ducklake", reason="install nianbao[scale]")
    monkeypatch.setenv(lake.CATALOG, "host=127.0.0.1 port=1 dbname=nowhere")
    with pytest.raises(lake.LakeUnavailable, match="dbname=nowhere"):
        connect_work(tmp_path)
