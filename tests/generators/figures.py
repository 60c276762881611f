"""Figures that add up, and the ways in which people print them (or fail to)."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from . import forms
from .model import Figure

Numbers = dict[tuple[str, str], Decimal]

NIL_WORDS = ["无", "/", "／", "-", "--", "—", "－－", "——", "不涉及", "不适用", "N/A", "空"]
BLANKS = ["", "", "\u3000", "\u2002", "\xa0", "\xa0\xa0"]
UNREADABLE = ["约10", "10/12", "50%", "见附件", "3-5", "若干", "12、15", "?", "百余件", "***", "↑"]


def _small(rng: Random, most: int) -> int:
    return rng.choice([0, 0, 0, 0, 1, 2, rng.randint(0, most)])


def _large(rng: Random, scale: int) -> int:
    return rng.choice([0, rng.randint(0, 9), rng.randint(10, 999), rng.randint(1000, max(1001, scale))])


def applications(rng: Random, form: str, scale: int) -> Numbers:
    """Per applicant and line; new + carried in = results + carried out holds by construction."""
    numbers: Numbers = {}
    leaves = [key for key, _, _ in forms.result_rows(form)]
    for applicant, _ in forms.APPLICANTS[:-1]:
        most = scale if applicant == "natural_person" else max(1, scale // 12)
        busy = applicant == "natural_person" or rng.random() < 0.4
        parts = {key: (_small(rng, most) if busy else 0) for key in leaves}
        results = sum(parts.values())
        out = rng.choice([0, 0, rng.randint(0, 5)]) if busy else 0
        carried = min(rng.choice([0, 0, rng.randint(0, 9)]), results + out)
        column = {**parts, "total": results, "carried_out": out, "carried_in": carried, "new": results + out - carried}
        numbers.update({(row, applicant): Decimal(n) for row, n in column.items()})
    for row in [*leaves, "total", "carried_out", "carried_in", "new"]:
        numbers[row, "total"] = sum((numbers[row, a] for a, _ in forms.APPLICANTS[:-1]), Decimal(0))
    return numbers


def disputes(rng: Random) -> Numbers:
    numbers: Numbers = {}
    for procedure, _ in forms.PROCEDURES:
        for outcome, _ in forms.OUTCOMES[:-1]:
            numbers[procedure, outcome] = Decimal(rng.choice([0, 0, 0, 1, 2, rng.randint(0, 60)]))
        numbers[procedure, "total"] = sum((numbers[procedure, o] for o, _ in forms.OUTCOMES[:-1]), Decimal(0))
    return numbers


def proactive(rng: Random, form: str, scale: int) -> Numbers:
    numbers: Numbers = {}
    for _, columns, rows in forms.PROACTIVE[form]:
        for row, _ in rows:
            for column, _ in columns:
                if column == "amount":
                    cents = rng.choice([0, rng.randint(1, 9), rng.randint(100, 99_999), rng.randint(10**5, 10**10)])
                    n = Decimal(cents) / 100
                elif column == "change":
                    n = Decimal(rng.choice([0, 0, rng.randint(-40, 40), rng.randint(-3, 1100)]))
                elif column == "decisions":
                    n = Decimal(_large(rng, scale * 40))
                elif row == "rules":
                    n = Decimal(rng.choice([0, 0, 0, rng.randint(0, 30)]))
                else:
                    n = Decimal(_large(rng, 1200) if rng.random() < 0.2 else rng.randint(0, 60))
                numbers[row, column] = n
    for row in ("rules", "normative_documents"):
        if form == "2019" and numbers[row, "public_total"] < numbers[row, "disclosed"]:
            numbers[row, "public_total"] = numbers[row, "disclosed"] + numbers[row, "public_total"]
    return numbers


def list_2014(rng: Random, scale: int) -> Numbers:
    n: dict[str, Decimal] = {}
    for key, _, unit in forms.LIST_2014:
        if not key:
            continue
        if unit == "万元":
            n[key] = Decimal(rng.choice([0, 0, rng.randint(1, 90_000)])) / 100
        elif key.startswith(("channel", "response", "training", "staff")):
            n[key] = Decimal(_large(rng, scale * 20) if key.startswith("channel") else _small(rng, 60))
        else:
            n[key] = Decimal(_small(rng, scale))
    channels = [k for k in n if k.startswith("channel")]
    n["disclosed"] = max(max(n[k] for k in channels), n["disclosed.normative_documents"])
    for part in ("response.press_conferences", "response.interviews"):
        n[part] = max(n[part], n[part + ".principal"])
    for total in ("replied.refused", "received", "concluded", "replied", "review", "litigation", "staff.people"):
        n[total] = sum((n[p] for p in forms.SUMS_2014[total]), Decimal(0))
    return {(k, "count"): v for k, v in n.items()}


def list_fujian(rng: Random, rows: list[tuple[str, str, str, str]], scale: int) -> Numbers:
    numbers: Numbers = {}
    keys = [key for key, *_ in rows]
    for column in ("count", "cumulative"):
        most = scale if column == "count" else scale * 6
        n = {k: Decimal(_small(rng, most)) for k in keys}
        n["channel.website"] = Decimal(_large(rng, most * 20))
        n["disclosed"] = n["channel.website"] + n["channel.gazette"]
        if "fees_waived" in n:
            n["fees_waived"] = Decimal(rng.choice([0, 0, rng.randint(1, 90_000)])) / 10
        for total in ("received", "replied"):
            n[total] = sum((v for k, v in n.items() if k.startswith(total + ".")), Decimal(0))
        for k, v in n.items():
            before = numbers.get((k, "count"), Decimal(0))
            numbers[k, column] = v + before if column == "cumulative" else v
    return numbers


def _plain(n: Decimal) -> str:
    return format(n, "f")


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c in "0123456789.,+-" else c for c in text)


def _signed(rng: Random, n: Decimal) -> str:
    size = _plain(abs(n))
    if n > 0:
        return rng.choice(["+{}", "增加{}", "＋{}", "{}", "+{}"]).format(size)
    if n < 0:
        return rng.choice(["-{}", "减少{}", "－{}", "-{}"]).format(size)
    return "0"


def _thousands(rng: Random, n: Decimal) -> str:
    return format(n, ",f").replace(",", rng.choice([",", ",", " ", "，", "\u2009"]))


def show(rng: Random, form: str, table: str, numbers: Numbers, shapes: frozenset[str]) -> dict[tuple[str, str], Figure]:
    """Each number as it is printed under the given shapes, with the value a reader must give."""
    # between pipes a line of nothing but dashes is a rule, for a person too
    words = [w for w in NIL_WORDS if "-" not in w] if shapes & {"pipes", "markdown"} else NIL_WORDS
    nil = rng.choice(words)
    wide = "fullwidth" in shapes
    remarks = _pick(rng, shapes, "remarks", numbers, 3)
    spoiled = _pick(rng, shapes, "unreadable", numbers, rng.randint(1, 3))
    units = "units_in_cell" in shapes
    shown = {}
    for (row, column), n in numbers.items():
        text, unit = _plain(n), forms.unit_of(form, table, row, column)
        if (row, column) in spoiled:
            shown[row, column] = Figure(rng.choice(UNREADABLE), "unreadable")
            continue
        if column == "change":
            text = _signed(rng, n) if "signed" in shapes else _plain(n)
        elif abs(n) >= 1000 and "thousands" in shapes:
            text = _thousands(rng, n)
        if wide and rng.random() < 0.7:
            text = _wide(text)
        if not n and "zeros_nil" in shapes and rng.random() < 0.9:
            shown[row, column] = Figure(nil if rng.random() < 0.8 else rng.choice(words), "nil")
            continue
        if not n and "zeros_blank" in shapes:
            shown[row, column] = Figure(rng.choice(BLANKS), "blank")
            continue
        if units and column != "change":
            text = _with_unit(rng, n, text, unit)
        elif unit == "元" and form == "2019" and rng.random() < 0.6:
            text += "元"
        elif (row, column) in remarks:
            inner = rng.randint(0, int(n))
            text += rng.choice(["（其中修订{}件）", "(其中修订{}件)", "（含上年结转{}件）"]).format(inner)
        if "spaces" in shapes:
            text = rng.choice(["", " ", "\u3000", "\xa0"]) + text + rng.choice(["", " ", "\u2002", "\u3000"])
        shown[row, column] = Figure(text, "number", n)
    return shown


def _with_unit(rng: Random, n: Decimal, text: str, unit: str) -> str:
    if unit == "元" and rng.random() < 0.5:
        return _plain((n / 10000).normalize() if n else n) + "万元"
    if unit == "万元" and rng.random() < 0.4:
        return _plain((n * 10000).normalize() if n else n) + "元"
    return text + unit


def _pick(rng: Random, shapes: frozenset[str], shape: str, numbers: Numbers, most: int) -> set[tuple[str, str]]:
    if shape not in shapes:
        return set()
    able = sorted(k for k, n in numbers.items() if k[1] != "change" and (shape != "remarks" or 0 < n == int(n)))
    return set(rng.sample(able, min(most, len(able))))


def totals(form: str, table: str) -> list[tuple[str, str]]:
    """The cells that print a sum of other cells of the table."""
    if table == "applications":
        return (
            [(row, "total") for row, _, _ in forms.result_rows(form)]
            + [("total", a) for a, _ in forms.APPLICANTS]
            + [("new", "total"), ("carried_in", "total"), ("carried_out", "total")]
        )
    if table == "disputes":
        return [(p, "total") for p, _ in forms.PROCEDURES]
    if table == "statistics" and form == "2014":
        return [(k, "count") for k in forms.SUMS_2014]
    return []


def spoil_totals(
    rng: Random, form: str, table: str, numbers: Numbers, shown: dict[tuple[str, str], Figure], shapes: frozenset[str]
) -> tuple[dict[tuple[str, str], Figure], bool]:
    """Blank totals, or totals printed wrong; the second result says whether a total is now really wrong."""
    shown, broken = dict(shown), False
    sums = totals(form, table)
    if "totals_blank" in shapes:
        for row, column in sums:
            if column == "total" and row not in ("total", "new", "carried_in", "carried_out"):
                shown[row, column] = Figure(rng.choice(BLANKS), "blank")
    elif "totals_wrong" in shapes and sums:
        sound = all(figure.state == "number" or not numbers[key] for key, figure in shown.items())
        able = [k for k in sums if shown[k].state == "number" and numbers[k] > 0]
        for key in rng.sample(able, min(len(able), rng.randint(1, 2))):
            value = max(Decimal(0), numbers[key] + rng.choice([-1, 1, 2, 10, -numbers[key]]))
            shown[key] = Figure(_plain(value), "number", value)
            broken = sound and not any(f.state == "blank" for f in shown.values())
    return shown, broken
