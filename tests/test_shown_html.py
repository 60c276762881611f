"""What a page shows of a cell: no number is joined of what is set apart, none is lost, and no blank is claimed."""

import json
import re
from decimal import Decimal

import pytest

from data.rows import CellReading
from data.text import decode
from extractors.readers.html import read_html
from extractors.readers.html_soup import read_html_again
from extractors.readers.text import read_text
from extractors.report import Report, read_report
from tests.generators.documents import make
from tests.placements_html import DOUBT, GONE, NUMBER, SEEN, WAYS, Way, of, put, value_cells
from tests.test_recognise import HEAD, LINES, ZEROS, applications

PROACTIVE = (
    "<table border=1><tr><td colspan=4>第二十条第（一）项</td></tr><tr><td>信息内容</td><td>本年制发件数</td>"
    "<td>本年废止件数</td><td>现行有效件数</td></tr><tr><td>规章</td><td>0</td><td>0</td><td>1</td></tr>"
    "<tr><td>行政规范性文件</td><td>77</td><td>132</td><td>470</td></tr><tr><td colspan=4>第二十条第（五）项</td></tr>"
    "<tr><td>信息内容</td><td colspan=3>本年处理决定数量</td></tr><tr><td>行政许可</td><td colspan=3>12</td></tr>"
    "</table>"
)
PAGE = f"<html><head></head><body>{HEAD}{PROACTIVE}</body></html>"
KEY = ("proactive", "licensing", "decisions")
AT = PAGE.index("<td colspan=3>12<") + len("<td colspan=3>")

Cells = dict[tuple[str, str, str], CellReading]


def cells_of(report: Report) -> Cells:
    return {(cell.table, cell.row, cell.column): cell for table in report.tables for cell in table.cells}


def said_of(report: Report) -> str:
    """Everything in which a reading can name what it could not take."""
    return " ".join([*(issue.message for issue in report.issues), *(cell.raw for cell in report.unmapped)])


def says(cell: CellReading | None) -> Decimal | str | None:
    return None if cell is None else cell.value if cell.state == "number" else cell.state


def check(way: Way, cell: CellReading | None, said: str, rest: str, where: str) -> None:
    """What a reading may say of a cell in which the number stands in a way, beside `rest` (digits, or nothing)."""
    given, blank = says(cell), "blank" if not rest else Decimal(rest)
    if cell is None:
        raise AssertionError((way.name, where, "no cell"))
    if way.sees == GONE:
        assert given in (blank, "unreadable"), (way.name, where, given)
    elif way.sees == SEEN and not way.named:
        assert given == blank, (way.name, where, given)
    elif way.sees == SEEN:
        joined = {Decimal(NUMBER + rest), Decimal(rest + NUMBER)}
        assert given == "unreadable" or given in joined, (way.name, where, given)
    else:
        assert given == "unreadable" or (not rest and given == Decimal(NUMBER)), (way.name, where, given)
        assert not way.named or NUMBER in said + cell.raw, (way.name, where, said)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_number_beside_or_in_place_of_another_is_never_joined_or_lost(way: Way) -> None:
    usual = cells_of(read_report(PAGE.encode()))
    pages = {
        "before": (put(PAGE, AT, way, of(way)), "12"),
        "after": (put(PAGE, AT + 2, way, of(way)), "12"),
        "alone": (put(PAGE[:AT] + PAGE[AT + 2 :], AT, way, of(way)), ""),
    }
    for where, (page, rest) in pages.items():
        report = read_report(page.encode())
        cells = cells_of(report)
        check(way, cells.get(KEY), said_of(report), rest, where)
        assert {k: says(c) for k, c in cells.items() if k != KEY} == {k: says(c) for k, c in usual.items() if k != KEY}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_both_readers_say_the_same_of_a_cell(way: Way) -> None:
    page = put(PAGE, AT, way, of(way))
    found = [
        [[(cell.text.split(), cell.doubt, cell.start, cell.end) for cell in row.cells] for row in content.grids[0].rows]
        for content in (read_html(page), read_html_again(page))
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "seed",
    [3_100_001, *(pytest.param(s, marks=pytest.mark.slow, id=f"bounded-{s}") for s in (3_100_002, 3_100_003))],
)
def test_a_number_put_anywhere_changes_no_other_figure(seed: int) -> None:
    _placed_anywhere(seed, every=1499)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(3_200_000, 3_200_020))
def test_a_number_put_into_every_place_in_every_way_changes_no_other_figure(seed: int) -> None:
    _placed_anywhere(seed, every=61)


