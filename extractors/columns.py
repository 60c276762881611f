"""Which value of a row stands in which column.

Four ways, tried in this order, and none of them counts from a fixed position: the row has as many values as the head
has columns; the values lie under the heads (spans or measured edges); a unit and a figure are told by what they are;
all cells beside one run of the right length are empty. Where none fits, or two fit and differ, the row is ragged and
gives no figure.
"""

from collections import Counter
from dataclasses import dataclass

from data.text import squeeze
from data.words import words
from extractors.content import Cell
from extractors.values import is_figure, read_value


@dataclass(frozen=True, slots=True)
class Head:
    """One head over values. role: column, unit, ignored, unknown or phantom (printed empty)."""

    role: str
    key: str
    text: str
    unit: str
    start: int
    end: int


Placed = list[tuple[Head, Cell]]


def _overlap(head: Head, cell: Cell) -> float:
    shared = min(head.end, cell.end) - max(head.start, cell.start)
    return shared / max(1, min(head.end - head.start, cell.end - cell.start))


def by_count(heads: list[Head], cells: list[Cell]) -> Placed | None:
    """As many values as heads: one to one, in printed order."""
    return list(zip(heads, cells, strict=True)) if len(heads) == len(cells) else None


def _lie_under(heads: list[Head], cells: list[Cell], carried: list[Cell]) -> bool:
    """Whether each cell lies exactly under one head, and no cell from above reaches under them."""
    if not heads or len(heads) != len(cells):
        return False
    before = heads[0].start
    for head, cell in zip(heads, cells, strict=True):
        if cell.start != head.start or cell.end != head.end or head.start < before:
            return False
        before = head.end
    return all(cell.end <= heads[0].start or before <= cell.start for cell in carried)


def by_position(heads: list[Head], cells: list[Cell], carried: list[Cell]) -> Placed | None:
    """Each head takes the cell under it. A figure merged over several heads stands under each of them where the row's
    cells meet without a gap; whether it is one for all is said by `is_for_all`."""
    if any(head.end <= head.start for head in heads):
        return None
    if _lie_under(heads, cells, carried):
        return by_count(heads, cells)
    meets = all(a.end == b.start for a, b in zip(cells, cells[1:], strict=False))
    placed: Placed = []
    used: set[int] = set()
    both = [*cells, *carried]
    for head in heads:
        under = [
            (i, c) for i, c in enumerate(both) if c.start < head.end and head.start < c.end and _overlap(head, c) > 0.6
        ]
        filled = [(i, c) for i, c in under if not c.is_empty]
        if not under and head.role == "phantom":
            continue  # an empty head over a label of this row
        if not under or len(filled) > 1:
            return None
        i, cell = (filled or under)[0]
        if i in used and not meets and any(map(str.isdigit, cell.text)):
            return None
        used.add(i)
        placed.append((head, cell))
    if any(not c.is_empty for i, c in enumerate(cells) if i not in used):
        return None
    return placed


def merged_over(placed: Placed) -> dict[int, int]:
    """How many of the form's columns each printed cell stands under, of the filled cells that stand under several."""
    if len({id(cell) for _, cell in placed}) == len(placed):
        return {}
    counted = Counter(id(cell) for head, cell in placed if head.role == "column" and not cell.is_empty)
    return {cell: count for cell, count in counted.items() if count > 1}


def is_for_all(placed: Placed, cell: Cell) -> bool:
    """Whether a figure merged over several columns is one for each: a zero or a mark for none, over the whole row."""
    value = read_value(cell.text, "")
    is_none = value.state == "nil" or (value.state == "number" and not value.number)
    own = [other for head, other in placed if head.role == "column"]
    return is_none and (value.state == "nil" or all(other is cell for other in own))


