"""Which printed rows belong to which standard table.

Pages cut one table in two, or paste two into one, so the unit is the row: it belongs to the table whose labels it
carries, and a row that carries none belongs to the table around it.
"""

import functools
from dataclasses import dataclass, field

from data.forms import label_owners, table_variants
from extractors.arrange import arranged
from extractors.content import Grid
from extractors.printed import PrintedRow, printed_rows
from extractors.values import is_figure, is_value_like


@dataclass(slots=True)
class Segment:
    """The rows of one standard table within one grid."""

    table: str
    rows: list[PrintedRow] = field(default_factory=list)


# how many different labels make a table: one shared word (行政许可, 总计) is in many other tables too
_ENOUGH = {"proactive": 3, "applications": 4, "disputes": 4, "statistics": 4}


# labels by which a row is another table's, though it has one of the table above it: the heads of disputes have 合计 too
_MANY_MORE = 3


@functools.cache
def _sole_owners() -> dict[str, str]:
    """The labels that one table alone has, with its name."""
    return {label: next(iter(names)) for label, names in label_owners().items() if len(names) == 1}


def _owner(row: PrintedRow, current: str) -> str:
    """The table that most of a row's labels name alone, of several the one with the longest label; "" for none."""
    owners = _sole_owners()
    named: dict[str, list[int]] = {}
    for label in row.labels:
        if (owner := owners.get(label)) is not None:
            named.setdefault(owner, []).append(len(label))
    if not named:
        return ""
    found = max(named, key=lambda name: (len(named[name]), max(named[name])))
    if current in named and len(named[found]) < len(named[current]) + _MANY_MORE:
        return current
    # the rest of a label that is another table's head does not make a row of figures that table's
    is_only_head = current and any(map(is_figure, row.row.cells)) and not _names_line(row, found)
    return current if is_only_head else found


def _names_line(row: PrintedRow, name: str) -> bool:
    tables = table_variants()[name]
    return any(label in table.by_line or label in table.by_group for table in tables for label in row.labels)


@functools.cache
def _labels_of(table: str) -> frozenset[str]:
    """The labels that a table has, be it alone or with others."""
    return frozenset(label for label, names in label_owners().items() if label and table in names)


def _weakly_owned(row: PrintedRow, table: str) -> bool:
    return not _labels_of(table).isdisjoint(row.labels)


def _cut(rows: list[PrintedRow], before: str) -> list[Segment]:
    owned: list[str] = []
    current = ""
    for row in rows:
        current = _owner(row, current) or current
        owned.append(current)
    _give_heads_below(rows, owned)
    first = next((name for name in owned if name), "")
    if not first and before and any(_weakly_owned(row, before) for row in rows):
        first = before
    segments: list[Segment] = []
    for row, name in zip(rows, owned, strict=True):
        name = name or first
        if not segments or segments[-1].table != name:
            segments.append(Segment(name))
        segments[-1].rows.append(row)
    return segments


def _give_heads_below(rows: list[PrintedRow], owned: list[str]) -> None:
    """A head alone over the next table, whose word several tables have, goes with that table: 行政复议 over reviews."""
    for i in range(len(rows) - 1, 0, -1):
        name, above = owned[i], owned[i - 1]
        if name != above and above and not rows[i - 1].is_blank:
            row = rows[i - 1]
            has_figures = any(is_value_like(cell.text) for cell in row.row.cells if not cell.is_empty)
            if not has_figures and _weakly_owned(row, name) and not _weakly_owned(row, above):
                owned[i - 1] = name


def _distinct_labels(table: str, segments: list[Segment]) -> int:
    found: set[str] = set()
    for segment in segments:
        for row in segment.rows:
            found.update(row.labels)
    return len(found & _labels_of(table))


def _strong_names(segments: list[Segment], strong: set[str]) -> list[str]:
    """The table of each segment of a grid. One that a word or two make another table's, of which nothing else is
    printed, goes with what stands above it, else below: no row of a table is lost."""
    names = [segment.table if segment.table in strong else "" for segment in segments]
    for order in (range(1, len(names)), range(len(names) - 2, -1, -1)):
        for i in order:
            names[i] = names[i] or (names[i - 1] if order.step > 0 else names[i + 1])
    return names


Cut = tuple[dict[str, list[Segment]], list[Grid]]


@dataclass(slots=True)
class Laid:
    """What was laid out and cut before, by the identity of the grids, which are kept with it: several steps ask for the
    tables of the same grids. Readers of tables change rows, so it serves up to the first of them."""

    rows: dict[int, tuple[Grid, list[PrintedRow]]] = field(default_factory=dict)
    cuts: dict[tuple[int, ...], Cut] = field(default_factory=dict)


def cut_into_tables(grids: list[Grid], laid: Laid | None = None) -> Cut:
    """Segments by table name in printed order, and the grids in which no standard table was recognised.

    laid: what was laid out and cut before; filled with what was not.
    """
    laid = Laid() if laid is None else laid
    key = tuple(map(id, grids))
    if key not in laid.cuts:
        laid.cuts[key] = _cut_all(grids, laid)
    return laid.cuts[key]


def _cut_all(grids: list[Grid], laid: Laid) -> Cut:
    cut: list[list[Segment]] = []
    tables: dict[str, list[Segment]] = {}
    before = ""
    for grid in grids:
        if id(grid) not in laid.rows:
            laid.rows[id(grid)] = grid, arranged(printed_rows(grid))
        cut.append(_cut(laid.rows[id(grid)][1], before))
        for segment in cut[-1]:
            if not segment.table and before == "disputes" and _is_values_row(segment, tables["disputes"]):
                segment.table = before
            if segment.table:
                tables.setdefault(segment.table, []).append(segment)
                before = segment.table
    strong = {name for name in tables if _distinct_labels(name, tables[name]) >= _ENOUGH.get(name, 4)}
    tables = {}
    for segments in cut:
        for segment, name in zip(segments, _strong_names(segments, strong), strict=True):
            if name:
                tables.setdefault(name, []).append(Segment(name, segment.rows))
    known = {id(row.grid) for segments in tables.values() for segment in segments for row in segment.rows}
    return tables, [grid for grid in grids if id(grid) not in known]


def _is_values_row(segment: Segment, before: list[Segment]) -> bool:
    """A page break can leave the one row of values of `disputes` alone, without any label."""
    heads = max((sum(1 for label in row.labels if label) for part in before for row in part.rows), default=0)
    filled = [row for row in segment.rows if not row.is_blank]
    return len(filled) == 1 and len(filled[0].row.cells) >= heads >= 10
