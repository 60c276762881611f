"""From readings to reports, versions and the panel: what is current, what is one report, what a figure is."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from warehouse_parts import applications, begun, capture, cell, reading, write_part

from warehouse.load import load

_AGENCIES = "agency_id,name_zh,kind\nedu,某县教育局,education\nfin,某县财政局,finance\nfin2,某市财政局,finance\n"
_NAMES = "name_zh,agency_id\n某县教委,edu\n某县教育局（本级）,edu\n财政局,fin\n财政局,fin2\n"
_UNITS = "unit,quantity,to_base,from_base,note\n件,item,1,1,\n条,item,1,1,\n元,money,1,1,\n万元,money,10000,0.0001,\n"
_CONCEPTS = (
    "concept,label_zh,label_en,unit,definition_zh,definition_en,note\n"
    "received,新收,received,件,,,\n"
    "granted_any,公开,granted at all,件,,,\n"
    "fees,收费,fees,万元,,,\n"
    "odd,怪,odd,件,,,\n"
)
_MAP_2021 = (
    "table,row,column,concept,grade,note\n"
    "applications,new,total,received,same,\n"
    "applications,granted,total,granted_any,close,added\n"
    "applications,partial,total,granted_any,close,added\n"
)
_MAP_FUJIAN = (
    "table,row,column,concept,grade,note\n"
    "statistics,received,count,received,close,\n"
    "statistics,fees_waived,count,fees,not_comparable,waived\n"
    "statistics,fees_waived,cumulative,odd,not_comparable,money is no count\n"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small body of knowledge, so that these tests do not depend on the shipped one."""
    files = {
        "forms/forms.csv": "form,first_year,last_year,title_zh,instrument_zh,note\n2021,2021,,,,\n",
        "forms/concepts.csv": _CONCEPTS,
        "forms/units.csv": _UNITS,
        "forms/2021/concepts.csv": _MAP_2021,
        "forms/fujian/concepts.csv": _MAP_FUJIAN,
        "agencies/agencies.csv": _AGENCIES,
        "agencies/names.csv": _NAMES,
    }
    for name, text in files.items():
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_text(text, encoding="utf-8")
    return tmp_path / "data"


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = begun(tmp_path / "home", knows=False)
    yield con
    con.close()


@pytest.fixture
def put(con: duckdb.DuckDBPyConnection, tmp_path: Path, data: Path):
    """Load readings and captures as one more part."""
    numbers = iter(range(100))

    def _put(readings: list, captures: list) -> None:
        load(con, [write_part(tmp_path / f"p{next(numbers)}", readings)], captures, data)

    return _put


def _current(con: duckdb.DuckDBPyConnection) -> list[tuple]:
    return con.execute("SELECT capture_id, version_count, capture_count FROM report ORDER BY ALL").fetchall()


def test_same_wording_at_two_addresses_is_one_version_with_two_captures(con, put) -> None:
    put(
        [reading("a", "某县教育局", 2022, applications()), reading("b", "某县教委", 2022, applications())],
        [capture("a"), capture("b", kind="file", parent_url="http://county.example/a.html")],
    )
    assert _current(con) == [("a", 1, 2)]
    assert con.execute("SELECT number, kind, capture_count FROM version").fetchall() == [(1, "page", 2)]


def test_revision_at_the_same_address_becomes_current_and_is_shown_cell_by_cell(con, put) -> None:
    put([reading("a", "某县教育局", 2022, applications(new=12))], [capture("a", url="http://county.example/r.html")])
    put(
        [reading("b", "某县教育局", 2022, applications(new=13, carried_out=5))],
        [capture("b", url="http://county.example/r.html", fetched_at="2026-02-01T00:00:00Z")],
    )
    assert _current(con) == [("b", 2, 2)]
    got = con.execute('SELECT "row", change, value_before, value_after, relation FROM revisions ORDER BY 1').fetchall()
    assert got == [
        ("carried_out", "changed", Decimal(4), Decimal(5), "revision"),
        ("new", "changed", Decimal(12), Decimal(13), "revision"),
    ]
    assert con.execute("SELECT value FROM panel WHERE concept = 'received'").fetchall() == [(Decimal(13),)]


