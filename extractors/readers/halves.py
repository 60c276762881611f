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
# further apart, two widths are not one picture's
_WIDTH_DIFFERS = 2


def _edge(picture: Picture, last: bool) -> NDArray[np.bool_]:
    """Where there is ink on the last or first rows."""
    rows = picture[-3:] if last else picture[:3]
    grey = (rows if rows.ndim == 2 else rows.min(axis=2)).astype(np.float32).mean(axis=0)
    width = 2 * (len(grey) // 40) + 1
    paper = np.median(np.lib.stride_tricks.sliding_window_view(np.pad(grey, width // 2, "edge"), width), axis=1)
    return np.asarray(paper - grey > np.maximum(_LEAST_DARKER, _DARKER * paper), bool)


def goes_on(above: Picture, below: Picture) -> bool:
    """Whether a picture is the lower part of the one before it: rules and strokes that are cut meet at the seam."""
    if abs(above.shape[1] - below.shape[1]) > _WIDTH_DIFFERS:
        return False
    wide = min(above.shape[1], below.shape[1])
    upper, lower = _edge(above, True)[:wide], _edge(below, False)[:wide]
    near = np.ones(5, np.uint8)
    near_upper, near_lower = (cv2.dilate(e.astype(np.uint8)[None], near[None])[0] > 0 for e in (upper, lower))
    places = min(int(np.count_nonzero(np.diff(edge.astype(np.int8)) == 1)) for edge in (upper, lower))
    if places < _LEAST_PLACES:
        return False
    # a line of print may end at the seam; the rules beside it go on
    return max(float(near_lower[upper].mean()), float(near_upper[lower].mean())) >= _SAME


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
