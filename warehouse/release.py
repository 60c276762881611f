"""What a published file says of itself, and the published files that are kept."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import duckdb

from data.places import DATA
from warehouse.lake import retried
from warehouse.places import SQL, published_file

KEPT = 7
_COUNTED = {
    "reports": "report", "versions": "version", "readings": "reading", "cells": "cell_fact", "captures": "capture",
    "findings": "finding", "corrections": "correction",
}  # fmt: skip


class NothingKept(LookupError):
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
    """Keep the file `fresh` under its release (a second name, no copy), and only the last `count` such files."""
    kept = published_file(home).parent / "kept" / f"{release}.duckdb"
    kept.parent.mkdir(exist_ok=True)
    os.link(fresh, kept)
    for old in sorted(kept.parent.glob("*.duckdb"))[:-count]:
        old.unlink()
        old.with_name(old.name + ".wal").unlink(missing_ok=True)
    return kept


def kept_releases(home: Path) -> list[str]:
    """Releases that can be gone back to, oldest first."""
    return [file.stem for file in sorted((published_file(home).parent / "kept").glob("*.duckdb"))]


def rollback(home: Path, release: str = "") -> str:
    """Publish a kept file again: `release`, or the one before that which is published now. Returns its id.

    The writer's file stays as it is: the next publication goes on from there. Raises `NothingKept`.
    """
    target = published_file(home)
    releases = kept_releases(home)
    if not release:
        now = release_of(target) if target.is_file() else ""
        earlier = [name for name in releases if not now or name < now]
        if not earlier:
            raise NothingKept(f"no release before {now or 'the present one'} is kept; there are: {', '.join(releases)}")
        release = earlier[-1]
    elif release not in releases:
        raise NothingKept(f"release {release} is not kept; there are: {', '.join(releases) or 'none'}")
    kept = target.parent / "kept" / f"{release}.duckdb"
    _verify(kept, release)
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    os.link(kept, fresh)
    # A log left beside the target by someone who opened it for writing would be replayed into the file.
    target.with_name(target.name + ".wal").unlink(missing_ok=True)
    os.replace(fresh, target)
    return release


def release_of(file: Path) -> str:
    """The release that a published file says it is."""
    con = duckdb.connect(str(file), read_only=True)
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


def _verify(kept: Path, release: str) -> None:
    log = kept.with_name(kept.name + ".wal")
    log.unlink(missing_ok=True)
    counts = " AND ".join(f"r.{name} = (SELECT count(*) FROM {table})" for name, table in _COUNTED.items())
    try:
        con = duckdb.connect(str(kept), read_only=True)
        try:
            row = con.execute(f"SELECT {counts} FROM release AS r WHERE release_id = ?", [release]).fetchone()
        finally:
            con.close()
    except duckdb.Error as error:
        raise NothingKept(f"{kept} cannot be read: {error}") from error
    if not row or not row[0]:
        raise NothingKept(f"{kept} does not hold the rows that release {release} had")
