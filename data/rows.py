"""What a reading is as flat rows: what the readers make, and the columns of a part's tables, declared once.

The readers fill these values, `data.arrow` makes tables of them, each behind the key of its reading, and the warehouse
asks each part for them.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, NamedTuple

# A figure is kept with so many digits, so many of them behind the point.
DIGITS, KEPT_DECIMALS = 20, 6


class Stored(NamedTuple):
    """How a field is stored, where its type does not say it; name: of its column, where that is another."""

    kind: str = ""
    name: str = ""
    is_kept: bool = True


Int16 = Annotated[int, Stored("int16")]
Int32 = Annotated[int, Stored("int32")]
Int64 = Annotated[int, Stored("int64")]
Float32 = Annotated[float, Stored("float32")]


class Key(NamedTuple):
    """Of which reading a row is."""

    capture_id: str
    reader_version: str


class ReadingRow(NamedTuple):
    """One report that a reader found in a capture, or why there is none."""

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


class CellReading(NamedTuple):
    """One printed cell under its form's keys, with the place it was read from.

    marks: what is particular about the text in it (extractors.shown), in words; evidence: on what it rests that nothing
    is printed there, for blanks; match: how its line's label was found (exact, grammar, aligned, recognised).
    """

    form: str
    table: str
    row: str
    column: str
    value: Decimal | None
    unit: str
    state: str
    raw: Annotated[str, Stored(name="raw_zh")]
    row_label: Annotated[str, Stored(name="row_label_zh")]
    column_label: Annotated[str, Stored(name="column_label_zh")]
    table_index: Int16
    row_index: Int32
    column_index: Int16
    page: Int32 | None = None
    confidence: Float32 | None = None
    marks: str = ""
    evidence: str = ""
    match: str = "exact"


@dataclass(frozen=True, slots=True)
class Section:
    """One section as printed: its number in the official format (0: what stands before the first), heading, text."""

    number: Annotated[int, Stored("int16", "section")]
    heading: Annotated[str, Stored(name="heading_zh")]
    text: Annotated[str, Stored(name="text_zh")]


@dataclass(frozen=True, slots=True)
class Issue:
    """What a reading could not take, by a code of the documentation. No keys: of the whole document.

    severity: error (figures missing or doubtful), warning (figures stand, look), info. reason: of a not_a_report, the
    word for what the document is instead; the reading's own row keeps it.
    """

    code: str
    severity: str
    message: str
    table: str = ""
    row: str = ""
    column: str = ""
    reason: Annotated[str, Stored(is_kept=False)] = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A stated figure that differs from what its rule computes, as printed; no figure is changed for it."""

    code: str
    rule: str
    table: str
    row: str
    column: str
    stated: Decimal | None
    computed: Decimal | None
    message: str


@dataclass(frozen=True, slots=True)
class UnmappedCell:
    """One cell of a line that no form has. form: that of the table it stands in, "" for a list of no known form.

    label, code, unit and column_label as printed, "" where none is; value only where one number is printed, in the
    printed unit; caption: what its table is called.
    """

    form: str
    table_index: Int16
    row_index: Int32
    label: Annotated[str, Stored(name="label_zh")]
    code: str
    unit: str
    column_label: Annotated[str, Stored(name="column_label_zh")]
    column_index: Int16
    raw: Annotated[str, Stored(name="raw_zh")]
    value: Decimal | None
    page: Int32 | None = None
    confidence: Float32 | None = None
    state: Annotated[str, Stored(is_kept=False)] = "number"
    caption: Annotated[str, Stored(name="caption_zh")] = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """One figure that a sentence states (extractors.stated). value: in the concept's unit.

    precision: exact, rounded (万), about (余, 约) or none (未收到, which is zero); pattern: the line of
    data/forms/stated.csv that found it; quote: the sentence without white space; sentence: which one of its section,
    from 0.
    """

    concept: str
    value: Decimal
    scope: str
    grade: str
    precision: str
    pattern: Int16
    quote: Annotated[str, Stored(name="quote_zh")]
    section: Int16
    sentence: Int32


Row = ReadingRow | CellReading | Section | Issue | Finding | UnmappedCell | Stated
UNMAPPED, STATED = "unmapped_line", "stated_figure"
# Parts written before lines of no form, or figures in sentences, were kept have no file of them.
KEPT_LATER = frozenset((UNMAPPED, STATED))
# table of a part → its rows
ROWS: dict[str, type] = {
    "reading": ReadingRow, "cell": CellReading, "section": Section, "issue": Issue, "finding": Finding,
    UNMAPPED: UnmappedCell, STATED: Stated,
}  # fmt: skip
