"""What ink there is in a cell, cut into lines for the recogniser; strokes whose shape says more than a recogniser can.

A recogniser takes a slanted stroke for a one and a long dash for the Chinese one: both are marks for "none", and the
shape of the ink is certain where the reading is not.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.readers.ocr import Picture

# printed in place of ink that nothing was recognised in; no number and no label contains it
UNREAD = "\ufffd"
SLASH, DASH = "/", "—"
# a cell whose largest ink is smaller than this share of a character holds dust; a hyphen is about a quarter wide
_SPECK = 0.16


@dataclass(slots=True)
class InkedLine:
    """One line of ink: its picture for the recogniser; box in page pixels; mark: what its bare shape says ("" if not).

    gap: the widest white space between two characters, in character heights; usual_gap: the median one; tone: how
    dark its strokes are (0 black); pitch: from character to character in heights of ink,
    0 where it is not the same all along.
    """

    picture: Picture
    box: tuple[int, int, int, int]
    mark: str = ""
    gap: float = 0.0
    usual_gap: float = 0.0
    tone: float = 0.0
    pitch: float = 0.0


@dataclass(slots=True)
class Ink:
    """The ink of one cell.

    faint: too light for print; cut: ink runs into the cell's border; apart: its `lines` stand side by side, far apart.
    """

    lines: list[InkedLine] = field(default_factory=list)
    faint: bool = False
    cut: bool = False
    apart: bool = False


def threshold(grey: Picture) -> int:
    """The grey below which a pixel is print, on a page whose paper is white."""
    marked = grey[grey < 235]
    if marked.size < 100:
        return 160
    level, _ = cv2.threshold(marked.reshape(-1, 1), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return int(min(max(level + 15, 170), 200))


def _parts(mask: NDArray[np.uint8], em: float) -> tuple[NDArray[np.int32], bool]:
    """Boxes (x0, y0, x1, y1) of connected ink without specks and remains of rules, and whether any is cut off."""
    high, wide = mask.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    kept, cut = [], False
    for i in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[i])
        sides = (x == 0, y == 0, x + w == wide, y + h == high)
        if any(sides):
            beside_rule = (sides[0] or sides[2]) and (w <= 2 or (w <= 0.2 * em and h >= 0.6 * high))
            along_rule = (sides[1] or sides[3]) and (h <= 2 or (h <= 0.2 * em and w >= 0.6 * wide))
            if beside_rule or along_rule:
                continue
            cut = cut or max(w, h) > 0.3 * em
        if (w <= 0.2 * em and h >= 0.9 * high > 1.2 * em) or (h <= 0.2 * em and w >= 0.9 * wide > 2.5 * em):
            cut = True  # a rule that was overlooked, which a recogniser would read as a one
            continue
        if max(w, h) < 0.12 * em or area < 4:
            continue
        kept.append((x, y, x + w, y + h))
    return np.array(kept, np.int32).reshape(-1, 4), cut


def _rows(parts: NDArray[np.int32], em: float) -> list[NDArray[np.int32]]:
    """Parts by printed line: bands of rows with ink, where bands too low for a character (二, 三) are joined."""
    bands: list[tuple[int, int]] = []
    for top, bottom in sorted((int(p[1]), int(p[3])) for p in parts):
        if bands and top < bands[-1][1]:
            bands[-1] = (bands[-1][0], max(bands[-1][1], bottom))
        else:
            bands.append((top, bottom))
    lines: list[tuple[int, int]] = []
    for top, bottom in bands:
        if lines and bottom - lines[-1][0] <= 1.15 * em:
            lines[-1] = (lines[-1][0], bottom)
        else:
            lines.append((top, bottom))
    lines = [piece for line in lines for piece in _halved(line, parts, em)]
    middles = (parts[:, 1] + parts[:, 3]) / 2
    found = [parts[(middles >= top) & (middles < bottom)] for top, bottom in lines]
    return [line for line in found if len(line)]


def _halved(line: tuple[int, int], parts: NDArray[np.int32], em: float) -> list[tuple[int, int]]:
    """A band too high for one line, cut where fewest parts are crossed: print of two lines may touch."""
    top, bottom = line
    count = round((bottom - top) / (1.25 * em))
    if bottom - top <= 1.6 * em or count < 2:
        return [line]
    cuts = [top]
    for n in range(1, count):
        at = top + n * (bottom - top) / count
        near = range(int(at - 0.35 * em), int(at + 0.35 * em) + 1)
        cuts.append(min(near, key=lambda y: (int(((parts[:, 1] < y) & (parts[:, 3] > y)).sum()), abs(y - at))))
    return list(zip(cuts, [*cuts[1:], bottom], strict=True))


def _mark(mask: NDArray[np.uint8], parts: NDArray[np.int32], em: float) -> str:
    """SLASH or DASH where the line's ink is nothing but such strokes."""
    x0, y0, x1, y1 = parts[:, 0].min(), parts[:, 1].min(), parts[:, 2].max(), parts[:, 3].max()
    high, wide = int(y1 - y0), int(x1 - x0)
    if high <= 0.2 * em and wide >= max(0.17 * em, 1.8 * high) and len(parts) <= 3:
        return DASH
    if len(parts) == 1 and high >= 0.55 * em and wide >= 0.2 * high:
        ys, xs = np.nonzero(mask[y0:y1, x0:x1])
        runs = np.bincount(ys, minlength=high)
        if runs.max() > 0.3 * high:
            return ""
        spread = np.std(ys)
        slope = float(np.mean((xs - xs.mean()) * (ys - ys.mean())) / max(1e-6, spread**2))
        straight = np.abs(np.corrcoef(xs, ys)[0, 1]) if np.std(xs) > 0 else 0.0
        if slope < -0.2 and straight > 0.85:
            return SLASH
    return ""


