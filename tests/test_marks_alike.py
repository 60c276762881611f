"""One number, decorated: every reader says so of it, and all formats that can express it give the same verdict."""

import io
import shutil

import pytest
import xlwt

from extractors.content import Content
from extractors.readers.html_soup import read_html_again
from extractors.readers.image import is_installed
from extractors.readers.pdf_plumber import read_pdf_again
from extractors.report import read_content, read_report
from tests.placements import SOURCE, case, converted
from tests.placements_grid import NUMBER
from tests.placements_marks import GONE, MARKS, SEEN, Mark, of, sees

SEED = 7_000_021
BY_NAME = {mark.name: mark for mark in MARKS}


def made(medium: str, mark: Mark, place: str = "figure, printed") -> tuple[bytes, tuple[str, str, str]]:
    """A document of the medium with the number in place of a figure, and that figure's key."""
    found = case(SEED, medium, place, mark, "2021", [])
    assert found is not None
    body = converted([found.body], medium)[0] if medium in SOURCE else found.body
    return body, (found.placed.table, *next(iter(found.placed.keys)))


def verdict(medium: str, mark: Mark) -> str:
    """number: the number is given; absent: the cell is said to have none; unreadable."""
    # raised or lowered is what stands beside something else: alone it is small print
    body, key = made(
        medium, mark, "behind a figure" if mark.name.startswith(("raised", "lowered")) else "figure, printed"
    )
    cells = {(c.table, c.row, c.column): c for table in read_report(body).tables for c in table.cells}
    cell = cells.get(key)
    if cell is not None and cell.state == "number":
        assert str(cell.value) == NUMBER, (medium, mark.name, cell.raw)
        return "number"
    return "unreadable" if cell is not None and cell.state == "unreadable" else "absent"


def _xls(mark: Mark) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    style = {"struck": "font: struck_out on", "raised": "font: escapement superscript"}[mark.name]
    sheet.write(0, 0, "信息内容")
    sheet.write(0, 1, "本年处理决定数量")
    sheet.write(1, 0, "行政许可")
    sheet.write_rich_text(1, 1, (("7", xlwt.easyfont("")), (NUMBER, xlwt.easyfont(style.removeprefix("font: ")))))
    path = io.BytesIO()
    book.save(path)
    return path.getvalue()


def _contents(medium: str, mark: Mark) -> list[Content | None]:
    if medium == "xls":
        return [read_content(_xls(mark))]
    body, _ = made(medium, mark, "behind a figure")
    found = [read_content(body)]
    if medium == "html":
        found.append(read_html_again(body.decode()))
    if medium == "pdf":
        found.append(read_pdf_again(body))
    return found


READERS = ("html", "html_doc", "text", "docx", "word_2003", "word_flat", "xlsx", "xls", "pdf")
OFFICE = ("odt", "doc", "ods", "rtf")


def _is_said(content: Content | None, mark: Mark) -> bool:
    assert content is not None
    runs = [run for grid in content.grids for row in grid.rows for cell in row.cells for run in cell.runs]
    own = [run for run in runs if NUMBER in "".join(run.text.split())]
    return bool(own) and all(mark.name in run.marks for run in own)


@pytest.mark.parametrize("mark", ["struck", "raised"])
@pytest.mark.parametrize("medium", READERS)
def test_a_reader_hands_on_no_marked_digits_as_plain_text(medium: str, mark: str) -> None:
    found = _contents(medium, BY_NAME[mark])
    assert len(found) == 1 + (medium in ("html", "pdf"))
    for content in found:
        assert _is_said(content, BY_NAME[mark])


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
@pytest.mark.parametrize("mark", ["struck", "raised"])
@pytest.mark.parametrize("medium", OFFICE)
def test_a_reader_by_way_of_libreoffice_hands_on_no_marked_digits_as_plain_text(medium: str, mark: str) -> None:
    assert _is_said(_contents(medium, BY_NAME[mark])[0], BY_NAME[mark])


@pytest.mark.slow
@pytest.mark.skipif(not is_installed(), reason="needs the extra ocr")
@pytest.mark.parametrize("mark", ["struck", "struck twice"])
def test_a_number_that_is_struck_in_a_scan_is_none(mark: str) -> None:
    assert verdict("scan", BY_NAME[mark]) != "number"


def test_thirty_decorations_are_written_in_six_formats() -> None:
    assert len(BY_NAME) == len(MARKS) == 30
    assert all(len(of(medium)) >= 14 for medium in ("html", "docx", "xlsx", "pdf", "odt", "scan"))


def _expected(mark: Mark, medium: str) -> set[str]:
    seen = sees(mark, medium)
    if seen == SEEN:
        return {"number"}
    # what is there and not seen: the cell has text that may be nothing, so it is no blank either
    return {"unreadable"} if seen != GONE else {"unreadable", "absent"}


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.name)
def test_all_formats_say_the_same_of_a_decorated_number(mark: Mark) -> None:
    media = [medium for medium in ("html", "docx", "xlsx", "text", "pdf") if mark in of(medium)]
    said = {medium: verdict(medium, mark) for medium in media}
    assert all(one in _expected(mark, medium) for medium, one in said.items()), said
    assert len(set(said.values())) <= 1, said


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.name)
def test_formats_that_need_a_program_say_the_same(mark: Mark) -> None:
    media: list[str] = [m for m in ("odt", "ods") if shutil.which("soffice") and mark in of(m)]
    media += ["scan"] if is_installed() and mark in of("scan") and sees(mark, "scan") != GONE else []
    said = {medium: verdict(medium, mark) for medium in media}
    assert all(one in _expected(mark, medium) for medium, one in said.items()), said
