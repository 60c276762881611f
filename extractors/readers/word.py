"""Word documents: WordprocessingML of .docx, of its one-file form, and of Word 2003 XML.

What is read is what Word shows with all changes accepted: deleted and hidden text is not there, inserted text is, a
field is its last result, an unfilled content control is empty. Headers, footers, notes and comments are no part of the
text. Nothing is run and nothing outside the file is read.
"""

from collections.abc import Callable, Iterator

from lxml import etree

from extractors.content import Block, Cell, Content, Grid, Line, Picture, Row
from extractors.readers.package import Package, parse_xml
from extractors.refusal import Refused
from extractors.shown import plain

_DEEPEST = 60


class _Names(dict[str, str]):
    """Tag → what it is called without its namespace: the generations of Word differ in namespaces, hardly in names."""

    def __missing__(self, tag: str) -> str:
        name = tag.rpartition("}")[2]
        self[tag] = name = name if "drawingml/2006/main" not in tag else f"a:{name}"
        return name


_name = _Names()
# elements that stand around others and print nothing themselves
_AROUND = frozenset(
    "r hyperlink ins moveTo smartTag customXml fldSimple sdtContent dir bdo oMath oMathPara sect sub-section body "
    "rubyBase ruby e num den sub sup f d nary".split()
)
_DRAWN = frozenset(("drawing", "pict", "object", "shape"))
_OFF = frozenset(("0", "false", "off"))
_SPECIAL = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "-"}
_TITLES = frozenset(("Title", "Heading1"))
# what makes a cell more than paragraphs of runs of text that all are seen
_NOT_PLAIN = tuple(
    f"{{*}}{name}"
    for name in (*_SPECIAL, *_DRAWN, "AlternateContent", "sdt", "tbl", "vanish", "specVanish", "strike", "dstrike",
                 "vertAlign")
)  # fmt: skip


def _value(node: etree._Element) -> str | None:
    """The w:val of an element, in whichever namespace of Word it stands."""
    return next((value for key, value in node.attrib.items() if key.endswith("}val")), None)


def _child(node: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in node if _name[child.tag] == name), None)


def _is_on(properties: etree._Element | None, *names: str) -> bool:
    if properties is None:
        return False
    return any(_name[child.tag] in names and _value(child) not in _OFF for child in properties)


def _number(node: etree._Element) -> int:
    text = _value(node) or ""
    return min(int(text), 500) if text.isascii() and text.isdigit() else 0


def _is_placeholder(control: etree._Element) -> bool:
    return _is_on(_child(control, "sdtPr"), "showingPlcHdr")


def _alternative(node: etree._Element) -> etree._Element | None:
    """The one branch of mc:AlternateContent that is read: both print the same, the drawing first."""
    branches = [child for child in node if _name[child.tag] in ("Choice", "Fallback")]
    return branches[0] if branches else None


def _marked(text: str, properties: etree._Element) -> str:
    """Struck text and raised figures must not run together with the figures beside them."""
    for child in properties:
        name = _name[child.tag]
        if name in ("strike", "dstrike") and _value(child) not in _OFF:
            return "".join(f"{char}\u0336" for char in text)
        if name == "vertAlign" and _value(child) == "superscript" and any(char.isdigit() for char in text):
            return f"^{text}"
    return text


def _cell_around(node: etree._Element | None) -> etree._Element | None:
    while node is not None and _name[node.tag] != "tc":
        node = node.getparent()
    return node


def _plain_texts(table: etree._Element) -> dict[etree._Element, str | None]:
    """The texts of a table's plain cells, gathered in one pass; None for cells that must be walked through.

    A cell without any text is not listed.
    """
    found: dict[etree._Element, str | None] = {}
    for node in table.iter(*_NOT_PLAIN):
        if node is not table and (cell := _cell_around(node)) is not None:
            found[cell] = None
        if _name[node.tag] == "sdt":  # rows and cells of a control that nobody filled in
            found.update((cell, None) for cell in node.iter("{*}tc"))
    before = None
    for node in table.iter("{*}t"):
        run = node.getparent()
        paragraph = run.getparent()
        cell = paragraph.getparent()
        if _name[run.tag] != "r" or _name[paragraph.tag] != "p" or _name[cell.tag] != "tc":
            if (around := _cell_around(run)) is not None:
                found[around] = None
            continue
        text = found.get(cell, "")
        if text is not None:
            found[cell] = text + ("\n" if text and paragraph is not before else "") + (node.text or "")
        before = paragraph
    return found


