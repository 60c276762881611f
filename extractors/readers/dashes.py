"""Rules of dots and dashes drawn through, so that they are found as rules are."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.readers.ocr import Picture

Mask = NDArray[np.uint8]

# lighter than this is paper; a piece is so thin, and so long, in character heights
_PAPER, _THIN, _LONG = 200, 0.2, 1.0
# pieces so near each other are one rule; where two dotted rules cross, a piece of neither may stand
_GAP, _LEAST_LENGTH, _LEAST_PIECES = 0.55, 3.0, 7
# a page has a few thin pieces of print (一, full stops) on any line
_FEW = 40


def drawn_through(grey: Picture, em: float) -> Picture:
    """The page with every row of thin pieces drawn as one stroke; the page itself where it has none."""
    mask = (grey < _PAPER).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    wide, high, area = stats[:, 2], stats[:, 3], stats[:, 4]
    thin = max(2.0, _THIN * em)
    is_piece = (np.minimum(wide, high) <= thin) & (np.maximum(wide, high) <= _LONG * em)
    is_piece[0] = False
    if int(is_piece.sum()) < _FEW:
        return grey
    thick = max(1.0, float(np.median(np.minimum(wide, high)[is_piece])))
    is_cross = (np.maximum(wide, high) <= 1.3 * _LONG * em) & (area <= 1.3 * thick * (wide + high))
    is_cross[0] = False
    found = grey
    for level in (True, False):
        across, along = (high, wide) if level else (wide, high)
        kept = ((across <= thin) & (along <= _LONG * em) & is_piece) | is_cross
        rows = _rows(kept[labels].astype(np.uint8), em, level)
        if rows.any():
            found = grey.copy() if found is grey else found
            found[rows] = np.minimum(found[rows], int(np.median(grey[kept[labels]])))
    return found


def _rows(pieces: Mask, em: float, level: bool) -> NDArray[np.bool_]:
    """Where pieces follow each other closely and far, with what is between them."""
    gap, arm = max(3, round(_GAP * em)), max(4, round(0.35 * em))
    # of a crossing only the arms that run this way
    arms = pieces - cv2.morphologyEx(pieces, cv2.MORPH_OPEN, np.ones((arm, 1) if level else (1, arm), np.uint8))
    joined = cv2.morphologyEx(arms, cv2.MORPH_CLOSE, np.ones((3, gap) if level else (gap, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    length, breadth = (stats[:, 2], stats[:, 3]) if level else (stats[:, 3], stats[:, 2])
    # dust beside a rule makes it broader in places
    kept = (length >= _LEAST_LENGTH * em) & (breadth <= 1.2 * em) & (stats[:, 4] <= 0.25 * em * length)
    kept[0] = False
    for i in np.flatnonzero(kept):
        x, y, w, h = (int(v) for v in stats[i, :4])
        own = arms[y : y + h, x : x + w] * (labels[y : y + h, x : x + w] == i)
        line = own.max(axis=0 if level else 1).astype(np.int8)
        count = int(np.count_nonzero(np.diff(line, prepend=0) == 1))
        kept[i] = count >= max(_LEAST_PIECES, length[i] / (_LONG * em))
    return np.asarray(kept[labels], bool)
