"""Printed names to agencies: exact names first, then division and body by rule, never one of two that it may mean."""

import csv
from functools import cache
from pathlib import Path

import pytest
from warehouse_parts import applications, begun, capture, reading, write_part

from data.gazetteer import Gazetteer, read_gazetteer
from data.places import DATA
from warehouse.load import load


@cache
def _shipped() -> Gazetteer:
    return read_gazetteer(DATA)


@pytest.mark.parametrize(
    ("name", "year", "portal", "expected"),
    [
        ("天津市津南区教育局", 2020, "", "120112-education"),
        ("津南区教育局", 2020, "", "120112-education"),
        ("淮安市", 2020, "", "320800-government"),
        ("上海市人民政府办公厅", 2019, "", "310000-office"),
        # a county that became a district is one division under both names, each in its years
        ("洪泽县环保局", 2014, "", "320813-environment"),
        ("淮安市洪泽区生态环境局", 2021, "", "320813-environment"),
        ("洪泽县环保局", 2021, "", None),
        # its code changed with the city it belongs to
        ("巢湖市庐江县公安局", 2009, "", "340124-police"),
        ("合肥市庐江县公安局", 2020, "", "340124-police"),
        # a city until 2011, a county since: in the year of the change it may be either
        ("巢湖市人民政府", 2008, "", "341400-government"),
        ("巢湖市人民政府", 2015, "", "340181-government"),
        ("巢湖市人民政府", 2011, "", None),
        # several districts bear the name: only the portal or the city above tells which
        ("鼓楼区人民政府", 2020, "", None),
        ("鼓楼区人民政府", 2020, "320100", "320106-government"),
        ("鼓楼区人民政府", 2020, "350100", "350102-government"),
        ("福州市鼓楼区人民政府", 2020, "320100", "350102-government"),
        ("鼓楼区人民政府", 2020, "110000", None),
        # a township only below its county or on a portal above it
        ("石家庄市长安区西兆通镇人民政府", 2020, "", "130102100-government"),
        ("西兆通镇人民政府", 2020, "", None),
        ("西兆通镇人民政府", 2020, "130102", "130102100-government"),
        ("西兆通镇教育局", 2020, "130102", None),
        # ministries by their names, where no division's portal says otherwise
        ("教育部", 2020, "", "000000-education"),
        ("教育部", 2020, "000000", "000000-education"),
        ("教育部", 2020, "320100", None),
        ("中华人民共和国生态环境部", 2020, "320100", "000000-environment"),
        ("环境保护部", 2014, "", "000000-environment"),
        ("国家统计局南京调查队", 2020, "", None),
        # a zone's committee is told by its division before it, or by the portal
        ("合肥市高新技术产业开发区管委会", 2020, "", "340100-zone:高新技术产业开发区"),
        ("安徽省合肥市高新技术产业开发区管理委员会", 2020, "110000", "340100-zone:高新技术产业开发区"),
        ("合肥高新技术产业开发区管理委员会", 2020, "340100", "340100-zone:高新技术产业开发区"),
        ("合肥高新技术产业开发区管理委员会", 2020, "340104", "340100-zone:高新技术产业开发区"),
        ("合肥高新技术产业开发区管理委员会", 2020, "", None),
        ("高新技术产业开发区管理委员会", 2020, "", None),
        ("苏州工业园区管理委员会", 2020, "320500", "320500-zone:工业园区"),
        ("天津市滨海新区管理委员会", 2020, "", None),
        ("合肥市城市管理委员会", 2020, "", "340100-cityscape"),
        ("合肥高新技术产业开发区财政局", 2020, "340100", None),
        # nothing by likeness
        ("津南教育局", 2020, "", None),
        ("天津市津南区教育局机关", 2020, "", None),
        ("教育局", 2020, "120112", None),
        ("", 2020, "120112", None),
    ],
)
def test_a_name_means_one_body_or_none(name: str, year: int, portal: str, expected: str | None) -> None:
    meaning = _shipped().one(name, year, portal)
    assert (meaning and f"{meaning.division_id}-{meaning.body}") == expected


def test_reforms_lead_from_body_to_body_that_exists() -> None:
    bodies = {body.body: body for body in _shipped().bodies}
    assert len(bodies) == len(_shipped().bodies) > 40
    with (DATA / "agencies" / "kinds.csv").open(encoding="utf-8", newline="") as lines:
        kinds = {row["kind"] for row in csv.DictReader(lines)}
    names = [name for body in bodies.values() for name in body.names]
    assert len(names) == len(set(names)), "a name of two bodies"
    for body in bodies.values():
        assert body.kind in kinds
        assert not body.successor or (body.last_year and bodies[body.successor].body), body.body
    after = {body.body: body.successor for body in bodies.values() if body.successor}
    assert after["commerce_registry"] == after["food_drug"] == "market"
    assert after["land"] == after["planning"] == "resources"


