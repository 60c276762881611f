"""A zone on TRS WCM, with its own column and those of two bureaus."""

from . import markup, prose, rich, tables
from .figures import Figures
from .picture import picture
from .prose import Contact
from .reports import (
    LIST_2013,
    LIST_2015,
    Manner,
    blank_html,
    cut_at,
    flat,
    flat_header,
    html,
    paper,
    phantom_row,
    provincial_html,
    tall_results,
    titled,
)
from .site import Site, Truth
from .trs import CENTRAL, HOST, ZONE, Column, Entry, article, attached

FINANCE = "/zwgk/zfxxgk/bm/czj/zfxxgknb/"
MARKET = "/zwgk/zfxxgk/bm/scj/zfxxgknb/"
POLICE = "/zwgk/zfxxgk/bm/gaj/zfxxgknb/"
COPY_HOST = "www.zhuanzai-wang.example"
CONTACT = Contact(
    "综合实验区政务公开办公室", "示例路1号行政服务中心", "000-12345678", "xxgk@haidao-zone.example", "本门户网站"
)
REPORT = "年度政府信息公开工作年度报告"


def _zone_reports(column: Column, figures: dict[str, Figures]) -> None:
    site = column.site
    f = figures

    def report(date: str, number: int, name: str, manner: Manner, **more: str) -> str:
        it = f[name]
        return column.put(
            date,
            number,
            f"{it.agency}{it.year}{REPORT}",
            html(it, CONTACT, manner),
            "report",
            "report",
            "report",
            figures=it,
            **more,  # type: ignore[arg-type]
        )

    report(
        "2026-03-10",
        105587,
        "zone-2025",
        Manner(markup.word, "word"),
        dated="2026-03-13",
        note="Word paste, numbers split over spans; list date and date in the address differ",
    )
    report(
        "2025-03-10",
        97791,
        "zone-2024",
        Manner(
            markup.wps,
            applications=flat_header,
            disputes=flat_header,
            between='<p style="text-align:right">单位：件</p>',
        ),
        note="second and third header rows with empty cells instead of rowspans; text between heading and table",
    )
    earlier = f["zone-2023"].changed({("applications", "new", "total"): "18"})
    title_2023 = f"{ZONE}2023{REPORT}"
    manner_2023 = Manner(markup.plain, headings="dots")
    folder = column.put(
        "2024-03-08",
        87885,
        title_2023,
        html(earlier, CONTACT, manner_2023, stated=f["zone-2023"]),
        "report",
        "report",
        "report",
        figures=f["zone-2023"],
    )
    path = f"{folder}t20240308_87885.htm"
    site.add(path, article(title_2023, "2024-03-08", html(f["zone-2023"], CONTACT, manner_2023), column.name), True)
    known = site.truth.pop()
    note = "prints 18 for applications new total, where its text and its columns say 81 (sum_broken, text_differs)"
    site.truth.append(Truth(**{**known.__dict__, "night": "1", "note": note}))
    site.truth.append(Truth(**{**known.__dict__, "night": "2", "note": "the same address, 18 corrected to 81"}))
    report(
        "2023-02-20",
        80629,
        "zone-2022",
        Manner(markup.excel, "spaces", applications=flat),
        note="no rowspan anywhere in the applications table",
    )
    report(
        "2022-02-08",
        80613,
        "zone-2021",
        Manner(markup.header_cells, applications=cut_at([13], 3)),
        note="applications table cut in two tables, header repeated",
    )
    folder = column.put(
        "2021-03-05",
        80595,
        f"{ZONE}2020{REPORT}",
        markup.paragraph(f"{ZONE}2020{REPORT}"),
        "attachment_only",
        "not_a_report:attachment_only",
        "report",
        agency=ZONE,
        attachments=attached([("P020210305379112345678.pdf", f"{ZONE}2020{REPORT}.pdf")]),
        note="the report stands only in its PDF",
    )
    site.add(folder + "P020210305379112345678.pdf", paper(f["zone-2020"], f"{ZONE}2020{REPORT}", CONTACT))
    site.truth.append(
        Truth(
            site.url(folder + "P020210305379112345678.pdf"),
            "report",
            "report",
            agency=ZONE,
            report_year=2020,
            document="zone-2020",
            listed_on=site.url(folder + "t20210305_80595.htm"),
            note="ruled PDF over several pages, form 2019",
        )
    )
    report(
        "2020-01-20",
        80576,
        "zone-2019",
        Manner(markup.broken_labels, "break", applications=tall_results, nested=True),
        note="nested layout tables; rowspan of 三、 counted one too high; labels broken by <br>",
    )

    folder = column.put(
        "2019-01-10",
        80529,
        f"{ZONE}2018{REPORT}",
        provincial_html(f["zone-2018"], CONTACT, LIST_2015, markup.wps, f"{ZONE}管委会政府信息公开情况统计表"),
        "report",
        "report",
        "report",
        figures=f["zone-2018"],
        encoding="utf-8-sig",
        attachments=attached([("P020190110345678901234.doc", f"{ZONE}2018{REPORT}.doc")]),
        note="BOM; provincial list",
    )
    rows = [[c.text for c in row] for row in tables.fujian(f["zone-2018"], LIST_2015)]
    intro, _ = prose.provincial(f["zone-2018"], CONTACT)
    site.add(folder + "P020190110345678901234.doc", rich.document(f"{ZONE}2018{REPORT}", intro, rows))
    site.truth.append(
        Truth(
            site.url(folder + "P020190110345678901234.doc"),
            "rendition",
            "unsupported_format",
            agency=ZONE,
            report_year=2018,
            document="zone-2018",
            listed_on=site.url(folder + "t20190110_80529.htm"),
            note="the same figures in RTF under the name .doc",
        )
    )
    column.put(
        "2016-03-09",
        80460,
        f"{ZONE}2015{REPORT}",
        provincial_html(f["zone-2015"], CONTACT, LIST_2015, markup.fonts, "政府信息公开情况统计表", remark=True),
        "report",
        "report",
        "report",
        figures=f["zone-2015"],
        note="upper-case tags, font tags, an empty 备注 column",
    )
    column.put(
        "2015-03-24",
        80431,
        "平潭县人民政府2013年政府信息公开工作年度报告",
        provincial_html(f["county-2013"], CONTACT, LIST_2013, markup.plain, "平潭县人民政府政府信息公开情况统计表"),
        "report",
        "report",
        "report",
        figures=f["county-2013"],
        charset="gb2312",
        source="1",
        note="published a year late; UTF-8 declared as gb2312",
    )
    column.put(
        "2012-03-26",
        80402,
        f"{ZONE}2011年政府信息公开工作年度报告",
        provincial_html(f["zone-2011"], CONTACT, LIST_2013, markup.excel, f"{ZONE}管委会政府信息公开情况统计表"),
        "report",
        "report",
        "report",
        figures=f["zone-2011"],
        note="provincial list",
    )


