"""`nianbao portal`: systems told from their pages, drafts that crawl, files compared with what the portal shows."""

import importlib
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from flows.cli import app
from flows.collecting.portals import (
    PortalCommandError,
    by_family,
    check,
    coverage,
    import_sites,
    name_of,
    probe,
    write_draft,
)
from spiders.detect import JS_ONLY, SHELL, detect, drift
from spiders.portals import families, load_portal
from tests.portals.crawling import crawl, portal_file
from tests.portals.server import Answer, Asked, serve

ARTICLE = '<li><a href="./202201/t20220124_1239406.shtml">某区教育局2021年政府信息公开工作年度报告</a></li>'
# Each from the marks that a list page of that system was seen to have (§1.2).
PAGES = [
    ("gkmlpt", "http://www.x.gov.cn/kjj/gkmlpt/index", "<div id=app></div>"),
    ("gkmlpt", "http://www.x.gov.cn/a/", "<script>window._CONFIG = { SID: '755031', TREE: [] }</script>"),
    ("hanweb_jpage", "http://www.x.gov.cn/col/col1/", "proxyUrl:'/module/web/jpage/dataproxy.jsp'"),
    ("hanweb_jpaas", "http://www.x.gov.cn/col/col1/", "<script queryData=\"{'parseType':'bulidstatic'}\"></script>"),
    ("hanweb_xxgk", "http://www.x.gov.cn/module/xxgk/tree.jsp?area=1", "x"),
    ("truecms", "http://www.x.gov.cn/a/", "proxyUrl:'/TrueCMS/messageController/getMessage.do'"),
    ("lonsun", "http://www.x.gov.cn/public/column/1681?type=3&action=list", "x"),
    ("openness", "http://www.x.gov.cn/OpennessContent/showList/706/32873/page_1.html", "x"),
    ("ucap", "http://www.x.gov.cn/c1/list.shtml", '<META content="' + "a1" * 16 + "\" name='channelid'>"),
    ("trs", "http://www.x.gov.cn/nb/", ARTICLE + '<script>createPageHTML(3,0,"index","shtml");</script>'),
    ("epoint", "http://www.x.gov.cn/nb/", '<script src="/js/webBuilderCommon.js"></script>'),
    ("vsb", "http://www.x.gov.cn/nb.htm", '<a href="../info/1069/126762.htm">年报</a>'),
    ("static", "http://www.x.gov.cn/nb/", ARTICLE),
]


@pytest.mark.parametrize(("family", "url", "page"), PAGES)
def test_a_system_is_told_from_its_marks(family: str, url: str, page: str) -> None:
    seen = detect(url, f"<html><body>{page}</body></html>")
    assert seen.family == family and seen.evidence and seen.family in families()


def test_real_list_pages_are_told(shared: Path) -> None:
    for name in ("pingtan", "ordos-engebei"):
        page = (shared / "corpus" / "listings" / f"{name}.html").read_bytes().decode("utf-8", "replace")
        assert detect("https://www.x.gov.cn/zwgk/zfxxgk/zfxxgknb/", page).family in ("trs", "static")


def test_what_is_no_list_is_not_guessed() -> None:
    seen = detect("http://www.x.gov.cn/nb/", "<html><div id=app></div><script src=/app.js></script></html>")
    assert (seen.family, seen.mechanism) == ("", JS_ONLY)
    shell = detect("http://www.x.gov.cn/nb/", '<iframe src="/col/list.html"></iframe>')
    assert (shell.mechanism, shell.frame) == (SHELL, "http://www.x.gov.cn/col/list.html")
    assert detect("http://www.x.gov.cn/nb/", '<iframe src="http://www.y.com/list.html"></iframe>').mechanism == JS_ONLY


def test_a_list_that_became_another_systems_is_said() -> None:
    url, now = "http://www.x.gov.cn/nb/", "<script>proxyUrl:'/module/web/jpage/dataproxy.jsp'</script>"
    said, is_another = drift("trs", url, now)
    assert said.startswith(f"{url}: hanweb_jpage in place of trs") and is_another
    said, is_another = drift("trs", url, "<div id=app></div>")
    assert JS_ONLY in said and not is_another, "it may be a list with nothing in it"
    assert drift("trs", url, "<div>暂无相关信息</div>")[0] == "", "it says so"
    assert drift("hanweb_jpage", url, now)[0] == "" and drift("detect", url, now)[0] == ""
    assert drift("trs", url, ARTICLE)[0] == "", "a short list draws no pager"


