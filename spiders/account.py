"""The account of a crawl: how each list of a portal ended, and each row of a list.

A row ends followed, held, failed (asked for before, not due), refused by name, or not understood. A list ends in one of
the words below. Only where every list and row ended well may it be said that a portal's crawl is complete.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from data.crawled import ListEnd, Unclear

WHOLE = "read_whole"  # read to its end
KNOWN = "cut_short_known"  # left where known entries begin
INDEX = "index"  # has no rows of its own and leads to lists
EMPTY = "empty"  # says that it holds nothing
BLOCKED = "blocked"  # a guard's page in its place
FAILED = "failed"  # did not answer, or not to all that was asked
SHORT = "short"  # holds fewer rows than it says
TOO_LONG = "too_long"  # more pages than are read in a night
NOT_ASKED = "not_asked"  # another night's, by a rule of the crawl
NOT_UNDERSTOOD = "not_understood"  # neither rows nor a word that there are none
# Ends that leave nothing open.
GOOD_ENDS = (WHOLE, KNOWN, INDEX, EMPTY)

FOLLOWED, HELD, ROW_FAILED, REFUSED, UNCLEAR = "followed", "held", "failed", "refused", "not_understood"
_ROW_ENDS = (FOLLOWED, HELD, ROW_FAILED, REFUSED, UNCLEAR)
_MOST_EXAMPLES = 100


@dataclass
class ListAccount:
    """One list: its rows by how they ended, and what happened to its pages.

    part_of: what stands behind several addresses of which one is the list (units of a page, columns of an organ);
    first_date, last_date: the earliest and latest day printed beside a row that may be a report;
    listed: rows that came from the list itself and not from what surrounds it; leads: rows and requests that lead
    to other lists; obstacle, refusal: what stood in the way of a page.
    """

    url: str
    parent: str = ""
    column: str = ""
    agency: str = ""
    part_of: str = ""
    pages: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    first_date: str = ""
    last_date: str = ""
    listed: int = 0
    leads: int = 0
    awaited: int = 0
    is_broken: bool = False
    is_cut_short: bool = False
    is_too_long: bool = False
    is_short: bool = False
    is_guess: bool = False
    says_nothing_here: bool = False
    obstacle: str = ""
    refusal: str = ""

    def dated(self, day: str) -> None:
        """Take in the day beside a row."""
        if day:
            self.first_date = min(self.first_date or day, day)
            self.last_date = max(self.last_date, day)

    def end(self) -> str:
        """In which of the ways a list can end this one did."""
        if self.obstacle:
            return BLOCKED
        if self.refusal:
            return NOT_ASKED
        if self.is_too_long:
            return TOO_LONG
        if self.is_broken or self.awaited or not self.pages:
            return FAILED
        if self.is_cut_short:
            return KNOWN
        if self.is_short:
            return SHORT
        if self.listed:
            return WHOLE
        if self.leads:
            return INDEX
        return EMPTY if self.says_nothing_here else NOT_UNDERSTOOD


@dataclass
class Account:
    """The lists of one crawl in the order in which they were met, and examples of rows that were not understood."""

    lists: list[ListAccount] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    _known: set[int] = field(default_factory=set)

    def begin(self, account: ListAccount) -> None:
        """Take in a list that is asked for."""
        if id(account) not in self._known:
            self._known.add(id(account))
            self.lists.append(account)

    def not_understood(self, account: ListAccount, title: str, told: str) -> None:
        """A row that says what it is and not where it leads."""
        account.rows[UNCLEAR] += 1
        account.listed += 1
        if len(self.unclear) < _MOST_EXAMPLES:
            self.unclear.append(Unclear(account.url, title, told[:300]))

    def open_lists(self) -> list[ListAccount]:
        """The lists that did not end well."""
        return [one for one in self._lists() if one.end() not in GOOD_ENDS]

    def agencies_met(self) -> set[str]:
        """The agencies of whose own lists one was read, or says that it holds nothing."""
        return {one.agency for one in self._lists() if one.agency and one.end() in GOOD_ENDS}

    def is_complete(self) -> bool:
        """Whether every list and every row ended well."""
        return not self.open_lists() and not any(one.rows[UNCLEAR] for one in self.lists)

    def table(self) -> list[ListEnd]:
        """One row a list, as the crawl's result keeps it."""
        return [
            ListEnd(
                one.url, one.parent, one.column, one.agency, one.end(), one.pages,
                **{name: one.rows[name] for name in _ROW_ENDS}, why=one.obstacle or one.refusal,
                seen=sum(one.rows.values()), first_date=one.first_date, last_date=one.last_date,
            )
            for one in self._lists()
        ]  # fmt: skip

    def _lists(self) -> list[ListAccount]:
        """Without addresses that were only guessed and answered nothing, and what stands beside the list that was read
        behind one of several addresses."""
        found = {one.part_of for one in self.lists if one.part_of and one.listed}
        return [
            one
            for one in self.lists
            if (one.pages or not one.is_guess) and not (one.part_of in found and one.end() == NOT_UNDERSTOOD)
        ]
