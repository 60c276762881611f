"""The verb `extract`: what it shows on a terminal; on none it is quiet."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from flows.reading.extract import Extraction

app = typer.Typer()
INTERRUPTED = 130


@app.command()
def extract(
    paths: Annotated[list[Path], typer.Argument(exists=True, help="Files, or folders of files.")],
    output: Annotated[str, typer.Option(help="CSV of tidy rows; - is standard output.")] = "-",
    issues: Annotated[str | None, typer.Option(help="CSV of what could not be taken or does not add up.")] = None,
    unmapped: Annotated[str | None, typer.Option(help="CSV of the lines and figures that no form knows.")] = None,
    workers: Annotated[int | None, typer.Option(help="Reading processes \\[default: one a core].")] = None,
    took: Annotated[Path | None, typer.Option(help="CSV of what each format took, also shown on a terminal.")] = None,
) -> None:
    """Read report files into tidy rows, one line a printed cell.

    Each document is handled by itself: what cannot be read gets a line among the issues and stops nothing. Ctrl-C keeps
    what is read; the same call again reads the rest.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from extractors.forms import FormError
    from flows.reading.extract import extract as extract_files

    err = Console(stderr=True)
    columns = (
        TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left:"),
        TimeRemainingColumn(), TextColumn("{task.description}"),
    )  # fmt: skip
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("", total=None)
        try:
            made = extract_files(
                paths,
                output,
                issues,
                workers,
                lambda done, total, report: progress.update(
                    task, completed=done, total=total, description=f"{report.document[-40:]}: {report.outcome}"
                ),
                unmapped,
            )
        except FormError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(2) from None
    if took:
        _write(took, made)
    if err.is_terminal:
        err.print(_table(made))
    if made.held and not made.was_interrupted:
        print(f"{made.held} files were read by an earlier start and stand in {output}", file=sys.stderr)
    if made.was_interrupted:
        again = "the same call reads the rest" if output != "-" else "the next start begins anew"
        print(f"interrupted: {sum(made.outcomes.values())} documents are written; {again}", file=sys.stderr)
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


def _table(made: "Extraction") -> "Table":
    from rich.table import Table

    table = Table(*HEAD, box=None)
    for row in _rows(made):
        table.add_row(*row)
    return table


def _write(path: Path, made: "Extraction") -> None:
    import csv

    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEAD, *_rows(made)])
