# ruff: noqa: E501  (markup is kept whole)
"""Office files as other programs write them, cut short, or opened by one program and not by the other."""

import io
import re
import struct
import zipfile

import pytest
import xlwt

from extractors import office
from extractors.formats import read_format
from extractors.ole import sectors_used
from extractors.report import Report, read_content, read_report
from extractors.sniff import sniff
from tests.generators.documents import make
from tests.generators.docx import _SPACES, packed
from tests.truth import defects_of

needs_office = pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")
_NUMBER = "31816"


def rewritten(body: bytes, name_of, leave_out: frozenset[str] = frozenset()) -> bytes:
    """A package with its parts under other names."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            if name not in leave_out:
                info = zipfile.ZipInfo("x")
                info.filename = name_of(name)
                new.writestr(info, old.read(name))
    return made.getvalue()


@pytest.mark.parametrize("medium", ["docx", "xlsx"])
@pytest.mark.parametrize(
    "change",
    [
        lambda body: rewritten(body, lambda name: name.replace("/", "\\")),
        lambda body: rewritten(body, str.upper),
        lambda body: rewritten(body, lambda name: "/" + name),
        lambda body: rewritten(body, lambda name: name, frozenset(("[Content_Types].xml",))),
        lambda body: b"HTTP/1.1 200 OK\r\nContent-Type: application/x\r\n\r\n" + body,
        lambda body: body + b"\r\n<!-- served -->",
        lambda body: body + b"\x00" * 200_000,
    ],
)
def test_packages_of_other_programs_are_read_whole(medium, change):
    document = make(31, "2021", medium, [])
    body = change(document.body)
    assert sniff(body) == medium and not defects_of(document, body)


@pytest.mark.parametrize("medium", ["docx", "xlsx"])
def test_a_package_cut_short_says_so(medium):
    body = make(31, "2021", medium, []).body
    report = read_report(body[: len(body) * 2 // 3])
    assert report.outcome == "damaged" and "cut short" in report.issues[0].message


def test_a_package_with_a_broken_part_of_styles_names_it():
    document = make(33, "2021", "docx", [])
    with zipfile.ZipFile(io.BytesIO(document.body)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    report = read_report(packed(parts | {"word/styles.xml": "<w:styles"}))
    assert report.outcome == "report" and any("styles" in issue.message for issue in report.issues)


def test_an_old_spreadsheet_that_is_whole_or_cut():
    document = make(35, "2021", "xls", [])
    size, used = sectors_used(document.body)
    assert size * used < len(document.body) and not defects_of(document)
    cut = read_report(document.body[: len(document.body) // 2])
    assert any("cut short" in issue.message and issue.severity == "error" for issue in cut.issues) or (
        cut.outcome == "damaged"
    )


@needs_office
def test_rich_text_cut_short_says_so():
    body = make(35, "2021", "rtf", []).body
    cut = read_report(body[: len(body) * 3 // 4])
    assert any("cut short" in issue.message for issue in cut.issues)


def broken_for_xlrd(body: bytes) -> bytes:
    """A workbook with a font whose name ends before it begins, which LibreOffice forgives."""
    at = body.index(struct.pack("<H", 0x31), 512)  # FONT
    length = struct.unpack_from("<H", body, at + 2)[0]
    return body[: at + 4 + 14] + b"\xff" + body[at + 4 + 15 : at + 4 + length] + body[at + 4 + length :]


@needs_office
def test_a_workbook_that_one_program_cannot_open_goes_to_the_other():
    document = make(36, "2021", "xls", [])
    body = broken_for_xlrd(document.body)
    assert sniff(body) == "xls"
    assert not defects_of(document, body)


def old_sheet() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("s")
    faces = [
        "font: struck_out on",
        "font: escapement superscript",
        "font: colour white",
        "font: height 20",
        "font: bold on",
    ]
    for row, face in enumerate(faces):
        sheet.write(row, 0, face)
        sheet.write(row, 1, int(_NUMBER), xlwt.easyxf(face))
    raised = xlwt.easyfont("escapement superscript")
    sheet.write(5, 0, "rich")
    sheet.write_rich_text(5, 1, ["5", (_NUMBER, raised)])
    sheet.write(6, 0, "nothing")
    sheet.write(6, 1, int(_NUMBER), xlwt.easyxf(num_format_str=";;;"))
    sheet.write(7, 0, "white on dark")
    sheet.write(7, 1, int(_NUMBER), xlwt.easyxf("font: colour white; pattern: pattern solid, fore_colour black"))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_old_spreadsheets_say_what_is_seen_as_new_ones_do():
    cells = [row.cells[1] for row in read_content(old_sheet()).grids[0].rows]
    marks = ["struck", "raised", "unpainted", "tiny", "", "raised"]
    assert [next(iter(cell.doubt.split()), "") for cell in cells[:6]] == marks
    assert cells[5].text == "5" and cells[6].kept == _NUMBER and cells[6].is_empty
    assert cells[7].text == _NUMBER and not cells[7].doubt


# one decorated number in a document of Word; what LibreOffice makes of it must be judged alike
_DECORATED = {
    "plain": ("", False), "struck": ("<w:strike/>", True), "raised": ('<w:vertAlign w:val="superscript"/>', True),
    "white": ('<w:color w:val="FFFFFF"/>', True), "tiny": ('<w:sz w:val="2"/>', True), "hidden": ("<w:vanish/>", False),
    "by_style": ('<w:rStyle w:val="Gone"/>', True), "signs": ('<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>', True),
}  # fmt: skip
_STYLES = (
    f'<w:styles {_SPACES}><w:style w:type="character" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:strike/></w:rPr>'
    "</w:style></w:styles>"
)


def decorated() -> bytes:
    rows = "".join(
        f"<w:tr><w:tc><w:p><w:r><w:t>{name}</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>5</w:t></w:r><w:r><w:rPr>"
        f"{properties}</w:rPr><w:t>{_NUMBER}</w:t></w:r></w:p></w:tc></w:tr>"
        for name, (properties, _) in _DECORATED.items()
    )
    kinds = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/'
            'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kinds}.document.main+xml"/><Override PartName='
            f'"/word/styles.xml" ContentType="{kinds}.styles+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{relation}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{relation}/styles" Target="styles.xml"/></Relationships>',
            "word/styles.xml": _STYLES,
            "word/document.xml": f"<w:document {_SPACES}><w:body><w:tbl>{rows}</w:tbl><w:p/></w:body></w:document>",
        }
    )


def verdicts(body: bytes) -> dict[str, tuple[str, bool]]:
    content = read_content(body)
    assert content is not None
    return {row.cells[0].text: (row.cells[1].text, bool(row.cells[1].doubt)) for row in content.grids[0].rows}


@needs_office
@pytest.mark.parametrize(
    "kind", ["odt", *(pytest.param(k, marks=pytest.mark.slow, id=f"{k}-bounded") for k in ("doc", "rtf"))]
)
def test_a_decorated_number_is_judged_alike_in_every_format(kind, monkeypatch):
    body = decorated()
    wanted = {name: ("5" if properties else "5" + _NUMBER, doubt) for name, (properties, doubt) in _DECORATED.items()}
    assert verdicts(body) == wanted
    monkeypatch.setitem(office.TARGETS, "docx", ("docx", kind))
    other = office.convert({"one": ("docx", body)})["one"].body
    monkeypatch.delitem(office.TARGETS, "docx")
    assert sniff(other) == kind and verdicts(other) == wanted


@needs_office
def test_a_field_that_libreoffice_computes_anew_is_a_doubt():
    body = (
        rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\trowd\cellx2000\cellx5000\intbl a\cell "
        rb"{\field{\*\fldinst =1}{\fldrslt 31816}}\cell\row\pard x\par}"
    )
    cell = read_content(body).grids[0].rows[0].cells[1]
    assert cell.doubt


def open_document(*cells: str) -> bytes:
    names = {
        "office": "office", "text": "text", "table": "table", "draw": "drawing", "svg": "svg-compatible",
    }  # fmt: skip
    spaces = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for p, name in names.items())
    rows = "".join(
        "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell>"
        f"<text:p>{cell}</text:p></table:table-cell></table:table-row>"
        for cell in cells
    )
    content = (
        f'<office:document-content {spaces} office:version="1.2"><office:body><office:text><table:table>'
        f'<table:table-column table:number-columns-repeated="2"/>{rows}</table:table></office:text></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" m:version="1.2"><m:file-entry '
        f'm:full-path="/" m:media-type="{kind}"/><m:file-entry m:full-path="content.xml" m:media-type="text/xml"/>'
        "</m:manifest>"
    )
    return packed({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


@needs_office
def test_what_a_conversion_would_drop_or_show_is_a_doubt():
    frame = '<draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="1cm">{}</draw:frame>'
    number = f'<math xmlns="http://www.w3.org/1998/Math/MathML"><mn>{_NUMBER}</mn></math>'
    hidden = f'5<text:hidden-text text:condition="ooow:true" text:is-hidden="true">{_NUMBER}</text:hidden-text>'
    paragraph = f'<text:hidden-paragraph text:condition="ooow:true" text:is-hidden="true"/>{_NUMBER}'
    body = open_document(frame.format(f"<draw:object>{number}</draw:object>"), hidden, paragraph)
    cells = [row.cells[1] for row in read_content(body).grids[0].rows]
    assert all(_NUMBER in cell.doubt for cell in cells)


def test_a_label_cut_over_two_cells_names_its_line():
    document = make(60_001, "2014", "xlsx", [])
    with zipfile.ZipFile(io.BytesIO(document.body)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert "四、行政复议数量" in parts["xl/sharedStrings.xml"]

    def figures(report: Report) -> set[tuple[str, object]]:
        return {(cell.row, cell.value) for table in report.tables for cell in table.cells}

    before = figures(read_report(document.body))
    at = re.findall(r"<si>.*?</si>", parts["xl/sharedStrings.xml"])
    number = next(i for i, text in enumerate(at) if "四、行政复议数量" in text)
    sheet = parts["xl/worksheets/sheet1.xml"]
    found = re.search(rf'<c r="([A-Z])(\d+)"[^>]*><v>{number}</v></c>', sheet)
    assert found
    moved = re.sub(
        rf'(<row r="{found[2]}".*?</row>)',
        lambda row: re.sub(
            r'r="([A-Z])(\d+)"',
            lambda c: f'r="{c[1] if c[1] <= found[1] else chr(ord(c[1]) + 1)}{c[2]}"',
            row[1],
        ).replace(
            f"<v>{number}</v></c>",
            f'<v>{number}</v></c><c r="{chr(ord(found[1]) + 1)}{found[2]}" t="inlineStr"><is><t>数量</t></is></c>',
        ),
        sheet,
        count=1,
    )
    changed = parts["xl/sharedStrings.xml"].replace("四、行政复议数量", "四、行政复议")
    cut = packed(parts | {"xl/worksheets/sheet1.xml": moved, "xl/sharedStrings.xml": changed})
    after = read_report(cut)
    reviewed = {value for row, value in before if row == "review"}
    assert {value for row, value in figures(after) if row == "review"} == reviewed


def test_read_format_knows_what_is_no_package():
    assert read_format("html", b"<html>") is None
