"""`nianbao extract` on a folder of mixed documents: `python -m bench.extract FOLDER [--count 1000] [--seed 6000000]`.

Makes the folder where it is missing: every format of tests/generators in a fixed mixture, bundles of three, one
document in seven no report; then extracts it and prints what each format took, and the clock.
"""

import argparse
import itertools
import os
import time
from pathlib import Path

from flows.reading.extract import extract
from tests.generators import bundles, nonreports
from tests.generators.documents import make

# documents of a hundred
MIXTURE = {
    "html": 38, "text": 8, "pdf": 14, "docx": 12, "xlsx": 8, "xls": 5, "word_flat": 2, "word_2003": 2, "mhtml": 2,
    "html_doc": 4, "rtf": 2, "zip": 2, "scan": 1,
}  # fmt: skip


def fill(folder: Path, count: int, seed: int) -> None:
    """Write the documents; the same numbers give the same bytes."""
    folder.mkdir(parents=True)
    media = itertools.cycle([medium for medium, share in MIXTURE.items() for _ in range(share)])
    for number, medium in zip(range(seed, seed + count), media, strict=False):
        if medium == "zip":
            inside = [make(number * 10 + n, medium="docx") for n in range(3)]
            (folder / f"{number}.zip").write_bytes(bundles.zip_bytes([(d.name, d.body) for d in inside]))
            continue
        is_none = number % 7 == 0 and medium != "scan"
        document = nonreports.make(number, medium=medium) if is_none else make(number, medium=medium)
        (folder / f"{number}-{document.name}").write_bytes(document.body)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=6_000_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()
    if not options.folder.exists():
        fill(options.folder, options.count, options.seed)
    rows, issues = (Path(f"{options.folder}{end}") for end in (".rows.csv", ".issues.csv"))
    begun = time.monotonic()
    made = extract([options.folder], str(rows), str(issues), options.workers)
    spent = time.monotonic() - begun
    print("| format | documents | reports | issues | seconds of work | ms a document |\n|---|---|---|---|---|---|")
    for name, took in sorted(made.took.items(), key=lambda item: -item[1].seconds):
        each = 1000 * took.seconds / took.documents
        print(f"| {name} | {took.documents} | {took.reports} | {took.issues} | {took.seconds:.1f} | {each:.0f} |")
    load = os.getloadavg()[0]
    print(f"\n{dict(made.outcomes)}; {spent:.0f} s by the clock, {options.workers} workers, load {load:.0f}")


if __name__ == "__main__":
    main()
