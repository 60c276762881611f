"""Comparisons as analysts see them: marks instead of invented zeros, breaks, findings; and the pictures of them."""

import re
import warnings
from decimal import Decimal
from pathlib import Path

import matplotlib.image
import numpy as np
import pandas as pd
import pytest
from warehouse_parts import applications, begun, capture, cell, reading, write_part

from warehouse import compare
from warehouse.compare import UnknownChoice, across_agencies, across_years, agencies_across_years, as_table
from warehouse.lettering import drawable
from warehouse.load import load
from warehouse.picture import LINE, draw, figure_of
from warehouse.publish import publish

_CONCEPTS = ["applications_received", "granted", "refused", "normative_documents_in_force"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published warehouse with the shipped forms: one series over three forms and gaps, other agencies beside it."""
    home = tmp_path_factory.mktemp("home")
    fujian = [
        cell("statistics received count", "1200", "条", "fujian"),
        cell("statistics replied.granted count", "无", "条", "fujian"),
    ]
    form_2019 = [
        cell("applications new total", "23", form="2019"),
        cell("applications granted total", "", form="2019"),
        cell("proactive normative_documents public_total", "40", form="2019"),
    ]
    form_2021 = [cell("applications new total", "7多"), cell("applications granted total", "5"),
                 cell("proactive normative_documents in_force", "44")]  # fmt: skip
    finding = {"code": "sum_broken", "rule": "outcomes", "table": "applications", "row": "granted", "column": "total"}
    readings = [
        reading("y15", "某县教育局", 2015, fujian),
        reading("y19", "某县教育局", 2019, form_2019),
        reading("y20", "某县教育局", 2020, form_2019),
        reading("y21", "某县教育局", 2021, form_2021, findings=[finding]),
        reading("z21", "某县㼆口镇人民政府", 2021, applications(new=40)),
        reading("w21", "某县财政局", 2021, applications(new=3)),
    ]
    con = begun(home)
    load(con, [write_part(home / "p1", readings)], [capture(row["capture_id"]) for row in readings])
    published = publish(con, home)
    con.close()
    return published


def test_years_show_gaps_marks_breaks_and_findings_and_no_invented_zero(path: Path) -> None:
    table = as_table(across_years(path, "某县教育局", _CONCEPTS))
    assert list(table.columns) == list(range(2015, 2022))
    shown = {label: list(row) for label, row in zip(table.index, table.to_numpy(), strict=True)}
    assert list(shown.values()) == [
        ["1,200", "", "", "", "23", "23", "?"],
        ["~—", "", "", "", "|( )", "( )", "5!"],
        ["·", "", "", "", "·", "·", "·"],
        ["·", "", "", "", "~40", "~40", "|44"],
    ]
    assert next(iter(shown)).startswith("新收")


def test_values_are_exact_and_missing_ones_are_none(path: Path) -> None:
    frame = across_years(path, "某县教育局", ["applications_received"])
    assert list(frame["value"]) == [Decimal(1200), None, None, None, Decimal(23), Decimal(23), None]
    assert list(frame["state"]) == ["number", *["no_report"] * 3, "number", "number", "unreadable"]


def test_agencies_of_one_year_side_by_side(path: Path) -> None:
    table = as_table(across_agencies(path, 2021, ["applications_received", "granted"]))
    assert {name: list(row) for name, row in zip(table.index, table.to_numpy(), strict=True)} == {
        "某县教育局": ["?", "5!"], "某县㼆口镇人民政府": ["40", "9"], "某县财政局": ["3", "9"],
    }  # fmt: skip
    some = across_agencies(path, 2021, ["granted"], ["某县财政局"])
    assert list(some["agency_zh"]) == ["某县财政局"]


def test_several_agencies_are_one_question_and_the_same_rows(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [f"unresolved:{name}" for name in ("某县财政局", "某县教育局", "某县㼆口镇人民政府")]
    one_by_one = pd.concat([across_years(path, agency, ["applications_received"]) for agency in ids], ignore_index=True)
    opened: list[Path] = []
    connect = compare.connect
    monkeypatch.setattr(compare, "connect", lambda file: (opened.append(file), connect(file))[1])
    together = agencies_across_years(path, ids, "applications_received")
    assert len(opened) == 1
    pd.testing.assert_frame_equal(together, one_by_one)
    assert not any(together["is_break"]), "the line is the same in all forms"


def test_without_a_choice_a_dozen_concepts_that_most_forms_share(path: Path) -> None:
    frame = across_years(path, "某县教育局")
    chosen = list(dict.fromkeys(frame["concept"]))
    assert len(chosen) == 12
    assert {"applications_received", "granted", "review_total"} <= set(chosen)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda path: across_years(path, "某县教育"), "某县教育局"),
        (lambda path: across_years(path, "某县教育局", ["grantd"]), "granted"),
        (lambda path: across_agencies(path, 1999), "2015 to 2021"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(path: Path, ask, said: str) -> None:
    with pytest.raises(UnknownChoice, match=said):
        ask(path)


@pytest.mark.parametrize("kind", ["years", "agencies"])
def test_pictures_show_chinese_with_the_shipped_font_alone(path: Path, tmp_path: Path, kind: str) -> None:
    frame = across_years(path, "某县教育局", _CONCEPTS) if kind == "years" else across_agencies(path, 2021, _CONCEPTS)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib only warns of a character it draws as a box
        png = draw(frame, tmp_path / kind)
    svg = png.with_suffix(".svg").read_text(encoding="utf-8")
    assert "<text" not in svg and "<path" in svg
    assert {file.name for file in tmp_path.iterdir()} == {f"{kind}.png", f"{kind}.svg"}
    image = matplotlib.image.imread(png)
    assert image.shape[0] > 200 and image.shape[1] > 600
    title = image[: image.shape[0] // 8, : image.shape[1] // 3, :3]
    assert (np.min(title, axis=2) < 0.5).sum() > 200  # ink where the title stands


def test_gap_and_change_of_form_are_not_bridged(path: Path) -> None:
    figure = figure_of(across_years(path, "某县教育局", ["applications_received"]))
    axes = figure.axes[0]
    joined = [
        tuple(line.get_xdata()) for line in axes.lines if line.get_color() == LINE and line.get_linestyle() == "-"
    ]
    assert joined == [(2019, 2020)]
    dashed = [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == "--"]
    assert dashed == [2018.5, 2020.5]
    heights = [line.get_ydata()[0] for line in axes.lines if line.get_marker() in ("o", "D")]
    assert heights == [1200.0, 23.0, 23.0]


def test_picture_is_the_same_when_drawn_again(path: Path, tmp_path: Path) -> None:
    frame = across_years(path, "某县教育局", _CONCEPTS)
    first, second = draw(frame, tmp_path / "a"), draw(frame, tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()
    assert first.with_suffix(".svg").read_bytes() == second.with_suffix(".svg").read_bytes()


def test_character_outside_the_font_is_named_not_boxed() -> None:
    missing: set[str] = set()
    assert drawable("某县㼆口镇", missing) == "某县U+3F06口镇"
    assert missing == {"㼆"}


def test_font_holds_every_label_that_ships() -> None:
    data = Path(__file__).resolve().parents[1] / "data"
    missing: set[str] = set()
    for file in (data / "forms" / "concepts.csv", *(data / "agencies").glob("*.csv")):
        drawable(re.sub(r"\s", "", file.read_text(encoding="utf-8")), missing)
    assert missing == set()


def test_real_series_is_one_agency_with_every_figure_as_printed(shared: Path, tmp_path: Path) -> None:
    import csv

    wanted: dict[str, list[dict]] = {}
    with (shared / "corpus" / "expected.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            wanted.setdefault(row["document"], []).append(row)
    keys = ("form", "table", "row", "column", "unit", "state")
    readings = [
        reading(document[:3], rows[0]["agency"], int(rows[0]["report_year"]), [
            {name: row[name] for name in keys}
            | {"value": Decimal(row["value"]) if row["value"] else None, "raw_zh": row["raw"]}
            for row in rows
        ])
        for document, rows in wanted.items()
    ]  # fmt: skip
    con = begun(tmp_path)
    counts = load(con, [write_part(tmp_path / "p1", readings)], [capture(row["capture_id"]) for row in readings])
    assert counts.cells == sum(len(rows) for rows in wanted.values())
    got = con.execute(
        'SELECT capture_id, form, "table", "row", "column", value, state FROM lineage WHERE is_current ORDER BY ALL'
    ).fetchall()
    assert got == sorted(
        (
            (r["document"][:3], r["form"], r["table"], r["row"], r["column"],
             Decimal(r["value"]) if r["value"] else None, r["state"])
            for rows in wanted.values() for r in rows
        ),
        key=lambda row: (*row[:5], row[5] is None, row[5] or 0, row[6]),
    )  # fmt: skip
    years = con.execute("SELECT list(report_year ORDER BY report_year) FROM report WHERE agency_id = '350128-zone'")
    assert years.fetchone() == ([2011, 2015, *range(2018, 2026)],)
    assert con.execute("SELECT report_year FROM report WHERE agency_id = '350128-government'").fetchall() == [(2013,)]
    con.close()
