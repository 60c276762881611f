"""Tables in other shapes than the form's: read cell by cell, or kept without a key and said to be so."""

import csv
import random
from collections.abc import Callable, Iterable
from functools import cache
from itertools import groupby
from unicodedata import normalize

import pytest

from data.places import DATA
from extractors.report import Report, read_report

TITLE = "临河县水利局{year}年政府信息公开工作年度报告"
Rows = list[list[str]]


@cache
def form_rows(form: str, file: str, table: str) -> list[dict[str, str]]:
    with open(DATA / "forms" / form / f"{file}.csv", encoding="utf-8", newline="") as lines:
        return [line for line in csv.DictReader(lines) if line["table"] == table]


LIST = form_rows("2014", "lines", "statistics")
APPLICATIONS = form_rows("2021", "lines", "applications")
COLUMNS = [(line["column"], line["label"]) for line in form_rows("2021", "columns", "applications")]
OUTCOMES = [(line["column"], line["label"]) for line in form_rows("2021", "columns", "disputes")]
COUNTS = {line["line"]: str(1000 + 7 * i) for i, line in enumerate(LIST) if line["kind"] != "heading"}
_RANDOM = random.Random(7)
_PARTS = {
    line["line"]: [_RANDOM.randint(0, 40) for _ in range(6)] for line in APPLICATIONS if line["kind"] != "heading"
}
FIGURES = {key: [str(n) for n in (*parts, sum(parts))] for key, parts in _PARTS.items()}
ALL = {(key, column): row[i] for key, row in FIGURES.items() for i, (column, _) in enumerate(COLUMNS)}
GROUPS = [("review", "行政复议"), ("litigation_direct", "未经复议直接起诉"), ("litigation_after_review", "复议后起诉")]
DISPUTES = {group: [str(n) for n in (i, 2 * i, 3, 4, 3 * i + 7)] for i, (group, _) in enumerate(GROUPS, 1)}
FIFTEEN = {(group, key): row[i] for group, row in DISPUTES.items() for i, (key, _) in enumerate(OUTCOMES)}


def row(*cells: str) -> str:
    return "<tr>" + "".join(cell if cell.startswith("<td") else f"<td>{cell}</td>" for cell in cells) + "</tr>"


def table(rows: Iterable[str]) -> str:
    return f"<table>{''.join(rows)}</table>"


def read(body: str, year: int = 2023) -> Report:
    return read_report(f"<html><body><h1>{TITLE.format(year=year)}</h1>{body}</body></html>".encode())


def cells(report: Report, name: str) -> dict[tuple[str, str], str]:
    return {(c.row, c.column): c.raw for one in report.tables for c in one.cells if one.table == name}


def severities(report: Report, code: str) -> set[str]:
    return {issue.severity for issue in report.issues if issue.code == code}


# --- columns beside the form's own --------------------------------------------------------------------------------


def listed(heads: str, values: Callable[[int], list[str]], of: Iterable[dict[str, str]] = LIST) -> str:
    lines = [
        row(line["label"], line["unit"] or "——", *(values(int(n)) if (n := COUNTS.get(line["line"])) else values(0)))
        for line in of
    ]
    return table([heads, *lines])


def plus(*more: int) -> Callable[[int], list[str]]:
    return lambda n: [str(n + 10000 * i) if n else "" for i in more]


def heads(*texts: str) -> str:
    return row("统计指标", "单位", *texts)


COUNT_OF_ALL = {(key, "count"): value for key, value in COUNTS.items()}


