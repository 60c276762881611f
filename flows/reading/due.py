"""Which readings are due: those made with something that is no more, and why.

A wording that was accepted since makes exactly those due that had it unknown, one that was taken back those that used
it; a reader that changed those of its formats; a program that is there now those that lacked it.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from data.labels import clean_label, grammar_key
from data.version import LABELS, Readers, Wording
from flows.reading.editions import wordings_by_digest
from warehouse.backlog import Connection, already_read, bundles_of, labels_read, read_by, unknown_texts

# What a message quotes, and the cells of a line as it prints them.
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"|printed: (.*)$")


@dataclass(frozen=True)
class Due:
    """Captures to be read again; reasons: why → how many (a capture may have several)."""

    capture_ids: frozenset[str] = frozenset()
    reasons: Counter[str] = field(default_factory=Counter)


def due_readings(con: Connection, home: Path, now: Readers) -> Due:
    """The readings of a warehouse that are due by the present readers."""
    found: dict[str, set[str]] = defaultdict(set)
    by_labels: dict[str, set[str]] = defaultdict(set)
    for used in already_read(con).used:
        stale = now.stale(used)
        labels = stale.pop(LABELS, None)
        for why in stale.values():
            found[why] |= read_by(con, [used])
        if labels and not stale:
            by_labels[json.loads(used)[LABELS]].add(used)
    known = wordings_by_digest(home) if by_labels else {}
    for digest, made in by_labels.items():
        if digest not in known:
            found["read with wordings that are not known any more"] |= read_by(con, made)
            continue
        for capture_id, wording in _concerned(unknown_texts(con, made), now.labels - known[digest]):
            found[f"the wording {wording.wording!r} is known now"].add(capture_id)
        for capture_id, wording in _concerned(labels_read(con, made), known[digest] - now.labels):
            found[f"the wording {wording.wording!r} is known no more"].add(capture_id)
    every = set().union(*found.values())
    return Due(frozenset(every | (bundles_of(con, every) if every else set())), _counts(found))


def _counts(found: dict[str, set[str]]) -> Counter[str]:
    return Counter({why: len(captures) for why, captures in sorted(found.items()) if captures})


def _concerned(
    texts: Iterator[tuple[str, str, str, str]], wordings: Iterable[Wording]
) -> Iterator[tuple[str, Wording]]:
    """Captures with one of the wordings among their texts, of the same form and table where these are said."""

    def keys(text: str) -> set[str]:
        return {clean_label(text)[0], grammar_key(text)} - {""}

    by_key: dict[str, list[Wording]] = defaultdict(list)
    for wording in wordings:
        for key in keys(wording.wording):
            by_key[key].append(wording)
    if not by_key:
        return
    for capture_id, form, table, text in texts:
        for printed in (text or "", *_parts(text or "")):
            for wording in {w for key in keys(printed) for w in by_key.get(key, ())}:
                if form in ("", wording.form) and table in ("", wording.table):
                    yield capture_id, wording


def _parts(message: str) -> Iterator[str]:
    for one, two, line in _QUOTED.findall(message):
        yield one or two
        yield from (cell.strip() for cell in line.split("|"))
