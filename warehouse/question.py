"""A person's question to the published file, answered from that file alone: nothing else is read, nothing is written.

A read-only connection still writes files (COPY, a log, a stored secret) and reads any (read_text, 'file.csv').
"""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from data.errors import Told
from warehouse.published import NotPublished
from warehouse.query import frame_of

_LOCKED: dict[str, Any] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    # one question never takes the machine's memory, nor its disk
    "memory_limit": "2GB",
    "temp_directory": "",
    "lock_configuration": "true",
}
# Rows that are held at once, and bytes that are laid out as a table.
_AT_ONCE, _MOST_BYTES = 10_000, 64 * 2**20
# Of a process that does nothing but ask: the question's own, and what is laid out.
MEMORY = 4 * 2**30


class NotAnswered(Told):
    """The text is no question to the published file, or DuckDB refuses it; the message says why."""


@contextmanager
def taking_at_most(size: int) -> Iterator[None]:
    """Let this process have no more than so many bytes of memory: DuckDB's own limit leaves long texts out."""
    before, most = resource.getrlimit(resource.RLIMIT_DATA)
    if before == resource.RLIM_INFINITY or size < before:
        resource.setrlimit(resource.RLIMIT_DATA, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (before, most))


def ask_by_pieces(path: Path, sql: str, most_rows: int = 0) -> Iterator[pd.DataFrame]:
    """The rows of `sql` as they come, a DataFrame a piece and at least one, so that no more than a piece is held.

    Figures as `query.run` gives them; lists, structs and maps as JSON text. Only SELECT and what DuckDB makes a SELECT
    of (FROM, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE, PIVOT) is asked: other statements write, open files, call what
    does, or change the configuration, and EXPLAIN ANALYZE runs any of them. most_rows: no more than these; 0 is all.

    Raises:
        NotAnswered: for any other statement, and for what DuckDB says against this one.
        NotPublished: where there is no file.
    """
    left = most_rows
    with _answer(path, sql) as rows:
        yield _frame(rows.schema.empty_table())
        for batch in rows:
            yield _frame(pa.Table.from_batches([batch[:left] if most_rows else batch]))
            left -= batch.num_rows
            if most_rows and left <= 0:
                return


def ask_for_some(path: Path, sql: str, most_rows: int) -> tuple[pd.DataFrame, str]:
    """The first rows, and in words why they are not all; "" where they are. Raises as `ask`.

    Not more than `most_rows` (0 is no limit), and not more than a person's terminal can be asked to lay out.
    Raises as `ask_by_pieces`.
    """
    with _answer(path, sql) as rows:
        held, count, size = [], 0, 0
        for batch in rows:
            held.append(batch)
            count, size = count + batch.num_rows, size + batch.nbytes
            if size > _MOST_BYTES or (most_rows and count > most_rows):
                break
        table = pa.Table.from_batches(held, rows.schema)
        if most_rows and count > most_rows:
            return _frame(table[:most_rows]), f"only the first {most_rows} rows are shown"
        is_more = size > _MOST_BYTES and any(batch.num_rows for batch in rows)
    return _frame(table), f"only the first {count} rows are shown: they have {size / 1e6:.0f} MB" if is_more else ""


@contextmanager
def _answer(path: Path, sql: str) -> Iterator[pa.RecordBatchReader]:
    if not path.is_file():
        raise NotPublished(f"no published warehouse at {path}: run nianbao demo or nianbao run first")
    try:
        with duckdb.connect(str(path), read_only=True, config=_LOCKED) as con:
            _check(con.extract_statements(sql))
            yield con.execute(sql).to_arrow_reader(_AT_ONCE)
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        said = "the answer needs more memory than one question may take: ask for less, or open a copy of the file"
        raise NotAnswered(f"{said} ({next(iter(str(error).splitlines()), 'no more is given')})") from error
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise NotAnswered(str(error)) from error


def _check(statements: Sequence[duckdb.Statement]) -> None:
    if not statements:
        raise NotAnswered("there is no query")
    if len([one for one in statements if one.query]) > 1:
        raise NotAnswered("only one question is answered at a time; leave out what stands behind the ';'")
    for statement in statements:
        # a PIVOT becomes a temporary type and a SELECT, and neither has a text of its own
        is_pivot = statement.type == duckdb.StatementType.CREATE and not statement.query
        if statement.type != duckdb.StatementType.SELECT and not is_pivot:
            raise NotAnswered(
                f"{statement.type.name} is refused: only questions (SELECT, FROM, WITH, DESCRIBE, SHOW, "
                "SUMMARIZE, PIVOT) are asked of the published file; to work with it otherwise, open a copy"
            )


def _frame(table: pa.Table) -> pd.DataFrame:
    frame = frame_of(table)
    for at in range(frame.shape[1]):
        if frame.iloc[:, at].dtype == object:
            frame.isetitem(at, frame.iloc[:, at].map(_as_text).array)
    return frame


def _as_text(value: Any) -> Any:
    is_nested = isinstance(value, list | tuple | dict)
    return json.dumps(value, ensure_ascii=False, default=_plain) if is_nested else value


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)
