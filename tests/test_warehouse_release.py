"""A published file says what it is, the last ones are kept, and one can go back; a rebuild gives the same rows."""

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner
from warehouse_parts import applications, begun, capture, reading, write_part

from flows.cli import app
from flows.runs.running import record, running
from flows.upkeep.backup import backup
from flows.upkeep.doctor import diagnose
from flows.upkeep.rebuild import rebuild
from flows.upkeep.restore import restore
from flows.upkeep.scrub import scrub
from warehouse.db import connect_work
from warehouse.load import load
from warehouse.places import published_file, work_file
from warehouse.publish import publish
from warehouse.query import run
from warehouse.release import (
    NothingKept,
    kept_flaw,
    kept_releases,
    published_flaw,
    release_of,
    rollback,
    rows_hash,
)
from warehouse.shown import look_inside


def _publish(home: Path, name: str, year: int) -> str:
    con = begun(home)
    load(con, [write_part(home / "parts" / name, [reading(name, "某县教育局", year, applications())])], [capture(name)])
    path = publish(con, home)
    con.close()
    return release_of(path)


@pytest.fixture(scope="module")
def home_of_two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A home with releases of one report and of two."""
    home = tmp_path_factory.mktemp("two")
    return home, [_publish(home, "a", 2021), _publish(home, "b", 2022)]


@pytest.fixture
def two(home_of_two: tuple[Path, list[str]], tmp_path: Path) -> list[str]:
    """The releases of tmp_path, which is a copy of that home."""
    shutil.copytree(home_of_two[0], tmp_path, dirs_exist_ok=True)
    return home_of_two[1]


def _years(home: Path) -> list[int]:
    return list(run(published_file(home), "SELECT report_year FROM report ORDER BY 1")["report_year"])


def test_release_carries_counts_hashes_citation_and_terms(tmp_path: Path) -> None:
    release = _publish(tmp_path, "a", 2022)
    row = run(published_file(tmp_path), "SELECT * FROM release").iloc[0]
    assert (row["release_id"], row["reports"], row["cells"], row["corrections"]) == (release, 1, 6, 0)
    assert len(row["archive_hash"]) == len(row["knowledge_hash"]) == 16 and len(row["schema_version"]) == 12
    assert release in row["citation"] and "2022 to 2022" in row["citation"] and "freely" in row["terms"]
    _publish(tmp_path, "b", 2023)
    rows = run(published_file(tmp_path), "SELECT archive_hash FROM release ORDER BY published_at")
    assert rows["archive_hash"].nunique() == 2


def test_going_back_and_on_again(tmp_path: Path, two: list[str]) -> None:
    first, second = two
    reader = published_file(tmp_path).open("rb")
    assert rollback(tmp_path) == first and _years(tmp_path) == [2021]
    assert len(reader.read(4)) == 4  # the file that was open stays readable
    with pytest.raises(NothingKept, match="no release before"):
        rollback(tmp_path)
    assert rollback(tmp_path, second) == second and _years(tmp_path) == [2021, 2022]
    rollback(tmp_path)
    _publish(tmp_path, "c", 2023)
    assert _years(tmp_path) == [2021, 2022, 2023]
    with pytest.raises(NothingKept, match="not kept"):
        rollback(tmp_path, "19990101T000000Z-000000")


def test_damaged_kept_file_is_not_published(tmp_path: Path, two: list[str]) -> None:
    first, second = two
    kept = tmp_path / "warehouse" / "kept" / f"{first}.duckdb"
    kept.chmod(0o644)
    kept.write_bytes(kept.read_bytes()[:5000])
    with pytest.raises(NothingKept, match=f"release {first} is damaged.*there remain: {second}"):
        rollback(tmp_path)
    assert release_of(published_file(tmp_path)) == second


def _written(file: Path, statement: str = "UPDATE cell_fact SET whole = whole + 1") -> None:
    """What an analyst does whom the mode does not hold back."""
    file.chmod(0o644)
    with look_inside(duckdb.connect(str(file))) as con:
        con.execute(statement)
        con.execute("CHECKPOINT")
    file.chmod(0o444)


def test_what_is_published_is_read_only_and_has_an_inode_of_its_own(tmp_path: Path) -> None:
    for name, year in (("a", 2021), ("b", 2022)):
        _publish(tmp_path, name, year)
    rollback(tmp_path)
    warehouse = tmp_path / "warehouse"
    files = [published_file(tmp_path), *(warehouse / "kept").glob("*.duckdb")]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o444] * 3
    every = [*files, work_file(tmp_path)]
    assert len({file.stat().st_ino for file in every}) == 4 and {file.stat().st_nlink for file in every} == {1}


def test_an_update_of_the_published_file_changes_no_kept_release_and_is_noticed(tmp_path: Path, two: list[str]) -> None:
    releases = two
    kept = {file: file.read_bytes() for file in (tmp_path / "warehouse" / "kept").iterdir()}
    assert published_flaw(tmp_path) == "" and [kept_flaw(tmp_path, name) for name in releases] == ["", ""]
    _written(published_file(tmp_path))
    assert {file: file.read_bytes() for file in (tmp_path / "warehouse" / "kept").iterdir()} == kept
    assert "somebody wrote into it" in published_flaw(tmp_path)
    (said,) = [ill for ill in diagnose(tmp_path, bodies=False) if "somebody wrote" in ill.message]
    assert said.room == "warehouse" and "rollback" in said.advice
    with running("nightly", tmp_path) as run:
        record(run, tmp_path)
        run.so_far.seconds["check"] = 0.1
        con = connect_work(tmp_path)
        run.so_far = replace(run.so_far, published=str(publish(con, tmp_path)))
        con.close()
    assert ("published_changed", "nianbao.duckdb") in {a.key for a in run.so_far.alarms.raised}
    assert published_flaw(tmp_path) == ""
    assert rollback(tmp_path, releases[1]) == releases[1] and published_flaw(tmp_path) == ""


def test_a_log_beside_the_published_file_is_noticed(tmp_path: Path) -> None:
    _publish(tmp_path, "a", 2021)
    published_file(tmp_path).with_name("nianbao.duckdb.wal").write_bytes(b"x")
    assert "for writing" in published_flaw(tmp_path)


def test_a_kept_release_that_somebody_wrote_into_is_refused_by_name(tmp_path: Path, two: list[str]) -> None:
    releases = [*two, _publish(tmp_path, "c", 2023)]
    _written(tmp_path / "warehouse" / "kept" / f"{releases[1]}.duckdb")
    before = published_file(tmp_path).read_bytes()
    with pytest.raises(NothingKept, match=f"release {releases[1]} is damaged.*remain: {releases[0]}, {releases[2]}"):
        rollback(tmp_path)
    assert published_file(tmp_path).read_bytes() == before
    said = CliRunner().invoke(app, ["rollback", "--home", str(tmp_path)])
    assert isinstance(said.exception, NothingKept) and releases[1] in str(said.exception)
    assert rollback(tmp_path, releases[0]) == releases[0] and _years(tmp_path) == [2021]


def test_a_release_kept_by_an_earlier_version_is_read_through_and_given_a_digest(
    tmp_path: Path, two: list[str]
) -> None:
    first, second = two
    for file in (tmp_path / "warehouse" / "kept").glob("*.sha256"):
        file.unlink()
    assert published_flaw(tmp_path) == ""  # nothing to compare it with
    with pytest.raises(NothingKept, match=f"release {first} has no digest"):
        rollback(tmp_path)
    assert rollback(tmp_path, unverified=True) == first and published_flaw(tmp_path) == ""
    _written(tmp_path / "warehouse" / "kept" / f"{second}.duckdb", "DELETE FROM report")
    with pytest.raises(NothingKept, match="does not hold the rows"):
        rollback(tmp_path, second, unverified=True)


def test_a_backup_holds_no_file_that_somebody_wrote_into(tmp_path: Path) -> None:
    home = tmp_path / "home"
    release = _publish(home, "a", 2021)
    before = published_file(home).read_bytes()
    _written(published_file(home))
    backup(home, tmp_path / "copies")
    restore(tmp_path / "copies", tmp_path / "back")
    assert published_file(tmp_path / "back").read_bytes() == before
    assert release_of(published_file(tmp_path / "back")) == release
    assert published_file(tmp_path / "back").stat().st_mode & 0o777 == 0o444


def test_only_the_last_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    releases = [_publish(tmp_path, "a", 2021)]
    monkeypatch.setattr("warehouse.release.keep.__defaults__", (2,))
    con = connect_work(tmp_path)
    releases += [release_of(publish(con, tmp_path)) for _ in range(2)]
    con.close()
    assert kept_releases(tmp_path) == sorted(releases)[-2:]
    listed = CliRunner().invoke(app, ["rollback", "--list", "--home", str(tmp_path)])
    assert listed.output.split() == sorted(releases)[-2:]


def test_rows_hash_does_not_depend_on_the_order_of_loads(tmp_path: Path) -> None:
    readings = [
        reading("a", "洪泽县环保局", 2014, applications()),
        reading("b", "淮安市洪泽区生态环境局", 2021, applications(new=20)),
        reading("c", "", 2021, applications(new=30)),
        reading("d", "某县教育局", 2020, outcome="needs_ocr"),
    ]
    parts = [write_part(tmp_path / f"p{n}", [row]) for n, row in enumerate(readings)]
    captures = [capture(row["capture_id"]) for row in readings]
    hashes = []
    for number, order in enumerate(([0, 1, 2, 3], [3, 2, 1, 0])):
        con = begun(tmp_path / f"home{number}")
        for index in order:
            load(con, [parts[index]], [captures[index]])
        hashes.append(rows_hash(con))
        con.close()
    con = begun(tmp_path / "at-once")
    load(con, parts, captures)
    hashes.append(rows_hash(con))
    con.execute("UPDATE cell_fact SET whole = 31 WHERE whole = 30")
    assert rows_hash(con) != hashes[-1]
    con.close()
    assert hashes[0] == hashes[1] == hashes[2]


def test_rebuild_gives_the_same_rows_and_keeps_the_history_of_releases(tmp_path: Path) -> None:
    _publish(tmp_path, "a", 2021)
    first = rebuild(tmp_path)
    second = rebuild(tmp_path, publish=False)
    assert first.hash == second.hash and (second.reports, second.cells, second.documents_read) == (1, 6, 0)
    assert len(run(published_file(tmp_path), "SELECT * FROM release")) == 2
    shutil.rmtree(tmp_path / "parts" / "a")
    assert rebuild(tmp_path, publish=False).hash != first.hash


def test_rebuild_that_fails_puts_the_old_file_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _publish(tmp_path, "a", 2021)

    def fail(home: Path) -> None:
        raise RuntimeError("planted")

    with monkeypatch.context() as patch:
        patch.setattr("flows.steps.check", fail)
        with pytest.raises(RuntimeError, match="planted"):
            rebuild(tmp_path)
    con = connect_work(tmp_path)
    assert con.execute("SELECT count(*) FROM report").fetchone() == (1,)
    con.close()
    assert not list((tmp_path / "warehouse").glob("*.before"))


def test_doctor_puts_a_changed_published_file_right(tmp_path: Path, two: list[str]) -> None:
    was = published_file(tmp_path).read_bytes()
    _written(published_file(tmp_path))
    diagnose(tmp_path, mending=True, bodies=False)
    assert published_file(tmp_path).read_bytes() == was and release_of(published_file(tmp_path)) == two[1]
    rollback(tmp_path, two[0])  # then that is what was published
    _written(published_file(tmp_path))
    diagnose(tmp_path, mending=True, bodies=False)
    assert release_of(published_file(tmp_path)) == two[0] and not published_flaw(tmp_path)


def test_a_change_to_a_kept_release_is_put_right_by_the_night_that_meets_it(tmp_path: Path, two: list[str]) -> None:
    (tmp_path / "upkeep.yml").write_text("verify_days: 1000\n", encoding="utf-8")
    scrub(tmp_path)
    for release in two:
        _written(tmp_path / "warehouse" / "kept" / f"{release}.duckdb")
    rot = {one.file: one.done for one in scrub(tmp_path).rot}
    kept = [f"warehouse/kept/{release}.duckdb" for release in two]
    # the second is published still; of the first there is no other copy
    assert [bool(rot[file]) for file in kept] == [False, True]
    assert [bool(kept_flaw(tmp_path, release)) for release in two] == [True, False]
    assert [one.file for one in scrub(tmp_path).rot] == kept[:1]


def test_a_digest_that_was_cut_is_no_release_of_an_earlier_version(tmp_path: Path, two: list[str]) -> None:
    (tmp_path / "warehouse" / "kept" / f"{two[0]}.sha256").write_text("", encoding="ascii")
    assert "no digest" in kept_flaw(tmp_path, two[0])
    assert [one.file for one in scrub(tmp_path).rot] == [f"warehouse/kept/{two[0]}.duckdb"]
