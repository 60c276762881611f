"""OLE compound files (.doc, .xls, .wps, .et, .ppt …): which streams stand at the top says which program's they are."""

import struct

from data.formats import inside

_FREE = 0xFFFFFFF0
_UNUSED = 0xFFFFFFFF
_MOST_SECTORS = 100_000
_KINDS = inside("ole")


def _chain(start: int, table: list[int]) -> list[int]:
    """The sectors from `start` on; a damaged table can lead in a circle, which ends the chain."""
    found: dict[int, None] = {}
    while start < _FREE and start < len(table) and start not in found and len(found) < _MOST_SECTORS:
        found[start] = None
        start = table[start]
    return list(found)


def _table(body: bytes, size: int) -> list[int]:
    """Which sector follows which, as far as the file has them."""
    count = struct.unpack_from("<I", body, 44)[0]
    next_part, parts = struct.unpack_from("<II", body, 68)
    places = list(struct.unpack_from("<109I", body, 76))
    while next_part < _FREE and parts and len(places) < _MOST_SECTORS:
        at = (next_part + 1) * size
        if at + size > len(body):
            break
        more = struct.unpack_from(f"<{size // 4}I", body, at)
        places += more[:-1]
        next_part, parts = more[-1], parts - 1
    table: list[int] = []
    for place in places[: min(count, _MOST_SECTORS)]:
        at = (place + 1) * size
        if place >= _FREE or at + size > len(body):
            break
        table += struct.unpack_from(f"<{size // 4}I", body, at)
    return table


def sectors_used(body: bytes) -> tuple[int, int]:
    """The size of a sector and how many of them the file says that it uses, 0 where that cannot be told.

    Raises struct.error for a file without a whole header.
    """
    shift = struct.unpack_from("<H", body, 30)[0]
    if shift not in (9, 12):
        return 0, 0
    size = 1 << shift
    table = _table(body, size)
    count, directory = struct.unpack_from("<I", body, 44)[0], struct.unpack_from("<I", body, 48)[0]
    # the tables themselves may stand behind the cut
    named = [directory, *struct.unpack_from("<109I", body, 76)[: min(count, 109)]]
    used = [at for at, following in enumerate(table) if following != _UNUSED]
    return size, max((at + 1 for at in (*used, *named) if at < _FREE), default=0)


def top_streams(body: bytes) -> list[str]:
    """Names of the streams directly under the root, [] for a file too broken to tell (MS-CFB 2.2 to 2.6)."""
    if len(body) < 512:
        return []
    shift = struct.unpack_from("<H", body, 30)[0]
    if shift not in (9, 12):
        return []
    size = 1 << shift
    directory = struct.unpack_from("<I", body, 48)[0]
    table = _table(body, size)
    entries = []
    for sector in _chain(directory, table):
        at = (sector + 1) * size
        for offset in range(at, min(at + size, len(body) - 127), 128):
            length = struct.unpack_from("<H", body, offset + 64)[0]
            name = body[offset : offset + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            left, right, child = struct.unpack_from("<III", body, offset + 68)
            entries.append((name, left, right, child))
    if not entries:
        return []
    names, waiting, seen = [], [entries[0][3]], set()
    while waiting:
        at = waiting.pop()
        if at < len(entries) and at not in seen:
            seen.add(at)
            name, left, right, _ = entries[at]
            names.append(name)
            waiting += [left, right]
    return names


def kind_of(body: bytes) -> str:
    """doc, xls, ppt, msg, works, encrypted (a password stands before it), or ole where nothing known is inside."""
    names = set(top_streams(body))
    return next((kind for stream, kind in _KINDS if stream in names), "ole")
