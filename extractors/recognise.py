"""Printed rows become cells of a form: labels match strictly, values go under their heads, doubts become issues."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from extractors.columns import Head, Placed, by_window, place
from extractors.content import Cell
from extractors.forms import Entry, FormTable, forms, table_variants
from extractors.issues import Issue
from extractors.labels import squeeze
from extractors.segments import PrintedRow, Segment
from extractors.values import is_value_like, read_figure
from extractors.words import words


class CellReading(NamedTuple):
    """One printed cell under its form's keys, with the place it was read from.

    marks: what is particular about the text in it (extractors.shown), in words; evidence: on what it rests that nothing
    is printed there, for blanks; match: how its line's label was found (exact, grammar, aligned, recognised).
    """

    form: str
    table: str
    row: str
    column: str
    value: Decimal | None
    unit: str
    state: str
    raw: str
    row_label: str
    column_label: str
    table_index: int
    row_index: int
    column_index: int
    page: int | None = None
    confidence: float | None = None
    marks: str = ""
    evidence: str = ""
    match: str = "exact"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A printed row that a reading could not take, with the heads it stands under; or of a row that it took, one cell
    (then `heads` has that cell's head, `label_at` is the place of the row's label and `unit` what the row prints).
    """

    row: PrintedRow
    heads: tuple[Head, ...] = ()
    cell: Cell | None = None
    label_at: int = 0
    unit: str = ""

    @property
    def has_figures(self) -> bool:
        cells = self.row.row.cells if self.cell is None else [self.cell]
        return any(any(ch.isdigit() for ch in cell.text) and is_value_like(cell.text) for cell in cells)


@dataclass(slots=True)
class TableReading:
    """All cells of one standard table of a document, and what could not be taken of it.

    repeated: the places (table, row, cell from 0) of cells that are printed twice and given once, or not at all.
    """

    table: str
    form: str
    cells: list[CellReading] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    repeated: list[tuple[int, int, int]] = field(default_factory=list)

    def flag(self, code: str, message: str, row: str = "", column: str = "", severity: str = "error") -> None:
        self.issues.append(Issue(code, severity, message, self.table, row, column))


@dataclass(slots=True)
class _LineValues:
    printed: PrintedRow
    entry: Entry
    label_at: int
    heads: list[Head]

    @property
    def values(self) -> list[Cell]:
        return self.printed.row.cells[self.label_at + 1 :]


def _text(row: PrintedRow, limit: int = 40) -> str:
    parts = [
        squeeze(cell.text)[:limit] + (f" [{cell.doubt[: 2 * limit]}]" if cell.doubt else "") for cell in row.row.cells
    ]
    return " | ".join(parts)[: 4 * limit]


def _where(row: PrintedRow) -> str:
    page = f", page {row.row.page}" if row.row.page else ""
    return f"table {row.grid.index + 1}, row {row.index + 1}{page}"


# --- which form ---------------------------------------------------------------------------------------------------


def _fit(variant: FormTable, segments: list[Segment]) -> float:
    """How well a form's wordings fit the printed rows; only differences between variants matter."""
    score = 0.0
    for segment in segments:
        for row in segment.rows:
            last: tuple[int, list[Entry]] | None = None
            for i, label in enumerate(row.labels):
                if not label:
                    continue
                if entries := variant.by_line.get(label):
                    last = (i, entries)
                    score += 1
                elif label in variant.above_figures or (variant.year_columns and variant.column_of(label)):
                    score += 1
                elif not label[0].isdigit():
                    score -= 0.01
            if last is None:
                continue
            after = row.row.cells[last[0] + 1 :]
            filled = [cell.text for cell in after if squeeze(cell.text)]
            is_heading = all(entry.kind == "heading" for entry in last[1])
            if is_heading and any(is_value_like(text) for text in filled):
                score -= 1
            elif is_heading and len(after) >= 5:
                score -= 0.5
            elif not is_heading and after and squeeze(after[0].text) and not is_value_like(after[0].text):
                score -= 1
    return score


