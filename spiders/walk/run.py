"""What is on its way: a list being read page after page, and a document with what is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from data.captures import Capture
from spiders.account import ListAccount
from spiders.addresses import same_key
from spiders.archive import Found
from spiders.ledger import Entry, Origin
from spiders.portals import Start
from spiders.rows import Row

# Lists first, so that a capped night knows what there is; a report's files right after it. What is held already and may
# have been revised comes when all else is done.
LISTS, FILES, NEW = 100, 60, 50
# Kinds of titles whose links are fetched.
WANTED = ("report", "candidate", "rendition")


@dataclass
class Run:
    """One list being read, page after page. `data` is the family's own; `total` what the list says it holds.

    A collection is an article that links all agencies' reports (年报汇总).
    """

    start: Start
    url: str
    depth: int = 0
    agency: str = ""
    parent: str = ""
    is_collection: bool = False
    is_framed: bool = False
    pages: int = 0
    total: int | None = None
    # Entries that lead to a document of another entry: the list counts both.
    twins: int = 0
    seen: set[str] = field(default_factory=set)
    data: dict[str, Any] = field(default_factory=dict)
    # Of the page just read: rows, those that the ledger did not know, those that may be reports.
    met: int = 0
    unknown: int = 0
    wanted: int = 0
    days: list[str] = field(default_factory=list)
    account: ListAccount = field(init=False)
    # Whether it was whole, and no sweep due, before this walk through it began.
    may_stop: bool = False
    # Whether the page just read is only a frame around the list, whose rows come from elsewhere.
    is_shell: bool = False
    # Whether it was reached by an agency's or a tier's name alone; whether a failure says nothing (an address guessed).
    by_name: bool = False
    is_guess: bool = False
    # Whether nothing in its first page says that there is a second.
    guesses_pages: bool = False

    def __post_init__(self) -> None:
        self.account = ListAccount(self.url, self.parent, self.start.column, self.agency)

    @property
    def key(self) -> str:
        return same_key(self.url)

    @property
    def counted(self) -> int:
        """The entries found so far, as the list counts them."""
        return len(self.seen) + self.twins

    @property
    def is_oldest_first(self) -> bool:
        """Whether the page just read tells that what is new stands at the end: its days, or years, only rise."""
        return len(self.days) > 1 and self.days == sorted(self.days) and self.days[0] < self.days[-1]

    @property
    def origin(self) -> Origin:
        return Origin(self.start.url, self.start.column, self.url, self.depth)

    def fresh(self, rows: Iterable[Row]) -> list[Row]:
        """The rows that no earlier page of this list had. Entries of one page that lead to one document are twins."""
        rows = list(rows)
        new = [row for row in rows if same_key(row.url) not in self.seen]
        self.twins += len(new) - len({same_key(row.url) for row in new})
        self.seen.update(same_key(row.url) for row in new)
        return new


@dataclass(frozen=True)
class Job:
    """One document on its way: how it was found, what is held of it, and whether it may turn out to be a list."""

    found: Found
    run: Run
    known: Capture | None = None
    may_be_list: bool = False
    # Its key in the ledger, which stays that of the address asked for when a redirect leads elsewhere.
    key: str = ""


def run_of(entry: Entry) -> Run:
    """The list an address stood on, as far as later steps ask for it."""
    start = Start(entry.start_url or entry.list_url, entry.found.agency, entry.list_column)
    return Run(start, entry.list_url, entry.depth, entry.found.agency)


def validators(known: Capture) -> dict[str, str]:
    """The headers that ask for a body only if it is another than the one held."""
    pairs = (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
    # One that is not ASCII some servers refuse, and the whole request with it.
    return {name: value for name, value in pairs if value and value.isascii()}
