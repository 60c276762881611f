"""What a published file says of itself, and the published files that are kept.

    warehouse/kept/RELEASE.duckdb   a copy, no second name of the published file: who writes into one changes one
    warehouse/kept/RELEASE.sha256   its digest, and that of the published file while this is the release

All are 0444. The mode does not hold for root, the digest does: what differs from it is not published again.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import duckdb

from data.errors import Told
from data.places import DATA
from warehouse.digests import digest_of
from warehouse.heal import read_through
from warehouse.lake import retried
from warehouse.places import SQL, published_file
from warehouse.shown import look_inside

KEPT = 7
_DIGEST = re.compile("[0-9a-f]{64}")
READ_ONLY = 0o444
_COUNTED = {
    "reports": "report", "versions": "version", "readings": "reading", "cells": "cell_fact", "captures": "capture",
    "findings": "finding", "corrections": "correction",
}  # fmt: skip


class NothingKept(Told):
    """There is no kept file to go back to, or not the one asked for, or it is damaged; the message says which are."""


@retried
def record_release(con: duckdb.DuckDBPyConnection, schema: str) -> str:
    """Write the row of the release that is about to be published; its id."""
    now = datetime.now(UTC).replace(tzinfo=None)
    # The six digits go up within a second, so that releases sort by time.
    release = f"{now:%Y%m%dT%H%M%SZ}-{now.microsecond:05x}{secrets.randbelow(16):x}"
    try:
        code = metadata.version("nianbao")
    except metadata.PackageNotFoundError:  # run from a bare checkout
        code = "unknown"
    counts = ", ".join(f"(SELECT count(*) FROM {table}) AS {name}" for name, table in _COUNTED.items())
    con.execute(
        f"""
        INSERT INTO release BY NAME
        SELECT $release AS release_id, CAST($now AS TIMESTAMP) AS published_at, $code AS code_version,
            $schema AS schema_version,
            (SELECT md5(concat_ws(':', count(*), sum(md5_number_lower(capture_id))))[:16] FROM capture) AS archive_hash,
            (SELECT any_value(digest)[:16] FROM knowledge) AS knowledge_hash, {counts},
            (SELECT 'nianbao, release ' || $release || ': annual reports on open government information of '
                || count(DISTINCT agency_id) || ' Chinese agencies, report years '
                || coalesce(min(report_year) || ' to ' || max(report_year), 'none') || ', ' || count(*)
                || ' reports; code ' || $code || '.' FROM report) AS citation,
            $terms AS terms
        """,
        {
            "release": release, "now": now, "code": code, "schema": schema,
            "terms": (DATA / "terms.txt").read_text(encoding="utf-8").strip(),
        },
    )  # fmt: skip
    return release


def keep(fresh: Path, home: Path, release: str, count: int = KEPT) -> Path:
    """Keep a copy of the file `fresh` under its release, with its digest, and only the last `count` such files."""
    kept = kept_file(home, release)
    kept.parent.mkdir(exist_ok=True)
    for left_over in kept.parent.glob(".*"):
        left_over.unlink()
    digest = digest_of(fresh)
    # before the file: no release is kept without its digest
    _digest_file(kept).write_text(f"{digest}  {kept.name}\n", encoding="ascii")
    _put_copy(fresh, kept, digest)
    _mark(kept)
    files = sorted(kept.parent.glob("*.duckdb"))
    for old in files[:-count]:
        old.unlink()
        old.with_name(old.name + ".wal").unlink(missing_ok=True)
    names = {file.stem for file in files[-count:]}
    for old in kept.parent.glob("*.sha256"):
        if old.stem not in names:
            old.unlink()
    return kept


def kept_releases(home: Path) -> list[str]:
    """Releases that can be gone back to, oldest first."""
    return [file.stem for file in sorted(_kept(home).glob("*.duckdb"))]


def kept_flaw(home: Path, release: str) -> str:
    """What is wrong with a kept release, "" if it is what was published.

    One of an earlier version has no digest: it is read through.
    """
    kept = kept_file(home, release)
    try:
        known = _known_digest(kept)
        if _digest_file(kept).is_file() and not _DIGEST.fullmatch(known):
            return f"{_digest_file(kept)} is no digest"
        if not known:
            return read_through(kept) or _wrong_counts(kept, release)
        return "" if digest_of(kept) == known else f"{kept} is not the bytes that were published"
    except OSError as error:
        return f"{kept} cannot be read: {error}"


def publication_time(home: Path) -> datetime | None:
    """When the published file was put in place, None where there is none."""
    file = published_file(home)
    return datetime.fromtimestamp(file.stat().st_mtime, UTC) if file.is_file() else None


def published_flaw(home: Path) -> str:
    """How the published file differs from what was published, "" if it does not or no digest is known."""
    target = published_file(home)
    log = target.with_name(target.name + ".wal")
    if log.is_file() and log.stat().st_size:
        return f"{log}: somebody opened the published file for writing; whoever opens it now reads what the log adds"
    known = {digest for file in _kept(home).glob("*.duckdb") if (digest := _known_digest(file))}
    if not known or not target.is_file():
        return ""
    try:
        if digest_of(target) in known:
            return ""
    except OSError as error:
        return f"{target} cannot be read: {error}"
    return f"{target} is not what was published: somebody wrote into it, or its disk fails"


def unharmed_file(home: Path) -> Path | None:
    """The published file, or where somebody changed it the newest release that is as it was published."""
    if not published_flaw(home):
        return published_file(home)
    whole = [name for name in reversed(kept_releases(home)) if not kept_flaw(home, name)]
    return kept_file(home, whole[0]) if whole else None


def rollback(home: Path, release: str = "", unverified: bool = False) -> str:
    """Publish a copy of a kept file: `release`, or the one before that which is published now. Returns its id.

    The writer's file stays as it is: the next publication goes on from there. Raises `NothingKept`, also for a release
    that is not what was published, and for one without a digest: `unverified` takes it all the same, read through.
    """
    target = published_file(home)
    releases = kept_releases(home)
    if not release:
        now = _release_now(target)
        earlier = [name for name in releases if not now or name < now]
        if not earlier:
            raise NothingKept(f"no release before {now or 'the present one'} is kept; there are: {', '.join(releases)}")
        release = earlier[-1]
    elif release not in releases:
        raise NothingKept(f"release {release} is not kept; there are: {', '.join(releases) or 'none'}")
    kept = kept_file(home, release)
    kept.with_name(kept.name + ".wal").unlink(missing_ok=True)
    if not unverified and not _known_digest(kept):
        raise NothingKept(
            f"release {release} has no digest ({_digest_file(kept)} is not there), so nobody can tell whether it is "
            "what was published: --unverified goes back to it all the same, if it can be read through"
        )
    if flaw := kept_flaw(home, release):
        whole = [name for name in releases if name != release and not kept_flaw(home, name)]
        raise NothingKept(f"release {release} is damaged: {flaw}; there remain: {', '.join(whole) or 'none'}")
    digest = _known_digest(kept) or digest_of(kept)
    if not _known_digest(kept):
        _digest_file(kept).write_text(f"{digest}  {kept.name}\n", encoding="ascii")
        _mark(kept)
    # A log left beside the target by someone who opened it for writing would be replayed into the file.
    target.with_name(target.name + ".wal").unlink(missing_ok=True)
    try:
        _put_copy(kept, target, digest)
    except OSError as error:
        raise NothingKept(f"release {release} could not be copied: {error}") from error
    return release


def touched_releases(home: Path) -> list[str]:
    """Kept releases that were written to since they were kept, or of which that cannot be told: to be looked at."""
    kept = [kept_file(home, release) for release in kept_releases(home)]
    return [
        file.stem for file in kept if not _digest_file(file).is_file() or _changed(file) != _changed(_digest_file(file))
    ]


def put_published_right(home: Path) -> str:
    """Publish again what was published, where somebody changed it; the release, "" where none is whole.

    That is the release that the file names, if it can be read and that one is whole, else the newest.
    """
    target = published_file(home)
    said = _release_now(target)
    whole = [name for name in reversed(kept_releases(home)) if _known_digest(kept_file(home, name))]
    for release in sorted(whole, key=lambda name: name != said):
        if not kept_flaw(home, release):
            return rollback(home, release)
    return ""


def put_kept_back(home: Path, release: str, sources: Iterable[Path]) -> Path | None:
    """Write a damaged kept release anew from a file that has its digest; which, or None where none has."""
    kept = kept_file(home, release)
    if digest := _known_digest(kept):
        for source in sources:
            with suppress(OSError):
                if digest_of(source) == digest:
                    _put_copy(source, kept, digest)
                    _mark(kept)
                    kept.with_name(kept.name + ".wal").unlink(missing_ok=True)
                    return source
    return None


def release_of(file: Path) -> str:
    """The release that a published file says it is."""
    con = look_inside(duckdb.connect(str(file), read_only=True))
    try:
        row = con.execute("SELECT max(release_id) FROM release").fetchone()
    finally:
        con.close()
    return str(row[0]) if row and row[0] else ""


def rows_hash(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Table → hash of its rows, in any order and without the internal numbers: equal after every rebuild."""
    hashes = {}
    for file in sorted((SQL / "hashed").glob("*.sql")):
        question = file.read_text(encoding="utf-8").rstrip().rstrip(";")
        columns = [row[0] for row in con.execute(f"DESCRIBE {question}").fetchall()]
        text = ", ".join(f"coalesce(CAST(\"{name}\" AS VARCHAR), '∅')" for name in columns)
        row = con.execute(
            f"SELECT md5(concat_ws(':', count(*), sum(md5_number_lower(concat_ws(chr(31), {text}))))) FROM ({question})"
        ).fetchone()
        hashes[file.stem] = str(row[0]) if row else ""
    return hashes


