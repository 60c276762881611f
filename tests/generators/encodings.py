"""Bytes and declarations as servers and editors get them wrong."""

from __future__ import annotations

# shape -> (codec of the bytes, charset in the page, charset in the media type)
ENCODINGS: dict[str, tuple[str, str, str]] = {
    "utf8": ("utf-8", "utf-8", "utf-8"),
    "utf8_bom": ("utf-8-sig", "utf-8", ""),
    "utf8_undeclared": ("utf-8", "", ""),
    "gbk_declared": ("gb18030", "gb2312", "gbk"),
    "gbk_declared_utf8": ("gb18030", "utf-8", "utf-8"),
    "utf8_declared_gbk": ("utf-8", "gb2312", "gb2312"),
    "gbk_undeclared": ("gb18030", "", ""),
    "utf16_bom": ("utf-16", "", ""),
    "header_wrong": ("gb18030", "gbk", "utf-8"),
}


def encode(text: str, shape: str) -> bytes:
    """The bytes of a text under an encoding shape (utf-16 writes its own mark)."""
    return text.encode(ENCODINGS[shape][0])


def media_type(base: str, shape: str) -> str:
    charset = ENCODINGS[shape][2]
    return f"{base}; charset={charset}" if charset else base
