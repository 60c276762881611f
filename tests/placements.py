"""`python -m tests.placements --count 20000 --seed 1 --format html`: the number 31816 in any place of any table.

Generated documents of known truth with one number more: as a figure, beside one, in a label, a head, a note, a new row
or column, in every decoration of the format. Afterwards what was read names the number, no set-off number is given as
a figure, and no other figure is wrong or missing without an issue. Exit status 1 on a failure; `--format odt` and
`--format doc` go through LibreOffice, `--format scan` through OCR.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from data.text import squeeze
from extractors import office
from extractors.report import Report, read_report
from extractors.sniff import sniff
from tests.generators.documents import FORMS, draw_shapes, make
from tests.generators.model import Block, Document
from tests.placements_grid import NUMBER, PLACES, Placed, put
from tests.placements_marks import DOUBT, GONE, SEEN, Mark, drawn, marked, of, sees

FORMATS = ("html", "text", "docx", "xlsx", "pdf", "xls", "rtf", "word_2003", "word_flat", "mhtml", "html_doc")
# shapes that make figures or whole rows doubtful in themselves, or break the number up
_NOT = {
    "split_numbers",
    "split_runs",
    "wrapped_numbers",
    "hidden_table",
    "hidden_sheet",
    "unreadable",
    "rich_text",
    "embedded_font",
}
SOURCE = {"odt": "docx", "doc": "docx", "ods": "xlsx"}
OFFICE = (*SOURCE, "rtf")
# what LibreOffice writes otherwise than it stood: results that it computes, a control's runs as one text of no look
_NOT_WRITTEN = {"ods": {"formulas"}, "doc": {"controls"}}


@dataclass
class Case:
    """One placement: the document with the number in it, and where it was put and how."""

    document: Document
    placed: Placed
    mark: Mark
    body: bytes

    @property
    def name(self) -> str:
        shapes = " ".join(self.document.shapes)
        return f"{self.document.seed} {self.document.form} [{shapes}] {self.mark.name}, {self.placed.place}"


def case(
    seed: int, medium: str, place: str = "", mark: Mark | None = None, form: str = "", shapes: list[str] | None = None
) -> Case | None:
    """The placement of a seed; None where the document has no such place. What is given is not drawn."""
    rng = Random(f"place {seed}")
    source = SOURCE.get(medium, medium)
    where = place or rng.choice(list(PLACES))
    mark = mark or (rng.choice(of(medium)) if rng.random() < 0.6 else of(medium)[0])
    form = form or rng.choice(FORMS)
    if shapes is None:
        shapes = [s for s in draw_shapes(rng, form, source) if s not in _NOT] if rng.random() < 0.7 else []
    shapes = [s for s in shapes if not s.startswith(("gb", "utf16", "big5")) and s not in _NOT_WRITTEN.get(medium, ())]
    if source == "xlsx" and mark.name != "plain" and "text_numbers" not in shapes:
        shapes.append("text_numbers")  # marks are of text
    placed = Placed()

    def change(blocks: list[Block]) -> list[Block]:
        return put(rng, blocks, where, placed)

    with drawn(mark) if source in ("pdf", "scan") else nullcontext():
        document = make(seed, form, source, shapes, change)
    return Case(document, placed, mark, marked(document.body, source, mark)) if placed.place else None


# a number that stands alone in a PDF's cell is small print there, wherever on its line it stands
_ALONE = ("figure", "figure, printed", "figure, blank", "merged")
# rows of words, which a page without markup, or one laid out by tables, may set as a paragraph: they are named in the
# report's text
_WORDS = ("note", "note, short", "note, its number first", "new row, words and number", "on an article")


def _named(report: Report, with_text: bool = False) -> str:
    """Everything in which a reading names what stands in the tables, without spaces."""
    said: list[str] = []
    for one in (report, *report.also):
        said += [issue.message for issue in one.issues]
        said += [finding.message for finding in one.checks.findings]
        said += [
            part for line in one.unmapped for part in (line.raw, line.label, line.column_label, line.unit, line.code)
        ]
        said += [part for table in one.tables for c in table.cells for part in (c.raw, c.row_label, c.column_label)]
        if with_text or one.media in ("xlsx", "xls", "ods"):  # a row of words alone is a paragraph in a sheet
            said += [part for section in one.sections for part in (section.heading, section.text)]
    return squeeze(" ".join(said))


def failures(made: Case, report: Report) -> Iterator[str]:
    """What is wrong with the reading of a placement."""
    if report.outcome == "unread_report" and (
        sees(made.mark, made.document.medium) == GONE or NUMBER in _named(report)
    ):
        return  # its lines are kept and an error says that they are
    if report.outcome != "report":
        yield f"no report: {report.outcome} {report.issues[0].message[:90] if report.issues else ''}"
        return
    mark, placed, medium = made.mark, made.placed, made.document.medium
    seen = sees(mark, medium)
    if medium in ("pdf", "scan") and mark.name in ("raised", "lowered") and placed.place in _ALONE:
        seen = SEEN
    is_unmarked = medium in ("pdf", "text", "scan") or "outer_layout" in made.document.shapes
    may_be_text = placed.place in _WORDS and is_unmarked
    if seen != GONE and NUMBER not in _named(report, may_be_text):
        yield "not named"
    cells = {(c.table, c.row, c.column): c for one in (report, *report.also) for t in one.tables for c in t.cells}
    loud = {i.table for one in (report, *report.also) for i in one.issues if i.severity != "info"}
    loud |= {f.table for one in (report, *report.also) for f in one.checks.findings}
    touched = {(placed.table, *key) for key in placed.keys}
    truth = {(row["table"], row["row"], row["column"]): row for row in made.document.truth}
    for key, row in truth.items():
        cell = cells.get(key)
        raw = squeeze(cell.raw) if cell else ""
        if key in touched:
            if cell is not None and cell.state == "number" and seen != GONE and NUMBER not in raw:
                yield f"{key} has {cell.raw!r} without the number"
            is_cover = placed.place == "merged" and medium == "text"  # its other columns are empty cells there
            if cell is not None and cell.state == "blank" and seen != GONE and not is_cover:
                yield f"{key} is called blank"
        elif cell is None:
            if row["state"] == "number" and key[0] not in loud and "" not in loud:
                yield f"{key} is missing and no issue says so"
        elif cell.state == "number" and (row["state"] != "number" or cell.value != Decimal(row["value"])):
            if NUMBER not in raw:
                yield f"{key} is {cell.raw!r} instead of {row['raw']!r}"
        elif cell.state != row["state"] and key[0] not in loud:
            yield f"{key} is {cell.state} {cell.raw!r} instead of {row['raw']!r} and no issue says so"
    for key, cell in cells.items():
        if key not in truth and cell.state == "number" and NUMBER not in squeeze(cell.raw):
            yield f"{key} {cell.raw!r} is not printed"
        if seen == DOUBT and cell.state == "number" and NUMBER in squeeze(cell.raw):
            yield f"{key} gives {cell.raw!r} = {cell.value} of a number that is {mark.name}"
        if cell.state == "number" and NUMBER in squeeze(cell.raw) and key not in touched and placed.keys:
            yield f"{key} has the number of another cell"


def converted(bodies: list[bytes], medium: str) -> list[bytes]:
    """Documents as LibreOffice writes them in another format, without a byte where it opens one of them not."""
    source = SOURCE[medium]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for n, body in enumerate(bodies):
            (folder / f"{n}.{source}").write_bytes(body)
        subprocess.run(
            ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", medium,
             "--outdir", name, *(str(folder / f"{n}.{source}") for n in range(len(bodies)))],
            check=True, capture_output=True, timeout=60 + 5 * len(bodies),
        )  # fmt: skip
        made = [folder / f"{n}.{medium}" for n in range(len(bodies))]
        return [path.read_bytes() if path.exists() else b"" for path in made]


def _by_office(bodies: list[bytes]) -> list[bytes]:
    """Documents as LibreOffice makes them readable, in one start: without a byte what it does not open."""
    made = office.convert({str(n): (sniff(body), body) for n, body in enumerate(bodies) if body}, alone=False)
    return [made[str(n)].body if str(n) in made else b"" for n in range(len(bodies))]


def run(
    count: int, seed: int, medium: str, place: str = "", seconds: float = 1e9, most_seeds: int = 10**6
) -> tuple[int, list[str]]:
    """Placements of one format: how many were read, and what was wrong with them.

    Ends before `count` after so many seconds or seeds: not every document has every place.
    """
    began, tried, found = time.monotonic(), 0, []
    n = first = seed * 1_000_000
    while tried < count and n - first < most_seeds and time.monotonic() - began < seconds:
        batch = []
        while len(batch) < (min(count - tried, 40) if medium in OFFICE else 1) and n - first < most_seeds:
            if (made := case(n, medium, place)) is not None:
                batch.append(made)
            n += 1
        bodies = [made.body for made in batch]
        if medium in SOURCE and batch:
            bodies = converted(bodies, medium)
        for made, body in zip(batch, _by_office(bodies) if medium in OFFICE else bodies, strict=True):
            if not body:
                continue
            tried += 1
            found += [f"{made.name}: {said}" for said in failures(made, read_report(body))]
    return tried, found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=(*FORMATS, *SOURCE, "scan"), action="append")
    parser.add_argument("--one", type=int, help="write the document of this seed to standard output")
    parser.add_argument("--place", choices=sorted(PLACES), default="")
    parser.add_argument("--show", type=int, default=40, help="failures shown of each format")
    parser.add_argument("--seconds", type=float, default=1e9, help="stop each format after so long")
    o = parser.parse_args()
    if o.one is not None:
        made = case(o.one, (o.format or FORMATS)[0], o.place)
        sys.stdout.buffer.write(made.body if made else b"")
        return 0
    failed = 0
    for medium in o.format or FORMATS:
        tried, found = run(o.count, o.seed, medium, o.place, o.seconds)
        failed += len(found)
        print(f"{medium}: {tried} placements, {len(found)} failures", flush=True)
        for said in found[: o.show]:
            print(f"  {said}")
        for place, number in Counter(said.partition("] ")[2].partition(":")[0] for said in found).most_common(12):
            print(f"  {number:5} {place}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
