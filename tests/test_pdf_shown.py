"""What a PDF shows is read or doubted, what it hides is neither joined to a figure nor taken for a blank."""

import functools
import io
import random
from collections.abc import Callable

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractors.content import Cell
from extractors.readers import pdf_calls
from extractors.readers.pdf import read_pdf
from extractors.readers.pdf_plumber import read_pdf_again
from extractors.readers.pdf_shapes import _is_contradiction, _outlines, _references
from extractors.report import read_report
from tests import placements_pdf
from tests.generators import documents

READERS = [read_pdf, read_pdf_again]


def _page(draw: Callable[[Canvas], None]) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(400, 300), invariant=1)
    canvas.setFont("Helvetica", 10)
    canvas.grid([50, 150, 250], [100, 130, 160])
    canvas.drawString(60, 140, "5")
    canvas.drawString(160, 140, "6")
    canvas.drawString(160, 110, "7")
    draw(canvas)
    canvas.save()
    return file.getvalue()


def _cell(body: bytes) -> Cell:
    return next(cell for cell in read_pdf(body).grids[0].rows[1].cells)


def test_a_blank_rests_on_what_is_drawn() -> None:
    cell = _cell(_page(lambda canvas: None))
    assert cell.is_empty and cell.evidence == "drawn"


def _plain(canvas: Canvas) -> None:
    canvas.drawString(60, 110, "12")


def _raised(canvas: Canvas) -> None:
    _plain(canvas)
    canvas.setFont("Helvetica", 5)
    canvas.drawString(72, 114, "1")


def _lowered(canvas: Canvas) -> None:
    _plain(canvas)
    canvas.setFont("Helvetica", 5)
    canvas.drawString(72, 108, "1")


def _tiny(canvas: Canvas) -> None:
    _plain(canvas)
    canvas.setFont("Helvetica", 2)
    canvas.drawString(72, 110, "3")


def _struck(canvas: Canvas) -> None:
    _plain(canvas)
    canvas.line(58, 113.5, 74, 113.5)


def _overprinted(canvas: Canvas) -> None:
    _plain(canvas)
    canvas.drawString(60.5, 110, "97")


def _drawn_line(canvas: Canvas) -> None:
    canvas.setLineWidth(1.2)
    canvas.line(60, 108, 66, 120)


def _shape(canvas: Canvas) -> None:
    canvas.circle(70, 115, 4)


def _pale(canvas: Canvas) -> None:
    canvas.setFillGray(0.9)
    _plain(canvas)


@pytest.mark.parametrize("draw", [_raised, _lowered, _tiny, _struck, _overprinted, _drawn_line, _shape, _pale])
def test_what_is_shown_and_may_not_count_is_a_doubt(draw: Callable[[Canvas], None]) -> None:
    cell = _cell(_page(draw))
    assert cell.doubt and not cell.is_empty


def _white(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.drawString(90, 110, "99")


def _transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    canvas.drawString(90, 110, "99")


def _invisible(canvas: Canvas) -> None:
    text = canvas.beginText(90, 110)
    text.setTextRenderMode(3)
    text.textOut("99")
    canvas.drawText(text)


def _covered(canvas: Canvas) -> None:
    canvas.drawString(60, 110, "99")
    canvas.setFillGray(1)
    canvas.rect(56, 106, 30, 16, stroke=0, fill=1)
    canvas.setFillGray(0)


def _clipped(canvas: Canvas) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(0, 0, 20, 20)
    canvas.clipPath(path, stroke=0)
    canvas.drawString(90, 110, "99")
    canvas.restoreState()


HIDDEN = [_white, _transparent, _invisible, _covered, _clipped]


@pytest.mark.parametrize("hide", HIDDEN)
def test_what_is_not_seen_is_not_joined_to_what_is(hide: Callable[[Canvas], None]) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        hide(canvas)
        canvas.restoreState()
        _plain(canvas)

    for reader in READERS:
        texts = [cell.text.strip() for row in reader(_page(draw)).grids[:1] for cell in row.rows[1].cells]
        assert texts in ([], ["12", "7"])
    assert _cell(_page(draw)).text == "12" and not _cell(_page(draw)).doubt


@pytest.mark.parametrize("hide", HIDDEN)
def test_a_cell_with_nothing_but_a_hidden_figure_is_no_blank(hide: Callable[[Canvas], None]) -> None:
    cell = _cell(_page(hide))
    assert "99" in cell.doubt and not cell.is_empty


def test_white_text_on_a_dark_cell_is_seen() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.2)
        canvas.rect(50, 100, 100, 30, stroke=0, fill=1)
        canvas.setFillGray(1)
        _plain(canvas)

    assert _cell(_page(draw)).text == "12" and not _cell(_page(draw)).doubt


def test_a_watermark_is_no_part_of_any_cell_and_no_ink() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillGray(0.85)
        canvas.setFont("Helvetica", 40)
        canvas.translate(60, 90)
        canvas.rotate(20)
        canvas.drawString(0, 0, "2024 COPY")
        canvas.restoreState()

    content = read_pdf(_page(draw))
    assert [[cell.text for cell in row.cells] for row in content.grids[0].rows] == [["5", "6"], ["", "7"]]
    assert content.grids[0].rows[1].cells[0].is_empty
    assert "2024COPY" in [line.text for line in content.lines]


