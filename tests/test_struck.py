"""A stroke through figures of a picture is found; strokes of the figures themselves are none."""

from typing import Any

import pytest

cv2 = pytest.importorskip("cv2")

import numpy as np  # noqa: E402
from PIL import Image, ImageDraw, ImageFont  # noqa: E402

from extractors.readers.struck import is_struck  # noqa: E402

_SIZES = (20, 28, 40)


def _drawn(text: str, size: int, strokes: tuple[float, ...] = (), fall: int = 0) -> Any:
    picture = Image.new("L", (60 + size * len(text), 3 * size), 255)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size)
    pen.text((20, size), text, fill=0, font=font)
    x0, top, x1, foot = pen.textbbox((20, size), text, font=font)
    for at in strokes:
        y = foot - at * (foot - top)
        pen.line((x0 - 1, y, x1 + 1, y + fall), fill=0, width=max(1, size // 14))
    return cv2.GaussianBlur(np.asarray(picture), (3, 3), 0)


@pytest.mark.parametrize("size", _SIZES)
def test_a_stroke_through_figures_is_found(size: int) -> None:
    for text in ("31816", "12", "96", "508", "2019", "1", "0"):
        assert not is_struck(_drawn(text, size), text, 180), text
        tilted = [((0.5,), 2), ((0.5,), -2)] if size > _SIZES[0] and len(text) > 1 else []
        for strokes, fall in (((0.45,), 0), ((0.35, 0.62), 0), *tilted):
            assert is_struck(_drawn(text, size, strokes, fall), text, 180), (text, strokes, fall)


@pytest.mark.parametrize("size", _SIZES)
def test_no_figure_is_struck_by_its_own_strokes(size: int) -> None:
    assert not [n for n in range(0, 1000, 7) if is_struck(_drawn(str(n), size), str(n), 180)]


@pytest.mark.parametrize("size", _SIZES)
def test_a_line_under_figures_strikes_none(size: int) -> None:
    for text in ("31816", "44", "7"):
        for at in (-0.2, 1.2):
            assert not is_struck(_drawn(text, size, (at,)), text, 180)
