# ruff: noqa: E501  (Chinese text is kept whole; each character counts two columns)
"""Scans and pictures of reports: the PDF generator's pages, set in real shapes, rendered and spoiled as scanners do.

A file of one picture (PNG, JPEG, GIF, BMP) shows its pages below each other, as the 图片版 of a page does; TIFF and PDF
hold a picture a page; `as_pdf_mixed` keeps some pages as text; `as_html` puts the pictures into a page as data URIs.

SCAN_FONT in the environment names another OpenType font file than the one in data/fonts.
"""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path
from random import Random

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from . import fonts, pdf
from .grain import encoded, grained
from .model import Block

FORMATS = {
    "as_png": "image/png",
    "as_jpg": "image/jpeg",
    "as_gif": "image/gif",
    "as_bmp": "image/bmp",
    "as_tif": "image/tiff",
    "as_pdf": "application/pdf",
    "as_pdf_mixed": "application/pdf",
    "as_html": "text/html; charset=utf-8",
}
# How the paper was scanned; each is one thing that goes wrong.
SPOILS = [
    "skew",
    "noise",
    "blurred",
    "grey_paper",
    "shaded",
    "jpeg_low",
    "stamp",
    "dpi150",
    "dpi300",
    "bilevel",
    "rotated90",
    "rotated180",
    "rotated270",
]
SHAPES = [*FORMATS, *SPOILS, "thick_rules", "hair_rules"]
EXCLUSIVE = [
    set(FORMATS),
    {"dpi150", "dpi300"},
    {"thick_rules", "hair_rules"},
    {"rotated90", "rotated180", "rotated270"},
    {"bilevel", "jpeg_low"},
    {"bilevel", "stamp"},
    {"bilevel", "shaded"},
    {"bilevel", "grey_paper"},
    {"dpi150", "bilevel"},
    {"dpi150", "blurred"},
    {"grey_paper", "shaded"},
]


def _font_path() -> Path:
    return Path(os.environ.get("SCAN_FONT") or fonts.DRAWN)


