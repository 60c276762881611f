"""Rules of dots and dashes drawn through, so that they are found as rules are."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.readers.ocr import Picture

Mask = NDArray[np.uint8]

# lighter than this is paper; a piece is so thin, and so long, in character heights
_PAPER, _THIN, _LONG = 200, 0.2, 1.0
# pieces so near each other are one rule; where two dotted rules cross, a piece of neither may stand
_GAP, _LEAST_LENGTH, _LEAST_PIECES, _MANY = 0.55, 3.0, 7, 16
# where a rule is elsewhere in a table, a shorter row is one too: of so many and so short pieces, as near to both ends
_SHORT_PIECES, _SHORT_PIECE, _REACH = 3, 0.6, 0.6
# what is so near to the rules at both ends is of them; ink is so much darker than paper; half the breadth in which
# pieces are sought; how much may stand beside them
_EDGE, _INKED, _MIDDLE, _BESIDE = 0.12, 45, 0.12, 0.25
# of a row's pieces, and of its gaps, so many are like the middle one; crossings and dust make others
_LIKE, _MOSTLY = 0.4, 0.6
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
    pieces, rows = {}, {}
    for level in (True, False):
        across, along = (high, wide) if level else (wide, high)
        # two cells may have drawn their common edge each, and one's dashes fill the other's gaps for a while
        is_stroke = (across <= thin) & (along > _LONG * em)
        is_stroke[0] = False
        kept = ((across <= thin) & is_piece) | is_stroke | is_cross
        pieces[level] = kept[labels]
        rows[level] = _rows(pieces[level].astype(np.uint8), em, level)
    found = grey
    for level, drawn in rows.items():
        if drawn.any():
            found = grey.copy() if found is grey else found
            found[drawn] = np.minimum(found[drawn], int(np.median(grey[pieces[level]])))
    return found


def _joined(pieces: Mask, em: float, level: bool) -> tuple[Mask, Mask]:
    """Of a crossing only the arms that run this way, and what follows each other closely as one."""
    gap, arm = max(3, round(_GAP * em)), max(4, round(0.35 * em))
    # a kernel of even length moves what it opens by a pixel: below nothing there is nothing
    across = cv2.morphologyEx(pieces, cv2.MORPH_OPEN, np.ones((arm, 1) if level else (1, arm), np.uint8))
    arms = cv2.subtract(pieces, across)
    return arms, cv2.morphologyEx(arms, cv2.MORPH_CLOSE, np.ones((3, gap) if level else (gap, 3), np.uint8))


def _steps(line: NDArray[np.int8]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """How long each piece along a line is, and each gap between two."""
    edges = np.diff(line, prepend=0, append=0)
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return ends - starts, starts[1:] - ends[:-1]


def _is_regular(line: NDArray[np.int8]) -> bool:
    """Whether pieces and gaps are alike: strokes of characters below each other (行, 信) are not."""
    usual = (np.abs(v - np.median(v)) <= np.maximum(1.5, _LIKE * np.median(v)) for v in _steps(line))
    return all(float(like.mean()) >= _MOSTLY for like in usual)


def is_dashed(dark: Picture, em: float) -> bool:
    """Whether dots or dashes run down where an upright rule may be, and nothing else stands beside them.

    dark: the place between two level rules with what is a third of a character to both sides; 0 is paper. Level rules
    are given turned.
    """
    edge = round(_EDGE * em)
    inked = dark[edge : len(dark) - edge] > _INKED
    middle, half = inked.shape[1] // 2, max(1, round(_MIDDLE * em))
    line = np.asarray(inked[:, middle - half : middle + half + 1].any(axis=1), np.int8)
    beside = np.delete(inked, np.s_[middle - half : middle + half + 1], axis=1).any(axis=1)
    pieces, _ = _steps(line)
    if len(pieces) < _SHORT_PIECES or np.percentile(pieces, 75) > _SHORT_PIECE * em:
        return False
    at = np.flatnonzero(line)
    reaches = max(at[0], len(line) - 1 - at[-1]) <= _REACH * em
    return bool(reaches and beside.mean() <= _BESIDE and _is_regular(line))


def _rows(pieces: Mask, em: float, level: bool) -> NDArray[np.bool_]:
    """Where pieces follow each other closely and far, with what is between them."""
    arms, joined = _joined(pieces, em, level)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    length, breadth = (stats[:, 2], stats[:, 3]) if level else (stats[:, 3], stats[:, 2])
    # dust beside a rule makes it broader in places
    kept = (length >= _LEAST_LENGTH * em) & (breadth <= 1.2 * em) & (stats[:, 4] <= 0.25 * em * length)
    kept[0] = False
    for i in np.flatnonzero(kept):
        x, y, w, h = (int(v) for v in stats[i, :4])
        own = arms[y : y + h, x : x + w] * (labels[y : y + h, x : x + w] == i)
        line = own.max(axis=0 if level else 1).astype(np.int8)
        steps, _ = _steps(line)
        count = len(steps) + float(steps[steps > em].sum()) / em
        # lines of print begin below each other, and their first strokes too
        is_rule = level or count >= _MANY or _is_regular(line)
        kept[i] = is_rule and count >= max(_LEAST_PIECES, length[i] / (_LONG * em))
    return np.asarray(kept[labels], bool)
