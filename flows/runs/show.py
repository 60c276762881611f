"""What a person sees of a run on the terminal: progress while it works, then what came of it."""

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from flows.progress import Watcher
from flows.runs.summary import RunSummary

if TYPE_CHECKING:
    import pandas as pd


class TerminalWatcher(Watcher):
    """Progress bars on a terminal, one line a stage elsewhere."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.progress = Progress(
            TextColumn("  {task.description:<9}"), BarColumn(24), MofNCompleteColumn(), TimeElapsedColumn(),
            TextColumn("{task.fields[now]}"), console=console, transient=True,
        )  # fmt: skip
        self.task: TaskID | None = None
        self.name = ""
        self.counted = 0

    def __enter__(self) -> "TerminalWatcher":
        if self.console.is_terminal:
            self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end_stage()
        self.progress.stop()

    def _end_stage(self) -> None:
        if self.task is not None:
            self.progress.remove_task(self.task)
            self.task = None

    def stage(self, name: str, total: int | None = None) -> None:
        self._end_stage()
        self.name, self.counted = name, 0
        # a crawl does not know beforehand how many pages there are
        self.task = self.progress.add_task(name, total=None if name == "crawl" else total, now="")

    def crawled(self, portal: str, event: dict[str, Any]) -> None:
        self.counted += 1
        if self.task is not None:
            text = f"{portal}: {event.get('event', '')} {event.get('title') or event.get('url', '')}"
            self.progress.update(self.task, completed=self.counted, now=text[:70])

    def read(self, document: str, outcome: str) -> None:
        if self.task is not None:
            self.progress.update(self.task, advance=1, now=f"{outcome}: {document}"[-70:])

    def done(self, text: str) -> None:
        self.console.print(f"  {self.name}: {text}", highlight=False)


def terminal() -> Console:
    """Standard output; wide enough for a comparison where it is no terminal."""
    return Console(width=None if sys.stdout.isatty() else 160)


def show_run(console: Console, run: RunSummary) -> None:
    """Crawled, read, refused and why, loaded, checked."""
    table = Table(title=f"Crawled ({run.outcome})", title_justify="left", pad_edge=False)
    for name in ("portal", "outcome", "requests", "new", "revised", "unchanged", "not followed", "obstacles"):
        table.add_column(name, justify="left" if name in ("portal", "outcome") else "right")
    for crawl in run.crawls:
        table.add_row(
            crawl["portal"], crawl["outcome"], str(crawl["requests"]), str(crawl["captured_new"]),
            str(crawl["captured_revised"]), str(crawl["unchanged"]), str(sum((crawl.get("skipped") or {}).values())),
            ", ".join(sorted({o["kind"] for o in crawl.get("obstacles") or ()})) or "–",
        )  # fmt: skip
    console.print(table)
    _counts(console, "Read", run.documents, "nothing: no new document")
    if run.refused:
        table = Table(title="Set aside", title_justify="left", pad_edge=False)
        table.add_column("what it is")
        table.add_column("where", overflow="fold")
        table.add_column("why", overflow="fold")
        for refused in run.refused:
            table.add_row(
                refused["outcome"], refused["url"], refused["message"].partition(": ")[2] or refused["message"]
            )
        console.print(table)
    _counts(console, "Not followed", run.skipped(), "nothing")
    _counts(console, "Loaded", run.loaded, "nothing")
    _counts(console, "Findings of checks", run.checks, "none")
    for problem in run.problems:
        console.print(f"[yellow]problem[/]: {problem}", highlight=False)
    console.print("Seconds: " + ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in run.seconds.items()))


def _counts(console: Console, title: str, counts: Mapping[str, int], nothing: str) -> None:
    text = ", ".join(f"{name} {count}" for name, count in counts.items()) or nothing
    console.print(f"{title}: {text}", highlight=False)


def show_frame(console: Console, frame: "pd.DataFrame", title: str = "", index_name: str = "") -> None:
    """A DataFrame as a table; None and NaN are empty."""
    # whoever has a DataFrame has it already; small verbs start without
    import pandas as pd

    table = Table(title=title or None, title_justify="left", pad_edge=False)
    if index_name:
        table.add_column(index_name)
    for name in frame.columns:
        numeric = bool(index_name) or pd.api.types.is_numeric_dtype(frame[name])
        table.add_column(str(name), justify="right" if numeric else "left", overflow="fold")
    for key, row in zip(frame.index, frame.itertuples(index=False), strict=True):
        cells: Sequence[str] = ["" if value is None or value is pd.NaT else str(value) for value in row]
        table.add_row(*([str(key)] if index_name else []), *cells)
    console.print(table)
