"""Results that an OpenDocument file or a workbook of XML keeps beside its formulas and fields.

LibreOffice computes them anew when it opens the file: a sum with its own means, a day with today's, a reference with an
error. What was printed is what the file keeps, so formulas and fields go and their results stay.
"""

import re

from lxml import etree

from extractors.readers.package import parse_xml
from extractors.refusal import Refused

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _TEXT, _OFFICE = f"{{{_SPACE}table:1.0}}", f"{{{_SPACE}text:1.0}}", f"{{{_SPACE}office:1.0}}"
_EXTENDED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_WORKBOOK = "{urn:schemas-microsoft-com:office:spreadsheet}"
_ERROR = re.compile(r"#[A-Z]|Err:\d")
# fields of a text whose content is what they showed when the file was written
_FIELDS = (
    "author-initials", "author-name", "bookmark-ref", "chapter", "character-count", "conditional-text",
    "creation-date", "creation-time", "creator", "database-display", "database-name", "database-row-number", "date",
    "dde-connection", "description", "editing-cycles", "editing-duration", "execute-macro", "expression", "file-name",
    "image-count", "initial-creator", "keywords", "macro", "measure", "meta-field", "modification-date",
    "modification-time", "note-ref", "object-count", "page-continuation", "page-count", "page-number",
    "page-variable-get", "paragraph-count", "print-date", "print-time", "printed-by", "reference-ref", "sequence",
    "sequence-ref", "sheet-name", "subject", "table-count", "table-formula", "template-name", "text-input", "time",
    "title", "user-defined", "user-field-get", "user-field-input", "variable-get", "variable-input", "variable-set",
    "word-count",
)  # fmt: skip
# what a file has that has such fields or formulas
RESULTS = (b":formula=", *(f":{name}".encode() for name in _FIELDS))


def keep_results(root: etree._Element) -> None:
    """Put results in the place of formulas and fields of an OpenDocument's content."""
    cells = [cell for cell in root.iter("{*}table-cell") if f"{_TABLE}formula" in cell.attrib]
    for cell in cells:
        _without_formula(cell)
    fields = list(root.iter(*(f"{_TEXT}{name}" for name in _FIELDS)))
    for field in fields:
        _as_text(field)


def _without_formula(cell: etree._Element) -> None:
    """A cell of a formula as one of its result; where none was kept, its formula is what stands there."""
    formula = cell.attrib.pop(f"{_TABLE}formula")
    text = "".join("".join(part.itertext()) for part in cell.iterchildren(f"{_TEXT}p")).strip()
    kind = cell.get(f"{_OFFICE}value-type", "")
    is_error = cell.get(f"{_EXTENDED}value-type") == "error" or bool(_ERROR.match(text))
    if kind and not is_error:
        return
    for name in [name for name in cell.attrib if name.startswith((_OFFICE, _EXTENDED))]:
        del cell.attrib[name]
    cell.set(f"{_OFFICE}value-type", "string")
    if not text:
        for part in list(cell.iterchildren(f"{_TEXT}p")):
            cell.remove(part)
        etree.SubElement(cell, f"{_TEXT}p").text = f"={formula.partition('=')[2] or formula}"


def _as_text(field: etree._Element) -> None:
    """The text of a field in its place; nothing where it shows none."""
    parent = field.getparent()
    if parent is None:
        return
    text = "" if field.get(f"{_TEXT}display") == "none" else "".join(field.itertext())
    span = etree.Element(f"{_TEXT}span")
    span.text, span.tail = text, field.tail
    parent.replace(field, span)


def workbook_of_results(body: bytes) -> bytes:
    """A workbook of XML with the results of its formulas alone, errors as texts; as it is where it has none."""
    if b"Formula" not in body and b'"Error"' not in body:
        return body
    try:
        root = parse_xml(body, "the file")
    except Refused:
        return body  # LibreOffice says what is wrong with it
    for cell in root.iter(f"{_WORKBOOK}Cell"):
        formula = cell.attrib.pop(f"{_WORKBOOK}Formula", "")
        data = next(cell.iterchildren(f"{_WORKBOOK}Data"), None)
        if formula and data is None:
            etree.SubElement(cell, f"{_WORKBOOK}Data", {f"{_WORKBOOK}Type": "String"}).text = formula
        elif data is not None and data.get(f"{_WORKBOOK}Type") == "Error":
            data.set(f"{_WORKBOOK}Type", "String")
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return made
