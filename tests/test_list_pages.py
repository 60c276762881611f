"""List pages as they stand on portals: rows with whole titles and dates, pagers, addresses, files of an article."""

from pathlib import Path
from typing import Any

import pytest
from parsel import Selector
from scrapy.http import HtmlResponse

from data.formats import endings
from data.text import decode
from spiders.addresses import canonical, ending, is_article, is_below, is_folder, list_base, resolve, same_key
from spiders.article import attachments_of, meta_of
from spiders.pagers import Pager, goes_on, next_number, page_links, pager_of
from spiders.rows import Row, rows_of

BASE = "http://www.x.gov.cn/zfxxgknb/"


def rows(html: str, base: str = BASE) -> list[tuple[str, str, str]]:
    return [(r.url.removeprefix(base), r.title, r.listed_date) for r in rows_of(Selector(text=html), base)]


# Row shapes of §3.8: li > a + span, td, dl dd, date inside the link, text cut short, title attribute missing.
@pytest.mark.parametrize(
    "html",
    [
        '<li><a href="./202201/t20220124_1.html" title="某局2021年报告">某局2021…</a><span>2022-01-24</span></li>',
        '<tr><td><a href="202201/t20220124_1.html">某局2021年报告</a></td><td width=120>2022/1/24</td></tr>',
        '<dl><dd><a href="./202201/t20220124_1.html" title="某局2021年报告">某局</a></dd><dd>2022年1月24日</dd></dl>',
        '<li><a href="./202201/t20220124_1.html" title="某局2021年报告">某局2021 <i>2022.01.24</i></a></li>',
        '<li><a href="./202201/t20220124_1.html">某局2021年报告<span>2022-01-24</span></a></li>',
        '<li>[2022-01-24] <a href="./202201/t20220124_1.html"><img alt="某局2021年报告"></a></li>',
    ],
)
def test_a_row(html: str) -> None:
    neighbours = '<li><a href="./b.html">b</a><span>2020-02-02</span></li>'
    table = f"<table>{html}</table>" if html.startswith("<tr") else f"<div>{html}</div>"
    assert rows(table + f"<ul>{neighbours}{neighbours.replace('b.html', 'c.html')}</ul>")[0] == (
        "202201/t20220124_1.html", "某局2021年报告", "2022-01-24",
    )  # fmt: skip


def test_a_date_in_the_title_is_not_the_listed_date() -> None:
    html = '<li><a href="a.html">截至2019年12月31日的年度报告</a><i>2020-01-08</i></li><li><a href="b.html">b</a></li>'
    assert rows(html)[0] == ("a.html", "截至2019年12月31日的年度报告", "2020-01-08")
    assert rows(html)[1][2] == ""


def test_links_that_lead_nowhere_are_no_rows() -> None:
    html = '<a href="javascript:void(0)">x</a><a href="#">x</a><a href="mailto:a@b">x</a><a ms-attr-href="el.url">x</a>'
    assert rows(html) == []


def test_real_list_pages(shared: Path) -> None:
    page = (shared / "corpus/listings/pingtan.html").read_text(encoding="utf-8")
    found = [r for r in rows_of(Selector(text=page), BASE) if is_article(r.url)]
    assert len(found) == 10 and all(r.listed_date for r in found)
    assert found[0].title == "平潭综合实验区2025年度政府信息公开工作年度报告" and found[0].listed_date == "2026-03-10"
    page = (shared / "corpus/listings/ordos-engebei.html").read_text(encoding="utf-8")
    found = [r for r in rows_of(Selector(text=page), BASE) if is_article(r.url)]
    assert len(found) == 10 and found[0].listed_date == "2020-09-03"
    assert pager_of(page, BASE) == Pager(2, "index", endings("page"))


