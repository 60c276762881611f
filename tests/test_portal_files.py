"""Portal files: what the shipped ones say, and that everything wrong with one is said at once."""

import importlib
from pathlib import Path

import pytest
import yaml

from data.places import DATA
from spiders.portals import Portal, PortalError, Start, families, load_portal, load_portals
from spiders.walk.spider import PortalSpider

GOOD = {
    "portal": "x",
    "title": "某县人民政府",
    "division": "350128",
    "family": "trs",
    "start": [{"url": "http://www.x.gov.cn/zfxxgknb/", "column": "政府信息公开年报"}],
}


def load(folder: Path, **changes: object) -> Portal:
    content = {k: v for k, v in {**GOOD, **changes}.items() if v is not ...}
    path = folder / "x.yml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return load_portal(path)


@pytest.mark.parametrize("folder", ["portals", "sample/portals"])
def test_shipped_portal_files_load(folder: str) -> None:
    portals = load_portals(DATA / folder)
    assert portals and len({p.portal for p in portals}) == len(portals)
    if folder == "portals":
        assert {p.status for p in portals} == {"never crawled"}, "no portal is claimed to have been crawled"


def test_an_agency_slot_stands_for_every_agency(tmp_path: Path) -> None:
    start = [{"url": "http://www.x.gov.cn/bm/{agency}/nb/", "column": "年报"}]
    portal = load(tmp_path, start=start, agencies={"czj": "某县财政局", "gaj": "某县公安局"})
    assert portal.start == (
        Start("http://www.x.gov.cn/bm/czj/nb/", "某县财政局", "年报"),
        Start("http://www.x.gov.cn/bm/gaj/nb/", "某县公安局", "年报"),
    )


def test_the_longest_key_names_the_agency(tmp_path: Path) -> None:
    agencies = {
        "www.x.gov.cn/bm/": "各部门",
        "www.x.gov.cn/bm/czj/": "财政局",
        "qjp": "清江浦区",
        "gaj.x.gov.cn": "公安局",
    }
    portal = load(tmp_path, agencies=agencies)
    assert portal.agency_of("http://www.x.gov.cn/bm/czj/nb/t1.html") == "财政局"
    assert portal.agency_of("http://www.x.gov.cn/bm/other/t1.html") == "各部门"
    assert portal.agency_of("https://www.x.gov.cn/wzxxgknb/2025/qjp.pdf") == "清江浦区"
    assert portal.agency_of("http://GAJ.x.gov.cn/") == "公安局"
    assert portal.agency_of("http://www.x.gov.cn/elsewhere/") == ""


def test_hosts_are_gov_cn_and_those_named(tmp_path: Path) -> None:
    portal = load(tmp_path, hosts=["61.150.65.235"])
    assert portal.allows_host("zfxxgk.x.gov.cn") and portal.allows_host("61.150.65.235")
    for host in ("gov.cn.evil.com", "xgov.cn", "www.haose21.com", "61.150.65.236"):
        assert not portal.allows_host(host), host


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"family": "wordpress"}, "family 'wordpress' is not one of"),
        ({"title": ...}, "key 'title' is missing"),
        ({"agencys": {}}, "key 'agencys' is not known"),
        ({"portal": "y"}, "must be the file's own name, 'x'"),
        ({"division": 350128.5}, "division"),
        ({"division": "3501"}, "division '3501'"),
        ({"start": []}, "start must be a list"),
        ({"start": ["ftp://www.x.gov.cn/"]}, "is not an http address"),
        ({"start": ["http://www.x.com/"]}, "outside gov.cn"),
        ({"start": [{"url": "http://www.x.gov.cn/", "agancy": "a"}]}, "start key 'agancy' is not known"),
        ({"start": ["http://www.x.gov.cn/{agency}/"]}, "lists no agencies"),
        ({"delay": -1}, "delay -1"),
        ({"status": "crawled"}, "status 'crawled'"),
        ({"private": "yes"}, "private must be true or false"),
        ({"hosts": "a.com"}, "hosts must be a list"),
        ({"quirks": {"max_pages": "ten"}}, "quirk max_pages must be int"),
        ({"quirks": {"pager": 1}}, "quirk 'pager' is not known"),
    ],
)
def test_faults_are_named(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    with pytest.raises(PortalError) as error:
        load(tmp_path, **changes)
    assert said in str(error.value) and "x.yml" in str(error.value)


def test_all_faults_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("portal: a\nfamily: nope\n", encoding="utf-8")
    (tmp_path / "b.yml").write_text("- a list\n", encoding="utf-8")
    (tmp_path / "c.yml").write_text("portal: [\n", encoding="utf-8")
    with pytest.raises(PortalError) as error:
        load_portals(tmp_path)
    for said in ("a.yml", "'start' is missing", "'nope'", "b.yml: must be a mapping", "c.yml: cannot be read as YAML"):
        assert said in str(error.value)


def test_every_family_has_a_spider() -> None:
    assert families() == (
        "detect", "epoint", "gkmlpt", "hanweb_jpaas", "hanweb_jpage", "hanweb_xxgk", "lonsun", "openness", "static",
        "trs", "truecms", "ucap", "vsb",
    )  # fmt: skip
    for family in families():
        module = importlib.import_module(f"spiders.families.{family}")
        assert issubclass(module.Spider, PortalSpider) and callable(module.read), "frames are read by any family"
        assert f"`{family}`" in (DATA.parent / "docs" / "portals.md").read_text(encoding="utf-8"), "explained"
