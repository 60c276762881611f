"""A round closed stroke alone in a cell: a zero, which a recogniser may take for o, 〇 or 。"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from data.words import pattern
from extractors.readers.inked import InkedLine
from extractors.readers.ocr import Picture, Text

# no typeface has a narrower zero; what is round leaves so much of its box's corners free, and fills so much of its box
_NARROWEST, _CORNER, _LEAST_FILLED, _MOST_FILLED = 0.4, 0.07, 0.5, 0.86
# the hole: its least height, and how far its middle lies from that of the stroke at most
_HOLE, _OFF = 0.3, 0.1
# so many digits say how high digits are, and so nearly a ring is as high
_DIGITS, _LIKE = 3, 0.17
# small print is enlarged to see its shape
_LARGER = 3


def _ink(picture: Picture) -> NDArray[np.uint8] | None:
    """The largest piece of ink of a picture of one line, enlarged; None where there are others of some size."""
    large = cv2.resize(picture, None, fx=_LARGER, fy=_LARGER, interpolation=cv2.INTER_CUBIC)
    _, mask = cv2.threshold(large, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    order = np.argsort(-stats[1:, 4]) + 1
    if not len(order) or (len(order) > 1 and stats[order[1], 4] > 0.1 * stats[order[0], 4]):
        return None
    x, y, wide, high = stats[order[0], :4]
    return np.asarray(labels[y : y + high, x : x + wide] == order[0], np.uint8)


def is_ring(ink: NDArray[np.uint8]) -> bool:
    """Whether ink is one stroke, round and closed, with its hole in the middle: 0 or O, but not 6, 9, D or 口."""
    high, wide = ink.shape
    framed = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    contours, _ = cv2.findContours(framed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if len(contours) != 2 or not _NARROWEST <= wide / high <= 1.0:
        return False
    corner = max(1, round(_CORNER * high))
    if any(rows[:, :corner].any() or rows[:, -corner:].any() for rows in (ink[:corner], ink[-corner:])):
        return False
    outer, hole = sorted(contours, key=cv2.contourArea, reverse=True)
    x, y, w, h = cv2.boundingRect(hole)
    off = abs(y + h / 2 - 1 - high / 2) / high, abs(x + w / 2 - 1 - wide / 2) / wide
    filled = cv2.contourArea(outer) / (high * wide)
    return bool(h >= _HOLE * high and max(off) <= _OFF and _LEAST_FILLED <= filled <= _MOST_FILLED)


def zeros(lines: Sequence[InkedLine], texts: list[Text], sure: float, doubtful: float) -> list[Text]:
    """Rings alone in a cell and as high as the digits around them are zeros, whatever they were recognised as.

    Args:
        lines: of one page's cells.
        texts: what was recognised in them.
        sure: the confidence from which digits say how high digits are.
        doubtful: the confidence that is given to zeros found so.

    Returns:
        The texts, with those zeros.
    """
    rings = {
        i: ink
        for i, (line, text) in enumerate(zip(lines, texts, strict=True))
        if pattern("zero_taken_for").fullmatch(text.text.strip())
        and (ink := _ink(line.picture)) is not None
        and is_ring(ink)
    }
    if not rings:
        return texts
    digits = [
        ink.shape[0]
        for line, text in zip(lines, texts, strict=True)
        if text.confidence >= sure and len(text.text.strip()) == 1 and text.text.strip().isdecimal()
        if (ink := _ink(line.picture)) is not None
    ]
    if len(digits) < _DIGITS:
        return texts
    usual = float(np.median(digits))
    found = list(texts)
    for i, ink in rings.items():
        if abs(ink.shape[0] - usual) <= _LIKE * usual:
            found[i] = Text("0", doubtful)
    return found
