"""Tables printed as text whose cells stand apart by wide spaces, tabs or bars: a row a line, heads above figures."""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from data.forms import known_labels, label_owners, table_variants
from data.labels import clean_label, grammar_key
from data.words import words
from extractors.content import Cell, Content, Line, Row
from extractors.head_words import is_counting_row, role_of
from extractors.joined_labels import joined_label
from extractors.line_grids import with_missing_tables
from extractors.shown import plain
from extractors.values import is_value_like

_GAP = re.compile(r"[\s\u3000]*[|│┃¦][\s\u3000]*|\s{2,}|\t+|\u3000+")
_RULE = re.compile(r"[\s|│┃+┼├┤┌┐└┘┬┴─━=_*-]{3,}")
_EDGES = re.compile(r"^[\s|│┃¦]+|[\s|│┃¦]+$")
_LONGEST = 90
# so many figures stand in a row without a label
_LEAST_BARE = 5
# a label in the cells of which each character stands apart has no more
_MOST_PARTS = 12
_LONGEST_LINE = 400
# fewer rows of figures are a sentence's
_LEAST_ROWS = 2
# a label and its unit
_WITH_UNIT = 2
# 三、本年度办理结果 | （三）不予公开 | 1.属于国家秘密
_MOST_LABELS = 3
# of all rows so many have as many figures as there are heads
_MOST = 0.8


class _Read(NamedTuple):
    """One line as cells. kind: row (a label and figures), heads, label (of a line or a block, alone), or other."""

    kind: str
    cells: tuple[str, ...]
    block: int


def with_spaced_tables(content: Content, present: frozenset[str]) -> tuple[Content, dict[int, int]]:
    """The content with the tables that its lines lay out by spaces as grids in their place.

    Args:
        content: a document as printed.
        present: the standard tables that were made out.

    Returns:
        The content, and how many lines each new grid was made of, by its index.
    """
    found = ((list(_rows(region)), {line.block for line in region}) for region in _regions(content))
    return with_missing_tables(content, present, found)


def _regions(content: Content) -> Iterator[list[_Read]]:
    """Lines of a table that follow each other, from a row of heads or what stands over it."""
    if sum(_may_be_row(block.text) for block in content.blocks if isinstance(block, Line)) < _LEAST_ROWS:
        return
    region: list[_Read] = []
    for number, block in enumerate([*content.blocks, None]):
        text = block.text if isinstance(block, Line) and len(block.text) <= _LONGEST_LINE else ""
        if isinstance(block, Line) and text and (_RULE.fullmatch(text) or not text.strip()):
            continue
        read = _read(text, number) if text else _Read("other", (), number)
        if region and region[-1].kind == "heads" and len(read.cells) >= _LEAST_BARE and _is_bare(read):
            read = read._replace(kind="row")
        if read.kind != "other":
            region.append(read)
            continue
        if region and is_counting_row([Cell(plain(cell), 0, 0) for cell in read.cells]):
            continue
        if region and (joined := _joined(region[-1], read)):
            region[-1] = joined
            continue
        while region and region[-1].kind != "row":
            region.pop()
        if _is_table(region):
            yield region
        region = []


def _is_bare(line: _Read) -> bool:
    """Whether a line is figures alone, as that of reviews and lawsuits is."""
    return line.kind != "heads" and all(map(is_value_like, line.cells))


def _may_be_row(text: str) -> bool:
    """Whether a line has parts that stand apart and is no sentence: a label and its figures do, and end in a figure."""
    return not text.endswith("。") and len(text) <= _LONGEST_LINE and bool(_GAP.search(_EDGES.sub("", text)))


def _read(text: str, number: int) -> _Read:
    cells = [cell.strip() for cell in _GAP.split(_EDGES.sub("", text))]
    flat: list[str] = []
    for cell in cells:
        parts = cell.split()
        is_apart = len(parts) > 1 and (all(map(is_value_like, parts)) or all(map(_is_column, parts)))
        flat += parts if is_apart else [cell]
    flat = _whole_labels(flat)
    figures = sum(map(is_value_like, flat))
    if any(len(cell) > _LONGEST for cell in flat):
        return _Read("other", tuple(flat), number)
    labels = len(flat) - figures
    if figures and labels == _WITH_UNIT and flat[1].strip("()") in _units() and _is_known(flat[0]):
        return _Read("row", tuple(flat), number)
    # the group of a line may stand before it in its row
    is_labelled = 0 < labels <= _MOST_LABELS and not any(map(is_value_like, flat[:labels]))
    if figures and is_labelled and (labels == 1 or all(map(_is_known, flat[:labels]))):
        return _Read("row", tuple(flat), number)
    if not figures and len(flat) > 1 and any(_is_column(cell) or _is_list_head(cell) for cell in flat):
        return _Read("heads", tuple(flat), number)
    if len(flat) == 1 and _is_known(flat[0]):
        return _Read("label", tuple(flat), number)
    return _Read("other", tuple(flat), number)


def _joined(before: _Read, line: _Read) -> _Read | None:
    """A row whose label goes on in the next line: that is nothing else than its rest."""
    if before.kind != "row" or len(line.cells) != 1 or _is_known(before.cells[0]):
        return None
    whole = before.cells[0] + line.cells[0]
    return before._replace(cells=(whole, *before.cells[1:])) if _is_known(whole) else None


