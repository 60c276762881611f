"""Drawings of Word: the text boxes in them, and in words what they are where they are no text."""

import re
from collections.abc import Iterator

from lxml import etree

from extractors.readers.contrast import WHITE
from extractors.readers.package import local
from extractors.readers.word_styles import attribute

DRAWN = frozenset(("drawing", "pict", "object", "shape", "contentPart"))
# names by which parts of Word's own extensions are asked for
_KNOWN = re.compile(r"wp[sgci]|(?:wp|w|a|c|cx|x|p|s|sl|pic|dgm|thm|v)\d+\w*|am3d|aink|adec|asvg|cx|v|o|oel|wne|ma|mv")
_MOST_POINTS = 12_700  # EMU: a drawing of a point or less is not seen


def alternative(node: etree._Element) -> etree._Element | None:
    """The one branch of mc:AlternateContent that Word shows: the first that asks for nothing unknown to it."""
    branches = [child for child in node if local(child.tag) in ("Choice", "Fallback")]
    known = (one for one in branches if all(_KNOWN.fullmatch(asked) for asked in one.get("Requires", "").split()))
    return next(known, branches[0] if branches else None)


def text_boxes(node: etree._Element) -> Iterator[etree._Element]:
    """The outermost text boxes of a drawing; of two renderings of the same box the first."""
    for child in node:
        name = local(child.tag)
        if name == "txbxContent":
            yield child
        elif name == "AlternateContent":
            if (branch := alternative(child)) is not None:
                yield from text_boxes(branch)
        else:
            yield from text_boxes(child)


def drawing_words(node: etree._Element, boxes: list[etree._Element]) -> str:
    """What a drawing is, in words; "" for one that is not seen: hidden, or no larger than a point."""
    described = ""
    for part in node.iter():
        name = local(part.tag)
        if name == "docPr":
            if attribute(part, "hidden") in ("1", "true"):
                return ""
            described = attribute(part, "descr")
        elif name == "extent" and all(0 < _number(part.get(side, "0")) <= _MOST_POINTS for side in ("cx", "cy")):
            return ""
        elif name in ("shape", "rect", "line", "oval", "group"):
            styled = part.get("style", "").replace(" ", "").lower()
            if "visibility:hidden" in styled or "display:none" in styled:
                return ""
            described = described or part.get("alt", "")
        elif name == "textpath":
            described = described or part.get("string", "")
    if boxes:
        inside = " ".join("".join(part.text or "" for part in box.iter("{*}t")).strip() for box in boxes)
        return f"a text box {inside.strip()!r}" if inside.strip() else "a drawing"
    kinds = {local(part.tag) for part in node.iter()}
    said = f" ({described.strip()[:60]})" if described.strip() else ""
    if "OLEObject" in kinds:
        program = next((attribute(part, "ProgID") for part in node.iter("{*}OLEObject")), "")
        return f"an embedded object of {program or 'another program'}{said}"
    if "control" in kinds:
        return f"a form control{said}"
    if kinds & {"blip", "imagedata", "binData"}:
        return f"a picture{said}"
    return f"{'a chart' if 'chart' in kinds else 'a drawing'}{said}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def page_ground(root: etree._Element) -> str:
    """The colour of the page behind all text."""
    found = next((attribute(node, "color") for node in root if local(node.tag) == "background"), "")
    return found if len(found) == 6 and found.upper() != WHITE else ""
