"""Columns of annual reports whose page lists agencies or tiers instead of reports (§4)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

from .server import Answer, Asked
from .simulated import WORDS, Simulated, title

YEARS = (2023, 2022, 2021)
MENU = (
    '<div class="nav"><a href="/">首页</a><a href="/xwzx/">新闻中心</a><a href="/hdjl/">互动交流</a></div>'
    '<div class="pos">当前位置：<a href="/">首页</a> &gt; <a href="{own}">政府信息公开年报</a></div>'
    '<div class="lefter"><a href="/zwgk/zn/">政府信息公开指南</a><a href="{own}">政府信息公开年报</a></div>'
)
FOOTER = (
    '<div class="footer">主办：某县人民政府办公室 <a href="/wzdt/">网站地图</a>'
    '<select><option value="">部门网站</option><option value="http://www.jyj.example/">某县教育局</option></select>'
    "ICP备10595820号 网站标识码：6379370023</div>"
)
AGENCIES = ("某县人民政府", "某县教育局", "某县审计局", "某县石门镇人民政府", "某县和平街道办事处")
_LINK = re.compile(r'<a href="([^"]+)"[^>]*>([^<]+)</a>')


def entry(own: str, links: str, before: str = "") -> str:
    """A page of links under the site's menu, as columns of agencies look."""
    head = '<title>政府信息公开年报_某县人民政府</title><meta name="ColumnName" content="政府信息公开年报">'
    box = f'{before}<div class="righter"><h3>政府信息公开年报</h3><ul class="list">{links}</ul></div>'
    return f"<html><head>{head}</head><body>{MENU.format(own=own)}{box}{FOOTER}</body></html>"


def items(pairs: list[tuple[str, str]]) -> str:
    return "".join(f'<li><a href="{at}" title="{name}">{name}</a></li>' for at, name in pairs)


def links_in(page: str, wanted: str) -> dict[str, str]:
    """Address → text of the links of a page whose address has the mark."""
    return {unescape(at): name for at, name in _LINK.findall(page) if wanted in at}


def rows(p: Simulated, agency: str, at: Callable[[int], str]) -> str:
    shown = ""
    for year in YEARS:
        path = p.article(at(year), title(agency, year), agency=agency)
        shown += (
            f'<li><a href="{path}" title="{title(agency, year)}">{agency[:6]}…</a><span>{year + 1}-01-20</span></li>'
        )
    return f"<ul>{shown}</ul>"


def openness(page: str = "") -> Simulated:
    own = "/Openness/annualReport.html"
    pairs = [
        (f"/{('', 'Branch')[n % 2]}OpennessContent/showList/{140 + n}/{60179 + 7 * n}/page_1.html", name)
        for n, name in enumerate(AGENCIES)
    ]
    page = page or entry(own, items(pairs))
    p = Simulated("openness", [own])
    p.pages[own] = Answer(page.encode())
    for number, (at, agency) in enumerate(links_in(page, "showList").items()):
        p.page(
            at, MENU.format(own=own) + rows(p, agency, lambda y, n=number: f"/OpennessContent/show/2{n:03d}{y}.html")
        )
    return p


def vsb(page: str = "", encoding: str = "utf-8") -> Simulated:
    own = "/zfxxgk/bmnb.htm"
    pairs = [(f"/list.jsp?urltype=tree.TreeTempUrl&wbtreeid={3456 + n}", name) for n, name in enumerate(AGENCIES)]
    page = page or entry(own, items(pairs))
    p = Simulated("vsb", [own])
    p.pages[own] = Answer(page.encode(encoding), headers={"Content-Type": f"text/html; charset={encoding}"})
    for at, agency in links_in(page, "wbtreeid").items():
        tree = parse_qs(urlsplit(at).query)["wbtreeid"][0]
        p.page(at, MENU.format(own=own) + rows(p, agency, lambda y, t=tree: f"/info/{t}/{t}{y}.htm"))
    return p


def jpage(page: str = "", tiers: bool = False, own: str = "/col/col4246/index.html") -> Simulated:
    """Agencies, or tiers (本级, 部门, 乡镇街道) of which each lists its agencies' reports."""
    names = ("政府本级年报", "部门年报", "乡镇街道年报", "县市区年报") if tiers else AGENCIES
    page = page or entry(own, items([(f"/col/col{7297 + 11 * n}/index.html", name) for n, name in enumerate(names)]))
    p = Simulated("hanweb_jpage", [own])
    p.pages[own] = Answer(page.encode())
    behind = {at: name for at, name in links_in(page, "/col/col").items() if at != own}
    for n, (at, name) in enumerate(behind.items()):
        agency = name if not tiers else f"某县第{'一二三四'[n]}局"
        column = at.split("/")[2][3:]
        shown = rows(p, agency, lambda y, c=column: f"/art/{y + 1}/1/20/art_{c}_{y}.html")
        records = "".join(f"<record><![CDATA[{row}]]></record>" for row in re.findall(r"<li>.*?</li>", shown))
        island = f'<script type="text/xml"><datastore><recordset>{records}</recordset></datastore></script>'
        script = (
            f"<script>$('#1').jpage({{totalRecord:{len(YEARS)}, proxyUrl:'/module/web/jpage/dataproxy.jsp'}})</script>"
        )
        p.page(at, MENU.format(own=own) + island + script)
    return p