def _keys(text: str) -> tuple[str, str]:
    return clean_label(text)[0], grammar_key(text)


def _whole_labels(parts: list[str]) -> list[str]:
    """The parts of a line with labels put together whose characters stand apart (行　政　许　可).

    So that as few parts as may be are left that are no label, in as few labels as may be.
    """
    is_row = any(map(is_value_like, parts))
    if all(map(is_value_like, parts)) or (not is_row and not any(map(_is_column, parts))):
        return parts
    is_label = _names_line if is_row else _is_head
    stands_apart = list(map(is_value_like, parts))
    for at, follows in enumerate(stands_apart[1:]):
        stands_apart[at] |= follows and parts[at].strip("()") in _units()
    # for each beginning of the line: parts that are no label, the labels, and where its last label begins
    best: list[tuple[int, int, int]] = [(0, 0, 0)]
    for end, alone in enumerate(parts, 1):
        lost, labels, _ = best[-1]
        is_value = stands_apart[end - 1]
        found = [(lost + (not is_value and not is_label(alone)), labels + (not is_value), end - 1)]
        for begin in range(end - 2, max(-1, end - 1 - _MOST_PARTS), -1):
            if is_value or stands_apart[begin]:
                break
            whole = "".join(parts[begin:end])
            if len(whole) > _LONGEST:
                break
            lost, labels, _ = best[begin]
            if is_label(whole):
                found.append((lost, labels + 1, begin))
            elif is_row and joined_label(whole):
                found.append((lost, labels + 3, begin))  # two labels beside each other stay two
        best.append(min(found))
    made: list[str] = []
    end = len(parts)
    while end:
        begin = best[end][2]
        made.append("".join(parts[begin:end]))
        end = begin
    return made[::-1]


def _is_head(text: str) -> bool:
    """Whether a text is a head over figures, or over the labels beside them."""
    tables = (table for variants in table_variants().values() for table in variants)
    return _is_column(text) or any(key in table.corners for table in tables for key in _keys(text))


@functools.lru_cache(maxsize=65536)
def _names_line(text: str) -> bool:
    """Whether a text is a label that may stand before figures: the years over a list's figures do not."""
    keys = [key for key in _keys(text) if key in label_owners()]
    return any(
        key in table.by_line or key in table.by_group or (table.table == "disputes" and bool(table.column_of(key)))
        for variants in (table_variants().values() if keys else ())
        for table in variants
        for key in keys
    )


@functools.lru_cache(maxsize=65536)
def _is_known(text: str) -> bool:
    return any(key in label_owners() for key in _keys(text) if key)


@functools.lru_cache(maxsize=65536)
def _is_column(text: str) -> bool:
    keys = [key for key in _keys(text) if key in known_labels()]
    tables = (table for variants in table_variants().values() for table in variants if len(table.columns) > 2)
    return bool(keys) and any(table.column_of(key) or key in table.by_group for table in tables for key in keys)


def _is_list_head(text: str) -> bool:
    return role_of(clean_label(text)[0]) in ("value", "code")


@functools.cache
def _units() -> frozenset[str]:
    return frozenset((*words()["counters"], *words()["money"]))


def _is_table(region: list[_Read]) -> bool:
    """Whether enough rows have as many figures as the heads above them are."""
    counts: set[int] = set()
    fitting = rows = 0
    before, named = "", False
    for line in region:
        if line.kind == "heads":
            columns = sum(_is_column(cell) or _is_list_head(cell) for cell in line.cells)
            named = named or all(map(_is_known, line.cells))
            # heads of several rows: the lowest of each stand over figures
            counts = {len(line.cells) - 1, columns} | ({n + columns for n in counts} if before == "heads" else set())
        elif line.kind == "row":
            rows += 1
            # of which heads they are is for the reader of reviews and lawsuits
            fitting += sum(map(is_value_like, line.cells)) in counts or (named and _is_bare(line))
        before = line.kind
    return rows >= (1 if named else _LEAST_ROWS) and fitting >= _MOST * rows


def _rows(region: list[_Read]) -> Iterator[Row]:
    """The rows of a grid; cells have places where all rows are as long as their heads."""
    for at, line in enumerate(region):
        cells = line.cells
        if line.kind == "heads":
            following = next((len(one.cells) for one in region[at:] if one.kind == "row"), 0)
            if all(map(_is_column, cells)) and following == len(cells) + 1:
                cells = ("", *cells)  # nothing is printed over the labels
        has_places = line.kind == "label" or _is_even(region, at)
        yield Row([Cell(plain(text), *((i, i + 1) if has_places else (0, 0))) for i, text in enumerate(cells)])


def _is_even(region: list[_Read], at: int) -> bool:
    """Whether the rows that share heads with one are each as long as one row of heads."""
    begin = next((i for i in range(at, -1, -1) if region[i].kind == "heads"), 0)
    while begin and region[begin - 1].kind == "heads":
        begin -= 1
    heads: list[_Read] = []
    lengths: set[int] = set()
    for line in region[begin:]:
        if line.kind == "heads" and lengths:
            break
        if line.kind == "heads":
            heads.append(line)
        elif line.kind == "row":
            lengths.add(len(line.cells))
    if len(heads) != 1 or len(lengths) != 1:
        return False
    length = lengths.pop()
    return len(heads[0].cells) == length or (all(map(_is_column, heads[0].cells)) and len(heads[0].cells) + 1 == length)
