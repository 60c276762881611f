"""HTML, first reader: lexbor's tree (selectolax), grids with spans, the text around them in printed order."""

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from data.text import has_han
from data.vocabulary import ENOUGH_LABELS, known_labels
from extractors.content import Block, Cell, Content, Grid, Line, Link, Row
from extractors.readers.html_cells import Cells
from extractors.readers.html_data import page_of_scripts, worded_scripts
from extractors.readers.html_frames import DEEPEST, FRAMES, as_shown, page_within, shown_from_elsewhere
from extractors.readers.html_pictures import SHOWING, is_in_sight, picture_of
from extractors.readers.html_shown import BLOCKS
from extractors.refusal import Refused

_TITLES = frozenset(("h1", "h2", "ucaptitle"))
_UNSEEN = frozenset(
    ("script", "style", "noscript", "noframes", "noembed", "template", "head", "select", "textarea", "title")
)
_LAID_OUT = re.compile(r"display\s*:\s*(?:inline-)?(?:grid|flex|table)", re.I)
_RUNNING_ON = "span, b, strong, em, i, u, a, label, font"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_MAX_SPAN = 200
# a line that is a label with the figures of its row is not longer than this
_LABELLED = 120
_BETWEEN_FIGURES = re.compile(r"(?<=[0-9])[^\S\n]*\n\s*(?=[0-9])")
_FIGURES = re.compile(r"[\d.,\s]+$")
# the parser looks through all open elements at each new one: 100,000 deep take it a minute. Pages are 100 deep
_DEEPEST = 3000
# elements that nest in themselves; p, li, td and the like end the one before them
_NESTING = re.compile(
    "<(/?)(div|table|span|font|a|b|i|u|strong|em|center|form|ul|ol|dl|section|article|blockquote|fieldset|label|small|big"
    r"|sub|sup|s|main|nav|header|footer|aside|figure|pre|svg|g|math)\b",
    re.I,
)


@functools.lru_cache(maxsize=256)
def _span(value: str | None) -> int:
    if not value:
        return 1
    digits = re.match(r"\s*(\d+)", value)
    return min(max(int(digits.group(1)), 1), _MAX_SPAN) if digits else 1


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and _HIDDEN.search(style))


def own_rows(table: LexborNode) -> Iterator[LexborNode]:
    for part in table.iter():
        tag = part.tag
        if tag == "tr":
            yield part
        elif tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in part.iter() if row.tag == "tr")


def _refuse_depth(text: str) -> None:
    if text.count("<") - text.count("</") < _DEEPEST:
        return  # fewer elements are begun
    depths: dict[str, int] = {}
    for found in _NESTING.finditer(text):
        name = found[2].lower()
        depths[name] = depth = max(0, depths.get(name, 0) + (-1 if found[1] else 1))
        if depth > _DEEPEST:
            raise Refused("over_limit", f"<{name}> is nested more than {_DEEPEST} deep")


def _is_known(table: LexborNode) -> bool:
    """Whether a table has labels of a form in its own cells."""
    cells = [cell for row in own_rows(table) for cell in row.iter() if cell.tag in ("td", "th")]
    return known_labels(cell.text(deep=True) for cell in cells) >= ENOUGH_LABELS


def _holds_table(table: LexborNode) -> bool:
    """Whether a table stands in the table; the search ends at the first, so that tables in tables cost their number."""
    return any(child.tag == "table" or child.css_first("table") is not None for child in table.iter())


def own_cells(row: LexborNode, cells: Cells, with_sheets: bool = False) -> list[LexborNode]:
    """The cells of a row that make a box."""
    found = [node for node in row.iter() if node.tag in ("td", "th")]
    if not with_sheets and not cells.has_gone:
        return found
    return [node for node in found if not cells.is_gone(node, with_sheets)]


def shown_rows(table: LexborNode, cells: Cells, with_sheets: bool = False) -> list[LexborNode]:
    """The rows of a table that make a box."""
    found = list(own_rows(table))
    if not with_sheets and not cells.has_gone:
        return found
    return [
        row
        for row in found
        if not cells.is_gone(row, with_sheets) and not (row.parent and cells.is_gone(row.parent, with_sheets))
    ]


