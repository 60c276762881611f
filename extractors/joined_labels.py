"""A group and a name printed in one cell: 法人或其他组织：商业企业, （三）不予公开／1.属于国家秘密."""

import functools
import re
from collections.abc import Iterator

from data.forms import FormTable, known_labels, table_variants
from data.labels import MARK, clean_label, grammar_key, simplified, spelled
from data.text import squeeze

# also nothing: HTML joins what a break parts
_BETWEEN = re.compile(r"\s*[\n:：;；/／\\|｜>＞→·•—–―－~-]+\s*")
_IN_BRACKETS = re.compile(r"(.+?)\s*[(（〔\[【［](.+)[)）〕\]】］]\s*")
_LONGEST = 120
_SHORTEST = 2


def joined_label(text: str) -> tuple[str, str] | None:
    """The labels of the group and of the name that a text joins; None where it is not both.

    A group's total (法人或其他组织：总计) is not that of the line and no such name.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    bare = simplified(squeeze(text))
    if not any(group in own and own != group for own in (bare, spelled(bare)) for group in _groups()):
        return None
    for group, name in _cuts(text):
        if (labels := (_known(group), _known(name))) in _pairs():
            return labels
    return None


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    for found in _BETWEEN.finditer(text):
        yield text[: found.start()], text[found.end() :]
    if noted := _IN_BRACKETS.fullmatch(text):
        yield noted[1], noted[2]
        yield noted[2], noted[1]
    for at in range(_SHORTEST, len(text) - _SHORTEST + 1):
        yield text[:at], text[at:]


def _known(text: str) -> str:
    label = clean_label(text)[0]
    return label if label in known_labels() else grammar_key(text)


@functools.cache
def _groups() -> frozenset[str]:
    return frozenset(group for group, _ in _pairs() if not group.startswith(MARK))


@functools.cache
def _pairs() -> frozenset[tuple[str, str]]:
    """Labels of groups with those of columns that are no total, and of headings with the lines below them."""
    tables = [table for name, variants in table_variants().items() if name != "disputes" for table in variants]
    return frozenset(pair for table in tables for pair in (*_of_columns(table), *_of_lines(table)))


def _of_columns(table: FormTable) -> Iterator[tuple[str, str]]:
    totals = {rule.total for rule in table.sums if rule.axis == "column"}
    for group in table.by_group:
        yield from ((group, label) for label, key in table.by_column.items() if key not in totals)


def _of_lines(table: FormTable) -> Iterator[tuple[str, str]]:
    headings: dict[str, list[str]] = {}
    for label, lines in table.by_line.items():
        for line in lines:
            if line.kind == "heading":
                headings.setdefault(line.key, []).append(label)
    for label, lines in table.by_line.items():
        yield from ((heading, label) for line in lines for heading in headings.get(line.parent, ()))
