"""What a reading is as flat rows: the columns of a part's tables, in their order, declared once.

The readers fill them, `data.arrow` makes tables of them, and the warehouse asks each part for them.
"""

import datetime as dt
from decimal import Decimal
from typing import Annotated, NamedTuple

# A figure is kept with so many digits, so many of them behind the point.
DIGITS, KEPT_DECIMALS = 20, 6


class Stored(NamedTuple):
    """How a column is stored, where its type does not say it."""

    kind: str


Int16 = Annotated[int, Stored("int16")]
Int32 = Annotated[int, Stored("int32")]
Int64 = Annotated[int, Stored("int64")]
Float32 = Annotated[float, Stored("float32")]


class ReadingRow(NamedTuple):
    """One report that a reader found in a capture, or why there is none."""

    capture_id: str
    reader_version: str
    document: str
    outcome: str
    reason: str
    title_zh: str
    agency_zh: str
    agency_basis: str
    report_year: Int32 | None
    year_basis: str
    published_date: dt.date | None
    period_start: dt.date | None
    period_end: dt.date | None
    address_zh: str
    telephone: str
    email: str
    index_number: str
    scope: str
    media: str
    encoding: str
    cell_count: Int32
    checks_held: Int32
    checks_broken: Int32
    checks_not_stated: Int32
    read_with: str


class CellRow(NamedTuple):
    """One printed cell under the keys of its form."""

    capture_id: str
    reader_version: str
    form: str
    table: str
    row: str
    column: str
    value: Decimal | None
    unit: str
    state: str
    raw_zh: str
    row_label_zh: str
    column_label_zh: str
    table_index: Int16
    row_index: Int32
    column_index: Int16
    page: Int32 | None
    confidence: Float32 | None
    marks: str
    evidence: str
    match: str


class SectionRow(NamedTuple):
    """One section of a report's text."""

    capture_id: str
    reader_version: str
    section: Int16
    heading_zh: str
    text_zh: str


class IssueRow(NamedTuple):
    """One thing that a reading could not take."""

    capture_id: str
    reader_version: str
    code: str
    severity: str
    table: str
    row: str
    column: str
    message: str


class FindingRow(NamedTuple):
    """One stated figure that differs from what its rule computes."""

    capture_id: str
    reader_version: str
    code: str
    rule: str
    table: str
    row: str
    column: str
    stated: Decimal | None
    computed: Decimal | None
    message: str


class UnmappedRow(NamedTuple):
    """One printed figure that no form has a key for."""

    capture_id: str
    reader_version: str
    form: str
    table_index: Int16
    row_index: Int32
    caption_zh: str
    label_zh: str
    code: str
    unit: str
    column_label_zh: str
    column_index: Int16
    raw_zh: str
    value: Decimal | None
    page: Int32 | None
    confidence: Float32 | None


Row = ReadingRow | CellRow | SectionRow | IssueRow | FindingRow | UnmappedRow
UNMAPPED = "unmapped_line"
# table of a part → its rows
ROWS: dict[str, type] = {
    "reading": ReadingRow, "cell": CellRow, "section": SectionRow, "issue": IssueRow, "finding": FindingRow,
    UNMAPPED: UnmappedRow,
}  # fmt: skip