def test_page_that_returns_to_its_old_wording_is_current_again(con, put) -> None:
    url = "http://county.example/r.html"
    put([reading("a", "某县教育局", 2022, applications(new=12))], [capture("a", url=url)])
    put(
        [reading("b", "某县教育局", 2022, applications(new=13))],
        [capture("b", url=url, fetched_at="2026-02-01T00:00:00Z")],
    )
    put([], [capture("a", url=url, fetched_at="2026-03-01T00:00:00Z", is_repeat=True)])
    assert _current(con)[0][0] == "a"


def test_what_the_page_shows_now_is_current_even_if_its_printed_date_is_gone(con, put) -> None:
    url = "http://county.example/r.html"
    put(
        [reading("a", "某县教育局", 2022, applications(new=12), published_date=_day("2023-01-10"))], [capture("a", url)]
    )
    put(
        [reading("b", "某县教育局", 2022, applications(new=13))], [capture("b", url, fetched_at="2026-02-01T00:00:00Z")]
    )
    assert _current(con) == [("b", 2, 2)]


def test_old_copy_found_late_does_not_replace_the_newer_wording(con, put) -> None:
    put(
        [reading("new", "某县教育局", 2022, applications(new=13), published_date=_day("2023-02-10"))],
        [capture("new")],
    )
    put(
        [reading("old", "某县教育局", 2022, applications(new=12), published_date=_day("2023-01-10"))],
        [capture("old", fetched_at="2026-05-01T00:00:00Z")],
    )
    assert _current(con) == [("new", 2, 2)]
    assert con.execute("SELECT capture_id, number FROM version ORDER BY number").fetchall() == [("old", 1), ("new", 2)]


def test_page_before_the_file_attached_to_it(con, put) -> None:
    put(
        [
            reading("page", "某县教育局", 2022, applications(new=12), published_date=_day("2023-01-10")),
            reading("file", "某县教育局", 2022, applications(new=13), published_date=_day("2023-01-20")),
        ],
        [
            capture("page"),
            capture(
                "file", kind="file", parent_url="http://county.example/page.html", fetched_at="2026-03-01T00:00:00Z"
            ),
        ],
    )
    assert _current(con) == [("page", 2, 2)]
    assert con.execute("SELECT DISTINCT relation FROM revisions").fetchall() == [("rendition",)]


def test_names_resolve_exactly_or_stay_listed_and_in_the_panel(con, put) -> None:
    put(
        [
            reading("a", "某县教育局", 2020, applications()),
            reading("b", "某县 教委", 2021, applications(new=20)),
            reading("c", "某县教育局(本级)", 2022, applications(new=30)),
            reading("d", "某县教育和体育局", 2023, applications(new=40)),
            reading("e", "财政局", 2023, applications(new=50)),
            reading("f", "", 2023, applications(new=60)),
            reading("g", "", 2023, applications(new=70)),
        ],
        [capture(name) for name in "abcdefg"],
    )
    rows = con.execute("SELECT agency_id, report_year FROM report ORDER BY ALL").fetchall()
    assert rows == [
        ("edu", 2020), ("edu", 2021), ("edu", 2022), ("unresolved:f", 2023), ("unresolved:g", 2023),
        ("unresolved:某县教育和体育局", 2023), ("unresolved:财政局", 2023),
    ]  # fmt: skip
    assert con.execute("SELECT count(*) FROM panel WHERE concept = 'received'").fetchone() == (7,)
    listed = con.execute("SELECT agency_zh FROM unresolved_agency ORDER BY 1").fetchall()
    assert listed == [("",), ("",), ("某县教育和体育局",), ("财政局",)]


