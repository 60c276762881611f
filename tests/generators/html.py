# ruff: noqa: E501  (Chinese labels are kept whole; each character counts two columns)
"""HTML pages: tables as word processors, editors and portals write them, and the page around them."""

from __future__ import annotations

import quopri
import re
from dataclasses import dataclass
from html import escape
from random import Random

from .model import Block, Cell, Table

_PARAGRAPHS = [
    '<p align="center">{}</p>',
    '<p style="text-indent: 0em;">{}</p>',
    "<p>{}</p>",
    '<p align=center style="margin:0"><p align=center>{}</p></p>',
]
_WORD_TD = (
    'width="{w}" valign="center" style="width:{w}pt;padding:0.75pt 5.4pt;border-left:none;mso-border-left-alt:none;'
    'border-right:1.0000pt solid windowtext;mso-border-right-alt:0.5000pt solid windowtext;"'
)
_WORD_P = (
    '<p class="MsoNormal" align="center" style="margin-top:1.5pt;text-indent:0pt;mso-pagination:widow-orphan;'
    'text-align:center;line-height:22pt">{}</p>'
)
_CJK_SPAN = '<span style="font-family:仿宋_GB2312;mso-hansi-font-family:Calibri;font-size:12pt">{}</span>'
_LATIN_SPAN = '<span lang="EN-US" style="font-family:Calibri;mso-fareast-font-family:宋体;font-size:12pt">{}</span>'


@dataclass(frozen=True)
class Page:
    """What stands around the report on its page."""

    title: str
    site: str
    published: str
    declared: str  # charset in the meta tag, "" for none


def _entity(text: str) -> str:
    text = escape(text, quote=False)
    return (
        text.replace("\n", "<br>").replace("\xa0", "&nbsp;").replace("\u2002", "&#8194;").replace("\u2009", "&thinsp;")
    )


def _runs(text: str) -> list[str]:
    return re.findall(r"[\x21-\x7e]+|[^\x21-\x7e]+", text)


def _inline(rng: Random, text: str, cell: Cell, shapes: frozenset[str]) -> str:
    """A cell's text with the spans and breaks of the shapes."""
    if not text:
        return rng.choice(["", "", "&nbsp;", "<br>"]) if cell.role == "other" and "plain_blanks" not in shapes else ""
    label = cell.role in ("head", "label", "block")
    if label and "br_labels" in shapes and len(text) > 4 and rng.random() < 0.6:
        at = rng.randint(2, len(text) - 2)
        return (
            _spans(rng, text[:at], cell, shapes)
            + rng.choice(["<br>", "<br />", "<br/>\n"])
            + _spans(rng, text[at:], cell, shapes)
        )
    return _spans(rng, text, cell, shapes)


def _spans(rng: Random, text: str, cell: Cell, shapes: frozenset[str]) -> str:
    if cell.role in ("head", "label") and "span_labels" in shapes and len(text) > 2:
        at = rng.randint(1, len(text) - 1)
        return f"<span>{_entity(text[:at])}</span><b>{_entity(text[at:])}</b>"
    if cell.role == "value" and "split_numbers" in shapes and len(text) > 1 and not text.isspace():
        at = rng.randint(1, len(text) - 1)
        parts = [text[:at], text[at:]]
        if "word_paste" in shapes:
            return "".join(_LATIN_SPAN.format(_entity(p)) for p in parts)
        return "".join(f"<span>{_entity(p)}</span>" for p in parts)
    if "word_paste" in shapes:
        return "".join((_LATIN_SPAN if r.isascii() else _CJK_SPAN).format(_entity(r)) for r in _runs(text))
    return _entity(text)


def _cell(rng: Random, cell: Cell, tag: str, shapes: frozenset[str], paragraph: str) -> str:
    spans = (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "") + (
        f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    )
    inner = _inline(rng, cell.text, cell, shapes)
    hidden = ""
    if "hidden" in shapes and cell.role == "value" and rng.random() < 0.05:
        hidden = rng.choice(
            [
                '<span style="display:none">{}</span>',
                '<input type="hidden" value="{}">',
                "<!-- {} -->",
                "<script>var v={};</script>",
                '<span style="display: none;">{}</span>',
            ]
        ).format(rng.randint(100, 999))
    if "word_paste" in shapes:
        end = rng.choice(["", '<span lang="EN-US"><o:p></o:p></span>', "<o:p></o:p>"])
        inner = _WORD_P.format(inner + end)
        return f"<{tag}{spans} nowrap {_WORD_TD.format(w=rng.randint(40, 180))}>{inner}{hidden}</{tag}>"
    if "nested_p" in shapes:
        inner = paragraph.format(inner)
    inner = rng.choice(["{}", "{}", "\n{}\n", " {} "]).format(inner) if "spaced_cells" in shapes else inner
    close = "" if "unclosed_cells" in shapes else f"</{tag}>"
    return f"<{tag}{spans}>{inner}{hidden}{close}"


