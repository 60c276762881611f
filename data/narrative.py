"""data/forms/narrative.csv: by which words a report's text repeats counts of its tables."""

import functools
import re
from dataclasses import dataclass

from data.csv_rows import csv_rows
from data.places import DATA


@dataclass(frozen=True, slots=True)
class Count:
    """A count of a table (the sum of `rows` in a column), and the pattern of the words that repeat it."""

    table: str
    rows: tuple[str, ...]
    column: str
    pattern: re.Pattern[str]


@functools.cache
def counts() -> tuple[Count, ...]:
    """The counts in the order of the file."""
    return tuple(
        Count(row["table"], tuple(row["rows"].split("+")), row["column"], re.compile(row["pattern"]))
        for row in csv_rows(DATA / "forms" / "narrative.csv")
    )
