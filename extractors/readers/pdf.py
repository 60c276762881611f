"""PDF, first reader: pdfium's own characters and ruled lines; pdfplumber where those do not suffice."""

import re
from collections import Counter
from typing import Any

from extractors.content import Content, Grid, Line
from extractors.forms import label_owners
from extractors.labels import squeeze
from extractors.readers.pdf_grid import Ruled, ruled_tables
from extractors.readers.pdf_page import (
    DamagedPdf,
    Glyph,
    TextLine,
    Turn,
    glyphs,
    is_complete,
    is_picture,
    open_pdf,
    page_turn,
    printed_text,
    rules,
    text_lines,
)
from extractors.readers.pdf_plumber import read_pdf_again
from extractors.readers.pdf_ruled import cell_texts, grid
from extractors.readers.pdf_words import Paragraphs, as_text_lines, is_page_number

__all__ = ["DamagedPdf", "read_pdf"]

def _label_count(text: str, labels: tuple[str, ...]) -> int:
    bare = re.sub(r"[^\w()]", "", squeeze(text))
    return sum(label in bare for label in labels)


def _edges(lines: list[TextLine]) -> tuple[float, float]:
    """Where a page's text begins and ends: the left and right edge that most lines share."""
    if not lines:
        return 0.0, 0.0
    lefts = Counter(round(line.x0 / 4) for line in lines)
    usual = [line.x0 for line in lines if round(line.x0 / 4) == min(lefts, key=lambda k: (-lefts[k], k))]
    return min(usual), max(line.x1 for line in lines)


class _Reading:
    """What has been read of a document so far."""

    def __init__(self) -> None:
        self.content = Content("pdf")
        self.paragraphs = Paragraphs()
        self.table_count = 0

    def lines(self, lines: list[TextLine], left: float, right: float) -> None:
        self.paragraphs.add([line for line in lines if not is_page_number(line.text)], left, right)

    def end_text(self) -> None:
        self.content.blocks.extend(self.paragraphs.take())

    def grid(self, found: Grid) -> None:
        self.end_text()
        found.index = self.table_count
        self.table_count += 1
        self.content.blocks.append(found)


def _with_tables(reading: _Reading, found: list[Ruled], printed: list[Glyph], number: int) -> None:
    """Add a page's tables and the lines between them in printed order."""
    placed: list[tuple[float, Grid | Line]] = []
    for table in found:
        texts, printed = cell_texts(table, printed)
        made, boxed = grid(table, texts, number)
        placed += [*boxed, (table.bounds[1] + 0.1, made)]
    lines = as_text_lines(printed)
    left, right = _edges(lines)
    for top, block in sorted(placed, key=lambda pair: pair[0]):
        reading.lines([line for line in lines if line.base <= top], left, right)
        lines = [line for line in lines if line.base > top]
        if isinstance(block, Grid):
            reading.grid(block)
        else:
            reading.end_text()
            reading.content.blocks.append(block)
    reading.lines(lines, left, right)


def _read_page(reading: _Reading, page: Any, number: int, after_table: bool, labels: tuple[str, ...]) -> bool:
    """Add what a page prints; returns whether tables are on it. Raises LookupError where its words cannot be had."""
    text_page = page.get_textpage()
    text = printed_text(text_page)
    if is_picture(page, text):
        reading.content.picture_pages.append(number)
        return False
    if not is_complete(page, text_page):
        raise LookupError("pdfium drops the words of a page")
    turn: Turn = page_turn(page, text_page)
    found = ruled_tables(rules(page, turn))
    if found:
        _with_tables(reading, found, glyphs(text_page, turn), number)
        return True
    lines = text_lines(text_page, turn)
    reading.lines(lines, *_edges(lines))
    return False


def read_pdf(body: bytes) -> Content:
    """Lines and measured grids of a PDF. Raises DamagedPdf.

    `picture_pages` are the pages that show their words as a picture.
    """
    labels = tuple(label for label in label_owners() if len(label) >= 3)
    reading = _Reading()
    document = open_pdf(body)
    try:
        after_table = False
        for index in range(len(document)):
            page = document[index]
            after_table = _read_page(reading, page, index + 1, after_table, labels)
            page.close()
    except LookupError:
        return read_pdf_again(body)
    finally:
        document.close()
    reading.end_text()
    reading.content.picture_count = len(reading.content.picture_pages)
    return reading.content
