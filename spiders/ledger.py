"""A portal's ledger: what a crawl has seen, fetched, failed at, how often, and when it is due again. One SQLite file.

The archive is the truth and the ledger its memory: it only saves requests. Every answer is one transaction, written
after its record in the archive and before any request that follows from it leaves; so a crawl that is killed goes on
where it stood. `catch_up` takes in what the archive holds and the ledger does not know: the capture between the two
writes, or, where the file was lost, all of them.

States of an entry: seen (a link that is not followed), wanted (to be fetched), held (in the archive), failed (asked for
again when due). A page that is held and `open` has files behind its links which were not taken yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from data.captures import Capture
from data.manners import Manners, manners
from spiders.addresses import same_key
from spiders.archive import Found
from spiders.ledger_file import close_ledger, open_ledger

_ENTRY = (
    "key, url, kind, parent_url, title, listed_date, agency, start_url, list_column, list_url, depth, may_be_list, "
    "state, tries, checked_at, due_at, held_url"
)
# A run at the same hour may begin a little earlier than the last one did.
_SLACK = timedelta(hours=6)
# From noon to noon in Beijing is one night.
_NIGHT = timezone(timedelta(hours=8 - 12))


# Reasons for which an address is not only out of reach: what was there is there no more.
GONE = ("status 404", "status 410", "soft_404", "homepage_redirect", "empty_form")
# as homepage_redirect and empty_form, on a night on which the whole host answered so: it says nothing of the address
ALL_LEAD_HOME, ALL_EMPTY = "all_lead_home", "all_empty"


@dataclass(frozen=True)
class Entry:
    """One address as the ledger knows it, with how it was found and the list from which it was asked for."""

    key: str
    url: str
    found: Found
    start_url: str
    list_column: str
    list_url: str
    depth: int
    may_be_list: bool
    state: str
    tries: int
    checked_at: str
    due_at: str
    held_url: str


@dataclass(frozen=True)
class Origin:
    """The list an address was found on, as much of it as a later crawl needs to ask for the address again."""

    start_url: str
    list_column: str
    list_url: str
    depth: int


@dataclass(frozen=True)
class ListMemory:
    """A list as it was when it was last read; `reports` on its first page when all was well, None before that."""

    is_whole: bool
    swept_at: str
    reports: int | None
    counted_at: str


class Ledger:
    """One portal's ledger. Writes gather until `commit`; whoever opens it must hold the portal's archive.

    path: a file, or None for a ledger that is forgotten afterwards. sweep_days: instead of data/manners.yml;
    sweep: take everything for due.
    """

    def __init__(self, path: Path | None, sweep_days: float | None = None, sweep: bool = False) -> None:
        self._manners: Manners = manners()
        days = 0.0 if sweep else self._manners.sweep_days if sweep_days is None else sweep_days
        # What was checked at this moment or before is due.
        self._cutoff = _text(_now() - max(timedelta(days=days) - _SLACK, timedelta()))
        self._hosts: dict[str, int] = {}
        self._path = path
        self._db = open_ledger(path)

    def commit(self) -> None:
        """Write down all that was said since the last commit."""
        for host, asked in self._hosts.items():
            self._db.execute("UPDATE host SET asked = asked + ? WHERE host = ?", (asked, host))
        self._hosts.clear()
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def close(self) -> None:
        """Commit and close."""
        self.commit()
        self._db.execute("COMMIT")
        close_ledger(self._db, self._path)

    # -- documents --------------------------------------------------------------------------------------------------

    def catch_up(self, latest: Iterable[Capture]) -> int:
        """Take in documents of the archive that are unknown here, or newer than what is known; how many there were."""
        known = dict(
            self._db.execute("SELECT held_url, max(held_at) FROM entry WHERE held_url <> '' GROUP BY held_url")
        )
        count = 0
        lost = set(known)
        for capture in latest:
            lost.discard(capture.url)
            if capture.kind == "list" or capture.fetched_at <= known.get(capture.url, ""):
                continue
            count += 1
            found = Found(capture.kind, capture.parent_url, capture.title, capture.listed_date, capture.agency)
            self._enter(same_key(capture.url), capture.url, found, Origin("", "", capture.parent_url, 0), False, "held")
            self._db.execute(
                "UPDATE entry SET state = 'held', held_url = ?, held_at = ?, checked_at = ?, due_at = '',"
                " tries = 0, open = ? WHERE key = ?",
                (capture.url, capture.fetched_at, capture.fetched_at, capture.kind == "page", same_key(capture.url)),
            )
        # Held by the ledger's word alone: an archive that was taken away, or lost its end with the power.
        self._db.executemany(
            "UPDATE entry SET state = 'wanted', held_url = '', held_at = '', due_at = '', open = 0 WHERE held_url = ?",
            [(url,) for url in lost],
        )
        return count

    def see(self, key: str, url: str, title: str) -> bool:
        """Note that a list shows an address; whether it was unknown until now."""
        done = self._db.execute(
            "INSERT OR IGNORE INTO entry (key, url, title, state, seen_at) VALUES (?, ?, ?, 'seen', ?)",
            (key, url, title, _text(_now())),
        )
        return done.rowcount > 0

    def entry(self, key: str) -> Entry | None:
        """What is known of an address."""
        return next(self._entries("key = ?", key), None)

    def want(self, key: str, url: str, found: Found, origin: Origin, may_be_list: bool = False) -> None:
        """An address is to be fetched, found like this. One that is held stays so and is only described anew."""
        self._enter(key, url, found, origin, may_be_list, "wanted")
        self._db.execute("UPDATE entry SET state = 'wanted' WHERE key = ? AND state <> 'held'", (key,))

    def held(self, key: str, capture: Capture, has_files: bool = False) -> None:
        """An address was fetched, or found as it was; `has_files`: its links have yet to be taken."""
        values = (capture.url, capture.kind, capture.fetched_at, capture.fetched_at, has_files)
        for each in dict.fromkeys((key, same_key(capture.url))):
            self._db.execute(
                "INSERT INTO entry (key, url, title, state, seen_at) VALUES (?, ?, ?, 'held', ?)"
                " ON CONFLICT (key) DO NOTHING",
                (each, capture.url, capture.title, capture.fetched_at),
            )
            self._db.execute(
                "UPDATE entry SET state = 'held', reason = '', tries = 0, due_at = '', held_url = ?, kind = ?,"
                " held_at = ?, checked_at = ?, open = ? WHERE key = ?",
                (*values, each),
            )

    def settle(self, key: str, reason: str) -> None:
        """An address turned out to be no document of this portal (a list, an empty form): nothing waits for it."""
        self._db.execute("UPDATE entry SET state = 'seen', reason = ? WHERE key = ?", (reason, key))

    def fail(self, key: str, reason: str) -> None:
        """An address could not be fetched: it is due again after the hours that data/manners.yml has for its tries."""
        row = self._db.execute("SELECT tries FROM entry WHERE key = ?", (key,)).fetchone()
        if row is None:
            return
        hours = self._manners.failure_hours
        due = _now() + timedelta(hours=hours[min(row[0], len(hours) - 1)])
        self._db.execute(
            "UPDATE entry SET state = CASE state WHEN 'held' THEN 'held' ELSE 'failed' END, reason = ?,"
            " tries = tries + 1, due_at = ? WHERE key = ?",
            (reason, _text(due), key),
        )

    def reason(self, key: str) -> str:
        """Why an address was not fetched when it was asked for last; "" where it was."""
        row = self._db.execute("SELECT reason FROM entry WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def seen_at(self, key: str) -> str:
        """When a list showed an address first."""
        row = self._db.execute("SELECT seen_at FROM entry WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def is_due(self, entry: Entry) -> bool:
        """Whether an address may be asked for tonight."""
        rested = entry.due_at <= _text(_now())
        return rested and (entry.state != "held" or entry.checked_at <= self._cutoff)

    def waiting(self) -> Iterator[Entry]:
        """What an earlier crawl wanted or failed at and is due now."""
        yield from self._entries("state IN ('wanted', 'failed') AND due_at <= ? ORDER BY seen_at", _text(_now()))

    def due_again(self) -> Iterator[Entry]:
        """What is held and was not looked at since the last sweep, longest ago first."""
        yield from self._entries(
            "state = 'held' AND checked_at <= ? AND due_at <= ? ORDER BY checked_at, seen_at",
            self._cutoff,
            _text(_now()),
        )

    def held_as(self, title: str, list_url: str, besides: str) -> Iterator[Entry]:
        """What is held of a list under a title, but for one address."""
        return self._entries("state = 'held' AND list_url = ? AND title = ? AND key <> ?", list_url, title, besides)

    def off_list(self, list_url: str, shown: set[str], since: str = "") -> list[Entry]:
        """What is held and stood on a list that does not show it any more; each once. `since`: listed later than that.

        They belong to no list from now on, until one shows them again.
        """
        entries = (
            self._entries(
                "state = 'held' AND list_url = ? AND parent_url = list_url AND listed_date > ?", list_url, since
            )
            if since
            else self._entries("state = 'held' AND list_url = ? AND parent_url = list_url", list_url)
        )
        gone = [entry for entry in entries if entry.key not in shown]
        self._db.executemany("UPDATE entry SET list_url = '' WHERE key = ?", [(entry.key,) for entry in gone])
        return gone

    def was_asked(self, key: str) -> bool:
        """Whether an address is held, or a list that was read."""
        return (
            self._db.execute(
                "SELECT 1 FROM entry WHERE key = ? AND state = 'held' UNION ALL SELECT 1 FROM list WHERE key = ?"
                " AND swept_at <> ''",
                (key, key),
            ).fetchone()
            is not None
        )

    def open_pages(self) -> Iterator[Entry]:
        """Pages that are held but whose files were not taken."""
        yield from self._entries("state = 'held' AND open ORDER BY checked_at")

    def held_besides(self, asked: set[str]) -> int:
        """How many documents are held, without those behind the keys of `asked`."""
        rows = self._db.execute("SELECT key, held_url FROM entry WHERE state = 'held'").fetchall()
        looked_at = {url for key, url in rows if key in asked}
        return len({url for _, url in rows} - looked_at)

    def _enter(self, key: str, url: str, found: Found, origin: Origin, may_be_list: bool, state: str) -> None:
        self._db.execute(
            "INSERT INTO entry (key, url, kind, parent_url, title, listed_date, agency, start_url, list_column,"
            " list_url, depth, may_be_list, state, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET url = excluded.url, kind = excluded.kind,"
            " parent_url = excluded.parent_url, title = excluded.title, listed_date = excluded.listed_date,"
            " agency = excluded.agency, start_url = excluded.start_url, list_column = excluded.list_column,"
            " list_url = excluded.list_url,"
            " depth = excluded.depth, may_be_list = excluded.may_be_list",
            (
                key, url, found.kind, found.parent_url, found.title, found.listed_date, found.agency, origin.start_url,
                origin.list_column, origin.list_url, origin.depth, may_be_list, state, _text(_now()),
            ),
        )  # fmt: skip

    def _entries(self, rule: str, *values: str) -> Iterator[Entry]:
        for row in self._db.execute(f"SELECT {_ENTRY} FROM entry WHERE {rule}", values).fetchall():
            key, url, *found, start_url, column, list_url, depth, may_be_list, state, tries, checked, due, held = row
            origin = (start_url, column, list_url, depth, bool(may_be_list))
            yield Entry(key, url, Found(*found), *origin, state, tries, checked, due, held)

    # -- lists ------------------------------------------------------------------------------------------------------

    def list_memory(self, key: str) -> ListMemory:
        """A list as it was last read; of an unknown one, that nothing of it is known."""
        row = self._db.execute("SELECT whole, swept_at, reports, counted_at FROM list WHERE key = ?", (key,)).fetchone()
        return ListMemory(bool(row[0]), *row[1:]) if row else ListMemory(False, "", None, "")

    def may_stop(self, key: str) -> bool:
        """Whether a list may be left where known entries begin: read to its end before, and no sweep is due."""
        memory = self.list_memory(key)
        return memory.is_whole and memory.swept_at > self._cutoff

    def list_begun(self, key: str, url: str) -> None:
        """A list shows something unknown: until it was read to where known entries begin, it is not whole."""
        self._db.execute(
            "INSERT INTO list (key, url) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET whole = 0", (key, url)
        )

    def list_read(self, key: str, url: str, to_the_end: bool) -> None:
        """A list was read to its end, or to where known entries begin."""
        self._db.execute("INSERT OR IGNORE INTO list (key, url) VALUES (?, ?)", (key, url))
        self._db.execute("UPDATE list SET whole = 1 WHERE key = ?", (key,))
        if to_the_end:
            self._db.execute("UPDATE list SET swept_at = ? WHERE key = ?", (_text(_now()), key))

    def list_counts(self) -> dict[str, tuple[str, int, str]]:
        """Lists that showed reports when all was well: key → address, reports on the first page, when counted."""
        rows = self._db.execute("SELECT key, url, reports, counted_at FROM list WHERE reports IS NOT NULL")
        return {key: (url, reports, counted_at) for key, url, reports, counted_at in rows}

    def set_list_count(self, key: str, url: str, reports: int) -> None:
        """What the first page of a list shows when all is well."""
        self._db.execute("INSERT OR IGNORE INTO list (key, url) VALUES (?, ?)", (key, url))
        self._db.execute("UPDATE list SET reports = ?, counted_at = ? WHERE key = ?", (reports, _text(_now()), key))

    # -- what was said ----------------------------------------------------------------------------------------------

    def say(self, texts: set[str]) -> set[str]:
        """Which of tonight's recurring problems an earlier night said; tonight's take the place of those."""
        before = {text for (text,) in self._db.execute("SELECT text FROM said").fetchall()}
        self._db.execute("DELETE FROM said")
        self._db.executemany("INSERT INTO said VALUES (?)", [(text,) for text in texts])
        return texts & before

    # -- hosts ------------------------------------------------------------------------------------------------------

    def asked_tonight(self, host: str) -> int:
        """Requests sent to a host this night, by this crawl and by earlier ones."""
        night = _now().astimezone(_NIGHT).date().isoformat()
        row = self._db.execute("SELECT asked FROM host WHERE host = ? AND night = ?", (host, night)).fetchone()
        if row is None:
            self._db.execute("INSERT OR IGNORE INTO host (host) VALUES (?)", (host,))
            self._db.execute("UPDATE host SET night = ?, asked = 0 WHERE host = ?", (night, host))
        return int(row[0] if row else 0) + self._hosts.get(host, 0)

    def ask(self, host: str) -> None:
        """One more request goes to a host."""
        self._hosts[host] = self._hosts.get(host, 0) + 1

    def backed_off(self, host: str) -> tuple[str, str] | None:
        """The obstacle for which a host is left alone, and until when; None where it may be asked."""
        row = self._db.execute(
            "SELECT obstacle, until_at FROM host WHERE host = ? AND until_at > ?", (host, _text(_now()))
        ).fetchone()
        return (row[0], row[1]) if row else None

    def strike(self, host: str, obstacle: str, retry_hours: float, at_once: bool = False) -> bool:
        """A host answered with a block page; whether it is left alone from now on, by their number or `at_once`."""
        if self.backed_off(host):
            return False  # the answer to a request that was on its way
        self._db.execute("INSERT OR IGNORE INTO host (host) VALUES (?)", (host,))
        row = self._db.execute("SELECT strikes, nights FROM host WHERE host = ?", (host,)).fetchone()
        strikes, nights = row[0] + (not at_once), row[1]
        off = at_once or strikes >= self._manners.strikes
        until = ""
        if off:
            hours = min(retry_hours * 2**nights, max(self._manners.longest_block_hours, retry_hours))
            until, strikes, nights = _text(_now() + timedelta(hours=hours)), 0, nights + 1
        self._db.execute(
            "UPDATE host SET strikes = ?, nights = ?, obstacle = ?, until_at = ? WHERE host = ?",
            (strikes, nights, obstacle, until, host),
        )
        return off

    def let_in(self, host: str) -> None:
        """A host gave an ordinary page: earlier block pages count no more."""
        self._db.execute(
            "UPDATE host SET strikes = 0, nights = 0, obstacle = '', until_at = '' WHERE host = ? AND obstacle <> ''",
            (host,),
        )


def _now() -> datetime:
    return datetime.now(UTC)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
