"""PDF, second reader: pdfium says which pages carry a standard table, pdfplumber measures the cells of those."""

import io
import logging
import re
from typing import Any

import pdfplumber
import pypdfium2
from pdfplumber.page import Page
from pdfplumber.table import Table

from data.text import squeeze
from extractors.content import Cell, Content, Grid, Line, Picture, Row
from extractors.forms import label_owners
from extractors.readers.pdf_page import DamagedPdf, open_pdf
from extractors.shown import plain

_PAGE_NUMBER = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*|第?\s*\d+\s*页(?:\s*[,，/]?\s*共?\s*\d+\s*页)?")
_CJK = re.compile("[\u4e00-\u9fff]")
# of broken files it says much on stderr, and what it means for the document is said by the reading
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

# pdfplumber takes about a second for 5,000; a table drawn of dots has 25,000
_MOST_ITEMS = 6000
_FIGURES = re.compile(r"\d+")
_DIGIT_LINES = re.compile(r"[\d,.\s]*\d\s*\n\s*\d[\d,.\s]*")


def _page_texts(body: bytes) -> list[str]:
    document = open_pdf(body)
    try:
        most = max(pypdfium2.raw.FPDFPage_CountObjects(page) for page in document)
        if most > _MOST_ITEMS:
            raise DamagedPdf(f"a page of {most} drawn things would keep pdfplumber busy for minutes")
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def _is_dropped(text: str) -> bool:
    """Whether pdfium gave the figures of a page and hardly any of its words.

    Without system fonts it drops CJK characters that a producer set one by one in a font it did not embed.
    """
    return len(_CJK.findall(text)) < 40 and len(_FIGURES.findall(text)) >= 10


def _has_table(text: str, labels: tuple[str, ...]) -> bool:
    bare = re.sub(r"[^\w()]", "", squeeze(text))
    return sum(label in bare for label in labels) >= 2


def _lines(text: str) -> list[Line]:
    """Printed lines joined to paragraphs: a line goes on where the one before it filled the measure."""
    printed = [line.strip() for line in text.splitlines()]
    printed = [line for line in printed if line and not _PAGE_NUMBER.fullmatch(line)]
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


def _grid(table: Table, page: Page, index: int) -> tuple[Grid, list[Line]]:
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
            cells.append(Cell(plain(_joined_digits(text or "", page, box)), round(box[0]), round(box[2])))
            bottoms.append(box[3])
        reaching = [(cell, bottom) for cell, bottom in reaching if bottom > top + 2]
        filled = [cell for cell in cells if cell.text.strip()]
        if len(filled) == 1 and len(filled[0].text) > 40 and len(cells) == 1:
            # boxes drawn around paragraphs look like a table's first rows
            outside.append(Line(filled[0].text.replace("\n", "")))
            continue
        rows.append(Row(cells, [cell for cell, _ in reaching], page.page_number))
        reaching += list(zip(cells, bottoms, strict=True))
    return Grid(index, rows, measured=True), outside


def _outside_text(page: Page, tables: list[Table]) -> list[tuple[float, Line]]:
    boxes = [table.bbox for table in tables]

    def is_outside(thing: dict[str, Any]) -> bool:
        middle = (thing["top"] + thing["bottom"]) / 2
        return not any(box[1] <= middle <= box[3] for box in boxes)

    words = page.filter(lambda o: o["object_type"] != "char" or is_outside(o)).extract_text_lines(return_chars=False)
    return [
        (word["top"], Line(word["text"].strip())) for word in words if not _PAGE_NUMBER.fullmatch(word["text"].strip())
    ]


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
    texts = _page_texts(body)
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
    with pdfplumber.open(io.BytesIO(body)) as document:
        for number, text in enumerate(texts):
            if not text.strip():
                content.blocks.append(Picture(page=number + 1))
            if number not in wanted:
                content.blocks.extend(_lines(text))
                continue
            # bold by drawing twice is one character
            page = document.pages[number].dedupe_chars()
            tables = [
                table
                for table in page.find_tables()
                if any(sum(c is not None for c in r.cells) > 1 for r in table.rows)
            ]
            placed: list[tuple[float, Line | Grid]] = list(_outside_text(page, tables))
            for table in tables:
                grid, paragraphs = _grid(table, page, 0)
                placed.extend((table.bbox[1], line) for line in paragraphs)
                placed.append((table.bbox[1] + 0.1, grid))
            for _, block in sorted(placed, key=lambda pair: pair[0]):
                if isinstance(block, Grid):
                    block.index = table_count
                    table_count += 1
                content.blocks.append(block)
            page.close()
    return content
