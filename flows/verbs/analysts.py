"""The verbs for analysts: parse, call one function, print. What is slow to import is imported by the verb."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from data.errors import Told
from flows.home import default_home
from flows.options import Home
from flows.say import Bar, errors, hand_over, say, terminal, warn

app = typer.Typer()
review_app = typer.Typer(invoke_without_command=True)
app.add_typer(review_app, name="review")
Output = Annotated[str, typer.Option("--output", "-o", help="File to write; - is standard output.")]


@contextmanager
def _named_files() -> Iterator[None]:
    """A file that the call names and that cannot be read or written is told in one line."""
    try:
        yield
    except OSError as error:
        raise Told(str(error)) from error


def _published(home: Path | None) -> Path:
    from warehouse.places import published_file

    return published_file(home or default_home())


def _write(text: str, output: str) -> None:
    if output == "-":
        hand_over(text)
    else:
        Path(output).write_text(text, encoding="utf-8")


@app.command()
def show(
    agency: Annotated[str, typer.Argument(help="Name or id of the agency.")],
    year: Annotated[int, typer.Argument(help="Report year.")],
    table: Annotated[str, typer.Argument(help="Table of the form: proactive, applications, disputes or statistics.")],
    row: Annotated[str, typer.Argument(help="Row key, such as refused.state_secret.")],
    column: Annotated[str, typer.Argument(help="Column key, such as total.")],
    output: Annotated[Path, typer.Option("--output", "-o", help=".html, or .png for a page of a PDF.")] = Path(
        "cell.html"
    ),
    version: Annotated[int, typer.Option(help="Number of the version \\[default: the current one].")] = 0,
    home: Home = None,
) -> None:
    """Show where a figure was read: the archived page with its cell marked, without asking the live site."""
    from flows.answers.show_cell import show_cell, shown_figure

    with _named_files():
        shown = show_cell(home or default_home(), agency, year, table, row, column, output, version)
        number = shown_figure(shown.cell)
        said = "" if shown.is_marked else "; the cell could not be marked, the heading names it"
        say(f"{shown.path}: {shown.cell.raw_zh!r} read as {number}{said}")


@app.command()
def compare(
    concept: Annotated[list[str] | None, typer.Option(help="Concept; may be given again \\[default: a dozen].")] = None,
    agency: Annotated[list[str] | None, typer.Option(help="Name or id of an agency; may be given again.")] = None,
    kind: Annotated[str, typer.Option(help="All agencies of a kind, such as education.")] = "",
    division: Annotated[str, typer.Option(help="All agencies of a division and those below it, by its code.")] = "",
    years: Annotated[str, typer.Option(help="A year, or first:last \\[default: all].")] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Picture: .png, .svg or .html with the table.")
    ] = None,
    home: Home = None,
) -> None:
    """Compare figures through concepts, and draw them with breaks and findings marked.

    One agency: its concepts over the years. Several agencies: one year side by side, or one concept over the years.
    """
    from flows.answers.compare import compare as compare_figures
    from flows.runs.show import show_frame
    from warehouse.compare import LEGEND

    with _named_files():
        found = compare_figures(_published(home), concept or (), agency or (), kind, division, _years(years), output)
        console = terminal()
        show_frame(console, found.table, found.title, found.rows)
        console.say(LEGEND)
        for file in found.files:
            console.say(f"drawn: {file}")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Folder to write into.")],
    form: Annotated[
        list[str] | None, typer.Option("--format", help="parquet, csv or xlsx; may be given again \\[default: all].")
    ] = None,
    table: Annotated[
        list[str] | None, typer.Option(help="Table or view; may be given again \\[default: what analysts use].")
    ] = None,
    home: Home = None,
) -> None:
    """Write tables of the published file as Parquet, CSV and XLSX, with a Frictionless datapackage.json."""
    from warehouse.export import FORMATS, USUAL
    from warehouse.export import export as export_tables

    with _named_files():
        for file in export_tables(_published(home), folder, form or FORMATS, table or USUAL):
            say(file)


@app.command()
def dictionary(
    output: Output = "-",
    as_html: Annotated[
        bool, typer.Option("--html", help="HTML instead of Markdown; a file named .html is HTML too.")
    ] = False,
    home: Home = None,
) -> None:
    """Write the data dictionary of the published file: every table, view, column and macro, from its own comments."""
    from warehouse.dictionary import dictionary as markdown
    from warehouse.dictionary import dictionary_html

    with _named_files():
        is_html = as_html or output.endswith((".html", ".htm"))
        _write((dictionary_html if is_html else markdown)(_published(home)), output)


@app.command()
def comparability(output: Output = "-") -> None:
    """Write what may be compared across forms, from data/forms: docs/comparability.md."""
    from warehouse.comparability import comparability as markdown

    with _named_files():
        _write(markdown(), output)


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Published file.")],
    after: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Published file.")],
    csv: Annotated[Path | None, typer.Option(help="Write the changed figures here as CSV.")] = None,
    most: Annotated[int, typer.Option(help="Rows to print of each table.")] = 50,
) -> None:
    """Say what changed between two published files: reports that came or went, and figures, cell by cell."""
    from flows.runs.show import show_frame
    from warehouse.diff import diff as compare_files
    from warehouse.guarded import guarded

    with _named_files():
        found = compare_files(before, after)
        console = terminal()
        console.say(f"{found.releases[0]} to {found.releases[1]}")
        for title, frame in (("reports", found.reports), ("figures", found.figures)):
            show_frame(console, frame.head(most), f"{len(frame)} {title} changed")
        if csv is not None:
            found.figures.map(guarded).to_csv(csv, index=False)


@app.command()
def audit(
    count: Annotated[int, typer.Argument(help="How many cells to draw.")] = 0,
    folder: Annotated[Path, typer.Option(help="Folder for verdicts.csv and the marked pages.")] = Path("audit"),
    seed: Annotated[int, typer.Option(help="The same seed draws the same cells of the same file.")] = 0,
    verdicts: Annotated[
        Path | None, typer.Option(exists=True, help="A filled-in verdicts.csv: state the error rate.")
    ] = None,
    home: Home = None,
) -> None:
    """Draw a random sample of cells, by form and format, with their marked pages; then count a person's verdicts.

    Write right, wrong or unclear into the column verdict, looking at NNNN.html; then `nianbao audit --verdicts FILE`.
    """
    from flows.answers.audit import begin_audit, count_audit

    with _named_files():
        if verdicts is not None:
            for rate in count_audit(verdicts):
                share = f"{rate.rate:.2%}" if rate.judged else "–"
                say(
                    f"{rate.group}: {rate.wrong} wrong of {rate.judged} judged, {share}"
                    f" (95 % interval {rate.low:.2%} to {rate.high:.2%}); {rate.unclear} unclear"
                )
            return
        if count < 1:
            raise Told("say how many cells to draw, or give --verdicts")
        with Bar(errors()) as bar:
            bar.begin("pages")
            begun = begin_audit(home or default_home(), count, folder, seed, lambda done, total: bar.at(done, total))
        say(f"{begun.verdicts}: {begun.pages} pages beside it, the cell marked in {begun.marked}")


@review_app.callback()
def review(
    context: typer.Context,
    most: Annotated[int, typer.Option(help="Rows to print of each list.")] = 20,
    home: Home = None,
) -> None:
    """List unknown and inferred labels, unresolved names and doubtful cells, by frequency.

    Accept one with label, aligned, name or cell.
    """
    if context.invoked_subcommand is not None:
        return
    from flows.runs.show import show_frame
    from warehouse.review import aligned_labels, doubtful_cells, unknown_labels, unresolved_names

    with _named_files():
        console = terminal()
        path = _published(home)
        lists = {
            "unknown labels": unknown_labels,
            "labels inferred from their place": aligned_labels,
            "unresolved names": unresolved_names,
            "doubtful cells": doubtful_cells,
        }
        for title, ask in lists.items():
            frame = ask(path)
            show_frame(console, frame.head(most), f"{len(frame)} {title}")


@review_app.command("label")
def review_label(
    form: Annotated[str, typer.Argument(help="Form, such as 2021.")],
    table: Annotated[str, typer.Argument(help="Table of the form.")],
    key: Annotated[str, typer.Argument(help="Key of the line or column that the wording means.")],
    wording: Annotated[str, typer.Argument(help="The wording as printed.")],
    axis: Annotated[str, typer.Option(help="line or column.")] = "line",
    seen: Annotated[str, typer.Option(help="Where it was seen.")] = "",
) -> None:
    """Accept a wording: one line of labels.csv, of NIANBAO_FORMS where it names a folder."""
    from flows.answers.review import accept_label

    with _named_files():
        say(accept_label(form, table, key, wording, axis, seen))
        warn("what had this wording unknown is read again by the next run")


@review_app.command("aligned")
def review_aligned(
    wording: Annotated[str, typer.Argument(help="The wording, as the list of nianbao review shows it.")],
    home: Home = None,
) -> None:
    """Accept what a wording was taken for by its place: one line of labels.csv for each table that has it."""
    from flows.answers.review import accept_aligned

    with _named_files():
        for line in accept_aligned(_published(home), wording):
            say(line)
        warn("what had this wording inferred is read again by the next run")


@review_app.command("name")
def review_name(
    name: Annotated[str, typer.Argument(help="The name as printed.")],
    agency_id: Annotated[str, typer.Argument(help="Whose name it is.")],
    first_year: Annotated[str, typer.Option(help="First report year for which it is.")] = "",
    last_year: Annotated[str, typer.Option(help="Last report year for which it is.")] = "",
    note: Annotated[str, typer.Option(help="Where it was met.")] = "",
    home: Home = None,
) -> None:
    """Accept a name: one line of data/agencies/names.csv."""
    from flows.answers.review import accept_name
    from warehouse.review import agency_ids

    with _named_files():
        path = _published(home)
        known = agency_ids(path) if path.is_file() else set()
        say(accept_name(name, agency_id, known, first_year, last_year, note))


@review_app.command("cell")
def review_cell(
    agency: Annotated[str, typer.Argument(help="Name or id of the agency.")],
    year: Annotated[int, typer.Argument(help="Report year.")],
    table: Annotated[str, typer.Argument(help="Table of the form.")],
    row: Annotated[str, typer.Argument(help="Row key.")],
    column: Annotated[str, typer.Argument(help="Column key.")],
    text: Annotated[str, typer.Argument(help="What the document prints there, as nianbao show shows it.")],
    reason: Annotated[str, typer.Option(help="What the reader took wrongly.")],
    by: Annotated[str, typer.Option(help="Who looked.")],
    version: Annotated[int, typer.Option(help="Number of the version \\[default: the current one].")] = 0,
    home: Home = None,
) -> None:
    """Correct a mis-read cell: one line of data/corrections.csv, applied at the next load and every rebuild."""
    import datetime as dt

    from flows.answers.review import accept_cell
    from warehouse.figure import find_figure

    with _named_files():
        cell = find_figure(_published(home), agency, year, table, row, column, version)
        say(accept_cell(cell, text, reason, by, dt.datetime.now(dt.UTC).date()))


def _years(text: str) -> list[int]:
    if not text:
        return []
    first, _, last = text.partition(":")
    if not (first.isdigit() and (not last or last.isdigit())):
        raise Told(f"years {text!r}: a year, or first:last")
    return list(range(int(first), int(last or first) + 1))
