"""Figures that sentences state: what they count, whose they are, and what is none."""

from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from warehouse_parts import begun, capture

from data.numerals import in_numerals
from data.rows import Section
from data.version import Readers
from extractors.report import Hint, read_report
from extractors.rows import part_tables
from extractors.stated import stated_figures
from warehouse.load import load


def _said(text: str, agency: str = "临河县人民政府", year: int = 2013) -> list[tuple[str, str, str, str]]:
    found = stated_figures([Section(3, "三、依申请公开政府信息情况", text)], year, agency)
    return [(one.concept, f"{one.value:f}", one.scope, one.precision) for one in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2013年，我局共收到政府信息公开申请27件。", [("applications_received", "27", "own_office", "exact")]),
        ("全县各级行政机关共受理政府信息公开申请1,204件。", [("applications_received", "1204", "division", "exact")]),
        ("收到公民、法人和其他组织提出的政府信息公开申请 8 件。", [("applications_received", "8", "unknown", "exact")]),
        ("全年共收到15件政府信息公开申请。", [("applications_received", "15", "unknown", "exact")]),
        ("本机关未收到政府信息公开申请。", [("applications_received", "0", "own_office", "none")]),
        ("全县主动公开政府信息1.2万条。", [("disclosed", "12000", "division", "rounded")]),
        ("共主动公开政府信息3000余条。", [("disclosed", "3000", "unknown", "about")]),
        ("收到申请公开5件，全部予以答复，其中同意公开3件，部分公开1件，信息不存在1件。", [
            ("granted", "3", "unknown", "exact"), ("granted_in_part", "1", "unknown", "exact"),
            ("not_existing", "1", "unknown", "exact"),
        ]),
        ("政府信息公开申请上年结转2件，结转下年度继续办理4件。", [
            ("applications_carried_in", "2", "unknown", "exact"), ("applications_carried_out", "4", "unknown", "exact"),
        ]),
        ("因政府信息公开引发行政复议3件，被提起行政诉讼1件。", [
            ("review_total", "3", "unknown", "exact"), ("litigation_total", "1", "unknown", "exact"),
        ]),
        ("2013年未发生因政府信息公开引起的行政复议、行政诉讼。", [
            ("review_total", "0", "unknown", "none"), ("litigation_total", "0", "unknown", "none"),
        ]),
        ("全年受理政府信息公开申请五件，其中当面申请两件；答复五件。", [
            ("applications_received", "5", "unknown", "exact"), ("received_in_person", "2", "unknown", "exact"),
            ("applications_concluded", "5", "unknown", "exact"),
        ]),
        ("全县收到政府信息公开申请3件，结转2014年办理1件，2012年结转2件。", [
            ("applications_carried_out", "1", "division", "exact"),
            ("applications_carried_in", "2", "division", "exact"),
        ]),
        ("因政府信息公开引发的行政复议、行政诉讼各1件。", [
            ("review_total", "1", "unknown", "exact"), ("litigation_total", "1", "unknown", "exact"),
        ]),
        ("2012—2014年分别收到政府信息公开申请10件、12件、15件。", [
            ("applications_received", "12", "unknown", "exact"),
        ]),
        ("2012年、2013年收到政府信息公开申请分别为3件、5件。", [("applications_received", "5", "unknown", "exact")]),
        ("全县新收、办结政府信息公开申请分别为305件、298件。", [
            ("applications_received", "305", "division", "exact"),
            ("applications_concluded", "298", "division", "exact"),
        ]),
        ("因政府信息公开引发的行政复议和行政诉讼案件分别由上年的6件和3件降至4件和1件。", [
            ("review_total", "4", "unknown", "exact"), ("litigation_total", "1", "unknown", "exact"),
        ]),
        ("新收政府信息公开申请由2012年的31件减少至24件。", [("applications_received", "24", "unknown", "exact")]),
        ("我局行政处罚决定、行政强制决定均为0件。", [
            ("penalty_decisions", "0", "own_office", "exact"), ("coercion_decisions", "0", "own_office", "exact"),
        ]),
        ("收到政府信息公开申请5件，其中2件予以公开，3件不予公开。", [
            ("applications_received", "5", "unknown", "exact"), ("granted", "2", "unknown", "exact"),
            ("refused", "3", "unknown", "exact"),
        ]),
        ("全县收到政府信息公开申请312件，其中县本级41件；办结300件。", [
            ("applications_received", "312", "division", "exact"),
            ("applications_received", "41", "own_level", "exact"),
            ("applications_concluded", "300", "division", "exact"),
        ]),
        ("通过网站、微信等多种渠道共主动公开政府信息342条。", [("disclosed", "342", "unknown", "exact")]),
    ],
)  # fmt: skip
def test_what_a_sentence_states(text: str, wanted: list[tuple[str, str, str, str]]) -> None:
    got = _said(text)
    assert [one for one in got if one in wanted] == wanted
    assert not [one for one in got if one not in wanted and one[0] in {w[0] for w in wanted}]


@pytest.mark.parametrize(
    "text",
    [
        "2012年收到政府信息公开申请19件。",
        "收到政府信息公开申请比上年增加12件。",
        "自条例施行以来累计收到政府信息公开申请310件。",
        "其中，收到政府信息公开申请5件来自企业。",
        "各乡镇共收到政府信息公开申请12件。",
        "临河县水利局收到政府信息公开申请12件。",
        "申请中同意公开和部分公开69件。",
        "通过政府网站主动公开政府信息300条。",
        "去年同期主动公开政府信息300条。",
        "收到政府信息公开申请占全部来信的12%。",
        "未收到书面政府信息公开申请。",
        "延期答复申请3件。",
        "办理人大代表建议12件。",
        "五年来，共收到政府信息公开申请231件。",
        "2009—2011年分别收到政府信息公开申请10件、12件、15件。",
        "2012—2014年分别收到政府信息公开申请10件、12件。",
        "因政府信息公开引发的行政复议、行政诉讼共9件。",
        "全年收到政府信息公开申请由2010年的5件增至2011年的7件。",
        "政府信息公开方面，复议机构受理行政复议案件1326件。",
        "全文电子化的主动公开政府信息2460条。",
        "全县收到政府信息公开申请三四件。",
    ],
)
def test_what_no_sentence_states(text: str) -> None:
    assert _said(text) == []


