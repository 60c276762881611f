"""A photographed sheet made flat: the rules and lines of print that run apart are made parallel again."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.readers.ocr import Picture

# the side to which a page is reduced for the search, and what is long enough there to be a rule
_SIDE, _LONG = 1800, 34
# lines steeper than this share against both edges of the picture say nothing
_STEEPEST = 0.2
# how much the direction of lines changes over the page before it is no scan: below, the turn alone makes it level
_FLAT, _STEEP = 0.004, 0.15
# the view is believed where it leaves so much less of what lines run off than the turn alone
_BETTER = 0.7
_LEAST_RULES = 6

Lines = NDArray[np.float64]


def _rules(grey: Picture) -> Lines:
    """Long straight edges, (n, 4), in the page's pixels."""
    share = min(1.0, _SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    found = cv2.createLineSegmentDetector().detect(small)[0]
    if found is None:
        return np.zeros((0, 4))
    lines = found.reshape(-1, 4).astype(np.float64)
    long = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]) >= _LONG
    return lines[long] / share


def _of_print(quads: NDArray[np.float32]) -> Lines:
    """The lower edges of long lines of print."""
    wide = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1)
    high = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
    level, upright = quads[wide > 6 * high], quads[high > 6 * wide]
    return np.concatenate([level[:, [3, 2]].reshape(-1, 4), upright[:, [0, 3]].reshape(-1, 4)]).astype(np.float64)


def _mapped(points: Lines, how: Lines) -> Lines:
    """Points through the turn whose numbers are how: shear of both axes, and the two of the view."""
    a, b, p, q = how
    x, y = points[:, 0], points[:, 1]
    depth = 1 + p * x + q * y
    return np.stack([(x + a * y) / depth, (b * x + y) / depth], axis=1)


def _slopes(lines: Lines, is_level: NDArray[np.bool_], how: Lines) -> Lines:
    """How far each line runs off its own direction, as a share of its length."""
    run = _mapped(lines[:, 2:], how) - _mapped(lines[:, :2], how)
    length = np.maximum(1e-9, np.hypot(run[:, 0], run[:, 1]))
    return np.where(is_level, run[:, 1], run[:, 0]) / length


def _off(lines: Lines, how: Lines) -> float:
    """How far the lines run off on average, the long ones counting more."""
    run = np.abs(lines[:, 2:] - lines[:, :2])
    length = np.hypot(run[:, 0], run[:, 1])
    off = np.minimum(np.abs(_slopes(lines, run[:, 0] > run[:, 1], how)), 0.03)
    return float(np.average(off, weights=length))


def _fitted(lines: Lines, free: list[int]) -> Lines:
    """The numbers, of those that are free, that make the lines level or upright; what will not fit counts little."""
    run = lines[:, 2:] - lines[:, :2]
    is_level = np.abs(run[:, 0]) > np.abs(run[:, 1])
    weight = np.hypot(run[:, 0], run[:, 1])
    how = np.zeros(4)
    for _ in range(12):
        off = _slopes(lines, is_level, how)
        tight = np.sqrt(weight / (1 + np.square(off / 0.006)))
        slope = np.empty((len(lines), len(free)))
        for column, n in enumerate(free):
            step = how.copy()
            step[n] += 1e-5
            slope[:, column] = (_slopes(lines, is_level, step) - off) / 1e-5
        held = np.vstack([slope * tight[:, None], 0.03 * np.eye(len(free))])  # lines of one direction leave some free
        change = np.linalg.lstsq(held, np.append(-off * tight, -0.03 * how[free]), rcond=None)[0]
        how[free] += change
        if np.abs(change).max() < 1e-6:
            break
    return how


def perspective(grey: Picture, quads: NDArray[np.float32]) -> NDArray[np.float64] | None:
    """The 3 × 3 matrix that makes a page flat and its paper as large as before; None where it is flat already.

    quads: around its lines of print, in its pixels.
    """
    high, wide = grey.shape
    lines = np.concatenate([_rules(grey), _of_print(quads)])
    # a picture may show the edges of the next sheet and of the desk too
    middles = (lines[:, :2] + lines[:, 2:]) / 2
    edge = 0.03 * max(high, wide)
    least, most = quads.reshape(-1, 2).min(axis=0) - edge, quads.reshape(-1, 2).max(axis=0) + edge
    lines = lines[((middles >= least) & (middles <= most)).all(axis=1)]
    run = np.abs(lines[:, 2:] - lines[:, :2])
    lines = lines[run.min(axis=1) < _STEEPEST * run.max(axis=1)]
    if len(lines) < _LEAST_RULES:
        return None
    half = max(high, wide) / 2
    middle = np.array([wide / 2, high / 2])
    lines = (lines - np.tile(middle, 2)) / half
    how, turn_alone = _fitted(lines, [0, 1, 2, 3]), _fitted(lines, [0, 1])
    if not np.isfinite(how).all() or not _FLAT < np.abs(how[2:]).max() < _STEEP:
        return None
    if _off(lines, how) > _BETTER * _off(lines, turn_alone):
        return None
    a, b, p, q = how
    into = np.array([[1 / half, 0, -middle[0] / half], [0, 1 / half, -middle[1] / half], [0, 0, 1]])
    turn = np.array([[1, a, 0], [b, 1, 0], [p, q, 1]]) @ into
    corners = cv2.perspectiveTransform(np.array([[[0, 0], [wide, 0], [wide, high], [0, high]]], np.float64), turn)[0]
    least, most = corners.min(axis=0), corners.max(axis=0)
    size = np.array([[half, 0, -least[0] * half], [0, half, -least[1] * half], [0, 0, 1]])
    return (size @ turn) if (most - least).max() < 4 else None


def flat(grey: Picture, quads: NDArray[np.float32]) -> tuple[Picture, NDArray[np.float32]]:
    """A page and the quadrangles of its print as they would be seen from straight above."""
    turn = perspective(grey, quads)
    if turn is None:
        return grey, quads
    high, wide = grey.shape
    corners = cv2.perspectiveTransform(np.array([[[0, 0], [wide, 0], [wide, high], [0, high]]], np.float64), turn)[0]
    size = np.ceil(corners.max(axis=0)).astype(int)
    made = cv2.warpPerspective(grey, turn, (int(size[0]), int(size[1])), flags=cv2.INTER_CUBIC, borderValue=252)
    return made, cv2.perspectiveTransform(quads.astype(np.float64), turn).astype(np.float32)
