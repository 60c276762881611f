"""Printed rows become cells of a form: labels match strictly, values go under their heads, doubts become issues."""

from collections import Counter

from data.forms import Entry, FormTable
from data.rows import CellReading
from data.text import squeeze
from data.words import words
from extractors.align import align
from extractors.beside import keep_beside, of_all_levels, say_beside
from extractors.columns import Head, Placed, by_window, is_for_all, merged_over, place
from extractors.content import Cell
from extractors.head_words import is_counting_row, level_of
from extractors.heads import heads_of, is_head_row
from extractors.lines import leaf_of
from extractors.printed import PrintedRow, in_own_words
from extractors.readings import LeftOut, LineValues, TableReading, is_ink, row_text, where
from extractors.segments import Segment
from extractors.sole_column import claim_sole, without_heads
from extractors.values import Value, is_figure, is_value_like, read_figure

# a line that stands alone in its row, without any cell for a value
Bare = tuple[PrintedRow, Entry]


def _unmatched_row(row: PrintedRow, heads: list[Head], reading: TableReading) -> None:
    """A row without a known label: an issue where it carries figures, nothing where it is a note or a title."""
    texts = [(i, cell.text) for i, cell in enumerate(row.row.cells) if squeeze(cell.text)]
    numbers = [text for _, text in texts if any(map(str.isdigit, text)) and is_value_like(text)]
    named = [text for _, text in texts if not is_value_like(text)]
    if any(squeeze(text).startswith(note) for _, text in texts[:1] for note in words()["total_row_notes"]):
        return
    inked = any(map(is_ink, row.row.cells))
    if named and (numbers or inked or len(texts) > 1):
        reading.left_out.append(LeftOut(row, tuple(heads)))
        severity = "error" if numbers or inked else "warning"
        reading.flag(
            "unknown_label",
            f"{where(row)}: no line of form {reading.form} is called {named[0].strip()!r}; printed: {row_text(row)}",
            severity=severity,
        )
    elif numbers:
        reading.left_out.append(LeftOut(row, tuple(heads)))
        reading.flag("ragged_grid", f"{where(row)}: values without a label: {row_text(row)}")


def _collect(
    table: FormTable, segments: list[Segment], reading: TableReading, year: int | None, bare: list[Bare]
) -> list[LineValues]:
    """The lines of the table with their heads, in printed order; `bare` are those without any cell for a value."""
    lines: list[LineValues] = []
    heads: list[Head] = []
    pending: list[PrintedRow] = []
    context: list[str] = []
    scope = ""
    for segment in segments:
        for row in segment.rows:
            if row.is_blank or is_counting_row(row.row.cells):
                continue
            if (level := level_of(row)) and not any(label in table.by_line for label in row.labels):
                scope = level
                continue
            is_first = not heads and not pending and not lines
            if is_head_row(table, row, is_below_heads=bool(pending)) or (is_first and _is_sole_head(table, row)):
                if any(label in table.by_block for label in row.labels):
                    heads, pending = [], []
                pending.append(row)
                continue
            if pending:
                heads = heads_of(table, pending, year) or heads
                pending = []
            leaf = leaf_of(table, row, context, reading)
            if leaf is None:
                if not any(label in table.by_line for label in row.labels):
                    _unmatched_row(row, heads, reading)
                elif any(is_value_like(cell.text) for cell in row.row.cells):
                    reading.left_out.append(LeftOut(row, tuple(heads)))
                continue
            label_at, entry, context = leaf
            after = row.row.cells[label_at + 1 :]
            if entry.kind == "heading":
                beside = _beside_values(heads, after)
                filled = [cell for cell in after if squeeze(cell.text) and id(cell) not in beside]
                _heading_row(row, entry, filled, heads, reading)
                continue
            if len(after) > len(heads) and squeeze(after[0].text) and _is_label_text(after[0].text, heads):
                reading.left_out.append(LeftOut(row, tuple(heads)))
                reading.flag(
                    "unknown_label",
                    f"{where(row)}: under {entry.label!r} no line of form {reading.form} is called "
                    f"{after[0].text.strip()!r}; printed: {row_text(row)}",
                )
                continue
            if not after and not any(map(is_figure, row.row.carried)):
                bare.append((row, entry))
                continue
            lines.append(LineValues(row, entry, label_at, heads, scope))
    return lines


