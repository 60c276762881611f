"""Nearly known labels: a figure goes to the one line that is left, and never to a wrong one."""

import csv
import random
from functools import cache

import pytest

from data.places import DATA
from extractors.report import Report, read_report

TITLE = "临河县水利局2016年政府信息公开工作年度报告"


@cache
def form_lines(form: str) -> list[dict[str, str]]:
    with open(DATA / "forms" / form / "lines.csv", encoding="utf-8", newline="") as file:
        return [line for line in csv.DictReader(file) if line["table"] == "statistics"]


def page(lines: list[tuple[str, str, str]]) -> bytes:
    rows = "".join(f"<tr><td>{label}</td><td>{unit}</td><td>{figure}</td></tr>" for label, unit, figure in lines)
    head = "<tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>"
    return f"<html><body><h1>{TITLE}</h1><table>{head}{rows}</table></body></html>".encode()


def list2014(values: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(line["label"], line["unit"], values.get(line["line"], "")) for line in form_lines("2014")]


def numbered() -> dict[str, str]:
    valued = [line["line"] for line in form_lines("2014") if line["kind"] != "heading"]
    return {key: str(1001 + i) for i, key in enumerate(valued)}


def figures(report: Report) -> dict[str, str]:
    return {cell.row: cell.raw for table in report.tables for cell in table.cells}


def relabelled(old: str, new: str) -> Report:
    return read_report(page([(new if label == old else label, *rest) for label, *rest in list2014(numbered())]))


def test_the_one_line_left_is_taken_with_a_warning_that_names_both() -> None:
    report = relabelled("4.政务微信公开政府信息数", "4.政务微信平台公开政府有关信息数")
    assert figures(report) == numbered()
    (cell,) = [cell for cell in report.tables[0].cells if cell.match == "aligned"]
    (issue,) = [issue for issue in report.issues if issue.code == "label_aligned"]
    assert (issue.severity, issue.row) == ("warning", cell.row)
    assert "4.政务微信平台公开政府有关信息数" in issue.message and "4.政务微信公开政府信息数" in issue.message


@pytest.mark.parametrize(
    "words",
    [
        "其中：领导批示件数",
        "（三）信息公开目录数",
        "接待来访人次",
        "政务客户端公开政府信息数",
        "政务抖音公开政府信息数",
    ],
)
def test_other_words_are_not_taken_by_their_place(words: str) -> None:
    report = relabelled("4.政务微信公开政府信息数", words)
    key = next(line["line"] for line in form_lines("2014") if line["label"] == "4.政务微信公开政府信息数")
    assert key not in figures(report)
    assert numbered()[key] in {cell.raw for cell in report.unmapped}


def test_two_lines_left_mean_none() -> None:
    lines = [one for one in list2014(numbered()) if one[0] != "3.政务微博公开政府信息数"]
    report = read_report(
        page(
            [
                ("4.政务微信平台公开政府有关信息数" if one[0].startswith("4.政务微信") else one[0], *one[1:])
                for one in lines
            ]
        )
    )
    assert not [issue for issue in report.issues if issue.code == "label_aligned"]


def test_a_label_cut_over_two_cells_is_one() -> None:
    body = page(list2014(numbered())).decode()
    for label in ("四、行政复议数量", "五、行政诉讼数量"):
        body = body.replace(f"<td>{label}</td>", f"<td>{label[:-2]}</td><td>{label[-2:]}</td>")
    report = read_report(body.replace("<td>统计指标</td>", "<td colspan=2>统计指标</td>").encode())
    assert figures(report) == numbered()


SAME = {"（二）被依法纠错数", "（三）其他情形数"}


FAULTS = ("remove", "insert", "swap", "replace", "both", "near", "near", "near_gone")


def near_words(rng: random.Random, label: str, others: list[str]) -> str:
    """Words near to a label: a character gone, or part of another label beside or instead of some of them."""
    at = rng.randrange(len(label))
    other = rng.choice(others)
    piece = other[rng.randrange(len(other)) :][:2]
    return rng.choice(
        [label[:at] + label[at + 1 :], label[: at + 1] + piece + label[at + 1 :], label[:at] + piece + label[at + 2 :]]
    )


def changed(rng: random.Random) -> list[tuple[str, str, str]]:
    """The list with up to three faults: a line gone, a foreign one, two swapped, another form's label, or words near to
    another line's; figures say of which line they are.
    """
    lines = list2014(numbered())
    labels = [label for label, *_ in lines]
    foreign = [(line["label"], line["unit"], str(9000 + i)) for i, line in enumerate(form_lines("fujian"))]
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(lines))
        fault = rng.choice(FAULTS)
        if fault in ("remove", "both", "near_gone"):
            del lines[at]
        if fault in ("insert", "both"):
            lines.insert(at, rng.choice(foreign))
        if fault in ("near", "near_gone"):
            # a figure of its own under words near to another line's, with that line or in its place
            near = rng.randrange(len(labels))
            words = near_words(rng, labels[near], labels)
            if words not in labels:
                lines.insert(at, (words, rng.choice(["件", "条", "次"]), str(8000 + near)))
        # two lines have the same words, and their place alone says which is which
        if fault == "swap" and at + 1 < len(lines) and not {lines[at][0], lines[at + 1][0]} & SAME:
            lines[at], lines[at + 1] = lines[at + 1], lines[at]
        if fault == "replace":
            other = rng.choice(foreign)
            lines[at] = (other[0], other[1], str(9500) if lines[at][2] else "")
    return lines


def assert_nothing_is_misplaced(seed: int) -> None:
    lines = changed(random.Random(seed))
    truth, keys = numbered(), [line["line"] for line in form_lines("2014")]
    report = read_report(page(lines))
    cells = {cell.row: cell for table in report.tables for cell in table.cells}
    for row, cell in cells.items():
        if cell.raw.startswith("1"):
            assert truth[row] == cell.raw, (seed, row, cell.raw)
        elif cell.raw and cell.match not in ("exact", "grammar"):
            # a foreign line has a place only where its words are a wording of that line, or where they are near to it
            # and a warning says so
            assert cell.raw.startswith("8") and keys[int(cell.raw) - 8000] == row, (seed, row, cell.raw, cell.row_label)
            assert any(i.code == "label_aligned" and i.row == row for i in report.issues), (seed, row)


@pytest.mark.parametrize("seeds", [range(100), pytest.param(range(100, 150), marks=pytest.mark.slow, id="bounded")])
def test_no_figure_goes_to_a_wrong_line(seeds: range) -> None:
    for seed in seeds:
        assert_nothing_is_misplaced(seed)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_no_figure_of_many_lists_goes_to_a_wrong_line() -> None:
    for seed in range(1000, 3000):
        assert_nothing_is_misplaced(seed)
