"""An archived HTML page with one cell marked: found by the same walk over its tables as the reader's."""

from dataclasses import dataclass

from lxml.html import HtmlElement, tostring
from selectolax.lexbor import LexborHTMLParser, LexborNode

from data.text import decode, squeeze
from extractors.readers.html import _cell_text, _is_hidden, _own_rows, _Walk
from extractors.readers.html_safe import safe_copy

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


def mark_html(body: bytes, place: Place, raw: str) -> HtmlElement | None:
    """A safe copy of the page (`html_safe`) with the cell marked; None where the cell's text is not `raw`, or would not
    be where a browser reads the copy."""
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
        _unhide(cell)
        made = safe_copy(root, cell, MARK)
        if _is_marked(made, raw):
            return made
    return None


def _cell(table: LexborNode | None, place: Place) -> LexborNode | None:
    if table is None:
        return None
    rows = _own_rows(table)
    if not 0 <= place.row < len(rows):
        return None
    cells = [child for child in rows[place.row].iter() if child.tag in ("td", "th")]
    return cells[place.column] if 0 <= place.column < len(cells) else None


def _unhide(cell: LexborNode) -> None:
    """What holds the cell is shown: a tab that a click would open."""
    around = cell.parent
    while around is not None and around.tag not in ("body", "html", "-undef"):
        if _is_hidden(around):
            if "hidden" in around.attributes:
                del around.attrs["hidden"]
            around.attrs["style"] = _SHOWN
        around = around.parent


def _is_marked(made: HtmlElement, raw: str) -> bool:
    """Whether the copy, written and parsed as a browser does it, has the one marked cell with its text."""
    found = LexborHTMLParser(tostring(made, encoding="unicode")).css("#nianbao-cell")
    return len(found) == 1 and found[0].tag in ("td", "th") and squeeze(_cell_text(found[0])) == squeeze(raw)
