"""Reports within a page: in frames that hold their page, in shadow trees; and what a browser does not show."""

import base64
from html import escape
from urllib.parse import quote

import pytest

from extractors.readers.html_mark import Place, mark_html
from extractors.readers.html_soup import read_html_again
from extractors.report import Report, read_report
from tests.test_shapes import COUNT_OF_ALL, TITLE, cells, heads, listed, plus

_TABLE = listed(heads("统计数"), plus(0))
_TITLE = TITLE.format(year=2016)
_INNER = f"<!DOCTYPE html><meta charset=utf-8><style>b{{display:none}}</style><h2>{_TITLE}</h2>{_TABLE}"
_BASE64 = base64.b64encode(_INNER.encode()).decode()
_NESTED = escape(f'<p>年报</p><iframe srcdoc="{escape(_INNER)}"></iframe>')
_WIDE = "width=900 height=900"


def _page(body: str, title: str = "政府信息公开年报") -> bytes:
    return f"<html><head><title>{title}</title><style>td{{display:none}}</style></head>{body}</html>".encode()


def _body(inside: str) -> str:
    return f"<body><div>临河县人民政府</div>{inside}<p>主办：临河县人民政府</p></body>"


def _has_all(report: Report) -> bool:
    return (
        report.heading.agency == "临河县水利局"
        and report.heading.report_year == 2016
        and cells(report, "statistics") == COUNT_OF_ALL
    )


FRAMES = {
    "srcdoc": _body(f'<iframe {_WIDE} srcdoc="{escape(_INNER)}">无法显示<b>框架</b></iframe>'),
    "not escaped": _body(f"<iframe srcdoc='{_INNER}'></iframe>"),
    "srcdoc before src": _body(f'<iframe src="/blank.htm" srcdoc="{escape(_INNER)}"></iframe>'),
    "frame in a frame": _body(f'<iframe srcdoc="{_NESTED}"></iframe>'),
    "base64": _body(f'<iframe src="data:text/html;charset=utf-8;base64,{_BASE64}"></iframe>'),
    "percent": _body(f'<iframe src="data:text/html;charset=utf-8,{quote(_INNER)}"></iframe>'),
    "object": _body(f'<object type="text/html" data="data:text/html;base64,{_BASE64}">无法显示</object>'),
    "embed": _body(f'<embed src="data:text/html;base64,{_BASE64}">'),
    "frameset": f'<frameset><frame src="data:text/html;base64,{_BASE64}"><noframes>无框架</noframes></frameset>',
    "shadow tree": _body(f"<x-report><template shadowrootmode=open>{_INNER}</template></x-report>"),
    "after a broken noscript": _body(f"<noscript><p>请启用脚本<table><tr><td></noscript>{_INNER}").replace(
        "<style>", "<s>"
    ),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_a_page_within_a_page_is_read_with_its_own_styles(kind: str) -> None:
    body = _page(FRAMES[kind])
    if kind == "after a broken noscript":
        body = body.replace(b"td{display:none}", b"").replace(b"<s>b{display:none}</style>", b"")
    report = read_report(body)
    assert _has_all(report)
    assert not {issue.code for issue in report.issues} & {"readers_differ", "unaccounted"}
    assert len(read_html_again(body.decode()).grids) == 1
    cell = report.tables[0].cells[5]
    made = mark_html(body, Place(cell.table_index, cell.row_index, cell.column_index), cell.raw)
    assert made is not None and made.get_element_by_id("nianbao-cell").text_content() == cell.raw


@pytest.mark.parametrize("tag", ["noscript", "template", "noframes"])
def test_what_is_not_shown_is_no_figure_and_is_said(tag: str) -> None:
    report = read_report(_page(_body(f"<{tag}>{_INNER}</{tag}>"), _TITLE))
    assert report.outcome == "unread_report" and f"<{tag}>" in report.issues[0].message
    shown = read_report(_page(_body(f"<{tag}>{_INNER.replace('1007', '9')}</{tag}><h1>{_TITLE}</h1>{_TABLE}")).replace(
        b"td{display:none}", b""
    ))  # fmt: skip
    assert _has_all(shown)


@pytest.mark.parametrize(
    "frame",
    [
        f"<iframe {_WIDE} src=/nb/2016.htm></iframe>",
        "<iframe style='width:100%' src=/nb/2016.htm></iframe>",
        "<iframe src=/nb/2016.htm></iframe>",
        "<object data=/nb/2016.htm></object>",
        "<embed src='data:application/pdf;base64,JVBERi0='>",
    ],
)
def test_a_report_that_stands_in_another_file_is_said_to(frame: str) -> None:
    report = read_report(_page(_body(f"<h1>{_TITLE}</h1>{frame}"), _TITLE))
    assert report.outcome == "unread_report"


def test_a_small_frame_is_no_document() -> None:
    words = "<p>本机关全年未收到政府信息公开申请，也没有收取费用。</p>"
    report = read_report(_page(_body(f"<h1>{_TITLE}</h1>{words}<iframe width=1 height=1 src=/s></iframe>")))
    assert report.outcome == "no_tables"
