"""The verb `extract`: what it shows on a terminal; on none it is quiet."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.options import Workers
from flows.say import Bar, errors, warn

if TYPE_CHECKING:
    from flows.reading.extract import Extraction

app = typer.Typer()
INTERRUPTED = 130


@app.command()
def extract(
    paths: Annotated[list[Path], typer.Argument(exists=True, help="Files, or folders of files.")],
    output: Annotated[str, typer.Option(help="CSV of tidy rows; - is standard output.")] = "-",
    issues: Annotated[str | None, typer.Option(help="CSV of what could not be taken or does not add up.")] = None,
    unmapped: Annotated[str | None, typer.Option(help="CSV of the lines and figures that no form knows.")] = None,
    workers: Workers = None,
    took: Annotated[Path | None, typer.Option(help="CSV of what each format took, also shown on a terminal.")] = None,
) -> None:
    """Read report files into tidy rows, one line a printed cell.

    Each document is handled by itself: what cannot be read gets a line among the issues and stops nothing. Ctrl-C keeps
    what is read; the same call again reads the rest.
    """
    from data.forms import FormError
    from flows.reading.extract import extract as extract_files

    err = errors()
    with Bar(err, says_left=True) as bar:
        bar.begin("reading")
        try:
            made = extract_files(
                paths,
                output,
                issues,
                workers,
                lambda done, total, report: bar.at(done, total, f"{report.document[-40:]}: {report.outcome}"),
                unmapped,
            )
        except FormError as error:
            warn(error)
            raise typer.Exit(2) from None
    if took:
        _write(took, made)
    if err.is_terminal:
        err.table(HEAD, _rows(made), HEAD[1:])
    if made.held and not made.was_interrupted:
        warn(f"{made.held} files were read by an earlier start and stand in {output}")
    if made.was_interrupted:
        again = "the same call reads the rest" if output != "-" else "the next start begins anew"
        warn(f"interrupted: {sum(made.outcomes.values())} documents are written; {again}")
        raise typer.Exit(INTERRUPTED)


def _rows(made: "Extraction") -> list[list[str]]:
    from flows.reading.extract import Took

    formats = sorted(made.took.items(), key=lambda item: -item[1].seconds)
    every = Took()
    for _, took in formats:
        every.documents += took.documents
        every.seconds += took.seconds
        every.reports += took.reports
        every.issues += took.issues
    return [
        [name, *map(str, (t.documents, t.reports, t.issues)), f"{t.seconds:.2f}",
         f"{1000 * t.seconds / max(t.documents, 1):.0f}"]
        for name, t in [*formats, ("all", every)]
    ]  # fmt: skip


HEAD = ["format", "documents", "reports", "issues", "seconds", "ms a document"]


def _write(path: Path, made: "Extraction") -> None:
    import csv

    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEAD, *_rows(made)])
