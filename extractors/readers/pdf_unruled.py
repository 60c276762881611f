"""Tables whose cells are not ruled: heads make columns, figures make rows, labels belong to the row of their height.

What a label is, is known from the forms' wordings alone; a text that is none stays beside the figures of its line,
where the next step names it. Figures that stand under no head or under two stay where they are: their row is ragged.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations

from data.text import squeeze
from data.vocabulary import bare, vocabulary
from data.words import words
from extractors.content import Cell, Grid, Row
from extractors.readers.pdf_merged import Column, merged_over
from extractors.readers.pdf_page import Glyph, Rule, TextLine
from extractors.readers.pdf_pieces import Label, Piece, labels, pieces, under_each_other
from extractors.readers.pdf_words import is_page_number
from extractors.shown import STRUCK, Run

_ENOUGH = 3  # fewer known labels are words that any page may have
_UNLABELLED = 5  # figures in one line without a label beside them: the row of the table that has no labels
_TEXT_AFTER = 2  # a table that is followed by so many lines of text does not go on on the next page
_SHORT = 8  # longer texts among those are no cells
_MOSTLY = 0.4  # a piece that meets one head by less of its width may be the next one's too
_HALF = 0.8  # a figure whose unit is on a second line stands half a line above the others of its row, centred
_NEAR = 3.5  # a line of figures so near to a table's (in heights of text) is the table's, whatever its label


# (runs, ink, evidence) of a cell without seen text, by its box x0, top, x1, bottom
Blank = Callable[[tuple[float, float, float, float]], tuple[tuple[Run, ...], tuple[str, ...], str]]


@dataclass(slots=True, eq=False)
class _Line:
    """One row of figures, or of a label whose figures are blank: its height and what stands in it."""

    middle: float
    labels: list[Label] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    values: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Unruled:
    """What a page without rules holds: tables with their y, and the lines of text between them."""

    grids: list[tuple[float, Grid]]
    lines: list[TextLine]
    columns: list[Column]


def _figure_lines(values: list[Piece]) -> list[_Line]:
    lines: list[list[Piece]] = []
    for piece in sorted(values, key=lambda p: p.base):
        off = (piece.base - lines[-1][0].base) / (piece.bottom - piece.top) if lines else 1.0
        if off <= 0.4 or (off <= _HALF and not any(p.x0 < piece.x1 and piece.x0 < p.x1 for p in lines[-1])):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [_Line(sum(p.middle for p in line) / len(line), values=line) for line in lines]


def _attach(lines: list[_Line], found: list[Label], others: list[Piece]) -> tuple[list[_Line], set[int]]:
    """Give lines of figures their labels and other texts; returns the lines of tables and ids of what they took."""
    taken: set[int] = set()
    tabular: list[_Line] = []
    unnamed: list[_Line] = []
    for line in lines:
        line.pieces = [p for p in others if p.top <= line.middle <= p.bottom]
        # a serial number stands left of the label, and what is no figure may stand right of it
        beside = [*line.values, *line.pieces]
        right = max(p.x1 for p in beside)
        line.labels = [
            label for label in found if label.top <= line.middle <= label.bottom and label.x0 < right
            and any(p.x0 >= label.x1 - 2 for p in beside)
        ]  # fmt: skip
        line.labels.sort(key=lambda label: label.x0)
        is_row = len(line.values) >= _UNLABELLED and all(len(p.text) <= _SHORT for p in line.pieces)
        named = line.labels or is_row
        (tabular if named else unnamed).append(line)
    near = [line.middle for line in tabular] + [label.middle for label in found if vocabulary().is_head(label.key)]
    for line in unnamed:
        reach = _NEAR * (line.values[0].bottom - line.values[0].top)
        if any(abs(middle - line.middle) <= reach for middle in near):
            tabular.append(line)
    for line in tabular:
        taken.update(id(thing) for thing in (*line.labels, *line.pieces, *line.values))
    return tabular, taken


def _column_of(piece: Piece, columns: list[Column]) -> int | None:
    """The column under whose head a piece stands: it meets that head alone, or lines up with it far better than others.

    Columns are set left, right or centred, so the nearest of the three edges counts.
    """
    met = [i for i, c in enumerate(columns) if min(piece.x1, c.x1) - max(piece.x0, c.x0) > 0]
    if len(met) == 1:
        head = columns[met[0]]
        shared = min(piece.x1, head.x1) - max(piece.x0, head.x0)
        if shared >= _MOSTLY * min(piece.x1 - piece.x0, head.x1 - head.x0):
            return met[0]
        met = []  # it reaches into the space between two, as a figure does that is merged over both
    off = sorted(
        (min(abs(piece.x0 - c.x0), abs(piece.x1 - c.x1), abs(piece.x0 + piece.x1 - c.x0 - c.x1) / 2), i)
        for i, c in enumerate(columns) if not met or i in met
    )  # fmt: skip
    reach = (4 if met else 3) * (piece.bottom - piece.top)
    if off and off[0][0] < reach and (len(off) < 2 or off[1][0] > 3 * off[0][0] + 3):
        return off[0][1]
    return None


def _cell(thing: Piece | Label) -> Cell:
    return Cell(thing.runs, round(thing.x0), round(thing.x1))


def _stand_beside(parts: list[Piece]) -> bool:
    """Whether two of the figures under one head stand beside each other: then the heads say nothing of their places.

    One that is struck out, with the right one beside it, is of the same cell.
    """
    values = [piece for piece in parts if piece.is_value and not all(STRUCK in run.marks for run in piece.runs)]
    return any(abs(a.base - b.base) <= 0.4 * (a.bottom - a.top) for a, b in combinations(values, 2))


def _under(line: _Line, column: Column, parts: list[Piece], blank: Blank | None) -> Cell:
    """The cell of a row under a head: what stands there, or that nothing is drawn where it would."""
    place = round(column.x0), round(column.x1)
    if parts or blank is None:
        return Cell(under_each_other(parts), *place)
    beside: list[Piece | Label] = [*line.labels, *line.values, *line.pieces]
    high = min((thing.bottom - thing.top for thing in beside), default=0.0) / 2
    runs, ink, evidence = blank((column.x0, line.middle - high, column.x1, line.middle + high))
    return Cell(runs, *place, ink=ink, evidence=evidence)


def _row(line: _Line, columns: list[Column], others: list[Piece], page: int, blank: Blank | None) -> Row:
    cells = [_cell(label) for label in line.labels]
    under: list[list[Piece]] = [[] for _ in columns]
    is_clear = True
    leaf = line.labels[-1].x0 if line.labels else 0.0
    # a group's label that goes on after a page break
    cut = {id(p) for p in line.pieces if p.x1 <= leaf + 2 and vocabulary().begins(bare(p.text))}
    for piece in sorted([*line.pieces, *line.values], key=lambda p: p.base):
        if id(piece) in cut:
            continue
        at = _column_of(piece, columns)
        if at is None or (line.labels and piece.x0 < line.labels[-1].x1 - 2 and columns[at].x1 > leaf + 2):
            cells.append(_cell(piece))
            # an unknown label left of the figures is none of them
            is_clear = is_clear and not piece.is_value and (not columns or piece.x1 < columns[0].x0)
        else:
            under[at].append(piece)
    if any(map(_stand_beside, under)):
        cells += [_cell(piece) for parts in under for piece in parts]
        return Row(sorted(cells, key=lambda cell: cell.start), [], page)
    merged = merged_over(line.values, under, columns, others)
    for i in merged:
        parts = under[i] or under[i + 1]
        cells.append(Cell(under_each_other(parts), round(columns[i].x0), round(columns[i + 1].x1)))
    for i, (column, parts) in enumerate(zip(columns, under, strict=True)):
        if i in merged or i - 1 in merged:
            continue
        if parts or is_clear:  # where a figure stands between columns none of them is known to be blank
            cells.append(_under(line, column, parts, blank))
    return Row(sorted(cells, key=lambda cell: cell.start), [], page)


def _head_rows(heads: list[Label], unknown: list[Piece], page: int) -> list[Row]:
    """Heads in rows by their height; those that make the columns in one, of however many lines each is."""
    rows: list[list[Piece | Label]] = []
    things: list[Piece | Label] = [*heads, *unknown]
    for thing in sorted(things, key=lambda t: t.middle):
        first = rows[-1][0] if rows else None
        if first and thing.middle - first.middle <= 0.4 * min(thing.bottom - thing.top, first.bottom - first.top):
            rows[-1].append(thing)
        else:
            rows.append([thing])
    lowest = {id(head) for head in _lowest(heads)}
    leaves = [thing for row in rows if lowest & {id(t) for t in row} for thing in row]
    rows = [row for row in rows if not lowest & {id(t) for t in row}] + [leaves] * bool(leaves)
    return [Row([_cell(thing) for thing in sorted(row, key=lambda t: t.x0)], [], page) for row in rows]


def _lowest(heads: list[Label]) -> list[Label]:
    """The heads that stand lowest over their place, from left to right."""
    leaves = [head for head in heads if vocabulary().is_head(head.key)]
    # figures may stand under groups alone: reviews and lawsuits, with their outcomes as lines
    leaves = leaves or [head for head in heads if head.key in vocabulary().groups]
    lowest = [
        head for head in leaves
        if not any(o.top >= head.bottom - 1 and o.x0 < head.x1 and head.x0 < o.x1 for o in leaves)
    ]  # fmt: skip
    return sorted(lowest, key=lambda head: head.x0)


def _columns(heads: list[Label], unknown: list[Piece]) -> list[Column]:
    """The columns under the lowest heads, and under those that no form knows and that stand in their row."""
    found = [Column(head.x0, head.x1) for head in _lowest(heads)]
    for piece in unknown if found else ():
        is_level = any(head.top <= piece.middle <= head.bottom for head in _lowest(heads))
        if is_level and piece.x0 > found[0].x1 and not any(c.x0 < piece.x1 and piece.x0 < c.x1 for c in found):
            found.append(Column(piece.x0, piece.x1))
    return sorted(found, key=lambda column: column.x0)


def _lie_level(piece: Piece, head: Label) -> bool:
    """Whether a text stands at the height of a head, in whichever print."""
    return head.top <= piece.middle <= head.bottom or piece.top <= head.middle <= piece.bottom


class _Assembly:
    """Puts rows together from the top of a page to its end."""

    def __init__(self, columns: list[Column], figures: list[Piece], page: int, blank: Blank | None) -> None:
        self.columns = columns
        self.figures = figures
        self.page = page
        self.blank = blank
        self.heads: list[Label] = []
        self.unknown: list[Piece] = []
        self.rows: list[Row] = []
        self.top = 0.0
        self.grids: list[tuple[float, Grid]] = []

    def add(self, rows: list[Row], top: float) -> None:
        if not self.rows:
            self.top = top
        self.rows += rows

    def end_heads(self) -> None:
        if self.heads:
            self.add(_head_rows(self.heads, self.unknown, self.page), min(head.top for head in self.heads))
            if len(self.heads) > 1 or not self.columns:  # one word among rows is of a note's second line
                self.columns = _columns(self.heads, self.unknown) or self.columns
            self.heads, self.unknown = [], []

    def end_grid(self) -> None:
        self.end_heads()
        if self.rows:
            self.grids.append((self.top, Grid(0, self.rows, measured=True)))
            self.rows = []

    def is_head(self, label: Label) -> bool:
        known = vocabulary()
        if label.key in known.above:
            return True
        if label.key in known.lines and not self.heads and self.columns and label.x1 <= self.columns[0].x0:
            return False
        return known.is_head(label.key)

    def group(self, label: Label) -> None:
        self.end_heads()
        self.add([Row([_cell(label)], [], self.page)], label.middle)

    def line(self, line: _Line) -> None:
        self.end_heads()
        self.add([_row(line, self.columns, self.figures, self.page, self.blank)], line.middle)

    def label(self, label: Label) -> None:
        if self.is_head(label):
            self.heads.append(label)
        else:
            self.line(_Line(label.middle, [label]))

    def stands_in_head(self, piece: Piece) -> bool:
        return any(_lie_level(piece, head) for head in self.heads)


def _reach(line: _Line) -> tuple[float, float, float]:
    """From where to where a row's cells of several lines may reach, and the x from which they stand."""
    if not line.labels:
        high = line.values[0].bottom - line.values[0].top
        return line.middle - _NEAR * high, line.middle + _NEAR * high, 0.0
    own = line.labels[-1]
    high = min(label.bottom - label.top for label in line.labels)
    return min(own.top, line.middle - high) - high, max(own.bottom, line.middle + high) + high, own.x1 - 2