def test_divisions_form_a_tree_with_no_two_of_one_name_in_one_place_and_year() -> None:
    gazetteer = _shipped()
    assert len(gazetteer.newest) > 3200 and len(gazetteer.townships) > 38000
    for division in gazetteer.divisions:
        assert (division.level == "province") == (not division.parent_id), division
        assert not division.parent_id or division.parent_id in gazetteer.newest, division
        if division.first_year and division.last_year:
            assert division.first_year <= division.last_year, division
    seen: dict[tuple[str, str, str], set[str]] = {}
    for division in gazetteer.divisions:
        if division.last_year is None:
            seen.setdefault((division.parent_id, division.level, division.name_zh), set()).add(division.division_id)
    assert [place for place, ids in seen.items() if len(ids) > 1] == []


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("home")
    printed = [
        ("a", "洪泽县环境保护局", 2014, "elsewhere"), ("b", "淮安市洪泽区生态环境局", 2021, "elsewhere"),
        ("c", "璧山区财政局", 2020, "bishan"), ("d", "鼓楼区教育局", 2020, "nanjing"),
        ("e", "鼓楼区教育局", 2020, "elsewhere"), ("f", "璧山区大路街道办事处", 2020, "bishan"),
        ("g", "津南区教育局", 2020, "elsewhere"), ("h", "泗阳县工商行政管理局", 2012, "elsewhere"),
        ("i", "平潭县市场监督管理局", 2020, "pingtan"), ("j", "平潭综合实验区市场监督管理局", 2020, "pingtan"),
        ("k", "国土资源部", 2015, "elsewhere"), ("l", "福州市马尾区经济技术开发区管委会", 2020, "elsewhere"),
        ("m", "平潭县综合实验区管委会", 2020, "elsewhere"),
    ]  # fmt: skip
    con = begun(home)
    part = write_part(home / "p", [reading(i, name, year, applications()) for i, name, year, _ in printed])
    load(con, [part], [capture(i, portal=portal) for i, _, _, portal in printed])
    yield con
    con.close()


def test_names_of_a_load_become_agencies_with_kind_parent_and_successor(con) -> None:
    rows = con.execute(
        """
        SELECT r.capture_id, r.agency_id, r.agency_zh, a.kind, a.level, a.division_code, a.parent_id, a.successor_id,
            a.basis
        FROM report AS r LEFT JOIN agency AS a USING (agency_id) ORDER BY 1
        """
    ).fetchall()
    got = {row[0]: row[1:] for row in rows}
    environment = (
        "320813-environment", "淮安市洪泽区生态环境局", "environment", "county", "320813", "320813-government", None,
        "rule",
    )  # fmt: skip
    assert got["a"] == got["b"] == environment
    assert got["c"][0] == "500120-finance" and got["c"][2] == "finance"
    assert got["d"][:2] == ("320106-education", "南京市鼓楼区教育局")
    assert got["e"][:2] == ("unresolved:鼓楼区教育局", "鼓楼区教育局") and got["e"][-1] is None
    assert got["f"][:4] == ("500120006-government", "重庆市璧山区大路街道办事处", "subdistrict", "township")
    assert got["g"][0] == "120112-education" and got["g"][-1] == "register"
    assert got["h"][-2] == "321323-market" and got["h"][0] == "321323-commerce_registry"
    assert (got["i"][0], got["j"][0]) == ("350128-market", "350128-zone-market")
    notes = con.execute("SELECT note FROM agency WHERE agency_id = '500120006-government'").fetchall()
    assert "no history" in notes[0][0]
    assert got["k"] == (
        "000000-land", "国土资源部", "natural_resources", "nation", "000000", None, "000000-resources", "rule"
    )  # fmt: skip
    assert got["l"] == (
        "350105-zone:经济技术开发区", "福州市马尾区经济技术开发区管委会", "zone_committee", "county", "350105",
        "350105-government", None, "rule",
    )  # fmt: skip
    assert got["m"][0] == "350128-zone" and got["m"][-1] == "register"
    listed = con.execute("SELECT agency_zh FROM unresolved_agency").fetchall()
    assert listed == [("鼓楼区教育局",)]


def test_loading_again_resolves_alike(con, tmp_path: Path) -> None:
    before = con.execute("SELECT * FROM agency ORDER BY agency_id").fetchall()
    load(con, [], [])
    assert con.execute("SELECT * FROM agency ORDER BY agency_id").fetchall() == before
