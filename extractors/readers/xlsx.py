"""Spreadsheets as zip of XML (.xlsx, .xlsm): what visible sheets show. A formula is the value kept with it.

What a style, a condition or a drawing over a cell takes out of sight, or may, is said with marks and as ink.
"""

import functools
import io
import re
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

from data.text import whole_characters
from extractors.content import Content, Picture
from extractors.readers.package import Package, local, parse_xml, refuse_entities
from extractors.readers.sheet import Merge, Sheet, blocks_of
from extractors.readers.sheet_cells import CellKeeper, Font, Format, Text
from extractors.readers.xlsx_drawings import over_cells, over_cells_in_vml
from extractors.readers.xlsx_rules import apply_rule
from extractors.readers.xlsx_styles import Styles
from extractors.refusal import Refused
from extractors.shown import FIELD, UNDECODABLE, Run

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HIDDEN = frozenset(("hidden", "veryHidden"))
_YES = frozenset(("1", "true"))
_NO = frozenset(("0", "false"))
# points: a row of less shows nothing, one of the other hardly anything
_NO_HEIGHT, _LITTLE_HEIGHT = 1.0, 4.0
_WATCHED = tuple(
    f"{{*}}{name}"
    for name in (
        "row", "mergeCell", "col", "sheetView", "conditionalFormatting", "drawing", "legacyDrawing", "controls",
        "oleObjects",
    )
)  # fmt: skip


@functools.lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _place(text: str) -> tuple[int, int] | None:
    found = _PLACE.fullmatch(text)
    return (int(found[2]) - 1, _column(found[1])) if found else None


def _text(node: etree._Element, styles: Styles) -> Text:
    """The text of a string item: plain, or of its runs; readings printed above characters are left out."""
    pieces: list[tuple[str, Font | None]] = []
    for child in node:
        name = local(child.tag)
        if name == "t":
            pieces.append((_unescaped(child.text), None))
        elif name == "r":
            font = next((styles.font(part) for part in child if local(part.tag) == "rPr"), None)
            text = _unescaped("".join(part.text or "" for part in child if local(part.tag) == "t"))
            pieces.append((text, font if font is None or _is_notable(font, styles.usual) else None))
    if all(font is None for _, font in pieces):
        return "".join(text for text, _ in pieces)
    return tuple(pieces)


def _unescaped(text: str | None) -> str:
    if not text:
        return ""
    found = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text
    return whole_characters(found).replace("\r\n", "\n").replace("\r", "\n")


def _is_notable(font: Font, usual: float) -> bool:
    return bool(font.marks("", usual)) or font.colour not in ("", "000000") or font.size < usual


class _SheetReader:
    """Reads one sheet's part."""

    def __init__(self, name: str, strings: list[Text], styles: Styles, from_1904: bool) -> None:
        self.sheet = Sheet(name)
        self.keeper = CellKeeper(self.sheet, styles.usual, from_1904)
        self.strings = strings
        self.styles = styles
        self.formats: dict[tuple[int, int], Format] = {}
        self.shows_formulas = False
        self.relations: list[str] = []

    def cell(self, row: int, column: int, node: etree._Element) -> None:
        """Keep what a cell shows."""
        kind = node.get("t", "n")
        value = formula = None
        has_value = False
        for child in node:
            name = local(child.tag)
            if name == "v":
                value, has_value = child.text, True
            elif name == "f":
                formula = child
            elif name == "is":
                value, kind = _text(child, self.styles), "is"
        own = self.styles.format(node.get("s") or "0")
        if value is None:
            if formula is not None and not (kind == "str" and has_value):
                # nobody computed it, and computing it here would print a figure that the file does not hold
                self.sheet.put(row, column, f"={formula.text or ''}")
            return
        if own.marks or own.code != "General":
            self.formats[row, column] = own
        if formula is not None and self.shows_formulas:
            self.sheet.put_runs(row, column, (Run(f"={formula.text or ''}", frozenset((FIELD,))),))
            return
        self._shown(row, column, value, kind, own)

    def _shown(self, row: int, column: int, value: Text, kind: str, own: Format) -> None:
        if kind == "s":
            at = int(value) if isinstance(value, str) and value.isdigit() and len(value) < 9 else len(self.strings)
            if at >= len(self.strings):
                said = f"[text {value} of {len(self.strings)}]"
                self.sheet.put_runs(row, column, (Run(said, frozenset((UNDECODABLE,))),))
                return
            value = self.strings[at]
        elif kind == "b":
            value = "TRUE" if value == "1" else "FALSE"
        if isinstance(value, str) and kind == "n":
            self.keeper.number(row, column, value, own)
        elif kind in ("b", "e", "d"):
            self.keeper.literal(row, column, value, own)
        else:
            self.keeper.text(row, column, value, own)

    def column(self, node: etree._Element) -> None:
        """Keep what a range of columns is."""
        columns = range(int(node.get("min", "1")) - 1, min(int(node.get("max", "1")), 256))
        width = _measure(node.get("width", ""))
        if node.get("hidden") in _YES or width == 0:
            self.sheet.hidden_columns.update(columns)
        elif width is not None:
            self.sheet.widths.update(dict.fromkeys(columns, width))

    def row(self, number: int, node: etree._Element) -> None:
        """Keep a row and its cells."""
        height = _measure(node.get("ht", ""))
        if node.get("hidden") in _YES or node.get("zeroHeight") in _YES or (height is not None and height < _NO_HEIGHT):
            self.sheet.hidden_rows.add(number)
        elif height is not None and height < _LITTLE_HEIGHT:
            self.sheet.low_rows.add(number)
        column = -1
        for cell in node:
            place = _place(cell.get("r", ""))
            column = place[1] if place else column + 1
            self.cell(number, column, cell)

    def other(self, tag: str, node: etree._Element) -> None:
        """Keep what an element outside the rows says."""
        if tag == "mergeCell":
            if (area := _area(node.get("ref", ""))) and ":" in node.get("ref", ""):
                self.sheet.merge(area)
        elif tag == "col":
            self.column(node)
        elif tag == "sheetView":
            self.keeper.shows_zeros = node.get("showZeros") not in _NO
            self.shows_formulas = node.get("showFormulas") in _YES
        elif tag == "conditionalFormatting":
            written = node.get("sqref") or next((part.text or "" for part in node.iter("{*}sqref")), "")
            areas = [area for text in written.split() if (area := _area(text))]
            for rule in node.iter("{*}cfRule"):
                apply_rule(rule, areas, self.styles, self.sheet, self.formats)
        elif tag in ("drawing", "legacyDrawing"):
            self.relations += [value for key, value in node.attrib.items() if key.endswith("}id")]
        else:
            for over, words in over_cells(node):
                self.sheet.cover(over, words)


