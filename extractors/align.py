"""Nearly known labels: the printed list is held against the form's, and one line is left that it can only be.

Between two lines that were matched there is one line of the form left and one printed row; both have the same parent
and unit, and their words are near. A warning names both. Two that it can be means none.
"""

import functools
import re
from typing import NamedTuple

from data.forms import Entry, FormTable, known_labels
from data.labels import MARK, clean_label, grammar_key
from data.text import squeeze
from data.words import pattern, words
from extractors.lines import leaf_of
from extractors.nearest import distance, telling
from extractors.printed import PrintedRow
from extractors.readings import TableReading, where
from extractors.values import is_value_like

# words are near if at most this part of the longer label's characters differs
_NEAR = 0.4
# in shorter labels one character is another word
_LEAST_MISPRINTED = 4
_DIGIT = re.compile(r"\d")


class _Row(NamedTuple):
    """A row with figures: the cell of its label, and the line it is or None."""

    row: PrintedRow
    at: int
    entry: Entry | None
    unit: str


def align(table: FormTable, rows: list[PrintedRow], reading: TableReading) -> None:
    """Give rows the labels that they can only mean, in place; `label_aligned` says so."""
    others = [(row, _label_at(row)[0]) for row in rows if _has_other_words(table, row)]
    for row, at in others:
        _join_cut(table, row, at)
    if not any(at >= 0 and _is_unknown(row, at) for row, at in others):
        return
    found = _matched(table, rows, [_label_at(row) for row in rows])
    seen = {one.entry.key for one in found if one.entry}
    for before, one, after in zip(found, found[1:], found[2:], strict=False):
        if one.entry is not None or before.entry is None or after.entry is None:
            continue
        left = [entry for entry in _between(table, before.entry, after.entry) if entry.key not in seen]
        if len(left) != 1 or not _is_meant(table, one, left[0], before.entry, after.entry):
            continue
        printed = one.row.row.cells[one.at].text.strip()
        one.row.labels[one.at] = clean_label(left[0].label)[0]
        one.row.aligned.add(one.at)
        seen.add(left[0].key)
        reading.flag(
            "label_aligned",
            f"{where(one.row)}: {printed!r} is taken for {left[0].label!r}, the one line that is left there",
            row=left[0].key,
            severity="warning",
        )


def _has_other_words(table: FormTable, row: PrintedRow) -> bool:
    """Whether a row prints words that are no label of the table's lines."""
    by_line = table.by_line
    for label, cell in zip(row.labels, row.row.cells, strict=True):
        if label not in by_line and not is_value_like(cell.text):
            return True
    return False


@functools.cache
def _units() -> frozenset[str]:
    return frozenset((*words()["counters"], *words()["money"]))


def _label_at(row: PrintedRow) -> tuple[int, str]:
    """The last cell of words before the first figure, -1 where there is none, and the unit behind it."""
    units = _units()
    texts: list[str] = []  # those before the first figure
    is_behind = False
    for cell in row.row.cells:
        text = squeeze(cell.text)
        if is_behind and _DIGIT.search(text) and is_value_like(text):
            break
        texts.append(text)
        is_behind = is_behind or bool(text)
    else:
        return -1, ""
    first = len(texts)
    at = first - 1
    while at >= 0 and (not texts[at] or is_value_like(texts[at]) or texts[at].strip("()") in units):
        at -= 1
    if at < 0:
        return -1, ""
    unit = next((texts[i].strip("()") for i in range(at + 1, first) if texts[i].strip("()") in units), row.units[at])
    return at, unit


def _join_cut(table: FormTable, row: PrintedRow, at: int) -> None:
    """A label that is cut over two cells (四、行政复议 | 数量) is one; at: the label's last cell."""
    if (
        at < 1
        or row.labels[at] in table.by_line
        or row.labels[at - 1] in table.by_line
        or row.row.cells[at - 1].is_empty
    ):
        return
    whole = clean_label(row.row.cells[at - 1].text.strip() + row.row.cells[at].text.strip())[0]
    if whole in table.by_line:
        row.labels[at - 1], row.labels[at] = "", whole


def _matched(table: FormTable, rows: list[PrintedRow], places: list[tuple[int, str]]) -> list[_Row]:
    """The rows that are headings or have figures, each with its line or without one.

    places: of each row its label's last cell and unit.
    """
    quiet = TableReading(table.table, table.form)
    found: list[_Row] = []
    context: list[str] = []
    for row, (at, unit) in zip(rows, places, strict=True):
        leaf = leaf_of(table, row, context, quiet)
        if leaf is not None:
            context = leaf[2]
        if leaf is not None and (at < 0 or leaf[0] >= at):
            found.append(_Row(row, leaf[0], leaf[1], unit))
        elif at >= 0:
            # under a heading in the row itself, or of no known words
            found += [_Row(row, leaf[0], leaf[1], "")] if leaf is not None else []
            found.append(_Row(row, at, None, unit))
    return found


def _between(table: FormTable, before: Entry, after: Entry) -> list[Entry]:
    return [
        entry for entry in table.lines.values() if before.order < entry.order < after.order and entry.kind != "heading"
    ]


def _is_meant(table: FormTable, one: _Row, entry: Entry, before: Entry, after: Entry) -> bool:
    """Whether a row can be the line that is left: it stands under the same parent, in the same unit, and is called
    nearly so; its words are no other line's, of this form or another.
    """
    if entry.parent not in (before.parent, before.key, after.parent):
        return False
    if one.unit and entry.unit and not _alike(one.unit, entry.unit):
        return False
    if not _is_unknown(one.row, one.at):
        return False
    printed = one.row.row.cells[one.at].text
    if (mark := _number(printed)) and (own := _number(entry.label)) and mark != own:
        return False
    known = [(key, entries) for key, entries in table.by_line.items() if key.startswith(MARK)]
    near = min((_far(printed, key) for key, entries in known if entry in entries), default=1.0)
    others = min((_far(printed, key) for key, entries in known if entry not in entries), default=1.0)
    return near <= _NEAR and near < others


def _is_unknown(row: PrintedRow, at: int) -> bool:
    return row.labels[at] not in known_labels() and grammar_key(row.row.cells[at].text) not in known_labels()


def _alike(a: str, b: str) -> bool:
    counters = words()["counters"]
    return a == b or (a in counters and b in counters) or (a in words()["money"] and b in words()["money"])


def _number(label: str) -> str:
    found = pattern("label_order").match(squeeze(label))
    return "".join(filter(str.isalnum, found.group())) if found else ""


def _far(printed: str, wording: str) -> float:
    """Which part of two labels differs, as the grammar leaves them: words more or fewer, or one character misprinted.

    1 where they differ otherwise, or in a character that tells lines apart.
    """
    a, b = (text.removeprefix(MARK) for text in (grammar_key(printed), wording))
    longest = max(len(a), len(b))
    other = set(a) ^ set(b)
    if not longest or telling(a) != telling(b) or other & set(words()["telling_in_lists"]):
        return 1.0
    edits = distance(a, b, longest)
    if edits == abs(len(a) - len(b)) or (edits == 1 and longest >= _LEAST_MISPRINTED):
        return edits / longest
    return 1.0
