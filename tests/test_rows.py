"""Reports as the tables of a part: what a part cannot hold costs itself alone."""

from dataclasses import fields, replace
from decimal import Decimal

import pyarrow as pa

from data.arrow import schema_of, schemas
from data.captures import Capture
from data.rows import ROWS, CellReading, Issue
from data.version import Readers
from extractors.evidence import Hint
from extractors.heading import Heading
from extractors.report import Report, read_report
from extractors.rows import kept_tables, part_tables
from tests.generators.documents import make
from warehouse.parts import COLUMNS


def _report() -> Report:
    return read_report(make(5, "2021", "html", []).body, "text/html", Hint(document="a.html"))


def test_a_report_that_no_part_can_hold_costs_itself_alone() -> None:
    sound = _report()
    half = replace(sound, heading=replace(sound.heading, title="年报\ud800"))
    kept, tables = kept_tables([("c1", sound), ("c2", half)], "1.0", Readers({}))
    assert [(key, report.outcome) for key, report in kept] == [("c1", "report"), ("c2", "damaged")]
    assert tables["reading"].column("outcome").to_pylist() == ["report", "damaged"]
    assert "surrogates not allowed" in tables["issue"].column("message").to_pylist()[-1]
    assert set(tables["cell"].column("capture_id").to_pylist()) == {"c1"}


def test_decimals_behind_the_sixth_are_rounded_and_kept_as_text() -> None:
    report = _report()
    printed = "0.30000000000000004"
    cells = report.tables[0].cells
    cells[0] = cells[0]._replace(state="number", value=Decimal(printed), raw=printed)
    kept, tables = kept_tables([("c1", report)], "1.0", Readers({}))
    assert kept[0][1].outcome == "report"
    first = tables["cell"].slice(0, 1).to_pylist()[0]
    assert (first["value"], first["raw_zh"]) == (Decimal("0.300000"), printed)


def test_the_columns_are_declared_once() -> None:
    tables = part_tables([("c1", Report("d", "damaged", Heading(), "html"))], "1.0", Readers({}))
    columns = {name: schema.names for name, schema in schemas().items()}
    assert {name: table.column_names for name, table in tables.items()} == columns and columns.keys() == ROWS.keys()
    assert columns["issue"] == ["capture_id", "reader_version", *(f.name for f in fields(Issue) if f.name != "reason")]
    assert {(name, column) for name in ROWS for column in columns[name] if column not in COLUMNS[name]} == {
        ("reading", "agency_basis"), ("reading", "read_with"),
    }, "what parts of earlier versions lack"  # fmt: skip
    assert schema_of(CellReading).field("value").type == pa.decimal128(20, 6)
    assert schema_of(CellReading).field("table_index").type == pa.int16()
    assert schema_of(CellReading).field("confidence").type == pa.float32()
    assert schema_of(Capture).field("size").type == pa.int64()
