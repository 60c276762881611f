"""The portals of a plan as one server: each host speaks its system's protocol and shows what stands there tonight.

Lists and articles as each system has them: TRS §3.8, VSB §3.10, gkmlpt §3.1, Hanweb jpage §3.2, Openness §3.6.
"""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path

import yaml

from tests.generators.documents import report_of
from tests.generators.model import Document
from tests.portals.server import Answer, Asked

from .plan import Plan, Portal, Published, Wording

_SHAPES = (
    ("chrome",),
    ("chrome", "word_paste"),
    ("chrome", "thead"),
    ("chrome", "nested_p"),
    ("chrome", "span_labels"),
)
_BLOCK = "<html><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.scj=[];</script></html>"
# An application shell: what a portal looks like after it was rebuilt as a program in the browser (§1.1).
_SHELL = (
    "<!DOCTYPE html><html><head><title>门户</title></head><body><div id=app></div>"
    "<script src=/js/app.1f.js></script></body></html>"
)
# Lines under names that no form has.
_ODD = {
    "予以公开": "同意提供所需材料",
    "重复申请": "多次提出同样请求",
    "不予公开": "不能提供所需材料",
    "其他处理": "别的办法",
    "属于国家秘密": "涉密材料",
    "没有现成信息": "手头无此材料",
}


@functools.lru_cache(maxsize=4096)
def document(agency: str, year: int, wording: Wording) -> Document:
    """The page of a wording, with its true rows."""
    return report_of(wording.seed, agency, year, _SHAPES[wording.seed % len(_SHAPES)])


def body(report: Published, wording: Wording) -> bytes:
    page = document(report.agency, report.year, wording).body
    if wording.odd_labels:
        text = page.decode()
        for label, odd in _ODD.items():
            text = text.replace(label, odd)
        page = text.encode()
    return page


def title(report: Published) -> str:
    return f"{report.agency}{report.year}年政府信息公开工作年度报告"


def _date(report: Published) -> str:
    return f"{report.year + 1}-01-{report.number % 27 + 1:02d}"


def address(portal: Portal, report: Published) -> str:
    """The article's path on its portal."""
    n, day = 100000 + report.number, _date(report).replace("-", "")
    return {
        "trs": f"/zwgk/zfxxgknb/{day[:6]}/t{day}_{n}.html",
        "vsb": f"/info/1069/{n}.htm",
        "gkmlpt": f"/gkmlpt/content/{n // 10**6}/{n // 1000}/post_{n}.html",
        "hanweb_jpage": f"/art/{report.year + 1}/1/{report.number % 27 + 1}/art_61490_{n}.html",
        "openness": f"/OpennessContent/show/{n}.html",
    }[portal.family]


START = {
    "trs": "/zwgk/zfxxgknb/",
    "vsb": "/zwgk/zfxxgknb.htm",
    "gkmlpt": "/gkmlpt/index",
    "hanweb_jpage": "/col/col61490/index.html",
    "openness": "/OpennessContent/showList/706/32873/page_1.html",
}


def _rows(portal: Portal, reports: list[Published]) -> str:
    return "".join(
        f'<li><a href="{address(portal, r)}" title="{title(r)}">{title(r)[:12]}…</a><span>{_date(r)}</span></li>'
        for r in reports
    )


def _list(portal: Portal, night: int, asked: Asked) -> Answer | None:
    shown = portal.listed(night)
    if portal.family == "gkmlpt":
        return _gkmlpt(portal, shown, asked)
    if asked.path != START[portal.family]:
        return None
    rows = f"<ul>{_rows(portal, shown)}</ul>"
    if portal.family == "trs":
        rows += '<script>createPageHTML(1,0,"index","html")</script>'
    if portal.family == "vsb":
        rows += '<script>_showDynClicks("wbnews",1,2)</script>'
    if portal.family == "hanweb_jpage":
        records = "".join(
            f'<record><![CDATA[<li><a href="{address(portal, r)}" title="{title(r)}">{title(r)}</a>'
            f"<span>{_date(r)}</span></li>]]></record>"
            for r in shown
        )
        rows = (
            f'<div id="2476"><script type="text/xml"><datastore><recordset>{records}</recordset></datastore></script>'
            "</div>"
            f"<script>$('#2476').jpage({{totalRecord:{len(shown)}, perPage:20, groupSize:3, "
            "proxyUrl:'/module/web/jpage/dataproxy.jsp',"
            "ajaxParam:{columnid:'61490',unitid:'2476',webid:'39',path:'/',permissiontype:'0'}})</script>"
        )
    return Answer(f"<html><body>{rows}</body></html>".encode())


def _gkmlpt(portal: Portal, shown: list[Published], asked: Asked) -> Answer | None:
    if asked.path == "/gkmlpt/index":
        column = {
            "id": 21034,
            "name": "政府信息公开年报",
            "parent": 0,
            "post_count": len(shown),
            "jump_url": "",
            "children": [],
        }
        tree = json.dumps([column], ensure_ascii=False)
        return Answer(f"<html><script>window._CONFIG = {{ SID: '755036', TREE: {tree} }}</script></html>".encode())
    if asked.path == "/gkmlpt/api/all/21034":
        page = max(1, int(asked.fields.get("page", "1")))
        articles = [
            {"id": 100000 + r.number, "title": title(r), "url": f"http://{portal.host}{address(portal, r)}",
             "publisher": r.agency, "created_at": f"{_date(r)} 09:00:00"}
            for r in (shown if page == 1 else [])
        ]  # fmt: skip
        answer = {"classify": {"id": 21034, "post_count": len(shown)}, "total": len(shown), "articles": articles}
        return Answer(json.dumps(answer).encode(), headers={"Content-Type": "application/json"})
    return None


class World:
    """The server's answers on `night`, which whoever plays the nights sets."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.night = 1
        self.portals = {portal.host: portal for portal in plan.portals}
        self.articles = {
            (portal.host, address(portal, report)): (portal, report)
            for portal in plan.portals
            for report in portal.reports
        }

    def __call__(self, asked: Asked) -> Answer | None:
        host = asked.headers.get("host", "").partition(":")[0]
        portal = self.portals.get(host)
        if portal is None:
            return Answer(b"no such host", 502)
        trouble = portal.troubled(self.night)
        if trouble == "failing":
            return Answer(b"<html>503 Service Unavailable</html>", 503)
        if trouble == "blocked":
            return Answer(_BLOCK.encode(), 412)
        if trouble == "redesigned":
            return Answer(_SHELL.encode())
        if listed := _list(portal, self.night, asked):
            return listed
        _, report = self.articles.get((host, asked.path), (None, None))
        wording = report.on(self.night) if report else None
        if report is None or wording is None:
            return None
        page = body(report, wording)
        tag = f'"{hashlib.md5(page).hexdigest()}"'
        if asked.headers.get("if-none-match") == tag:
            return Answer(b"", 304, {"ETag": tag})
        return Answer(page, 200, {"Content-Type": "text/html; charset=utf-8", "ETag": tag})


def write_portals(plan: Plan, folder: Path) -> list[Path]:
    """A portal file for each portal of the plan."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for portal in plan.portals:
        start: dict[str, str] = {"url": f"http://{portal.host}{START[portal.family]}", "column": "政府信息公开年报"}
        file = folder / f"{portal.name}.yml"
        content = {
            "portal": portal.name, "title": f"测试门户{portal.name}", "division": portal.division,
            "family": portal.family, "hosts": [portal.host], "private": True, "start": [start],
        }  # fmt: skip
        file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        files.append(file)
    return files
