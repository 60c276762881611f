"""Openness vendor (§3.6): showList/<department>/<category>/page_<N>.html, departments as branches."""

from __future__ import annotations

from .simulated import DOC, Simulated, title

ROOT = "/OpennessContent"
BRANCH = "/BranchOpennessContent"


def portal() -> Simulated:
    p = Simulated("openness", [{"url": f"{ROOT}/showList/706/32873/page_1.html", "column": "政府信息公开年报"}])
    years = sorted(range(2010, 2022), reverse=True)
    branches = (
        f'<div class=dept><a href="{BRANCH}/showList/801/32873/page_1.html">某县教育局</a>'
        f'<a href="{BRANCH}/showList/802/32873/page_1.html">某县民政局</a>'
        # Other categories, of this department and of others.
        f'<a href="{ROOT}/showList/706/32870/page_1.html">规划计划</a>'
        '<a href="/XxgkPolicy/showList/9/page_1.html">政策</a></div>'
    )
    for page in range(1, 5):
        # Index table rows (索引号, 发布机构, …) stand beside the title; the pager links every page.
        rows = "".join(
            f'<tr><td>0{y}</td><td><a href="{ROOT}/show/29{y}.html" title="{title("某县人民政府", y)}">某县…</a></td>'
            f"<td>{y + 1}-01-20</td></tr>"
            for y in years[(page - 1) * 3 : page * 3]
        )
        pager = "".join(f'<a href="{ROOT}/showList/706/32873/page_{n}.html">{n}</a>' for n in range(1, 5))
        p.page(f"{ROOT}/showList/706/32873/page_{page}.html", f"{branches}<table>{rows}</table>{pager}")
    for y in years:
        # The attachment's address names no file: /OpennessContent/download/<id>.html.
        inner = f'<a href="{ROOT}/download/77.html">某县年报.doc</a>' if y == 2021 else ""
        p.article(f"{ROOT}/show/29{y}.html", title("某县人民政府", y), inner)
    p.file(f"{ROOT}/download/77.html", DOC)
    for page, part in ((1, (2021, 2020)), (2, (2019,))):
        rows = "".join(
            f'<li><a href="{BRANCH}/show/81{y}.html">{title("某县教育局", y)}</a><span>{y + 1}-01-20</span></li>'
            for y in part
        )
        rows += f'<li><a href="{BRANCH}/show/99.html">某县教育局2021年部门预算</a></li>'
        p.page(
            f"{BRANCH}/showList/801/32873/page_{page}.html",
            branches + rows + f'<a href="{BRANCH}/showList/801/32873/page_2.html">2</a>',
        )
        for y in part:
            p.article(f"{BRANCH}/show/81{y}.html", title("某县教育局", y), agency="某县教育局")
    p.page(f"{BRANCH}/showList/802/32873/page_1.html", branches + "<p>暂无信息</p>")
    p.silent = {"某县民政局"}
    p.unasked = ("/32870/", "/XxgkPolicy/", "show/99.html")
    return p
