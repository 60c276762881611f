"""A stand-in for the Chinese fonts that a PDF names and does not carry.

Where pdfium finds no face for a font, it takes characters set one by one for empty and drops them from the page's text:
every 0 alone in its cell. data/fonts/boxes.ttf has one box for every character; text is found by codes and widths, so
the shape does not matter, and what is read does not depend on the fonts of the machine.
"""

import ctypes
import functools
from typing import Any

import pypdfium2.raw as pdfium

from data.places import DATA

_ANSI = 0
_WHOLE_FILE = 0


@functools.cache
def use_stand_in_font(file: str = "boxes.ttf") -> Any:
    """Give pdfium the stand-in, once in a process. The returned object must live as long as pdfium does.

    file: of data/fonts; one with letters for a process that draws pages for people to look at.
    """
    font = (DATA / "fonts" / file).read_bytes()
    kinds = dict(pdfium.FPDF_SYSFONTINFO._fields_)

    def map_font(_s: Any, _weight: int, _italic: int, charset: int, _pitch: int, _face: Any, _exact: Any) -> int | None:
        return None if charset == _ANSI else 1  # for western fonts pdfium has faces of its own

    def font_data(_s: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        if table != _WHOLE_FILE:
            return 0
        if buffer and size >= len(font):
            ctypes.memmove(buffer, font, len(font))
        return len(font)

    info = pdfium.FPDF_SYSFONTINFO()
    info.version = 1
    info.Release = kinds["Release"](lambda _s: None)
    info.EnumFonts = kinds["EnumFonts"](lambda _s, _mapper: None)
    info.MapFont = kinds["MapFont"](map_font)
    info.GetFont = kinds["GetFont"](lambda _s, _face: None)
    info.GetFontData = kinds["GetFontData"](font_data)
    info.GetFaceName = kinds["GetFaceName"](lambda _s, _font, _buffer, _size: 0)
    info.GetFontCharset = kinds["GetFontCharset"](lambda _s, _font: 134)  # GB 2312
    info.DeleteFont = kinds["DeleteFont"](lambda _s, _font: None)
    pdfium.FPDF_SetSystemFontInfo(ctypes.byref(info))
    return info
