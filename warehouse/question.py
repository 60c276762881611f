"""A person's question to the published file, answered from that file alone: nothing else is read, nothing is written.

A read-only connection still writes files (COPY, a log, a stored secret) and reads any (read_text, 'file.csv').
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from data.errors import Told
from warehouse.published import NotPublished
from warehouse.query import fetch

_LOCKED: dict[str, Any] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "lock_configuration": "true",
}


class NotAnswered(Told):
    """The text is no question to the published file, or DuckDB refuses it; the message says why."""


def ask(path: Path, sql: str) -> pd.DataFrame:
    """Rows of `sql`, as `query.run` gives them; lists, structs and maps as JSON text.

    Only SELECT and what DuckDB makes a SELECT of (FROM, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE, PIVOT) is asked: other
    statements write, open files, call what does, or change the configuration, and EXPLAIN ANALYZE runs any of them.

    Raises:
        NotAnswered: for any other statement, and for what DuckDB says against this one.
        NotPublished: where there is no file.
    """
    if not path.is_file():
        raise NotPublished(f"no published warehouse at {path}: run nianbao demo or nianbao run first")
    try:
        con = duckdb.connect(str(path), read_only=True, config=_LOCKED)
        try:
            statements = con.extract_statements(sql)
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
            frame = fetch(con, sql)
        finally:
            con.close()
    except duckdb.Error as error:
        raise NotAnswered(str(error)) from error
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
