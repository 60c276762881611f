"""Reports as flat rows: the Arrow tables that go to disk as one part and from there into the warehouse."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from data.version import Readers
from extractors.heading import Heading
from extractors.issues import Issue
from extractors.report import Report
from extractors.values import KEPT_DECIMALS

VALUE = pa.decimal128(20, KEPT_DECIMALS)
_KEY = [("capture_id", pa.string()), ("reader_version", pa.string())]

READING = pa.schema(
    [
        *_KEY,
        *((name, pa.string()) for name in ("document", "outcome", "reason", "title_zh", "agency_zh", "agency_basis")),
        ("report_year", pa.int32()),
        ("year_basis", pa.string()),
        *((name, pa.date32()) for name in ("published_date", "period_start", "period_end")),
        *((name, pa.string()) for name in ("address_zh", "telephone", "email", "index_number", "scope", "media")),
        ("encoding", pa.string()),
        *((name, pa.int32()) for name in ("cell_count", "checks_held", "checks_broken", "checks_not_stated")),
        ("read_with", pa.string()),
    ]
)
CELL = pa.schema(
    [
        *_KEY,
        *((name, pa.string()) for name in ("form", "table", "row", "column")),
        ("value", VALUE),
        *((name, pa.string()) for name in ("unit", "state", "raw_zh", "row_label_zh", "column_label_zh")),
        ("table_index", pa.int16()),
        ("row_index", pa.int32()),
        ("column_index", pa.int16()),
        ("page", pa.int32()),
        ("confidence", pa.float32()),
        *((name, pa.string()) for name in ("marks", "evidence", "match")),
    ]
)
SECTION = pa.schema([*_KEY, ("section", pa.int16()), ("heading_zh", pa.string()), ("text_zh", pa.string())])
ISSUE = pa.schema([*_KEY, *((name, pa.string()) for name in ("code", "severity", "table", "row", "column", "message"))])
FINDING = pa.schema(
    [
        *_KEY,
        *((name, pa.string()) for name in ("code", "rule", "table", "row", "column")),
        ("stated", VALUE),
        ("computed", VALUE),
        ("message", pa.string()),
    ]
)
UNMAPPED_LINE = pa.schema(
    [
        *_KEY,
        ("form", pa.string()),
        ("table_index", pa.int16()),
        ("row_index", pa.int32()),
        *((name, pa.string()) for name in ("caption_zh", "label_zh", "code", "unit", "column_label_zh")),
        ("column_index", pa.int16()),
        ("raw_zh", pa.string()),
        ("value", VALUE),
        ("page", pa.int32()),
        ("confidence", pa.float32()),
    ]
)
SCHEMAS = {
    "reading": READING, "cell": CELL, "section": SECTION, "issue": ISSUE, "finding": FINDING,
    "unmapped_line": UNMAPPED_LINE,
}  # fmt: skip


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
    """Tables of SCHEMAS by name, made of (capture_id, report) pairs; readers: what they were read with."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for capture_id, report in reports:
        key = {"capture_id": capture_id, "reader_version": reader_version}
        head = report.heading
        cells = [cell for table in report.tables for cell in table.cells]
        rows["reading"].append(
            key
            | {
                "document": report.document, "outcome": report.outcome, "reason": report.reason,
                "title_zh": head.title, "agency_zh": head.agency,
                "agency_basis": head.agency_basis, "report_year": head.report_year,
                "year_basis": head.year_basis, "published_date": head.published_date,
                "period_start": head.period_start, "period_end": head.period_end, "address_zh": head.address,
                "telephone": head.telephone, "email": head.email, "index_number": head.index_number,
                "scope": head.scope, "media": report.media, "encoding": report.encoding, "cell_count": len(cells),
                "checks_held": report.checks.held, "checks_broken": report.checks.broken,
                "checks_not_stated": report.checks.not_stated,
                "read_with": readers.used(report.media, {issue.code for issue in report.issues}),
            }
        )  # fmt: skip
        rows["cell"] += [
            key
            | {
                "form": cell.form, "table": cell.table, "row": cell.row, "column": cell.column, "unit": cell.unit,
                "state": cell.state, "value": _kept(cell.value), "raw_zh": cell.raw, "row_label_zh": cell.row_label,
                "column_label_zh": cell.column_label, "table_index": cell.table_index, "row_index": cell.row_index,
                "column_index": cell.column_index, "page": cell.page, "confidence": cell.confidence,
                "marks": cell.marks, "evidence": cell.evidence, "match": cell.match,
            }
            for cell in cells
        ]  # fmt: skip
        rows["section"] += [
            key | {"section": section.number, "heading_zh": section.heading, "text_zh": section.text}
            for section in report.sections
        ]
        rows["issue"] += [
            key
            | {
                "code": issue.code, "severity": issue.severity, "table": issue.table, "row": issue.row,
                "column": issue.column, "message": issue.message,
            }
            for issue in report.issues
        ]  # fmt: skip
        rows["finding"] += [
            key
            | {
                "code": finding.code, "rule": finding.rule, "table": finding.table, "row": finding.row,
                "column": finding.column, "stated": _kept(finding.stated), "computed": _kept(finding.computed),
                "message": finding.message,
            }
            for finding in report.checks.findings
        ]  # fmt: skip
        rows["unmapped_line"] += [
            key
            | {
                "form": cell.form, "table_index": cell.table_index, "row_index": cell.row_index,
                "caption_zh": cell.caption,
                "label_zh": cell.label, "code": cell.code, "unit": cell.unit, "column_label_zh": cell.column_label,
                "column_index": cell.column_index, "raw_zh": cell.raw, "value": _kept(cell.value), "page": cell.page,
                "confidence": cell.confidence,
            }
            for cell in report.unmapped
        ]  # fmt: skip
    return {name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in SCHEMAS.items()}
