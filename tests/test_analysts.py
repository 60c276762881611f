"""What analysts do with the published file: dictionary, export, comparison, difference, audit, review."""

import csv
import json
import shutil
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from sample_home import sample_home
from typer.testing import CliRunner
from warehouse_parts import applications, begun, capture, reading, write_part

from data.errors import Told
from flows.answers import review
from flows.answers.audit import begin_audit, count_audit
from flows.answers.compare import compare
from flows.cli import app
from warehouse.audit import BadVerdicts, draw_sample, wilson
from warehouse.compare import UnknownChoice
from warehouse.dictionary import dictionary, dictionary_html, entries
from warehouse.diff import diff
from warehouse.export import ExportRefused, export
from warehouse.figure import find_figure
from warehouse.load import load
from warehouse.publish import publish
from warehouse.query import run
from warehouse.review import doubtful_cells, unknown_labels, unresolved_names

ZONE = "平潭综合实验区"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_home(tmp_path_factory)


@pytest.fixture(scope="module")
def path(home: Path) -> Path:
    return home / "warehouse" / "nianbao.duckdb"


def test_dictionary_explains_every_table_view_column_and_macro(path: Path) -> None:
    con = duckdb.connect(str(path), read_only=True)
    found = entries(con)
    con.close()
    unexplained = [(e.kind, e.name) for e in found if not e.comment]
    unexplained += [(e.name, c[0]) for e in found if e.kind != "macro" for c in e.columns if not c[2]]
    assert unexplained == []
    assert {"panel", "coverage", "lineage"} <= {e.name for e in found if e.kind == "view"}
    markdown, page = dictionary(path), dictionary_html(path)
    for entry in found:
        assert f"`{entry.name}" in markdown and f'id="{entry.name}"' in page
    assert "<script" not in page and "http" not in page


def test_export_opens_elsewhere_with_exact_figures_and_a_descriptor(path: Path, tmp_path: Path) -> None:
    written = export(path, tmp_path / "out", tables=("panel", "agency", "concept"))
    assert {file.name for file in written} == {
        *(f"{table}.{form}" for table in ("panel", "agency", "concept") for form in ("parquet", "csv", "xlsx")),
        "datapackage.json",
    }
    truth = run(path, "SELECT sum(value) AS total, count(*) AS rows FROM panel").iloc[0]
    for form in ("parquet", "csv"):
        total = duckdb.sql(f"SELECT sum(value::DECIMAL(20,6)), count(*) FROM '{tmp_path}/out/panel.{form}'").fetchone()
        assert total == (truth["total"], truth["rows"])
    sheet = pd.read_excel(tmp_path / "out" / "panel.xlsx")
    assert len(sheet) == truth["rows"] and round(sheet["value"].sum(), 4) == round(float(truth["total"]), 4)
    assert zipfile.is_zipfile(tmp_path / "out" / "concept.xlsx")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["version"] and len(package["resources"]) == 9
    for resource in package["resources"]:
        file = tmp_path / "out" / resource["path"]
        assert resource["bytes"] == file.stat().st_size
        if resource["format"] == "csv":
            with file.open(encoding="utf-8", newline="") as lines:
                assert next(csv.reader(lines)) == [field["name"] for field in resource["schema"]["fields"]]
        assert all(field["description"] for field in resource["schema"]["fields"])
    with pytest.raises(ExportRefused, match="parquet"):
        export(path, tmp_path, formats=("ods",))
    with pytest.raises(ExportRefused, match="panel"):
        export(path, tmp_path, tables=("panle",))


