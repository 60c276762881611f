"""Whether the bytes of an old office format are all there, by what the file itself says of its length."""

import struct

from data.formats import inside
from extractors.ole import sectors_used

_OLE = frozenset(("ole", *(kind for _, kind in inside("ole"))))


def cut_short(kind: str, body: bytes) -> str:
    """What says that a body of that kind is cut short, in words; "" for one that is whole, or of another kind.

    Such a file may be opened all the same, with what stood before the cut.
    """
    if kind == "rtf" and not body.rstrip(b"\x00 \r\n\t\x1a").endswith(b"}"):
        return "the file is cut short: its last group is not closed; what stood behind is not read"
    if kind in _OLE:
        try:
            size, used = sectors_used(body)
        except struct.error:
            return ""
        # the last sector is often not written to its end
        if used and size * used >= len(body):
            return (
                f"the file is cut short: it has {len(body)} bytes of {size * (used + 1)}; what stood behind is not read"
            )
    return ""
