"""What happened in one crawl: counted for the summary, and said line by line while it happens."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TextIO

from data.crawled import CrawlResult, Event, Expected, ListAlarm, Met, Moved, Skipped
from spiders.account import Account
from spiders.archive import now

# A summary is read by people; a portal that links ten thousand notices still needs only so many examples.
_MOST_LISTED = 1000


@dataclass
class Tally:
    """The counts of one crawl. Documents are pages and files; lists are counted apart."""

    portal: str
    title: str
    started_at: str = field(default_factory=now)
    stream: TextIO = sys.stdout
    requests: int = 0
    bytes: int = 0
    lists: int = 0
    links: int = 0
    followed: int = 0
    captured_new: int = 0
    captured_revised: int = 0
    unchanged: int = 0
    failed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    skipped_titles: list[Skipped] = field(default_factory=list)
    obstacles: list[Met] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    alarms: list[ListAlarm] = field(default_factory=list)
    # held documents whose address says for the first time that they are gone
    vanished: list[Skipped] = field(default_factory=list)
    # held documents that are gone from their address and held under a new one
    moved: list[Moved] = field(default_factory=list)
    # Documents that are held, were not due and stand on lists that are as usual: they count as unchanged.
    not_due: int = 0
    # Documents asked for, or due, of which no answer says what stands there now; gone is an answer.
    unanswered: int = 0
    recurring: set[str] = field(default_factory=set)
    # Recurring problems that an earlier night has told.
    problems_known: int = 0
    account: Account = field(default_factory=Account)
    expected: dict[str, str] = field(default_factory=dict)
    documents_of: Counter[str] = field(default_factory=Counter)

    def expect(self, agency: str, key: str) -> None:
        """An agency that the portal's own enumeration (or its file) names, with its code there."""
        self.expected.setdefault(agency, key)

    def published(self, agency: str) -> None:
        """One document of an agency that is held; "" where whose it is was not told."""
        self.documents_of[agency] += 1

    def say(self, event: str, url: str, title: str = "", reason: str = "") -> None:
        """One line of JSON for whoever watches."""
        line = Event(event, self.portal, url, title, reason)
        print(json.dumps(vars(line), ensure_ascii=False), file=self.stream, flush=True)

    def captured(self, url: str, title: str, revised: bool) -> None:
        self.captured_new += not revised
        self.captured_revised += revised
        self.say("captured", url, title, "revised" if revised else "new")

    def same(self, url: str, title: str, how: str) -> None:
        self.unchanged += 1
        self.say("unchanged", url, title, how)

    def skip(self, url: str, title: str, reason: str) -> None:
        self.skipped[reason] += 1
        if len(self.skipped_titles) < _MOST_LISTED:
            self.skipped_titles.append(Skipped(url, title, reason))
        self.say("skipped", url, title, reason)

    def obstacle(self, url: str, title: str, kind: str, status: int) -> None:
        self.obstacles.append(Met(url, kind, status))
        self.say("obstacle", url, title, kind)

    def fail(self, url: str, title: str, reason: str) -> None:
        self.failed += 1
        self.problem(f"{url}: {reason}", recurs=True)
        self.say("failed", url, title, reason)

    def problem(self, text: str, recurs: bool = False) -> None:
        """One line of what went wrong; one that `recurs` is told the first night only."""
        if recurs:
            self.recurring.add(text)
        if text not in self.problems and len(self.problems) < _MOST_LISTED:
            self.problems.append(text)

    def leave_out(self, known: set[str]) -> None:
        """Count the problems that were told before instead of telling them again."""
        self.problems_known = len(known)
        self.problems = [text for text in self.problems if text not in known]

    def result(self, outcome: str) -> CrawlResult:
        """What the crawl came to, as the file that `--summary` names holds it."""
        met = self.account.agencies_met()
        return CrawlResult(
            self.portal,
            outcome,
            title=self.title,
            started_at=self.started_at,
            finished_at=now(),
            requests=self.requests,
            bytes=self.bytes,
            lists=self.lists,
            links=self.links,
            followed=self.followed,
            captured_new=self.captured_new,
            captured_revised=self.captured_revised,
            unchanged=self.unchanged + self.not_due,
            not_due=self.not_due,
            failed=self.failed,
            skipped=dict(sorted(self.skipped.items())),
            skipped_titles=self.skipped_titles,
            obstacles=self.obstacles,
            problems=self.problems,
            problems_known=self.problems_known,
            alarms=self.alarms,
            vanished=self.vanished,
            moved=self.moved,
            account=self.account.table(),
            not_understood=self.account.unclear,
            agencies_expected=[
                Expected(agency, key, held := self.documents_of[agency], held > 0 or agency in met)
                for agency, key in self.expected.items()
            ],
        )
