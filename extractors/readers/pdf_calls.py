"""pdfium's functions called by plain addresses, many times in one pass.

A page has thousands of characters and paths, and a call through ctypes' typed pointers costs more than what pdfium does
in it. Here objects are numbers, and what pdfium writes goes into one buffer that is unpacked at once. Whoever calls
keeps the page open meanwhile.
"""

import ctypes
import struct
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, repeat
from typing import Any

import pypdfium2.raw as pdfium

_POINTER, _INT, _LONG = ctypes.c_void_p, ctypes.c_int, ctypes.c_ulong


def _by_address(function: Any, gives: Any, *takes: Any) -> Callable[..., Any]:
    return ctypes.CFUNCTYPE(gives, *takes)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_page_object = _by_address(pdfium.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
_form_object = _by_address(pdfium.FPDFFormObj_GetObject, _POINTER, _POINTER, _LONG)
_type = _by_address(pdfium.FPDFPageObj_GetType, _INT, _POINTER)
_matrix = _by_address(pdfium.FPDFPageObj_GetMatrix, _INT, _POINTER, _POINTER)
_stroke_colour = _by_address(pdfium.FPDFPageObj_GetStrokeColor, _INT, _POINTER, *[_POINTER] * 4)
_fill_colour = _by_address(pdfium.FPDFPageObj_GetFillColor, _INT, _POINTER, *[_POINTER] * 4)
_draw_mode = _by_address(pdfium.FPDFPath_GetDrawMode, _INT, _POINTER, _POINTER, _POINTER)
_count_segments = _by_address(pdfium.FPDFPath_CountSegments, _INT, _POINTER)
_segment = _by_address(pdfium.FPDFPath_GetPathSegment, _POINTER, _POINTER, _INT)
_segment_point = _by_address(pdfium.FPDFPathSegment_GetPoint, _INT, _POINTER, _POINTER, _POINTER)
_segment_type = _by_address(pdfium.FPDFPathSegment_GetType, _INT, _POINTER)
_segment_close = _by_address(pdfium.FPDFPathSegment_GetClose, _INT, _POINTER)
_text_object = _by_address(pdfium.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)
_object_font = _by_address(pdfium.FPDFTextObj_GetFont, _POINTER, _POINTER)
_is_generated = _by_address(pdfium.FPDFText_IsGenerated, _INT, _POINTER, _INT)
_char_angle = _by_address(pdfium.FPDFText_GetCharAngle, ctypes.c_float, _POINTER, _INT)
_char_box = _by_address(pdfium.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
_char_origin = _by_address(pdfium.FPDFText_GetCharOrigin, _INT, _POINTER, _INT, _POINTER, _POINTER)
_render_mode = _by_address(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _POINTER)
_map_error = _by_address(pdfium.FPDFText_HasUnicodeMapError, _INT, _POINTER, _INT)
_set_active = _by_address(pdfium.FPDFPageObj_SetIsActive, _INT, _POINTER, _INT)
_glyph_path = _by_address(pdfium.FPDFFont_GetGlyphPath, _POINTER, _POINTER, ctypes.c_uint32, ctypes.c_float)
_count_outline = _by_address(pdfium.FPDFGlyphPath_CountGlyphSegments, _INT, _POINTER)
_outline_segment = _by_address(pdfium.FPDFGlyphPath_GetGlyphPathSegment, _POINTER, _POINTER, _INT)

Values = list[tuple[Any, ...]]


def address(thing: Any) -> int:
    """Where a page, a text page or an object of pdfium's lies."""
    return ctypes.cast(thing, ctypes.c_void_p).value or 0


def thing(at: int) -> Any:
    """An object of a page, as pdfium's typed functions take it."""
    return ctypes.cast(at, pdfium.FPDF_PAGEOBJECT)


def _written(function: Callable[..., Any], layout: str, at: Sequence[int], count: int, *given: Iterable[Any]) -> Values:
    """What a function writes at each of `count` calls, as values of a struct layout.

    at: where in the layout each of the function's last arguments points; given: the arguments before them.
    """
    size = struct.calcsize(layout)
    buffer = ctypes.create_string_buffer(size * count + 1)
    begin = ctypes.addressof(buffer)
    places = (range(begin + offset, begin + offset + size * count, size) for offset in at)
    deque(map(function, *given, *places), maxlen=0)
    return list(struct.iter_unpack(layout, memoryview(buffer)[: size * count]))


def page_objects(page: Any, count: int) -> list[int]:
    """The first `count` objects of a page."""
    return list(map(_page_object, repeat(address(page)), range(count)))


def form_objects(form: int, count: int) -> list[int]:
    """The first `count` objects of a form."""
    return list(map(_form_object, repeat(form), range(count)))


def types(items: Iterable[int]) -> list[int]:
    """pdfium's FPDF_PAGEOBJ_ numbers of objects."""
    return list(map(_type, items))


def matrices(items: Sequence[int]) -> Values:
    """The matrices (a, b, c, d, e, f) of objects."""
    return _written(_matrix, "6f", (0,), len(items), items)


def draw_modes(paths: Sequence[int]) -> Values:
    """How paths are drawn: (filled, stroked), 0 for not."""
    return _written(_draw_mode, "2i", (0, 4), len(paths), paths)


def colours(items: Sequence[int], of_stroke: bool) -> Values:
    """Colours (red, green, blue, opacity) of objects, 0 to 255; opaque black where none is set."""
    function = _stroke_colour if of_stroke else _fill_colour
    size = struct.calcsize("4I")
    buffer = ctypes.create_string_buffer(struct.pack("4I", 0, 0, 0, 255) * len(items) + b"\0")
    begin = ctypes.addressof(buffer)
    places = (range(begin + offset, begin + offset + size * len(items), size) for offset in (0, 4, 8, 12))
    deque(map(function, items, *places), maxlen=0)
    return list(struct.iter_unpack("4I", memoryview(buffer)[: size * len(items)]))


def segment_counts(paths: Iterable[int]) -> list[int]:
    """How many segments paths have."""
    return list(map(_count_segments, paths))


def segments(paths: Iterable[int], numbers: Iterable[int]) -> list[int]:
    """One segment of each path, by its number."""
    return list(map(_segment, paths, numbers))


def points(parts: Sequence[int]) -> Values:
    """The points (x, y) at which segments end."""
    return _written(_segment_point, "2f", (0, 4), len(parts), parts)


def segment_types(parts: Iterable[int]) -> list[int]:
    """pdfium's FPDF_SEGMENT_ numbers of segments."""
    return list(map(_segment_type, parts))


def closes(parts: Iterable[int]) -> list[int]:
    """Whether segments close their path."""
    return list(map(_segment_close, parts))


def text_objects(text_page: Any, count: int) -> set[int]:
    """The objects that the first `count` characters of a page stand in."""
    return set(map(_text_object, repeat(address(text_page)), range(count)))


def render_modes(texts: Iterable[int]) -> list[int]:
    """How text objects are painted (pdfium's FPDF_TEXTRENDERMODE_ numbers): 0 is filled."""
    return [_render_mode(text) for text in texts if text]


def of_each_font(texts: Sequence[int]) -> list[int]:
    """One of the text objects for each font they are set in."""
    return list(dict(zip(map(_object_font, texts), texts, strict=True)).values())


def char_angles(text_page: Any, indices: Iterable[int]) -> list[float]:
    """The angles in radians of characters that stand in the file; pdfium puts in spaces and line ends of its own."""
    page = address(text_page)
    return [_char_angle(page, index) for index in indices if not _is_generated(page, index)]


def char_boxes(text_page: Any, indices: Sequence[int]) -> Values:
    """The boxes (left, top, right, bottom) of characters, as high as their font."""
    return _written(_char_box, "4f", (0,), len(indices), repeat(address(text_page)), indices)


def char_origins(text_page: Any, indices: Sequence[int]) -> Values:
    """Where characters begin on their baseline (x, y)."""
    return _written(_char_origin, "2d", (0, 8), len(indices), repeat(address(text_page)), indices)


def objects_of_chars(text_page: Any, indices: Iterable[int]) -> list[int]:
    """The text object that each character stands in, 0 where it stands in none."""
    return [at or 0 for at in map(_text_object, repeat(address(text_page)), indices)]


def angles(text_page: Any, indices: Iterable[int]) -> list[float]:
    """The angles in radians, clockwise, at which characters are drawn."""
    return list(map(_char_angle, repeat(address(text_page)), indices))


def are_unmapped(text_page: Any, indices: Iterable[int]) -> list[bool]:
    """Whether the file does not say which characters these are."""
    page = address(text_page)
    return [_map_error(page, index) == 1 for index in indices]


def are_generated(text_page: Any, indices: Iterable[int]) -> list[bool]:
    """Whether pdfium put these characters in itself."""
    page = address(text_page)
    return [_is_generated(page, index) == 1 for index in indices]


def set_active(items: Iterable[int], is_active: bool) -> None:
    """Have objects drawn or left out when the page is drawn next."""
    deque(map(_set_active, items, repeat(int(is_active))), maxlen=0)


def fonts(texts: Iterable[int]) -> list[int]:
    """The font of each text object."""
    return [at or 0 for at in map(_object_font, texts)]


Outline = list[tuple[tuple[float, float], int]]


def glyph_outlines(font: int, letters: Sequence[str], most: int = 1 << 16) -> tuple[list[Outline], list[int]]:
    """How a font draws letters: of each the first `most` points of its outline with what leads there (FPDF_SEGMENT_
    numbers), and how many it has.

    Nothing where the font has no outline of it.
    """
    paths = [_glyph_path(font, ord(letter), 100.0) for letter in letters]
    counts = [max(0, _count_outline(path)) if path else 0 for path in paths]
    taken = [min(count, most) for count in counts]
    parts: list[int] = []
    for path, count in zip(paths, taken, strict=True):
        parts.extend(map(_outline_segment, repeat(path), range(count)))
    whole = iter(list(zip(points(parts), segment_types(parts), strict=True)))
    return [list(islice(whole, count)) for count in taken], counts
