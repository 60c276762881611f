# ruff: noqa: E501  (markup is kept whole)
"""Hanweb's three ways of listing, and Lonsun's fragments by label."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape

from . import articles, pages, rows
from .addresses import hexed, list_path, organ
from .model import Column
from .rows import Row
from .view import View

XML = "text/xml; charset=utf-8"


def _records(view: View, shown: list[Row]) -> str:
    return "".join(f"<record><![CDATA[{rows.written(r, view.portal.row, '/-/', view.night)}]]></record>" for r in shown)


def jpage(view: View, path: str, fields: Mapping[str, str]) -> tuple[bytes, str] | None:
    """By window of records, or by page alone (odd columns)."""
    portal = view.portal
    for column in portal.columns:
        shown, group = view.rows(column), portal.page_size * 3
        if path == list_path(portal, column):
            proxy = f"/module/web/jpage/dataproxy.jsp?page=1&appid=1&webid=39&path=/&columnid={column.key}&unitid=2{column.key}&permissiontype=0"
            inner = (
                f'<div id="2{column.key}"><script type="text/xml"><datastore><nextgroup><![CDATA[<a href="{proxy}"></a>]]></nextgroup>'
                f"<recordset>{_records(view, shown[:group])}</recordset></datastore></script></div>"
                f"<script>$('#2{column.key}').jpage({{totalRecord:{len(shown)}, perPage:{portal.page_size}, groupSize:3, "
                f"proxyUrl:'/module/web/jpage/dataproxy.jsp', ajaxParam:{{columnid:'{column.key}',unitid:'2{column.key}',"
                "webid:'39',path:'/',webname:'网站',appid:'1',sourceContentType:'1',permissiontype:'0'}})</script>"
            )
            head = rows.head(portal.row, portal.host)
            return pages.page(portal, column.name, pages.dressed(portal, column.name, inner), head), ""
        if path == "/module/web/jpage/dataproxy.jsp" and fields.get("columnid") == column.key:
            if fields.get("endrecord") and int(column.key) % 2 == 0:
                first, last = int(fields.get("startrecord") or 1), int(fields["endrecord"])
                part = shown[first - 1 : last]
            else:
                page = int(fields.get("page") or 1)
                part = shown[(page - 1) * group : page * group]
            return f"<datastore><recordset>{_records(view, part)}</recordset></datastore>".encode(), XML
    return None


def jpaas(view: View, path: str, fields: Mapping[str, str]) -> tuple[bytes, str] | None:
    portal = view.portal
    for column in portal.columns:
        if path == list_path(portal, column):
            unit = (
                '<script src="/script/unitbuild.js" url="/api-gateway/jpaas-publish-server/front/page/build/unit" '
                f"queryData=\"{{'parseType':'bulidstatic','webId':'3630','tplSetId':'{hexed(portal.name)[:8]}',"
                f"'pageType':'column','tagId':'zw','editType':'null','pageId':'{column.key}'}}\"></script>"
            )
            return pages.page(
                portal, column.name, pages.dressed(portal, column.name, unit), rows.head(portal.row, portal.host)
            ), ""
        if path.endswith("/front/page/build/unit") and fields.get("pageId") == column.key:
            try:
                asked = json.loads(fields.get("paramJson") or "{}")
            except ValueError:
                asked = {}
            page, size, shown = int(asked.get("pageNo", 1)), portal.page_size, view.rows(column)
            items = "".join(
                rows.written(r, portal.row, "/-/", view.night) for r in shown[(page - 1) * size : page * size]
            )
            html = f'<ul>{items}</ul><div class="pagination" rows="{size}" count="{len(shown)}"></div>'
            said = {"success": True, "code": "200", "data": {"html": html}}
            return json.dumps(said, ensure_ascii=False).encode(), "application/json; charset=utf-8"
    return None


def xxgk(view: View, path: str, fields: Mapping[str, str]) -> tuple[bytes, str] | None:
    """The endpoint of annual reports by area and year, the search beside it; empty shells for years without one."""
    portal = view.portal
    for column in portal.columns:
        if fields.get("area") != organ(portal, column):
            continue
        listed = [r for r in column.reports if r.listed(view.night)]
        if path == "/module/xxgk/xxgkAnnualReport.jsp":
            year = fields.get("fbtime")
            if not year:
                options = "".join(f'<option value="{r.year}">{r.year}</option>' for r in listed)
                return pages.page(portal, column.name, f'<select name="fbtime">{options}</select>'), ""
            report = next((r for r in listed if str(r.year) == year), None)
            if report is None:
                return '<div class="xxgk_nb"><p>暂无信息</p></div>'.encode(portal.charset), ""
            return articles.article(portal, report, report.number, view.night), ""
        if path == "/module/xxgk/search.jsp":
            items = "".join(
                f'<tr class="tr_main_value_odd"><td><a href="{escape(r.path)}" title="{r.title}">{r.title}</a></td><td>{r.date}</td></tr>'
                for r in view.rows(column)
            )
            return f"<table>{items}</table>第1页/共1页".encode(portal.charset), ""
    return None


def lonsun(view: View, path: str, fields: Mapping[str, str]) -> tuple[bytes, str] | None:
    portal = view.portal
    for column in portal.columns:
        pagecount = len(view.pages(column))
        if path == f"/public/column/{column.key}":
            return _organ_page(view, column, pagecount, fields), ""
        if path == "/site/label/8888" and fields.get("organId") == column.key:
            shown = view.pages(column) if fields.get("type") == "3" else [[]]
            page = int(fields.get("pageIndex") or 1)
            part = shown[page - 1] if 1 <= page <= len(shown) else []
            items = "".join(f"<ul>{rows.written(r, portal.row, '/-/', view.night)}</ul>" for r in part)
            return f'<div class="xxgk_navli">{items or "暂无相关信息"}</div>'.encode(portal.charset), ""
    return None


def _organ_page(view: View, column: Column, pagecount: int, fields: Mapping[str, str]) -> bytes:
    portal = view.portal
    menu = "".join(
        f'<a href="/public/column/{column.key}?type={n}&amp;action=list">{name}</a>'
        for n, name in (
            (2, "政府信息公开指南"),
            (1, "政府信息公开制度"),
            (4, "法定主动公开内容"),
            (3, "政府信息公开年报"),
        )
    )
    script = ""
    if fields.get("type") == "3":
        script = (
            f"<script>var pager={{pageCount:{pagecount}}};$.get('/site/label/8888',{{IsAjax:1,dataType:'html',"
            f"labelName:'publicInfoList',siteId:'6781961',organId:'{column.key}',type:'3',pageSize:{portal.page_size},"
            "pageIndex:1,action:'list',isDate:true,dateFormat:'yyyy-MM-dd',length:80,"
            "file:'/xxgk/publicInfoList_newest2020'})</script>"
        )
    organs = "".join(
        f'<li><a href="/public/column/{c.key}?type=3&amp;action=list">{c.name}</a></li>' for c in portal.columns
    )
    tree = f'<ul class="organs">{organs}</ul>' if portal.layout == "agencies" and portal.entry != "column" else ""
    head = f'<meta name="SiteId" content="6781961">{rows.head(portal.row, portal.host)}'
    return pages.page(
        portal,
        f"{column.agency or portal.site}信息公开",
        f'<div class="menu">{menu}</div>{tree}<div id="list"></div>{script}',
        head,
    )


__all__ = ["jpaas", "jpage", "lonsun", "xxgk"]
