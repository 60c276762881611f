"""Pages of a report painted as an office's printer sets them, for pictures: no reader's or other generator's layout.

Everything that a printer may choose is drawn by itself: margins, sizes, typeface, widths, rules, shaded heads, ink,
labels a few characters wide, tables that lie on their side upon an upright page. Lengths are in points.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from . import fonts
from .model import Block, Cell, Table, covering, place, width

A4 = (595.0, 842.0)
# no line begins with these
_NOT_FIRST = "，。；：、）》”"
_ACROSS_ONLY = {"no_rules", "three_lines", "across_rules"}
RULES = ["thick_rules", "hair_rules", "dotted_rules", "dashed_rules", "pale_rules", *sorted(_ACROSS_ONLY)]


def faces() -> list[Path]:
    """Font files to print in: the one in data/fonts and those that PAPER_FONTS names (parted by colons)."""
    named = [Path(name) for name in os.environ.get("PAPER_FONTS", "").split(":") if name]
    return [*named, fonts.DRAWN]


@cache
def _font(path: Path, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), pixels)


@cache
def _has(path: Path) -> frozenset[int]:
    return frozenset(fonts._opened(path).getBestCmap())


@dataclass
class Style:
    """How the pages are set. scale: pixels a point."""

    scale: float
    face: Path
    shapes: frozenset[str]
    size: float = 10.5
    small: float = 9.0
    figures: float = 9.0
    margin: float = 60.0
    pad: float = 3.0
    thick: float = 0.6
    ink: tuple[int, int, int] = (0, 0, 0)
    rule: tuple[int, int, int] = (0, 0, 0)
    head: tuple[int, int, int] | None = None
    narrow: float = 1.0

    def font(self, size: float, text: str = "") -> ImageFont.FreeTypeFont:
        known = all(ord(c) in _has(self.face) or c.isspace() for c in text)
        return _font(self.face if known else fonts.DRAWN, max(6, round(size * self.scale)))

    def length(self, text: str, size: float) -> float:
        return float(self.font(size, text).getlength(text)) / self.scale


def style(rng: Random, dpi: float, shapes: frozenset[str]) -> Style:
    """The choices of one document."""
    small = rng.choice([8.0, 9.0, 9.0, 10.0, 10.5])
    made = Style(
        dpi / 72, rng.choice(faces()), shapes, rng.choice([10.5, 12.0, 14.0, 16.0]), small,
        small * (rng.uniform(0.7, 0.85) if "small_figures" in shapes else rng.choice([1.0, 1.0, 1.1])),
        rng.uniform(42, 78), rng.uniform(1.5, 4.5),
        rng.uniform(1.2, 2.0) if "thick_rules" in shapes else rng.uniform(0.2, 0.35) if "hair_rules" in shapes else 0.6,
        narrow=rng.uniform(0.5, 1.3),
    )  # fmt: skip
    if "coloured" in shapes:
        made.ink = rng.choice([(0, 0, 0), (20, 30, 120), (40, 40, 40), (90, 20, 20)])
        made.rule = rng.choice([(0, 0, 0), (60, 110, 180), (150, 150, 150)])
        made.head = rng.choice([None, (221, 235, 247), (226, 239, 218), (255, 242, 204), (217, 217, 217)])
    if "pale_rules" in shapes:
        made.rule = rng.choice([(150, 150, 150), (175, 175, 175), (130, 160, 190)])
    return made


def wrapped(how: Style, text: str, room: float, size: float) -> list[str]:
    """Lines of a text, broken between any two characters except in figures."""
    lines, line = [], ""
    for token in _tokens(text):
        if token == "\n" or (line and token not in _NOT_FIRST and how.length(line + token, size) > room):
            lines.append(line.strip())
            line = "" if token == "\n" else token
        else:
            line += token
    return [*lines, line.strip()] if line.strip() else lines


def _tokens(text: str) -> Iterator[str]:
    run = ""
    for c in text.replace("\xa0", " ").replace("\u3000", " ").replace("\u2009", " ").replace("\u2002", " "):
        if "!" <= c <= "~" or "０" <= c <= "９":
            run += c
            continue
        if run:
            yield run
        run = ""
        yield c
    if run:
        yield run


@dataclass
class Sheet:
    """A page being painted, and how far down it is filled."""

    picture: Image.Image
    y: float
    tables: list[tuple[int, int, int, int]] = field(default_factory=list)


def _sheet(how: Style, size: tuple[float, float]) -> Sheet:
    return Sheet(Image.new("RGB", (round(size[0] * how.scale), round(size[1] * how.scale)), "white"), how.margin)


def _write(how: Style, sheet: Sheet, lines: Sequence[str], x: float, size: float, centred: float = 0) -> None:
    draw = ImageDraw.Draw(sheet.picture)
    for line in lines:
        at = x + (centred - how.length(line, size)) / 2 if centred else x
        where = (at * how.scale, (sheet.y + size * 0.85) * how.scale)
        draw.text(where, line, font=how.font(size, line), fill=how.ink, anchor="ls")
        sheet.y += size * 1.5


def _widths(how: Style, table: Table, room: float) -> list[float]:
    """Columns as wide as their print asks for, labels cut to the room that is left."""
    count = width(table.rows)
    figures, labels = [0.0] * count, [0.0] * count
    for line in place(table.rows):
        for c, cell in line:
            if cell.colspan == 1:
                long = how.length(cell.text, how.small)
                if cell.role == "value":
                    figures[c] = max(figures[c], long + 2 * how.pad)
                labels[c] = max(labels[c], min(long, how.small * 9 * how.narrow))
    least = [max(f, how.small * 1.6 + 2 * how.pad) for f in figures]
    wish = [max(a, b + 2 * how.pad) for a, b in zip(least, labels, strict=True)]
    share = room / sum(wish)
    if share >= 1:
        return [w * share for w in wish]
    spare = max(0.0, room - sum(least))
    more = [w - n for w, n in zip(wish, least, strict=True)]
    made = [n + spare * m / max(1e-6, sum(more)) for n, m in zip(least, more, strict=True)]
    return [w * room / sum(made) for w in made]


def _set(how: Style, cell: Cell, room: float) -> tuple[list[str], float]:
    size = how.figures if cell.role == "value" else how.small
    runs = [t for t in _tokens(cell.text) if len(t) > 1] or [c for c in cell.text if not c.isspace()]
    while size > 4 and any(how.length(run, size) > room for run in runs):
        size -= 0.5
    return wrapped(how, cell.text, room, size), size


def _heights(how: Style, table: Table, widths: list[float]) -> list[float]:
    heights = [how.small * 1.3 + 2 * how.pad] * len(table.rows)
    for r, line in enumerate(place(table.rows)):
        for c, cell in line:
            lines, size = _set(how, cell, sum(widths[c : c + cell.colspan]) - 2 * how.pad)
            need = len(lines) * size * 1.25 + 2 * how.pad
            last = min(r + cell.rowspan, len(heights))
            short = need - sum(heights[r:last])
            if short > 0:
                for below in range(r, last):
                    heights[below] += short / (last - r)
    return heights


def _line(how: Style, draw: ImageDraw.ImageDraw, ends: tuple[float, float, float, float]) -> None:
    x0, y0, x1, y1 = (v * how.scale for v in ends)
    thick = max(1, round(how.thick * how.scale))
    step = {"dotted_rules": (1.2, 2.4), "dashed_rules": (3.5, 5.5)}
    piece, every = next((step[s] for s in step if s in how.shapes), (0.0, 0.0))
    if not piece:
        draw.line((x0, y0, x1, y1), fill=how.rule, width=thick)
        return
    long = max(x1 - x0, y1 - y0)
    for at in np.arange(0, long, every * how.scale):
        a, b = at / long, min(1.0, (at + piece * how.scale) / long)
        draw.line(
            (x0 + (x1 - x0) * a, y0 + (y1 - y0) * a, x0 + (x1 - x0) * b, y0 + (y1 - y0) * b), fill=how.rule, width=thick
        )


def _edges(how: Style, cell: Cell, last_of_head: bool, first: bool, last: bool) -> str:
    if "no_rules" in how.shapes:
        return ""
    if "across_rules" in how.shapes:
        return "tb"
    if "three_lines" in how.shapes:
        return ("t" if first else "") + ("b" if last or (last_of_head and cell.role == "head") else "")
    return "tblr"


def _painted(how: Style, sheet: Sheet, table: Table, rows: range, sizes: tuple[list[float], list[float]]) -> None:
    """These rows of a table, from the sheet's y on."""
    widths, heights = sizes
    draw = ImageDraw.Draw(sheet.picture)
    x = [how.margin + sum(widths[:c]) for c in range(len(widths) + 1)]
    y = {r: sheet.y + sum(heights[rows.start : r]) for r in range(rows.start, rows.stop + 1)}
    seen = set()
    for r in rows:
        for begin, c, cell in covering(table.rows)[r]:
            if (begin, c) in seen:
                continue
            seen.add((begin, c))
            top, bottom = y[max(begin, rows.start)], y[min(begin + cell.rowspan, rows.stop)]
            left, right = x[c], x[min(c + cell.colspan, len(widths))]
            if how.head and cell.role in ("head", "block", "title"):
                box = [v * how.scale for v in (left, top, right, bottom)]
                draw.rectangle(box, fill=how.head)
            edges = _edges(how, cell, begin + cell.rowspan >= table.header, begin == 0, bottom == y[rows.stop])
            corners = {"t": (left, top, right, top), "b": (left, bottom, right, bottom),
                       "l": (left, top, left, bottom), "r": (right, top, right, bottom)}  # fmt: skip
            for edge in edges:
                _line(how, draw, corners[edge])
            if begin < rows.start:
                continue  # its text stands on the page before
            lines, size = _set(how, cell, right - left - 2 * how.pad)
            high = len(lines) * size * 1.25
            at = (top + bottom - high) / 2
            for line in lines:
                wide = how.length(line, size)
                in_middle = cell.role != "label" or len(lines) == 1
                start = (left + right - wide) / 2 if in_middle else left + how.pad
                where = (start * how.scale, (at + size) * how.scale)
                draw.text(where, line, font=how.font(size, line), fill=how.ink, anchor="ls")
                at += size * 1.25
    box = (x[0], sheet.y, x[-1], y[rows.stop])
    sheet.tables.append(tuple(round(v * how.scale) for v in box))  # type: ignore[arg-type]
    sheet.y = y[rows.stop] + how.small


