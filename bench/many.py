"""Reading on a Dask cluster: `python -m bench.many [--documents 400] [--workers 1 2]`.

Documents of tests/generators in an archive; the same batches read without Prefect or Dask, then by each number
of workers with one reading process each, on a cluster that is up and warm. Two cores give two workers at best twice the
pace of one; the start of cluster and Prefect is shown apart. The parts of all rounds are compared. Results go to
bench/results.md by hand.
"""

import argparse
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pyarrow.parquet as pq

from flows.scheduler.server import prefect_api
from spiders.archive import Found, PortalArchive, Received, read_index
from tests.generators.documents import make

SEED, BATCH = 700_000, 25
MEDIA_OF = ("html", "html", "html", "html", "html", "html", "html", "pdf", "docx", "text")


def main() -> None:
    """Print documents a second."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        _archive(home, options.documents)
        with prefect_api(home):
            _measure(home, options.workers)


def _archive(home: Path, count: int) -> None:
    with PortalArchive(home / "archive", "many") as archive:
        for number in range(count):
            document = make(SEED + number, medium=MEDIA_OF[number % len(MEDIA_OF)])
            url = f"http://many.example/{document.name}"
            headers = (("Content-Type", document.media_type),)
            received = Received(url, 200, headers, document.body, fetched_at="2026-02-01T02:00:00Z")
            archive.keep(received, url, Found("page", "", document.agency))


def _measure(home: Path, workers: list[int]) -> None:
    import dask
    from distributed import LocalCluster

    from flows import steps
    from flows.scheduler.many import read_on_cluster

    captures = list(read_index(home / "archive"))
    batches = list(steps.batches(captures, home, BATCH))
    begun = time.monotonic()
    for batch in batches:
        steps.read(batch, home, 1)
    alone = time.monotonic() - begun
    print(f"alone: {len(captures) / alone:.1f} documents a second", flush=True)
    pace = {}
    for count in workers:
        there = home.parent / f"there-{count}"
        there.mkdir()
        (there / "archive").symlink_to(home / "archive")
        begun = time.monotonic()
        with (
            dask.config.set({"distributed.worker.daemon": False}),
            LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None) as cluster,
        ):
            address = cluster.scheduler_address
            warm = [batch for batch in steps.batches(captures[: 2 * count], home, 2)]
            assert not [part for _, part in read_on_cluster(warm, there, address, 1) if isinstance(part, Exception)]
            start = time.monotonic() - begun
            spent, begun = _processor(), time.monotonic()
            for _, part in read_on_cluster(batches, there, address, 1):
                if isinstance(part, Exception):
                    raise part
            pace[count] = len(captures) / (time.monotonic() - begun)
            spent = _processor() - spent
        for batch in batches:
            for file in sorted((home / "parts" / batch.name).glob("*.parquet")):
                assert pq.read_table(file).equals(pq.read_table(there / "parts" / batch.name / file.name)), file
        print(
            f"{count} workers: {pace[count]:.1f} documents a second, {start:.1f} s to be ready;"
            f" {spent / len(captures):.3f} s of processor a document",
            flush=True,
        )
    print(f"{workers[-1]} against {workers[0]}: {pace[workers[-1]] / pace[workers[0]]:.2f} times; parts are equal")


def _processor() -> float:
    """Seconds of processor of this process and all below it: on a machine that others use the clock says little."""
    total = 0.0
    for process in (own := psutil.Process(), *own.children(recursive=True)):
        with suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


if __name__ == "__main__":
    main()
