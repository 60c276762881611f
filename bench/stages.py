"""Where a reading's time goes by format and stage: `python -m bench.stages [--medium html] [--count 20]`.

A thousand times a second of processor time it is noted which stages are under way: shares of a stage hold those of what
it calls, so that they are more than the whole together. Documents come from tests/generators, as in bench.against. The
table goes to bench/results.md.
"""

import argparse
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from bench.against import ROOT, write
from extractors.report import read_report
from flows.reading.workers import collect_seldom
from tests.generators.documents import MEDIA

# what is printed of each stage, and the function that is it
STAGES = {
    "format's reader": "_content",
    "rows and segments": "cut_into_tables",
    "heading": "read_heading",
    "tables in text": "with_text_tables",
    "tables": "_read_tables",
    "second reader": "read_again",
    "sums": "_sums",
    "stated figures": "stated_figures",
    "account": "account",
}


def shares(bodies: Sequence[bytes], seconds: float) -> dict[str, float]:
    """The share of processor time in which each stage was under way, while the documents are read again and again."""
    seen: Counter[str] = Counter()

    def look(_number: int, frame: FrameType | None) -> None:
        names = set()
        while frame is not None:
            names.add(frame.f_code.co_name)
            frame = frame.f_back
        seen.update(["all", *names & set(STAGES.values())])

    for body in bodies:  # warms what is made once
        read_report(body)
    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    begun = time.process_time()
    while time.process_time() - begun < seconds:
        for body in bodies:
            read_report(body)
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)
    return {stage: seen[name] / seen["all"] for stage, name in STAGES.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--medium", action="append", choices=sorted(MEDIA))
    options = parser.parse_args()
    collect_seldom()
    print(f"| documents | {' | '.join(STAGES)} |\n|---{'|---' * len(STAGES)}|")
    for medium in options.medium or MEDIA:
        with tempfile.TemporaryDirectory() as folder:
            write(ROOT, Path(folder), medium, options.count)
            bodies = [path.read_bytes() for path in sorted((Path(folder) / "docs").iterdir())]
        found = shares(bodies, options.seconds)
        print(f"| {medium} ({len(bodies)}) | {' | '.join(f'{share:.0%}' for share in found.values())} |", flush=True)


if __name__ == "__main__":
    main()
