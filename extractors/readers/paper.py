"""A photographed or scanned page made like print: white paper, upright, level, letters of one size."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.readers import ocr
from extractors.readers.flatten import flat
from extractors.readers.ocr import Picture
from extractors.readers.upright import Sheet, sides, turned

# heights of a Chinese character, in pixels, between which a page keeps its size, and the height it gets outside them
_SMALL_EM, _LARGE_EM, _GOOD_EM = 21.0, 36.0, 28.0
# a line's quadrangle is this much higher than its characters
QUAD_PER_EM = 1.32
_DETECT_SIDE, _DETECT_LEAST = 1440, 400
_WIDEST_ANGLE = 5.0


@dataclass(slots=True)
class Page:
    """A levelled page.

    grey: 255 is paper; em: the height of a character of its small print (tables are set small); lines: (n, 4) boxes
    x0, y0, x1, y1 around lines of text; holes: boxes where tables stood that lie another way; all in its own pixels.
    """

    grey: Picture
    em: float
    lines: NDArray[np.float32]
    holes: NDArray[np.float32]


def _without_seals(colour: Picture) -> Picture:
    """Grey, with large red prints taken off: a seal pressed over a table is no ink of the table.

    Red words and figures stay; only what is larger than any letter, both ways, is a seal. Under a seal, paper has the
    seal's own red and print is dark in red light too.
    """
    grey = cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY)
    blue, green, red = (colour[:, :, i].astype(np.int16) for i in range(3))
    redness = red - np.maximum(green, blue)
    is_red = (redness > 45).astype(np.uint8)
    if int(is_red.sum()) < 200:
        return grey
    side = min(grey.shape)
    joined = cv2.dilate(is_red, np.ones((side // 60 + 1, side // 60 + 1), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    for i in range(1, count):
        x, y, wide, high = (int(v) for v in stats[i, :4])
        if min(wide, high) > side / 14 and max(wide, high) < side / 2:
            box = (slice(y, y + high), slice(x, x + wide))
            # a picture stored with coarse colours has pale red around each stroke
            seal = redness[box] > 14
            ink = red[box][redness[box] > 45]
            white = red[box] * (252 / max(1.0, float(np.percentile(ink, 30))))
            grey[box][seal] = np.clip(np.maximum(grey[box], white), 0, 255).astype(np.uint8)[seal]
    return grey


def _white_paper(grey: Picture) -> Picture:
    """Divide by the paper's own shade, so that shadows and grey paper become white."""
    small = cv2.resize(grey, (max(1, grey.shape[1] // 8), max(1, grey.shape[0] // 8)), interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 15)
    paper = cv2.GaussianBlur(paper, (0, 0), 5)
    shade = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, np.maximum(shade, 40), scale=252)


def _quads(grey: Picture) -> NDArray[np.float32]:
    """Lines of text, found on a reduced picture; a tall one is taken piece by piece, or its letters would vanish."""
    high, wide = grey.shape
    if high <= 1.8 * wide:
        return _quads_of(grey)
    step, overlap = round(1.4 * wide), round(0.1 * wide)
    found = []
    for top in range(0, high, step):
        last = top + step >= high
        quads = _quads_of(grey[max(0, top - overlap) : min(high, top + step + overlap)])
        quads[:, :, 1] += max(0, top - overlap)
        middle = quads[:, :, 1].mean(axis=1)
        # a line on the cut is whole in the piece that holds its middle
        found.append(quads[(middle >= top) & ((middle < top + step) | last)])
    return np.concatenate(found)


def _quads_of(grey: Picture) -> NDArray[np.float32]:
    share = min(1.0, _DETECT_SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA) if share < 1 else grey
    short = _DETECT_LEAST - min(small.shape)
    if short > 0:
        # the detector would enlarge a narrow strip until it is high, whatever its length
        small = cv2.copyMakeBorder(small, 0, max(0, _DETECT_LEAST - small.shape[0]), 0,
                                   max(0, _DETECT_LEAST - small.shape[1]), cv2.BORDER_CONSTANT, value=252)  # fmt: skip
    return ocr.find_lines(small) / share


def _tilt(grey: Picture) -> float:
    """The angle in degrees by which the page must be turned counter-clockwise to be level.

    Rows of print and rules are sharpest in the sums over rows when they are level.
    """
    share = 900 / max(grey.shape)
    small = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    dark = np.clip(235 - small.astype(np.int16), 0, 255).astype(np.float32)
    high, wide = dark.shape

    def sharpness(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
        sums = cv2.warpAffine(dark, turn, (wide, high)).sum(axis=1)
        return float(np.square(np.diff(sums)).sum())

    best = max(np.arange(-_WIDEST_ANGLE, _WIDEST_ANGLE + 0.01, 0.25), key=sharpness)
    return float(max(np.arange(best - 0.25, best + 0.26, 0.05), key=sharpness))


def sheet_of(colour: Picture) -> Sheet | None:
    """A picture as white paper, seen from straight above, with its lines of print; None where it shows none."""
    grey = _white_paper(_without_seals(colour) if colour.ndim == 3 else colour)
    quads = _quads(grey)
    return Sheet(*flat(grey, quads)) if len(quads) else None


def level(sheet: Sheet, turn: int) -> Page:
    """Make a sheet level, its small print neither tiny nor huge. turn: in quarters, counter-clockwise."""
    grey, quads = turned(sheet, turn)
    marks = len(sheet.holes)
    print_only = quads[: len(quads) - marks]
    angle = _tilt(grey)
    _, high = sides(print_only)
    em = float(np.percentile(high, 30)) / QUAD_PER_EM
    share = 1.0 if _SMALL_EM <= em <= _LARGE_EM else _GOOD_EM / em
    share = min(max(share, 0.3), 3.0, (40e6 / grey.size) ** 0.5)
    level_grey, boxes = _straightened(grey, quads, angle, share)
    return Page(level_grey, em * share, boxes[: len(print_only)], boxes[len(print_only) :])


def _straightened(
    grey: Picture, quads: NDArray[np.float32], angle: float, share: float
) -> tuple[Picture, NDArray[np.float32]]:
    high, wide = grey.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, share)
    corners = np.array([[0, 0, 1], [wide, 0, 1], [wide, high, 1], [0, high, 1]]) @ turn.T
    turn[:, 2] -= corners.min(axis=0)
    size = np.ceil(corners.max(axis=0) - corners.min(axis=0)).astype(int)
    way = cv2.INTER_AREA if share < 0.75 else cv2.INTER_CUBIC
    if share < 0.75:
        # a turn knows no averaging: shrink first, or thin rules vanish between the samples
        grey = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        turn[:, :2] /= share
        way = cv2.INTER_CUBIC
    level_grey = cv2.warpAffine(grey, turn, (int(size[0]), int(size[1])), flags=way, borderValue=255)
    if share < 0.75:
        turn[:, :2] *= share
    moved = quads @ turn[:, :2].T + turn[:, 2]
    boxes = np.concatenate([moved.min(axis=1), moved.max(axis=1)], axis=1).astype(np.float32)
    return level_grey, boxes
