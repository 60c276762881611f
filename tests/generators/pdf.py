"""PDF reports: ruled tables that run over pages, drawn cell by cell so that every break is under control."""

from __future__ import annotations

import io
import itertools
import re
from dataclasses import dataclass, field, replace
from random import Random

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from . import fonts
from .model import Block, Cell, Table, place, width

_SPACES = str.maketrans({"\xa0": " ", "\u2002": " ", "\u2009": " ", "\u3000": " "})

# What is never broken over lines: Latin text and numbers, those in full-width digits too.
_RUN = r"[\x20-\x7e０-９．，＋－]+"
_TOKEN = _RUN + r"|[^\x20-\x7e０-９．，＋－]"


# how much smaller two pages on a sheet are
TWO_UP = 595 / 842


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
    edges: list[tuple[bool, float, float, float]] = field(default_factory=list)

    def new_page(self) -> None:
        is_right = "two_up" in self.shapes and self.number % 2 == 1
        if is_right:
            self.canvas.restoreState()
        elif self.number:
            self.canvas.showPage()
        self.number += 1
        if "two_up" in self.shapes:  # two pages beside each other, each at 71 %
            self.canvas.saveState()
            self.canvas.setLineWidth(0.5)
            self.canvas.translate(self.size[1] / 2 if is_right else 0, 0)
            self.canvas.scale(TWO_UP, TWO_UP)
        if self.shapes & {"turned_pages", "sideways_text"}:
            if "turned_pages" in self.shapes:
                self.canvas.setPageRotation(90)
            self.canvas.setLineWidth(0.5)
            self.canvas.translate(self.size[1], 0)
            self.canvas.rotate(90)
        self.y = self.size[1] - self.margin
        if "running_head" in self.shapes:
            self.canvas.setFont(self.font, 9)
            self.canvas.drawCentredString(self.size[0] / 2, self.size[1] - 34, self.head)
        if "page_numbers" in self.shapes:
            self.canvas.setFont(self.font, 10)
            self.canvas.drawCentredString(self.size[0] / 2, 30, f"- {self.number} -")
        if "footer_of_pages" in self.shapes:
            self.canvas.setFont(self.font, 10)
            self.canvas.drawRightString(self.size[0] - 60, 30, f"第 {self.number} 页")


def _wrap(text: str, room: float, font: str, size: float) -> list[str]:
    """Lines of a text; a run of Latin letters and digits is never broken."""
    lines, line = [], ""
    for token in re.findall(_TOKEN, text):
        if line and pdfmetrics.stringWidth(line + token, font, size) > room:
            lines.append(line)
            line = ""
        line += token
    return [*lines, line] if line else lines


def _fitting(
    cell: Cell, room: float, font: str, size: float, shapes: frozenset[str] = frozenset()
) -> tuple[list[str], float]:
    """The lines of a cell and the size at which its longest unbroken run fits the column."""
    text = cell.text.translate(_SPACES).strip()
    if "wrapped_numbers" in shapes and cell.role == "value" and text.isascii() and text.isdigit():
        fits = max(1, int(room / pdfmetrics.stringWidth("0", font, size)))
        return [text[i : i + fits] for i in range(0, len(text), fits)], size
    runs = re.findall(_RUN, text)
    while runs and size > 4.5 and max(pdfmetrics.stringWidth(r, font, size) for r in runs) > room:
        size -= 0.5
    return _wrap(text, room, font, size), size


def _widths(rng: Random, table: Table, room: float, shapes: frozenset[str]) -> list[float]:
    columns = width(table.rows)
    narrow, squeezed = "narrow_labels" in shapes, "wrapped_numbers" in shapes
    if len(table.shares) == columns:
        share = list(table.shares)
    elif table.name == "applications":
        values = 7
        labels = columns - values - (1 if any(c.text == "备注" for row in table.rows for c in row) else 0)
        share = [0.35 if squeezed else 0.9] * columns
        for i, w in enumerate([0.8, 1.5, 3.2][-labels:] if labels <= 3 else [0.7, 0.8, 1.5, 3.2]):
            share[i] = w * (0.6 if narrow else 1)
    elif table.name == "statistics":
        share = [1.0] * columns
        share[0 if columns < 4 or table.form == "fujian" else 1] = 4 * (0.6 if narrow else 1)
    else:
        share = [1.0] * columns
        room = 270 if squeezed and table.name == "disputes" else room
    return [room * s / sum(share) for s in share]


