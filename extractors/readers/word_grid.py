"""The rows and cells of a table of Word: what covers which columns, and which cells need more than a look."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from extractors.readers.package import local
from extractors.readers.word_drawings import DRAWN
from extractors.readers.word_styles import (
    Styles,
    attribute,
    ground_of,
    is_dark,
    is_notable,
    is_off_the_page,
    line_of,
    properties_of,
    value,
    whole,
)
from extractors.readers.word_text import Place, child_of

_MOST_SPAN = 500
# what makes a cell more than paragraphs of runs whose text is all plain, whatever it says
_ALWAYS = frozenset(
    (
        *DRAWN,
        *"br cr tab ptab noBreakHyphen AlternateContent sdt tbl vanish specVanish webHidden strike dstrike fldChar "
        "fldSimple sym ruby oMath oMathPara footnoteReference endnoteReference numPr listPr bdo altChunk textFill "
        "fitText eastAsianLayout subDoc dayShort dayLong monthShort monthLong yearShort yearLong pgNum".split(),
    )
)
# and what does so by what it says
_BY_VALUE = (
    "vertAlign",
    "position",
    "color",
    "rStyle",
    "pStyle",
    "rFonts",
    "spacing",
    "w",
    "shd",
    "highlight",
    "sz",
    "ind",
)
_WATCHED = tuple(f"{{*}}{name}" for name in (*_ALWAYS, *_BY_VALUE))
_LARGE, _SMALL = 1.54, 0.65


def rows_and_cells(node: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also those inside content controls."""
    for child in node:
        name = local(child.tag)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "customXml", "ins"):
            yield from rows_and_cells(child, wanted)


def control_around(cell: etree._Element) -> etree._Element | None:
    """The content control that a cell stands in."""
    parent = cell.getparent()
    return parent.getparent() if parent is not None and local(parent.tag) == "sdtContent" else None


def count_of(node: etree._Element) -> int:
    """The number that an element's w:val says, 0 for none."""
    return max(min(whole(value(node)), _MOST_SPAN), 0)


def spans(properties: etree._Element) -> tuple[int, str, str, bool]:
    """Columns covered, how the cell is merged downwards and to the right ("", restart or continue), and whether it is
    deleted."""
    span, down, right, is_deleted = 1, "", "", False
    for child in properties:
        name = local(child.tag)
        if name == "gridSpan":
            span = max(count_of(child), 1)
        elif name in ("vMerge", "vmerge"):
            down = value(child) or "continue"
        elif name in ("hMerge", "hmerge"):
            right = value(child) or "continue"
        elif name == "cellDel":
            is_deleted = True
    return span, down, right, is_deleted


ONE_CELL = (1, "", "", False)
_SPANNING = tuple(f"{{*}}{name}" for name in ("gridSpan", "vMerge", "vmerge", "hMerge", "hmerge", "cellDel"))


def spans_in(table: etree._Element) -> dict[etree._Element, tuple[int, str, str, bool]]:
    """What `spans` says of the cells of a table of which it says anything; the others are ONE_CELL."""
    found: dict[etree._Element, tuple[int, str, str, bool]] = {}
    for node in table.iter(*_SPANNING):
        properties = node.getparent()
        cell = properties.getparent() if local(properties.tag) == "tcPr" else None
        if cell is not None and cell not in found and next(iter(cell)) is properties:
            found[cell] = spans(properties)
    return found


class Edges:
    """Where the grid's column n begins: its width in twips where the table gives all widths, else n itself."""

    def __init__(self, table: etree._Element) -> None:
        grid = child_of(table, "tblGrid")
        columns = [child for child in grid if local(child.tag) == "gridCol"] if grid is not None else []
        widths = [whole(attribute(child, "w")) for child in columns]
        self.starts = [0]
        if all(width > 0 for width in widths):
            for width in widths:
                self.starts.append(self.starts[-1] + width)

    def __call__(self, column: int) -> int:
        known = len(self.starts) - 1
        if known == 0:
            return column
        # rows may be wider than the grid that the table declares
        return self.starts[column] if column <= known else self.starts[-1] + (column - known) * 500


def row_height(properties: etree._Element) -> int:
    """The height in twips that a row has whatever stands in it, 0 for one as high as its text."""
    height = child_of(properties, "trHeight")
    if height is None or attribute(height, "hRule") not in ("exact", "exactly"):
        return 0
    return max(whole(attribute(height, "val")), 1)


def _cell_around(node: etree._Element | None) -> etree._Element | None:
    while node is not None and local(node.tag) != "tc":
        node = node.getparent()
    return node


