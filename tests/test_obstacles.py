"""Each obstacle is named by the marks it leaves, and no ordinary page is."""

import pytest

from data.obstacles import find_obstacle, load_obstacles, texts

REPORT = (
    "<html><head><title>某局2021年政府信息公开工作年度报告</title></head><body><table>"
    + "<tr><td>本年新收政府信息公开申请数量</td><td>0</td></tr>" * 30
    + "</table><p>" + "一、总体情况。本局认真贯彻落实条例。" * 40 + "</p></body></html>"
)  # fmt: skip


def name(status: int, body: str, cookies: tuple[str, ...] = (), final: str = "", asked: str = "") -> str:
    found = find_obstacle(status, body, len(body.encode()), cookies, final, asked)
    return found.name if found else ""


# The marks are those of §6.1; the bodies round them are written for the test.
SIGNS = {
    "river_security": [
        (412, '<meta id="9DhefwqGPrzGxEp9hPaoag" content="{qqq"><script>$_ts=window["$_ts"];</script>', ()),
        (202, "<html><script>window.$_ts={};$_ts.nsd=1</script></html>", ()),
        (200, '<html><script>$_ts=window["$_ts"];if(!$_ts)$_ts={};$_ts.cd="q"</script></html>', ()),
        (200, "<html><script>eval('x')</script></html>", ("FSSBBIl1UgzbN7NS=abc; path=/",)),
    ],
    "jsluid": [
        (521, "<script>document.cookie=('_')+('_')+('j')+('s')+('l');location.href=location.pathname</script>", ()),
        (512, "<script>go({})</script>", ("__jsluid_s=abc",)),
        (200, "<script>document.cookie=('_')+('_j');location.href=location.pathname+location.search</script>", ()),
    ],
    "wzws": [(200, '<script>var wzwschallenge="RANDOMSTR"; WZWS_CONFIRM_PREFIX_LABEL</script>', ())],
    "yunsuo": [(200, "<script>document.cookie='security_session_mid_verify=1'</script>", ())],
    "geo_block": [(403, '{"reason":"GeoBL"}', ())],
    "acw_sc": [(200, "<script>var arg1='A5C8';setCookie('acw_sc__v2',x)</script>", ("acw_tc=abc",))],
    "bot_sbu": [(200, '<script id="keyparam" src="/_bot_sbu/sbu_fpcm.js"></script>', ())],
    "c3vk": [(200, "<script>document.cookie='C3VK=abc;max-age=300';location.reload()</script>", ())],
    "forbidden": [(403, "<h1>Forbidden</h1>", ())],
    "soft_404": [
        (200, "<title>ERROR 404 您访问的页面不存在</title><body>返回首页</body>", ()),
        (200, "<html><body>抱歉，您访问的页面不存在或已删除！</body></html>", ()),
        (200, "<title>提示信息</title><p>找不到您要的网页</p>", ()),
    ],
    "js_redirect": [(200, "<script>window.location.href='/index.html'</script>", ())],
    "meta_refresh": [(200, '<meta http-equiv="refresh" content="30;url=/">', ())],
    "empty_page": [(200, "", ())],
}


@pytest.mark.parametrize(("expected", "case"), [(n, c) for n, cases in SIGNS.items() for c in cases])
def test_each_obstacle_is_named(expected: str, case: tuple[int, str, tuple[str, ...]]) -> None:
    assert name(*case) == expected


def test_every_obstacle_of_the_data_is_tested() -> None:
    # said by what was asked for, or by the exchange: their tests crawl
    by_crawls = {"homepage_redirect", "list_instead", "page_instead", "js_shell", "truncated", "gate"}
    assert {o.name for o in load_obstacles()} == {*SIGNS, *by_crawls}


@pytest.mark.parametrize(
    "cookies",
    [("__jsluid_s=abc",), ("acw_tc=abc",), ("FSSBBIl1UgzbN7NS=abc",), ("security_session_verify=1",), ("wzws_cid=1",)],
)
def test_a_report_behind_a_guard_that_let_us_through_is_no_obstacle(cookies: tuple[str, ...]) -> None:
    assert name(200, REPORT, cookies) == ""


def test_a_report_that_speaks_of_errors_is_no_obstacle() -> None:
    assert name(200, REPORT.replace("本局认真", "网站出现“您访问的页面不存在”的情况，")) == ""
    assert name(200, REPORT.replace("</head>", "<script>window.location.href='#top'</script></head>")) == ""


def test_a_real_404_is_a_failure_and_no_obstacle() -> None:
    assert name(404, "<title>404 Not Found</title>") == ""


def test_a_dead_address_that_ends_on_the_home_page() -> None:
    asked = "http://www.x.gov.cn/zfxxgknb/2019/t20200101_1.html"
    assert name(200, REPORT, final="http://www.x.gov.cn/", asked=asked) == "homepage_redirect"
    assert name(200, REPORT, final="http://www.x.gov.cn/index.html", asked=asked) == "homepage_redirect"
    assert name(200, REPORT, final=asked.replace("http:", "https:"), asked=asked) == ""
    assert name(200, REPORT, final="http://www.x.gov.cn/", asked="http://x.gov.cn/") == ""


def test_only_what_shuts_the_portal_blocks_it() -> None:
    blocking = {o.name for o in load_obstacles() if o.blocks}
    assert {"river_security", "jsluid", "wzws", "geo_block", "forbidden"} <= blocking
    assert not blocking & {"soft_404", "js_redirect", "homepage_redirect", "list_instead"}


def test_archived_pages_are_known_by_their_texts() -> None:
    shut, gone = texts(blocks=True), texts(blocks=False)
    assert (found := shut.search("<script>document.cookie='__jsl_clearance=1'")) and found.group() == "__jsl_clearance"
    assert shut.search("您的访问被拦截") and gone.search("您访问的页面不存在") and not gone.search("年度报告")
