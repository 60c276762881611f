"""Several renditions of a report on one page: one is its text by a stated order, the others are compared with it."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from data.places import DATA
from data.version import Readers
from extractors.evidence import Hint
from extractors.report import read_report
from extractors.rows import part_tables
from tests.generators import documents
from tests.warehouse_parts import applications, begun, capture, cell, checked, reading, write_part
from warehouse.load import load

_OTHER_PLACE = {"table_index": 4, "row_index": 9, "column_index": 7, "page": 3}
# agency → what its page and the files on it say: (capture's suffix, format, cells); no page where it only links files
CASES = {
    "局甲": [("page", "html", applications()), ("file", "pdf", [c | _OTHER_PLACE for c in applications(granted=8)])],
    "局乙": [("page", "html", applications()), ("file", "pdf", applications())],
    "局丙": [("page", "html", applications()), ("file", "pdf", applications()[:-1])],
    "局丁": [("page", "html", applications()), ("file", "pdf", [*applications(), cell("proactive rules issued", "3")])],
    "局戊": [
        ("page", "html", [*applications(), cell("applications other total", "")]),
        ("file", "docx", [*applications(), cell("applications other total", "0")]),
    ],
    "局己": [
        ("scan", "ocr", applications(granted=7)), ("print", "pdf", applications(granted=8)),
        ("word", "docx", applications()),
    ],
    "局庚": [("page", "html", applications()), ("file", "pdf", applications(granted=8))],
}  # fmt: skip


PLANTED: dict[str, str] = {}


def _page(agency: str) -> str:
    return f"http://county.example/{agency}/2023.html"


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("renditions")
    (folder / "data").mkdir()
    (folder / "data" / "formats.csv").write_bytes((DATA / "formats.csv").read_bytes())
    readings, captures = [], []
    for agency, shown in CASES.items():
        if not any(suffix == "page" for suffix, _, _ in shown):
            captures.append(capture(f"{agency}-page", _page(agency)))
            readings.append(reading(f"{agency}-page", "", None, outcome="not_a_report", reason="attachment_only"))
        for n, (suffix, media, cells) in enumerate(shown):
            name = f"{agency}-{suffix}"
            readings.append(reading(name, agency, 2023, cells, media=media))
            captures.append(
                capture(name, _page(agency)) if suffix == "page" else _file(agency, name, f"2026-01-2{n}T02:00:00Z")
            )
    readings.append(reading("elsewhere", "局乙", 2023, applications(granted=1)))
    captures.append(capture("elsewhere", "http://county.example/elsewhere.html", fetched_at="2026-01-02T02:00:00Z"))
    con = begun(folder, knows=False)
    real = _real_renditions(folder, captures)
    load(con, [real, write_part(folder / "parts" / "1.0.0-a", readings)], captures, folder / "data")
    yield con
    con.close()


def _real_renditions(folder: Path, captures: list[dict]) -> Path:
    """Two generated reports, each as page, PDF and DOCX; one figure of the second page is another than in its files."""
    reports = []
    for seed in (5, 6):
        made = {medium: documents.make(seed, "2021", medium, []) for medium in ("html", "pdf", "docx")}
        page = made["html"].body.decode()
        if seed == 6:
            printed = next(row for row in made["html"].truth if page.count(f">{row['raw']}<") == 1)
            PLANTED.update(printed)
            page = page.replace(f">{printed['raw']}<", f">{printed['raw']}1<")
        url = f"http://city.example/{seed}/report.html"
        for medium, document in made.items():
            body = page.encode() if medium == "html" else document.body
            name = f"{seed}-{medium}"
            reports.append((name, read_report(body, hint=Hint(document=name))))
            file = {} if medium == "html" else {"kind": "file", "parent_url": url}
            captures.append(capture(name, url if medium == "html" else f"{url[:-4]}{medium}", **file))
    part = folder / "parts" / "1.0.0-real"
    part.mkdir(parents=True)
    for name, table in part_tables(reports, "1.0.0", Readers({})).items():
        pq.write_table(table, part / f"{name}.parquet")
    return part


def test_page_pdf_and_word_of_one_report_are_compared_cell_by_cell(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        'SELECT other_capture_id, rule, "table", "row", "column", stated, computed FROM findings'
        " WHERE code = 'rendition_differs' AND capture_id IN ('5-html', '6-html') ORDER BY ALL"
    ).fetchall()
    key = (PLANTED["table"], PLANTED["row"], PLANTED["column"])
    stated, other = Decimal(PLANTED["raw"] + "1"), Decimal(PLANTED["value"])
    assert found == [("6-docx", "docx", *key, stated, other), ("6-pdf", "pdf", *key, stated, other)]


def _file(agency: str, name: str, fetched_at: str) -> dict:
    url = f"{_page(agency)[:-5]}-{name.split('-')[1]}"
    return capture(name, url, kind="file", parent_url=_page(agency), fetched_at=fetched_at)


def _rows(con: duckdb.DuckDBPyConnection, columns: str, source: str, agency: str) -> list[tuple]:
    question = f"SELECT {columns} FROM {source} WHERE agency_id = 'unresolved:' || ? ORDER BY ALL"
    return con.execute(question, [agency]).fetchall()


def test_a_planted_difference_is_a_finding_with_both_places(con: duckdb.DuckDBPyConnection) -> None:
    columns = "code, rule, row, stated, computed, capture_id, other_capture_id, other_url, is_current, message"
    said = "the html prints '9', the pdf (page 3) of the same page '8'"
    url = "http://county.example/局甲/2023-file"
    assert _rows(con, columns, "findings", "局甲") == [
        ("rendition_differs", "pdf", "granted", 9, 8, "局甲-page", "局甲-file", url, True, said)
    ]
    places = "table_index, row_index, column_index, page, other_table_index, other_row_index, other_column_index"
    assert _rows(con, f"{places}, other_page", "rendition_difference", "局甲") == [(1, 4, 3, None, 4, 9, 7, 3)]
    assert _rows(con, "capture_id", "report", "局甲") == [("局甲-page",)]
    assert _rows(con, "state, finding_count", "coverage", "局甲")[-1] == ("read_with_findings", 1)
    rows = checked(con, everything=True)
    assert "局甲-page" in set(rows[rows.check == "rendition_differs"].capture_id)


@pytest.mark.parametrize("agency", ["局乙", "局丁", "局戊"])
def test_renditions_that_say_the_same_give_no_finding(con: duckdb.DuckDBPyConnection, agency: str) -> None:
    """Alike, and a report at another address is none; a table more; a zero that one of them leaves blank."""
    assert not _rows(con, "row", "findings", agency)


def test_a_figure_that_one_rendition_leaves_out_is_a_difference(con: duckdb.DuckDBPyConnection) -> None:
    assert _rows(con, '"row", raw_zh, other_raw_zh', "rendition_difference", "局丙") == [("carried_out", "4", None)]


def test_of_several_files_the_first_in_the_order_is_the_report(con: duckdb.DuckDBPyConnection) -> None:
    assert _rows(con, "capture_id", "report", "局己") == [("局己-word",)]
    assert _rows(con, "rule, computed", "findings", "局己") == [("ocr", 7), ("pdf", 8)]
    versions = [("局己-print", True), ("局己-scan", True), ("局己-word", False)]
    assert _rows(con, "capture_id, is_rendition", "version", "局己") == versions


def test_a_corrected_file_takes_the_finding_away(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert len(_rows(con, "row", "findings", "局庚")) == 1
    later = write_part(tmp_path / "1.0.0-b", [reading("later", "局庚", 2023, applications(), media="pdf")])
    captures = [replace(_file("局庚", "局庚-file", "2026-02-20T02:00:00Z"), capture_id="later")]
    data = tmp_path / "data"
    data.mkdir()
    (data / "formats.csv").write_bytes((DATA / "formats.csv").read_bytes())
    load(con, [later], captures, data)
    assert not _rows(con, "row", "findings", "局庚")
