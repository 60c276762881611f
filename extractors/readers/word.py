"""Word documents: WordprocessingML of .docx, of its one-file form, and of Word 2003 XML.

What is read is what Word shows with all changes accepted: deleted and hidden text is not there, inserted text is, a
field is its last result, an unfilled content control is empty. What may or may not be seen, and what is no text, is
handed on with marks and as ink. Headers, footers, notes and comments are no part of the text. Nothing is run and
nothing outside the file is read.
"""

from collections.abc import Callable

from lxml import etree

from extractors.content import Block, Cell, Content, Grid, Line, Picture, Row
from extractors.readers.package import Package, local, parse_xml
from extractors.readers.word_drawings import alternative, page_ground
from extractors.readers.word_grid import (
    ONE_CELL,
    Edges,
    Places,
    Watch,
    control_around,
    count_of,
    row_height,
    rows_and_cells,
    spans_in,
)
from extractors.readers.word_numbering import Numbering
from extractors.readers.word_styles import Styles, attribute
from extractors.readers.word_text import (
    AROUND,
    Place,
    Text,
    TextReader,
    child_of,
    is_on,
    is_placeholder,
    line_text,
    shows_hint,
)
from extractors.refusal import Refused
from extractors.shown import CLIPPED, COVERED, Run, plain, printed

_DEEPEST = 60
_PROGRAM = "docProps/app.xml"
_HINT = "what a form says to fill in"
_TITLES = frozenset(("Title", "Heading1"))
# twips: a row of that height shows nothing, one of the other hardly anything
_NO_HEIGHT, _LITTLE_HEIGHT = 20, 100


class _Reader:
    """Walks the body once; collects lines, grids and the number of pictures."""

    def __init__(
        self,
        body: etree._Element,
        picture: Callable[[str], bytes],
        styles: Styles,
        numbering: Numbering,
        ground: str,
        is_converted: bool,
    ) -> None:
        self.picture = picture
        self.blocks: list[Block] = []
        self.table_count = 0
        self.picture_count = 0
        self.seen: list[Picture] = []
        self.left_out: list[str] = []
        self.depth = 0
        self.styles = styles
        self.watch = Watch(styles, body)
        self.paragraphs = TextReader(styles, numbering.label, self.drawn, is_converted)
        self.outside = Place(ground=ground)

    def drawn(self, node: etree._Element) -> None:
        """A drawing without text boxes: one picture; what another program keeps behind its picture is not read."""
        for child in node:
            if local(child.tag) == "OLEObject" and not (program := child.get("ProgID", "")).startswith("Equation"):
                self.left_out.append(f"an embedded object of {program or 'another program'}")
        for child in node.iter("{*}blip", "{*}imagedata"):
            relation = next((v for key, v in child.attrib.items() if key.endswith(("}embed", "}id"))), "")
            self.seen.append(Picture(self.picture(relation)))
            self.picture_count += 1
            return

    def show(self) -> None:
        """Put the pictures met since the last block where they are seen: behind it."""
        self.blocks.extend(picture for picture in self.seen if picture.body)
        self.seen.clear()

    def paragraph(self, node: etree._Element) -> None:
        met = Text(self.outside)
        self.paragraphs.paragraph(node, met)
        text = "\n".join(part.strip() for part in line_text(met.runs()).split("\n")).strip()
        if text:
            properties = child_of(node, "pPr")
            style = child_of(properties, "pStyle") if properties is not None else None
            self.blocks.append(Line(text, style is not None and attribute(style, "val") in _TITLES))
        self.show()
        for box in met.boxes:
            self.into(box)

    # --- tables ---

    def cell(self, node: etree._Element, met: Text) -> bool:
        """Add a cell's paragraphs; False where a table of its own that lays out the page stands in it."""
        for child in node:
            name = local(child.tag)
            if name == "p":
                self.paragraphs.paragraph(child, met)
            elif name == "tbl":
                if not self.frame(child, met):
                    return False
            elif name == "altChunk":
                met.ink.append("a part in another format (altChunk)")
            elif name in AROUND or (name == "sdt" and not is_placeholder(child)):
                if name == "sdt" and shows_hint(child):
                    met.ink.append(_HINT)
                if not self.cell(child, met):
                    return False
            elif (
                name == "AlternateContent" and (branch := alternative(child)) is not None and not self.cell(branch, met)
            ):
                return False
        return True

    def frame(self, table: etree._Element, met: Text) -> bool:
        """Add the text of a table with one cell a row, which is a frame; False for a real one."""
        for row in rows_and_cells(table, "tr"):
            cells = list(rows_and_cells(row, "tc"))
            if len(cells) > 1:
                return False
            if not all(self.cell(cell, met) for cell in cells):
                return False
        return True

    def runs(self, cell: etree._Element, met: Text, row_count: int) -> tuple[Run, ...] | None:
        """A cell's runs; None where a table stands in it that is larger than a cell's content is."""
        control = control_around(cell)
        if control is not None and shows_hint(control):
            if is_placeholder(control):
                return ()
            met.ink.append(_HINT)
        if not self.cell(cell, met):
            # a table that lays out a page has few rows, or the tables in it are as long as it is
            inner = (sum(1 for _ in rows_and_cells(one, "tr")) for one in cell.iter("{*}tbl"))
            if max(inner) * 2 >= row_count:
                return None
            met.paragraphs.clear()
            met.fields.clear()
            for paragraph in cell.iter("{*}p"):
                self.paragraphs.paragraph(paragraph, met)
            met.ink.append("a table in the cell")
        return met.runs()

    def grid(self, table: etree._Element) -> tuple[list[Row], list[etree._Element]] | None:
        """Rows of a table and the text boxes in it; None where it holds tables and only lays out the page."""
        edges = Edges(table)
        texts, size = self.watch.texts(table)
        places = Places(self.styles, table, size)
        merged = spans_in(table)
        rows: list[Row] = []
        boxes: list[etree._Element] = []
        above: dict[int, Cell] = {}
        nodes = list(rows_and_cells(table, "tr"))
        for number, node in enumerate(nodes):
            properties = child_of(node, "trPr")
            at = height = 0
            if properties is not None:
                height = row_height(properties)
                is_deleted = child_of(properties, "del") is not None or child_of(properties, "moveFrom") is not None
                if is_on(properties, "hidden") or is_deleted or 0 < height <= _NO_HEIGHT:
                    continue
                before = child_of(properties, "gridBefore")
                at = count_of(before) if before is not None else 0
            row = Row([])
            reaching: dict[int, Cell] = {}
            cells = list(rows_and_cells(node, "tc"))
            for cell in cells:
                span, down, right, is_deleted = merged.get(cell, ONE_CELL)
                end = at + span
                if is_deleted:
                    at = end
                    continue
                text = texts.get(cell, "")
                runs: tuple[Run, ...] | None = plain(text or "")
                ink: tuple[str, ...] = ()
                if text is None:
                    is_end = number == len(nodes) - 1
                    met = Text(places.of(number, is_end, cell is cells[0], cell is cells[-1], cell))
                    runs = self.runs(cell, met, len(nodes))
                    ink = tuple(met.ink)
                    boxes += met.boxes
                if runs is None:
                    return None
                if right == "continue" and row.cells:
                    row.cells[-1].end = edges(end)
                    _bury(row.cells[-1], runs, ink)
                elif down == "continue" and at in above:
                    above[at].rowspan += 1
                    row.carried.append(above[at])
                    reaching[at] = above[at]
                    _bury(above[at], runs, ink)
                else:
                    if 0 < height < _LITTLE_HEIGHT:
                        runs = tuple(run._replace(marks=run.marks | {CLIPPED}) for run in runs)
                    row.cells.append(Cell(runs, edges(at), edges(end), ink=ink))
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
            for row in rows_and_cells(node, "tr"):
                for cell in rows_and_cells(row, "tc"):
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
            name = local(child.tag)
            if name == "p":
                self.paragraph(child)
            elif name == "tbl":
                self.table(child)
            elif name == "altChunk":
                self.left_out.append("a part in another format (altChunk)")
            elif name in AROUND or (name == "sdt" and not is_placeholder(child)):
                self.into(child)
            elif name == "AlternateContent" and (branch := alternative(child)) is not None:
                self.into(branch)
        self.depth -= 1


