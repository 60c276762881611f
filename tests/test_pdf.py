"""PDF in all shapes: rules in part, in pieces or none, pages turned, rows cut, and two readers that must agree."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from data.rows import CellReading, Finding, Issue
from extractors import report as report_module
from extractors import second_reader
from extractors.content import Cell, Grid, Row
from extractors.readers import pdf as pdf_reader
from extractors.readers.pdf import read_pdf
from extractors.readers.pdf_breaks import join_over_break
from extractors.readers.pdf_grid import joined, ruled_tables
from extractors.readers.pdf_page import DamagedPdf, Rule, Rules
from extractors.readers.pdf_plumber import read_pdf_again
from extractors.readings import TableReading
from extractors.report import read_report
from extractors.second_reader import Difference, differences, is_doubtful, is_sampled, reconciled
from extractors.shown import plain
from tests.generators import documents, pdf_shapes


def _wrong(document: documents.Document) -> list[tuple[str, str, str]]:
    """Cells of a document whose value or state is not as printed, and cells that are not printed."""
    tables = read_report(document.body).tables
    read = {(c.table, c.row, c.column): (c.value, c.state) for t in tables for c in t.cells}
    wrong = []
    for row in document.truth:
        key = row["table"], row["row"], row["column"]
        value = Decimal(row["value"]) if row["value"] else None
        if read.pop(key, None) != (value, row["state"]):
            wrong.append(key)
    return wrong + [key for key, (value, _) in read.items() if value is not None]


@pytest.mark.parametrize("shape", [*pdf_shapes.SHAPES, "rect_rules", "landscape", "single_characters", "narrow_labels"])
def test_every_shape_of_page_and_rules_gives_every_figure(shape: str) -> None:
    shapes = [shape, "small_pages"] if shape in ("rows_cut", "footer_of_pages") else [shape, "filled_first_page"]
    for form, seed in (("2021", 7), ("fujian", 8)):
        assert _wrong(documents.make(seed, form, "pdf", shapes)) == []


@pytest.mark.parametrize("shape", ["no_rules", "value_rules", "only_down"])
def test_tables_without_rules_go_on_over_pages_without_heads(shape: str) -> None:
    for seed in (31, 32):
        assert _wrong(documents.make(seed, "2014", "pdf", [shape, "small_pages", "page_numbers"])) == []


@pytest.mark.parametrize(
    ("seed", "form"),
    [
        # heads of one to three lines over columns that only vertical lines part; figures with their unit below them
        (98_000_429, "mixed"),
        # a row that a page break left with the cut label 本年度, which is a column of another form
        (99_000_099, "mixed"),
        # two rows on a page between vertical lines only
        (99_500_345, "2021"),
    ],
)
def test_documents_that_were_once_read_in_part_are_read_whole(seed: int, form: str) -> None:
    assert not _wrong(documents.make(seed, form, "pdf"))


def test_characters_alone_in_a_font_that_the_file_lacks_are_not_lost() -> None:
    document = documents.make(7001, "2014", "pdf", ["fullwidth"])
    assert _wrong(document) == []
    assert not read_pdf(document.body).is_second


# --- ruled lines --------------------------------------------------------------------------------------------------


def _box(x0: float, top: float, x1: float, bottom: float) -> Rules:
    across = [Rule(top, x0, x1), Rule(bottom, x0, x1)]
    return Rules(across, [Rule(x0, top, bottom), Rule(x1, top, bottom)])


def _drawn(*parts: Rules) -> Rules:
    return Rules([r for p in parts for r in p.across], [r for p in parts for r in p.down])


def test_a_missing_wall_merges_cells_and_open_sides_are_closed() -> None:
    rules = Rules([Rule(0, 0, 90), Rule(20, 30, 90), Rule(40, 0, 90)], [Rule(30, 0, 40), Rule(60, 0, 40)])
    (table,) = ruled_tables(rules)
    assert table.xs == [0, 30, 60, 90] and table.ys == [0, 20, 40]
    merged = table.boxes[0]
    assert (merged.row, merged.row_end, merged.column, merged.column_end) == (0, 2, 0, 1)
    assert len(table.boxes) == 5


def test_double_broken_and_dotted_lines_are_one_line_each() -> None:
    pieces = [Rule(10 + off, x, x + 9) for off in (-0.8, 0.8) for x in range(0, 100, 10)]
    assert joined(pieces) == [Rule(10, 0, 99)]
    assert joined([Rule(5, x, x + 0.5) for x in range(0, 40, 2)]) == [Rule(5, 0, 38.5)]
    assert joined([Rule(5, 20, 20.5)]) == []


def test_lines_of_another_table_near_by_do_not_part_a_double_line() -> None:
    double = [Rule(150.6, 0, 100), Rule(152.2, 0, 100)]
    assert joined([*double, Rule(148.5, 300, 500)]) == [Rule(148.5, 300, 500), Rule(pytest.approx(151.4), 0, 100)]


def test_two_tables_of_a_page_stay_apart() -> None:
    rules = _drawn(_box(0, 0, 50, 20), _box(50, 0, 100, 20), _box(0, 60, 50, 80), _box(50, 60, 100, 80))
    assert len(ruled_tables(rules)) == 2


# --- numbers in cells ---------------------------------------------------------------------------------------------


def _page(draw: object, size: tuple[float, float] = (400, 300)) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, invariant=1)
    draw(canvas)  # type: ignore[operator]
    canvas.save()
    return file.getvalue()


def _cells(body: bytes) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for table in read_pdf(body).grids for row in table.rows]


def test_a_grid_says_what_reaches_down_into_a_row() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(0, 100, 30, 40)
        canvas.rect(30, 120, 30, 20)
        canvas.rect(30, 100, 30, 20)

    (made,) = read_pdf(_page(draw)).grids
    assert [row.page for row in made.rows] == [1, 1]
    assert [len(row.cells) for row in made.rows] == [2, 1] and made.rows[1].carried == [made.rows[0].cells[0]]


def test_a_wrapped_number_is_one_and_two_numbers_are_two() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.grid([50, 77, 177], [100, 140])
        for x, lines in ((52, ("3985", "758")), (100, ("12", "7"))):
            canvas.drawString(x, 125, lines[0])
            canvas.drawString(x, 113, lines[1])

    assert _cells(_page(draw)) == [["3985758", "12\n7"]]


def test_a_number_wrapped_after_an_indent_is_one_and_stacked_figures_with_room_beside_them_are_two() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.grid([50, 84, 134], [100, 140])
        for x, y, figure in ((71, 125, "7"), (53, 113, "0"), (100, 125, "7"), (100, 113, "0")):
            canvas.drawString(x, y, figure)

    assert _cells(_page(draw)) == [["70", "7\n0"]]


def test_a_number_that_runs_over_a_wall_is_given_to_neither_cell_as_a_number() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.grid([50, 70, 90], [100, 120])
        canvas.drawString(52, 105, "123456")

    (row,) = _cells(_page(draw))
    assert row[0] == row[1] and "\n" in row[0]


def test_bold_by_drawing_twice_is_one_figure() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.grid([50, 90, 130], [100, 120])
        for off in (0, 0.4):
            for x, digit in ((55, "1"), (60.56, "1"), (100, "0")):
                canvas.drawString(x + off, 105, digit)

    body = _page(draw)
    assert _cells(body) == [["11", "0"]]


def test_white_lines_and_filled_backgrounds_are_no_walls() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.8, 0.8, 0.9)
        canvas.rect(60, 100, 30, 20, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.grid([50, 100, 150], [100, 120])
        canvas.setStrokeColorRGB(1, 1, 1)
        canvas.line(75, 100, 75, 120)
        canvas.drawString(55, 105, "1")
        canvas.drawString(80, 105, "2")

    assert [len(row) for row in _cells(_page(draw))] == [2]


# --- page breaks --------------------------------------------------------------------------------------------------


def _row(page: int, *texts: str) -> Row:
    return Row([Cell(plain(text), i * 50, i * 50 + 50) for i, text in enumerate(texts)], [], page)


def test_a_row_cut_by_a_page_break_is_one_row() -> None:
    above = Grid(0, [_row(1, "信息内容", "统计数"), _row(1, "2.没有现成信息", "3")])
    below = Grid(1, [_row(2, "信息内容", "统计数"), _row(2, "需要另行制作", ""), _row(2, "2.重复申请", "4")])
    join_over_break(above, below)
    assert [c.text for c in above.rows[-1].cells] == ["2.没有现成信息\n需要另行制作", "3"]
    assert [row.cells[0].text for row in below.rows] == ["信息内容", "2.重复申请"]


def test_two_rows_with_labels_or_figures_of_their_own_are_never_joined() -> None:
    for upper, lower in (
        (("2.重复申请", "3"), ("3.要求提供公开出版物", "")),
        (("2.没有现成信息", "3"), ("需要另行制作", "4")),
    ):
        above, below = Grid(0, [_row(1, *upper)]), Grid(1, [_row(2, *lower)])
        join_over_break(above, below)
        assert len(below.rows) == 1 and above.rows[0].cells[1].text == "3"


# --- damaged and unreadable ---------------------------------------------------------------------------------------


def test_damaged_and_encrypted_files_say_so() -> None:
    whole = documents.make(7, "2021", "pdf", []).body
    for body in (b"%PDF-1.7\n", whole[:300], b"%PDF-1.4\n" + bytes(range(256)) * 40):
        assert read_report(body).outcome == "damaged"
    file = io.BytesIO()
    canvas = Canvas(file, encrypt="secret")
    canvas.drawString(50, 50, "1")
    canvas.save()
    with pytest.raises(DamagedPdf, match=r"[Pp]assword"):
        read_pdf(file.getvalue())


def test_pages_that_are_pictures_are_named_and_unseen_text_behind_them_is_not_read(tmp_path: Path) -> None:
    from PIL import Image

    picture = tmp_path / "page.png"
    Image.new("RGB", (200, 150), "white").save(picture)

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(str(picture), 0, 0, 400, 300)
        hidden = canvas.beginText(50, 100)
        hidden.setTextRenderMode(3)
        hidden.textLine("3119 recognised by somebody")
        canvas.drawText(hidden)

    assert read_pdf(_page(draw)).picture_pages == [1]
    assert read_pdf(_page(lambda canvas: canvas.drawString(50, 50, "words"))).picture_pages == []


# --- the second reader --------------------------------------------------------------------------------------------


def _cell(row: str, value: int | None, state: str = "number", form: str = "2021") -> CellReading:
    number = None if value is None else Decimal(value)
    return CellReading(form, "applications", row, "total", number, "件", state, str(value), row, "总计", 0, 0, 0)


def _table(*cells: CellReading, errors: int = 0) -> TableReading:
    issues = [Issue("ragged_grid", "error", "", "applications")] * errors
    return TableReading("applications", "2021", list(cells), list(issues))


def test_the_same_figures_of_two_readers_are_no_difference() -> None:
    table = _table(_cell("new", 3), _cell("granted", None, "nil"))
    assert differences([table], [table]) == [] and reconciled([table], [table])[0].issues == []


def test_a_figure_that_differs_is_given_by_neither() -> None:
    first, second = _table(_cell("new", 3), _cell("granted", 1)), _table(_cell("new", 8), _cell("granted", 1))
    expected = Difference("applications", "new", "total", first.cells[0], second.cells[0])
    assert expected.is_conflict and differences([first], [second]) == [expected]
    (table,) = reconciled([first], [second])
    assert [(c.row, c.value, c.state) for c in table.cells] == [("new", None, "unreadable"), ("granted", 1, "number")]
    (issue,) = table.issues
    assert (issue.code, issue.severity, issue.row, issue.column) == ("readers_differ", "error", "new", "total")
    assert first.cells[0].value == 3


def test_the_reading_with_fewer_errors_is_kept_and_what_one_reader_alone_sees_is_said() -> None:
    first, second = _table(_cell("new", 3), errors=2), _table(_cell("new", 3), _cell("granted", 1))
    assert [c.row for c in reconciled([first], [second])[0].cells] == ["new", "granted"]
    (table,) = reconciled([_table(_cell("new", 3))], [second])
    assert [(i.code, i.severity) for i in table.issues] == [("readers_differ", "warning")]
    (found,) = reconciled([], [second])
    assert len(found.cells) == 2 and found.issues[0].severity == "warning"


def test_a_broken_sum_or_an_error_asks_for_the_second_reader_and_the_sample_is_fixed() -> None:
    broken = Finding("sum_broken", "", "", "", "", None, None, "")
    assert is_doubtful([], [broken]) and is_doubtful([_table(errors=1)], []) and not is_doubtful([_table()], [])
    bodies = [str(n).encode() for n in range(2000)]
    chosen = [body for body in bodies if is_sampled(body)]
    assert 60 < len(chosen) < 150 and all(is_sampled(body) for body in chosen)


def test_both_readers_give_the_same_figures_of_real_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_module, "is_sampled", lambda body: True)
    asked: list[int] = []

    def counting(body: bytes) -> object:
        asked.append(len(body))
        return read_pdf_again(body)

    monkeypatch.setattr("extractors.readers.pdf_plumber.read_pdf_again", counting)
    for shape in ("rect_rules", "doubled_bold", "wrapped_numbers", "turned_pages"):
        report = read_report(documents.make(12, "2021", "pdf", [shape]).body)
        assert [issue for issue in report.issues if issue.code == "readers_differ"] == []
    assert len(asked) == 4


def test_a_wrong_figure_of_one_reader_is_found_by_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_module, "is_sampled", lambda body: True)
    honest = second_reader.read_again

    def altered(content: object, body: bytes) -> object:
        again = honest(content, body)  # type: ignore[arg-type]
        assert again is not None
        row = next(r for g in again.grids for r in g.rows if any("重复申请" in c.text for c in r.cells))
        row.cells[-1].text += "7"
        return again

    monkeypatch.setattr(report_module, "read_again", altered)
    report = read_report(documents.make(12, "2021", "pdf", ["rect_rules"]).body)
    (issue,) = [issue for issue in report.issues if issue.code == "readers_differ"]
    assert (issue.table, issue.row, issue.column) == ("applications", "not_processed.repeat", "total")
    cells = [c for t in report.tables for c in t.cells if (c.row, c.column) == ("not_processed.repeat", "total")]
    assert [(c.value, c.state) for c in cells] == [(None, "unreadable")]


def test_words_that_pdfium_cannot_give_are_read_by_the_second_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    document = documents.make(7001, "2021", "pdf", [])
    monkeypatch.setattr(pdf_reader, "is_complete", lambda items, text_page: False)
    assert read_pdf(document.body).is_second and _wrong(document) == []
