"""How exactly documents are read: `python -m bench.accuracy --seed S [--count 520] [--scans 32] [--output FILE.md]`.

Makes documents with known truth of a seed (tests/generators/grammar, written from the forms and from what pages print,
apart from the readers): wording, layout, head, figures and delivery are each drawn for themselves, in all formats and
forms; with them documents of all kinds that are no report. Reads them as `nianbao extract` does, and writes a table by
format and by shape and format. Give it a seed that nobody has developed with; every defect goes to standard error.
"""

import argparse
import itertools
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from extractors.evidence import Hint
from extractors.report import Report
from extractors.tidy import ISSUE_COLUMNS, ROW_COLUMNS, issue_rows, tidy_rows
from flows.reading.documents import Document as ToRead
from flows.reading.documents import FromFile, read_all
from tests.generators import nonreports
from tests.generators.documents import MEDIA, RARE_MEDIA
from tests.generators.documents import make as make_scan
from tests.generators.grammar.make import FORMS, make
from tests.generators.model import Document
from tests.generators.score import score_other, score_report
from tests.generators.write import kind_row

# of so many documents in turn, one of each rare format and one that is no report
_TURN = ("html", "pdf", "docx", "xlsx", "text", "html", "pdf", "docx", "xlsx", "pdf", "", "rare")
# painted pages, spoiled in every way: those of the kind "scan" are kinder than what is met
_OCR = "paper"
_INTRODUCTION = """# How exactly documents are read

Documents with known truth are made by a grammar (`tests/generators/grammar`), which knows nothing of the readers: each
label is perturbed by every rule in random combination, each layout is made of independent choices, and so are titles,
names and years. The seed was not used while developing. They are read as `nianbao extract` reads them. This page is
written by

    {}

*recall*: of the numbers printed, those read with exactly that value; *precision*: of the numbers given, those that are
right; *silently wrong*, *silently missing*: such numbers in a table of which no issue says that something could not be
read; *year*, *agency*: of the reports, those whose year and whole name are right in every row; *perfect*: those of
which every cell, year and name are right; *refused*: of the documents that are no report, those that give no row and
say why.
"""
_Key = tuple[str, str]


def documents(seed: int, count: int, scans: int) -> Iterator[Document]:
    """`count` documents of all formats, forms and kinds, and `scans` scans after them, of consecutive seeds."""
    forms, rare = itertools.cycle(FORMS), itertools.cycle(RARE_MEDIA)
    others = itertools.cycle(nonreports.REASONS)
    for number, turn in zip(range(count), itertools.cycle(_TURN), strict=False):
        if turn:
            yield make(seed + number, next(forms), next(rare) if turn == "rare" else turn)
        else:
            yield nonreports.make(seed + number, next(others))
    for number in range(scans):
        yield make_scan(seed + count + number, next(forms), _OCR)


