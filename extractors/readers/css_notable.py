"""Which styles may change what is seen at all: the quick look that spares most elements of most pages a close one."""

import functools
import re
from collections.abc import Callable, Mapping

from extractors.readers.css_values import (
    BLACK,
    CURRENT,
    USUAL_SIZE,
    WHITE,
    Declaration,
    color_of,
    contrast,
    declarations,
    draws_by_shadows,
    font_size,
    names_picture,
    pixels,
    repeats_text,
)

# elements and attributes that do something by themselves
SPECIAL_TAGS = frozenset("s strike del sup sub rt rtc rp small big font dialog bdo".split())
SPECIAL_ATTRIBUTES = frozenset(("hidden", "popover", "dir", "bgcolor", "background"))
FAR = 100.0
SYMBOLS = re.compile(r"wingdings|webdings|symbol|dingbats|marlett|wdfont", re.I)
REVERSED = frozenset(("row-reverse", "column-reverse"))


def is_ordinary(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element by itself does nothing to the text in it."""
    if tag in SPECIAL_TAGS or not SPECIAL_ATTRIBUTES.isdisjoint(attributes):
        return False
    style = attributes.get("style")
    return not style or not is_notable(style)


def is_notable(style: str) -> bool:
    """Whether a style attribute may change what is seen: a quick look, for most never do."""
    return _is_notable(re.sub(r"&(?:quot|#34|#39|apos);", "", style) if "&" in style else style)


@functools.lru_cache(maxsize=16384)
def _is_notable(style: str) -> bool:
    # a character written otherwise is read by the parser
    if "\\" in style or "/*" in style or "&" in style:
        return True
    if not WORTH_A_LOOK.search(style):
        return False
    return any(is_notable_declaration(declared) for declared in declarations(style))


# names of properties that matter whatever is said, and of those whose value decides
_ALWAYS = frozenset(
    "transform translate rotate scale zoom filter clip clip-path mask mask-image -webkit-mask -webkit-mask-image order "
    "text-security -webkit-text-security -webkit-text-fill-color content list-style-type list-style-image "
    "counter-increment counter-reset mso-hide content-visibility unicode-bidi mix-blend-mode font-variant-position "
    "font-variant font-feature-settings grid-area grid-column grid-row grid-column-start grid-row-start animation "
    "animation-name text-orientation offset offset-path".split()
)
WORTH_A_LOOK = re.compile(
    "display|visib|opaci|color|background|font|align|decoration|position|indent|margin|padding|inset|float|direction|"
    "flex|grid|border-image|shadow|quotes|overflow|line-height|letter|z-index|list|"
    + "|".join(sorted(_ALWAYS, key=len, reverse=True)),
    re.I,
)
# what decides alone whether anything is seen, and functions whose result is not worked out here
SEEN_BY = frozenset(("color", "font-size", "opacity", "display", "visibility", "-webkit-text-fill-color"))
COMPUTED = re.compile(r"\b(?:calc|clamp|min|max|color-mix|light-dark|env|var|attr|if|round|abs|mod)\(", re.I)
_EMPTY = frozenset(("", "none", "normal", "."))
NOTHING = frozenset(("none", "normal", "auto", "initial", "inherit", "unset", "0", "visible"))


def is_notable_declaration(declared: Declaration) -> bool:
    """Whether one declaration may change what is seen, whatever stands around it."""
    name, value, _ = declared
    if "var(" in value or "expression(" in value:
        return True
    if name in SEEN_BY and COMPUTED.search(value):
        return True
    if name == "content":
        return value.strip("\"' ") not in _EMPTY
    if name in _ALWAYS:
        return value.lower() not in NOTHING
    return name in _DECIDED and _DECIDED[name](value)


def _is_pale(value: str) -> bool:
    color = color_of(value)
    return color is not None and contrast(color.over(WHITE), WHITE) < 2.5


def _is_dark(value: str) -> bool:
    color = color_of(value)
    if color is None:
        return value.lower() == CURRENT
    return color.alpha > 0.1 and contrast(color.over(WHITE), BLACK) < 6


def _is_small(value: str) -> bool:
    size = font_size(value, 10.0)
    return size is not None and size < 9.0


def _less_than_one(value: str) -> bool:
    number = pixels(value, 1.0, 1.0)
    return number is not None and number < 1


def _is_less(limit: float) -> Callable[[str], bool]:
    return functools.partial(_outside, limit, 1000.0)


def _outside(low: float, high: float, value: str) -> bool:
    length = pixels(value, USUAL_SIZE, 400.0)
    return length is not None and not low <= length <= high


_TABLE_PARTS = frozenset(("inline", "table-cell", "table-row", "table", "table-row-group", "initial", "inherit"))
_DECIDED: dict[str, Callable[[str], bool]] = {
    "display": lambda v: v not in _TABLE_PARTS,
    "visibility": lambda v: v not in ("visible", "inherit", "initial"),
    "opacity": _less_than_one,
    "color": lambda v: _is_pale(v),
    "background-color": _is_dark,
    "background-image": names_picture,
    "box-shadow": draws_by_shadows,
    "text-shadow": lambda v: repeats_text(v, USUAL_SIZE),
    "quotes": lambda v: any(map(str.isdecimal, v)),
    "border-image": names_picture,
    "border-image-source": names_picture,
    "font-size": _is_small,
    "font-family": lambda v: bool(SYMBOLS.search(v)),
    "vertical-align": lambda v: v in ("super", "sub", "text-top", "text-bottom") or (pixels(v, 16.0, 16.0) or 0.0) != 0,
    "text-decoration-line": lambda v: "through" in v,
    "position": lambda v: v in ("absolute", "fixed"),
    "top": lambda v: _outside(-1.0, 1.0, v),
    "bottom": lambda v: _outside(-1.0, 1.0, v),
    "left": lambda v: _outside(-2.0, 2.0, v),
    "right": lambda v: _outside(-2.0, 2.0, v),
    "text-indent": lambda v: _outside(-FAR, 300.0, v),
    "margin-left": _is_less(-3.0), "margin-right": _is_less(-3.0),
    "margin-top": _is_less(-8.0), "margin-bottom": _is_less(-8.0), "padding-left": _is_less(0.0),
    "padding-top": _is_less(0.0),
    "float": lambda v: v in ("left", "right"),
    "direction": lambda v: v == "rtl",
    "flex-direction": lambda v: v in REVERSED,
    "overflow": lambda v: v in ("hidden", "clip"),
    "line-height": lambda v: (pixels(v, 16.0, 16.0) or 16.0) < 0.5,
    "letter-spacing": lambda v: _outside(-2.0, 12.0, v),
    "z-index": lambda v: v.startswith("-"),
}  # fmt: skip