def _is_layout(table: LexborNode) -> bool:
    """Whether one cell of few holds an article: blocks of more text than a cell of a table has."""
    count = 0
    for row in own_rows(table):
        count += sum(cell.tag == "td" for cell in row.iter())
        if count > _MOST_LAID_OUT:
            return False
    cells = table.css("td")
    return len(cells) <= _MOST_LAID_OUT and any(
        len(cell.text(deep=True)) > _ARTICLE and len(cell.css(_BLOCKS_OF_TEXT)) >= ENOUGH_LABELS for cell in cells
    )


def _rows(table: LexborNode, looked_at: Cells, with_sheets: bool = False, holds_table: bool = False) -> list[Row]:
    rows: list[Row] = []
    reaching: list[tuple[Cell, int]] = []  # cells of earlier rows and how many rows they still cover
    is_close = holds_table or looked_at.is_close(table)
    for node in shown_rows(table, looked_at, with_sheets):
        is_row_close = is_close or looked_at.is_row_close(node)
        taken = sorted((cell.start, cell.end) for cell, _ in reaching) if reaching else ()
        cells: list[Cell] = []
        at = 0
        for child in own_cells(node, looked_at, with_sheets):
            for start, end in taken:
                if start <= at < end:
                    at = end
            width = depth = 1
            if attributes := child.attributes:
                width, depth = _span(attributes.get("colspan")), _span(attributes.get("rowspan"))
            runs, ink = looked_at.read(child, is_row_close, with_sheets)
            cells.append(Cell(runs, at, at + width, depth, ink=ink))
            at += width
        rows.append(Row(cells, [cell for cell, _ in reaching]))
        reaching = [(cell, left - 1) for cell, left in reaching if left > 1]
        reaching += [(cell, cell.rowspan - 1) for cell in cells if cell.rowspan > 1]
    return rows


# a table that lays out a page has no more cells, and one of them more text than that
_MOST_LAID_OUT = 12
_ARTICLE = 600
_BLOCKS_OF_TEXT = "p, div, ul, dl, pre, h1, h2, h3"


# Borne by an element with which a page of a long article begins, where its pages were joined to one document.
PAGE_MARK = "data-nianbao-page"


class Taken(NamedTuple):
    """A table that was taken: its element and page, the looks at its cells, and whether style sheets were asked."""

    table: LexborNode
    root: LexborNode
    cells: Cells
    is_styled: bool


