"""Title, body, year and what else stands around the tables, drawn part by part from heads.yml."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import yaml

from ..model import Block


@functools.cache
def parts() -> dict[str, Any]:
    """heads.yml as written."""
    with open(Path(__file__).with_name("heads.yml"), encoding="utf-8") as file:
        made: dict[str, Any] = yaml.safe_load(file)
    return made


@dataclass
class Head:
    """Who reports about which year; the blocks before and behind the tables; what was chosen."""

    agency: str
    year: int
    published: str
    title: str
    before: list[Block] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)


def agency_name(rng: Random) -> str:
    """The name of a body of a division that exists."""
    p = parts()
    province, city, county = rng.choice(p["places"])
    form = rng.choice(p["names"])
    return str(form.format(p=province, c=city, k=county, o=rng.choice(p["offices"])))


def head(rng: Random, year: int, table_states_year: bool = False) -> Head:
    """The parts of a head; body and year stand at least once in what every reader of the page sees."""
    p = parts()
    agency = agency_name(rng)
    published = f"{year + 1}-{rng.randint(1, 3):02d}-{rng.randint(1, 28):02d}"
    drawn: list[str] = []

    def has(name: str, share: float) -> bool:
        if rng.random() >= share:
            return False
        drawn.append(name)
        return True

    kind = rng.choices(["full", "lines", "year", "agency", "none"], [5, 3, 1, 1, 0.6])[0]
    if kind != "full":
        drawn.append(f"title_{kind}")
    filled = {"a": agency, "y": str(year), "n": rng.choice(p["kinds"])}
    title = str(rng.choice(p["titles"][kind])).format(**filled)
    lines = title.split("/")
    if kind == "full" and has("title_dated", 0.05):
        lines = [rng.choice(p["dated"]).format(d=published, t=title)]
    states_year = kind in ("full", "lines", "year")
    states_agency = kind in ("full", "lines", "agency")
    before: list[Block] = []
    after: list[Block] = []
    by = "" if states_agency else rng.choice(["letterhead", "lead", "signature", "filed"])
    if by:
        drawn.append(f"agency_in_{by}")
    if by == "letterhead" or (states_agency and has("letterhead", 0.06)):
        before.append(Block("title" if by else "text", agency if by else f"{agency}文件"))
    before += [Block("title", line) for line in lines]
    if has("meta_line", 0.4):
        before.append(Block("meta", f"发布时间：{published}　来源：{agency}"))
    if by == "filed":
        before.append(Block("text", f"填报单位（盖章）：{agency}　　{year}年度"))
    if by == "lead" or has("lead", 0.6):
        leads = p["leads"] if not by else [lead for lead in p["leads"] if "由{a}" in lead or "{a}{y}" in lead]
        before.append(Block("text", rng.choice(leads).format(a=agency, y=year)))
    if not states_year or has("period", 0.6):
        period = rng.choice(p["periods"]).format(y=year)
        before.append(Block("text", rng.choice(p["period_said"]).format(p=period)))
    if by not in ("signature", "filed") and has("contact", 0.4):
        who = agency
        if agency.endswith("人民政府") and rng.random() < 0.5:
            who = f"{agency}办公室"
            drawn.append("office_beside")
        before.append(Block("text", rng.choice(p["contacts"]).format(a=who)))
    if by == "signature" or has("signature", 0.15):
        y, m, d = published.split("-")
        after += [Block("text", agency), Block("text", f"{y}年{int(m)}月{int(d)}日")]
    return Head(agency, year, published, "".join(lines), before, after, drawn)