SOFT_404 = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>ERROR 404 您访问的页面不存在</title></head><body>'
    '<div class="err"><p>您访问的页面不存在或已删除！</p><p><a href="/">返回首页</a></p></div></body></html>\n'
)


def finance_2019(figures: Figures) -> str:
    return html(figures, CONTACT, Manner(markup.wps, "plain", proactive=phantom_row))


def _central(site: Site, figures: dict[str, Figures]) -> None:
    column = Column(site, CENTRAL, "政府信息公开年报", 10, "dl")
    _zone_reports(column, figures)
    put, plain = column.put, column.plain
    finance = figures["finance-2019"]
    put(
        "2020-01-06",
        80571,
        f"{finance.agency}2019{REPORT}",
        finance_2019(finance),
        "report",
        "report",
        "report",
        figures=finance,
        note="the same report as in the bureau's own column: published twice",
    )
    plain(
        "2026-01-08",
        104201,
        "关于做好2025年政府信息公开工作年度报告编制和发布工作的通知",
        "notice",
        prose.notice(2025, ZONE + "党政办公室"),
        outcome="not_a_report:notice",
    )
    shot = '<p align="center"><img src="./W020250310400000000001.png" alt=""></p>'
    folder = put(
        "2025-03-10",
        97795,
        f"{ZONE}2024{REPORT}（图片版）",
        shot,
        "rendition",
        "needs_ocr",
        "rendition",
        agency=ZONE,
        note="picture version of the 2024 report",
    )
    site.add(
        folder + "W020250310400000000001.png",
        picture([figures["zone-2024"].row("applications", r) for r in ("new", "granted", "partial", "total")]),
    )
    plain(
        "2025-01-06",
        96120,
        f"{ZONE}党政办公室关于报送2024年度政务公开工作情况的函",
        "letter",
        prose.letter("2024年度政务公开工作情况", "上级政务公开办公室"),
    )
    plain(
        "2024-01-05",
        86001,
        f"{ZONE}2023年政务公开工作总结暨2024年工作思路",
        "work_summary",
        prose.summary("2023年政务公开工作"),
    )
    plain(
        "2022-12-28",
        80640,
        "2022年政府网站工作年度报表",
        "other",
        ["网站名称、首页网址、主办单位、信息发布总数、专栏专题数量等内容详见报表。"],
    )
    put(
        "2021-11-15",
        80611,
        "中华人民共和国政府信息公开工作年度报告格式",
        blank_html("政府信息公开工作年度报告（格式）"),
        "blank_form",
        "not_a_report:blank_form",
        "other",
    )
    plain(
        "2021-01-11",
        80590,
        f"{ZONE}关于2020年政务公开工作要点落实情况的自查报告",
        "self_inspection",
        prose.summary("2020年政务公开要点任务"),
    )
    plain(
        "2019-11-29",
        80560,
        "转发关于政府信息公开工作年度报告有关事项的通知",
        "notice",
        prose.notice(2019, ZONE + "党政办公室"),
        outcome="not_a_report:notice",
    )
    put(
        "2018-01-23",
        80506,
        f"{ZONE}2017{REPORT}",
        "",
        "soft_404",
        "not_a_report:soft_404",
        "report",
        agency=ZONE,
        whole=SOFT_404,
        note="status 200",
    )
    seen = "\n".join(f'<p align="center"><img src="./W02017011840000000000{n}.png"></p>' for n in (1, 2))
    folder = put(
        "2017-01-18",
        80485,
        f"{ZONE}2016{REPORT}",
        seen,
        "picture",
        "needs_ocr",
        "report",
        agency=ZONE,
        note="the report as two pictures, figures not known",
    )
    for number in (1, 2):
        site.add(f"{folder}W02017011840000000000{number}.png", picture([["--"] * 4] * 6))
    plain("2016-12-20", 80480, "政府信息公开指南", "guide", prose.guide(ZONE))
    plain(
        "2016-01-15",
        80455,
        "关于2015年政府信息公开工作要点落实情况的函",
        "letter",
        prose.letter("2015年政府信息公开工作要点落实情况", "党政办公室"),
    )
    plain(
        "2015-01-30",
        80428,
        "2014年度政府信息公开工作年度报告",
        "notice",
        prose.notice(2014, ZONE + "管委会办公室"),
        outcome="not_a_report:notice",
        title_class="report",
        page_title="关于印发2014年度政府信息公开工作年度报告编制方案的通知",
        note="the list calls a notice a report",
    )
    plain(
        "2013-12-18",
        80420,
        "平潭县2013年度政府信息公开情况总结",
        "work_summary",
        prose.summary("2013年度政府信息公开工作"),
        title_class="candidate",
    )
    plain("2013-03-01", 80410, f"{ZONE}2012年依法行政工作年度报告", "other", prose.summary("2012年依法行政工作"))
    plain(
        "2012-03-02",
        80399,
        "关于编制2011年政府信息公开年度报告的通知",
        "notice",
        prose.notice(2011, ZONE + "管委会办公室"),
        outcome="not_a_report:notice",
    )

    copy = f"http://{COPY_HOST}/zwgk/zfxxgk/t20250312_1337823.html"
    column.entries.append(Entry("2025-03-12", f"{ZONE}2024{REPORT}（转载）", copy))
    site.truth.append(
        Truth(
            copy,
            "copy_host",
            "-",
            "report",
            agency=ZONE,
            report_year=2024,
            listed_on=site.url(CENTRAL),
            note="off the portal: must never be fetched",
        )
    )
    hidden = "../bm/gaj/zfxxgknb/201901/t20190118_70611.htm"
    column.entries.append(Entry("2019-01-18", f"{ZONE}公安局2018年政府信息公开工作年度报告", hidden))
    police = POLICE + "201901/t20190118_70611.htm"
    site.add(
        police,
        article(
            f"{ZONE}公安局2018年政府信息公开工作年度报告",
            "2019-01-18",
            markup.paragraph("（内容略）"),
            "政府信息公开年报",
        ),
    )
    site.truth.append(
        Truth(
            site.url(police),
            "robots_disallowed",
            "-",
            "report",
            agency=f"{ZONE}公安局",
            report_year=2018,
            listed_on=site.url(CENTRAL),
            note="robots.txt disallows its folder",
        )
    )
    column.write()


