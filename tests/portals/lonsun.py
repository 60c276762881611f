"""Lonsun (§3.5): every agency is an organ with its columns; lists come as fragments from /site/label/8888."""

from __future__ import annotations

from .server import Answer, Asked
from .simulated import DOC, Simulated, title

SITE = "6781961"
PER_PAGE = 3
# organ → (agency, years, kind): `report` = type 3; `catalogue` = type 4 with a category, pages counted from 0;
# `plain` = no fragment, the column page itself takes pageIndex (海北); `empty` = nothing in either
ORGANS = {
    "1681": ("某县人民政府办公室", range(2014, 2022), "report"),
    "1682": ("某县财政局", range(2015, 2022), "catalogue"),
    "1683": ("某县档案馆", (), "empty"),
    "1684": ("某县水利局", range(2017, 2022), "plain"),
}
CATALOGUE = "6708461"


def rows(organ: str, page: int) -> str:
    agency, years, _ = ORGANS[organ]
    listed = sorted(years, reverse=True)[page * PER_PAGE : (page + 1) * PER_PAGE]
    items = "".join(
        '<div class="xxgk_navli"><ul><li class="mc">'
        f'<a href="/public/{organ}/{organ}{y}.html" title="{title(agency, y)}">{agency}…</a></li>'
        f'<li class="rq"><span class="date">{y + 1}-01-20</span></li></ul></div>'
        for y in listed
    )
    return items or "<p>暂无相关信息</p>"


def count(organ: str) -> int:
    return max(1, -(-len(ORGANS[organ][1]) // PER_PAGE))


def column(organ: str, kind: str, page: int = 0) -> str:
    """A column page: the organ's categories, the script that asks for the list, the first page sometimes inside."""
    how = ORGANS[organ][2]
    listing = "type:3" if kind == "3" else f"type:4,catId:{CATALOGUE}"
    menu = (
        f'<a href="/public/column/{organ}?type=2">指南</a><a href="/public/column/{organ}?type=3&action=list">年报</a>'
        f'<a href="/public/column/{organ}?type=4&catId=111&action=list">财政预算决算</a>'
        f'<a href="/public/column/{organ}?type=4&catId={CATALOGUE}&action=list">政府信息公开年报</a>'
        '<a href="/public/column/1681">某县人民政府办公室</a><a href="/public/column/1683">某县档案馆</a>'
    )
    if (how, kind) == ("plain", "3"):
        shown = f"{menu}{rows(organ, page)}<script>pageCount:{count(organ)}</script>"
        return f'<html><meta name="SiteId" content="{SITE}">{shown}</html>'
    has = (how, kind) in (("report", "3"), ("catalogue", "4"))
    script = (
        f"<script>Ls.pagination({{pageCount:{count(organ) if has else 0}, labelName:'publicInfoList',"
        f" siteId:{SITE}, organId:{organ},"
        f" {listing}, pageSize:{PER_PAGE}, action:'list', file:'/xxgk/publicInfoList_newest2020',"
        " url:'/site/label/8888'}})</script>"
    )
    inside = rows(organ, 0) if has and how == "report" else ""
    return (
        f'<html><head><meta name="SiteId" content="{SITE}"></head><body>{menu}<div>{inside}</div>{script}</body></html>'
    )


def portal() -> Simulated:
    p = Simulated("lonsun", ["/public/index.html"])
    links = "".join(f'<li><a href="/public/column/{o}">{name}</a></li>' for o, (name, _, _) in ORGANS.items())
    p.page("/public/index.html", f"<ul>{links}</ul>")
    for organ, (agency, years, how) in ORGANS.items():
        for year in years:
            inner = '<a href="/group6/M00/00/1A/nb.doc">年报.doc</a>' if (organ, year) == ("1681", 2021) else ""
            p.article(
                f"/public/{organ}/{organ}{year}.html", title(agency, year), inner, 'class="j-fontContent"', agency
            )
        if how == "empty":
            p.silent.add(agency)
    p.file("/group6/M00/00/1A/nb.doc", DOC, "某县人民政府办公室")

    def answer(asked: Asked) -> Answer | None:
        parts = asked.path.strip("/").split("/")
        if parts[:2] == ["public", "column"]:
            return Answer(
                column(parts[2], asked.fields.get("type", "2"), int(asked.fields.get("pageIndex", 1)) - 1).encode()
            )
        if asked.path != "/site/label/8888":
            return None
        organ, kind = asked.fields.get("organId", ""), asked.fields.get("type")
        right = asked.fields.get("siteId") == SITE and asked.fields.get("file") == "/xxgk/publicInfoList_newest2020"
        how = ORGANS.get(organ, ("", (), ""))[2]
        page = int(asked.fields["pageIndex"])
        if not right or asked.fields.get("IsAjax") != "1":
            return Answer(b"error", 500)
        if (how, kind) == ("report", "3"):
            return Answer(rows(organ, max(1, page) - 1).encode())
        # One site counts its pages from 0.
        if (how, kind) == ("catalogue", "4") and asked.fields.get("catId") == CATALOGUE:
            return Answer(rows(organ, page).encode())
        return Answer("<p>暂无相关信息</p>".encode())

    p.dynamic = answer
    p.unasked = ("catId=111", "type=2")
    return p
