"""What a scanner leaves in a page: grain, dust and two levels, and the file it is kept in."""

import io
from collections.abc import Collection
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def grained(
    rng: Random, grains: np.random.Generator, values: NDArray[np.float32], shapes: Collection[str]
) -> Image.Image:
    """A page of these values with the noise and the levels that its shapes ask for."""
    if "noise" in shapes:
        values = values + grains.normal(0, rng.uniform(4, 14), values.shape)
        for value in (0, 255):  # dust, and places where the toner is missing
            count = int(values.shape[0] * values.shape[1] * 2e-5)
            values[grains.integers(0, values.shape[0], count), grains.integers(0, values.shape[1], count)] = value
    page = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    if "bilevel" in shapes:
        page = page.convert("L").point(lambda v: 255 if v > 150 else 0)
    return page


def encoded(page: Image.Image, kind: str, **options: object) -> bytes:
    """The page as a file of this kind."""
    file = io.BytesIO()
    page.save(file, kind, **options)  # type: ignore[arg-type]
    return file.getvalue()