def _fill(lines: list[_Line], left: list[Piece]) -> set[int]:
    """Give rows the texts that stand right of their label at its height or a line off: cells of several lines, and what
    is no figure. A figure is never given away so. Returns the ids of what was taken."""
    rows = sorted(lines, key=lambda line: line.middle)
    taken: set[int] = set()
    for row, above, below in zip(rows, [None, *rows], [*rows[1:], None], strict=False):
        top, bottom, start = _reach(row)
        top = max(top, (row.middle + above.middle) / 2) if above else top
        bottom = min(bottom, (row.middle + below.middle) / 2) if below else bottom
        for piece in left:
            is_short = bool(row.labels) or len(piece.text) <= _SHORT
            if is_short and piece.x0 >= start and top <= piece.middle <= bottom and id(piece) not in taken:
                row.pieces.append(piece)
                taken.add(id(piece))
    return taken


def _is_foot(piece: Piece) -> bool:
    """Whether a text is who signed below a table (单位负责人：…): it is no cell of the last row, however near."""
    return squeeze(piece.text).startswith(tuple(f"{word}:" for word in words()["foot_words"]))


def _is_group(label: Label, lines: list[_Line]) -> bool:
    """Whether a label stands between lines and left of theirs: it is that of their group."""
    return any(
        other.x0 >= label.x1 - 2 and other.top < label.bottom and label.top < other.bottom
        for line in lines for other in line.labels
    )  # fmt: skip