class Walk:
    """Collects lines and grids in printed order; layout tables are walked into like any other element."""

    def __init__(
        self, cells: Cells, root: LexborNode, with_hidden: bool = False, has_pages: bool = False, depth: int = 0
    ) -> None:
        self.cells = cells
        self.root = root
        self.depth = depth  # in how many frames the page stands
        self.has_pages = has_pages
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        # of the grids, in their order
        self.grids: list[Grid] = []
        self.tables: list[Taken] = []
        # the pages within the page's frames, and what other frames show from elsewhere
        self.pages: list[LexborHTMLParser] = []
        self.framed: list[str] = []
        self.with_hidden = with_hidden
        self.hidden_count = 0
        self.page: int | None = None
        self.preformatted = 0
        # rows of tables laid out without <table>, by the identity of the nodes
        self.boxes: dict[int, list[Row]] = {}
        self.nests_tables = root.css_first("table table") is not None

    def text(self, text: str) -> None:
        """Take a text; in <pre> a line break is one."""
        first, *others = text.split("\n") if self.preformatted else [text]
        self.parts.append(first)
        for line in others:
            self.end_line()
            self.parts.append(line)

    def end_line(self, is_title: bool = False) -> None:
        # a line break parts figures; words of Chinese go on without a space
        text = _BETWEEN_FIGURES.sub(" ", "".join(self.parts).strip())
        self.parts.clear()
        if text:
            self.blocks.append(Line("".join(map(str.strip, text.split("\n"))), is_title))

    def table(self, node: LexborNode) -> bool:
        """Take a table of figures; False where it only lays out the page."""
        inner: list[LexborNode] = []
        if holds_table := self.nests_tables and _holds_table(node):
            if not _is_known(node):
                return False
            # a table of a form in a cell of another stands for itself, any other is what its cell shows
            inner = [table for table in node.css("table") if table.mem_id != node.mem_id and _is_known(table)]
            for table in inner:
                self.cells.stands_alone(table)
        elif _is_layout(node):
            return False
        if not self.grid(node, holds_table):
            return False
        for table in inner:
            self.grid(table)
        return True

    def grid(self, node: LexborNode, holds_table: bool = False) -> bool:
        """Take the rows of a table, of <table> or of boxes; False where no row has two cells."""
        rows = self.boxes.get(node.mem_id) or _rows(node, self.cells, holds_table=holds_table)
        if not any(len(row.cells) > 1 for row in rows):
            return False
        texts = (cell.text for row in rows for cell in row.cells)
        is_styled = (
            self.cells.has_sheets
            and node.tag == "table"
            and known_labels(texts) >= ENOUGH_LABELS
            and self.cells.needs_sheets(node)
        )
        if is_styled:
            rows = _rows(node, self.cells, True, holds_table)
        self.end_line()
        for row in rows:
            row.page = self.page
        self.grids.append(Grid(len(self.grids), rows))
        self.blocks.append(self.grids[-1])
        self.tables.append(Taken(node, self.root, self.cells, is_styled))
        return True

    def frame(self, node: LexborNode) -> bool:
        """Take the page that a frame has in itself; False where it shows another file, which is named."""
        tag = node.tag or ""
        page = page_within(tag, node.attributes)
        if page is None or self.depth >= DEEPEST:
            if is_in_sight(node) and (source := shown_from_elsewhere(tag, node.attributes)):
                self.framed.append(source)
            return False
        self.end_line()
        _refuse_depth(page := as_shown(page).text)
        tree = LexborHTMLParser(page)
        if (root := tree.body or tree.root) is None:
            return True
        inner = walk_page(tree, root, page, self.with_hidden, depth=self.depth + 1)
        for grid in inner.grids:
            grid.index += len(self.grids)
        self.blocks += inner.blocks
        self.grids += inner.grids
        self.tables += inner.tables
        self.pages += [tree, *inner.pages]
        self.framed += inner.framed
        self.hidden_count += inner.hidden_count
        return True

    def picture(self, node: LexborNode) -> None:
        """Keep a picture that may show part of the document; one amid words stands before their line."""
        if found := picture_of(node):
            if not found.is_linked:
                self.end_line()
            self.blocks.append(found)

    def into(self, node: LexborNode) -> None:
        stack: list[tuple[LexborNode | None, LexborNode]] = [(node.first_child, node)]
        while stack:
            current, parent = stack.pop()
            if current is None:
                if parent.tag in BLOCKS:
                    self.end_line(parent.tag in _TITLES)
                self.preformatted -= parent.tag == "pre"
                continue
            stack.append((current.next, parent))
            tag = current.tag or ""
            if tag == "-text":
                self.text(current.text(deep=False))
            elif tag in _UNSEEN or tag.startswith(("-", "_", "!")):
                continue
            elif not self.with_hidden and _is_hidden(current):
                self.hidden_count += 1
            elif (tag == "table" and self.table(current)) or (
                self.boxes and current.mem_id in self.boxes and self.grid(current)
            ):
                continue
            elif tag in ("img", "canvas"):
                self.picture(current)
            elif tag in FRAMES and self.frame(current):
                continue
            else:
                if tag in BLOCKS:
                    self.end_line()
                if tag in SHOWING:
                    self.picture(current)
                self.preformatted += tag == "pre"
                if self.has_pages and (page := current.attributes.get(PAGE_MARK)):
                    self.page = int(page)
                if tag != "iframe":  # what stands in its element is for browsers without frames
                    stack.append((current.first_child, current))


