"""A spreadsheet's cells laid out as lines and a grid, whichever file format they came from."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from data.forms import label_owners, table_variants
from data.labels import clean_label
from data.titles import classify
from extractors.captions import stands_over_table
from extractors.content import Block, Cell, Grid, Line, Row
from extractors.refusal import Refused
from extractors.sections import section_number
from extractors.shown import CLIPPED, Run, plain, printed
from extractors.values import is_value_like

# a sheet with more is no report; whole columns that are only coloured do not count
MAX_CELLS = 300_000
MAX_MERGES = 20_000
# places of a grid, empty ones too: a text in the last column of every row, or one merge over all, makes many of few
MAX_PLACES = 1_000_000
_MAX_COLUMNS = 256
_ZERO = re.compile(r"-?0*\.?0*(?:E[+-]?\d+)?", re.I)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area; rows and columns count from 0, ends are exclusive."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One visible sheet: texts by (row, column) as they are shown, without the empty ones.

    runs: the cells about whose text something is particular; kept: values of which a cell's format shows nothing; ink:
    what stands in or over a cell and is no text;
    widths: the columns whose width is set, in digits; figures: the cells that a too narrow column shows as ####.
    """

    name: str
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    low_rows: set[int] = field(default_factory=set)
    runs: dict[tuple[int, int], tuple[Run, ...]] = field(default_factory=dict)
    kept: dict[tuple[int, int], str] = field(default_factory=dict)
    ink: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    figures: set[tuple[int, int]] = field(default_factory=set)

    def put_runs(self, row: int, column: int, runs: tuple[Run, ...]) -> None:
        """Keep a cell of which something is particular. Raises Refused above MAX_CELLS."""
        self.put(row, column, printed(runs))
        self.runs[row, column] = runs

    def cover(self, area: Merge, ink: str) -> None:
        """Say what is drawn over an area; no more than MAX_CELLS places of it are taken."""
        for row in range(area.top, area.bottom):
            for column in range(area.left, min(area.right, _MAX_COLUMNS)):
                if len(self.ink) < MAX_CELLS and ink not in (known := self.ink.get((row, column), ())):
                    self.ink[row, column] = (*known, ink)

    def cell(self, place: tuple[int, int], text: str, end: int) -> Cell:
        """The cell of a place that reaches to the column `end`."""
        runs = self.runs.get(place) or plain(text)
        if runs and (place[0] in self.low_rows or (place in self.figures and self._is_narrow(place[1], end, text))):
            runs = tuple(run._replace(marks=run.marks | {CLIPPED}) for run in runs)
        if place in self.kept and not text:
            evidence = "format" if _ZERO.fullmatch(self.kept[place].strip()) else ""
            return Cell((), place[1], end, ink=self.ink.get(place, ()), evidence=evidence, kept=self.kept[place])
        return Cell(runs, place[1], end, ink=self.ink.get(place, ()))

    def _is_narrow(self, start: int, end: int, text: str) -> bool:
        """Whether a number clearly does not fit in its columns: then they show #### in its place."""
        widths = [self.widths.get(column) for column in range(start, end)]
        known = [width for width in widths if width is not None]
        return len(known) == len(widths) and len(text) >= sum(known) + 1

    def put(self, row: int, column: int, text: str) -> None:
        """Keep a cell's text. Raises Refused above MAX_CELLS."""
        if text and column < _MAX_COLUMNS:
            self.texts[row, column] = text
            if len(self.texts) > MAX_CELLS:
                raise Refused("over_limit", f"the sheet {self.name!r} has more than {MAX_CELLS} cells")

    def merge(self, area: Merge) -> None:
        """Keep a merged area. Raises Refused above MAX_MERGES."""
        self.merges.append(area)
        if len(self.merges) > MAX_MERGES:
            raise Refused("over_limit", f"the sheet {self.name!r} has more than {MAX_MERGES} merged areas")


def blocks_of(sheets: Iterable[Sheet]) -> list[Block]:
    """The sheets one after another: rows with one text alone are lines where they stand outside a table."""
    blocks: list[Block] = []
    count = 0
    for sheet in sheets:
        for block in _blocks(sheet):
            if isinstance(block, Grid):
                block.index = count
                count += 1
            blocks.append(block)
    return blocks


