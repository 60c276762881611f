"""The CSVs of an extraction, and beside them a note of the files that are done, while it is not at its end.

The note (`OUTPUT.unfinished`, JSON lines) has the sizes of the CSVs behind each file's rows: whatever was written
after them, by a start that was interrupted or killed, is cut off before the next goes on. It is removed at the end.
"""

import csv
import json
import os
import sys
from dataclasses import asdict, dataclass
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Any

from data.typed import from_json
from data.version import whole_digest
from extractors.report import Report
from extractors.tidy import ISSUE_COLUMNS, ROW_COLUMNS, UNMAPPED_COLUMNS, issue_rows, tidy_rows, unmapped_rows


def _identity(file: Path) -> list[int]:
    stat = file.stat()
    return [stat.st_size, stat.st_mtime_ns]


# half a character, as a broken PDF or workbook has it, is written as its number
_HALF_CHARACTERS = "backslashreplace"


def _standard_output() -> Any:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors=_HALF_CHARACTERS)
    return sys.stdout


# what is written, in the order of the names that Outputs is given
_COLUMNS = (ROW_COLUMNS, ISSUE_COLUMNS, UNMAPPED_COLUMNS)
_ROWS = (tidy_rows, issue_rows, unmapped_rows)


@dataclass(frozen=True)
class _Begun:
    """The note's first line: by which reader, and which files stand beside the rows."""

    reader: str
    issues: str | None = None
    unmapped: str | None = None


@dataclass(frozen=True)
class _Done:
    """A further line: a file that is written whole ("" before the first), as it was, and how far the outputs reach."""

    file: str
    identity: list[int]
    sizes: list[int]


class Outputs:
    """Rows, issues and unmapped lines as CSV ('-': standard output); continues what an earlier start left undone."""

    def __init__(self, output: str, issues: str | None, unmapped: str | None = None) -> None:
        self.names = [output, issues, unmapped]
        self.note = Path(f"{output}.unfinished") if "-" not in self.names else None
        self.done: dict[str, list[int]] = {}
        self.sizes = [0] * len(self.names)
        self.current: Path | None = None

    def __enter__(self) -> "Outputs":
        held = self._held()
        self.files: list[TextIOWrapper | Any] = [
            _standard_output() if name == "-" else self._open(name, size)
            for name, size in zip(self.names, self.sizes, strict=True)
        ]
        self.writers = [csv.writer(file, lineterminator="\n") if file else None for file in self.files]
        if self.note:
            self.notes = self.note.open("a" if held else "w", encoding="utf-8", errors="surrogateescape")
            if not held:
                self._say(self._head)
        if not held:
            for writer, columns in zip(self.writers, _COLUMNS, strict=True):
                if writer:
                    writer.writerow(columns)
            self._mark(None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self.files:
            if file and file is not sys.stdout:
                file.close()
        if self.note:
            self.notes.close()

    @property
    def _head(self) -> _Begun:
        return _Begun(whole_digest(), self.names[1], self.names[2])

    def _open(self, name: str | None, size: int) -> TextIOWrapper | None:
        if name is None:
            return None
        if size:
            os.truncate(name, size)
        return open(name, "a" if size else "w", encoding="utf-8", newline="", errors=_HALF_CHARACTERS)

    def _held(self) -> bool:
        """Take over what the note says; False where there is none, or it is of another reader or of other outputs."""
        if not self.note or not self.note.exists():
            return False
        begun, *lines = self.note.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
        marks: list[_Done] = []
        try:
            if from_json(_Begun, json.loads(begun)) != self._head:
                return False
            for line in lines:
                marks.append(from_json(_Done, json.loads(line)))
        except (ValueError, TypeError):
            pass  # torn off
        if not marks or not all(self._is_there(mark.sizes) for mark in marks):
            return False
        self.done = {mark.file: mark.identity for mark in marks if mark.file}
        self.sizes = marks[-1].sizes
        if any(not Path(file).exists() or _identity(Path(file)) != known for file, known in self.done.items()):
            self.done, self.sizes = {}, [0] * len(self.names)
            return False
        with self.note.open("w", encoding="utf-8", errors="surrogateescape") as file:  # without the torn line
            file.writelines([_line(self._head), *map(_line, marks)])
        return True

    def _is_there(self, sizes: list[int]) -> bool:
        return all(
            name is None or (Path(name).is_file() and Path(name).stat().st_size >= size)
            for name, size in zip(self.names, sizes, strict=True)
        )

    def has(self, file: Path) -> bool:
        """Whether an earlier start wrote all of a file."""
        return str(file.absolute()) in self.done

    def write(self, report: Report, file: Path | None) -> None:
        """Add a document's lines; file: the file that it is, None for a member of the bundle before it."""
        if file is not None:
            self._mark(self.current)
            self.current = file
        for writer, rows in zip(self.writers, _ROWS, strict=True):
            if writer:
                writer.writerows(rows(report))

    def end(self) -> None:
        """All is written: the note has served."""
        if self.note:
            self.notes.close()
            self.note.unlink()

    def drop_unfinished(self) -> None:
        """Cut off what stands behind the last whole file."""
        for number, (file, name) in enumerate(zip(self.files, self.names, strict=True)):
            if file and name != "-":
                file.flush()
                os.truncate(file.fileno(), self.sizes[number])

    def _mark(self, file: Path | None) -> None:
        """Note that a file is done; None before the first."""
        if not self.note or (file is None and self.done):
            return
        for output in self.files:
            if output:
                output.flush()
        self.sizes = [output.tell() if output else 0 for output in self.files]
        if file is None:
            self._say(_Done("", [], self.sizes))
            return
        self.done[str(file.absolute())] = _identity(file)
        self._say(_Done(str(file.absolute()), _identity(file), self.sizes))

    def _say(self, entry: _Begun | _Done) -> None:
        self.notes.write(_line(entry))
        self.notes.flush()


def _line(entry: _Begun | _Done) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False) + "\n"
