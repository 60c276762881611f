"""The one printer: everything that goes to a terminal passes here, and data is shown there, never obeyed.

What documents, names, addresses and the published file hold is no markup to rich and no escape sequence to a terminal
(`flows.visible`). Only this module knows rich and the standard streams.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Literal, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from flows.visible import visible, visible_lines

# wide enough for a comparison where nobody's window sets a width
_WIDTH = 160
# a column of text is not squeezed below this before columns are left out
_NARROWEST = 12


def say(*lines: object) -> None:
    """Each argument as one line of standard output."""
    _write(sys.stdout, lines)


def warn(*lines: object) -> None:
    """Each argument as one line of standard error."""
    _write(sys.stderr, lines)


def say_text(text: str) -> None:
    """Text of several lines: its line ends stay."""
    say(*text.removesuffix("\n").split("\n"))


def warn_text(text: str) -> None:
    """As say_text(), to standard error."""
    warn(*text.removesuffix("\n").split("\n"))


def say_json(value: object) -> None:
    """JSON for programs; what a terminal would obey is written as JSON's own escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    sys.stdout.write("".join(c if c == "\n" or visible(c) == c else json.dumps(c)[1:-1] for c in text) + "\n")


def hand_over(text: str) -> None:
    """CSV, Markdown or HTML for a file or a program: verbatim, but shown where a terminal would obey it."""
    if sys.stdout.isatty():
        text = visible_lines(text, len(text))
    sys.stdout.write(text)


def _write(stream: TextIO, lines: Iterable[object]) -> None:
    for line in lines:
        stream.write(visible(line) + "\n")
    stream.flush()


class Printer:
    """Tables, rules and bars on one of the streams."""

    def __init__(self, console: Console) -> None:
        self.console = console

    @property
    def is_terminal(self) -> bool:
        """Whether a person looks on."""
        return self.console.is_terminal

    def say(self, text: object, mark: str = "") -> None:
        """One line; mark: words of our own before it, in yellow."""
        before = [(f"{mark}: ", "yellow")] if mark else []
        self.console.print(Text.assemble(*before, visible(text)), highlight=False)

    def rule(self, title: str) -> None:
        """A rule across the width with a title in it."""
        self.console.rule(Text(visible(title)))

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]], numbers: Iterable[str] = (),
              title: str = "") -> None:  # fmt: skip
        """A table; numbers: names of the columns that stand to the right.

        Columns that a terminal has no room for are left out, and it says which.
        """
        cells = [[visible(cell) for cell in row] for row in rows]
        shown = len(columns)
        width = self.console.width
        needed = [_narrowest(name, [row[at] for row in cells]) for at, name in enumerate(columns)]
        while shown > 1 and sum(needed[:shown]) + 3 * shown + 1 > width and self.is_terminal:
            shown -= 1
        table = Table(title=Text(visible(title)) if title else None, title_justify="left", pad_edge=False)
        right = set(numbers)
        for name, least in zip(columns[:shown], needed, strict=False):
            side: Literal["left", "right"] = "right" if name in right else "left"
            table.add_column(Text(visible(name)), justify=side, overflow="fold", min_width=least)
        for row in cells:
            table.add_row(*map(Text, row[:shown]))
        if not self.is_terminal:
            self.console.width = max(width, sum(needed) + 3 * len(needed) + 1)
        self.console.print(table)
        self.console.width = width
        if left := columns[shown:]:
            self.say(f"{len(left)} of {len(columns)} columns have no room here: {', '.join(left)}")


def _narrowest(name: str, cells: Sequence[str]) -> int:
    """Columns of the terminal that a column of the table needs to be read."""
    widest = max((Text(cell[:_NARROWEST]).cell_len for cell in (name, *cells)), default=1)
    return max(1, min(widest, _NARROWEST))


class Bar:
    """Progress of one thing at a time, with words of the moment behind it; nothing where nobody looks on."""

    def __init__(self, printer: Printer, says_left: bool = False) -> None:
        left = (TextColumn("left:"), TimeRemainingColumn()) if says_left else ()
        self.progress = Progress(
            TextColumn("  {task.description:<9}", markup=False), BarColumn(24), MofNCompleteColumn(),
            TimeElapsedColumn(), *left, TextColumn("{task.fields[now]}", markup=False),
            console=printer.console, transient=True, disable=not printer.is_terminal,
        )  # fmt: skip
        self.task: TaskID | None = None

    def __enter__(self) -> "Bar":
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        self.progress.stop()

    def begin(self, name: str, total: int | None = None) -> None:
        """Another thing, of so many steps if that is known."""
        self.end()
        self.task = self.progress.add_task(visible(name), total=total, now="")

    def end(self) -> None:
        """The thing is done."""
        if self.task is not None:
            self.progress.remove_task(self.task)
            self.task = None

    def at(self, done: int | None = None, total: int | None = None, now: str = "") -> None:
        """done: steps that are done (None: one more); total: where it is known only now; now: of this moment."""
        if self.task is None:
            return
        known: dict[str, Any] = {"now": visible(now, 70)} | ({} if total is None else {"total": total})
        if done is None:
            self.progress.update(self.task, advance=1, **known)
        else:
            self.progress.update(self.task, completed=done, **known)


def terminal() -> Printer:
    """Standard output."""
    return Printer(Console(width=None if sys.stdout.isatty() else _WIDTH))


def errors() -> Printer:
    """Standard error."""
    return Printer(Console(stderr=True))
