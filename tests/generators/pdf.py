"""PDF reports: ruled tables that run over pages, drawn cell by cell so that every break is under control."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from random import Random

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from . import fonts
from .model import Block, Cell, Table, place, width

_SPACES = str.maketrans({"\xa0": " ", "\u2002": " ", "\u2009": " ", "\u3000": " "})

# What is never broken over lines: Latin text and numbers, those in full-width digits too.
_RUN = r"[\x20-\x7e０-９．，＋－]+"
_TOKEN = _RUN + r"|[^\x20-\x7e０-９．，＋－]"


@dataclass
class _Sheet:
    """The page being drawn and where on it the next thing goes (points from the bottom)."""

    canvas: Canvas
    font: str
    size: tuple[float, float]
    shapes: frozenset[str]
    head: str
    margin: float = 54
    y: float = 0
    number: int = 0

    def new_page(self) -> None:
        if self.number:
            self.canvas.showPage()
        self.number += 1
        self.y = self.size[1] - self.margin
        if "running_head" in self.shapes:
            self.canvas.setFont(self.font, 9)
            self.canvas.drawCentredString(self.size[0] / 2, self.size[1] - 34, self.head)
        if "page_numbers" in self.shapes:
            self.canvas.setFont(self.font, 10)
            self.canvas.drawCentredString(self.size[0] / 2, 30, f"- {self.number} -")


def _wrap(text: str, room: float, font: str, size: float) -> list[str]:
    """Lines of a text; a run of Latin letters and digits is never broken."""
    lines, line = [], ""
    for token in re.findall(_TOKEN, text):
        if line and pdfmetrics.stringWidth(line + token, font, size) > room:
            lines.append(line)
            line = ""
        line += token
    return [*lines, line] if line else lines


def _fitting(cell: Cell, room: float, font: str, size: float) -> tuple[list[str], float]:
    """The lines of a cell and the size at which its longest unbroken run fits the column."""
    text = cell.text.translate(_SPACES).strip()
    runs = re.findall(_RUN, text)
    while runs and size > 4.5 and max(pdfmetrics.stringWidth(r, font, size) for r in runs) > room:
        size -= 0.5
    return _wrap(text, room, font, size), size


def _widths(rng: Random, table: Table, room: float, narrow: bool) -> list[float]:
    columns = width(table.rows)
    if table.name == "applications":
        values = 7
        labels = columns - values - (1 if any(c.text == "备注" for row in table.rows for c in row) else 0)
        share = [0.9] * columns
        for i, w in enumerate([0.8, 1.5, 3.2][-labels:] if labels <= 3 else [0.7, 0.8, 1.5, 3.2]):
            share[i] = w * (0.6 if narrow else 1)
    elif table.name == "statistics":
        share = [1.0] * columns
        share[0 if columns < 4 or table.form == "fujian" else 1] = 4 * (0.6 if narrow else 1)
    else:
        share = [1.0] * columns
    return [room * s / sum(share) for s in share]


def _heights(table: Table, widths: list[float], font: str, size: float) -> list[float]:
    heights = [size * 1.3 + 5] * len(table.rows)
    spanning = []
    for r, line in enumerate(place(table.rows)):
        for c, cell in line:
            lines, fit = _fitting(cell, sum(widths[c : c + cell.colspan]) - 5, font, size)
            need = len(lines) * fit * 1.25 + 5
            if cell.rowspan == 1:
                heights[r] = max(heights[r], need)
            else:
                spanning.append((r, cell.rowspan, need))
    for r, span, need in spanning:
        short = need - sum(heights[r : r + span])
        if short > 0:
            heights[min(r + span, len(heights)) - 1] += short
    return heights


def _say(sheet: _Sheet, x: float, y: float, text: str, size: float) -> None:
    sheet.canvas.setFont(sheet.font, size)
    if "single_characters" not in sheet.shapes:
        sheet.canvas.drawString(x, y, text)
        return
    for character in text:
        if character != " ":
            sheet.canvas.drawString(x, y, character)
        x += pdfmetrics.stringWidth(character, sheet.font, size)


def _rules(sheet: _Sheet, x: float, y: float, wide: float, high: float) -> None:
    canvas = sheet.canvas
    if "rect_rules" in sheet.shapes:  # as Word prints them: thin filled boxes
        for box in ((x, y, wide, 0.48), (x, y + high, wide, 0.48), (x, y, 0.48, high), (x + wide, y, 0.48, high)):
            canvas.rect(*box, stroke=0, fill=1)
    elif "line_rules" in sheet.shapes:
        for line in ((x, y, x + wide, y), (x, y + high, x + wide, y + high), (x, y, x, y + high),
                     (x + wide, y, x + wide, y + high)):
            canvas.line(*line)
    else:
        canvas.rect(x, y, wide, high)


def _draw_rows(
    sheet: _Sheet, table: Table, first: int, last: int, widths: list[float], heights: list[float], size: float,
    left: dict[tuple[int, int], list[str]],
) -> None:
    """Rows first..last-1 at the sheet's y; `left` holds lines of spanning cells that wait for the next page."""
    lefts = [sheet.margin + sum(widths[:i]) for i in range(len(widths) + 1)]
    tops = [sheet.y - sum(heights[first:r]) for r in range(first, last + 1)]
    for r, line in enumerate(place(table.rows)):
        for c, cell in line:
            end = min(r + cell.rowspan, len(table.rows))
            if end <= first or r >= last:
                continue
            a, b = max(r, first), min(end, last)
            x, top, bottom = lefts[c], tops[a - first], tops[b - first]
            wide = lefts[min(c + cell.colspan, len(widths))] - x
            _rules(sheet, x, bottom, wide, top - bottom)
            lines, fit = _fitting(cell, wide - 5, sheet.font, size)
            lines = left.pop((r, c), lines)
            room = max(1, int((top - bottom - 2) / (fit * 1.25)))
            if len(lines) > room and b < end:
                left[r, c] = lines[room:]
                lines = lines[:room]
            elif b < end:
                left[r, c] = []
            block = len(lines) * fit * 1.25
            y = (top + bottom) / 2 + block / 2 - fit
            for text in lines:
                long = pdfmetrics.stringWidth(text, sheet.font, fit)
                start = x + 2.5 if cell.role == "label" and cell.rowspan == 1 else x + (wide - long) / 2
                _say(sheet, start, y, text, fit)
                y -= fit * 1.25


