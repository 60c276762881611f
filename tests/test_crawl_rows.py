"""Rows that are no plain links, and lists whose rows come from elsewhere than their page: followed, or named."""

import json
from pathlib import Path

import pytest

from tests.portals.crawling import Crawled, crawl, portal_file
from tests.portals.server import Answer, Asked, serve
from tests.portals.simulated import JSON, Simulated, title

COLUMN = "政府信息公开年报"
LIST = "/zfxxgknb/"
FUNCTION = (
    "<script>function show(id, kind){ var at = '/zfxxgknb/' + kind + '/' + id + '.html'; window.open(at); }</script>"
)
# How a row leads to /zfxxgknb/info/<n>.html.
WAYS = {
    "window": "<li onclick=\"window.open('/zfxxgknb/info/{n}.html')\">{title}<span>2024-01-20</span></li>",
    "href": "<li><a href=\"javascript:location.href='/zfxxgknb/info/{n}.html'\">{title}</a></li>",
    "void": '<li><a href="javascript:void(0)" onclick="openUrl(\'./info/{n}.html\', 1)">{title}</a></li>',
    "data": '<li><a href="#" data-url="/zfxxgknb/info/{n}.html">{title}</a></li>',
    "function": "<tr onclick=\"show('{n}','info')\"><td>{title}</td><td>2024-01-20</td></tr>",
    "choice": '<select><option value="/zfxxgknb/info/{n}.html">{title}</option></select>',
    "form": '<form action="/zfxxgknb/info/{n}.html"><input type=hidden name=a value=1>'
    '<input type=submit value="{title}"></form>',
    "beside": '<tr><td>{title}</td><td>2024-01-20</td><td><a href="/zfxxgknb/info/{n}.html">查看</a></td></tr>',
}


def listed(home: Path, rows: str, p: Simulated) -> Crawled:
    p.page(LIST, f"<table><ul>{rows}</ul></table>{FUNCTION}")
    with serve(p.site) as running:
        return crawl(portal_file(home, running.base, "trs", [{"url": LIST, "column": COLUMN}]), home)


def test_rows_behind_scripts_choices_and_forms_are_followed(tmp_path: Path) -> None:
    p = Simulated("trs", [])
    rows = ""
    for n, way in enumerate(WAYS, 100001):
        p.article(f"{LIST}info/{n}.html{'?a=1' if way == 'form' else ''}", title(f"某县第{n}局", 2023))
        rows += WAYS[way].format(n=n, title=title(f"某县第{n}局", 2023))
    run = listed(tmp_path, rows, p)
    assert set(run.documents()) == p.reports
    assert run.summary["outcome"] == "completed", run.summary["not_understood"]
    (account,) = run.summary["account"]
    assert account["ended"] == "read_whole" and account["followed"] == len(WAYS)


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href=\"javascript:unknown('77')\">{}</a></li>",
        '<li><a href="#" onclick="more(this)">{}</a></li>',
        '<li><form method="post" action="/show.jsp"><input type=hidden name=id value=7>'
        '<input type=submit value="{}"></form></li>',
        '<li class="item" id="r7">{} 2024-01-20</li>',
    ],
)
def test_a_row_that_leads_nowhere_is_named_and_costs_completeness(tmp_path: Path, row: str) -> None:
    p = Simulated("trs", [])
    at = p.article(f"{LIST}202401/t20240120_1.html", title("某县教育局", 2023))
    plain = f'<li><a href="{at}">{title("某县教育局", 2023)}</a></li>'
    run = listed(tmp_path, plain + row.format(title("某县审计局", 2023)), p)
    assert set(run.documents()) == p.reports and run.summary["outcome"] == "incomplete"
    (unclear,) = run.summary["not_understood"]
    assert unclear["title"] == title("某县审计局", 2023)
    (account,) = run.summary["account"]
    assert account["not_understood"] == 1 and account["followed"] == 1


@pytest.mark.parametrize(
    ("body", "ended"),
    [
        ('<div id="app"></div><script src="/list.js"></script>', "not_understood"),
        ("<ul><li>暂无相关信息</li></ul>", "empty"),
        ('<div class="nav"><a href="/xwzx/">新闻中心</a></div><table id="grid"></table>', "not_understood"),
    ],
)
def test_a_list_counts_as_read_when_rows_came_or_it_says_there_are_none(tmp_path: Path, body: str, ended: str) -> None:
    p = Simulated("trs", [])
    at = p.article("/nb/202401/t20240120_1.html", title("某县教育局", 2023))
    p.page("/nb/", f'<li><a href="{at}">{title("某县教育局", 2023)}</a></li>')
    p.page(LIST, body)
    with serve(p.site) as running:
        starts = [{"url": path, "column": COLUMN} for path in ("/nb/", LIST)]
        run = crawl(portal_file(tmp_path, running.base, "trs", starts), tmp_path)
    assert {a["url"].rsplit("/", 2)[1]: a["ended"] for a in run.summary["account"]} == {
        "nb": "read_whole",
        "zfxxgknb": ended,
    }
    assert run.summary["outcome"] == ("completed" if ended == "empty" else "incomplete")


