"""data/forms/stated.csv and stated.yml: by which words a report's sentences state figures, and whose they are."""

import functools
import re
from dataclasses import dataclass
from typing import Any

from data.csv_rows import csv_rows
from data.places import DATA
from data.yml import read_yml


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to state a concept: the words before a number and behind it, or those that say none."""

    concept: str
    number: int  # its line in the file, from 1: the pattern that a stated figure names
    is_none: bool
    has_words_before: bool
    before: re.Pattern[str]
    after: re.Pattern[str]
    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None  # of the clause before it
    units: frozenset[str]
    may_be_part: bool
    grade: str


@functools.cache
def spoken() -> dict[str, Any]:
    """stated.yml as written; its comments say what each entry is for."""
    return read_yml(DATA / "forms" / "stated.yml")


@functools.cache
def spoken_pattern(name: str) -> re.Pattern[str]:
    """The regular expression that stated.yml keeps under `name`."""
    return re.compile(_filled(spoken()[name]))


@functools.cache
def scope_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(scope, its words), in the order in which they are looked for."""
    return tuple((scope, re.compile(words)) for scope, words in spoken()["scopes"].items())


def _filled(text: str) -> str:
    for name in ("application", "applicants", "count"):
        text = text.replace(f"{{{name}}}", spoken()[name])
    return text


@functools.cache
def wordings() -> tuple[Wording, ...]:
    """The lines of stated.csv in their order; a count's `before` ends where its number begins."""
    filler = f"{spoken()['filler']}$"
    return tuple(
        Wording(
            row["concept"], number, row["kind"] == "none", bool(row["before"]),
            re.compile(_filled(row["before"]) + ("" if row["kind"] == "none" else filler)),
            re.compile(_filled(row["after"])), re.compile(_filled(row["needs"])) if row["needs"] else None,
            re.compile(row["unless"]) if row["unless"] else None,
            frozenset(row["units"].split("|")), row["part"] == "yes", row["grade"],
        )
        for number, row in enumerate(csv_rows(DATA / "forms" / "stated.csv"), start=1)
    )  # fmt: skip


@functools.cache
def wordings_of(unit: str) -> tuple[Wording, ...]:
    """Those of counts in a unit that stands behind the number."""
    return tuple(wording for wording in wordings() if not wording.is_none and unit in wording.units)


@functools.cache
def wordings_of_none() -> tuple[Wording, ...]:
    """Those that say none without a number."""
    return tuple(wording for wording in wordings() if wording.is_none)
