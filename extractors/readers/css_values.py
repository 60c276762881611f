"""Values of CSS properties as numbers and colours, and style attributes as lists of declarations."""

import functools
import re
from collections.abc import Callable
from typing import NamedTuple

import tinycss2
from tinycss2 import color4

# What a browser shows where a page says nothing.
USUAL_SIZE = 16.0

_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z%]*)", re.I)
_PIXELS = {
    "": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "q": 2.4 / 2.54,
    "rem": USUAL_SIZE, "vw": 12.8, "vh": 8.0, "vmin": 8.0, "vmax": 12.8,
}  # fmt: skip
_SIZE_WORDS = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0,
    "xx-large": 32.0, "xxx-large": 48.0,
}  # fmt: skip
# <font size=1> to 7
FONT_SIZES = (10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0)
_SIZED = re.compile(r"(?:^|[\s,])((?:\d+\.?\d*|\.\d+)(?:px|pt|em|rem|%|ex|cm|mm|in|pc|vw|vh)?)(?:\s*/|\s|$)", re.I)
# what draws a file, another element or a script's picture; from so many layers on they draw
_DRAWN = ("url(", "image-set(", "cross-fade(", "element(", "paint(", "-webkit-canvas(")
_MANY_LAYERS = 4
_LAYER_END = re.compile(r",(?![^()]*\))")
_NO_LENGTH = re.compile(r"[\w-]+\([^)]*\)|#\w+")
# the colour of the text
CURRENT = "currentcolor"
_SIDES = ("top", "right", "bottom", "left")


class Declaration(NamedTuple):
    """One longhand property of a style: its value as written, in lower case unless it may hold words to be shown."""

    name: str
    value: str
    important: bool = False


class Color(NamedTuple):
    """Red, green, blue from 0 to 1, and how much of them covers what lies below."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def over(self, ground: "Color") -> "Color":
        """This colour painted on an opaque ground."""
        red, green, blue = (a * self.alpha + b * (1 - self.alpha) for a, b in zip(self[:3], ground[:3], strict=True))
        return Color(red, green, blue)


BLACK, WHITE = Color(0.0, 0.0, 0.0), Color(1.0, 1.0, 1.0)


def contrast(text: Color, ground: Color) -> float:
    """How far two opaque colours differ, 1 (not at all) to 21, as the guidelines for readable pages measure it."""
    one, two = sorted((_luminance(text), _luminance(ground)))
    return (two + 0.05) / (one + 0.05)


def _luminance(color: Color) -> float:
    parts = [min(max(part, 0.0), 1.0) for part in color[:3]]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# Of these spaces only the lightness is taken, as a luminance from 0 to 1: contrast asks for no more.
_LIGHTNESS: dict[str, Callable[[float], float]] = {
    **dict.fromkeys(("lab", "lch"), lambda light: max((light + 16) / 116, 0.0) ** 3 if light > 8 else light / 903.3),
    **dict.fromkeys(("oklab", "oklch"), lambda light: max(light, 0.0) ** 3),
}


@functools.lru_cache(maxsize=4096)
def color_of(value: str) -> Color | None:
    """The colour that a value names, None where it names none that is known."""
    text = value.strip()
    if re.fullmatch(r"[0-9a-f]{3}|[0-9a-f]{6}", text, re.I):
        text = "#" + text  # as old attributes have it
    try:
        found = color4.parse_color(text)
    except (ValueError, TypeError, ArithmeticError):
        return None
    if found is None or isinstance(found, str):
        return None
    if found.space in _LIGHTNESS:
        light = _LIGHTNESS[found.space](float(found.coordinates[0] or 0.0))
        grey = light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
        return Color(grey, grey, grey, float(found.alpha))
    try:
        rgb = found if found.space == "srgb" else found.to("srgb")
        red, green, blue = (float(part or 0.0) for part in rgb.coordinates[:3])
        return Color(red, green, blue, float(rgb.alpha))
    except (ValueError, NotImplementedError, TypeError):
        return None


def pixels(value: str, size: float, whole: float = 0.0) -> float | None:
    """A length in pixels, None for what is none (auto). size: the font's, for em; whole: what a percentage is of."""
    found = _LENGTH.fullmatch(value.strip())
    if not found:
        return None
    number, unit = float(found[1]), found[2].lower()
    if unit in ("em", "ic", "lh"):
        return number * size
    if unit in ("ex", "ch"):
        return number * size / 2
    if unit == "%":
        return number * whole / 100
    return number * _PIXELS[unit] if unit in _PIXELS else None