def choose_form(table: str, segments: list[Segment], prefer: str) -> FormTable:
    """The form whose wordings fit the printed rows best; `prefer` (a form's name) decides between equals."""
    variants = table_variants()[table]
    if len(variants) == 1:
        return variants[0]
    scored = [(_fit(variant, segments), variant.form == prefer, -i, variant) for i, variant in enumerate(variants)]
    return max(scored, key=lambda s: s[:3])[3]


# --- heads --------------------------------------------------------------------------------------------------------


def _head(table: FormTable, row: PrintedRow, i: int) -> Head:
    cell, label = row.row.cells[i], row.labels[i]
    if key := table.column_of(label):
        role = "column"
    elif label in table.unit_heads:
        role, key = "unit", "unit"
    elif label in table.ignored:
        role, key = "ignored", label
    elif not squeeze(cell.text):
        role, key = "phantom", ""
    else:
        role, key = "unknown", ""
    return Head(role, key, squeeze(cell.text), row.units[i], cell.start, cell.end)


def _is_head_row(table: FormTable, row: PrintedRow) -> bool:
    """Whether a row holds heads: it names columns, groups or the corner, and no line with values beside it."""
    named = [i for i, label in enumerate(row.labels) if table.column_of(label)]
    other = [
        label
        for label in row.labels
        if label in table.by_group or label in table.corners or label in table.unit_heads or label in table.by_block
    ]
    if not named and not other:
        return False
    own_lines = [label for label in row.labels if label in table.by_line and not table.column_of(label)]
    if own_lines:
        return False
    filled = [cell.text for cell in row.row.cells if squeeze(cell.text)]
    numbers = sum(1 for text in filled if any(ch.isdigit() for ch in text) and is_value_like(text))
    if numbers:
        return False
    return len(named) >= 2 or bool(other) or not any(label in table.by_line for label in row.labels)


def _single_row_heads(table: FormTable, row: PrintedRow) -> list[Head]:
    corner_at = max((i for i, label in enumerate(row.labels) if label in table.corners), default=-1)
    heads = [_head(table, row, i) for i in range(corner_at + 1, len(row.labels))]
    if corner_at < 0:
        # a corner in words of its own, or left empty: the first cell stands over the labels
        heads = heads[1:] if heads and heads[0].role in ("unknown", "phantom", "ignored") else heads
    return heads


def _stacked_heads(table: FormTable, rows: list[PrintedRow]) -> list[Head] | None:
    """Heads of several rows (groups above, columns below) in the order in which they stand over the values."""
    named: list[Head] = []
    others: list[Head] = []
    trailing: list[Head] = []
    in_order = True
    for row in rows:
        keys = []
        for i, label in enumerate(row.labels):
            head = _head(table, row, i)
            if head.role == "column":
                named.append(head)
                keys.append(table.columns[head.key].order)
            elif head.role in ("unknown", "ignored") and not (
                label in table.by_group or label in table.corners or label in table.by_block
            ):
                others.append(head)
                if any(left in table.corners or table.column_of(left) for left in row.labels[:i]):
                    trailing.append(head)
        in_order = in_order and keys == sorted(keys)
    keys_found = Counter(head.key for head in named)
    complete = set(keys_found) == set(table.columns)
    others = [head for head in others if not any(_covers(head, column) for column in named)]
    if complete and in_order and max(keys_found.values()) == 1:
        heads = sorted(named, key=lambda head: table.columns[head.key].order)
        if not others:
            return heads
        if all(head.end == 0 for head in named) and all(head.role == "ignored" for head in others):
            return heads + trailing  # a text says nothing of how far cells reach
    merged = {(head.start, head.end): head for head in [*others, *named]}
    heads = sorted(merged.values(), key=lambda head: head.start)
    if any(a.end > b.start for a, b in zip(heads, heads[1:], strict=False)) or any(h.end <= h.start for h in heads):
        return None
    if max(Counter(h.key for h in heads if h.role == "column").values(), default=0) > 1:
        return None
    first_column = min(head.start for head in named)
    return [head for head in heads if head.start >= first_column]


def _covers(upper: Head, lower: Head) -> bool:
    return upper.start < lower.end and lower.start < upper.end


