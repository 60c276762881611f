"""A picture of a ruled table (grey PNG), as a scanned page is: lines and digits, and nothing to read as text."""

import struct
import zlib
from collections.abc import Sequence

# 3 x 5 points a digit, a row an octal digit.
DIGITS = {
    "0": "75557",
    "1": "26227",
    "2": "71747",
    "3": "71717",
    "4": "55711",
    "5": "74717",
    "6": "74757",
    "7": "71111",
    "8": "75757",
    "9": "75717",
}


def picture(rows: Sequence[Sequence[str]], width: int = 640, line_height: int = 28) -> bytes:
    """A PNG of the rows in equal columns; only digits are drawn, other characters leave a grey bar."""
    height = line_height * len(rows) + 1
    pixels = [bytearray(b"\xfa" * width) for _ in range(height)]
    columns = max(len(row) for row in rows)
    step = width // columns
    for at in range(len(rows) + 1):
        pixels[min(at * line_height, height - 1)][:] = b"\x30" * width
    for y in range(height):
        for column in range(columns):
            pixels[y][column * step] = 0x30
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            _draw(pixels, text, column * step + 8, at * line_height + 8)
    raw = b"".join(b"\0" + bytes(line) for line in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _draw(pixels: list[bytearray], text: str, x: int, y: int) -> None:
    for character in text:
        shape = DIGITS.get(character)
        for dy in range(10):
            for dx in range(6):
                bits = int(shape[dy // 2], 8) if shape else 0
                if (shape and bits >> (2 - dx // 2) & 1) or (not shape and 4 <= dy <= 6):
                    pixels[y + dy][x + dx] = 0x20 if shape else 0x90
        x += 8
