"""HTML, second reader: BeautifulSoup over lxml's tree, written apart from the first so that they do not err alike."""

import re
import warnings
from xml.etree.ElementTree import Element

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, Tag

from data.vocabulary import ENOUGH_LABELS, known_labels
from extractors.content import Cell, Content, Grid, Line, Row
from extractors.readers.css_look import Look, is_display_none
from extractors.readers.css_notable import is_ordinary
from extractors.readers.css_sheets import Sheets, is_for_screen, rules_of, wanted_of
from extractors.readers.html_frames import DEEPEST, FRAMES, as_shown, page_within
from extractors.readers.html_shown import BLOCKS, INLINE_STYLES, LOOKED_AT, OWN, Styles, joined, look_above, shown_in
from extractors.readers.html_tree import above_soup, from_soup, shallow_soup

# pages that begin with an XML declaration are HTML all the same
warnings.filterwarnings("ignore", category=XMLParsedAsHTMLWarning)

_LINE_ENDS = re.compile(
    "^(?:address|article|blockquote|body|br|caption|center|d[dlt]|div|form|h[1-6r]|li|[ou]l|p|pre|section|t[dhr])$"
)
_UNSEEN = frozenset(
    ("script", "style", "noscript", "noframes", "noembed", "template", "head", "select", "textarea", "iframe")
)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)


def _number(tag: Tag, name: str) -> int:
    digits = re.match(r"\s*(\d{1,3})", str(tag.get(name) or ""))
    return max(1, int(digits[1])) if digits else 1


def _is_shown(tag: Tag) -> bool:
    return not tag.has_attr("hidden") and not _NOT_SHOWN.search(str(tag.get("style") or ""))


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


_MAY_TAKE_AWAY = frozenset(("style", "hidden", "popover"))


