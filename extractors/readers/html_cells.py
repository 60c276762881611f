"""The cells of a page read by lexbor: which of them need a close look at their styles, and what stands in each.

Most cells of most pages are words in ordinary print; they are told by a few searches over the whole page and cost
nothing. The others are looked at element by element (html_shown), with the page's own style sheets where these matter.
"""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.content import Row
from extractors.readers.css_look import is_display_none, styled
from extractors.readers.css_notable import is_notable
from extractors.readers.css_sheets import Rule, Sheets, is_for_screen, rules_of, wanted_of
from extractors.readers.html_boxes import find_boxes
from extractors.readers.html_columns import Layout
from extractors.readers.html_ink import MAY_BE_FILLED, NOTABLE_TAGS
from extractors.readers.html_shown import BLOCKS, INLINE_STYLES, OWN, Styles, look_above, shown_in
from extractors.readers.html_tree import above_lexbor, from_lexbor
from extractors.shown import Run, plain

_STYLE = re.compile(r"""style\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""")
_TAG = re.compile(r"<([a-z][^\s/>]*)")
_NOTABLE = frozenset(NOTABLE_TAGS)
_ATTRIBUTES = "table [hidden], table [dir], table [bgcolor], table[bgcolor], table [background], table [popover]"
_FONTS = "td font[color], td font[face], td font[size], th font[color], th font[face], th font[size]"
_OTHERS = frozenset(("hidden", "dir", "background", "popover"))
_CUSTOM = re.compile(r"[a-z][\w-]*")
_IN_TABLE = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th"))
_FIGURE_OR_BLANK = re.compile(r"\d|^\s*$")
_DIGITS = re.compile(r"\d\s*[\d.,%/]")


def broken_text(node: LexborNode) -> str:
    """The text of a cell of digits: with an end of line where an element parts them. 1<br>2 are two numbers."""
    inmost = node
    while (first := inmost.first_child) is not None and first.next is None:
        inmost = first
    if inmost.tag == "-text":
        return inmost.text(deep=False) or ""
    parts: list[str] = []
    stack: list[LexborNode | str] = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, str):
            parts.append(current)
        elif current.tag == "-text":
            parts.append(current.text(deep=False) or "")
        else:
            inside: list[LexborNode | str] = list(current.iter(include_text=True))
            stack += ["\n", *inside[::-1], "\n"] if current.tag in BLOCKS and current is not node else inside[::-1]
    return _joined("".join(parts))


def _joined(text: str) -> str:
    """Without the ends of lines that part anything but digits: a label cut by <br> is one label."""
    return re.sub(r"(?<![\d.,%/\s])\s*\n\s*|\s*\n\s*(?![\d.,%/\s])", "", text)