def _bury(cell: Cell, runs: tuple[Run, ...], ink: tuple[str, ...]) -> None:
    """Take in what a cell holds that another is merged over: programs differ in whether they show it."""
    text = printed(runs).strip()
    if ink or any(map(str.isdecimal, text)):
        cell.join(Cell((Run(text, frozenset((COVERED,))),), cell.start, cell.end, ink=ink))


def read_body(
    body: etree._Element,
    picture: Callable[[str], bytes] = lambda _: b"",
    styles: etree._Element | None = None,
    numbering: etree._Element | None = None,
    is_converted: bool = False,
) -> Content:
    """Lines, grids and pictures of a w:body.

    Args:
        body: the w:body.
        picture: gives the bytes behind a relation, b"" for none.
        styles: the root of the document's styles.
        numbering: the root of its numberings.
        is_converted: whether LibreOffice wrote the document.
    """
    parent = body.getparent()
    ground = page_ground(parent) if parent is not None else ""
    try:
        reader = _Reader(body, picture, Styles(styles), Numbering(numbering), ground, is_converted)
        reader.into(body)
    except RecursionError:
        raise Refused("over_limit", "elements are nested too deep") from None
    return Content("docx", blocks=reader.blocks, picture_count=reader.picture_count, left_out=reader.left_out)


def read_docx(data: bytes) -> Content:
    """Lines and grids of a .docx. Raises Refused: damaged, over_limit."""
    package = Package(data)
    main = package.main_part("word/document.xml")
    root = parse_xml(package.part(main), main)
    body = child_of(root, "body")
    if body is None:
        raise Refused("damaged", f"{main} has no body")
    related = package.related(main)

    broken: list[str] = []

    def named(kind: str) -> etree._Element | None:
        """A part beside the document's, None where there is none or it is broken."""
        name = next((path for what, path in related.values() if what == kind), f"word/{kind}.xml")
        try:
            return parse_xml(package.part(name), name) if package.has(name) else None
        except Refused as error:
            broken.append(f"what hides or marks text by the {kind} ({error.message})")
            return None

    def picture(relation: str) -> bytes:
        name = related.get(relation, ("", ""))[1]
        return package.part(name) if package.has(name) else b""

    is_converted = package.has(_PROGRAM) and b"LibreOffice" in package.part(_PROGRAM)
    content = read_body(body, picture, named("styles"), named("numbering"), is_converted)
    content.left_out += broken
    return content


def read_word_xml(data: bytes) -> Content:
    """Lines and grids of Word 2003 XML, or of a whole package in one XML file. Raises Refused: damaged, over_limit."""
    root = parse_xml(data, "the file")
    body = next((node for node in root.iter("{*}body") if "word" in node.tag), None)
    if body is None:
        raise Refused("unsupported_format", f"XML of {local(root.tag)}, which is no document of Word")
    styles = next((node for node in root.iter("{*}styles") if "word" in node.tag), None)
    numbering = next((node for node in root.iter("{*}numbering", "{*}lists") if "word" in node.tag), None)
    return read_body(body, styles=styles, numbering=numbering)
