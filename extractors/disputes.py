"""The table of reviews and lawsuits: three groups of five columns and one row of values without a label."""

from collections import Counter

from data.forms import FormTable
from data.rows import CellReading
from data.text import squeeze
from extractors.columns import Head, is_for_all, merged_over, place
from extractors.content import Cell
from extractors.crossed import crossed
from extractors.disputes_blocks import heads_in_blocks, lines_in_blocks
from extractors.printed import PrintedRow, in_own_words
from extractors.readings import LeftOut, TableReading, row_text, where
from extractors.segments import Segment
from extractors.values import Value, is_figure, is_value_like, read_figure

# the groups over the columns are the table's lines; 行政诉讼 spans two of them and is none itself
LINES = ("review", "litigation_direct", "litigation_after_review")


def _is_head_row(table: FormTable, row: PrintedRow) -> bool:
    return any(label in table.by_group or table.column_of(label) for label in row.labels)


def _pairs(table: FormTable, rows: list[PrintedRow], in_parts: bool = False) -> list[Head] | None:
    """Heads in the order of the values; a head's key is "line column". in_parts: they may be of some of the lines."""
    groups: list[tuple[int, str, Cell]] = []
    columns: list[tuple[int, str, Cell]] = []
    for depth, row in enumerate(rows):
        for at, (label, cell) in enumerate(zip(row.labels, row.row.cells, strict=True)):
            if label in table.by_group:
                groups.append((depth, table.by_group[label], _over_blanks(row, at)))
            elif key := table.column_of(label):
                columns.append((depth, key, cell))
    named = [name for _, name, _ in groups if name in LINES]
    lines = tuple(line for line in LINES if line in named) if in_parts else LINES
    by_form, by_position = _by_form(table, groups, columns, lines), _by_position(groups, columns)
    if by_form and by_position and [head.key for head in by_form] == [head.key for head in by_position]:
        return by_position  # heads that have places keep a figure in a column of its own out of theirs
    return by_form or by_position or heads_in_blocks(groups, columns, lines)


def _over_blanks(row: PrintedRow, at: int) -> Cell:
    """A group's cell with the empty ones behind it: a text prints a cell that is merged to the right so."""
    cell, end = row.row.cells[at], row.row.cells[at].end
    if end <= cell.start:
        return cell
    for other in row.row.cells[at + 1 :]:
        if not other.is_empty or other.start != end:
            break
        end = other.end
    return Cell(cell.runs, cell.start, end, cell.rowspan)


def _by_form(
    table: FormTable,
    groups: list[tuple[int, str, Cell]],
    columns: list[tuple[int, str, Cell]],
    lines: tuple[str, ...],
) -> list[Head] | None:
    """All groups of `lines` in the form's order and each column once for each: the form's own order of 15."""
    totals = {rule.total for rule in table.sums if rule.axis == "column"}
    printed = {key for _, key, _ in columns}
    order = sorted(table.columns.values(), key=lambda entry: entry.order)
    order = [entry for entry in order if entry.key in printed or entry.key not in totals]  # totals may be left out
    for depth in {depth for depth, _, _ in columns}:
        alone = [one for one in columns if one[0] == depth]
        if [key for _, key, _ in alone] == [column.key for column in order] * len(lines):
            columns = alone  # the heads of reviews are printed again in the row below
    seen = Counter(key for _, key, _ in columns)
    if set(seen) != {entry.key for entry in order} or set(seen.values()) != {len(lines)}:
        return None
    named = [name for _, name, _ in groups if name in LINES]
    if not lines or named != list(lines) or not _review_first(groups):
        return None
    if not _begins_in_order(columns, order[0].key):
        return None
    return [
        Head("column", f"{line} {column.key}", f"{table.lines[line].label} {column.label}", "", 0, 0)
        for line in lines
        for column in order
    ]


def _begins_in_order(columns: list[tuple[int, str, Cell]], first: str) -> bool:
    """Whether each row of heads begins with the form's first column: 总计 may be printed before the others."""
    begun: dict[int, str] = {}
    for depth, key, _ in columns:
        begun.setdefault(depth, key)
    return set(begun.values()) == {first}