def _heights(table: Table, widths: list[float], font: str, size: float, shapes: frozenset[str]) -> list[float]:
    heights = [size * 1.3 + 5] * len(table.rows)
    spanning = []
    for r, line in enumerate(place(table.rows)):
        for c, cell in line:
            lines, fit = _fitting(cell, sum(widths[c : c + cell.colspan]) - 5, font, size, shapes)
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
    if "doubled_bold" in sheet.shapes:
        sheet.canvas.drawString(x + 0.25, y, text)
    if "single_characters" not in sheet.shapes:
        sheet.canvas.drawString(x, y, text)
        return
    for character in text:
        if character != " ":
            sheet.canvas.drawString(x, y, character)
        x += pdfmetrics.stringWidth(character, sheet.font, size)


def _line(sheet: _Sheet, x0: float, y0: float, x1: float, y1: float) -> None:
    """One edge of a cell, in the way of the document's rules."""
    canvas, shapes = sheet.canvas, sheet.shapes
    along, down = x1 - x0, y1 - y0
    if "rect_rules" in shapes:  # as Word prints them: thin filled boxes
        canvas.rect(x0, y0, along or 0.48, down or 0.48, stroke=0, fill=1)
    elif "double_rules" in shapes:
        for off in (-0.8, 0.8):
            canvas.line(
                x0 + (off if down else 0),
                y0 + (off if along else 0),
                x1 + (off if down else 0),
                y1 + (off if along else 0),
            )
    elif "broken_rules" in shapes or "dotted_rules" in shapes:
        piece, step = (9.0, 9.8) if "broken_rules" in shapes else (0.5, 1.5)
        length, at = along or down, 0.0
        while at < length:
            end = min(at + piece, length)
            a, b = at / length, end / length
            if piece < 1:
                canvas.rect(x0 + a * along, y0 + a * down, 0.5, 0.5, stroke=0, fill=1)
            else:
                canvas.line(x0 + a * along, y0 + a * down, x0 + b * along, y0 + b * down)
            at += step
    else:
        canvas.setDash(*((3, 2) if "dashed_rules" in shapes else (1, 0)))
        canvas.line(x0, y0, x1, y1)


_LINE_BY_LINE = {"rect_rules", "line_rules", "double_rules", "dashed_rules", "broken_rules", "dotted_rules"}


def _edges(sheet: _Sheet, table: Table, cell: Cell, at: tuple[int, int, int, int], last: bool) -> str:
    """The edges of a cell that are drawn (t, b, l, r); `at` is its first and last row on this page and its columns."""
    shapes = sheet.shapes
    top, bottom, left, right = at
    if "no_rules" in shapes or ("zebra" in shapes and cell.role != "head"):
        return ""
    if "only_across" in shapes:
        return "tb"
    if "only_down" in shapes:
        return "lr" + ("t" if top == 0 else "") + ("b" if last else "")
    if "three_lines" in shapes:
        under_head = cell.role == "head" and (bottom == table.header or not table.header)
        return ("t" if top == 0 else "") + ("b" if last or under_head else "")
    if "value_rules" in shapes:
        return "tblr" if cell.role == "value" else ""
    if "open_sides" in shapes:
        return "tb" + ("l" if left else "") + ("r" if right < width(table.rows) else "")
    return "tblr"


def _rules(sheet: _Sheet, x: float, y: float, wide: float, high: float, edges: str) -> None:
    if "as_published" in sheet.shapes:
        for edge, is_level, at, start, long in (
            ("b", True, y, x, wide), ("t", True, y + high, x, wide),
            ("l", False, x, y, high), ("r", False, x + wide, y, high),
        ):  # fmt: skip
            if edge in edges:
                sheet.edges.append((is_level, round(at, 2), start, start + long))
        return
    if edges == "tblr" and not sheet.shapes & _LINE_BY_LINE:
        sheet.canvas.rect(x, y, wide, high)
        return
    if "b" in edges:
        _line(sheet, x, y, x + wide, y)
    if "t" in edges:
        _line(sheet, x, y + high, x + wide, y + high)
    if "l" in edges:
        _line(sheet, x, y, x, y + high)
    if "r" in edges:
        _line(sheet, x + wide, y, x + wide, y + high)


def _long_rules(sheet: _Sheet) -> None:
    """The edges of a table's cells as office programs print them: once, and as long as they go."""
    for (is_level, at), group in itertools.groupby(sorted(sheet.edges), key=lambda edge: edge[:2]):
        lines: list[list[float]] = []
        for _, _, start, end in group:
            if lines and start <= lines[-1][1] + 0.1:
                lines[-1][1] = max(lines[-1][1], end)
            else:
                lines.append([start, end])
        for start, end in lines:
            _line(sheet, *((start, at, end, at) if is_level else (at, start, at, end)))
    sheet.edges.clear()


