"""A county on gkmlpt: a sub-site for each agency, lists by a JSON interface, articles with their content twice."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from html import escape

from . import markup, prose
from .figures import Figures
from .prose import Contact
from .reports import Manner, blank_html, html, paper
from .site import Site, Truth, metas, pages

HOST = "www.linhe-county.example"
COLUMN = 21034
BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Post:
    """One article of a sub-site."""

    number: int
    date: str
    title: str
    body: str
    what: str = "other"
    outcome: str = "not_a_report"
    title_class: str = "other"
    figures: Figures | None = None
    agency: str = ""
    attachments: tuple[tuple[str, str], ...] = ()
    note: str = ""


def contact(office: str, path: str) -> Contact:
    return Contact(office, "示例县人民路2号", "000-22334455", f"{path}@linhe-county.example", "县政府门户网站")


def _content_path(path: str, number: int) -> str:
    return f"/{path}/gkmlpt/content/{number // 1_000_000}/{number // 1_000}/post_{number}.html"


def _seconds(date: str) -> int:
    return int(datetime.fromisoformat(f"{date}T10:00:00").replace(tzinfo=BEIJING).timestamp())


def _listed(path: str, agency: str, post: Post) -> dict[str, object]:
    url = f"http://{HOST}{_content_path(path, post.number)}"
    return {
        "id": post.number,
        "title": post.title,
        "url": url,
        "post_url": url,
        "publisher": agency,
        "document_number": "",
        "identifier": f"11000000MB0000{post.number % 10000:04d}/{post.date[:4]}-{post.number % 100000:05d}",
        "date": _seconds(post.date),
        "create_time": _seconds(post.date),
        "created_at": f"{post.date} 10:00:00",
        "first_publish_time": _seconds(post.date),
        "display_publish_time": _seconds(post.date),
        "classify_main_name": "政府信息公开年报",
    }


def _script(value: object) -> str:
    """JSON as the page's script has it: markup characters escaped, Chinese as it is."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026")


def _index(path: str, agency: str, sid: str, tree: list[dict[str, object]]) -> str:
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>政府信息公开平台-{agency}</title>
<script>
window._CONFIG = {{
  APP_URL: 'http://{HOST}/{path}/gkmlpt',
  SITE_NAME: '{agency}',
  SID: '{sid}',
  TREE: {json.dumps(tree, ensure_ascii=False)}, SERVICE_AREA_ID: 0,
  PAGE_TYPE: 'index'
}}
</script></head>
<body><div id="app"><noscript>请启用脚本</noscript></div><script src="/static/gkmlpt/app.js"></script></body></html>
"""


def _node(
    number: int, name: str, count: int, children: list[dict[str, object]] | None = None, jump: str = ""
) -> dict[str, object]:
    return {"id": number, "name": name, "parent": 0, "jump_url": jump, "post_count": count, "children": children or []}


def _article(path: str, agency: str, sid: str, post: Post) -> str:
    """The content stands in the script (DETAIL) and, drawn by the server, in div.article-content."""
    detail = {
        "id": post.number,
        "title": post.title,
        "content": post.body,
        "publisher": agency,
        "date": _seconds(post.date),
        "attachments": [{"name": name, "url": f"http://{HOST}{url}"} for name, url in post.attachments],
    }
    files = "".join(
        f'<p><a class="nfw-cms-attachment" href="http://{HOST}{url}" alt="{name}" target="_blank">{name}</a></p>'
        for name, url in post.attachments
    )
    meta = metas(
        {
            "SiteName": f"{agency}（示例站点）",
            "SiteIDCode": "0000000002",
            "ColumnName": "政府信息公开年报",
            "ArticleTitle": escape(post.title),
            "PubDate": f"{post.date} 10:00:00",
            "ContentSource": "本网",
        }
    )
    identifier = _listed(path, agency, post)["identifier"]
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8">
<title>{escape(post.title)}</title>
{meta}
<script>
window._CONFIG = {{ APP_URL: 'http://{HOST}/{path}/gkmlpt', SID: '{sid}', PAGE_TYPE: 'content',
DETAIL: {_script(detail)} }}
</script></head>
<body><div class="content">
<table class="classify"><tr><td>索引号：</td><td>{identifier}</td><td>分类：</td><td>政府信息公开年报</td></tr>
<tr><td>发布机构：</td><td>{agency}</td><td>成文日期：</td><td>{post.date}</td></tr></table>
<h1 class="title document-number">{escape(post.title)}</h1>
<div class="date-row">发布日期：{post.date} 10:00:00 浏览字号：大 中 小</div>
<div class="article-content">
{post.body}
{files}
</div></div>
<div class="footer">网站标识码：0000000002</div></body></html>
"""


def _paragraphs(texts: list[str]) -> str:
    return "\n".join(markup.paragraph(text) for text in texts)