def _bureaus(site: Site, figures: dict[str, Figures]) -> None:
    column = Column(site, FINANCE, "财政金融局政府信息公开年报", 8, "li")
    bureau = f"{ZONE}财政金融局"
    finance = figures["finance-2019"]
    column.put(
        "2020-01-06",
        60319,
        f"{bureau}2019{REPORT}",
        finance_2019(finance),
        "report",
        "report",
        "report",
        figures=finance,
        note="header and data rows with different colspans, a phantom row; long titles cut in the list's text",
    )
    column.put(
        "2018-01-05",
        60240,
        "财金局2017年政府信息公开年度报告",
        markup.paragraph("财金局2017年政府信息公开年度报告"),
        "attachment_only",
        "not_a_report:attachment_only",
        "report",
        agency="财金局",
        attachments=attached([("P020180105312345678901.doc", "财金局2017年政府信息公开年度报告.doc")]),
        note="its attachment is gone (404)",
    )
    missing = site.url(FINANCE + "201801/P020180105312345678901.doc")
    site.truth.append(
        Truth(
            missing,
            "gone",
            "-",
            agency="财金局",
            report_year=2017,
            listed_on=site.url(FINANCE + "201801/t20180105_60240.htm"),
            note="404",
        )
    )
    topics = [
        (
            "2026-01-12",
            60588,
            "关于2025年度政务公开财政牵头任务完成情况的函",
            "letter",
            prose.letter("财政牵头任务完成情况", "党政办公室"),
        ),
        ("2025-11-20", 60570, f"{bureau}2025年政务公开培训计划", "other", prose.summary("政务公开培训")),
        ("2025-02-26", 60533, f"{bureau}2024年法治政府建设情况年度报告", "other", prose.summary("2024年法治政府建设")),
        (
            "2024-07-03",
            60511,
            "2024年政府信息公开目录（财政金融局）",
            "other",
            ["目录编号、信息名称、公开时限、公开方式、责任科室。"],
        ),
        (
            "2023-12-29",
            60477,
            f"{bureau}2023年工作总结暨2024年工作思路",
            "work_summary",
            prose.summary("2023年财政金融工作"),
        ),
        ("2023-02-14", 60440, "2022年度行政执法工作年度报告", "other", prose.summary("2022年度行政执法工作")),
        ("2022-06-08", 60421, "政府信息依申请公开流程图", "other", ["申请—受理—审查—答复—归档。"]),
        ("2021-12-17", 60402, "关于做好2021年度政务公开考核准备工作的通知", "notice", prose.notice(2021, bureau)),
        (
            "2021-06-30",
            60388,
            f"{bureau}关于调整政务公开工作领导小组成员的通知",
            "notice",
            prose.letter("领导小组成员调整情况", "局属各单位"),
        ),
        ("2020-12-10", 60350, "政府信息公开申请表（下载）", "other", ["申请人信息、所需信息情况、申请时间。"]),
        ("2020-03-31", 60333, f"{bureau}2020年政务公开工作要点", "other", prose.summary("2020年政务公开工作")),
        ("2019-07-19", 60301, "政府信息公开指南（2019年修订）", "guide", prose.guide(bureau)),
        (
            "2019-01-22",
            60277,
            f"{bureau}关于做好政务公开财政牵头任务落实情况的自查报告",
            "self_inspection",
            prose.summary("政务公开财政牵头任务"),
        ),
        ("2018-11-02", 60262, "2018年第三季度政府网站抽查情况通报", "other", prose.summary("政府网站抽查")),
        (
            "2017-01-13",
            60188,
            f"关于报送《{bureau}2016年政府信息公开工作情况》的函",
            "letter",
            prose.letter("2016年政府信息公开工作情况", "党政办公室"),
        ),
        ("2016-11-09", 60170, "全区森林生态建设情况暨2017年造林工作计划", "other", prose.summary("森林生态建设")),
    ]
    for date, number, title, what, texts in topics:
        about = "candidate" if "工作情况》的函" in title else "other"
        outcome = "not_a_report:notice" if texts[0].startswith("各乡镇") else "not_a_report"
        column.plain(date, number, title, what, texts, title_class=about, outcome=outcome)
    column.write()

    column = Column(site, MARKET, "市场监督管理局政府信息公开年报", 8, "li")
    market = figures["market-2025"]
    column.put(
        "2026-01-28",
        50911,
        f"{market.agency}2025{REPORT}",
        html(market, CONTACT, Manner(markup.plain, applications=titled("收到和处理政府信息公开申请情况表", 10))),
        "report",
        "report",
        "report",
        figures=market,
        second_night=True,
        note="new; title row inside the table, no 规章 row",
    )
    bureau = market.agency
    for date, number, title, what, texts in [
        (
            "2026-01-06",
            50902,
            "关于报送2025年市场监管领域政务公开典型案例的函",
            "letter",
            prose.letter("典型案例", "党政办公室"),
        ),
        ("2025-12-15", 50890, f"{bureau}2025年第四季度食品安全抽检信息公示", "other", prose.summary("食品安全抽检")),
        ("2025-03-14", 50833, f"{bureau}2024年度法治政府建设年度报告", "other", prose.summary("法治政府建设")),
        ("2024-12-31", 50801, f"{bureau}2024年工作总结", "work_summary", prose.summary("2024年市场监管工作")),
        (
            "2024-01-19",
            50744,
            "关于做好2023年度政府信息公开工作年度报告报送工作的通知",
            "notice",
            prose.notice(2023, bureau),
        ),
        ("2023-05-11", 50702, "政府信息公开指南", "guide", prose.guide(bureau)),
        ("2022-01-21", 50655, f"{bureau}政务公开工作自查情况", "self_inspection", prose.summary("政务公开自查")),
        ("2021-04-02", 50610, f"{bureau}2021年政务公开工作要点", "other", prose.summary("2021年政务公开工作")),
    ]:
        outcome = "not_a_report:notice" if what == "notice" else "not_a_report"
        column.plain(date, number, title, what, texts, outcome=outcome)
    column.write()


def zone(figures: dict[str, Figures]) -> Site:
    site = Site(
        HOST,
        "haidao-zone",
        config={
            "html": "text/html",
            "validators": True,
            "modified": {"1": "Tue, 10 Mar 2026 01:30:00 GMT", "2": "Wed, 18 Nov 2026 08:05:00 GMT"},
        },
    )
    _central(site, figures)
    _bureaus(site, figures)
    site.add("/robots.txt", "User-agent: *\nDisallow: /zwgk/zfxxgk/bm/gaj/\n")
    site.add(
        "/index.htm",
        f'<html><head><meta charset="utf-8"><title>海岛综合实验区门户网站（示例）</title></head><body>\n'
        f'<a href="{CENTRAL}">政府信息公开年报</a> <a href="{FINANCE}">财政金融局</a> '
        f'<a href="{MARKET}">市场监督管理局</a></body></html>\n',
    )
    return site
