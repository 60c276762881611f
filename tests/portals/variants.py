"""What installations do that the portals beside this one do not: one site, told mechanism by mechanism (§3)."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property

from .server import Answer, Asked
from .simulated import JSON, PDF, Simulated, title

COLUMN = "政府信息公开年报"
DATAPROXY = "/module/web/jpage/dataproxy.jsp"
AREA = "113325000026455663"
YEARS = range(2016, 2022)


class Variants(Simulated):
    """A portal that several systems answer for."""

    @cached_property
    def answers(self) -> list[Callable[[Asked], Answer | None]]:
        return []


def listed(p: Simulated, agency: str, at: str, years: range = YEARS, named: str = "") -> list[str]:
    """Rows, newest first, and their articles; `at` holds {y} and {n} for the article's address."""
    rows = []
    for y in sorted(years, reverse=True):
        path = p.article(at.format(y=y + 1, n=y * 1000), title(agency, y), agency=named)
        rows.append(f'<li><a href="{path}">{title(agency, y)}</a><span>{y + 1}-01-20</span></li>')
    return rows


def jpage(p: Variants) -> None:
    """A hub whose year columns lie beside it; one page with two islands; one that turns pages only by `page`."""
    p.starts.append({"url": "/col/col1/index.html", "column": COLUMN})
    p.page(
        "/col/col1/index.html",
        '<div>var proxy="dataproxy.jsp"</div><a href="/col/col2/index.html">2021年</a>'
        '<a href="/col/col3/index.html">部门年报</a><a href="/col/col9/index.html">部门预算</a>',
    )

    def island(rows: list[str], total: int, following: str) -> str:
        records = "".join(f"<record><![CDATA[{row}]]></record>" for row in rows)
        group = f'<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>' if following else ""
        return (
            f'<script type="text/xml"><datastore>{group}<recordset>{records}</recordset></datastore></script>'
            f"<script>$('#1').jpage({{totalRecord:{total}, proxyUrl:'{DATAPROXY}',"
            "ajaxParam:{columnid:'3',unitid:'77',webid:'39'}})</script>"
        )

    first = listed(p, "某市发改委", "/art/{y}/1/2/art_2_{n}.html")
    second = listed(p, "某市教育局", "/art/{y}/1/3/art_2_{n}.html")
    more = {"u1": first[2:], "u2": second[2:]}
    pages = "".join(
        island(rows[:2], len(rows), f"{DATAPROXY}?page=2&unitid={unit}")
        for unit, rows in (("u1", first), ("u2", second))
    )
    p.page("/col/col2/index.html", pages)
    by_page = listed(p, "某市科技局", "/art/{y}/1/4/art_3_{n}.html")
    p.page("/col/col3/index.html", island(by_page[:2], len(by_page), ""))

    def answer(asked: Asked) -> Answer | None:
        if asked.path != DATAPROXY:
            return None
        rows: list[str] = more.get(asked.fields.get("unitid", ""), []) if asked.fields.get("page") == "2" else []
        if asked.fields.get("unitid") == "77":
            # Whatever window is asked for, only `page` counts.
            page = int(asked.fields.get("page", 1))
            rows = by_page[(page - 1) * 2 : page * 2]
        records = "".join(f"<record><![CDATA[{row}]]></record>" for row in rows)
        return Answer(f"<datastore><recordset>{records}</recordset></datastore>".encode())

    p.answers.append(answer)


