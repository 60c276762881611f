"""What is private of contact persons is masked (data/private.csv) in every column of free text before it is kept."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

from data.errors import Told
from data.private import mask, masks, sign
from data.rows import STATED, UNMAPPED

TEXTS = {
    "section": ("heading_zh", "text_zh"),
    "issue": ("message",),
    "finding": ("message",),
    UNMAPPED: ("label_zh", "column_label_zh", "raw_zh", "caption_zh"),
    STATED: ("quote_zh",),
}
TITLES = ("title_zh",)
# of one load: narratives repeat from year to year and among offices
_REMEMBERED = 4096


class BadMask(Told):
    """A pattern of private.csv is none; the message shows it."""


@contextmanager
def masking(con: duckdb.DuckDBPyConnection) -> Iterator[Callable[[str], str]]:
    """SQL for a column's text with every mask of the table private_text applied, while the block lasts.

    Raises:
        BadMask: a pattern cannot be read.
    """
    rows = con.execute("SELECT pattern, replacement FROM private_text").fetchall()
    try:
        by = masks(rows)
    except re.error as error:
        raise BadMask(f"private.csv: {error.pattern!r}: {error}") from error
    applied = functools.lru_cache(_REMEMBERED)(lambda text: mask(text, by))
    looked_for = sign().replace("'", "''")
    con.create_function("without_private", applied, ["VARCHAR"], "VARCHAR")
    try:
        yield (
            lambda column: (
                f"CASE WHEN regexp_matches({column}, '{looked_for}') THEN without_private({column}) ELSE {column} END"
            )
        )
    finally:
        con.remove_function("without_private")


def mask_again(con: duckdb.DuckDBPyConnection) -> None:
    """Apply masks that were added since to the texts that the warehouse holds; what was masked before stays so."""
    with masking(con) as masked:
        for table, columns in {**TEXTS, "reading": TITLES}.items():
            for column in columns:
                con.execute(f"UPDATE {table} SET {column} = {masked(column)} WHERE {column} <> {masked(column)}")
