"""Reports whose tables are written in another way than as tables, in five formats, with the figures of the form."""

from __future__ import annotations

import html as markup
import json
from collections.abc import Callable
from random import Random

from . import docx, prose, sheet
from .documents import report_tables, truth_of
from .model import Block, Table, covering

_Rows = list[list[str]]


def _rows(table: Table) -> _Rows:
    return [[c.text.strip() for begun, _, c in line if begun == r] for r, line in enumerate(covering(table.rows))]


def _run_on(rows: _Rows) -> list[str]:
    return ["，".join(f"{row[0]} {'、'.join(row[1:])}" for row in rows if row) + "。"]


# a table as the lines of a text
AS_LINES: dict[str, Callable[[_Rows], list[str]]] = {
    "lines": lambda rows: [cell for row in rows for cell in row if cell],
    "tabs": lambda rows: ["\t".join(row) for row in rows],
    "spaces": lambda rows: ["    ".join(row) for row in rows],
    "commas": lambda rows: [",".join(row) for row in rows],
    "colons": lambda rows: [f"{row[0]}：{' '.join(row[1:])}" for row in rows if row],
    "run_on": _run_on,
}


def _paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{markup.escape(line)}</p>" for line in lines)


def _nested(rows: _Rows, outer: str, inner: str) -> str:
    lines = ("\n".join(f"<{inner}>{markup.escape(cell)}</{inner}>" for cell in row) for row in rows)
    return "\n".join(f"<{outer}>{line}</{outer}>" for line in lines)


AS_HTML: dict[str, Callable[[_Rows], str]] = {
    "divs": lambda rows: _nested(rows, "div", "div"),
    "spans": lambda rows: _nested(rows, "p", "span"),
    "lists": lambda rows: f"<ul>{_nested(rows, 'ul', 'li')}</ul>",
    "definitions": lambda rows: f"<dl>{_nested(rows, 'dt', 'dd')}</dl>",
    "pre": lambda rows: "<pre>" + markup.escape("\n".join("  ".join(row) for row in rows)) + "</pre>",
    "json": lambda rows: f"<script type='application/json'>{json.dumps({'rows': rows}, ensure_ascii=False)}</script>",
    "svg": lambda rows: f"<svg>{_nested(rows, 'g', 'text')}</svg>",
    "canvas": lambda rows: "<canvas width=900 height=700></canvas>",
    "image_map": lambda rows: "<img src='W01.png' usemap='#m'><map name=m><area shape=rect coords='0,0,9,9'></map>",
    "picture": lambda rows: "<p><img src='./W0123456789.jpg'></p>",
}
# nothing of their figures is in the document
UNSEEN = ("canvas", "image_map", "picture")


def cases() -> list[tuple[str, str]]:
    """Every format with every way of writing."""
    files = [(medium, shape) for medium in ("docx", "xlsx", "pdf", "text") for shape in AS_LINES]
    return [("html", shape) for shape in (*AS_HTML, *AS_LINES)] + files


def make(seed: int, medium: str, shape: str) -> tuple[bytes, list[dict[str, str]]]:
    """The document of a seed and the rows that it shows."""
    rng = Random(f"written {seed}")
    about = prose.head(rng, rng.randint(2021, 2025), frozenset())
    tables = report_tables(rng, "2021", about)
    truth = [row for table in tables for row in truth_of(about, table)]
    title = f"{about.agency}{about.year}年政府信息公开工作年度报告"
    words = [prose.opening(rng, about), "一、总体情况", *prose.overview(rng, about, None)]
    heads = ["二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"]
    if medium == "html":
        parts = [
            f"<p>{head}</p>"
            + (AS_HTML[shape](_rows(t)) if shape in AS_HTML else _paragraphs(AS_LINES[shape](_rows(t))))
            for head, t in zip(heads, tables, strict=True)
        ]
        page = f"<title>{title}</title><body><h1>{title}</h1>{_paragraphs(words)}{''.join(parts)}</body>"
        return page.encode(), truth
    lines = [*words]
    for head, table in zip(heads, tables, strict=True):
        lines += [head, *AS_LINES[shape](_rows(table))]
    if medium == "text":
        return "\n".join([title, *lines]).encode(), truth
    blocks = [Block("title", title), *(Block("text", line) for line in lines)]
    if medium == "docx":
        return docx.document(rng, blocks, frozenset()), truth
    if medium == "xlsx":
        return sheet.xlsx(rng, sheet.lay_out(rng, blocks, frozenset()), frozenset()), truth
    from . import pdf  # takes long to import

    return pdf.document(rng, blocks, frozenset()), truth
