# ruff: noqa: E501  (names are kept whole; each character counts two columns)
"""Real counties and townships of the register, and the bodies that publish there."""

from __future__ import annotations

import csv
import functools
import gzip
from collections import Counter
from pathlib import Path
from random import Random

_AGENCIES = Path(__file__).resolve().parents[4] / "data" / "agencies"
OFFICES = (
    "教育局", "财政局", "公安局", "民政局", "市场监督管理局", "卫生健康局", "发展和改革局", "自然资源局", "农业农村局", "审计局",
    "应急管理局", "统计局", "人力资源和社会保障局", "交通运输局", "文化和旅游局", "水利局", "司法局", "住房和城乡建设局", "退役军人事务局",
    "医疗保障局",
)  # fmt: skip


@functools.cache
def _counties() -> tuple[tuple[str, str], ...]:
    with (_AGENCIES / "divisions.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = Counter(row["name_zh"] for row in rows)
    return tuple(
        (row["code"], row["name_zh"])
        for row in rows
        if row["level"] == "county" and not row["last_year"] and not row["first_year"] and names[row["name_zh"]] == 1
    )


@functools.cache
def _townships() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with gzip.open(_AGENCIES / "townships.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["name_zh"].endswith(("镇", "乡", "街道")):
                found.setdefault(row["code"][:6], []).append(row["name_zh"])
    return found


def places(rng: Random, count: int) -> list[tuple[str, str]]:
    """Counties that have townships, each once."""
    towns = _townships()
    return rng.sample([one for one in _counties() if len(towns.get(one[0], ())) >= 4], count)


def bodies(rng: Random, code: str, place: str, count: int) -> list[str]:
    """The government, then offices and townships by their full names."""
    towns = rng.sample(_townships()[code], max(1, count // 4))
    offices = rng.sample(OFFICES, max(1, count - 1 - len(towns)))
    named = [f"{place}{town}{'办事处' if town.endswith('街道') else '人民政府'}" for town in towns]
    return [f"{place}人民政府", *(place + office for office in offices), *named]


def tier(place: str, agency: str) -> int:
    """0 the government itself, 1 an office, 2 a township."""
    if agency == f"{place}人民政府":
        return 0
    return 2 if agency.endswith(("人民政府", "办事处")) else 1


def short(rng: Random, place: str, agency: str) -> str:
    """As an index calls it: in full, with 县 or 区 before it, or the bare office."""
    if tier(place, agency) != 1:
        return agency if tier(place, agency) == 0 else agency.removeprefix(place)
    office = agency.removeprefix(place)
    return rng.choice([agency, place[-1] + office, office])
