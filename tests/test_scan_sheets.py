"""Sheets as scanners and cameras give them: on their side, in two halves, seen from the side, ruled with dots."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors.evidence import Hint
from extractors.readers import ocr
from extractors.report import read_report
from tests.generators.documents import make
from tests.generators.fonts import DRAWN

needs_extra = pytest.mark.skipif(not ocr.is_installed(), reason="the extra `ocr` is not installed")
pytestmark = needs_extra


def ruled(wide=800, high=900, dash=0, gap=0):
    """A page with a grid of 6 rows and 4 columns, drawn through or in dashes."""
    page = np.full((high, wide), 252, np.uint8)
    xs, ys = range(100, 701, 150), range(100, 701, 100)
    for y in ys:
        page[y : y + 3, 100:703] = 20
    for x in xs:
        page[100:703, x : x + 3] = 20
    if dash:
        keep = (np.arange(max(wide, high)) % (dash + gap)) < dash
        for y in ys:
            page[y : y + 3, ~keep[:wide]] = 252
        for x in xs:
            page[~keep[:high], x : x + 3] = 252
    return page


@pytest.mark.parametrize(("dash", "gap"), [(0, 0), (10, 6), (4, 5)])
def test_rules_of_dots_and_dashes_make_cells(dash, gap):
    from extractors.readers.ruling import find_tables

    (table,) = find_tables(ruled(dash=dash, gap=gap), 28)
    assert (len(table.xs), len(table.ys), len(table.cells)) == (5, 7, 24)


def test_a_page_seen_from_the_side_is_made_flat():
    from extractors.readers.flatten import perspective

    page = ruled()
    near = np.array([[0, 0], [800, 0], [800, 900], [0, 900]], np.float32)
    seen = np.array([[20, 25], [790, 0], [770, 890], [0, 870]], np.float32)
    aslant = cv2.warpPerspective(page, cv2.getPerspectiveTransform(near, seen), (800, 900), borderValue=252)
    quads = np.array([[[60, 60], [740, 60], [740, 760], [60, 760]]], np.float32)
    assert perspective(page, quads) is None
    turn = perspective(aslant, quads)
    assert turn is not None
    corners = np.array([[[100, 100], [700, 100], [700, 700], [100, 700]]], np.float32)
    a, b, c, d = cv2.perspectiveTransform(
        cv2.perspectiveTransform(corners, cv2.getPerspectiveTransform(near, seen)), turn
    )[0]
    assert max(abs(a[1] - b[1]), abs(c[1] - d[1]), abs(a[0] - d[0]), abs(b[0] - c[0])) < 3


def test_halves_of_one_picture_are_told_by_what_runs_over_the_seam():
    from extractors.readers.halves import joined

    page = ruled()
    assert joined([page[:350], page[350:]]) == [[0, 1]]
    assert joined([page[:350], None, page[350:]]) == [[0], [1], [2]]
    assert joined([page, page]) == [[0], [1]]  # white at both edges
    assert joined([page[:350], page[350:, :700]]) == [[0], [1]]


def words_on(page, at, text, size=30):
    ImageDraw.Draw(page).text(at, text, font=ImageFont.truetype(str(DRAWN), size), fill=0)


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_page_of_zeros_stands_as_its_words_do(turn):
    """Zeros look alike from all sides, and there are more of them than words."""
    from extractors.readers.paper import sheet_of
    from extractors.readers.upright import quarter_turns

    page = Image.new("L", (1000, 800), 255)
    for row, label in enumerate(("行政许可", "行政处罚", "行政强制", "本年新收政府信息公开申请数量", "予以公开")):
        words_on(page, (60, 80 + 120 * row), label)
        for column in range(6):
            words_on(page, (520 + 70 * column, 80 + 120 * row), "0")
    sheet = sheet_of(np.ascontiguousarray(np.rot90(np.asarray(page), turn)))
    assert quarter_turns(sheet)[0] == -turn % 4


@pytest.mark.timeout(300)
def test_a_table_on_its_side_and_the_heading_above_it_are_both_read():
    document = make(33, "fujian", "paper", ["as_png", "table_turned", "tables_only", "dpi200"])
    report = read_report(document.body, document.media_type, Hint(document=document.name))
    given = {(c.table, c.row, c.column): c.value for table in report.tables for c in table.cells}
    wanted = {(r["table"], r["row"], r["column"]): r["value"] for r in document.truth if r["state"] == "number"}
    assert {key: str(value) for key, value in given.items() if value is not None} == wanted
    assert (report.heading.agency, report.heading.report_year) == (document.agency, document.report_year)


def test_a_painted_document_is_made_of_its_seed_alone():
    assert make(34, "fujian", "paper", ["as_jpg", "tables_only", "dpi110", "skew", "noise"]) == make(
        34, "fujian", "paper", ["as_jpg", "tables_only", "dpi110", "skew", "noise"]
    )


def dashed_between_rows():
    """Two level rules over the page's width, an upright one of dashes between them, and one drawn through below."""
    page = np.full((500, 800), 252, np.uint8)
    for y in (100, 148, 196, 400):
        page[y : y + 2, 100:701] = 20
    for x in (100, 400, 699):
        page[100 if x != 400 else 196 : 402, x : x + 2] = 20
    for y in range(106, 194, 14):
        page[y : y + 9, 400:402] = 20
    return page


def test_dashes_between_two_rows_part_their_cells():
    from extractors.readers.ruling import find_tables

    (table,) = find_tables(dashed_between_rows(), 28)
    assert len(table.cells) == 6


def test_halves_meet_in_the_gaps_of_dashed_rules():
    from extractors.readers.halves import joined

    page = ruled(dash=8, gap=5)
    page[:, 100:703][np.s_[390:396]] = 252  # the seam falls where no dash is
    assert joined([page[:393], page[393:]]) == [[0, 1]]


def test_a_round_stroke_as_high_as_the_digits_is_a_zero():
    from extractors.readers.inked import ink_of
    from extractors.readers.ocr import Text
    from extractors.readers.rings import zeros

    page = Image.new("L", (700, 80), 255)
    for at, char in enumerate("0123口0"):
        words_on(page, (20 + 100 * at, 20), char)
    grey = np.asarray(page)
    lines = [ink_of(grey, (100 * at, 0, 100 * at + 100, 80), 180, 30).lines[0] for at in range(6)]
    read = [Text(text, 0.99) for text in ("o", "1", "2", "3", "口", "8")]
    assert [text.text for text in zeros(lines, read, 0.8, 0.75)] == ["0", "1", "2", "3", "口", "8"]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("rules", ["three_lines", "across_rules"])
def test_figures_that_stand_alone_without_rules_are_read_and_doubted(rules):
    document = make(36, "fujian", "paper", ["as_png", rules, "tables_only", "dpi200"])
    report = read_report(document.body, document.media_type, Hint(document=document.name))
    given = {
        (c.table, c.row, c.column): str(c.value) for table in report.tables for c in table.cells if c.value is not None
    }
    wanted = {(r["table"], r["row"], r["column"]): r["value"] for r in document.truth if r["state"] == "number"}
    assert given == wanted
    doubted = {(i.table, i.row, i.column) for i in report.issues if i.code == "ocr_doubt"}
    assert given.keys() <= doubted
