"""A form's folder drafted from lists that no form knows, for a person to complete.

What documents print is counted and written down; what it means is only suggested. A draft marks every figure's concept
as undecided, and a form so marked is refused by the reader.
"""

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from data.concepts import labelled_concepts
from data.errors import Told
from data.forms import CANDIDATE, UNDECIDED, FormTable, forms
from data.labels import clean_label
from data.rows import UnmappedCell
from data.words import pattern, words
from extractors.unmapped import UnknownList

TABLE = "statistics"
# from which likeness of labels on another form's line is worth showing to a person
_LIKE = 0.6


@dataclass(frozen=True)
class Source:
    """One document's list: the document's name, the year it covers if known, and the list."""

    document: str
    year: int | None
    found: UnknownList


@dataclass
class _Line:
    """A line as the documents print it. figures: document → its figures by column, in the list's order."""

    label: str
    parent: int | None = None
    key: str = ""
    units: Counter[str] = field(default_factory=Counter)
    figures: dict[str, dict[str, Decimal | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """The files of a drafted form by name, each a heading and rows, and what a person should know of its making."""

    files: dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]]
    lines: int
    documents: tuple[str, ...]
    left_aside: tuple[str, ...]


def draft(sources: Sequence[Source], form: str) -> Draft:
    """Draft the form `form` from one list, as many documents as carry it.

    The longest list stands first; another document's list belongs to it if a third of its lines do. The others are
    left aside and named: they are other forms. Raises ValueError without any source.
    """
    if not sources:
        raise Told("no list to draft a form from")
    ordered = sorted(sources, key=lambda source: -source.found.line_count)
    lines: list[_Line] = []
    taken: list[Source] = []
    aside: list[str] = []
    for source in ordered:
        labels = {clean_label(label)[0] for label in _labels(source.found)}
        known = {clean_label(line.label)[0] for line in lines}
        if lines and 3 * len(labels & known) < len(labels):
            aside.append(f"{source.document}, table {source.found.table_index + 1}")
            continue
        _add(lines, source)
        taken.append(source)
    columns = _columns(taken)
    _find_parents(lines)
    _find_keys(lines)
    sums = _sums(lines, list(columns))
    count = len({source.document for source in taken})
    years = sorted(source.year for source in taken if source.year)
    files: dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]] = {
        "forms.csv": (
            ("form", "first_year", "last_year", "title_zh", "instrument_zh", "note"),
            [
                (
                    form,
                    str(years[0]) if years else "",
                    str(years[-1]) if years else "",
                    "",
                    "",
                    f"draft of {count} documents",
                )
            ],
        ),
        "labels.csv": (("form", "table", "axis", "key", "wording", "seen"), _wordings(taken, form)),
        f"{form}/lines.csv": (
            ("table", "line", "order", "label", "parent", "kind", "unit", "note"),
            [_line_row(n, line, lines, {total for total, _ in sums}, count) for n, line in enumerate(lines, 1)],
        ),
        f"{form}/columns.csv": (
            ("table", "column", "order", "label", "block", "unit", "note"),
            [(TABLE, key, str(n), label, "", "", "") for n, (label, key) in enumerate(columns.items(), 1)],
        ),
        f"{form}/sums.csv": (
            ("rule", "table", "axis", "total", "part", "sign", "basis"),
            [
                (lines[total].key, TABLE, "line", lines[total].key, lines[part].key, "+", CANDIDATE)
                for total, parts in sums
                for part in parts
            ],
        ),
        f"{form}/concepts.csv": (
            ("table", "row", "column", "concept", "grade", "note", "suggestion", "likeness"),
            [
                (TABLE, line.key, next(iter(columns.values())), UNDECIDED, "", "", *_nearest(line.label))
                for line in lines
                if not _is_heading(line)
            ],
        ),
    }
    return Draft(files, len(lines), tuple(sorted({source.document for source in taken})), tuple(aside))


# --- what the documents print -------------------------------------------------------------------------------------


def _labels(found: UnknownList) -> list[str]:
    return list(dict.fromkeys(cell.label for cell in found.cells if cell.label))


def _general(head: str) -> str:
    """A head that names a year stands for every year: 2012年 → {year}年."""
    return "{year}" + head[4:] if pattern("list_year").fullmatch(head) else head


def _heads(found: UnknownList) -> dict[str, str]:
    """Head as printed → as the form has it. Two years side by side cannot both be the report's."""
    printed = [head.text for head in found.heads if head.role == "value"]
    general = {head: _general(head) for head in printed}
    return general if len(set(general.values())) == len(printed) else {head: head for head in printed}


def _add(lines: list[_Line], source: Source) -> None:
    """Add a document's lines: those known are counted, the others go behind the line they are printed behind."""
    heads = _heads(source.found)
    seen: Counter[str] = Counter()
    at = -1
    rows: dict[tuple[int, int], list[UnmappedCell]] = {}
    for cell in source.found.cells:
        if cell.label:
            rows.setdefault((cell.table_index, cell.row_index), []).append(cell)
    for cells in rows.values():
        name = clean_label(cells[0].label)[0]
        same = [i for i, line in enumerate(lines) if clean_label(line.label)[0] == name]
        if seen[name] < len(same):
            at = same[seen[name]]
        else:
            at += 1
            lines.insert(at, _Line(cells[0].label))
        seen[name] += 1
        lines[at].units.update([cells[0].unit] if cells[0].unit else [])
        lines[at].figures[f"{source.document}#{source.found.table_index}"] = {
            heads.get(cell.column_label, cell.column_label): cell.value for cell in cells
        }