def _parts(
    how: Style, table: Table, heights: list[float], widths: list[float], first: float, full: float
) -> Iterator[range]:
    """Rows by page: a merged cell's print stays whole on the page where it begins, and a head with its lines."""
    need: dict[int, list[tuple[int, float]]] = {}
    for r, line in enumerate(place(table.rows)):
        for c, cell in line:
            lines, size = _set(how, cell, sum(widths[c : c + cell.colspan]) - 2 * how.pad)
            need.setdefault(r, []).append((cell.rowspan, len(lines) * size * 1.25 + 2 * how.pad))

    def may_end(start: int, end: int) -> bool:
        if end <= table.header:
            return False
        return all(
            sum(heights[r:end]) >= high - 0.1
            for r in range(start, end)
            for span, high in need.get(r, [])
            if r + span > end
        )

    start, room = 0, first
    while start < len(heights):
        end = start
        while end < len(heights) and sum(heights[start : end + 1]) <= room:
            end += 1
        while start < end < len(heights) and not may_end(start, end):
            end -= 1
        if end > start:
            yield range(start, end)
            start = end
        else:
            yield range(start, start)
        room = full


def _upright_table(how: Style, sheets: list[Sheet], table: Table, size: tuple[float, float]) -> None:
    widths = _widths(how, table, size[0] - 2 * how.margin)
    heights = _heights(how, table, widths)
    full = size[1] - 2 * how.margin
    for rows in _parts(how, table, heights, widths, max(0.0, size[1] - how.margin - sheets[-1].y), full):
        if sheets[-1].y > how.margin and sheets[-1].y + sum(heights[r] for r in rows) > size[1] - how.margin:
            sheets.append(_sheet(how, size))
        if rows:
            _painted(how, sheets[-1], table, rows, (widths, heights))
        else:
            sheets.append(_sheet(how, size))