def test_comparisons_of_one_agency_of_several_and_of_a_division(path: Path, tmp_path: Path) -> None:
    years = compare(path, ["granted"], [ZONE], years=[2023, 2024], output=tmp_path / "a.png")
    assert list(years.table.columns) == [2023, 2024] and years.table.iloc[0].tolist() == ["22", "71"]
    one_year = compare(path, ["applications_received"], years=[2019], output=tmp_path / "b.svg")
    assert one_year.table["新收政府信息公开申请"].to_dict()["平潭综合实验区管理委员会"] == "23"
    several = compare(path, ["granted"], division="320800", output=tmp_path / "c.html")
    assert several.table.loc["淮安市人民政府"].tolist() == ["", "1,362"]
    assert several.table.loc["淮安市洪泽区人民政府"].tolist()[1] == ""
    kind = compare(path, ["granted"], kind="government", years=[2024])
    assert list(kind.table.index) == ["淮安市人民政府"]
    assert (tmp_path / "a.png").read_bytes()[:4] == b"\x89PNG" and "<svg" in (tmp_path / "b.svg").read_text()
    page = (tmp_path / "c.html").read_text(encoding="utf-8")
    assert "data:image/svg+xml" in page and "1,362" in page
    for asked, said in (
        ({"kind": "eduction"}, "no agency of the kind"),
        ({"division": "110000"}, "no report of an agency"),
        ({}, "say whose figures"),
        ({"division": "320800"}, "give one --concept"),
        ({"agencies": [ZONE], "years": [1999]}, "no report for 1999"),
    ):
        with pytest.raises(UnknownChoice, match=said):
            compare(path, **asked)


def test_difference_of_two_files_by_report_and_cell(tmp_path: Path) -> None:
    files = []
    con = begun(tmp_path)
    for number, (year, new) in enumerate(((2021, 12), (2022, 20), (2021, 13))):
        url = f"http://county.example/{year}.html"
        name = f"c{number}"
        row = capture(name, url, fetched_at=f"2026-0{number + 1}-01T00:00:00Z")
        load(con, [write_part(tmp_path / name, [reading(name, "沭阳县教育局", year, applications(new=new))])], [row])
        files.append(shutil.copy(publish(con, tmp_path), tmp_path / f"{number}.duckdb"))
    con.close()
    first = diff(Path(files[0]), Path(files[1]))
    assert first.reports["change"].tolist() == ["added"] and first.figures.empty
    second = diff(Path(files[1]), Path(files[2]))
    assert second.reports[["report_year", "change"]].to_numpy().tolist() == [[2021, "other_document"]]
    got = second.figures[["row", "change", "value_before", "value_after"]].to_numpy().tolist()
    assert ["new", "changed", Decimal(12), Decimal(13)] in got and len(got) == 2
    assert second.releases[0] != second.releases[1]
    back = diff(Path(files[1]), Path(files[0]))
    assert back.reports["change"].tolist() == ["removed"]


def test_audit_draws_over_forms_and_formats_and_counts_verdicts(home: Path, path: Path, tmp_path: Path) -> None:
    sample = draw_sample(path, 20, seed=3)
    assert sample.equals(draw_sample(path, 20, seed=3)) and not sample.equals(draw_sample(path, 20, seed=4))
    shares = sample.groupby(["form", "media"]).size()
    assert shares.sum() == 20 and shares.max() - shares.min() <= 1 and len(shares) >= 4
    begun = begin_audit(home, 4, tmp_path / "audit", seed=3)
    assert (begun.pages, begun.marked) == (4, 4)
    assert len(list((tmp_path / "audit").glob("*.html"))) == 4
    with pytest.raises(FileExistsError):
        begin_audit(home, 4, tmp_path / "audit")
    with pytest.raises(BadVerdicts, match="no line has a verdict"):
        count_audit(begun.verdicts)
    lines = begun.verdicts.read_text(encoding="utf-8-sig").splitlines()
    rows = list(csv.DictReader(lines))
    for row, verdict in zip(rows, ("right", "Wrong", "unclear", "right"), strict=True):
        row["verdict"] = verdict
    with begun.verdicts.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    everything = count_audit(begun.verdicts)[0]
    assert (everything.judged, everything.wrong, everything.unclear) == (3, 1, 1)
    assert 0.06 < everything.low < 1 / 3 < everything.high < 0.80


def test_wilson_interval_as_in_the_books() -> None:
    low, high = wilson(0, 300)
    assert low == 0 and 0.0126 < high < 0.0127
    low, high = wilson(8, 100)
    assert round(low, 4) == 0.0411 and round(high, 4) == 0.1500
    assert wilson(0, 0) == (0.0, 1.0)