@pytest.mark.parametrize(
    ("system", "start", "family", "list_path"),
    [
        ("shell", "/", "trs", "/zwgk/zfxxgknb/"),
        ("hanweb_jpaas", "/col/col1229858680/index.html", "hanweb_jpaas", "/col/col1229858680/index.html"),
        ("lonsun", "/public/index.html", "lonsun", "/public/index.html"),
    ],
)
def test_a_draft_names_the_system_and_finds_what_its_portal_has(
    tmp_path: Path, system: str, start: str, family: str, list_path: str
) -> None:
    portal = importlib.import_module(f"tests.portals.{system}").portal()
    with serve(portal.site) as running:
        seen = probe(running.base + start, delay=0, other_host=True)
        assert (seen.family, seen.start) == (family, running.base + list_path)
        assert seen.reports and not [p for p in running.paths() if p.rsplit("/", 1)[-1].startswith(("t2", "art_"))]
        draft = write_draft(tmp_path, seen.name, seen.draft)
        with pytest.raises(PortalCommandError, match="exists already"):
            write_draft(tmp_path, seen.name, seen.draft)
        assert load_portal(draft).family == family
        lines = check(draft, delay=0)
    assert [line.said for line in lines if line.verdict == "differs"] == []
    if system == "lonsun":
        found = load_portal(draft).agencies
        assert found["1683"] == "某县档案馆" and len(found) == 4
        assert any("4 agencies named" in line.said for line in lines)


def test_a_file_that_no_longer_fits_its_portal_is_said(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Answer | None:
        page = "<script>x={proxyUrl:'/module/web/jpage/dataproxy.jsp'}</script>"
        return Answer(page.encode()) if asked.path == "/nb/" else None

    with serve(answer) as running:
        lines = check(portal_file(tmp_path, running.base, "trs", ["/nb/", "/gone/"]), delay=0)
    said = "\n".join(line.said for line in lines if line.verdict == "differs")
    assert "the file says trs, the page shows hanweb_jpage" in said
    assert "/gone/: not read" in said and "0 rows that may be reports" in said


def test_an_address_outside_gov_cn_is_not_asked() -> None:
    with pytest.raises(PortalCommandError, match=r"outside gov\.cn"):
        probe("http://www.example.com/nb/")


def test_drafts_from_the_register_of_sites(tmp_path: Path) -> None:
    sites = tmp_path / "sites.csv"
    sites.write_text(
        "网站标识码,主办单位,网站名称,首页网址\n"
        "3501280001,平潭综合实验区管委会,平潭综合实验区,www.pingtan.gov.cn\n"
        "3501280002,平潭综合实验区管委会,平潭,https://pingtan.gov.cn/\n"
        "bm14000002,财政部,中国政府采购网,http://www.ccgp.gov.cn/\n"
        "1304000009,某单位,某网,www.example.com\n"
        "1304000010,某单位,某网,\n",
        encoding="gb18030",
    )
    imported = import_sites(sites, tmp_path / "portals")
    assert sorted(path.stem for path in imported.written) == ["ccgp", "pingtan"]
    assert [reason.split(":")[0] for reason in imported.refused] == ["line 3", "line 5", "line 6"]
    portal = load_portal(tmp_path / "portals" / "pingtan.yml")
    assert (portal.title, portal.division, portal.family) == ("平潭综合实验区", "350128", "detect")
    assert load_portal(tmp_path / "portals" / "ccgp.yml").division == "000000"
    listed = coverage(tmp_path / "portals")
    assert list(listed["portal"]) == ["ccgp", "pingtan"]
    assert by_family(listed).to_dict("records")[-1] == {"family": "all", "never crawled": 2, "all": 2}


def test_a_draft_from_the_register_is_crawled_from_its_home_page(tmp_path: Path) -> None:
    portal = importlib.import_module("tests.portals.shell").portal()
    with serve(portal.site) as running:
        file = portal_file(tmp_path, running.base, "detect", ["/"])
        assert yaml.safe_load(file.read_text(encoding="utf-8"))["family"] == "detect"
        assert {p for p in crawl(file, tmp_path).documents() if p.startswith("zwgk/")} == {
            p for p in portal.reports if p.startswith("zwgk/")
        }


def test_the_commands_print_what_they_found(tmp_path: Path) -> None:
    sites = tmp_path / "sites.csv"
    sites.write_text("sitecode,wzzgdw,wzmc,url\n3501280001,某管委会,某区,http://www.x.gov.cn/\n,,,\n", encoding="utf-8")
    folder = ["--folder", str(tmp_path / "portals")]
    done = CliRunner().invoke(app, ["portal", "import", str(sites), *folder])
    assert done.exit_code == 0 and "1 drafts" in done.output and "line 3: no address" in done.output
    listed = CliRunner().invoke(app, ["portal", "list", "--csv", *folder])
    assert listed.stdout.splitlines()[1] == "x,某区,350128,detect,never crawled,1,0"
    shown = CliRunner().invoke(app, ["portal", "list", *folder])
    assert shown.exit_code == 0 and "never crawled" in shown.stdout
    refused = CliRunner().invoke(app, ["portal", "probe", "http://www.example.com/", *folder])
    assert refused.exit_code == 1 and "outside gov.cn" in str(refused.exception)
    missing = CliRunner().invoke(app, ["portal", "check", "nowhere", *folder])
    assert missing.exit_code == 1 and "nowhere.yml" in str(missing.exception)


def test_names_of_portals() -> None:
    assert name_of("http://js.changchun.gov.cn/zcbm/") == "changchun-js"
    assert (
        name_of("https://www.pingtan.gov.cn") == "pingtan"
        and name_of("http://61.150.65.235/zfxxgk/") == "61-150-65-235"
    )
