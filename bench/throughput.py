"""Two workers against two independent processes: `python -m bench.throughput [--count 300] [--rounds 3]`.

The same generated documents of all formats but scans (those for LibreOffice left out: it is a program of its own) are
read by `flows.reading.documents.read_all` with two workers, and by two plain processes that read one half each and know
nothing of each other; rounds alternate. Also said: the most memory that a worker had resident.
"""

import argparse
import multiprocessing
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import psutil

from extractors import office
from extractors.evidence import Hint
from extractors.report import read_report
from extractors.sniff import sniff
from flows.reading.documents import Document, FromFile, read_all
from flows.reading.workers import collect_seldom
from tests.generators.documents import MEDIA, RARE_MEDIA, make

_SEED = 7_700_000


def _files(folder: Path, count: int) -> list[Path]:
    media = (*MEDIA, *RARE_MEDIA)
    found: list[Path] = []
    number = 0
    while len(found) < count:
        document = make(_SEED + number, medium=media[number % len(media)])
        number += 1
        if sniff(document.body) not in office.TARGETS:
            path = folder / f"{len(found):05d}-{document.name}"
            path.write_bytes(document.body)
            found.append(path)
    Random(_SEED).shuffle(found)  # the formats take turns: every other document would be of every other format
    return found


def _read_half(
    files: list[Path], ready: "multiprocessing.synchronize.Barrier", done: "multiprocessing.Queue[int]"
) -> None:
    collect_seldom()
    read_report(files[0].read_bytes())  # vocabularies and readers are loaded, as in a worker that was preloaded
    ready.wait()
    count = 0
    for file in files:
        count += len(read_report(file.read_bytes(), "", Hint(document=file.name)).tables)
    done.put(count)


def independent(files: list[Path]) -> float:
    """Seconds that two processes take which read every other document each."""
    context = multiprocessing.get_context("spawn")
    ready, done = context.Barrier(3), context.Queue()
    processes = [context.Process(target=_read_half, args=(files[half::2], ready, done)) for half in (0, 1)]
    for process in processes:
        process.start()
    ready.wait()
    begun = time.perf_counter()
    for _ in processes:
        done.get()
    took = time.perf_counter() - begun
    for process in processes:
        process.join()
    return took


@contextmanager
def _watched(peak: list[int]) -> Iterator[None]:
    """Keep in peak[0] the most bytes that one process started meanwhile has resident."""
    own = psutil.Process()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            for child in own.children(recursive=True):
                try:
                    peak[0] = max(peak[0], child.memory_info().rss)
                except psutil.Error:
                    continue

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def pooled(files: list[Path], peak: list[int]) -> float:
    """Seconds that `read_all` takes with two workers, from its first result on, as many documents counted."""
    documents = [Document(str(file), Hint(document=file.name), "", FromFile(file)) for file in files]
    with _watched(peak):
        results = read_all(iter([*documents[:2], *documents]), 2)
        next(results), next(results)  # the workers are there
        begun = time.perf_counter()
        for _ in results:
            pass
        return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    o = parser.parse_args()
    peak = [0]
    with tempfile.TemporaryDirectory(prefix="nianbao-throughput-") as folder:
        files = _files(Path(folder), o.count)
        pairs = [(independent(files), pooled(files, peak)) for _ in range(o.rounds)]
    shares = [alone / pool for alone, pool in pairs]
    print(
        f"| two workers of read_all against two independent processes, {o.count} documents | "
        f"{o.count / statistics.median(p for _, p in pairs):.0f} against "
        f"{o.count / statistics.median(a for a, _ in pairs):.0f} docs/s: "
        f"{statistics.median(shares):.2f} ({min(shares):.2f}–{max(shares):.2f}); "
        f"peak of a process {peak[0] / 1e6:.0f} MB resident |"
    )


if __name__ == "__main__":
    main()
