"""The wordings of all forms, for readers that must see from the words alone what is one label: text without rules."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from data.forms import label_owners, table_variants
from data.labels import MARK, clean_label, grammar_key

# a label is not longer than this
_LABEL = 60
# so many different labels of a form make a table that is recognised
ENOUGH_LABELS = 3

_NOT_WORD = re.compile(r"[\W_]+")


def as_recorded(text: str) -> str:
    """A label without numbering, punctuation and brackets; what it says in a note stays part of it."""
    return _NOT_WORD.sub("", clean_label(text)[0])


def bare(text: str) -> str:
    """A label without numbering, punctuation and brackets, as the vocabulary holds it.

    A text that is by the grammar a label of the vocabulary in other words is that label.
    """
    key = as_recorded(text)
    if text.isascii() or (known := vocabulary()).is_known(key) or known.begins(key):
        return key
    return known.by_grammar.get(grammar_key(text), key)


@dataclass(slots=True)
class Vocabulary:
    """Bare wordings: of lines with figures, of headings among lines, of heads over columns, of what stands above those
    (`groups`: of it, the groups).

    `beginnings` are all that a wording can begin with; `by_grammar` has a wording for what the grammar leaves of it.
    """

    lines: set[str] = field(default_factory=set)
    headings: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    above: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    beginnings: set[str] = field(default_factory=set)
    head_beginnings: set[str] = field(default_factory=set)
    years: list[re.Pattern[str]] = field(default_factory=list)
    by_grammar: dict[str, str] = field(default_factory=dict)

    def begins_head(self, key: str) -> bool:
        """Whether a bare wording is a head over a column, or more than the first character of one."""
        return len(key) > 1 and (key in self.head_beginnings or self.is_head(key))

    def is_head(self, key: str) -> bool:
        """Whether a bare wording names a column."""
        return key in self.heads or any(year.fullmatch(key) for year in self.years)

    def is_known(self, key: str) -> bool:
        """Whether a bare wording is a whole label of any form."""
        return key in self.lines or key in self.headings or key in self.above or self.is_head(key)

    def begins(self, key: str) -> bool:
        """Whether some label begins with a bare wording."""
        return key in self.beginnings


def _bare(*wordings: str) -> set[str]:
    return {_NOT_WORD.sub("", wording) for wording in wordings if not wording.startswith(MARK)}


@functools.cache
def vocabulary() -> Vocabulary:
    """All wordings of data/forms."""
    found = Vocabulary()
    for variants in table_variants().values():
        for table in variants:
            for label, entries in table.by_line.items():
                if label.startswith(MARK):
                    continue
                kind = found.headings if all(entry.kind == "heading" for entry in entries) else found.lines
                kind.add(_NOT_WORD.sub("", label))
            found.heads |= _bare(*table.by_column, *table.unit_heads, *table.ignored)
            found.groups |= _bare(*table.by_group)
            found.above |= _bare(*table.by_group, *table.by_block, *table.corners)
            found.years += [pattern for pattern, _ in table.year_columns]
    for wordings in (found.lines, found.headings, found.heads, found.above):
        wordings.discard("")
        for wording in wordings:
            found.beginnings.update(wording[:n] for n in range(1, len(wording)))
    for wordings in (found.heads, found.above, found.lines, found.headings):
        for wording in sorted(wordings):
            if left := grammar_key(wording):
                found.by_grammar.setdefault(left, wording)
    found.head_beginnings = {head[:n] for head in found.heads for n in range(2, len(head))}
    return found


def known_labels(texts: Iterable[str]) -> int:
    """How many different labels of the forms there are among the texts of cells, as recorded or by the grammar."""
    return len({label for text in texts if text and len(text) <= _LABEL and (label := _known(text))})


@functools.lru_cache(maxsize=65536)
def _known(text: str) -> str:
    owners = label_owners()
    if (label := clean_label(text)[0]) in owners:
        return label
    if text.isascii():
        return ""
    return label if (label := grammar_key(text)) in owners else ""
