"""Scans and pictures: rules make cells, recognised figures carry a confidence, doubts are said and never corrected."""

import io
from decimal import Decimal

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors.doubts import SURE
from extractors.evidence import Hint
from extractors.nearest import nearest_label
from extractors.readers import ocr
from extractors.report import read_report
from tests.generators.documents import make
from tests.generators.fonts import DRAWN

needs_extra = pytest.mark.skipif(not ocr.is_installed(), reason="the extra `ocr` is not installed")


def read(document):
    return read_report(document.body, document.media_type, Hint(document=document.name))


def figures(report):
    return {(c.form, c.table, c.row, c.column): c for table in report.tables for c in table.cells}


def differences(document, report):
    """(right, wrong, missing): wrong are numbers that differ or were made up; each with its table."""
    wanted = {
        (r["form"], r["table"], r["row"], r["column"]): Decimal(r["value"])
        for r in document.truth
        if r["state"] == "number"
    }
    given = {key: cell.value for key, cell in figures(report).items() if cell.value is not None}
    right = [key for key, value in wanted.items() if given.get(key) == value]
    wrong = [key for key, value in given.items() if wanted.get(key) != value]
    return right, wrong, [key for key in wanted if key not in given]


def doubted(report):
    named = {i.table for i in report.issues if i.table and i.severity != "info"}
    return named | {f.table for f in report.checks.findings}


# --- labels -------------------------------------------------------------------------------------------------------


def test_a_misread_character_of_a_long_label_is_forgiven():
    assert nearest_label("属于国豪秘密") == "属于国家秘密"
    assert nearest_label("自然入") == "自然人"
    assert nearest_label("本年新收政府信息公开申请数") == "本年新收政府信息公开申请数"


@pytest.mark.parametrize("label", ["规意", "总汁", "自热入", "果正", "0", "", "完全不同的一行文字"])
def test_short_or_distant_labels_are_unknown(label):
    assert nearest_label(label) is None


@pytest.mark.parametrize("label", ["上年制发件数", "本年结转政府信息公开申请数量", "上年数", "已予公开"])
def test_a_character_that_makes_another_label_is_never_a_misread_one(label):
    assert nearest_label(label) is None


def test_a_label_between_two_lines_is_neither():
    # 第二十条第（五）项 and its four sisters are one character apart
    assert nearest_label("第二十条第(日)项") is None


# --- without the extra --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["as_png", "as_pdf", "as_html"])
def test_without_the_extra_it_says_what_to_install(monkeypatch, shape):
    monkeypatch.setattr(ocr, "_PARTS", ("no_such_package",))
    report = read(make(3, "fujian", "scan", [shape, "tables_only"]))
    assert report.outcome == "needs_ocr"
    assert not report.tables
    assert "nianbao[ocr]" in report.issues[0].message


# --- pictures that are none ---------------------------------------------------------------------------------------


@needs_extra
def test_a_damaged_picture_is_named():
    body = make(3, "fujian", "scan", ["as_png", "tables_only"]).body[:4000]
    assert read_report(body).outcome == "damaged"


@needs_extra
def test_a_picture_of_too_many_pixels_is_not_opened():
    file = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(file, "PNG")
    assert read_report(file.getvalue()).outcome == "over_limit"


@needs_extra
def test_a_blank_sheet_is_no_report():
    file = io.BytesIO()
    Image.new("L", (800, 600), 255).save(file, "PNG")
    assert read_report(file.getvalue()).outcome == "not_a_report"


# --- rules --------------------------------------------------------------------------------------------------------


@needs_extra
def test_rules_make_merged_cells():
    from extractors.readers.ruling import find_tables

    page = np.full((420, 700), 252, np.uint8)
    for y in (50, 110, 170, 290, 350):
        page[y : y + 2, 60:641] = 20
    for x in (60, 250, 380, 510, 640):
        page[50:352, x : x + 2] = 20
    page[52:110, 252:380] = 252  # no rule between the first row's second and third cell
    page[52:110, 380:382] = 252
    (table,) = find_tables(page, 26)
    assert [round(x / 10) for x in table.xs] == [6, 25, 38, 51, 64]
    assert len(table.cells) == 4 * 4 - 1
    assert [(c.left, c.right) for c in table.cells if c.top == 0] == [(0, 1), (1, 3), (3, 4)]
    assert all(cell.sure for cell in table.cells)


# --- ink ----------------------------------------------------------------------------------------------------------


def cell_ink(draw_on):
    from extractors.readers.inked import ink_of

    page = Image.new("L", (140, 60), 252)
    draw_on(ImageDraw.Draw(page), ImageFont.truetype(str(DRAWN), 26))
    return ink_of(np.asarray(page), (2, 2, 138, 58), 170, 26)


@needs_extra
def test_dust_is_no_ink():
    ink = cell_ink(lambda draw, font: draw.rectangle((40, 20, 42, 22), fill=0))
    assert not ink.lines and not ink.faint


@needs_extra
def test_faint_ink_is_seen_and_said():
    ink = cell_ink(lambda draw, font: draw.text((60, 12), "8", font=font, fill=205))
    assert ink.lines and ink.faint


