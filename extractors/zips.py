"""Opens zips as they come: with bytes before or behind them, and with names that other programs write otherwise."""

import io
import zipfile

_END = b"PK\x05\x06"
_END_SIZE = 22


def open_zip(body: bytes) -> zipfile.ZipFile:
    """Open a zip. Raises zipfile.BadZipFile and what else zipfile raises on bytes that are none."""
    try:
        return zipfile.ZipFile(io.BytesIO(body))
    except zipfile.BadZipFile:
        # more behind its end than a comment can be
        end = body.rfind(_END)
        if end < 0 or not body.startswith((b"PK\x03\x04", _END)):
            raise
        return zipfile.ZipFile(io.BytesIO(body[: end + _END_SIZE - 2] + b"\x00\x00"))


def is_cut(body: bytes) -> bool:
    """Whether the list at a zip's end is not there: then the file is not whole."""
    return _END not in body


def usual_name(name: str) -> str:
    """A part's name as the standard writes it: some programs write backslashes, or a slash before it."""
    return name.replace("\\", "/").lstrip("/")
