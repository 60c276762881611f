"""TRS WCM as a publisher: article pages, static lists index.htm, index_1.htm … with a pager drawn by createPageHTML."""

from dataclasses import dataclass
from html import escape
from urllib.parse import urljoin

from . import markup
from .figures import Figures
from .site import Site, Truth, metas, pages

HOST = "www.haidao-zone.example"
ZONE = "平潭综合实验区"
CENTRAL = "/zwgk/zfxxgk/zfxxgknb/"


@dataclass(frozen=True)
class Entry:
    """One line of a list: where it leads, and what stands there."""

    date: str
    title: str
    href: str
    what: str = "other"
    title_class: str = "other"
    second_night: bool = False


def article(
    title: str, date: str, body: str, column: str, *, attachments: str = "", charset: str = "utf-8", source: str = ZONE
) -> str:
    """An article page: standard metas, breadcrumb, body in div.TRS_Editor, attachments below."""
    meta = metas(
        {
            "SiteName": "海岛综合实验区门户网站（示例）",
            "SiteDomain": HOST,
            "SiteIDCode": "0000000001",
            "ColumnName": column,
            "ColumnType": "政府信息公开年报",
            "ArticleTitle": escape(title),
            "PubDate": f"{date} 09:30",
            "ContentSource": source,
            "Keywords": "政府信息公开",
        }
    )
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}">
<title>{escape(title)}_{column}_海岛综合实验区门户网站（示例）</title>
{meta}
<link rel="stylesheet" href="/images/base.css"><script src="/images/jquery.js"></script></head>
<body>
<div class="top"><a href="/">首页</a> | <a href="{CENTRAL}">政府信息公开年报</a> | <a href="/zwgk/">政务公开</a></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a>
&gt; <a href="./">{column}</a></div>
<div class="article">
<h1 class="xl_tit">{escape(title)}</h1>
<div class="xl_lib"><span>来源：{source}</span> <span class="date">发布时间：{date} 09:30</span>
<span>字体：大 中 小</span> <span>打印</span></div>
<div class="article_content"><div class=TRS_Editor>
{body}
</div></div>
{attachments}
</div>
<div class="footer">主办单位：海岛综合实验区（示例） 网站标识码：0000000001 示例ICP备00000000号</div>
</body></html>
"""


def attached(files: list[tuple[str, str]]) -> str:
    """Attachments as TRS inserts them: relative address, the store's own path in OLDSRC, the real name in download."""
    links = "".join(
        f'<p class="insertfileTag"><a href="./{name}" OLDSRC="/protect/{name[:8]}/{name[:10]}/{name}" '
        f'download="{shown}" title="{shown}">{shown}</a></p>'
        for name, shown in files
    )
    return f'<div class="article_attachment"><div class="title_base">附件下载</div>{links}</div>'


def _list_page(column: str, entries: list[Entry], count: int, at: int, rows: str) -> str:
    if rows == "dl":
        lines = "".join(
            f'<dl>\n<dd class="text_align_left"><a href="{e.href}" title="{e.title}">{e.title}</a></dd>\n'
            f'<dd class="text_align_left">\n{e.date}\n</dd>\n</dl>\n'
            for e in entries
        )
        lines = f'<div class="rules_tabs_01">{lines}</div>'
    else:
        # Long titles are cut in the text; the title attribute keeps them whole.
        lines = "".join(
            f'<li><a href="{e.href}" title="{e.title}">{e.title if len(e.title) < 30 else e.title[:28] + "…"}</a>'
            f"<span>{e.date}</span></li>\n"
            for e in entries
        )
        lines = f'<ul class="list">\n{lines}</ul>'
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{column}_海岛综合实验区门户网站（示例）</title>
{metas({"SiteName": "海岛综合实验区门户网站（示例）", "SiteIDCode": "0000000001", "ColumnName": column})}
</head><body>
<div class="nav"><a href="/">首页</a><a href="/zwgk/">政务公开</a><a href="../zfxxgkzn/">政府信息公开指南</a>
<a href="nlist.htm">按年份查看</a></div>
<div class="position">当前位置：首页 &gt; 政务公开 &gt; {column}</div>
{lines}
<div class="page"><script>
createPageHTML({count},{at},"index","htm");
</script></div>
<div class="footer">网站标识码：0000000001</div>
</body></html>
"""


class Column:
    """A list and its articles."""

    def __init__(self, site: Site, path: str, name: str, size: int, rows: str) -> None:
        self.site, self.path, self.name, self.size, self.rows = site, path, name, size, rows
        self.entries: list[Entry] = []

    def address(self, date: str, number: int) -> str:
        return f"./{date[:4]}{date[5:7]}/t{date.replace('-', '')}_{number}.htm"

    def put(
        self,
        date: str,
        number: int,
        title: str,
        body: str,
        what: str,
        outcome: str,
        title_class: str,
        *,
        figures: Figures | None = None,
        page_title: str = "",
        dated: str = "",
        attachments: str = "",
        note: str = "",
        charset: str = "utf-8",
        encoding: str = "utf-8",
        second_night: bool = False,
        whole: str = "",
        agency: str = "",
        source: str = ZONE,
    ) -> str:
        """One article and its line in the list; returns the folder its attachments lie in. `dated`: the date in its
        address where it is another one than the list's."""
        href = self.address(dated or date, number)
        path = self.path + href[2:]
        text = whole or article(
            page_title or title, date, body, self.name, attachments=attachments, charset=charset, source=source
        )
        self.site.add(path, text, second_night, encoding)
        self.entries.append(Entry(date, title, href, what, title_class, second_night))
        self.site.truth.append(
            Truth(
                self.site.url(path),
                what,
                outcome,
                title_class,
                "2" if second_night else "both",
                figures.agency if figures else agency,
                figures.year if figures else None,
                figures.document if figures else "",
                self.site.url(self.path),
                note,
            )
        )
        return path.rsplit("/", 1)[0] + "/"

    def plain(self, date: str, number: int, title: str, what: str, paragraphs: list[str], **more: str) -> None:
        """A page that is no report and whose title says so."""
        body = "\n".join(markup.paragraph(text) for text in paragraphs)
        self.put(
            date,
            number,
            title,
            body,
            what,
            more.pop("outcome", "not_a_report"),
            more.pop("title_class", "other"),
            **more,
        )  # type: ignore[arg-type]

    def write(self) -> None:
        listed = self.site.url(self.path)
        self.site.entitle({urljoin(listed, entry.href): entry.title for entry in self.entries})
        self.entries.sort(key=lambda e: e.date, reverse=True)
        nights = [[e for e in self.entries if not e.second_night], self.entries]
        for night, entries in enumerate(nights):
            if night and entries == nights[0]:
                continue
            parts = pages(entries, self.size)
            for at, part in enumerate(parts):
                name = "index.htm" if at == 0 else f"index_{at}.htm"
                self.site.add(self.path + name, _list_page(self.name, part, len(parts), at, self.rows), bool(night))
                if night == 0:
                    self.site.truth.append(Truth(self.site.url(self.path + name), "list", "not_a_report:list"))
