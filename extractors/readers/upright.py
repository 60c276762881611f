"""How a sheet and each table on it lie: told by the words that are read in them, never by their figures.

A table set across the page is bound, and scanned, with the upright pages: it lies on its side there, and the heading
above it stands. Zeros look alike from all sides, so what a page's print is like on average says nothing.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.readers import ocr
from extractors.readers.ocr import Picture

Quads = NDArray[np.float32]

# a quadrangle so much longer than high holds several characters, and has a direction
_LONG = 2.2
# print of the other direction below this share of all is a narrow column's, or noise
_FEW = 0.04
# characters of a line that are read to see how it lies, and lines at a time
_CHARACTERS, _LINES = 7, 3
# one way is so much more legible than the others, or more lines are read
_CLEAR = 2.0
# a table's frame is at least such a share of the page, on the reduced picture in which it is looked for
_SIDE, _LEAST = 800, 0.12


@dataclass(slots=True)
class Sheet:
    """White paper with print on it. quads: around its lines of print, corners clockwise from the top left of how the
    sheet lies; holes: around tables that were taken out of it."""

    grey: Picture
    quads: Quads
    holes: Quads = field(default_factory=lambda: np.zeros((0, 4, 2), np.float32))


def sides(quads: Quads) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Width and height of each."""
    return np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1), np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)


def _lengths(quads: Quads) -> tuple[float, float]:
    """The length of all print that runs along the lines of the picture, and of all that runs up and down."""
    wide, high = sides(quads)
    return float(wide[wide > _LONG * high].sum()), float(high[high > _LONG * wide].sum())


def turned(sheet: Sheet, turn: int) -> tuple[Picture, Quads]:
    """The picture turned by quarters counter-clockwise, and its quadrangles with the holes behind them."""
    grey, quads = sheet.grey, np.concatenate([sheet.quads, sheet.holes])
    for _ in range(turn % 4):
        wide = grey.shape[1]
        grey = cv2.rotate(grey, cv2.ROTATE_90_COUNTERCLOCKWISE)
        quads = np.stack([quads[:, :, 1], wide - quads[:, :, 0]], axis=2)[:, [1, 2, 3, 0]]
    return grey, quads


def _piece(sheet: Sheet, quad: Quads, upright: bool) -> Picture:
    """The first characters of a line as it lies."""
    x0, y0 = np.maximum(quad.min(axis=0).astype(int), 0)
    x1, y1 = quad.max(axis=0).astype(int) + 1
    if upright:
        y1 = min(y1, y0 + _CHARACTERS * (x1 - x0))
    else:
        x1 = min(x1, x0 + _CHARACTERS * (y1 - y0))
    return sheet.grey[y0 : max(y1, y0 + 2), x0 : max(x1, x0 + 2)]


def quarter_turns(sheet: Sheet) -> list[int]:
    """Quarters, counter-clockwise, by which a sheet may have to be turned to stand upright: the likeliest first, and
    that one alone where its words leave no doubt."""
    wide, high = sides(sheet.quads)
    along, down = np.flatnonzero(wide > _LONG * high), np.flatnonzero(high > _LONG * wide)
    kinds = [(kind, is_down) for kind, is_down in ((along, False), (down, True)) if len(kind)]
    total = {is_down: float((high if is_down else wide)[kind].sum()) for kind, is_down in kinds}
    if not kinds:
        kinds, total = [(np.arange(len(sheet.quads)), down) for down in (False, True)], {False: 1.0, True: 1.0}
    # the longest, but a line much longer than what is read of it is no better
    ordered = {
        is_down: sorted(
            kind, key=lambda i: -min(float(max(wide[i], high[i])), _CHARACTERS * float(min(wide[i], high[i])))
        )
        for kind, is_down in kinds
        if total[is_down] > 0.25 * max(total.values())
    }
    found = np.zeros(4)
    for first in (0, _LINES):
        pieces, ways = [], []
        for is_down, kind in ordered.items():
            for i in kind[first : first + _LINES]:
                piece = _piece(sheet, sheet.quads[i], is_down)
                for turn in (1, 3) if is_down else (0, 2):
                    pieces.append(np.ascontiguousarray(np.rot90(piece, turn)))
                    ways.append((turn, total[is_down] / max(1, len(kind[: first + _LINES]))))
        for (turn, weight), words in zip(ways, ocr.legible(pieces), strict=True):
            found[turn] += weight * words
        best, second = np.sort(found)[::-1][:2]
        if best > _CLEAR * second:
            break
    likeliest = [int(turn) for turn in np.argsort(-found, kind="stable")]
    if not found.any():
        return [0, 2, 1, 3] if total.get(False, 0) >= total.get(True, 0) else [1, 3, 0, 2]
    return likeliest[:1] if found[likeliest[0]] > _CLEAR * found[likeliest[1]] else likeliest