def _review_first(groups: list[tuple[int, str, Cell]]) -> bool:
    """Whether reviews stand left of lawsuits, as far as the cells say."""
    review = next((one for one in groups if one[1] == "review"), None)
    if review is None:
        return True
    others = [one for one in groups if one[1] != "review"]
    beside = [one for one in others if one[0] == review[0]]
    is_before = all(groups.index(review) < groups.index(one) for one in beside)
    return is_before and all(review[2].start <= cell.start for _, _, cell in others)


def _by_position(groups: list[tuple[int, str, Cell]], columns: list[tuple[int, str, Cell]]) -> list[Head] | None:
    """Each column head under the nearest group above it; of heads printed over each other the lowest counts."""
    lowest: dict[tuple[int, int], tuple[int, str, Cell]] = {}
    for depth, key, cell in columns:
        lowest[cell.start, cell.end] = (depth, key, cell)
    heads = []
    for (start, end), (depth, key, cell) in sorted(lowest.items()):
        above = [(d, name) for d, name, group in groups if d < depth and group.start <= start and end <= group.end]
        name = max(above)[1] if above else ""
        if name not in LINES or end <= start:
            return None
        heads.append(Head("column", f"{name} {key}", squeeze(cell.text), "", start, end))
    keys = [head.key for head in heads]
    return heads if heads and len(set(keys)) == len(keys) else None


def read_disputes(table: FormTable, segments: list[Segment], year: int | None = None) -> TableReading:
    """Read the table; the values row is found by its width, because the form gives it no label."""
    reading = TableReading(table.table, table.form)
    in_own_words(table, [row for segment in segments for row in segment.rows])
    head_rows: list[PrintedRow] = []
    value_rows: list[PrintedRow] = []
    blocks: list[tuple[list[PrintedRow], list[PrintedRow]]] = []
    for segment in segments:
        for row in segment.rows:
            if row.is_blank and not head_rows:
                continue
            if _is_head_row(table, row):
                if not blocks or blocks[-1][1]:
                    blocks.append(([], []))
                head_rows.append(row)
                blocks[-1][0].append(row)
            elif head_rows:
                value_rows.append(row)
                blocks[-1][1].append(row)
    has_captions = any(row.index < 0 for row in head_rows)  # each table of its kind has heads of its own
    heads = None if has_captions else _pairs(table, _without_repeats(head_rows))
    extent = _extent(head_rows)
    if heads is None or not _is_one_row(value_rows, len(heads), extent):
        rows = [row for segment in segments for row in segment.rows]
        if (found := crossed(table, rows, LINES) or lines_in_blocks(table, rows, LINES)) is not None:
            for one in found:
                _give(table, one.row, one.at, one.line, one.column, table.columns[one.column].label, reading)
            _say_absent(table, {(one.line, one.column) for one in found}, rows, reading)
            return reading
        if (apart := _apart(table, blocks)) is not None:
            for own, row in apart:
                _read_row(table, own, row, reading)
            return reading
        if heads is None:
            if any(is_figure(cell) for row in rows for cell in row.row.cells):
                said = "the heads over reviews and lawsuits do not make three groups of five"
                # a figure among the heads is none of a row that is kept
                heads_said = [row_text(row) for row in head_rows if any(map(str.isdecimal, row_text(row)))]
                printed = f"; printed: {' / '.join(heads_said)}" if heads_said else ""
                reading.flag("unknown_column", f"{where(rows[0])}: {said}{printed}")
                reading.left_out += [LeftOut(row) for row in rows if any(map(is_figure, row.row.cells))]
            return reading
    candidates = [row for row in value_rows if _holds_values(row, len(heads), extent)]
    filled = [row for row in candidates if not row.is_blank]
    for row in value_rows:
        if row not in candidates and any(
            (any(map(str.isdigit, c.text)) and is_value_like(c.text)) or c.doubt for c in row.row.cells
        ):
            reading.flag(
                "ragged_grid", f"{where(row)}: {len(row.row.cells)} cells for {len(heads)} columns: {row_text(row)}"
            )
    if len(filled) > 1 and len({tuple(squeeze(c.text) for c in row.row.cells) for row in filled}) > 1:
        reading.flag(
            "duplicate_line",
            f"{len(filled)} rows of values, and nothing says which is meant: {row_text(filled[0])}",
        )
        return reading
    if not filled and reading.issues:
        return reading  # figures stand in a row that does not fit: an empty row beside it is none of values
    if not candidates and not reading.issues:
        reading.flag("ragged_grid", f"{where(head_rows[-1])}: no row of values stands under the heads")
    for row in (filled or candidates)[:1]:
        if len(row.row.cells) > len(heads) and _stands_aside(row, head_rows, len(heads)):
            said = f"{where(row)}: a figure stands beside the columns that have heads: {row_text(row)}"
            reading.flag("ragged_grid", said)
        else:
            _read_row(table, heads, row, reading)
    return reading


