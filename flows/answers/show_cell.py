"""`nianbao show`: the archived page of one figure, from the archive and not the live site, with its cell marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from data.captures import Capture
from data.errors import Told
from extractors import bundle
from extractors.mark import Marked, mark
from extractors.readers.html_mark import Place
from flows.visible import visible
from spiders.archive import DamagedCapture, digest_of, read_body
from spiders.article_parts import joined
from warehouse.figure import Figure, find_figure
from warehouse.places import published_file
from warehouse.query import plain


@dataclass(frozen=True)
class Shown:
    """The file written, whether the cell itself is marked in it, and the figure's row of the view lineage."""

    path: Path
    is_marked: bool
    cell: Figure


def show_cell(
    home: Path, agency: str, year: int, table: str, row: str, column: str, target: Path, version: int = 0
) -> Shown:
    """Write the document of a figure to `target`: .html, or .png for a page of a PDF.

    Raises UnknownChoice for a figure that is not there, DamagedCapture where the archive does not hold what was read,
    Told for a picture of what has no pages.
    """
    cell = find_figure(published_file(home), agency, year, table, row, column, version)
    marked = marked_cell(home, cell)
    if target.suffix.lower() == ".png":
        if not marked.png:
            raise Told(f"a document of the format {cell.media} is shown as .html, not as a picture")
        target.write_bytes(marked.png)
    else:
        target.write_text(marked.html, encoding="utf-8")
    return Shown(target, marked.is_marked, cell)


def marked_cell(home: Path, cell: Figure) -> Marked:
    """The document of a figure as find_figure() gives it, with the cell marked."""
    capture = cell.capture
    body = _body(home / "archive", capture, cell.bundle, cell.pages)
    place = Place(cell.table_index, cell.row_index, cell.column_index)
    return mark(body, capture.media_type, place, cell.raw_zh or "", cell.page, _facts(cell, capture))


def shown_figure(cell: Figure) -> str:
    """The number with its unit, or the state of a cell that has none."""
    return str(cell.state) if cell.value is None else f"{plain(cell.value):f} {cell.unit or ''}".strip()


# the further reports of a document have addresses of their own (flows.steps.report_capture)
_FURTHER = re.compile(r"#report \d+$")


def _body(archive: Path, capture: Capture, packed: Capture | None, pages: Sequence[Capture]) -> bytes:
    """A document's bytes; those of a bundle's member are unpacked from the bundle, which alone the archive holds, and
    an article of several pages is joined as it was read."""
    if pages:
        return joined([read_body(archive, page) for page in pages])
    if packed is None:
        return read_body(archive, capture)
    name = _FURTHER.sub("", capture.url.removeprefix(packed.url)).removeprefix("#")
    if not name:
        return read_body(archive, packed)
    for member in bundle.members(read_body(archive, packed), ""):
        if isinstance(member, bundle.Member) and member.name.lstrip("/") == name:
            if digest_of(member.body) == capture.digest:
                return member.body
            break
    raise DamagedCapture(f"{packed.url}: the bundle in the archive holds no {name} with the digest {capture.digest}")


def _facts(cell: Figure, capture: Capture) -> dict[str, str]:
    facts = {
        "figure": f"{cell.agency_zh} {cell.report_year}, {cell.table} / {cell.row} / {cell.column}",
        "read as": shown_figure(cell),
        "printed": repr(cell.raw_zh or ""),
        "labels": f"{cell.row_label_zh or ''} × {cell.column_label_zh or ''}",
        "place": f"table {cell.table_index + 1}, row {cell.row_index + 1}, cell {cell.column_index + 1}"
        + (f", page {cell.page}" if cell.page else ""),
        "address": capture.url,
        "fetched": capture.fetched_at,
        "archive": f"{capture.warc_file} at {capture.warc_offset}, {capture.digest}",
    }
    return {name: visible(text) for name, text in facts.items()}
