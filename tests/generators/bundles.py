"""Bundles of documents: zip as Windows packs it (names in GBK without the flag), RAR 5 stored, 7z by libarchive."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

import libarchive

Member = tuple[str, bytes]


def zip_bytes(members: Sequence[Member], gbk: bool = True, encrypted: bool = False) -> bytes:
    """A zip written by hand: local headers, deflated data, central directory.

    gbk: names in GBK and flag bit 11 unset, as Windows Explorer and old WinRAR write them; encrypted: flag bit 0 set.
    """
    out, directory = io.BytesIO(), io.BytesIO()
    for name, data in members:
        raw = name.encode("gbk" if gbk else "utf-8")
        flags = (0 if gbk else 0x800) | (1 if encrypted else 0)
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(data) + packer.flush()
        at = out.tell()
        fields = (20, flags, 8, 0x4A00, 0x582F, zlib.crc32(data), len(packed), len(data), len(raw), 0)
        out.write(b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", *fields) + raw + packed)
        directory.write(
            b"PK\x01\x02"
            + struct.pack("<H", 20)
            + struct.pack("<HHHHHIIIHH", *fields)
            + struct.pack("<HHHII", 0, 0, 0, 0x20, at)
            + raw
        )
    at, names = out.tell(), directory.getvalue()
    out.write(names)
    out.write(b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(names), at, 0))
    return out.getvalue()


def bomb(size: int) -> bytes:
    """A small zip whose one member unpacks to `size` zeros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("大.txt", "w") as member:
        for _ in range(size // (1 << 20)):
            member.write(bytes(1 << 20))
    return out.getvalue()


def _vint(number: int) -> bytes:
    out = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        out.append(low | (0x80 if number else 0))
        if not number:
            return bytes(out)


def _block(body: bytes) -> bytes:
    sized = _vint(len(body)) + body
    return struct.pack("<I", zlib.crc32(sized)) + sized


def rar_bytes(members: Sequence[Member]) -> bytes:
    """RAR 5 with stored (not compressed) members: marker, main header, a file header and its data each, end."""
    out = [b"Rar!\x1a\x07\x01\x00", _block(_vint(1) + _vint(0) + _vint(0))]
    for name, data in members:
        raw = name.encode()
        body = _vint(2) + _vint(2) + _vint(len(data))  # type: file; flags: data follows; size of the data
        body += _vint(4) + _vint(len(data)) + _vint(0x20)  # file flags: CRC present; unpacked size; attributes
        body += struct.pack("<I", zlib.crc32(data)) + _vint(0) + _vint(0) + _vint(len(raw)) + raw
        out += [_block(body), data]
    out.append(_block(_vint(5) + _vint(0) + _vint(0)))
    return b"".join(out)


def seven_bytes(members: Sequence[Member]) -> bytes:
    """A 7z archive (LZMA), written by libarchive."""
    out = bytearray()

    def take(data: bytes) -> int:
        out.extend(data)
        return len(data)

    # libarchive gathers the whole archive in a file before it writes the header, so nothing is streamed here
    with libarchive.custom_writer(take, "7zip") as archive:
        for name, data in members:
            archive.add_file_from_memory(name, len(data), [data])
    return bytes(out)
