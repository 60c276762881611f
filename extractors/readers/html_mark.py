"""An archived HTML page with one cell marked: found by the same walk over its tables as the reader's."""

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.decode import decode
from extractors.labels import squeeze
from extractors.readers.html import _cell_text, _is_hidden, _own_rows, _Walk

MARK = "outline:4px solid #c2410c;outline-offset:-2px;background:#fde68a;color:#111"
# Nothing is asked of the live site: what the page shows is in the archived bytes, and its scripts do not run.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a document: its table, its row there and its place among the cells that begin in the row, from 0."""

    table: int
    row: int
    column: int


class _Finder(_Walk):
    """The reader's walk that remembers the node of one table."""

    def __init__(self, with_hidden: bool, wanted: int) -> None:
        super().__init__(with_hidden)
        self.wanted = wanted
        self.node: LexborNode | None = None

    def table(self, node: LexborNode) -> bool:
        number = self.table_count
        taken = super().table(node)
        if taken and number == self.wanted:
            self.node = node
        return taken


def mark_html(body: bytes, place: Place, raw: str, banner: str) -> str | None:
    """The page as HTML with the cell marked and `banner` (HTML) above it; None where the cell's text is not `raw`."""
    text, _ = decode(body)
    for with_hidden in (False, True):
        tree = LexborHTMLParser(text)
        root = tree.body or tree.root
        if root is None:
            return None
        # what the reader does not see is not counted either
        for node in root.css("tr[style], td[style], th[style], td [style], th [style], tr[hidden], td[hidden]"):
            if _is_hidden(node) and node.css_first("table") is None:
                node.decompose()
        for node in root.css("td style, td script, th style, th script"):
            node.decompose()
        finder = _Finder(with_hidden, place.table)
        finder.into(root)
        cell = _cell(finder.node, place)
        if cell is None or squeeze(_cell_text(cell)) != squeeze(raw):
            continue
        _mark(cell)
        return _page(tree, banner)
    return None


def _cell(table: LexborNode | None, place: Place) -> LexborNode | None:
    if table is None:
        return None
    rows = _own_rows(table)
    if not 0 <= place.row < len(rows):
        return None
    cells = [child for child in rows[place.row].iter() if child.tag in ("td", "th")]
    return cells[place.column] if 0 <= place.column < len(cells) else None


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
