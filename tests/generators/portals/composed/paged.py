# ruff: noqa: E501  (markup is kept whole)
"""Lists as pages: static files, scripts that draw the pager, queries, load-more; TRS, VSB, Openness and one-off systems."""

from __future__ import annotations

from html import escape

from . import pages, rows
from .addresses import hexed, list_path
from .model import Column, Portal
from .view import View

MANY = 60  # pages that a looping pager promises


def page_path(portal: Portal, column: Column, page: int, count: int) -> str:
    """Address of a page, the first being 1."""
    first = list_path(portal, column)
    if page == 1:
        return first
    if portal.system == "trs":
        return f"{first}index_{page - 1}.html"
    if portal.system == "nfcms":
        return f"{first}index_{page}.html"
    if portal.system in ("numeric", "shanghai", "openness", "hebei"):
        stem, end = {"numeric": ("1.html", "{}.html"), "openness": ("page_1.html", "page_{}.html")}.get(
            portal.system, ("index.html", "index_{}.html")
        )
        return first.removesuffix(stem) + end.format(page)
    if portal.pager == "query":
        return f"{first}?page={page}"
    if portal.pager == "form_query":
        size = portal.page_size
        return f"/list.jsp?a7t={count}&a7p={page}&a7c={size}&urltype=tree.TreeTempUrl&wbtreeid={column.key}"
    return f"{first.removesuffix('.htm')}/{count - page + 1}.htm"


def addresses(view: View) -> dict[str, tuple[Column, int]]:
    """Every page of every column by its address."""
    portal, found = view.portal, {}
    for column in view.portal.columns:
        count = len(view.pages(column))
        promised = MANY if portal.has("looping_pager") else count
        for page in range(1, promised + 1):
            at = page_path(portal, column, page, count)
            if portal.pager == "countdown" and page > count:
                continue
            found[at] = (column, page)
            if at.endswith("/"):
                found[at + "index.html"] = (column, page)
    return found


def list_page(view: View, column: Column, page: int) -> bytes:
    portal = view.portal
    cut = view.pages(column)
    shown = cut[min(page, len(cut)) - 1]
    folder = list_path(portal, column).rpartition("/")[0] + "/"
    items = "".join(rows.written(row, portal.row, folder, view.night) for row in shown)
    if portal.pager == "custom_json":
        inner = (
            f"<ul id=\"list\"></ul><script>loadList('/api/article/page',{{channel:'{hexed(column.key)}',pageNo:1}});"
            "function loadList(u,p){$.getJSON(u,p,function(d){$.each(d.rows,add)})}</script>"
        )
    else:
        inner = f'<ul class="list">{items}</ul>{_pager(view, column, page, len(cut))}'
    if portal.has("endless_calendar"):
        inner += calendar(view, column, 2026, 12)
    head = rows.head(portal.row, portal.host)
    return pages.page(portal, column.name, pages.dressed(portal, column.name, inner), head)


def calendar(view: View, column: Column, year: int, month: int) -> str:
    at = list_path(view.portal, column)
    after = (year + month // 12, month % 12 + 1)
    return (
        f'<div class="rili"><a href="{at}?date={year}-{month:02d}">{year}年{month}月</a>'
        f'<a class="next" href="{at}?date={after[0]}-{after[1]:02d}">下一页</a></div>'
    )


def _pager(view: View, column: Column, page: int, count: int) -> str:
    portal = view.portal
    loops = portal.has("looping_pager")
    if portal.pager == "createPageHTML":
        return f'<script>createPageHTML({MANY if loops else count},{page - 1},"index","html");</script>'
    if portal.pager == "createPage":
        return f'<div id="pager"></div><script>createPage({MANY if loops else count}, {page - 1}, "index", "html")</script>'
    if portal.pager == "countPage":
        return (
            f"<script>var countPage = {count};var currentPage = {page - 1};for(var i=0;i<countPage;i++){{document.write("
            '"<a href=index"+(i?"_"+i:"")+".html>"+(i+1)+"</a>")}</script>'
        )
    if portal.pager == "load_more":
        if page >= count:
            return ""
        return f'<div class="more" data-url="/columns/more?key={column.key}&amp;page={page + 1}">点击加载更多</div>'
    links = []
    if portal.pager in ("numbers", "countdown", "own", "form_query", "query"):
        links += [f'<a href="{_at(view, column, n, count)}">{n}</a>' for n in range(1, count + 1) if n != page]
    if page < count or (loops and page < MANY and portal.pager != "countdown"):
        links.append(f'<a href="{_at(view, column, page + 1, count)}">下一页</a>')
    return f'<div class="pagination"><span>共{count}页 第{page}页</span>{"".join(links)}</div>'


def _at(view: View, column: Column, page: int, count: int) -> str:
    return escape(page_path(view.portal, column, page, count))