def _heads(table: FormTable, rows: list[PrintedRow]) -> list[Head] | None:
    rows = [row for i, row in enumerate(rows) if all(row.labels != other.labels for other in rows[:i])]
    naming = [row for row in rows if any(table.column_of(label) for label in row.labels)]
    if not naming:
        return None
    if len(naming) == 1 and not table.by_group:
        return _single_row_heads(table, naming[0])
    return _stacked_heads(table, rows)


# --- lines --------------------------------------------------------------------------------------------------------


def _ancestors(table: FormTable, key: str) -> list[str]:
    found = []
    while key and key not in found:
        found.append(key)
        key = table.lines[key].parent if key in table.lines else ""
    return found


def _resolve(table: FormTable, label: str, context: list[str]) -> Entry | None:
    """The line that a label names. A label of several lines, or one that is a column's too, needs its parent above."""
    entries = table.by_line[label]
    if len(entries) == 1 and not table.column_of(label):
        return entries[0]
    if len(entries) == 1 and not entries[0].parent:
        return entries[0]
    for parent in context:
        under = [entry for entry in entries if entry.parent == parent]
        if len(under) == 1:
            return under[0]
    if len(entries) == 1 and entries[0].kind == "total":
        return entries[0]
    return None


def _leaf(
    table: FormTable, row: PrintedRow, context: list[str], reading: TableReading
) -> tuple[int, Entry, list[str]] | None:
    """The last label of a row that names a line, its entry, and the lines it stands under from now on."""
    found: tuple[int, Entry] | None = None
    for i, label in enumerate(row.labels):
        if label not in table.by_line:
            # a label cut at a column's edge (四、行政复议 | 数量) is the line that both parts name together
            before = "" if found else next((one for one in reversed(row.labels[:i]) if one), "")
            if before and before + label in table.by_line and not is_value_like(row.row.cells[i].text):
                label = before + label
        if label not in table.by_line:
            if found and label and not is_value_like(row.row.cells[i].text):
                break
            continue
        if found and table.column_of(label) and found[1].kind != "heading":
            break
        entry = _resolve(table, label, context)
        if entry is None:
            reading.flag(
                "unknown_label",
                f"{_where(row)}: {row.row.cells[i].text.strip()!r} is a label of several lines and nothing above it "
                "says which",
            )
            return None
        found = (i, entry)
        context = _ancestors(table, entry.key) + [k for k in context if entry.kind != "heading"]
    return (found[0], found[1], context) if found else None


def _is_ink(cell: Cell) -> bool:
    """Whether something is printed in a cell and none of it is text."""
    return bool(cell.doubt) and not squeeze(cell.text)


def _unmatched_row(row: PrintedRow, heads: list[Head], reading: TableReading) -> None:
    """A row without a known label: an issue where it carries figures, nothing where it is a note or a title."""
    texts = [(i, cell.text) for i, cell in enumerate(row.row.cells) if squeeze(cell.text)]
    numbers = [text for _, text in texts if any(ch.isdigit() for ch in text) and is_value_like(text)]
    named = [text for _, text in texts if not is_value_like(text)]
    if any(squeeze(text).startswith(note) for _, text in texts[:1] for note in words()["total_row_notes"]):
        return
    inked = any(_is_ink(cell) for cell in row.row.cells)
    if named and (numbers or inked or len(texts) > 1):
        reading.left_out.append(LeftOut(row, tuple(heads)))
        severity = "error" if numbers or inked else "warning"
        reading.flag(
            "unknown_label",
            f"{_where(row)}: no line of form {reading.form} is called {named[0].strip()!r}; printed: {_text(row)}",
            severity=severity,
        )
    elif numbers:
        reading.left_out.append(LeftOut(row, tuple(heads)))
        reading.flag("ragged_grid", f"{_where(row)}: values without a label: {_text(row)}")


