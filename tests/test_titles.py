"""Titles as columns of annual reports hold them: what is a report, whose, for which year, and what is not."""

import csv
import re
from pathlib import Path

import pytest

from data.titles import classify, is_report_column

# title → agency, year. All are reports.
REPORTS = [
    # the plain shapes, year before and after the name
    ("淮安市人民政府2024年政府信息公开工作年度报告", "淮安市人民政府", 2024),
    ("2024年淮安市人民政府政府信息公开工作年度报告", "淮安市人民政府", 2024),
    ("洪泽区2023年政府信息公开工作年度报告", "洪泽区", 2023),
    ("2023年度洪泽区政府信息公开工作年度报告", "洪泽区", 2023),
    ("鄂尔多斯市2018年政府信息公开年度报告", "鄂尔多斯市", 2018),
    ("内蒙古自治区2019年政府信息公开工作年度报告", "内蒙古自治区", 2019),
    ("沭阳县发展和改革局2023年政府信息公开年度报告", "沭阳县发展和改革局", 2023),
    ("义乌市稠城街道办事处2021年度政府信息公开工作年度报告", "义乌市稠城街道办事处", 2021),
    ("水城区玉舍镇2022年政府信息公开年报", "水城区玉舍镇", 2022),
    ("2022年玉舍镇政府信息公开年报", "玉舍镇", 2022),
    ("密云区2017年政府信息公开年度报告", "密云区", 2017),
    ("2020年度政府信息公开工作年度报告", "", 2020),
    ("2020年政府信息公开年报", "", 2020),
    ("2016年度信息公开年报", "", 2016),
    # a year within, at the end, in brackets, without 年
    ("思南县民政局政府信息公开2014年度报告", "思南县民政局", 2014),
    ("思南县民政局政府信息公开工作2014年年度报告", "思南县民政局", 2014),
    ("荣昌区河包镇政府信息公开工作年度报告（2019年）", "荣昌区河包镇", 2019),
    ("荣昌区河包镇政府信息公开工作年度报告(2019年度)", "荣昌区河包镇", 2019),
    ("璧山区青杠街道政府信息公开年度报告2018", "璧山区青杠街道", 2018),
    ("晋安区2016政府信息公开工作年度报告", "晋安区", 2016),
    ("永安市审计局年度政府信息公开工作报告（2015年）", "永安市审计局", 2015),
    # figures in Chinese, in full width, broken by spaces
    ("三明市人民政府二〇一二年政府信息公开工作年度报告", "三明市人民政府", 2012),
    ("二○一一年度海沧区政府信息公开工作年度报告", "海沧区", 2011),
    ("二O一三年度高平市环境保护局政府信息公开年度报告", "高平市环境保护局", 2013),
    ("二零一零年绥宁县政府信息公开工作报告", "绥宁县", 2010),
    ("二0一四年会昌县政府信息公开年报", "会昌县", 2014),
    ("秦淮区２０２０年政府信息公开年度报告", "秦淮区", 2020),
    ("忠县 教育 委员会 2019 年 政府信息公开 工作年度报告", "忠县教育委员会", 2019),
    ("德安县\u3000公安局２０１９\u00a0年度政府信息公开年报", "德安县公安局", 2019),
    ("湖口县\u200b司法局2019年政府信息公开年度报告", "湖口县司法局", 2019),
    # wordings of subject and ending
    ("遂溪县北坡镇2015年政务信息公开年度报告", "遂溪县北坡镇", 2015),
    ("徐闻县司法局2018年政务公开年度报告", "徐闻县司法局", 2018),
    ("徐闻县司法局2018年信息公开工作年度报告", "徐闻县司法局", 2018),
    ("南平市2012年度政府信息公开工作报告", "南平市", 2012),
    ("南平市2012年度政府信息公开年度工作报告", "南平市", 2012),
    ("大竹县庙坝镇2016年政府信息公开工作年报", "大竹县庙坝镇", 2016),
    ("利州区2021年政府信息与政务公开工作年度报告", "利州区", 2021),
    ("巍山县2019年政务公开和政府信息公开工作年度报告", "巍山县", 2019),
    ("白水县林业局2020年度政府信息公开工作情况年度报告", "白水县林业局", 2020),
    ("子长市2020年政府信息公开工作年度报告书", "子长市", 2020),
    ("富县2019年度政府信息公开年度报表", "富县", 2019),
    ("上虞区2010年政府信息公开报告", "上虞区", 2010),
    ("高平市2011年1月1日至12月31日政府信息公开年度报告", "高平市", 2011),
    ("高平市2011年1月1日至2011年12月31日政府信息公开年度报告", "高平市", 2011),
    # names that contain the subject's own words, or verbs, or brackets
    ("信丰县工业和信息化局2020年政府信息公开工作年度报告", "信丰县工业和信息化局", 2020),
    ("2020年信丰县工业和信息化局信息公开年度报告", "信丰县工业和信息化局", 2020),
    ("某市政务公开办公室2019年政府信息公开工作年度报告", "某市政务公开办公室", 2019),
    ("2019年某市政府信息公开办公室政府信息公开年度报告", "某市政府信息公开办公室", 2019),
    ("某市信息中心2016年信息公开年报", "某市信息中心", 2016),
    ("花山区行政审批和政务信息管理局2022年政府信息公开年度报告", "花山区行政审批和政务信息管理局", 2022),
    ("丽水市大数据发展管理局政府信息公开工作年度报告（2020年）", "丽水市大数据发展管理局", 2020),
    ("普宁市机构编制委员会办公室2018年政府信息公开年度报告", "普宁市机构编制委员会办公室", 2018),
    ("揭东区财政局预算编审中心2018年政府信息公开年度报告", "揭东区财政局预算编审中心", 2018),
    ("中共遂溪县委组织部2019年政府信息公开工作年度报告", "中共遂溪县委组织部", 2019),
    ("中共徐闻县委农村工作领导小组办公室2020年政府信息公开年报", "中共徐闻县委农村工作领导小组办公室", 2020),
    ("中国共产党某县委员会宣传部2020年政府信息公开年报", "中国共产党某县委员会宣传部", 2020),
    ("龙岗区人民政府办公室2023年政府信息公开工作年度报告", "龙岗区人民政府办公室", 2023),
    ("2023年龙岗区人民政府信息公开工作年度报告", "龙岗区人民政府", 2023),
    ("2023年龙岗区人民政府政府信息公开工作年度报告", "龙岗区人民政府", 2023),
    ("龙岗区政府办2023年信息公开工作年度报告", "龙岗区政府办", 2023),
    ("贵州省人民政府办公厅2016年政府信息公开工作年度报告", "贵州省人民政府办公厅", 2016),
    ("吕梁市规划和自然资源局（林业局）2019年政府信息公开年度报告", "吕梁市规划和自然资源局（林业局）", 2019),
    ("吕梁市规划和自然资源局(林业局)2019年政府信息公开年度报告", "吕梁市规划和自然资源局（林业局）", 2019),
    ("新疆生产建设兵团第八师2021年政府信息公开工作年度报告", "新疆生产建设兵团第八师", 2021),
    ("凉山彝族自治州2013年政府信息公开工作年度报告", "凉山彝族自治州", 2013),
    ("根河市满归镇2020年政府信息公开工作年度报告", "根河市满归镇", 2020),
    ("国家能源局2011年政府信息公开工作年度报告", "国家能源局", 2011),
    ("平潭综合实验区党工委管委会办公室2019年度政府信息公开工作年度报告", "平潭综合实验区党工委管委会办公室", 2019),
    ("武威市凉州区生态环境局2019年度政府信息公开年报", "武威市凉州区生态环境局", 2019),
    ("江北区住房和城乡建设交通局2019年度政府信息公开年报", "江北区住房和城乡建设交通局", 2019),
    # 关于, letters, quotes
    ("关于宁国市2011年政府信息公开工作年度报告", "宁国市", 2011),
    ("宁国市财政局关于2011年政府信息公开工作年度报告", "宁国市财政局", 2011),
    ("关于公布旌德县2019年政府信息公开工作年度报告的公告", "旌德县", 2019),
    ("关于报送郎溪县教育局2015年政府信息公开年度报告的函", "郎溪县教育局", 2015),
    ("郎溪县教育局关于报送2015年政府信息公开年度报告的函", "郎溪县教育局", 2015),
    ("郎溪县教育局关于报送《2015年政府信息公开年度报告》的报告", "郎溪县教育局", 2015),
    ("《绩溪县2020年政府信息公开工作年度报告》", "绩溪县", 2020),
    ("关于2012年度某县公安局政府信息公开工作的年度报告", "某县公安局", 2012),
    ("岳阳市南湖新区的2019年政府信息公开年度报告", "岳阳市南湖新区", 2019),
    ("青阳县卫健委 - 2021年政府信息公开年度报告", "青阳县卫健委", 2021),
    # numbers and marks in front, harmless words and site names behind
    ("1、石台县2021年政府信息公开年度报告", "石台县", 2021),
    ("12.石台县水利局2021年政府信息公开年度报告", "石台县水利局", 2021),
    ("01石台县水利局2021年政府信息公开年度报告.docx", "石台县水利局", 2021),
    ("附件1：石台县水利局2021年政府信息公开年度报告.doc", "石台县水利局", 2021),
    ("【置顶】石台县水利局2021年政府信息公开年度报告", "石台县水利局", 2021),
    ("· 石台县水利局2021年政府信息公开年度报告 2022-01-20", "石台县水利局", 2021),
    ("东至县2022年政府信息公开工作年度报告.pdf", "东至县", 2022),
    ("东至县2022年政府信息公开工作年度报告（文字版）", "东至县", 2022),
    ("东至县2022年政府信息公开工作年度报告（更正）", "东至县", 2022),
    ("东至县2022年政府信息公开工作年度报告（挂网稿）", "东至县", 2022),
    ("东至县2022年政府信息公开工作年度报告全文", "东至县", 2022),
    ("东至县统计局2022年度政府信息公开工作年度报告_政府信息公开年报_东至县人民政府", "东至县统计局", 2022),
    ("东至县统计局2022年政府信息公开年度报告-通知公告-东至县人民政府门户网站", "东至县统计局", 2022),
    ("政府信息公开年报_东至县统计局2022年政府信息公开年度报告", "东至县统计局", 2022),
    ("2021年政府信息公开工作年度报告（东至县统计局）", "东至县统计局", 2021),
    ("【年报】某县统计局2021年政府信息公开工作年度报告", "某县统计局", 2021),
    ("【某县统计局】2021年政府信息公开工作年度报告", "某县统计局", 2021),
    ("20220120某县统计局2021年政府信息公开工作年度报告", "某县统计局", 2021),
    ("[2022-01-20] 某县统计局2021年政府信息公开工作年度报告（上报）", "某县统计局", 2021),
    ("某县统计局2020年度政府信息公开工作年度报告（2021年发布版）", "某县统计局", 2020),
    ("丽水市教育局2017年度政府信息公开工作年度报告（市教育局）", "丽水市教育局", 2017),
    ("统计局：2021年政府信息公开工作年度报告", "统计局", 2021),
]