def _area(text: str) -> Merge | None:
    ends = [_place(part) for part in text.replace("$", "").split(":")]
    first, last = ends[0], ends[-1]
    if first is None or last is None or len(ends) > 2:
        return None
    return Merge(first[0], last[0] + 1, first[1], last[1] + 1)


def _measure(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _read_sheet(data: bytes, part: str, reader: _SheetReader) -> None:
    row = -1
    try:
        # one row at a time: a sheet of coloured empty cells is large and says nothing
        nodes = etree.iterparse(
            io.BytesIO(data), tag=_WATCHED, events=("end",), resolve_entities=False, no_network=True, load_dtd=False,
            remove_comments=True, remove_pis=True, huge_tree=True,
        )  # fmt: skip
        for _, node in nodes:
            tag = local(node.tag)
            if tag != "row":
                reader.other(tag, node)
                continue
            number = node.get("r", "")
            row = int(number) - 1 if number.isdigit() else row + 1
            reader.row(row, node)
            node.clear()
            while node.getprevious() is not None:
                del node.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("damaged", f"{part} is not a sheet: {error}") from error
    refuse_entities(nodes.root, part)


def _read_drawings(package: Package, part: str, reader: _SheetReader, left_out: list[str]) -> None:
    related = package.related(part) if reader.relations else {}
    for relation in reader.relations:
        kind, name = related.get(relation, ("", ""))
        if not package.has(name):
            continue
        try:
            root = parse_xml(package.part(name), name)
        except Refused as error:
            left_out.append(f"a drawing ({error.message})")
            continue
        for area, words in (over_cells_in_vml if kind == "vmlDrawing" else over_cells)(root):
            reader.sheet.cover(area, words)


def _part(package: Package, name: str) -> etree._Element | None:
    return parse_xml(package.part(name), name) if package.has(name) else None


def _pictures(package: Package, names: list[str]) -> Iterator[Picture]:
    for name in names:
        with suppress(Refused):  # a picture that cannot be unpacked stays counted as unread
            yield Picture(package.part(name))


def read_xlsx(body: bytes) -> Content:
    """Lines and grids of the visible sheets. Raises Refused: damaged, over_limit."""
    package = Package(body)
    main = package.main_part("xl/workbook.xml")
    book = parse_xml(package.part(main), main)
    related = package.related(main)
    named = {kind: path for kind, path in related.values()}
    styles = Styles(
        _part(package, named.get("styles", "xl/styles.xml")), _part(package, named.get("theme", "xl/theme/theme1.xml"))
    )
    shared = _part(package, named.get("sharedStrings", "xl/sharedStrings.xml"))
    strings = [_text(item, styles) for item in (shared if shared is not None else ()) if local(item.tag) == "si"]
    from_1904 = any(node.get("date1904") in _YES for node in book.iter("{*}workbookPr"))
    sheets = []
    left_out: list[str] = []
    read: set[str] = set()
    for node in book.iter("{*}sheet"):
        if node.get("state") in _HIDDEN:
            continue
        relation = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
        kind, part = related.get(relation, ("", ""))
        if kind == "worksheet" and part not in read:
            read.add(part)  # no program lists a sheet twice; a hostile file lists one a thousand times
            reader = _SheetReader(node.get("name", ""), strings, styles, from_1904)
            _read_sheet(package.part(part), part, reader)
            _read_drawings(package, part, reader, left_out)
            sheets.append(reader.sheet)
    content = Content("xlsx", blocks=blocks_of(sheets), left_out=left_out)
    names = [name for name in package.names if name.lower().startswith("xl/media/")]
    content.picture_count = len(names)
    if not content.grids:  # the tables of a sheet of words may be its pictures
        content.blocks += _pictures(package, sorted(names))
    return content
