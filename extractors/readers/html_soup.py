"""HTML, second reader: BeautifulSoup over lxml's tree, written apart from the first so that they do not err alike."""

import re
import warnings

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, Tag

from extractors.content import Cell, Content, Grid, Line, Row
from extractors.shown import plain

# pages that begin with an XML declaration are HTML all the same
warnings.filterwarnings("ignore", category=XMLParsedAsHTMLWarning)

_LINE_ENDS = re.compile(
    "^(?:address|article|blockquote|body|br|caption|center|d[dlt]|div|form|h[1-6r]|li|[ou]l|p|pre|section|t[dhr])$"
)
_UNSEEN = frozenset(("script", "style", "noscript", "template", "head", "select", "textarea"))
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)


def _number(tag: Tag, name: str) -> int:
    digits = re.match(r"\s*(\d{1,3})", str(tag.get(name) or ""))
    return max(1, int(digits[1])) if digits else 1


def _is_shown(tag: Tag) -> bool:
    return not tag.has_attr("hidden") and not _NOT_SHOWN.search(str(tag.get("style") or ""))


def _cell_text(cell: Tag) -> str:
    """The cell's words as they run; where it is a number, with a break between its lines."""
    running = cell.get_text()
    if not re.search(r"\d\s*\d", running) or re.search("[\u4e00-\u9fff]", running):
        return running
    for element in cell.find_all(["br", "p", "div"]):
        element.insert_before("\n")
        element.insert_after("\n")
    return cell.get_text()


def _rows(table: Tag) -> list[Tag]:
    """The table's rows; looked for at any depth only where what stands between makes it necessary."""
    rows: list[Tag] = []
    for child in table.children:
        if isinstance(child, Tag):
            if child.name == "tr":
                rows.append(child)
            elif child.name in ("tbody", "thead", "tfoot"):
                rows += [row for row in child.children if isinstance(row, Tag) and row.name == "tr"]
            elif child.name not in ("caption", "colgroup", "col"):
                return table.find_all("tr")
    return rows


def _grid(table: Tag, index: int) -> Grid:
    rows: list[Row] = []
    depths: dict[int, tuple[int, Cell]] = {}  # grid column: rows still covered from above, and by what
    for tr in _rows(table):
        if not _is_shown(tr):
            continue
        carried = {id(cell): cell for left, cell in depths.values() if left > 0}
        covered = {column for column, (left, _) in depths.items() if left > 0}
        cells: list[Cell] = []
        begun: dict[int, tuple[int, Cell]] = {}
        column = 0
        for td in tr.children:
            if not isinstance(td, Tag) or td.name not in ("td", "th") or not _is_shown(td):
                continue
            while column in covered:
                column += 1
            cell = Cell(plain(_cell_text(td)), column, column + _number(td, "colspan"), _number(td, "rowspan"))
            cells.append(cell)
            begun |= {c: (cell.rowspan - 1, cell) for c in range(cell.start, cell.end)}
            column = cell.end
        depths = {c: (left - 1, cell) for c, (left, cell) in depths.items() if left > 1} | begun
        rows.append(Row(cells, list(carried.values())))
    return Grid(index, rows)


def read_html_again(text: str) -> Content:
    """Lines and grids of a page, as the first reader gives them; metas and links are not read again."""
    soup = BeautifulSoup(text, "lxml")
    if _NOT_SHOWN.search(text):
        for tag in [tag for tag in soup.find_all(style=_NOT_SHOWN) if tag.find("table") is None]:
            if not tag.decomposed:
                tag.decompose()
    content = Content("html")
    words: list[str] = []
    count = 0

    def end_line(is_title: bool = False) -> None:
        if line := "".join(words).strip():
            content.blocks.append(Line("".join(map(str.strip, line.split("\n"))), is_title))
        words.clear()

    def walk(element: PageElement) -> None:
        nonlocal count
        if isinstance(element, NavigableString):
            if type(element) is NavigableString:
                words.append(str(element))
            return
        assert isinstance(element, Tag)
        if element.name in _UNSEEN or not _is_shown(element):
            return
        if element.name == "table" and element.find("table") is None:
            grid = _grid(element, count)
            if any(len(row.cells) > 1 for row in grid.rows):
                end_line()
                content.blocks.append(grid)
                count += 1
                return
        ends = bool(_LINE_ENDS.match(element.name))
        if ends:
            end_line()
        for child in element.contents:
            walk(child)
        if ends:
            end_line(element.name in ("h1", "h2"))

    walk(soup.body or soup)
    end_line()
    return content
