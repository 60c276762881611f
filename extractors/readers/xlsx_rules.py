"""Conditional formats of a sheet, as far as they can take a figure out of sight."""

import operator
from collections.abc import Iterator

from lxml import etree

from extractors.readers.number_format import look
from extractors.readers.package import local
from extractors.readers.sheet import Merge, Sheet
from extractors.readers.sheet_cells import Format
from extractors.readers.xlsx_styles import Rule, Styles
from extractors.shown import HIDDEN, Run, plain

_COMPARED = {
    "equal": operator.eq, "notEqual": operator.ne, "greaterThan": operator.gt, "lessThan": operator.lt,
    "greaterThanOrEqual": operator.ge, "lessThanOrEqual": operator.le,
}  # fmt: skip
_BARE = frozenset(("dataBar", "iconSet"))


def apply_rule(
    node: etree._Element, areas: list[Merge], styles: Styles, sheet: Sheet, formats: dict[tuple[int, int], Format]
) -> None:
    """Mark the cells of the areas that a w:cfRule may hide; where it cannot be told whether it does, too."""
    for part in node:
        if local(part.tag) in _BARE and part.get("showValue") in ("0", "false"):
            for place in _filled(sheet, areas):
                sheet.cover(Merge(place[0], place[0] + 1, place[1], place[1] + 1), "a sign in place of the figure")
    inline = next((part for part in node if local(part.tag) == "dxf"), None)
    number = node.get("dxfId", "")
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else len(styles.rules)
    if inline is None and at >= len(styles.rules):
        return
    rule = styles.rule(inline) if inline is not None else styles.rules[at]
    for place in _filled(sheet, areas):
        marks = _marks(rule, styles, formats.get(place, Format()), sheet.texts[place])
        if marks and _holds(node, sheet.texts[place]) is not False:
            runs = sheet.runs.get(place) or plain(sheet.texts[place])
            sheet.runs[place] = tuple(Run(run.text, run.marks | marks) for run in runs)


def _filled(sheet: Sheet, areas: list[Merge]) -> Iterator[tuple[int, int]]:
    for row, column in list(sheet.texts):
        if any(area.top <= row < area.bottom and area.left <= column < area.right for area in areas):
            yield row, column


def _marks(rule: Rule, styles: Styles, own: Format, text: str) -> frozenset[str]:
    font = styles.font(rule.font, own.font) if rule.font is not None else own.font
    ground = own.ground if rule.ground is None else rule.ground
    more = font.marks(ground, styles.usual) - own.marks
    if rule.code is not None and not look(text, rule.code).text:
        more |= {HIDDEN}
    return more


def _holds(node: etree._Element, text: str) -> bool | None:
    """Whether a condition holds of a cell that shows `text`; None where that takes a formula."""
    kind = node.get("type", "")
    if kind in ("containsErrors", "notContainsErrors"):
        return text.startswith("#") == (kind == "containsErrors")
    if kind == "containsBlanks":
        return not text.strip()
    if kind in ("containsText", "notContainsText") and node.get("text"):
        return (node.get("text", "") in text) == (kind == "containsText")
    if kind != "cellIs":
        return None
    limits = [_value(part.text or "") for part in node if local(part.tag) in ("formula", "f")]
    value = _value(text.replace(",", ""))
    if value is None or not limits or None in limits:
        return None
    name = node.get("operator", "")
    first = limits[0]
    if name in _COMPARED and first is not None:
        return bool(_COMPARED[name](value, first))
    if name in ("between", "notBetween") and len(limits) == 2:
        low, high = sorted(limit for limit in limits if limit is not None)
        return (low <= value <= high) == (name == "between")
    return None


def _value(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
