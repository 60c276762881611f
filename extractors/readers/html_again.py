"""HTML, second reader: libxml2's parser, written apart from the first so that they do not err alike."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from data.vocabulary import ENOUGH_LABELS, known_labels
from extractors.content import Cell, Content, Grid, Line, Row
from extractors.readers.css_look import Look, is_display_none
from extractors.readers.css_notable import is_ordinary
from extractors.readers.css_sheets import Sheets, is_for_screen, rules_of, wanted_of
from extractors.readers.html_shown import BLOCKS, INLINE_STYLES, LOOKED_AT, OWN, Styles, joined, look_above, shown_in
from extractors.readers.html_tree import Tree, above, parsed

_LINE_ENDS = frozenset(
    "address article blockquote body br caption center dd dl dt div form h1 h2 h3 h4 h5 h6 hr li ol ul p pre section "
    "td th tr".split()
)
# the words over or under others (ruby) belong to no line
_UNSEEN = frozenset(("script", "style", "noscript", "template", "head", "select", "textarea", "rt", "rp"))
_NO_LABEL = frozenset(("script", "style", "template", "rt", "rp"))
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_NUMBER = re.compile(r"\s*(\d{1,3})")
_PARTS = frozenset(("tbody", "thead", "tfoot"))
_NO_ROWS = frozenset(("caption", "colgroup", "col"))


def _number(element: Element, name: str) -> int:
    value = element.get(name)
    digits = _NUMBER.match(value) if value else None
    return max(1, int(digits[1])) if digits else 1


def _is_shown(element: Element) -> bool:
    attributes = element.attrib
    return not attributes or ("hidden" not in attributes and not _NOT_SHOWN.search(attributes.get("style") or ""))


def _rows(table: Element) -> list[Element]:
    """The table's rows; looked for at any depth only where what stands between makes it necessary."""
    rows: list[Element] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in _PARTS:
            rows += [row for row in child if row.tag == "tr"]
        elif child.tag not in _NO_ROWS:
            return list(table.iter("tr"))
    return rows


_MAY_TAKE_AWAY = frozenset(("style", "hidden", "popover"))