def _draw_rows(
    sheet: _Sheet,
    table: Table,
    first: int,
    last: int,
    widths: list[float],
    heights: list[float],
    size: float,
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
            edges = _edges(sheet, table, cell, (a, b, c, c + cell.colspan), b == last)
            if "zebra" in sheet.shapes and r >= table.header and r % 2:
                sheet.canvas.setFillGray(0.9)
                sheet.canvas.rect(x, bottom, wide, top - bottom, stroke=0, fill=1)
                sheet.canvas.setFillGray(0)
            _rules(sheet, x, bottom, wide, top - bottom, edges)
            lines, fit = _fitting(cell, wide - 5, sheet.font, size, sheet.shapes)
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
    _long_rules(sheet)


def _cut_row(
    sheet: _Sheet, table: Table, widths: list[float], heights: list[float], size: float, row: int, room: float
) -> tuple[Table, list[float], int]:
    """The row that does not fit any more in two: the first lines of its cells here, the others on the next page."""
    line = place(table.rows)[row]
    printed = [
        _fitting(cell, sum(widths[c : c + cell.colspan]) - 5, sheet.font, size, sheet.shapes) for c, cell in line
    ]
    fits = int((room - 5) / (size * 1.25))
    alone = [len(lines) for (_, cell), (lines, _) in zip(line, printed, strict=True) if cell.rowspan == 1]
    if not 1 <= fits < max(alone, default=0) or any(
        cell.text.isascii() and n > 1 and cell.role == "value"
        for (_, cell), (lines, _) in zip(line, printed, strict=True)
        for n in [len(lines)]
    ):
        return table, heights, row
    upper = [
        replace(cell, text="".join(lines[:fits])) if cell.rowspan == 1 else replace(cell, rowspan=cell.rowspan + 1)
        for (_, cell), (lines, _) in zip(line, printed, strict=True)
    ]
    lower = [
        replace(cell, text="".join(lines[fits:]))
        for (_, cell), (lines, _) in zip(line, printed, strict=True)
        if cell.rowspan == 1
    ]
    rows = [
        tuple(replace(cell, rowspan=cell.rowspan + (r + cell.rowspan > row)) for cell in cells)
        for r, cells in enumerate(table.rows[:row])
    ]
    halves = [5 + fits * size * 1.25, 5 + (max(alone) - fits) * size * 1.25]
    made = table.with_rows([*rows, tuple(upper), tuple(lower), *table.rows[row + 1 :]])
    return made, [*heights[:row], *halves, *heights[row + 1 :]], row + 1


def _draw_table(rng: Random, sheet: _Sheet, table: Table) -> None:
    size = rng.choice([8, 9, 9, 10])
    widths = _widths(rng, table, sheet.size[0] - 2 * sheet.margin, sheet.shapes)
    heights = _heights(table, widths, sheet.font, size, sheet.shapes)
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
        if "rows_cut" in sheet.shapes and first < last < len(heights) and last > table.header:
            table, heights, last = _cut_row(sheet, table, widths, heights, size, last, y - floor)
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
    # official documents are set in 三号 (16 points), 22 lines a page
    size, leading = (max(16.0, size + 4), 1.75) if "as_published" in sheet.shapes else (size, 1.6)
    room = sheet.size[0] - 2 * sheet.margin
    text = text.translate(_SPACES).strip()
    lines = _wrap(("　　" if indent else "") + text, room, sheet.font, size)
    for line in lines:
        if sheet.y - size * leading < sheet.margin:
            sheet.new_page()
        sheet.y -= size * leading
        long = pdfmetrics.stringWidth(line, sheet.font, size)
        _say(sheet, sheet.margin + ((room - long) / 2 if centred else 0), sheet.y, line, size)


def document(rng: Random, blocks: list[Block], shapes: frozenset[str], font: str = "") -> bytes:
    """The whole report as a PDF, set in a registered font (default: what the shapes ask for)."""
    size = (595.0, 842.0)
    if "small_pages" in shapes:
        size = (595.0, 480.0)
    if shapes & {"landscape", "turned_pages", "sideways_text"}:
        size = (842.0, 595.0)
    font = font or fonts.cid_font()
    if "embedded_font" in shapes:
        used = set(
            "".join(b.text + "".join(c.text for r in b.table.rows for c in r) if b.table else b.text for b in blocks)
        ) - set("\xa0\u2002\u2009\u3000")
        font = fonts.embedded_font(f"Box{rng.randrange(10**9)}", used | {"　"})
    file = io.BytesIO()
    # reportlab turns the paper of a turned page itself
    paper = (size[1], size[0]) if shapes & {"sideways_text", "two_up"} else size
    canvas = Canvas(file, pagesize=paper, invariant=1)
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
    if "two_up" in shapes:
        canvas.restoreState()
    canvas.save()
    return file.getvalue()