def test_two_scopes_in_one_sentence() -> None:
    text = "全年全县共受理申请公开800件，结转下年度办理39件，县政府本级共受理206件，结转下年度办理6件。"
    assert [one[:3] for one in _said(text)] == [
        ("applications_received", "800", "division"), ("applications_carried_out", "39", "division"),
        ("applications_received", "206", "own_level"), ("applications_carried_out", "6", "own_level"),
    ]  # fmt: skip


def _page(title: str, text: str, table: str = "") -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{paragraphs}{table}</body></html>".encode()


def test_a_sentence_that_gives_another_number_than_the_table_is_a_finding() -> None:
    def findings(text: str) -> list[tuple[str, str, Decimal, Decimal]]:
        title = "临河县林业局2023年政府信息公开工作年度报告"
        page = _page(title, f"一、总体情况\n{text}\n三、收到和处理政府信息公开申请情况", _TABLE)
        found = read_report(page).checks.findings
        return [(one.code, one.row, one.stated, one.computed) for one in found if one.code == "text_differs"]

    assert findings("我局新收政府信息公开申请由2022年的210件减少至206件。") == []
    assert findings("我局未收到政府信息公开申请。") == [("text_differs", "new", Decimal(206), Decimal(0))]
    assert findings("上年结转政府信息公开申请、新收政府信息公开申请分别为3件和206件。") == [
        ("text_differs", "carried_in", Decimal(0), Decimal(3))
    ]


_TABLE = """<table>
<tr><td rowspan=3 colspan=3>（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td>
<td colspan=7>申请人情况</td></tr>
<tr><td rowspan=2>自然人</td><td colspan=5>法人或其他组织</td><td rowspan=2>总计</td></tr>
<tr><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td></tr>
<tr><td colspan=3>一、本年新收政府信息公开申请数量</td>
<td>206</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>206</td></tr>
<tr><td colspan=3>二、上年结转政府信息公开申请数量</td>
<td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td></tr>
</table>"""


def test_reports_in_words_and_judged_scopes_reach_the_views(tmp_path: Path) -> None:
    pages = {
        "words": _page(
            "临河县林业局2010年政府信息公开工作年度报告",
            "一、概述\n本报告的统计期限自2010年1月1日起至12月31日止。\n二、主动公开情况\n2010年，我局主动公开政府信息312条。\n"
            "三、依申请公开情况\n2010年，我局共收到政府信息公开申请27件。\n四、复议、诉讼情况\n无。",
        ),
        "level": _page(
            "平潭县人民政府2023年政府信息公开工作年度报告",
            "一、总体情况\n全年全县共受理申请公开800件，县政府本级共受理206件。\n三、收到和处理政府信息公开申请情况",
            _TABLE,
        ),
        "silent": _page(
            "平潭县人民政府2022年政府信息公开工作年度报告",
            "一、总体情况\n2022年，收到政府信息公开申请206件。\n三、收到和处理政府信息公开申请情况",
            _TABLE,
        ),
    }  # fmt: skip
    part = tmp_path / "p"
    part.mkdir()
    reports = [(name, read_report(body, "", Hint(document=name))) for name, body in pages.items()]
    for name, table in part_tables(reports, "1.0.0", Readers({})).items():
        pq.write_table(table, part / f"{name}.parquet")
    con = begun(tmp_path / "home")
    load(con, [part], [capture(name) for name in pages])
    words = con.execute(
        "SELECT agency_zh, report_year, concept, value, scope, table_value, report_kind, quote_zh FROM stated"
        " WHERE capture_id = 'words' AND concept = 'applications_received'"
    ).fetchall()
    quote = "2010年,我局共收到政府信息公开申请27件"
    assert words == [("临河县林业局", 2010, "applications_received", Decimal(27), "own_office", None, "words", quote)]
    scopes = con.execute(
        "SELECT capture_id, scope, scope_basis, scope_quote_zh FROM report ORDER BY report_year DESC"
    ).fetchall()
    assert scopes == [
        ("level", "own_level", "words", "全年全县共受理申请公开800件,县政府本级共受理206件"),
        ("silent", "unknown", "unknown", None),
    ]
    assert con.execute("SELECT DISTINCT scope FROM panel WHERE report_year = 2023").fetchall() == [("own_level",)]
    con.close()


def test_a_body_named_by_its_kind_is_the_reporting_one_only_where_that_is_such_a_body() -> None:
    text = "2013年，镇政府收到政府信息公开申请2件，答复2件。"
    assert [one[2] for one in _said(text, "临河县城关镇人民政府")] == ["own_office", "own_office"]
    assert _said("2013年，水利局收到政府信息公开申请2件。", "临河县教育局") == []


@pytest.mark.parametrize(
    ("numerals", "number"),
    [
        ("三", 3), ("两", 2), ("十", 10), ("十二", 12), ("二十", 20), ("一百二十六", 126), ("一千零五", 1005),
        ("三四", None), ("一二三", None), ("百十", None),
    ],
)  # fmt: skip
def test_numerals(numerals: str, number: int | None) -> None:
    assert in_numerals(numerals) == number