# title → class, agency, year
OTHERS = [
    # other forms of a report
    ("贵州省2021年政府信息公开工作年度报告（图解）", "rendition", "贵州省", 2021),
    ("图解：贵州省2021年政府信息公开工作年度报告", "rendition", "贵州省", 2021),
    ("一图读懂丨贵州省2021年政府信息公开工作年度报告", "rendition", "贵州省", 2021),
    ("图解贵州省2021年政府信息公开工作年度报告", "rendition", "贵州省", 2021),
    ("贵州省2021年政府信息公开工作年度报告（视频动画版）", "rendition", "贵州省", 2021),
    ("贵州省2021年政府信息公开工作年度报告-图文版", "rendition", "贵州省", 2021),
    ("贵州省2021年政府信息公开工作年度报告（英文版）", "rendition", "贵州省", 2021),
    ("贵州省2021年政府信息公开工作年度报告（PDF版）", "rendition", "贵州省", 2021),
    ("2019 Annual Report on Government Information Disclosure of Shanghai", "rendition", "", 2019),
    ("Annual Report of Beijing Municipality on Open Government (2020)", "rendition", "", 2020),
    # only the content can tell
    ("关于2010年政府信息公开工作情况的报告", "candidate", "", 2010),
    ("某县农业局关于2010年政府信息公开工作情况的报告", "candidate", "某县农业局", 2010),
    ("某县农业局2010年政府信息公开工作总结", "candidate", "某县农业局", 2010),
    ("某县农业局2015年政府信息公开情况统计表", "candidate", "某县农业局", 2015),
    ("某县农业局2009年贯彻执行政府信息公开条例情况报告", "candidate", "某县农业局", 2009),
    ("某县农业局2012年环境信息公开年度报告", "candidate", "某县农业局", 2012),
    ("某县农业局政府信息公开年报", "candidate", "某县农业局", None),
    ("某县农业局2008-2010年政府信息公开工作年度报告", "candidate", "某县农业局", None),
    ("某大学2019年信息公开年度报告", "candidate", "某大学", 2019),
    ("关于印发《某县2019年政府信息公开工作年度报告》的通知", "candidate", "某县", 2019),
    ("某县农业局2019年政府信息公开年度报告补遗", "candidate", "某县农业局", 2019),
    ("某县发布2019年政府信息公开年度报告", "report", "某县", 2019),
    ("关于报送2019年政府信息公开年度报告的函", "candidate", "", 2019),
    ("某县农业局2019年政府信息年度报告", "candidate", "某县农业局", 2019),
    ("某县农业局2019年政府信息公开工作年…", "candidate", "某县农业局", 2019),
    ("某县住建局2019年度政府信息公开工作报告及2020年工作计划", "candidate", "某县住建局", 2019),
    # a subject wider than the reports', without a report word
    ("某县农业局2020年政务公开工作总结", "other", "某县农业局", None),
    ("某县农业局关于报送2020年度政务公开工作情况的函", "other", "某县农业局", None),
    ("某县农业局政府信息公开工作自查情况", "other", "", None),
    ("关于报送2021年政府信息公开年度报告有关事项的函", "other", "", 2021),
    # many reports
    ("2020年度政府信息公开工作年度报告汇总", "list", "", 2020),
    ("某县2020年政府信息公开年度报告汇总表", "list", "某县", 2020),
    ("各部门2020年政府信息公开年度报告", "list", "", 2020),
    ("某县政府部门2020年政府信息公开年度报告", "list", "", 2020),
    ("乡镇街道2020年政府信息公开年报", "list", "", 2020),
    ("历年政府信息公开年度报告", "list", "", None),
    ("政府信息公开年报", "list", "", None),
    ("2021年政府信息公开工作年度报告专栏", "list", "", 2021),
    # about the work, not the report
    ("关于开展2021年政府信息公开工作年度报告编制工作的通知", "other", "", 2021),
    ("某县人民政府办公室关于做好2021年政府信息公开工作年度报告发布工作的通知", "other", "某县人民政府办公室", 2021),
    ("关于印发政府信息公开工作年度报告格式的通知", "other", "", None),
    ("中华人民共和国政府信息公开工作年度报告格式", "other", "", None),
    ("关于报送2021年政府信息公开工作年度报告的通知", "other", "", 2021),
    ("某县2021年政府信息公开工作年度报告解读", "other", "某县", 2021),
    ("关于某县2021年政府信息公开年度报告的解读", "other", "某县", 2021),
    ("某县召开2021年政府信息公开年度报告编制培训会", "other", "某县", 2021),
    ("某县2021年政府信息公开年度报告评议结果", "other", "某县", 2021),
    ("政府信息公开工作年度报告制度", "other", "", None),
    ("政府信息公开制度", "other", "", None),
    ("某局政府信息公开指南", "other", "", None),
    ("政府信息公开目录", "other", "", None),
    ("依申请公开", "other", "", None),
    ("政府信息公开申请表", "other", "", None),
    ("中华人民共和国政府信息公开条例", "other", "", None),
    ("某县2021年政务公开工作要点", "other", "", None),
    ("某县教育局2021年政府信息公开工作计划", "other", "某县教育局", None),
    ("某县教育局2019年上半年政府信息公开工作报告", "other", "某县教育局", 2019),
    ("某县教育局2019年第三季度政府信息公开工作总结", "other", "某县教育局", 2019),
    ("某学院2019-2020学年信息公开工作年度报告", "other", "某学院", None),
    ("关于2021年度政府信息公开工作的通报", "other", "", None),
    ("政府信息公开意见箱", "other", "", None),
    # annual reports on something else
    ("某县教育局2021年法治政府建设年度报告", "other", "某县教育局", 2021),
    ("某县2021年法治政府建设情况报告", "other", "", None),
    ("某县教育局2021年部门决算公开", "other", "某县教育局", None),
    ("某县财政局2020年部门预算信息公开情况报告", "other", "某县财政局", 2020),
    ("某县2020年国民经济和社会发展统计公报", "other", "", None),
    ("某县人民政府网站2021年度工作报表", "other", "", None),
    ("政府网站年度工作报表（2021年度）", "other", "", None),
    ("某县教育局2020年党务公开年度报告", "other", "某县教育局", 2020),
    ("某县教育局2021年工作总结", "other", "某县教育局", None),
    ("某区召开2020年度工作会暨表彰大会", "other", "", None),
    ("首页", "other", "", None),
    ("", "other", "", None),
    ("Home", "other", "", None),
]

