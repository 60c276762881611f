"""The ruled lines of a page among all that is drawn on it: stroked lines and edges, thin filled boxes, frames."""

from collections.abc import Sequence
from itertools import accumulate, pairwise, repeat

import pypdfium2.raw as pdfium

from extractors.readers import pdf_calls
from extractors.readers.pdf_page import MOST_ITEMS, Item, Rule, Rules, Turn

# more ruled lines than any table has: a drawing, and not looked at
_MOST_RULES = 100_000
_THIN = 3.0
_DEEPEST_FORM = 4

Point = tuple[float, float]
Matrix = tuple[float, ...]


class _Collector:
    """Gathers the ruled lines among the objects of a page, or of a form placed on it by a matrix."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.place: Matrix | None = None
        self.across: list[Rule] = []
        self.down: list[Rule] = []

    def on_page(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        if self.place is None:
            if x0 > x1:
                x0, x1 = x1, x0
            if y0 > y1:
                y0, y1 = y1, y0
            return self.turn(x0, y0, x1, y1)
        a, b, c, d, e, f = self.place
        xs = (a * x0 + c * y0 + e, a * x1 + c * y1 + e)
        ys = (b * x0 + d * y0 + f, b * x1 + d * y1 + f)
        return self.turn(min(xs), min(ys), max(xs), max(ys))

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A thin box is a rule; a dot is a piece of a dotted one, which way is seen when pieces are joined."""
        left, top, right, bottom = self.on_page(x0, y0, x1, y1)
        if bottom - top <= _THIN:
            self.across.append(Rule((top + bottom) / 2, left, right))
        if right - left <= _THIN:
            self.down.append(Rule((left + right) / 2, top, bottom))

    def frame(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """The four edges of a stroked rectangle; of a thin one those along it."""
        left, top, right, bottom = self.on_page(x0, y0, x1, y1)
        if right - left > _THIN < bottom - top:
            self.across += (Rule(top, left, right), Rule(bottom, left, right))
            self.down += (Rule(left, top, bottom), Rule(right, top, bottom))
        else:
            for edge in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                self.box(*edge)

    def filled(self, subpaths: list[list[Point]]) -> None:
        boxes = []
        for points in subpaths:
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            boxes.append((min(xs), min(ys), max(xs), max(ys)))
            self.box(*boxes[-1])
        # a frame is drawn as a box within a box
        for (a0, b0, a1, b1), (c0, d0, c1, d1) in pairwise(boxes):
            if max(abs(a0 - c0), abs(b0 - d0), abs(a1 - c1), abs(b1 - d1)) <= _THIN and a1 - a0 > _THIN < b1 - b0:
                for edge in ((a0, b0, a1, b0), (a0, b1, a1, b1), (a0, b0, a0, b1), (a1, b0, a1, b1)):
                    self.box(*edge)

    def stroked(self, subpaths: list[list[Point]]) -> None:
        for points in subpaths:
            for (x0, y0), (x1, y1) in pairwise(points):
                self.box(x0, y0, x1, y1)

    def lines(self, paths: Sequence[int], counts: Sequence[int], matrices: Sequence[Matrix]) -> None:
        """Take the stroked paths that are one line each."""
        chosen = [at for at, count in enumerate(counts) if count == 2]
        ends = [pdf_calls.points(pdf_calls.segments([paths[at] for at in chosen], repeat(n))) for n in (0, 1)]
        for at, begin, end in zip(chosen, *ends, strict=True):
            self.box(*_moved(begin, matrices[at]), *_moved(end, matrices[at]))

    def paths(self, paths: Sequence[int]) -> None:
        """Take what is seen of paths: stroked or filled, and not white."""
        modes = pdf_calls.draw_modes(paths)
        stroked = _seen([path for path, (_, stroke) in zip(paths, modes, strict=True) if stroke], of_stroke=True)
        taken = set(stroked)
        filled = [path for path, (fill, _) in zip(paths, modes, strict=True) if fill and path not in taken]
        filled = _seen(filled, of_stroke=False)
        for kept, is_stroked in ((stroked, True), (filled, False)):
            matrices = pdf_calls.matrices(kept)
            counts = pdf_calls.segment_counts(kept)
            others = []
            if is_stroked:
                self.lines(kept, counts, matrices)
            for at, corners in enumerate(_rectangles(kept, counts, is_stroked)):
                if is_stroked and counts[at] == 2:
                    continue
                a, b, c, d, e, f = matrices[at]
                if corners is None or not (b == c == 0 or a == d == 0):
                    others.append(at)
                    continue
                (x0, y0), (x1, y1) = corners
                (self.frame if is_stroked else self.box)(
                    a * x0 + c * y0 + e, b * x0 + d * y0 + f, a * x1 + c * y1 + e, b * x1 + d * y1 + f
                )
                if len(self.across) + len(self.down) > _MOST_RULES:
                    return
            drawn = _subpaths([kept[at] for at in others], [counts[at] for at in others])
            for at, subpaths in zip(others, drawn, strict=False):
                moved = [[_moved(point, matrices[at]) for point in points] for points in subpaths]
                (self.stroked if is_stroked else self.filled)(moved)
                if len(self.across) + len(self.down) > _MOST_RULES:
                    return


def _moved(point: Point, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f


def _seen(paths: list[int], of_stroke: bool) -> list[int]:
    """The paths that are not white and not transparent."""
    found = pdf_calls.colours(paths, of_stroke)
    return [
        path for path, (red, green, blue, opacity) in zip(paths, found, strict=True)
        if opacity and (red <= 250 or green <= 250 or blue <= 250)
    ]  # fmt: skip


def _rectangles(paths: list[int], counts: list[int], is_stroked: bool) -> list[tuple[Point, Point] | None]:
    """Opposite corners of upright rectangles, None for what is none: most tables are thousands of them.

    Stroked ones must be closed, else an edge is missing.
    """
    likely = [at for at, count in enumerate(counts) if count in (4, 5)]
    chosen = [paths[at] for at in likely]
    parts = [pdf_calls.segments(chosen, repeat(number)) for number in range(4)]
    ends = pdf_calls.segments(chosen, [counts[at] - 1 for at in likely])
    lines = zip(*(pdf_calls.segment_types(part) for part in (*parts[1:], ends)), strict=True)
    closed = pdf_calls.closes(ends)
    corners = zip(*(pdf_calls.points(part) for part in parts), strict=True)
    found: list[tuple[Point, Point] | None] = [None] * len(paths)
    straight = (pdfium.FPDF_SEGMENT_LINETO,) * 4
    for at, kinds, is_closed, (first, second, third, fourth) in zip(likely, lines, closed, corners, strict=True):
        (x0, y0), (x2, y2) = first, third
        is_upright = (second, fourth) in (((x2, y0), (x0, y2)), ((x0, y2), (x2, y0)))
        if kinds == straight and is_upright and (is_closed or not is_stroked):
            found[at] = first, third
    return found


def _subpaths(paths: list[int], counts: list[int]) -> list[list[list[Point]]]:
    """The subpaths of each path as lists of points; no more paths than have _MOST_RULES segments together."""
    kept = sum(total <= _MOST_RULES for total in accumulate(counts)) or min(len(counts), 1)
    counts = [min(count, _MOST_RULES) for count in counts[:kept]]
    numbers = [number for count in counts for number in range(count)]
    parts = pdf_calls.segments([p for p, n in zip(paths, counts, strict=False) for _ in range(n)], numbers)
    drawn = zip(pdf_calls.points(parts), pdf_calls.segment_types(parts), pdf_calls.closes(parts), strict=True)
    found = []
    for count in counts:
        subpaths: list[list[Point]] = []
        for _ in range(count):
            (x, y), kind, is_closed = next(drawn)
            if kind == pdfium.FPDF_SEGMENT_MOVETO or not subpaths:
                subpaths.append([(x, y)])
            else:
                subpaths[-1].append((x, y))
            if is_closed:
                subpaths[-1].append(subpaths[-1][0])
        found.append(subpaths)
    return found


def _times(inner: Matrix, outer: Matrix | None) -> Matrix:
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _collect(items: list[Item], found: _Collector, place: Matrix | None, depth: int) -> None:
    found.place = place
    found.paths([item for item, kind in items if kind == pdfium.FPDF_PAGEOBJ_PATH])
    forms = [item for item, kind in items if kind == pdfium.FPDF_PAGEOBJ_FORM] if depth < _DEEPEST_FORM else []
    for form, matrix in zip(forms, pdf_calls.matrices(forms), strict=True):
        if len(found.across) + len(found.down) > _MOST_RULES:
            return
        count = min(pdfium.FPDFFormObj_CountObjects(pdf_calls.thing(form)), MOST_ITEMS)
        inside = pdf_calls.form_objects(form, count)
        _collect(list(zip(inside, pdf_calls.types(inside), strict=True)), found, _times(matrix, place), depth + 1)


def rules(items: list[Item], turn: Turn) -> Rules:
    """The ruled lines of a page: stroked lines and edges, thin filled boxes, frames; white ones are none."""
    found = _Collector(turn)
    _collect(items, found, None, 0)
    # cells side by side draw the edge between them twice
    return Rules(list(dict.fromkeys(found.across)), list(dict.fromkeys(found.down)))
