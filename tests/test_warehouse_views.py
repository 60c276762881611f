"""Views that analysts ask: zeros and what they rest on, rates, dates, coverage, series; corrections and take-downs."""

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from warehouse_parts import applications, begun, capture, cell, reading, write_part

from data.places import DATA
from data.version import Readers
from extractors.evidence import Hint
from extractors.report import read_report
from extractors.rows import part_tables
from warehouse.backlog import already_read, loaded_parts
from warehouse.load import load

_REGISTER = (
    "agency_id,name_zh,kind,level,division_code,parent_id,first_year,last_year,successor_id,note\n"
    "gov,某县人民政府,government,county,350100,,,,,\n"
    "edu,某县教育局,education,county,350100,gov,,,,\n"
    "fin,某县财政局,finance,county,350100,gov,,2023,,\n"
    "town,某县城关镇人民政府,township,township,350100101,gov,,,,\n"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The shipped forms and concepts with a register of four bodies."""
    folder = tmp_path / "data"
    (folder / "agencies").mkdir(parents=True)
    (folder / "forms").symlink_to(DATA / "forms")
    for name in ("deadlines.csv", "private.csv", "corrections.csv", "takedowns.csv"):
        (folder / name).write_text((DATA / name).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "agencies" / "agencies.csv").write_text(_REGISTER, encoding="utf-8")
    return folder


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = begun(tmp_path / "home", knows=False)
    yield con
    con.close()


def _row(row: str, total: str, **columns: str) -> list:
    names = ("natural_person", "business", "research", "public_interest", "legal_service", "other_organisation")
    return [cell(f"applications {row} {name}", columns.get(name, "")) for name in names] + [
        cell(f"applications {row} total", total)
    ]


def test_a_blank_is_zero_only_where_a_printed_total_says_so(con, tmp_path: Path, data: Path) -> None:
    confirmed = _row("new", "5", natural_person="5")
    contradicted = _row("granted", "6", natural_person="5")
    silent = [cell("applications partial total", ""), cell("applications carried_in total", "/")]
    prints_zeros = [cell("disputes review upheld", "0"), cell("disputes review corrected", "")]
    con_cells = confirmed + contradicted + silent + prints_zeros
    load(con, [write_part(tmp_path / "p", [reading("a", "某县教育局", 2022, con_cells)])], [capture("a")], data)
    got = dict(
        (row[0], row[1:])
        for row in con.execute(
            "SELECT concept, value, value_or_zero, basis FROM panel WHERE concept IN ('applications_received_business',"
            " 'granted_in_part', 'applications_carried_in', 'review_corrected', 'applications_received')"
        ).fetchall()
    )
    assert got == {
        "applications_received": (Decimal(5), Decimal(5), "printed"),
        "applications_received_business": (None, Decimal(0), "confirmed"),
        "granted_in_part": (None, None, "unknown"),
        "applications_carried_in": (None, Decimal(0), "assumed"),
        "review_corrected": (None, None, "unknown"),
    }
    rows = con.execute(
        "SELECT DISTINCT zero_basis FROM cell_fact JOIN cell_key USING (key_id)"
        " WHERE \"row\" = 'granted' AND state = 'blank'"
    ).fetchall()
    assert rows == [("unknown",)]


def test_a_cell_says_its_marks_and_what_proves_a_blank(con, tmp_path: Path, data: Path) -> None:
    proofs = {"markup": "confirmed", "drawn": "confirmed", "format": "confirmed", "": "unknown"}
    readings = []
    for n, evidence in enumerate(proofs):
        cells = _row("new", "5", natural_person="5")
        cells = [
            one | {"evidence": evidence} if one["state"] == "blank" else one | {"marks": "struck"} for one in cells
        ]
        readings.append(reading(f"r{n}", f"某{'甲乙丙丁'[n]}县教育局", 2022, cells))
    load(con, [write_part(tmp_path / "p", readings)], [capture(one["capture_id"]) for one in readings], data)
    blank = con.execute("SELECT DISTINCT evidence, marks, zero_basis FROM cell_fact WHERE state = 'blank'")
    assert sorted(blank.fetchall(), key=str) == sorted(((e or None, None, b) for e, b in proofs.items()), key=str)
    assert con.execute("SELECT DISTINCT marks FROM cell WHERE state = 'number'").fetchall() == [("struck",)]


def test_rates_say_what_they_divide_and_on_what_basis(con, tmp_path: Path, data: Path) -> None:
    cells = [*applications(new=12, granted=8, partial=1), *(cell(f"disputes review {c}", v) for c, v in
             (("upheld", "2"), ("corrected", "1"), ("other", "0"), ("pending", "1"), ("total", "4")))]  # fmt: skip
    load(con, [write_part(tmp_path / "p", [reading("a", "某县教育局", 2022, cells)])], [capture("a")], data)
    got = con.execute(
        "SELECT rate, numerator, denominator_is, denominator, value, basis FROM rates ORDER BY rate"
    ).fetchall()
    assert got == [
        ("correction", Decimal(1), "review_total - review_pending", Decimal(3), 0.3333, "printed"),
        ("grant", Decimal(9), "applications_concluded", Decimal(11), 0.8182, "printed"),
        ("refusal", None, "applications_concluded", None, None, "unknown"),
    ]


def test_timeliness_by_tier_and_law(con, tmp_path: Path, data: Path) -> None:
    dates = {
        ("某县教育局", 2017): "2018-03-31", ("某县教育局", 2019): "2020-02-01", ("某县人民政府", 2019): "2020-03-31",
        ("某县城关镇人民政府", 2017): "2018-04-02", ("某县城关镇人民政府", 2019): "2020-06-01",
        ("某县教育局", 2020): "2020-05-01",
    }  # fmt: skip
    readings = [
        reading(f"r{n}", name, year, applications(new=12 + n), published_date=_day(day))
        for n, ((name, year), day) in enumerate(dates.items())
    ]
    load(con, [write_part(tmp_path / "p", readings)], [capture(row["capture_id"]) for row in readings], data)
    got = con.execute("SELECT agency_id, report_year, tier, state, days_late FROM timeliness ORDER BY ALL").fetchall()
    assert got == [
        ("edu", 2017, "department", "in_time", 0), ("edu", 2019, "department", "late", 1),
        ("edu", 2020, "department", "doubtful", None), ("gov", 2019, "government", "in_time", 0),
        ("town", 2017, "other", "late", 2), ("town", 2019, "other", "not_stated", None),
    ]  # fmt: skip


def test_a_copy_dated_later_makes_no_report_late(con, tmp_path: Path, data: Path) -> None:
    """The same wording as page and as a file put up in April; a date after the day of fetching is none."""
    dates = {"page": "2020-01-14", "copy": "2020-04-11", "odd": "2027-01-01"}
    readings = [
        reading(name, "某县教育局", 2019, applications(new=12), published_date=_day(day)) for name, day in dates.items()
    ]
    load(con, [write_part(tmp_path / "p", readings)], [capture(name) for name in dates], data)
    got = con.execute("SELECT published_date, state, days_late FROM timeliness").fetchall()
    assert got == [(_day("2020-01-14"), "in_time", 0)]


def test_coverage_goes_on_to_the_year_that_is_due_and_stops_where_a_body_ends(con, tmp_path: Path, data: Path) -> None:
    readings = [
        reading("a", "某县教育局", 2022, applications()),
        reading("b", "某县财政局", 2022, applications(new=20)),
    ]
    blocked = capture("x", title="某县教育局2023年政府信息公开工作年度报告", obstacle="river_security")
    # 20 January 2026: reports for 2025 are not due yet
    load(con, [write_part(tmp_path / "p", readings)], [capture("a"), capture("b"), blocked], data)
    got = con.execute(
        "SELECT agency_id, report_year, state FROM coverage WHERE agency_id IN ('edu', 'fin', 'town') ORDER BY ALL"
    ).fetchall()
    assert got == [
        ("edu", 2022, "read"), ("edu", 2023, "blocked"), ("edu", 2024, "not_searched"), ("edu", 2025, "not_yet_due"),
        ("fin", 2022, "read"), ("fin", 2023, "not_searched"), ("fin", 2024, "ended"), ("fin", 2025, "ended"),
        ("town", 2022, "not_searched"), ("town", 2023, "not_searched"), ("town", 2024, "not_searched"),
        ("town", 2025, "not_yet_due"),
    ]  # fmt: skip


def test_questions_for_peers_bodies_and_series(con, tmp_path: Path, data: Path) -> None:
    old = [cell("statistics received count", "7", form="2014")]
    readings = [
        reading("a", "某县教育局", 2018, old), reading("b", "某县教育局", 2021, applications(new=12)),
        reading("g", "某县人民政府", 2021, applications(new=40)),
    ]  # fmt: skip
    load(con, [write_part(tmp_path / "p", readings)], [capture(row["capture_id"]) for row in readings], data)
    got = con.execute(
        "SELECT report_year, value, is_gap, is_break FROM series('edu', 'applications_received')"
    ).fetchall()
    assert got == [
        (2018, 7, False, False),
        (2019, None, True, False),
        (2020, None, True, False),
        (2021, 12, False, False),
    ]
    bodies = con.execute(
        "SELECT agency_id, value FROM division_bodies('350100', 'applications_received', 2021)"
    ).fetchall()
    assert bodies[:2] == [("gov", 40), ("edu", 12)] and {row[0] for row in bodies} == {"gov", "edu", "fin", "town"}
    peers = con.execute("SELECT agency_id, is_asked, place FROM peers('edu', 'applications_received', 2021)").fetchall()
    assert peers == [("edu", True, 1)]
    assert con.execute("SELECT received, concluded FROM requests WHERE agency_id = 'gov'").fetchall() == [(40, 39)]
    got = con.execute("SELECT concept, value FROM outcomes WHERE agency_id = 'gov' ORDER BY 1").fetchall()
    assert got == [("granted", 9), ("granted_in_part", 2)]


def test_contact_persons_are_masked_before_anything_is_kept(con, tmp_path: Path, data: Path) -> None:
    text = (
        "共12件。联系人：张三丰，电话：0591-87654321，手机13912345678，信箱abc.d@example.gov.cn。"
        "2021年10月20日共300000件"
    )
    given = reading(
        "a", "某县教育局", 2022, applications(), telephone="0591-87654321", email="abc.d@example.gov.cn",
        sections=[{"section": 6, "heading_zh": "六", "text_zh": text}],
        issues=[{"code": "unknown_label", "severity": "info", "message": "填报人:李四"}],
    )  # fmt: skip
    load(con, [write_part(tmp_path / "p", [given])], [capture("a")], data)
    for table in ("reading", "section", "issue"):
        kept = str(con.execute(f"SELECT * FROM {table}").fetchall())
        assert not re.search("张三|李四|87654321|13912345678|example", kept.replace("county.example", "")), kept
    (kept,) = con.execute("SELECT text_zh FROM section").fetchone()
    assert kept.startswith("共12件。") and kept.endswith("2021年10月20日共300000件")


def _write(data: Path, name: str, **fields: str) -> None:
    heading = (DATA / name).read_text(encoding="utf-8").splitlines()[0].split(",")
    text = io.StringIO()
    writer = csv.DictWriter(text, heading, restval="")
    writer.writeheader()
    if fields:
        writer.writerow(fields)
    (data / name).write_text(text.getvalue(), encoding="utf-8")


def test_a_correction_is_applied_visible_and_taken_back(con, tmp_path: Path, data: Path) -> None:
    part = write_part(tmp_path / "p", [reading("a", "某县教育局", 2022, _row("new", "15", natural_person="5"))])
    load(con, [part], [capture("a")], data)
    before = con.execute("SELECT * EXCLUDE reading_id FROM panel ORDER BY concept").fetchall()
    hashes = con.execute("SELECT wording_hash FROM reading").fetchall()
    _write(data, "corrections.csv", correction_id="c1", kind="cell", capture_id="a", form="2021", table="applications",
           row="new", column="total", text="5", reason="mis-read", evidence="the page", reviewed_by="x")  # fmt: skip
    load(con, [], [], data)
    assert con.execute("SELECT value FROM panel WHERE concept = 'applications_received'").fetchall() == [(5,)]
    # Empty cells are judged anew by the corrected total.
    got = con.execute("SELECT basis FROM panel WHERE concept = 'applications_received_business'").fetchall()
    assert got == [("confirmed",)]
    got = con.execute("SELECT value_read, value, is_applied, reason FROM corrections").fetchall()
    assert got == [(15, 5, True, "mis-read")]
    got = con.execute("SELECT correction_id, value FROM lineage WHERE correction_id IS NOT NULL").fetchall()
    assert got == [("c1", 5)]
    # It survives a rebuild, and a warehouse that loads the line with the part is the same.
    anew = begun(tmp_path / "anew", knows=False)
    load(anew, [part], [capture("a")], data)
    question = "SELECT * EXCLUDE reading_id FROM panel ORDER BY concept"
    assert anew.execute(question).fetchall() == con.execute(question).fetchall()
    anew.close()
    _write(data, "corrections.csv")
    load(con, [], [], data)
    assert con.execute(question).fetchall() == before
    assert con.execute("SELECT wording_hash FROM reading").fetchall() == hashes


def test_merged_agencies_are_one_series(con, tmp_path: Path, data: Path) -> None:
    readings = [reading("a", "某县教委", 2021, applications()), reading("b", "某县教育局", 2022, applications(new=20))]
    load(con, [write_part(tmp_path / "p", readings)], [capture("a"), capture("b")], data)
    _write(data, "corrections.csv", correction_id="m1", kind="agency", agency_id="unresolved:某县教委", target_id="edu",
           reason="its old name", evidence="notice")  # fmt: skip
    load(con, [], [], data)
    assert con.execute("SELECT agency_id, report_year FROM report ORDER BY 2").fetchall() == [
        ("edu", 2021),
        ("edu", 2022),
    ]
    assert con.execute("SELECT kind, is_applied FROM corrections").fetchall() == [("agency", True)]


def test_what_is_taken_down_leaves_and_does_not_come_back(con, tmp_path: Path, data: Path) -> None:
    part = write_part(tmp_path / "p", [reading("a", "某县教育局", 2022, applications())])
    load(con, [part], [capture("a")], data)
    _write(data, "takedowns.csv", url="http://county.example/a.html", reason="a court")
    load(con, [], [], data)
    for table in ("reading", "cell_fact", "report", "version"):
        assert con.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert con.execute("SELECT title, obstacle FROM capture").fetchall() == [("", "taken_down")]
    again = write_part(tmp_path / "q", [reading("a", "某县教育局", 2022, applications(), reader_version="9.0")])
    load(con, [again], [capture("a", fetched_at="2026-02-01T00:00:00Z", is_repeat=True)], data)
    assert con.execute("SELECT count(*) FROM reading").fetchone() == (0,)
    # The line is gone: the next load forgets it, and what it then lacks brings the newest reading back.
    assert loaded_parts(con) == {"p", "q"} and already_read(con).capture_ids == {"a"}
    _write(data, "takedowns.csv")
    assert load(con, [], [], data).given_back == 1
    assert loaded_parts(con) == set() and not already_read(con).capture_ids
    load(con, [part, again], [capture("a")], data)
    assert con.execute("SELECT title, obstacle FROM capture").fetchall() == [("年度报告", "")]
    assert con.execute("SELECT agency_id, report_year FROM report").fetchall() == [("edu", 2022)]
    assert con.execute("SELECT reader_version FROM reading").fetchall() == [("9.0",)]
    assert con.execute("SELECT count(*) FROM withheld").fetchone() == (0,)


def test_the_real_series_is_one_agency_with_its_gaps_breaks_and_findings(con, tmp_path: Path, shared: Path) -> None:
    import pyarrow.parquet as pq

    documents = sorted((shared / "corpus" / "docs").iterdir())
    chosen = [d for d in documents if re.match(r"0(1[7-9]|2[0-4]|27|30|33)-", d.name) or d.name.startswith("002")]
    part = tmp_path / "p"
    part.mkdir()
    reports = [(d.name, read_report(d.read_bytes(), "", Hint(document=d.name))) for d in chosen]
    for name, table in part_tables(reports, "1.0.0", Readers({})).items():
        pq.write_table(table, part / f"{name}.parquet")
    load(con, [part], [capture(d.name) for d in chosen])
    got = con.execute("SELECT report_year FROM report WHERE agency_id = '350128-zone' ORDER BY 1").fetchall()
    assert [row[0] for row in got] == [2011, 2015, *range(2018, 2026)]
    series = con.execute(
        "SELECT report_year, form, is_gap, is_break FROM series('350128-zone', 'applications_received')"
    )
    rows = series.fetchall()
    assert [row[0] for row in rows] == list(range(2011, 2026))
    assert [row[0] for row in rows if row[2]] == [2012, 2013, 2014, 2016, 2017]
    assert not any(row[3] for row in rows), "the line is the same in all forms"
    granted = con.execute("SELECT report_year, is_break FROM series('350128-zone', 'granted')").fetchall()
    assert [year for year, is_break in granted if is_break] == [2019]
    others = con.execute("SELECT DISTINCT agency_id, agency_zh FROM report WHERE report_year = 2013").fetchall()
    assert others == [("350128-government", "平潭县人民政府")]
    names = {d.name for d in chosen}
    with (shared / "corpus" / "expected.csv").open(encoding="utf-8") as lines:
        expected = {
            (row["document"], row["form"], row["table"], row["row"], row["column"]):
            (Decimal(row["value"]) if row["value"] else None, row["state"])
            for row in csv.DictReader(lines) if row["document"] in names
        }  # fmt: skip
    kept = con.execute('SELECT capture_id, form, "table", "row", "column", value, state FROM cell').fetchall()
    assert {tuple(row[:5]): (row[5], row[6]) for row in kept} == expected
    # What the zone prints wrong in its report for 2020 is a finding each, and is in the series as printed.
    wrong = con.execute(
        'SELECT DISTINCT "row", "column", stated, computed FROM findings'
        " WHERE agency_id = '350128-zone' AND code = 'sum_broken' ORDER BY ALL"
    ).fetchall()
    assert wrong == [("total", "natural_person", 20, 26), ("total", "total", 21, 27)]
    got = con.execute(
        "SELECT report_year, value FROM series('350128-zone', 'applications_concluded') WHERE finding_count > 0"
    ).fetchall()
    assert got == [(2020, 21)]
    # A district of 2023 prints its totals of reviews wrong, and stays as printed.
    wrong = con.execute(
        "SELECT stated FROM findings WHERE capture_id LIKE '002%' AND rule = 'dispute_outcomes'"
    ).fetchall()
    assert (Decimal(0),) in wrong


def _day(text: str):
    from datetime import date

    return date.fromisoformat(text)
