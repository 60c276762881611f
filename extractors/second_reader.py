"""Two readers of one document: when the second is asked, and what its cells say of the first's.

The second is built on another library and slow, so it is asked for a fixed sample, and wherever the first could not
make sense of a table or its sums do not hold. It is not asked about what a page plainly prints and is no number (50%).
A figure on which the two differ is given by neither.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from data.rows import CellReading, Finding, Issue
from data.text import decode
from extractors.content import Content
from extractors.readers.pdf_page import DamagedPdf
from extractors.readings import TableReading
from extractors.sniff import sniff
from extractors.values import is_value_like

# one document in so many is read twice, whatever its figures say
SAMPLE = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that two readings give differently; None where a reading of the same table does not have it."""

    table: str
    row: str
    column: str
    first: CellReading | None
    second: CellReading | None

    @property
    def is_conflict(self) -> bool:
        """Whether both readings have the cell and say different things of it."""
        return self.first is not None and self.second is not None


def is_sampled(body: bytes, one_in: int = SAMPLE) -> bool:
    """Whether a document is of the sample: by its digest, so that the same bytes always are or never are."""
    return int.from_bytes(hashlib.sha256(body).digest()[:8]) % one_in == 0


def is_doubtful(tables: Iterable[TableReading], findings: Iterable[Finding], markup: str = "") -> bool:
    """Whether a first reading asks for a second: a table with an error, or a sum that does not hold.

    markup: that of a page, in which is looked up whether what is no number is the page's own print.
    """
    return any(finding.code == "sum_broken" for finding in findings) or any(
        issue.severity == "error" and not _is_own_print(table, issue, markup)
        for table in tables
        for issue in table.issues
    )


def _is_own_print(table: TableReading, issue: Issue, markup: str) -> bool:
    """Whether an unreadable figure stands in the markup as one piece of text: whoever reads it, it is no number."""
    if issue.code != "unreadable_number" or not markup:
        return False
    cell = next((cell for cell in table.cells if (cell.row, cell.column) == (issue.row, issue.column)), None)
    if cell is None or cell.marks or is_value_like(cell.raw):
        return False
    return re.search(rf">\s*{re.escape(cell.raw)}\s*<", markup) is not None


def read_again(content: Content, body: bytes) -> Content | None:
    """The document by its format's second reader; None where there is none, or none but that one read it before."""
    if content.is_second:
        return None
    if content.media == "html" and sniff(body) == "html":
        from extractors.readers.html_soup import read_html_again

        try:
            return read_html_again(decode(body)[0])
        except RecursionError:
            return None  # nested deeper than the forgiving reader follows; the first one did
    if content.media != "pdf":
        return None
    from extractors.readers.pdf_plumber import read_pdf_again

    try:
        return read_pdf_again(body)
    except DamagedPdf:
        return None  # what one library reads the other may refuse: the first reading stands as it is


def _cells(table: TableReading) -> dict[tuple[str, str], CellReading]:
    return {(cell.row, cell.column): cell for cell in table.cells}


def _same(first: CellReading, second: CellReading) -> bool:
    return (first.form, first.value, first.state) == (second.form, second.value, second.state)


def differences(first: list[TableReading], second: list[TableReading]) -> list[Difference]:
    """The cells in which two readings of the same table differ. A table that only one of them has is no difference."""
    others = {table.table: _cells(table) for table in second}
    found = []
    for table in first:
        if table.table not in others:
            continue
        ours, theirs = _cells(table), others[table.table]
        for key in dict.fromkeys([*ours, *theirs]):
            a, b = ours.get(key), theirs.get(key)
            if a is None or b is None or not _same(a, b):
                found.append(Difference(table.table, *key, a, b))
    return found


def _errors(table: TableReading) -> int:
    return sum(1 for issue in table.issues if issue.severity == "error")


def _said(cell: CellReading) -> str:
    return f"{cell.state} {cell.raw!r}" + (f" ({cell.form})" if cell.form else "")


def reconciled(first: list[TableReading], second: list[TableReading]) -> list[TableReading]:
    """One reading of two: for each table the first's, or the second's where that has all its cells and fewer errors.

    A cell of which both say different things stays as unreadable, without a number. A cell that only one has is kept
    where the better reading has it, with a warning. Tables that only the second has are taken from it.
    """
    theirs = {table.table: table for table in second}
    made = []
    for table in first:
        other = theirs.pop(table.table, None)
        if other is None:
            made.append(table)
            continue
        is_better = _errors(other) < _errors(table) and _cells(table).keys() <= _cells(other).keys() and other.cells
        better, worse = (other, table) if is_better else (table, other)
        kept = TableReading(better.table, better.form, list(better.cells), list(better.issues), better.left_out)
        if is_better:  # what the first could not take of lines that the second does not see is said
            read = {cell.row for cell in better.cells}
            kept.issues += [i for i in worse.issues if i.severity == "error" and i.row and i.row not in read]
        alone = [d for d in differences([better], [worse]) if not d.is_conflict]
        for difference in differences([better], [worse]):
            if difference.first is not None and difference.second is not None:
                _take_back(kept, difference.first, difference.second)
        if alone and not _errors(worse):
            named = ", ".join(f"{d.row}/{d.column}" for d in alone[:4])
            kept.flag(
                "readers_differ",
                f"{len(alone)} cells are seen by one of two readers only ({named}{' …' if len(alone) > 4 else ''})",
                severity="warning",
            )
        made.append(kept)
    for name, table in theirs.items():
        if table.cells:
            table.flag("readers_differ", "only the second reader sees this table", severity="warning")
            made.append(theirs[name])
    return made


def _take_back(kept: TableReading, ours: CellReading, other: CellReading) -> None:
    at = next(i for i, cell in enumerate(kept.cells) if cell is ours)
    kept.cells[at] = ours._replace(value=None, state="unreadable")
    kept.flag(
        "readers_differ",
        f"one reader has {_said(ours)}, the other {_said(other)}; no number is given",
        row=ours.row,
        column=ours.column,
    )
