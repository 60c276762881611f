"""Characters with their places become lines, words and paragraphs."""

import re
from collections.abc import Iterable
from operator import attrgetter

from data.words import pattern
from extractors.content import Line
from extractors.readers.pdf_page import Glyph, TextLine
from extractors.shown import Run, plain

# a gap of this share of the font's height is a space
_SPACE = 0.3
_BETWEEN_FIGURES = 0.12
# no print is so small that this is a step of a line
_LEVEL = 0.8
# bases that differ by less, in points, are one
_SAME = 0.01
# 3.其他 is no more of the figure that ends the line above
_ITEM = re.compile(r"\d{1,2}[.．、](?!\d)")
_BASE, _LEFT = attrgetter("base"), attrgetter("x0")


def size(glyph: Glyph) -> float:
    """Height of a character's font, never nothing."""
    return max(glyph.bottom - glyph.top, 1.0)


def is_figure(glyph: Glyph) -> bool:
    """Whether a character is a digit or stands between digits."""
    return glyph.text.isdigit() or glyph.text in ".,"


def goes_on(last: Glyph, glyph: Glyph) -> bool:
    """Whether two figures that follow each other in the page's text are of one number."""
    return (
        is_figure(glyph)
        and is_figure(last)
        and abs(glyph.base - last.base) < 1
        and glyph.x0 - last.x1 < 0.1 * size(glyph)
        # the box of a figure is as wide as its height in fonts that pdfium replaces: where it begins is certain
        and 0 < glyph.x0 - last.x0 < 0.8 * size(glyph)
    )


def in_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters by printed line from the top, each line from left to right."""
    lines: list[list[Glyph]] = []
    first: Glyph | None = None
    for glyph in sorted(glyphs, key=_BASE):
        # compared with the line's first character: a drawn-out chain of small steps is no line
        if first is not None and (
            glyph.base - first.base < _LEVEL
            or glyph.base - first.base <= 0.4 * min(size(glyph), size(first))
            # what stands at one height is never parted by where the limit falls
            or glyph.base - lines[-1][-1].base < _SAME
        ):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
            first = glyph
    for number, line in enumerate(lines):
        ordered = sorted(line, key=_LEFT)
        lines[number] = ordered if ordered == line else _with_whole_numbers(line, ordered)
    return lines


def _with_whole_numbers(written: list[Glyph], ordered: list[Glyph]) -> list[Glyph]:
    """A line from left to right (`ordered`) in which the figures of one number stay together though others, which were
    written before or behind it, lie over them."""
    chains: list[list[Glyph]] = []
    for glyph in written:
        if chains and goes_on(chains[-1][-1], glyph):
            chains[-1].append(glyph)
        else:
            chains.append([glyph])
    place = {id(glyph): number for number, glyph in enumerate(ordered)}
    if all(place[id(chain[-1])] - place[id(chain[0])] == len(chain) - 1 for chain in chains):
        return ordered
    return [glyph for chain in sorted(chains, key=lambda chain: chain[0].x0) for glyph in chain]


def line_text(line: list[Glyph], between_figures: float = _SPACE) -> str:
    """The text of one line, with a space where characters stand apart.

    between_figures: the share of the font's height from which a gap between two digits is a space: a Latin font's is
    narrower than what parts Chinese characters.
    """
    parts: list[str] = []
    end, is_digit = None, False
    for glyph in line:
        is_next = glyph.text.isdecimal()
        least = between_figures if is_digit and is_next else _SPACE
        if end is not None and (glyph.x0 - end > least * size(glyph) or (is_digit and is_next and glyph.is_apart)):
            parts.append(" ")
        parts.append(glyph.text)
        end, is_digit = glyph.x1, is_next
    return "".join(parts)


def line_runs(lines: list[list[Glyph]], between: str = "\n") -> tuple[Run, ...]:
    """The text of lines as runs: what is marked alike is one."""
    if not any(glyph.marks for line in lines for glyph in line):
        return plain(between.join(map(line_text, lines)))
    found: list[Run] = []

    def add(text: str, marks: frozenset[str]) -> None:
        if found and found[-1].marks == marks:
            found[-1] = Run(found[-1].text + text, marks)
        else:
            found.append(Run(text, marks))

    for number, line in enumerate(lines):
        if number and between:
            add(between, frozenset())
        end, is_digit = None, False
        for glyph in line:
            is_next = glyph.text.isdecimal()
            if end is not None and (glyph.x0 - end > _SPACE * size(glyph) or (is_digit and is_next and glyph.is_apart)):
                add(" ", glyph.marks)
            add(glyph.text, glyph.marks)
            end, is_digit = glyph.x1, is_next
    return tuple(found)


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but the number of its page."""
    return bool(pattern("page_number").fullmatch(text.strip()))


def as_text_lines(glyphs: Iterable[Glyph]) -> list[TextLine]:
    """Characters as lines of text with their places."""
    return [
        TextLine(line_text(line, _BETWEEN_FIGURES), line[0].x0, line[-1].x1, line[0].base, size(line[0]))
        for line in in_lines(glyphs)
    ]


def _begins_item(before: str, text: str) -> bool:
    """Whether a line that might go on a paragraph has a mark of order where the line before ended with a figure."""
    return before[-1:].isdecimal() and bool(_ITEM.match(text))


class Paragraphs:
    """Joins printed lines to paragraphs, over page breaks too.

    A line goes on in the next where it reaches the right edge of the text and the next begins at the left edge: the
    first line of a paragraph is indented, and a heading too.
    """

    def __init__(self) -> None:
        self.joined: list[str] = []
        self.is_full = False
        self.size = 0.0

    def add(self, lines: list[TextLine], left: float, right: float) -> None:
        """Lines of one page, whose text reaches from `left` to `right`."""
        for line in lines:
            begins = line.x0 > left + 1.2 * line.size or abs(line.size - self.size) > 0.15 * line.size
            self.size = line.size
            if self.is_full and self.joined and not begins and not _begins_item(self.joined[-1], line.text):
                self.joined[-1] += line.text
            else:
                self.joined.append(line.text)
            self.is_full = right - line.x1 < 1.6 * line.size and right - left > 15 * line.size

    def take(self) -> list[Line]:
        """The paragraphs so far; the next line begins a new one."""
        lines = [Line(text) for text in self.joined]
        self.joined, self.is_full = [], False
        return lines
