"""What a person sees of a run on the terminal: progress while it works, then what came of it."""

from collections.abc import Mapping
from numbers import Number
from typing import TYPE_CHECKING, Any

from data.crawled import Event
from data.run_summary import RunSummary
from flows.progress import Watcher
from flows.say import Bar, Printer

if TYPE_CHECKING:
    import pandas as pd


class TerminalWatcher(Watcher):
    """Progress bars on a terminal, one line a stage elsewhere."""

    def __init__(self, console: Printer) -> None:
        self.console = console
        self.bar = Bar(console)
        self.name = ""
        self.counted = 0

    def __enter__(self) -> "TerminalWatcher":
        self.bar.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.__exit__()

    def stage(self, name: str, total: int | None = None) -> None:
        self.name, self.counted = name, 0
        # a crawl does not know beforehand how many pages there are
        self.bar.begin(name, None if name == "crawl" else total)

    def crawled(self, event: Event) -> None:
        self.counted += 1
        self.bar.at(self.counted, now=f"{event.portal}: {event.event} {event.title or event.url}")

    def read(self, document: str, outcome: str) -> None:
        self.bar.at(now=f"{outcome}: {document[-60:]}")

    def done(self, text: str) -> None:
        self.console.say(f"  {self.name}: {text}")


def show_run(console: Printer, run: RunSummary) -> None:
    """Crawled, read, refused and why, loaded, checked."""
    columns = ("portal", "outcome", "requests", "new", "revised", "unchanged", "not followed", "obstacles")
    rows = [
        (
            crawl.portal, crawl.outcome, crawl.requests, crawl.captured_new, crawl.captured_revised,
            crawl.unchanged, sum(crawl.skipped.values()),
            ", ".join(sorted({met.kind for met in crawl.obstacles})) or "–",
        )
        for crawl in run.crawls
    ]  # fmt: skip
    console.table(columns, rows, columns[2:], f"Crawled ({run.outcome})")
    _counts(console, "Read", run.documents, "nothing: no new document")
    if run.refused:
        set_aside = [(r.outcome, r.url, r.message.partition(": ")[2] or r.message) for r in run.refused]
        console.table(("what it is", "where", "why"), set_aside, title="Set aside")
    _counts(console, "Not followed", run.skipped(), "nothing")
    _counts(console, "Loaded", run.loaded, "nothing")
    _counts(console, "Findings of checks", run.checks, "none")
    for problem in run.problems:
        console.say(problem, mark="problem")
    console.say("Seconds: " + ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in run.seconds.items()))


def _counts(console: Printer, title: str, counts: Mapping[str, int], nothing: str) -> None:
    text = ", ".join(f"{name} {count}" for name, count in counts.items()) or nothing
    console.say(f"{title}: {text}")


def show_frame(console: Printer, frame: "pd.DataFrame", title: str = "", index_name: str = "") -> None:
    """A DataFrame as a table; None and NaN are empty."""
    numbers = [str(name) for at, name in enumerate(frame.columns) if index_name or _is_numeric(frame.iloc[:, at])]
    columns = [*([index_name] if index_name else []), *map(str, frame.columns)]
    rows = [
        [*([key] if index_name else []), *map(_shown, row)]
        for key, row in zip(frame.index, frame.itertuples(index=False), strict=True)
    ]
    console.table(columns, rows, numbers, title)


def _is_numeric(column: "pd.Series[Any]") -> bool:
    """Exact decimals are objects to pandas."""
    held = [value for value in column if not _is_missing(value)]
    return bool(held) and all(isinstance(value, Number) and not isinstance(value, bool) for value in held)


def _is_missing(value: object) -> bool:
    # whoever has a DataFrame has it already; small verbs start without
    import pandas as pd

    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)


def _shown(value: object) -> object:
    return "" if _is_missing(value) else value