def _collect(table: FormTable, segments: list[Segment], reading: TableReading) -> list[_LineValues]:
    """The lines of the table with their heads, in printed order."""
    lines: list[_LineValues] = []
    heads: list[Head] = []
    pending: list[PrintedRow] = []
    context: list[str] = []
    for segment in segments:
        for row in segment.rows:
            if row.is_blank:
                continue
            if _is_head_row(table, row):
                if any(label in table.by_block for label in row.labels):
                    heads, pending = [], []
                pending.append(row)
                continue
            if pending:
                heads = _heads(table, pending) or heads
                pending = []
            leaf = _leaf(table, row, context, reading)
            if leaf is None:
                if not any(label in table.by_line for label in row.labels):
                    _unmatched_row(row, heads, reading)
                elif any(is_value_like(cell.text) for cell in row.row.cells):
                    reading.left_out.append(LeftOut(row, tuple(heads)))
                continue
            label_at, entry, context = leaf
            after = row.row.cells[label_at + 1 :]
            filled = [cell for cell in after if squeeze(cell.text)]
            if entry.kind == "heading":
                _heading_row(row, entry, filled, heads, reading)
                continue
            if len(after) > len(heads) and squeeze(after[0].text) and _is_label_text(after[0].text, heads):
                reading.left_out.append(LeftOut(row, tuple(heads)))
                reading.flag(
                    "unknown_label",
                    f"{_where(row)}: under {entry.label!r} no line of form {reading.form} is called "
                    f"{after[0].text.strip()!r}; printed: {_text(row)}",
                )
                continue
            if not after:
                continue
            lines.append(_LineValues(row, entry, label_at, heads))
    return lines


def _is_ignored(cell: Cell, heads: list[Head]) -> bool:
    """Whether a cell stands under a head of no figures, as the number of a line (代码) does."""
    over = [head for head in heads if head.start < cell.end and cell.start < head.end]
    return bool(over) and all(head.role == "ignored" for head in over)


def _heading_row(row: PrintedRow, entry: Entry, filled: list[Cell], heads: list[Head], reading: TableReading) -> None:
    """A heading with figures beside it is a subtotal the form does not have, or a label it does not know."""
    named = [cell for cell in filled if not is_value_like(cell.text)]
    numbers = [
        cell for cell in filled
        if any(ch.isdigit() for ch in cell.text) and is_value_like(cell.text) and not _is_ignored(cell, heads)
    ]  # fmt: skip
    if numbers or any(_is_ink(cell) for cell in row.row.cells):
        reading.left_out.append(LeftOut(row, tuple(heads)))
        what = repr(named[0].text.strip()) if named else f"the figures beside {entry.label!r}"
        reading.flag(
            "unknown_label",
            f"{_where(row)}: form {reading.form} has no line for {what}; printed: {_text(row)}",
            row=entry.key,
        )


def _is_label_text(text: str, heads: list[Head]) -> bool:
    if heads and heads[0].role == "unit":
        return False
    bare = squeeze(text)
    return not is_value_like(text) and len(bare) >= 3 and not any(ch.isdigit() for ch in bare[2:])


# --- cells --------------------------------------------------------------------------------------------------------


def _columns_of(placed: Placed, table: FormTable, line: _LineValues, reading: TableReading) -> None:
    row_unit = ""
    for head, cell in placed:
        if head.role == "unit":
            row_unit = squeeze(cell.text).strip("()")
    cells = line.printed.row.cells
    order = {id(cell): i for i, cell in enumerate(cells)}
    for head, cell in placed:
        raw = cell.text.strip()
        if head.role == "unknown":
            raw = raw or cell.doubt
            if raw:
                reading.left_out.append(LeftOut(line.printed, (head,), cell, line.label_at, row_unit or head.unit))
            if any(ch.isdigit() for ch in raw) or _is_ink(cell):
                reading.flag(
                    "unknown_column",
                    f"{_where(line.printed)}: form {table.form} has no column called {head.text!r}; printed: {raw!r}",
                    row=line.entry.key,
                )
            continue
        if head.role == "phantom" and (squeeze(raw) or _is_ink(cell)):
            raw = raw or cell.doubt
            reading.left_out.append(LeftOut(line.printed, (head,), cell, line.label_at, row_unit))
            reading.flag(
                "unknown_column",
                f"{_where(line.printed)}: {raw!r} stands in a column without a head",
                row=line.entry.key,
            )
        if head.role != "column":
            continue
        unit = table.units.get((line.entry.key, head.key))
        if unit is None:
            if any(ch.isdigit() for ch in raw) or _is_ink(cell):
                raw = raw or cell.doubt
                reading.left_out.append(LeftOut(line.printed, (head,), cell, line.label_at, row_unit or head.unit))
                reading.flag(
                    "unknown_column",
                    f"{_where(line.printed)}: form {table.form} has no {head.text!r} for {line.entry.label!r}; "
                    f"printed: {raw!r}",
                    row=line.entry.key,
                    column=head.key,
                )
            continue
        printed_unit = row_unit or head.unit or line.printed.units[line.label_at]
        value, raw, why = read_figure(cell, unit, printed_unit, table.columns[head.key].kind == "signed")
        if why:
            reading.flag("unreadable_number", f"{_where(line.printed)}: {why}", row=line.entry.key, column=head.key)
        elif value.state == "blank" and cell.kept:
            kept = f"{_where(line.printed)}: nothing is shown, and the file keeps {cell.kept!r} there"
            reading.flag("unreadable_number", kept, line.entry.key, head.key, "info")
        reading.cells.append(
            CellReading(
                form=table.form,
                table=table.table,
                row=line.entry.key,
                column=head.key,
                value=value.number,
                unit=unit,
                state=value.state,
                raw=raw,
                row_label=squeeze(cells[line.label_at].text),
                column_label=head.text,
                table_index=line.printed.grid.index,
                row_index=line.printed.index,
                column_index=order.get(id(cell), -1),
                page=line.printed.row.page,
                confidence=cell.confidence,
                marks=cell.marks,
                evidence=cell.evidence if value.state == "blank" else "",
                match=line.printed.match_of(line.label_at),
            )
        )