@pytest.mark.parametrize(
    ("texts", "own"),
    [
        (["本年", "上年"], 0),
        (["上年", "本年"], 1),
        (["2014年", "2015年", "2016年"], 2),
        (["2016年度", "2015年度", "增减"], 0),
        (["合计", "本级", "下级"], 0),
        (["市本级", "县（市、区）", "合计"], 2),
        (["县政府", "县直部门", "乡镇街道", "总计"], 3),
        (["统计数", "其中：本级"], 0),
        (["2015年", "2016年", "增减（＋／－）"], 1),
        (["2016年", "2015年", "增减（±）"], 0),
        (["2016年", "2015年", "同比增减（%）"], 0),
        (["本年", "上年", "较上年增减幅度（±%）", "增减百分点"], 0),
        (["2016年度", "2015年度", "与2015年相比", "增加/减少"], 0),
    ],
)
def test_one_of_several_columns_is_the_forms_and_the_others_are_kept(texts: list[str], own: int) -> None:
    order = [0 if i == own else i + 1 for i in range(len(texts))]
    report = read(listed(heads(*texts), plus(*order)), 2016)
    assert cells(report, "statistics") == COUNT_OF_ALL
    others = [(normalize("NFKC", text), i) for text, i in zip(texts, order, strict=True) if i]
    assert {(u.column_label, u.raw) for u in report.unmapped} == {
        (text, str(int(n) + 10000 * i)) for text, i in others for n in COUNTS.values()
    }
    assert severities(report, "unknown_column") == {"info"} and not severities(report, "unaccounted")


@pytest.mark.parametrize("texts", [["本级", "下级"], ["区政府统计数", "区直单位统计数", "乡镇街道统计数"]])
def test_levels_without_a_total_are_kept_and_none_is_the_forms(texts: list[str]) -> None:
    report = read(listed(heads(*texts), plus(*range(len(texts)))), 2016)
    assert not cells(report, "statistics")
    assert {(u.column_label, u.raw) for u in report.unmapped if u.raw.isdigit()} == {
        (text, str(int(n) + 10000 * i)) for i, text in enumerate(texts) for n in COUNTS.values()
    }
    assert "error" in {issue.severity for issue in report.issues}


def test_heads_over_two_rows() -> None:
    top = "<tr><td rowspan=2>统计指标</td><td rowspan=2>单位</td><td colspan=3>统计数</td></tr>"
    report = read(listed(top + row("合计", "本级", "下级"), plus(0, 1, 2)), 2016)
    assert cells(report, "statistics") == COUNT_OF_ALL


@pytest.mark.parametrize("head", ["填报数", "实际完成", "结果", ""])
def test_the_sole_column_of_figures_is_taken_whatever_its_head(head: str) -> None:
    report = read(listed(heads(head), plus(0)), 2016)
    assert cells(report, "statistics") == COUNT_OF_ALL
    assert head == "填报数" or severities(report, "label_aligned") == {"warning"}


def test_a_row_that_counts_the_columns_is_no_line() -> None:
    report = read(listed(heads("统计数") + row("甲", "乙", "1"), plus(0)), 2016)
    assert cells(report, "statistics") == COUNT_OF_ALL
    assert {issue.code for issue in report.issues} <= {"sum_broken"}


def test_rows_part_a_list_into_levels() -> None:
    def part(name: str, i: int) -> str:
        return row(f"（{name}）", "", "") + listed("", plus(i)).removeprefix("<table>").removesuffix("</table>")

    levels = part("县直部门", 1) + part("乡镇街道", 2)
    report = read(table([heads("统计数"), levels, part("合计", 0)]), 2016)
    assert cells(report, "statistics") == COUNT_OF_ALL
    report = read(table([heads("统计数"), levels]), 2016)
    assert not cells(report, "statistics")
    assert {u.column_label for u in report.unmapped} == {"(县直部门) 统计数", "(乡镇街道) 统计数"}