# §3.8: createPageHTML with both orders of its arguments, with the box's name first, and the older countPage.
@pytest.mark.parametrize(
    ("script", "url", "expected"),
    [
        ('createPageHTML(12, 0, "index", "html");', BASE, (12, "index", "html")),
        ("createPage(3,0,'index','shtml');", BASE, (3, "index", "shtml")),
        ('createPageHTML(0, 7, "index", "htm")', BASE, (7, "index", "htm")),
        ("createPageHTML('page_div',4, 1,'index','shtml',56);", BASE, (4, "index", "shtml")),
        ('createPageHTML(5,0,"list","html")', BASE + "list.html", (5, "list", "html")),
        ('var countPage = 6; s = "index_"+(i)+".html"', BASE, (6, "index", "html")),
        ('countPage = 2//页\nw("<a href=\\"index"+"_" + (countPage-1) + "."+"shtml\\">")', BASE, (2, "index", "shtml")),
        ("var countPage='9';", BASE + "nlist.htm", (9, "nlist", "htm")),
    ],
)
def test_pagers(script: str, url: str, expected: tuple[int, str, str]) -> None:
    pager = pager_of(f"<script>{script}</script>", url)
    assert pager and (pager.count, pager.stem, pager.endings[0]) == expected


def test_a_page_without_pager() -> None:
    assert pager_of("<script>function createPageHTMLx(){}</script>", BASE) is None


def test_linked_pages_are_told_from_articles() -> None:
    urls = [BASE + n for n in ("index_2.html", "3.html", "t20220124_1.html", "1906985018193408001.html", "2021/2.html")]
    assert page_links(BASE, [Row(url, "") for url in urls]) == [BASE + "index_2.html", BASE + "3.html"]
    assert page_links(BASE + "1.html", [Row(BASE + "2.html", "")]) == [BASE + "2.html"]


def test_further_pages_by_what_the_pager_calls_them() -> None:
    # InfoPublic.aspx?cid=1019&pid=971&page=1&kw= (§1.1 Q): one address, the page in its query.
    here = "http://hrss.yn.gov.cn/InfoPublic.aspx?cid=1019&pid=971&page=1&kw="
    second, third, other = (here.replace(a, b) for a, b in (("page=1", "page=2"), ("page=1", "page=3"), ("971", "972")))
    links = [
        Row(third, "[3]"),
        Row(here, "1"),
        Row(second, "下一页"),
        Row(other, "预算公开"),
        Row(second + "2", "附件"),
    ]
    assert page_links(here, links) == [third, second]
    beside = "http://x.gov.cn/zwgk/list-1.html"
    rows = [Row("http://x.gov.cn/zwgk/list-2.html", "2"), Row("http://x.gov.cn/other/list-2.html", "2")]
    assert page_links(beside, rows) == ["http://x.gov.cn/zwgk/list-2.html"]
    assert next_number("http://x.gov.cn/gk/column-index-1.shtml") == "http://x.gov.cn/gk/column-index-2.shtml"


def test_a_printed_pager_says_that_a_list_goes_on() -> None:
    assert goes_on("<span>共 <b>3</b> 页</span>") and goes_on("<a onclick=go()>下一页</a>")
    assert not goes_on("<span>共1页</span><a>下一页</a>") and not goes_on("<li>某局2021年年报</li>")
    assert next_number(BASE + "1.html") == BASE + "2.html"
    assert next_number(BASE + "1906985018193408001.html") == next_number(BASE) == ""


# §1.1: one report under http/https, bare and www host, mobile twins, traditional-character gateways.
@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://WWW.X.gov.cn:80/A/b.html#top", "http://www.x.gov.cn/A/b.html"),
        ("https://www.x.gov.cn", "https://www.x.gov.cn/"),
        ("http://www.x.gov.cn/content/mpost_123.html", "http://www.x.gov.cn/content/post_123.html"),
        ("http://www.x.gov.cn/nb/202201/t20220124_1_wap.html", "http://www.x.gov.cn/nb/202201/t20220124_1.html"),
        ("http://fujian.gov.cn:82/gate/big5/www.fujian.gov.cn/a/b.htm", "http://www.fujian.gov.cn/a/b.htm"),
        ("http://www.x.gov.cn/big5/www.x.gov.cn/a.htm", "http://www.x.gov.cn/a.htm"),
        ("http://122.137.242.24:8080/pub/ndbg/", "http://122.137.242.24:8080/pub/ndbg/"),
        ("http://www.x.gov.cn/年报.pdf?a=局", "http://www.x.gov.cn/%E5%B9%B4%E6%8A%A5.pdf?a=%E5%B1%80"),
    ],
)
def test_canonical_addresses(url: str, expected: str) -> None:
    assert canonical(url) == expected == canonical(expected)