def _stamped(rng: Random, page: Image.Image, dpi: int) -> Image.Image:
    """A round red seal pressed over the print."""
    size = int(dpi * 1.6)
    ink = Image.new("RGB", (size, size), "white")
    draw, red = ImageDraw.Draw(ink), (205 + rng.randint(0, 40), 40 + rng.randint(0, 50), 40 + rng.randint(0, 50))
    draw.ellipse((4, 4, size - 4, size - 4), outline=red, width=max(3, dpi // 40))
    font = ImageFont.truetype(str(_font_path()), size // 6)
    draw.text((size // 2, size // 2 - size // 12), "★", font=font, fill=red, anchor="mm")
    draw.text((size // 2, size // 2 + size // 5), "政府办公室", font=font, fill=red, anchor="mm")
    ink = ink.rotate(rng.uniform(-30, 30), fillcolor="white", resample=Image.Resampling.BICUBIC)
    at = (
        rng.randint(0, max(1, page.width - size)),
        rng.randint(page.height // 3, max(page.height // 3 + 1, page.height - size)),
    )
    sheet = Image.new("RGB", page.size, "white")
    sheet.paste(ink, at)
    return ImageChops.multiply(page.convert("RGB"), sheet)


def _spoiled(rng: Random, page: Image.Image, dpi: int, shapes: frozenset[str]) -> Image.Image:
    grains = np.random.default_rng(rng.randrange(2**32))
    if "stamp" in shapes:
        page = _stamped(rng, page, dpi)
    if "blurred" in shapes:
        page = page.filter(ImageFilter.GaussianBlur(dpi / 200 * rng.uniform(0.5, 0.9)))
    for shape, angle in (("rotated90", 90), ("rotated180", 180), ("rotated270", 270)):
        if shape in shapes:
            page = page.rotate(angle, expand=True)
    if "skew" in shapes:
        angle = rng.uniform(-3, 3)
        page = page.rotate(angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    values = np.asarray(page).astype(np.float32)
    if "grey_paper" in shapes:
        values = values * (rng.uniform(0.72, 0.9)) + rng.uniform(0, 20)
    if "shaded" in shapes:
        high, wide = values.shape[:2]
        shade = (
            1 - rng.uniform(0.15, 0.35) * np.linspace(0, 1, wide)[None, :] * np.linspace(rng.random(), 1, high)[:, None]
        )
        values = values * (shade if values.ndim == 2 else shade[..., None])
    page = grained(rng, grains, values, shapes)
    return page


def _pictures(rng: Random, body: bytes, dpi: int, shapes: frozenset[str]) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(body)
    pages = [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]
    document.close()
    spoiled = [_spoiled(rng, page, dpi, shapes) for page in pages]
    if "jpeg_low" in shapes:
        spoiled = [Image.open(io.BytesIO(encoded(page, "JPEG", quality=rng.randint(35, 60)))) for page in spoiled]
    return spoiled


def _below_each_other(pages: list[Image.Image]) -> Image.Image:
    sheet = Image.new(
        pages[0].mode,
        (max(p.width for p in pages), sum(p.height for p in pages)),
        255 if pages[0].mode == "L" else "white",
    )
    y = 0
    for page in pages:
        sheet.paste(page, (0, y))
        y += page.height
    return sheet


def _picture_pdf(pages: list[Image.Image], dpi: int, original: bytes, kept: set[int]) -> bytes:
    """The pages as pictures, but `kept` ones as the original's text."""
    file = io.BytesIO()
    pages[0].convert("RGB").save(
        file, "PDF", save_all=True, resolution=dpi, quality=80, append_images=[p.convert("RGB") for p in pages[1:]]
    )
    if not kept:
        return file.getvalue()
    new, pictures, text = (
        pypdfium2.PdfDocument.new(),
        pypdfium2.PdfDocument(file.getvalue()),
        pypdfium2.PdfDocument(original),
    )
    for i in range(len(pages)):
        new.import_pages(text if i in kept else pictures, [i])
    out = io.BytesIO()
    new.save(out)
    return out.getvalue()


def _as_html(pages: list[Image.Image], title: str) -> bytes:
    shown = "".join(
        f'<p><img src="data:image/jpeg;base64,{base64.b64encode(encoded(p.convert("RGB"), "JPEG", quality=85)).decode()}"></p>'
        for p in pages
    )
    return f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>{shown}</body></html>".encode()


def document(rng: Random, blocks: list[Block], shapes: frozenset[str]) -> tuple[str, bytes, str]:
    """Ending of the file's name, body and media type."""
    shape = next((s for s in sorted(shapes) if s in FORMATS), "as_pdf")
    used = set(
        "".join(b.text + "".join(c.text for r in b.table.rows for c in r) if b.table else b.text for b in blocks)
    )
    font = fonts.drawn_font(f"Drawn{rng.randrange(10**9)}", used, _font_path())
    original = pdf.document(rng, blocks, shapes - {"embedded_font", "single_characters"}, font)
    dpi = 150 if "dpi150" in shapes else 300 if "dpi300" in shapes else 200
    pages = _pictures(rng, original, dpi, shapes)
    ending = shape.removeprefix("as_").removesuffix("_mixed")
    if shape in ("as_pdf", "as_pdf_mixed"):
        count = len(pages) if shape == "as_pdf_mixed" and len(pages) > 1 else 0
        body = _picture_pdf(pages, dpi, original, {i for i in range(count) if i % 2 == 0})
    elif shape == "as_html":
        body = _as_html(pages, blocks[0].text)
    elif shape == "as_tif":
        body = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw", dpi=(dpi, dpi))
    else:
        sheet = _below_each_other(pages)
        kinds = {
            "as_png": ("PNG", {"dpi": (dpi, dpi)}),
            "as_jpg": ("JPEG", {"quality": 82}),
            "as_gif": ("GIF", {}),
            "as_bmp": ("BMP", {}),
        }
        kind, options = kinds[shape]
        body = encoded(sheet, kind, **options)
    return ending, body, FORMATS[shape]
