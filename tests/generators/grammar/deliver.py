"""Tables that are delivered otherwise than as tables: boxes, preformatted text, lines, sentences, data in a script."""

from __future__ import annotations

import html
import json
import unicodedata
from random import Random

from ..model import Cell, Table, covering, place, width

AS_HTML = ("divs", "list_items", "pre", "script")
AS_TEXT = ("tabs", "spaces", "run_on")


def _flat(table: Table) -> list[list[str]]:
    """Every place of the grid: a merged cell's text where it begins."""
    rows = []
    for r, line in enumerate(covering(table.rows)):
        texts = [""] * width(table.rows)
        for begun, column, cell in line:
            if begun == r:
                texts[column] = cell.text.replace("\n", "").strip()
        rows.append(texts)
    return rows


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def spaces(table: Table) -> list[str]:
    """Columns of even width, filled with spaces."""
    rows = _flat(table)
    spans = {(r, c): cell.colspan for r, line in enumerate(place(table.rows)) for c, cell in line}
    widths = [0] * width(table.rows)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if spans.get((r, c), 1) == 1:
                widths[c] = max(widths[c], _wide(text) + 2)
    for (r, c), span in spans.items():
        short = _wide(rows[r][c]) + 2 - sum(widths[c : c + span])
        if short > 0:
            widths[c + span - 1] += short
    lines = []
    for row in rows:
        made, at = "", 0
        for c, text in enumerate(row):
            made += " " * max(0, at - _wide(made)) + text
            at += widths[c]
        lines.append(made.rstrip())
    return lines


def tabs(table: Table) -> list[str]:
    return ["\t".join(row) for row in _flat(table)]


def run_on(table: Table) -> list[str]:
    """Each line as a sentence: its label, then head and figure of each column, or its one figure."""
    lines: list[str] = []
    heads: list[str] = []
    for row in table.rows:
        if not any(cell.role == "value" or cell.role == "label" for cell in row):
            heads = [cell.text for cell in row]
            continue
        labels = "".join(cell.text for cell in row if cell.role == "label")
        values = [cell.text.strip() for cell in row if cell.role in ("value", "other") and cell.text.strip()]
        if not values:
            lines.append(f"{labels}：")
        elif len(values) == 1 and len(heads) < 3:
            lines.append(f"{labels}：{values[0]}。")
        else:
            said = "，".join(f"{head}{value}" for head, value in zip(heads[-len(values) :], values, strict=True))
            lines.append(f"{labels}：{said}。" if labels else f"{said}。")
    return lines


def _cell_box(cell: Cell, tag: str, style: str) -> str:
    return f"<{tag}{style}>{html.escape(cell.text).replace(chr(10), '<br>')}</{tag}>"


def boxes(rng: Random, table: Table) -> str:
    """Rows of divs; each place of the grid is one, so that what stands under what is plain."""
    style = rng.choice(["flex", "table", "grid"])
    columns = width(table.rows)
    rows = []
    for row in _flat(table):
        inner = "".join(_cell_box(Cell(text), "div", ' class="td"') for text in row)
        rows.append(f'<div class="tr">{inner}</div>')
    css = {
        "flex": ".tr{display:flex}.td{flex:1;border:1px solid #333}",
        "table": ".tb{display:table}.tr{display:table-row}.td{display:table-cell}",
        "grid": f".tr{{display:grid;grid-template-columns:repeat({columns},1fr)}}",
    }[style]
    return f'<style>{css}</style><div class="tb">{"".join(rows)}</div>'


def list_items(table: Table) -> str:
    rows = "".join(f"<ul>{''.join(_cell_box(Cell(t), 'li', '') for t in row)}</ul>" for row in _flat(table))
    return f"<div>{rows}</div>"


def script(rng: Random, table: Table) -> str:
    """The rows as data that a page's program draws."""
    name = rng.choice(["tableData", "rows", "data.list"])
    return f"<script>var page={{}};page[{name!r}]={json.dumps(_flat(table), ensure_ascii=rng.random() < 0.5)};</script>"


def as_html(rng: Random, table: Table, how: str) -> str:
    """A table's markup under one of AS_HTML."""
    if how == "divs":
        return boxes(rng, table)
    if how == "list_items":
        return list_items(table)
    if how == "script":
        return script(rng, table)
    return "<pre>" + html.escape("\n".join(spaces(table))) + "</pre>"
