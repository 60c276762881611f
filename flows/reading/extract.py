"""`nianbao extract`: files in, tidy rows and issues out, as CSV; what was interrupted goes on where it stood."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data.text import member_name
from extractors.evidence import Hint
from extractors.report import Report
from flows.reading.documents import BesideFile, Document, FromFile, Member, read_all
from flows.reading.extract_files import Outputs


@dataclass
class Took:
    """What the documents of one format took: how many, their seconds of work in the readers, reports, issues."""

    documents: int = 0
    seconds: float = 0.0
    reports: int = 0
    issues: int = 0


@dataclass
class Extraction:
    """What an extraction did: documents by outcome and by format, files that an earlier start had done."""

    outcomes: Counter[str] = field(default_factory=Counter)
    took: dict[str, Took] = field(default_factory=dict)
    held: int = 0
    was_interrupted: bool = False

    def add(self, report: Report, seconds: float) -> None:
        """Count one document; the format of one that was stopped is the ending of its name."""
        self.outcomes[report.outcome] += 1
        name = report.media or Path(report.document).suffix.lstrip(".").lower() or "unknown"
        took = self.took.setdefault(name, Took())
        took.documents += 1
        took.seconds += seconds
        took.reports += report.outcome == "report"
        took.issues += len(report.issues) + len(report.checks.findings)


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files that the paths name, a folder standing for the files in it, in order, each once."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        found.update(dict.fromkeys(inside))
    return list(found)


def names_of(files: Sequence[Path]) -> dict[Path, str]:
    """Each file's name; where two are called alike, as much of the path as tells them apart.

    A name whose bytes are no UTF-8 (an archive of Windows unpacked elsewhere) is read as GB18030.
    """
    names = {file: _readable(file.name) for file in files}
    depth = 1
    while True:
        counts = Counter(names.values())
        alike = [file for file, name in names.items() if counts[name] > 1 and len(file.parts) > depth]
        if not alike:
            return names
        depth += 1
        for file in alike:
            names[file] = _readable("/".join(file.parts[-depth:]).lstrip("/"))


def _readable(name: str) -> str:
    return member_name(os.fsencode(name)) if any("\udc80" <= ch <= "\udcff" for ch in name) else name


def extract(
    paths: Sequence[Path],
    output: str,
    issues: str | None,
    workers: int | None = None,
    progress: Callable[[int, int, Report], None] | None = None,
    unmapped: str | None = None,
) -> Extraction:
    """Read files and write the CSVs: rows, issues, lines that no form knows; '-' is standard output.

    progress: called with documents done, documents in all (those in bundles counted as they are found), and the
    report just read. Interrupted (KeyboardInterrupt), it leaves the rows of whole documents and says so in its result;
    the next call with the same outputs adds the others.
    """
    files = files_of(paths)
    names = names_of(files)
    made = Extraction()
    with Outputs(output, issues, unmapped) as outputs:
        todo = [file for file in files if not outputs.has(file)]
        made.held = len(files) - len(todo)
        seconds: dict[str, float] = {}
        in_bundles: list[Member] = []
        handed: dict[str, Path] = {}
        documents = [
            Document(str(file), Hint(document=names[file]), "", FromFile(file), beside=BesideFile(file))
            for file in todo
        ]
        handed = {document.key: file for document, file in zip(documents, todo, strict=True)}
        try:
            for done, (key, report) in enumerate(
                read_all(documents, workers, in_bundles.append, seconds.__setitem__), made.held + 1
            ):
                outputs.write(report, handed.get(key))
                made.add(report, seconds.pop(key, 0.0))
                if progress:
                    progress(done, len(files) + len(in_bundles), report)
            outputs.end()
        except KeyboardInterrupt:
            made.was_interrupted = True
            outputs.drop_unfinished()
    return made
