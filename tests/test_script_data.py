"""Reports that a page's scripts carry in other spellings, and pages that print no more than a title."""

import json
from urllib.parse import quote

import pytest

from extractors.report import read_report
from tests.test_shapes import COUNT_OF_ALL, TITLE, cells, heads, listed, plus

_DATA = {"c": listed(heads("统计数"), plus(0))}
_QUOTED = json.dumps(json.dumps(_DATA, ensure_ascii=False), ensure_ascii=False)
SCRIPTS = {
    "escaped": f"window.__INITIAL_STATE__={json.dumps(_DATA)}",
    "parsed": f"var d=JSON.parse({_QUOTED})",
    "parsed of escaped": f"var d=JSON.parse({json.dumps(json.dumps(_DATA))})",
    "percent": f"var d=JSON.parse(decodeURIComponent('{quote(json.dumps(_DATA))}'))",
    "percent of words": f"var d=JSON.parse(decodeURIComponent('{quote(json.dumps(_DATA, ensure_ascii=False))}'))",
}


def _page(inside: str) -> bytes:
    return f"<html><head><title>{TITLE.format(year=2016)}</title></head><body>{inside}</body></html>".encode()


@pytest.mark.parametrize("kind", SCRIPTS)
def test_data_of_a_script_is_read_however_it_is_spelled(kind: str) -> None:
    report = read_report(_page(f"<div id=app></div><script>{SCRIPTS[kind]}</script>"))
    assert cells(report, "statistics") == COUNT_OF_ALL


def test_a_page_with_no_more_than_a_title_is_no_report_in_words() -> None:
    report = read_report(_page("<div id=app></div><script src=/app.js></script>"))
    assert report.outcome == "unread_report"
