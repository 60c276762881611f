"""VSB (§3.10): pages counted downwards in a folder named after the list, and the list.jsp form."""

from __future__ import annotations

from .server import Answer, Asked
from .simulated import DOC, Simulated, title

TOTAL = 4


def row(tree: int, agency: str, y: int, up: str = "../") -> str:
    link = f'<a href="{up}info/{tree}/{tree}{y}.htm" title="{title(agency, y)}">{agency}…</a>'
    return f'<li id="line_u8_{y}">{link}<span>{y + 1}-01-20</span></li>'


def portal() -> Simulated:
    p = Simulated("vsb", ["/zwgk/zfxxgknb.htm", "/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1012"])
    years = sorted(range(2014, 2022), reverse=True)
    for page in range(1, TOTAL + 1):
        # Page 2 of N is <slug>/<N-1>.htm, the last <slug>/1.htm; the pager links neighbours and the last.
        path = "/zwgk/zfxxgknb.htm" if page == 1 else f"/zwgk/zfxxgknb/{TOTAL - page + 1}.htm"
        up, folder = ("../", "zfxxgknb/") if page == 1 else ("../../", "")
        rows = "".join(row(1069, "某县人民政府", y, up) for y in years[(page - 1) * 2 : page * 2])
        rows += f'<li><a href="{up}info/1069/9{page}.htm">关于做好年度报告发布工作的通知</a></li>'
        following = (
            f'<a href="{folder}{TOTAL - page}.htm">下页</a><a href="{folder}1.htm">尾页</a>' if page < TOTAL else ""
        )
        p.page(path, f'<ul class="a_u_list">{rows}</ul>{following}<script>_showDynClicks("wbnews",1,2)</script>')
    for y in years:
        # Downloads are a script's; the file's name stands in the link.
        href = "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=14&wbfileid=77"
        inner = f'<p>附件【<a href="{href}">某县年报.doc</a>】</p>' if y == 2021 else ""
        p.article(f"/info/1069/1069{y}.htm", title("某县人民政府", y), inner, "id=vsb_content_2")
    p.file("/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=14&wbfileid=77", DOC)
    for y in range(2016, 2022):
        p.article(f"/info/1012/1012{y}.htm", title("某县教育局", y), box="id=vsb_content")

    def answer(asked: Asked) -> Answer | None:
        if asked.path != "/list.jsp" or asked.fields.get("wbtreeid") != "1012":
            return None
        page = int(asked.fields.get("a1333p", 1))
        listed = sorted(range(2016, 2022), reverse=True)[(page - 1) * 2 : page * 2]
        rows = "".join(row(1012, "某县教育局", y, "/") for y in listed)
        # The form's fields carry a prefix with a number: …t total pages, …p page, …c rows a page.
        link = '<a href="?a1333t=3&a1333p={}&a1333c=2&urltype=tree.TreeTempUrl&wbtreeid=1012">{}</a>'
        return Answer(f"<html>{rows}{link.format(min(3, page + 1), '下页')}{link.format(3, '尾页')}</html>".encode())

    p.dynamic = answer
    p.unasked = tuple(f"/info/1069/9{n}.htm" for n in range(1, 5))
    return p
