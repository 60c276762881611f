"""Whole reading against an older commit, side by side: `python -m bench.against 7fc672c [--medium html] [--count 60]`.

The commit is checked out beside the tree, its own generators write the documents (so that both can read them), and one
warm process of each commit reads all of them in turn, round by round: medians of processor time count. Documents whose
pages are read as pictures are left out, for there recognition is what is timed. The table goes to bench/results.md.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from extractors.report import read_content
from tests.generators.documents import MEDIA

ROOT = Path(__file__).resolve().parents[1]
_SEED = 6_000_000
# runs in either tree: reads the documents of a folder once for each line that it is given
_READER = """
import logging, sys, time
from pathlib import Path
from extractors.report import read_report
from flows.reading.workers import collect_seldom
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
collect_seldom()
bodies = [path.read_bytes() for path in sorted(Path(sys.argv[1]).iterdir())]
for _ in sys.stdin:
    begun = time.process_time()
    for body in bodies:
        read_report(body)
    print(time.process_time() - begun, flush=True)
"""


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """The tree of a commit in a folder of its own, which is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--detach", "--quiet", str(tree), commit], check=True)
        try:
            yield tree
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)


def _within(tree: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(tree)}


def write(tree: Path, folder: Path, medium: str, count: int) -> int:
    """Documents as that tree's generators make them, in folder/docs; returns how many are left to read."""
    command = [sys.executable, "-m", "tests.generators.write", str(folder), "--medium", medium]
    command += ["--count", str(count), "--seed", str(_SEED)]
    subprocess.run(command, cwd=tree, env=_within(tree), check=True, stdout=subprocess.DEVNULL)
    left = 0
    for path in sorted((folder / "docs").iterdir()):
        content = read_content(path.read_bytes())
        if content is not None and content.pictures:
            path.unlink()
        else:
            left += 1
    return left


def compare(trees: Sequence[Path], documents: Path, rounds: int) -> list[list[float]]:
    """Seconds of processor time of each tree in each round; the first round, which warms both, is left out."""
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", _READER, str(documents)],
            cwd=tree, env=_within(tree), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for tree in trees
    ]  # fmt: skip
    taken: list[list[float]] = [[] for _ in trees]
    for _ in range(rounds + 1):
        for reader, seconds in zip(readers, taken, strict=True):
            assert reader.stdin is not None and reader.stdout is not None
            print("once", file=reader.stdin, flush=True)
            seconds.append(float(reader.stdout.readline()))
    for reader in readers:
        reader.communicate()
    return [seconds[1:] for seconds in taken]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--medium", action="append", choices=sorted(MEDIA))
    options = parser.parse_args()
    print("| documents | before, s | now, s | ratio (range of pairs) |\n|---|---|---|---|")
    with checked_out(options.commit) as tree:
        for medium in options.medium or MEDIA:
            with tempfile.TemporaryDirectory() as folder:
                count = write(tree, Path(folder), medium, options.count)
                before, now = compare((tree, ROOT), Path(folder) / "docs", options.rounds)
            ratios = sorted(b / a for a, b in zip(before, now, strict=True))
            a, b = statistics.median(before), statistics.median(now)
            print(
                f"| {medium} ({count}) | {a:.2f} | {b:.2f} | {b / a:.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f}) |",
                flush=True,
            )


if __name__ == "__main__":
    main()