def test_one_document_has_one_key() -> None:
    keys = {same_key(f"{s}x.gov.cn/nb/{i}") for s in ("http://", "https://www.") for i in ("", "index.html", "#a")}
    assert len(keys) == 1
    assert same_key("http://x.gov.cn/nb/?a=1") != same_key("http://x.gov.cn/nb/")


# Real addresses of §1.1 and of the columns seen; the first are articles, the second columns.
ARTICLES = """\
http://bjmy.gov.cn/zwgk/zfxxgk/zfxxgknb/gknb2017/201802/t20180223_195744.html
http://gswuwei.gov.cn/art/2025/12/19/art_76_1558865.html
http://scjgj.huaian.gov.cn/col/4039_446643/art/17356608/17364738729029ffO7DUB.html
https://www.gz.gov.cn/zfjgzy/gzsrmzfbgt/zfxxgknb/bm/2024n/content/post_10095458.html
http://www.chnzj.gov.cn/chnzj/c133076/202204/c7190af0b5274b52b5274b52b5274b52.shtml
http://www.hrbdl.gov.cn/hebdlq/c112289c/202602/c01_1108994.shtml
http://www.bengbu.gov.cn/public/21981/23672221.html
http://www.ahlx.gov.cn/OpennessContent/show/2959648.html
http://www.jz.gov.cn/info/1069/126762.htm
https://www.np.gov.cn/cms/html/npszf/2013-01-25/1779102018.html
http://zrzy.smx.gov.cn/16903/616589856/1288675.html
http://61.150.65.235/zfxxgk/zfxxgknb/bmxxgknb/1906985018193408001.html
https://yynanhu.yueyang.gov.cn/29509/29510/55038/55040/55223/55306/content_1649246.html
http://gk.ziyang.gov.cn/year_details.aspx?dept=206&id=4571
http://www.dazhu.gov.cn/xxgk-show-191026.html
http://www.xiongxian.gov.cn/zwgkcontent-888888040-56270.html""".splitlines()
COLUMNS = """\
https://www.pingtan.gov.cn/zwgk/zfxxgk/zfxxgknb/
https://www.nanjing.gov.cn/zzb/zfxxgk/zfxxgknb/gqzf_72697/qhqrmzf/
https://jyj.yanan.gov.cn/zfxxgk/zfxxgknb/1.html
http://zfxxgk.beijing.gov.cn/110094/zfxxgknb/list.shtml
http://www.x.gov.cn/zfxxgknb/index_1.html
http://www.x.gov.cn/col/col1229214366/index.html
http://www.x.gov.cn/""".splitlines()


def test_articles_and_columns_are_told_apart_by_address() -> None:
    assert [u for u in ARTICLES if not is_article(u) or is_folder(u)] == []
    assert [u for u in COLUMNS if is_article(u)] == []
    assert is_folder(COLUMNS[0]) and is_folder(COLUMNS[3]) and is_folder("http://www.x.gov.cn/a/zfxxgknb")


def test_relative_links_need_the_slash_that_the_address_lacks() -> None:
    assert resolve(list_base("http://x.gov.cn/nb"), "./a.html") == "http://x.gov.cn/nb/a.html"
    assert resolve(list_base("http://x.gov.cn/nb/index.html"), "./a.html") == "http://x.gov.cn/nb/a.html"
    assert is_below("https://www.x.gov.cn/nb/2021/", "http://x.gov.cn/nb/")
    assert not is_below("http://x.gov.cn/nb/index.html", "http://x.gov.cn/nb/")


