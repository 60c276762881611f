"""What lies over the cells of a sheet: pictures, shapes, controls. Each with the area that it covers, and in words."""

import re
from collections.abc import Iterator

from lxml import etree

from extractors.readers.package import local
from extractors.readers.sheet import Merge

_TINY = 12_700  # EMU: what is no larger than a point is not seen
# EMU that a cell of usual size has, for drawings that say their size and not where they end
_USUAL_WIDTH, _USUAL_HEIGHT = 609_600, 190_500
_MOST_ROWS = 2_000
_CONTROLS = {
    "Drop": "a drop-down list", "List": "a list to choose from", "Checkbox": "a check box", "Radio": "an option button",
    "Edit": "a text field", "Spin": "a spin button", "Scroll": "a scroll bar", "Button": "a button",
    "Label": "a label", "Pict": "a picture", "Rect": "a drawing", "RectA": "a drawing", "Shape": "a drawing",
}  # fmt: skip
_HIDDEN = re.compile(r"(?:visibility\s*:\s*hidden|display\s*:\s*none)", re.I)


def over_cells(root: etree._Element) -> Iterator[tuple[Merge, str]]:
    """Areas with what is drawn over them; root: of a drawing, or of a sheet with its controls."""
    for anchor in root.iter("{*}twoCellAnchor", "{*}oneCellAnchor", "{*}anchor"):
        words = _words(anchor)
        area = _area(anchor)
        if words and area is not None:
            yield area, words


def _corner(node: etree._Element) -> tuple[int, int, int, int]:
    values = {local(child.tag): _number(child.text or "") for child in node}
    return values.get("row", 0), values.get("rowOff", 0), values.get("col", 0), values.get("colOff", 0)


def _area(anchor: etree._Element) -> Merge | None:
    parts = {local(child.tag): child for child in anchor}
    if "from" not in parts:
        return None
    top, top_off, left, left_off = _corner(parts["from"])
    if "to" in parts:
        bottom, bottom_off, right, right_off = _corner(parts["to"])
        if (top, left) == (bottom, right) and bottom_off - top_off <= _TINY and right_off - left_off <= _TINY:
            return None
    elif "ext" in parts:
        width, height = (_number(parts["ext"].get(side, "")) for side in ("cx", "cy"))
        if width <= _TINY and height <= _TINY:
            return None
        bottom, bottom_off = top + (top_off + height) // _USUAL_HEIGHT, 1 + _TINY
        right, right_off = left + (left_off + width) // _USUAL_WIDTH, 1 + _TINY
    else:
        return None
    # what ends at the very edge of a cell does not reach into it
    bottom += bottom_off > _TINY or bottom == top
    right += right_off > _TINY or right == left
    return Merge(top, min(bottom, top + _MOST_ROWS), left, right)


def _words(anchor: etree._Element) -> str:
    kinds = set()
    described, texts = "", []
    for node in anchor.iter():
        name = local(node.tag)
        kinds.add(name)
        if name == "cNvPr":
            if node.get("hidden") in ("1", "true"):
                return ""
            described = described or node.get("descr", "")
        elif name == "t" and node.text:
            texts.append(node.text)
    if inside := "".join(texts).strip():
        return f"a text box {inside[:60]!r}"
    said = f" ({described.strip()[:60]})" if described.strip() else ""
    if "pic" in kinds or "blip" in kinds:
        return f"a picture{said}"
    if "graphicFrame" in kinds:
        return f"a chart{said}"
    parent = anchor.getparent()
    if parent is not None and local(parent.tag) in ("controlPr", "objectPr"):
        return "a form control" if local(parent.tag) == "controlPr" else "an embedded object"
    return f"a drawing{said}"


def over_cells_in_vml(root: etree._Element) -> Iterator[tuple[Merge, str]]:
    """The same of an old drawing: controls, pictures, and the notes that are shown all the time."""
    for data in root.iter("{*}ClientData"):
        kind = data.get("ObjectType", "")
        parts = {local(child.tag): (child.text or "").strip() for child in data}
        shape = data.getparent()
        styled = shape.get("style", "") if shape is not None else ""
        if kind == "Note" and ("Visible" not in parts or parts["Visible"].lower() == "false"):
            continue
        if kind != "Note" and _HIDDEN.search(styled):
            continue
        numbers = [_number(part) for part in parts.get("Anchor", "").replace(" ", "").split(",")]
        if len(numbers) == 8:
            left, _, top, _, right, right_off, bottom, bottom_off = numbers
            words = "a note that is shown" if kind == "Note" else _CONTROLS.get(kind, f"a form control ({kind})")
            yield (
                Merge(top, min(bottom + (bottom_off > 1 or bottom == top), top + _MOST_ROWS), left,
                      right + (right_off > 1 or right == left)),
                words,
            )  # fmt: skip


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
