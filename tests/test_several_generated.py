"""Documents with one to three reports: every figure under its own body and year or kept under no key."""

from collections import Counter
from decimal import Decimal

import pytest

from extractors.evidence import Hint
from extractors.report import read_report
from tests.generators import several


def _faults(seed: int) -> list[str]:
    document = several.make(seed)
    first = read_report(document.body, "", Hint(document=document.name))
    reports = (first, *first.also)
    key = ("agency", "report_year", "form", "table", "row", "column")
    wanted = {tuple(row[name] for name in key): row for row in document.truth}
    given = {
        (r.heading.agency, str(r.heading.report_year), c.form, c.table, c.row, c.column): c.value
        for r in reports
        for table in r.tables
        for c in table.cells
        if c.value is not None
    }
    about = f"{document.name} {' '.join(document.parts)}"
    wrong = [k for k, v in given.items() if k not in wanted or Decimal(wanted[k]["value"] or "-1") != v]
    kept = Counter(line.raw for r in reports for line in r.unmapped)
    missing = Counter(row["raw"] for k, row in wanted.items() if row["state"] == "number" and k not in given)
    faults = [f"{about}: {k} is not printed so" for k in wrong[:2]]
    faults += [f"{about}: {n} × {raw} lost" for raw, n in missing.items() if n > kept[raw]][:2]
    said = {(r.heading.agency, r.heading.report_year) for r in reports}
    return faults + ([f"{about}: {said}"] if not said <= set(document.heads) else [])


@pytest.mark.parametrize("seed", range(9_000, 9_012))
def test_every_figure_is_its_bodys_and_its_years(seed: int) -> None:
    assert not _faults(seed)


@pytest.mark.slow
def test_three_hundred_compositions() -> None:
    assert not [fault for seed in range(300) for fault in _faults(seed)]
