"""Digits of one cell that are set off from those beside them: lower, off their line, or on one place with them."""

from collections import Counter
from itertools import groupby, pairwise

from extractors.readers.pdf_page import Glyph
from extractors.shown import COVERED, LOWERED, RAISED, TINY

# digits so much lower than those beside them are set off from them; of a table's text, hardly to be seen
_SMALL, _TINIEST = 0.72, 0.4
_RAISED = 0.12
# digits alone in a cell are higher than print of their size that is centred
_ABOVE_CENTRED = 0.25
# so many figures of a row show on which line it is printed
_LEAST_IN_ROW = 3
# two digits nearer than this share of their height stand on one place
_SAME_PLACE = 0.22
# a gap of this share of the height begins another line
_LINE = 0.4


def set_off(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs of one cell, with marks on digits that are lower than those beside them or off their line, or that
    stand on one place; those off their line are put on it, for they belong to what they stand beside."""
    digits = [glyph for glyph in glyphs if glyph.text.isdecimal()]
    if not digits or (len(glyphs) == 1):
        return glyphs
    high = max(glyph.bottom - glyph.top for glyph in glyphs)
    if all(g.bottom - g.top > 0.95 * high and abs(g.base - digits[0].base) < 0.05 * high for g in glyphs):
        return _apart(glyphs)
    mains = [glyph for glyph in glyphs if glyph.bottom - glyph.top >= _SMALL * high]
    only_digits = all(glyph.text.isdecimal() or glyph.text in ",." for glyph in mains)
    found: list[Glyph] = []
    for glyph in glyphs:
        before = found[-1] if found else None
        if before is not None and before.marks & {RAISED, LOWERED} and _goes_on(before, glyph, glyphs, len(found)):
            glyph = glyph._replace(marks=glyph.marks | before.marks, base=before.base)
        elif glyph.text.isdecimal() and (main := _beside(glyph, mains, high)) is not None:
            off = main.base - glyph.base
            is_small = glyph.bottom - glyph.top < _SMALL * high
            if abs(off) > _RAISED * high and (is_small or not _same_line_alone(glyph, mains)):
                mark = RAISED if off > 0 else LOWERED
                glyph = glyph._replace(marks=glyph.marks | {mark}, base=main.base)
            elif is_small and only_digits:
                glyph = glyph._replace(marks=glyph.marks | {TINY}, base=main.base)
        found.append(glyph)
    return _apart(found)


def off_their_row(cells: list[list[Glyph]]) -> list[list[Glyph]]:
    """The cells of one row, with marks on figures alone in a cell that are smaller than the row's others and not on
    their line: a note's mark in an empty cell. Smaller print that is centred stands a little higher, and is none."""
    alone = {n: own for n, own in enumerate(cells) if own and all(g.text.isdecimal() or g.text in ",." for g in own)}
    bases = Counter(round(own[0].base) for own in alone.values())
    if not bases or (common := bases.most_common(1)[0])[1] < _LEAST_IN_ROW:
        return cells
    line = [own[0] for own in alone.values() if round(own[0].base) == common[0]]
    base, high = line[0].base, max(map(_size, line))
    made = list(cells)
    for n, own in alone.items():
        off = base - own[0].base
        if max(map(_size, own)) < _SMALL * high and (off > _ABOVE_CENTRED * high or off < -_RAISED * high / 2):
            made[n] = [g._replace(marks=g.marks | {RAISED if off > 0 else LOWERED}) for g in own]
    return made


def is_small(high: float, usual: float) -> bool:
    """Whether print is so much smaller than a table's that digits may be set off by it."""
    return high < _SMALL * usual


def _goes_on(before: Glyph, glyph: Glyph, glyphs: list[Glyph], at: int) -> bool:
    """Whether a digit goes on a number whose digit before it is raised or lowered, on that digit's own line."""
    printed = glyphs[at - 1]  # as it stood before it was put on the line of the figure
    return (
        glyph.text.isdecimal()
        and abs(glyph.base - printed.base) < 0.05 * _size(glyph)
        and abs(_size(glyph) - _size(printed)) < 0.1 * _size(glyph)
        and -0.6 * _size(glyph) < glyph.x0 - before.x1 < 0.3 * _size(glyph)
    )


def _beside(glyph: Glyph, mains: list[Glyph], high: float) -> Glyph | None:
    """The glyph of full height that stands nearest on the line of one."""
    near = [main for main in mains if main is not glyph and abs(main.base - glyph.base) < 0.75 * high]
    return min(near, key=lambda main: min(abs(main.x1 - glyph.x0), abs(glyph.x1 - main.x0)), default=None)


def _same_line_alone(glyph: Glyph, mains: list[Glyph]) -> bool:
    """Whether a glyph of full height stands on a line of its own: another line of the cell, not a raised digit."""
    own = [m for m in mains if abs(m.base - glyph.base) < 0.1 * (glyph.bottom - glyph.top)]
    return any(
        min(glyph.x1, m.x1) - max(glyph.x0, m.x0) > 0.3 * (glyph.x1 - glyph.x0) for m in mains if m not in own
    )  # fmt: skip


def _apart(glyphs: list[Glyph]) -> list[Glyph]:
    """Digits that stand on each other's place are marked: one covers the other, and which is seen is not known."""
    digits = [glyph for glyph in glyphs if glyph.text.isdecimal()]
    if len(digits) < 2 or not any(map(_are_mixed, _lines(digits))):
        return glyphs
    return [g._replace(marks=g.marks | {COVERED}) if g.text.isdecimal() else g for g in glyphs]


def _size(glyph: Glyph) -> float:
    return max(glyph.bottom - glyph.top, 1.0)


def _lines(digits: list[Glyph]) -> list[list[Glyph]]:
    lines: list[list[Glyph]] = []
    for glyph in sorted(digits, key=lambda g: g.base):
        if lines and glyph.base - lines[-1][0].base <= _LINE * _size(glyph):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [sorted(line, key=lambda g: g.x0) for line in lines]


def _are_mixed(line: list[Glyph]) -> bool:
    """Whether digits of one line stand on one place, or between those of another piece of text."""
    if any(b.x0 - a.x0 < _SAME_PLACE * _size(b) for a, b in pairwise(line)):
        return True
    runs = Counter(item for item, _ in groupby(glyph.item for glyph in line))
    return any(item and count > 1 for item, count in runs.items())


def is_tiny(glyph: Glyph, usual: float) -> bool:
    """Whether a character is far smaller than a table's text."""
    return _size(glyph) < _TINIEST * usual
