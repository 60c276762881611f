"""A city on Hanweb jpage: the first group of records stands in the column page, the rest comes from dataproxy.jsp."""

import json
from dataclasses import dataclass
from html import escape

from . import markup, prose
from .figures import Figures
from .prose import Contact
from .reports import Manner, cut_at, html, paper
from .site import Site, Truth, metas

HOST = "www.yunhe-city.example"
CITY = "/col/col61490/index.html"
DISTRICTS = "/col/col61512/index.html"
GROUP = 15
CONTACT = Contact("市政府办公室政务公开处", "示例大道3号", "000-33445566", "gkb@yunhe-city.example", "市政府门户网站")


@dataclass(frozen=True)
class Record:
    date: str
    href: str
    title: str


def _path(column: int, date: str, number: int) -> str:
    year, month, day = date.split("-")
    return f"/art/{year}/{int(month)}/{int(day)}/art_{column}_{number}.html"


def _article(title: str, date: str, body: str, charset: str = "utf-8", declared: bool = True) -> str:
    meta = metas(
        {
            "SiteName": "运河市人民政府（示例）",
            "SiteDomain": HOST,
            "SiteIDCode": "0000000003",
            "ColumnName": "政府信息公开年报",
            "ArticleTitle": escape(title),
            "PubDate": f"{date} 17:02:00",
            "ContentSource": "政府办公室",
        }
    )
    return f"""<!DOCTYPE html>
<html><head>{f'<meta charset="{charset}">' if declared else ""}
<title>{escape(title)}</title>
{meta}</head>
<body><div class="dqwz">您的位置：首页 &gt; 政府信息公开 &gt; 政府信息公开年报</div>
<table class="suoyin"><tr><td>索引号</td><td>000000003/{date[:4]}-00017</td><td>组配分类</td>
<td>政府信息公开年报</td></tr>
<tr><td>发布机构</td><td>政府办公室</td><td>发文日期</td><td>{date}</td></tr></table>
<div class="bt-article-y"><h1>{escape(title)}</h1>
<div id="zoom">
<!--ZJEG_RSS.content.begin-->
{body}
<!--ZJEG_RSS.content.end-->
</div></div></body></html>
"""


def _padding(column: int, first: int, count: int, last_year: int) -> list[tuple[str, int, str, str]]:
    """(date, number, title, what) of what else such columns hold."""
    kinds = [
        ("运河市{office}{year}年政务公开工作要点", "other"),
        ("关于{year}年第{quarter}季度政务公开工作情况的通报", "other"),
        ("运河市{office}{year}年度法治政府建设年度报告", "other"),
        ("运河市{office}关于落实{year}年政务公开任务的函", "letter"),
        ("运河市{office}{year}年工作总结", "work_summary"),
        ("关于印发运河市{office}{year}年政务公开培训方案的通知", "notice"),
        ("运河市{office}{year}年度行政执法统计年报", "other"),
        ("运河市{office}政府信息公开指南（{year}年版）", "guide"),
    ]
    offices = ["水利局", "交通运输局", "农业农村局", "文化广电和旅游局", "卫生健康委员会", "应急管理局", "体育局"]
    found = []
    for at in range(count):
        title, what = kinds[at % len(kinds)]
        year = last_year - at // 5
        name = title.format(office=offices[at % len(offices)], year=year, quarter="一二三四"[at % 4])
        found.append((f"{year}-{12 - at % 5 * 2:02d}-{3 + at % 25:02d}", first + at, name, what))
    return found


