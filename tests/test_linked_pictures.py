"""Pictures that a page has from elsewhere may be its tables: read where they are at hand, else the report is unread."""

import base64
import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import openpyxl.drawing.image
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from data.captures import Capture
from extractors.evidence import Hint
from extractors.readers import ocr
from extractors.report import Report, read_content, read_report
from flows.reading.archived import BesideCapture
from flows.reading.documents import BesideFile
from flows.reading.extract import extract
from spiders.archive import Found, PortalArchive, Received
from tests.generators.documents import make
from tests.generators.docx import packed

needs_extra = pytest.mark.skipif(not ocr.is_installed(), reason="the extra `ocr` is not installed")
TITLE = "临河县水利局2022年政府信息公开工作年度报告"
URL = "http://www.example.gov.cn/zwgk/t1.html"
_SECTIONS = [
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、行政复议、行政诉讼情况",
    "五、存在的主要问题",
]  # fmt: skip
_DATA = re.compile(rb'src="data:image/jpeg;base64,([^"]+)"')


def _page(body: str, title: str = TITLE) -> bytes:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>".encode()


def _scanned(name: str) -> tuple[bytes, list[bytes], int]:
    """A page with pictures at `name` followed by 0, 1 …, their bytes, and how many numbers they show."""
    document = make(5, "fujian", "scan", ["as_html", "tables_only"])
    shown = [base64.b64decode(found) for found in _DATA.findall(document.body)]
    body, count = document.body, 0
    while _DATA.search(body):
        body = _DATA.sub(f'src="{name}{count}.jpg"'.encode(), body, count=1)
        count += 1
    return body, shown, sum(row["state"] == "number" for row in document.truth)


def _numbers(report: Report) -> int:
    return sum(cell.value is not None for table in report.tables for cell in table.cells)


@pytest.mark.parametrize(
    "picture",
    [
        '<img src="a.png">',
        '<img src="./W020230101.jpg" width="800" height="600">',
        '<img src="blank.gif" data-original="/upload/1.jpg">',
        '<img src="t.png" usemap="#m"><map name="m"><area shape="rect" coords="0,0,9,9"></map>',
        '<canvas width="800" height="600"></canvas>',
    ],
)
def test_a_report_whose_table_may_be_a_picture_that_is_not_at_hand_is_unread(picture: str) -> None:
    report = read_report(_page(f"<p>一、总体情况</p><p>略。</p><p>{picture}</p>"))
    assert report.outcome == "unread_report" and report.issues[0].severity == "error"
    assert "1 pictures" in report.issues[0].message and "not at hand" in report.issues[0].message


@pytest.mark.parametrize(
    "picture",
    [
        '<img src="/images/logo.png">',
        '<img src="x.png" width="16" height="16">',
        '<img src="x.png" style="width:900px;height:60px">',
        '<img src="spacer.gif">',
        '<div class="footer"><img src="a.png"></div>',
        '<header><img src="a.png"></header>',
        '<img src="a.png" alt="扫一扫在手机打开">',
    ],
)
def test_furniture_of_the_site_is_no_table(picture: str) -> None:
    report = read_report(_page(f"<p>一、总体情况</p><p>略。</p><p>{picture}</p>"))
    assert report.outcome == "no_tables"


def test_a_picture_amid_words_parts_no_line() -> None:
    content = read_content(_page('<p>一、总体<img src="a.png">情况</p>'))
    assert content is not None and "一、总体情况" in [line.text for line in content.lines]


def test_a_file_shown_in_a_frame_is_an_attachment() -> None:
    report = read_report(_page('<iframe src="/files/P02023.pdf"></iframe>'))
    assert report.reason == "attachment_only" and "P02023.pdf" in report.issues[0].message


