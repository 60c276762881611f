"""Tables as cards, one for each line of the form, as pages for telephones print them."""

import re
from collections.abc import Callable

import pytest

from extractors.report import Report
from tests.test_shapes import (
    ALL,
    APPLICATIONS,
    COLUMNS,
    COUNT_OF_ALL,
    COUNTS,
    DISPUTES,
    FIFTEEN,
    FIGURES,
    GROUPS,
    LIST,
    OUTCOMES,
    cells,
    read,
)

_TEXT = "<p>数据统计期限为2016年1月1日至12月31日，" + "全年主动公开信息及时准确。" * 30 + "</p>"
Line = Callable[[str, str, str], str]


def _figures(report: Report, name: str) -> dict[tuple[str, str], str]:
    """The cells of a table without what their figures count."""
    return {key: "".join(re.findall(r"\d", raw)) for key, raw in cells(report, name).items()}


def _cards(line: Line, heading: str = "<h4>{}</h4>", around: str = "{}") -> str:
    return "".join(
        around.format(line(one["label"], one["unit"] or "", COUNTS[one["line"]]))
        if one["line"] in COUNTS
        else heading.format(one["label"])
        for one in LIST
    )


LISTS = {
    "label and value": _cards(lambda a, u, n: f"<div class=l>{a}</div><div class=v>{n}</div>", around="<div>{}</div>"),
    "unit in small": _cards(
        lambda a, u, n: f"<div>{a}</div><div><b>{n}</b> <small>{u}</small></div>", around="<section>{}</section>"
    ),
    "unit before": _cards(lambda a, u, n: f"<span>{a}</span><span>{u}</span><span>{n}</span>", around="<div>{}</div>"),
    "value in words": _cards(lambda a, u, n: f"<li>{a}<b>{n}</b></li>", "<li>{}</li>"),
    "value and unit in words": _cards(lambda a, u, n: f"<li>{a}：<em>{n}</em>{u}</li>", "<li>{}</li>"),
    "value in a box": _cards(lambda a, u, n: f"<p>{a}<span class=v>{n}<i>{u}</i></span></p>", "<p>{}</p>"),
    "terms": "<dl>" + _cards(lambda a, u, n: f"<dt>{a}</dt><dd>{n}</dd>", "<dt>{}</dt>") + "</dl>",
    "terms with units": "<dl>"
    + _cards(lambda a, u, n: f"<dt>{a}</dt><dd><b>{n}</b><i>{u}</i></dd>", "<dt>{}</dt>")
    + "</dl>",
    "terms each alone": _cards(lambda a, u, n: f"<dl><dt>{a}</dt><dd>{n}{u}</dd></dl>"),
    "lettered": _cards(lambda a, u, n: f"<div><i>●</i></div><div>{a}</div><div>{n}</div>", around="<div>{}</div>"),
    "roles": "<div role=table>" + _cards(
        lambda a, u, n: f"<span role=cell>{a}</span><span role=cell>{u}</span><span role=cell>{n}</span>",
        "<div role=row><span role=cell>{}</span><span role=cell></span><span role=cell></span></div>",
        "<div role=row>{}</div>",
    ) + "</div>",
}  # fmt: skip


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("text", ["", _TEXT], ids=["alone", "in a text"])
def test_cards_of_a_line_each_are_its_list(kind: str, text: str) -> None:
    report = read(f"<div>{text}{LISTS[kind]}</div>", 2016)
    assert _figures(report, "statistics") == COUNT_OF_ALL
    assert {issue.code for issue in report.issues if issue.severity == "error"} <= {"sum_broken"}


_LINES = [(one["label"], FIGURES.get(one["line"])) for one in APPLICATIONS]
_HEADS = [label for _, label in COLUMNS]


def _of_heads(card: str, item: str, heading: str = "<h4>{}</h4>") -> str:
    return "".join(
        card.format(label, "".join(item.format(*pair) for pair in zip(_HEADS, row, strict=True)))
        if row
        else heading.format(label)
        for label, row in _LINES
    )


HEADED = {
    "boxes": _of_heads("<div class=c><h4>{}</h4>{}</div>", "<div><span>{}</span><b>{}</b></div>"),
    "blocks": _of_heads("<div class=c><h4>{}</h4>{}</div>", "<div><div>{}</div><div>{}</div></div>"),
    "terms": _of_heads("<section><h4>{}</h4><dl>{}</dl></section>", "<dt>{}</dt><dd>{}</dd>"),
    "terms with units": _of_heads("<section><h4>{}</h4><dl>{}</dl></section>", "<dt>{}</dt><dd><b>{}</b>件</dd>"),
    "list": _of_heads("<div><p>{}</p><ul>{}</ul></div>", "<li>{}<b>{}</b></li>"),
    "list in words": _of_heads("<div><p>{}</p><ul>{}</ul></div>", "<li>{}：{}件</li>"),
    "small tables": _of_heads("<h4>{}</h4><table>{}</table>", "<tr><td>{}</td><td>{}</td></tr>"),
}


@pytest.mark.parametrize("kind", HEADED)
def test_cards_of_applicants_each_are_the_table_of_applications(kind: str) -> None:
    report = read(f"<div>{_TEXT}{HEADED[kind]}</div>")
    assert _figures(report, "applications") == ALL


@pytest.mark.parametrize("item", ["<dt>{}</dt><dd>{}</dd>", "<div><span>{}</span><b>{}</b></div>", "<li>{}：{}</li>"])
def test_cards_of_outcomes_each_are_the_table_of_disputes(item: str) -> None:
    cards = "".join(
        f"<section><h4>{label}</h4><dl>"
        + "".join(item.format(head, n) for (_, head), n in zip(OUTCOMES, DISPUTES[group], strict=True))
        + "</dl></section>"
        for group, label in GROUPS
    )
    assert _figures(read(f"<div>{_TEXT}{cards}</div>"), "disputes") == FIFTEEN
