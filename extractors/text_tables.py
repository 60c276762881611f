"""A table that is printed as text: lines of a label and its figures, cells that are a line each, or all run together.

It is taken only where each line of the form has as many figures as the form has columns for it, in the order of the
form, and nothing can be read in two ways; else the figures stay in the text, and an issue says so.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from data.figures import NUMBER, nil, units
from data.forms import Entry, FormTable, table_variants
from data.labels import MARK
from data.text import HAN
from data.words import pattern, words
from extractors.box_tables import with_box_tables
from extractors.content import Cell, Content, Grid, Line, Row
from extractors.disputes import LINES
from extractors.headed_lines import own_tables, with_headed_lines
from extractors.label_lines import with_label_lines
from extractors.line_grids import in_their_place, next_index
from extractors.readings import TableReading
from extractors.segments import Laid, cut_into_tables
from extractors.shown import plain
from extractors.spaced_tables import with_spaced_tables
from extractors.text_disputes import rows_in_text
from extractors.values import read_value

# fewer labels with figures than that are a sentence's
_LEAST = {"applications": 3, "statistics": 8, "proactive": 4}
_MANY_COLUMNS = 5
_HEADS_REACH = 120
_LONGEST_TEXT = 100_000
_SEPARATOR = r"(?:[\s:,;、|…⋯]|\.{2,}|_{2,}|—{3,})*"
_NOTE = re.compile(r"\s*[(（〔\[][^()（）〔〕\[\]]*[)）〕\]]")
_EDGES = re.compile(r"^[\s:,;、|。.…⋯—_]+|[\s:,;、|。.…⋯—_]+$")
_CLOSING = tuple("”\"’'」』》)*")
_KEPT = re.compile(r"\w")


class _Found(NamedTuple):
    """A label of a line in the text: where it begins with its mark of order and ends, and the figures behind it."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    label: str
    figures: tuple[str, ...] = ()


def with_text_tables(content: Content, laid: Laid) -> tuple[Content, dict[int, str]]:
    """The content with the tables that its lines print as grids in their place.

    Args:
        content: a document as printed.
        laid: the grids' rows where they were laid out before.

    Returns:
        The content, and how each new grid was made of lines of text, by its index.
    """
    present = own_tables(content, laid)
    said: dict[int, str] = {}
    steps = (
        (with_box_tables, _BY_BARS),
        (with_spaced_tables, _BY_SPACES),
        (with_headed_lines, _BY_HEADS),
        (with_label_lines, _BY_LABELS),
        (_with_ordered_figures, _BY_ORDER),
    )
    for step, words_for in steps:
        content, made = step(content, present)
        if made:
            present |= cut_into_tables(content.grids)[0].keys()
        said |= {index: words_for.format(count) for index, count in made.items()}
    return content, said


_BY_BARS = "{} lines of text draw one with characters, of form"
_BY_SPACES = "{} lines of text are read as one, their cells parted by spaces, of form"
_BY_ORDER = "{} lines of text are read as one, in the order of form"
_BY_LABELS = "{} lines of a label and its figure are read as one, of form"
_BY_HEADS = "{} lines are read as one, each figure by the head printed before it, of form"


def _with_ordered_figures(content: Content, present: frozenset[str]) -> tuple[Content, dict[int, int]]:
    """The content with the tables whose lines have figures in the order of a form; how many lines each is of."""
    made: dict[int, int] = {}
    if not content.lines:
        return content, made
    names = ("applications", "statistics", "proactive") if not present & {"applications", "statistics"} else ()
    if not names and "disputes" in present:
        return content, made
    text, owner = _text(content)
    for name in names:
        if name in present or (made and name == "statistics"):
            continue
        found = [(len(run), table, run) for table in table_variants()[name] if (run := _table(table, text))]
        if found:
            _, table, run = max(found, key=lambda one: one[0])
            content = _with_grid(content, list(_rows(table, run)), owner[run[0].start : run[-1].end], made)
            text, owner = _text(content)
    if "disputes" not in present:
        table = table_variants()["disputes"][0]
        if (rows := rows_in_text(table, text, LINES)) is not None:
            content = _with_grid(content, rows[0], owner[rows[1] : rows[2]], made)
    return content, made


def say_text_tables(tables: list[TableReading], made: dict[int, str]) -> None:
    """A warning for each table that was read from lines of text."""
    for table in tables:
        for index in sorted({cell.table_index for cell in table.cells} & made.keys()):
            said = f"no table is printed: {made[index]} {table.form}"
            table.flag("label_aligned", said, severity="warning")


