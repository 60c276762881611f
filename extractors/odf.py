"""OpenDocument files before LibreOffice converts them: what the conversion would drop, or show though it is hidden."""

import io
import zipfile
import zlib

from lxml import etree

from extractors.odf_deleted import without_deleted_rows
from extractors.readers.package import parse_xml
from extractors.refusal import Refused

_CONTENT = "content.xml"
_WATCHED = (b":object", b":hidden-text", b":hidden-paragraph", b":change-id")
_MOST = 48 * 2**20
_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"


def prepared(body: bytes) -> bytes:
    """The same file with objects as boxes that name them, hidden text as fields and no deleted rows; else as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if archive.getinfo(_CONTENT).file_size > _MOST:
                return body
            content = archive.read(_CONTENT)
            if not any(name in content for name in _WATCHED):
                return body
            root = parse_xml(content, _CONTENT)
            _replace(root)
            made = io.BytesIO()
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as changed:
                for info in archive.infolist():
                    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
                    changed.writestr(info, data if info.filename == _CONTENT else archive.read(info))
            return made.getvalue()
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, RuntimeError, zlib.error, Refused):
        return body  # LibreOffice says what is wrong with it


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
