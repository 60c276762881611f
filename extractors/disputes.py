"""The table of reviews and lawsuits: three groups of five columns and one row of values without a label."""

from collections import Counter

from extractors.columns import Head, over_all, place
from extractors.content import Cell
from extractors.forms import FormTable
from extractors.labels import squeeze
from extractors.recognise import CellReading, TableReading, _text, _where
from extractors.segments import PrintedRow, Segment
from extractors.values import is_value_like, read_figure

# the groups over the columns are the table's lines; 行政诉讼 spans two of them and is none itself
_LINES = ("review", "litigation_direct", "litigation_after_review")


def _is_head_row(table: FormTable, row: PrintedRow) -> bool:
    return any(label in table.by_group or table.column_of(label) for label in row.labels)


def _pairs(table: FormTable, rows: list[PrintedRow]) -> list[Head] | None:
    """Heads in the order of the values; a head's key is "line column"."""
    groups: list[tuple[int, str, Cell]] = []
    columns: list[tuple[int, str, Cell]] = []
    for depth, row in enumerate(rows):
        for label, cell in zip(row.labels, row.row.cells, strict=True):
            if label in table.by_group:
                groups.append((depth, table.by_group[label], cell))
            elif key := table.column_of(label):
                columns.append((depth, key, cell))
    by_form, by_position = _by_form(table, groups, columns), _by_position(groups, columns)
    if by_form and by_position and [head.key for head in by_form] == [head.key for head in by_position]:
        return by_position  # heads that have places keep a figure in a column of its own out of theirs
    return by_form or by_position


def _by_form(
    table: FormTable, groups: list[tuple[int, str, Cell]], columns: list[tuple[int, str, Cell]]
) -> list[Head] | None:
    """All three groups in the form's order and each column three times: the form's own order of 15."""
    seen = Counter(key for _, key, _ in columns)
    if set(seen) != set(table.columns) or set(seen.values()) != {3}:
        return None
    named = [name for _, name, _ in groups if name in _LINES]
    if named != list(_LINES):
        return None
    order = sorted(table.columns.values(), key=lambda entry: entry.order)
    return [
        Head("column", f"{line} {column.key}", f"{table.lines[line].label} {column.label}", "", 0, 0)
        for line in _LINES
        for column in order
    ]


def _by_position(groups: list[tuple[int, str, Cell]], columns: list[tuple[int, str, Cell]]) -> list[Head] | None:
    """Each column head under the nearest group above it; of heads printed over each other the lowest counts."""
    lowest: dict[tuple[int, int], tuple[int, str, Cell]] = {}
    for depth, key, cell in columns:
        lowest[cell.start, cell.end] = (depth, key, cell)
    heads = []
    for (start, end), (depth, key, cell) in sorted(lowest.items()):
        above = [(d, name) for d, name, group in groups if d < depth and group.start <= start and end <= group.end]
        name = max(above)[1] if above else ""
        if name not in _LINES or end <= start:
            return None
        heads.append(Head("column", f"{name} {key}", squeeze(cell.text), "", start, end))
    keys = [head.key for head in heads]
    return heads if heads and len(set(keys)) == len(keys) else None