# title, column → class, agency, year: what a bare title means depends on where it stands
IN_COLUMN = [
    ("2023年度报告", "政府信息公开年报", "candidate", "", 2023),
    ("年度报告", "政府信息公开工作年度报告", "candidate", "", None),
    ("2023年年报", "信息公开年报", "candidate", "", 2023),
    ("某县教育局2023年度报告", "政府信息公开年报", "candidate", "某县教育局", 2023),
    ("政府信息公开年度报告", "政府信息公开年报", "candidate", "", None),
    ("政府信息公开年报", "政府信息公开年报", "list", "", None),
    ("2019年", "政府信息公开年报", "list", "", 2019),
    ("某县教育局", "2019年政府信息公开年报", "candidate", "某县教育局", None),
    ("某县教育局", "政府信息公开年报", "other", "", None),
    ("2023年度报告", "企业年报", "other", "", 2023),
    ("2023年度报告", "", "other", "", 2023),
    ("某县教育局2023年度政务诚信年报", "政府信息公开年报", "other", "某县教育局", 2023),
    ("某县教育局2023年度行政执法统计年报", "政府信息公开年报", "other", "某县教育局", 2023),
    ("2023年某县教育局年度报告", "政府信息公开年报", "candidate", "某县教育局", 2023),
    ("2023年法治政府建设年度报告", "政府信息公开年报", "other", "", 2023),
    ("2023年统计公报", "政府信息公开年报", "other", "", None),
]


