"""The figures the sample reports print: `data/sample/figures.csv`, one line a cell, as printed."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Figures:
    """One report's printed cells: (table, row, column) → text as printed, empty for a blank cell."""

    document: str
    agency: str
    year: int
    forms: Mapping[str, str]
    raw: Mapping[Key, str] = field(repr=False)

    def row(self, table: str, row: str) -> list[str]:
        """The printed texts of one row, in the order of the form's columns; [] if the report does not print it."""
        return [text for (t, r, _), text in self.raw.items() if (t, r) == (table, row)]

    def has(self, table: str, row: str) -> bool:
        return any((t, r) == (table, row) for t, r, _ in self.raw)

    def count(self, table: str, row: str, column: str) -> str:
        return self.raw.get((table, row, column), "")

    def changed(self, cells: Mapping[Key, str]) -> "Figures":
        """The same report with other texts in some cells: what an earlier wording of it printed."""
        assert cells.keys() <= self.raw.keys(), f"{self.document} prints no {cells.keys() - self.raw.keys()}"
        return replace(self, raw={**self.raw, **cells})


def load_figures(file: Path) -> dict[str, Figures]:
    """Document name → its figures, cells in the order of the file (which is the order of the form)."""
    lines: dict[str, list[dict[str, str]]] = {}
    with file.open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            lines.setdefault(line["document"], []).append(line)
    return {
        name: Figures(
            document=name,
            agency=cells[0]["agency"],
            year=int(cells[0]["report_year"]),
            forms={cell["table"]: cell["form"] for cell in cells},
            raw={(cell["table"], cell["row"], cell["column"]): cell["raw"] for cell in cells},
        )
        for name, cells in lines.items()
    }
