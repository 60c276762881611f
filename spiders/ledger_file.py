"""The file of a ledger: its tables, its digest while no crawl has it open, and what becomes of a damaged one.

    <portal>.sqlite         the ledger
    <portal>.sqlite.sha256  its digest, from the end of a crawl to the beginning of the next

SQLite does not notice a flipped bit in a value. A ledger without a digest was left by a crawl that was killed, or by an
earlier version: its structure alone is verified.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from data.errors import Told

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    key TEXT PRIMARY KEY, url TEXT NOT NULL, kind TEXT NOT NULL DEFAULT '', parent_url TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '', listed_date TEXT NOT NULL DEFAULT '', agency TEXT NOT NULL DEFAULT '',
    start_url TEXT NOT NULL DEFAULT '', list_column TEXT NOT NULL DEFAULT '', list_url TEXT NOT NULL DEFAULT '',
    depth INTEGER NOT NULL DEFAULT 0, may_be_list INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0,
    seen_at TEXT NOT NULL, checked_at TEXT NOT NULL DEFAULT '', due_at TEXT NOT NULL DEFAULT '',
    held_url TEXT NOT NULL DEFAULT '', held_at TEXT NOT NULL DEFAULT '', open INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entry_state ON entry (state, checked_at);
CREATE TABLE IF NOT EXISTS list (
    key TEXT PRIMARY KEY, url TEXT NOT NULL, whole INTEGER NOT NULL DEFAULT 0, swept_at TEXT NOT NULL DEFAULT '',
    reports INTEGER, counted_at TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS said (text TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS host (
    host TEXT PRIMARY KEY, night TEXT NOT NULL DEFAULT '', asked INTEGER NOT NULL DEFAULT 0,
    strikes INTEGER NOT NULL DEFAULT 0, nights INTEGER NOT NULL DEFAULT 0, obstacle TEXT NOT NULL DEFAULT '',
    until_at TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
"""


class LedgerError(Told):
    """The ledger cannot be read or written; the message names the file. Deleted, it is rebuilt from the archive."""


def open_ledger(path: Path | None) -> sqlite3.Connection:
    """Open (or make) a ledger for writing, in a transaction; a damaged one is moved away and a fresh one begun.

    Args:
        path: the file, or None for a ledger that is forgotten afterwards.

    Raises:
        LedgerError: it can be neither read nor moved away.
    """
    name = str(path or ":memory:")
    try:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            if ledger_flaw(path):
                put_ledger_aside(path)
            _seal(path).unlink(missing_ok=True)  # before the first change
        db = sqlite3.connect(name, isolation_level=None)
        # A write-ahead log without a sync a commit: whole after a kill, a consistent prefix after a power cut.
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.executescript(_SCHEMA)
        db.execute("BEGIN")
    except sqlite3.Error as error:
        raise LedgerError(f"{name}: {error}; delete it and it is rebuilt from the archive") from error
    return db


def close_ledger(db: sqlite3.Connection, path: Path | None) -> None:
    """Close a ledger whose transaction has ended, and write down its digest."""
    db.close()
    if path is not None and not _log(path).exists():  # else somebody reads it, and its log is not taken in yet
        seal_ledger(path)


def seal_ledger(path: Path) -> None:
    """Write down the digest of a ledger that nobody writes, in one step."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(f"{_digest(path)}  {path.name}\n", encoding="ascii")
    os.replace(fresh, _seal(path))


def ledger_flaw(path: Path) -> str:
    """What is wrong with a ledger, "" where it is what was written, is not there, or cannot be looked at now."""
    if not path.is_file():
        return ""
    try:
        known = _seal(path).read_text(encoding="ascii", errors="replace").partition(" ")[0]
        if known == _digest(path) or not _seal(path).is_file():
            return ""
        return "not the bytes that were written"
    except FileNotFoundError:
        pass  # never sealed, or in use
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            row = db.execute("PRAGMA quick_check(1)").fetchone()
        return "" if row and row[0] == "ok" else str(row[0] if row else "no answer")
    except sqlite3.DatabaseError as error:
        # busy or unreadable: opening it for writing says so
        return "" if isinstance(error, sqlite3.OperationalError) and "malformed" not in str(error) else str(error)


def put_ledger_aside(path: Path) -> None:
    """Move a damaged ledger out of the way: the archive fills a fresh one. The portal's archive must be held."""
    os.replace(path, path.with_name(path.name + ".damaged"))
    for file in (_log(path), path.with_name(path.name + "-shm"), _seal(path)):
        file.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seal(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")
