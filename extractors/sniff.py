"""What a body is, by its first bytes: media types are wrong too often to be believed."""

import re
import zipfile
import zlib

from data.formats import formats, inside, is_riff
from extractors.ole import kind_of
from extractors.zips import open_zip, usual_name

_MAGIC = tuple((magic, row.kind) for row in formats().values() for magic in row.magic)
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|table|div|p|meta|span|title|h1|script|ucap\w+|article|center|font|\?xml)\b", re.I
)
_ZIPPED = [(mark.lower(), kind) for mark, kind in inside("zip")]
_ZIP_END, _MOST_BEHIND = b"PK\x05\x06", 70_000
_TYPES = "[content_types].xml"
_MOST_TYPES = 2**20
_MAIN_PARTS = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"))
_MAIN_TYPES = ((b"wordprocessingml.document.main", "docx"), (b"spreadsheetml.sheet.main", "xlsx"))
_OPEN_DOCUMENT = {mark.encode(): kind for mark, kind in inside("odf")}
_XML_FILES = tuple((mark.encode(), kind) for mark, kind in inside("xml"))


def _in_zip(body: bytes) -> str:
    """What a zip is, by the names of its parts: an office package says what it is at its top, a bundle does not."""
    try:
        with open_zip(body) as archive:
            written = archive.namelist()
            if "mimetype" in written:
                return _OPEN_DOCUMENT.get(archive.read("mimetype")[:80].strip(), "zip")
            names = {usual_name(name).lower(): name for name in written}
            found = next((kind for mark, kind in _ZIPPED if any(name.startswith(mark) for name in names)), "")
            types = archive.read(names[_TYPES])[:_MOST_TYPES] if _TYPES in names and not found else b""
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError, NotImplementedError, zlib.error):
        # cut off: the names in its list are gone, those before each part are left
        head = body[:65536].replace(b"\\", b"/").lower()
        is_package = _TYPES.encode() in head or b"ofd.xml" in head
        return next((kind for mark, kind in _ZIPPED if is_package and mark.encode() in head), "zip")
    if _TYPES not in names and "ofd.xml" not in names:
        # without the list of types a package has its main part at the usual place
        return next((kind for part, kind in _MAIN_PARTS if part in names), "zip")
    return found or next((kind for mark, kind in _MAIN_TYPES if mark in types), "zip")


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
    if kind := next((kind for mark, kind in inside("riff") if is_riff(body, mark)), ""):
        return kind
    if start.startswith(b"<?xml") and (kind := next((k for mark, k in _XML_FILES if mark in body[:4096]), "")):
        return kind
    if start[:13].lower() == b"mime-version:" or (
        b"multipart/related" in start.lower() and start[:5].lower() == b"from:"
    ):
        return "mhtml"
    # a package with something before it: a head of the transfer, a line of another program
    if _ZIP_END in body[-_MOST_BEHIND:] and (kind := _in_zip(body)) != "zip":
        return kind
    head = body[:200_000]
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:200].count(0) > 40:
        head = head.replace(b"\x00", b"")
    if _MARKUP.search(head):
        return "html"
    if head.count(0) > 8:
        return "binary"
    return "text"