def _text(content: Content) -> tuple[str, list[int]]:
    """The lines of a document as one text, and of each character the number of its block."""
    parts: list[str] = []
    owner: list[int] = []
    for number, block in enumerate(content.blocks):
        if isinstance(block, Line) and len(owner) < _LONGEST_TEXT:
            part = unicodedata.normalize("NFKC", block.text) + "\n"
            parts.append(part)
            owner += [number] * len(part)
    return "".join(parts), owner


def _with_grid(content: Content, rows: list[Row], owner: list[int], made: dict[int, int]) -> Content:
    """The content with a grid in the place of the blocks that `owner` names; its index goes into `made`."""
    content, more = in_their_place(content, [(Grid(next_index(content), rows), set(owner))])
    made |= more
    return content


# --- labels -------------------------------------------------------------------------------------------------------


@functools.cache
def _wordings(form: str, name: str) -> tuple[re.Pattern[str], dict[str, tuple[Entry, ...]]]:
    """The labels of a table's lines, nothing but letters of them, with what they name."""
    table = next(table for table in table_variants()[name] if table.form == form)
    entries: dict[str, list[Entry]] = {}
    for label, named in table.by_line.items():
        bare = "".join(_KEPT.findall(label))
        if not label.startswith(MARK) and len(bare) > 1:
            entries.setdefault(bare, []).extend(named)
    longest = sorted(entries, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest))), {label: tuple(named) for label, named in entries.items()}


def _labels(table: FormTable, text: str) -> Iterator[_Found]:
    wordings, entries = _wordings(table.form, table.table)
    kept = [i for i, char in enumerate(text) if _KEPT.match(char)]
    bare = "".join(text[i] for i in kept)
    for match in wordings.finditer(bare):
        start, end = kept[match.start()], kept[match.end() - 1] + 1
        if text[end : end + 1] in _CLOSING and (
            text[end] != ")" or text.count("(", start, end) > text.count(")", start, end)
        ):
            end += 1
        named = entries[match.group()]
        begin = _begin(text, start, named)
        if begin == start and start and not pattern("before_label").search(text[start - 1]):
            continue  # the end of a longer word
        yield _Found(begin, end, named, text[begin:end])


def _begin(text: str, start: int, entries: tuple[Entry, ...]) -> int:
    """Where a label begins with its mark of order; a number is one only if it is the form's for that line."""
    numbers = {found[1] for entry in entries if (found := pattern("numbered_label").match(entry.label))}
    marks = [rf"\(?{words()['order_numeral']}\)?[、.,:]?", *(rf"\(?{number}[.、,)]" for number in numbers)]
    found = re.search(rf"{words()['among']}(?:{'|'.join(marks)})?\s*$", text[max(0, start - 12) : start])
    return start - len(found.group()) if found else start


# --- figures ------------------------------------------------------------------------------------------------------


@functools.cache
def _figure() -> re.Pattern[str]:
    figure = rf"{NUMBER}(?:\((?:{units()})\)|{units()})?|{nil()}"
    unit = rf"\s*(?:\((?:{units()})\)|(?:{units()})(?=[\s:|]))"
    return re.compile(rf"(?:{unit})?{_SEPARATOR}({figure})(?![{HAN}]){_SEPARATOR}")


def _figures(text: str) -> tuple[list[str], str]:
    """The figures at the beginning of a text, and what is left of it."""
    rest = text[found.end() :] if (found := _NOTE.match(text)) and not any(map(str.isdecimal, found.group())) else text
    figures = []
    while found := _figure().match(rest):
        figures.append(found[1])
        rest = rest[found.end() :]
    return figures, _EDGES.sub("", rest)


def _columns(table: FormTable, entry: Entry) -> list[Entry]:
    columns = sorted(table.columns.values(), key=lambda column: column.order)
    return [column for column in columns if (entry.key, column.key) in table.units]


def _fitting(table: FormTable, found: _Found, figures: list[str]) -> tuple[str, ...] | None:
    """The figures of a line as the form has columns for it; none for a heading; None where they do not fit."""
    is_empty = all(read_value(figure, "").state == "nil" for figure in figures)
    if is_empty and any(entry.kind == "heading" for entry in found.entries):
        return ()
    if not figures:
        return None
    for entry in found.entries:
        columns = _columns(table, entry)
        if not columns:
            continue
        if len(columns) == 1 and len(table.columns) == 2:
            return None
        cut = figures if len(figures) == len(columns) else _parted(table, columns, figures)
        if cut and _adds_up(table, columns, cut):
            return tuple(cut)
    return None


