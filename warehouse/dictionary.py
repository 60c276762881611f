"""The data dictionary of a published file, from the comments in the file itself."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.published import connect
from warehouse.shown import MAIN


@dataclass(frozen=True)
class Entry:
    """A table, view or macro: what it is, and (name, type, comment) of its columns or (name, "", "") of parameters.

    The name of what lies in an inner schema has that before it.
    """

    kind: str
    name: str
    comment: str
    columns: tuple[tuple[str, str, str], ...]


def entries(con: duckdb.DuckDBPyConnection) -> list[Entry]:
    """What people look at first, then the inner schema: views, macros, tables, each by name."""
    columns: dict[str, list[tuple[str, str, str]]] = {}
    for table, name, kind, comment in con.execute(
        f"SELECT {_named('table_name')}, column_name, data_type, coalesce(comment, '') FROM duckdb_columns()"
        " WHERE NOT internal AND database_name = current_database() ORDER BY 1, column_index"
    ).fetchall():
        columns.setdefault(table, []).append((name, kind, comment))
    found = []
    for kind, function, name in (("view", "duckdb_views", "view_name"), ("table", "duckdb_tables", "table_name")):
        for title, comment in con.execute(
            f"SELECT {_named(name)}, coalesce(comment, '') FROM {function}()"
            " WHERE NOT internal AND database_name = current_database() ORDER BY 1"
        ).fetchall():
            found.append(Entry(kind, title, comment, tuple(columns.get(title, ()))))
    for title, comment, parameters in con.execute(
        f"SELECT {_named('function_name')}, coalesce(any_value(comment), ''), any_value(parameters)"
        " FROM duckdb_functions()"
        " WHERE NOT internal AND function_type LIKE '%macro' AND database_name = current_database()"
        " GROUP BY ALL ORDER BY 1"
    ).fetchall():
        found.append(Entry("macro", title, comment, tuple((p, "", "") for p in parameters or ())))
    order = ("view", "macro", "table")
    return sorted(found, key=lambda entry: ("." in entry.name, order.index(entry.kind), entry.name))


def _named(name: str) -> str:
    return f"CASE schema_name WHEN '{MAIN}' THEN '' ELSE schema_name || '.' END || {name}"


def dictionary(path: Path) -> str:
    """Markdown."""
    con = connect(path)
    try:
        release, found = _release(con), entries(con)
    finally:
        con.close()
    lines = ["# Data dictionary", "", release, ""]
    for entry in found:
        title = f"{entry.name}({', '.join(c[0] for c in entry.columns)})" if entry.kind == "macro" else entry.name
        lines += [f"## {entry.kind} `{title}`", "", entry.comment, ""]
        if entry.kind == "macro":
            continue
        lines += ["| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{name}` | {kind} | {comment.replace('|', '&#124;')} |" for name, kind, comment in entry.columns]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def dictionary_html(path: Path) -> str:
    """One page that loads nothing."""
    con = connect(path)
    try:
        release, found = _release(con), entries(con)
    finally:
        con.close()
    parts = []
    for entry in found:
        title = f"{entry.name}({', '.join(c[0] for c in entry.columns)})" if entry.kind == "macro" else entry.name
        parts.append(f'<h2 id="{html.escape(entry.name)}"><small>{entry.kind}</small> {html.escape(title)}</h2>')
        parts.append(f"<p>{html.escape(entry.comment)}</p>")
        if entry.kind != "macro":
            rows = "".join(
                f"<tr><td><code>{html.escape(name)}</code></td><td>{html.escape(kind)}</td><td>{html.escape(said)}</td></tr>"
                for name, kind, said in entry.columns
            )
            parts.append(f"<table><tr><th>column</th><th>type</th><th>meaning</th></tr>{rows}</table>")
    links = " · ".join(f'<a href="#{html.escape(e.name)}">{html.escape(e.name)}</a>' for e in found)
    style = (
        "body{font:15px/1.5 sans-serif;max-width:70em;margin:2em auto;padding:0 1em}table{border-collapse:collapse}"
        "td,th{border:1px solid #ccc;padding:.2em .6em;text-align:left;vertical-align:top}small{color:#777}"
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Data dictionary</title>'
        f"<style>{style}</style></head><body><h1>Data dictionary</h1><p>{html.escape(release)}</p>"
        f"<p>{links}</p>{''.join(parts)}</body></html>"
    )


def _release(con: duckdb.DuckDBPyConnection) -> str:
    row = con.execute("SELECT release_id, published_at FROM release ORDER BY published_at DESC LIMIT 1").fetchone()
    return f"Of release {row[0]}, published {row[1]:%Y-%m-%d %H:%M} UTC." if row else "Of a file without a release."
