"""data/agencies/divisions.csv: the country's divisions under every name that they had since 2008."""

import functools
from dataclasses import dataclass
from pathlib import Path

from data.csv_rows import csv_rows
from data.places import DATA

# A report for a year is published in the next one: by then a division that was renamed may use the new name, and the
# code book of the year of the change may still have the old one.
_EARLY = 1


@dataclass(frozen=True, slots=True)
class DivisionName:
    """One name of a division and the years of the changes that brought and ended it (None: before 2008, until now)."""

    division_id: str
    code: str
    name_zh: str
    level: str
    parent_id: str
    first_year: int | None
    last_year: int | None

    def holds_in(self, year: int) -> bool:
        """Whether a report for this year may use the name."""
        return (self.first_year or 0) - _EARLY <= year <= (self.last_year or 9999)


def read_divisions(data: Path = DATA) -> list[DivisionName]:
    """The names in the order of the file; none where `data` has no such file."""
    file = data / "agencies" / "divisions.csv"
    return [
        DivisionName(
            row["division_id"], row["code"], row["name_zh"], row["level"], row["parent_id"],
            int(row["first_year"]) if row["first_year"] else None, int(row["last_year"]) if row["last_year"] else None,
        )
        for row in (csv_rows(file) if file.is_file() else ())
    ]  # fmt: skip


@functools.cache
def division_names() -> frozenset[str]:
    """Every name that a division has or had."""
    return frozenset(division.name_zh for division in read_divisions())
