"""Grids as HTML, the way different editors leave them behind."""

from collections.abc import Callable, Mapping
from html import escape

from .tables import Cell, Grid

Hand = Callable[[Cell], str]

# Where editors break a long label, as met on real pages.
BREAKS = {
    "本年新制作数量": "本年新<br />制作数量",
    "本年新公开数量": "本年新<br />公开数量",
    "一、本年新收政府信息公开申请数量": "一、本年新收政府信息<br>公开申请数量",
    "法律服务机构": "法律服<br/>务机构",
    "社会公益组织": "社会公<br/>益组织",
}


def _spans(cell: Cell) -> str:
    across = f' colspan="{cell.across}"' if cell.across > 1 else ""
    return across + (f' rowspan="{cell.down}"' if cell.down > 1 else "")


def plain(cell: Cell) -> str:
    return f"<td{_spans(cell)}>{escape(cell.text, quote=False)}</td>"


def header_cells(cell: Cell) -> str:
    tag = "td" if cell.is_figure else "th"
    return f"<{tag}{_spans(cell)}>{escape(cell.text, quote=False)}</{tag}>"


def broken_labels(cell: Cell) -> str:
    """Labels broken by <br>, a blank printed as &nbsp;."""
    text = BREAKS.get(cell.text, escape(cell.text, quote=False)) or "&nbsp;"
    return f'<td nowrap="nowrap"{_spans(cell)} style="width:62px"><p align="center">{text}</p></td>'


def word(cell: Cell) -> str:
    """Word paste: MsoNormal, mso styles, o:p, and a number split over spans where the cursor once stood."""
    style = 'style="padding:0cm 5.4pt;border:1pt solid windowtext;mso-border-alt:solid windowtext .5pt"'
    if cell.is_figure and len(cell.text) > 1:
        half = len(cell.text) // 2
        inner = (
            f'<span lang="EN-US" style="font-size:9.0pt">{cell.text[:half]}</span>'
            f'<span lang="EN-US" style="font-size:9.0pt;mso-bidi-font-size:10.5pt">{cell.text[half:]}<o:p></o:p></span>'
        )
    elif cell.text:
        inner = f'<span style="font-size:9.0pt;font-family:宋体">{escape(cell.text, quote=False)}<o:p></o:p></span>'
    else:
        inner = '<span lang="EN-US" style="font-size:9.0pt">&nbsp;<o:p></o:p></span>'
    return f'<td valign="center"{_spans(cell)} {style}><p class="MsoNormal" align="center">{inner}</p></td>'


def wps(cell: Cell) -> str:
    """WPS paste: a paragraph and an empty second span in every cell, a blank as an ideographic space."""
    text = escape(cell.text, quote=False) or "\u3000"
    return f'<td valign="center"{_spans(cell)}><p style="text-indent: 0em;"><span>{text}</span><span></span></p></td>'


def fonts(cell: Cell) -> str:
    """The font tags of an older editor, a label cut at its number."""
    text = escape(cell.text, quote=False)
    for mark in (".", "、", "）"):
        head, found, tail = text.partition(mark)
        if found and tail and not cell.is_figure:
            text = f'<font face="仿宋_GB2312">{head}{found}</font><font face="仿宋_GB2312">{tail}</font>'
            break
    return f"<TD align=middle{_spans(cell)}><FONT size=2>{text or '<BR>'}</FONT></TD>"


def excel(cell: Cell) -> str:
    text = escape(cell.text, quote=False) or "<br/>"
    kind = ' class="xl67" x:num=""' if cell.is_figure else ' class="xl65"'
    return f'<td{kind}{_spans(cell)} height="24">\n  {text}\n </td>'


def table(grid: Grid, hand: Hand, attributes: str = 'border="1" cellspacing="0" align="center"') -> str:
    rows = "\n".join(f"<tr>{''.join(hand(cell) for cell in row)}</tr>" for row in grid)
    return f"<table {attributes}><tbody>\n{rows}\n</tbody></table>"


def nested(inner: str) -> str:
    """A layout table around it, as page editors of the 2000s did."""
    return (
        '<table width="100%" border="0" cellpadding="0"><tr><td width="20">&nbsp;</td>'
        f'<td><table width="98%" border="0"><tr><td align="center">{inner}</td></tr></table></td></tr></table>'
    )


PARAGRAPH: Mapping[str, str] = {
    "plain": '<p style="text-indent: 2em;">{}</p>',
    "word": '<p class="MsoNormal" style="text-indent:32.0pt;line-height:28.0pt;mso-line-height-rule:exactly">'
    '<span style="font-size:16.0pt;font-family:仿宋_GB2312;mso-hansi-font-family:宋体">{}<o:p></o:p></span></p>',
    "spaces": "<p>\u3000\u3000{}</p>",
    "break": "&nbsp;&nbsp;&nbsp;&nbsp;{}<br />",
}


def paragraph(text: str, manner: str = "plain") -> str:
    return PARAGRAPH[manner].format(escape(text, quote=False))