def test_name_learnt_later_joins_the_series(con, put, data: Path) -> None:
    put([reading("a", "某县教育和体育局", 2023, applications())], [capture("a")])
    assert con.execute("SELECT agency_id FROM panel LIMIT 1").fetchone() == ("unresolved:某县教育和体育局",)
    names = data / "agencies" / "names.csv"
    names.write_text(names.read_text(encoding="utf-8") + "某县教育和体育局,edu\n", encoding="utf-8")
    put([], [])
    assert con.execute("SELECT agency_id, agency_zh FROM panel LIMIT 1").fetchone() == ("edu", "某县教育局")


def _panel(con: duckdb.DuckDBPyConnection, concept: str) -> list[tuple]:
    return con.execute(
        "SELECT value, state, CASE WHEN is_summed THEN 'summed' ELSE 'printed' END, unit, grade FROM panel"
        " WHERE concept = ? ORDER BY ALL",
        [concept],
    ).fetchall()


@pytest.mark.parametrize(
    ("granted", "partial", "expected"),
    [
        ("9", "2", (Decimal(11), "number")),
        ("9", "无", (Decimal(9), "number")),
        ("9.5", "1.25", (Decimal("10.75"), "number")),
        ("9.5", "1.5", (Decimal(11), "number")),
        ("/", "/", (None, "nil")),
        ("9", "", (None, "blank")),
        ("9", "约二", (None, "unreadable")),
        ("9", None, (None, "incomplete")),
    ],
)
def test_a_sum_has_a_value_only_when_all_its_parts_speak(con, put, granted, partial, expected) -> None:
    cells = [cell("applications granted total", granted)]
    if partial is not None:
        cells.append(cell("applications partial total", partial))
    put([reading("a", "某县教育局", 2022, cells), reading("z", "某县财政局", 2022, applications())],
        [capture("a"), capture("z")])  # fmt: skip
    got = con.execute("SELECT value, state FROM panel WHERE concept = 'granted_any' AND capture_id = 'a'").fetchall()
    assert got == [expected]
    assert _panel(con, "granted_any")[-1][2:] == ("summed", "件", "close")


def test_sums_follow_the_mapping_and_their_reading(con, put, data: Path) -> None:
    put([reading("a", "某县教育局", 2022, applications(granted=9, partial=2))], [capture("a")])
    assert [row[0] for row in _panel(con, "granted_any")] == [11]
    mapping = data / "forms" / "2021" / "concepts.csv"
    line = next(row for row in _MAP_2021.splitlines() if "partial" in row and "granted_any" in row)
    mapping.write_text(_MAP_2021 + line.replace("partial", "carried_out") + "\n", encoding="utf-8")
    put([], [])
    assert [row[0] for row in _panel(con, "granted_any")] == [15]
    put([reading("a", "某县教育局", 2022, applications(granted=1, partial=2), reader_version="2.0")], [])
    assert [row[0] for row in _panel(con, "granted_any")] == [7]
    assert con.execute("SELECT count(*) FROM summed_figure ANTI JOIN reading USING (reading_id)").fetchone() == (0,)


def test_blank_and_nil_are_not_zero(con, put) -> None:
    put(
        [reading(raw or "blank", "某县教育局", 2020 + n, [cell("applications new total", raw)])
         for n, raw in enumerate(["0", "无", "", "多件"])],
        [],
    )  # fmt: skip
    got = con.execute("SELECT value, state FROM panel ORDER BY report_year").fetchall()
    assert got == [(Decimal(0), "number"), (None, "nil"), (None, "blank"), (None, "unreadable")]


def test_cell_printed_twice_counts_once_and_has_no_value_if_the_two_differ(con, put) -> None:
    twice = [cell("applications new total", "5"), cell("applications new total", "5")]
    put([reading("a", "某县教育局", 2022, twice)], [])
    assert _panel(con, "received") == [(Decimal(5), "number", "printed", "件", "same")]
    twice[1] = cell("applications new total", "6")
    put([reading("a", "某县教育局", 2022, twice, reader_version="1.1")], [])
    assert _panel(con, "received") == [(None, "unreadable", "printed", "件", "same")]


