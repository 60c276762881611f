"""Reviews and lawsuits in a table for each kind, which only its caption names: the caption stands above its heads."""

from data.forms import FormTable
from data.labels import MARK, clean_label
from data.text import squeeze
from extractors.captions import Caption
from extractors.content import Cell, Row
from extractors.disputes import LINES
from extractors.printed import PrintedRow
from extractors.segments import Segment
from extractors.shown import plain


def under_captions(table: FormTable, segments: list[Segment], named: dict[int, Caption]) -> list[Segment]:
    """The segments with the caption that names a kind of dispute as the first row of a table that names none.

    Args:
        table: the form's table of disputes.
        segments: what was cut out of the document for it.
        named: the captions, by the table's index.
    """
    kinds: dict[int, PrintedRow] = {}
    for segment in segments:
        for row in segment.rows:
            if row.grid.index not in kinds and (made := _caption_row(table, row, named)):
                kinds[row.grid.index] = made
    own = {row.grid.index for segment in segments for row in segment.rows if _names_kind(table, row)}
    kinds = {index: row for index, row in kinds.items() if index not in own}
    found = {row.labels[0] for row in kinds.values()}
    if len(found) < len(kinds) or len(kinds) < len({row.grid.index for one in segments for row in one.rows}):
        return segments
    made_segments, begun = [], set[int]()
    for segment in segments:
        rows: list[PrintedRow] = []
        for row in segment.rows:
            if row.grid.index not in begun:
                begun.add(row.grid.index)
                rows.append(kinds[row.grid.index])
            rows.append(row)
        made_segments.append(Segment(segment.table, rows))
    return made_segments


def _names_kind(table: FormTable, row: PrintedRow) -> bool:
    return any(table.by_group.get(label) in LINES for label in row.labels)


def _caption_row(table: FormTable, row: PrintedRow, named: dict[int, Caption]) -> PrintedRow | None:
    """A row of the caption over the whole table; None where it names no kind of dispute, or two."""
    caption = named.get(row.grid.index)
    label = _kind(table, caption.text) if caption else ""
    end = max((cell.end for one in row.grid.rows for cell in one.cells), default=0)
    if not caption or not label or not end:
        return None
    return PrintedRow(row.grid, -1, Row([Cell(plain(caption.text), 0, end)]), [label], [""])


def _kind(table: FormTable, text: str) -> str:
    """The label of the one kind of dispute that a caption names: the longest in it, of which any other is a part."""
    own = clean_label(text)[0]
    if table.by_group.get(own) in LINES:
        return own
    text = squeeze(text)
    inside = [
        one for one in table.by_group if not one.startswith(MARK) and one in text and table.by_group[one] in LINES
    ]
    longest = max(inside, key=len, default="")
    kinds = {table.by_group[one] for one in inside if one not in longest}
    return longest if kinds <= {table.by_group.get(longest)} else ""
