"""What a body is, by its first bytes: media types are wrong too often to be believed."""

import io
import re
import zipfile

from data.formats import formats, inside
from extractors.ole import kind_of

_MAGIC = tuple((magic, row.kind) for row in formats().values() for magic in row.magic)
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|table|div|p|meta|span|title|h1|script|ucap\w+|article|center|font|\?xml)\b", re.I
)
_ZIPPED = inside("zip")
_OPEN_DOCUMENT = {mark.encode(): kind for mark, kind in inside("odf")}
_XML_FILES = tuple((mark.encode(), kind) for mark, kind in inside("xml"))


def _in_zip(body: bytes) -> str:
    """What a zip is, by the names of its parts: an office package says what it is at its top, a bundle does not."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                return _OPEN_DOCUMENT.get(archive.read("mimetype")[:80].strip(), "zip")
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError, NotImplementedError):
        # cut off: the names in its list are gone, those before each part are left
        head = body[:65536]
        is_package = b"[Content_Types].xml" in head or b"OFD.xml" in head
        return next((kind for mark, kind in _ZIPPED if is_package and mark.encode() in head), "zip")
    if "OFD.xml" not in names and "[Content_Types].xml" not in names:
        return "zip"
    return next((kind for mark, kind in _ZIPPED if any(name.startswith(mark) for name in names)), "zip")


def sniff(body: bytes) -> str:
    """The kind of a body: one of data/formats.csv, or `empty`."""
    if not body.strip():
        return "empty"
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, name in _MAGIC:
        if start.startswith(magic):
            if name == "zip":
                return _in_zip(body)
            if name == "ole":
                return kind_of(body)
            if name == "image" and magic == b"BM" and b"\x00" not in body[:64]:
                continue
            return name
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if start.startswith(b"<?xml") and (kind := next((k for mark, k in _XML_FILES if mark in body[:4096]), "")):
        return kind
    if start[:13].lower() == b"mime-version:" or (
        b"multipart/related" in start.lower() and start[:5].lower() == b"from:"
    ):
        return "mhtml"
    head = body[:200_000]
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:200].count(0) > 40:
        head = head.replace(b"\x00", b"")
    if _MARKUP.search(head):
        return "html"
    if head.count(0) > 8:
        return "binary"
    return "text"
