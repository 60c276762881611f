"""The verbs of forms: `nianbao forms propose`."""

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.options import Workers
from flows.say import say, warn

if TYPE_CHECKING:
    from extractors.propose import Draft
    from extractors.report import Report

app = typer.Typer(no_args_is_help=True, help="Forms: the lists and tables that reports print, as folders of data.")

_NOTE = """A form drafted from {count} documents: {documents}.

To complete it:
1. {form}/lines.csv: give each line a key in the style of the other forms (received.in_person); mend parents and units.
2. {form}/concepts.csv: replace every ? by the concept that the figure states and a grade (same, close, not_comparable),
   or by nothing where it states none. `suggestion` is only the concept with the likest label. While a ? stands, the
   form is refused.
3. {form}/sums.csv: a sum that the list means gets the basis `derived`; while it says `candidate` it is not checked.
4. forms.csv: the title and the instrument, if one prescribes the list. labels.csv: other wordings, as they are met.
Keys are the same in all files. A cells.csv (table,row,column,unit) is needed only if some lines lack a column.

Then set NIANBAO_FORMS to this folder (several: separated as in PATH) and read the documents again.
"""


@app.callback()
def forms() -> None:
    """Draft a form's folder from documents."""


@app.command()
def propose(
    files: Annotated[
        list[Path], typer.Argument(exists=True, help="Documents that carry the list, or folders of them.")
    ],
    output: Annotated[Path, typer.Option(help="Folder to write; it must not hold forms yet.")],
    name: Annotated[str, typer.Option(help="Key of the form: lower-case letters, digits, _.")] = "draft",
    workers: Workers = None,
) -> None:
    """Draft a form from lists that no form knows: their lines, columns, sums that hold, and the likest concepts.

    Several documents of one list make a better draft: lines are the union of theirs, counted.
    """
    from data.forms import forms
    from extractors.evidence import Hint
    from extractors.propose import Source, draft
    from flows.reading.documents import Document, FromFile, read_all
    from flows.reading.extract import files_of, names_of

    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise typer.BadParameter(f"{name!r} is no key: lower-case letters, digits and _ only")
    if (output / "forms.csv").exists():
        raise typer.BadParameter(f"{output} holds forms already: name another folder")
    if name in forms():
        raise typer.BadParameter(f"there is a form {name} already")
    paths = files_of(files)
    names = names_of(paths)
    sources = []
    documents = [Document(str(path), Hint(document=names[path]), "", FromFile(path)) for path in paths]
    for _, report in read_all(documents, workers):
        sources += [Source(report.document, report.heading.report_year, one) for one in report.lists]
        if not report.lists:
            warn(f"{report.document}: no list of no known form ({_what(report)})")
    if not sources:
        warn("nothing to draft a form from")
        raise typer.Exit(1)
    made = draft(sources, name)
    write(made, output, name)
    say(f"{output}: {made.lines} lines from {len(made.documents)} documents; DRAFT.txt says what to complete")
    for aside in made.left_aside:
        say(f"left aside, another list: {aside}")


def write(made: "Draft", output: Path, name: str) -> None:
    """The files of a draft, and DRAFT.txt, which says what a person has to do."""
    for file, (heading, rows) in made.files.items():
        (output / file).parent.mkdir(parents=True, exist_ok=True)
        with (output / file).open("w", encoding="utf-8", newline="") as text:
            csv.writer(text, lineterminator="\n").writerows([heading, *rows])
    note = _NOTE.format(count=len(made.documents), documents=", ".join(made.documents), form=name)
    (output / "DRAFT.txt").write_text(note, encoding="utf-8")


def _what(report: "Report") -> str:
    if report.outcome != "report":
        return report.reason or report.outcome
    return "tables of " + ", ".join(sorted({table.form for table in report.tables})) if report.tables else "no table"
