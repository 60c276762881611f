"""Beginnings that are pages: what stands in their heads, beside the article and around it."""

from typing import NamedTuple


class Page(NamedTuple):
    """head, body: markup; agency, year: what the page names, "" and None where it names none."""

    head: str
    body: str
    agency: str
    year: int | None


_T = "政府信息公开工作年度报告"

PAGES = [
    # the page's title with column and site
    Page(f"<title>临河县水利局2021年{_T}_政府信息公开年报_临河县人民政府</title>", "", "临河县水利局", 2021),
    Page(f"<title>临河县水利局2021年{_T}-临河县人民政府门户网站</title>", "", "临河县水利局", 2021),
    Page(f"<title>政府信息公开年报 - 临河县水利局2021年{_T}</title>", "", "临河县水利局", 2021),
    Page(f"<title>临河县人民政府 政府信息公开年报 临河县水利局2021年{_T}</title>", "", "临河县水利局", 2021),
    Page(f"<title>临河县人民政府-临河县水利局2021年{_T}</title>", "", "临河县水利局", 2021),
    Page(f"<title>2021年{_T}-临河县水利局</title>", "", "临河县水利局", 2021),
    Page(f"<title>2021年{_T}-临河县人民政府</title>", "", "", 2021),
    Page(f"<title>首页 > 政务公开 > 临河县水利局2021年{_T}</title>", "", "临河县水利局", 2021),
    Page(
        "<title>政府信息公开年报 - 临河县人民政府</title>",
        "<p>请与临河县水利局联系</p><p>2020年，我局认真落实。</p>",
        "临河县水利局",
        2020,
    ),
    Page(
        "<title>政府信息公开年报-2020年-临河县人民政府</title>",
        f"<h1>临河县水利局2021年{_T}</h1>",
        "临河县水利局",
        2021,
    ),
    # metas
    Page(f'<meta name="ArticleTitle" content="临河县水利局2021年{_T}">', "", "临河县水利局", 2021),
    Page('<meta name="ContentSource" content="临河县水利局">', f"<h1>2021年{_T}</h1>", "临河县水利局", 2021),
    Page('<meta name="ContentSource" content="临河县人民政府办公室">', f"<h1>2021年{_T}</h1>", "", 2021),
    Page(
        '<meta name="PubDate" content="2022-01-20"><meta name="ColumnName" content="2022年政府信息公开年报">',
        f"<h1>临河县水利局2021年{_T}</h1>",
        "临河县水利局",
        2021,
    ),
    # links of other years before and after the article, and a menu
    Page(
        "",
        f'<ul><li><a href="20.html">临河县水利局2020年{_T}</a></li><li><a href="19.html">临河县水利局2019年{_T}</a>'
        f"<span>2020-01-20</span></li></ul><h1>临河县水利局2021年{_T}</h1>",
        "临河县水利局",
        2021,
    ),
    Page(
        "",
        f'<div>·<a href="20.html">云海市2020年{_T}</a></div><p>临河县水利局</p><p>2021年{_T}</p>',
        "临河县水利局",
        2021,
    ),
    Page("", f'<h2><a href="/nb/">2022年{_T}</a></h2><p>临河县水利局2021年</p><p>{_T}</p>', "临河县水利局", 2021),
    Page(
        "",
        f'<p align="center">临河县水利局2021年{_T}</p><p>上一篇：<a href="1.html">临河县水利局2020年{_T}</a></p>',
        "临河县水利局",
        2021,
    ),
    Page(
        "",
        f'<div><a href="/">云海市人民政府</a></div><h1>2021年{_T}</h1><p>由临河县水利局编制。</p>',
        "临河县水利局",
        2021,
    ),
    Page(f"<title>{_T}</title>", f'<a href="21.html">临河县水利局2021年{_T}</a><p>一、总体情况</p>', "", None),
    Page("", f"<h1><a href='javascript:void(0)'>临河县水利局2021年{_T}</a></h1>", "临河县水利局", 2021),
    # the table of the page's head, and what stands near the title
    Page(
        "",
        f"<table><tr><td>索引号</td><td>014316330/2022-00001</td><td>发布机构</td><td>临河县水利局</td></tr></table><h1>2021年{_T}</h1>",
        "临河县水利局",
        2021,
    ),
    Page(
        "",
        f"<table><tr><td>发布机构</td><td>市政府办</td></tr><tr><td>发文日期</td><td>2022-02-28</td></tr></table>"
        f"<p>现公布临河县人民政府2021年{_T}。</p>",
        "临河县人民政府",
        2021,
    ),
    Page("", f"<h1>2021年{_T}</h1><p>发布时间：2022-01-19 来源：办公室</p><p>临河县国资委</p>", "临河县国资委", 2021),
    Page(
        "",
        f"<table><tr><td colspan=2>临河县水利局2021年{_T}</td></tr><tr><td>一</td><td>二</td></tr></table>",
        "临河县水利局",
        2021,
    ),
    Page("", f"<p><b>临河县水利局</b><br><b>2021年</b><br><b>{_T}</b></p>", "临河县水利局", 2021),
    Page(
        "", f"<p>临河县人民政府2016年</p><p>{_T}</p><p>临河县人民政府办公室</p><p>2017年3月</p>", "临河县人民政府", 2016
    ),
    Page("", f"<h3>沂水县发改局</h3><h1>沂水县发展和改革局2023年{_T}</h1>", "沂水县发展和改革局", 2023),
    # English and another form
    Page("", "<h1>Annual Report on Government Information Disclosure of Linhe (2020)</h1>", "", 2020),
    Page("", f"<h1>临河县水利局2021年{_T}（图片版）</h1>", "临河县水利局", 2021),
    # at the end of the text
    Page(
        "",
        f"<h1>2021年{_T}</h1><p>一、总体情况</p><p>略</p><p>六、其他需要报告的事项</p><p>无</p><p>临河县水利局</p><p>2022年1月20日</p>",
        "临河县水利局",
        2021,
    ),
    Page(
        "",
        f"<h1>石桥镇2021年{_T}</h1><p>一、总体情况</p><p>略</p><p>临河县石桥镇人民政府</p><p>2022年1月20日</p>",
        "临河县石桥镇人民政府",
        2021,
    ),
    Page("", f"<h1>2021年{_T}</h1><p>一、总体情况</p><p>略</p><p>临河县水利局 2022年1月20日</p>", "临河县水利局", 2021),
    Page(
        "",
        f"<h1>临河县水利局2021年{_T}</h1><p>一、总体情况</p><p>略</p><h3>相关链接</h3><p>临河县水利局2020年{_T}</p><p>临河县水利局2019年{_T}</p>",
        "临河县水利局",
        2021,
    ),
]