class _Looks:
    """What the page's styles say of its elements; the sheets count in tables with labels of a form only."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        css = [one.text or "" for one in tree.root.iter("style") if is_for_screen(one.get("media") or "")]
        self._rules = tuple(rule for text in css for rule in rules_of(text))
        self._wanted = [one for text in css for _, _, one in wanted_of(text)]
        self._sheets: Sheets | None = None
        self._look: Look | None = None  # inside that table
        self._last: tuple[Element, list[Element]] | None = None  # the table asked for last, and what is around its rows

    def styles(self, table: Element) -> Styles:
        if not self._wanted or not self._matters_to(table) or not _is_known(table):
            return INLINE_STYLES
        if self._sheets is None:
            top = self._tree.root.find("html")
            self._sheets = Sheets(self._rules, self._tree.root if top is None else top)
        return Styles(self._sheets.of, self._sheets.generated)

    def _above(self, table: Element | None) -> list[Element]:
        if table is None:
            return []
        if self._last is None or self._last[0] is not table:
            self._last = table, [*above(table, self._tree), table]
            self._look = None
        return self._last[1]

    def _matters_to(self, table: Element) -> bool:
        """Whether any rule is for a class, an id or a kind of element that stands in a table."""
        tags: set[str] = set()
        names: set[str] = set()
        for one in table.iter():
            tags.add(one.tag)
            if one.attrib:
                names.update((*one.get("class", "").split(), one.get("id", "")))
        for wanted in self._wanted:
            name = wanted.id or wanted.class_name
            if name in names if name else not wanted.local_name or wanted.local_name in tags:
                return True
        return False

    def around(self, cell: Element, styles: Styles) -> Look:
        around = above(cell, self._tree)
        if styles is not INLINE_STYLES:
            return look_above(around, styles)
        at = max((i for i, one in enumerate(around) if one.tag == "table"), default=-1)
        table = around[at] if at >= 0 else None
        between = around[at + 1 :]
        outside = self._above(table)
        if not between or any(one.attrib for one in between[-2:]):
            return look_above([*outside, *between], styles)
        if self._look is None:
            self._look = look_above(outside, styles)
        return self._look

    def is_gone(self, element: Element, styles: Styles) -> bool:
        if styles is INLINE_STYLES and _MAY_TAKE_AWAY.isdisjoint(element.attrib):
            return False
        return is_display_none(element.tag, element.attrib, styles.of(element))


def _is_known(table: Element) -> bool:
    cells = (cell for row in _rows(table) for cell in row if cell.tag in ("td", "th"))
    return known_labels("".join(_words(cell)) for cell in cells) >= ENOUGH_LABELS


def _words(element: Element) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        if child.tag not in _NO_LABEL:
            yield from _words(child)
        if child.tail:
            yield child.tail


def _is_plain(element: Element, words: list[str | None]) -> bool:
    """Whether nothing in an element does anything to its text, which is gathered, with None where a line ends."""
    if not is_ordinary(element.tag, element.attrib):
        return False
    if element.text:
        words.append(element.text)
    for child in element:
        name = child.tag
        if name in LOOKED_AT or "-" in name or (name == "i" and child.attrib):
            return False
        if name in BLOCKS:
            words.append(None)
        if not _is_plain(child, words):
            return False
        if name in BLOCKS:
            words.append(None)
        if child.tail:
            words.append(child.tail)
    return True


def _grid(table: Element, index: int, looks: _Looks, tree: Tree) -> Grid:
    rows: list[Row] = []
    depths: dict[int, tuple[int, Cell]] = {}  # grid column: rows still covered from above, and by what
    styles = looks.styles(table)
    for tr in _rows(table):
        if looks.is_gone(tr, styles) or looks.is_gone(tree.parents[tr], styles):
            continue
        carried = {id(cell): cell for left, cell in depths.values() if left > 0}
        covered = {column for column, (left, _) in depths.items() if left > 0}
        cells: list[Cell] = []
        begun: dict[int, tuple[int, Cell]] = {}
        column = 0
        around: Look | None = None
        for td in tr:
            if td.tag not in ("td", "th") or looks.is_gone(td, styles):
                continue
            while column in covered:
                column += 1
            around = around or looks.around(td, styles)
            words: list[str | None] = []
            width, depth = _number(td, "colspan"), _number(td, "rowspan")
            if around.is_ordinary and styles is INLINE_STYLES and _is_plain(td, words) and any(words):
                cell = Cell(joined(words), column, column + width, depth)
            else:
                runs, ink = shown_in(td, around, styles)
                cell = Cell(runs, column, column + width, depth, ink=ink)
            cells.append(cell)
            begun |= {c: (depth - 1, cell) for c in range(cell.start, cell.end)}
            column = cell.end
        depths = {c: (left - 1, cell) for c, (left, cell) in depths.items() if left > 1} | begun
        rows.append(Row(cells, list(carried.values())))
    return Grid(index, rows)


class _Walk:
    """Collects lines and grids in printed order."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.looks = _Looks(tree)
        self.content = Content("html")
        self.words: list[str] = []
        self.count = 0

    def end_line(self, is_title: bool = False) -> None:
        if line := "".join(self.words).strip():
            self.content.blocks.append(Line("".join(map(str.strip, line.split("\n"))), is_title))
        self.words.clear()

    def take(self, table: Element) -> bool:
        inner: list[Element] = []
        held = [one for one in table.iter("table") if one is not table]
        if held:
            if not _is_known(table):
                return False
            inner = [one for one in held if _is_known(one)]
            for one in inner:
                one.set(OWN, "")
        grids = [_grid(one, 0, self.looks, self.tree) for one in (table, *inner)]
        if not any(len(row.cells) > 1 for row in grids[0].rows):
            return False
        self.end_line()
        for grid in grids:
            grid.index = self.count
            self.content.blocks.append(grid)
            self.count += 1
        return True

    def into(self, element: Element) -> None:
        name = element.tag
        if name in _UNSEEN or not _is_shown(element) or (name == "table" and self.take(element)):
            return
        ends = name in _LINE_ENDS
        if ends:
            self.end_line()
        if element.text:
            self.words.append(element.text)
        for child in element:
            self.into(child)
            if child.tail:
                self.words.append(child.tail)
        if ends:
            self.end_line(name in ("h1", "h2"))


def read_html_again(text: str) -> Content:
    """Lines and grids of a page, as the first reader gives them; metas and links are not read again."""
    tree = parsed(text)
    walk = _Walk(tree)
    body = next(tree.root.iter("body"), None)
    walk.into(tree.root if body is None else body)
    walk.end_line()
    return walk.content
