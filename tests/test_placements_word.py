"""A number is put into any cell of a Word document in every way that Word has: it is given, or a doubt names it."""

from random import Random

import pytest

from extractors.report import Report, read_report
from tests.generators.documents import make
from tests.placements_word import BLANK, DOUBT, GIVEN, NUMBER, UNSEEN, opened, placements

_FORMS = ("2014", "2019", "2021", "fujian")


def figures(report: Report) -> dict[tuple[str, str, str], tuple[str, str, object]]:
    return {(c.table, c.row, c.column): (c.state, c.raw, c.value) for t in report.tables for c in t.cells}


def wrong(before: Report, after: Report, right: str) -> str:
    """What is wrong with a document after a placement, "" if nothing is."""
    old, new = figures(before), figures(after)
    changed = [key for key in old if old[key] != new.get(key)]
    said = " ".join(issue.message for issue in after.issues) + " ".join(cell.raw for cell in after.unmapped)
    if len(changed) > 1 or set(new) - set(old):
        return f"other figures changed: {changed[:4]}"
    if not changed:
        return "" if right == BLANK or any(NUMBER in raw for _, raw, _ in new.values()) else "nothing changed"
    state, raw, value = new.get(changed[0], ("absent", "", None))
    if right == GIVEN:
        return "" if value == int(NUMBER) else f"{state} {raw!r}, not given"
    if right == "joined":
        return "" if value == int("5" + NUMBER) else f"{state} {raw!r}, not joined"
    if right == "five":
        return "" if value == 5 else f"{state} {raw!r}, not five"
    if right == BLANK:
        return "" if state == "blank" else f"{state} {raw!r}, not blank"
    if right == UNSEEN:
        return "" if state in ("blank", "unreadable") else f"{state} {raw!r} of a number that is not seen"
    if state != "unreadable":
        return f"{state} {raw!r}, no doubt"
    return f"nothing names {NUMBER}" if right == DOUBT and NUMBER not in said + raw else ""


def tried(seeds: range) -> tuple[int, list[str]]:
    count, found = 0, []
    for seed in seeds:
        rng = Random(seed)
        document = opened(make(seed + 77_000, _FORMS[seed % 4], "docx", []).body)
        before = read_report(document.put(0, document.main[slice(*document.cells[0])]))
        for name, content, right in placements(rng):
            at = rng.randrange(len(document.cells))
            count += 1
            if said := wrong(before, read_report(document.put(at, content)), right):
                found.append(f"{seed} {name} in cell {at}: {said}")
    return count, found


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow, id="bounded")])
def test_every_way_once(seed):
    count, found = tried(range(seed, seed + 1))
    assert count > 125 and not found


@pytest.mark.slow
def test_every_way_in_many_documents():
    count, found = tried(range(10, 40))
    assert count > 4000 and not found