def kept_file(home: Path, release: str) -> Path:
    """Where the copy of a release lies that is kept."""
    return _kept(home) / f"{release}.duckdb"


def _kept(home: Path) -> Path:
    return published_file(home).parent / "kept"


def _digest_file(kept: Path) -> Path:
    return kept.with_suffix(".sha256")


def _known_digest(kept: Path) -> str:
    """The digest that was written down for a kept file, "" for one of an earlier version."""
    file = _digest_file(kept)
    return file.read_text(encoding="ascii", errors="replace").partition(" ")[0] if file.is_file() else ""


def _put_copy(source: Path, target: Path, digest: str) -> None:
    """Copy a file into its place in one step, read-only. Raises OSError, also where the copy has another digest."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with source.open("rb") as read, fresh.open("wb") as written:
            shutil.copyfileobj(read, written, 1 << 20)
            written.flush()
            os.fsync(written.fileno())
        if digest_of(fresh) != digest:
            raise OSError(f"the copy of {source} is not what was read before")
        fresh.chmod(READ_ONLY)
        os.replace(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)


def _mark(kept: Path) -> None:
    """Give a kept file and its digest one moment of change: whoever writes into either ends that."""
    moment = _changed(kept)
    os.utime(_digest_file(kept), ns=(moment, moment))


def _changed(file: Path) -> int:
    return file.stat().st_mtime_ns


def _release_now(target: Path) -> str:
    """The release that is published, "" where the file is missing or says nothing any more."""
    try:
        return release_of(target) if target.is_file() else ""
    except duckdb.Error:
        return ""


def _wrong_counts(kept: Path, release: str) -> str:
    counts = " AND ".join(f"r.{name} = (SELECT count(*) FROM {table})" for name, table in _COUNTED.items())
    con = look_inside(duckdb.connect(str(kept), read_only=True))
    try:
        row = con.execute(f"SELECT {counts} FROM release AS r WHERE release_id = ?", [release]).fetchone()
    except duckdb.Error as error:
        return f"{kept} cannot be read: {error}"
    finally:
        con.close()
    return "" if row and row[0] else f"{kept} does not hold the rows that release {release} had"