def _placed_anywhere(seed: int, every: int) -> None:
    """Each n-th pair of place and way: the cell says what may be said, and no other cell changes."""
    page, _ = decode(make(seed, medium="html", form="2021", shapes=[]).body)
    page = page if "</head>" in page else f"<html><head></head><body>{page}</body></html>"
    usual = {key: says(cell) for key, cell in cells_of(read_report(page.encode())).items()}
    assert len(usual) > 100
    pairs = [(place, way) for place in value_cells(page) for way in WAYS]
    for place, way in pairs[seed % every :: every]:
        start, end, digits = place
        report = read_report(put(page, end if seed % 2 else start, way, of(way)).encode())
        given = {key: says(cell) for key, cell in cells_of(report).items()}
        changed = {key for key in usual if given.get(key) != usual[key]}
        assert len(changed) <= 1, (way.name, place, changed)
        assert given.keys() <= usual.keys(), (way.name, place)
        if way.sees == DOUBT:
            assert len(changed) == 1 or digits not in {str(v) for v in usual.values()}, (way.name, place)
        for key in changed:
            check(way, cells_of(report)[key], said_of(report), digits, str(place))


@pytest.mark.parametrize(
    ("place", "markup"),
    [
        ("a new column", "<td>31816</td>"),
        ("a new column, struck", "<td><s>31816</s></td>"),
        ("a new column, in a field", "<td><input value=31816></td>"),
        ("a new column, as a picture", '<td><img src=n.gif alt="31816"></td>'),
    ],
)
def test_a_figure_in_a_column_without_a_head_is_named(place: str, markup: str) -> None:
    page = applications({label: ZEROS for label in LINES}).replace(
        f"{LINES[0]}</td>" + "<td>0</td>" * 7, f"{LINES[0]}</td>" + "<td>0</td>" * 7 + markup
    )
    report = read_report((HEAD + page).encode())
    assert NUMBER in said_of(report)


@pytest.mark.parametrize("name", ["v-text", "v-html", "ng-bind", "data-ng-bind-html", "x-text", "data-bind"])
def test_a_cell_that_a_script_fills_is_no_blank(name: str) -> None:
    page = PAGE[:AT] + f'<span {name}="total"></span>' + PAGE[AT + 2 :]
    assert says(cells_of(read_report(page.encode())).get(KEY)) == "unreadable"


def test_white_words_on_a_dark_head_are_seen() -> None:
    page = PAGE.replace("<td>本年制发件数</td>", '<td bgcolor="#1f4e79"><font color="#fff">本年制发件数</font></td>')
    assert says(cells_of(read_report(page.encode()))["proactive", "normative_documents", "issued"]) == 77
    assert not read_html(page).grids[0].rows[1].cells[1].doubt


def test_a_note_raised_on_a_label_or_a_head_costs_no_line() -> None:
    page = PAGE.replace("行政许可", "行政许可<sup>1</sup>").replace("本年废止件数", "本年废止件数<sup>[2]</sup>")
    assert {k: says(c) for k, c in cells_of(read_report(page.encode())).items()} == {
        k: says(c) for k, c in cells_of(read_report(PAGE.encode())).items()
    }


def test_a_cell_that_makes_no_box_leaves_its_place_to_the_next() -> None:
    page = PAGE.replace("<td>77</td>", '<td style="display:none">5</td><td>77</td>').replace(
        "<td>132</td>", '<td class="away">6</td><td>132</td>'
    )
    page = page.replace("</head>", "<style>.away{display:none}</style></head>")
    assert says(cells_of(read_report(page.encode()))["proactive", "normative_documents", "repealed"]) == 132
    for content in (read_html(page), read_html_again(page)):
        assert [cell.text for cell in content.grids[0].rows[3].cells] == ["行政规范性文件", "77", "132", "470"]


def test_a_cell_that_is_invisible_keeps_its_place() -> None:
    page = PAGE.replace("<td>132</td>", '<td style="visibility:hidden">132</td>')
    cells = cells_of(read_report(page.encode()))
    assert says(cells["proactive", "normative_documents", "repealed"]) == "unreadable"
    assert says(cells["proactive", "normative_documents", "in_force"]) == 470


def test_a_table_of_a_form_in_a_cell_of_another_is_a_table_of_its_own() -> None:
    inner = applications({label: ["3", *ZEROS[1:6], "3"] for label in LINES})
    page = PAGE.replace("</table>", f"<tr><td colspan=4>{inner}</td></tr></table>")
    cells = cells_of(read_report(page.encode()))
    assert says(cells[KEY]) == 12
    assert says(cells["applications", "new", "total"]) == 3


def test_a_picture_of_one_colour_is_no_ink() -> None:
    gif = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    page = PAGE.replace("<td colspan=3>12</td>", f'<td colspan=3><img src="{gif}" width=20 height=9></td>')
    assert says(cells_of(read_report(page.encode()))[KEY]) == "blank"


def test_a_zero_over_a_whole_row_is_that_of_each_cell_and_another_number_of_none() -> None:
    rows = {label: ZEROS for label in LINES}
    page = applications(rows)
    for number, state in (("0", Decimal(0)), ("无", "nil"), ("5", "unreadable")):
        made = re.sub(f"({LINES[1]}</td>)(<td>0</td>){{7}}", rf"\1<td colspan=7>{number}</td>", page)
        report = read_report((HEAD + made).encode())
        found = [says(c) for k, c in cells_of(report).items() if k[1] == "carried_in"]
        assert found == [state] * 7
    assert sum(issue.code == "unreadable_number" and issue.row == "carried_in" for issue in report.issues) == 7


