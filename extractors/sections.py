"""The six sections of a report's text."""

import functools
import re

from data.rows import Section
from data.text import squeeze
from data.words import any_of, pattern, words
from extractors.content import Content, Line

_NOTE = re.compile(r"\([^()]*\)[。.:;]?$")


@functools.cache
def _headings() -> dict[str, int]:
    return {_bare(squeeze(name)): int(number) for number, names in words()["sections"].items() for name in names}


def _bare(heading: str) -> str:
    return pattern("section_marks").sub("", heading)


def section_number(line: str) -> int | None:
    """The section that a line heads, whatever its numeral (wrong ordinals occur), or None."""
    return _section_number(line) if len(line) <= 60 else None


# Each line of a document is asked about by several stages.
@functools.lru_cache(maxsize=4096)
def _section_number(line: str) -> int | None:
    bare = squeeze(line)
    named = pattern("section_heading").sub("", bare, count=1)
    return _headings().get(_bare(named)) or _headings().get(_bare(_NOTE.sub("", named)))


def read_sections(content: Content, first: int) -> list[Section]:
    """Sections in printed order, from block `first` (the title) on; ends where the page's own furniture begins."""
    found: list[tuple[int, str, list[str]]] = [(0, "", [])]
    furniture = any_of("furniture")
    for block in content.blocks[first:]:
        if not isinstance(block, Line):
            continue
        number = section_number(block.text)
        if number is not None:
            found.append((number, block.text.strip(), []))
        elif furniture.search(block.text) and len(block.text) < 120:
            if found[-1][0] >= 5:
                break
        else:
            found[-1][2].append(block.text)
    return [Section(n, heading, "\n".join(lines)) for n, heading, lines in found if heading or lines]