class _Reader:
    """Walks the body once; collects lines, grids and the number of pictures."""

    def __init__(self, picture: Callable[[str], bytes]) -> None:
        self.picture = picture
        self.blocks: list[Block] = []
        self.table_count = 0
        self.picture_count = 0
        self.seen: list[Picture] = []
        self.left_out: list[str] = []
        self.depth = 0

    # --- text of one paragraph ---

    def text(self, node: etree._Element, parts: list[str], boxes: list[etree._Element]) -> None:
        """Append what a paragraph or run prints; text boxes anchored in it are handed on."""
        for child in node:
            name = _name[child.tag]
            if name == "t":
                parts.append(child.text or "")
            elif name == "r":
                self.run(child, parts, boxes)
            elif name in _SPECIAL:
                parts.append(_SPECIAL[name])
            elif name in _AROUND:
                self.text(child, parts, boxes)
            elif name == "sdt":
                if not _is_placeholder(child):
                    self.text(child, parts, boxes)
            elif name in _DRAWN:
                self.drawn(child, boxes)
            elif name == "AlternateContent" and (branch := _alternative(child)) is not None:
                self.text(branch, parts, boxes)

    def run(self, run: etree._Element, parts: list[str], boxes: list[etree._Element]) -> None:
        first = next(iter(run), None)
        if first is None:
            return
        if _name[first.tag] != "rPr" or len(first) == 0:
            self.text(run, parts, boxes)
        elif not _is_on(first, "vanish", "specVanish"):
            own: list[str] = []
            self.text(run, own, boxes)
            if own:
                parts.append(_marked("".join(own), first))

    def drawn(self, node: etree._Element, boxes: list[etree._Element]) -> None:
        """A drawing: its text boxes, or one picture; what another program keeps behind its picture is not read."""
        for child in node:
            if _name[child.tag] == "OLEObject" and not (program := child.get("ProgID", "")).startswith("Equation"):
                self.left_out.append(f"an embedded object of {program or 'another program'}")
        found = list(_text_boxes(node))
        boxes += found
        if found:
            return
        for child in node.iter("{*}*"):
            if _name[child.tag] in ("a:blip", "imagedata"):
                relation = next((v for key, v in child.attrib.items() if key.endswith(("}embed", "}id"))), "")
                self.seen.append(Picture(self.picture(relation)))
                self.picture_count += 1
                return

    def show(self) -> None:
        """Put the pictures met since the last block where they are seen: behind it."""
        self.blocks.extend(picture for picture in self.seen if picture.body)
        self.seen.clear()

    def paragraph(self, node: etree._Element) -> None:
        parts: list[str] = []
        boxes: list[etree._Element] = []
        self.text(node, parts, boxes)
        text = "".join(piece.strip() if "\n" in piece else piece for piece in parts).strip()
        if text:
            properties = _child(node, "pPr")
            style = _child(properties, "pStyle") if properties is not None else None
            self.blocks.append(Line(text, style is not None and _value(style) in _TITLES))
        self.show()
        for box in boxes:
            self.into(box)

    # --- tables ---

    def cell_text(self, node: etree._Element, boxes: list[etree._Element]) -> str | None:
        """A cell's paragraphs, one a line; None where a table of its own stands in it."""
        lines: list[str] = []
        for child in node:
            name = _name[child.tag]
            if name == "p":
                parts: list[str] = []
                self.text(child, parts, boxes)
                lines.append("".join(parts))
            elif name == "tbl":
                frame = self.only_text(child, boxes)
                if frame is None:
                    return None
                lines.append(frame)
            elif name in _AROUND or (name == "sdt" and not _is_placeholder(child)):
                inner = self.cell_text(child, boxes)
                if inner is None:
                    return None
                lines.append(inner)
            elif name == "AlternateContent" and (branch := _alternative(child)) is not None:
                inner = self.cell_text(branch, boxes)
                if inner is None:
                    return None
                lines.append(inner)
        if len(lines) == 1:
            return lines[0]
        return "\n".join(line for line in lines if line.strip()).strip("\n")

    def only_text(self, table: etree._Element, boxes: list[etree._Element]) -> str | None:
        """The text of a table with one cell a row, which is a frame; None for a real one."""
        lines = []
        for row in _of(table, "tr"):
            cells = list(_of(row, "tc"))
            if len(cells) > 1:
                return None
            for cell in cells:
                text = self.cell_text(cell, boxes)
                if text is None:
                    return None
                lines.append(text)
        return "\n".join(lines)

    def grid(self, table: etree._Element) -> tuple[list[Row], list[etree._Element]] | None:
        """Rows of a table and the text boxes in it; None where it holds tables and only lays out the page."""
        edges = _edges(table)
        texts = _plain_texts(table)
        rows: list[Row] = []
        boxes: list[etree._Element] = []
        above: dict[int, Cell] = {}
        for node in _of(table, "tr"):
            properties = _child(node, "trPr")
            at = 0
            if properties is not None:
                if _is_on(properties, "hidden") or _child(properties, "del") is not None:
                    continue
                before = _child(properties, "gridBefore")
                at = _number(before) if before is not None else 0
            row = Row([])
            reaching: dict[int, Cell] = {}
            for cell in _of(node, "tc"):
                first = next(iter(cell), None)
                span, down, right = _spans(first) if first is not None and _name[first.tag] == "tcPr" else (1, "", "")
                end = at + span
                if right == "continue" and row.cells:
                    row.cells[-1].end = edges(end)
                elif down == "continue" and at in above:
                    above[at].rowspan += 1
                    row.carried.append(above[at])
                    reaching[at] = above[at]
                else:
                    text = texts.get(cell, "")
                    if text is None:
                        text = "" if _in_placeholder(cell) else self.cell_text(cell, boxes)
                    if text is None:
                        return None
                    row.cells.append(Cell(plain(text), edges(at), edges(end)))
                    if down:
                        reaching[at] = row.cells[-1]
                at = end
            above = reaching
            if row.cells or row.carried:
                rows.append(row)
        return rows, boxes

    def table(self, node: etree._Element) -> None:
        pictures = self.picture_count
        read = self.grid(node)
        if read is None or not any(len(row.cells) > 1 for row in read[0]):
            self.picture_count = pictures
            self.seen.clear()
            for row in _of(node, "tr"):
                for cell in _of(row, "tc"):
                    self.into(cell)
            return
        rows, boxes = read
        self.blocks.append(Grid(self.table_count, rows))
        self.table_count += 1
        self.show()
        for box in boxes:
            self.into(box)

    # --- blocks ---

    def into(self, node: etree._Element) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Refused("over_limit", f"tables and boxes are nested more than {_DEEPEST} deep")
        for child in node:
            name = _name[child.tag]
            if name == "p":
                self.paragraph(child)
            elif name == "tbl":
                self.table(child)
            elif name == "altChunk":
                self.left_out.append("a part in another format (altChunk)")
            elif name in _AROUND or (name == "sdt" and not _is_placeholder(child)):
                self.into(child)
            elif name == "AlternateContent" and (branch := _alternative(child)) is not None:
                self.into(branch)
        self.depth -= 1


