"""What a run tells whoever watches. The steps say what happens; the command line decides what is shown."""

from dataclasses import dataclass, field

from data.crawled import Event


@dataclass
class Watcher:
    """Hears of everything and shows nothing: what a scheduled run uses."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins; total: how many things it will do, if known."""

    def crawled(self, event: Event) -> None:
        """A crawl's event: captured, unchanged, skipped, obstacle, failed."""

    def read(self, document: str, outcome: str) -> None:
        """A document was read, with this outcome."""

    def done(self, text: str) -> None:
        """A stage ended; one line about it."""


@dataclass
class _Current:
    watcher: Watcher = field(default_factory=Watcher)


_current = _Current()


def watcher() -> Watcher:
    """The one who watches this process."""
    return _current.watcher


def watch_with(chosen: Watcher) -> None:
    """Let another one watch from now on."""
    _current.watcher = chosen