def _is_sole_head(table: FormTable, row: PrintedRow) -> bool:
    """Whether a row is one head over one column, and nothing over the labels: 合计, which a line is called too."""
    filled = [at for at, cell in enumerate(row.row.cells) if not cell.is_empty]
    return len(filled) == 1 and filled[0] > 0 and bool(table.column_of(row.labels[filled[0]]))


def _beside_values(heads: list[Head], cells: list[Cell]) -> set[int]:
    """Of the cells behind a heading those that only number its row or give a unit."""
    if len(heads) != len(cells):
        return set()
    return {id(cell) for head, cell in zip(heads, cells, strict=True) if head.role in ("ignored", "unit")}


def _heading_row(row: PrintedRow, entry: Entry, filled: list[Cell], heads: list[Head], reading: TableReading) -> None:
    """A heading with figures beside it is a subtotal the form does not have, or a label it does not know."""
    named = [cell for cell in filled if not is_value_like(cell.text)]
    numbers = [cell for cell in filled if any(map(str.isdigit, cell.text)) and is_value_like(cell.text)]
    if numbers or any(map(is_ink, row.row.cells)):
        reading.left_out.append(LeftOut(row, tuple(heads)))
        what = repr(named[0].text.strip()) if named else f"the figures beside {entry.label!r}"
        reading.flag(
            "unknown_label",
            f"{where(row)}: form {reading.form} has no line for {what}; printed: {row_text(row)}",
            row=entry.key,
        )


def _is_label_text(text: str, heads: list[Head]) -> bool:
    if heads and heads[0].role == "unit":
        return False
    bare = squeeze(text)
    return not is_value_like(text) and len(bare) >= 3 and not any(map(str.isdigit, bare[2:]))


# --- cells --------------------------------------------------------------------------------------------------------


_WITH_FIGURES = frozenset(("column", "unknown", "phantom"))


def _columns_of(
    placed: Placed, table: FormTable, line: LineValues, reading: TableReading, merged_down: set[int]
) -> None:
    """The cells of a line. merged_down: those that reach down into another line, which are no number of either."""
    row_unit = ""
    others = [(head, cell) for head, cell in placed if head.role != "column"]
    for head, cell in others:
        text = squeeze(cell.text).strip("()")
        # under a head that nobody knows, a unit of money is still the figure's
        if head.role == "unit" or text in words()["money"]:
            row_unit = text
    keep_beside(others, line, row_unit, reading)
    printed = line.printed
    cells, index, page = printed.row.cells, printed.grid.index, printed.row.page
    order = {id(cell): i for i, cell in enumerate(cells)}
    merged = merged_over(placed)
    label, match = squeeze(cells[line.label_at].text), printed.match_of(line.label_at)
    label_unit, key = printed.units[line.label_at], line.entry.key
    for head, cell in placed:
        if head.role not in _WITH_FIGURES:
            continue
        raw = cell.text.strip()
        if head.role == "unknown":
            raw = raw or cell.doubt
            if raw:
                reading.left_out.append(LeftOut(line.printed, (head,), cell, line.label_at, row_unit or head.unit))
            if any(map(str.isdigit, raw)) or is_ink(cell):
                reading.flag(
                    "unknown_column",
                    f"{where(line.printed)}: form {table.form} has no column called {head.text!r}; printed: {raw!r}",
                    row=line.entry.key,
                )
            continue
        if head.role == "phantom" and (squeeze(raw) or is_ink(cell)):
            raw = raw or cell.doubt
            reading.left_out.append(LeftOut(line.printed, (head,), cell, line.label_at, row_unit))
            reading.flag(
                "unknown_column",
                f"{where(line.printed)}: {raw!r} stands in a column without a head",
                row=line.entry.key,
            )
        if head.role != "column":
            continue
        unit = table.units.get((key, head.key))
        if unit is None:
            if any(map(str.isdigit, raw)) or is_ink(cell):
                raw = raw or cell.doubt
                reading.left_out.append(LeftOut(line.printed, (head,), cell, line.label_at, row_unit or head.unit))
                reading.flag(
                    "unknown_column",
                    f"{where(line.printed)}: form {table.form} has no {head.text!r} for {line.entry.label!r}; "
                    f"printed: {raw!r}",
                    row=line.entry.key,
                    column=head.key,
                )
            continue
        printed_unit = row_unit or head.unit or label_unit
        value, raw, why = read_figure(cell, unit, printed_unit, table.columns[head.key].kind == "signed")
        number = id(cell)
        if number in merged and not is_for_all(placed, cell):
            value, why = Value("unreadable", None), f"{raw!r} is merged over {merged[number]} columns"
        elif number in merged_down:
            value, why = Value("unreadable", None), f"{raw!r} is merged over several lines"
        if why:
            reading.flag("unreadable_number", f"{where(line.printed)}: {why}", row=line.entry.key, column=head.key)
        elif value.state == "blank" and cell.kept:
            kept = f"{where(line.printed)}: nothing is shown, and the file keeps {cell.kept!r} there"
            reading.flag("unreadable_number", kept, line.entry.key, head.key, "info")
        at = order.get(number, -1)
        row_at, column_at = printed.place(at) if at >= 0 else (printed.index, -1)
        reading.cells.append(
            CellReading(
                table.form, table.table, key, head.key, value.number, unit, value.state, raw, label,
                head.text, index, row_at, column_at, page, cell.confidence, cell.marks,
                cell.evidence if value.state == "blank" else "", match,
            )
        )  # fmt: skip


