"""A page's ruled tables with the text of their cells, by pdfium alone."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise, takewhile

from extractors.content import Cell, Grid, Line, Row
from extractors.readers.pdf_drawn import INK
from extractors.readers.pdf_grid import Box, Ruled
from extractors.readers.pdf_marks import Seen
from extractors.readers.pdf_page import Glyph
from extractors.readers.pdf_set_off import is_small, is_tiny, off_their_row, set_off
from extractors.readers.pdf_words import goes_on, in_lines, is_figure, line_runs, size
from extractors.shown import FIELD, TINY, Run, plain, printed

# lines of one number are no wider apart than this share of their height
_LEADING = 2.1
# a box around a paragraph is no table row
_PARAGRAPH = 40
# of a note, or of the cell under it, this much must be common to both
_SHARE = 0.4


def _spilled(crossings: list[tuple[Glyph, int, Glyph, int]]) -> list[set[int]]:
    """Groups of cells over whose walls figures are written on without a gap.

    crossings: characters that follow each other, the first in one cell and the second in another.
    """
    found: list[set[int]] = []
    for last, last_cell, glyph, cell in crossings:
        if goes_on(last, glyph):
            if found and last_cell in found[-1]:
                found[-1].add(cell)
            else:
                found.append({last_cell, cell})
    return found


def _wrapped_number(lines: list[list[Glyph]], left: float, right: float) -> bool:
    """Whether figures on several lines are one number: after each line but the last no further figure has room, and the
    lines follow each other as those of a paragraph.

    A first line may be indented, as Word indents paragraphs by two characters: then it ends at the cell's right wall,
    and not in the middle of the cell.
    """
    if len(lines) < 2 or not all(is_figure(glyph) for line in lines for glyph in line):
        return False
    for line, following in pairwise(lines):
        high = size(line[0])
        if following[0].base - line[0].base > _LEADING * high:
            return False
        length = line[-1].x1 - line[0].x0
        # the box of a figure is as wide as its height in fonts that pdfium replaces
        figure = min(length / len(line), 0.6 * high)
        is_full = right - left - length < 2 * figure + 6
        is_indented = (line[0].x0 - left) - (right - line[-1].x1) >= high
        if not is_full and not (is_indented and right - line[-1].x1 < figure + 6):
            return False
    return True


Runs = tuple[Run, ...]
Bounds = tuple[float, float, float, float]


def runs_of(glyphs: list[Glyph], left: float, right: float, usual: float) -> Runs:
    """The text of a cell between two walls; usual: how high the print of its table is."""
    if not glyphs:
        return ()
    if len(glyphs) == 1 and not is_tiny(glyphs[0], usual):
        return (Run(glyphs[0].text, glyphs[0].marks),)
    glyphs = set_off([g._replace(marks=g.marks | {TINY}) if is_tiny(g, usual) else g for g in glyphs])
    lines = in_lines(glyphs)
    return line_runs(lines, "" if _wrapped_number(lines, left, right) else "\n")


def _run_on(crossings: list[tuple[Glyph, int, Glyph, int]], outside: list[Glyph], beyond: int) -> str:
    """The figures with which numbers run on beyond a table's outer wall."""
    first = {id(glyph) for _, before, glyph, cell in crossings if cell == beyond != before}
    said = []
    for at, glyph in enumerate(outside):
        if id(glyph) in first:
            said.append("".join(g.text for g in takewhile(is_figure, outside[at:])))
    return " ".join(said)


