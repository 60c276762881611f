# ruff: noqa: E501  (markup is kept whole)
"""Lists as records: gkmlpt, UCAP and Epoint give JSON, truecms JSONP."""

from __future__ import annotations

import json
from collections.abc import Mapping

from . import pages, rows
from .addresses import ENTRY, hexed, list_path, organ
from .model import Column, Portal
from .rows import Row
from .view import View

JSON = "application/json; charset=utf-8"


def _dumps(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _cut(shown: list[Row], page: int, size: int) -> list[Row]:
    return shown[(page - 1) * size : page * size]


def gkmlpt(view: View, path: str, fields: Mapping[str, str]) -> tuple[bytes, str] | None:
    """The platform: a column tree, sub-sites for agencies, JSON lists."""
    portal = view.portal
    for column in portal.columns:
        base = f"/n{column.key}" if portal.layout == "agencies" else ""
        if path in (f"{base}/gkmlpt/index", f"{base}/gkmlpt/"):
            mine = [column] if base else portal.columns
            return _tree_page(view, mine, column), ""
        if path == f"{base}/gkmlpt/api/all/{column.key}":
            shown, page = view.rows(column), int(fields.get("page") or 1)
            articles = [
                {"id": r.number, "title": r.title, "url": f"http://{portal.host}{r.path}", "publisher": portal.site,
                 "created_at": f"{r.date} 09:00:00", "post_url": ""}
                for r in _cut(shown, page, 20)
            ]  # fmt: skip
            said = {
                "classify": {"id": int(column.key), "name": column.name, "post_count": len(shown)},
                "total": len(shown),
            }
            return _dumps(said | {"articles": articles}), JSON
    return None


def _tree_page(view: View, columns: list[Column], own: Column) -> bytes:
    portal = view.portal
    nodes = [
        {"id": int(c.key), "name": "政府信息公开年报" if portal.layout in ("flat", "agencies") else c.name, "parent": 0,
         "post_count": len(view.rows(c)), "jump_url": "", "children": []}
        for c in columns
    ]  # fmt: skip
    others = [{"id": 77, "name": "机构职能", "parent": 0, "post_count": 3, "jump_url": "", "children": []}]
    tree = json.dumps(others + nodes, ensure_ascii=False)
    sid = f"75{own.key}"
    script = f"<script>window._CONFIG = {{ APP_URL:'http://{portal.host}', SID: '{sid}', TREE: {tree}, SERVICE_AREA_ID: 0 }}</script>"
    links = "".join(f'<li><a href="{list_path(portal, c)}">{c.name}</a></li>' for c in portal.columns)
    sites = f"<ul>{links}</ul>" if portal.layout == "agencies" and portal.entry != "column" else ""
    return pages.page(portal, "政府信息公开", f'<div id="app"></div>{sites}', script)


def ucap(view: View, path: str, fields: Mapping[str, str]) -> tuple[bytes, str] | None:
    portal = view.portal
    for column in portal.columns:
        channel = hexed(portal.name, column.key)
        if path == list_path(portal, column):
            head = f'<meta name="channelid" content="{channel}"><script src="/common/js/list.js"></script>'
            inner = '<div class="list_box"><ul id="list"></ul><div id="page"></div></div>'
            return pages.page(portal, column.name, pages.dressed(portal, column.name, inner), head), ""
        if path == f"/common/search/{channel}":
            shown, size = view.rows(column), int(fields.get("_pageSize") or 15)
            size = min(size, 15)
            results = [
                {"title": r.title, "url": f"//{portal.host}{r.path}", "publishedTimeStr": f"{r.date} 10:00:00",
                 "channelName": column.name, "manuscriptId": str(r.number)}
                for r in _cut(shown, int(fields.get("page") or 1), size)
            ]  # fmt: skip
            said = {"total": len(shown), "page": int(fields.get("page") or 1), "rows": size, "channelId": channel}
            return _dumps({"data": said | {"results": results}}), JSON
    return None


def epoint(view: View, path: str, fields: Mapping[str, str], sent: Mapping[str, object]) -> tuple[bytes, str] | None:
    portal = view.portal
    if path == "/js/webBuilderCommon.js":
        text = f'var siteInfo = {{"projectName":"/EpointWebBuilder","siteGuid":"{hexed(portal.name)}"}};'
        return text.encode(), "application/javascript"
    for column in portal.columns:
        if path == "/zwgk/govInfoPub.html" and fields.get("deptcode") == organ(portal, column):
            head = '<script src="/js/webBuilderCommon.js"></script><script src="/EWB-FRONT/govinfo.js"></script>'
            inner = '<ul class="ewb-list" id="list"></ul>'
            return pages.page(portal, column.name, pages.dressed(portal, column.name, inner), head), ""
        if path == "/EpointWebBuilder/rest/lightfrontaction/getgovinfolist" and sent.get("deptcode") == organ(
            portal, column
        ):
            page, size = int(str(sent.get("pageIndex", 1))), min(int(str(sent.get("pageSize", 15))), 50)
            shown = view.rows(column)
            data = [
                {"infourl": r.path, "realtitle": r.title, "title": r.title[:20], "infodate": r.date, "infoid": str(r.number)}
                for r in _cut(shown, max(page, 1), size)
            ]  # fmt: skip
            return _dumps({"custom": {"data": data, "count": len(shown)}, "status": {"code": 1}}), JSON
    return None


def truecms(view: View, path: str, fields: Mapping[str, str], referer: str) -> tuple[bytes, str] | None:
    portal = view.portal
    for column in portal.columns:
        if path == list_path(portal, column):
            script = (
                f"<div id=\"list\"></div><script>$('#list').page({{columnId:'{hexed(column.key)}',"
                f"proxyUrl:'http://{portal.host}/messageController/getMessage.do',perPage:{portal.page_size},"
                f"totalRecord:{len(view.rows(column))}}})</script>"
            )
            head = rows.head(portal.row, portal.host)
            return pages.page(portal, column.name, pages.dressed(portal, column.name, script), head), ""
        if path == "/messageController/getMessage.do" and fields.get("columnId") == hexed(column.key) and referer:
            first, last = int(fields.get("startrecord") or 1), int(fields.get("endrecord") or 10)
            shown = view.rows(column)[first - 1 : last] if last - first < 50 else []
            items = "".join(f"<record>{rows.written(r, portal.row, '/-/', view.night)}</record>" for r in shown)
            said = json.dumps({"result": f"<datastore><recordset>{items}</recordset></datastore>"}, ensure_ascii=False)
            return f"{fields.get('callback') or 'cb'}({said})".encode(), "text/javascript; charset=utf-8"
    return None


__all__ = ["ENTRY", "Portal", "epoint", "gkmlpt", "truecms", "ucap"]
