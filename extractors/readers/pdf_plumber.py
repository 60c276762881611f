"""PDF, second reader: pdfium says which pages carry a standard table, pdfplumber measures the cells of those."""

import io
import logging
import re
from bisect import bisect_left
from contextlib import closing
from typing import Any

import pdfplumber
import pypdfium2.raw as pdfium
from pdfplumber.page import Page
from pdfplumber.table import Table

from data.forms import label_owners
from data.text import count_han, squeeze
from extractors.content import Cell, Content, Grid, Line, Picture, Row
from extractors.readers.pdf_marks import seen_glyphs
from extractors.readers.pdf_notes import Note
from extractors.readers.pdf_page import DamagedPdf, Glyph, load_page, noted_page, open_pdf, read_sheet
from extractors.readers.pdf_ruled import cell_of, runs_of
from extractors.readers.pdf_rules import rules
from extractors.readers.pdf_words import goes_on, is_page_number, size
from extractors.shown import plain, printed

# of broken files it says much on stderr, and what it means for the document is said by the reading
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

# pdfplumber takes about a second for 5,000; a table drawn of dots has 25,000
_MOST_ITEMS = 6000
# text laid across a page leans by more
_LEANING = 0.07
# a rule, or a box that is drawn as one
_THIN = 3.0
_FIGURES = re.compile(r"\d+")
_DIGIT_LINES = re.compile(r"[\d,.\s]*\d\s*\n\s*\d[\d,.\s]*")


def _page_texts(body: bytes) -> tuple[bytes, list[str], list[list[Note]]]:
    """The document with what lies on its pages drawn on to them, its texts, and what does not say how it is drawn."""
    document = open_pdf(body)
    texts, notes, is_changed = [], [], False
    try:
        for index in range(len(document)):
            found = noted_page(document, index)
            if pdfium.FPDFPage_CountObjects(found.page) > _MOST_ITEMS:
                count = pdfium.FPDFPage_CountObjects(found.page)
                raise DamagedPdf(f"a page of {count} drawn things would keep pdfplumber busy for minutes")
            texts.append(found.page.get_textpage().get_text_bounded())
            notes.append(found.notes)
            is_changed = is_changed or found.is_changed
            found.page.close()
        if is_changed:
            saved = io.BytesIO()
            document.save(saved)
            body = saved.getvalue()
        return body, texts, notes
    finally:
        document.close()