def names_picture(value: str) -> bool:
    """Whether a value names what is drawn, not only a colour or a gradient; many gradients are a picture."""
    return any(name in value for name in _DRAWN) or value.count("gradient(") >= _MANY_LAYERS


def draws_by_shadows(value: str) -> bool:
    """Whether an element casts so many shadows that they are a picture: one for each of its points."""
    return len(_LAYER_END.findall(value)) + 1 >= _MANY_LAYERS


def repeats_text(value: str, size: float) -> bool:
    """Whether a shadow of text stands so far beside it that it is read as text of its own."""
    for layer in _LAYER_END.split(value):
        found = [length for one in _NO_LENGTH.sub(" ", layer).split() if (length := pixels(one, size)) is not None]
        if any(abs(length) >= 0.4 * size for length in found[:2]):  # the third says how it is blurred
            return True
    return False


def font_size(value: str, parent: float) -> float | None:
    """The size of a font in pixels, None for what says nothing of it."""
    word = value.strip().lower()
    if word in _SIZE_WORDS:
        return _SIZE_WORDS[word]
    if word in ("smaller", "larger"):
        return parent / 1.2 if word == "smaller" else parent * 1.2
    return pixels(word, parent, parent)


def _four(name: str, value: str) -> list[tuple[str, str]]:
    parts = value.split()
    if not 1 <= len(parts) <= 4:
        return []
    sides = [parts[0], parts[1 % len(parts)], parts[2] if len(parts) > 2 else parts[0], parts[-1]]
    if len(parts) == 3:
        sides[3] = parts[1]
    if len(parts) == 1:
        sides = parts * 4
    return [(f"{name}-{side}" if name else side, part) for side, part in zip(_SIDES, sides, strict=True)]


def longhands(name: str, value: str) -> list[tuple[str, str]]:
    """The properties that matter here of a shorthand; any other property as it is."""
    if "var(" in value:  # taken apart when it is known what the variable says
        return [(name, value)]
    if name == "background":
        plain = re.sub(r"url\([^)]*\)|[\w-]+gradient\(.*\)", " ", value)
        tokens = re.findall(r"[\w-]+\([^)]*\)|[^\s,/]+", plain)
        color = next((t for t in tokens if t.lower() == CURRENT or color_of(t) is not None), "transparent")
        return [("background-color", color), ("background-image", value if names_picture(value) else "none")]
    if name == "font":
        found = _SIZED.search(value)
        return [("font-size", found[1]), ("font-family", value[found.end() :])] if found else []
    if name in ("text-decoration", "text-decoration-line"):
        return [("text-decoration-line", value)]
    if name in ("margin", "padding"):
        return _four(name, value)
    if name == "inset":
        return _four("", value)
    if name == "list-style":
        return [("list-style-type", value), ("list-style-image", value if names_picture(value) else "none")]
    if name == "flex-flow":
        return [("flex-direction", value)]
    if name in ("overflow-x", "overflow-y"):
        return [("overflow", value)]
    if name in ("-webkit-clip-path", "-webkit-filter", "-webkit-transform", "-ms-transform", "-moz-transform"):
        return [(name.split("-", 2)[2], value)]
    return [(name, value)]


# properties whose values are words or files, in which upper and lower case differ
WORDED = frozenset(("content", "list-style-type", "list-style-image", "background", "background-image", "quotes"))


@functools.lru_cache(maxsize=8192)
def declarations(style: str) -> tuple[Declaration, ...]:
    """The declarations of a style attribute or of a rule's block, shorthands taken apart, in written order."""
    return from_nodes(tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True))


def from_nodes(nodes: list[tinycss2.ast.Node]) -> tuple[Declaration, ...]:
    """The declarations among what a block was parsed to."""
    found: list[Declaration] = []
    for node in nodes:
        if node.type != "declaration":
            continue
        value = tinycss2.serialize(node.value).strip()
        for name, part in longhands(node.lower_name, value):
            found.append(Declaration(name, part if name in WORDED else part.lower(), node.important))
    return tuple(found)
