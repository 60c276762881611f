# ruff: noqa: E501  (Chinese labels are kept whole; each character counts two columns)
"""Pages and files of report columns that are no report, each with the reason a reader must give."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from . import docx, figures, html, layout, prose, rtf, sheet, text
from .model import Block, Cell, Document, Figure, Table
from .wording import Wording

# what it is -> words with one of which the message of `not_a_report` must begin ("" = any whole-document refusal)
REASONS = {
    "notice": "notice",
    "list": "list",
    "block_page": "block_page",
    "soft_404": "soft_404",
    "blank_form": "blank_form",
    "attachment_only": "attachment_only",
    "guide": "other",
    "work_summary": "other",
    "picture_only": "",
    "other_statistics": "other",
    "homepage": "other|list",
}


class Parts(NamedTuple):
    """A document that can be rendered in any medium; shapes are those of HTML."""

    title: str
    blocks: list[Block]
    shapes: set[str]


def _page(rng: Random, made: Parts) -> str:
    title, blocks, shapes = made
    agency = prose.agency_name(rng)
    published = f"{rng.randint(2016, 2025)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    around = html.Page(title, agency[:3] + "人民政府", published, "utf-8")
    return html.page(rng, blocks, around, frozenset(shapes))


def _notice(rng: Random) -> Parts:
    year = rng.randint(2014, 2025)
    title = rng.choice(
        [
            f"关于做好{year}年政府信息公开工作年度报告编制和发布工作的通知",
            f"关于报送{year}年度政府信息公开年度报告的通知",
        ]
    )
    texts = [
        "各乡镇人民政府、街道办事处，县政府各部门：",
        f"根据《中华人民共和国政府信息公开条例》规定，现就做好{year}年度政府信息公开工作年度报告编制有关事项通知如下：",
        f"一、报告内容。年度报告统计期限为{year}年1月1日至{year}年12月31日，应包括总体情况、主动公开政府信息情况、"
        "收到和处理政府信息公开申请情况、政府信息公开行政复议、行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项。",
        "二、数据要求。本年新收政府信息公开申请数量与上年结转之和，应等于本年度办理结果总计与结转下年度继续办理之和。",
        f"三、时间要求。各单位于{year + 1}年1月20日前将年度报告报送县政府办公室，1月31日前在门户网站公布。",
        f"附件：1.政府信息公开工作年度报告格式　2.联系人：王芳　电话：0571-{rng.randint(10**7, 9 * 10**7)}",
    ]
    return Parts(title, [Block("title", title)] + [Block("text", t) for t in texts], {"chrome"})


def _list(rng: Random) -> str:
    agency = prose.agency_name(rng)
    rows = []
    for year in range(rng.randint(2010, 2016), 2026):
        rows.append(
            f'<li><a href="./{year + 1}01/t{year + 1}0120_{rng.randint(10**5, 10**6)}.htm">{agency}{year}年政府信息公开'
            f"工作年度报告</a><span>{year + 1}-01-{rng.randint(10, 30)}</span></li>"
        )
    body = "<ul>" + "".join(reversed(rows)) + f"</ul><div>共{len(rows)}条 第1/1页 <a>下一页</a></div>"
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>政府信息公开年报_{agency}</title></head><body>'
        f"<div>当前位置：首页 &gt; 政府信息公开年报</div>{body}</body></html>"
    )


def _block_page(rng: Random) -> str:
    return rng.choice(
        [
            '<!DOCTYPE html><html><head><meta id="{r}" content="{r}"><script>$_ts=window[\'$_ts\'];if(!$_ts)$_ts={{}};'
            '$_ts.nsd={n};$_ts.cd="{r}";</script></head><body></body></html>',
            "<html><body><script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_clearance_s={n}.{n}|-1|{r};Max-age=3600');"
            "location.href=location.pathname+location.search</script></body></html>",
            '<html><head><script>var WZWS_CONFIRM_PREFIX_LABEL="{r}";</script></head><body>wzwschallenge '
            "<noscript>请开启JavaScript并刷新该页</noscript></body></html>",
            "<html><script>var arg1='{r}';function setCookie(){{document.cookie=\"acw_sc__v2={r}\"}}</script></html>",
        ]
    ).format(r="".join(rng.choice("0123456789ABCDEF") for _ in range(40)), n=rng.randint(10**5, 10**8))


def _soft_404(rng: Random) -> str:
    text = rng.choice(
        ["您访问的页面不存在", "页面不存在或已被删除", "抱歉，找不到您要访问的页面", "ERROR 404 您访问的页面不存在"]
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{text}</title></head><body><div class="err"><h2>404</h2>'
        f"<p>{text}，{rng.randint(3, 10)}秒后返回<a href='/'>首页</a></p></div></body></html>"
    )


def _blank_form(rng: Random) -> Parts:
    form = rng.choice(["2014", "2019", "2021"])
    title = rng.choice(
        [
            "政府信息公开工作年度报告格式",
            "中华人民共和国政府信息公开工作年度报告格式",
            "政府信息公开工作年度报告（模板）",
        ]
    )
    word = Wording(rng, False)
    fill = rng.choice(["", "\xa0", "\u3000"])

    def empty(numbers: figures.Numbers) -> layout.Figures:
        return {key: Figure(fill, "blank") for key in numbers}

    shapes: frozenset[str] = frozenset()
    blocks = [Block("title", title)]
    if form == "2014":
        blocks.append(Block("text", "填报单位（盖章）：　　　　　　　年度"))
        blocks.append(Block("table", "", layout.list_2014(empty(figures.list_2014(rng, 1)), word, shapes)))
    else:
        tables = [
            layout.proactive(rng, form, empty(figures.proactive(rng, form, 1)), word, shapes),
            layout.applications(form, empty(figures.applications(rng, form, 1)), word, shapes),
            layout.disputes(form, empty(figures.disputes(rng)), word, shapes),
        ]
        blocks.append(Block("heading", prose.SECTIONS[1][0]))
        for section, grid in zip((2, 3, 4), tables, strict=True):
            blocks += [Block("heading", prose.SECTIONS[section][0]), Block("table", "", grid)]
        blocks += [Block("heading", prose.SECTIONS[5][0]), Block("heading", prose.SECTIONS[6][0])]
    return Parts(title, blocks, {rng.choice(["word_paste", "nested_p", "plain"])})


def _attachment_only(rng: Random) -> str:
    about = prose.head(rng, rng.randint(2014, 2025), frozenset())
    file = f"P0{about.published.replace('-', '')}{rng.randint(10**8, 10**9)}"
    kind = rng.choice(["doc", "docx", "pdf", "xls"])
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{about.title}</title></head><body><h1>{about.title}</h1>'
        f'<div class="TRS_Editor"><p>{about.title}</p></div><div class="article_attachment"><span>附件下载</span><ul>'
        f'<li><a href="./{file}.{kind}">{about.title}.{kind}</a></li></ul></div></body></html>'
    )


def _guide(rng: Random) -> Parts:
    agency = prose.agency_name(rng)
    title = f"{agency}政府信息公开指南"
    texts = [
        f"为更好地提供政府信息公开服务，{agency}根据《中华人民共和国政府信息公开条例》编制本指南。",
        "一、主动公开。公开内容：机构职能、规范性文件、行政许可、行政处罚、行政事业性收费等。",
        "二、依申请公开。公民、法人或者其他组织可以当面、信函、网络等方式提出申请。本机关自收到申请之日起20个工作日内予以答复。",
        "三、监督保障。申请人认为本机关侵犯其合法权益的，可以依法申请行政复议或者提起行政诉讼。",
    ]
    rows = tuple(
        (Cell(a, 1, 1, "label"), Cell(b, 1, 1, "other"))
        for a, b in [
            ("受理机构", "办公室"),
            ("办公地址", f"建设路{rng.randint(1, 200)}号"),
            ("办公时间", "8:30-12:00 14:30-17:30"),
            ("联系电话", f"0571-{rng.randint(10**7, 9 * 10**7)}"),
            ("邮政编码", str(rng.randint(10**5, 8 * 10**5))),
        ]
    )
    blocks = [Block("title", title)] + [Block("text", t) for t in texts]
    return Parts(title, [*blocks, Block("table", "", Table("contact", "", rows, 0))], {"chrome"})


def _work_summary(rng: Random) -> Parts:
    year, agency = rng.randint(2012, 2025), prose.agency_name(rng)
    title = f"{agency}{year}年工作总结暨{year + 1}年工作思路"
    texts = [
        f"{year}年，{agency}在区委、区政府的正确领导下，较好地完成了全年各项任务。",
        f"一、主要工作。全年完成投资{rng.randint(1, 99)}.{rng.randint(1, 9)}亿元，增长{rng.randint(1, 20)}%；办理行政许可{rng.randint(10, 900)}件，"
        f"行政处罚{rng.randint(1, 90)}件。",
        f"二、政务公开。主动公开政府信息{rng.randint(10, 900)}条，收到依申请公开{rng.randint(0, 30)}件，均按时办结；行政复议"
        f"{rng.randint(0, 5)}件。",
        f"三、{year + 1}年工作思路。一是狠抓项目建设，二是优化营商环境，三是加强队伍建设。",
    ]
    return Parts(title, [Block("title", title)] + [Block("text", t) for t in texts], {"chrome"})


def _picture_only(rng: Random) -> str:
    about = prose.head(rng, rng.randint(2014, 2025), frozenset())
    images = "".join(
        f'<p align="center"><img src="./W0{rng.randint(10**15, 10**16)}.{k}" alt=""></p>' for k in ("jpg", "png")
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{about.title}（图片版）</title></head><body>'
        f'<h1>{about.title}（图片版）</h1><div class="TRS_Editor">{images}</div></body></html>'
    )


def _other_statistics(rng: Random) -> Parts:
    year = rng.randint(2014, 2025)
    title, heads, names = rng.choice(
        [
            (
                f"{year}年政府网站工作年度报表",
                ["指标", "单位", "数量"],
                [
                    "独立用户访问总量",
                    "网站总访问量",
                    "信息发布总数",
                    "概况类信息更新量",
                    "解读材料数量",
                    "收到留言数量",
                    "办结留言数量",
                ],
            ),
            (
                f"{year}年部门决算收支情况表",
                ["项目", "行次", "金额（万元）"],
                [
                    "一般公共预算财政拨款收入",
                    "政府性基金收入",
                    "事业收入",
                    "其他收入",
                    "本年收入合计",
                    "基本支出",
                    "项目支出",
                ],
            ),
            (
                f"{year}年12月份食品抽检情况统计表",
                ["食品类别", "抽检批次", "不合格批次"],
                ["粮食加工品", "食用油", "调味品", "肉制品", "乳制品", "饮料", "合计"],
            ),
            (
                f"{year}年行政执法数据统计表",
                ["单位名称", "行政许可", "行政处罚", "行政强制"],
                ["教育局", "财政局", "公安局", "民政局", "合计"],
            ),
        ]
    )
    rows = [tuple(Cell(h, 1, 1, "head") for h in heads)]
    for n, name in enumerate(names, 1):
        values = [str(rng.randint(0, 5000)) for _ in heads[1:]]
        if heads[1] == "单位":
            values[0] = rng.choice(["个", "条", "次"])
        elif heads[1] == "行次":
            values[0] = str(n)
        rows.append((Cell(name, 1, 1, "label"), *(Cell(v, 1, 1, "other") for v in values)))
    grid = Table("other", "", tuple(rows), 1)
    return Parts(title, [Block("title", title), Block("table", "", grid)], {"chrome"})


def _homepage(rng: Random) -> str:
    site = prose.agency_name(rng)
    news = "".join(
        f'<li><a href="/art/{i}.html">{t}</a> 2025-0{i}-11</li>'
        for i, t in enumerate(
            [
                "区长调研重点项目建设",
                "全区安全生产工作会议召开",
                "关于2025年元旦放假安排的通知",
                "政府信息公开年报专栏上线",
            ],
            1,
        )
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{site}门户网站</title></head><body><table><tr><td>首页</td>'
        f"<td>政务公开</td><td>政府信息公开年报</td><td>互动交流</td></tr></table><h2>要闻动态</h2><ul>{news}</ul>"
        f"<div>政务服务 政策解读 政府信息公开指南 行政许可 行政处罚 依申请公开</div></body></html>"
    )


_MAKERS: dict[str, Callable[[Random], str | Parts]] = {
    "notice": _notice,
    "list": _list,
    "block_page": _block_page,
    "soft_404": _soft_404,
    "blank_form": _blank_form,
    "attachment_only": _attachment_only,
    "guide": _guide,
    "work_summary": _work_summary,
    "picture_only": _picture_only,
    "other_statistics": _other_statistics,
    "homepage": _homepage,
}


_NONE: frozenset[str] = frozenset()
_RENDERED: dict[str, Callable[[Random, Parts], bytes]] = {
    "docx": lambda rng, made: docx.document(rng, made.blocks, _NONE),
    "word_2003": lambda rng, made: docx.word_2003(rng, made.blocks, _NONE),
    "word_flat": lambda rng, made: docx.flat(rng, made.blocks, _NONE),
    "xlsx": lambda rng, made: sheet.xlsx(rng, sheet.lay_out(rng, made.blocks, _NONE), _NONE),
    "xls": lambda rng, made: sheet.xls(sheet.lay_out(rng, made.blocks, _NONE)),
    "text": lambda rng, made: text.document(rng, made.blocks, frozenset(("dump",))).encode(),
    "pdf": lambda rng, made: _pdf(rng, made.blocks),
    "rtf": lambda rng, made: rtf.document(made.blocks),
    "mhtml": lambda rng, made: html.archived(_page(rng, made)),
    "html_doc": lambda rng, made: _page(rng, made).encode(),
}


def _pdf(rng: Random, blocks: list[Block]) -> bytes:
    from . import pdf

    return pdf.document(rng, blocks, _NONE)


def rendered(rng: Random, medium: str, made: Parts) -> bytes:
    """A document as a file of this medium."""
    return _RENDERED[medium](rng, made)


MEDIA = tuple(_RENDERED)
# kinds that come as files too, not only as pages
FILED = ("notice", "blank_form", "guide", "work_summary", "other_statistics")


def make(seed: int, kind: str | None = None, medium: str = "html") -> Document:
    """A document that is no report; its kind by the seed unless given. medium: html, or one of _RENDERED (those of
    FILED)."""
    rng = Random(f"no report {seed}")
    kind = kind or rng.choice(sorted(_MAKERS) if medium == "html" else FILED)
    made = _MAKERS[kind](rng)
    if medium != "html" and isinstance(made, Parts):
        body = rendered(rng, medium, made)
        return Document(
            f"g{seed:06d}.{medium}",
            body,
            "",
            [],
            kind,
            "",
            medium,
            (kind,),
            seed,
            notes=f"not_a_report: {REASONS[kind]}",
        )
    markup = _page(rng, made) if isinstance(made, Parts) else made
    reason = REASONS[kind]
    note = f"not_a_report: {reason}" if reason else "refused, needs_ocr"
    return Document(
        f"g{seed:06d}.html",
        markup.encode("utf-8"),
        "text/html; charset=utf-8",
        [],
        kind,
        "",
        "html",
        (kind,),
        seed,
        notes=note,
    )