def read_disputes(table: FormTable, segments: list[Segment]) -> TableReading:
    """Read the table; the values row is found by its width, because the form gives it no label."""
    reading = TableReading(table.table, table.form)
    head_rows: list[PrintedRow] = []
    value_rows: list[PrintedRow] = []
    for segment in segments:
        for row in segment.rows:
            if row.is_blank and not head_rows:
                continue
            if _is_head_row(table, row):
                head_rows.append(row)
            elif head_rows:
                value_rows.append(row)
    heads = _pairs(table, _without_repeats(head_rows))
    if heads is None:
        if any(not row.is_blank for row in value_rows):
            reading.flag("unknown_column", "the heads over reviews and lawsuits do not make three groups of five")
        return reading
    candidates = [row for row in value_rows if _holds_values(row, len(heads))]
    filled = [row for row in candidates if not row.is_blank]
    for row in value_rows:
        if row not in candidates and any(
            (any(ch.isdigit() for ch in c.text) and is_value_like(c.text)) or c.doubt for c in row.row.cells
        ):
            reading.flag(
                "ragged_grid", f"{_where(row)}: {len(row.row.cells)} cells for {len(heads)} columns: {_text(row)}"
            )
    if len(filled) > 1 and len({tuple(squeeze(c.text) for c in row.row.cells) for row in filled}) > 1:
        reading.flag(
            "duplicate_line", f"{len(filled)} rows of values, and nothing says which is meant: {_text(filled[0])}"
        )
        return reading
    if not filled and reading.issues:
        return reading  # figures stand in a row that does not fit: an empty row beside it is none of values
    for row in (filled or candidates)[:1]:
        if len(row.row.cells) > len(heads) and _begins_before(row, head_rows):
            said = f"{_where(row)}: a figure stands before the columns that have heads: {_text(row)}"
            reading.flag("ragged_grid", said)
        else:
            _read_row(table, heads, row, reading)
    return reading


def _begins_before(row: PrintedRow, head_rows: list[PrintedRow]) -> bool:
    """Whether a value stands where the rows of heads of a text, as long as its row, have nothing."""
    own = row.row.cells
    if any(cell.end > cell.start for cell in own):
        return False
    first = len(own)
    for head in head_rows:
        if len(head.row.cells) == len(own):
            first = min(first, next((i for i, cell in enumerate(head.row.cells) if not cell.is_empty), first))
    return first < len(own) and any(not cell.is_empty and is_value_like(cell.text) for cell in own[:first])


def _without_repeats(rows: list[PrintedRow]) -> list[PrintedRow]:
    """Head rows printed again after a page break count once."""
    kept: list[PrintedRow] = []
    for row in rows:
        if not any(row.labels == other.labels for other in kept):
            kept.append(row)
    return kept


def _holds_values(row: PrintedRow, width: int) -> bool:
    cells = row.row.cells
    if len(cells) < width:
        # one mark merged over the whole row stands in each of its cells
        whole = sum(cell.end - cell.start for cell in cells)
        return not row.grid.measured and whole == width and len(cells) == 1 and is_value_like(cells[0].text)
    spare = [cell for cell in cells if squeeze(cell.text) and not is_value_like(cell.text)]
    # a row head of its own (件数) is no value; anything else unreadable in between is looked at as a value
    return len(cells) - len(spare) >= width or len(cells) == width


def _read_row(table: FormTable, heads: list[Head], row: PrintedRow, reading: TableReading) -> None:
    cells = row.row.cells
    if len(cells) > len(heads) and squeeze(cells[0].text) and not is_value_like(cells[0].text):
        cells = cells[1:]
    merged = over_all(heads, cells[0]) if len(cells) == 1 and len(row.row.cells) == 1 else None
    placed = merged or place(heads, cells, row.row.carried, row.grid.measured)[0]
    order = {id(own): number for number, own in enumerate(row.row.cells)}
    # a head that reaches down into the row of values is none of them
    if placed is None or any(id(cell) not in order for _, cell in placed):
        reading.flag("ragged_grid", f"{_where(row)}: {len(cells)} cells for {len(heads)} columns: {_text(row)}")
        return
    for head, cell in placed:
        line, column = head.key.split()
        unit = table.units[line, column]
        value, raw, why = read_figure(cell, unit)
        if why:
            reading.flag("unreadable_number", f"{_where(row)}: {why}", line, column)
        elif value.state == "blank" and cell.kept:
            kept = f"{_where(row)}: nothing is shown, and the file keeps {cell.kept!r} there"
            reading.flag("unreadable_number", kept, line, column, "info")
        reading.cells.append(
            CellReading(
                form=table.form, table=table.table, row=line, column=column, value=value.number, unit=unit,
                state=value.state, raw=raw, row_label=table.lines[line].label, column_label=head.text,
                table_index=row.grid.index, row_index=row.index, column_index=order[id(cell)],
                page=row.row.page, confidence=cell.confidence, marks=cell.marks,
                evidence=cell.evidence if value.state == "blank" else "",
            )
        )  # fmt: skip