class _View:
    """What pdfium sees of a page, in the measures of pdfplumber's."""

    def __init__(self, document: Any, page: Page, notes: list[Note]) -> None:
        sheet = read_sheet(load_page(document, page.page_number - 1), notes, page.page_number)
        self.seen = seen_glyphs(sheet, rules(sheet.items, sheet.turn).across)
        # a page whose words run another way is measured otherwise: there nothing is compared
        self.is_alike = sheet.turn.quarters == (page.rotation or 0) // 90 % 4
        self.left, self.top = page.cropbox[:2]
        glyphs = self.seen.glyphs
        # how high the print of the page is, and its characters from top to bottom
        self.usual = sorted(map(size, glyphs))[len(glyphs) // 2] if glyphs else 0.0
        self.downwards = sorted((_middle(glyph), number) for number, glyph in enumerate(glyphs))

    def place(self, x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        """A box of pdfplumber's in the measures of pdfium."""
        return x0 - self.left, top - self.top, x1 - self.left, bottom - self.top

    def is_shown(self, thing: dict[str, Any]) -> bool:
        """Whether a reader of the page sees a character; a rule is only looked at where the page hides something."""
        box = self.place(thing["x0"], thing["top"], thing["x1"], thing["bottom"])
        if thing["object_type"] == "char":
            a, b = abs(thing["matrix"][0]), abs(thing["matrix"][1])
            is_across = self.seen.across and min(a, b) > _LEANING * max(a, b)
            return not thing["text"].strip() or not (is_across or self.seen.drawn.is_unseen(*box))
        is_thin = min(box[2] - box[0], box[3] - box[1]) <= _THIN
        return not self.seen.aside or not is_thin or self.seen.drawn.has_line(*box)

    def cell(self, text: str, box: tuple[float, float, float, float]) -> Cell:
        """A cell with the text that pdfplumber gives, and with what is particular about what stands there."""
        start, end = round(box[0]), round(box[2])
        if not self.is_alike:
            return Cell(plain(text), start, end)
        x0, top, x1, bottom = bounds = self.place(*box)
        beside = self.downwards[bisect_left(self.downwards, (top, 0)) : bisect_left(self.downwards, (bottom, 0))]
        numbers = sorted(number for _, number in beside)
        glyphs = self.seen.glyphs
        numbers = [number for number in numbers if x0 <= (glyphs[number].x0 + glyphs[number].x1) / 2 < x1]
        runs = runs_of([glyphs[number] for number in numbers], x0, x1, self.usual) if text.strip() else ()
        if (
            numbers
            and text.strip()
            and (before := self.beyond(numbers[0], -1)) + (after := self.beyond(numbers[-1], 1))
        ):
            runs = (
                *plain(before + "\n"),
                *(runs if any(run.marks for run in runs) else plain(text)),
                *plain("\n" + after),
            )
            text = printed(runs)
        made = cell_of(runs if any(run.marks for run in runs) else plain(text.strip() and text), self.seen, bounds, 1)
        made.start, made.end = start, end
        return made

    def beyond(self, number: int, step: int) -> str:
        """The figures with which a number runs on beyond its cell, from its last character there on (step 1), or from
        its first one back (step -1)."""
        said = ""
        glyphs = self.seen.glyphs
        while 0 <= number + step < len(glyphs):
            pair = sorted((number, number + step))
            if not goes_on(glyphs[pair[0]], glyphs[pair[1]]):
                break
            number += step
            said = said + glyphs[number].text if step > 0 else glyphs[number].text + said
        return said


def _middle(glyph: Glyph) -> float:
    return (glyph.top + glyph.bottom) / 2


def _is_dropped(text: str) -> bool:
    """Whether pdfium gave the figures of a page and hardly any of its words.

    Without system fonts it drops CJK characters that a producer set one by one in a font it did not embed.
    """
    return count_han(text) < 40 and len(_FIGURES.findall(text)) >= 10


def _has_table(text: str, labels: tuple[str, ...]) -> bool:
    bare = re.sub(r"[^\w()]", "", squeeze(text))
    return sum(label in bare for label in labels) >= 2


def _lines(text: str) -> list[Line]:
    """Printed lines joined to paragraphs: a line goes on where the one before it filled the measure."""
    printed = [line.strip() for line in text.splitlines()]
    printed = [line for line in printed if line and not is_page_number(line)]
    measure = max((len(line) for line in printed), default=0)
    joined: list[str] = []
    full = False
    for line in printed:
        if full and joined and measure > 20:
            joined[-1] += line
        else:
            joined.append(line)
        full = len(line) >= measure * 0.85
    return [Line(line) for line in joined]


def _joined_digits(text: str, page: Page, box: tuple[float, float, float, float]) -> str:
    """A number too long for its cell is wrapped; two numbers below each other are not one.

    It is wrapped where the upper line fills the cell's width.
    """
    if not _DIGIT_LINES.fullmatch(text):
        return text
    chars = [c for c in page.crop(box, strict=False).chars if c["text"].strip()]
    top = min(c["top"] for c in chars)
    upper = [c for c in chars if c["top"] - top < c["size"] / 2]
    width = max(c["x1"] for c in upper) - min(c["x0"] for c in upper)
    one = width / len(upper)
    return text.replace("\n", "") if box[2] - box[0] - width < 2 * one + 6 else text


def _grid(table: Table, page: Page, view: _View) -> tuple[Grid, list[Line]]:
    texts = table.extract()
    rows: list[Row] = []
    outside: list[Line] = []
    reaching: list[tuple[Cell, float]] = []
    for measured, row_texts in zip(table.rows, texts, strict=True):
        top = measured.bbox[1]
        cells: list[Cell] = []
        bottoms: list[float] = []
        for box, text in zip(measured.cells, row_texts, strict=True):
            if box is None:
                continue
            cells.append(view.cell(_joined_digits(text or "", page, box), box))
            bottoms.append(box[3])
        reaching = [(cell, bottom) for cell, bottom in reaching if bottom > top + 2]
        filled = [cell for cell in cells if cell.text.strip()]
        if len(filled) == 1 and len(filled[0].text) > 40 and len(cells) == 1:
            # boxes drawn around paragraphs look like a table's first rows
            outside.append(Line(filled[0].text.replace("\n", "")))
            continue
        rows.append(Row(cells, [cell for cell, _ in reaching], page.page_number))
        reaching += list(zip(cells, bottoms, strict=True))
    return Grid(0, rows, measured=True), outside


def _outside_text(page: Page, tables: list[Table]) -> list[tuple[float, Line]]:
    boxes = [table.bbox for table in tables]

    def is_outside(thing: dict[str, Any]) -> bool:
        middle = (thing["top"] + thing["bottom"]) / 2
        return not any(box[1] <= middle <= box[3] for box in boxes)

    words = page.filter(lambda o: o["object_type"] != "char" or is_outside(o)).extract_text_lines(return_chars=False)
    return [(word["top"], Line(word["text"].strip())) for word in words if not is_page_number(word["text"])]


def read_pdf_again(body: bytes) -> Content:
    """Lines and measured grids of a PDF. Raises DamagedPdf, also for what pdfplumber stumbles over.

    `picture_count` is the number of pages without text.
    """
    try:
        return _read(body)
    except DamagedPdf:
        raise
    except Exception as error:  # broken files make pdfminer raise whatever its code happens to meet
        raise DamagedPdf(f"pdfplumber stops at {type(error).__name__}: {error}") from error


def _read(body: bytes) -> Content:
    content = Content("pdf", is_second=True)
    body, texts, notes = _page_texts(body)
    content.picture_pages = [number for number, text in enumerate(texts, 1) if not text.strip()]
    content.picture_count = len(content.picture_pages)
    if any(_is_dropped(text) for text in texts):
        with pdfplumber.open(io.BytesIO(body)) as document:
            pages = zip(document.pages, texts, strict=True)
            texts = [page.extract_text() if _is_dropped(text) else text for page, text in pages]
    labels = tuple(label for label in label_owners() if len(label) >= 3)
    with_table = [i for i, text in enumerate(texts) if _has_table(text, labels)]
    # the row of values of a table cut by a page break may stand alone on the next page
    wanted = set(with_table) | {i + 1 for i in with_table if i + 1 < len(texts)}
    table_count = 0
    with pdfplumber.open(io.BytesIO(body)) as document, closing(open_pdf(body)) as drawn:
        for number, text in enumerate(texts):
            if not text.strip():
                content.blocks.append(Picture(page=number + 1))
            if number not in wanted:
                content.blocks.extend(_lines(text))
                continue
            # bold by drawing twice is one character
            view = _View(drawn, document.pages[number], notes[number])
            page = document.pages[number]
            page = (page.filter(view.is_shown) if view.is_alike else page).dedupe_chars()
            tables = [
                table
                for table in page.find_tables()
                if any(sum(c is not None for c in r.cells) > 1 for r in table.rows)
            ]
            placed: list[tuple[float, Line | Grid]] = list(_outside_text(page, tables))
            for table in tables:
                grid, paragraphs = _grid(table, page, view)
                placed.extend((table.bbox[1], line) for line in paragraphs)
                placed.append((table.bbox[1] + 0.1, grid))
            for _, block in sorted(placed, key=lambda pair: pair[0]):
                if isinstance(block, Grid):
                    block.index = table_count
                    table_count += 1
                content.blocks.append(block)
            page.close()
    return content
