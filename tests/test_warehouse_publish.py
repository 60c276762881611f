"""Publication: the analysts' file is replaced in one step, whoever reads it, and whenever the process is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from warehouse_parts import applications, begun, capture, reading, write_part

from warehouse import publish as publishing
from warehouse.db import WarehouseBusy, connect_work
from warehouse.heal import is_damage
from warehouse.load import load
from warehouse.lock import LockHeld, holder, writer_lock
from warehouse.places import work_file
from warehouse.publish import PublicationFailed, publish
from warehouse.published import NotPublished, connect
from warehouse.query import run
from warehouse.shown import look_inside

_ROOT = Path(__file__).resolve().parents[1]


def _fill(home: Path, name: str, year: int) -> None:
    con = begun(home)
    load(con, [write_part(home / "parts" / name, [reading(name, "某县教育局", year, applications())])], [capture(name)])
    con.close()


def _reports(path: Path) -> int:
    return int(run(path, "SELECT count(*) AS n FROM report")["n"][0])


def _program(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=_ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_publish_from_an_open_connection_leaves_it_locked_and_writable(tmp_path: Path) -> None:
    con = begun(tmp_path)
    load(con, [write_part(tmp_path / "p1", [reading("a", "某县教育局", 2022, applications())])], [capture("a")])
    path = publish(con, tmp_path)
    # Copying the file must not have given up the writer's lock.
    other = _program("import duckdb, sys; duckdb.connect(sys.argv[1])", work_file(tmp_path))
    assert "lock" in other.communicate(timeout=30)[1].lower()
    load(con, [], [capture("b")])
    con.close()
    assert _reports(path) == 1
    assert {file.name for file in path.parent.iterdir()} == {"nianbao.duckdb", "work.duckdb", "kept"}


def test_published_file_says_which_release_it_is(tmp_path: Path) -> None:
    _fill(tmp_path, "a", 2022)
    publish(work_file(tmp_path), tmp_path)
    path = publish(work_file(tmp_path), tmp_path)
    releases = run(path, "SELECT * FROM release ORDER BY published_at")
    assert len(releases) == 2
    newest = releases.iloc[-1]
    assert (newest["reports"], newest["cells"], newest["captures"]) == (1, 6, 1)


def test_reader_that_stays_open_and_publication_do_not_disturb_each_other(tmp_path: Path) -> None:
    _fill(tmp_path, "a", 2021)
    path = publish(work_file(tmp_path), tmp_path)
    reader = _program(
        "import duckdb, sys\n"
        "con = duckdb.connect(sys.argv[1], read_only=True)\n"
        "for _ in sys.stdin:\n"
        "    print(con.execute('SELECT count(*), sum(value) FROM lineage JOIN report USING (report_id)').fetchall(),"
        " flush=True)\n",
        path,
    )
    assert reader.stdin is not None and reader.stdout is not None

    def ask() -> str:
        assert reader.stdin is not None and reader.stdout is not None
        reader.stdin.write("\n")
        reader.stdin.flush()
        return reader.stdout.readline()

    before = ask()
    assert "(6," in before
    for year in (2022, 2023):
        _fill(tmp_path, f"b{year}", year)
        publish(work_file(tmp_path), tmp_path)
        assert ask() == before
        assert _reports(path) == year - 2020
    reader.stdin.close()
    assert reader.wait(timeout=30) == 0


def test_log_left_beside_the_published_file_is_not_replayed(tmp_path: Path) -> None:
    _fill(tmp_path, "a", 2022)
    path = publish(work_file(tmp_path), tmp_path)
    # An analyst writes into the published file and dies: the log stays.
    vandal = _program(
        "import duckdb, os, sys\n"
        "os.chmod(sys.argv[1], 0o644)\n"
        "con = duckdb.connect(sys.argv[1])\n"
        "con.execute('SET checkpoint_threshold = \"1GB\"')\n"
        "con.execute('INSERT INTO internal.report SELECT * REPLACE (1999 AS report_year) FROM internal.report')\n"
        "os._exit(0)\n",
        path,
    )
    vandal.communicate(timeout=30)
    assert path.with_name(path.name + ".wal").exists()
    publish(work_file(tmp_path), tmp_path)
    assert _reports(path) == 1


def test_a_copy_that_is_not_whole_is_not_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fill(tmp_path, "a", 2021)
    path = publish(work_file(tmp_path), tmp_path)
    _fill(tmp_path, "b", 2022)

    def half(work: Path, fresh: Path) -> None:
        fresh.write_bytes(work.read_bytes()[: work.stat().st_size // 2])

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_copy", half)
        with pytest.raises(PublicationFailed):
            publish(work_file(tmp_path), tmp_path)
    assert _reports(path) == 1
    assert not list(path.parent.glob(".nianbao*"))
    assert _reports(publish(work_file(tmp_path), tmp_path)) == 2


def test_what_is_not_committed_is_not_published(tmp_path: Path) -> None:
    _fill(tmp_path, "a", 2021)
    con = begun(tmp_path)
    other = look_inside(con.cursor())
    other.begin()
    other.execute("DELETE FROM report")
    assert _reports(publish(con, tmp_path)) == 1
    other.commit()
    other.close()
    assert _reports(publish(con, tmp_path)) == 0
    con.close()


@pytest.mark.slow
def test_killed_while_publishing_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    _fill(tmp_path, "a0", 2000)
    path = publish(work_file(tmp_path), tmp_path)
    published = {1}
    for number in range(1, 13):
        _fill(tmp_path, f"a{number}", 2000 + number)
        victim = _program(
            "import pathlib, sys\nfrom warehouse.publish import publish\nfrom warehouse.places import work_file\n"
            "print('go', flush=True)\nhome = pathlib.Path(sys.argv[1])\npublish(work_file(home), home)\n",
            tmp_path,
        )
        assert victim.stdout is not None
        victim.stdout.readline()
        time.sleep(0.02 * number)
        os.kill(victim.pid, signal.SIGKILL)
        victim.communicate()
        found = _reports(path)
        assert found in (max(published), number + 1)
        published.add(found)
    assert _reports(publish(work_file(tmp_path), tmp_path)) == 13
    assert not list(path.parent.glob(".nianbao*"))


def test_second_writer_is_told_who_writes_and_since_when(tmp_path: Path) -> None:
    with writer_lock(tmp_path, "nightly"):
        other = _program(
            "import pathlib, sys\nfrom warehouse.lock import writer_lock\n"
            "with writer_lock(pathlib.Path(sys.argv[1]), 'backfill', 0.2): pass\n",
            tmp_path,
        )
        error = other.communicate(timeout=30)[1]
        assert "LockHeld" in error and f"nightly, process {os.getpid()} on" in error and " s)" in error
        assert holder(tmp_path).startswith("nightly")
    assert holder(tmp_path) == ""


def test_lock_of_a_killed_writer_is_free(tmp_path: Path) -> None:
    victim = _program(
        "import pathlib, sys, time\nfrom warehouse.lock import writer_lock\n"
        "with writer_lock(pathlib.Path(sys.argv[1]), 'nightly'):\n    print('held', flush=True)\n    time.sleep(60)\n",
        tmp_path,
    )
    assert victim.stdout is not None and victim.stdout.readline() == "held\n"
    with pytest.raises(LockHeld, match="nightly"), writer_lock(tmp_path, "second"):
        pass
    victim.kill()
    victim.communicate()
    with writer_lock(tmp_path, "third", wait_seconds=2):
        assert "third" in holder(tmp_path)


def test_writer_file_open_elsewhere_is_said_so(tmp_path: Path) -> None:
    _fill(tmp_path, "a", 2021)
    holder_ = _program(
        "import duckdb, sys\ncon = duckdb.connect(sys.argv[1])\nprint('open', flush=True)\nsys.stdin.read()\n",
        work_file(tmp_path),
    )
    assert holder_.stdout is not None and holder_.stdout.readline() == "open\n"
    with pytest.raises(WarehouseBusy):
        connect_work(tmp_path)
    holder_.communicate("")


def test_question_before_the_first_publication(tmp_path: Path) -> None:
    with pytest.raises(NotPublished, match="nianbao"):
        run(tmp_path / "nianbao.duckdb", "SELECT 1")


def test_published_file_cannot_be_written_by_a_question(tmp_path: Path) -> None:
    _fill(tmp_path, "a", 2021)
    path = publish(work_file(tmp_path), tmp_path)
    with pytest.raises(duckdb.InvalidInputException, match="read-only"):
        run(path, "DELETE FROM report")


def test_figures_come_out_as_exact_decimals_and_years_as_integers(tmp_path: Path) -> None:
    _fill(tmp_path, "a", 2021)
    path = publish(work_file(tmp_path), tmp_path)
    frame = run(path, "SELECT 0.270000::DECIMAL(20,6) AS a, 1200::DECIMAL(20,6) AS b, NULL::INTEGER AS c, 5 AS d")
    assert [str(frame[name][0]) for name in "abcd"] == ["0.27", "1200", "<NA>", "5"]


def test_a_damaged_block_of_the_writers_file_is_not_published(tmp_path: Path) -> None:
    con = begun(tmp_path)
    load(con, [write_part(tmp_path / "p", [reading("a", "某县教育局", 2021, applications())])], [capture("a")])
    con.execute("CHECKPOINT")
    con.close()
    work = work_file(tmp_path)
    whole = work.read_bytes()
    refused = 0
    for at in range(20000, len(whole), 262144 // 2):  # in each block
        content = bytearray(whole)
        content[at] ^= 1
        work.write_bytes(content)
        try:
            published = publish(work, tmp_path)
        except duckdb.Error as error:
            assert is_damage(error)
            refused += 1
            continue
        with connect(published) as reader:  # a block that holds nothing
            assert reader.execute("SELECT count(*), sum(whole) FROM cell_fact").fetchone() == (6, 41)
    assert refused
