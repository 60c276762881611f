"""`nianbao extract`: files in, tidy rows and issues out, as CSV."""

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from extractors.report import Hint, Report
from extractors.tidy import ISSUE_COLUMNS, ROW_COLUMNS, issue_rows, tidy_rows
from flows.reading import Document, FromFile, Member, read_all


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files that the paths name, a folder standing for the files in it, in order, each once."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        found.update(dict.fromkeys(inside))
    return list(found)


def names_of(files: Sequence[Path]) -> dict[Path, str]:
    """Each file's name; where two are called alike, as much of the path as tells them apart."""
    names = {file: file.name for file in files}
    depth = 1
    while True:
        counts = Counter(names.values())
        alike = [file for file, name in names.items() if counts[name] > 1 and len(file.parts) > depth]
        if not alike:
            return names
        depth += 1
        for file in alike:
            names[file] = "/".join(file.parts[-depth:]).lstrip("/")


def extract(
    paths: Sequence[Path],
    output: str,
    issues: str | None,
    workers: int | None = None,
    progress: Callable[[int, int, Report], None] | None = None,
) -> Counter[str]:
    """Read files and write both CSVs; '-' is standard output. Returns how many documents came out how.

    progress: called with documents done, documents in all (those in bundles counted as they are found), and the
    report just read.
    """
    files = files_of(paths)
    names = names_of(files)
    outcomes: Counter[str] = Counter()
    with _open(output) as row_file, _open(issues) as issue_file:
        rows, lines = csv.writer(row_file, lineterminator="\n"), csv.writer(issue_file, lineterminator="\n")
        rows.writerow(ROW_COLUMNS)
        lines.writerow(ISSUE_COLUMNS)
        documents = (Document(str(file), Hint(document=names[file]), "", FromFile(file)) for file in files)
        in_bundles: list[Member] = []
        for done, (_, report) in enumerate(read_all(documents, workers, in_bundles.append), 1):
            rows.writerows(tidy_rows(report))
            lines.writerows(issue_rows(report))
            outcomes[report.outcome] += 1
            if progress:
                progress(done, len(files) + len(in_bundles), report)
    return outcomes


@contextmanager
def _open(name: str | None) -> Iterator[TextIO]:
    if name == "-":
        yield sys.stdout
    elif name is None:
        with open("/dev/null", "w", encoding="utf-8") as nowhere:
            yield nowhere
    else:
        with open(name, "w", encoding="utf-8", newline="") as file:
            yield file
