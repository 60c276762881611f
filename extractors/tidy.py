"""The tidy rows and issue lines of the output format, in its column order."""

from collections.abc import Iterator
from decimal import Decimal

from extractors.report import Report

ROW_COLUMNS = ("document", "agency", "report_year", "form", "table", "row", "column", "value", "unit", "state", "raw")
UNMAPPED_COLUMNS = (
    "document", "agency", "report_year", "caption", "label", "head", "unit", "value", "state", "raw",
    "table_index", "row_index", "column_index",
)  # fmt: skip
ISSUE_COLUMNS = ("document", "code", "severity", "table", "row", "column", "message")


def plain(number: Decimal | None) -> str:
    """A decimal without exponent and without zeros that nobody printed: 2700.00 → 2700; None → ""."""
    if number is None:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def tidy_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """One tuple a printed cell of the document's reports, in ROW_COLUMNS' order."""
    for one in (report, *report.also):
        yield from _tidy_rows(one)


def _tidy_rows(report: Report) -> Iterator[tuple[str, ...]]:
    year = "" if report.heading.report_year is None else str(report.heading.report_year)
    for table in report.tables:
        for cell in table.cells:
            yield (
                report.document, report.heading.agency, year, cell.form, cell.table, cell.row, cell.column,
                plain(cell.value), cell.unit, cell.state, cell.raw,
            )  # fmt: skip


def unmapped_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """One tuple a cell of a line that no form knows, in UNMAPPED_COLUMNS' order."""
    for one in (report, *report.also):
        yield from _unmapped_rows(one)


def _unmapped_rows(report: Report) -> Iterator[tuple[str, ...]]:
    year = "" if report.heading.report_year is None else str(report.heading.report_year)
    for cell in report.unmapped:
        yield (
            report.document, report.heading.agency, year, cell.caption, cell.label, cell.column_label, cell.unit,
            plain(cell.value), cell.state, cell.raw, str(cell.table_index), str(cell.row_index),
            str(cell.column_index),
        )  # fmt: skip


def issue_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """One tuple an issue or finding, in ISSUE_COLUMNS' order."""
    for one in (report, *report.also):
        yield from _issue_rows(one)


def _issue_rows(report: Report) -> Iterator[tuple[str, ...]]:
    for issue in report.issues:
        yield (report.document, issue.code, issue.severity, issue.table, issue.row, issue.column, issue.message)
    for finding in report.checks.findings:
        yield (
            report.document, finding.code, "warning", finding.table, finding.row, finding.column,
            f"{finding.rule}: {finding.message}",
        )  # fmt: skip
