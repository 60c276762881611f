"""Reports as flat rows: the Arrow tables that go to disk as one part and from there into the warehouse."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pyarrow as pa

from data.arrow import table_of
from data.rows import (
    KEPT_DECIMALS,
    ROWS,
    UNMAPPED,
    CellRow,
    FindingRow,
    IssueRow,
    ReadingRow,
    Row,
    SectionRow,
    UnmappedRow,
)
from data.version import Readers
from extractors.heading import Heading
from extractors.issues import Issue
from extractors.report import Report


def kept_tables(
    reports: Sequence[tuple[str, Report]], reader_version: str, readers: Readers
) -> tuple[Sequence[tuple[str, Report]], dict[str, pa.Table]]:
    """The reports and their tables; a report whose rows no part can hold is replaced by what says why, so that it costs
    itself alone and not the part."""
    try:
        return reports, part_tables(reports, reader_version, readers)
    except (ValueError, OverflowError, TypeError):
        kept = [(capture_id, _storable(capture_id, report, readers)) for capture_id, report in reports]
        return kept, part_tables(kept, reader_version, readers)


def _storable(capture_id: str, report: Report, readers: Readers) -> Report:
    try:
        part_tables([(capture_id, report)], "", readers)
    except (ValueError, OverflowError, TypeError) as error:
        why = f"its rows cannot be kept: {type(error).__name__}: {error}".encode(errors="backslashreplace").decode()
        return Report(report.document, "damaged", Heading(), report.media, issues=[Issue("damaged", "error", why)])
    return report


def _kept(value: Decimal | None) -> Decimal | None:
    return value if value is None else round(value, KEPT_DECIMALS)


def part_tables(reports: Iterable[tuple[str, Report]], reader_version: str, readers: Readers) -> dict[str, pa.Table]:
    """Tables of data.rows by name, made of (capture_id, report) pairs; readers: what they were read with."""
    rows: dict[str, list[Row]] = {name: [] for name in ROWS}
    for capture_id, report in reports:
        own = rows_of(capture_id, report, reader_version, readers)
        for name in ROWS:
            rows[name] += own[name]
    return {name: table_of(kind, rows[name]) for name, kind in ROWS.items()}


def rows_of(capture_id: str, report: Report, reader_version: str, readers: Readers) -> dict[str, list[Row]]:
    """The rows of one report by table."""
    key = (capture_id, reader_version)
    head, checks = report.heading, report.checks
    cells = [cell for table in report.tables for cell in table.cells]
    reading = ReadingRow(
        *key, report.document, report.outcome, report.reason, head.title, head.agency, head.agency_basis,
        head.report_year, head.year_basis, head.published_date, head.period_start, head.period_end, head.address,
        head.telephone, head.email, head.index_number, head.scope, report.media, report.encoding, len(cells),
        checks.held, checks.broken, checks.not_stated,
        readers.used(report.media, {issue.code for issue in report.issues}),
    )  # fmt: skip
    return {
        "reading": [reading],
        "cell": [
            CellRow(
                *key, cell.form, cell.table, cell.row, cell.column, _kept(cell.value), cell.unit, cell.state, cell.raw,
                cell.row_label, cell.column_label, cell.table_index, cell.row_index, cell.column_index, cell.page,
                cell.confidence, cell.marks, cell.evidence, cell.match,
            )
            for cell in cells
        ],
        "section": [SectionRow(*key, one.number, one.heading, one.text) for one in report.sections],
        "issue": [
            IssueRow(*key, one.code, one.severity, one.table, one.row, one.column, one.message)
            for one in report.issues
        ],
        "finding": [
            FindingRow(
                *key, one.code, one.rule, one.table, one.row, one.column, _kept(one.stated), _kept(one.computed),
                one.message,
            )
            for one in checks.findings
        ],
        UNMAPPED: [
            UnmappedRow(
                *key, one.form, one.table_index, one.row_index, one.caption, one.label, one.code, one.unit,
                one.column_label, one.column_index, one.raw, _kept(one.value), one.page, one.confidence,
            )
            for one in report.unmapped
        ],
    }  # fmt: skip
