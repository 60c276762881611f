"""The table of what may be compared across forms, from the data files: docs/comparability.md."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data.places import DATA
from warehouse.db import apply_schema
from warehouse.knowledge import load_knowledge

_SIGN = {"same": "=", "close": "≈", "not_comparable": "≠"}
_HEAD = """# What may be compared across forms

Made from `data/forms` by `nianbao comparability --output docs/comparability.md`; do not edit it here.

= the form's line is the concept · ≈ close, see the note · ≠ not comparable, kept apart by its grade · Σ the sum of
several lines.
A concept joins figures of several forms; views never join forms but through concepts.
"""


def comparability(data: Path = DATA) -> str:
    """Markdown: the concepts that span forms, those of one form, and every form's lines with their concepts."""
    con = duckdb.connect()
    try:
        apply_schema(con)
        load_knowledge(con, data)
        forms = [row[0] for row in con.execute("SELECT form FROM form ORDER BY first_year, form").fetchall()]
        spans = dict(
            con.execute(
                "SELECT concept, list(DISTINCT form ORDER BY form) FROM concept_map GROUP BY concept"
            ).fetchall()
        )
        concepts = con.execute(
            "SELECT concept, label_zh, label_en, unit, definition_zh, definition_en, coalesce(note, '') FROM concept"
            ' ORDER BY "order"'
        ).fetchall()
        parts = [_HEAD, _across(con, forms, [c for c in concepts if len(spans.get(c[0], ())) > 1])]
        parts.append(_alone([c for c in concepts if len(spans.get(c[0], ())) == 1], spans))
        parts += [_lines(con, form) for form in forms]
        return "\n".join(parts)
    finally:
        con.close()


def _across(con: duckdb.DuckDBPyConnection, forms: list[str], concepts: list[tuple[str, ...]]) -> str:
    states = {
        (concept, form): (grade, count)
        for concept, form, grade, count in con.execute(
            "SELECT concept, form, any_value(grade), count(*) FROM concept_map GROUP BY concept, form"
        ).fetchall()
    }
    lines = [
        f"## {len(concepts)} concepts of two or more forms\n",
        f"| concept | unit | {' | '.join(forms)} | definition | note |",
        f"|---|---|{'---|' * len(forms)}---|---|",
    ]
    for concept, label_zh, label_en, unit, definition_zh, definition_en, note in concepts:
        cells = []
        for form in forms:
            grade, count = states.get((concept, form), ("", 0))
            cells.append(_SIGN.get(grade, "") + (" Σ" if count > 1 else ""))
        lines.append(
            f"| `{concept}`<br>{label_zh}<br>{label_en} | {unit} | {' | '.join(cells)} |"
            f" {definition_zh}<br>{definition_en} | {note} |"
        )
    return "\n".join(lines) + "\n"


def _alone(concepts: list[tuple[str, ...]], spans: dict[str, list[str]]) -> str:
    lines = [
        f"## {len(concepts)} concepts of one form\n",
        "| concept | form | unit | definition | note |",
        "|---|---|---|---|---|",
    ]
    for concept, label_zh, label_en, unit, definition_zh, definition_en, note in concepts:
        lines.append(
            f"| `{concept}`<br>{label_zh}<br>{label_en} | {spans[concept][0]} | {unit} |"
            f" {definition_zh}<br>{definition_en} | {note} |"
        )
    return "\n".join(lines) + "\n"


def _lines(con: duckdb.DuckDBPyConnection, form: str) -> str:
    title = con.execute("SELECT title_zh, instrument_zh FROM form WHERE form = ?", [form]).fetchone() or ("", "")
    lines = [
        f"## Form {form}: {' '.join(part for part in title if part)}\n",
        "| table | line | label | concepts |",
        "|---|---|---|---|",
    ]
    rows = con.execute(
        """
        SELECT l."table", l.line, l.label, l.kind,
            list({'c': m.concept, 'column': m."column", 'grade': m.grade, 'note': m.note}
                ORDER BY m.concept, m."column")
                FILTER (m.concept IS NOT NULL)
        FROM form_line AS l
        LEFT JOIN concept_map AS m ON m.form = l.form AND m."table" = l."table" AND m."row" = l.line
        WHERE l.form = ?
        GROUP BY l."table", l.line, l.label, l.kind, l."order" ORDER BY l."order"
        """,
        [form],
    ).fetchall()
    for table, line, label, kind, mapped in rows:
        if kind == "heading":
            lines.append(f"| {table} | `{line}` | **{label}** | |")
            continue
        said = [
            f"{_SIGN[entry['grade']]} `{entry['c']}` ({entry['column']})"
            + (f": {entry['note']}" if entry["note"] else "")
            for entry in mapped or ()
        ]
        lines.append(f"| {table} | `{line}` | {label} | {'<br>'.join(said)} |")
    return "\n".join(lines) + "\n"
