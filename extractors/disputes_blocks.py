"""Reviews and lawsuits whose groups are told by their order: blocks of the same outcomes, one after the other.

A group's label that is merged over its block is centred there: where no rule says how far it reaches, it stands
beside or over one outcome of its block, and of which block it is follows from the outcomes, which begin anew.
"""

from data.forms import FormTable
from data.text import squeeze
from extractors.columns import Head
from extractors.content import Cell
from extractors.crossed import Crossed
from extractors.printed import PrintedRow
from extractors.values import is_value_like

# outcomes of a group without its total
_LEAST = 4


def blocks_of(keys: list[str], count: int) -> int:
    """How many keys make a block, where the same keys follow each other in so many blocks; 0 where they do not."""
    length, rest = divmod(len(keys), count) if count else (0, 1)
    is_whole = not rest and length >= _LEAST and keys == keys[:length] * count
    return length if is_whole and len(set(keys[:length])) == length else 0


def heads_in_blocks(
    groups: list[tuple[int, str, Cell]], columns: list[tuple[int, str, Cell]], lines: tuple[str, ...]
) -> list[Head] | None:
    """Heads in blocks in the order of the lines: measured ones in one row, each group's label over its block of them;
    those of a text, which says of no cell how far it reaches, with the groups in order.

    Args:
        groups: depth, line and cell of each label of a group, as printed.
        columns: depth, column and cell of each head, as printed.
        lines: the lines that have a block, in the form's order.
    """
    is_measured = all(cell.end > cell.start for _, _, cell in columns)
    own = sorted(columns, key=lambda one: one[2].start) if is_measured else columns
    length = blocks_of([key for _, key, _ in own], len(lines))
    named = [(name, cell) for _, name, cell in groups if name in lines]
    if not length or [name for name, _ in sorted(named, key=lambda one: lines.index(one[0]))] != list(lines):
        return None
    if is_measured and not _are_over(named, [cell for _, _, cell in own], length, lines):
        return None
    if not is_measured and ([name for name, _ in named] != list(lines) or any(c.end > c.start for _, _, c in own)):
        return None
    if is_measured and len({depth for depth, _, _ in own}) != 1:
        return None
    return [
        Head("column", f"{lines[at // length]} {key}", squeeze(cell.text), "", cell.start, cell.end)
        for at, (_, key, cell) in enumerate(own)
    ]


def _are_over(named: list[tuple[str, Cell]], heads: list[Cell], length: int, lines: tuple[str, ...]) -> bool:
    """Whether each group's label stands over its own block of heads."""
    begins = ((lines.index(name) * length, cell) for name, cell in named)
    return all(
        heads[at].start <= (cell.start + cell.end) / 2 <= heads[at + length - 1].end for at, cell in begins
    )  # fmt: skip


def lines_in_blocks(table: FormTable, rows: list[PrintedRow], lines: tuple[str, ...]) -> list[Crossed] | None:
    """The figures of a list of outcomes, each row one outcome and one figure, each group's label in a row of its block.

    None where a row has more, or a block not one label of its own.
    """
    found: list[tuple[PrintedRow, int, str]] = []
    for row in rows:
        values = [at for at, cell in enumerate(row.row.cells) if not cell.is_empty and is_value_like(cell.text)]
        columns = [key for label in row.labels if (key := table.column_of(label))]
        if not values and len(columns) == 1 and found and row.row.cells[-1].is_empty:
            values = [len(row.row.cells) - 1]
        if not values and not columns:
            continue
        if len(values) != 1 or len(columns) != 1:
            return None
        found.append((row, values[0], columns[0]))
    length = blocks_of([key for *_, key in found], len(lines))
    if not length:
        return None
    made = []
    for at, (row, value, column) in enumerate(found):
        block = found[at - at % length :][:length]
        named = {table.by_group[label] for one, *_ in block for label in one.labels if label in table.by_group}
        if named & set(lines) != {lines[at // length]}:
            return None
        made.append(Crossed(row, value, lines[at // length], column))
    return made