def _drop_repeats(reading: TableReading) -> None:
    """The same cell printed twice: once is enough where both say the same, none where they differ."""
    if len({(cell.row, cell.column) for cell in reading.cells}) == len(reading.cells):
        return
    first: dict[tuple[str, str], CellReading] = {}
    differing: set[tuple[str, str]] = set()
    repeated = 0
    for cell in reading.cells:
        key = (cell.row, cell.column)
        if key not in first:
            first[key] = cell
            continue
        places = [(c.table_index, c.row_index, c.column_index) for c in (first[key], cell)]
        reading.repeated += places
        if (first[key].value, first[key].state) == (cell.value, cell.state) or cell.state == "blank":
            repeated += 1
        elif first[key].state == "blank":
            first[key] = cell
        else:
            differing.add(key)
            reading.flag(
                "duplicate_line",
                f"printed twice and differently: {first[key].raw!r} (table {first[key].table_index + 1}, row "
                f"{first[key].row_index + 1}) and {cell.raw!r} (table {cell.table_index + 1}, row "
                f"{cell.row_index + 1}); neither is given",
                row=cell.row,
                column=cell.column,
            )
    if repeated:
        reading.flag("duplicate_line", f"{repeated} cells are printed twice and alike", severity="info")
    reading.cells = [cell for key, cell in first.items() if key not in differing]


# so many rows with more figures than heads are no slip in one line
_CROWDED = 2
_NOWHERE = -1


def _usual_begins(lines: list[LineValues]) -> dict[int, int]:
    """For rows of so many cells, the cell at which values begin in those rows that leave no doubt."""
    if all(len(line.values) == len(line.heads) for line in lines):
        return {}
    seen: dict[int, Counter[int]] = {}
    crowded: Counter[int] = Counter()
    behind: list[LineValues] = []  # whose figures are taken to begin behind a blank
    for line in lines:
        if line.heads and len(line.values) >= len(line.heads):
            _, offset = place(line.heads, line.values, line.printed.row.carried, line.printed.grid.measured)
            if offset is not None:
                seen.setdefault(len(line.printed.row.cells), Counter())[line.label_at + 1 + offset] += 1
                behind += [line] if offset and line.heads[0].end <= line.heads[0].start else []
            elif line.heads[0].end <= line.heads[0].start and not by_window(line.heads, line.values):
                crowded[len(line.values)] += 1
    begins = {count: found.most_common(1)[0][0] for count, found in seen.items()}
    # figures stand beside the columns of a text, which says of no cell under which head it is: its blanks may be theirs
    if crowded.total() < _CROWDED:
        # a row as long is filled from its beginning: the blank may be a column's, and what ends the row stand beside
        return begins | {len(one.printed.row.cells): _NOWHERE for one in behind if crowded[len(one.values)]}
    loose = [one for one in lines if one.heads and one.heads[0].end <= one.heads[0].start]
    return begins | {len(one.printed.row.cells): _NOWHERE for one in loose if len(one.values) > len(one.heads)}


