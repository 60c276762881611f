# ruff: noqa: E501  (markup is kept whole)
"""Draws the portals of a seed: each choice by itself, then what befalls reports and portals night by night."""

from __future__ import annotations

from random import Random

from . import names
from .model import (
    ADDRESS,
    ENTRIES,
    FAMILIES,
    FAULTS,
    NIGHTS,
    REDESIGN,
    STATIC,
    SWEEPS,
    WHOLE,
    Column,
    Fault,
    Portal,
    Report,
)
from .truth import may_be_named

ROWS = (
    "plain", "plain", "plain", "onclick", "window_open", "data", "form", "backslash", "tab", "base", "encoded_query",
    "gbk_query", "session", "script_function",
)  # fmt: skip
ARTICLES = (
    *("html",) * 16, "pdf_link", "pdf_link", "pdf_frame", "docx_script", "pictures", "iframe", "direct_pdf", "unnamed_file",
)  # fmt: skip
PAGERS = {
    "trs": ("createPageHTML", "createPage", "countPage"),
    "nfcms": ("links", "numbers"),
    "php": ("query",),
    "numeric": ("numbers", "links"),
    "shanghai": ("links",),
    "hebei": ("load_more", "custom_json", "links"),
    "vsb": ("countdown", "form_query"),
}
MANNERS = ("quick", "quick", "quick", "crawl_delay", "slow", "unsteady")
TIERS = ("政府本级年报", "部门年报", "乡镇街道年报")
LAST_YEAR = 2024


def make(seed: int, count: int) -> list[Portal]:
    """`count` portals; every system, entry, row and fault in turn, their pairing by chance."""
    rng = Random(seed)
    turns = {name: _turns(rng, values, count) for name, values in (
        ("system", tuple(FAMILIES)), ("entry", tuple(ENTRIES) + ("column",) * 5), ("row", ROWS), ("manner", MANNERS),
        ("whole", (*WHOLE, *("",) * 14)), ("address", tuple(ADDRESS)), ("list", ("looping_pager", "endless_calendar", "twin_rows", "", "")),
    )}  # fmt: skip
    places = names.places(rng, count)
    portals = []
    for at in range(count):
        drawn = {name: values[at] for name, values in turns.items()}
        portals.append(_portal(Random(f"{seed}/{at}"), f"c{at:03d}", *places[at], drawn))
    return portals


