"""The number 31816 put into a cell of a generated PDF, in the ways in which a PDF shows a figure or hides it."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extractors.readers.pdf_marks import seen_glyphs
from extractors.readers.pdf_page import open_pdf, read_sheet

NUMBER = "31816"
SIZE = 8.0


def _text(
    document: Any, page: Any, x: float, y: float, size: float = SIZE, text: str = NUMBER, lean: float = 0.0
) -> Any:
    font = pdfium.FPDFText_LoadStandardFont(document.raw, b"Helvetica")
    item = pdfium.FPDFPageObj_CreateTextObj(document.raw, font, size)
    coded = (text + "\0").encode("utf-16-le")
    pdfium.FPDFText_SetText(item, ctypes.cast(coded, ctypes.POINTER(pdfium.FPDF_WCHAR)))
    pdfium.FPDFPageObj_Transform(item, 1, lean, -lean, 1, x, y)
    pdfium.FPDFPage_InsertObject(page.raw, item)
    return item


def _box(page: Any, x: float, y: float, wide: float, high: float, shade: int) -> None:
    item = pdfium.FPDFPageObj_CreateNewRect(x, y, wide, high)
    pdfium.FPDFPageObj_SetFillColor(item, shade, shade, shade, 255)
    pdfium.FPDFPath_SetDrawMode(item, pdfium.FPDF_FILLMODE_WINDING, 0)
    pdfium.FPDFPage_InsertObject(page.raw, item)


def _painted(*colour: int) -> Callable[..., None]:
    def put(document: Any, page: Any, x: float, y: float) -> None:
        pdfium.FPDFPageObj_SetFillColor(_text(document, page, x, y), *colour)

    return put


def _invisible(document: Any, page: Any, x: float, y: float) -> None:
    pdfium.FPDFTextObj_SetTextRenderMode(_text(document, page, x, y), pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


def _off_page(document: Any, page: Any, x: float, y: float) -> None:
    _text(document, page, x + 5000, y)


def _struck(document: Any, page: Any, x: float, y: float) -> None:
    _text(document, page, x, y)
    _box(page, x - 1, y + 0.33 * SIZE, 26, 0.5, 0)


def _covered(document: Any, page: Any, x: float, y: float) -> None:
    _text(document, page, x, y)
    _box(page, x - 1, y - 2, 26, SIZE + 2, 255)


def _overprinted(document: Any, page: Any, x: float, y: float) -> None:
    _text(document, page, x, y, text="29507")
    _text(document, page, x, y)


def _outlined(document: Any, page: Any, x: float, y: float) -> None:
    font = pdfium.FPDFText_LoadStandardFont(document.raw, b"Helvetica")
    for letter in NUMBER:
        outline = pdfium.FPDFFont_GetGlyphPath(font, ord(letter), SIZE)
        item = pdfium.FPDFPageObj_CreateNewPath(0, 0)
        waiting: list[float] = []
        a, b = ctypes.c_float(), ctypes.c_float()
        for at in range(pdfium.FPDFGlyphPath_CountGlyphSegments(outline)):
            part = pdfium.FPDFGlyphPath_GetGlyphPathSegment(outline, at)
            pdfium.FPDFPathSegment_GetPoint(part, ctypes.byref(a), ctypes.byref(b))
            point = x + a.value * SIZE, y + b.value * SIZE
            kind = pdfium.FPDFPathSegment_GetType(part)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                pdfium.FPDFPath_MoveTo(item, *point)
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                pdfium.FPDFPath_LineTo(item, *point)
            else:
                waiting += point
                if len(waiting) == 6:
                    pdfium.FPDFPath_BezierTo(item, *waiting)
                    waiting = []
        pdfium.FPDFPath_SetDrawMode(item, pdfium.FPDF_FILLMODE_WINDING, 0)
        pdfium.FPDFPage_InsertObject(page.raw, item)
        x += 0.556 * SIZE


def _picture(document: Any, page: Any, x: float, y: float) -> None:
    drawn = pypdfium2.PdfDocument.new()
    paper = drawn.new_page(30, 10)
    _text(drawn, paper, 1, 1)
    bitmap = paper.render(scale=4)
    item = pdfium.FPDFPageObj_NewImageObj(document.raw)
    pdfium.FPDFImageObj_SetBitmap(None, 0, item, bitmap.raw)
    pdfium.FPDFPageObj_Transform(item, 30, 0, 0, 10, x - 1, y - 1)
    pdfium.FPDFPage_InsertObject(page.raw, item)


def _note(kind: int) -> Callable[..., None]:
    def put(document: Any, page: Any, x: float, y: float) -> None:
        note = pdfium.FPDFPage_CreateAnnot(page.raw, kind)
        box = pdfium.FS_RECTF(x - 1, y + SIZE, x + 26, y - 1)
        pdfium.FPDFAnnot_SetRect(note, ctypes.byref(box))
        coded = (NUMBER + "\0").encode("utf-16-le")
        pdfium.FPDFAnnot_SetStringValue(note, b"Contents", ctypes.cast(coded, ctypes.POINTER(pdfium.FPDF_WCHAR)))
        pdfium.FPDFPage_CloseAnnot(note)

    return put


# how it is put, and whether a reader of the page sees it
KINDS: dict[str, tuple[Callable[..., Any], bool]] = {
    "plain": (_text, True),
    "small": (lambda d, p, x, y: _text(d, p, x, y, 4.5), True),
    "tiny": (lambda d, p, x, y: _text(d, p, x, y, 1.5), True),
    "raised": (lambda d, p, x, y: _text(d, p, x, y + 3, 5), True),
    "lowered": (lambda d, p, x, y: _text(d, p, x, y - 2, 5), True),
    "leaning": (lambda d, p, x, y: _text(d, p, x, y, lean=0.3), True),
    "grey": (_painted(120, 120, 120, 255), True),
    "red": (_painted(200, 0, 0, 255), True),
    "pale": (_painted(235, 235, 235, 255), True),
    "white": (_painted(255, 255, 255, 255), False),
    "transparent": (_painted(0, 0, 0, 0), False),
    "invisible": (_invisible, False),
    "off the page": (_off_page, False),
    "struck": (_struck, True),
    "covered": (_covered, False),
    "overprinted": (_overprinted, True),
    "outlined": (_outlined, True),
    "picture": (_picture, True),
    "free text": (_note(pdfium.FPDF_ANNOT_FREETEXT), True),
    "stamp": (_note(pdfium.FPDF_ANNOT_STAMP), True),
    "comment": (_note(pdfium.FPDF_ANNOT_TEXT), False),
    "link": (_note(pdfium.FPDF_ANNOT_LINK), False),
}
# shown as something that is no text: the number cannot be named, that something stands there can
WITHOUT_TEXT = frozenset(("outlined", "picture"))


def put(body: bytes, page: int, x: float, y: float, kind: str) -> bytes:
    """The document with the number at a place of a page (counted from 0), in pdfium's measures."""
    document = pypdfium2.PdfDocument(body)
    paper = document[page]
    KINDS[kind][0](document, paper, x, y)
    pdfium.FPDFPage_GenerateContent(paper.raw)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def free_figures(body: bytes, page: int) -> list[tuple[float, float]]:
    """Where figures of one digit with room beside them end on a page (counted from 0), in pdfium's measures."""
    document = open_pdf(body)
    high = document[page].get_height()
    glyphs = seen_glyphs(read_sheet(document[page], [], page + 1), []).glyphs
    found = []
    for one in glyphs:
        near = [g for g in glyphs if g is not one and abs(g.base - one.base) < 10 and -34 < g.x0 - one.x1 < 40]
        if one.text.isdecimal() and not near:
            found.append((one.x1, high - one.base))
    return found
