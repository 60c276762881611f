"""How many columns a page's styles give to a grid of elements, and over how many of them each reaches.

Asked only of pages whose lines name lines of a form and stand in no <table>. What styles do not say with certainty
(columns by the window's width, elements put to a place by its number) is not guessed: there labels alone part the rows.
"""

import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from extractors.readers.css_sheets import Sheets, layout_rules

# a rule's names that say how children are laid out, or how an element stands among others
_LAYOUT = frozenset(
    "display grid grid-template grid-template-columns grid-template-rows grid-auto-flow grid-column grid-row "
    "grid-column-start grid-column-end grid-row-start grid-row-end flex-flow flex-wrap flex flex-basis width".split()
)
_ASKS = re.compile(r"grid|flex|table-cell", re.I)
_REPEAT = re.compile(r"repeat\(\s*(\d+)\s*,((?:[^()]|\([^()]*\))*)\)")
_TRACK = re.compile(r"[^\s()]+(?:\((?:[^()]|\([^()]*\))*\))?|\([^()]*\)")
_NAMES = re.compile(r"\[[^\]]*\]")
_SPAN = re.compile(r"span\s+(\d+)|(\d+)\s*/\s*(?:span\s+(\d+)|(\d+))")
_SHARE = re.compile(r"(?:\d+\s+\d+\s+)?(?:([\d.]+)%|calc\(\s*100%\s*/\s*(\d+)\s*\))")
_MOST = 200


class Layout:
    """What the style sheets and styles of a page say of the places of its elements."""

    def __init__(self, css: Sequence[str], root: Element) -> None:
        rules = tuple(rule for text in css if _ASKS.search(text) for rule in layout_rules(text, _LAYOUT))
        self._sheets = Sheets(rules, root)

    def column_count(self, element: Element, cells: Sequence[Element]) -> int:
        """How many columns an element has for its children, 0 where nothing says it."""
        style = self._sheets.of(element)
        if "grid" in style.get("display", "grid") and (said := _columns_of(style)):
            return 0 if "column" in style.get("grid-auto-flow", "") else _tracks(said)
        if "wrap" in style.get("flex-wrap", "") + style.get("flex-flow", ""):
            shares = {_share(self._sheets.of(cell)) for cell in cells}
            return shares.pop() if len(shares) == 1 else 0
        return 0

    def spans(self, cell: Element) -> tuple[int, int] | None:
        """Over how many columns and rows a child of a grid reaches; None where it is put to a place by number."""
        style = self._sheets.of(cell)
        wide, deep = (_reach(style, axis) for axis in ("grid-column", "grid-row"))
        return (wide, deep) if wide and deep else None

    def rows(self, cells: Sequence[Element], width: int) -> list[list[Element]] | None:
        """The children of a grid in rows, as a browser places them; None where that is not known."""
        made: list[list[Element]] = []
        taken: set[tuple[int, int]] = set()
        row, column = 0, 0
        for cell in cells:
            spans = self.spans(cell)
            if spans is None or spans[0] > width:
                return None
            wide, deep = spans
            while column + wide > width or any((row, column + i) in taken for i in range(wide)):
                row, column = (row, column + 1) if column + wide < width else (row + 1, 0)
            taken.update((row + down, column + i) for down in range(deep) for i in range(wide))
            while len(made) <= row:
                made.append([])
            made[row].append(cell)
            column += wide
        return made


def _columns_of(style: Mapping[str, str]) -> str:
    """What a grid's columns are said to be: by their own property, or behind the slash of one for rows and columns."""
    if said := style.get("grid-template-columns", ""):
        return said
    for name in ("grid-template", "grid"):
        before, slash, behind = style.get(name, "").partition("/")
        if slash and "auto-flow" not in behind and '"' not in before:
            return behind
    return ""


def _tracks(said: str) -> int:
    said = _NAMES.sub(" ", said)
    if "auto-fi" in said or "subgrid" in said:
        return 0
    said = _REPEAT.sub(lambda found: f" {found[2]}" * min(int(found[1]), _MOST), said)
    tracks = _TRACK.findall(said)
    return len(tracks) if tracks != ["none"] and "var(" not in said else 0


def _share(style: Mapping[str, str]) -> int:
    """How many elements of this width fill a line, 0 where none is given as a share of it."""
    for name in ("flex-basis", "flex", "width"):
        if found := _SHARE.search(style.get(name, "")):
            share = float(found[1]) if found[1] else 100 / int(found[2] or 1)
            return int(100.01 / share) if share > 0 else 0
    return 0


def _reach(style: Mapping[str, str], axis: str) -> int:
    """Over how many lines of an axis an element reaches, 0 where it is put to a place by number."""
    said = style.get(axis) or " / ".join(filter(None, (style.get(f"{axis}-start"), style.get(f"{axis}-end"))))
    if not said or said in ("auto", "auto / auto"):
        return 1
    found = _SPAN.fullmatch(said.replace("auto / ", "").replace(" / auto", "").strip())
    if found is None or found[1] is None:
        return 0
    return min(max(int(found[1]), 1), _MOST)
