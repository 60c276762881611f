"""What happens to a sheet of paper on its way into a picture: stamps, pens, light, lenses, tilted glass, compression.

Each function does one thing to a picture (RGB); `spoiled` does those that the shapes name, in the order in which they
happen, each with a strength of its own.
"""

from __future__ import annotations

import io
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from . import fonts
from .grain import grained

QUARTERS = {"rotated90": 90, "rotated180": 180, "rotated270": 270}
LIGHT = ["grey_paper", "shaded", "uneven_light"]
SHAPES = [
    "skew", "perspective", "noise", "blurred", *LIGHT, "tinted", "show_through", "bilevel", "jpeg_low",
    "stamp", "stamp_margin", "handwriting", "rotated_each", *QUARTERS,
]  # fmt: skip


def stamped(rng: Random, page: Image.Image, dpi: float, in_margin: bool) -> Image.Image:
    """A round red seal pressed over the print, or over the lower margin and partly off the paper."""
    size = int(dpi * rng.uniform(1.4, 1.8))
    ink = Image.new("RGB", (size, size), "white")
    draw, red = ImageDraw.Draw(ink), (205 + rng.randint(0, 40), 40 + rng.randint(0, 50), 40 + rng.randint(0, 50))
    draw.ellipse((4, 4, size - 4, size - 4), outline=red, width=max(3, int(dpi) // 40))
    font = ImageFont.truetype(str(fonts.DRAWN), size // 6)
    draw.text((size // 2, size // 2 - size // 12), "★", font=font, fill=red, anchor="mm")
    draw.text((size // 2, size // 2 + size // 5), "政府办公室", font=font, fill=red, anchor="mm")
    ink = ink.rotate(rng.uniform(-30, 30), fillcolor="white", resample=Image.Resampling.BICUBIC)
    if rng.random() < 0.5:  # pressed lightly, and not everywhere alike
        grains = np.random.default_rng(rng.randrange(2**32)).random((size // 8 + 1, size // 8 + 1)) * 120
        lack = Image.fromarray(grains.astype(np.uint8)).resize((size, size), Image.Resampling.BICUBIC).convert("RGB")
        ink = ImageChops.add(ink, lack)
    if in_margin:
        # a narrow table may be smaller than the seal
        at = (
            rng.randint(page.width // 2, max(page.width // 2, page.width - size // 2)),
            page.height - rng.randint(size // 3, size),
        )
    else:
        at = (rng.randint(0, max(1, page.width - size)), rng.randint(0, max(1, page.height - size)))
    sheet = Image.new("RGB", page.size, "white")
    sheet.paste(ink, at)
    return ImageChops.multiply(page, sheet)


def scribbled(rng: Random, page: Image.Image, dpi: float, boxes: list[tuple[int, int, int, int]]) -> Image.Image:
    """Ticks, initials and loops of a pen beside the tables."""
    made = page.copy()
    draw = ImageDraw.Draw(made)
    ink = rng.choice([(30, 40, 140), (20, 20, 20), (170, 30, 40)])
    for _ in range(rng.randint(1, 4)):
        span = dpi * rng.uniform(0.2, 0.7)
        for _ in range(20):
            x, y = rng.uniform(span, page.width - span), rng.uniform(span, page.height - span)
            if all(x + span < a or x - span > c or y + span < b or y - span > d for a, b, c, d in boxes):
                break
        else:
            continue
        points = [
            (x + rng.uniform(-span, span) * 0.8, y + rng.uniform(-span, span) * 0.4) for _ in range(rng.randint(3, 7))
        ]
        curve = [
            tuple(np.mean([points[i], points[i + 1]], axis=0) * (1 - t) + np.asarray(points[i + 1]) * t)
            for i in range(len(points) - 1)
            for t in np.linspace(0, 1, 8)
        ]
        draw.line([(float(a), float(b)) for a, b in curve], fill=ink, width=max(1, round(dpi / 72)), joint="curve")
    return made


def photographed(rng: Random, page: Image.Image) -> Image.Image:
    """The sheet on a desk, seen a little from the side."""
    high, wide = page.height, page.width
    edge = round(wide * rng.uniform(0.01, 0.06))
    desk = rng.choice([(60, 80, 110), (40, 40, 40), (120, 110, 100), (200, 200, 200)])
    by = 0.035 * wide
    near = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    to = near + edge + np.array([[rng.uniform(-by, by) for _ in range(2)] for _ in range(4)], np.float32)
    turn = cv2.getPerspectiveTransform(near, np.maximum(to, 0).astype(np.float32))
    return Image.fromarray(
        cv2.warpPerspective(
            np.asarray(page), turn, (wide + 2 * edge, high + 2 * edge), flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_CONSTANT, borderValue=desk,
        )
    )  # fmt: skip


def lit(rng: Random, values: np.ndarray, shapes: frozenset[str]) -> np.ndarray:
    """Grey paper, a shade to one side, or a lamp above one place."""
    high, wide = values.shape[:2]
    if "grey_paper" in shapes:
        values = values * rng.uniform(0.72, 0.9) + rng.uniform(0, 20)
    if "tinted" in shapes:
        values = values * np.array(rng.choice([(1.0, 0.97, 0.85), (0.93, 0.98, 1.0), (1.0, 0.93, 0.93)]))
    if "shaded" in shapes:
        along, down = np.linspace(0, 1, wide)[None, :], np.linspace(rng.random(), 1, high)[:, None]
        values = values * (1 - rng.uniform(0.15, 0.4) * along * down)[..., None]
    if "uneven_light" in shapes:
        y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
        at, reach = (rng.random() * wide, rng.random() * high), rng.uniform(0.5, 1.1) * max(high, wide)
        lamp = np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / (2 * reach**2))
        least = rng.uniform(0.45, 0.75)
        values = values * (least + (1 - least) * lamp)[..., None]
    return values


def spoiled(
    rng: Random, page: Image.Image, dpi: float, shapes: frozenset[str], boxes: list[tuple[int, int, int, int]]
) -> Image.Image:
    """A page as it comes out of the scanner or camera."""
    grains = np.random.default_rng(rng.randrange(2**32))
    if "show_through" in shapes:
        back = page.transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.GaussianBlur(dpi / 90))
        pale = back.point(lambda v: 255 - int((255 - v) * 0.12))
        page = ImageChops.multiply(page, ImageChops.offset(pale, rng.randint(3, 40), rng.randint(3, 40)))
    for shape in ("stamp", "stamp_margin"):
        if shape in shapes:
            page = stamped(rng, page, dpi, shape == "stamp_margin")
    if "handwriting" in shapes:
        page = scribbled(rng, page, dpi, boxes)
    turn = next((QUARTERS[s] for s in QUARTERS if s in shapes), 0)
    turn = rng.choice([0, 90, 180, 270]) if "rotated_each" in shapes else turn
    page = page.rotate(turn, expand=True) if turn else page
    if "perspective" in shapes:
        page = photographed(rng, page)
    if "skew" in shapes:
        page = page.rotate(rng.uniform(-3, 3), resample=Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    if "blurred" in shapes:
        page = page.filter(ImageFilter.GaussianBlur(dpi / 200 * rng.uniform(0.5, 0.9)))
    values = lit(rng, np.asarray(page).astype(np.float32), shapes)
    page = grained(rng, grains, values, shapes)
    if "jpeg_low" in shapes:
        file = io.BytesIO()
        page.save(file, "JPEG", quality=rng.randint(38, 60))
        page = Image.open(file)
        page.load()
    return page
