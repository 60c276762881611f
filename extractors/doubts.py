"""What is doubtful of figures recognised in a picture: each doubt is an issue beside the figure, never a correction."""

from collections.abc import Iterable

from data.forms import FormTable
from data.rows import CellReading, Finding, Issue
from data.words import pattern
from extractors.content import Content, Grid, Line
from extractors.heading import Heading
from extractors.readings import TableReading
from extractors.segments import Segment

# below this, figures of scans with known values were wrong; above it, all were right
SURE = 0.8
# below this the picture alone is not enough
_HARDLY = 0.5


def is_recognised(reading: TableReading) -> bool:
    """Whether any figure of a table was read in a picture."""
    return any(cell.confidence is not None for cell in reading.cells)


def _approximate(segments: Iterable[Segment]) -> dict[str, str]:
    """Labels as recognised, and the known labels they were taken for."""
    return {
        row.row.cells[i].text: known
        for segment in segments
        for row in segment.rows
        for i, known in row.approximate.items()
    }


def _labels(table: FormTable, cells: list[CellReading], taken: dict[str, str]) -> list[Issue]:
    if not taken:
        return []
    said = "; ".join(f"{read.strip()!r} taken for {known!r}" for read, known in taken.items())
    squeezed = {"".join(read.split()) for read in taken}
    lines = dict.fromkeys(cell.row for cell in cells if "".join(cell.row_label.split()) in squeezed)
    columns = dict.fromkeys(cell.column for cell in cells if "".join(cell.column_label.split()) in squeezed)
    if not lines and not columns:
        return [Issue("ocr_doubt", "warning", f"labels not recognised letter by letter: {said}", table.table)]
    found = []
    for axis, keys in (("row", lines), ("column", columns)):
        for key in keys:
            message = f"its label was not recognised letter by letter: {said}"
            found.append(Issue("ocr_doubt", "warning", message, table.table, **{axis: key}))
    return found


def _figures(cells: list[CellReading]) -> list[Issue]:
    return [
        Issue(
            "ocr_doubt",
            "warning",
            f"{cell.raw!r} was recognised with confidence {cell.confidence:.2f}",
            cell.table,
            cell.row,
            cell.column,
        )
        for cell in cells
        if cell.confidence is not None and cell.confidence < SURE
    ]


def _sums(table: FormTable, cells: list[CellReading], findings: Iterable[Finding]) -> list[Issue]:
    """A sum that does not come out may be the agency's, or one misread figure in it."""
    axes = {rule.rule: rule.axis for rule in table.sums}
    found = {}
    for finding in findings:
        if finding.table != table.table or finding.code != "sum_broken":
            continue
        # a total over lines doubts its column, a total over columns its line
        key = ("", finding.column) if axes.get(finding.rule) == "line" else (finding.row, "")
        found[key] = Issue(
            "ocr_doubt", "warning", f"a figure may be misread: {finding.rule} does not hold", table.table, *key
        )
    return list(found.values())


def _refuted(table: FormTable, reading: TableReading, findings: Iterable[Finding]) -> list[Issue]:
    """Make unreadable what was hardly recognised where the sum that it is in does not come out: it is no figure, and no
    other is put in its place. A figure that is struck with a pen and written anew beside is recognised so."""
    rules = {rule.rule: rule for rule in table.sums}
    doubted: set[tuple[str, str]] = set()
    for finding in findings:
        if finding.table != table.table or finding.code != "sum_broken" or finding.rule not in rules:
            continue
        rule = rules[finding.rule]
        for key in (rule.total, *(part for part, _ in rule.parts)):
            doubted.add((key, finding.column) if rule.axis == "line" else (finding.row, key))
    found = []
    for at, cell in enumerate(reading.cells):
        is_hardly = cell.confidence is not None and cell.confidence < _HARDLY
        if is_hardly and cell.value and (cell.row, cell.column) in doubted:
            reading.cells[at] = cell._replace(value=None, state="unreadable")
            said = f"{cell.raw!r} was hardly recognised, and the sum that it is in does not come out"
            found.append(Issue("unreadable_number", "error", said, table.table, cell.row, cell.column))
    return found


