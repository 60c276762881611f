"""Tables that are drawn with characters, in preformatted text, paragraphs and plain text."""

import unicodedata
from collections.abc import Callable
from html import escape

import pytest

from extractors.report import Report, read_report
from tests.test_headed_lines import TITLE
from tests.test_shapes import ALL, APPLICATIONS, COLUMNS, COUNTS, FIGURES, LIST, cells, severities

# left, middle, right of the upper edge, of a rule between rows and of the lower edge; the bar; the flat character
STYLES = {
    "light": ("┌┬┐", "├┼┤", "└┴┘", "│", "─"),
    "heavy": ("┏┳┓", "┣╋┫", "┗┻┛", "┃", "━"),
    "double": ("╔╦╗", "╠╬╣", "╚╩╝", "║", "═"),
    "ascii": ("+++", "+++", "+++", "|", "-"),
}
Rows = list[list[str]]


def _wide(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def _fill(text: str, width: int) -> str:
    return text + " " * (width - _wide(text))


def drawn(rows: Rows, style: str, is_wide: bool = False, broken: int = 0) -> list[str]:
    """The lines of a table. is_wide: its characters are as wide as two others; broken: labels are cut after so many."""
    upper, between, lower, bar, flat = STYLES[style]
    labels = [row[0][:broken] if broken else row[0] for row in rows] + [row[0][broken:] for row in rows if broken]
    widths = [max(map(_wide, labels)) // 2 * 2 + 2]
    widths += [max(_wide(row[i]) for row in rows) // 2 * 2 + 2 for i in range(1, len(rows[0]))]

    def rule(ends: str) -> str:
        return ends[0] + ends[1].join(flat * (width // (2 if is_wide else 1)) for width in widths) + ends[2]

    found = [rule(upper)]
    for number, row in enumerate(rows):
        found += [rule(between)] if number else []
        for parts in [[row[0][:broken], *row[1:]], [row[0][broken:], *[""] * (len(row) - 1)]] if broken else [row]:
            if any(parts):
                found.append(bar + bar.join(map(_fill, parts, widths)) + bar)
    return [*found, rule(lower)]


def read(lines: list[str], tag: str = "pre") -> Report:
    if tag == "text":
        return read_report("\n".join([TITLE, "", *lines, "", "情况如上"]).encode(), "text/plain")
    body = f"<pre>{escape(chr(10).join(lines))}</pre>" if tag == "pre" else "".join(f"<p>{line}</p>" for line in lines)
    return read_report(f"<html><body><h1>{TITLE}</h1>{body}<p>情况如上</p></body></html>".encode())


def applications() -> Rows:
    lines = [[line["label"], *FIGURES.get(line["line"], [""] * 7)] for line in APPLICATIONS]
    return [["项目", *(label for _, label in COLUMNS)], *lines]


def statistics() -> Rows:
    return [
        ["统计指标", "单位", "统计数"],
        *([line["label"], line["unit"], COUNTS.get(line["line"], "")] for line in LIST),
    ]


@pytest.mark.parametrize("tag", ["pre", "p", "text"])
@pytest.mark.parametrize("style", list(STYLES))
def test_a_drawn_table_is_read(style: str, tag: str) -> None:
    report = read(drawn(applications(), style), tag)
    assert cells(report, "applications") == ALL
    assert severities(report, "unknown_label") == set()


@pytest.mark.parametrize("is_wide", [True, False])
@pytest.mark.parametrize("make", [applications, statistics])
def test_labels_broken_over_two_lines_are_whole(make: Callable[[], Rows], is_wide: bool) -> None:
    report = read(drawn(make(), "heavy", is_wide, broken=9))
    expected = ALL if make is applications else {(key, "count"): n for key, n in COUNTS.items()}
    assert cells(report, "applications" if make is applications else "statistics") == expected


def test_rules_under_the_heads_alone() -> None:
    lines = drawn(applications(), "light")
    report = read([line for number, line in enumerate(lines) if not line.startswith("├") or number == 2])
    assert cells(report, "applications") == ALL


def _merged() -> list[str]:
    """Heads over two rows, and a heading that reaches down over its lines beside rules that end at it."""
    names = [label for _, label in COLUMNS]
    widths = [24, 90, *([14] * 7)]
    flat = ["─" * width for width in widths]

    def line(*texts: str) -> str:
        return "│" + "│".join(_fill(text, width) for text, width in zip(texts, widths, strict=True)) + "│"

    group = _fill("法人或其他组织", sum(widths[3:8]) + 4)
    first = f"│{_fill('项目', widths[0] + 1 + widths[1])}│{_fill('自然人', 14)}│{group}│{_fill('总计', 14)}│"
    second = (
        f"│{' ' * (widths[0] + 1 + widths[1])}│" + "│".join(_fill(text, 14) for text in ["", *names[1:6], ""]) + "│"
    )
    under = f"│{' ' * (widths[0] + 1 + widths[1])}│{' ' * 14}├{'┬'.join(flat[3:8])}┤{' ' * 14}│"
    found = ["┌" + "┬".join(flat) + "┐", first, under, second]
    above = ""
    for entry in APPLICATIONS:
        if entry["line"] not in FIGURES:
            continue
        parent = next((one["label"] for one in APPLICATIONS if one["line"] == entry["parent"]), "")
        is_within = bool(parent) and parent == above
        found.append(("│" + " " * widths[0] + "├" if is_within else "├" + flat[0] + "┼") + "┼".join(flat[1:]) + "┤")
        if parent:
            found.append(
                line("" if is_within else parent.partition("、")[2] or parent, entry["label"], *FIGURES[entry["line"]])
            )
        else:
            found.append(
                f"│{_fill(entry['label'], widths[0] + 1 + widths[1])}│"
                + "│".join(_fill(text, 14) for text in FIGURES[entry["line"]])
                + "│"
            )
        above = parent
    return [*found, "└" + "┴".join(flat) + "┘"]


def test_cells_that_reach_over_columns_and_rows() -> None:
    report = read(_merged())
    assert cells(report, "applications") == ALL, [str(issue) for issue in report.issues][:5]


def test_a_drawing_whose_lines_differ_gives_no_figure() -> None:
    lines = drawn(applications(), "light")
    lines[5] = lines[5].replace("│", " ", 4)
    assert not {key for key, raw in cells(read(lines), "applications").items() if ALL[key] != raw}


def test_bars_around_a_text_are_no_table() -> None:
    assert not read(["┌────┐", "│办公时间│", "├────┤", "│9:00-17:00│", "└────┘"]).tables


def test_one_line_in_a_drawing_of_its_own_is_read_beside_the_tables_others() -> None:
    rules = [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "0", "0"],
        ["行政规范性文件", "5", "2", "44"],
    ]
    parts = [rules, *([["信息内容", "本年处理决定数量"], row] for row in (["行政许可", "297"], ["行政强制", "2"]))]
    lines = [line for part in parts for line in ["第二十条", *drawn(part, "light")]]
    found = cells(read(lines, "text"), "proactive")
    assert found["licensing", "decisions"] == "297" and found["coercion", "decisions"] == "2"
