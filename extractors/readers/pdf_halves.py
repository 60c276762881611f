"""Two pages printed beside each other on one sheet: each is read by itself, the left one first."""

from extractors.readers.pdf_grid import Ruled
from extractors.readers.pdf_marks import Seen
from extractors.readers.pdf_page import Glyph, Rules, Sheet

# of the sheet's width, what is free between the pages
_GUTTER = 0.03
# fewer characters are no page
_LEAST = 40
# lines of one table without rules stand on the same heights on both sides
_SHARED = 0.4

Half = tuple[Seen, Rules, list[Ruled]]


def halves(sheet: Sheet, seen: Seen, drawn: Rules, ruled: list[Ruled]) -> list[Half]:
    """What is printed on each page of a sheet: all of it where the sheet is one page."""
    middle = _middle(sheet, seen.glyphs, drawn)
    if middle is None:
        return [(seen, drawn, ruled)]
    made: list[Half] = []
    for is_left in (True, False):
        glyphs = [g for g in seen.glyphs if (g.x1 <= middle) == is_left]
        across = [rule for rule in drawn.across if (rule.end <= middle) == is_left]
        down = [rule for rule in drawn.down if (rule.at <= middle) == is_left]
        tables = [table for table in ruled if (table.bounds[2] <= middle) == is_left]
        made.append((seen._replace(glyphs=glyphs), Rules(across, down), tables))
    return made


def _middle(sheet: Sheet, glyphs: list[Glyph], drawn: Rules) -> float | None:
    """Where the left page ends; None where the sheet is one page."""
    turn = sheet.turn
    wide, high = turn.right - turn.left, turn.high - turn.low
    if turn.quarters % 2:
        wide, high = high, wide
    middle, free = wide / 2, wide * _GUTTER / 2
    if wide <= high or any(g.x0 < middle + free and g.x1 > middle - free for g in glyphs):
        return None
    if any(rule.start < middle < rule.end for rule in drawn.across):
        return None
    left = [g for g in glyphs if g.x1 <= middle]
    right = [g for g in glyphs if g.x0 >= middle]
    if min(len(left), len(right)) < _LEAST:
        return None
    ruled = [any((rule.end <= middle) == is_left for rule in drawn.across) for is_left in (True, False)]
    return middle if all(ruled) or _shared(left, right) < _SHARED else None


def _shared(left: list[Glyph], right: list[Glyph]) -> float:
    """Which part of the lines of the page with fewer lines stands on the height of one of the other page's."""
    heights = [{round(g.base) for g in side} for side in (left, right)]
    few, many = sorted(heights, key=len)
    return sum(bool({y - 1, y, y + 1} & many) for y in few) / len(few)
