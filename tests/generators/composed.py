# ruff: noqa: E501  (Chinese sentences are kept whole; each character counts two columns)
"""Documents of public bodies that are no report on government information, put together from independent parts.

A title of one kind, paragraphs of another, a table with some of the form's words or without, and the column and the
site in which such a page stands: every draw is of its own, so that no part says what another is. Facts only, no reader.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from . import html, nonreports, prose
from .model import Block, Cell, Document, Table

# {a} a body, {y} a year, {n} the year after
TITLES: dict[str, tuple[str, ...]] = {
    "plan": ("{a}{y}年政务公开工作要点", "{a}{y}年政府信息公开工作计划", "{a}政府信息公开工作实施方案", "{y}年政务公开重点工作任务分工表"),
    "letter": ("关于商请提供{y}年政府信息公开数据的函", "关于政府信息公开申请的答复", "政府信息公开申请补正通知书", "关于延期答复政府信息公开申请的告知书"),
    "template": ("{a}政府信息公开申请表", "政府信息公开申请登记台账", "信息公开保密审查表"),
    "list": ("{a}政府信息公开目录", "{a}主动公开基本目录", "{a}权责清单", "{a}政府信息公开事项清单"),
    "news": ("{a}召开政务公开工作推进会", "{a}组织开展政府信息公开条例培训", "{a}多措并举推进政府信息公开工作", "{a}领导调研政务公开工作"),
    "notice": ("关于印发{a}{y}年政务公开工作要点的通知", "关于开展{y}年度政府信息公开考核工作的通知", "关于政府信息公开工作考核情况的通报"),
    "guide": ("{a}政府信息公开指南", "政府信息依申请公开办事流程", "{a}办事指南"),
    "rule": ("{a}政府信息公开保密审查制度", "{a}政府信息公开工作考核办法", "{a}政府信息公开申请办理规定"),
    "summary": ("{a}{y}年工作总结", "{a}{y}年工作总结和{n}年工作计划", "{a}{y}年上半年工作总结", "{a}{y}年度法治政府建设年度报告", "{a}{y}年政府工作报告", "{a}关于{y}年法治政府建设情况的报告"),
    "statistics": ("{a}{y}年行政执法数据统计表", "{a}{y}年行政许可和行政处罚统计", "{a}{y}年度行政执法统计年报", "{y}年{a}行政复议和行政应诉案件统计分析", "{a}{y}年信访工作统计", "{a}{y}年12345热线办理情况统计", "{a}{y}年建议提案办理情况"),
    "budget": ("{a}{y}年部门预算", "{a}{y}年度部门决算公开", "{a}{y}年“三公”经费支出情况", "{y}年一般公共预算收入表"),
    "website": ("{a}{y}年政府网站工作年度报表", "{a}{y}年第三季度网站抽查情况"),
    "interpretation": ("《中华人民共和国政府信息公开条例》解读", "一图读懂政府信息公开条例", "政府信息公开知识问答"),
}  # fmt: skip
PARAGRAPHS: dict[str, tuple[str, ...]] = {
    "tasks": (
        "为深入贯彻落实《中华人民共和国政府信息公开条例》，结合工作实际，制定本方案。",
        "一、总体要求。坚持以公开为常态、不公开为例外，加强组织领导。",
        "二、主要任务。做好主动公开、依申请公开、行政复议和行政诉讼的衔接，行政许可、行政处罚、行政强制信息7个工作日内公开。",
        "三、保障措施。各单位于{n}年1月31日前将落实情况报办公室。",
    ),
    "year": (
        "{y}年，{a}认真履行职责，全年办理行政许可{r}件、行政处罚{r}件、行政强制{r}件。",
        "一是加强政府信息公开，主动公开政府信息{r}条，受理申请{s}件，予以公开{s}件，不予公开{s}件。",
        "二是依法办理行政复议{s}件，其中结果维持{s}件，结果纠正{s}件；行政诉讼{s}件。",
        "三是行政事业性收费{r}万元，规范性文件制发{s}件，现行有效{r}件。",
    ),
    "meeting": (
        "{n}年3月{d}日，{a}召开会议，学习政府信息公开条例，通报年度报告发布情况。",
        "会议指出，{y}年收到和处理政府信息公开申请{s}件，比上年增长{d}%。",
        "会议要求，要规范政府信息公开工作年度报告编制，存在的主要问题要改进到位。",
    ),
    "guidance": (
        "自然人、法人或者其他组织可以当面、信函、网络等方式向本机关申请公开政府信息。",
        "申请人为商业企业、科研机构、社会公益组织、法律服务机构的，应当提供证明。",
        "本机关自收到申请之日起20个工作日内答复；属于国家秘密、三类内部事务信息、四类过程性信息的不予公开。",
        "联系电话：0571-8{d}66{d}01，地址：建设路{d}号。",
    ),
    "letter": (
        "王某：",
        "本机关于{n}年3月{d}日收到您提出的政府信息公开申请，经检索，本机关不掌握相关政府信息。",
        "如对本答复不服，可以自收到之日起60日内申请行政复议，或者6个月内提起行政诉讼。",
        "{n}年4月{d}日",
    ),
    "none": (),
}  # fmt: skip
_OFFICES = ("教育局", "财政局", "公安局", "民政局", "市场监管局", "城管局", "合计")
# head row, then the names of lines; None for names that are bodies
TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "enforcement": (("单位名称", "行政许可", "行政处罚", "行政强制", "总计"), _OFFICES),
    "enforcement_lines": (("执法类别", "处理决定数量", "比上年增减"), ("行政许可", "行政处罚", "行政强制", "行政检查", "行政征收", "总计")),
    "reconsideration": (("被申请机关", "受理", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计"), _OFFICES),
    "petitions": (("类别", "来信", "来访", "网上", "总计"), ("本年新收", "上年结转", "办结", "结转下年度", "重复件", "总计")),
    "fees": (("收费项目", "依据", "金额（万元）"), ("不动产登记费", "考试费", "行政事业性收费", "其他收入", "总计")),
    "budget": (("项目", "行次", "预算数", "决算数"), ("一般公共预算财政拨款", "政府性基金", "事业收入", "其他收入", "本年收入合计", "上年结转", "结转下年", "总计")),
    "website": (("指标", "单位", "数量"), ("独立用户访问总量", "信息发布总数", "政务动态信息更新量", "收到留言数量", "办结留言数量", "规范性文件发布解读材料数量")),
    "applicants": (("申请人", "自然人", "商业企业", "科研机构", "社会公益组织", "总计"), ("办事咨询", "投诉举报", "建议意见", "其他", "总计")),
    "ledger": (("序号", "申请人", "申请日期", "申请内容", "答复方式", "是否复议"), ("1", "2", "3", "4")),
    "duties": (("公开事项", "公开内容", "责任单位", "时限"), ("规章", "规范性文件", "行政许可", "行政处罚", "行政事业性收费", "政府集中采购")),
    "score": (("单位", "主动公开(40分)", "依申请公开(30分)", "年度报告(10分)", "总计"), _OFFICES),
    "hotline": (("诉求类型", "受理量", "办结量", "满意率"), ("咨询", "求助", "投诉", "举报", "建议", "总计")),
}  # fmt: skip
_WORDS = ("公开", "不予公开", "部分公开", "当面", "信函", "网络", "局办公室", "20个工作日")
COLUMNS = ("政府信息公开年报", "政府信息公开年度报告", "政府信息公开", "通知公告", "统计信息", "政务公开")


def _table(rng: Random, kind: str) -> Table:
    heads, names = TABLES[kind]
    rows = [tuple(Cell(h, 1, 1, "head") for h in heads)]
    for name in names:
        if kind in ("ledger", "duties"):
            values = [rng.choice(_WORDS) for _ in heads[1:]]
        else:
            values = [rng.choice([str(rng.randint(0, 3000)), str(rng.randint(0, 40)), "0"]) for _ in heads[1:]]
            if heads[1] in ("单位", "依据"):
                values[0] = rng.choice(_WORDS[:2]) if heads[1] == "依据" else rng.choice(["个", "条"])
        rows.append((Cell(name, 1, 1, "label"), *(Cell(v, 1, 1, "other") for v in values)))
    return Table("other", "", tuple(rows), 1)


def _said(rng: Random, text: str, about: dict[str, str]) -> str:
    for name, value in about.items():
        text = text.replace("{" + name + "}", value)
    for name, most in (("r", 3000), ("s", 40), ("d", 28)):
        while "{" + name + "}" in text:
            text = text.replace("{" + name + "}", str(rng.randint(1, most)), 1)
    return text


def _page(rng: Random, title: str, blocks: list[Block], agency: str, year: int) -> str:
    site, column = agency[:3] + "人民政府", rng.choice(COLUMNS)
    published = f"{year + 1}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    markup = html.page(rng, blocks, html.Page(title, site, published, "utf-8"), frozenset({"chrome"}))
    own = rng.choice([title, f"{title}_{column}_{site}", f"{site} {column} {title}", f"{column}_{site}"])
    begin, end = markup.find("<title>"), markup.find("</title>")
    if begin >= 0:
        markup = f"{markup[:begin]}<title>{own}{markup[end:]}"
    path = rng.choice(["", f"<div>当前位置：首页 &gt; 政务公开 &gt; {column}</div>"])
    years = range(year, year - rng.randint(0, 4), -1)
    beside = "".join(f'<li><a href="/{y}.html">{agency}{y}年政府信息公开工作年度报告</a></li>' for y in years)
    at = markup.find("<body")
    at = markup.find(">", at) + 1 if at >= 0 else 0
    return markup[:at] + path + (f"<ul>{beside}</ul>" if rng.random() < 0.3 else "") + markup[at:]


def make(seed: int, medium: str = "html") -> Document:
    """The document of a seed; `shapes` names its parts: title, paragraphs, tables."""
    rng = Random(f"composed {seed}")
    agency, year = prose.agency_name(rng), rng.randint(2012, 2025)
    about = {"a": agency, "y": str(year), "n": str(year + 1)}
    title_kind, text_kind = rng.choice(sorted(TITLES)), rng.choice(sorted(PARAGRAPHS))
    tables = rng.sample(sorted(TABLES), rng.choice([0, 1, 1, 2]))
    if text_kind == "none" and not tables:
        tables = [rng.choice(sorted(TABLES))]
    title = _said(rng, rng.choice(TITLES[title_kind]), about)
    blocks = [Block("title", title), *(Block("text", _said(rng, t, about)) for t in PARAGRAPHS[text_kind])]
    for kind in tables:
        blocks += [Block("text", "单位：件")] if rng.random() < 0.3 else []
        blocks.append(Block("table", "", _table(rng, kind)))
    name = f"o{seed:06d}"
    of = (f"title_{title_kind}", f"text_{text_kind}", *(f"table_{kind}" for kind in tables))
    made = Document(
        f"{name}.html", b"", "text/html; charset=utf-8", [], "composed", "", "html", of, seed, notes="not_a_report: "
    )
    if medium == "html":
        return replace(made, body=_page(rng, title, blocks, agency, year).encode())
    parts = nonreports.Parts(title, blocks, {"chrome"})
    return replace(
        made, name=f"{name}.{medium}", body=nonreports.rendered(rng, medium, parts), media_type="", medium=medium
    )