def _frames(sheet: Sheet) -> list[NDArray[np.int32]]:
    """Hulls around what rules hold together, and around print without rules that runs the rarer way."""
    share = min(1.0, _SIDE / max(sheet.grey.shape))
    small = cv2.resize(sheet.grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    dark = (small < 215).astype(np.uint8)
    least = round(0.05 * max(small.shape))
    # a rule that is not level goes on in the row below
    level, upright = cv2.dilate(dark, np.ones((3, 1), np.uint8)), cv2.dilate(dark, np.ones((1, 3), np.uint8))
    mask = cv2.morphologyEx(level, cv2.MORPH_OPEN, np.ones((1, least), np.uint8))
    mask |= cv2.morphologyEx(upright, cv2.MORPH_OPEN, np.ones((least, 1), np.uint8))
    wide, high = sides(sheet.quads)
    em = max(2.0, float(np.median(np.minimum(wide, high))) * share)
    ruled = [np.round(hull / share).astype(np.int32) for hull in _hulls(mask, 3, 2 * em)]
    along, down = _lengths(sheet.quads)
    rarer = wide > _LONG * high if along < down else high > _LONG * wide
    free = ~_inside_any(sheet.quads, ruled) & rarer
    if free.sum() < _LINES:
        return ruled
    mask[:] = 0
    for quad in sheet.quads[free]:
        cv2.fillConvexPoly(mask, np.round(quad * share).astype(np.int32), 1)
    return ruled + [np.round(hull / share).astype(np.int32) for hull in _hulls(mask, round(6 * em), 2 * em)]


def _hulls(mask: NDArray[np.uint8], reach: int, least: float) -> list[NDArray[np.float64]]:
    """Hulls around all that lies within reach of each other, without those inside others."""
    joined = cv2.dilate(mask, np.ones((reach, reach), np.uint8))
    _, labels, stats, centres = cv2.connectedComponentsWithStats(joined)
    found: list[NDArray[np.float64]] = []
    for i in np.argsort(-stats[1:, 2] * stats[1:, 3]) + 1:
        x, y, w, h = stats[i, :4]
        if max(w, h) < _LEAST * max(mask.shape) or min(w, h) < least:
            continue
        if any(cv2.pointPolygonTest(hull.astype(np.int32), centres[i].tolist(), False) >= 0 for hull in found):
            continue
        ys, xs = np.nonzero((labels[y : y + h, x : x + w] == i) & (mask[y : y + h, x : x + w] > 0))
        found.append(cv2.convexHull(np.stack([xs + x, ys + y], axis=1).astype(np.int32))[:, 0].astype(np.float64))
    return found


def _inside(quads: Quads, hull: NDArray[np.int32]) -> NDArray[np.bool_]:
    return np.array([cv2.pointPolygonTest(hull, quad.mean(axis=0).tolist(), False) >= 0 for quad in quads], bool)


def _inside_any(quads: Quads, hulls: list[NDArray[np.int32]]) -> NDArray[np.bool_]:
    return np.any([np.zeros(len(quads), bool), *(_inside(quads, hull) for hull in hulls)], axis=0)


def apart(sheet: Sheet) -> tuple[Sheet, list[Sheet]]:
    """The sheet without the tables that lie another way than the print around them, and each of those from the top."""
    along, down = _lengths(sheet.quads)
    if min(along, down) <= _FEW * max(along, down):
        return sheet, []
    frames = _frames(sheet)
    inside = [_inside(sheet.quads, frame) for frame in frames]
    along, down = _lengths(sheet.quads[~_inside_any(sheet.quads, frames)])
    lying = [
        (frame, own)
        for frame, own in zip(frames, inside, strict=True)
        if own.sum() >= _LINES and _lies_across(sheet.quads[own], along >= down) and along + down > 0
    ]
    if not lying:
        return sheet, []
    rest, kept, holes, tables = sheet.grey.copy(), np.ones(len(sheet.quads), bool), [], []
    for frame, own in sorted(lying, key=lambda pair: float(pair[0][:, 1].min())):
        tables.append(_cut_out(sheet, frame, own))
        cv2.fillConvexPoly(rest, frame, 252)
        cv2.polylines(rest, [frame], True, 252, thickness=9)
        kept &= ~own
        x, y, w, h = cv2.boundingRect(frame)
        holes.append([[x, y], [x + w, y], [x + w, y + h], [x, y + h]])
    return Sheet(rest, sheet.quads[kept], np.array(holes, np.float32)), tables


def _lies_across(quads: Quads, others_level: bool) -> bool:
    along, down = _lengths(quads)
    return down > along if others_level else along > down


def _cut_out(sheet: Sheet, frame: NDArray[np.int32], own: NDArray[np.bool_]) -> Sheet:
    """A table with a little white around it and nothing of what stands beside."""
    mask = np.zeros(sheet.grey.shape, np.uint8)
    cv2.fillConvexPoly(mask, frame, 1)
    cv2.polylines(mask, [frame], True, 1, thickness=7)
    grey = np.where(mask > 0, sheet.grey, 252).astype(np.uint8)
    x, y, w, h = cv2.boundingRect(frame)
    edge = 24
    high, wide = grey.shape
    x0, y0, x1, y1 = max(0, x - edge), max(0, y - edge), min(wide, x + w + edge), min(high, y + h + edge)
    return Sheet(grey[y0:y1, x0:x1], sheet.quads[own] - np.array([x0, y0], np.float32))