def _column_page(path: str, unit: str, records: list[Record], by: str) -> str:
    column = path.split("/")[2][3:]
    first = "\n".join(f"<record><![CDATA[{_row(record)}]]></record>" for record in records[:GROUP])
    # Some installations put encrypted values where others have plain numbers.
    shown = (column, unit) if by == "window" else (f"Y29s{column}%3D%3D", f"dW5p{unit}%3D")
    following = (
        f"/module/web/jpage/dataproxy.jsp?page=1&appid=1&webid=39&path=/&columnid={shown[0]}&unitid={shown[1]}"
        "&webname=%E8%BF%90%E6%B2%B3%E5%B8%82&permissiontype=0"
    )
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>政府信息公开年报</title>
{metas({"SiteName": "运河市人民政府（示例）", "SiteIDCode": "0000000003", "ColumnName": "政府信息公开年报"})}
<script src="/script/jquery.jpage.js"></script></head>
<body><div class="dqwz">首页 &gt; 政府信息公开年报</div>
<div id="{unit}"><script type="text/xml"><datastore>
<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>
<recordset>
{first}
</recordset>
</datastore></script></div>
<script>
$('#{unit}').jpage({{totalRecord:{len(records)}, perPage:5, groupSize:3, proxyUrl:'/module/web/jpage/dataproxy.jsp',
ajaxParam:{{columnid:'{column}',unitid:'{unit}',webid:'39',path:'/',webname:'运河市',appid:'1',sourceContentType:'1',permissiontype:'0'}}}})
</script></body></html>
"""


def _row(record: Record) -> str:
    return f'<li><a href="{record.href}" title="{record.title}">{record.title}</a><span>{record.date}</span></li>'


def _close(site: Site, path: str, unit: str, records: list[Record], by: str) -> None:
    records.sort(key=lambda record: record.date, reverse=True)
    column = path.split("/")[2][3:]
    site.entitle({site.url(record.href): record.title for record in records})
    site.add(path, _column_page(path, unit, records, by))
    body = json.dumps([_row(record) for record in records], ensure_ascii=False, indent=1)
    site.add(f"/_lists/{column}.json", body + "\n")
    site.config["jpage"][column] = {"unitid": unit, "records": f"_lists/{column}.json", "by": by, "group": GROUP}
    site.truth.append(Truth(site.url(path), "list", "not_a_report:list"))


def _fill(site: Site, path: str, column: int, records: list[Record], first: int, count: int, last_year: int) -> None:
    for date, number, title, what in _padding(column, first, count, last_year):
        at = _path(column, date, number)
        text = _article(title, date, "\n".join(markup.paragraph(t) for t in prose.summary(title)))
        site.add(at, text)
        records.append(Record(date, at, title))
        site.truth.append(Truth(site.url(at), what, "not_a_report", "other", listed_on=site.url(path)))


def _city(site: Site, figures: Figures) -> None:
    records: list[Record] = []
    title = f"{figures.agency}2024年政府信息公开工作年度报告"
    at = _path(61490, "2025-03-28", 120345)
    name = "d3ab7714f0c24d6e9b51.pdf"
    download = f"/module/download/downfile.jsp?classid=0&filename={name}"
    body = (
        f'<p style="text-align:center">{title}</p>\n<p>附件：<a href="{download}">{title}.pdf</a></p>'
        f'\n<iframe src="/pdfjs/web/viewer.html?file=%2Fattach%2F0%2F{name}" width="100%" height="900"></iframe>'
    )
    site.add(at, _article(title, "2025-03-28", body))
    report = paper(figures, title, CONTACT)
    site.add(f"/attach/0/{name}", report)
    site.config["downloads"] = {name: f"attach/0/{name}"}
    records.append(Record("2025-03-28", at, title))
    site.truth.append(
        Truth(
            site.url(at),
            "attachment_only",
            "not_a_report:attachment_only",
            "report",
            agency=figures.agency,
            report_year=2024,
            listed_on=site.url(CITY),
            note="a link through downfile.jsp and a viewer frame, both to the same PDF",
        )
    )
    site.truth.append(
        Truth(
            site.url(download),
            "report",
            "report",
            agency=figures.agency,
            report_year=2024,
            document=figures.document,
            listed_on=site.url(at),
            note="ruled PDF, the applications table over two pages without repeated header",
        )
    )
    site.truth.append(
        Truth(
            site.url(f"/attach/0/{name}"),
            "report",
            "report",
            agency=figures.agency,
            report_year=2024,
            document=figures.document,
            listed_on=site.url(at),
            note="the same bytes by the viewer's address",
        )
    )

    collected = "/wzxxgknb/2025/ssj.pdf"
    site.add(collected, report)
    summary = _path(61490, "2025-04-02", 120399)
    site.add(
        summary,
        _article(
            "2024年政府信息公开年报汇总",
            "2025-04-02",
            f'<ul><li><a href="{collected}">{figures.agency}</a></li><li><a href="{at}">（网页版）</a></li></ul>',
        ),
    )
    records.append(Record("2025-04-02", summary, "2024年政府信息公开年报汇总"))
    site.truth.append(
        Truth(
            site.url(summary),
            "list",
            "not_a_report:list",
            "list",
            report_year=2024,
            listed_on=site.url(CITY),
            note="a collection page: bare links to PDFs by unit",
        )
    )
    site.truth.append(
        Truth(
            site.url(collected),
            "report",
            "report",
            agency=figures.agency,
            report_year=2024,
            document=figures.document,
            listed_on=site.url(summary),
            note="the same bytes as the attachment: published twice",
        )
    )

    gone = _path(61490, "2017-03-30", 90311)
    records.append(Record("2017-03-30", gone, "运河市人民政府2016年政府信息公开工作年度报告"))
    site.truth.append(
        Truth(
            site.url(gone),
            "gone",
            "-",
            "report",
            agency="运河市人民政府",
            report_year=2016,
            listed_on=site.url(CITY),
            note="404",
        )
    )
    notice = _path(61490, "2024-12-24", 118822)
    text = "关于做好2024年度政府信息公开工作年度报告编制工作的通知"
    site.add(notice, _article(text, "2024-12-24", "\n".join(map(markup.paragraph, prose.notice(2024, "市政府办公室")))))
    records.append(Record("2024-12-24", notice, text))
    site.truth.append(Truth(site.url(notice), "notice", "not_a_report:notice", "other", listed_on=site.url(CITY)))
    _fill(site, CITY, 61490, records, 100100, 42, 2025)
    _close(site, CITY, "247686", records, "window")


def _districts(site: Site, figures: Figures) -> None:
    records: list[Record] = []
    title = f"{figures.agency}2023年政府信息公开工作年度报告"
    at = _path(61512, "2022-03-26", 110873)
    pdf = "/attach/0/240126/7f20a1.pdf"
    body = html(figures, CONTACT, Manner(markup.wps, "spaces", applications=cut_at([14])))
    body += f'\n<p>附件：<a href="{pdf}" target="_blank">{title}.pdf</a></p>'
    # The page is GBK, its header and its meta say UTF-8.
    site.add(at, _article(title, "2024-01-26", body), encoding="gb18030")
    site.add(pdf, paper(figures, title, CONTACT, repeat_headers=True))
    records.append(Record("2022-03-26", at, title))
    site.truth.append(
        Truth(
            site.url(at),
            "report",
            "report",
            "report",
            agency=figures.agency,
            report_year=2023,
            document=figures.document,
            listed_on=site.url(DISTRICTS),
            note="GBK declared as UTF-8; list date and address two years off after a migration; "
            "review total printed as 0 (10+1)",
        )
    )
    site.truth.append(
        Truth(
            site.url(pdf),
            "rendition",
            "report",
            agency=figures.agency,
            report_year=2023,
            document=figures.document,
            listed_on=site.url(at),
            note="the same report as PDF, header rows repeated on the next page",
        )
    )
    date, text = "2021-12-20", "关于报送2021年政府信息公开年度报告有关事项的函"
    letter = _path(61512, date, 108800)
    page = _article(
        text,
        date,
        "\n".join(map(markup.paragraph, prose.letter("2021年政府信息公开年度报告有关事项", "市政府办公室"))),
        declared=False,
    )
    site.add(letter, page, encoding="gb18030")
    site.config["content_types"] = {letter: "text/html"}
    records.append(Record(date, letter, text))
    site.truth.append(
        Truth(
            site.url(letter),
            "letter",
            "not_a_report",
            "other",
            listed_on=site.url(DISTRICTS),
            note="GBK, declared nowhere",
        )
    )
    _fill(site, DISTRICTS, 61512, records, 105100, 36, 2025)
    _close(site, DISTRICTS, "251130", records, "page")


def city(figures: dict[str, Figures]) -> Site:
    site = Site(
        HOST,
        "yunhe-city",
        config={
            "html": "text/html;charset=UTF-8",
            "validators": True,
            "gzip": True,
            "modified": {"1": "Fri, 28 Mar 2025 09:02:00 GMT", "2": "Fri, 28 Mar 2025 09:02:00 GMT"},
            "jpage": {},
        },
    )
    _city(site, figures["city-2024"])
    _districts(site, figures["district-2023"])
    site.add("/robots.txt", "User-agent: *\nDisallow: /module/search/\nDisallow: /admin/\n")
    return site