def illegible_tables(unknown: Iterable[Grid]) -> list[Issue]:
    """Ruled tables of pictures in which hardly anything was recognised: figures of any table may stand there."""
    found = []
    for grid in unknown:
        sure = [cell.confidence for row in grid.rows for cell in row.cells if cell.confidence is not None and cell.text]
        doubtful = sum(confidence < 0.5 for confidence in sure)
        if len(sure) >= 3 and doubtful > 0.3 * len(sure):
            page = next((f" on page {row.page}" for row in grid.rows if row.page), "")
            message = f"table {grid.index + 1}{page} is not legible: {doubtful} of {len(sure)} cells"
            found.append(Issue("ocr_doubt", "error", message))
    return found


def title_doubts(content: Content, heading: Heading) -> list[Issue]:
    """The doubt about agency and year where the title they were taken from was recognised with low confidence.

    A recogniser drops the 〇 of 二〇一九年度, and what is left of the year may be taken for the agency's beginning.
    """
    title = content.blocks[heading.first_line] if heading.first_line < len(content.blocks) else None
    if not isinstance(title, Line) or title.confidence is None:
        return []
    if pattern("rest_of_year").match(heading.agency):
        return [Issue("ocr_doubt", "warning", f"the agency begins with a misread year: {title.text[:80]!r}")]
    if title.confidence >= SURE:
        return []
    message = f"the title was recognised with confidence {title.confidence:.2f}: {title.text[:80]!r}"
    return [Issue("ocr_doubt", "warning", message)]


def distrusted_pages(content: Content, reading: TableReading) -> list[Issue]:
    """The doubt about a table on pages whose text says something else than they show: their pictures were read."""
    if not content.distrusted:
        return []
    pages = dict.fromkeys(cell.page for cell in reading.cells if cell.page in content.distrusted)
    return [
        Issue("ocr_doubt", "warning", f"page {page} was read as a picture: {content.distrusted[page]}", reading.table)
        for page in pages if page is not None
    ]  # fmt: skip


def pages_not_made_out(content: Content, tables: Iterable[TableReading]) -> list[Issue]:
    """An error for each page that was read as a picture and of which no table has a cell: its figures are missing."""
    read = {cell.page for table in tables for cell in table.cells}
    return [
        Issue("ocr_doubt", "error", f"page {page} was read as a picture and no table was made out on it: {why}")
        for page, why in content.distrusted.items()
        if page not in read
    ]


def _absent(table: FormTable, cells: list[CellReading]) -> list[Issue]:
    """Lines and cells of the form that were not read: a picture may show them where nothing was recognised."""
    read: dict[str, set[str]] = {}
    for cell in cells:
        read.setdefault(cell.row, set()).add(cell.column)
    columns = set().union(*read.values())
    wanted: dict[str, set[str]] = {}
    for line, column in table.units:
        if column in columns:
            wanted.setdefault(line, set()).add(column)
    unread = sorted({column for _, column in table.units} - columns)
    said = "no figure under this head was made out in the picture"
    found = [Issue("ocr_doubt", "warning", said, table.table, column=column) for column in unread]
    for line, own in wanted.items():
        label = table.lines[line].label if line in table.lines else line
        if line not in read:
            message = f"{label!r} was not made out in the picture"
            found.append(Issue("ocr_doubt", "warning", message, table.table, line))
        elif lacking := own - read[line]:
            for column in sorted(lacking):
                message = f"this figure of {label!r} was not made out in the picture"
                found.append(Issue("ocr_doubt", "warning", message, table.table, line, column))
    return found


def ocr_doubts(
    table: FormTable, segments: list[Segment], reading: TableReading, findings: Iterable[Finding]
) -> list[Issue]:
    """The doubts about a table: labels taken for near ones, figures of low confidence or missing, broken sums. Figures
    that both hardly show and do not add up become unreadable."""
    if not is_recognised(reading):
        return []
    findings = list(findings)
    refuted = _refuted(table, reading, findings)
    cells = reading.cells
    said = [*_labels(table, cells, _approximate(segments)), *_figures(cells), *_sums(table, cells, findings)]
    return [*said, *refuted, *_absent(table, cells)]