def test_a_portal_that_gave_nothing_is_not_completed(tmp_path: Path) -> None:
    run = listed(tmp_path, "<li>暂无相关信息</li>", Simulated("trs", []))
    assert run.summary["outcome"] == "incomplete" and any("gave nothing" in line for line in run.summary["problems"])


class Shells:
    """Column pages whose rows come from interfaces; around them a breadcrumb and a box of reports known for long."""

    def __init__(self, family: str) -> None:
        self.family, self.years = family, [2021, 2022]
        self.own = {"ucap": "/c1/xxgk_list.shtml", "truecms": "/pg/xxgknb.html", "jpage": "/col/col7/index.html"}[
            family
        ]

    def path(self, year: int) -> str:
        name = {"ucap": f"c1/{year + 1}01/{year:032x}.shtml", "truecms": f"pg/{year + 1}/1/20/{year}.html"}
        return "/" + name.get(self.family, f"art/{year + 1}/1/20/art_7_{year}.html")

    def __call__(self, asked: Asked) -> Answer | None:
        if asked.path == self.own:
            return Answer(self.page().encode())
        if asked.path.startswith("/common/search/"):
            found = [{"title": title("某县教育局", y), "url": self.path(y)} for y in reversed(self.years)]
            data = {"total": len(found), "results": found}
            return Answer(json.dumps({"data": data}).encode(), headers=JSON)
        if asked.path.endswith(("getMessage.do", "dataproxy.jsp")):
            store = f"<datastore><recordset>{''.join(map(self.record, reversed(self.years)))}</recordset></datastore>"
            is_jsonp = asked.path.endswith("getMessage.do")
            return Answer(f"cb({json.dumps({'result': store})})".encode() if is_jsonp else store.encode())
        year = next((y for y in self.years if asked.path == self.path(y)), None)
        return Answer(f"<h1>{title('某县教育局', year)}</h1><p>正文</p>".encode()) if year else None

    def record(self, year: int) -> str:
        return f'<record><![CDATA[<li><a href="{self.path(year)}">{title("某县教育局", year)}</a></li>]]></record>'

    def page(self) -> str:
        crumb = f'<div class="pos"><a href="/">首页</a> &gt; <a href="{self.own}">{COLUMN}</a></div>'
        box = f'<div class="box"><a href="{self.path(2021)}">{title("某县教育局", 2021)}</a></div>'
        script = {
            "ucap": f'<meta name="channelid" content="{"a" * 32}"><script>var u="/common/search/{"a" * 32}"</script>',
            "truecms": "<script>f({columnId:'7', proxyUrl:'/TrueCMS/messageController/getMessage.do'})</script>",
            "jpage": "<script>f({proxyUrl:'/module/web/jpage/dataproxy.jsp',ajaxParam:{columnid:'7'}})</script>",
        }
        return f"<html><head><title>{COLUMN}</title></head><body>{crumb}{script[self.family]}{box}</body></html>"


@pytest.mark.parametrize("family", ["ucap", "truecms", "jpage"])
def test_on_a_quiet_night_the_source_of_every_list_is_asked(tmp_path: Path, family: str) -> None:
    site = Shells(family)
    with serve(site) as running:
        name = "hanweb_jpage" if family == "jpage" else family
        portal = portal_file(tmp_path, running.base, name, [{"url": site.own, "column": COLUMN}])
        first = crawl(portal, tmp_path)
        assert first.summary["captured_new"] == 2
        crawl(portal, tmp_path)
        site.years.append(2023)
        third = crawl(portal, tmp_path)
    assert third.summary["captured_new"] == 1 and site.path(2023)[1:] in third.documents()


def test_files_behind_scripts_and_pictures_without_an_ending_are_taken(tmp_path: Path) -> None:
    p = Simulated("trs", [])
    picture = "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=13&wbfileid=535"
    handler = (
        '<a href="javascript:void(0)" onclick="window.open(\'/OpennessContent/download/262.html\')">附件下载.pdf</a>'
    )
    for year, inner in ((2022, handler), (2023, "")):
        at = f"{LIST}{year + 1}01/t{year + 1}0120_1.html"
        shown = f'<p>本报告见图。</p><img src="{picture}">' if year == 2023 else "<p>见附件</p>"
        body = f'<h1>{title("某县教育局", year)}</h1><div id="zoom">{shown}</div>{inner}'
        p.page(at, body)
        p.report(at)
    p.file("/OpennessContent/download/262.html")
    p.file(picture, Answer(b"\x89PNG\r\n\x1a\n" + b"0" * 99, headers={"Content-Type": "image/png"}))
    rows = "".join(
        f'<li><a href="{LIST}{y + 1}01/t{y + 1}0120_1.html">{title("某县教育局", y)}</a></li>' for y in (2022, 2023)
    )
    run = listed(tmp_path, rows, p)
    assert set(run.documents()) == p.reports
