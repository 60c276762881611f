"""A row that a page break cuts in two: half of its label stands above the break, half below, its figures in one half.

Only where the two halves make a known label, and are not each one with figures, is a row known to be cut.
"""

from data.text import squeeze
from data.vocabulary import bare, vocabulary
from extractors.content import Cell, Grid, Row
from extractors.values import is_value_like

# edges measured on two pages differ by less (points)
_NEAR = 4
_HEAD_ROWS = 6


def _texts(row: Row) -> list[str]:
    return [squeeze(cell.text) for cell in row.cells]


def _matching(cell: Cell, others: list[Cell]) -> Cell | None:
    return next((o for o in others if abs(o.start - cell.start) <= _NEAR and abs(o.end - cell.end) <= _NEAR), None)


def _has_figures(row: Row) -> bool:
    return any(any(map(str.isdecimal, cell.text)) and is_value_like(cell.text) for cell in row.cells)


def _is_cut(upper: str, lower: str, one_has_figures: bool) -> bool:
    known = vocabulary()
    if not upper.strip() or not lower.strip() or is_value_like(upper) or is_value_like(lower):
        return False
    # 2.其他 is a label, and so is what offices print for its rest; but a line of a table has figures
    halves = known.is_known(bare(upper)) and known.is_known(bare(lower)) and not one_has_figures
    return known.is_known(bare(upper + lower)) and not halves


def join_over_break(above: Grid, below: Grid) -> None:
    """Put the halves of a row together in the last row of the table above; the table below loses its half.

    Heads repeated below the break are left in their place. Nothing happens where no row is cut.
    """
    if not above.rows or not below.rows:
        return
    heads = [_texts(row) for row in above.rows[:_HEAD_ROWS]]
    at = 0
    while at < len(below.rows) and _texts(below.rows[at]) in heads:
        at += 1
    if at == len(below.rows):
        return
    upper, lower = above.rows[-1], below.rows[at]
    pairs = []
    for cell in lower.cells:
        other = _matching(cell, upper.cells)
        if other is not None:
            pairs.append((other, cell))
        elif _matching(cell, upper.carried) is None:
            return
    both = [(a, b) for a, b in pairs if a.text.strip() and b.text.strip()]
    one = _has_figures(upper) != _has_figures(lower)
    if len(pairs) != len(upper.cells) or not both or not all(_is_cut(a.text, b.text, one) for a, b in both):
        return
    for a, b in pairs:
        a.join(b)
    del below.rows[at]
