"""TRS WCM: static lists, a script draws the pager (§3.8). Each folder shows one thing that installations do."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from .server import Answer, Asked, Site

PREFIX = "/zwgk"


def title(agency: str, year: int) -> str:
    return f"某县{agency}{year}年政府信息公开工作年度报告"


def article(name: str, inner: str = "") -> str:
    words = "本局认真贯彻落实条例，做好政府信息公开工作。" * 40
    return (
        f'<html><head><meta name="ArticleTitle" content="{name}"><meta name="PubDate" content="2022-01-24 10:05">'
        f"<title>{name}</title></head><body><h1>{name}</h1>"
        f"<div class=TRS_Editor><p>{words}</p></div>{inner}</body></html>"
    )


class Columns:
    """Pages by path. `column` adds a list of several pages and the articles behind its rows."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.reports: set[str] = set()

    def page(self, path: str, body: str, status: int = 200, encoding: str = "utf-8") -> None:
        self.pages[path] = Answer(body.encode(encoding), status)

    def rows(self, folder: str, agency: str, years: Iterable[int], ending: str = "html") -> str:
        """Rows with relative links, cut titles and the date beside; their articles are added."""
        found = []
        for year in years:
            name, at = (
                title(agency, year),
                f"{year + 1}01/t{year + 1}0124_{zlib.crc32(folder.encode()) % 10**6}{year}.{ending}",
            )
            self.page(f"{folder}{at}", article(name))
            self.reports.add(f"{folder}{at}".lstrip("/"))
            found.append(f'<li><a href="./{at}" title="{name}">{name[:8]}…</a><span>{year + 1}-01-24</span></li>')
        return f"<ul class=list>{''.join(found)}</ul>"

    def others(self, folder: str, count: int) -> str:
        """Rows that are no reports: they must be skipped, and never fetched."""
        names = [
            "关于做好2021年政府信息公开工作年度报告编制工作的通知",
            "政府信息公开指南",
            "某县2021年政务公开工作要点",
        ]
        return "".join(
            f'<li><a href="./202105/t20210511_9{n:03d}.html">{names[n % 3]}</a><span>2021-05-11</span></li>'
            for n in range(count)
        )

    def site(self) -> Site:
        def answer(asked: Asked) -> Answer | None:
            path = asked.path
            names = [f"{path}{name}" for name in ("", "index.html", "index.shtml", "index.htm")]
            for name in (*names, path.removesuffix("index.html")):
                if name in self.pages:
                    return self.pages[name]
            return None

        return answer