def lonsun(page: str = "") -> Simulated:
    own = "/public/column/52625?type=2"
    organs = "".join(f'<li><a href="/public/column/{52625 + n}">{name}</a></li>' for n, name in enumerate(AGENCIES))
    tree = '<li><a href="/public/column/52625?type=4&catId=2779482&action=list">政府信息公开年报</a></li>'
    page = page or entry(own, tree, f'<ul class="organs">{organs}</ul>')
    p = Simulated("lonsun", [own])
    listed = {}
    for at, agency in links_in(page, "/public/column/").items():
        if "?" not in at:
            organ = at.rsplit("/", 1)[1]
            listed[organ] = rows(p, agency, lambda y, o=organ: f"/public/{o}/{o}{y}.html")

    def answer(asked: Asked) -> Answer | None:
        parts = asked.path.strip("/").split("/")
        if parts[:2] != ["public", "column"] or parts[2] not in listed:
            return None
        kind = asked.fields.get("type", "2")
        if kind != "3":
            return Answer(page.encode())
        menu = "".join(links for links in re.findall("<li>.*?</li>", page) if "?" not in links)
        return Answer(
            f"<html><div class=lefter>{menu}</div><div class=xxgk_navli>{listed[parts[2]]}</div></html>".encode()
        )

    p.dynamic = answer
    return p


def xxgk(page: str = "") -> Simulated:
    """Agencies as areas: the search has some of the reports, the endpoint others; the titles of a summary page are no
    agencies."""
    own = "/col/col7189/index.html"
    areas = {f"11565643{7565325336 + 89 * n}": name for n, name in enumerate(AGENCIES)}
    links = "".join(f'<li><a href="{own}?area={area}" area="{area}">{name}</a></li>' for area, name in areas.items())
    frame = '<iframe src="/module/xxgk/tree.jsp?standardXxgk=1&area={}&divid=div4" style="display:none"></iframe>'
    page = page or entry(own, links, frame.format(next(iter(areas))))
    areas = {at.split("area=")[1]: name for at, name in links_in(page, "area=").items()}
    p = Simulated("hanweb_xxgk", [own], {"quirks": {"first_year": 2019}})
    annual = "/module/xxgk/xxgkAnnualReport.jsp"
    late = {area: (2020, 2019) for area in list(areas)[:2]}
    searched = {
        area: rows(p, name, lambda y, a=area: f"/art/{y + 1}/1/29/art_7189_{int(a[-7:])}{y % 100}.html")
        for area, name in areas.items()
    }
    for area, years in late.items():
        for year in years:
            p.report(f"{annual}?area={area}&fbtime={year}", areas[area])

    def answer(asked: Asked) -> Answer | None:
        area = asked.fields.get("area", "")
        if asked.path == own:
            return Answer(page.encode())
        if asked.path == annual:
            if int(asked.fields["fbtime"]) not in late.get(area, ()):
                return Answer("<html><body><h2>政府信息公开年度报告</h2></body></html>".encode())
            return Answer(f"<div>{WORDS}</div>".encode())
        if asked.path.endswith("/tree.jsp"):
            return Answer("<li><a onclick=\"funclick('A0203')\"><label>政府信息公开年报</label></a></li>".encode())
        if asked.path.endswith("/search.jsp"):
            right = asked.fields.get("infotypeId") == "A0203" and area in searched
            shown = searched[area].replace("<li>", "<tr class=tr_main_value_odd><td>") if right else ""
            return Answer(f"<table>{shown}</table>第1页/共1页".encode())
        return None

    p.dynamic = answer
    return p


def homes(called: str = "{}") -> Simulated:
    """Agencies whose links lead to their home pages, where a menu names their own column; the way is told by names."""
    own = "/zwgk/zfxxgknb/"
    folders = {f"/bm{n}/": name for n, name in enumerate(AGENCIES)}
    p = Simulated("detect", ["/"])
    p.page("/", '<a href="/zwgk/">政务公开</a><a href="/xwzx/">新闻中心</a>')
    p.page("/zwgk/", f'<a href="{own}">政府信息公开年报</a><a href="/zwgk/ldxx/">领导信息</a>')
    p.pages[own] = Answer(entry(own, items([(at, called.format(name)) for at, name in folders.items()])).encode())
    for at, agency in folders.items():
        menu = f'<a href="{at}jggk/">机构概况</a><a href="{at}zfxxgknb/">政府信息公开年报</a>'
        p.page(at, f"<ul>{menu}</ul><p>欢迎访问{agency}</p>")
        p.page(f"{at}zfxxgknb/", rows(p, agency, lambda y, a=at: f"{a}zfxxgknb/{y + 1}01/t{y + 1}0120_7{y}.html"))
    p.unasked = ("jggk", "ldxx", "xwzx")
    return p