class Watch:
    """Tells which cells of a document need more than a look, by what stands in them. Values are judged once."""

    def __init__(self, styles: Styles, body: etree._Element) -> None:
        self.styles = styles
        grounds = {ground_of(node) for node in body.iter("{*}shd")}
        grounds |= {ground for style in styles.written.values() for _, ground in style.parts.values()}
        grounds |= {style.ground for style in styles.written.values()}
        is_painted = any(map(is_dark, grounds)) or next(body.iter("{*}highlight"), None) is not None
        self.colours = is_painted
        self.everything = is_notable(styles.defaults) or styles.is_notable(styles.paragraph(""))
        self.base = int(styles.paragraph("").run.get("sz", styles.defaults.get("sz", 20)))
        self._judged: dict[tuple[str, ...], bool] = {}

    def is_notable(self, node: etree._Element) -> bool:
        """Whether an element may make its cell's text something else than plain."""
        name = local(node.tag)
        if name in _ALWAYS:
            return True
        key = (name, *node.values())
        found = self._judged.get(key)
        if found is None:
            found = self._judged[key] = self._judge(name, node)
        return found

    def _judge(self, name: str, node: etree._Element) -> bool:
        if name in ("rStyle", "pStyle"):
            style = self.styles.style(attribute(node, "val"))
            return self.styles.is_notable(style) or style.run.get("sz", self.base) != self.base
        if name == "spacing":
            return (whole(attribute(node, "val")) < -20) or 0 < line_of(node) < 120
        if name == "ind":
            return is_off_the_page(node)
        if name == "shd":
            return is_dark(ground_of(node))
        if name == "color" and self.colours:
            return attribute(node, "val") not in ("auto", "")
        return is_notable(properties_of(_alone(node)))

    def texts(self, table: etree._Element) -> tuple[dict[etree._Element, str | None], int]:
        """The texts of a table's plain cells, gathered in one pass, and the usual size of its text.

        None for cells that must be walked through; a cell without any text is not listed.
        """
        found: dict[etree._Element, str | None] = {}
        sizes: dict[str, list[etree._Element]] = {}
        for node in table.iter(*_WATCHED):
            name = local(node.tag)
            if name == "sz":
                sizes.setdefault(value(node), []).append(node)
            elif node is not table and self.is_notable(node) and (cell := _cell_around(node)) is not None:
                found[cell] = None
                if name == "sdt":  # rows and cells of a control that nobody filled in
                    found.update((one, None) for one in node.iter("{*}tc"))
        usual = self._sizes(sizes, found)
        if self.everything or self._table_style(table):
            found.update((cell, None) for cell in table.iter("{*}tc"))
        self._add_plain(table, found)
        return found, usual

    def _table_style(self, table: etree._Element) -> bool:
        properties = child_of(table, "tblPr")
        named = child_of(properties, "tblStyle") if properties is not None else None
        return self.styles.is_notable(self.styles.table(value(named) if named is not None else ""))

    def _sizes(self, sizes: dict[str, list[etree._Element]], found: dict[etree._Element, str | None]) -> int:
        counts = Counter({whole(written): len(nodes) for written, nodes in sizes.items()})
        usual = counts.most_common(1)[0][0] if counts else self.base
        for written, nodes in sizes.items():
            size = whole(written)
            if not usual * _SMALL <= size <= usual * _LARGE or size < self.base * _SMALL:
                for node in nodes:
                    if (cell := _cell_around(node)) is not None:
                        found[cell] = None
        return usual

    @staticmethod
    def _add_plain(table: etree._Element, found: dict[etree._Element, str | None]) -> None:
        before = None
        for node in table.iter("{*}t"):
            run = node.getparent()
            paragraph = run.getparent()
            cell = paragraph.getparent()
            if local(run.tag) != "r" or local(paragraph.tag) != "p" or local(cell.tag) != "tc":
                if (around := _cell_around(run)) is not None:
                    found[around] = None
                continue
            text = found.get(cell, "")
            if text is not None:
                found[cell] = text + ("\n" if text and paragraph is not before else "") + (node.text or "")
            before = paragraph


def _alone(node: etree._Element) -> list[etree._Element]:
    return [node]


class Places:
    """What a table's style and its shading say of each of its cells."""

    def __init__(self, styles: Styles, table: etree._Element, size: int) -> None:
        properties = child_of(table, "tblPr")
        named = child_of(properties, "tblStyle") if properties is not None else None
        self.style = styles.table(attribute(named, "val") if named is not None else "")
        look = child_of(properties, "tblLook") if properties is not None else None
        self.look = {name: attribute(look, name) for name in ("firstRow", "lastRow", "firstColumn", "lastColumn")} if (
            look is not None
        ) else {}  # fmt: skip
        bits = attribute(look, "val") if look is not None else ""
        self.bits = int(bits, 16) if bits and all(c in "0123456789abcdefABCDEF" for c in bits[:8]) else 0x4A0
        shading = next((c for c in properties if local(c.tag) == "shd"), None) if properties is not None else None
        self.ground = ground_of(shading) if shading is not None else ""
        self.size = size

    def _has(self, name: str, bit: int) -> bool:
        said = self.look.get(name, "")
        return said in ("1", "true", "on") if said else bool(self.bits & bit)

    def of(self, row: int, is_last_row: bool, is_first: bool, is_last: bool, cell: etree._Element) -> Place:
        """The place that a cell gives its paragraphs."""
        run, ground = dict(self.style.run), self.style.ground or self.ground
        has_head = self._has("firstRow", 0x20)
        parts = [f"band{1 + (row - has_head) % 2}Horz"] if not self.bits & 0x200 else []
        parts += ["firstCol"] if is_first and self._has("firstColumn", 0x80) else []
        parts += ["lastCol"] if is_last and self._has("lastColumn", 0x100) else []
        parts += ["firstRow"] if row == 0 and has_head else []
        parts += ["lastRow"] if is_last_row and self._has("lastRow", 0x40) else []
        for name in ("wholeTable", *parts):
            more, under = self.style.parts.get(name, ({}, ""))
            run.update(more)
            ground = under or ground
        properties = next(iter(cell), None)
        if properties is not None and local(properties.tag) == "tcPr":
            ground = next((ground_of(c) for c in properties if local(c.tag) == "shd"), "") or ground
        return Place(run, ground, self.size)
