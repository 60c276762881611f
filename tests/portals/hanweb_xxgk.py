"""Hanweb 信息公开 module (§3.4): search.jsp by form, a tree, an endpoint of reports by area × year."""

from __future__ import annotations

from .server import Answer, Asked
from .simulated import WORDS, Simulated, title

ANNUAL, SEARCH, TREE = "/module/xxgk/xxgkAnnualReport.jsp", "/module/xxgk/search.jsp", "/module/xxgk/tree.jsp"
# area → (agency, years with a report)
AREAS = {
    "113325000026455663": ("某市人民政府办公室", (2017, 2019, 2020)),
    "113325000026455664": ("某市发展和改革委员会", (2018,)),
    "113325000026455665": ("某市档案馆", ()),
}
LISTED = "113325000026455669"
YEARS = range(2015, 2021)
PER_PAGE = 2


def portal() -> Simulated:
    p = Simulated("hanweb_xxgk", ["/col/col1229498488/index.html", f"{TREE}?standardXxgk=1&area={LISTED}&divid=div4"])
    p.more = {"quirks": {"first_year": 2016}, "agencies": {LISTED: "某市商务局"}}
    links = "".join(f'<li><a href="/col/col9/index.html?area={a}">{name}</a></li>' for a, (name, _) in AREAS.items())
    p.page(
        "/col/col1229498488/index.html",
        f"<ul>{links}</ul><script>var u='{ANNUAL}?fbtime='+year+'&area='+area;</script>",
    )
    for area, (name, years) in AREAS.items():
        for year in years:
            p.report(f"{ANNUAL}?area={area}&fbtime={year}", name)
        if not years:
            p.silent.add(name)
    for year in YEARS:
        at = p.article(f"/art/{year + 1}/1/29/art_1229_{year}.html", title("某市商务局", year), agency="某市商务局")
        assert at
    # Report body only, no meta, no title; an attachment on one.
    p.file("/module/download/downfile.jsp?classid=0&filename=2020.pdf", agency="某市人民政府办公室")

    def annual(asked: Asked) -> Answer:
        name, years = AREAS.get(asked.fields["area"], ("", ()))
        if int(asked.fields["fbtime"]) not in years:
            # Empty years return an empty shell.
            return Answer("<html><body><div class=main><h2>政府信息公开年度报告</h2></div></body></html>".encode())
        link = '<a href="/module/download/downfile.jsp?classid=0&filename=2020.pdf">附件</a>'
        has_file = (name, asked.fields["fbtime"]) == ("某市人民政府办公室", "2020")
        return Answer(f"<div>{WORDS}{link if has_file else ''}</div>".encode())

    def search(asked: Asked) -> Answer:
        if asked.method != "POST" or asked.fields.get("infotypeId") != "A0203" or asked.fields.get("area") != LISTED:
            return Answer(b"<html></html>")
        page = int(asked.fields["currpage"])
        years = sorted(YEARS, reverse=True)[(page - 1) * PER_PAGE : page * PER_PAGE]
        rows = "".join(
            f'<tr class="tr_main_value_{"odd" if y % 2 else "even"}"><td><a href="/art/{y + 1}/1/29/art_1229_{y}.html" '
            f'title="{title("某市商务局", y)}">某市商务局…</a></td><td width="120">{y + 1}-01-29</td></tr>'
            for y in years
        )
        # A notice among the rows; the pager calls a script with the page's own number.
        rows += '<tr class="tr_main_value_odd"><td><a href="/art/2021/5/1/art_1_9.html">年度报告编制通知</a></td></tr>'
        pager = (
            f"第{page}页/共{-(-len(YEARS) // PER_PAGE)}页 <a onclick=\"funGoPage('{SEARCH}',{page + 1})\">下一页</a>"
        )
        return Answer(f"<table>{rows}</table>{pager}".encode())

    def answer(asked: Asked) -> Answer | None:
        if asked.path == ANNUAL:
            return annual(asked)
        if asked.path == SEARCH:
            return search(asked)
        if asked.path == TREE:
            nodes = (("A01", "机构概况"), ("A0203", "政府信息公开年报"), ("A03", "政策文件"))
            return Answer(
                "".join(f"<li><a onclick=\"funclick('{c}')\"><label>{n}</label></a></li>" for c, n in nodes).encode()
            )
        return None

    p.dynamic = answer
    p.unasked = ("art_1_9", "infotypeId=A03", "fbtime=2015")
    return p
