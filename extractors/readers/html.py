"""HTML, first reader: lexbor's tree (selectolax), grids with spans, the text around them in printed order."""

import base64
import re
from urllib.parse import unquote_to_bytes

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.content import Block, Cell, Content, Grid, Line, Link, Picture, Row

# elements that end a line; everything else (span, font, a, o:p, UCAPCONTENT …) runs on
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 "
    "h6 header hr li main nav ol option p pre section table tbody td tfoot th thead title tr ul ucaptitle ucapcontent "
    "publishtime".split()
)
_TITLES = frozenset(("h1", "h2", "ucaptitle"))
_UNSEEN = frozenset(("script", "style", "noscript", "template", "head", "select", "textarea"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_DIGITS_ONLY = re.compile(r"[\d\s.,%/]*\d[\d\s.,%/]*\d[\d\s.,%/]*")
_MAX_SPAN = 200
# a data URI of base64 that could be a page; what is shorter is an icon
_DATA_PICTURE = re.compile(r"data:image/[\w.+-]+(?:;[^;,]+)*;base64", re.I)
_LEAST_PICTURE = 4000


def _span(node: LexborNode, name: str) -> int:
    value = node.attributes.get(name)
    if not value:
        return 1
    digits = re.match(r"\s*(\d+)", value)
    return min(max(int(digits.group(1)), 1), _MAX_SPAN) if digits else 1


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and _HIDDEN.search(style))


def _may_hide(text: str) -> bool:
    """Whether anything in a page can be hidden: Word writes a style on every span, and this spares a look at each."""
    lower = text.lower()
    return ("display" in lower and "none" in lower) or any(w in lower for w in ("visibility", "mso-hide", " hidden"))


def _own_rows(table: LexborNode) -> list[LexborNode]:
    rows = []
    for part in table.iter():
        if part.tag == "tr":
            rows.append(part)
        elif part.tag in ("tbody", "thead", "tfoot"):
            rows.extend(row for row in part.iter() if row.tag == "tr")
    return rows


def _broken_text(node: LexborNode, parts: list[str]) -> None:
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            parts.append(child.text(deep=False))
            continue
        breaks = child.tag in _BLOCKS
        if breaks:
            parts.append("\n")
        _broken_text(child, parts)
        if breaks:
            parts.append("\n")


def _cell_text(node: LexborNode) -> str:
    text = node.text(deep=True)
    # 1<br>2 are two numbers, not twelve; a label cut by <br> is one label
    if _DIGITS_ONLY.fullmatch(text):
        parts: list[str] = []
        _broken_text(node, parts)
        return "".join(parts)
    return text


def _rows(table: LexborNode) -> list[Row]:
    rows: list[Row] = []
    reaching: list[tuple[Cell, int]] = []  # cells of earlier rows and how many rows they still cover
    for node in _own_rows(table):
        taken = sorted((cell.start, cell.end) for cell, _ in reaching)
        cells: list[Cell] = []
        at = 0
        for child in node.iter():
            if child.tag not in ("td", "th"):
                continue
            for start, end in taken:
                if start <= at < end:
                    at = end
            attributes = child.attributes
            width = _span(child, "colspan") if "colspan" in attributes else 1
            depth = _span(child, "rowspan") if "rowspan" in attributes else 1
            cells.append(Cell(_cell_text(child), at, at + width, depth))
            at += width
        rows.append(Row(cells, [cell for cell, _ in reaching]))
        reaching = [(cell, left - 1) for cell, left in reaching if left > 1]
        reaching += [(cell, cell.rowspan - 1) for cell in cells if cell.rowspan > 1]
    return rows


class _Walk:
    """Collects lines and grids in printed order; layout tables are walked into like any other element."""

    def __init__(self, with_hidden: bool) -> None:
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.table_count = 0
        self.with_hidden = with_hidden
        self.hidden_count = 0

    def end_line(self, is_title: bool = False) -> None:
        text = "".join(self.parts).strip()
        self.parts.clear()
        if text:
            self.blocks.append(Line(re.sub(r"\s*\n\s*", "", text), is_title))

    def table(self, node: LexborNode) -> bool:
        """Take a table of figures; False where it only lays out the page."""
        if len(node.css("table")) > 1:
            return False
        rows = _rows(node)
        if not any(len(row.cells) > 1 for row in rows):
            return False
        self.end_line()
        self.blocks.append(Grid(self.table_count, rows))
        self.table_count += 1
        return True

    def picture(self, source: str) -> None:
        """Keep a picture whose bytes stand in the page itself; linked pictures are documents of their own."""
        kind, comma, data = source.partition(",")
        if not comma or len(data) < _LEAST_PICTURE or not _DATA_PICTURE.fullmatch(kind.strip()):
            return
        try:
            body = base64.b64decode(unquote_to_bytes(data), validate=False)
        except ValueError:
            return
        self.end_line()
        self.blocks.append(Picture(body))

    def into(self, node: LexborNode) -> None:
        stack: list[tuple[LexborNode | None, LexborNode]] = [(node.first_child, node)]
        while stack:
            current, parent = stack.pop()
            if current is None:
                if parent.tag in _BLOCKS:
                    self.end_line(parent.tag in _TITLES)
                continue
            stack.append((current.next, parent))
            tag = current.tag or ""
            if tag == "-text":
                self.parts.append(current.text(deep=False))
            elif tag in _UNSEEN or tag.startswith(("-", "_", "!")):
                continue
            elif not self.with_hidden and _is_hidden(current):
                self.hidden_count += 1
            elif tag == "table" and self.table(current):
                continue
            elif tag == "img":
                self.picture(current.attributes.get("src") or "")
            else:
                if tag in _BLOCKS:
                    self.end_line()
                stack.append((current.first_child, current))


def read_html(text: str, with_hidden: bool = False) -> Content:
    """Lines, grids, metas, links of an HTML page.

    with_hidden: read what the page hides outside its tables too, for portals keep the text version of a report in a
    tab that is shown on a click. What is hidden inside a table is never read. `hidden_count` says how much there was.
    """
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
    if _may_hide(text):
        for node in root.css("tr[style], td[style], th[style], td [style], th [style], tr[hidden], td[hidden]"):
            if _is_hidden(node) and node.css_first("table") is None:
                node.decompose()
    for node in root.css("td style, td script, th style, th script"):
        node.decompose()
    walk = _Walk(with_hidden)
    walk.into(root)
    walk.end_line()
    content.blocks = walk.blocks
    content.hidden_count = walk.hidden_count
    for anchor in root.css("a[href]"):
        content.links.append(Link(anchor.text(deep=True).strip(), anchor.attributes.get("href") or ""))
    content.picture_count = len(root.css("img"))
    return content