def named_reports(called: str = "{}年报") -> Simulated:
    """Links called like one report of an agency that lead to its list."""
    own = "/zwgk/nb/"
    trees = {f"/list.jsp?treeid={40 + n}": name for n, name in enumerate(AGENCIES)}
    p = Simulated("trs", [own])
    p.pages[own] = Answer(entry(own, items([(at, called.format(name)) for at, name in trees.items()])).encode())
    for at, agency in trees.items():
        p.page(at, rows(p, agency, lambda y, a=at[-2:]: f"/zwgk/{a}/{y + 1}01/t{y + 1}0120_7{y}.html"))
    return p


def openness_years() -> Simulated:
    own = "/zwgk/nb/index.html"
    pairs = [(f"/OpennessContent/showList/{y + 1}/32873/page_1.html", f"{y}年") for y in YEARS]
    p = Simulated("openness", [own])
    p.page(own, entry(own, items(pairs)))
    for year, (at, _) in zip(YEARS, pairs, strict=True):
        listed = ""
        for n, agency in enumerate(AGENCIES):
            path = p.article(f"/OpennessContent/show/{n}{year}.html", title(agency, year), agency=agency)
            listed += f'<li><a href="{path}">{title(agency, year)}</a><span>{year + 1}-01-20</span></li>'
        p.page(at, MENU.format(own=own) + f"<ul>{listed}</ul>")
    return p


def epoint_tiers() -> Simulated:
    """Tiers with a department and a category each: all of their pages name the same script."""
    own, names = "/zwgk/nb/index.html", ("政府本级年报", "部门年报", "乡镇街道年报")
    page = "/zwgk/govInfoPub.html"
    pairs = [(f"{page}?deptcode=11{n}&amp;categorynum=00{n}", name) for n, name in enumerate(names)]
    p = Simulated("epoint", [own])
    p.page(own, entry(own, items(pairs)))
    p.page(page, MENU.format(own=own) + '<script src="/js/webBuilderCommon.js"></script>')
    script = b"var siteInfo={projectName:'/EpointWebBuilder',siteGuid:'7eb5'};"
    p.pages["/js/webBuilderCommon.js"] = Answer(script, headers={"Content-Type": "application/javascript"})
    listed: dict[str, list[dict[str, str]]] = {}
    for n, agency in enumerate(AGENCIES[:3]):
        for year in YEARS:
            at = p.article(f"/zwgk/11{n}/{year + 1}/{year}0120.html", title(agency, year), agency=agency)
            listed.setdefault(f"11{n}", []).append({"infourl": at, "title": title(agency, year)})

    def answer(asked: Asked) -> Answer | None:
        if not asked.path.endswith("/getgovinfolist"):
            return None
        form = json.loads(next(key for key in asked.fields if key.startswith("{")))
        return Answer(json.dumps({"custom": {"data": listed[form["deptcode"]]}}, ensure_ascii=False).encode())

    p.dynamic = answer
    return p


def loaded(is_page: bool = False) -> Simulated:
    """The rest of a list is loaded into its page, with addresses as seen from there; a row sends a form."""
    p = Simulated("static", [{"url": "/columns/nb/index.html", "column": "政府信息公开年报"}])
    shown = [f'<li><a href="202{y - 2020 + 1}/{y}.html">{title(AGENCIES[0], y)}</a></li>' for y in (2022, 2021)]
    for y in (2022, 2021):
        p.article(f"/columns/nb/202{y - 2020 + 1}/{y}.html", title(AGENCIES[0], y), agency=AGENCIES[0])
    p.article("/nb/show.do?id=9", title(AGENCIES[0], 2020), agency=AGENCIES[0])
    form = (
        '<li><form action="/nb/show.do"><input type="hidden" name="id" value="9"><a href="javascript:void(0)" '
        f'onclick="this.parentNode.submit()">{title(AGENCIES[0], 2020)}</a></form></li>'
    )
    p.page("/columns/nb/index.html", f"<ul>{shown[0]}{form}</ul><div data-url='/more?key=1&page=2'>点击加载更多</div>")
    p.pages["/more"] = Answer((shown[1] if not is_page else f"<html><body><ul>{shown[1]}</ul></body></html>").encode())
    return p


PORTALS: dict[str, Callable[[], Simulated]] = {
    "openness": openness,
    "vsb": vsb,
    "jpage": jpage,
    "tiers": lambda: jpage(tiers=True),
    "lonsun": lonsun,
    "xxgk": xxgk,
    "homes": homes,
    "openness_years": openness_years,
    "epoint_tiers": epoint_tiers,
    "named_reports": named_reports,
}
