"""One reading of a data file in CSV."""

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path


def csv_rows(path: Path) -> Iterator[dict[str, str]]:
    """The lines of a CSV file with a heading, or of one that gzip packed. Raises OSError."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        yield from csv.DictReader(io.TextIOWrapper(file, "utf-8-sig", newline=""))