class _Looks:
    """What the page's styles say of its elements; the sheets count in tables with labels of a form only."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._soup = soup
        css = [tag.string or "" for tag in soup.find_all("style") if is_for_screen(str(tag.get("media") or ""))]
        self._rules = tuple(rule for text in css for rule in rules_of(text))
        self._wanted = [one for text in css for _, _, one in wanted_of(text)]
        self._mirror: dict[int, Element] = {}
        self._sheets: Sheets | None = None
        self._look: Look | None = None  # inside that table
        self._last: tuple[Tag, list[Element]] | None = None  # the table asked for last, and what is around its rows

    def styles(self, table: Tag) -> Styles:
        if not self._wanted or not self._matters_to(table) or not _is_known(table):
            return INLINE_STYLES
        if self._sheets is None:
            top = self._soup.find("html")
            self._sheets = Sheets(self._rules, from_soup(top if isinstance(top, Tag) else self._soup, self._mirror))
        return Styles(self._sheets.of, self._sheets.generated)

    def _above(self, table: Tag | None) -> list[Element]:
        if table is None:
            return []
        if self._last is None or self._last[0] is not table:
            self._last = table, [*above_soup(table), shallow_soup(table)]
            self._look = None
        return self._last[1]

    def _matters_to(self, table: Tag) -> bool:
        """Whether any rule is for a class, an id or a kind of element that stands in a table."""
        tags = {"table"}
        names = {*table.get_attribute_list("class"), table.get("id")}
        for tag in table.find_all(True):
            tags.add(tag.name)
            if tag.attrs:
                names.update((*tag.get_attribute_list("class"), tag.get("id")))
        for one in self._wanted:
            name = one.id or one.class_name
            if name in names if name else not one.local_name or one.local_name in tags:
                return True
        return False

    def element(self, tag: Tag, styles: Styles) -> Element:
        found = self._mirror.get(id(tag)) if styles is not INLINE_STYLES else None
        return from_soup(tag) if found is None else found

    def around(self, tag: Tag, styles: Styles) -> Look:
        if styles is INLINE_STYLES:
            row, table = tag.parent, tag.find_parent("table")
            around = self._above(table)
            if row is None or row.attrs or (row.parent is not None and row.parent is not table and row.parent.attrs):
                return look_above([*around, *above_soup(tag, "table")], styles)
            if self._look is None:
                self._look = look_above(around, styles)
            return self._look
        return look_above([self._mirror[id(a)] for a in list(tag.parents)[::-1] if id(a) in self._mirror], styles)

    def is_gone(self, tag: Tag, styles: Styles) -> bool:
        if styles is INLINE_STYLES and _MAY_TAKE_AWAY.isdisjoint(tag.attrs):
            return False
        found = self._mirror.get(id(tag)) if styles is not INLINE_STYLES else None
        element = shallow_soup(tag) if found is None else found
        return is_display_none(element.tag, element.attrib, styles.of(element))


def _is_known(table: Tag) -> bool:
    cells = [td for tr in _rows(table) for td in tr.children if isinstance(td, Tag) and td.name in ("td", "th")]
    return known_labels(td.get_text() for td in cells) >= ENOUGH_LABELS


def _is_plain(tag: Tag, words: list[str | None]) -> bool:
    """Whether nothing in an element does anything to its text, which is gathered, with None where a line ends."""
    if not is_ordinary(tag.name, tag.attrs):  # type: ignore[arg-type]
        return False
    for child in tag.contents:
        if type(child) is NavigableString:
            words.append(str(child))
        elif isinstance(child, Tag):
            name = child.name
            if name in LOOKED_AT or "-" in name or (name == "i" and child.attrs):
                return False
            if name in BLOCKS:
                words.append(None)
            if not _is_plain(child, words):
                return False
            if name in BLOCKS:
                words.append(None)
    return True


def _grid(table: Tag, index: int, looks: _Looks) -> Grid:
    rows: list[Row] = []
    depths: dict[int, tuple[int, Cell]] = {}  # grid column: rows still covered from above, and by what
    styles = looks.styles(table)
    for tr in _rows(table):
        if looks.is_gone(tr, styles) or (tr.parent is not None and looks.is_gone(tr.parent, styles)):
            continue
        carried = {id(cell): cell for left, cell in depths.values() if left > 0}
        covered = {column for column, (left, _) in depths.items() if left > 0}
        cells: list[Cell] = []
        begun: dict[int, tuple[int, Cell]] = {}
        column = 0
        around: Look | None = None
        for td in tr.children:
            if not isinstance(td, Tag) or td.name not in ("td", "th") or looks.is_gone(td, styles):
                continue
            while column in covered:
                column += 1
            around = around or looks.around(td, styles)
            words: list[str | None] = []
            if around.is_ordinary and styles is INLINE_STYLES and _is_plain(td, words) and any(words):
                cell = Cell(joined(words), column, column + _number(td, "colspan"), _number(td, "rowspan"))
            else:
                runs, ink = shown_in(looks.element(td, styles), around, styles)
                cell = Cell(runs, column, column + _number(td, "colspan"), _number(td, "rowspan"), ink=ink)
            cells.append(cell)
            begun |= {c: (cell.rowspan - 1, cell) for c in range(cell.start, cell.end)}
            column = cell.end
        depths = {c: (left - 1, cell) for c, (left, cell) in depths.items() if left > 1} | begun
        rows.append(Row(cells, list(carried.values())))
    return Grid(index, rows)


def read_html_again(text: str, depth: int = 0) -> Content:
    """Lines and grids of a page, as the first reader gives them; metas and links are not read again.

    depth: in how many frames the page stands.
    """
    soup = BeautifulSoup(as_shown(text).text, "lxml")
    looks = _Looks(soup)
    content = Content("html")
    words: list[str] = []
    count = 0

    def end_line(is_title: bool = False) -> None:
        if line := "".join(words).strip():
            content.blocks.append(Line("".join(map(str.strip, line.split("\n"))), is_title))
        words.clear()

    def take(table: Tag) -> bool:
        nonlocal count
        inner: list[Tag] = []
        if table.find("table") is not None:
            if not _is_known(table):
                return False
            inner = [one for one in table.find_all("table") if _is_known(one)]
            for one in inner:
                one[OWN] = ""
        grids = [_grid(one, 0, looks) for one in (table, *inner)]
        if not any(len(row.cells) > 1 for row in grids[0].rows):
            return False
        end_line()
        for grid in grids:
            grid.index = count
            content.blocks.append(grid)
            count += 1
        return True

    def frame(tag: Tag) -> bool:
        nonlocal count
        page = page_within(tag.name, {name: str(value) for name, value in tag.attrs.items()})
        if page is None or depth >= DEEPEST:
            return False
        end_line()
        inner = read_html_again(page, depth + 1)
        for grid in inner.grids:
            grid.index += count
        count += len(inner.grids)
        content.blocks += inner.blocks
        return True

    def walk(element: PageElement) -> None:
        if isinstance(element, NavigableString):
            if type(element) is NavigableString:
                words.append(str(element))
            return
        assert isinstance(element, Tag)
        if not _is_shown(element) or (element.name in FRAMES and frame(element)) or element.name in _UNSEEN:
            return
        if element.name == "table" and take(element):
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
