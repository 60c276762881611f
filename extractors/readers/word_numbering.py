"""Numbers and signs that Word puts before the paragraphs of a list."""

from lxml import etree

from extractors.readers.package import local
from extractors.readers.word_styles import attribute

_BULLET = "•"


class Numbering:
    """The lists of one document."""

    def __init__(self, root: etree._Element | None = None) -> None:
        self._of_list: dict[str, str] = {}
        self._levels: dict[tuple[str, str], str] = {}
        for node in root if root is not None else ():
            name = local(node.tag)
            if name in ("abstractNum", "listDef"):
                key = attribute(node, "abstractNumId") or attribute(node, "listDefId")
                for level in node.iter("{*}lvl"):
                    self._levels[key, attribute(level, "ilvl")] = _label(level)
            elif name in ("num", "list"):
                key = attribute(node, "numId") or attribute(node, "ilfo")
                self._of_list[key] = next((attribute(n, "val") for n in node.iter("{*}abstractNumId", "{*}ilst")), "")

    def label(self, node: etree._Element) -> str:
        """What stands before a paragraph whose w:numPr this is, as the list's pattern; "" for none."""
        values = {local(child.tag): attribute(child, "val") for child in node}
        number = values.get("numId", values.get("ilfo", ""))
        if number in ("", "0"):
            return values.get("t", "")
        known = self._of_list.get(number)
        if known is None:
            return "%1" if not self._of_list else ""  # Word prints nothing for a list that the file does not have
        return self._levels.get((known, values.get("ilvl", "0")), "%1")


def _label(level: etree._Element) -> str:
    values = {local(child.tag): attribute(child, "val") for child in level}
    kind = values.get("numFmt", values.get("nfc", "decimal"))
    if kind in ("bullet", "23"):
        return values.get("lvlText", "").strip() and _BULLET
    pattern = values.get("lvlText", "%1")
    return "" if kind in ("none", "255") and "%" in pattern else pattern