def table(rng: Random, grid: Table, shapes: frozenset[str]) -> str:
    """One grid as markup."""
    paragraph = rng.choice(_PARAGRAPHS)
    rows = []
    for r, row in enumerate(grid.rows):
        tag = "th" if "thead" in shapes and r < grid.header else "td"
        close = "" if "unclosed_cells" in shapes else "</tr>"
        rows.append("<tr>" + "".join(_cell(rng, c, tag, shapes, paragraph) for c in row) + close)
        if "hidden" in shapes and r == len(grid.rows) - 1:
            cells = "".join(f"<td>{rng.randint(100, 999)}</td>" for _ in row)
            rows.append(f'<tr style="display:none">{cells}{close}')
    gap = rng.choice(["", "\n", "\n  "])
    style = rng.choice([' border="1" cellspacing="0"', ' class="MsoTableGrid" style="border-collapse:collapse"', ""])
    if "thead" in shapes and grid.header:
        head, body = rows[: grid.header], rows[grid.header :]
        inner = f"<thead>{gap.join(head)}</thead>{gap}<tbody>{gap.join(body)}</tbody>"
    elif rng.random() < 0.6:
        inner = "<tbody>" + gap.join(rows) + "</tbody>"
    else:
        inner = gap.join(rows)
    markup = f"<table{style}>{gap}{inner}{gap}</table>"
    if "upper_tags" in shapes:
        markup = re.sub(r"</?(table|tr|td|tbody|th|thead)\b", lambda m: m.group(0).upper(), markup)
    if "layout_table" in shapes:
        markup = f'<table width="100%"><tr><td align="center">{markup}</td></tr></table>'
    return markup


def _flow(rng: Random, block: Block, shapes: frozenset[str]) -> str:
    if block.kind == "table" and block.table is not None:
        return table(rng, block.table, shapes)
    text = _entity(block.text)
    if block.kind == "title":
        return f"<h1>{text}</h1>" if rng.random() < 0.6 else f'<p style="text-align:center"><strong>{text}</strong></p>'
    if block.kind == "heading":
        return rng.choice(
            [
                "<p><strong>{}</strong></p>",
                "<h2>{}</h2>",
                '<p style="text-indent: 2em;">{}</p>',
                "<p><span>　　</span><b>{}</b></p>",
            ]
        ).format(text)
    if "word_paste" in shapes:
        inner = "".join((_LATIN_SPAN if r.isascii() else _CJK_SPAN).format(r) for r in _runs(text))
        return f'<p class="MsoNormal" style="text-indent:32pt">{inner}</p>'
    return rng.choice(["<p>{}</p>", "<p>　　{}</p>", '<p style="text-indent: 2em;">{}</p>']).format(text)


_BODIES = [
    "<div class=TRS_Editor>{}</div>",
    '<div id="zoom">{}</div>',
    "<ucapcontent>{}</ucapcontent>",
    '<div class="article-content">{}</div>',
    '<div id="vsb_content"><div class="v_news_content">{}</div></div>',
    '<div class="j-fontContent newscontnet">{}</div>',
    '<div id="UCAP-CONTENT" class="pages_content">{}</div>',
    "<!--ZJEG_RSS.content.begin-->{}<!--ZJEG_RSS.content.end-->",
    '<div class="trs_editor_view TRS_UEDITOR">{}</div>',
]