def cell_runs(table: Ruled, glyphs: list[Glyph]) -> tuple[list[Runs], list[Glyph]]:
    """The text of each cell of a table as runs, and the characters outside it.

    A number that runs over a wall is given, parted by a line break, to every cell it touches: unreadable in each.
    """
    xs, ys, owner = table.xs, table.ys, table.owner
    x0, top, x1, bottom = table.bounds
    inside: list[list[Glyph]] = [[] for _ in table.boxes]
    outside: list[Glyph] = []
    # characters follow each other in a cell: the next one is looked for where the last one was
    left = right = high = low = 0.0
    index, before = 0, -1
    crossings: list[tuple[Glyph, int, Glyph, int]] = []
    # a number may run on beyond the table's outer wall
    beyond = len(table.boxes)
    last: Glyph | None = None
    for glyph in glyphs:
        _, start, end, _, upper, lower, *_ = glyph
        x, y = (start + end) / 2, (upper + lower) / 2
        if not (left <= x < right and high <= y < low):
            if not (x0 <= x < x1 and top <= y < bottom):
                outside.append(glyph)
                if last is not None:
                    crossings.append((last, before, glyph, beyond))
                    last, before, left, right = (glyph, beyond, 0.0, 0.0) if is_figure(glyph) else (None, -1, 0.0, 0.0)
                continue
            row, column = bisect_right(ys, y) - 1, bisect_right(xs, x) - 1
            left, right, high, low = xs[column], xs[column + 1], ys[row], ys[row + 1]
            index = owner[row][column]
            if last is not None and index != before:
                crossings.append((last, before, glyph, index))
        inside[index].append(glyph)
        last, before = glyph, index
    heights = sorted(size(glyph) for part in inside for glyph in part)
    usual = heights[len(heights) // 2] if heights else 0.0
    if heights and is_small(heights[0], usual):
        _mark_off_their_row(table, inside)
    found = [
        runs_of(part, xs[box.column], xs[box.column_end], usual) for part, box in zip(inside, table.boxes, strict=True)
    ]
    for cells in _spilled([one for one in crossings if one[1] != one[3]]):
        ordered = sorted(cells - {beyond}, key=lambda c: table.boxes[c].column)
        whole = tuple(run for at, cell in enumerate(ordered) for run in (*plain("\n" * (at > 0)), *found[cell]))
        if beyond in cells:
            whole = (*whole, *plain("\n" + _run_on(crossings, outside, beyond)))
        for cell in ordered:
            found[cell] = whole if any(run.marks for run in whole) else plain(printed(whole))
    return found, outside


def _mark_off_their_row(table: Ruled, inside: list[list[Glyph]]) -> None:
    by_row: dict[tuple[int, int], list[int]] = {}
    for index, box in enumerate(table.boxes):
        by_row.setdefault((box.row, box.row_end), []).append(index)
    for indices in by_row.values():
        for index, glyphs in zip(indices, off_their_row([inside[index] for index in indices]), strict=True):
            inside[index] = glyphs


def blank(seen: Seen, box: Bounds) -> tuple[Runs, tuple[str, ...], str]:
    """What is to be said of a cell without seen text: unseen text that stands there, ink, and on what a blank rests."""
    x0, top, x1, bottom = box
    unseen = [g for g in seen.aside if x0 <= (g.x0 + g.x1) / 2 < x1 and top <= (g.top + g.bottom) / 2 < bottom]
    runs, ink = _notes(seen, box)
    if seen.drawn.has_ink(*box):
        ink = INK
    return (*line_runs(in_lines(unseen)), *runs), ink, "drawn"


def _notes(seen: Seen, box: Bounds) -> tuple[Runs, tuple[str, ...]]:
    """What lies on a cell that programs draw each in their way: its text, or that something is there."""
    x0, top, x1, bottom = box
    found = []
    for (a, b, c, d), text in seen.notes:
        wide, high = min(x1, c) - max(x0, a), min(bottom, d) - max(top, b)
        if wide > 0 < high and wide * high > _SHARE * min((c - a) * (d - b), (x1 - x0) * (bottom - top)):
            found.append(text)
    return tuple(Run(text, frozenset((FIELD,))) for text in found if text), INK * any(not text for text in found)


def _ink_beside(runs: Runs, seen: Seen, box: Bounds) -> tuple[str, ...]:
    """What stands in a cell beside its figures; a seal or picture that lies over many cells is none of it."""
    x0, top, x1, bottom = box
    if not any(char.isdecimal() for run in runs for char in run.text):
        return ()
    if not seen.drawn.has_print(*box) and not seen.drawn.has_stroke(box, _middles(seen.glyphs, box)):
        return ()
    lies_over = any(a < x1 and x0 < c and b < bottom and top < d for a, b, c, d in seen.large)
    return () if lies_over else INK


def _middles(glyphs: list[Glyph], box: Bounds) -> Iterator[Bounds]:
    """Where in a cell a stroke would run through a figure."""
    x0, top, x1, bottom = box
    for glyph in glyphs:
        if glyph.text.isdecimal() and x0 <= (glyph.x0 + glyph.x1) / 2 < x1 and top <= glyph.base <= bottom:
            high, wide = size(glyph), glyph.x1 - glyph.x0
            yield glyph.x0 + wide / 4, glyph.base - 0.5 * high, glyph.x1 - wide / 4, glyph.base - 0.2 * high


def cell_of(runs: Runs, seen: Seen, box: Bounds, rowspan: int) -> Cell:
    """A cell of a page, with what else stands in it, or that nothing does."""
    place = round(box[0]), round(box[2]), rowspan
    if not runs:
        unseen, ink, evidence = blank(seen, box)
        return Cell(unseen, *place, ink=ink, evidence=evidence)
    more, ink = _notes(seen, box) if seen.notes else ((), ())
    return Cell((*runs, *more), *place, ink=ink or _ink_beside(runs, seen, box))


def grid(table: Ruled, texts: list[Runs], page: int, seen: Seen) -> tuple[Grid, list[tuple[float, Line]]]:
    """The table as measured rows, and the paragraphs in boxes drawn on to it, with their y.

    texts: what `cell_runs` gave; seen: the page's text and its picture, for the cells without text.
    """
    xs = table.xs
    rows: list[Row] = []
    outside: list[tuple[float, Line]] = []
    made: dict[int, Cell] = {}
    for r, (top, _) in enumerate(pairwise(table.ys)):
        begun: list[tuple[Box, Cell]] = []
        carried: list[Cell] = []
        for index in dict.fromkeys(table.owner[r]):
            box = table.boxes[index]
            if box.row == r:
                bounds = xs[box.column], table.ys[box.row], xs[box.column_end], table.ys[box.row_end]
                cell = cell_of(texts[index], seen, bounds, box.row_end - box.row)
                made[index] = cell
                begun.append((box, cell))
            else:
                carried.append(made[index])
        cells = [cell for _, cell in begun]
        if len(cells) == 1 and not carried and len(cells[0].text) > _PARAGRAPH:
            outside.append((top, Line(cells[0].text.replace("\n", ""))))
            continue
        if cells:
            rows.append(Row(cells, carried, page))
    return Grid(0, rows, measured=True), outside