def lonsun(p: Variants) -> None:
    """An organ whose catalogue is named by a tree on the page of type 4 alone, its template in an encoded address."""
    p.starts.append({"url": "/public/column/501?type=3&action=list", "agency": "某区司法局"})
    rows = listed(p, "某区司法局", "/public/501/{n}.html")
    meta = '<meta name="SiteId" content="42">'
    p.pages["/public/column/501?type=3&action=list"] = Answer(f"<html>{meta}<p>暂无相关信息</p></html>".encode())
    tree = "<script>var zNodes=[{id:7,pId:0,name:'财政信息'},{id:6708461,pId:0,name:'政府信息公开年报'}];</script>"
    p.pages["/public/column/501?type=4&action=list"] = Answer(f"<html>{meta}{tree}</html>".encode())
    script = "<script>var u='/site/label/8888?siteId=42&amp;file=%2Fxxgk%2FpublicInfoList';pageCount:2</script>"
    p.pages["/public/column/501?type=4&catId=6708461&action=list"] = Answer(f"<html>{meta}{script}</html>".encode())

    def answer(asked: Asked) -> Answer | None:
        if asked.path != "/site/label/8888":
            return None
        right = asked.fields.get("file") == "/xxgk/publicInfoList" and asked.fields.get("catId") == "6708461"
        page = int(asked.fields["pageIndex"])
        return Answer("".join(rows[(page - 1) * 3 : page * 3]).encode() if right else b"error", 200 if right else 500)

    p.answers.append(answer)


def xxgk(p: Variants) -> None:
    """Areas as choices, a search whose fields stand in the page, pages by a call of a function."""
    p.starts.append("/xxgk/index.html")
    p.page(
        "/xxgk/index.html",
        f"<select><option value='{AREA}'>某市交通运输局</option></select><script>"
        "var url='/module/xxgk/search.jsp';var infotypeId='A0203';var jdid=3096;var divid='div1229';</script>",
    )
    rows = listed(p, "某市交通运输局", "/art/{y}/1/5/art_5_{n}.html", named="某市交通运输局")

    def answer(asked: Asked) -> Answer | None:
        if asked.path != "/module/xxgk/search.jsp":
            return None
        wanted = {"infotypeId": "A0203", "jdid": "3096", "area": AREA, "divid": "div1229"}
        if asked.method != "POST" or any(asked.fields.get(k) != v for k, v in wanted.items()):
            return Answer(b"", 500)
        page = int(asked.fields["currpage"])
        shown = "".join(f"<tr class=tr_main_value_odd><td>{row}</td></tr>" for row in rows[(page - 1) * 4 : page * 4])
        pager = "".join(f"<a onclick=\"funGoPage('/module/xxgk/search.jsp',{n})\">{n}</a>" for n in (1, 2))
        return Answer(f"<table>{shown}</table>{pager}".encode())

    p.answers.append(answer)


def epoint(p: Variants) -> None:
    """No department in the address: the whole site's list; the names' script lies elsewhere, data come as text."""
    p.starts.append("/ep/govInfoPub.html?deptcode=&categorynum=003001")
    p.page("/ep/govInfoPub.html", '<script src="/ep/js/webBuilderCommon.js"></script>')
    p.pages["/ep/js/webBuilderCommon.js"] = Answer(b"var siteInfo={projectName:'/EpointWeb',siteGuid:'7eb5f7f1'}")
    years = range(2019, 2022)
    listed(p, "某市应急局", "/ep/{y}/{n}.html", years)

    def answer(asked: Asked) -> Answer | None:
        if asked.path != "/EpointWeb/rest/lightfrontaction/getgovinfolist":
            return None
        entries = [{"infourl": f"/ep/{y + 1}/{y * 1000}.html", "title": title("某市应急局", y)} for y in years]
        return Answer(json.dumps({"custom": {"data": json.dumps(entries)}}).encode(), headers=JSON)

    p.answers.append(answer)