def _drop_repeats(reading: TableReading) -> None:
    """The same cell printed twice: once is enough where both say the same, none where they differ."""
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


def _usual_begins(lines: list[_LineValues]) -> dict[int, int]:
    """For rows of so many cells, the cell at which values begin in those rows that leave no doubt."""
    if all(len(line.values) == len(line.heads) for line in lines):
        return {}
    seen: dict[int, Counter[int]] = {}
    crowded: Counter[int] = Counter()
    for line in lines:
        if line.heads and len(line.values) >= len(line.heads):
            count = len(line.printed.row.cells)
            _, offset = place(line.heads, line.values, line.printed.row.carried, line.printed.grid.measured)
            if offset is not None:
                seen.setdefault(count, Counter())[line.label_at + 1 + offset] += 1
            elif line.heads[0].end <= line.heads[0].start and not by_window(line.heads, line.values):
                crowded[count] += 1
    begins = {count: found.most_common(1)[0][0] for count, found in seen.items()}
    # figures stand beside the columns of a text, which says of no cell under which head it is: its blanks may be theirs
    if crowded.total() < _CROWDED:
        return begins
    return begins | {len(one.printed.row.cells): _NOWHERE for one in lines if len(one.values) > len(one.heads)}


def read_lines(table: FormTable, segments: list[Segment]) -> TableReading:
    """Read a table of labelled lines (`proactive`, `applications`, `statistics`)."""
    reading = TableReading(table.table, table.form)
    lines = _collect(table, segments, reading)
    begins = _usual_begins(lines)
    for line in lines:
        if not line.heads:
            if any(any(ch.isdigit() for ch in cell.text) for cell in line.values):
                reading.left_out.append(LeftOut(line.printed))
                reading.flag(
                    "unknown_column",
                    f"{_where(line.printed)}: no heads above {line.entry.label!r}; printed: {_text(line.printed)}",
                    row=line.entry.key,
                )
            continue
        begin = begins.get(len(line.printed.row.cells))
        offset = None if begin is None else begin - line.label_at - 1
        placed, _ = place(line.heads, line.values, line.printed.row.carried, line.printed.grid.measured, offset)
        if placed is None:
            reading.left_out.append(LeftOut(line.printed, tuple(line.heads)))
            reading.flag(
                "ragged_grid",
                f"{_where(line.printed)}: {len(line.values)} cells for {len(line.heads)} columns at "
                f"{line.entry.label!r}; printed: {_text(line.printed)}",
                row=line.entry.key,
            )
            continue
        _columns_of(placed, table, line, reading)
    _drop_repeats(reading)
    return reading


def form_named(name: str, table: str) -> FormTable:
    """The table of a form by their names."""
    return forms()[name].tables[table]
