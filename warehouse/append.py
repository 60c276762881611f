"""Rows into a table, none of them lost."""

from __future__ import annotations

import duckdb


def append(con: duckdb.DuckDBPyConnection, table: str, question: str) -> None:
    """INSERT INTO `table` BY NAME the rows of `question`; nothing at all is done where it has none.

    DuckDB 1.5.5 loses the rows of an insert of some hundred thousand, without a word, where an insert of no rows into
    the same table went before it in the transaction: it reports them as inserted, and the table stays empty. So a
    table that is added to more than once in a transaction is added to by this.
    """
    if con.execute(f"SELECT 1 FROM ({question}) LIMIT 1").fetchone():
        con.execute(f"INSERT INTO {table} BY NAME {question}")