def test_endings() -> None:
    assert ending("http://x.gov.cn/P020.PDF") == "pdf"
    assert ending("http://x.gov.cn/module/download/downfile.jsp?classid=0&filename=a.doc") == "doc"
    assert ending("http://x.gov.cn/viewer.html?file=%2Fa.pdf") == "html"
    assert ending("http://x.gov.cn/nb/") == ""


def article(body: str, url: str = "http://www.x.gov.cn/nb/202201/t20220124_1.html") -> Any:
    return HtmlResponse(url, body=f"<html><body>{body}</body></html>".encode(), encoding="utf-8")


# The seven ways of viewers, TRS's lists in scripts, platform download scripts (§2.5).
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<a href="./P02022.pdf" OLDSRC="/protect/P02/P02.pdf" download="年报.pdf">附件</a>', "nb/202201/P02022.pdf"),
        ('<iframe src="/pdf/nb.pdf"></iframe>', "pdf/nb.pdf"),
        ('<embed src="nb.pdf">', "nb/202201/nb.pdf"),
        ('<object data="/nb.pdf"></object>', "nb.pdf"),
        ('<iframe src="/pdfjs/web/viewer.html?file=%2Fuploadfile%2F2022%2Fnb.pdf"></iframe>', "uploadfile/2022/nb.pdf"),
        ('<a href="/pdfjs/viewer.html?file=/uploadfile/nb.pdf">全真版</a>', "uploadfile/nb.pdf"),
        ("<a href='#' onclick=\"show('/files/nb.docx')\">下载</a>", "files/nb.docx"),
        ("<script>window.open('/files/nb.doc')</script>", "files/nb.doc"),
        ("<script>var o = {pdfUrl: '/files/nb.pdf'};</script>", "files/nb.pdf"),
        ("<script>var appLinkStr='./P0202.xlsx|';</script>", "nb/202201/P0202.xlsx"),
        ('<a href="/d.jsp?classid=0&filename=ab12.pdf">附件</a>', "d.jsp?classid=0&filename=ab12.pdf"),
        ('<a class="nfw-cms-attachment" href="/attachment/0/32.pdf" alt="年报.pdf">年报</a>', "attachment/0/32.pdf"),
        ('<div id="zoom"><img src="./W020.png"><img src="/W021.jpg"></div>', "nb/202201/W020.png W021.jpg"),
    ],
)  # fmt: skip
def test_files_of_an_article(body: str, expected: str) -> None:
    urls = [a.url.removeprefix("http://www.x.gov.cn/") for a in attachments_of(article(body))]
    assert urls == expected.split()


def test_no_files_where_there_are_none() -> None:
    words = "本局认真贯彻落实条例" * 80
    body = f'<nav><a href="/apply.doc">申请表</a></nav><div id="zoom"><p>{words}</p><img src="/seal.png"></div>'
    body += "<script>if (url.endsWith('.pdf')) { open(url) }</script><a href='/other/t20220101_2.html'>next</a>"
    assert attachments_of(article(body)) == []


def test_meta_tags_in_any_writing() -> None:
    html = '?><!DOCTYPE html><html><head></head><head><META content="某局2021年报告" NAME="ArticleTitle">'
    html += "<meta name='PubDate' content='2022-01-24 10:05'></head></html>"
    meta = meta_of(HtmlResponse(BASE, body=html.encode(), encoding="utf-8"))
    assert (meta.title, meta.published_date) == ("某局2021年报告", "2022-01-24")


def test_the_encoding_is_that_in_which_the_page_reads() -> None:
    text = "政府信息公开工作年度报告 镕 䶮"  # 䶮 is outside GBK, both are in GB18030 (§2.4)
    assert decode(text.encode())[1] == "utf-8"
    assert decode(text.encode("gb18030"))[1] == "gb18030"
    assert decode(b"\xef\xbb\xbf" + text.encode())[1] == "utf-8"
    assert decode(text.encode("utf-16"))[1] == "utf-16"
    assert decode(text.encode() * 50 + b"\xff")[1] == "utf-8"