def _adds_up(table: FormTable, columns: list[Entry], figures: list[str]) -> bool:
    numbers = {c.key: read_value(f, "").number or 0 for c, f in zip(columns, figures, strict=True)}
    rules = [rule for rule in table.sums if rule.axis == "column"]
    return all(numbers[rule.total] == sum(numbers[part] * sign for part, sign in rule.parts) for rule in rules)


def _parted(table: FormTable, columns: list[Entry], figures: list[str]) -> list[str] | None:
    """Digits that ran together, parted into figures whose sums hold; None where that can be done in two ways."""
    digits = figures[0]
    if len(figures) != 1 or not digits.isdecimal() or not any(rule.axis == "column" for rule in table.sums):
        return None
    if not len(columns) <= len(digits) <= 2 * len(columns):
        return None
    ways = [way for way in _ways(digits, len(columns)) if _adds_up(table, columns, way)]
    return ways[0] if len(ways) == 1 else None


def _ways(digits: str, count: int) -> Iterator[list[str]]:
    """The ways to part digits into so many numbers, none with a zero before it."""
    if count == 1:
        if digits == "0" or (digits and digits[0] != "0"):
            yield [digits]
        return
    longest = 1 if digits.startswith("0") else len(digits) - count + 1
    for length in range(1, longest + 1):
        for rest in _ways(digits[length:], count - 1):
            yield [digits[:length], *rest]


# --- tables -------------------------------------------------------------------------------------------------------


def _table(table: FormTable, text: str) -> list[_Found] | None:
    """The lines of a table in the order of the text: the one run of labels with figures; None where there is none,
    where a label in it has figures that do not fit, or where the heads stand in another order.
    """
    labels = list(_labels(table, text))
    runs: list[list[_Found]] = [[]]
    loose: set[str] = set()
    for number, found in enumerate(labels):
        until = labels[number + 1].start if number + 1 < len(labels) else len(text)
        figures, rest = _figures(text[found.end : until])
        fitting = _fitting(table, found, figures)
        if fitting is None:
            loose |= {entry.key for entry in found.entries} if figures else set()
            runs.append([])
            continue
        runs[-1].append(found._replace(figures=fitting))
        if rest:
            runs.append([])
    long = [run for run in runs if _is_table(table, text, run)]
    if len(long) != 1 or not _heads_fit(table, text[: long[0][0].start], long[0]):
        return None
    read = {entry.key for found in long[0] for entry in found.entries if found.figures}
    loose |= {
        entry.key for run in runs if run is not long[0] for found in run if found.figures for entry in found.entries
    }
    return None if loose - read else long[0]


def _is_table(table: FormTable, text: str, run: list[_Found]) -> bool:
    """Whether enough lines with figures follow each other, or fewer right below all of the form's heads."""
    lines = sum(bool(found.figures) for found in run)
    if lines >= _LEAST[table.table] or not lines or len(table.columns) < _MANY_COLUMNS:
        return lines >= _LEAST[table.table]
    bare = "".join(_KEPT.findall(text[: run[0].start]))[-_HEADS_REACH:]
    named = {key for label, key in table.by_column.items() if not label.startswith(MARK) and label in bare}
    return named == set(table.columns)


def _heads_fit(table: FormTable, before: str, run: list[_Found]) -> bool:
    """Whether no heads above contradict the form's order; figures whose sums say nothing of it need heads."""
    bare = "".join(_KEPT.findall(before[-400:]))
    rules = [rule for rule in table.sums if rule.axis == "column"]
    totals = {rule.total for rule in rules}
    places = []
    for column in sorted(table.columns.values(), key=lambda entry: entry.order):
        wordings = [label for label, key in table.by_column.items() if key == column.key and label.isalpha()]
        found = [bare.rfind(label) for label in wordings if len(label) > 1]
        if column.key not in totals and max(found, default=-1) >= 0:
            places.append(max(found))
    if any(len(found.figures) > 1 for found in run) and not rules:
        return False
    return places == sorted(places)


def _rows(table: FormTable, run: list[_Found]) -> Iterator[Row]:
    """The rows of a grid with the form's heads over each kind of line."""
    corner = next(iter(sorted(table.corners)), "")
    before: list[Entry] = []
    for found in run:
        if found.figures:
            columns = next(c for entry in found.entries if len(c := _columns(table, entry)) == len(found.figures))
            if columns != before:
                yield _row([corner, *(column.label for column in columns)])
            before = columns
        yield _row([found.label.strip(), *found.figures])


def _row(texts: list[str]) -> Row:
    return Row([Cell(plain(text), i, i + 1) for i, text in enumerate(texts)])
