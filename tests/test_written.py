"""A report whose tables are written in any other way is read exactly or said to be unread with every figure kept."""

from collections import Counter
from decimal import Decimal

import pytest

from extractors.report import Report, read_report
from tests.generators import written

_KEY = ("form", "table", "row", "column")


def _read(medium: str, shape: str) -> tuple[Report, list[dict[str, str]]]:
    body, truth = written.make(1, medium, shape)
    return read_report(body), truth


@pytest.mark.parametrize(("medium", "shape"), written.cases())
def test_it_is_read_or_unread_and_never_anything_else(medium: str, shape: str) -> None:
    report, truth = _read(medium, shape)
    wanted = {tuple(row[name] for name in _KEY): row for row in truth}
    given = {(c.form, c.table, c.row, c.column): c.value for table in report.tables for c in table.cells}
    wrong = [
        k for k, v in given.items() if v is not None and (k not in wanted or Decimal(wanted[k]["value"] or -1) != v)
    ]
    assert not wrong
    missing = [row for key, row in wanted.items() if row["state"] == "number" and given.get(key) is None]
    if report.outcome == "report":
        named = {issue.table for issue in report.issues if issue.severity in ("error", "warning")}
        assert {row["table"] for row in missing} <= named
    else:
        assert report.outcome == "unread_report" and report.issues[0].severity == "error"
        if shape not in written.UNSEEN:
            assert all(table in report.issues[0].message for table in ("applications",))
    if shape not in written.UNSEEN:
        kept = Counter(figure for line in report.unmapped for figure in line.raw.split())
        kept.update(figure for t in report.tables for c in t.cells if c.value is None for figure in c.raw.split())
        lost = Counter(row["raw"] for row in missing) - kept
        # alone in its line at a page's edge a figure cannot be told from the page's number
        assert lost.total() <= (2 if medium == "pdf" else 0), lost
