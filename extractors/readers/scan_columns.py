"""Lines of print cut where the white between two columns runs through them: heads may stand as near as words do."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from data.words import pattern
from extractors.readers.paper import Page
from extractors.readers.scan_ink import whole

Mask = NDArray[np.uint8]

# in character heights: the least white between two cells, how much of its middle must be white in other lines, and what
# is so long and thin is a rule
_GAP, _MIDDLE, _RULE = 0.26, 0.12, 3.0
# lines in a row, above and below, through which the white goes on; and how near to it print stands at both sides there
_LINES, _BESIDE = 4, 4.0
# lines further away are of another part of the table
_FAR = 10
# where a character of a recognised line stands is known so exactly
_ABOUT = 1.2


@dataclass(slots=True)
class CutLines:
    """boxes: those of lines, and of parts of lines that were cut; before: of each its index as it was, -1 for a part;
    cuts: x, top and bottom of each cut."""

    boxes: NDArray[np.float32]
    before: list[int]
    cuts: list[tuple[float, float, float]]


def _ink(page: Page, dark: int) -> Mask:
    """The page's ink without level rules."""
    mask = (page.grey < dark).astype(np.uint8)
    rules = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, round(_RULE * page.em)), np.uint8))
    return cv2.subtract(mask, cv2.dilate(rules, np.ones((3, 3), np.uint8)))


def _bands(boxes: NDArray[np.float32], em: float) -> list[tuple[int, int]]:
    """From where to where each printed line reaches, from the top."""
    bands: list[list[float]] = []
    for _, top, _, bottom in sorted(boxes.tolist(), key=lambda box: box[1] + box[3]):
        middle = (top + bottom) / 2
        if bands and middle - bands[-1][-1] < 0.5 * em:
            bands[-1].append(middle)
        else:
            bands.append([middle])
    return [(round(np.mean(band) - 0.45 * em), round(np.mean(band) + 0.45 * em)) for band in bands]


def _whites(ink: NDArray[np.uint8], least: float) -> list[tuple[int, int]]:
    """Runs of columns without ink that have ink at both sides."""
    at = np.flatnonzero(ink)
    steps = np.flatnonzero(np.diff(at) > least)
    return [(int(at[i]) + 1, int(at[i + 1])) for i in steps]


def cut_at_columns(page: Page, boxes: NDArray[np.float32], texts: list[str], dark: int) -> CutLines:
    """The boxes, those cut through which white between columns runs; texts: what stands in them, "" where that is known
    to be one label."""
    em = page.em
    mask = _ink(page, dark)
    bands = _bands(boxes, em)
    rows = [mask[max(0, top) : max(1, bottom)].max(axis=0) > 0 for top, bottom in bands]
    middles = np.array([(top + bottom) / 2 for top, bottom in bands])
    half = max(1, round(_MIDDLE * em / 2))
    made: list[tuple[float, float, float, float]] = []
    before: list[int] = []
    seams: list[tuple[float, float, float]] = []
    for index, box in enumerate(boxes):
        x0, y0, x1, y1 = whole(box)
        own = int(np.argmin(np.abs(middles - (y0 + y1) / 2)))
        cuts = [
            (x0 + a, x0 + b)
            for a, b in _whites(mask[y0:y1, x0:x1].max(axis=0), _GAP * em)
            if texts[index]
            and _runs_on(
                rows, own, x0 + (a + b) // 2, half, _reach(texts[index], (a + b) / 2 / (x1 - x0), (x1 - x0) / em, em)
            )
        ]
        if not cuts:
            made.append((x0, y0, x1, y1))
            before.append(index)
            continue
        seams += [((a + b) / 2, y0, y1) for a, b in cuts]
        edges = [x0, *(x for a, b in cuts for x in (a + min(b - a, 0.3 * em) / 2, b - min(b - a, 0.3 * em) / 2)), x1]
        for left, right in zip(edges[::2], edges[1::2], strict=True):
            made.append((left, y0, right, y1))
            before.append(-1)
    return CutLines(np.array(made, np.float32).reshape(-1, 4), before, seams)


def _reach(text: str, share: float, length: float, em: float) -> int:
    """How near print must stand in other lines for white at such a share of a line: where the next label's mark of
    order begins there (（四）无法 2.没有), however far."""
    wide = np.cumsum([0.0, *(0.55 if "!" <= c <= "~" or c == " " else 1.0 for c in text)])
    begins = [wide[found.start()] / wide[-1] for found in pattern("label_begins").finditer(text) if found.start()]
    is_next = any(abs(at - share) * length <= _ABOUT for at in begins)
    return 10**6 if is_next else round(_BESIDE * em)


def _runs_on(rows: list[NDArray[np.bool_]], own: int, x: int, half: int, beside: int) -> bool:
    """Whether white at x goes on through enough lines above and below one, which have print near it at both sides."""
    found = 0
    for step in (-1, 1):
        for at in range(own + step, own + step * (_FAR + 1), step):
            if not 0 <= at < len(rows) or rows[at][max(0, x - half) : x + half + 1].any():
                break
            if rows[at][max(0, x - beside) : x].any() and rows[at][x : x + beside].any():
                found += 1
            elif beside < len(rows[at]):
                break
            # else a line of figures between lines of labels, which says nothing of the columns left of it
    return found >= _LINES