def _with_blank_rows(lines: list[_Line], free: list[Label]) -> list[Label]:
    """Labels of lines whose figures are blank stand beside their group's label; returns those left over."""
    known = vocabulary()
    taken: set[int] = set()
    for label in free:
        if label.key not in known.lines or label.key in known.above or known.is_head(label.key):
            continue
        if _is_group(label, lines):
            continue
        groups = [other for other in free if other is not label and other.x1 <= label.x0 + 2
                  and other.top <= label.middle <= other.bottom and other.key in known.headings]  # fmt: skip
        lines.append(_Line(label.middle, [*sorted(groups, key=lambda other: other.x0), label]))
        taken.update(id(thing) for thing in (*groups, label))
    return [label for label in free if id(label) not in taken]


def _text_lines(left: list[Piece]) -> list[TextLine]:
    lines: list[list[Piece]] = []
    for piece in sorted(left, key=lambda p: p.base):
        if lines and piece.base - lines[-1][0].base <= 0.4 * (piece.bottom - piece.top):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    found = []
    for line in lines:
        line.sort(key=lambda p: p.x0)
        text = " ".join(p.text for p in line)
        found.append(TextLine(text, line[0].x0, line[-1].x1, line[0].base, line[0].bottom - line[0].top))
    return found


def _without_page_number(lines: list[list[Piece]]) -> list[list[Piece]]:
    """The page's number stands alone, first or last, and apart: it is no figure."""
    kept = list(lines)
    for at, beside in ((-1, -2), (0, 1)):
        if len(kept) < 2:
            break
        line, other = kept[at][0], kept[beside][0]
        is_apart = abs(line.base - other.base) > 1.5 * (line.bottom - line.top)
        if len(kept[at]) == 1 and is_apart and is_page_number(line.text):
            del kept[at]
    return kept


