"""Reading against its peers, side by side in one warm process: `python -m bench.reading [--count 60] [--rounds 5]`.

HTML: the whole reading (grids, cells, values, heading, sections, checks) against pandas.read_html(flavor="lxml"),
which makes DataFrames of all tables and understands none. PDF: against pdfplumber.extract_tables on every page.
DOCX: against python-docx walking row.cells. Documents come from tests/generators, of seeds no test uses; of PDF those
whose tables are ruled in full, made as offices publish them: an embedded font, text of 900 to 2,600 characters set in
16 points, five or six pages of which three hold tables. One process and core; rounds alternate between ours and
theirs, medians of processor time count; Python collects garbage as seldom as in a reading worker, for both. The table
goes to bench/results.md.
"""

import argparse
import io
import logging
import statistics
import time
from collections.abc import Callable, Sequence
from random import Random

import pandas as pd
import pdfplumber

from data.text import decode
from extractors.report import read_report
from extractors.second_reader import is_doubtful, is_sampled
from flows.reading.workers import collect_seldom
from tests.generators import pdf_shapes
from tests.generators.documents import MEDIA, draw_shapes, make
from tests.generators.model import Document

Read = Callable[[bytes], object]


def _read_html(body: bytes) -> object:
    try:
        return pd.read_html(io.StringIO(decode(body)[0]), flavor="lxml")
    except ValueError:  # a page without a table
        return None


def _plumber(body: bytes) -> object:
    with pdfplumber.open(io.BytesIO(body)) as document:
        return [page.extract_tables() for page in document.pages]


def _python_docx(body: bytes) -> object:
    import docx

    document = docx.Document(io.BytesIO(body))
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


PEERS: dict[str, tuple[str, Read]] = {
    "html": ("pandas.read_html(lxml)", _read_html),
    "pdf": ("pdfplumber.extract_tables", _plumber),
    "docx": ("python-docx row.cells", _python_docx),
}


def _is_read_twice(body: bytes) -> bool:
    report = read_report(body)
    markup = decode(body)[0] if report.media == "html" else ""
    return is_sampled(body) or is_doubtful(report.tables, report.checks.findings, markup)


def _document(seed: int, medium: str) -> Document:
    if medium != "pdf":
        return make(seed, medium=medium)
    rng = Random(seed)
    form = rng.choice(("2014", "2019", "2021", "mixed"))
    others = {*pdf_shapes.PARTLY, *pdf_shapes.LINES, "single_characters", "small_pages", "landscape"}
    drawn = [shape for shape in draw_shapes(rng, form, "pdf") if shape not in others]
    return make(seed, form, "pdf", dict.fromkeys([*drawn, "embedded_font", *pdf_shapes.PRINT]))


def _seconds(read: Read, bodies: Sequence[bytes]) -> float:
    begun = time.process_time()
    for body in bodies:
        read(body)
    return time.process_time() - begun


def compare(medium: str, count: int, rounds: int, alone: bool) -> str:
    """One line of the results table; alone: only documents that the second reader is not asked about."""
    name, peer = PEERS[medium]
    documents = [_document(5_000_000 + i, medium) for i in range(count)]
    bodies = [d.body for d in documents if d.kind == "report" and not (alone and _is_read_twice(d.body))]
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(rounds + 1):
        mine, other = _seconds(read_report, bodies), _seconds(peer, bodies)
        if number:  # the first round warms both
            ours.append(mine)
            theirs.append(other)
    a, b = statistics.median(ours), statistics.median(theirs)
    size = sum(map(len, bodies)) / len(bodies) / 1000
    which = f"{medium}, first reader alone" if alone else medium
    ratio = f"{b / a:.2f} ({min(theirs) / max(ours):.2f}–{max(theirs) / min(ours):.2f})"
    documents_said = f"{which} ({len(bodies)} reports, {size:.0f} KB each)"
    cells = (documents_said, f"{len(bodies) / a:.0f}", name, f"{len(bodies) / b:.0f}", ratio)
    return f"| {' | '.join(cells)} |"


def main() -> None:
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--medium", action="append", choices=sorted(PEERS))
    options = parser.parse_args()
    collect_seldom()
    print("| documents | ours, docs/s and core | peer | peer, docs/s and core | ratio (range) |\n|---|---|---|---|---|")
    for medium in options.medium or [m for m in PEERS if m in MEDIA]:
        for alone in (False, True):
            print(compare(medium, options.count, options.rounds, alone), flush=True)


if __name__ == "__main__":
    main()
