# ruff: noqa: E501  (Chinese text is kept whole; each character counts two columns)
"""Scans as they are met: painted pages (paper.py), spoiled (spoil.py), in any container. Every choice is independent.

PAPER_FONTS in the environment names further font files, parted by colons; reports are mostly set in a serif one (宋体).
"""

from __future__ import annotations

import base64
import io
from random import Random

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from . import fonts, paper, spoil
from .grain import encoded
from .model import Block

# dots an inch, from and to
RESOLUTIONS = {"dpi110": (110, 149), "dpi150": (150, 199), "dpi200": (200, 249), "dpi300": (250, 300)}
LOW = ("dpi110", "dpi150")
FORMATS = {
    "as_png": "image/png",
    "as_jpg": "image/jpeg",
    "as_tif": "image/tiff",
    "as_pdf": "application/pdf",
    "as_pdf_layer": "application/pdf",
    "as_html": "text/html; charset=utf-8",
    "as_html_halves": "text/html; charset=utf-8",
    "as_html_table": "text/html; charset=utf-8",
}
SHAPES = [*FORMATS, *RESOLUTIONS, *spoil.SHAPES, *paper.RULES, "table_turned", "coloured", "small_figures"]
# What is drawn: of each line one, or none with the chance that is left.
_AXES: list[tuple[dict[str, float], float]] = [
    (dict.fromkeys(RESOLUTIONS, 1.0), 1.0),
    (dict.fromkeys(FORMATS, 1.0), 1.0),
    (dict.fromkeys(spoil.QUARTERS, 1.0) | {"rotated_each": 2.0}, 0.3),
    ({"table_turned": 1.0}, 0.35),
    ({"landscape": 1.0}, 0.15),
    ({"skew": 2.0, "perspective": 1.0}, 0.5),
    (dict.fromkeys(spoil.LIGHT, 1.0), 0.5),
    ({"noise": 1.0}, 0.4),
    ({"blurred": 1.0}, 0.3),
    ({"jpeg_low": 3.0, "bilevel": 1.0}, 0.4),
    ({"stamp": 1.0, "stamp_margin": 1.0}, 0.35),
    ({"handwriting": 1.0}, 0.25),
    ({"tinted": 1.0}, 0.2),
    ({"show_through": 1.0}, 0.15),
    ({"coloured": 1.0}, 0.3),
    (dict.fromkeys(paper.RULES, 1.0), 0.5),
    ({"small_figures": 1.0}, 0.25),
    ({"page_numbers": 1.0}, 0.4),
]
# black and white keeps nothing of a shade, a weak lens or a pale rule
_NO_BILEVEL = {
    "dpi110",
    "dpi150",
    "blurred",
    "pale_rules",
    "coloured",
    "tinted",
    *spoil.LIGHT,
    "perspective",
    "stamp",
    "stamp_margin",
    "show_through",
}


_TURNED = {"rotated_each", *spoil.QUARTERS}


def draw(rng: Random) -> list[str]:
    """One choice a line of _AXES."""
    chosen = []
    for choices, chance in _AXES:
        if rng.random() < chance:
            chosen.append(rng.choices(list(choices), list(choices.values()))[0])
    if "bilevel" in chosen and _NO_BILEVEL & set(chosen):
        chosen.remove("bilevel")
    if "as_html_halves" in chosen:  # the upper half comes first
        chosen = [s for s in chosen if s not in _TURNED]
    return chosen


def _below_each_other(pages: list[Image.Image]) -> Image.Image:
    sheet = Image.new("RGB", (max(p.width for p in pages), sum(p.height for p in pages)), "white")
    y = 0
    for page in pages:
        sheet.paste(page, (0, y))
        y += page.height
    return sheet