def _padding(agency: str, first: int, count: int) -> list[Post]:
    """What else such columns hold, newest first in the end."""
    kinds = [
        ("{agency}{year}年政务公开工作要点", "other", prose.summary),
        ("关于开展{year}年政务公开第三方评估自查的通知", "notice", prose.summary),
        ("{agency}{year}年度法治政府建设情况报告", "other", prose.summary),
        ("{agency}关于报送{year}年政务公开工作台账的函", "letter", prose.summary),
        ("{agency}{year}年政务公开工作总结", "work_summary", prose.summary),
        ("{agency}{year}年度部门整体支出绩效评价报告", "other", prose.summary),
    ]
    posts = []
    for at in range(count):
        title, what, texts = kinds[at % len(kinds)]
        year, month = 2024 - at // 4, 11 - (at % 4) * 2
        name = title.format(agency=agency, year=year)
        posts.append(Post(first + at, f"{year}-{month:02d}-{9 + at:02d}", name, _paragraphs(texts(name)), what))
    return posts


def _sub_site(
    site: Site,
    path: str,
    agency: str,
    sid: str,
    posts: list[Post],
    *,
    only_first_page: bool = False,
    later: list[Post] | None = None,
) -> None:
    """A sub-site whose column is listed by the interface, ten a page."""
    posts.sort(key=lambda post: post.date, reverse=True)
    policies = [_node(21011, "本部门文件", 0), _node(21012, "政策解读", 0)]
    tree = [
        _node(21001, "机构职能", 0),
        _node(21010, "法规公文", 0, policies),
        _node(COLUMN, "政府信息公开年报", len(posts)),
    ]
    index = f"/{path}/gkmlpt/index"
    site.add(index, _index(path, agency, sid, tree))
    for second_night, listed in ((False, posts), (True, (later or []) + posts)):
        if second_night and not later:
            continue
        classify = {"id": COLUMN, "name": "政府信息公开年报", "parent": 0, "post_count": len(listed)}
        articles = [_listed(path, agency, post) for post in listed]
        body = json.dumps({"classify": classify, "articles": articles}, ensure_ascii=False, indent=1)
        site.add(f"/_lists/{path}-{COLUMN}.json", body + "\n", second_night)
    for at, post in enumerate([*posts, *(later or [])]):
        out_of_reach = only_first_page and at >= 10
        site.add(_content_path(path, post.number), _article(path, agency, sid, post), post in (later or []))
        site.truth.append(
            Truth(
                site.url(_content_path(path, post.number)),
                post.what,
                post.outcome,
                post.title_class,
                "2" if post in (later or []) else "both",
                post.figures.agency if post.figures else post.agency,
                post.figures.year if post.figures else None,
                post.figures.document if post.figures else "",
                "" if out_of_reach else site.url(index),
                "on the second page, which answers 404" if out_of_reach else post.note,
            )
        )
    site.config["gkmlpt"][path] = {
        "sid": sid,
        "columns": {str(COLUMN): f"_lists/{path}-{COLUMN}.json"},
        "per_page": 10,
        "only_first_page": only_first_page,
    }
    site.entitle({site.url(_content_path(path, post.number)): post.title for post in [*posts, *(later or [])]})
    site.truth.append(Truth(site.url(index), "list", "not_a_report:list"))


def _development(site: Site, figures: Figures) -> None:
    path, agency = "lhfgj", figures.agency
    title = f"{agency}2023年政府信息公开工作年度报告"
    who = contact("县发展和改革局办公室", path)
    attachment = "/attachment/0/306/306724/3255421.pdf"
    posts = [
        Post(
            3255421,
            "2024-01-22",
            title,
            html(figures, who, Manner(markup.fonts)),
            "report",
            "report",
            "report",
            figures,
            attachments=((f"{title}.pdf", attachment),),
            note="labels cut by font tags, blanks kept blank",
        ),
        Post(
            2255100,
            "2022-01-19",
            f"{agency}2021年政府信息公开工作年度报告",
            "",
            "gone",
            "-",
            "report",
            agency=agency,
            note="listed, but its address answers 404",
        ),
        *_padding(agency, 3100200, 22),
    ]
    later = [
        Post(
            3301777,
            "2026-11-16",
            "关于做好2026年政府信息公开工作年度报告准备工作的通知",
            _paragraphs(prose.notice(2026, "县政府办公室")),
            "notice",
            "not_a_report:notice",
            note="a notice more on the second night",
        )
    ]
    _sub_site(site, path, agency, "755031", posts, later=later)
    del site.files[_content_path(path, 2255100)]
    site.add(attachment, paper(figures, title, who))
    site.truth.append(
        Truth(
            site.url(attachment),
            "rendition",
            "report",
            agency=agency,
            report_year=2023,
            document=figures.document,
            listed_on=site.url(_content_path(path, 3255421)),
            note="the same report as PDF",
        )
    )


def _education(site: Site, figures: Figures) -> None:
    path, agency = "lhjyj", figures.agency
    who = contact("区教育局办公室", path)
    manner = Manner(markup.word, "word", headings="dots", also=("2020年8月收到依申请公开1件，并及时进行答复。",))
    posts = [
        Post(
            2911400,
            "2024-12-30",
            f"{agency}2020年政府信息公开年度报告",
            html(figures, who, manner),
            "report",
            "report",
            "report",
            figures,
            note="published years after its year by a migration; 无 and blanks side by side",
        ),
        *_padding(agency, 2910200, 13),
    ]
    _sub_site(site, path, agency, "755046", posts, only_first_page=True)