def _as_rows(columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> list[dict[str, str]]:
    return [dict(zip(columns, row, strict=True)) for row in rows]


def score(document: Document, report: Report) -> tuple[Counter[str], list[str]]:
    """Counts (those of tests/generators/score) and defects in words of one document."""
    got = _as_rows(ROW_COLUMNS, tidy_rows(report))
    issues = _as_rows(ISSUE_COLUMNS, issue_rows(report))
    kind = kind_row(document)
    if document.kind == "report":
        n, defects = score_report(kind, document.truth, got, issues)
        whole = [("right", "numbers"), ("states_right", "states"), ("years", "reports"), ("agencies", "reports")]
        n["perfect"] = not n["surplus"] and all(n[part] == n[of] for part, of in whole)
        return n, defects
    return score_other(kind, got, issues)


def _share(n: Counter[str], part: str, whole: str) -> str:
    return f"{n[part] / n[whole]:.4f}" if n[whole] else "–"


def _exact(n: Counter[str]) -> str:
    """One square of the table by shape: the number of documents, and what was not perfect about them."""
    said = [str(n["reports"] + n["others"])]
    if n["right"] < n["numbers"]:
        said.append(_share(n, "right", "numbers"))
    if n["given_right"] < n["given"]:
        said.append(f"precision {_share(n, 'given_right', 'given')}")
    if n["refused"] < n["others"]:
        said.append(f"refused {n['refused']}")
    return " ".join(said) + ("" if not n["silent"] else f" **silent {n['silent']}**")


def table(by_format: dict[str, Counter[str]], by_shape: dict[_Key, Counter[str]], command: str) -> str:
    """docs/accuracy.md."""
    lines = [
        *_INTRODUCTION.format(command).split("\n"),
        "| format | documents | numbers | recall | precision | silently wrong | silently missing | year | agency "
        "| perfect | refused |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, n in by_format.items():
        cells = (
            name, str(n["reports"] + n["others"]), str(n["numbers"]), _share(n, "right", "numbers"),
            _share(n, "given_right", "given"), str(n["silent"] - n["silent_missing"]), str(n["silent_missing"]),
            *(_share(n, part, "reports") for part in ("years", "agencies", "perfect")),
            f"{n['refused']} of {n['others']}" if n["others"] else "–",
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    formats = [name for name in by_format if any(n["reports"] for (_, f), n in by_shape.items() if f == name)]
    lines += [
        "",
        "## By shape and format",
        "",
        "How many documents have the shape (most have several), then recall and precision where they are not 1.",
        "",
        f"| shape | {' | '.join(formats)} |",
        f"|---|{'---|' * len(formats)}",
    ]
    for shape in sorted({shape for shape, _ in by_shape}):
        squares = [_exact(by_shape[shape, f]) if (shape, f) in by_shape else "" for f in formats]
        lines.append(f"| {shape} | {' | '.join(squares)} |")
    return "\n".join(lines) + "\n"


def run(seed: int, count: int, scans: int, workers: int, command: str) -> tuple[str, Counter[str], Counter[str]]:
    """The page, and the counts outside OCR and with it."""
    by_format: dict[str, Counter[str]] = defaultdict(Counter)
    by_shape: dict[_Key, Counter[str]] = defaultdict(Counter)
    totals = Counter[str](), Counter[str]()
    made: dict[str, Document] = {}
    with tempfile.TemporaryDirectory(prefix="nianbao-accuracy-") as folder:

        def written() -> Iterator[ToRead]:
            for document in documents(seed, count, scans):
                path = Path(folder, document.name)
                path.write_bytes(document.body)
                made[document.name] = document
                yield ToRead(document.name, Hint(document=document.name), "", FromFile(path))

        for name, report in read_all(written(), workers):
            document = made.pop(name)
            n, defects = score(document, report)
            if document.kind == "report" and report.outcome != "report":
                defects.insert(0, f"{report.outcome}: {report.issues[0].message if report.issues else ''}")
            for defect in defects:
                print(
                    f"{name} {document.medium} [{document.form} {' '.join(document.shapes)}] {defect}", file=sys.stderr
                )
            totals[document.medium == _OCR].update(n)
            by_format[document.medium].update(n)
            for shape in document.shapes or ("plain",):
                by_shape[shape, document.medium].update(n)
            Path(folder, name).unlink()
    ordered = {m: by_format[m] for m in (*MEDIA, *RARE_MEDIA) if m in by_format}
    ordered["all without OCR"] = totals[False]
    if scans:
        ordered |= {"scan (OCR)": by_format[_OCR]}
        by_shape = {(shape, "scan (OCR)" if f == _OCR else f): n for (shape, f), n in by_shape.items()}
    return table(ordered, by_shape, command), *totals


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=520)
    parser.add_argument("--scans", type=int, default=32)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--output", type=Path)
    o = parser.parse_args()
    command = f"python -m bench.accuracy --seed {o.seed} --count {o.count} --scans {o.scans}"
    page, plain, scanned = run(o.seed, o.count, o.scans, o.workers, command)
    print(page)
    if o.output:
        o.output.write_text(page, encoding="utf-8")
    is_exact = plain["right"] >= 0.999 * plain["numbers"] and plain["given_right"] == plain["given"]
    is_near = scanned["right"] >= 0.99 * scanned["numbers"] and scanned["given_right"] >= 0.999 * scanned["given"]
    is_named = min(plain["years"], plain["agencies"]) >= 0.99 * plain["reports"]
    is_whole = plain["perfect"] >= 0.97 * plain["reports"]
    is_loud = not plain["silent"] and not scanned["silent"] and plain["refused"] == plain["others"]
    return 0 if is_exact and is_near and is_loud and is_named and is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