def unread_disputes(table: FormTable, segments: list[Segment]) -> TableReading:
    """The table under no form: it is alike in two, and what tells them apart was not read."""
    reading = TableReading(table.table, table.form)
    rows = [row for segment in segments for row in segment.rows if any(map(is_figure, row.row.cells))]
    if rows:
        said = "reviews and lawsuits are alike in several forms, and the applications, which tell them, were not read"
        reading.flag("unknown_label", f"{where(rows[0])}: {said}")
        reading.left_out += [LeftOut(row) for row in rows]
    return reading


def _apart(
    table: FormTable, blocks: list[tuple[list[PrintedRow], list[PrintedRow]]]
) -> list[tuple[list[Head], PrintedRow]] | None:
    """Reviews and lawsuits in a table each, one row of values under its own heads; None where that is not so."""
    found: list[tuple[list[Head], PrintedRow]] = []
    for head_rows, value_rows in blocks:
        heads = _pairs(table, _without_repeats(head_rows), in_parts=True)
        extent = _extent(head_rows)
        if heads is None or not _is_one_row(value_rows, len(heads), extent):
            return None
        filled = [row for row in value_rows if not row.is_blank]
        row = next(row for row in (filled or value_rows) if _holds_values(row, len(heads), extent))
        if len(row.row.cells) > len(heads) and _stands_aside(row, head_rows, len(heads)):
            return None
        found.append((heads, row))
    keys = Counter(head.key for heads, _ in found for head in heads)
    lines = Counter(key.split()[0] for key in keys)
    is_whole = set(lines) == set(LINES) and len(set(lines.values())) == 1
    return found if len(found) > 1 and is_whole and max(keys.values()) == 1 else None


def _stands_aside(row: PrintedRow, head_rows: list[PrintedRow], count: int) -> bool:
    """Whether a value stands before or behind the columns that rows of heads of a text, as long as its row, have."""
    own = row.row.cells
    if any(cell.end > cell.start for cell in own):
        return False
    first = len(own)
    for head in head_rows:
        if len(head.row.cells) == len(own):
            first = min(first, next((i for i, cell in enumerate(head.row.cells) if not cell.is_empty), first))
    aside = [*own[:first], *own[first + count :]] if first < len(own) else []
    return any(not cell.is_empty and (cell.doubt or is_value_like(cell.text)) for cell in aside)


def _say_absent(table: FormTable, found: set[tuple[str, str]], rows: list[PrintedRow], reading: TableReading) -> None:
    """An error for each group of the table of which only some cells are printed: the document may be cut."""
    for line in LINES:
        absent = [column for column in table.columns if (line, column) not in found]
        if absent and len(absent) < len(table.columns):
            reading.flag("ragged_grid", f"{where(rows[-1])}: no cell for {', '.join(absent)}", line)


