"""Fonts for test PDFs: the unembedded Chinese CID font, and an embedded one built on the spot.

The embedded font has a box for every character: text extraction looks at codes and widths, not at shapes.
"""

from __future__ import annotations

import io

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

CID = "STSong-Light"


def cid_font() -> str:
    """Register the CID font (not embedded, GB encoding) and give its name."""
    if CID not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(CID))
    return CID


def _box(width: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    pen.lineTo((50, 700))
    pen.lineTo((width - 50, 700))
    pen.lineTo((width - 50, 0))
    pen.closePath()
    return pen.glyph()


def embedded_font(name: str, characters: set[str]) -> str:
    """Register a TrueType font that has exactly these characters (half width for ASCII) and give its name."""
    if name in pdfmetrics.getRegisteredFontNames():
        return name
    wanted = sorted(characters | {" "} | {chr(c) for c in range(0x21, 0x7F)})
    glyphs = {".notdef": 1000, **{f"u{ord(c):04X}": 500 if ord(c) < 0x7F else 1000 for c in wanted}}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({ord(c): f"u{ord(c):04X}" for c in wanted})
    empty = TTGlyphPen(None).glyph()
    builder.setupGlyf({g: empty if g == "u0020" else _box(w) for g, w in glyphs.items()})
    builder.setupHorizontalMetrics({g: (w, 50) for g, w in glyphs.items()})
    builder.setupHorizontalHeader(ascent=860, descent=-140)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupOS2(sTypoAscender=860, usWinAscent=860, usWinDescent=140)
    builder.setupPost()
    file = io.BytesIO()
    builder.save(file)
    file.seek(0)
    pdfmetrics.registerFont(TTFont(name, file))
    return name
