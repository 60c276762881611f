# ruff: noqa: E501  (markup is kept whole)
"""Spreadsheets: what a cell shows is what is read, in both file formats and every laying-out."""

import io

import openpyxl
import pytest

from data.formats import needs
from extractors import office
from extractors.readers import sheet
from extractors.readers.number_format import look, shown
from extractors.readers.xlsx import read_xlsx
from extractors.report import read_report
from extractors.sniff import sniff
from tests.generators.documents import SHEET_SHAPES, make
from tests.generators.docx import packed
from tests.generators.sheet import xml_2003
from tests.truth import defects_of

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize("shape", SHEET_SHAPES)
@pytest.mark.parametrize("medium", ["xlsx", "xls"])
def test_every_shape_alone_is_read_whole(shape, medium):
    for seed, form in enumerate(("2021", "2014", "fujian"), 70):
        assert not defects_of(make(seed, form, medium, [shape]))


@pytest.mark.parametrize("medium", ["xlsx", "xls"])
def test_mixed_shapes_are_read_whole(medium):
    for seed in range(20):
        assert not defects_of(make(seed + 800, medium=medium))


@pytest.mark.parametrize(
    ("stored", "code", "seen"),
    [
        ("12", "General", "12"),
        ("12.0", "General", "12"),
        ("0.27", "General", "0.27"),
        ("0.30000000000000004", "General", "0.3"),
        ("31.640000000000001", "General", "31.64"),
        ("0.333333333333333", "General", "0.333333333"),
        ("1234567.125", "General", "1234567.125"),
        ("-5", "General", "-5"),
        ("1E3", "General", "1000"),
        ("12", "0", "12"),
        ("12.6", "0", "13"),
        ("0.5", "0", "1"),
        ("0.27", "0.00", "0.27"),
        ("31.6", "0.00", "31.60"),
        ("0.27", "#.##", ".27"),
        ("5", "0.0#", "5.0"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("1234", "#,##0", "1,234"),
        ("7", "000", "007"),
        ("12", "0_ ", "12"),
        ("3", '0"件"', "3件"),
        ("0.27", '0.00"万元"', "0.27万元"),
        ("0", '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', "-"),
        ("1234", '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', "1,234"),
        ("-8", "0_);[Red]\\(0\\)", "(8)"),
        ("-8", "0", "-8"),
        ("0.27", "0%", "27%"),
        ("5", "[$-804]0", "5"),
        ("5", "[$¥-804]0.00", "¥5.00"),
        ("12", "@", "12"),
        ("1500000", "0,", "1500"),
        ("45000", "yyyy/m/d", "2023-03-15"),
        ("45000.5", 'yyyy"年"m"月"d"日"', "2023-03-15"),
        ("0", "0;-0;;@", ""),
        ("5", "# ?/?", "5"),
        ("-5", "0;0", "5"),
        ("31816", "0.0,", "31.8"),
        ("31816", "0\\.0,", "3.2"),  # as ten thousands
        ("31816", '#"."0,"万"', "3.2万"),
        ("31816", "000-0000", "003-1816"),
        ("5.5", "0.??", "5.5"),
        ("5", "G/通用格式", "5"),
        ("5", '[=0]"-";0', "5"),
        ("50", '[<10]"*";0', "50"),
        ("not a number", "0", "not a number"),
        ("1e999", "0", "1e999"),
        ("NaN", "0", "NaN"),
    ],
)
def test_a_number_is_what_its_format_shows(stored, code, seen):
    assert shown(stored, code) == seen


@pytest.mark.parametrize("code", ["0.00E+00", "# ?/?", "[h]", "aaaa", '[<10]"*"', "*5", "**", '0"1"', '[>99]0;[=1]"x"'])
def test_a_format_that_shows_a_number_otherwise_leaves_a_doubt(code):
    seen = look("50", code)
    assert seen.is_made and seen.text


def book(rows: str, merges: str = "", columns: str = "", styles: str = "") -> bytes:
    """A workbook of one sheet with the given sheetData."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    return packed({
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{relations}"><sheets><sheet name="a" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/worksheet" Target="worksheets/s.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
        "xl/worksheets/s.xml": f'<worksheet xmlns="{_MAIN}">{columns}<sheetData>{rows}</sheetData>{merges}</worksheet>',
    })  # fmt: skip


def texts(body: bytes) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for grid in read_xlsx(body).grids for row in grid.rows]


def test_a_formula_nobody_computed_is_no_number():
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f><v>2</v></c><c r="C1"><f>SUM(A1:B1)</f></c></row>'
    assert texts(book(cells)) == [["1", "2", "=SUM(A1:B1)"]]


def test_errors_and_truth_values_are_no_numbers():
    cells = '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="b"><v>1</v></c><c r="C1"><v>3</v></c></row>'
    assert texts(book(cells)) == [["#REF!", "TRUE", "3"]]


def test_hidden_rows_and_columns_are_not_read():
    rows = "".join(
        f'<row r="{r}"{" hidden=" + chr(34) + "1" + chr(34) if r == 2 else ""}>'
        + "".join(f'<c r="{c}{r}"><v>{r}{i}</v></c>' for i, c in enumerate("ABC"))
        + "</row>"
        for r in (1, 2, 3)
    )
    columns = '<cols><col min="2" max="2" hidden="1"/></cols>'
    assert texts(book(rows, columns=columns)) == [["10", "12"], ["30", "32"]]


def test_a_merged_value_is_one_cell_over_its_columns():
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="D2"><v>4</v></c><c r="A2"><v>3</v></c></row>'
    grid = read_xlsx(book(rows, '<mergeCells><mergeCell ref="B1:C2"/></mergeCells>')).grids[0]
    assert [(c.text, c.start, c.end) for c in grid.rows[0].cells] == [("1", 0, 1), ("2", 1, 3), ("", 3, 4)]
    assert [(c.text, c.start) for c in grid.rows[1].cells] == [("3", 0), ("4", 3)]
    assert [c.text for c in grid.rows[1].carried] == ["2"]


def test_far_cells_and_many_merges_do_not_cost_the_reader():
    far = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c><c r="B1048576"><v>3</v></c></row>'
    whole = '<mergeCells><mergeCell ref="A1:B1048576"/></mergeCells>'
    assert len(read_xlsx(book(far, whole)).grids[0].rows) == 2
    many = "<mergeCells>" + '<mergeCell ref="A1:IV1048576"/>' * 19_000 + "</mergeCells>"
    assert read_xlsx(book(far, many)).grids
    more = "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 20_001 + "</mergeCells>"
    assert read_report(book(far, more)).outcome == "over_limit"


def test_too_many_cells_are_over_the_limit(monkeypatch):
    monkeypatch.setattr(sheet, "MAX_CELLS", 1000)
    row = "".join(f'<c r="{chr(65 + i)}1"><v>1</v></c>' for i in range(26))
    rows = "".join(f"<row>{row.replace('1' + chr(34), str(r) + chr(34))}</row>" for r in range(1, 42))
    assert read_report(book(rows)).outcome == "over_limit"


def test_openpyxl_reads_the_same_values_from_what_is_generated():
    document = make(5, "2021", "xlsx", [])
    active = openpyxl.load_workbook(io.BytesIO(document.body)).active
    theirs = {str(c.value) for row in active.iter_rows() for c in row if isinstance(c.value, int)}
    ours = {cell.text for grid in read_xlsx(document.body).grids for row in grid.rows for cell in row.cells}
    assert theirs and theirs <= ours


@pytest.mark.parametrize("medium", ["xlsx", "xls"])
def test_a_workbook_cut_short_is_damaged(medium):
    body = make(6, "2021", medium, []).body
    for at in (600, len(body) // 2, len(body) - 600):
        report = read_report(body[:at])
        assert report.outcome in ("damaged", "unsupported_format") and not report.tables, at


def test_a_workbook_behind_a_password_says_so():
    # [MS-CFB]: one directory sector with a root and the stream EncryptedPackage below it
    def entry(name: str, kind: int, child: int) -> bytes:
        raw = name.encode("utf-16-le")
        head = raw.ljust(64, b"\0") + (len(raw) + 2).to_bytes(2, "little") + bytes([kind, 1])
        ends = (0xFFFFFFFF).to_bytes(4, "little") * 2 + child.to_bytes(4, "little")
        return (head + ends).ljust(128, b"\0")

    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[30:32] = (9).to_bytes(2, "little")
    head[44:52] = (1).to_bytes(4, "little") + (1).to_bytes(4, "little")
    head[68:72] = end.to_bytes(4, "little")
    head[76:512] = (0).to_bytes(4, "little") + free.to_bytes(4, "little") * 108
    sector = b"".join(n.to_bytes(4, "little") for n in (table, end, *[free] * 126))
    directory = (entry("Root Entry", 5, 1) + entry("EncryptedPackage", 2, free)).ljust(512, b"\0")
    body = bytes(head) + sector + directory
    assert sniff(body) == "encrypted"
    report = read_report(body)
    assert report.outcome == "damaged" and "password" in report.issues[0].message


def test_spreadsheet_xml_of_2003_is_read_through_libreoffice():
    if not office.program():
        pytest.skip(needs("libreoffice"))
    document = make(9, "2014", "xlsx", ["text_numbers"])
    body = xml_2003(document.body)
    assert sniff(body) == "sheet_xml"
    assert not defects_of(document, body)


def test_a_last_line_with_an_empty_value_is_a_line_of_the_table():
    document = make(660_463, "2021", "xlsx", ["zeros_blank", "ragged_colspans"])
    assert not defects_of(document)
    rows = '<row r="1"><c r="A1" t="str"><v>{}</v></c><c r="B1"><v>1</v></c></row><row r="2"><c r="A2" t="str"><v>{}</v></c></row>'
    assert texts(book(rows.format("行政许可", "行政处罚"))) == [["行政许可", "1"], ["行政处罚", ""]]
    assert texts(book(rows.format("行政许可", "填报人"))) == [["行政许可", "1"]]
