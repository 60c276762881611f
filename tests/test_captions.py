"""Captions that name a body: the report's own under any of its names is no other's, another's always is."""

import csv

import pytest

from data.bodies import is_same_body
from data.places import DATA
from extractors.captions import Caption, not_this_report


def _names_of_bodies() -> list[list[str]]:
    with (DATA / "agencies" / "bodies.csv").open(encoding="utf-8", newline="") as file:
        return [
            [n for n in row["names"].split("|") if n] for row in csv.DictReader(file) if row["kind"] != "government"
        ]


def _divisions() -> list[str]:
    with (DATA / "agencies" / "divisions.csv").open(encoding="utf-8", newline="") as file:
        return [row["name_zh"] for row in csv.DictReader(file)][::97]


def _said(body: str, agency: str) -> str:
    line = f"{body}2023年政府信息公开情况统计表"
    return not_this_report(Caption(line, (line,)), agency, 2023)


@pytest.mark.parametrize("place", _divisions())
def test_no_own_name_of_the_register_is_anothers(place: str) -> None:
    for names in _names_of_bodies():
        agency = place + names[0]
        own = [place + names[0], place[-1] + names[0], *(place + name for name in names), f"甲省{place}{names[0]}"]
        assert [body for body in own if _said(body, agency)] == []
    for body in (place, f"{place}人民政府", f"甲省{place}人民政府", "本年度", "全省", "2023年度"):
        assert not _said(body, f"{place}人民政府")
        assert not _said(body, f"{place}人民政府办公室")


def test_another_body_of_the_register_is_another() -> None:
    bodies = [names[0] for names in _names_of_bodies()]
    same = [(a, b) for a in bodies for b in bodies if a != b and is_same_body(f"临河县{a}", f"临河县{b}")]
    assert len(same) <= 6, same
    assert not is_same_body("平山县教育局", "临河县教育局")


@pytest.mark.parametrize(
    ("body", "agency", "is_same"),
    [
        ("市教委", "临海市教育委员会", True),
        ("县人社局", "临河县人力资源和社会保障局", True),
        ("临河县城关镇", "城关镇人民政府", True),
        ("城关街道", "临河县城关街道办事处", True),
        ("平潭综合实验区管委会", "平潭综合实验区", True),
        ("我局", "临河县水利局", True),
        ("地方各级人民政府", "临河县水利局", True),
        ("临河县城关镇", "临河县人民政府", False),
        ("临河县民政局", "临河县", False),
        ("临河县民政局", "临河县教育局", False),
        ("东街街道", "西街街道办事处", False),
    ],
)
def test_short_and_full_names(body: str, agency: str, is_same: bool) -> None:
    assert is_same_body(body, agency) is is_same


@pytest.mark.parametrize(
    ("line", "is_part"),
    [
        ("其中:县政府办公室(本机关)收到和处理政府信息公开申请情况", True),
        ("(二)其中:县本级情况", True),
        ("其中,各镇街道收到申请情况:", True),
        ("附表2:其中局机关", True),
        ("其中:本机关新收申请95件", False),
        ("县政府办公室收到和处理政府信息公开申请情况", False),
    ],
)
def test_a_part_of_what_the_report_counts(line: str, is_part: bool) -> None:
    assert bool(not_this_report(Caption(line, (line,)), "临河县人民政府", 2023)) is is_part
