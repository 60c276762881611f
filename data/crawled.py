"""What the crawl of one portal came to: written by its process, read by the run, the page and the warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self


@dataclass(frozen=True)
class CrawlResult:
    """One crawl. Moments are ISO, in UTC.

    lists, links: pages of lists read and links met on them; followed: links asked for; not_due: documents held that
    were not asked for; skipped: links not followed, by reason; obstacles: url, kind, status; alarms: kind, url, before,
    now, message; vanished: url, title, reason; moved: url, to, title, reason (same_bytes, same_title);
    agencies_expected: agency, key, documents; account: a row each list that was met, with how it ended (whole, known,
    index, empty, blocked, failed, short, too_long, not_asked, not_understood) and its rows by how they ended (followed,
    held, failed, refused, not_understood); not_understood: list, title, told of rows that say what they are and not
    where they lead.
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
    skipped_titles: list[dict[str, str]] = field(default_factory=list)
    obstacles: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    alarms: list[dict[str, Any]] = field(default_factory=list)
    vanished: list[dict[str, str]] = field(default_factory=list)
    moved: list[dict[str, str]] = field(default_factory=list)
    account: list[dict[str, Any]] = field(default_factory=list)
    not_understood: list[dict[str, str]] = field(default_factory=list)
    agencies_expected: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """A result as JSON has it: what an earlier version did not write is absent, what a later one does is left out.

        Raises TypeError without portal.
        """
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in row.items() if name in known and value is not None})
