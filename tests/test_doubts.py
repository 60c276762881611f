"""What is hardly recognised in a picture and does not add up is no figure."""

from decimal import Decimal

import pytest

from data.rows import CellReading
from extractors.checks import Checks, check_sums
from extractors.choose import form_named
from extractors.doubts import ocr_doubts
from extractors.readings import TableReading


def _cell(row: str, value: int, confidence: float) -> CellReading:
    return CellReading(
        "fujian", "statistics", row, "cumulative", Decimal(value), "件", "number", str(value), row, "历年累计", 0, 0, 0,
        None, confidence,
    )  # fmt: skip


@pytest.mark.parametrize(("confidence", "total", "is_given"), [(0.4, 9, False), (0.4, 59, True), (0.9, 9, True)])
def test_a_figure_beside_a_struck_one(confidence: float, total: int, is_given: bool) -> None:
    reading = TableReading("statistics", "fujian")
    reading.cells = [
        _cell("received", total, 0.99), _cell("received.in_person", 3, 0.99), _cell("received.online", 55, confidence),
        _cell("received.letter_fax", 1, 0.99),
    ]  # fmt: skip
    table = form_named("fujian", "statistics")
    checks = Checks()
    check_sums(table, reading.cells, checks)
    issues = ocr_doubts(table, [], reading, checks.findings)
    states = {cell.row: cell.state for cell in reading.cells}
    assert states["received.online"] == ("number" if is_given else "unreadable")
    assert states["received"] == states["received.in_person"] == "number"
    assert any(issue.code == "unreadable_number" for issue in issues) is not is_given
