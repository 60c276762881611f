"""What an article page says of itself: standard tags, then the systems' own places, then what it holds."""

from pathlib import Path

import pytest
from scrapy.http import HtmlResponse

from spiders.article import (
    attachments_of,
    body_of_page,
    date_of_page,
    further_parts,
    is_empty_form,
    title_of_page,
)

URL = "http://www.x.gov.cn/zfxxgknb/202201/t20220124_7.html"
REPORT = (
    "<p>一、总体情况</p><p>依据《中华人民共和国政府信息公开条例》，行政复议、行政诉讼情况如下。</p>"
    "<table><tr><td>1</td></tr></table>"
)


def page(body: str, url: str = URL, head: str = "") -> HtmlResponse:
    return HtmlResponse(url, body=f"<html><head>{head}</head><body>{body}</body></html>".encode(), encoding="utf-8")


def test_the_standard_tags_come_first() -> None:
    # Upper-case tag, content before name, single quotes: all seen (§2.1).
    head = "<META content='某局2021年年报' name='ArticleTitle'><meta name=\"PubDate\" content=\"2022-01-24 10:05\">"
    shown = page("<h1>别的标题</h1><span class=date>2023-02-02</span>", head=head)
    assert (title_of_page(shown), date_of_page(shown)) == ("某局2021年年报", "2022-01-24")


@pytest.mark.parametrize(
    ("body", "title", "date"),
    [
        # Literal tags of UCAP, the places of Lonsun and of TRS (§2.3).
        ("<UCAPTITLE>甲局年报</UCAPTITLE><PUBLISHTIME>2022-01-20 09:00</PUBLISHTIME>", "甲局年报", "2022-01-20"),
        ('<h1>网站名</h1><h1 class="newstitle">乙局年报</h1>', "乙局年报", ""),
        ("<div class=xl_tit>丙局年报</div><div class=xl_lib>来源：丙局 2022年1月5日</div>", "丙局年报", "2022-01-05"),
        ("<p>无标题</p>", "", ""),
    ],
)
def test_without_them_the_places_of_the_systems(body: str, title: str, date: str) -> None:
    assert (title_of_page(page(body)), date_of_page(page(body))) == (title, date)


def test_without_any_known_place_the_tightest_box_with_a_reports_marks() -> None:
    menu = "<div id=menu>首页 当前位置 网站地图 ICP备案</div>"
    found = body_of_page(
        page(f"<div id=all>{menu}<div id=text><div>打印 字体</div><div id=inner>{REPORT}</div></div></div>")
    )
    assert found.attrib["id"] == "inner"
    assert body_of_page(page(menu)) is None
    assert body_of_page(page(f"<div>{REPORT}</div><div class=TRS_Editor>正文</div>")).attrib["class"] == "TRS_Editor"


def test_the_further_parts_of_an_article() -> None:
    script = "<script>var countPage = 3;</script>"
    assert [u.rsplit("/", 1)[1] for u in further_parts(page(script))] == ["t20220124_7_1.html", "t20220124_7_2.html"]
    assert further_parts(page(script, URL.replace("_7.", "_7_1.")), URL) == [], "a part says the count too"
    assert further_parts(page("<p>一页</p>")) == [] and further_parts(page("<script>countPage = 1</script>")) == []


def test_files_behind_download_scripts_are_told_by_their_names() -> None:
    links = (
        '<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=7">年报.doc</a>'
        '<a href="/OpennessContent/download/7.html">某县年报.pdf</a>'
        '<a href="/download/">下载中心</a><a href="/OpennessContent/show/8.html">某县年报.pdf</a>'
    )
    assert [a.name for a in attachments_of(page(links))] == ["年报.doc", "某县年报.pdf"]


def test_the_form_of_a_year_without_a_report() -> None:
    url = "http://www.lishui.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=113325000026455663&fbtime=2017"
    shell = "<h2>政府信息公开年度报告</h2><a href='/'>返回首页</a>"
    assert is_empty_form(page(shell, url)) and not is_empty_form(page(shell))
    assert not is_empty_form(page(REPORT, url)) and not is_empty_form(page(shell + "<img src=/a.jpg>", url))
    assert not is_empty_form(page(shell + '<a href="/a/nb.pdf">附件</a>', url))


def test_real_pages_have_a_body(shared: Path) -> None:
    pages = sorted((shared / "corpus" / "docs").glob("*.htm*"))[:20]
    found = [body_of_page(HtmlResponse(URL, body=p.read_bytes())) for p in pages]
    assert pages and sum(body is not None for body in found) >= len(pages) * 0.9