@pytest.mark.parametrize("count", [2, 3])
def test_lists_side_by_side(count: int) -> None:
    height = -(-len(LIST) // count)
    rows = [row(*["统计指标", "单位", "统计数"] * count)]
    for i in range(height):
        beside = [LIST[at] for at in range(i, len(LIST), height)]
        texts = [t for line in beside for t in (line["label"], line["unit"], COUNTS.get(line["line"], ""))]
        rows.append(row(*texts, *[""] * (3 * count - len(texts))))
    assert cells(read(table(rows), 2016), "statistics") == COUNT_OF_ALL


def test_columns_of_two_years_and_of_levels_in_the_later_forms() -> None:
    wide = row("<td rowspan=2>项目</td>", "<td colspan=7>2022年</td>", "<td colspan=7>2023年</td>")
    labels = [label for _, label in COLUMNS]
    mixed = row("<td rowspan=2>项目</td>", *(f"<td colspan=2>{label}</td>" for label in labels))
    levels = wide.replace("2022年", "本级").replace("2023年", "合计")
    for head, of in (
        (wide + row(*labels * 2), lambda figures: ["99"] * 7 + figures),
        (levels + row(*labels * 2), lambda figures: ["99"] * 7 + figures),
        (mixed + row(*["2022年", "2023年"] * 7), lambda figures: [n for own in figures for n in ("99", own)]),
    ):
        report = read(applications(head, of))
        assert {key: raw for key, raw in cells(report, "applications").items() if raw} == ALL
        assert {u.raw for u in report.unmapped if u.raw} == {"99"}


# --- arrangements -------------------------------------------------------------------------------------------------


def applications(head: str, of: Callable[[list[str]], list[str]]) -> str:
    blank = [""] * len(of([""] * 7))
    lines = [
        row(line["label"], *(of(FIGURES[k]) if (k := line["line"]) in FIGURES else blank)) for line in APPLICATIONS
    ]
    return table([head, *lines])


def head_of(*columns: int) -> str:
    return row("项目", *(COLUMNS[i][1] for i in columns))


@pytest.mark.parametrize("order", [[6, 0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5], [6]])
def test_columns_in_another_order_or_fewer(order: list[int]) -> None:
    report = read(applications(head_of(*order), lambda figures: [figures[i] for i in order]))
    assert cells(report, "applications") == {
        (key, COLUMNS[i][0]): figures[i] for key, figures in FIGURES.items() for i in order
    }


def test_totals_alone_under_a_head_of_no_form() -> None:
    report = read(applications(row("项目", "数量（件）"), lambda figures: figures[6:]))
    assert cells(report, "applications") == {(key, "total"): figures[6] for key, figures in FIGURES.items()}
    assert severities(report, "label_aligned") == {"warning"}


def test_no_heads_are_the_forms_where_the_sums_hold() -> None:
    report = read(applications("", list))
    assert cells(report, "applications") == ALL and severities(report, "label_aligned") == {"warning"}
    assert not cells(read(applications("", lambda figures: [figures[6], *figures[:6]])), "applications")


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4, 5, 6], [6, 0, 1, 2, 3, 4, 5]])
def test_a_turned_table(order: list[int]) -> None:
    valued = [line for line in APPLICATIONS if line["line"] in FIGURES]
    rows = [row("申请人", *(line["label"] for line in valued))]
    rows += [row(COLUMNS[i][1], *(FIGURES[line["line"]][i] for line in valued)) for i in order]
    report = read(table(rows))
    assert cells(report, "applications") == ALL
    (cell,) = [c for c in report.tables[0].cells if (c.row, c.column) == ("new", "total")]
    assert (cell.row_index, cell.column_index) == (1 + order.index(6), 1)


def _turned_in_groups(is_joined: bool) -> list[str]:
    """Lines over the figures with their groups above or before them in one cell, applicants before the figures."""
    valued = [line for line in APPLICATIONS if line["line"] in FIGURES]
    named = {line["line"]: line["label"] for line in APPLICATIONS}
    top, below = ["<td colspan=2 rowspan=2>申请人情况</td>"], []
    for parent, lines in groupby(valued, key=lambda line: line["parent"]):
        own = list(lines)
        if is_joined or not parent:
            label = f"{named[parent]}<br>" if parent else ""
            top += [f"<td rowspan=2>{label}{line['label']}</td>" for line in own]
        else:
            top.append(f"<td colspan={len(own)}>{named[parent]}</td>")
            below += [line["label"] for line in own]
    rows = [row(*top), row(*below)]
    for i, (_, label) in enumerate(COLUMNS):
        first = [f"<td colspan=2>{label}</td>"] if i in (0, 6) else [label]
        group = ["<td rowspan=5>法人或其他组织</td>"] if i == 1 else []
        rows.append(row(*group, *first, *(FIGURES[line["line"]][i] for line in valued)))
    return rows