def _text_boxes(node: etree._Element) -> Iterator[etree._Element]:
    """The outermost text boxes of a drawing; of two renderings of the same box the first."""
    for child in node:
        name = _name[child.tag]
        if name == "txbxContent":
            yield child
        elif name == "AlternateContent":
            if (branch := _alternative(child)) is not None:
                yield from _text_boxes(branch)
        else:
            yield from _text_boxes(child)


def _of(node: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also those inside content controls."""
    for child in node:
        name = _name[child.tag]
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _of(child, wanted)


def _in_placeholder(cell: etree._Element) -> bool:
    parent = cell.getparent()
    around = parent.getparent() if parent is not None and _name[parent.tag] == "sdtContent" else None
    return around is not None and _is_placeholder(around)


def _spans(properties: etree._Element) -> tuple[int, str, str]:
    """Columns covered, and how the cell is merged downwards and to the right ("", restart or continue)."""
    span, down, right = 1, "", ""
    for child in properties:
        name = _name[child.tag]
        if name == "gridSpan":
            span = max(_number(child), 1)
        elif name in ("vMerge", "vmerge"):
            down = _value(child) or "continue"
        elif name in ("hMerge", "hmerge"):
            right = _value(child) or "continue"
    return span, down, right


class _edges:
    """Where the grid's column n begins: its width in twips where the table gives all widths, else n itself."""

    def __init__(self, table: etree._Element) -> None:
        grid = _child(table, "tblGrid")
        widths = [_width(child) for child in grid if _name[child.tag] == "gridCol"] if grid is not None else []
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


def _width(node: etree._Element) -> int:
    text = next((value for key, value in node.attrib.items() if key.endswith("}w")), "")
    return int(text) if text.isascii() and text.isdigit() else 0


def read_body(body: etree._Element, picture: Callable[[str], bytes] = lambda _: b"") -> Content:
    """Lines, grids and pictures of a w:body; picture: the bytes behind a relation, b"" for none."""
    reader = _Reader(picture)
    try:
        reader.into(body)
    except RecursionError:
        raise Refused("over_limit", "elements are nested too deep") from None
    return Content("docx", blocks=reader.blocks, picture_count=reader.picture_count, left_out=reader.left_out)


def read_docx(data: bytes) -> Content:
    """Lines and grids of a .docx. Raises Refused: damaged, over_limit."""
    package = Package(data)
    main = package.main_part("word/document.xml")
    root = parse_xml(package.part(main), main)
    body = _child(root, "body")
    if body is None:
        raise Refused("damaged", f"{main} has no body")
    related: dict[str, tuple[str, str]] = {}

    def picture(relation: str) -> bytes:
        if not related:
            related.update(package.related(main))
        name = related.get(relation, ("", ""))[1]
        return package.part(name) if name in package.names else b""

    return read_body(body, picture)


def read_word_xml(data: bytes) -> Content:
    """Lines and grids of Word 2003 XML, or of a whole package in one XML file. Raises Refused: damaged, over_limit."""
    root = parse_xml(data, "the file")
    body = next((node for node in root.iter("{*}body") if "word" in node.tag), None)
    if body is None:
        raise Refused("unsupported_format", f"XML of {_name[root.tag]}, which is no document of Word")
    return read_body(body)