def test_review_lists_by_frequency_and_accepting_writes_one_line(tmp_path: Path) -> None:
    said = "table 2, row 5: no line of form 2021 is called '属于国家机密'; printed: 属于国家机密 | 1"
    issue = {"code": "unknown_label", "severity": "error", "table": "applications", "message": said}
    con = begun(tmp_path)
    readings = [
        reading("a", "某县教育局", 2021, applications(), issues=[issue]),
        reading("b", "某县教育局", 2022, applications(), issues=[issue]),
        reading("c", "沭阳县教育局", 2022, applications()),
    ]
    load(con, [write_part(tmp_path / "p", readings)], [capture(name) for name in "abc"])
    path = publish(con, tmp_path)
    con.close()
    labels = unknown_labels(path)
    assert labels[["form", "table", "wording", "count"]].to_numpy().tolist() == [
        ["2021", "applications", "属于国家机密", 2]
    ]
    assert unresolved_names(path)[["agency_zh", "report_count"]].to_numpy().tolist() == [["某县教育局", 2]]
    assert doubtful_cells(path).empty

    data = tmp_path / "data"
    for folder in ("forms", "agencies"):
        shutil.copytree(review.DATA / folder, data / folder)
    before = (data / "forms" / "labels.csv").read_text(encoding="utf-8")
    line = review.accept_label("2021", "applications", "refused.state_secret", "属于国家机密", seen="某县", data=data)
    assert (data / "forms" / "labels.csv").read_text(encoding="utf-8") == before + line + "\n"
    assert line == "2021,applications,line,refused.state_secret,属于国家机密,某县"
    before = (data / "agencies" / "names.csv").read_text(encoding="utf-8")
    line = review.accept_name("某县教育局", "321322-education", {"321322-education"}, note="seen", data=data)
    assert (data / "agencies" / "names.csv").read_text(encoding="utf-8") == before + line + "\n"
    for wrong in (
        lambda: review.accept_label("2021", "applications", "refused.state_secret", "属于国家机密", data=data),
        lambda: review.accept_label("2021", "applications", "refused.secret", "别的", data=data),
        lambda: review.accept_name("某县教育局", "321322-education", {"321322-education"}, data=data),
        lambda: review.accept_name("某县公安局", "999999-police", set(), data=data),
    ):
        with pytest.raises(review.NotAccepted):
            wrong()


def test_a_corrected_cell_is_one_line_that_the_next_load_applies(home: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(review.DATA, data, ignore=shutil.ignore_patterns("collected", "sample", "fonts"))
    con = begun(tmp_path)
    part = write_part(tmp_path / "p", [reading("a", "沭阳县教育局", 2021, applications(new=12))])
    load(con, [part], [capture("a")], data)
    asked = ("321322-education", 2021, "applications", "new", "total")
    cell = find_figure(publish(con, tmp_path), *asked)
    day = date(2026, 3, 1)
    with pytest.raises(review.NotAccepted):
        review.accept_cell(cell, "12", "wrong", "a person", day, data)
    line = review.accept_cell(cell, "21", "two figures swapped", "a person", day, data)
    assert (data / "corrections.csv").read_text(encoding="utf-8").endswith(line + "\n")
    with pytest.raises(review.NotAccepted, match="already"):
        review.accept_cell(cell, "22", "again", "a person", day, data)
    load(con, [], [], data)
    value = con.execute("SELECT value FROM panel WHERE concept = 'applications_received'").fetchall()
    con.close()
    assert value == [(Decimal(21),)]


def test_verbs_answer_and_say_what_is_wrong_in_one_line(home: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    for verb in ("show", "compare", "export", "dictionary", "comparability", "diff", "audit", "review"):
        told = runner.invoke(app, [verb, "--help"])
        assert told.exit_code == 0 and "--help" in told.output, verb
    shown = runner.invoke(
        app, ["show", ZONE, "2023", "applications", "new", "total", "-o", str(tmp_path / "c.html"), "--home", str(home)]
    )
    assert shown.exit_code == 0 and "'81' read as 81 件" in shown.output
    wrong = runner.invoke(app, ["show", ZONE, "2023", "applications", "nwe", "total", "--home", str(home)])
    assert isinstance(wrong.exception, Told) and "did you mean new" in str(wrong.exception)
    empty = runner.invoke(app, ["dictionary", "--home", str(tmp_path / "nowhere")])
    assert isinstance(empty.exception, Told) and "nianbao demo" in str(empty.exception)
