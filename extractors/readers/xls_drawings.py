"""What lies over the cells of an old spreadsheet, and the conditions under which they look otherwise, read from its
records (MS-XLS 2.4): xlrd leaves both out."""

import struct
from collections.abc import Iterator

import xlrd

from extractors.readers.sheet import Merge

# an anchor in cells: its record's head (MS-ODRAW OfficeArtClientAnchor), then flags and two corners
_ANCHOR = b"\x10\xf0\x12\x00\x00\x00"
_CORNERS = struct.Struct("<9H")
_BOF, _EOF, _SHEET, _DRAWING, _OBJECT, _CONTINUE = 0x809, 0x0A, 0x85, 0xEC, 0x5D, 0x3C
_NOTE, _UI = 0x19, 0x0100
# a conditional format: its areas, then its rules, which may set font or number format (MS-XLS 2.4.56, 2.4.42, 2.5.92)
_CONDITION, _RULE = 0x01B0, 0x01B1
_FONT_OR_NUMBER = 1 << 26 | 1 << 25
_MOST_ROWS = 2_000
_WORDS = {
    0: "a drawing", 5: "a chart", 6: "a text box", 7: "a button", 8: "a picture", 11: "a check box",
    12: "an option button", 13: "a text field", 14: "a label", 16: "a spin button", 17: "a scroll bar",
    18: "a list to choose from", 20: "a drop-down list",
}  # fmt: skip


def over_cells(body: bytes) -> dict[int, list[tuple[Merge, str]]]:
    """By the number of the worksheet (from 0), areas with what is drawn over them or changes how they look; {} where
    nothing can be told."""
    if _ANCHOR not in body and struct.pack("<H", _CONDITION) not in body:
        return {}
    try:
        compound = xlrd.compdoc.CompDoc(body)
        stream = next((s for name in ("Workbook", "Book") if (s := compound.get_named_stream(name))), b"")
    except (xlrd.compdoc.CompDocError, IndexError, KeyError, ValueError, AssertionError, TypeError, struct.error):
        return {}
    return _in_stream(stream)


def _records(stream: bytes, at: int = 0) -> Iterator[tuple[int, int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _in_stream(stream: bytes) -> dict[int, list[tuple[Merge, str]]]:
    starts: list[int] = []
    for _, kind, data in _records(stream):
        if kind == _EOF:
            break
        if kind == _SHEET and len(data) > 5 and data[5] == 0:
            starts.append(struct.unpack_from("<I", data)[0])
    return {number: list(_in_sheet(stream, start)) for number, start in enumerate(starts)}


def _in_sheet(stream: bytes, start: int) -> Iterator[tuple[Merge, str]]:
    depth = 0
    waiting: list[Merge] = []
    conditional: list[Merge] = []
    for _, kind, data in _records(stream, start):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1 and kind == _CONDITION:
            conditional = _areas(data)
        elif depth == 1 and kind == _RULE and len(data) >= 10:
            if struct.unpack_from("<I", data, 6)[0] & _FONT_OR_NUMBER:
                yield from ((area, "a conditional format") for area in conditional)
                conditional = []
        elif depth == 1 and kind in (_DRAWING, _CONTINUE):
            waiting += _anchors(data)
        elif depth == 1 and kind == _OBJECT and len(data) >= 10:
            what, flags = struct.unpack_from("<H", data, 4)[0], struct.unpack_from("<H", data, 8)[0]
            if waiting:
                area = waiting.pop(0)
                if what != _NOTE and not flags & _UI:
                    yield area, _WORDS.get(what, "a drawing")


def _areas(data: bytes) -> list[Merge]:
    """The areas of a conditional format, bounded as rows of a sheet are."""
    count = struct.unpack_from("<H", data, 12)[0] if len(data) >= 14 else 0
    places = range(14, min(14 + 8 * count, len(data) - 7), 8)
    found = (struct.unpack_from("<4H", data, at) for at in places)
    return [Merge(top, min(low + 1, top + _MOST_ROWS), left, right + 1) for top, low, left, right in found]


def _anchors(data: bytes) -> Iterator[Merge]:
    at = data.find(_ANCHOR)
    while at >= 0 and at + len(_ANCHOR) + _CORNERS.size <= len(data):
        _, left, _, top, _, right, right_part, bottom, bottom_part = _CORNERS.unpack_from(data, at + len(_ANCHOR))
        # what ends at the very edge of a cell does not reach into it; parts are 1024ths and 256ths of one
        last_column = right + (right_part > 20 or right == left)
        last_row = bottom + (bottom_part > 10 or bottom == top)
        if top <= bottom and left <= right:
            yield Merge(top, min(last_row, top + _MOST_ROWS), left, last_column)
        at = data.find(_ANCHOR, at + 1)