def _columns(taken: Iterable[Source]) -> dict[str, str]:
    """Head → key in printed order; the first is `count`, a total of years `cumulative`, as in other lists."""
    heads = list(dict.fromkeys(head for source in taken for head in _heads(source.found).values()))
    known = {label: key for _, table in _lists() for label, key in table.by_column.items()}
    keys: dict[str, str] = {}
    for n, head in enumerate(heads):
        key = "count" if n == 0 else known.get(clean_label(head)[0], "")
        keys[head] = key if key and key not in keys.values() else f"column_{n + 1}"
    return keys


def _wordings(taken: Iterable[Source], form: str) -> list[tuple[str, ...]]:
    axes = {"label": ("corner", "corner"), "unit": ("unit", "unit"), "code": ("ignored", "number")}
    found = dict.fromkeys(
        (form, TABLE, *axes[head.role], head.text, "")
        for source in taken
        for head in source.found.heads
        if head.role in axes
    )
    return list(found)


def _line_row(order: int, line: _Line, lines: list[_Line], totals: set[int], documents: int) -> tuple[str, ...]:
    kind = "heading" if _is_heading(line) else "total" if order - 1 in totals else "value"
    unit = line.units.most_common(1)[0][0] if line.units else ""
    notes = [f"in {len(line.figures)} of {documents} lists"]
    if len(line.units) > 1:
        notes.append("also in " + ", ".join(unit for unit, _ in line.units.most_common()[1:]))
    if kind != "heading" and unit not in words()["counters"] and unit not in words()["money"]:
        notes.append(f"unit {unit!r} is not known" if unit else "no unit is printed")
    if sum(clean_label(other.label)[0] == clean_label(line.label)[0] for other in lines) > 1:
        notes.append("its label stands in several lines: each needs its parent")
    parent = "" if line.parent is None else lines[line.parent].key
    return (TABLE, line.key, str(order), line.label, parent, kind, "" if kind == "heading" else unit, "; ".join(notes))


def _is_heading(line: _Line) -> bool:
    return not any(value is not None for figures in line.figures.values() for value in figures.values())


# --- what may be meant --------------------------------------------------------------------------------------------


def _level(label: str) -> int:
    """How deep a label's numbering puts it: 一、 and none 0, （一） 1, 1. and 其中 2."""
    return next(n for n, name in ((2, "list_deep"), (1, "list_middle"), (0, "list_top")) if pattern(name).match(label))


def _find_parents(lines: list[_Line]) -> None:
    open_at: dict[int, int] = {}
    for i, line in enumerate(lines):
        level = _level(line.label)
        line.parent = next((open_at[above] for above in range(level - 1, -1, -1) if above in open_at), None)
        open_at = {above: at for above, at in open_at.items() if above < level} | {level: i}


def _find_keys(lines: list[_Line]) -> None:
    """The key of the same label in another list where there is one, else line_01."""
    known = {
        label: entries[0].key for _, table in _lists() for label, entries in table.by_line.items() if len(entries) == 1
    }
    used: set[str] = set()
    for n, line in enumerate(lines, 1):
        key = known.get(clean_label(line.label)[0], "")
        line.key = key if key and key not in used else f"line_{n:02d}"
        used.add(line.key)


def _sums(lines: list[_Line], columns: list[str]) -> list[tuple[int, list[int]]]:
    """Lines that are the sum of those below them wherever all are printed, and somewhere of two figures not zero."""
    found = []
    for total in range(len(lines)):
        children = [i for i, line in enumerate(lines) if line.parent == total]
        runs = [list(range(total + 1, end)) for end in range(len(lines), total + 2, -1)]
        for parts in ([children] if len(children) > 1 else []) + ([] if lines[total].parent is not None else runs):
            if _holds(lines, total, parts, columns):
                found.append((total, parts))
                break
    return found


def _holds(lines: list[_Line], total: int, parts: list[int], columns: list[str]) -> bool:
    telling = 0
    for document, figures in lines[total].figures.items():
        for column in columns:
            said = [lines[part].figures.get(document, {}).get(column) for part in parts]
            stated = [value for value in said if value is not None]
            if figures.get(column) is None or not stated:
                continue
            if sum(stated, Decimal(0)) != figures[column]:
                return False
            telling += sum(1 for value in stated if value) > 1
    return telling > 0


def _lists() -> list[tuple[str, FormTable]]:
    return [(form.form, form.tables[TABLE]) for form in forms().values() if TABLE in form.tables]


def _nearest(label: str) -> tuple[str, str]:
    """The concept whose label is most like this one, with the likeness from 0 to 1; empty where none is like it."""
    ours = clean_label(label)[0]
    scored = [(difflib.SequenceMatcher(None, ours, theirs).ratio(), concept) for theirs, concept in labelled_concepts()]
    likeness, concept = max(scored, default=(0.0, ""), key=lambda one: one[0])
    return (concept, f"{likeness:.2f}") if likeness >= _LIKE else ("", "")
