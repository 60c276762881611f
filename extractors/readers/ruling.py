"""The tables that rules draw on a levelled page, as a lattice of measured cells."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.readers.dashes import drawn_through, is_dashed
from extractors.readers.ocr import Picture

Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class RuledCell:
    """A cell between lattice lines: rows [top, bottom), columns [left, right); sure: its borders close a rectangle."""

    top: int
    bottom: int
    left: int
    right: int
    sure: bool = True


@dataclass(slots=True)
class RuledTable:
    """xs, ys: the lattice lines in pixels; rule: the thickness of a rule; cells in printed order."""

    xs: list[int]
    ys: list[int]
    rule: int
    cells: list[RuledCell]

    @property
    def box(self) -> tuple[int, int, int, int]:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def _strokes(dark: Picture, em: float, level: bool) -> Mask:
    """Rules of one direction: long, thin, and darker than what is beside them."""
    across, shortest = max(5, round(0.5 * em)), round((2.0 if level else 1.35) * em)
    thick = (1, across) if level else (across, 1)
    thin = cv2.subtract(dark, cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(thick[::-1], np.uint8)))
    along = (5, 1) if level else (1, 5)
    mask = (cv2.blur(thin, along) > 26).astype(np.uint8)
    gap = np.ones((1, 3) if level else (3, 1), np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, gap)
    return cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, shortest) if level else (shortest, 1), np.uint8))


@dataclass(slots=True)
class _Segment:
    at: float  # y of a level rule, x of an upright one
    start: int
    end: int
    thickness: int


def _segments(mask: Mask, level: bool, em: float) -> list[_Segment]:
    count, _, stats, centres = cv2.connectedComponentsWithStats(mask)
    found = []
    for i in range(1, count):
        x, y, wide, high, area = (int(v) for v in stats[i])
        long = wide if level else high
        at = float(centres[i][1] if level else centres[i][0])
        begin = x if level else y
        thickness = max(1, round(area / long))
        if thickness < 0.5 * em:
            found.append(_Segment(at, begin, begin + long, thickness))
    return found


def _crosses(level: _Segment, upright: _Segment, near: float) -> bool:
    return (
        level.start - near <= upright.at <= level.end + near and upright.start - near <= level.at <= upright.end + near
    )


def _groups(levels: list[_Segment], uprights: list[_Segment], near: float) -> list[tuple[list[int], list[int]]]:
    """Rules that hang together by crossing each other: each group is one table."""
    parent = list(range(len(levels) + len(uprights)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, level in enumerate(levels):
        for j, upright in enumerate(uprights):
            if _crosses(level, upright, near):
                parent[root(i)] = root(len(levels) + j)
    groups: dict[int, tuple[list[int], list[int]]] = {}
    for i in range(len(parent)):
        members = groups.setdefault(root(i), ([], []))
        if i < len(levels):
            members[0].append(i)
        else:
            members[1].append(i - len(levels))
    return list(groups.values())


def _places(segments: list[_Segment], near: float) -> list[int]:
    """Where rules lie: centres nearer than `near` are one rule, weighed by length."""
    places: list[list[_Segment]] = []
    for segment in sorted(segments, key=lambda s: s.at):
        if places and segment.at - places[-1][-1].at < near:
            places[-1].append(segment)
        else:
            places.append([segment])
    return [
        round(float(np.average([s.at for s in place], weights=[s.end - s.start for s in place]))) for place in places
    ]


def _is_solid(dark: Picture, segment: _Segment, level: bool) -> bool:
    """Whether ink goes on without a gap. Strokes of characters side by side (结果维) are level too, and broken."""
    at = round(segment.at)
    band = slice(max(0, at - 1), at + 2)
    along = slice(segment.start, segment.end)
    ink = (dark[band, along].max(axis=0) if level else dark[along, band].max(axis=1)).astype(np.float32)
    is_inked = np.flatnonzero(ink > 0.45 * np.median(ink))
    # smoothing has lengthened it a little at both ends
    return len(is_inked) >= 0.97 * (is_inked[-1] - is_inked[0] + 1) >= 0.85 * len(ink)


def _held(segments: list[_Segment], other: Mask, dark: Picture, level: bool, em: float) -> list[_Segment]:
    """Strokes that begin and end at a rule of the other direction, or are too long for a character.

    A rule may go on a little beyond the one it ends at; it does not stop short of it.
    """
    beside, short, beyond = max(2, round(0.15 * em)), max(4, round(0.14 * em)), max(5, round(0.3 * em))

    def meets(at: int, first: int, last: int) -> bool:
        along, across = slice(max(0, first), last + 1), slice(max(0, at - beside), at + beside + 1)
        return bool((other[across, along] if level else other[along, across]).any())

    def dashed(s: _Segment) -> bool:
        return is_dashed(_place(dark, round(s.at), s.start, s.end, level, em), em)

    kept = []
    for s in segments:
        at = round(s.at)
        ends = meets(at, s.start - short, s.start + beyond) and meets(at, s.end - beyond, s.end + short)
        if s.end - s.start >= (8 if level else 4) * em or (ends and (_is_solid(dark, s, level) or dashed(s))):
            kept.append(s)
    return kept


def _place(dark: Picture, at: int, start: int, end: int, level: bool, em: float) -> Picture:
    """What is drawn where a rule may be and beside it, stood upright for is_dashed."""
    beside = max(3, round(0.33 * em))
    across = slice(max(0, at - beside), at + beside + 1)
    return dark[across, start:end].T if level else dark[start:end, across]


def _painted(shape: tuple[int, ...], segments: list[_Segment], mask: Mask, level: bool, em: float) -> Mask:
    """The mask reduced to these strokes."""
    kept = np.zeros(shape[:2], np.uint8)
    for s in segments:
        half = max(2, round(0.3 * em))
        at = round(s.at)
        box = (
            (slice(max(0, at - half), at + half + 1), slice(s.start, s.end))
            if level
            else (slice(s.start, s.end), slice(max(0, at - half), at + half + 1))
        )
        kept[box] = np.maximum(kept[box], mask[box])
    return kept


def _border(mask: Mask, at: int, start: int, end: int, level: bool, near: int) -> float:
    """The share of a border's length on which a rule was seen."""
    margin = min(near, (end - start) // 4)
    a, b = start + margin, end - margin
    strip = mask[max(0, at - near) : at + near + 1, a:b] if level else mask[a:b, max(0, at - near) : at + near + 1]
    return float(strip.any(axis=0 if level else 1).mean()) if strip.size else 0.0


def _cells(
    xs: list[int], ys: list[int], level_mask: Mask, upright_mask: Mask, dark: Mask, em: float
) -> list[RuledCell]:
    """Squares of the lattice joined where no rule parts them."""
    near = max(2, round(0.35 * em))
    rows, columns = len(ys) - 1, len(xs) - 1
    parent = list(range(rows * columns))
    doubtful: set[int] = set()

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    for r in range(rows):
        for c in range(columns):
            here = r * columns + c
            around = []
            if c + 1 < columns:
                share = _border(upright_mask, xs[c + 1], ys[r], ys[r + 1], False, near)
                place = _place(dark, xs[c + 1], ys[r], ys[r + 1], False, em)
                around.append((here + 1, 1.0 if share < 0.85 and is_dashed(place, em) else share))
            if r + 1 < rows:
                share = _border(level_mask, ys[r + 1], xs[c], xs[c + 1], True, near)
                place = _place(dark, ys[r + 1], xs[c], xs[c + 1], True, em)
                around.append((here + columns, 1.0 if share < 0.85 and is_dashed(place, em) else share))
            for other, share in around:
                if share < 0.5:
                    parent[root(here)] = root(other)
                if 0.15 < share < 0.85:
                    doubtful |= {here, other}
    members: dict[int, list[int]] = {}
    for i in range(rows * columns):
        members.setdefault(root(i), []).append(i)
    cells = []
    for squares in members.values():
        down, along = [i // columns for i in squares], [i % columns for i in squares]
        top, bottom, left, right = min(down), max(down) + 1, min(along), max(along) + 1
        if (bottom - top) * (right - left) == len(squares):
            cells.append(RuledCell(top, bottom, left, right, not doubtful & set(squares)))
        else:
            cells += [RuledCell(r, r + 1, c, c + 1, False) for r, c in zip(down, along, strict=True)]
    return sorted(cells, key=lambda cell: (cell.top, cell.left))


def find_tables(grey: Picture, em: float) -> list[RuledTable]:
    """Every ruled table of a levelled page, top to bottom. em: height of a character in pixels."""
    grey = drawn_through(grey, em)
    dark = cv2.subtract(np.full_like(grey, 245), grey)
    level_mask, upright_mask = _strokes(dark, em, True), _strokes(dark, em, False)
    near = 0.45 * em
    levels, uprights = _segments(level_mask, True, em), _segments(upright_mask, False, em)
    for _ in range(2):
        uprights = _held(uprights, level_mask, dark, False, em)
        upright_mask = _painted(grey.shape, uprights, upright_mask, False, em)
        levels = _held(levels, upright_mask, dark, True, em)
        level_mask = _painted(grey.shape, levels, level_mask, True, em)
    tables = []
    for level_ids, upright_ids in _groups(levels, uprights, near):
        own_levels, own_uprights = [levels[i] for i in level_ids], [uprights[i] for i in upright_ids]
        ys, xs = _places(own_levels, near), _places(own_uprights, near)
        if len(ys) < 2 or len(xs) < 3:
            continue
        rule = round(float(np.median([s.thickness for s in own_levels])))
        cells = _cells(xs, ys, level_mask, upright_mask, dark, em)
        tables.append(RuledTable(xs, ys, rule, cells))
    return sorted(tables, key=lambda table: table.box[1])
