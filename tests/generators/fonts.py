"""Fonts for test PDFs: the unembedded Chinese CID font, and embedded ones built on the spot.

One embedded font has a box for every character: text extraction looks at codes and widths, not at shapes. The other is
cut from an OpenType file for pages that become pictures, because reportlab embeds no PostScript outlines.
"""

from __future__ import annotations

import functools
import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont as OpenType
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

CID = "STSong-Light"
DRAWN = Path(__file__).resolve().parents[2] / "data" / "fonts" / "NotoSansSC-subset.otf"


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
    empty = TTGlyphPen(None).glyph()
    return _register(
        name,
        {ord(c): f"u{ord(c):04X}" for c in wanted},
        {g: empty if g == "u0020" else _box(w) for g, w in glyphs.items()},
        glyphs,
        (860, -140),
    )


@functools.cache
def _opened(path: Path) -> OpenType:
    return OpenType(path)


def drawn_font(name: str, characters: set[str], path: Path = DRAWN) -> str:
    """Register a TrueType font with these characters' shapes from an OpenType file and give its name."""
    if name in pdfmetrics.getRegisteredFontNames():
        return name
    font = _opened(path)
    known = font.getBestCmap()
    codes = {ord(c) for c in characters | {" "}} | set(range(0x21, 0x7F))
    cmap = {code: known[code] for code in sorted(codes) if code in known}
    shapes = font.getGlyphSet()
    names = dict.fromkeys([".notdef", *cmap.values()])
    glyphs, widths = {}, {}
    for glyph in names:
        pen = TTGlyphPen(None)
        shapes[glyph].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        glyphs[glyph], widths[glyph] = pen.glyph(), shapes[glyph].width
    return _register(name, cmap, glyphs, widths, (font["hhea"].ascent, font["hhea"].descent))


def _register(
    name: str, cmap: dict[int, str], glyphs: dict[str, object], widths: dict[str, int], height: tuple[int, int]
) -> str:
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(glyphs)
    table = builder.font["glyf"]
    builder.setupHorizontalMetrics({g: (w, getattr(table[g], "xMin", 0)) for g, w in widths.items()})
    builder.setupHorizontalHeader(ascent=height[0], descent=height[1])
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupOS2(sTypoAscender=height[0], usWinAscent=height[0], usWinDescent=-height[1])
    builder.setupPost()
    file = io.BytesIO()
    builder.save(file)
    file.seek(0)
    pdfmetrics.registerFont(TTFont(name, file))
    return name
