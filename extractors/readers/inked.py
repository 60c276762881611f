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
# a cell whose largest ink is smaller than this share of a character holds dust; a hyphen is a quarter wide
_SPECK = 0.2


@dataclass(slots=True)
class InkedLine:
    """One line of ink: its picture for the recogniser; box in page pixels; mark: what its bare shape says ("" if not).

    gap: the widest white space between two characters, in character heights; usual_gap: the median one; tone: how
    dark its strokes are (0 black).
    """

    picture: Picture
    box: tuple[int, int, int, int]
    mark: str = ""
    gap: float = 0.0
    usual_gap: float = 0.0
    tone: float = 0.0


@dataclass(slots=True)
class Ink:
    """The ink of one cell. faint: too light for print; cut: ink runs into the cell's border."""

    lines: list[InkedLine] = field(default_factory=list)
    faint: bool = False
    cut: bool = False


def threshold(grey: Picture) -> int:
    """The grey below which a pixel is print, on a page whose paper is white."""
    marked = grey[grey < 235]
    if marked.size < 100:
        return 160
    level, _ = cv2.threshold(marked.reshape(-1, 1), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return int(min(max(level + 15, 140), 200))


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
        if max(w, h) < 0.12 * em or area < 4:
            continue
        kept.append((x, y, x + w, y + h))
    return np.array(kept, np.int32).reshape(-1, 4), cut


def _rows(parts: NDArray[np.int32], em: float) -> list[NDArray[np.int32]]:
    """Parts by printed line. Strokes of 二 or 三 lie apart, so a line may be as high as a character."""
    rows: list[list[NDArray[np.int32]]] = []
    top = bottom = 0
    for part in sorted(parts, key=lambda p: p[1] + p[3]):
        if rows:
            joined_top, joined_bottom = min(top, part[1]), max(bottom, part[3])
            overlap = min(bottom, part[3]) - max(top, part[1])
            if joined_bottom - joined_top <= 1.12 * em or overlap > 0.5 * (part[3] - part[1]):
                rows[-1].append(part)
                top, bottom = joined_top, joined_bottom
                continue
        rows.append([part])
        top, bottom = int(part[1]), int(part[3])
    return [np.array(row) for row in rows]


def _mark(mask: NDArray[np.uint8], parts: NDArray[np.int32], em: float) -> str:
    """SLASH or DASH where the line's ink is nothing but such strokes."""
    x0, y0, x1, y1 = parts[:, 0].min(), parts[:, 1].min(), parts[:, 2].max(), parts[:, 3].max()
    high, wide = int(y1 - y0), int(x1 - x0)
    if high <= 0.2 * em and wide >= 0.22 * em and len(parts) <= 3:
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


def _picture(grey: Picture, box: tuple[int, int, int, int], em: float) -> Picture:
    """The line with white around it: recognisers are trained on lines that do not touch the edge."""
    x0, y0, x1, y1 = box
    middle, half = (y0 + y1) / 2, max(0.68 * em, (y1 - y0) / 2 + 0.2 * em)
    top, bottom = round(middle - half), round(middle + half)
    left, right = x0 - round(0.45 * em), x1 + round(0.45 * em)
    high, wide = grey.shape
    inner = grey[max(0, top) : min(high, bottom), max(0, left) : min(wide, right)]
    return cv2.copyMakeBorder(
        inner,
        max(0, -top),
        max(0, bottom - high),
        max(0, -left),
        max(0, right - wide),
        cv2.BORDER_CONSTANT,
        value=252,
    )


def ink_of(grey: Picture, box: tuple[int, int, int, int], dark: int, em: float) -> Ink:
    """The ink inside a box of the page (rules excluded); dark: from `threshold`; em: height of a character."""
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
            return ink
        mask, parts, ink.faint = faint_mask, faint, True
        inside = np.clip((inside.astype(np.int16) - 120) * 2, 0, 255).astype(np.uint8)
    for row in _rows(parts, em):
        bounds = (int(row[:, 0].min()), int(row[:, 1].min()), int(row[:, 2].max()), int(row[:, 3].max()))
        widest, usual = _gaps(row, em)
        strokes = inside[bounds[1] : bounds[3], bounds[0] : bounds[2]][
            mask[bounds[1] : bounds[3], bounds[0] : bounds[2]] > 0
        ]
        ink.lines.append(
            InkedLine(
                _picture(inside, bounds, em),
                (bounds[0] + x0, bounds[1] + y0, bounds[2] + x0, bounds[3] + y0),
                _mark(mask, row, em),
                widest,
                usual,
                float(np.percentile(strokes, 25)) if strokes.size else 0.0,
            )
        )
    return ink
