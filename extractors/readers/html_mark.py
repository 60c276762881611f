"""An archived HTML page with one cell marked: found by the same walk over its tables as the reader's."""

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.decode import decode
from extractors.labels import squeeze
from extractors.readers.html import Walk, _is_hidden, own_cells, shown_rows, walk_page
from extractors.shown import printed

MARK = "outline:4px solid #c2410c;outline-offset:-2px;background:#fde68a;color:#111"
# Nothing is asked of the live site: what the page shows is in the archived bytes, and its scripts do not run.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a document: its table, its row there and its place among the cells that begin in the row, from 0."""

    table: int
    row: int
    column: int


def mark_html(body: bytes, place: Place, raw: str, banner: str) -> str | None:
    """The page as HTML with the cell marked and `banner` (HTML) above it; None where the cell's text is not `raw`."""
    text, _ = decode(body)
    for with_hidden in (False, True):
        tree = LexborHTMLParser(text)
        root = tree.body or tree.root
        if root is None:
            return None
        walk = walk_page(tree, root, text, with_hidden)
        cell = _cell(walk, place)
        if cell is None or squeeze(raw) not in _texts(walk, place):
            continue
        _mark(cell)
        return _page(tree, banner)
    return None


def _cell(walk: Walk, place: Place) -> LexborNode | None:
    if not 0 <= place.table < len(walk.tables):
        return None
    table, with_sheets = walk.tables[place.table], walk.is_styled[place.table]
    rows = shown_rows(table, walk.cells, with_sheets)
    if not 0 <= place.row < len(rows):
        return None
    cells = own_cells(rows[place.row], walk.cells, with_sheets)
    return cells[place.column] if 0 <= place.column < len(cells) else None


def _texts(walk: Walk, place: Place) -> set[str]:
    """What a reading may say of a cell: what is certainly seen of it, or all that stands in it."""
    cell = walk.grids[place.table].rows[place.row].cells[place.column]
    return {squeeze(cell.text), squeeze(printed(cell.runs))}


def _mark(cell: LexborNode) -> None:
    cell.attrs["id"] = "nianbao-cell"
    cell.attrs["style"] = f"{cell.attributes.get('style') or ''};{MARK}"
    around = cell.parent
    while around is not None and around.tag not in ("body", "html", "-undef"):
        # a tab that a click would open
        if _is_hidden(around):
            around.attrs["style"] = "display:block;visibility:visible"
        around = around.parent


def _page(tree: LexborHTMLParser, banner: str) -> str:
    for node in tree.css("script, noscript, iframe, link, base, meta[http-equiv], meta[charset], object, embed"):
        node.decompose()
    page = tree.html or ""
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    at = page.lower().find("<head>")
    page = page[: at + 6] + head + page[at + 6 :] if at >= 0 else head + page
    start = page.lower().find("<body")
    end = page.find(">", start) + 1 if start >= 0 else len(head)
    return page[:end] + banner + page[end:]
