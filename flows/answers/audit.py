"""`nianbao audit`: a random sample of cells with their marked pages, and what a person's verdicts on it say."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from data.errors import Told
from flows.answers.show_cell import marked_cell
from warehouse.audit import COLUMNS, Rate, draw_sample, rates, read_verdicts
from warehouse.figure import find_figure
from warehouse.guarded import guarded
from warehouse.places import published_file


@dataclass(frozen=True)
class Audit:
    """The verdict file to fill in, the pages beside it, and of how many of them the cell is marked."""

    verdicts: Path
    pages: int
    marked: int


def begin_audit(
    home: Path, count: int, folder: Path, seed: int = 0, progress: Callable[[int, int], None] | None = None
) -> Audit:
    """Draw cells and write `folder`/verdicts.csv and `folder`/NNNN.html; the column verdict is for a person.

    Raises FileExistsError where verdicts are there already: nobody's judgements are written over.
    """
    verdicts = folder / "verdicts.csv"
    if verdicts.exists():
        raise FileExistsError(f"{verdicts} exists: count it with --verdicts, or choose another folder")
    sample = draw_sample(published_file(home), count, seed)
    folder.mkdir(parents=True, exist_ok=True)
    pages = marked = 0
    rows = []
    for row in sample.to_dict("records"):
        shown = {name: "" if row.get(name) is None else guarded(row[name]) for name in COLUMNS if name in row}
        try:
            cell = find_figure(
                published_file(home), row["agency_id"], int(row["report_year"]), row["table"], row["row"], row["column"]
            )
            page = marked_cell(home, cell)
        except (Told, OSError) as error:
            shown["note"] = f"no page: {error}"
        else:
            (folder / f"{row['number']:04d}.html").write_text(page.html, encoding="utf-8")
            pages, marked = pages + 1, marked + page.is_marked
        rows.append(shown)
        if progress:
            progress(len(rows), len(sample))
    with verdicts.open("w", encoding="utf-8-sig", newline="") as file:  # the mark at its start tells sheets the coding
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return Audit(verdicts, pages, marked)


def count_audit(verdicts: Path) -> list[Rate]:
    """The error rates of a filled-in verdict file. Raises BadVerdicts."""
    return rates(read_verdicts(verdicts))
