"""Reports as flat rows: the Arrow tables that go to disk as one part and from there into the warehouse."""

from collections.abc import Iterable, Sequence

import pyarrow as pa

from data.arrow import part_table
from data.rows import ROWS, STATED, UNMAPPED, Issue, Key, ReadingRow, Row
from data.version import Readers
from extractors.heading import Heading
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


def part_tables(reports: Iterable[tuple[str, Report]], reader_version: str, readers: Readers) -> dict[str, pa.Table]:
    """Tables of data.rows by name, made of (capture_id, report) pairs; readers: what they were read with."""
    rows: dict[str, list[tuple[Key, Row]]] = {name: [] for name in ROWS}
    for capture_id, report in reports:
        key = Key(capture_id, reader_version)
        for name, own in _rows_of(report, readers).items():
            rows[name] += [(key, row) for row in own]
    return {name: part_table(kind, rows[name]) for name, kind in ROWS.items()}


def _rows_of(report: Report, readers: Readers) -> dict[str, Sequence[Row]]:
    """The rows of one report by table."""
    head, checks = report.heading, report.checks
    cells = [cell for table in report.tables for cell in table.cells]
    reading = ReadingRow(
        report.document, report.outcome, report.reason, head.title, head.agency, head.agency_basis, head.report_year,
        head.year_basis, head.published_date, head.period_start, head.period_end, head.address, head.telephone,
        head.email, head.index_number, head.scope, report.media, report.encoding, len(cells), checks.held,
        checks.broken, checks.not_stated, readers.used(report.media, {issue.code for issue in report.issues}),
    )  # fmt: skip
    return {
        "reading": [reading], "cell": cells, "section": report.sections, "issue": report.issues,
        "finding": checks.findings, UNMAPPED: report.unmapped, STATED: report.stated,
    }  # fmt: skip
