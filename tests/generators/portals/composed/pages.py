# ruff: noqa: E501  (markup is kept whole)
"""Pages around reports: head, navigation and foot, home page and indexes of columns."""

from __future__ import annotations

import json
from html import escape

from .addresses import ENTRY, list_path
from .model import Column, Portal
from .names import tier

_MENU = (("/xwzx/", "新闻中心"), ("/zwgk/", "政务公开"), ("/zwfw/", "政务服务"), ("/hdjl/", "互动交流"))
_SIDE = (
    ("/zwgk/zfxxgkzn/", "政府信息公开指南"), ("/zwgk/zfxxgkzd/", "政府信息公开制度"), ("/zwgk/fdzdgknr/", "法定主动公开内容"),
    ("", "政府信息公开年报"), ("/zwgk/ysqgk/", "依申请公开"),
)  # fmt: skip
GROUPS = ("县政府", "政府工作部门", "乡镇街道")


def page(portal: Portal, title: str, body: str, head: str = "", column: str = "政府信息公开年报") -> bytes:
    """A page in the portal's dress and charset; the disallowed search stands on each."""
    menu = "".join(f'<li><a href="{href}">{name}</a></li>' for href, name in _MENU)
    declared = "gb2312" if portal.charset == "gb18030" else "utf-8"
    text = f"""<!DOCTYPE html>
<html><head><meta charset="{declared}">{head}
<title>{escape(title)}_{portal.site}</title><meta name="SiteName" content="{portal.site}">
<meta name="SiteIDCode" content="{portal.division}0016"><meta name="ColumnName" content="{escape(column)}"></head>
<body><div class="nav"><ul><li><a href="/">首页</a></li>{menu}</ul>
<form action="/search/"><input name="q"></form><a href="/search/?q=nb">全站检索</a></div>
<div class="w">{body}</div>
<div class="footer"><p>主办：{portal.site}办公室 <a href="/wzdt/">网站地图</a> <a href="/lxwm/">联系我们</a>
网站标识码：{portal.division}0016 <a href="https://beian.miit.gov.cn/">ICP备案</a></p></div></body></html>"""
    return text.encode(portal.charset, "xmlcharrefreplace")


def dressed(portal: Portal, name: str, inner: str) -> str:
    """A list or index beside the platform's four columns."""
    side = "".join(f'<p><a href="{href or way_in(portal)}">{text}</a></p>' for href, text in _SIDE)
    return (
        f'<div class="pos">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; '
        f'<a href="{way_in(portal)}">政府信息公开年报</a></div><div class="lefter">{side}</div>'
        f'<div class="righter"><h3>{escape(name)}</h3>{inner}</div>'
    )


def way_in(portal: Portal) -> str:
    """What the side menu calls 政府信息公开年报: the index, or the one column."""
    return list_path(portal, portal.columns[0]) if portal.layout == "flat" else ENTRY


def index(portal: Portal) -> bytes:
    """The page that leads to the columns."""
    made = {"organ_tree": _tree, "select": _select, "map": _map}.get(portal.entry, _links)
    return page(portal, "政府信息公开年报", dressed(portal, "政府信息公开年报", made(portal)))


def _links(portal: Portal) -> str:
    items = "".join(
        f'<li><a href="{escape(list_path(portal, c))}" title="{c.name}">{c.name}</a></li>' for c in portal.columns
    )
    return f'<ul class="bmlist list">{items}</ul>'


def _grouped(portal: Portal) -> list[tuple[str, list[Column]]]:
    return [(name, [c for c in portal.columns if tier(portal.place, c.agency) == n]) for n, name in enumerate(GROUPS)]


def zoned(portal: Portal) -> bool:
    """Whether the organ tree is drawn by a script from records."""
    return portal.entry == "organ_tree" and int(portal.columns[0].key) % 3 == 0


def _tree(portal: Portal) -> str:
    groups = _grouped(portal)
    if zoned(portal):
        nodes = [{"id": n, "pId": 0, "name": name, "open": True} for n, (name, _) in enumerate(groups, 1)]
        nodes += [
            {"id": 100 + int(c.key), "pId": n, "name": c.name, "url": list_path(portal, c), "target": "_self"}
            for n, (_, columns) in enumerate(groups, 1) for c in columns
        ]  # fmt: skip
        said = json.dumps(nodes, ensure_ascii=False)
        return f'<ul id="organTree" class="ztree"></ul><script>var zNodes = {said};$.fn.zTree.init($("#organTree"),{{}},zNodes);</script>'
    leaves = [
        f'<li><span class="folder">{name}</span><ul>'
        + "".join(f'<li><a href="{escape(list_path(portal, c))}">{c.name}</a></li>' for c in columns)
        + "</ul></li>"
        for name, columns in groups
    ]
    return f'<ul class="tree">{"".join(leaves)}</ul>'


def _select(portal: Portal) -> str:
    options = "".join(f'<option value="{escape(list_path(portal, c))}">{c.name}</option>' for c in portal.columns)
    return (
        '<select name="bm" onchange="if(this.value)window.location.href=this.value"><option value="">==请选择单位==</option>'
        f"{options}</select><p>请选择单位查看其政府信息公开年报。</p>"
    )


def _map(portal: Portal) -> str:
    areas = "".join(
        f'<area shape="rect" coords="{10 + 90 * (n % 6)},{10 + 60 * (n // 6)},{90 + 90 * (n % 6)},{60 + 60 * (n // 6)}" '
        f'href="{escape(list_path(portal, c))}" alt="{c.name}" title="{c.name}">'
        for n, c in enumerate(portal.columns)
    )
    return f'<img src="/images/map.png" usemap="#dw" alt="各单位年报"><map name="dw">{areas}</map>'


def home(portal: Portal) -> bytes:
    news = "".join(f'<li><a href="/xwzx/{n}.html">{portal.place}召开第{n}次工作会议</a></li>' for n in range(1, 5))
    inner = (
        f'<ul>{news}</ul><div class="gk"><a href="/zwgk/">政务公开</a><a href="/zwgk/zfxxgk/">政府信息公开</a></div>'
    )
    return page(portal, portal.site, inner, column="首页")


def platform(portal: Portal) -> bytes:
    """政府信息公开: the platform's four columns."""
    return page(
        portal, "政府信息公开", dressed(portal, "政府信息公开", "<p>请从左侧选择栏目。</p>"), column="政府信息公开"
    )


def plain(portal: Portal, name: str) -> bytes:
    """Any other page of the site."""
    text = f"<h1>{escape(name)}</h1><p>{portal.site}{escape(name)}。工作动态和服务事项按有关规定发布。</p>" * 2
    return page(portal, name, text, column=name)
