"""Lists that no form knows: kept as printed, drafted into a form, and read by it when a person has completed it."""

import csv
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest

from data.forms import FormError, forms
from data.version import Readers
from extractors.propose import Source, draft
from extractors.report import Report, read_report
from extractors.rows import part_tables
from extractors.tidy import issue_rows, tidy_rows
from flows.verbs.forms import propose, write
from tests.generators import documents, lists, nonreports, prose
from tests.generators.model import Block, Cell
from tests.warehouse_parts import begun, capture, checked
from warehouse.load import load

MEDIA = ("html", "text", "docx", "xlsx", "pdf")


def _document(
    seed: int, name: str, medium: str, left_out: int = 0
) -> tuple[bytes, str, list[lists.Listed], prose.Head]:
    rng = Random(seed)
    about, blocks, listed = lists.unknown_report(rng, name, 2009 + seed % 5, left_out)
    file, body, _ = documents.render(rng, seed, blocks, about, medium, [])
    return body, file, listed, about


def _said(report: Report) -> Counter[tuple[str, str, str, Decimal | None]]:
    return Counter((c.label, c.unit, c.column_label, c.value) for c in report.unmapped)


def _printed(listed: list[lists.Listed]) -> Counter[tuple[str, str, str, Decimal | None]]:
    return Counter(
        (figure.label.replace("：", ":"), figure.unit, figure.head, Decimal(figure.text)) for figure in listed
    )


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize("name", lists.LISTS)
def test_a_list_of_no_known_form_is_kept_whole(name: str, medium: str) -> None:
    body, _, listed, about = _document(7, name, medium)
    report = read_report(body)
    assert _said(report) == _printed(listed)
    assert report.outcome == "report" and report.heading.report_year == about.year
    assert not list(tidy_rows(report))
    assert ("unknown_table", "error") in {(row[1], row[2]) for row in issue_rows(report)}
    if name == "city":
        assert [c.code for c in report.unmapped[:4]] == ["01", "01", "02", "02"]


def test_the_rest_of_a_list_on_another_page_is_the_same_list() -> None:
    rng = Random(3)
    about, blocks, listed = lists.unknown_report(rng, "city", 2012)
    table = blocks[-1].table
    assert table is not None
    cut = [
        *blocks[:-1], Block("table", "", table.with_rows(table.rows[:9])), Block("text", "- 1 -"),
        Block("table", "", table.with_rows(table.rows[9:], 0)),
    ]  # fmt: skip
    report = read_report(documents.render(rng, 3, cut, about, "html", [])[1])
    assert _said(report) == _printed(listed) and len(report.lists) == 1


@pytest.mark.parametrize("seed", range(3))
def test_statistics_of_something_else_are_no_report(seed: int) -> None:
    report = read_report(nonreports.make(seed, "other_statistics").body)
    # what is lost of it is kept as lines under no key, and it has no figure of a form
    assert report.outcome == "not_a_report" and not report.tables


def test_lines_and_columns_that_a_known_form_lacks_are_kept_beside_its_cells() -> None:
    made = documents.make(11, "2014", "html", ["client_line"])
    report = read_report(made.body)
    assert len(list(tidy_rows(report))) == len(made.truth)
    assert [(c.form, c.label, c.unit, c.column_label) for c in report.unmapped] == [
        ("2014", "5.政务客户端公开政府信息数", "条", "统计数")
    ]
    rng = Random(5)
    about = prose.head(rng, 2016, frozenset())
    made_2014 = documents._tables(rng, "2014", about, frozenset())[0][0]
    wider = [
        (*row, Cell("各镇" if r == 0 else str(r), 1, 1, "head" if r == 0 else "other"))
        for r, row in enumerate(made_2014.rows)
    ]
    blocks = [Block("title", about.title), Block("table", "", made_2014.with_rows(wider))]
    report = read_report(documents.render(rng, 5, blocks, about, "html", [])[1])
    figures = [c for c in report.unmapped if c.column_label == "各镇"]
    assert len(report.tables[0].cells) == len(made_2014.figures) == len(figures)
    assert all(c.value == c.row_index for c in figures)


def _drafted(folder: Path, name: str, media: tuple[str, ...] = MEDIA) -> dict[str, list[lists.Listed]]:
    (folder / "docs").mkdir(parents=True)
    truth = {}
    for n, medium in enumerate(media):
        body, file, listed, _ = _document(60 + n, name, medium, left_out=n)
        (folder / "docs" / file).write_bytes(body)
        truth[file] = listed
    return truth


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _propose(documents: Path, folder: Path) -> None:
    reports = {file.name: read_report(file.read_bytes()) for file in sorted(documents.iterdir())}
    sources = [Source(name, r.heading.report_year, one) for name, r in reports.items() for one in r.lists]
    write(draft(sources, "dingxi"), folder, "dingxi")