def _draw_table(rng: Random, sheet: _Sheet, table: Table) -> None:
    size = rng.choice([8, 9, 9, 10])
    widths = _widths(rng, table, sheet.size[0] - 2 * sheet.margin, "narrow_labels" in sheet.shapes)
    heights = _heights(table, widths, sheet.font, size)
    floor = sheet.margin
    head = sum(heights[: table.header])
    if table.header and sheet.y - head - heights[table.header] < floor:
        sheet.new_page()
    first, left = 0, {}
    while first < len(heights):
        last, y = first, sheet.y
        while last < len(heights) and y - heights[last] >= floor:
            y -= heights[last]
            last += 1
        if last == first:
            sheet.new_page()
            continue
        _draw_rows(sheet, table, first, last, widths, heights, size, left)
        sheet.y = y
        first = last
        if first < len(heights):
            sheet.new_page()
            if "repeat_header" in sheet.shapes and table.header:
                top = table.with_rows(table.rows[: table.header])
                _draw_rows(sheet, top, 0, table.header, widths, heights, size, {})
                sheet.y -= head
    sheet.y -= 10


def _draw_text(sheet: _Sheet, text: str, size: float, centred: bool, indent: bool) -> None:
    room = sheet.size[0] - 2 * sheet.margin
    text = text.translate(_SPACES).strip()
    lines = _wrap(("　　" if indent else "") + text, room, sheet.font, size)
    for line in lines:
        if sheet.y - size * 1.6 < sheet.margin:
            sheet.new_page()
        sheet.y -= size * 1.6
        long = pdfmetrics.stringWidth(line, sheet.font, size)
        _say(sheet, sheet.margin + ((room - long) / 2 if centred else 0), sheet.y, line, size)


def document(rng: Random, blocks: list[Block], shapes: frozenset[str], font: str = "") -> bytes:
    """The whole report as a PDF, set in a registered font (default: what the shapes ask for)."""
    size = (595.0, 842.0)
    if "small_pages" in shapes:
        size = (595.0, 480.0)
    if "landscape" in shapes:
        size = (842.0, 595.0)
    font = font or fonts.cid_font()
    if "embedded_font" in shapes:
        used = set("".join(b.text + "".join(c.text for r in b.table.rows for c in r) if b.table else b.text
                           for b in blocks)) - set("\xa0\u2002\u2009\u3000")
        font = fonts.embedded_font(f"Box{rng.randrange(10**9)}", used | {"　"})
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, invariant=1)
    canvas.setLineWidth(1.5 if "thick_rules" in shapes else 0.25 if "hair_rules" in shapes else 0.5)
    sheet = _Sheet(canvas, font, size, shapes, blocks[0].text)
    sheet.new_page()
    if "filled_first_page" in shapes:  # so that the tables begin, and break, at other places
        sheet.y -= rng.randint(0, 200)
    for block in blocks:
        if block.kind == "hidden":
            continue
        if block.kind == "table" and block.table is not None:
            sheet.y -= 6
            _draw_table(rng, sheet, block.table)
        else:
            title, heading = block.kind == "title", block.kind == "heading"
            _draw_text(sheet, block.text, 16 if title else 11, title, not title and not heading)
    canvas.save()
    return file.getvalue()