def by_window(heads: list[Head], cells: list[Cell]) -> list[tuple[int, Placed]]:
    """Every run of cells as long as the heads outside of which all is empty, with its offset."""
    spare = len(cells) - len(heads)
    return [
        (skip, list(zip(heads, cells[skip : skip + len(heads)], strict=True)))
        for skip in range(spare + 1)
        if spare > 0 and all(c.is_empty for c in cells[:skip]) and all(c.is_empty for c in cells[skip + len(heads) :])
    ]


def _lies_elsewhere(placed: Placed, cells: list[Cell]) -> bool:
    """Whether each head has a cell of its own under it, and not the one that it was given."""
    if any(head.end <= head.start for head, _ in placed):
        return False
    under = [[c for c in cells if c.start < h.end and h.start < c.end and _overlap(h, c) > 0.6] for h, _ in placed]
    if any(len(found) != 1 for found in under) or len({id(found[0]) for found in under}) < len(placed):
        return False
    return any(found[0] is not cell for found, (_, cell) in zip(under, placed, strict=True))


def _is_shifted(placed: Placed, cells: list[Cell]) -> bool:
    """Whether a measured row has a cell under a head, and the head was given one that lies elsewhere."""
    for head, cell in placed:
        under = [c for c in cells if c.start < head.end and head.start < c.end and _overlap(head, c) > 0.6]
        if under and not any(c is cell for c in under) and not (cell.start < head.end and head.start < cell.end):
            return True
    return False


def by_kind(heads: list[Head], cells: list[Cell]) -> Placed | None:
    """A unit and a figure, and nothing else in the row, under a head of units and the one column of the form: whichever
    way the row has slipped, a unit is no figure. Under a head of codes or of another year the figure may be that."""
    own = [head for head in heads if head.role != "phantom"]
    filled = [cell for cell in cells if not cell.is_empty]
    if sorted(head.role for head in own) != ["column", "unit"] or len(filled) != 2:
        return None
    units = [cell for cell in filled if squeeze(cell.text).strip("()") in (*words()["counters"], *words()["money"])]
    figures = [cell for cell in filled if is_figure(cell)]
    if len(units) != 1 or len(figures) != 1:
        return None
    return [(head, units[0] if head.role == "unit" else figures[0]) for head in own]


def place(
    heads: list[Head], cells: list[Cell], carried: list[Cell], measured: bool, usual_offset: int | None = None
) -> tuple[Placed | None, int | None]:
    """Put a row's values under their heads.

    usual_offset: where the values of this row begin if it is built like rows of the same table that left no doubt; it
    decides between several windows. Returns the placement (None where the row is ragged) and the offset at which the
    values begin, where that is certain.
    """
    if measured and (placed := by_position(heads, cells, carried)):
        return placed, None
    if (placed := by_count(heads, cells)) and not (measured and _is_shifted(placed, cells)):
        # a figure merged over two columns, and an empty cell beside them: as many as heads, and not one for one
        is_merged = cells[-1].is_empty and any(cell.end - cell.start > 1 and not cell.is_empty for cell in cells)
        by_place = by_position(heads, cells, carried) if is_merged else None
        under = {id(head): cell for head, cell in by_place or ()}  # an empty head may stand over a label
        if any(under.get(id(head), cell) is not cell for head, cell in placed):
            return None, None
        return placed, 0
    if not measured and (placed := by_position(heads, cells, carried)):
        return placed, None
    if placed := by_kind(heads, cells):
        return placed, None
    windows = by_window(heads, cells)
    if len(windows) == 1:
        skip, placed = windows[0]
        # a figure beside the columns, and a blank at their other end: the one run is not theirs
        is_elsewhere = _lies_elsewhere(placed, cells) or (measured and _is_shifted(placed, cells))
        if usual_offset not in (None, skip) or is_elsewhere:
            return None, None
        return placed, skip
    if windows:
        texts = {tuple(cell.text.strip() for _, cell in placed) for _, placed in windows}
        chosen = [placed for skip, placed in windows if skip == usual_offset]
        if len(texts) == 1 or chosen:
            return (chosen or [windows[0][1]])[0], None
    return None, None