def _turned_table(rng: Random, how: Style, sheets: list[Sheet], table: Table, size: tuple[float, float]) -> None:
    """The table on its side: set in the width of the page's height, and turned upon the page."""
    room = (size[1] - how.margin - sheets[-1].y, size[0] - 2 * how.margin)
    if room[0] < 480:
        sheets.append(_sheet(how, size))
        room = (size[1] - 2 * how.margin, room[1])
    turn = rng.choice([Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270])
    widths = _widths(how, table, room[0])
    heights = _heights(how, table, widths)
    for rows in _parts(how, table, heights, widths, room[1], room[1]):
        if not rows:
            continue
        high = sum(heights[r] for r in rows)
        lying = _sheet(how, (room[0] + 2 * how.margin, high + 8))
        lying.y = 4
        _painted(how, lying, table, rows, (widths, heights))
        edge = round((how.margin - 4) * how.scale)
        standing = lying.picture.crop((edge, 0, lying.picture.width - edge, lying.picture.height)).transpose(turn)
        if sheets[-1].y + standing.height / how.scale > size[1] - how.margin + 10:
            sheets.append(_sheet(how, size))
        x = rng.uniform(how.margin, max(how.margin, size[0] - how.margin - high))
        at = round(x * how.scale), round((sheets[-1].y - 2) * how.scale)
        sheets[-1].picture.paste(standing, at)
        sheets[-1].tables.append((*at, at[0] + standing.width, at[1] + standing.height))
        sheets[-1].y += standing.height / how.scale + 4


def pages(rng: Random, blocks: Sequence[Block], dpi: float, shapes: frozenset[str]) -> list[Sheet]:
    """The report page by page; a table box in pixels with each."""
    how = style(rng, dpi, shapes)
    size = (A4[1], A4[0]) if "landscape" in shapes else A4
    sheets = [_sheet(how, size)]
    add = partial(_turned_table, rng) if "table_turned" in shapes else _upright_table
    for block in blocks:
        if block.kind == "hidden":
            continue
        if block.table is not None:
            add(how, sheets, block.table, size)
            continue
        letter = 18.0 if block.kind == "title" else how.size
        room = size[0] - 2 * how.margin
        is_title = block.kind == "title"
        indent = "" if is_title or block.kind == "meta" else "  "
        for line in wrapped(how, block.text, room if is_title else room - 2 * letter, letter):
            if sheets[-1].y + letter * 1.5 > size[1] - how.margin:
                sheets.append(_sheet(how, size))
            _write(how, sheets[-1], [line], how.margin + (0 if is_title or not indent else letter), letter,
                   room if is_title or block.kind == "meta" else 0)  # fmt: skip
            indent = ""
    if "page_numbers" in shapes:
        for number, sheet in enumerate(sheets, 1):
            sheet.y = size[1] - how.margin * 0.6
            _write(how, sheet, [f"- {number} -"], how.margin, 10, size[0] - 2 * how.margin)
    return sheets