@contextmanager
def _with_forms(folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("NIANBAO_FORMS", str(folder))
        forms.cache_clear()
        yield
    forms.cache_clear()


def _completed(folder: Path, form: str) -> None:
    """What a person does: a concept for each figure, or none."""
    rows = _rows(folder / form / "concepts.csv")
    for row in rows:
        row |= {"concept": row["suggestion"] if row["likeness"] == "1.00" else "", "grade": "close"}
    with (folder / form / "concepts.csv").open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_a_draft_counts_what_the_documents_print_and_is_read_by_when_completed(tmp_path: Path) -> None:
    truth = _drafted(tmp_path, "city")
    _propose(tmp_path / "docs", tmp_path / "forms")
    drafted = _rows(tmp_path / "forms" / "dingxi" / "lines.csv")
    assert [row["label"].replace(":", "：") for row in drafted] == [label for label, _ in lists.CITY_LIST]
    assert [row["unit"] for row in drafted] == [unit for _, unit in lists.CITY_LIST]
    carried = Counter(figure.label for listed in truth.values() for figure in listed if figure.head == "本期实际")
    assert all(row["note"].startswith(f"in {carried[row['label'].replace(':', '：')]} of 5") for row in drafted)
    keys = [row["line"] for row in drafted]
    sums: dict[str, set[str]] = {}
    for row in _rows(tmp_path / "forms" / "dingxi" / "sums.csv"):
        sums.setdefault(row["total"], set()).add(row["part"])
    assert sums == {keys[total]: {keys[n] for n in parts} for total, parts in lists.SUMS["city"]}

    with _with_forms(tmp_path / "forms"), pytest.raises(FormError, match="still marked \\?"):
        forms()

    _completed(tmp_path / "forms", "dingxi")
    rows, issues = tmp_path / "rows.csv", tmp_path / "issues.csv"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "flows.cli",
            "extract",
            tmp_path / "docs",
            "--workers",
            "1",
            "--output",
            rows,
            "--issues",
            issues,
        ],
        env=os.environ | {"NIANBAO_FORMS": str(tmp_path / "forms")},
        check=True,
    )
    labels = {row["line"]: row["label"].replace(":", "：") for row in drafted}
    heads = {"count": "本期实际", "column_2": "本年累计"}
    read = Counter((r["document"], r["form"], labels[r["row"]], heads[r["column"]], r["value"]) for r in _rows(rows))
    assert read == Counter(
        (file, "dingxi", figure.label, figure.head, figure.text) for file, listed in truth.items() for figure in listed
    )
    assert not [row for row in _rows(issues) if row["severity"] == "error"]


def test_a_list_of_another_kind_is_left_aside_and_documents_without_one_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _drafted(tmp_path / "a", "city", ("html",))
    body, _, _, _ = _document(80, "province", "html")
    (tmp_path / "a" / "docs" / "other.html").write_bytes(body)
    (tmp_path / "a" / "docs" / "known.html").write_bytes(documents.make(1, "fujian", "html", []).body)
    propose([tmp_path / "a"], tmp_path / "forms", "dingxi", workers=1)
    assert (tmp_path / "forms" / "DRAFT.txt").read_text(encoding="utf-8").startswith("A form drafted from 1 documents")
    said = capsys.readouterr()
    assert "left aside, another list: other.html, table 1" in said.out
    assert "known.html: no list of no known form (tables of fujian)" in said.err


def test_a_folder_of_forms_that_is_not_there_is_one_clear_message(tmp_path: Path) -> None:
    with _with_forms(tmp_path / "none"), pytest.raises(FormError, match="No such file"):
        forms()


def _part(folder: Path, capture_id: str, report: Report) -> Path:
    folder.mkdir(parents=True)
    for name, table in part_tables([(capture_id, report)], "1.0.0", Readers({})).items():
        pq.write_table(table, folder / f"{name}.parquet")
    return folder


def test_the_warehouse_keeps_the_lines_with_their_origin_and_coverage_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, _, listed, about = _document(21, "city", "html")
    part = _part(tmp_path / "parts" / "1.0.0-a", "c1", read_report(body))
    data = tmp_path / "data"
    con = begun(tmp_path, knows=False)
    load(con, [part], [capture("c1", "http://city.example/2012.html")], data)
    kept = con.execute(
        "SELECT label_zh, unit, column_label_zh, value, url, is_current, warc_file FROM unmapped"
    ).fetchall()
    assert Counter(row[:4] for row in kept) == _printed(listed)
    assert {row[4:] for row in kept} == {("http://city.example/2012.html", True, "county/a.warc.gz")}
    state = con.execute(
        "SELECT state, unmapped_count FROM coverage WHERE report_year = ? AND capture_id = 'c1'", [about.year]
    ).fetchall()
    assert state == [("read_unmapped", len(listed))]
    said = checked(con)
    assert "forms propose" in " ".join(said[said.check == "report_without_cells"].message)

    # a part of before, without the file, loads as it did; and the warehouse knows the forms of other folders
    old = _part(tmp_path / "parts" / "1.0.0-b", "c2", read_report(documents.make(4, "fujian", "html", []).body))
    (old / "unmapped_line.parquet").unlink()
    _drafted(tmp_path / "drafted", "city", ("html",))
    _propose(tmp_path / "drafted" / "docs", tmp_path / "forms")
    _completed(tmp_path / "forms", "dingxi")
    monkeypatch.setenv("NIANBAO_FORMS", str(tmp_path / "forms"))
    assert not load(con, [old], [capture("c2")], data).refused
    assert con.execute("SELECT count(*) FROM form_line WHERE form = 'dingxi'").fetchall() == [(31,)]
    mapped = con.execute("SELECT row, concept FROM concept_map WHERE form = 'dingxi' ORDER BY 1").fetchall()
    assert mapped and all(concept for _, concept in mapped)
    assert con.execute("SELECT count(*) FROM sum_rule WHERE form = 'dingxi'").fetchall() == [(0,)]
    con.close()
