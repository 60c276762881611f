"""Ruled lines become tables: where lines cross there is a grid, where a wall is missing cells are merged."""

import itertools
from dataclasses import dataclass

from extractors.readers.pdf_page import Rule, Rules

# rules closer than this are one (double lines, the two edges of a thin box); no line of text is so low
_SNAP = 3.0
_SAME = 0.7
# pieces of one broken or dotted rule
_GAP = 3.5
_SHORTEST = 6.0
# no table has so many; a drawing has
_MOST_LINES = 1500


@dataclass(slots=True)
class Box:
    """A cell: rows [row, row_end) and columns [column, column_end) of its table's lines."""

    row: int
    row_end: int
    column: int
    column_end: int


@dataclass(slots=True)
class Ruled:
    """One ruled table: x of its vertical and y of its horizontal lines, and its cells in printed order.

    `owner[r][c]` is the index of the cell that covers the elementary field r, c.
    """

    xs: list[float]
    ys: list[float]
    boxes: list[Box]
    owner: list[list[int]]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def _straight(pieces: list[Rule]) -> list[Rule]:
    """Pieces on one line put together."""
    pieces = sorted(pieces)
    lines: list[Rule] = []
    first = 0
    while first < len(pieces):
        last = first
        while last < len(pieces) and pieces[last].at - pieces[first].at <= _SAME:
            last += 1
        near = sorted(pieces[first:last], key=lambda rule: rule.start)
        at, start, end = near[0]
        for rule in near[1:]:
            if rule.start > end + _GAP:
                lines.append(Rule(at, start, end))
                at, start, end = rule
            end = max(end, rule.end)
        lines.append(Rule(at, start, end))
        first = last
    return sorted(lines)


def joined(pieces: list[Rule]) -> list[Rule]:
    """Rules put together from pieces, double lines made one, and what is too short to part cells left out.

    Lines beside each other are one only where they run side by side: another table's lines may stand as near.
    """
    lines = [rule for rule in _straight(pieces) if rule.end - rule.start >= _SHORTEST][: 4 * _MOST_LINES]
    groups: list[list[Rule]] = []
    for rule in lines:
        beside = itertools.takewhile(lambda g: rule.at - g[0].at <= _SNAP, reversed(groups))  # noqa: B023 (used at once)
        for group in beside:
            if any(rule.start <= other.end + _GAP and other.start <= rule.end + _GAP for other in group):
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [
        Rule((group[0].at + group[-1].at) / 2, min(r.start for r in group), max(r.end for r in group))
        for group in groups
    ]


def _connected(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, h in enumerate(across):
        for j, v in enumerate(down):
            if h.start - _SNAP <= v.at <= h.end + _SNAP and v.start - _SNAP <= h.at <= v.end + _SNAP:
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, h in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(h)
    for j, v in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(v)
    return [group for group in groups.values() if group[0] and group[1]]


def _positions(lines: list[Rule], low: float, high: float) -> list[float]:
    """Where lines stand, and the ends of the lines that cross them where no line closes the table."""
    found: list[float] = []
    for at in sorted(rule.at for rule in lines):
        if not found or at - found[-1] > _SNAP:
            found.append(at)
    if found[0] - low > 2 * _SNAP:
        found.insert(0, low)
    if high - found[-1] > 2 * _SNAP:
        found.append(high)
    return found


def _walls(lines: list[Rule], at: list[float], along: list[float]) -> list[list[bool]]:
    """walls[i][k]: a line at at[i] parts the fields between along[k] and along[k + 1]."""
    walls = [[False] * (len(along) - 1) for _ in at]
    walls[0] = [True] * (len(along) - 1)
    walls[-1] = [True] * (len(along) - 1)
    for rule in lines:
        i = min(range(len(at)), key=lambda n: abs(at[n] - rule.at))
        for k in range(len(along) - 1):
            shared = min(rule.end, along[k + 1]) - max(rule.start, along[k])
            if shared >= 0.6 * (along[k + 1] - along[k]):
                walls[i][k] = True
    return walls


def _cells(xs: list[float], ys: list[float], upright: list[list[bool]], level: list[list[bool]]) -> Ruled:
    width, height = len(xs) - 1, len(ys) - 1
    owner = [[-1] * width for _ in range(height)]
    boxes: list[Box] = []
    for r in range(height):
        for c in range(width):
            if owner[r][c] >= 0:
                continue
            region = _region(r, c, width, height, upright, level)
            rows, columns = [p[0] for p in region], [p[1] for p in region]
            box = Box(r, max(rows) + 1, min(columns), max(columns) + 1)
            if len(region) != (box.row_end - box.row) * (box.column_end - box.column):
                # a wall is missing somewhere: only the row itself is sure
                end = c + 1
                while end < width and owner[r][end] < 0 and not upright[end][r]:
                    end += 1
                box = Box(r, r + 1, c, end)
            for i in range(box.row, box.row_end):
                for j in range(box.column, box.column_end):
                    owner[i][j] = len(boxes)
            boxes.append(box)
    return Ruled(xs, ys, boxes, owner)


def _region(
    row: int, column: int, width: int, height: int, upright: list[list[bool]], level: list[list[bool]]
) -> set[tuple[int, int]]:
    region = {(row, column)}
    waiting = [(row, column)]
    while waiting:
        r, c = waiting.pop()
        near = []
        if c + 1 < width and not upright[c + 1][r]:
            near.append((r, c + 1))
        if c > 0 and not upright[c][r]:
            near.append((r, c - 1))
        if r + 1 < height and not level[r + 1][c]:
            near.append((r + 1, c))
        if r > 0 and not level[r][c]:
            near.append((r - 1, c))
        for field in near:
            if field not in region:
                region.add(field)
                waiting.append(field)
    return region


def ruled_tables(rules: Rules) -> list[Ruled]:
    """The tables that ruled lines make, from the top of the page; a lone box or line is none."""
    across, down = joined(rules.across), joined(rules.down)
    if len(across) > _MOST_LINES or len(down) > _MOST_LINES:
        return []
    tables = []
    for level, upright in _connected(across, down):
        xs = _positions(upright, min(h.start for h in level), max(h.end for h in level))
        ys = _positions(level, min(v.start for v in upright), max(v.end for v in upright))
        if len(xs) < 2 or len(ys) < 2:
            continue
        table = _cells(xs, ys, _walls(upright, xs, ys), _walls(level, ys, xs))
        if len(table.boxes) > 1:
            tables.append(table)
    return sorted(tables, key=lambda table: (table.ys[0], table.xs[0]))
