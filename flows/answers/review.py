"""`nianbao review`: accept a wording, a name or a corrected cell, which writes one line of data."""

import csv
import datetime as dt
import io
from pathlib import Path

from data.csv_rows import csv_rows
from data.errors import Told
from data.forms import forms
from data.labels import clean_label
from data.places import DATA, own_form_folders
from data.text import squeeze
from warehouse.figure import Figure
from warehouse.review import aligned_labels


class NotAccepted(Told):
    """The line would not fit the data files; the message says why, and nothing was written."""


def accept_label(
    form: str, table: str, key: str, wording: str, axis: str = "line", seen: str = "", data: Path = DATA
) -> str:
    """Add a wording of a form's line or column to labels.csv and return the line. Raises NotAccepted."""
    known = forms()
    if form not in known or table not in known[form].tables:
        raise NotAccepted(
            f"no table {form}/{table}; there are " + ", ".join(f"{f}/{t}" for f in known for t in known[f].tables)
        )
    if axis not in ("line", "column"):
        raise NotAccepted(f"axis {axis!r} is neither line nor column")
    keys = known[form].tables[table].lines if axis == "line" else known[form].tables[table].columns
    if key not in keys:
        raise NotAccepted(f"form {form} has no {axis} {key!r} in {table}; there are {', '.join(keys)}")
    cleaned, _ = clean_label(wording)
    if not cleaned:
        raise NotAccepted(f"{wording!r} is no label")
    files = [_labels_file(known[form].folder, data), *(folder / "labels.csv" for folder in own_form_folders())]
    for row in (row for file in files for row in csv_rows(file)):
        if (row["form"], row["table"], row["axis"]) == (form, table, axis) and clean_label(row["wording"])[
            0
        ] == cleaned:
            raise NotAccepted(f"{wording!r} is recorded already, for {row['key']!r}")
    return _append(
        files[-1] if known[form].folder == DATA / "forms" else files[0], (form, table, axis, key, wording, seen)
    )


def _labels_file(folder: Path, data: Path) -> Path:
    return (data / "forms" if folder == DATA / "forms" else folder) / "labels.csv"


def accept_aligned(path: Path, wording: str, data: Path = DATA) -> list[str]:
    """Accept what the readings of the published file took a wording for: a line for each form and table in which they
    met it.

    Raises:
        NotAccepted: nothing was taken for this wording, or it was taken for two things in one table.
    """
    met = aligned_labels(path)
    met = met[[squeeze(text) == squeeze(wording) for text in met["wording"]]]
    if met.empty:
        raise NotAccepted(
            f"no reading took {wording!r} for anything by its place; nianbao review lists those that were"
        )
    lines = []
    for form, table, axis in dict.fromkeys(met[["form", "table", "axis"]].itertuples(index=False, name=None)):
        rows = met[(met["form"] == form) & (met["table"] == table) & (met["axis"] == axis)]
        keys = set(rows["key"])
        if len(keys) > 1:
            raise NotAccepted(
                f"{wording!r} was taken for {' and for '.join(sorted(keys))} in {form}/{table}: say which with "
                "nianbao review label"
            )
        portals = ", ".join(sorted(set(rows["portal"].dropna())))
        lines.append((form, table, _key_of(form, table, axis, keys.pop()), axis, portals))
    return [accept_label(form, table, key, wording, axis, portals, data) for form, table, key, axis, portals in lines]


def _key_of(form: str, table: str, axis: str, said: str) -> str:
    """The key of a line or column; a column is said by its label."""
    if axis == "line":
        return said
    columns = forms()[form].tables[table].columns.values()
    return next((entry.key for entry in columns if entry.label == said), said)


def accept_name(
    name: str,
    agency_id: str,
    known_ids: set[str],
    first_year: str = "",
    last_year: str = "",
    note: str = "",
    data: Path = DATA,
) -> str:
    """Add a name of an agency to names.csv and return the line. Raises NotAccepted."""
    registered = {row["agency_id"] for row in csv_rows(data / "agencies" / "agencies.csv")}
    if agency_id not in registered | known_ids:
        raise NotAccepted(f"no agency {agency_id!r}: add it to agencies.csv first")
    for row in csv_rows(data / "agencies" / "names.csv"):
        if row["name_zh"] == name and (row["first_year"], row["last_year"]) == (first_year, last_year):
            raise NotAccepted(f"{name!r} is recorded already, for {row['agency_id']!r}")
    return _append(data / "agencies" / "names.csv", (name, agency_id, first_year, last_year, note))


def accept_cell(
    cell: Figure, text: str, reason: str, reviewed_by: str, reviewed_date: dt.date, data: Path = DATA
) -> str:
    """Add what a document prints in a mis-read cell to corrections.csv and return the line. Raises NotAccepted.

    text: as printed, or empty for an empty cell.
    """
    if not reason or not reviewed_by:
        raise NotAccepted("a correction says why, and who looked")
    if text == (cell.raw_zh or ""):
        raise NotAccepted(f"{text!r} is what was read")
    file = data / "corrections.csv"
    place = {name: str(getattr(cell, name)) for name in ("capture_id", "form", "table", "row", "column")}
    for row in csv_rows(file):
        if row["kind"] == "cell" and all(row[name] == value for name, value in place.items()):
            raise NotAccepted(f"the cell is corrected already, by {row['correction_id']}")
    line = {
        **place, "correction_id": "-".join([place["capture_id"], place["table"], place["row"], place["column"]]),
        "kind": "cell", "text": text, "reason": reason, "evidence": cell.url or "",
        "reviewed_by": reviewed_by, "reviewed_date": reviewed_date.isoformat(),
    }  # fmt: skip
    with file.open(encoding="utf-8-sig", newline="") as lines:
        columns = next(csv.reader(lines))
    return _append(file, tuple(line.get(name, "") for name in columns))


def _append(file: Path, values: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(values)
    ends = file.read_bytes()[-1:] == b"\n"
    with file.open("a", encoding="utf-8") as out:
        out.write(("" if ends else "\n") + line.getvalue())
    return line.getvalue().rstrip("\n")
