"""One picture that a page shows in two: print that runs over the edge of one goes on in the next."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.readers.ocr import Picture

# ink is darker than the paper beside it by so much and by such a share; the share of one edge's ink the other has too
_LEAST_DARKER, _DARKER, _SAME = 18.0, 0.18, 0.8
# ink at so many places of both edges: a stroke may meet one by chance
_LEAST_PLACES = 2
# so many upright rules at the same places of two bands; their height in shares of the width, and in pixels; of the
# band's height a dashed rule has so much ink
_RULES, _BAND, _LEAST_BAND, _DASHED = 4, 25, 24, 0.42
# further apart, two widths are not one picture's
_WIDTH_DIFFERS = 2


def _inked(rows: Picture) -> NDArray[np.bool_]:
    """Where ink is much darker than the paper beside it."""
    grey = (rows if rows.ndim == 2 else rows.min(axis=2)).astype(np.float32)
    mean = grey.mean(axis=0)
    width = 2 * (len(mean) // 40) + 1
    paper = np.median(np.lib.stride_tricks.sliding_window_view(np.pad(mean, width // 2, "edge"), width), axis=1)
    return np.asarray(paper - grey > np.maximum(_LEAST_DARKER, _DARKER * paper), bool)


def _edge(rows: Picture) -> NDArray[np.bool_]:
    """Where there is ink on a few rows."""
    grey = (rows if rows.ndim == 2 else rows.min(axis=2)).astype(np.float32).mean(axis=0)
    return _inked(grey[None])[0]


def _upright(rows: Picture) -> NDArray[np.bool_]:
    """Where an upright rule runs through a band of rows, be it of dashes: no stroke of print is so long."""
    return np.asarray(_inked(rows).mean(axis=0) >= _DASHED, bool)


def goes_on(above: Picture, below: Picture) -> bool:
    """Whether a picture is the lower part of the one before it: rules and strokes that are cut meet at the seam."""
    if abs(above.shape[1] - below.shape[1]) > _WIDTH_DIFFERS:
        return False
    wide = min(above.shape[1], below.shape[1])
    upper, lower = _edge(above[-3:])[:wide], _edge(below[:3])[:wide]
    places, met = _alike(upper, lower)
    # a line of print may end at the seam; the rules beside it go on
    if places >= _LEAST_PLACES and max(met) >= _SAME:
        return True
    # or the seam falls into the gaps of dashed rules
    high = max(_LEAST_BAND, wide // _BAND)
    places, met = _alike(_upright(above[-high:])[:wide], _upright(below[:high])[:wide])
    return places >= _RULES and min(met) >= _SAME


def _alike(upper: NDArray[np.bool_], lower: NDArray[np.bool_]) -> tuple[int, tuple[float, float]]:
    """At how many places there is ink in both, and which share of each one's ink the other has too."""
    near = np.ones(5, np.uint8)
    near_upper, near_lower = (cv2.dilate(e.astype(np.uint8)[None], near[None])[0] > 0 for e in (upper, lower))
    places = min(int(np.count_nonzero(np.diff(edge.astype(np.int8)) == 1)) for edge in (upper, lower))
    return places, (float(near_lower[upper].mean()), float(near_upper[lower].mean())) if places else (0.0, 0.0)


def joined(pictures: Sequence[Picture | None]) -> list[list[int]]:
    """Which of these pictures in a row are one: groups of their places. None is a picture that cannot be opened."""
    groups: list[list[int]] = []
    before: Picture | None = None
    for place, picture in enumerate(pictures):
        if groups and picture is not None and before is not None and goes_on(before, picture):
            groups[-1].append(place)
        else:
            groups.append([place])
        before = picture
    return groups


def one_file(pictures: Sequence[Picture]) -> bytes:
    """Pictures below each other as a PNG."""
    wide = min(picture.shape[1] for picture in pictures)
    as_colour = [p if p.ndim == 3 else np.repeat(p[:, :, None], 3, axis=2) for p in pictures]
    _, data = cv2.imencode(".png", np.concatenate([p[:, :wide] for p in as_colour]))
    return data.tobytes()