class Cells:
    """Looks at the cells of one page."""

    def __init__(self, tree: LexborHTMLParser, root: LexborNode, text: str, more_css: Sequence[str] = ()) -> None:
        self._tree = tree
        self._close: set[int] = set()  # cells to be looked at, and elements around cells that colour them
        self._gone: set[int] = set()  # rows and cells that make no box
        self._css = [
            node.text(deep=True) for node in tree.css("style") if is_for_screen(node.attributes.get("media") or "")
        ]
        self._css += more_css
        self._mirror: dict[int, Element] | None = None
        self._sheets: Sheets | None = None
        # what rules are for: parts of tables and cells that they may take away, that they style, or not known
        self._taken: set[int] = set()
        self._styled: set[int] = set()
        self._all_styled = False
        self._look_at(root, text)
        self._rules = self._rules_that_matter(root, text) if any(self._css) else ()

    # --- which cells ----------------------------------------------------------------------------------------------

    def _look_at(self, root: LexborNode, text: str) -> None:
        markup = text.lower()
        if any(is_notable(style.strip("\"'")) for style in set(_STYLE.findall(markup))):
            for node in root.css("table [style], table[style]"):
                style = node.attributes.get("style") or ""
                if is_notable(style):
                    self._note(node, style)
        tags = set(_TAG.findall(markup))
        if "image" in tags:
            tags.add("img")  # which browsers make of it
        if notable := [tag for tag in tags if tag in _NOTABLE or (_CUSTOM.fullmatch(tag) and "-" in tag)]:
            for node in root.css(", ".join(tag.replace(":", r"\:") for tag in notable)):
                self._note(node)
        if "i" in tags:
            for node in root.css("td i[class]:empty, th i[class]:empty"):
                self._note(node)
        if any(name in markup for name in (" hidden", " dir=", "bgcolor", "background=", " popover")):
            self._look_at_attributes(root)
        if "font" in tags:
            self._look_at_fonts(root)

    def _look_at_attributes(self, root: LexborNode) -> None:
        for node in root.css(_ATTRIBUTES):
            attributes = node.attributes
            color = attributes.get("bgcolor")
            if color is None or not _OTHERS.isdisjoint(attributes) or is_notable(f"background-color:{color}"):
                self._note(node)

    def _look_at_fonts(self, root: LexborNode) -> None:
        for node in root.css(_FONTS):
            attributes = node.attributes
            size = attributes.get("size") or ""
            said = f"color:{attributes.get('color')};font-family:{attributes.get('face')}"
            if is_notable(said) or size.startswith("-") or size in ("0", "1", "2"):
                self._note(node)

    def _note(self, node: LexborNode, style: str = "") -> None:
        """Have the cell around an element looked at; what a page's own layout hides is taken away."""
        attributes = node.attributes
        style = style or attributes.get("style") or ""
        is_gone = is_display_none(node.tag or "", attributes, styled(style) if style else {})  # type: ignore[arg-type]
        if node.tag in _IN_TABLE:
            (self._gone if is_gone else self._close).add(node.mem_id)
            return
        around = node.parent
        while around is not None and around.tag not in _IN_TABLE:
            around = around.parent
        if around is None:
            return
        if is_gone and around.css_first("table") is not None and node.css_first("table") is None:
            node.decompose()
        else:
            self._close.add(around.mem_id)

    def _rules_that_matter(self, root: LexborNode, text: str) -> tuple[Rule, ...]:
        """The rules of the page's sheets, if any of them is for something in a table; what that is, is remembered."""
        rules = tuple(rule for css in self._css for rule in rules_of(css))
        wanted = [each for css in self._css for each in wanted_of(css)]
        names = {name for _, _, one in wanted if (name := one.id or one.class_name)}
        if names and not any(name in text for name in names):
            names.clear()
        there = _names_in_tables(root) if names else frozenset()
        for rule, written, one in wanted:
            name = one.id or one.class_name
            if name in there if name else _has(root, one.local_name or ""):
                self._styled_by(rule, written, root)
        return rules if self._styled or self._taken or self._all_styled else ()

    def _styled_by(self, rule: Rule, selector: str, root: LexborNode) -> None:
        try:
            nodes = root.css(selector) if selector else None
        except Exception:  # the parser raises one of several kinds for what it does not know
            nodes = None
        if nodes is None:
            self._all_styled = True
            return
        for node in nodes:
            around: LexborNode | None = node
            while around is not None and around.tag not in _IN_TABLE:
                around = around.parent
            if around is not None:
                (self._taken if rule.takes_away else self._styled).add(around.mem_id)

    def needs_sheets(self, table: LexborNode) -> bool:
        """Whether a style sheet may change a figure of a table or what is blank in it, or takes away a part of it."""
        if self._all_styled:
            return True
        if not self._styled and not self._taken:
            return False
        whole = {table.mem_id, *(part.mem_id for part in table.iter())}
        if whole & self._taken:
            return True
        for node in table.css("td, th"):
            row = node.parent
            ids = {node.mem_id, *whole} if row is None else {node.mem_id, row.mem_id, *whole}
            if ids & self._taken:
                return True
            if ids & self._styled and _FIGURE_OR_BLANK.search(node.text(deep=True)):
                return True
        return False

    # --- what stands in them --------------------------------------------------------------------------------------

    def stands_alone(self, table: LexborNode) -> None:
        """Say of a table in a cell that it is read as a table of its own, and is none of the cell's text."""
        table.attrs[OWN] = ""
        if self._mirror is not None and (element := self._mirror.get(table.mem_id)) is not None:
            element.set(OWN, "")

    @property
    def has_gone(self) -> bool:
        """Whether the page's own styles take away any row or cell."""
        return bool(self._gone)

    @property
    def has_sheets(self) -> bool:
        """Whether the page has style sheets of its own that may change what its tables show."""
        return bool(self._rules)

    def _styles(self, with_sheets: bool) -> Styles:
        if not with_sheets:
            return INLINE_STYLES
        if self._sheets is None:
            self._mirror = {}
            top = self._tree.root
            assert top is not None
            self._sheets = Sheets(self._rules, from_lexbor(top, self._mirror))
        return Styles(self._sheets.of, self._sheets.generated)

    def is_gone(self, node: LexborNode, with_sheets: bool = False) -> bool:
        """Whether a row or a cell makes no box: what follows takes its place."""
        if not with_sheets:
            return node.mem_id in self._gone
        styles = self._styles(True)
        assert self._mirror is not None
        element = self._mirror.get(node.mem_id)
        return element is not None and is_display_none(element.tag, element.attrib, styles.of(element))

    def is_close(self, table: LexborNode) -> bool:
        """Whether something around a table's cells may change what all of them show."""
        around: LexborNode | None = table
        while around is not None and around.tag:
            if around.mem_id in self._close:
                return True
            attributes = around.attributes
            if around is not table and (attributes.get("bgcolor") or is_notable(attributes.get("style") or "")):
                return True
            around = around.parent
        return False

    def read(
        self, node: LexborNode, is_close: bool = False, with_sheets: bool = False
    ) -> tuple[tuple[Run, ...], tuple[str, ...]]:
        """The runs and the ink of a cell. is_close: whether what stands around it asks for a close look."""
        if not with_sheets and not is_close and not (self._close and node.mem_id in self._close):
            text = node.text(deep=True)
            if text.strip() or not MAY_BE_FILLED.search(node.html or ""):
                return plain(broken_text(node) if _DIGITS.search(text) else text), ()
        styles = self._styles(with_sheets)
        if with_sheets and self._mirror is not None and (element := self._mirror.get(node.mem_id)) is not None:
            above = [self._mirror[a.mem_id] for a in _around(node) if a.mem_id in self._mirror]
        else:
            element, above = from_lexbor(node), above_lexbor(node)
        return shown_in(element, look_above(above, styles), styles)

    def boxes(self, root: LexborNode) -> dict[int, list[Row]]:
        """The rows of tables that are laid out without <table>, by the identity of their nodes."""
        styles = self._styles(self.has_sheets)
        by_id = self._mirror if self.has_sheets and self._mirror is not None else {}
        top = self._tree.root
        assert top is not None
        page = by_id[top.mem_id] if top.mem_id in by_id else from_lexbor(top, by_id)
        found = find_boxes(by_id[root.mem_id], styles, Layout(self._css, page))
        return {number: found[id(element)] for number, element in by_id.items() if id(element) in found}

    def is_row_close(self, row: LexborNode) -> bool:
        """Whether a row's own styles, or those of its group, may change what its cells show."""
        return bool(self._close) and (
            row.mem_id in self._close or (row.parent is not None and row.parent.mem_id in self._close)
        )


def _around(node: LexborNode) -> list[LexborNode]:
    found = []
    around = node.parent
    while around is not None:
        found.append(around)
        around = around.parent
    return found[::-1]


def _has(root: LexborNode, tag: str) -> bool:
    if not re.fullmatch(r"[a-z][a-z0-9]*", tag) or tag in _IN_TABLE:
        return True
    return root.css_first(f"td {tag}, th {tag}") is not None


def _names_in_tables(root: LexborNode) -> frozenset[str]:
    """The classes and ids of tables and of all that stands in them."""
    found: set[str] = set()
    for node in root.css("table[class], table [class], table[id], table [id]"):
        attributes = node.attributes
        found.update((attributes.get("class") or "").split())
        if named := attributes.get("id"):
            found.add(named)
    return frozenset(found)
