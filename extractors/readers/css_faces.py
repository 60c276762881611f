"""Fonts that stand in a page itself and may draw other digits than its text has."""

import re

import tinycss2

# what such a font is called further on: digits in a font of signs are none that can be read
UNREADABLE_FACE = "symbol"
# a font of so little code is none of a language's; it may be one of ten digits in another order
_FEW = 60_000
# the range of a font that is used for digits alone
_DIGITS = re.compile(r"u\+0*3[0-9?](?:-0*3[0-9])?", re.I)


def own_faces(nodes: list[tinycss2.ast.Node]) -> frozenset[str]:
    """The names, in lower case, of fonts of few characters that the sheet holds, and of fonts for digits alone."""
    found = set()
    for node in nodes:
        if node.type != "at-rule" or node.lower_at_keyword != "font-face" or node.content is None:
            continue
        inside = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
        said = {d.lower_name: tinycss2.serialize(d.value).strip() for d in inside if d.type == "declaration"}
        source, ranges = said.get("src", ""), said.get("unicode-range", "")
        is_small = "data:" in source and len(source) < _FEW
        is_of_digits = bool(ranges) and all(_DIGITS.fullmatch(one.strip()) for one in ranges.split(","))
        if (is_small or is_of_digits) and (name := said.get("font-family", "").strip("\"' ").lower()):
            found.add(name)
    return frozenset(found)