@pytest.mark.parametrize(("title", "agency", "year"), REPORTS)
def test_a_report_is_known_with_its_agency_and_year(title: str, agency: str, year: int) -> None:
    verdict = classify(title)
    assert (verdict.kind, verdict.agency, verdict.report_year) == ("report", agency, year), verdict


@pytest.mark.parametrize(("title", "kind", "agency", "year"), OTHERS)
def test_what_is_not_plainly_a_report_is_named(title: str, kind: str, agency: str, year: int | None) -> None:
    verdict = classify(title)
    assert (verdict.kind, verdict.agency, verdict.report_year) == (kind, agency, year), verdict


@pytest.mark.parametrize(("title", "column", "kind", "agency", "year"), IN_COLUMN)
def test_a_bare_title_speaks_by_its_column(title: str, column: str, kind: str, agency: str, year: int | None) -> None:
    verdict = classify(title, column)
    assert (verdict.kind, verdict.agency, verdict.report_year) == (kind, agency, year), verdict


def test_a_file_name_is_asked_where_the_title_says_nothing() -> None:
    name = "某县教育局2020年政府信息公开工作年度报告.doc"
    assert classify("附件下载", file_name=name) == classify(name)
    assert classify("2020年政府信息公开年报", file_name=name).agency == "某县教育局"
    # a title that says what it is stands against the file's name
    assert classify("政府信息公开指南", file_name=name).kind == "other"
    assert classify("附件", file_name="P020240708585830864986.doc").kind == "other"


