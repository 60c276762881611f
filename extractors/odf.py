"""OpenDocument files before LibreOffice converts them: what the conversion would drop, or show though it is hidden."""

import io
import zipfile
import zlib

from lxml import etree

from extractors.kept_results import RESULTS, keep_results
from extractors.odf_deleted import without_deleted_rows
from extractors.readers.package import parse_xml
from extractors.refusal import Refused

_CONTENT = "content.xml"
_EXTENDED = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_WATCHED = (b"loext:table", b":object", b":hidden-text", b":hidden-paragraph", b":change-id", *RESULTS)
_MOST = 48 * 2**20
_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"


def prepared(body: bytes) -> bytes:
    """The same file with objects as boxes that name them, hidden text as fields, results for formulas and fields, the
    heads of tables in shapes and no deleted rows; else as it is.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if archive.getinfo(_CONTENT).file_size > _MOST:
                return body
            content = archive.read(_CONTENT)
            if not any(name in content for name in _WATCHED):
                return body
            root = parse_xml(content, _CONTENT)
            keep_results(root)
            _keep_heads(root)
            _replace(root)
            data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
            made = io.BytesIO()
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as changed:
                for info in archive.infolist():
                    changed.writestr(info, data if info.filename == _CONTENT else archive.read(info))
            return made.getvalue()
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, RuntimeError, zlib.error, Refused):
        return body  # LibreOffice says what is wrong with it


def _keep_heads(root: etree._Element) -> None:
    """Rows of a head as any others in the tables of shapes: LibreOffice writes them there and reads them no more."""
    for heads in list(root.iter("{*}table-header-rows")):
        table = heads.getparent()
        if table is not None and table.tag.startswith(_EXTENDED):
            at = table.index(heads)
            table[at : at + 1] = list(heads)


def _replace(root: etree._Element) -> None:
    without_deleted_rows(root)
    for node in list(root.iter("{*}object", "{*}object-ole")):
        frame = node.getparent()
        if frame is None or next(frame.iter("{*}image"), None) is not None:
            continue
        inside = " ".join(text.strip() for text in node.itertext() if text.strip())
        box = etree.Element(f"{{{_SPACE}drawing:1.0}}text-box")
        etree.SubElement(box, f"{{{_SPACE}text:1.0}}p").text = f"[object] {inside}".strip()
        frame.replace(node, box)
    for node in list(root.iter("{*}hidden-text", "{*}hidden-paragraph")):
        parent = node.getparent()
        if parent is None:
            continue
        field = etree.Element(f"{{{_SPACE}text:1.0}}placeholder", {f"{{{_SPACE}text:1.0}}placeholder-type": "text"})
        field.text = f"<{node.text or 'hidden: ' + ''.join(parent.itertext())}>"
        field.tail = node.tail
        parent.replace(node, field)
