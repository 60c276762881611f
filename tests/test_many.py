"""Reading on several workers: the same parts as on one machine, by way of a store that all of them see."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sample_home import sample_home

from data.captures import Capture
from flows import steps
from flows.reading.archived import FromArchive
from flows.reading.store import WHOLE, FromStore, Store, give_part, give_warcs, take_part
from spiders.archive import DamagedCapture, read_body, read_index
from warehouse.parts import MEMBERS

_ON_CLUSTER = """
import sys
from pathlib import Path
from flows.scheduler.server import prefect_api

if __name__ == "__main__":
    home, single = Path(sys.argv[1]), Path(sys.argv[2])
    with prefect_api(home):
        from flows import steps
        from flows.scheduler.many import read_on_cluster
        from spiders.archive import read_index

        captures = [c for c in read_index(single / "archive") if c.kind != "list"][:16]
        for batch, part in read_on_cluster(list(steps.batches(captures, home, 4)), home, "local:4", 1):
            if isinstance(part, Exception):
                raise part
            print(batch.name, part.part.name, sum(part.outcomes.values()))
"""


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    yield Store("memory://nianbao" if request.param == "memory" else (tmp_path / "store").as_uri())
    if request.param == "memory":
        from fsspec.implementations.memory import MemoryFileSystem

        MemoryFileSystem.store.clear()


def _captures(home: Path) -> list[Capture]:
    return [capture for capture in read_index(home / "archive") if capture.kind != "list"]


def test_bodies_come_from_a_store_as_from_the_archive(
    store: Store, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = sample_home(tmp_path_factory)
    captures = _captures(home)[:5]
    files = {capture.warc_file for capture in captures}
    assert give_warcs(store, home / "archive", captures) == len(files)
    assert give_warcs(store, home / "archive", captures) == 0
    for capture in captures:
        assert FromStore(store, capture)() == read_body(home / "archive", capture)
    system, root = store.open()
    system.pipe_file(f"{root}/archive/{captures[0].warc_file}", b"torn")
    with pytest.raises(DamagedCapture, match="bytes of record"):
        FromStore(store, captures[0])()


def test_a_part_is_taken_only_when_it_is_whole(
    store: Store, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    part = sample_home(tmp_path_factory) / "parts" / "sample"
    give_part(store, part)
    taken = take_part(store, "sample", tmp_path / "parts")
    assert {f.name: f.read_bytes() for f in taken.iterdir()} == {f.name: f.read_bytes() for f in part.iterdir()}
    system, root = store.open()
    system.pipe_file(f"{root}/parts/sample/cell.parquet", b"half")
    with pytest.raises(OSError, match="4 bytes"):
        take_part(store, "sample", tmp_path / "other")
    system.rm_file(f"{root}/parts/sample/{WHOLE}")
    with pytest.raises(FileNotFoundError):
        take_part(store, "sample", tmp_path / "other")
    assert not [p for p in (tmp_path / "other").iterdir() if not p.name.startswith(".")]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_bounded_four_workers_read_what_one_process_reads(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pytest.importorskip("prefect_dask", reason="install nianbao[scale]")
    single = sample_home(tmp_path_factory)
    home = tmp_path / "home"
    home.mkdir()
    (home / "archive").symlink_to(single / "archive")
    script = tmp_path / "on_cluster.py"
    script.write_text(_ON_CLUSTER, encoding="utf-8")
    root = str(Path(__file__).resolve().parents[1])
    done = subprocess.run(
        [sys.executable, str(script), str(home), str(single)], capture_output=True, text=True, timeout=280,
        env=os.environ | {"PYTHONPATH": root, "NIANBAO_STORE": (tmp_path / "store").as_uri()},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    batches = list(steps.batches(_captures(single)[:16], single, 4))
    assert sorted(line.split()[0] for line in done.stdout.splitlines()) == sorted(batch.name for batch in batches)
    for batch in batches:
        alone = steps.read(batch, tmp_path / "alone", 1, body_of=lambda c: FromArchive(single / "archive", c)).part
        there = home / "parts" / batch.name
        for file in sorted(alone.glob("*.parquet")):
            assert pq.read_table(there / file.name).equals(pq.read_table(file)), file
        assert (there / MEMBERS).read_text() == (alone / MEMBERS).read_text()
