"""Shell pages (§1.2): the list stands in a frame of the same host, of another system than the page around it. And a
home page, with which drafts from the register of sites begin."""

from __future__ import annotations

from . import hanweb
from .server import Answer, Asked
from .simulated import Simulated, title

COLUMN = 61490


def portal() -> Simulated:
    p = Simulated("detect", ["/", "/framed.html"])
    p.page(
        "/", '<a href="/xwzx/">新闻</a><a href="/zwgk/">政务公开</a><a href="/xwzx/2021/0101/100001.html">今日要闻</a>'
    )
    p.page("/zwgk/", '<a href="/zwgk/zfxxgknb/">政府信息公开年报</a><a href="/zwgk/ldxx/">领导信息</a>')
    rows = ""
    for y in range(2019, 2022):
        path = p.article(f"/zwgk/zfxxgknb/{y + 1}01/t{y + 1}0124_77{y}.html", title("某县人民政府", y))
        rows += f'<li><a href="{path}">{title("某县人民政府", y)}</a></li>'
    p.page("/zwgk/zfxxgknb/", rows + '<script>createPageHTML(1,0,"index","html")</script>')
    # 常州, 淮安 counties: the frame holds a Hanweb column with dataproxy.jsp.
    p.page("/framed.html", f'<h1>政府信息公开年报</h1><iframe src="/col/col{COLUMN}/index.html"></iframe>')
    inner = hanweb.site()
    for n in range(hanweb.COLUMNS[COLUMN][0]):
        p.report(hanweb.path(COLUMN, n))

    def answer(asked: Asked) -> Answer | None:
        return inner(asked) if asked.path.startswith(("/col/", "/art/", "/module/")) else None

    p.dynamic = answer
    p.unasked = ("/xwzx/", "/zwgk/ldxx/")
    return p
