"""A page of an archived PDF as a picture, with a frame around one cell."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from data.text import squeeze
from extractors.content import Cell, Row
from extractors.readers.pdf_glyphs import glyphs
from extractors.readers.pdf_page import DamagedPdf, Glyph, open_pdf, page_turn

_SCALE = 2.0
_COLOUR = (194, 65, 12)
_LABEL = 4  # characters that make a label which stands on a page once or twice


def page_picture(body: bytes, page: int, row: Row | None = None, column: int = 0) -> tuple[bytes, bool]:
    """(PNG of page `page` counted from 1, whether a frame stands around the cell `column` of `row`).

    The frame is left out where the cell cannot be found on the page beyond doubt. Raises DamagedPdf, IndexError.
    """
    document = open_pdf(body)
    try:
        box = _box(document[page - 1], row, column) if row is not None else None
        image = _drawn(body, page)
        if box is not None:
            x0, top, x1, bottom = (round(at * _SCALE) for at in box)
            ImageDraw.Draw(image).rectangle((x0 - 3, top - 3, x1 + 3, bottom + 3), outline=_COLOUR, width=4)
        written = io.BytesIO()
        image.save(written, "PNG")
        return written.getvalue(), box is not None
    finally:
        document.close()


def _drawn(body: bytes, page: int) -> Image.Image:
    # In a process of its own: this one's pdfium measures with a font of boxes, which shows no letters.
    command = [sys.executable, "-m", "extractors.readers.pdf_draw", str(page), str(_SCALE)]
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(command, input=body, capture_output=True, check=False, env=here)
    if done.returncode:
        raise DamagedPdf(done.stderr.decode("utf-8", "replace").strip().splitlines()[-1])
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


def _box(page: Any, row: Row, column: int) -> tuple[float, float, float, float] | None:
    text_page = page.get_textpage()
    turn = page_turn(page, text_page)
    if not turn(10, 10, 11, 11)[0] < turn(20, 10, 21, 11)[0]:
        return None  # a page that is read turned: its picture is not
    printed = glyphs(text_page, turn)
    cell = row.cells[column]
    bands = [band for other in row.cells if (band := _band(other, printed)) is not None]
    if not bands and (band := _line_band(row, printed)) is not None:
        bands = [band]
    found = {(cell.start, top, cell.end, bottom) for top, bottom in bands}
    # of a row's labels and figures those that stand on the page once agree on where it is
    fitting = [box for box in found if _text_in(box, printed) == squeeze(cell.text)]
    if not fitting:
        return None
    return max(fitting, key=lambda box: box[3] - box[1])


def _band(cell: Cell, printed: list[Glyph]) -> tuple[float, float] | None:
    """From where to where down the page a cell's text is printed, if it is there once."""
    wanted = squeeze(cell.text)
    if len(wanted) < _LABEL:
        return None
    inside = [g for g in printed if cell.start - 1 <= (g.x0 + g.x1) / 2 <= cell.end + 1]
    text = "".join(squeeze(g.text) or "\0" for g in inside)
    if len(text) != len(inside) or text.count(wanted) != 1:
        return None
    at = text.index(wanted)
    part = inside[at : at + len(wanted)]
    return min(g.top for g in part) - 1, max(g.bottom for g in part) + 1


def _line_band(row: Row, printed: list[Glyph]) -> tuple[float, float] | None:
    """The printed line that holds all of a row's figures, each in its column, if only one does."""
    found = []
    for base in sorted({round(g.base) for g in printed}):
        line = [g for g in printed if abs(g.base - base) <= 1]
        whole = (min(g.top for g in line), max(g.bottom for g in line)) if line else (0.0, 0.0)
        if line and all(_text_in((c.start, whole[0], c.end, whole[1]), line) == squeeze(c.text) for c in row.cells):
            found.append(whole)
    merged = {round(top) for top, _ in found}
    return found[0] if found and max(merged) - min(merged) <= 2 else None


def _text_in(box: tuple[float, float, float, float], printed: list[Glyph]) -> str:
    x0, top, x1, bottom = box
    return squeeze(
        "".join(g.text for g in printed if x0 <= (g.x0 + g.x1) / 2 <= x1 and top <= (g.top + g.bottom) / 2 <= bottom)
    )