def _chrome(rng: Random, page: Page, body: str) -> str:
    number = f"{rng.randint(10**8, 10**9 - 1)}/{page.published[:4]}-{rng.randint(1, 9999):05d}"
    links = "".join(
        f'<tr><td><a href="/zwgk/{y}/">{y}年政府信息公开年报</a></td><td>{y + 1}-01-{rng.randint(10, 30)}</td></tr>'
        for y in range(2015, 2020)
    )
    return f"""<div class="top"><table width="1000"><tr><td><a href="/">首页</a></td><td><a href="/zwgk/">政务公开</a></td>
<td>政务服务</td><td>互动交流</td></tr></table></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; 政府信息公开 &gt; 政府信息公开年报</div>
<table class="table_suoyin"><tr><td>索引号</td><td>{number}</td><td>主题分类</td><td>信息公开年报</td></tr>
<tr><td>发布机构</td><td>{escape(page.site)}</td><td>发布日期</td><td>{page.published}</td></tr>
<tr><td>信息名称</td><td colspan="3">{escape(page.title)}</td></tr></table>
<div class="info">字体：【大 中 小】 浏览次数：<span id="hits">{rng.randint(1, 5000)}</span> <a>打印</a></div>
{body}
<div class="side"><table><tr><th>相关年报</th><th>日期</th></tr>{links}</table></div>
<div class="footer"><table><tr><td>主办单位：{escape(page.site)}</td><td>网站标识码：{rng.randint(10**9, 4 * 10**9)}</td>
<td>地址：中山路{rng.randint(1, 300)}号</td></tr></table></div>"""


def page(rng: Random, blocks: list[Block], around: Page, shapes: frozenset[str]) -> str:
    """The whole page as text; its encoding is another step."""
    parts = []
    for block in blocks:
        if block.kind == "hidden" and block.table is not None:
            parts.append(f'<div style="display:none">{table(rng, block.table, frozenset())}</div>')
        else:
            parts.append(_flow(rng, block, shapes))
    body = rng.choice(["", "\n"]).join(parts)
    if "word_paste" in shapes or rng.random() < 0.7:
        body = rng.choice(_BODIES).format(body)
    if "word_paste" in shapes:
        body = (
            "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->"
            "<style>table.MsoNormalTable{mso-style-name:普通表格}</style>" + body
        )
    if "outer_layout" in shapes:
        body = (
            '<table width="980" align="center"><tr><td width="200"><a href="/">机构概况</a><br><a href="/n">年报</a></td>'
            f'<td><table width="100%"><tr><td>{body}</td></tr></table></td></tr></table>'
        )
    if "chrome" in shapes:
        body = _chrome(rng, around, body)
    if "fragment" in shapes:
        return body
    charset = f'<meta charset="{around.declared}">' if around.declared else ""
    if around.declared and rng.random() < 0.4:
        charset = f'<meta http-equiv="Content-Type" content="text/html; charset={around.declared}">'
    metas = ""
    if "chrome" in shapes or rng.random() < 0.3:
        metas = (
            f'<meta name="SiteName" content="{escape(around.site)}"><meta name="ColumnName" content="政府信息公开年报">'
            f'<META content="{escape(around.title)}" name="ArticleTitle"><meta name="PubDate" content="{around.published}">'
        )
    head = f"<head>{charset}<title>{escape(around.title)}_{escape(around.site)}</title>{metas}</head>"
    if "two_heads" in shapes:
        head = f"<head>{charset}<title></title></head>{head}"
    junk = ""
    if "junk_prefix" in shapes:
        junk = rng.choice(["?>\n", "\n\n  ", "<!-- cached 0.03s -->\n", "﻿", "\r\n?&gt;"])
    doctype = rng.choice(["<!DOCTYPE html>", '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">', ""])
    return f"{junk}{doctype}<html>{head}<body>{body}</body></html>"


def archived(markup: str) -> bytes:
    """The page as Word's "single file web page" (MHTML): the markup in quoted-printable beside a picture."""
    text = quopri.encodestring(markup.encode()).decode("ascii")
    return (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="----=_NextPart_01DA"\r\n\r\n此文档为单个文件网页。\r\n\r\n'
        "------=_NextPart_01DA\r\nContent-Location: file:///C:/report.htm\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f'Content-Type: text/html; charset="utf-8"\r\n\r\n{text}\r\n\r\n------=_NextPart_01DA\r\n'
        "Content-Location: file:///C:/image001.png\r\nContent-Transfer-Encoding: base64\r\nContent-Type: image/png\r\n\r\n"
        "iVBORw0KGgo=\r\n\r\n------=_NextPart_01DA--\r\n"
    ).encode()