def _saved(*parts: tuple[str, str]) -> bytes:
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
    made = [f"--x\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{text}\r\n" for kind, text in parts]
    return (head + "".join(made) + "--x--\r\n").encode()


def test_the_style_sheets_of_a_page_saved_as_one_file_count() -> None:
    page = put(PAGE, AT, Way("", ""), '<b class="n"></b>')
    report = read_report(_saved(("text/html", page), ("text/css", ".n::before{content:'31816'}")))
    assert says(cells_of(report)[KEY]) == "unreadable"
    assert NUMBER in said_of(report)


def test_the_sheets_of_a_workbook_saved_as_one_file_are_read() -> None:
    frames = "<html><body><p>a</p><iframe src=s1.htm></iframe></body></html>"
    assert says(cells_of(read_report(_saved(("text/html", frames), ("text/html", PAGE))))[KEY]) == 12


@pytest.mark.parametrize(
    "shape",
    [
        "<div class=t>{rows}</div>|<div>{cells}</div>|<div>{text}</div>",
        "<section>{rows}</section>|<div style='display:flex'>{cells}</div>|<p><b>{text}</b></p>",
        "<ul>{rows}</ul>|<li>{cells}</li>|<span>{text}</span>",
        "<div style='display:grid;grid-template-columns:repeat(8,1fr)'>{rows}</div>|{cells}|<div>{text}</div>",
        "<div><div>{rows}</div></div>|<div>{cells}</div>|<div><p>{text}</p></div>",
    ],
)
def test_a_table_without_table_is_read(shape: str) -> None:
    heads = ["申请人情况", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    lines = [heads, *([label, "5", "0", "0", "0", "0", "0", "5"] for label in LINES)]
    whole, row, cell = shape.split("|")
    rows = "".join(row.format(cells="".join(cell.format(text=text) for text in line)) for line in lines)
    cells = cells_of(read_report((HEAD + "<p>三、申请情况</p>" + whole.format(rows=rows)).encode()))
    assert says(cells["applications", "new", "natural_person"]) == 5
    assert says(cells["applications", "carried_out", "total"]) == 5


def test_terms_and_values_are_rows() -> None:
    names = ["行政许可", "行政处罚", "行政强制", "规章", "行政规范性文件"]
    page = HEAD + "<dl>" + "".join(f"<dt>{name}</dt><dd>31816</dd>" for name in names) + "</dl>"
    assert NUMBER in said_of(read_report(page.encode()))


@pytest.mark.parametrize(
    "wrap",
    [
        '{{"data": {{"title": "{title}", "content": {page}}}}}',
        'callback({{"title": "{title}", "content": {page}}});',
        '[{{"title": "{title}", "body": {page}}}]',
        "<html><head><title>{title}</title></head><body><p>a</p><script>var d = {{'x': 1}}; var e = "
        '{{"content": {page}}};</script></body></html>',
    ],
)
def test_a_page_in_json_or_in_a_script_is_read(wrap: str) -> None:
    title = "临河县水利局2022年政府信息公开工作年度报告"
    body = wrap.format(title=title, page=json.dumps(HEAD + PROACTIVE, ensure_ascii=False))
    report = read_report(body.encode())
    assert says(cells_of(report)[KEY]) == 12
    assert report.heading.report_year == 2022


def test_words_struck_in_a_text_of_markdown_are_no_figure() -> None:
    rows = read_text("| 行政许可 | ~~3~~12 | <s>4</s>5 |\n| 行政处罚 | 8^1^ | 7 |").grids[0].rows
    assert not any(cell.text.strip() in ("312", "45", "81") for row in rows for cell in row.cells)
    assert [cell.doubt for cell in rows[0].cells] == ["", "struck '3'", "struck '4'"]


DISPUTES = (
    "<table><tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr><tr>"
    + "".join(f"<td rowspan=2>{name}</td>" for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
    + "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr><tr>"
    + "".join(f"<td>{name}</td>" for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2)
    + "</tr><tr>{values}</tr></table>"
)


@pytest.mark.parametrize(("number", "state"), [("0", Decimal(0)), ("无", "nil"), ("5", "unreadable")])
def test_one_mark_over_the_row_of_values_of_disputes(number: str, state: Decimal | str) -> None:
    page = DISPUTES.format(values=f"<td colspan=15>{number}</td>")
    report = read_report((HEAD + PROACTIVE + page).encode())
    assert [says(c) for k, c in cells_of(report).items() if k[0] == "disputes"] == [state] * 15


@pytest.mark.parametrize("markup", [of(way) for way in WAYS if way.sees == DOUBT and way.named and not way.css])
def test_a_line_of_no_form_names_what_stands_in_it(markup: str) -> None:
    row = f"<tr><td>涉密地图审查</td><td colspan=3>{markup}</td></tr>"
    assert NUMBER in said_of(read_report(PAGE.replace("</table>", f"{row}</table>").encode()))
