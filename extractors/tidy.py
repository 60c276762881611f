"""The tidy rows and issue lines of the output format, in its column order."""

from collections.abc import Iterator
from decimal import Decimal

from extractors.report import Report

ROW_COLUMNS = ("document", "agency", "report_year", "form", "table", "row", "column", "value", "unit", "state", "raw")
ISSUE_COLUMNS = ("document", "code", "severity", "table", "row", "column", "message")


def plain(number: Decimal | None) -> str:
    """A decimal without exponent and without zeros that nobody printed: 2700.00 → 2700; None → ""."""
    if number is None:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def tidy_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """One tuple a printed cell, in ROW_COLUMNS' order."""
    year = "" if report.heading.report_year is None else str(report.heading.report_year)
    for table in report.tables:
        for cell in table.cells:
            yield (
                report.document, report.heading.agency, year, cell.form, cell.table, cell.row, cell.column,
                plain(cell.value), cell.unit, cell.state, cell.raw,
            )  # fmt: skip


def issue_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """One tuple an issue or finding, in ISSUE_COLUMNS' order."""
    for issue in report.issues:
        yield (report.document, issue.code, issue.severity, issue.table, issue.row, issue.column, issue.message)
    for finding in report.checks.findings:
        yield (
            report.document, finding.code, "warning", finding.table, finding.row, finding.column,
            f"{finding.rule}: {finding.message}",
        )  # fmt: skip
