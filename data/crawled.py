"""What the crawl of one portal came to, and what it says on its way: from its process to run, page and warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from data.typed import from_json


@dataclass(frozen=True)
class Event:
    """One line that a crawl process says: alive, begun, captured, unchanged, skipped, obstacle, failed, ended."""

    event: str
    portal: str = ""
    url: str = ""
    title: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Skipped:
    """A link that was not followed, or a document that is held and gone where it stood, and why."""

    url: str = ""
    title: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Met:
    """An obstacle: where, which of data/obstacles.yml, and the answer's status."""

    url: str = ""
    kind: str = ""
    status: int = 0


@dataclass(frozen=True)
class ListAlarm:
    """What somebody must look at on a portal's lists; `url` of one list, "" for all; reports before and now.

    kind: only_block_pages, yields_none, far_fewer, list_yields_none or drift.
    """

    kind: str = ""
    url: str = ""
    before: int = 0
    now: int = 0
    message: str = ""


@dataclass(frozen=True)
class Expected:
    """An agency that a portal names itself, its key there, how many documents of it are held, and whether the crawl met
    it: a document is held, or a list of its own was read. None in results that do not say."""

    agency: str = ""
    key: str = ""
    documents: int = 0
    met: bool | None = None


@dataclass(frozen=True)
class Moved:
    """A held document that is held under a new address; reason: same_bytes, same_title or redirect."""

    url: str = ""
    to: str = ""
    title: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Unclear:
    """A row of a list that says what it is and not where it leads; told: what stands in place of an address."""

    list: str = ""
    title: str = ""
    told: str = ""


@dataclass(frozen=True)
class ListEnd:
    """One list of a portal, and how it and its rows ended.

    ended: read_whole, cut_short_known (left where known rows begin), index, empty, blocked, failed, short, too_long,
    not_asked or not_understood; followed, held, failed, refused, not_understood: its rows, seen all of them; why: the
    obstacle or the rule that stood in the way; first_date, last_date: earliest and latest day beside its reports.
    """

    url: str = ""
    parent: str = ""
    column: str = ""
    agency: str = ""
    ended: str = ""
    pages: int = 0
    followed: int = 0
    held: int = 0
    failed: int = 0
    refused: int = 0
    not_understood: int = 0
    why: str = ""
    seen: int = 0
    first_date: str = ""
    last_date: str = ""


@dataclass(frozen=True)
class CrawlResult:
    """One crawl. Moments are ISO, in UTC.

    lists, links: pages of lists read and links met on them; followed: links asked for; not_due: documents held that
    were not asked for; skipped: links not followed, by reason; vanished: held documents whose address says for the
    first time that they are gone; account: a row each list that was met; not_understood: rows of lists that say what
    they are and not where they lead; problems_known: problems that
    earlier nights told, which are not told again.
    outcome: completed (all that the lists show is accounted for), incomplete, blocked, failed, timed_out, interrupted.
    """

    portal: str
    outcome: str = ""
    title: str = ""
    started_at: str = ""
    finished_at: str = ""
    requests: int = 0
    bytes: int = 0
    lists: int = 0
    links: int = 0
    followed: int = 0
    captured_new: int = 0
    captured_revised: int = 0
    unchanged: int = 0
    not_due: int = 0
    failed: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    skipped_titles: list[Skipped] = field(default_factory=list)
    obstacles: list[Met] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    problems_known: int = 0
    alarms: list[ListAlarm] = field(default_factory=list)
    vanished: list[Skipped] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    account: list[ListEnd] = field(default_factory=list)
    not_understood: list[Unclear] = field(default_factory=list)
    agencies_expected: list[Expected] = field(default_factory=list)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """A result as JSON has it. Raises TypeError without portal."""
        return from_json(cls, row)
