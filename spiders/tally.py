"""What happened in one crawl: counted for the summary, and said line by line while it happens."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import replace
from typing import TextIO

from data.crawled import CrawlResult, Event, Expected, Met, Skipped
from spiders.account import Account
from spiders.archive import now

# A summary is read by people; a portal that links ten thousand notices still needs only so many examples.
_MOST_LISTED = 1000


class Tally:
    """What one crawl came to so far. Documents are pages and files; lists are counted apart.

    unanswered: documents asked for, or due, of which no answer says what stands there now; gone is an answer.
    """

    def __init__(self, portal: str, title: str, stream: TextIO = sys.stdout) -> None:
        self.so_far = CrawlResult(portal, title=title, started_at=now())
        self.stream = stream
        self.unanswered = 0
        self.recurring: set[str] = set()
        self.account = Account()
        self.expected: dict[str, str] = {}
        self.documents_of: Counter[str] = Counter()

    def count(self, **more: int) -> None:
        """Add to counts of the result, by their names."""
        self.so_far = replace(self.so_far, **{name: getattr(self.so_far, name) + n for name, n in more.items()})

    def expect(self, agency: str, key: str) -> None:
        """An agency that the portal's own enumeration (or its file) names, with its code there."""
        self.expected.setdefault(agency, key)

    def published(self, agency: str) -> None:
        """One document of an agency that is held; "" where whose it is was not told."""
        self.documents_of[agency] += 1

    def say(self, event: str, url: str, title: str = "", reason: str = "") -> None:
        """One line of JSON for whoever watches."""
        line = Event(event, self.so_far.portal, url, title, reason)
        print(json.dumps(vars(line), ensure_ascii=False), file=self.stream, flush=True)

    def captured(self, url: str, title: str, revised: bool) -> None:
        self.count(captured_new=not revised, captured_revised=revised)
        self.say("captured", url, title, "revised" if revised else "new")

    def same(self, url: str, title: str, how: str) -> None:
        self.count(unchanged=1)
        self.say("unchanged", url, title, how)

    def skip(self, url: str, title: str, reason: str) -> None:
        counts, titles = self.so_far.skipped, self.so_far.skipped_titles
        counts[reason] = counts.get(reason, 0) + 1
        if len(titles) < _MOST_LISTED:
            titles.append(Skipped(url, title, reason))
        self.say("skipped", url, title, reason)

    def obstacle(self, url: str, title: str, kind: str, status: int) -> None:
        self.so_far.obstacles.append(Met(url, kind, status))
        self.say("obstacle", url, title, kind)

    def fail(self, url: str, title: str, reason: str) -> None:
        self.count(failed=1)
        self.problem(f"{url}: {reason}", recurs=True)
        self.say("failed", url, title, reason)

    def problem(self, text: str, recurs: bool = False) -> None:
        """One line of what went wrong; one that `recurs` is told the first night only."""
        if recurs:
            self.recurring.add(text)
        problems = self.so_far.problems
        if text not in problems and len(problems) < _MOST_LISTED:
            problems.append(text)

    def leave_out(self, known: set[str]) -> None:
        """Count the problems that were told before instead of telling them again."""
        left = [text for text in self.so_far.problems if text not in known]
        self.so_far = replace(self.so_far, problems=left, problems_known=len(known))

    def result(self, outcome: str) -> CrawlResult:
        """What the crawl came to, as the file that `--summary` names holds it."""
        so_far, met = self.so_far, self.account.agencies_met()
        return replace(
            so_far, outcome=outcome, finished_at=now(), unchanged=so_far.unchanged + so_far.not_due,
            skipped=dict(sorted(so_far.skipped.items())), account=self.account.table(),
            not_understood=self.account.unclear,
            agencies_expected=[
                Expected(agency, key, held := self.documents_of[agency], held > 0 or agency in met)
                for agency, key in self.expected.items()
            ],
        )  # fmt: skip
