"""Pictures that pages with text show: in a report without tables they may be its tables."""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from extractors.content import Box
from extractors.readers import pdf_calls
from extractors.readers.pdf_page import Sheet

# of the page's area: a seal or a logo is smaller than the least picture of a table
_LEAST, _LEAST_TOGETHER = 0.01, 0.06


def pictured(page: Any, sheet: Sheet) -> Box | None:
    """The part of a page that its pictures take up, as shares of its width and height; None where that is little."""
    wide, high = page.get_size()
    found = []
    left, low, right, top = (ctypes.c_float() for _ in range(4))
    for item, kind in sheet.items:
        if kind != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        if not pdfium.FPDFPageObj_GetBounds(pdf_calls.thing(item), *map(ctypes.byref, (left, low, right, top))):
            continue
        x0, y0, x1, y1 = sheet.turn(left.value, low.value, right.value, top.value)
        box = (max(x0 / wide, 0.0), max(y0 / high, 0.0), min(x1 / wide, 1.0), min(y1 / high, 1.0))
        if _area(box) >= _LEAST:
            found.append(box)
    if sum(map(_area, found)) < _LEAST_TOGETHER:
        return None
    x0s, y0s, x1s, y1s = zip(*found, strict=True)
    return min(x0s), min(y0s), max(x1s), max(y1s)


def _area(box: Box) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)