def _turns(rng: Random, values: tuple[str, ...], count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        found += rng.sample(values, len(values))
    return found[:count]


def _portal(rng: Random, name: str, code: str, place: str, drawn: dict[str, str]) -> Portal:
    system, entry = drawn["system"], drawn["entry"]
    if system == "hanweb_xxgk" and entry != "column":
        entry = "agency_index"
    layout = "agencies" if system == "hanweb_xxgk" else rng.choice(ENTRIES[entry])
    row = drawn["row"] if system not in ("gkmlpt", "ucap", "epoint", "hanweb_xxgk") else "plain"
    if row in ("base", "gbk_query", "form", "script_function") and system not in (*STATIC, "vsb", "openness"):
        row = "plain"
    portal = Portal(
        name, place, code, system, entry, layout, rng.choice(PAGERS.get(system, ("own",))), row, drawn["manner"],
        "gb18030" if row == "gbk_query" or rng.random() < 0.1 else "utf-8", rng.choice([5, 6, 8, 10]),
        rng.random() < 0.7, entry not in ("column",) and rng.random() < 0.5,
        tuple(names.bodies(rng, code, place, rng.randint(4, 9))),
    )  # fmt: skip
    _fill(rng, portal)
    _befall(rng, portal)
    _faults(rng, portal, drawn)
    return portal


def _fill(rng: Random, portal: Portal) -> None:
    years = range(LAST_YEAR - rng.randint(2, 3), LAST_YEAR + 1)
    bare = portal.layout == "agencies" and rng.random() < 0.4
    reports, number = [], rng.randint(11000, 60000)
    for agency in portal.agencies:
        for year in years:
            number += rng.randint(1, 40)
            day = f"{year + 1}-0{rng.randint(1, 3)}-{rng.randint(1, 28):02d}"
            article = rng.choice(ARTICLES) if portal.system != "hanweb_xxgk" else "html"
            reports.append(Report(number, agency, year, article, rng.randrange(10**6), day, bare=bare))
    keys = [str(n) for n in rng.sample(range(1010, 9800), 40)]
    if portal.layout == "flat":
        portal.columns = [Column(keys[0], "政府信息公开年报", "", reports)]
    elif portal.layout == "tiers":
        portal.columns = [Column(keys[n], name) for n, name in enumerate(TIERS)]
        for report in reports:
            portal.columns[names.tier(portal.place, report.agency)].reports.append(report)
    elif portal.layout == "years":
        portal.columns = [Column(str(y), f"{y}年", "", [r for r in reports if r.year == y]) for y in reversed(years)]
    else:
        portal.columns = [
            Column(keys[n], names.short(rng, portal.place, agency), agency, [r for r in reports if r.agency == agency])
            for n, agency in enumerate(portal.agencies)
        ]
    for column in portal.columns:
        column.others = rng.randint(0, 3) if portal.layout in ("flat", "tiers") else 0


def _befall(rng: Random, portal: Portal) -> None:
    """New, revised, moved, renamed and vanished reports; each report has one fate at most."""
    number = max(r.number for r in portal.reports) + 100
    for night in range(1, NIGHTS):
        if rng.random() < (0.6 if night == 1 else 0.3):
            column = rng.choice(
                [c for c in portal.columns if c.reports] if portal.layout != "years" else portal.columns[:1]
            )
            known = {(r.agency, r.year) for r in portal.reports}
            free = [
                (a, LAST_YEAR + 1) for a in portal.agencies
                if (a, LAST_YEAR + 1) not in known and (portal.layout in ("flat", "years") or a in {r.agency for r in column.reports})
            ]  # fmt: skip
            if free:
                agency, year = rng.choice(free)
                number += rng.randint(1, 9)
                article = rng.choice(ARTICLES) if portal.system != "hanweb_xxgk" else "html"
                column.reports.append(
                    Report(
                        number,
                        agency,
                        year,
                        article,
                        rng.randrange(10**6),
                        f"2026-11-{20 + night}",
                        night,
                        bare=column.reports[0].bare,
                    )
                )
    calm = [r for r in portal.reports if r.first == 0]
    rng.shuffle(calm)
    fates = (
        ["revised", "redated", "vanished"]
        if portal.system == "hanweb_xxgk"
        else ["revised", "redated", "renamed", "moved", "vanished"]
    )
    for fate in fates:
        if rng.random() > 0.45 or not calm:
            continue
        report = calm.pop()
        if fate == "revised":
            report.revised = rng.choice(SWEEPS)
        elif fate == "redated":
            report.redated = report.revised = 2 if portal.system == "hanweb_xxgk" else rng.choice([1, 3])
        elif fate == "renamed":
            report.renamed = rng.choice([1, 3])
        elif fate == "moved":
            report.moved, report.gone_as = rng.choice([1, 2, 3]), rng.choice(["404", "home"])
        else:
            report.gone, report.gone_as = rng.choice(SWEEPS), rng.choice(["404", "soft", "home"])


def _faults(rng: Random, portal: Portal, drawn: dict[str, str]) -> None:
    calm = [r for r in portal.reports if r.first == 0 and {r.revised, r.redated, r.renamed, r.moved, r.gone} == {99}]
    rng.shuffle(calm)
    kind = drawn["address"]
    names_, handled = ADDRESS[kind]
    files = [r for r in calm if r.article in ("pdf_link", "direct_pdf", "pdf_frame")]
    pages = [r for r in calm if r.article == "html"]
    fit = files if kind == "html_for_file" else pages
    if fit and not may_be_named(portal):
        report = fit[0]
        report.fault, report.fault_from = kind, 0
        portal.faults.append(Fault(kind, 0, names_, handled, report.number))
    if (
        drawn["list"]
        and portal.system in (*STATIC, "vsb", "openness")
        and portal.pager not in ("custom_json", "countPage")
    ):
        portal.faults.append(Fault(drawn["list"], 0, "loop|paging|pager|pages|too_long|endless|twin", True))
        if drawn["list"] == "twin_rows" and pages[1:]:
            pages[1].twin = True
    whole = drawn["whole"]
    if whole and not (whole == "redesign_moved" and portal.system == "hanweb_xxgk"):
        night = REDESIGN if whole.startswith("redesign") else FAULTS
        portal.faults.append(Fault(whole, night, WHOLE[whole], False))
        for report in portal.reports:  # nothing else befalls it that night or after: nobody could see it
            for event in ("revised", "redated", "renamed", "moved", "gone"):
                if night <= getattr(report, event) < 99:
                    setattr(report, event, 99)
        for column in portal.columns:
            column.reports = [r for r in column.reports if r.first < night]
        if whole == "redesign_moved":
            for report in portal.reports:
                if report.moved == 99 and report.gone == 99 and not report.fault:
                    report.moved, report.gone_as = REDESIGN, "404"


__all__ = ["make"]