@pytest.mark.parametrize("is_joined", [True, False])
@pytest.mark.parametrize("before", [0, 3])
def test_a_turned_table_in_groups_alone_or_below_another(is_joined: bool, before: int) -> None:
    others = [row("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), row("规章", "0", "0", "7")]
    others.append(row("行政规范性文件", "1", "0", "6"))
    report = read(table([*others[:before], *_turned_in_groups(is_joined)]))
    assert cells(report, "applications") == ALL
    assert severities(report, "unknown_label") <= {"info"}


@pytest.mark.parametrize(
    "joined",
    [
        "{group}：{name}",
        "{group}/{name}",
        "{group}—{name}",
        "{group}<br>{name}",
        "{group}（{name}）",
        "{name}（{group}）",
    ],
)
def test_a_group_and_a_name_in_one_head(joined: str) -> None:
    names = [joined.format(group="法人或其他组织", name=label) for _, label in COLUMNS[1:6]]
    report = read(applications(row("项目", "自然人", *names, "总计"), list))
    assert cells(report, "applications") == ALL


def test_the_total_of_a_group_in_one_head_is_not_the_lines() -> None:
    names = [label for _, label in COLUMNS[:6]]
    report = read(applications(row("项目", *names, "法人或其他组织：总计"), list))
    assert {key: raw for key, raw in cells(report, "applications").items() if key[1] == "total"} == {}


@pytest.mark.parametrize(
    "cut", [[("商业", "企业"), ("科研", "机构"), ("社会公", "益组织"), ("法律服务", "机构"), ("其", "他")]]
)
def test_heads_cut_over_two_rows(cut: list[tuple[str, str]]) -> None:
    top = row("<td rowspan=4>项目</td>", "<td colspan=7>申请人情况</td>")
    second = row("<td rowspan=3>自然人</td>", "<td colspan=5>法人或其他组织</td>", "<td rowspan=3>总计</td>")
    head = top + second + row(*(a for a, _ in cut)) + row(*(b for _, b in cut))
    assert cells(read(applications(head, list)), "applications") == ALL


@pytest.mark.parametrize(("mark", "state"), [("0", "number"), ("无", "nil"), ("/", "nil"), ("5", "unreadable")])
def test_one_value_merged_over_a_row(mark: str, state: str) -> None:
    body = applications(head_of(*range(7)), list)
    whole = "".join(f"<td>{n}</td>" for n in FIGURES["granted"])
    report = read(body.replace(whole, f"<td colspan=7>{mark}</td>", 1))
    states = {c.state for one in report.tables for c in one.cells if c.row == "granted"}
    assert states == {state}
    assert (state == "unreadable") == bool(severities(report, "unreadable_number"))


# --- reviews and lawsuits -----------------------------------------------------------------------------------------

_LABELS = [label for _, label in OUTCOMES]
_SHAPES = {
    "groups are rows": table([row("", *_LABELS), *(row(name, *DISPUTES[group]) for group, name in GROUPS)]),
    "outcomes are rows": table(
        [
            row("结果", *(name for _, name in GROUPS)),
            *(row(label, *(DISPUTES[group][i] for group, _ in GROUPS)) for i, label in enumerate(_LABELS)),
        ]
    ),
    "a figure a row": table(
        row(*([f"<td rowspan=5>{name}</td>"] if i == 0 else []), label, DISPUTES[group][i])
        for group, name in GROUPS
        for i, label in enumerate(_LABELS)
    ),
    "three tables": "".join(
        table([row(f"<td colspan=5>{name}</td>"), row(*_LABELS), row(*DISPUTES[group])]) for group, name in GROUPS
    ),
    "lawsuits first": table(
        [
            row("<td colspan=10>行政诉讼</td>", "<td colspan=5>行政复议</td>"),
            row(
                *(f"<td colspan=5>{name}</td>" for _, name in GROUPS[1:]), *(f"<td rowspan=2>{t}</td>" for t in _LABELS)
            ),
            row(*_LABELS * 2),
            row(*(n for i in (1, 2, 0) for n in DISPUTES[GROUPS[i][0]])),
        ]
    ),
    "text": f"<p>行政复议 行政诉讼</p><p>{' '.join(_LABELS * 3)}</p><p>{' '.join(FIFTEEN.values())}</p>",
}


@pytest.mark.parametrize("name", _SHAPES)
def test_reviews_and_lawsuits_in_other_arrangements(name: str) -> None:
    assert cells(read(applications(head_of(*range(7)), list) + _SHAPES[name]), "disputes") == FIFTEEN


@pytest.mark.parametrize(
    "words",
    [
        ["维持", "纠正", "其它", "未审结", "合计"],
        ["①予以维持", "②予以纠正", "③其它结果", "④尚未审结", "⑤合计（件）"],
        ["被维持", "被纠正", "其他情形", "正在审理", "总计"],
    ],
)
def test_reviews_and_lawsuits_in_own_words(words: list[str]) -> None:
    top = row("<td colspan=5>行政复议</td>", "<td colspan=10>行政诉讼</td>")
    groups = ("<td colspan=5>未经复议直接起诉诉讼</td>", "<td colspan=5>复议后起诉诉讼</td>")
    second = row(*(f"<td rowspan=2>{word}</td>" for word in words), *groups)
    body = table([top, second, row(*words * 2), row(*FIFTEEN.values())])
    assert cells(read(applications(head_of(*range(7)), list) + body), "disputes") == FIFTEEN


def test_reviews_under_no_group_are_said() -> None:
    body = table([row(*_LABELS), row(*DISPUTES["review"])] * 3)
    report = read(applications(head_of(*range(7)), list) + body)
    assert not cells(report, "disputes")
    assert "error" in {issue.severity for issue in report.issues if issue.table == "disputes"}


# --- text ---------------------------------------------------------------------------------------------------------


def lines_of_text(between: str, after: Callable[[str], str]) -> str:
    return "".join(f"<p>{line['label']}{between}{after(line['line'])}</p>" for line in APPLICATIONS)


def spaced(key: str) -> str:
    return " ".join(FIGURES.get(key, []))


_HEADS_TEXT = "<p>" + " ".join(label for _, label in COLUMNS) + "</p>"
_TEXTS = {
    "spaces": _HEADS_TEXT + lines_of_text(" ", spaced),
    "a cell a line": "".join(f"<div>{label}</div>" for _, label in COLUMNS)
    + "".join(
        f"<div>{line['label']}</div>" + "".join(f"<div>{n}</div>" for n in FIGURES.get(line["line"], []))
        for line in APPLICATIONS
    ),
}


@pytest.mark.parametrize("name", _TEXTS)
def test_a_table_printed_as_text(name: str) -> None:
    report = read(_TEXTS[name])
    assert cells(report, "applications") == ALL and severities(report, "label_aligned") == {"warning"}


def test_digits_that_ran_together_are_taken_where_there_is_one_way() -> None:
    heads = "".join(label for _, label in COLUMNS)
    report = read(f"<p>{heads}一、本年新收政府信息公开申请数量5000005二、上年结转政府信息公开申请数量0000000</p>")
    assert [cells(report, "applications")["new", column] for column, _ in COLUMNS] == list("5000005")


@pytest.mark.parametrize(
    "body",
    [
        "<p>" + " ".join(COLUMNS[i][1] for i in (0, 2, 1, 3, 4, 5, 6)) + "</p>" + lines_of_text(" ", spaced),
        _HEADS_TEXT + lines_of_text(" ", lambda key: " ".join(FIGURES[key][:6]) if key == "granted" else spaced(key)),
        _HEADS_TEXT + lines_of_text("", lambda key: "".join(FIGURES.get(key, []))),
    ],
)
def test_text_that_can_be_read_in_two_ways_is_an_error(body: str) -> None:
    report = read(body)
    assert not cells(report, "applications")
    assert "error" in {issue.severity for issue in report.issues}


def test_a_list_printed_as_lines() -> None:
    lines = "".join(f"<p>{li['label']}：{COUNTS.get(li['line'], '')}{li['unit']}</p>" for li in LIST)
    report = read(lines, 2016)
    assert {key: raw.rstrip("条件次篇个人万元") for key, raw in cells(report, "statistics").items()} == COUNT_OF_ALL


# --- notes on heads, years under heads ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "note",
    [
        "（截至12月31日）",
        "（截至2023年12月31日）",
        "（件，截止12月31日）",
        "（截至本年末）",
        "*",
        "（注1）",
        "［1］",
        "（件）",
        "（含联合制发）",
    ],
)
def test_a_note_on_a_head_costs_no_column(note: str) -> None:
    heads = ["信息内容", f"本年制发件数{note}", f"本年废止件数{note}", f"现行有效件数{note}"]
    report = read(table([row(*heads), row("规章", "1", "2", "3"), row("行政规范性文件", "4", "5", "6")]))
    assert [*cells(report, "proactive").values()] == ["1", "2", "3", "4", "5", "6"]


def test_a_note_that_tells_of_the_year_before_is_no_note() -> None:
    heads = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数（上年末）"]
    report = read(table([row(*heads), row("规章", "1", "2", "3"), row("行政规范性文件", "4", "5", "6")]))
    assert [*cells(report, "proactive").values()] == ["1", "2", "4", "5"]


@pytest.mark.parametrize(
    ("own", "other"), [("2023年", "2022年"), ("本年", "上年"), ("2023年度", "2022年度"), ("本年数", "上年数")]
)
@pytest.mark.parametrize("is_first", [True, False])
def test_proactive_of_two_years_side_by_side_under_each_head(own: str, other: str, is_first: bool) -> None:
    years = [own, other] if is_first else [other, own]
    heads = ["本年制发件数", "本年废止件数", "现行有效件数"]
    both = [("1", "91"), ("2", "92"), ("3", "93"), ("4", "94"), ("5", "95"), ("6", "96")]
    figures = [one for pair in both for one in (pair if is_first else pair[::-1])]
    body = table(
        [
            row("<td colspan=7>第二十条第（一）项</td>"),
            row("<td rowspan=2>信息内容</td>", *(f"<td colspan=2>{head}</td>" for head in heads)),
            row(*years, *years, *years),
            row("规章", *figures[:6]),
            row("行政规范性文件", *figures[6:]),
            row("<td colspan=7>第二十条第（五）项</td>"),
            row("<td rowspan=2>信息内容</td>", "<td colspan=6>本年处理决定数量</td>"),
            row(*(f"<td colspan=3>{year}</td>" for year in years)),
            row("行政许可", *(f"<td colspan=3>{n}</td>" for n in (("7", "97") if is_first else ("97", "7")))),
        ]
    )
    report = read(body)
    assert [*cells(report, "proactive").values()] == ["1", "2", "3", "4", "5", "6", "7"]
    assert sorted(one.raw for one in report.unmapped) == [str(n) for n in range(91, 98)]
    assert severities(report, "ragged_grid") == set()


@pytest.mark.parametrize("head", ["上年总计", "去年总计", "2022年总计", "总计（上年）", "总计（2022年）", "上年度合计"])
def test_the_total_of_the_year_before_stands_beside(head: str) -> None:
    names = ["项目", *(label for _, label in COLUMNS), head]
    body = table(
        [
            row(*names),
            *(row(one["label"], *FIGURES[one["line"]], "777") for one in APPLICATIONS if one["line"] in FIGURES),
        ]
    )
    report = read(body)
    assert cells(report, "applications") == ALL
    assert {one.raw for one in report.unmapped} == {"777"}
    assert severities(report, "unknown_column") == {"info"}


@pytest.mark.parametrize(
    ("direct", "after"),
    [
        ("行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"),
        ("行政诉讼-直接起诉", "行政诉讼-经复议后起诉"),
        ("行政诉讼：未经行政复议直接起诉", "行政诉讼：行政复议后起诉"),
        ("（二）行政诉讼（直接起诉）", "（三）行政诉讼（经复议起诉）"),
        ("2.直接提起诉讼", "3.复议后提起诉讼"),
    ],
)
@pytest.mark.parametrize("corner", ["类别", "", "项目", "案件类型"])
@pytest.mark.parametrize("tag", ["table", "div"])
def test_disputes_with_their_kinds_as_rows(direct: str, after: str, corner: str, tag: str) -> None:
    rows = [[corner, *(label for _, label in OUTCOMES)]]
    rows += [[name, *DISPUTES[key]] for name, (key, _) in zip(("行政复议", direct, after), GROUPS, strict=True)]
    if tag == "table":
        body = table(row(*one) for one in rows)
    else:
        body = "<div>" + "".join(f"<div>{''.join(f'<div>{t}</div>' for t in one)}</div>" for one in rows) + "</div>"
    assert cells(read(body), "disputes") == FIFTEEN
