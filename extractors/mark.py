"""The document that a figure was read from, as something to look at: the page with the figure's cell marked."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree
from lxml.html import Element, HtmlElement

from extractors.content import Content, Grid, Line
from extractors.framed import framed
from extractors.readers.html_mark import MARK, Place, mark_html
from extractors.readers.html_safe import add_text, picture_address
from extractors.readers.pdf_mark import page_picture
from extractors.report import read_content
from extractors.sniff import sniff


@dataclass(frozen=True, slots=True)
class Marked:
    """`html` is a whole page that loads nothing and runs nothing; `png` the picture of a PDF's page, empty for other
    formats.

    is_marked: whether the cell itself is marked, and not only named in the banner.
    """

    html: str
    png: bytes
    is_marked: bool


def mark(body: bytes, media_type: str, place: Place, raw: str, page: int | None, facts: Mapping[str, str]) -> Marked:
    """An HTML page is shown as it is, a PDF's page as a picture, any other document as the tables that were read of it.

    Args:
        body: as archived. place, raw, page: of the cell as it was read. facts: what is said above, name → text.
    """
    kind = sniff(body)
    if kind == "html" and (shown := mark_html(body, place, raw)) is not None:
        return Marked(framed(facts, shown), b"", True)
    if kind == "image":
        return Marked(framed(facts, _picture(body)), b"", False)
    content = read_content(body, media_type)
    if kind == "pdf":
        return _pdf(body, content, place, page, facts)
    shown, is_marked = _as_read(content, place)
    return Marked(framed(facts, shown), b"", is_marked)


def _pdf(body: bytes, content: Content | None, place: Place, page: int | None, facts: Mapping[str, str]) -> Marked:
    grid = next((g for g in content.grids if g.index == place.table), None) if content else None
    row = grid.rows[place.row] if grid is not None and 0 <= place.row < len(grid.rows) else None
    if row is not None and not (grid is not None and grid.measured and 0 <= place.column < len(row.cells)):
        row = None
    png, is_marked = page_picture(body, page or (row.page if row else None) or 1, row, place.column)
    return Marked(framed(facts, _picture(png)), png, is_marked)


def _as_read(content: Content | None, place: Place) -> tuple[HtmlElement, bool]:
    made = Element("div")
    is_marked = False
    for block in content.blocks if content is not None else ():
        if isinstance(block, Line):
            add_text(etree.SubElement(made, "p"), block.text)
        elif isinstance(block, Grid):
            table = etree.SubElement(made, "table")
            for number, row in enumerate(block.rows):
                line = etree.SubElement(table, "tr")
                for at, cell in enumerate(row.cells):
                    shown = etree.SubElement(line, "td", {"rowspan": str(cell.rowspan)})
                    if not block.measured:
                        shown.set("colspan", str(max(1, cell.end - cell.start)))
                    if (block.index, number, at) == (place.table, place.row, place.column):
                        is_marked = True
                        shown.set("id", "nianbao-cell")
                        shown.set("style", MARK)
                    add_text(shown, cell.text)
    return made, is_marked


def _picture(body: bytes) -> HtmlElement:
    made = Element("div")
    if address := picture_address(body):
        etree.SubElement(made, "img", {"alt": "", "src": address})
    else:
        add_text(made, "a picture in a format that browsers do not show")
    return made