def _names_words(walk: Walk, root: LexborNode, text: str) -> bool:
    """Whether words that run on as text, but for a style that lays them out in cells, are labels of a form."""
    if any(map(_is_of_a_form, walk.grids)) or not _LAID_OUT.search(text):
        return False
    return known_labels(node.text(deep=True) for node in root.css(_RUNNING_ON)) > ENOUGH_LABELS


def _is_of_a_form(grid: Grid) -> bool:
    return known_labels(cell.text for row in grid.rows for cell in row.cells) >= ENOUGH_LABELS


def _is_form_in(markup: str) -> bool:
    """Whether markup that is not shown holds a table of a form."""
    return has_han(markup) and any(map(_is_of_a_form, read_html(markup).grids))


def _add(content: Content, more: Content) -> None:
    """Add the tables of a form that a page's scripts carry."""
    for grid in more.grids:
        if _is_of_a_form(grid):
            grid.index = len(content.grids)
            content.blocks.append(grid)


def walk_page(
    tree: LexborHTMLParser,
    root: LexborNode,
    text: str,
    with_hidden: bool = False,
    more_css: Sequence[str] = (),
    depth: int = 0,
) -> Walk:
    """Go through a page; arguments as of `read_html`. depth: in how many frames the page stands."""
    cells = Cells(tree, root, text, more_css)
    for node in root.css("td style, th style"):
        node.decompose()
    walk = Walk(cells, root, with_hidden, PAGE_MARK in text, depth)
    walk.into(root)
    walk.end_line()
    if (_names_lines(walk) or _names_words(walk, root, text)) and (boxes := cells.boxes(root)):
        walk = Walk(cells, root, with_hidden, PAGE_MARK in text, depth)
        walk.boxes = boxes
        walk.into(root)
        walk.end_line()
    return walk


def _names_lines(walk: Walk) -> bool:
    """Whether lines outside the tables are labels of a form, alone or with figures behind them."""
    lines = [block.text for block in walk.blocks if isinstance(block, Line) and len(block.text) <= _LABELLED]
    without = [_FIGURES.sub("", line) for line in lines if not line[-1].isalpha() and line[-1] != "。"]
    return known_labels([*lines, *without]) > ENOUGH_LABELS


def read_html(text: str, with_hidden: bool = False, more_css: Sequence[str] = ()) -> Content:
    """Lines, grids, metas, links of an HTML page.

    with_hidden: read what the page hides outside its tables too, for portals keep the text version of a report in a
    tab that is shown on a click. What is hidden inside a table is never read. `hidden_count` says how much there was.
    more_css: style sheets that came with the page and stand outside it.
    Raises Refused (over_limit) for what is nested deeper than any page.
    """
    text, unshown = as_shown(text)
    _refuse_depth(text)
    tree = LexborHTMLParser(text)
    content = Content("html")
    for meta in tree.css("meta"):
        attributes = meta.attributes
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        if name and attributes.get("content"):
            content.metas.setdefault(name, (attributes["content"] or "").strip())
    if title := tree.css_first("title"):
        content.title = title.text(deep=True).strip()
    root = tree.body or tree.root
    if root is None:
        return content
    walk = walk_page(tree, root, text, with_hidden, more_css)
    content.blocks = walk.blocks
    content.hidden_count = walk.hidden_count
    scripts = worded_scripts(tree)
    if scripts and not any(_is_of_a_form(grid) for grid in walk.grids) and (made := page_of_scripts(scripts)):
        _add(content, read_html(made))
    content.framed = walk.framed
    content.unshown = next((tag for tag, part in unshown if _is_form_in(part)), "")
    for top in (tree, *walk.pages):
        for anchor in top.css("a[href]"):
            content.links.append(Link(anchor.text(deep=True).strip(), anchor.attributes.get("href") or ""))
        for frame in top.css("iframe[src], frame[src], embed[src], object[data]"):
            content.links.append(Link("", frame.attributes.get("src") or frame.attributes.get("data") or ""))
    content.picture_count = len(content.pictures)
    return content