def portal() -> Columns:
    """All quirks, one column each: /zwgk/<quirk>/."""
    c = Columns()

    # Usual: page 1 is the folder, page k is index_<k-1>; called without its slash.
    at = f"{PREFIX}/usual/"
    pager = '<script>createPageHTML(3,0,"index","html");</script>'
    c.page(at, c.rows(at, "财政局", (2021, 2020)) + c.others(at, 3) + pager)
    c.page(at.rstrip("/"), c.pages[at].body.decode())
    c.page(f"{at}index_1.html", c.rows(at, "财政局", (2019, 2018)))
    c.page(f"{at}index_2.html", c.rows(at, "财政局", (2017,)))

    # 重庆: createPage, .shtml; rows li.w400.
    at = f"{PREFIX}/chongqing/"
    c.page(
        f"{at}index.shtml", c.rows(at, "民政局", (2021,), "shtml") + "<script>createPage(2,0,'index','shtml')</script>"
    )
    c.page(f"{at}index_1.shtml", c.rows(at, "民政局", (2020,), "shtml"))

    # countPage, and index_1 is page 1 again: the last page has the number of the count.
    at = f"{PREFIX}/from-one/"
    script = '<script>var countPage = 3; for(i=1;i<=countPage;i++) w("<a href=index_"+(i)+".html>");</script>'
    c.page(at, c.rows(at, "教育局", (2021, 2020)) + script)
    c.page(f"{at}index_1.html", c.rows(at, "教育局", (2021, 2020)))
    c.page(f"{at}index_2.html", c.rows(at, "教育局", (2019, 2018)))
    c.page(f"{at}index_3.html", c.rows(at, "教育局", (2017,)))

    # Numbered downwards; one deep page is a stub of 300–400 bytes.
    at = f"{PREFIX}/downwards/"
    c.page(at, c.rows(at, "公安局", (2021,)) + '<script>createPageHTML(4,0,"index","html")</script>')
    c.page(f"{at}index_3.html", c.rows(at, "公安局", (2020,)))
    c.page(f"{at}index_2.html", "<html>" + "<!-- stub -->" * 28 + "</html>")
    c.page(f"{at}index_1.html", c.rows(at, "公安局", (2019,)))

    # 延安: pages are 1.html, 2.html in the folder, linked from page 1.
    at = f"{PREFIX}/numbers/"
    c.page(f"{at}1.html", c.rows(at, "司法局", (2021,)) + '<a href="2.html">下一页</a>')
    c.page(f"{at}2.html", c.rows(at, "司法局", (2020,)) + '<a href="3.html">下一页</a><a href="1.html">上一页</a>')
    c.page(f"{at}3.html", c.rows(at, "司法局", (2019,)))

    # No pager that anybody knows, ten rows, and the guessed next page is another column's, with status 200 (§3.11).
    at, other = f"{PREFIX}/wrong-template/", "/zwgk/elsewhere/"
    c.page(at, c.rows(at, "人社局", range(2012, 2022)))
    foreign = c.rows(other, "外单位", (2021, 2020))
    c.page(f"{at}index_1.html", foreign.replace('href="./', f'href="{other}'))
    c.reports -= {r for r in c.reports if "elsewhere" in r}

    # The second page equals the first whatever is asked.
    at = f"{PREFIX}/same-again/"
    same = c.rows(at, "审计局", (2021, 2020)) + '<script>createPageHTML(5,0,"index","html")</script>'
    for name in ("index.html", "index_1.html", "index_2.html", "index_3.html", "index_4.html"):
        c.page(f"{at}{name}", same)

    # Years and tiers are folders below the column; the menu leads to another column and to a home page.
    at = f"{PREFIX}/folders/"
    menu = '<a href="/zwgk/elsewhere/zfxxgknb/">政府信息公开年报</a><a href="/">首页</a><a href="/czj/">县财政局</a>'
    c.page(at, f'{menu}<a href="./2021/">2021年</a> <a href="./xzjd/index.html">乡镇街道</a>')
    c.page(f"{at}2021/", menu + c.rows(f"{at}2021/", "统计局", (2020,)))
    c.page(f"{at}xzjd/", menu + c.rows(f"{at}xzjd/", "城关镇人民政府", (2020,)))

    # Fujian: dl rows, ten in the page, the rest asked for by script only; a template without address.
    at = f"{PREFIX}/fujian/"
    name = title("自然资源局", 2021)
    c.page(f"{at}202201/t20220124_77.htm", article(name))
    c.reports.add(f"{at}202201/t20220124_77.htm".lstrip("/"))
    c.page(
        f"{at}index.htm",
        f'<dl><dd><a href="./202201/t20220124_77.htm" title="{name}">{name}</a></dd><dd>2022-01-26</dd></dl>'
        '<dl><dd><a ms-attr-href="el.chnldocurl" ms-attr-title="el.doctitle"></a></dd></dl>'
        "<script>listModel({ pagebar: { prepage: 10, recordCount: '20' } })</script>",
    )

    # A collection page: bare PDFs, the unit only as a code in the file's name; a GBK page that claims UTF-8.
    at = f"{PREFIX}/collection/"
    c.page(at, '<li><a href="./202503/t20250320_88.html">2024年政府信息公开年报汇总</a><span>2025-03-20</span></li>')
    files = '<a href="/wzxxgknb/2025/qjp.pdf">清江浦区</a><a href="/wzxxgknb/2025/hzq.pdf">（PDF）</a>'
    c.page(f"{at}202503/t20250320_88.html", article("2024年政府信息公开年报汇总", files), encoding="gb18030")
    for code in ("qjp", "hzq"):
        c.pages[f"/wzxxgknb/2025/{code}.pdf"] = Answer(
            b"%PDF-1.4 " + code.encode(), 200, {"Content-Type": "application/pdf"}
        )
        c.reports.add(f"wzxxgknb/2025/{code}.pdf")

    # Files of an article: attachment with OLDSRC, viewer, one gone; a clone on another host; a dead article.
    at = f"{PREFIX}/files/"
    name = title("住建局", 2021)
    inner = (
        '<p class="insertfileTag"><a href="./P020220124361234567890.doc" download="年报.doc">附件</a></p>'
        '<iframe src="/pdfjs/web/viewer.html?file=%2Fuploadfile%2F2022%2Fnb.pdf"></iframe>'
        '<a href="./P020220124361234567999.pdf">旧附件</a>'
    )
    c.page(f"{at}202201/t20220124_66.html", article(name, inner))
    c.pages[f"{at}202201/P020220124361234567890.doc"] = Answer(
        b"\xd0\xcf\x11\xe0doc", 200, {"Content-Type": "application/msword"}
    )
    c.pages["/uploadfile/2022/nb.pdf"] = Answer(b"%PDF-1.4 nb", 200, {"Content-Type": "application/pdf"})
    c.reports |= {
        f"{at}202201/t20220124_66.html".lstrip("/"),
        f"{at}202201/P020220124361234567890.doc".lstrip("/"),
        "uploadfile/2022/nb.pdf",
    }
    c.page(
        at,
        f'<li><a href="./202201/t20220124_66.html" title="{name}">{name}</a></li>'
        f'<li><a href="http://www.haose21.com/zwgk/t20211118_1.html">{title("住建局", 2020)}</a></li>'
        f'<li><a href="./202001/t20200124_1.html">{title("住建局", 2019)}</a></li>',
    )
    return c


COLUMNS = [
    "/zwgk/usual", "/zwgk/chongqing/", "/zwgk/from-one/", "/zwgk/downwards/", "/zwgk/numbers/1.html",
    "/zwgk/wrong-template/", "/zwgk/same-again/", "/zwgk/folders/", "/zwgk/fujian/", "/zwgk/collection/",
    "/zwgk/files/",
]  # fmt: skip
