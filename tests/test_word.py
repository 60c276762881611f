"""Word documents in their coats, with every way in which a cell's text differs from the letters in the file."""

import io
import zipfile
from pathlib import Path

import docx as python_docx
import pytest

from data.formats import needs
from extractors import office
from extractors.content import Cell
from extractors.ole import kind_of
from extractors.readers.word import read_docx
from extractors.report import read_report
from extractors.sniff import sniff
from tests.generators import nonreports
from tests.generators.documents import DOCX_SHAPES, make
from tests.generators.docx import _SPACES, packed
from tests.truth import defects_of

_CONTENT_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def package(body: str, declaration: str = "") -> bytes:
    document = f"<?xml version='1.0'?>{declaration}<w:document {_SPACES}><w:body>{body}</w:body></w:document>"
    return packed({"[Content_Types].xml": _CONTENT_TYPES, "word/document.xml": document})


def cells_of(cell: str) -> list[Cell]:
    """A row of two cells whose first holds `cell`."""
    row = f"<w:tbl><w:tr><w:tc>{cell}</w:tc><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    return read_docx(package(row)).grids[0].rows[0].cells


@pytest.mark.parametrize("shape", DOCX_SHAPES)
@pytest.mark.parametrize("form", ["2021", "2014"])
def test_every_shape_alone_is_read_whole(shape, form):
    for seed in range(3):
        assert not defects_of(make(seed + 40, form, "docx", [shape]))


@pytest.mark.parametrize("medium", ["docx", "word_2003", "word_flat", "html_doc", "mhtml"])
def test_every_coat_of_word_is_read_whole(medium):
    for seed in range(8):
        document = make(seed + 900, ["2019", "2021", "mixed", "fujian"][seed % 4], medium)
        assert not defects_of(document)


def test_what_is_read_is_what_python_docx_reads():
    document = make(7, "2021", "docx", ["split_runs"])
    grids = read_docx(document.body).grids
    tables = python_docx.Document(io.BytesIO(document.body)).tables
    assert len(grids) == len(tables) == 3
    for grid, table in zip(grids, tables, strict=True):
        for row, theirs in zip(grid.rows, table.rows, strict=True):
            spread = {cell.text for cell in (*row.cells, *row.carried)}
            assert spread == {cell.text for cell in theirs.cells}


RUN = "<w:p><w:r>{}<w:t>12</w:t></w:r>{}</w:p>"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (RUN.format("", "<w:r><w:t>3</w:t></w:r>"), "123"),
        (RUN.format("", '<w:del w:id="1"><w:r><w:delText>3</w:delText></w:r></w:del>'), "12"),
        (RUN.format("", '<w:del w:id="1"><w:r><w:t>3</w:t></w:r></w:del>'), "12"),
        (RUN.format("", '<w:ins w:id="1"><w:r><w:t>3</w:t></w:r></w:ins>'), "123"),
        (RUN.format("", "<w:r><w:rPr><w:vanish/></w:rPr><w:t>3</w:t></w:r>"), "12"),
        (RUN.format("", '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>3</w:t></w:r>'), "123"),
        (RUN.format("", '<w:r><w:footnoteReference w:id="1"/></w:r>'), "12"),
        (RUN.format("", "<w:r><w:noBreakHyphen/><w:t>3</w:t></w:r>"), "12-3"),
        (RUN.format("", "<w:r><w:br/><w:t>3</w:t></w:r>"), "12\n3"),
        (RUN.format("", "") + RUN.format("", ""), "12\n12"),
        (
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
            "<w:p><w:r><w:t>单击此处输入文字。</w:t></w:r></w:p></w:sdtContent></w:sdt>",
            "",
        ),
        ("<w:sdt><w:sdtContent>" + RUN.format("", "") + "</w:sdtContent></w:sdt>", "12"),
        ("<w:tbl><w:tr><w:tc>" + RUN.format("", "") + "</w:tc></w:tr></w:tbl><w:p/>", "12"),
    ],
)
def test_a_cell_is_what_word_shows(cell, text):
    assert cells_of(cell)[0].text == text


@pytest.mark.parametrize("mark", ["<w:strike/>", "<w:dstrike/>", '<w:vertAlign w:val="superscript"/>'])
def test_struck_and_raised_figures_never_run_into_a_number(mark):
    raised = f"<w:r><w:rPr>{mark}</w:rPr><w:t>3</w:t></w:r>"
    cell = cells_of(RUN.format("", raised))[0]
    assert cell.text == "12" and "'3'" in cell.doubt


def test_a_text_box_is_read_once_and_its_table_too():
    document = make(3, "2021", "docx", ["text_boxes", "boxed_tables"])
    content = read_docx(document.body)
    assert len(content.grids) == 3
    titles = [line.text for line in content.lines if document.agency in line.text and "年度报告" in line.text]
    assert len(titles) == len(set(titles))


def test_a_picture_alone_needs_ocr_and_gives_no_row():
    drawing = (
        '<w:p><w:r><w:drawing><a:graphic><a:graphicData><a:blip r:embed="rId5"/></a:graphicData></a:graphic>'
        "</w:drawing></w:r></w:p>"
    )
    report = read_report(package(drawing))
    assert report.outcome == "needs_ocr" and not report.tables


def test_entities_are_refused_not_expanded():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    report = read_report(package("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", bomb))
    assert report.outcome == "damaged" and "entities" in report.issues[0].message
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    assert read_report(package("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", outside)).outcome == "damaged"


