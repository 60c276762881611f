"""Whether figures in a picture are struck through: a recogniser reads them as if they were not."""

import cv2
import numpy as np

from extractors.readers.ocr import Picture

# of the height of the figures: where a stroke through them lies, how thick it is at most, how far from it they are bare
_FROM, _TO, _THICK, _OFF = 0.22, 0.78, 0.2, 0.12
# of the breadth of the figures: how much of it a stroke covers, and how much the figures beside it at most
_COVERED, _BARE, _ALONE = 0.93, 0.8, 0.6
# how much a stroke may rise or fall over the whole breadth, in heights, tried in so many steps
_SLOPES = (0.0, -0.06, 0.06, -0.12, 0.12, -0.2, 0.2, -0.3, 0.3)
# a bar is a stroke of 4: one alone, and several of them, are told from struck ones by how far it reaches beside them;
# no stroke of these is level between their top and foot
_BARRED, _UNBARRED = frozenset("4"), frozenset("01")
_BESIDE = 0.12
# fewer rows of pixels show no stroke apart from the figures, or from one alone
_LEAST_HEIGHT, _LEAST_ALONE = 10, 14


def is_struck(picture: Picture, text: str, dark: int) -> bool:
    """Whether a thin stroke runs through all figures of a line, over the space between them.

    Args:
        picture: the line, upright on white.
        text: what was read of it.
        dark: the grey below which a pixel is print.
    """
    grey = picture if picture.ndim == 2 else picture.min(axis=2)
    mask = (grey < dark).astype(np.uint8)
    ys, xs = np.nonzero(mask)
    if not len(ys) or int(np.ptp(ys)) + 1 < _LEAST_HEIGHT:
        return False
    ink = mask[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    digits = [char for char in text if char.isdecimal()]
    # a bar of 4, and a stroke of small print, look like a slanted stroke's steps
    slopes = _SLOPES if len(digits) > 1 and _BARRED.isdisjoint(digits) and len(ink) >= _LEAST_ALONE else _SLOPES[:1]
    return any(_has_stroke(_sheared(ink, slope), digits) for slope in slopes)


def _sheared(ink: Picture, slope: float) -> Picture:
    """The ink with each column moved so that a stroke that falls by `slope` of the height over the breadth is level."""
    if not slope:
        return ink
    high, wide = ink.shape
    fall = slope * high
    room = int(abs(fall)) + 1
    matrix = np.array([[1, 0, 0], [-fall / max(1, wide - 1), 1, room + max(0.0, fall)]], np.float32)
    level = cv2.warpAffine(ink, matrix, (wide, high + 2 * room), flags=cv2.INTER_NEAREST)
    return cv2.dilate(level, np.ones((2, 1), np.uint8)).astype(np.uint8)  # it steps from row to row


def _has_stroke(ink: Picture, digits: list[str]) -> bool:
    rows = np.flatnonzero(ink.any(axis=1))
    top, high = int(rows[0]), int(np.ptp(rows)) + 1
    share = ink.mean(axis=1)
    full = np.flatnonzero(share >= _COVERED)
    full = full[(full >= top + _FROM * high) & (full < top + _TO * high)]
    off = max(2, round(_OFF * high))
    for stroke in np.split(full, np.flatnonzero(np.diff(full) > 1) + 1):
        if not len(stroke) or len(stroke) > max(2.0, _THICK * high):
            continue
        above, below = int(stroke[0]) - off, int(stroke[-1]) + off
        if above - off < top or below + off >= top + high:
            continue
        bare = max(share[above - off : above + 1].min(), share[below : below + off + 1].min())
        if bare <= _BARE and _is_through(ink, high, above, below, bare, digits):
            return True
    return False


def _is_through(ink: Picture, high: int, above: int, below: int, bare: float, digits: list[str]) -> bool:
    """Whether a stroke between two rows is none of the figures' own."""
    if len(digits) > 1 and not set(digits) <= _BARRED:
        return True
    if set(digits) <= _UNBARRED and high >= _LEAST_ALONE:
        return bare < _ALONE
    # nothing between figures to run over: it must reach beyond them
    inked = np.flatnonzero(np.delete(ink, np.s_[above + 1 : below], axis=0).any(axis=0))
    return len(inked) > 0 and min(int(inked[0]), ink.shape[1] - 1 - int(inked[-1])) >= _BESIDE * high
