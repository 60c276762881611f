"""Hanweb jpaas (§3.3): the unit of a column page answers JSON with markup, and pages only by `paramJson`."""

from __future__ import annotations

import json

from .server import Answer, Asked
from .simulated import JSON, Simulated, title

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
ROWS = 3
# column → (agency, years, whether paging works)
COLUMNS = {
    "1229858680": ("某市财政局", range(2014, 2022), True),
    "1229858681": ("某市教育局", range(2017, 2022), False),
    "1229858682": ("某市统计局", range(2020, 2022), True),
}
MENU = '<ul><li><a href="/col/col1/index.html">首页</a></li></ul>'


def query_data(column: str, tag: str) -> str:
    # sic: bulidstatic (§3.3); values are per page and stand in single quotes inside the attribute.
    return (
        f"{{'parseType':'bulidstatic','webId':'3630','tplSetId':'5HrZ{column[-1]}','pageType':'column',"
        f"'tagId':'{tag}','editType':'null','pageId':'{column}'}}"
    )


def script(column: str, tag: str) -> str:
    return (
        f'<script src="/x/AuthorizedRead/unitbuild.js" url="{UNIT}" queryData="{query_data(column, tag)}"></script>'
        f'<div id="{tag}"></div>'
    )


def address(column: str, year: int) -> str:
    return f"/art/{year + 1}/art_{int(column) * 10000 + year:032x}.html"


def portal() -> Simulated:
    p = Simulated("hanweb_jpaas", [f"/col/col{c}/index.html" for c in COLUMNS])
    for column, (agency, years, pages) in COLUMNS.items():
        # Two units: the menu's has no article links, the list's has (§3.3: choose the one that has).
        p.page(f"/col/col{column}/index.html", script(column, "menu") + script(column, "zw"))
        shown = sorted(years, reverse=True)[: None if pages else ROWS]
        for year in shown:
            inner = (
                '<p><a href="/files/2022/nb.docx">附件：年报.docx</a></p>'
                if (agency, year) == ("某市财政局", 2021)
                else ""
            )
            p.article(address(column, year), title(agency, year), inner, "class=wzzw-article")
    p.file("/files/2022/nb.docx")
    # Years in sub-columns (泰州): links `a.xxgk_more` to /20XXn/index.html.
    column = "1229858682"
    below = f"/col/col{column}/2013n/index.html"
    first = p.pages[f"/col/col{column}/index.html"].body.decode()
    p.page(f"/col/col{column}/index.html", first + f'<a class="xxgk_more" href="{below}">2013年</a>')
    p.page(below, script("1229858683", "zw"))
    p.article(address("1229858683", 2013), title("某市统计局", 2013), box="class=wzzw-article")

    def unit(asked: Asked) -> Answer | None:
        if asked.path != UNIT:
            return None
        column, tag = asked.fields.get("pageId", ""), asked.fields.get("tagId")
        agency, years, pages = COLUMNS.get(column, ("某市统计局", range(2013, 2014), True))
        if asked.fields.get("parseType") != "bulidstatic" or asked.fields.get("tplSetId") != f"5HrZ{column[-1]}":
            return Answer(b'{"success":false,"code":"500"}', headers=JSON)
        if tag == "menu":
            return Answer(json.dumps({"success": True, "code": "200", "data": {"html": MENU}}).encode(), headers=JSON)
        # Bare pageNo, page, currentPage are ignored; where paging does not work every page is the first.
        number = int(json.loads(asked.fields.get("paramJson", "{}")).get("pageNo", 1)) if pages else 1
        listed = sorted(years, reverse=True)
        part = listed[(number - 1) * ROWS : number * ROWS]
        items = (
            "".join(
                f'<li class="clearfix"><a href="{address(column, y)}" title="{title(agency, y)}">{agency}…</a>'
                f'<span class="bt-right">{y + 1}-01-2{y % 9}</span></li>'
                for y in part
            )
            + '<li class="clearfix"><a href="/art/2021/art_'
            + "0" * 32
            + '.html">关于做好年度报告编制工作的通知</a></li>'
        )
        html = f"<ul>{items}</ul><div class='pagination' rows='{ROWS}' count='{len(listed) + 1}'></div>"
        return Answer(json.dumps({"success": True, "code": "200", "data": {"html": html}}).encode(), headers=JSON)

    p.dynamic = unit
    p.problems = ("page 2 of the unit is its page 1", "the list says it holds 6 entries, 4 were found")
    p.unasked = ("art_" + "0" * 32,)
    return p