def _blocks(sheet: Sheet) -> list[Block]:
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), text in sorted(sheet.texts.items()):
        if row not in sheet.hidden_rows and column not in sheet.hidden_columns:
            by_row.setdefault(row, {})[column] = text
    blocks: list[Block] = []
    rows: list[int] = []

    def end_table() -> None:
        last = max((i for i, row in enumerate(rows) if len(by_row[row]) > 1 or _is_figure(by_row[row])), default=-1)
        # a table's last lines may have a label and an empty value
        while 0 <= last < len(rows) - 1 and _is_label(by_row[rows[last + 1]]):
            last += 1
        if last >= 0:
            blocks.append(_grid(sheet, {row: by_row[row] for row in rows[: last + 1]}))
        for row in rows[last + 1 :]:
            blocks.extend(_lines(by_row[row]))
        rows.clear()

    begun: set[str] = set()
    for row, texts in by_row.items():
        alone = next(iter(texts.values())) if len(texts) == 1 else ""
        # a page's title that is repeated within a table begins none
        is_caption = bool(alone) and alone not in begun and stands_over_table(alone)
        if is_caption:
            begun.add(alone)
        is_heading = bool(alone) and section_number(alone) is not None and not _is_label(texts)
        is_apart = not rows and not _is_group(sheet, row, texts)
        if alone and not _is_figure(texts) and (is_apart or is_heading or is_caption):
            end_table()
            blocks.extend(_lines(texts))
        else:
            rows.append(row)
    end_table()
    if _is_report_title(sheet.name) and not any(map(_is_report_title, begun)):
        blocks.insert(0, Line(sheet.name, is_title=True))
    return blocks


def _is_report_title(text: str) -> bool:
    """Whether a text names the report of a body and a year: it may stand in a sheet's name alone."""
    verdict = classify(text)
    return verdict.is_title and bool(verdict.agency and verdict.report_year)


def _is_label(texts: dict[int, str]) -> bool:
    return len(texts) == 1 and clean_label(next(iter(texts.values())))[0] in label_owners()


def _is_group(sheet: Sheet, row: int, texts: dict[int, str]) -> bool:
    """Whether a row is the head of one kind of disputes, merged over its columns: it is a table's first row."""
    (column, text), *more = texts.items()
    if more or not any(m.top == row and m.left == column and m.right - column > 1 for m in sheet.merges):
        return False
    label = clean_label(text)[0]
    return any(label in table.by_group for table in table_variants()["disputes"])


def _is_figure(texts: dict[int, str]) -> bool:
    """Whether nothing but a figure stands in a row: it is a table's, for no paragraph is a number."""
    if len(texts) != 1:
        return False
    text = next(iter(texts.values()))
    return any(map(str.isdecimal, text)) and is_value_like(text)


def _lines(texts: dict[int, str]) -> list[Line]:
    """A row's text; a cell that holds several paragraphs gives a line for each."""
    return [Line(part.strip()) for text in texts.values() for part in text.splitlines() if part.strip()]


def _covering(merges: list[Merge], used: list[int]) -> dict[tuple[int, int], Merge]:
    """The merged area over each place of the rows in use; of areas that overlap the first counts."""
    covering: dict[tuple[int, int], Merge] = {}
    for merge in merges:
        if len(covering) > MAX_PLACES:
            raise Refused("over_limit", f"merged areas over more than {MAX_PLACES} places")
        for row in used[bisect_left(used, merge.top) : bisect_left(used, merge.bottom)]:
            if (row, merge.left) in covering:
                break
            for column in range(merge.left, merge.right):
                covering.setdefault((row, column), merge)
    return covering


def _grid(sheet: Sheet, texts: dict[int, dict[int, str]]) -> Grid:
    """Rows with their texts by column as a grid of the visible columns; its places are those of the sheet.

    Raises Refused above MAX_PLACES.
    """
    used = list(texts)
    merges = [m for m in sheet.merges if m.top <= used[-1] and m.bottom > used[0] and m.right <= _MAX_COLUMNS]
    columns = {column for row in texts.values() for column in row}
    right = max([*columns, *(m.right - 1 for m in merges if m.left in texts.get(m.top, ()))]) + 1
    if (right - min(columns)) * len(used) > MAX_PLACES:
        raise Refused("over_limit", f"a table of the sheet {sheet.name!r} has more than {MAX_PLACES} places")
    covering = _covering(merges, used)
    rows: list[Row] = []
    begun: dict[Merge, Cell] = {}
    for row in used:
        made = Row([])
        for column in range(min(columns), right):
            if column in sheet.hidden_columns:
                continue
            merge = covering.get((row, column))
            if merge is None:
                made.cells.append(sheet.cell((row, column), texts[row].get(column, ""), column + 1))
            elif merge not in begun:
                made.cells.append(_merged(sheet, merge, column, min(merge.right, right)))
                begun[merge] = made.cells[-1]
            elif not any(begun[merge] is own for own in (*made.cells, *made.carried)):
                begun[merge].rowspan += 1
                made.carried.append(begun[merge])
        rows.append(made)
    return Grid(0, rows, measured=True)


def _merged(sheet: Sheet, merge: Merge, start: int, end: int) -> Cell:
    """The cell of a merged area: its first place's text, and whatever is drawn over any of its places."""
    cell = sheet.cell((merge.top, merge.left), sheet.texts.get((merge.top, merge.left), ""), end)
    rows = range(merge.top, min(merge.bottom, merge.top + _MAX_COLUMNS))
    ink = [one for row in rows for column in range(merge.left, end) for one in sheet.ink.get((row, column), ())]
    return Cell(cell.runs, start, end, ink=tuple(dict.fromkeys(ink)), evidence=cell.evidence, kept=cell.kept)
