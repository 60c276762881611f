"""Which reader reads which kind of bytes. The formats with a text layer of their own and an office behind them."""

import dataclasses
from collections.abc import Callable

from extractors import office
from extractors.content import Content
from extractors.readers.mhtml import read_mhtml
from extractors.readers.package import Package
from extractors.readers.word import read_docx, read_word_xml
from extractors.readers.xls import read_xls
from extractors.readers.xlsx import read_xlsx
from extractors.refusal import Refused
from extractors.whole import cut_short

READERS: dict[str, Callable[[bytes], Content]] = {
    "docx": read_docx,
    "word_xml": read_word_xml,
    "mhtml": read_mhtml,
    "xlsx": read_xlsx,
    "xls": read_xls,
}
# kinds that are recognised and not read, each with what a person can do about it
_UNREAD = {
    "encrypted": ("damaged", "the document is encrypted with a password"),
    "zip": ("unsupported_format", "a bundle: its members are documents of their own"),
    "rar": ("unsupported_format", "a bundle: its members are documents of their own"),
    "7z": ("unsupported_format", "a bundle: its members are documents of their own"),
    "ofd": ("unsupported_format", "OFD (GB/T 33190): no reader; ask for the report as PDF, or print it to PDF"),
    "ppt": ("unsupported_format", "slides: no reader for presentations"),
    "pptx": ("unsupported_format", "slides: no reader for presentations"),
    "msg": ("unsupported_format", "a mail of Outlook: no reader for it"),
    "xlsb": ("unsupported_format", "a binary workbook (.xlsb): save it as .xlsx"),
    "ole": ("unsupported_format", "an OLE file in which no known program's document is found, or a damaged one"),
    "gzip": ("unsupported_format", "gzip: no reader; unpack it first"),
    "binary": ("unsupported_format", "bytes of no known format"),
}


def read_format(kind: str, body: bytes) -> Content | None:
    """Read a document of the kind that `sniff` names; None for kinds read elsewhere.

    Raises Refused: damaged, over_limit, needs_program, unsupported_format.
    """
    cut = cut_short(kind, body)
    try:
        content = _read(kind, body)
    except Refused as error:
        raise Refused(error.code, f"{cut}; {error.message}" if cut else error.message) from error
    if content is not None:
        content.cut = cut
        return content
    if cut:
        raise Refused("damaged", cut)
    if kind == "zip":
        Package(body)  # cut off, it is damaged, and nobody knows what it was
    if kind in _UNREAD:
        raise Refused(*_UNREAD[kind])
    return None


def _read(kind: str, body: bytes) -> Content | None:
    reader = READERS.get(kind)
    if reader is None:
        return _through_office(kind, body, office.TARGETS[kind][1]) if kind in office.TARGETS else None
    try:
        return reader(body)
    except Refused as error:
        if kind not in office.SECOND or error.code != "damaged" or office.program() is None:
            raise
        try:
            return _through_office(kind, body, office.SECOND[kind][1])
        except Refused as second:
            raise Refused("damaged", f"{error.message}; {second.message}") from error


def _through_office(kind: str, body: bytes, target: str) -> Content:
    try:
        made = office.convert({"one": (kind, body)})["one"]
    except office.NeedsProgram as error:
        raise Refused("needs_program", str(error)) from error
    if made.problem:
        raise Refused("damaged", made.problem)
    return dataclasses.replace(READERS[target](made.body), media=kind)
