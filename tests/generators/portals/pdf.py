"""Reports as PDF with ruled tables that run over pages, Chinese set in a CID font (no font file is needed)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from .tables import Grid, cut, placed

FONT = "STSong-Light"
WIDTH, HEIGHT = A4
MARGIN = 56.0
FULL = WIDTH - 2 * MARGIN
PADDING = 3.0


@dataclass(frozen=True)
class Ruled:
    """A table on paper: widths are shares of the text width; the first `keep` rows stay on one page, the first
    `repeat` rows open every page that the table reaches."""

    grid: Grid
    shares: Sequence[float]
    size: float = 9
    repeat: int = 0
    keep: int = 1


class _Paper:
    def __init__(self, title: str) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=A4, invariant=1, pageCompression=1)
        self.canvas.setTitle(title)
        self.page = 1
        self.y = HEIGHT - MARGIN

    def turn(self) -> None:
        self.canvas.setFont(FONT, 9)
        self.canvas.drawCentredString(WIDTH / 2, 30, f"— {self.page} —")
        self.canvas.showPage()
        self.page += 1
        self.y = HEIGHT - MARGIN

    def write(self, text: str, size: float, indent: float = 0, centred: bool = False) -> None:
        for number, line in enumerate(_lines(text, size, FULL, indent)):
            if self.y - size * 1.7 < MARGIN:
                self.turn()
            self.y -= size * 1.7
            self.canvas.setFont(FONT, size)
            if centred:
                self.canvas.drawCentredString(WIDTH / 2, self.y, line)
            else:
                self.canvas.drawString(MARGIN + (indent if number == 0 else 0), self.y, line)

    def rule(self, table: Ruled) -> None:
        widths = [FULL * share / sum(table.shares) for share in table.shares]
        heights = _heights(table, widths)
        repeated = sum(heights[: table.repeat])
        if sum(heights[: table.keep]) > self.y - MARGIN - 12:
            self.turn()
        starts, room = [0], self.y - MARGIN - 12
        for row, height in enumerate(heights):
            if height > room:
                starts.append(row)
                room = HEIGHT - 2 * MARGIN - 12 - repeated
            room -= height
        for part, (first, grid) in enumerate(zip(starts, cut(table.grid, starts[1:]), strict=True)):
            if part:
                self.turn()
            grid = grid if part == 0 else table.grid[: table.repeat] + grid
            own = heights[first : first + len(grid) - (table.repeat if part else 0)]
            self._draw(grid, widths, (heights[: table.repeat] if part else []) + own, table.size)
        self.y -= 12

    def _draw(self, grid: Grid, widths: Sequence[float], heights: Sequence[float], size: float) -> None:
        top = self.y - 6
        for row, column, cell in placed(grid):
            x = MARGIN + sum(widths[:column])
            y = top - sum(heights[:row])
            width = sum(widths[column : column + cell.across])
            height = sum(heights[row : row + cell.down])
            self.canvas.setLineWidth(0.6)
            self.canvas.rect(x, y - height, width, height)
            lines = _lines(cell.text, size, width - 2 * PADDING)
            baseline = y - height / 2 + len(lines) * size * 1.3 / 2 - size
            self.canvas.setFont(FONT, size)
            for line in lines:
                self.canvas.drawCentredString(x + width / 2, baseline, line)
                baseline -= size * 1.3
        self.y = top - sum(heights)

    def bytes(self) -> bytes:
        self.turn()
        self.canvas.save()
        return self.buffer.getvalue()


def _lines(text: str, size: float, width: float, indent: float = 0) -> list[str]:
    """Lines filled character by character, as Chinese is set; a number is not broken where it fits a line."""
    if text.replace(".", "").replace("元", "").isdigit():
        return [text]
    if not indent:
        return simpleSplit(text, FONT, size, width) if text.isascii() else _filled(text, size, width, 0)
    return _filled(text, size, width, indent)


def _filled(text: str, size: float, width: float, indent: float) -> list[str]:
    lines, line, used = [], "", indent
    for character in text:
        wide = pdfmetrics.stringWidth(character, FONT, size)
        if line and used + wide > width:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + character, used + wide
    return [*lines, line] if line else lines


def _heights(table: Ruled, widths: Sequence[float]) -> list[float]:
    heights = [0.0] * len(table.grid)
    for row, column, cell in placed(table.grid):
        if cell.down == 1:
            lines = _lines(cell.text, table.size, sum(widths[column : column + cell.across]) - 2 * PADDING)
            heights[row] = max(heights[row], max(1, len(lines)) * table.size * 1.3 + 2 * PADDING + 2)
    for row, column, cell in placed(table.grid):
        lines = _lines(cell.text, table.size, sum(widths[column : column + cell.across]) - 2 * PADDING)
        missing = len(lines) * table.size * 1.3 + 2 * PADDING - sum(heights[row : row + cell.down])
        if missing > 0:
            heights[row + cell.down - 1] += missing
    return heights


def document(title: str, lines: Sequence[tuple[str, str] | Ruled]) -> bytes:
    """A PDF of (manner, text) lines — title | heading | text — and ruled tables, in their order."""
    paper = _Paper(title)
    for line in lines:
        if isinstance(line, Ruled):
            paper.rule(line)
        elif line[0] == "title":
            paper.write(line[1], 18, centred=True)
            paper.y -= 8
        elif line[0] == "heading":
            paper.write(line[1], 14, indent=28)
        else:
            paper.write(line[1], 12, indent=24)
    return paper.bytes()