def _gaps(parts: NDArray[np.int32], em: float) -> tuple[float, float]:
    """The widest and the median white space between characters, in character heights."""
    ordered = parts[np.argsort(parts[:, 0])]
    gaps, right = [], int(ordered[0, 2])
    for part in ordered[1:]:
        if part[0] > right:
            gaps.append((int(part[0]) - right) / em)
        right = max(right, int(part[2]))
    return (max(gaps), float(np.median(gaps))) if gaps else (0.0, 0.0)


def _pitch(parts: NDArray[np.int32]) -> float:
    """The distance from character to character, in heights of their ink; 0 where it is not the same all along."""
    ordered = parts[np.argsort(parts[:, 0])]
    high = max(1, int((ordered[:, 3] - ordered[:, 1]).max()))
    steps = np.diff((ordered[:, 0] + ordered[:, 2]) / 2) / high
    return float(steps.mean()) if len(steps) and float(np.ptp(steps)) < 0.3 else 0.0


def _picture(grey: Picture, box: tuple[int, int, int, int], em: float, room: tuple[int, int]) -> Picture:
    """The line with white around it: recognisers are trained on lines that do not touch the edge.

    room: from where to where there is no ink of the lines above and below.
    """
    x0, y0, x1, y1 = box
    middle, half = (y0 + y1) / 2, max(0.68 * em, (y1 - y0) / 2 + 0.2 * em)
    top, bottom = round(middle - half), round(middle + half)
    left, right = x0 - round(0.45 * em), x1 + round(0.45 * em)
    wide = grey.shape[1]
    first, last = room
    inner = grey[max(first, top) : min(last, bottom), max(0, left) : min(wide, right)]
    return cv2.copyMakeBorder(
        inner,
        max(0, first - top),
        max(0, bottom - last),
        max(0, -left),
        max(0, right - wide),
        cv2.BORDER_CONSTANT,
        value=252,
    )


def _apart(row: NDArray[np.int32], least: float) -> list[NDArray[np.int32]]:
    """The parts of one line, divided where white space is wider than any within a label or a figure."""
    ordered = row[np.argsort(row[:, 0])]
    reach = np.maximum.accumulate(ordered[:, 2])
    cuts = np.flatnonzero(ordered[1:, 0] - reach[:-1] > least) + 1
    return np.split(ordered, cuts)


def closer(picture: Picture, dark: int) -> Picture:
    """The same line with little white around it: small print in much white looks like small letters."""
    ys, xs = np.nonzero(picture < dark)
    if not len(ys):
        return picture
    pad = max(2, round(0.14 * (ys.max() - ys.min() + 1)))
    inner = picture[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    return cv2.copyMakeBorder(inner, pad, pad, 2 * pad, 2 * pad, cv2.BORDER_CONSTANT, value=252)


def _rooms(rows: list[NDArray[np.int32]], high: int) -> list[tuple[int, int]]:
    """From where to where each of the lines below each other has the cell to itself: half way to the next."""
    tops, bottoms = [int(row[:, 1].min()) for row in rows], [int(row[:, 3].max()) for row in rows]
    between = [max((a + b) // 2, 0) for a, b in zip(bottoms, tops[1:], strict=False)]
    return [
        (min(first, top), max(last, bottom))
        for first, last, top, bottom in zip([0, *between], [*between, high], tops, bottoms, strict=True)
    ]


def ink_of(grey: Picture, box: tuple[int, int, int, int], dark: int, em: float, apart: float = 0.0) -> Ink:
    """The ink inside a box of the page (rules excluded).

    dark: from `threshold`; em: height of a character; apart: where not 0, white space of so many character heights
    parts what stands in one line, for a rule between may have been overlooked or never drawn.
    """
    x0, y0, x1, y1 = box
    inside = grey[y0:y1, x0:x1]
    ink = Ink()
    if inside.size == 0:
        return ink
    mask = (inside < dark).astype(np.uint8)
    parts, ink.cut = _parts(mask, em)
    if not len(parts) or int((parts[:, 2:] - parts[:, :2]).max()) < _SPECK * em:
        smooth = cv2.blur(inside, (3, 3))
        faint_mask = (smooth < 226).astype(np.uint8)
        faint, _ = _parts(faint_mask, em)
        faint = faint[np.maximum(faint[:, 2] - faint[:, 0], faint[:, 3] - faint[:, 1]) >= 0.35 * em]
        if not len(faint):
            ink.faint = bool(len(parts))  # too little for print, and more than nothing
            return ink
        mask, parts, ink.faint = faint_mask, faint, True
        inside = np.clip((inside.astype(np.int16) - 120) * 2, 0, 255).astype(np.uint8)
    rows = _rows(parts, em)
    if apart and len(rows) == 1:
        rows = _apart(rows[0], apart * em)
        ink.apart = len(rows) > 1
    for row, room in zip(rows, [(0, len(inside))] * len(rows) if ink.apart else _rooms(rows, len(inside)), strict=True):
        bounds = (int(row[:, 0].min()), int(row[:, 1].min()), int(row[:, 2].max()), int(row[:, 3].max()))
        widest, usual = _gaps(row, em)
        strokes = inside[bounds[1] : bounds[3], bounds[0] : bounds[2]][
            mask[bounds[1] : bounds[3], bounds[0] : bounds[2]] > 0
        ]
        ink.lines.append(
            InkedLine(
                _picture(inside, bounds, em, room),
                (bounds[0] + x0, bounds[1] + y0, bounds[2] + x0, bounds[3] + y0),
                _mark(mask, row, em),
                widest,
                usual,
                float(np.percentile(strokes, 25)) if strokes.size else 0.0,
                _pitch(row),
            )
        )
    return ink