def test_a_part_that_unpacks_without_end_is_over_the_limit():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _CONTENT_TYPES)
        with archive.open("word/document.xml", "w") as part:
            for _ in range(60):
                part.write(b" " * (1 << 20))
    assert read_report(out.getvalue()).outcome == "over_limit"


def test_nesting_without_end_costs_the_document_alone():
    for opening in ("<w:tbl><w:tr><w:tc>", "<w:sdt><w:sdtContent>", "<w:p><w:r><w:pict><w:txbxContent>"):
        report = read_report(package(opening * 400 + "<w:p/>"))
        assert report.outcome in ("damaged", "over_limit")
        closing = "".join(f"</{tag}" for tag in reversed(opening.strip("<").split("<")))
        report = read_report(package("<w:p/>".join([opening] * 90) + "<w:p/>" + closing * 90))
        assert report.outcome in ("not_a_report", "over_limit")


def test_a_document_cut_short_is_damaged_whatever_its_name():
    body = make(1, "2021", "docx", []).body
    for at in (100, len(body) // 2, len(body) - 10):
        report = read_report(body[:at], "text/html")
        assert report.outcome == "damaged" and not report.tables
    assert read_report(b"").outcome == "damaged"


def test_bytes_decide_and_not_the_declared_type():
    document = make(2, "2021", "docx", [])
    assert read_report(document.body, "application/pdf").outcome == "report"
    assert sniff(make(2, "2021", "word_flat", []).body) == "word_xml"
    assert sniff(make(2, "2021", "html_doc", []).body) == "html"
    assert sniff(make(2, "2021", "mhtml", []).body) == "mhtml"


def test_the_blank_form_is_no_report(shared):
    report = read_report((shared / "corpus" / "other" / "blank-form-2021.docx").read_bytes())
    assert (report.outcome, report.reason) == ("not_a_report", "blank_form")


# --- through LibreOffice ---


@pytest.fixture(scope="module")
def soffice() -> str:
    found = office.program()
    if not found:
        pytest.skip(needs("libreoffice"))
    return found


@pytest.mark.slow
def test_bounded_rich_text_and_doc_are_read_whole_in_one_batch(soffice, monkeypatch):
    documents = [make(seed, form, "rtf", []) for seed, form in enumerate(("2014", "2019", "2021"), 60)]
    texts = {d.name: ("rtf", d.body) for d in documents}
    made = office.convert(texts)
    # the same documents as .doc, which LibreOffice makes of its own .docx
    monkeypatch.setitem(office.TARGETS, "docx", ("docx", "doc"))
    docs = office.convert({d.name: ("docx", made[d.name].body) for d in documents})
    for document in documents:
        assert kind_of(docs[document.name].body) == "doc"
    again = office.convert({name: ("doc", answer.body) for name, answer in docs.items()})
    for document in documents:
        for answer in (made, again):
            assert not answer[document.name].problem
            assert not defects_of(document, answer[document.name].body)


def test_one_file_that_cannot_be_opened_does_not_spoil_the_batch(soffice):
    good = make(61, "2021", "rtf", []).body
    answers = office.convert({"good": ("rtf", good), "bad": ("doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000))})
    assert answers["good"].body and answers["bad"].problem


def test_without_the_program_the_issue_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(office, "program", lambda: None)
    report = read_report(make(62, "2021", "rtf", []).body)
    assert report.outcome == "needs_program" and "apt-get install" in report.issues[0].message
    assert report.media == "rtf" and not report.tables


def test_a_program_that_hangs_is_ended_with_its_children(tmp_path, monkeypatch):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 77 & echo $! > " + str(tmp_path / "child") + "\nsleep 78\n")
    program.chmod(0o755)
    monkeypatch.setattr(office, "program", lambda: str(program))
    monkeypatch.setattr(office, "ALONE_SECONDS", 1.0)
    report = read_report(b"{\\rtf1 x}")
    assert report.outcome == "damaged" and "not in time" in report.issues[0].message
    child = Path("/proc") / (tmp_path / "child").read_text().strip() / "stat"
    assert not child.exists() or child.read_text().split()[2] == "Z"


@pytest.mark.parametrize("kind", nonreports.FILED)
@pytest.mark.parametrize("medium", ["docx", "xlsx"])
def test_files_that_are_no_report_are_refused_with_their_reason(kind, medium):
    for seed in range(4):
        assert not defects_of(nonreports.make(seed, kind, medium))


@pytest.mark.parametrize(("mark", "state"), [("无", "nil"), ("0", "number"), ("—", "nil"), ("7", "unreadable")])
def test_one_mark_over_all_reviews_and_lawsuits_stands_in_each(mark, state):
    document = python_docx.Document()
    document.add_paragraph("临河县水利局2023年政府信息公开工作年度报告")
    document.add_paragraph("一、总体情况")
    table = document.add_table(rows=4, cols=15)
    outcomes = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    for first, last, text in ((0, 4, "行政复议"), (5, 14, "行政诉讼")):
        table.cell(0, first).merge(table.cell(0, last)).text = text
    for first, text in ((5, "未经复议直接起诉"), (10, "复议后起诉")):
        table.cell(1, first).merge(table.cell(1, first + 4)).text = text
    for at in range(15):
        if at < 5:
            table.cell(1, at).merge(table.cell(2, at))
        table.cell(1 if at < 5 else 2, at).text = outcomes[at % 5]
    table.cell(3, 0).merge(table.cell(3, 14)).text = mark
    body = io.BytesIO()
    document.save(body)
    report = read_report(body.getvalue())
    assert [cell.state for one in report.tables for cell in one.cells] == [state] * 15