def test_units_of_one_quantity_are_converted_and_others_are_not(con, put) -> None:
    cells = [
        cell("statistics received count", "7", unit="条", form="fujian"),
        cell("statistics fees_waived count", "2699", unit="元", form="fujian"),
        cell("statistics fees_waived cumulative", "9999", unit="元", form="fujian"),
    ]
    put([reading("a", "某县教育局", 2015, cells)], [])
    assert _panel(con, "received") == [(Decimal(7), "number", "printed", "件", "close")]
    assert _panel(con, "fees") == [(Decimal("0.2699"), "number", "printed", "万元", "not_comparable")]
    assert _panel(con, "odd") == [(None, "number", "printed", "件", "not_comparable")]


def test_findings_are_counted_beside_the_figure(con, put) -> None:
    finding = {"code": "sum_broken", "rule": "applicants", "table": "applications", "row": "new", "column": "total"}
    put([reading("a", "某县教育局", 2022, applications(), findings=[finding])], [])
    got = con.execute("SELECT concept, value, finding_count FROM panel ORDER BY 1").fetchall()
    assert got == [("granted_any", Decimal(11), 0), ("received", Decimal(12), 1)]


def test_coverage_tells_read_refused_and_missing(con, put) -> None:
    put(
        [
            reading("a", "某县教育局", 2019, applications()),
            reading(
                "b", "某县教育局", 2020, applications(), findings=[{"code": "sum_broken", "table": "applications"}]
            ),
            reading("c", "某县教育局", 2021, outcome="needs_ocr"),
            reading("d", "某县教育局", 2023, applications(), issues=[{"code": "ragged_grid", "severity": "error"}]),
            reading("e", "某县教育局", 2024, []),
            reading("n", "某县教育局", 2022, outcome="not_a_report", reason="notice"),
        ],
        [capture(name) for name in "abcden"] + [capture("x", obstacle="soft_404")],
    )
    got = con.execute("SELECT report_year, state FROM coverage WHERE agency_id = 'edu' ORDER BY 1").fetchall()
    assert got == [
        (2019, "read"), (2020, "read_with_findings"), (2021, "not_taken"), (2022, "not_searched"),
        (2023, "read_with_errors"), (2024, "read_without_tables"), (2025, "not_yet_due"),
    ]  # fmt: skip
    got = con.execute("SELECT capture_id, outcome, reason FROM without_report ORDER BY 1").fetchall()
    assert got == [("c", "needs_ocr", ""), ("n", "not_a_report", "notice"), ("x", "obstacle", "soft_404")]


def test_every_figure_leads_back_to_address_time_and_place(con, put) -> None:
    put([reading("a", "某县教育局", 2022, applications())], [capture("a", warc_offset=77)])
    row = con.execute(
        "SELECT l.url, l.fetched_at::VARCHAR, l.table_index, l.row_index, l.column_index, l.warc_file, l.warc_offset,"
        ' l.is_current FROM panel AS p JOIN lineage AS l USING (reading_id, "table", "row", "column")'
        " WHERE p.concept = 'received'"
    ).fetchall()
    assert row == [("http://county.example/a.html", "2026-01-20 02:00:00", 1, 4, 3, "county/a.warc.gz", 77, True)]


def _day(text: str):
    from datetime import date

    return date.fromisoformat(text)


def test_a_report_that_names_another_year_too_is_marked(con: duckdb.DuckDBPyConnection, put) -> None:
    conflict = {"code": "year_conflict", "severity": "warning", "message": "heading says 2022, but period says 2021"}
    doubtful = reading("c1", "某县教育局", 2022, applications(), issues=[conflict])
    put([doubtful, reading("c2", "某县财政局", 2022, applications())], [capture("c1"), capture("c2")])
    marked = con.execute("SELECT DISTINCT agency_id, has_year_conflict FROM panel ORDER BY 1").fetchall()
    assert marked == [("edu", True), ("fin", False)]
    # the part was written before it was kept how names are found
    assert con.execute("SELECT DISTINCT agency_basis FROM reading").fetchall() == [(None,)]
