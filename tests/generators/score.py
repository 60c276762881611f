# ruff: noqa: E501  (Chinese labels are kept whole; each character counts two columns)
"""python -m tests.generators.score DIR RESULTS.csv ISSUES.csv [--defects N]

Compares what `nianbao extract DIR/docs --output RESULTS.csv --issues ISSUES.csv` gave with DIR/truth.csv and
DIR/kinds.csv, and prints a table by medium and form and by shape:

numbers: printed numbers read with exactly that value · precision: numbers given that are right · states: cells without a
number whose state is right · raw: printed text kept · surplus: rows for cells that are not printed · silent: wrong or
missing numbers whose table no issue names · issues: expected issues that were not raised, and findings raised where
everything adds up · refused: non-reports that give no row and a reason.
Exit status 1 on any defect.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path

FINDINGS = ("sum_broken", "text_differs")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip()) if text.strip() else None
    except InvalidOperation:
        return None


def _squeezed(text: str) -> str:
    return "".join(c for c in text if not c.isspace())


def _same_agency(a: str, b: str) -> bool:
    return a == b


def _by_document(rows: Iterable[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[Path(row["document"]).name].append(row)
    return grouped


def score_report(
    kind: dict[str, str], truth: list[dict[str, str]], got: list[dict[str, str]], issues: list[dict[str, str]]
) -> tuple[Counter[str], list[str]]:
    """Counts and defects, in words, of one report."""
    n: Counter[str] = Counter()
    defects: list[str] = []

    def key(row: dict[str, str]) -> tuple[str, str, str, str]:
        return row["form"], row["table"], row["row"], row["column"]

    named = {i["table"] or "*" for i in issues if (i["table"] and i["severity"] != "info") or i["severity"] == "error"}
    given: dict[tuple[str, str, str, str], dict[str, str]] = {}
    for row in got:
        if key(row) in given:
            n["twice"] += 1
            defects.append(f"twice {key(row)}: {given[key(row)]['raw']!r} and {row['raw']!r}")
        given[key(row)] = row
    wanted = {key(row): row for row in truth}

    def silent(where: tuple[str, str, str, str], missing: bool = False) -> str:
        quiet = where[1] not in named and "*" not in named
        n["silent"] += quiet
        n["silent_missing"] += quiet and missing
        return " SILENT" if quiet else ""

    for where, row in wanted.items():
        read_row = given.get(where)
        said = "no row" if read_row is None else f"{read_row['state']} {read_row['value']!r} raw {read_row['raw']!r}"
        if row["state"] == "number":
            n["numbers"] += 1
            if read_row is not None and _number(read_row["value"]) == _number(row["value"]):
                n["right"] += 1
            else:
                missing = read_row is None or not read_row["value"]
                quiet = silent(where, missing)
                defects.append(f"number {where}: {row['value']} printed {row['raw']!r}, got {said}{quiet}")
                continue
        else:
            n["states"] += 1
            if read_row is not None and read_row["state"] == row["state"] and not read_row["value"]:
                n["states_right"] += 1
            else:
                wrong_number = read_row is not None and _number(read_row["value"]) is not None
                defects.append(
                    f"state {where}: {row['state']} printed {row['raw']!r}, got {said}"
                    + (silent(where) if wrong_number else "")
                )
                continue
        n["kept"] += 1
        if read_row is not None and _squeezed(read_row["raw"]) == _squeezed(row["raw"]):
            n["raw_right"] += 1
        elif read_row is not None:
            defects.append(f"raw {where}: printed {row['raw']!r}, got {read_row['raw']!r}")
        if read_row is not None and read_row["unit"] != row["unit"]:
            defects.append(f"unit {where}: {row['unit']}, got {read_row['unit']}")
    for where, row in given.items():
        if _number(row["value"]) is not None:
            n["given"] += 1
            n["given_right"] += where in wanted and _number(wanted[where]["value"]) == _number(row["value"])
        if where not in wanted:
            n["surplus"] += 1
            defects.append(f"surplus {where}: {row['state']} {row['raw']!r}{silent(where) if row['value'] else ''}")
    _heads(kind, got, n, defects)
    _issues(kind, issues, n, defects)
    return n, defects


def _heads(kind: dict[str, str], got: list[dict[str, str]], n: Counter[str], defects: list[str]) -> None:
    years, agencies = {r["report_year"] for r in got}, {r["agency"] for r in got}
    n["reports"] += 1
    if years == {kind["report_year"]}:
        n["years"] += 1
    elif got:
        defects.append(f"year {kind['report_year']}, got {sorted(years)}")
    if agencies and all(_same_agency(a, kind["agency"]) for a in agencies):
        n["agencies"] += 1
    elif got:
        defects.append(f"agency {kind['agency']}, got {sorted(agencies)}")


def _issues(kind: dict[str, str], issues: list[dict[str, str]], n: Counter[str], defects: list[str]) -> None:
    expected = json.loads(kind["expected"])
    for code, table, row, column in expected:
        if not any(
            i["code"] == code and table in ("", i["table"]) and row in ("", i["row"]) and column in ("", i["column"])
            for i in issues
        ):
            n["issues"] += 1
            defects.append(f"issue {code} {table} {row} {column} not raised")
    may = {code for code, *_ in expected}
    if "totals_wrong" in kind["shapes"]:
        may |= set(FINDINGS)
    for i in issues:
        if i["code"] in FINDINGS and i["code"] not in may:
            n["issues"] += 1
            defects.append(
                f"issue {i['code']} {i['table']} {i['row']} {i['column']} raised though all adds up: "
                f"{i['message'][:120]}"
            )


def score_other(
    kind: dict[str, str], got: list[dict[str, str]], issues: list[dict[str, str]]
) -> tuple[Counter[str], list[str]]:
    """Counts and defects of one document that is no report."""
    n: Counter[str] = Counter(others=1)
    whole = [i for i in issues if not i["table"]]
    defects = []
    if got:
        defects.append(f"{kind['kind']}: {len(got)} rows from what is no report")
    elif not whole:
        defects.append(f"{kind['kind']}: refused without a reason")
    else:
        n["refused"] += 1
        reasons = tuple(kind["notes"].removeprefix("not_a_report: ").split("|"))
        if kind["notes"].startswith("not_a_report") and not any(
            i["code"] == "not_a_report" and i["message"].startswith(reasons) for i in whole
        ):
            n["reasons"] += 1
            said = "; ".join(f"{i['code']} {i['message'][:60]}" for i in whole)
            defects.append(f"{kind['kind']}: reason {reasons}, got {said}")
    return n, defects


def _line(name: str, n: Counter[str]) -> str:
    def share(part: str, whole: str) -> str:
        return f"{n[part] / n[whole]:.4f}" if n[whole] else "-"

    return (
        f"{name:34} {n['reports'] + n['others']:5} {share('right', 'numbers'):>7} {share('given_right', 'given'):>9} "
        f"{share('states_right', 'states'):>7} {share('raw_right', 'kept'):>7} {n['surplus']:7} {n['silent']:6} "
        f"{n['issues']:6} {share('years', 'reports'):>6} {share('agencies', 'reports'):>8} "
        f"{share('refused', 'others'):>7} {n['defective']:9}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("results", type=Path)
    parser.add_argument("issues", type=Path)
    parser.add_argument("--defects", type=int, default=3, help="defects shown of each document")
    o = parser.parse_args()
    kinds = read(o.folder / "kinds.csv")
    truth, got, issues = (_by_document(read(p)) for p in (o.folder / "truth.csv", o.results, o.issues))
    by_form: dict[str, Counter[str]] = defaultdict(Counter)
    by_shape: dict[str, Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    for kind in kinds:
        name = kind["document"]
        if kind["kind"] == "report":
            n, defects = score_report(kind, truth[name], got[name], issues[name])
        else:
            n, defects = score_other(kind, got[name], issues[name])
        n["defective"] = bool(defects)
        for counter in (
            total,
            by_form[f"{kind['medium']} {kind['form'] or '(no report)'}"],
            *(by_shape[shape] for shape in kind["shapes"].split()),
        ):
            counter.update(n)
        for defect in defects[: o.defects]:
            print(f"{name} [{kind['form']} {kind['shapes']}] {defect}")
        if len(defects) > o.defects:
            print(f"{name} … {len(defects) - o.defects} more")
    head = (
        f"{'':34} {'docs':>5} {'numbers':>7} {'precision':>9} {'states':>7} {'raw':>7} {'surplus':>7} {'silent':>6} "
        f"{'issues':>6} {'years':>6} {'agencies':>8} {'refused':>7} {'defective':>9}"
    )
    for title, counters in (("medium and form", by_form), ("shape", by_shape)):
        print(f"\n{title}\n{head}")
        for name in sorted(counters):
            print(_line(name, counters[name]))
    print(f"\n{_line('all', total)}")
    return 1 if total["defective"] else 0


if __name__ == "__main__":
    sys.exit(main())