def _say_bare(bare: list[Bare], reading: TableReading) -> None:
    """An error for each line of a table that was read of which no cell is, and that stands in a row without any."""
    read = {cell.row for cell in reading.cells}
    for row, entry in bare:
        if read and entry.key not in read:
            said = f"{where(row)}: no cell stands beside {entry.label!r}; printed: {row_text(row)}"
            reading.flag("ragged_grid", said, row=entry.key)


def _key(line: LineValues) -> tuple[int, int]:
    return line.printed.grid.index, len(line.printed.row.cells)


def _deepest(lines: list[LineValues]) -> dict[tuple[int, int], int]:
    """By table and number of cells, the last cell in which a label stands."""
    found: dict[tuple[int, int], int] = {}
    for line in lines:
        key = _key(line)
        found[key] = max(line.label_at, found.get(key, 0))
    return found


def _begins_with_labels(line: LineValues, placed: Placed, deepest: dict[tuple[int, int], int]) -> bool:
    """Whether a row has a cell for each head only because of empty ones where other rows as long have labels."""
    if line.printed.grid.measured or not placed or (count := deepest[_key(line)] - line.label_at) == 0:
        return False
    between = line.values[:count]
    first = next((cell for head, cell in placed if head.role != "phantom"), None)
    return all(cell.is_empty for cell in between) and any(cell is first for cell in between)


def read_lines(table: FormTable, segments: list[Segment], year: int | None = None) -> TableReading:
    """Read a table of labelled lines (`proactive`, `applications`, `statistics`).

    year: the report's, which decides between columns of two years.
    """
    reading = TableReading(table.table, table.form)
    rows = [row for segment in segments for row in segment.rows]
    in_own_words(table, rows)
    align(table, rows, reading)
    bare: list[Bare] = []
    lines = of_all_levels(table, _collect(table, segments, reading, year, bare), reading)
    lines = without_heads(table, claim_sole(table, lines, reading), reading)
    say_beside(table, lines, reading)
    begins = _usual_begins(lines)
    deepest = _deepest(lines)
    under_heads: list[tuple[LineValues, Placed]] = []
    for line in lines:
        if not line.heads:
            if any(any(map(str.isdigit, cell.text)) for cell in line.values):
                reading.left_out.append(LeftOut(line.printed))
                reading.flag(
                    "unknown_column",
                    f"{where(line.printed)}: no heads above {line.entry.label!r}; printed: {row_text(line.printed)}",
                    row=line.entry.key,
                )
            continue
        begin = begins.get(len(line.printed.row.cells))
        offset = None if begin is None else begin - line.label_at - 1
        placed, _ = place(line.heads, line.values, line.printed.row.carried, line.printed.grid.measured, offset)
        if placed is None or _begins_with_labels(line, placed, deepest):
            reading.left_out.append(LeftOut(line.printed, tuple(line.heads)))
            reading.flag(
                "ragged_grid",
                f"{where(line.printed)}: {len(line.values)} cells for {len(line.heads)} columns at "
                f"{line.entry.label!r}; printed: {row_text(line.printed)}",
                row=line.entry.key,
            )
            continue
        under_heads.append((line, placed))
    merged_down = {
        id(cell)
        for line, placed in under_heads
        for cell in line.printed.row.carried
        if is_figure(cell) and any(cell is other for _, other in placed)
    }
    for line, placed in under_heads:
        _columns_of(placed, table, line, reading, merged_down)
    _drop_repeats(reading)
    _say_bare(bare, reading)
    return reading
