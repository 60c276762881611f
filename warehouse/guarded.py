"""Texts for spreadsheets: one that begins like a formula would be run when a person opens the file; ' stands before it.

What documents print comes from others. A plain number, and a row of dashes, which stands for none, are left as is.
"""

from __future__ import annotations

import re
from typing import Any

# The same patterns for Python and for DuckDB's RE2. Wide signs too: some sheets take them for the narrow ones.
_BEGINS = "^[ \u3000]*[=+\\-@＝＋－＠\t\r\n]"
_HARMLESS = "^([-+]?[0-9][0-9,]*([.][0-9]+)?%?|[-－]+)$"
_FORMULA, _PLAIN = re.compile(_BEGINS), re.compile(_HARMLESS)


def guarded(value: Any) -> Any:
    """A text with ' before it where a sheet would run it; anything else as it is."""
    runs = isinstance(value, str) and _FORMULA.match(value) and not _PLAIN.fullmatch(value)
    return f"'{value}" if runs else value


def guarded_sql(column: str) -> str:
    """The same as an expression of DuckDB over a text column (quoted)."""
    runs = f"regexp_matches({column}, '{_BEGINS}') AND NOT regexp_matches({column}, '{_HARMLESS}')"
    return f"CASE WHEN {runs} THEN '''' || {column} ELSE {column} END AS {column}"