def gkmlpt(p: Variants) -> None:
    """The platform's front page links the agencies' sub-sites; an article whose files stand in its script alone."""
    p.starts.append("/gkmlpt/index")
    links = '<a href="/kjj/gkmlpt/index">某区科技局</a><a href="/daj/gkmlpt/index#2103">某区档案局</a>'
    p.page("/gkmlpt/index", f"<script>window._CONFIG={{SID:'1',TREE:[], SERVICE_AREA_ID:0}}</script>{links}")
    node = [{"id": 2103, "name": COLUMN, "parent": 0, "jump_url": "", "children": []}]
    tree = f"<script>window._CONFIG={{SID:'7',TREE:{json.dumps(node)}, SERVICE_AREA_ID:0}}</script>"
    p.page("/kjj/gkmlpt/index", tree)
    p.page("/daj/gkmlpt/index", tree)
    name, path = title("某区科技局", 2021), "/kjj/gkmlpt/content/0/963/post_963149.html"
    detail = {"id": 1, "title": name, "attachments": [{"name": "nb.pdf", "url": "/attachment/0/1/nb.pdf"}]}
    detail["content"] = '<p>见<a href="/attachment/0/2/table.xls">附表</a></p>'
    script = json.dumps(detail).replace("<", "\\u003C")
    shown = f"<h1 class=title>{name}</h1><div class=article-content>见附件</div>"
    p.page(path, f"<script>window._CONFIG={{ DETAIL: {script} }}</script>{shown}")
    p.report(path, "某区科技局")
    p.file("/attachment/0/1/nb.pdf", PDF, "某区科技局")
    p.file("/attachment/0/2/table.xls", PDF, "某区科技局")
    p.silent.add("某区档案局")

    def answer(asked: Asked) -> Answer | None:
        if "/gkmlpt/api/all/" not in asked.path:
            return None
        # Milliseconds, marks in the title.
        entry = {"title": f"<em>{name}</em>", "url": path, "date": 1642953600000}
        articles = [entry] if asked.path.startswith("/kjj/") else []
        return Answer(json.dumps({"total": len(articles), "articles": articles}).encode(), headers=JSON)

    p.answers.append(answer)


def static(p: Variants) -> None:
    """Pages in the query of one address; a short list that prints its pager; years beside each other; a number in
    `column-index-<n>`; pages called by their own numbers, index_2 the second."""
    p.starts += [
        {"url": "/InfoPublic.aspx?cid=1019&page=1&kw=", "column": COLUMN},
        {"url": "/short/nb/", "column": COLUMN},
        {"url": "/zwgk/nb/2021/", "column": COLUMN},
        {"url": "/cd/column-index-1.shtml", "column": COLUMN},
        {"url": "/nw2021/", "column": COLUMN},
    ]
    rows = listed(p, "某省人社厅", "/rs/{y}/{n}.html")
    for page in (1, 2, 3):
        pager = "".join(f'<a href="/InfoPublic.aspx?cid=1019&page={n}&kw=">{n}</a>' for n in (1, 2, 3))
        shown = "".join(rows[(page - 1) * 2 : page * 2])
        p.pages[f"/InfoPublic.aspx?cid=1019&page={page}&kw="] = Answer(f"<html>{shown}{pager}</html>".encode())
    rows = listed(p, "某县水务局", "/short/nb/{y}/{n}.html")
    p.page("/short/nb/", "".join(rows[:3]) + "共2页 <a href='javascript:go(2)'>下一页</a>")
    p.page("/short/nb/index_1.html", "".join(rows[3:]) + "共2页")
    for y in (2021, 2020):
        (row,) = listed(p, "某县粮食局", f"/zwgk/nb/{y}/{{y}}/{{n}}.html", range(y, y + 1))
        p.page(f"/zwgk/nb/{y}/", f'{row}<a href="/zwgk/nb/2021/">2021年</a><a href="/zwgk/nb/2020/">2020年</a>')
    rows = listed(p, "某市园林局", "/cd/{y}/{n}.html")
    shown = listed(p, "某市绿化局", "/nw2021/{y}/{n}.html")
    for page in (1, 2, 3):
        name = "" if page == 1 else f"index_{page}.html"
        script = '<script>createPageHTML(3,0,"index","html")</script>'
        p.page(f"/nw2021/{name}", "".join(shown[(page - 1) * 2 : page * 2]) + script)
    p.page("/cd/column-index-1.shtml", "".join(rows[:3]) + "<a>下一页</a>")
    p.page("/cd/column-index-2.shtml", "".join(rows[3:]) + "<a>下一页</a>")


def portal() -> Simulated:
    p = Variants("detect", [])
    for part in (jpage, lonsun, xxgk, epoint, gkmlpt, static):
        part(p)

    def answer(asked: Asked) -> Answer | None:
        return next((found for each in p.answers if (found := each(asked)) is not None), None)

    p.dynamic = answer
    p.unasked = ("/col/col9/",)
    return p
