"""No figure of a table is lost without a word: it is in a cell, a label, an unmapped line, a note or an issue."""

import random

from extractors.account import account
from extractors.captions import captions
from extractors.evidence import Hint
from extractors.readers.html import read_html
from extractors.report import read_report
from extractors.shown import plain
from tests.test_recognise import HEAD, LINES, applications, read, value

FIGURE = "31816"


def _named(report: object) -> bool:
    return FIGURE in repr(report)


def test_a_figure_that_no_step_took_is_an_error_with_its_place() -> None:
    content = read_html(HEAD + applications({label: ["1"] * 7 for label in LINES}))
    report = read_report((HEAD + applications({label: ["1"] * 7 for label in LINES})).encode())
    lost = [cell for cell in report.tables[0].cells if (cell.row, cell.column) != ("new", "total")]
    report.tables[0].cells = lost
    found = account(content.grids, report.tables, [], [], captions(content))
    assert [(issue.code, issue.severity, issue.table) for issue in found.issues] == [
        ("unaccounted", "error", "applications")
    ]
    assert "table 1, row 4: '1'" in found.issues[0].message
    assert [(line.raw, line.label) for line in found.lines] == [("1", "一、本年新收政府信息公开申请数量")]


def test_a_table_read_whole_leaves_nothing() -> None:
    report = read(applications({label: ["1"] * 7 for label in LINES}))
    assert value(report, "applications", "new", "total") == 1
    assert not report.unmapped and not [issue for issue in report.issues if issue.code == "unaccounted"]


def test_a_column_that_counts_the_lines_is_no_figure() -> None:
    rows = {label: ["0"] * 7 for label in LINES}
    table = applications(rows)
    for number, label in enumerate(LINES, 1):
        table = table.replace(f"<td colspan=3>{label}</td>", f"<td>{number}</td><td colspan=2>{label}</td>")
    assert not [issue for issue in read(table).issues if issue.code == "unaccounted"]


def test_a_figure_put_anywhere_into_a_table_is_named() -> None:
    """31816 beside, before, behind and in place of what stands in any cell, in new cells and in new rows."""
    rng = random.Random(1)
    table = applications({label: ["1", "0", "2", "", "无", "0", "3"] for label in LINES})
    cells = table.count("</td>")
    for _ in range(150):
        at = rng.randrange(cells)
        before, _, after = _split(table, at)
        put = rng.choice(
            [
                f"{FIGURE}</td>", f"<s>{FIGURE}</s></td>", f"<sup>{FIGURE}</sup></td>", f"（{FIGURE}）</td>",
                f"</td><td>{FIGURE}</td>", f"<br>{FIGURE}</td>", f"</td></tr><tr><td>{FIGURE}</td>",
                f"</td></tr><tr><td colspan=10>注：另有{FIGURE}件</td></tr><tr><td></td>",
            ]
        )  # fmt: skip
        assert _named(read(before + put + after)), before[-60:] + put


def _split(table: str, number: int) -> tuple[str, str, str]:
    at = -1
    for _ in range(number + 1):
        at = table.index("</td>", at + 1)
    return table[:at], "</td>", table[at + 5 :]


def test_cells_of_plain_text_have_one_run() -> None:
    assert plain("") == () and [run.text for run in plain("12")] == ["12"]


def test_an_unread_report_keeps_its_figures() -> None:
    lines = "".join(f"<p>{label} {number} 0 0 0 0 0 {number}</p>" for number, label in enumerate(LINES, 500))
    body = HEAD.replace("h1", "p") + "<p>一、总体情况</p><div>" + lines + "</div>"
    report = read_report(body.encode(), "text/html", Hint(document="d.html"))
    if report.outcome == "report":  # read by another way than a table
        assert value(report, "applications", "new", "total") == 500
        return
    assert report.outcome == "unread_report"
    assert report.issues[0].severity == "error" and "applications" in report.issues[0].message
    assert [line.raw for line in report.unmapped].count("508") == 2
