"""Entry pages in every markup: choices, parts of pictures, trees in scripts, years, tables of agencies and years."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.portals.crawling import crawl, portal_file
from tests.portals.server import serve
from tests.portals.simulated import Simulated, title

LIST, COLUMN = "/zfxxgknb/", "政府信息公开年报"
AGENCIES = ("某县教育局", "某县财政局", "某县民政局", "城关镇人民政府")
YEARS = (2021, 2022, 2023)
Pairs = list[tuple[str, str]]


def plain(pairs: Pairs) -> str:
    return "".join(f'<li><a href="{url}">{name}</a></li>' for url, name in pairs)


def options(pairs: Pairs) -> str:
    return "".join(f'<option value="{url}">{name}</option>' for url, name in pairs)


def area(pairs: Pairs) -> str:
    parts = "".join(f'<area shape="rect" coords="0,0,9,9" href="{url}" alt="{name}">' for url, name in pairs)
    return f'<img src="map.png" usemap="#m"><map name="m">{parts}</map>'


def clicked(pairs: Pairs) -> str:
    rows = "".join(f"<li onclick=\"go('{url}')\">{name}</li>" for url, name in pairs)
    return f"<ul>{rows}</ul><script>function go(u){{window.location.href=u;}}</script>"


def nested(pairs: Pairs) -> str:
    parts = (("县政府部门", pairs[:3]), ("乡镇", pairs[3:]))
    return "<ul>" + "".join(f"<li><span>{name}</span><ul>{plain(own)}</ul></li>" for name, own in parts) + "</ul>"


def tree(pairs: Pairs) -> str:
    nodes = ",".join(f'{{id:{n},pId:0,name:"{name}",url:"{url}"}}' for n, (url, name) in enumerate(pairs))
    return f'<ul id="t"></ul><script>var nodes=[{nodes}];$.fn.zTree.init($("#t"),{{}},nodes);</script>'


def menu(pairs: Pairs) -> str:
    entries = ("首页", "政务公开", "互动交流", "办事服务", "新闻中心", "领导之窗")
    around = "".join(f'<a href="/m/{n}/">{entry}</a>' for n, entry in enumerate(entries))
    return f"<div>{around}</div><div>{plain(pairs)}</div>"


ENTRIES: dict[str, Callable[[Pairs], str]] = {
    "choices": lambda pairs: f'<select onchange="location.href=this.value">{options(pairs)}</select>',
    "picture": area,
    "clicks": clicked,
    "data": lambda pairs: "".join(f'<li data-url="{url}">{name}</li>' for url, name in pairs),
    "nested": nested,
    "tree": tree,
    "menu": menu,
}


def crawled(p: Simulated, home: Path) -> set[str]:
    with serve(p.site) as running:
        start = [{"url": LIST, "column": COLUMN}]
        run = crawl(portal_file(home, running.base, "trs", start), home)
    assert set(run.documents()) == p.reports
    assert run.summary["outcome"] == "completed", (run.summary["problems"], run.summary["account"])
    return {entry["agency"] for entry in run.summary["agencies_expected"]}


@pytest.mark.parametrize("way", ENTRIES)
def test_every_agency_of_an_index_is_met_whatever_its_markup(way: str, tmp_path: Path) -> None:
    p, pairs = Simulated("trs", []), []
    for n, name in enumerate(AGENCIES):
        at = p.article(f"/bm/{n}/202401/t20240120_{n}.html", title(name, 2023))
        p.page(f"/bm/{n}/nb/", f'<li><a href="{at}">{title(name, 2023)}</a><span>2024-01-20</span></li>')
        pairs.append((f"/bm/{n}/nb/", name))
    p.page(LIST, ENTRIES[way](pairs))
    assert crawled(p, tmp_path) == set(AGENCIES)


CHOICES = {
    "links": '<select onchange="location=this.value">{whole}</select>',
    "added": "<select onchange=\"location.href='/q.jsp?year='+this.options[this.selectedIndex].value\">{bare}</select>",
    "form": '<form action="/q.jsp"><select name="year" onchange="this.form.submit()">{bare}</select></form>',
}


@pytest.mark.parametrize("way", CHOICES)
def test_years_are_chosen(way: str, tmp_path: Path) -> None:
    p = Simulated("trs", [])
    for year in YEARS:
        at = p.article(f"/x/{year + 1}01/t{year + 1}0120_1.html", title(AGENCIES[0], year))
        p.page(f"/q.jsp?year={year}", f'<li><a href="{at}">{title(AGENCIES[0], year)}</a></li>')
    whole = options([(f"/q.jsp?year={year}", f"{year}年") for year in YEARS])
    p.page(LIST, CHOICES[way].format(whole=whole, bare=options([(str(year), f"{year}年") for year in YEARS])))
    crawled(p, tmp_path)


def test_a_list_that_a_script_holds_as_data_is_read(tmp_path: Path) -> None:
    p, entries = Simulated("trs", []), []
    for year in YEARS:
        at = p.article(f"/x/{year + 1}01/t{year + 1}0120_1.html", title(AGENCIES[0], year))
        escaped = title(AGENCIES[0], year).encode("unicode_escape").decode()
        entries.append(f'{{"title":"{escaped}","url":"{at.replace("/", chr(92) + "/")}","pubDate":"{year + 1}-01-20"}}')
    p.page(LIST, f'<div id="list"></div><script>var data = [{",".join(entries)}]; show(data);</script>')
    crawled(p, tmp_path)


def test_a_table_of_agencies_and_years_is_read(tmp_path: Path) -> None:
    p, rows = Simulated("trs", []), ""
    for n, name in enumerate(AGENCIES):
        cells = ""
        for year in YEARS:
            at = p.article(f"/bm/{n}/{year + 1}01/t{year + 1}0120_{n}.html", title(name, year))
            cells += f'<td><a href="{at}">{year}</a></td>'
        rows += f"<tr><td>{name}</td>{cells}</tr>"
    p.page(LIST, f"<table><tr><th>单位</th><th>2021年</th><th>2022年</th><th>2023年</th></tr>{rows}</table>")
    crawled(p, tmp_path)
