"""Figures of a table without rules that are merged over two columns: they stand between the heads of both."""

from dataclasses import dataclass

from extractors.readers.pdf_pieces import Piece

# so many rows beside one show how the figures of a column are set
_NEIGHBOURS = 4


@dataclass(slots=True)
class Column:
    """A head over figures: where it stands."""

    x0: float
    x1: float


def merged_over(values: list[Piece], under: list[list[Piece]], columns: list[Column], others: list[Piece]) -> set[int]:
    """The columns whose figure is merged over them and the next: it reaches over the middle between both heads, the
    other one has none, and the figures of the nearest rows (of `others`) under this head are not set as it is."""
    found: set[int] = set()
    for i, j in zip(range(len(columns)), range(1, len(columns)), strict=False):
        at = i if under[i] else j
        if bool(under[i]) == bool(under[j]) or len(under[at]) > 1 or not under[at][0].is_value:
            continue
        piece, head = under[at][0], columns[at]
        least = (piece.x1 - piece.x0) / 4
        half = (columns[i].x0 + columns[i].x1 + columns[j].x0 + columns[j].x1) / 4
        if not piece.x0 + least <= half <= piece.x1 - least or (head.x0 <= piece.x0 and piece.x1 <= head.x1):
            continue
        rows = [p for p in others if p not in values and p.x0 < head.x1 and head.x0 < p.x1]
        rows.sort(key=lambda other: abs(other.middle - piece.middle))
        reach = (piece.bottom - piece.top) / 4
        if rows and not any(_is_set_alike(piece, other, reach) for other in rows[:_NEIGHBOURS]):
            found.add(i)
    return found


def _is_set_alike(one: Piece, other: Piece, reach: float) -> bool:
    """Whether two pieces begin, end or are centred at one place."""
    left, right = one.x0 - other.x0, one.x1 - other.x1
    return min(abs(left), abs(right), abs(left + right) / 2) <= reach