def test_what_is_set_aside_says_why() -> None:
    reasons = {
        "政府信息公开指南": "guide",
        "某县2021年法治政府建设年度报告": "rule_of_law",
        "2020年政府网站工作年度报表": "website_report",
        "关于做好年度报告编制工作的通知": "notice",
        "某县教育局2019年上半年政府信息公开工作报告": "part_of_year",
        "首页": "no_report_words",
    }
    assert {title: classify(title).reason for title in reasons} == reasons


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("政府信息公开年报", True),
        ("信息公开年报", True),
        ("年度报告", True),
        ("部门年报", True),
        ("统计局年报", True),
        ("2020年政府信息公开年报汇总", True),
        ("企业年报", False),
        ("政府网站工作年报", False),
        ("统计年报", False),
        ("政府信息公开指南", False),
        ("", False),
    ],
)
def test_columns_of_annual_reports_are_known_by_name(column: str, expected: bool) -> None:
    assert is_report_column(column) is expected


def test_real_titles_that_are_hard(shared: Path) -> None:
    with (shared / "corpus/listings/titles.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    wrong = []
    for row in rows:
        verdict = classify(row["title"])
        found = (verdict.kind, verdict.agency, str(verdict.report_year or ""))
        if found != (row["class"], row["agency"] or "", row["report_year"] or ""):
            wrong.append((row, verdict))
    assert len(rows) == 27
    assert not wrong


def _link_titles(page: str) -> list[str]:
    """The texts of the links of a saved list page, by the plainest reading of its markup."""
    texts = re.findall(r"<a\b[^>]*>(.*?)</a>", page, re.DOTALL | re.IGNORECASE)
    return [re.sub(r"<[^>]+>", "", text).strip() for text in texts]


def test_a_zone_s_list_holds_its_ten_reports_and_nothing_else(shared: Path) -> None:
    page = (shared / "corpus/listings/pingtan.html").read_text(encoding="utf-8")
    verdicts = [classify(title, "政府信息公开年报") for title in _link_titles(page)]
    found = [(v.agency, v.report_year) for v in verdicts if v.kind == "report"]
    assert found == [("平潭综合实验区", year) for year in range(2025, 2015, -1)]
    # the template of the rows that a script would draw has no text
    assert [v.kind for v in verdicts if v.kind != "report"] == ["other"]


def test_a_bureau_s_list_mixes_in_a_self_inspection(shared: Path) -> None:
    lines = (shared / "corpus/listings/pingtan-czj.txt").read_text(encoding="utf-8").splitlines()[1:]
    verdicts = [classify(line, "政府信息公开年报") for line in lines]
    assert {v.agency for v in verdicts} == {"平潭综合实验区财政金融局"}
    assert sorted(v.report_year or 0 for v in verdicts if v.kind == "report") == list(range(2017, 2026))
    assert [v.reason for v in verdicts if v.kind != "report"] == ["self_check"]


def test_a_column_filled_with_news_yields_only_the_reports(shared: Path) -> None:
    page = (shared / "corpus/listings/ordos-engebei.html").read_text(encoding="utf-8", errors="replace")
    verdicts = [classify(title, "信息公开年报") for title in _link_titles(page)]
    assert [(v.agency, v.report_year) for v in verdicts if v.kind == "report"] == [
        ("鄂尔多斯市", 2019),
        ("鄂尔多斯市人民政府办公室", 2019),
        ("鄂尔多斯市", 2018),
        ("内蒙古自治区", 2018),
    ]
    assert {v.kind for v in verdicts if v.kind != "report"} == {"other", "list"}
    assert {v.reason for v in verdicts if v.kind == "list"} == {"column_name"}


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("临河县水利局政府信息公开工作年度报告（2022年1月发布）", None),
        ("临河县水利局政府信息公开工作年度报告（2022年发布）", None),
        ("临河县水利局政府信息公开年度报告（2022年1月20日公布）", None),
        ("（2022年印发）临河县水利局政府信息公开年报", None),
        ("临河县水利局2021年政府信息公开工作年度报告（2022年1月编制）", 2021),
        ("2022年发布-临河县水利局2021年政府信息公开年报", 2021),
    ],
)
def test_a_year_of_publication_is_not_the_reports(title: str, year: int | None) -> None:
    verdict = classify(title)
    assert (verdict.agency, verdict.report_year, verdict.is_title) == ("临河县水利局", year, True)