def unruled_tables(
    glyphs: list[Glyph], down: list[Rule], page: int, columns: list[Column], blank: Blank | None = None
) -> Unruled | None:
    """The tables that a page's words make without rules, or None where there is none.

    columns: those of the page before, for a table that goes on without its heads; blank: what is to be said of a cell
    without text, by its box.
    """
    found, rest = labels(_without_page_number(pieces(glyphs, down)))
    if len({label.key for label in found}) < (1 if columns else _ENOUGH):
        return None
    others = [piece for piece in rest if not piece.is_value]
    lines, taken = _attach(_figure_lines([p for p in rest if p.is_value]), found, others)
    if not lines and sum(vocabulary().is_head(label.key) for label in found) < _ENOUGH:
        return None
    free = _with_blank_rows(lines, [label for label in found if id(label) not in taken])
    taken |= _fill(lines, [piece for piece in others if id(piece) not in taken and not _is_foot(piece)])
    left = [piece for piece in rest if id(piece) not in taken]
    assembly = _Assembly(columns, [piece for line in lines for piece in line.values], page, blank)
    text: list[Piece] = []
    things: list[_Line | Label | Piece] = [*lines, *free, *left]
    known = [label for label in free if label.key in vocabulary().above or vocabulary().is_head(label.key)]

    def height(thing: _Line | Label | Piece) -> float:
        """Where a thing stands: a text of larger print beside heads is behind the first of them."""
        level = [head.middle for head in known if isinstance(thing, Piece) and _lie_level(thing, head)]
        return max(thing.middle, min(level, default=0.0))

    for thing in sorted(things, key=height):
        if isinstance(thing, _Line):
            assembly.line(thing)
        elif isinstance(thing, Label):
            if _is_group(thing, lines):
                assembly.group(thing)
            else:
                assembly.label(thing)
        elif assembly.stands_in_head(thing):
            assembly.unknown.append(thing)
        else:
            assembly.end_grid()
            text.append(thing)
    assembly.end_grid()
    text_lines = _text_lines(text)
    end = max((row.middle for row in lines), default=0.0)
    goes_on = sum(line.base > end for line in text_lines) < _TEXT_AFTER
    return Unruled(assembly.grids, text_lines, assembly.columns if goes_on else [])
