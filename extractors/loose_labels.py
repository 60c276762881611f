"""A form's labels in a document of which no table was made out: in cells, as lines, or run on in a text."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from data.forms import label_owners
from data.labels import clean_label, grammar_key, simplified
from data.rows import UnmappedCell
from data.text import alternatives, squeeze
from data.words import pattern
from extractors.content import Content
from extractors.values import is_value_like, read_value

# a sentence names one or two of a form's lines; so many different ones, figures behind them, are a table
LEAST_LABELS = 5
# shorter labels are words of any text (其他, 总计, 规章)
_LEAST_LENGTH = 5
_CHARACTER = 2
# （七）总计 and 四、结转 end a table
_AT_ITS_END = 3
_SEPARATORS = re.compile(r"[\s,，:：;；、|]+")
_PUNCTUATION = re.compile(r"[、,，;；“”\"]")
# a line of one or two figures may be a sentence's
_LEAST_FIGURES = 3
_LEAST_ALONE = 8
# a figure stands so close behind its label; units and notes may come between
_BEHIND = re.compile(r"[^0-9]{0,12}[0-9]")
# thousands have a comma before each three digits; other commas part figures
_FIGURE = re.compile(r"(?<![0-9,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_LONGEST_TEXT = 200_000
_LONGEST_LABEL = 60


@functools.cache
def _labels() -> re.Pattern[str]:
    return re.compile(alternatives(label for label in label_owners() if len(label) >= _LEAST_LENGTH))


def printed_labels(content: Content) -> dict[str, set[str]]:
    """Labels that stand with a figure behind them, by the table that has them: in a cell or line of their own, or in
    running text. A short label counts where it is all the words of its line."""
    found: dict[str, set[str]] = defaultdict(set)
    lines = [_words_and_figures(line.text) for line in content.lines]
    figures_alone = sum(not label and figures > 0 for label, figures in lines)
    short: dict[str, set[str]] = defaultdict(set)
    for label, figures in lines:
        owners = label_owners().get(label, frozenset())
        if len(owners) == 1 and figures and len(label) >= _LEAST_LENGTH:
            short[next(iter(owners))].add(label)
        # a line of a table, or a table whose cells are a line each
        if len(owners) == 1 and (figures >= _LEAST_FIGURES or (figures == 0 and figures_alone >= _LEAST_ALONE)):
            found[next(iter(owners))].add(label)
    for table, labels in short.items():  # a sentence names fewer
        if len(labels) >= _LEAST_ALONE:
            found[table] |= labels
    for text in _texts(content):
        for match in _labels().finditer(text):
            owners = label_owners()[match.group()]
            if len(owners) == 1 and _BEHIND.match(text, match.end()):
                found[next(iter(owners))].add(match.group())
    return dict(found)


_YEAR = re.compile(r"(?:19|20)\d\d")


def _words_and_figures(text: str) -> tuple[str, int]:
    """The words of a line as a label ("" where it has none), and how many figures follow them."""
    parts = text.split()
    figures = 0
    while figures < len(parts) and is_value_like(parts[-1 - figures]):
        figures += 1
    words = "".join(parts[: len(parts) - figures])
    label = clean_label(words)[0]
    if label not in label_owners() and len(words) <= _LONGEST_LABEL and (key := grammar_key(words)) in label_owners():
        return key, figures
    return label, figures


def said_labels(labels: dict[str, set[str]]) -> str:
    """How many labels of which tables, in words."""
    return ", ".join(f"{table} ({len(names)})" for table, names in sorted(labels.items()))


def _texts(content: Content) -> Iterator[str]:
    words = [_PUNCTUATION.sub("", simplified(squeeze(line.text))) for line in content.lines]
    yield "\n".join(words)[:_LONGEST_TEXT]
    # a file that places each character by itself: its words are in the order of the characters
    if sum(len(word) <= _CHARACTER for word in words) > len(words) / 2:
        yield "".join(words)[:_LONGEST_TEXT]
    for grid in content.grids:
        rows = ("".join(clean_label(cell.text)[0] or squeeze(cell.text) for cell in row.cells) for row in grid.rows)
        yield "\n".join(rows)[:_LONGEST_TEXT]


class LinesKept(NamedTuple):
    """figures: of a report's lines, to be kept under no key; of_table: how many stand as in a table not made out."""

    figures: list[UnmappedCell]
    of_table: int


def figures_in_lines(content: Content, missing: frozenset[str]) -> LinesKept:
    """The figures of a report's lines that a table may have, as its markup or file does not show it.

    Args:
        content: the report as printed.
        missing: the tables of its form that were not found.

    Returns:
        Of lines that are a figure and nothing else, each (the pages of a PDF or a scan have numbers, which are lines
        too: there none). Where a table is missing, those of all lines that look like one's.
    """
    lines = [line.text for line in content.lines]
    alone = set() if content.media in ("pdf", "ocr") else {n for n, text in enumerate(lines) if _is_figure(text)}
    if not alone and not missing:
        return LinesKept([], 0)
    figures = lines_with_figures(content)
    rows = _rows_of_figures(lines) if missing and content.media != "text" else set()
    if sum(figure.row_index in rows for figure in figures) < _LEAST_ALONE:
        rows = _lines_of(lines, missing) if missing else set()
    kept = [figure for figure in figures if figure.row_index in alone or figure.row_index in rows]
    return LinesKept(kept, sum(figure.row_index in rows for figure in kept))


def _is_figure(text: str) -> bool:
    text = squeeze(text)
    return bool(_FIGURE.fullmatch(text)) and not _YEAR.fullmatch(text)


def _rows_of_figures(lines: list[str]) -> set[int]:
    """The lines that are figures alone or a label with several. A dump has its tables in lines, and its reader knows
    them."""
    held = map(_words_and_figures, lines)
    return {n for n, (label, figures) in enumerate(held) if figures and (not label or figures >= _LEAST_FIGURES)}


def _lines_of(lines: list[str], tables: frozenset[str]) -> set[int]:
    """The lines that name a line of one of these tables and have a figure behind it; where so many do that a table
    stands there, all lines between them too, and those that may end it."""
    found = {number for number, text in enumerate(lines) if _names_line_of(text, tables)}
    return set(range(min(found), max(found) + _AT_ITS_END)) if len(found) >= LEAST_LABELS else found


def _names_line_of(text: str, tables: frozenset[str]) -> bool:
    if not any(map(str.isdecimal, text)):
        return False
    owners = label_owners()
    for part in _SEPARATORS.split(text):
        words = clean_label(_FIGURE.sub("", part))[0]
        if len(names := owners.get(words, frozenset())) == 1 and names <= tables:
            return True
    bare = _PUNCTUATION.sub("", squeeze(text))
    return any(owners[m.group()] <= tables and _BEHIND.match(bare, m.end()) for m in _labels().finditer(bare))


def lines_with_figures(content: Content) -> list[UnmappedCell]:
    """Every figure of the text of a report that could not be read, each with the words before it.

    table_index is -1: they stand in no table; row_index is the line's number from 0, column_index the figure's in it.
    """
    found: list[UnmappedCell] = []
    for number, line in enumerate(content.lines):
        label, at = "", 0
        text = pattern("no_figures").sub(lambda found: " " * len(found.group()), line.text)
        for count, figure in enumerate(_FIGURE.finditer(text)):
            before = line.text[at : figure.start()].strip()
            label = before if before and not is_value_like(before) else label
            at = figure.end()
            raw = figure.group()
            value = read_value(raw, "")
            found.append(
                UnmappedCell("", -1, number, label[-60:], "", "", "", count, raw, value.number, state=value.state)
            )
    return found
