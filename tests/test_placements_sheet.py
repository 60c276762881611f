"""A number is put into any cell of a spreadsheet in every way: it is given, kept in an issue, or a doubt names it."""

from random import Random

import pytest

from extractors.report import Report, read_report
from tests.generators.documents import make
from tests.placements_sheet import BLANK, DOUBT, GIVEN, KEPT, NUMBER, Placement, opened, placements

_FORMS = ("2014", "2019", "2021", "fujian")


def figures(report: Report) -> dict[tuple[str, str, str], tuple[str, str, object]]:
    return {(c.table, c.row, c.column): (c.state, c.raw, c.value) for t in report.tables for c in t.cells}


def wrong(before: Report, after: Report, way: Placement) -> str:
    """What is wrong with a workbook after a placement, "" if nothing is."""
    old, new = figures(before), figures(after)
    changed = [key for key in old if old[key] != new.get(key)]
    said = " ".join(issue.message for issue in after.issues) + " ".join(cell.raw for cell in after.unmapped)
    if way.view or way.right == "row":  # all zeros, or a whole row
        changed = [
            key
            for key in changed
            if (made := new.get(key)) and (NUMBER in made[1] or "=" in made[1] or made[0] == "blank")
        ][:1]
    if len(changed) > 1 or set(new) - set(old):
        return f"other figures changed: {changed[:4]}"
    if not changed:
        return "" if NUMBER in said else "nothing changed"
    state, raw, value = new.get(changed[0], ("absent", "", None))
    if way.right == GIVEN:
        return "" if value == int(NUMBER) else f"{state} {raw!r}, not given"
    if way.right in (BLANK, KEPT):
        named = way.right == BLANK or NUMBER in said
        return "" if state == "blank" and named else f"{state} {raw!r}, not blank, or not named"
    if state != "unreadable":
        return f"{state} {raw!r}, no doubt"
    return f"nothing names {NUMBER}" if way.right == DOUBT and NUMBER not in said + raw else ""


def tried(seeds: range) -> tuple[int, list[str]]:
    count, found = 0, []
    for seed in seeds:
        rng = Random(seed)
        document = opened(make(seed + 78_000, _FORMS[seed % 4], "xlsx", []).body)
        if not document.cells:
            continue
        first = document.cells[0]
        same = Placement("same", document.parts["xl/worksheets/sheet1.xml"][first[0] : first[1]], GIVEN)
        before = read_report(document.put(0, same))
        for way in placements(rng):
            at = rng.randrange(len(document.cells))
            count += 1
            if said := wrong(before, read_report(document.put(at, way)), way):
                found.append(f"{seed} {way.name} in {document.cells[at][2]}: {said}")
    return count, found


@pytest.mark.parametrize("first", [0, pytest.param(2, marks=pytest.mark.slow, id="bounded")])
def test_every_way_in_some_workbooks(first):
    count, found = tried(range(first, first + 2))
    assert count > 100 and not found


@pytest.mark.slow
def test_every_way_in_many_workbooks():
    count, found = tried(range(10, 90))
    assert count > 4000 and not found
