"""Spreadsheets as zip of XML (.xlsx, .xlsm): what visible sheets show. A formula is the value kept with it."""

import io
import re

from lxml import etree

from data.text import whole_characters
from extractors.content import Content
from extractors.readers.number_format import format_code, shown
from extractors.readers.package import Package, parse_xml, refuse_entities
from extractors.readers.sheet import Merge, Sheet, blocks_of
from extractors.refusal import Refused

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HIDDEN = frozenset(("hidden", "veryHidden"))
_YES = frozenset(("1", "true"))


def _local(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _place(text: str) -> tuple[int, int] | None:
    found = _PLACE.fullmatch(text)
    return (int(found[2]) - 1, _column(found[1])) if found else None


def _text(node: etree._Element) -> str:
    """The text of a string item: plain, or of its runs; readings printed above characters are left out."""
    parts = []
    for child in node:
        name = _local(child)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [piece.text or "" for piece in child if _local(piece) == "t"]
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(parts))
    return whole_characters(text).replace("\r", "")


def _formats(package: Package, name: str) -> list[str]:
    """The format code of each cell style, by its number."""
    if name not in package.names:
        return []
    root = parse_xml(package.part(name), name)
    own = {
        int(node.get("numFmtId", "-1")): node.get("formatCode", "")
        for node in root.iter("{*}numFmt")
        if node.get("numFmtId", "").isdigit()
    }
    styles = next((node for node in root if _local(node) == "cellXfs"), None)
    numbers = [node.get("numFmtId", "0") for node in styles] if styles is not None else []
    return [format_code(int(number) if number.isdigit() else 0, own) for number in numbers]


def _cell_text(node: etree._Element, strings: list[str], formats: list[str], from_1904: bool) -> str:
    kind = node.get("t", "n")
    value = formula = None
    for child in node:
        name = _local(child)
        if name == "v":
            value = child.text
        elif name == "f":
            formula = child
        elif name == "is":
            return _text(child)
    if value is None:
        # nobody computed it, and computing it here would print a figure that the file does not hold
        return f"={formula.text or ''}" if formula is not None else ""
    if kind == "s":
        return strings[int(value)] if value.isdigit() and int(value) < len(strings) else value
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind in ("str", "e", "d"):
        return value
    style = node.get("s", "")
    code = formats[int(style)] if style.isdigit() and int(style) < len(formats) else "General"
    return shown(value, code, from_1904)


def _read_sheet(data: bytes, part: str, name: str, strings: list[str], formats: list[str], from_1904: bool) -> Sheet:
    sheet = Sheet(name)
    row = column = -1
    try:
        # one row at a time: a sheet of coloured empty cells is large and says nothing
        nodes = etree.iterparse(
            io.BytesIO(data), tag=("{*}row", "{*}c", "{*}mergeCell", "{*}col"), events=("end",), resolve_entities=False,
            no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=True,
        )  # fmt: skip
        for _, node in nodes:
            tag = _local(node)
            if tag == "mergeCell":
                ends = [_place(text) for text in node.get("ref", "").split(":")]
                if len(ends) == 2 and ends[0] and ends[1]:
                    sheet.merge(Merge(ends[0][0], ends[1][0] + 1, ends[0][1], ends[1][1] + 1))
                continue
            if tag == "col":
                if node.get("hidden") in _YES:
                    sheet.hidden_columns.update(
                        range(int(node.get("min", "1")) - 1, min(int(node.get("max", "1")), 256))
                    )
                continue
            if tag == "c":
                continue
            number = node.get("r", "")
            row = int(number) - 1 if number.isdigit() else row + 1
            if node.get("hidden") in _YES or node.get("zeroHeight") in _YES:
                sheet.hidden_rows.add(row)
            column = -1
            for cell in node:
                place = _place(cell.get("r", ""))
                column = place[1] if place else column + 1
                sheet.put(row, column, _cell_text(cell, strings, formats, from_1904))
            node.clear()
            while node.getprevious() is not None:
                del node.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("damaged", f"{part} is not a sheet: {error}") from error
    refuse_entities(nodes.root, part)
    return sheet


def read_xlsx(body: bytes) -> Content:
    """Lines and grids of the visible sheets. Raises Refused: damaged, over_limit."""
    package = Package(body)
    main = package.main_part("xl/workbook.xml")
    book = parse_xml(package.part(main), main)
    related = package.related(main)
    named = {kind: path for kind, path in related.values()}
    strings: list[str] = []
    if (shared := named.get("sharedStrings", "xl/sharedStrings.xml")) in package.names:
        strings = [_text(item) for item in parse_xml(package.part(shared), shared) if _local(item) == "si"]
    formats = _formats(package, named.get("styles", "xl/styles.xml"))
    from_1904 = any(node.get("date1904") in _YES for node in book.iter("{*}workbookPr"))
    sheets = []
    read: set[str] = set()
    for node in book.iter("{*}sheet"):
        if node.get("state") in _HIDDEN:
            continue
        relation = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
        kind, part = related.get(relation, ("", ""))
        if kind == "worksheet" and part not in read:
            read.add(part)  # no program lists a sheet twice; a hostile file lists one a thousand times
            data = package.part(part)
            sheets.append(_read_sheet(data, part, node.get("name", ""), strings, formats, from_1904))
    content = Content("xlsx", blocks=blocks_of(sheets))
    content.picture_count = sum(1 for name in package.names if name.startswith("xl/media/"))
    return content
