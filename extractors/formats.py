"""Which reader reads which kind of bytes. The formats with a text layer of their own and an office behind them."""

import dataclasses
from collections.abc import Callable

from data.formats import formats
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
    known = formats()[kind]
    if known.reader == "bundle":
        raise Refused("unsupported_format", known.note)
    if not known.is_read:
        raise Refused(known.reader, known.note)
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
