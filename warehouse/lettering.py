"""Chinese letters in pictures, from the font that ships: a machine needs none of its own."""

from __future__ import annotations

from functools import cache

from matplotlib import font_manager

from data.places import DATA

_FILE = DATA / "fonts" / "NotoSansSC-subset.otf"


@cache
def family() -> str:
    """Name of the shipped font's family, registered with matplotlib."""
    font_manager.fontManager.addfont(str(_FILE))
    return font_manager.FontProperties(fname=str(_FILE)).get_name()


@cache
def _characters() -> frozenset[int]:
    return frozenset(font_manager.get_font(str(_FILE)).get_charmap())


def drawable(text: str, missing: set[str]) -> str:
    """`text` with characters the font lacks written as U+XXXX; these are added to `missing`, for the picture's note."""
    written = []
    for character in text:
        if ord(character) in _characters() or character in "\n ":
            written.append(character)
        else:
            missing.add(character)
            written.append(f"U+{ord(character):04X}")
    return "".join(written)