def test_the_value_of_a_field_is_read_as_it_is_drawn() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name="a", value="12", x=58, y=104, width=60, height=18, borderWidth=0)

    assert _cell(_page(draw)).text == "12"
    assert not _cell(_page(lambda canvas: canvas.linkURL("x", (58, 104, 118, 122)))).doubt


def test_a_number_that_runs_on_beyond_the_outer_wall_is_no_number() -> None:
    cell = read_pdf(_page(lambda canvas: canvas.drawString(238, 110, "12345"))).grids[0].rows[1].cells[1]
    assert "\n" in cell.text


def test_a_font_whose_digits_are_drawn_as_others_is_known() -> None:
    assert _references()  # pdfium's own typefaces
    document = pypdfium2.PdfDocument.new()
    font = pdf_calls.address(pdfium.FPDFText_LoadStandardFont(document.raw, b"Helvetica-Oblique"))
    drawn = _outlines(font, "0123456789")
    assert not _is_contradiction("0123456789", drawn)
    assert _is_contradiction("0123456789", [*drawn[1:], drawn[0]])
    assert _is_contradiction("0123456789", [drawn[0], drawn[0], *drawn[2:]])
    document.close()


@functools.cache
def _document() -> tuple[bytes, dict[tuple[str, ...], tuple[object, ...]]]:
    body = documents.make(1, "2021", "pdf", ["rect_rules"]).body
    return body, _figures(body)


def _figures(body: bytes) -> dict[tuple[str, ...], tuple[object, ...]]:
    return {(c.table, c.row, c.column): (c.value, c.state) for t in read_report(body).tables for c in t.cells}


@pytest.mark.parametrize("kind", placements_pdf.KINDS)
def test_a_number_put_beside_a_figure_changes_no_figure_silently(kind: str) -> None:
    body, before = _document()
    x, y = placements_pdf.free_figures(body, 0)[3]
    report = read_report(placements_pdf.put(body, 0, x + 1.5, y, kind))
    after = {(c.table, c.row, c.column): (c.value, c.state) for t in report.tables for c in t.cells}
    changed = {key for key in before if before[key] != after.get(key)}
    assert len(changed) <= 1
    if kind not in ("plain", "grey", "red"):  # what is printed close to a figure and like it is the same figure
        assert all(after[key][1] == "unreadable" for key in changed)
    if not placements_pdf.KINDS[kind][1]:
        assert not changed


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_numbers_put_anywhere_change_no_other_figure_silently(seed: int) -> None:
    rng = random.Random(seed)
    shape = rng.choice(["rect_rules", "line_rules", "doubled_bold", "embedded_font"])
    body = documents.make(rng.randrange(10**6), "2021", "pdf", [shape]).body
    before = _figures(body)
    for kind in placements_pdf.KINDS:
        places = placements_pdf.free_figures(body, 0)
        if not places:
            continue
        x, y = rng.choice(places)
        report = read_report(placements_pdf.put(body, 0, x + 1.5, y, kind))
        after = {(c.table, c.row, c.column): (c.value, c.state) for t in report.tables for c in t.cells}
        lost = [key for key in before if key not in after]
        assert not lost or any(issue.severity == "error" for issue in report.issues)
        assert sum(before[key] != after.get(key) and after.get(key, ("", ""))[1] == "number" for key in before) <= 1


def _waved(canvas: Canvas, y: float = 113) -> None:
    canvas.drawString(60, 110, "12")
    path = canvas.beginPath()
    path.moveTo(59, y)
    for x in range(59, 72, 4):
        path.curveTo(x + 1, y + 2, x + 3, y - 2, x + 4, y)
    canvas.setLineWidth(0.7)
    canvas.drawPath(path)


def test_a_wave_through_figures_is_something_drawn_and_one_under_them_is_not() -> None:
    assert _cell(_page(_waved)).doubt
    cell = _cell(_page(lambda canvas: _waved(canvas, 107)))
    assert cell.text == "12" and not cell.doubt


def test_figures_that_a_narrow_space_parts_are_not_joined() -> None:
    for text in ("12 34", "0 0"):
        cell = _cell(_page(lambda canvas, text=text: canvas.drawString(60, 110, text)))
        assert cell.text == text


@pytest.mark.parametrize("font", ["Helvetica", "STSong-Light"])
def test_a_number_wider_than_its_cell_is_given_in_no_cell(font: str) -> None:
    def draw(canvas: Canvas) -> None:
        if font != "Helvetica":
            pdfmetrics.registerFont(UnicodeCIDFont(font))
        canvas.setFont(font, 20)
        canvas.drawString(120, 110, "31816")

        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        canvas.setFont("STSong-Light", 10)
        canvas.drawString(60, 200, "规范性文件 行政许可")  # what the second reader knows a table by

    for read in (read_pdf, read_pdf_again):
        cells = read(_page(draw)).grids[0].rows[1].cells
        assert all("\n" in cell.text for cell in cells), [cell.text for cell in cells]