def _extent(rows: list[PrintedRow]) -> tuple[int, int]:
    """From where to where heads reach; (0, 0) where nothing says so."""
    cells = [cell for row in rows for cell in row.row.cells if cell.end > cell.start]
    return (min(cell.start for cell in cells), max(cell.end for cell in cells)) if cells else (0, 0)


def _is_one_row(rows: list[PrintedRow], width: int, extent: tuple[int, int]) -> bool:
    """Whether the rows below the heads hold one row of values, perhaps printed again."""
    filled = {tuple(squeeze(c.text) for c in row.row.cells) for row in rows if not row.is_blank}
    holding = [row for row in rows if _holds_values(row, width, extent)]
    return bool(holding) and len(filled) <= 1


def _without_repeats(rows: list[PrintedRow]) -> list[PrintedRow]:
    """Head rows printed again after a page break count once."""
    kept: list[PrintedRow] = []
    for row in rows:
        if not any(row.labels == other.labels for other in kept):
            kept.append(row)
    return kept


def _holds_values(row: PrintedRow, width: int, extent: tuple[int, int]) -> bool:
    cells = row.row.cells
    if len(cells) < width:
        # one mark merged over the whole row stands in each of its cells
        is_one = len(cells) == 1 and is_value_like(cells[0].text)
        return is_one and cells[0].start < cells[0].end and cells[0].start <= extent[0] and extent[1] <= cells[0].end
    spare = [cell for cell in cells if squeeze(cell.text) and not is_value_like(cell.text)]
    # a row head of its own (件数) is no value; anything else unreadable in between is looked at as a value
    return len(cells) - len(spare) >= width or len(cells) == width


def _read_row(table: FormTable, heads: list[Head], row: PrintedRow, reading: TableReading) -> None:
    cells = row.row.cells
    if len(cells) > len(heads) and squeeze(cells[0].text) and not is_value_like(cells[0].text):
        cells = cells[1:]
    is_one = len(cells) == 1 and len(row.row.cells) == 1
    placed = [(head, cells[0]) for head in heads] if is_one else None
    placed = placed or place(heads, cells, row.row.carried, row.grid.measured)[0]
    order = {id(own): number for number, own in enumerate(row.row.cells)}
    # a head that reaches down into the row of values is none of them
    if placed is None or any(id(cell) not in order for _, cell in placed):
        reading.flag("ragged_grid", f"{where(row)}: {len(cells)} cells for {len(heads)} columns: {row_text(row)}")
        return
    merged = merged_over(placed)
    for head, cell in placed:
        line, column = head.key.split()
        why = ""
        if id(cell) in merged and not is_for_all(placed, cell):
            why = f"{cell.text.strip()!r} is merged over {merged[id(cell)]} columns"
        _give(table, row, order[id(cell)], line, column, head.text, reading, why)


def _give(
    table: FormTable,
    row: PrintedRow,
    at: int,
    line: str,
    column: str,
    head: str,
    reading: TableReading,
    doubt: str = "",
) -> None:
    """Add one cell to what is read; doubt: why it is no number, whatever it prints."""
    cell, unit = row.row.cells[at], table.units[line, column]
    value, raw, why = read_figure(cell, unit)
    if doubt:
        value, why = Value("unreadable", None), doubt
    if why:
        reading.flag("unreadable_number", f"{where(row)}: {why}", line, column)
    elif value.state == "blank" and cell.kept:
        kept = f"{where(row)}: nothing is shown, and the file keeps {cell.kept!r} there"
        reading.flag("unreadable_number", kept, line, column, "info")
    row_index, column_index = row.place(at)
    reading.cells.append(
        CellReading(
            form=table.form, table=table.table, row=line, column=column, value=value.number, unit=unit,
            state=value.state, raw=raw, row_label=table.lines[line].label, column_label=head,
            table_index=row.grid.index, row_index=row_index, column_index=column_index,
            page=row.row.page, confidence=cell.confidence, marks=cell.marks,
            evidence=cell.evidence if value.state == "blank" else "",
        )
    )  # fmt: skip
