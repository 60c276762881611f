"""Two readers of one page, built on different libraries: they agree, and where they would not, no number is given."""

import pytest

from data.text import decode
from extractors.choose import choose_form
from extractors.readers.html import read_html
from extractors.readers.html_soup import read_html_again
from extractors.recognise import read_lines
from extractors.second_reader import is_sampled, read_again
from extractors.segments import cut_into_tables
from tests.generators.documents import make
from tests.test_recognise import LINES, ZEROS, applications, read


@pytest.mark.parametrize("seed", range(2_600_000, 2_600_030))
def test_both_readers_of_html_give_the_same_cells(seed: int) -> None:
    text, _ = decode(make(seed, medium="html").body)
    found = []
    for content in (read_html(text), read_html_again(text)):
        tables, _ = cut_into_tables(content.grids)
        tables.pop("disputes", None)
        readings = [read_lines(choose_form(name, segments, ""), segments) for name, segments in tables.items()]
        found.append([(c.form, c.row, c.column, c.state, c.value) for reading in readings for c in reading.cells])
    assert found[0] == found[1]


def test_a_broken_sum_asks_for_the_second_reader_and_agreement_leaves_the_figures() -> None:
    rows = {label: ZEROS for label in LINES} | {LINES[0]: ["5", "1", "0", "0", "0", "0", "60"]}
    report = read(applications(rows))
    assert report.checks.findings
    assert "readers_differ" not in {issue.code for issue in report.issues}
    assert len(report.tables[0].cells) == len(LINES) * 7


@pytest.mark.parametrize(
    ("cell", "is_asked"),
    [("50%", False), ("<span>\n 约10 </span>", False), ("5<b>0%</b>", True), ("1 <!-- --> 2", True)],
)
def test_what_a_page_plainly_prints_and_is_no_number_asks_nobody(
    cell: str, is_asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr("extractors.report.read_again", lambda content, body: asked.append(content))
    rows = {label: ZEROS for label in LINES} | {LINES[0]: [cell, *ZEROS[1:]]}
    report = read(applications(rows))
    assert "unreadable_number" in {issue.code for issue in report.issues}
    assert bool(asked) == is_asked


def test_where_the_two_differ_no_number_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {label: ZEROS for label in LINES} | {LINES[0]: ["5", "1", "0", "0", "0", "0", "60"]}
    page = applications(rows)
    other = read_html_again(page.replace("<td>60</td>", "<td>6</td>"))
    monkeypatch.setattr("extractors.report.read_again", lambda content, body: other)
    report = read(page)
    cell = next(c for c in report.tables[0].cells if (c.row, c.column) == ("new", "total"))
    assert (cell.state, cell.value) == ("unreadable", None)
    assert ("readers_differ", "error", "new", "total") in {(i.code, i.severity, i.row, i.column) for i in report.issues}


def test_a_page_nested_too_deep_for_the_second_reader_keeps_its_first_reading() -> None:
    rows = {label: ZEROS for label in LINES} | {LINES[0]: ["5", "1", "0", "0", "0", "0", "60"]}
    report = read("<div>" * 3000, applications(rows))
    assert report.outcome == "report"
    assert report.checks.findings


def test_the_sample_is_of_one_in_twenty_and_always_the_same() -> None:
    bodies = [str(n).encode() for n in range(2000)]
    chosen = [body for body in bodies if is_sampled(body)]
    assert 60 < len(chosen) < 140
    assert chosen == [body for body in bodies if is_sampled(body)]


def test_a_format_with_one_reader_is_not_read_again() -> None:
    assert read_again(read_html("<p>x</p>"), b"\x00\x01\x02" * 20) is None