def _pdf(rng: Random, pages: list[Image.Image], dpi: float, said: str) -> bytes:
    """A picture a page; `said` lies under them as the text that some other program recognised, with its mistakes."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    for page in pages:
        size = page.width * 72 / dpi, page.height * 72 / dpi
        canvas.setPageSize(size)
        if said:
            words = "".join(rng.choice("口日目曰0Ol1") if rng.random() < 0.2 else c for c in said)
            text = canvas.beginText(40, size[1] - 60)
            text.setTextRenderMode(3)
            text.setFont(fonts.cid_font(), 9)
            for at in range(0, min(len(words), 1800), 40):
                text.textLine(words[at : at + 40])
            canvas.drawText(text)
        data = ImageReader(io.BytesIO(encoded(page.convert("RGB"), "JPEG", quality=rng.randint(60, 90))))
        canvas.drawImage(data, 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _html(title: str, parts: list[str | Image.Image], quality: int) -> bytes:
    shown = ""
    for part in parts:
        if isinstance(part, str):
            shown += f"<p>{part}</p>"
        else:
            data = base64.b64encode(encoded(part.convert("RGB"), "JPEG", quality=quality)).decode()
            shown += f'<p><img src="data:image/jpeg;base64,{data}"></p>'
    return f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>{shown}</body></html>".encode()


def _tables_in_text(rng: Random, blocks: list[Block], dpi: float, shapes: frozenset[str]) -> list[str | Image.Image]:
    """Paragraphs as text, each table as a picture of little more than itself."""
    parts: list[str | Image.Image] = []
    for block in blocks[1:]:
        if block.kind == "hidden":
            continue
        if block.table is None:
            parts.append(block.text)
            continue
        for sheet in filter(lambda sheet: sheet.tables, _sheets(rng, [block], dpi, shapes)):
            x0, y0, x1, y1 = sheet.tables[0]
            edge = round(dpi * rng.uniform(0.03, 0.4))
            box = max(0, x0 - edge), max(0, y0 - edge), x1 + edge, y1 + edge
            inside = [(a - box[0], b - box[1], c - box[0], d - box[1]) for a, b, c, d in sheet.tables]
            parts.append(spoil.spoiled(rng, sheet.picture.crop(box), dpi, shapes, inside))
    return parts


def _sheets(rng: Random, blocks: list[Block], dpi: float, shapes: frozenset[str]) -> list[paper.Sheet]:
    """Painted at twice the size and made small, as a scanner's lens does."""
    fine = 2 if dpi < 250 else 1
    sheets = [sheet for sheet in paper.pages(rng, blocks, dpi * fine, shapes)]
    for sheet in sheets:
        sheet.picture = sheet.picture.reduce(fine) if fine > 1 else sheet.picture
        sheet.tables = [tuple(v // fine for v in box) for box in sheet.tables]  # type: ignore[misc]
    return sheets


def document(rng: Random, blocks: list[Block], shapes: frozenset[str]) -> tuple[str, bytes, str]:
    """Ending of the file's name, body and media type."""
    shape = next((s for s in sorted(shapes) if s in FORMATS), "as_pdf")
    dpi = rng.uniform(*next((RESOLUTIONS[s] for s in RESOLUTIONS if s in shapes), (200, 249)))
    quality, title = rng.randint(60, 92), blocks[0].text
    if shape == "as_html_table":
        return "html", _html(title, _tables_in_text(rng, blocks, dpi, shapes), quality), FORMATS[shape]
    pages = [
        spoil.spoiled(rng, sheet.picture, dpi, shapes, sheet.tables) for sheet in _sheets(rng, blocks, dpi, shapes)
    ]
    if shape in ("as_pdf", "as_pdf_layer"):
        said = "".join(b.text + "".join(c.text for r in b.table.rows for c in r) if b.table else b.text for b in blocks)
        return "pdf", _pdf(rng, pages, dpi, said if shape == "as_pdf_layer" else ""), FORMATS[shape]
    if shape == "as_html":
        return "html", _html(title, list(pages), quality), FORMATS[shape]
    if shape == "as_html_halves":
        halves: list[str | Image.Image] = []
        for page in pages:
            cut = round(page.height * rng.uniform(0.3, 0.7))
            halves += [page.crop((0, 0, page.width, cut)), page.crop((0, cut, page.width, page.height))]
        return "html", _html(title, halves, quality), FORMATS[shape]
    if shape == "as_tif":
        more = {"save_all": True, "append_images": [p.convert("RGB") for p in pages[1:]], "compression": "tiff_lzw"}
        return "tif", encoded(pages[0].convert("RGB"), "TIFF", dpi=(dpi, dpi), **more), FORMATS[shape]
    sheet = _below_each_other(pages)
    body = encoded(sheet, "PNG", dpi=(dpi, dpi)) if shape == "as_png" else encoded(sheet, "JPEG", quality=quality)
    return shape.removeprefix("as_"), body, FORMATS[shape]
