"""What a body is, by its first bytes: media types are wrong too often to be believed."""

import re

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\x1f\x8b", "gzip"),
)
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|table|div|p|meta|span|title|h1|script|ucap\w+|article|center|font|\?xml)\b", re.I
)
_ZIPPED = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"OFD.xml", "ofd"), (b"content.xml", "odt"))


def sniff(body: bytes) -> str:
    """html, text, pdf, docx, xlsx, ofd, odt, zip, ole, rar, 7z, rtf, image, gzip, empty or binary."""
    if not body.strip():
        return "empty"
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, name in _MAGIC:
        if start.startswith(magic):
            if name == "zip":
                return next((kind for mark, kind in _ZIPPED if mark in body[:65536] or mark in body[-65536:]), "zip")
            if name == "image" and magic == b"BM" and b"\x00" not in body[:64]:
                continue
            return name
    if b"%PDF-" in body[:1024]:
        return "pdf"
    head = body[:200_000]
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:200].count(0) > 40:
        head = head.replace(b"\x00", b"")
    if _MARKUP.search(head):
        return "html"
    if head.count(0) > 8:
        return "binary"
    return "text"