@needs_extra
@pytest.mark.parametrize(("text", "mark"), [("/", "/"), ("—", "—"), ("-", "—"), ("1", ""), ("7", ""), ("11", "")])
def test_strokes_that_say_none_are_told_by_their_shape(text, mark):
    ink = cell_ink(lambda draw, font: draw.text((60, 12), text, font=font, fill=0))
    assert [line.mark for line in ink.lines] == [mark]


@needs_extra
def test_print_over_the_rule_is_cut():
    assert cell_ink(lambda draw, font: draw.text((-6, 12), "88", font=font, fill=0)).cut


# --- whole documents ----------------------------------------------------------------------------------------------


@needs_extra
def test_a_scanned_list_is_read_with_confidence():
    document = make(9004, "fujian", "scan", ["as_jpg", "skew", "noise", "grey_paper", "tables_only"])
    report = read(document)
    right, wrong, missing = differences(document, report)
    assert not wrong and not missing and right
    assert report.media == "ocr"
    assert all(cell.confidence is not None and 0 <= cell.confidence <= 1 for cell in figures(report).values())
    assert np.mean([cell.confidence > SURE for cell in figures(report).values()]) > 0.9


def ruleless_page():
    """A 2021 form's first two blocks without any rule."""
    page = Image.new("L", (1400, 620), 255)
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(str(DRAWN), 25)
    draw.text((300, 30), "安远市教育局2023年政府信息公开工作年度报告", font=ImageFont.truetype(str(DRAWN), 38), fill=0)
    rows = [
        {560: "第二十条第（一）项"},
        {120: "信息内容", 500: "本年制发件数", 800: "本年废止件数", 1100: "现行有效件数"},
        {120: "规章", 560: "10", 860: "21", 1160: "37"},
        {120: "行政规范性文件", 560: "12", 860: "23", 1160: "45"},
        {560: "第二十条第（五）项"},
        {120: "信息内容", 800: "本年处理决定数量"},
        {120: "行政许可", 860: "380"},
    ]
    for i, row in enumerate(rows):
        for x, text in row.items():
            draw.text((x, 120 + 65 * i), text, font=font, fill=0)
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


@needs_extra
def test_every_figure_of_a_table_without_rules_is_doubted():
    report = read_report(ruleless_page())
    cells = figures(report)
    read_values = {(row, column): cell.value for (_, _, row, column), cell in cells.items()}
    assert read_values["normative_documents", "in_force"] == 45
    assert read_values["rules", "issued"] == 10
    assert read_values["licensing", "decisions"] == 380
    doubts = {(i.row, i.column) for i in report.issues if i.code == "ocr_doubt"}
    assert doubts >= set(read_values)


@needs_extra
@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("form", "shapes"),
    [
        ("2021", ["as_tif", "rotated90", "tables_only"]),
        ("2019", ["as_pdf_mixed", "stamp", "jpeg_low", "narrow_labels"]),
        ("mixed", ["as_bmp", "dpi150", "noise", "zeros_nil", "tables_only"]),
        ("2014", ["as_html", "rotated180", "shaded", "unreadable", "tables_only"]),
        ("2021", ["as_pdf", "bilevel", "hair_rules", "totals_wrong", "tables_only"]),
    ],
)
def test_scans_of_every_kind(form, shapes):
    document = make(9100, form, "scan", shapes)
    report = read(document)
    right, wrong, missing = differences(document, report)
    assert len(right) >= 0.97 * (len(right) + len(missing))
    assert len(wrong) <= 0.005 * len(right)
    assert {table for _, table, _, _ in (*wrong, *missing)} <= doubted(report)


@needs_extra
@pytest.mark.slow
def test_a_page_taken_for_upright_that_is_not_is_read_the_other_ways_up_bounded():
    """Its characters stand so far apart that they are no lines, and nothing says how it lies."""
    document = make(99_700_551, "fujian", "scan")
    report = read(document)
    right, wrong, missing = differences(document, report)
    assert right and not wrong and not missing


@pytest.mark.slow
@needs_extra
def test_bounded_print_that_cannot_be_recognised_says_so():
    """Strokes of all directions in lines, as a page in no script the recogniser knows."""
    page, luck = Image.new("L", (700, 900), 255), np.random.default_rng(5)
    draw = ImageDraw.Draw(page)
    for y in range(80, 800, 50):
        for x in range(60, 640, 30):
            for _ in range(5):
                a, b, c, d = luck.integers(0, 26, 4)
                draw.line((x + a, y + b, x + c, y + d), fill=0, width=2)
    file = io.BytesIO()
    page.save(file, "PNG")
    report = read_report(file.getvalue(), "image/png", Hint(document="page.png"))
    assert report.outcome == "needs_ocr" and "could not be recognised" in report.issues[0].message


@needs_extra
def test_a_page_of_which_nothing_at_all_is_recognised_says_so(monkeypatch):
    monkeypatch.setattr(ocr, "read_lines", lambda pictures: [ocr.Text("", 0.0) for _ in pictures])
    report = read_report(ruleless_page())
    assert report.outcome == "needs_ocr" and "mean confidence 0.00" in report.issues[0].message
