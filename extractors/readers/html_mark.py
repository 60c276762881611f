"""An archived HTML page with one cell marked: found by the same walk over its tables as the reader's."""

from dataclasses import dataclass

from lxml.html import HtmlElement, tostring
from selectolax.lexbor import LexborHTMLParser, LexborNode

from data.text import decode, squeeze
from extractors.readers.html import Walk, _is_hidden, own_cells, shown_rows, walk_page
from extractors.readers.html_frames import as_shown
from extractors.readers.html_safe import safe_copy
from extractors.shown import printed

# Stands over what the page says of the cell.
MARK = ";".join(
    f"{line} !important"
    for line in (
        "outline:4px solid #c2410c", "outline-offset:-2px", "background:#fde68a", "color:#111", "visibility:visible",
        "font-size:16px", "display:table-cell",
    )
)  # fmt: skip
_SHOWN = "display:block;visibility:visible;font-size:16px"


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a document: its table, its row there and its place among the cells that begin in the row, from 0."""

    table: int
    row: int
    column: int


def mark_html(body: bytes, place: Place, raw: str) -> HtmlElement | None:
    """A safe copy of the page (`html_safe`) with the cell marked; None where the cell's text is not `raw`, or would not
    be where a browser reads the copy. A cell of a page in a frame is shown in that page alone."""
    text = as_shown(decode(body)[0]).text
    for with_hidden in (False, True):
        tree = LexborHTMLParser(text)
        root = tree.body or tree.root
        if root is None:
            return None
        walk = walk_page(tree, root, text, with_hidden)
        cell = _cell(walk, place)
        if cell is None or squeeze(raw) not in (texts := _texts(walk, place)):
            continue
        _unhide(cell)
        made = safe_copy(walk.tables[place.table].root, cell, MARK)
        if _is_marked(made, texts):
            return made
    return None


def _cell(walk: Walk, place: Place) -> LexborNode | None:
    if not 0 <= place.table < len(walk.tables):
        return None
    table, _, looks, with_sheets = walk.tables[place.table]
    rows = shown_rows(table, looks, with_sheets)
    if not 0 <= place.row < len(rows):
        return None
    cells = own_cells(rows[place.row], looks, with_sheets)
    return cells[place.column] if 0 <= place.column < len(cells) else None


def _texts(walk: Walk, place: Place) -> set[str]:
    """What a reading may say of a cell: what is certainly seen of it, or all that stands in it."""
    cell = walk.grids[place.table].rows[place.row].cells[place.column]
    return {squeeze(cell.text), squeeze(printed(cell.runs))}


def _unhide(cell: LexborNode) -> None:
    """What holds the cell is shown: a tab that a click would open."""
    around = cell.parent
    while around is not None and around.tag not in ("body", "html", "-undef"):
        if _is_hidden(around):
            if "hidden" in around.attributes:
                del around.attrs["hidden"]
            around.attrs["style"] = _SHOWN
        around = around.parent


def _is_marked(made: HtmlElement, texts: set[str]) -> bool:
    """Whether the copy, written and parsed as a browser does it, has the one marked cell with one of its texts."""
    found = LexborHTMLParser(tostring(made, encoding="unicode")).css("#nianbao-cell")
    return len(found) == 1 and found[0].tag in ("td", "th") and squeeze(found[0].text(deep=True)) in texts