def test_only_pictures_within_the_folder_are_beside_a_file(tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 50
    folder = tmp_path / "pages"
    (folder / "a b_files").mkdir(parents=True)
    (folder / "a b_files" / "1.png").write_bytes(png)
    (folder / "words.png").write_bytes(b"<html>")
    (tmp_path / "out.png").write_bytes(png)
    (folder / "link.png").symlink_to(tmp_path / "out.png")
    beside = BesideFile(folder / "p.html")
    assert beside("./a%20b_files/1.png?v=2") == png
    assert beside("a b_files\\1.png") == png
    for address in ("../out.png", "link.png", str(tmp_path / "out.png"), "http://x/1.png", "//x/1.png", "words.png", "",
                    "file:///etc/passwd", "a\0.png", "x" * 5000):  # fmt: skip
        assert beside(address) is None


def test_without_the_extra_it_is_unread_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_PARTS", ("no_such_package",))
    report = read_report(_page('<p><img src="a.png"></p>'), beside=lambda address: b"\x89PNG\r\n\x1a\n")
    assert report.outcome == "unread_report" and "nianbao[ocr]" in report.issues[0].message


@needs_extra
@pytest.mark.slow
def test_pictures_beside_a_file_are_read_by_extract_bounded(tmp_path: Path) -> None:
    body, shown, count = _scanned("p_files/")
    (tmp_path / "docs" / "p_files").mkdir(parents=True)
    page = tmp_path / "docs" / "p.html"
    page.write_bytes(body)
    for number, picture in enumerate(shown):
        (tmp_path / "docs" / "p_files" / f"{number}.jpg").write_bytes(picture)
    extract([page], str(tmp_path / "r.csv"), str(tmp_path / "i.csv"), workers=1)
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        numbers = [row for row in csv.DictReader(file) if row["value"]]
    assert len(numbers) >= 0.9 * count


@needs_extra
def test_pictures_archived_with_a_page_are_read(tmp_path: Path) -> None:
    body, shown, count = _scanned("./W0")
    archive = tmp_path / "archive"
    with PortalArchive(archive, "p") as opened:
        page = _kept(opened, URL, body, "text/html")
        for number, picture in enumerate(shown):
            _kept(opened, f"http://www.example.gov.cn/zwgk/W0{number}.jpg", picture, "image/jpeg")
    beside = BesideCapture(archive, page)
    assert beside("./W00.jpg") == shown[0]
    assert beside("http://elsewhere.example/W00.jpg") is None
    assert _numbers(read_report(body, "", Hint(url=URL), beside)) >= 0.9 * count


def _kept(opened: PortalArchive, url: str, body: bytes, kind: str) -> Capture:
    received = Received(url, 200, (("Content-Type", kind),), body)
    return opened.keep(received, url, Found("page"))


@pytest.mark.parametrize(
    "shown",
    [
        '<p><img src="a.png"></p>',
        '<svg width="800" height="600"><image href="a.png" width="800" height="600" /></svg>',
        '<object data="a.jpg" type="image/jpeg"></object>',
        '<input type="image" src="a.png">',
        '<img srcset="a.png 1x, b.png 2x">',
        '<v:shape><v:imagedata src="a.png"/></v:shape>',
        '<iframe src="table.html" width="100%" height="900"></iframe>',
        '<table><tr><td><img src="a.png"></td></tr></table>',
        '<table><tr><td>附表</td><td><img src="a.png"></td></tr></table>',
    ],
)
def test_a_report_of_all_its_sections_with_a_picture_is_not_one_in_words(shown: str) -> None:
    report = read_report(_page("".join(f"<p>{text}</p>" for text in _SECTIONS[:4]) + shown + f"<p>{_SECTIONS[4]}</p>"))
    assert report.outcome == "unread_report"


def _drawn() -> bytes:
    _, shown, _ = _scanned("t")
    return shown[0]


def _word() -> bytes:
    parts = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in (TITLE, *_SECTIONS))
    blip = '<w:p><w:r><w:drawing><a:blip r:embed="p"/></w:drawing></w:r></w:p>'
    spaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:a="http://schemas.openxmlformats.'
        'org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "word/document.xml": f"<w:document {spaces}><w:body>{parts}{blip}</w:body></w:document>",
            "word/_rels/document.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="p" Type="{relation}" Target="media/p.jpg"/></Relationships>'
            ),
            "word/media/p.jpg": _drawn(),
        }
    )


def _sheet() -> bytes:
    book = openpyxl.Workbook()
    for row in (TITLE, *_SECTIONS):
        book.active.append([row])
    book.active.add_image(openpyxl.drawing.image.Image(io.BytesIO(_drawn())), "A12")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _pdf() -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842), invariant=1)
    canvas.setFont("STSong-Light", 12)
    for number, text in enumerate((TITLE, *_SECTIONS)):
        canvas.drawString(60, 800 - 20 * number, text)
    canvas.drawImage(ImageReader(io.BytesIO(_drawn())), 60, 60, 420, 590)
    canvas.save()
    return file.getvalue()


@needs_extra
@pytest.mark.parametrize("body", [_word, _sheet, _pdf])
def test_a_picture_in_a_file_is_read_as_its_table_or_the_report_is_unread(body: Callable[[], bytes]) -> None:
    report = read_report(body())
    assert "+ocr" in report.media and report.outcome in ("report", "unread_report")


@pytest.mark.parametrize("body", [_word, _sheet, _pdf])
def test_a_picture_in_a_file_that_nothing_can_read_says_so(
    body: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    report = read_report(body())
    assert report.outcome in ("needs_ocr", "unread_report") and report.issues[0].severity == "error"