def _township(site: Site) -> None:
    path, agency = "lhsgz", "临河县双港镇人民政府"
    title = f"{agency}2023年政府信息公开工作年度报告"
    posts = [
        Post(
            3201455,
            "2024-01-30",
            title,
            blank_html(title),
            "blank_form",
            "not_a_report:blank_form",
            "report",
            agency=agency,
            note="the form put on line before anybody filled it in (the town is invented)",
        ),
        Post(3201100, "2023-12-04", f"{agency}政府信息公开指南", _paragraphs(prose.guide(agency)), "guide"),
        Post(
            3200900,
            "2023-05-17",
            f"{agency}2023年重点项目建设情况工作总结",
            _paragraphs(prose.summary("重点项目建设")),
            "work_summary",
        ),
    ]
    _sub_site(site, path, agency, "755088", posts)


def _office(site: Site, figures: Figures) -> None:
    """The tree leads out of gkmlpt, to a static list with addresses post_<id>.html and mpost_ twins."""
    path, agency = "lhzfb", figures.agency
    folder = f"/{path}/zfxxgknb/"
    index = f"/{path}/gkmlpt/index"
    tree = [_node(21001, "机构职能", 0), _node(COLUMN, "政府信息公开年报", 0, jump=f"http://{HOST}{folder}")]
    site.add(index, _index(path, agency, "755001", tree))
    site.config["gkmlpt"][path] = {"sid": "755001", "columns": {}, "per_page": 10, "only_first_page": False}
    site.truth.append(Truth(site.url(index), "list", "not_a_report:list"))
    manner = Manner(markup.broken_labels, "break", also=("予以公开及部分公开258件，无法提供265件。",))
    who = contact("市政府办公厅政务公开办公室", path)
    posts = [
        Post(
            1001203,
            "2020-01-31",
            f"2019年{agency}政府信息公开工作年度报告",
            html(figures, who, manner),
            "report",
            "report",
            "report",
            figures,
            note="zeros blank, 总计 blank on the result rows; the text counts otherwise than the table, as printed",
        )
    ]
    posts += _padding(agency, 1001300, 17)
    posts.sort(key=lambda post: post.date, reverse=True)
    parts = pages(posts, 9)
    for at, part in enumerate(parts):
        rows = "".join(
            f'<li><a href="http://{HOST}{folder}content/post_{p.number}.html" title="{p.title}">{p.title}</a>'
            f'<span class="date">{p.date}</span></li>\n'
            for p in part
        )
        if at:
            # The mobile twin of an article already listed above it.
            rows += "".join(
                f'<li><a href="http://{HOST}{folder}content/mpost_{p.number}.html">{p.title}（手机版）</a>'
                f'<span class="date">{p.date}</span></li>\n'
                for p in posts
                if p.figures
            )
        names = ["index.html", *(f"index_{n}.html" for n in range(2, len(parts) + 1))]
        links = "".join(f'<a href="http://{HOST}{folder}{name}">{n}</a>' for n, name in enumerate(names, 1))
        following = (
            f'<a class="next" href="http://{HOST}{folder}{names[at + 1]}">下一页</a>' if at + 1 < len(parts) else ""
        )
        site.add(
            folder + names[at],
            f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>政府信息公开年报</title>
{metas({"SiteName": agency, "ColumnName": "政府信息公开年报"})}</head>
<body><div class="crumbs">首页 &gt; 政务公开 &gt; 政府信息公开年报</div>
<ul class="news_list">
{rows}</ul><div class="page">{links}{following}</div></body></html>
""",
        )
        site.truth.append(Truth(site.url(folder + names[at]), "list", "not_a_report:list"))
    for post in posts:
        text = f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{post.title}</title>
{metas({"ArticleTitle": post.title, "PubDate": post.date + " 16:20", "ContentSource": agency})}</head>
<body><h1 class="content_title">{post.title}</h1><div class="time">发布日期：{post.date} 来源：{agency}</div>
<div class="article-content">
{post.body}
</div></body></html>
"""
        site.add(f"{folder}content/post_{post.number}.html", text)
        if post.figures:
            site.add(f"{folder}content/mpost_{post.number}.html", text)
        site.truth.append(
            Truth(
                site.url(f"{folder}content/post_{post.number}.html"),
                post.what,
                post.outcome,
                post.title_class,
                "both",
                post.figures.agency if post.figures else "",
                post.figures.year if post.figures else None,
                post.figures.document if post.figures else "",
                site.url(folder),
                post.note,
            )
        )
    site.entitle({site.url(f"{folder}content/post_{post.number}.html"): post.title for post in posts})


def county(figures: dict[str, Figures]) -> Site:
    site = Site(HOST, "linhe-county", config={"html": "text/html; charset=UTF-8", "validators": False, "gkmlpt": {}})
    _development(site, figures["development-2023"])
    _education(site, figures["education-2020"])
    _office(site, figures["office-2019"])
    _township(site)
    return site
