"""Whether a report's printed figures agree with each other and with its text: holds, broken or not stated."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from data.concepts import cells_of
from data.forms import FormTable, Sum
from data.rows import CellReading, Finding, Stated

_ZERO = Decimal(0)


@dataclass(slots=True)
class Checks:
    """How many checks came out how, and each that is broken."""

    held: int = 0
    not_stated: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def broken(self) -> int:
        return len(self.findings)

    def add(self, others: "Checks") -> None:
        """Count the checks of a part too."""
        self.held += others.held
        self.not_stated += others.not_stated
        self.findings += others.findings


def _outcome(total: CellReading | None, cells: dict[str, CellReading], rule: Sum) -> tuple[str, Decimal]:
    """holds | broken | not_stated, and the sum of the parts. Blank parts count as zero beside stated ones.

    Where a part is not stated, the stated ones may still not be more than the total.
    """
    if total is None or total.state not in ("number", "nil"):
        return "not_stated", _ZERO
    computed = _ZERO
    states: set[str] = set()
    for name, sign in rule.parts:
        if (part := cells.get(name)) is None:
            states.add("absent")
            continue
        states.add(part.state)
        if value := part.value:
            computed += value if sign > 0 else -value
    if computed == (total.value or _ZERO) and ("number" in states or "nil" in states):
        return "holds", computed
    if "absent" in states or "unreadable" in states:
        exceeds = computed > (total.value or _ZERO) and all(sign > 0 for _, sign in rule.parts)
        return ("broken" if exceeds else "not_stated"), computed
    # a total over parts left empty contradicts none of them
    return ("broken" if "number" in states else "not_stated"), computed


_Cells = dict[str, dict[str, CellReading]]


def _run(rule: Sum, across: _Cells, checks: Checks) -> None:
    """Check one rule. across: the cells of its axis by what they stand in: lines by columns, columns by lines."""
    for other, cells in across.items():
        total = cells.get(rule.total)
        outcome, computed = _outcome(total, cells, rule)
        if outcome == "holds":
            checks.held += 1
        elif outcome == "not_stated":
            checks.not_stated += 1
        else:
            assert total is not None
            where = (rule.total, other) if rule.axis == "line" else (other, rule.total)
            said = " ".join(
                f"{'-' if sign < 0 else '+'} {name} {part.raw or 'blank'}"
                for name, sign in rule.parts
                if (part := cells.get(name)) is not None and (part.value or part.state == "unreadable")
            )
            said = said.removeprefix("+ ") or "all parts are empty"
            makes = "makes" if all(name in cells for name, _ in rule.parts) else "already makes"
            message = f"printed {total.raw!r}, but {said} {makes} {computed:f}"
            value = total.value or _ZERO
            checks.findings.append(Finding("sum_broken", rule.rule, rule.table, *where, value, computed, message))


def check_sums(table: FormTable, readings: list[CellReading], checks: Checks) -> None:
    """Run the form's sum rules over one table."""
    if not readings:
        return
    by_column: _Cells = defaultdict(dict)
    by_row: _Cells = defaultdict(dict)
    for cell in readings:
        by_column[cell.column][cell.row] = cell
        by_row[cell.row][cell.column] = cell
    for rule in table.sums:
        _run(rule, by_column if rule.axis == "line" else by_row, checks)


def check_text(stated: list[Stated], readings: list[CellReading], checks: Checks) -> None:
    """Compare the figures that sentences state with the tables, by the concept that both count.

    A text may speak of another scope (an office's 17 applications beside a district's 95), so a difference is a
    finding and neither side is taken for right; a text that says several numbers agrees if one of them does.
    """
    cells = {(cell.table, cell.row, cell.column): cell for cell in readings}
    tables = {(cell.table, cell.form) for cell in readings}
    said: dict[tuple[tuple[str, str, str], ...], list[Decimal]] = {}
    for one in stated:
        for table, form in tables if one.precision in ("exact", "none") else ():
            places = cells_of(form).get(one.concept, ())
            if places and places[0][0] == table:
                said.setdefault(places, []).append(one.value)
    for places, numbers in said.items():
        printed = [cells.get(place) for place in places]
        if any(cell is None or cell.state not in ("number", "nil") for cell in printed):
            checks.not_stated += 1
            continue
        total = sum((cell.value or _ZERO for cell in printed if cell), _ZERO)
        if total in numbers:
            checks.held += 1
            continue
        message = f"the table prints {total:f}, the text says {', '.join(f'{n:f}' for n in dict.fromkeys(numbers))}"
        checks.findings.append(Finding("text_differs", "text", *places[0], total, numbers[0], message))
