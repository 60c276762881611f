# ruff: noqa: E501  (markup is kept whole)
"""What was printed stays: results of formulas and fields, and heads of tables in shapes, that LibreOffice would lose."""

import io
import zipfile

import pytest

from extractors import office
from extractors.columns import Head, place
from extractors.content import Cell
from extractors.kept_results import workbook_of_results
from extractors.odf import prepared
from extractors.report import read_content
from extractors.shown import plain
from tests.generators.docx import packed

needs_office = pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = " ".join(
    f'xmlns:{p}="{_ODF}{name}:1.0"'
    for p, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "svg": "svg-compatible",
    }.items()
)
_SPACES += ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def opened(inside: str, kind: str) -> bytes:
    """An OpenDocument file: `spreadsheet` or `text`."""
    media = f"application/vnd.oasis.opendocument.{kind}"
    content = f'<office:document-content {_SPACES} office:version="1.2"><office:body><office:{kind}>{inside}</office:{kind}></office:body></office:document-content>'
    manifest = f'<m:manifest xmlns:m="{_ODF}manifest:1.0" m:version="1.2"><m:file-entry m:full-path="/" m:media-type="{media}"/><m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
    return packed({"mimetype": media, "content.xml": content, "META-INF/manifest.xml": manifest})


def texts(body: bytes) -> list[str]:
    content = read_content(body)
    assert content is not None
    return [cell.text for grid in content.grids for row in grid.rows for cell in row.cells]


_RESULTS = [
    ('office:value-type="float" office:value="99" table:formula="of:=SUM([.B1:.B2])"', "99", "99"),
    ('office:value-type="float" office:value="98" table:formula="of:=NOW()"', "98", "98"),
    ('office:value-type="float" office:value="97" table:formula="of:=UNKNOWN(1)"', "97", "97"),
    ("office:value-type=\"float\" office:value=\"96\" table:formula=\"of:='file:///x.ods'#$t.A1\"", "96", "96"),
    ('office:value-type="string" office:string-value="" calcext:value-type="error" table:formula="of:=1/0"', "#DIV/0!", "#DIV/0!"),
    ('office:value-type="float" office:value="0" table:formula="of:=[.A99]+x"', "Err:509", "Err:509"),
    ('table:formula="of:=[.B1]+7"', "", "=[.B1]+7"),
]  # fmt: skip


@needs_office
def test_a_workbook_gives_the_results_that_it_keeps():
    cells = "".join(
        f"<table:table-cell {said}><text:p>{text}</text:p></table:table-cell>" for said, text, _ in _RESULTS
    )
    first = "<table:table-cell><text:p>行政许可</text:p></table:table-cell>"
    body = opened(
        f'<table:table table:name="t"><table:table-row>{first}{cells}</table:table-row></table:table>', "spreadsheet"
    )
    assert texts(body)[1:] == [shown for *_, shown in _RESULTS]


@needs_office
def test_a_text_gives_what_its_fields_showed():
    fields = [
        '<text:date text:date-value="2020-01-01">31</text:date>',
        "<text:page-number>32</text:page-number>",
        '<text:variable-get text:name="v" office:value-type="float">33</text:variable-get>',
        '<text:bookmark-ref text:ref-name="nowhere">34</text:bookmark-ref>',
    ]
    rows = "".join(
        f"<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>{field}</text:p></table:table-cell></table:table-row>"
        for field in fields
    )
    rows += '<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell table:formula="ooow:1+1" office:value-type="float" office:value="35"><text:p>35</text:p></table:table-cell></table:table-row>'
    table = f'<table:table table:name="t"><table:table-column table:number-columns-repeated="2"/>{rows}</table:table>'
    assert texts(opened(table, "text"))[1::2] == ["31", "32", "33", "34", "35"]


@needs_office
def test_a_workbook_of_xml_gives_the_results_that_it_keeps():
    cells = (
        '<Cell ss:Formula="=SUM(R1C1:R1C2)"><Data ss:Type="Number">99</Data></Cell><Cell ss:Formula="=NOW()"><Data ss:Type="Number">98</Data></Cell>'
        '<Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell><Cell ss:Formula="=2+5"></Cell>'
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    body = f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="a"><Table><Row><Cell><Data ss:Type="String">行政许可</Data></Cell>{cells}</Row></Table></Worksheet></Workbook>'
    assert texts(body.encode()) == ["行政许可", "99", "98", "#DIV/0!", "=2+5"]


def test_what_is_no_workbook_stays_as_it_is():
    assert workbook_of_results(b"<Formula") == b"<Formula"


def test_the_head_of_a_table_in_a_shape_stays():
    row = "<loext:table-row><loext:table-cell><text:p>{}</text:p></loext:table-cell></loext:table-row>"
    table = f"<loext:table><table:table-header-rows>{row.format('信息内容')}</table:table-header-rows>{row.format('行政许可')}</loext:table>"
    body = prepared(opened(f"<text:p><draw:custom-shape>{table}</draw:custom-shape></text:p>", "text"))
    with zipfile.ZipFile(io.BytesIO(body)) as made:
        content = made.read("content.xml").decode()
    assert "header-rows" not in content and content.index("信息内容") < content.index("行政许可")


def heads(*places: tuple[str, int, int]) -> list[Head]:
    return [Head("column", key, key, "件", start, end) for key, start, end in places]


def test_figures_that_lie_under_other_heads_are_not_taken_by_their_count():
    three = heads(("natural_person", 1, 2), ("other", 2, 7), ("total", 7, 8))
    cells = [Cell(plain(text), n + 1, n + 2) for n, text in enumerate(("", "", "", "", "2", "2", "4"))]
    assert place(three, cells, [], measured=True) == (None, None)
    eight = [*heads(*((str(n), 100 * n, 100 * n + 40) for n in range(8))), Head("unknown", "", "x", "", 800, 840)]
    moved = [Cell(plain("a long line"), 0, 250), *(Cell(plain(str(n)), 100 * n, 100 * n + 40) for n in range(8))]
    assert place(eight, moved, [], measured=True) == (None, None)
