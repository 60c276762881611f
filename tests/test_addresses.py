"""Links as browsers read them: slashes either way, queries in the page's encoding, and what is no address at all."""

import pytest
from scrapy.http import HtmlResponse

from spiders.addresses import resolve
from spiders.rows import bad_addresses_in, rows_of


def test_a_backslash_is_a_slash_and_a_query_goes_in_the_pages_encoding() -> None:
    page = "http://www.x.gov.cn/zwgk/index.html"
    assert resolve(page, "\\art\\2022\\1.html") == "http://www.x.gov.cn/art/2022/1.html"
    assert resolve(page, "http:\\\\www.x.gov.cn\\a.html?b=\\c") == "http://www.x.gov.cn/a.html?b=%5Cc"
    assert resolve(page, "/下载.jsp?name=年报.doc", "gb18030") == (
        "http://www.x.gov.cn/%E4%B8%8B%E8%BD%BD.jsp?name=%C4%EA%B1%A8.doc"
    )
    assert resolve(page, "/d.jsp?name=年报.doc") == "http://www.x.gov.cn/d.jsp?name=%E5%B9%B4%E6%8A%A5.doc"
    assert resolve(page, "/d.jsp?name=%C4%EA", "gb18030") == "http://www.x.gov.cn/d.jsp?name=%C4%EA"


@pytest.mark.parametrize(
    ("href", "leads_to"),
    [
        ("///host.gov.cn/a", "http://host.gov.cn/a"),
        ("\\\\host.gov.cn\\a", "http://host.gov.cn/a"),
        ("http:/a.html", "http://www.x.gov.cn/a.html"),
        ("https:/host.gov.cn/a", "https://host.gov.cn/a"),
        ("https:\\host.gov.cn\\a", "https://host.gov.cn/a"),
        ("https:host.gov.cn", "https://host.gov.cn/"),
        ("?", "http://www.x.gov.cn/zwgk/nb/index.html"),
        ("?x=2", "http://www.x.gov.cn/zwgk/nb/index.html?x=2"),
        ("/a\t\nb.html", "http://www.x.gov.cn/ab.html"),
        ("/a/%2E%2e/b.html", "http://www.x.gov.cn/b.html"),
        ("/../../a.html", "http://www.x.gov.cn/a.html"),
        ("HTTP://WWW.X.GOV.CN:80/A", "http://www.x.gov.cn/A"),
        ("http://www.x.gov.cn/a/../b/./c.html", "http://www.x.gov.cn/b/c.html"),
        ("%2e%2e/a.html", "http://www.x.gov.cn/zwgk/a.html"),
        ("http://www。x。gov。cn/a", "http://www.x.gov.cn/a"),
        ("http://0x7f.1/a", "http://127.0.0.1/a"),
        ("\u3000a.html\u00a0", "http://www.x.gov.cn/zwgk/nb/a.html"),
        ("http://", ""),
        ("http://www .x.gov.cn/a", ""),
        ("#top", ""),
    ],
)
def test_what_browsers_make_of_a_link(href: str, leads_to: str) -> None:
    assert resolve("http://www.x.gov.cn/zwgk/nb/index.html?a=1", href) == leads_to


def test_links_of_a_page_in_gbk_ask_in_gbk() -> None:
    body = '<ul><li><a href="/d.jsp?name=年报.doc">2021年报</a></li></ul>'.encode("gbk")
    response = HtmlResponse("http://www.x.gov.cn/", body=body, encoding="gb18030")
    assert [row.url for row in rows_of(response.selector, response.url)] == [
        "http://www.x.gov.cn/d.jsp?name=%C4%EA%B1%A8.doc"
    ]


def test_addresses_that_are_none_are_found_in_an_interfaces_answer() -> None:
    text = r'{"a": "http:\/\/[::1\/a.html", "b": "http://x.gov.cn:99999/b", "c": "http://x.gov.cn:18080/c"}'
    assert bad_addresses_in(text) == ["http://[::1/a.html", "http://x.gov.cn:99999/b"]
