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
    if reader := READERS.get(kind):
        return reader(body)
    if kind in office.TARGETS:
        return _through_office(kind, body)
    if kind == "zip":
        Package(body)  # cut off, it is damaged, and nobody knows what it was
    known = formats()[kind]
    if known.reader == "bundle":
        raise Refused("unsupported_format", known.note)
    if not known.is_read:
        raise Refused(known.reader, known.note)
    return None


def _through_office(kind: str, body: bytes) -> Content:
    try:
        made = office.convert({"one": (kind, body)})["one"]
    except office.NeedsProgram as error:
        raise Refused("needs_program", str(error)) from error
    if made.problem:
        raise Refused("damaged", made.problem)
    return dataclasses.replace(READERS[office.TARGETS[kind][1]](made.body), media=kind)
