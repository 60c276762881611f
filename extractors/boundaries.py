"""How many reports a document holds: it is cut where a further title begins, with tables of its own behind it."""

from dataclasses import dataclass, replace

from data.forms import label_owners
from data.labels import clean_label
from data.text import squeeze
from data.titles import classify
from data.words import pattern, words
from extractors.content import Block, Content, Grid, Line
from extractors.evidence import Hint
from extractors.heading import read_heading
from extractors.sections import section_number

_LONGEST_TITLE = 60
# a table of a form shows at least so many different labels
_LEAST_LABELS = 3
# a report's first sentence or section stands within so many lines of its title
_NEAR = 10


@dataclass(frozen=True, slots=True)
class _Title:
    at: int
    agency: str
    year: int | None


def cut_into_reports(content: Content) -> list[Content]:
    """The reports of a document in printed order, each a document of its own; the document itself where it holds one.

    A title begins a further report where it names another body or year, tables with a form's labels follow it before
    the next title, and it is followed as a report is: by its opening sentence or first section, or by a table that the
    report before it has already. Titles of other years in a list beside the article are links, or nothing follows them.
    """
    places = _title_places(content)
    if len(places) < 2 or sum(isinstance(block, Grid) for block in content.blocks) < 2:
        return [content]
    titles = _titles(content, places)
    if len(titles) < 2:
        return [content]
    tables = {i: kind for i, block in enumerate(content.blocks) if isinstance(block, Grid) and (kind := _kinds(block))}
    if len(tables) < 2:
        return [content]
    cuts: list[int] = []
    current: _Title | None = None
    seen: frozenset[str] = frozenset()
    for at, kinds in tables.items():
        title = next((t for t in reversed(titles) if t.at <= at), None)
        if title is None:
            seen |= kinds
        elif current is None or _is_same(current, title):
            current = current or title
            seen |= kinds
        elif seen & kinds or _is_followed_as_report(content.blocks, title.at):
            cuts.append(min(t.at for t in titles if _is_same(t, title) and t.at > max(cuts, default=current.at)))
            current, seen = title, kinds
    if not cuts:
        return [content]
    edges = [0, *sorted(cuts), len(content.blocks)]
    parts = [content.blocks[a:b] for a, b in zip(edges, edges[1:], strict=False)]
    first = replace(content, blocks=parts[0])
    return [first, *(replace(content, blocks=blocks, metas={}, title="") for blocks in parts[1:])]


def _title_places(content: Content) -> list[int]:
    """The blocks that are a report's title and nothing else: lines, or first rows of tables."""
    links = {squeeze(link.text) for link in content.links}
    found: list[int] = []
    for at, block in enumerate(content.blocks):
        text = squeeze(block.text if isinstance(block, Line) else _first_words(block))
        if 0 < len(text) <= _LONGEST_TITLE and text not in links and _is_title_alone(text):
            found.append(at)
    return found


def _titles(content: Content, places: list[int]) -> list[_Title]:
    """What the titles at these places say of body and year."""
    found: list[_Title] = []
    for at in places:
        block = content.blocks[at]
        text = squeeze(block.text if isinstance(block, Line) else _first_words(block))
        # a name on the line above a nameless title is its title's
        before = content.blocks[at - 1] if at else None
        begin = at - 1 if isinstance(before, Line) and len(before.text) <= _LONGEST_TITLE else at
        own = replace(content, blocks=content.blocks[begin : at + 1], metas={}, title="")
        heading = read_heading(own, Hint())
        if heading.agency or heading.report_year:
            starts = begin if heading.agency and not classify(text).agency else at
            found.append(_Title(starts, heading.agency, heading.report_year))
    return found


def _is_title_alone(text: str) -> bool:
    return classify(text).is_title and not pattern("not_in_title").search(text)


def _first_words(block: Block) -> str:
    if not isinstance(block, Grid) or not block.rows:
        return ""
    filled = [cell for cell in block.rows[0].cells if not cell.is_empty]
    return filled[0].text if len(filled) == 1 else ""


def _kinds(grid: Grid) -> frozenset[str]:
    """The standard tables whose labels a grid shows."""
    owners = label_owners()
    labels: dict[str, set[str]] = {}
    for row in grid.rows:
        for cell in row.cells:
            label = clean_label(cell.text)[0]
            for table in owners.get(label, ()):
                labels.setdefault(table, set()).add(label)
    return frozenset(table for table, names in labels.items() if len(names) >= _LEAST_LABELS)


def _is_same(one: _Title, other: _Title) -> bool:
    """Whether two titles may be one report's: the same year and the same body, in a fuller or a shorter form."""
    if one.year and other.year and one.year != other.year:
        return False
    a, b = _bare_body(one.agency), _bare_body(other.agency)
    return not a or not b or a.endswith(b) or b.endswith(a)


def _bare_body(agency: str) -> str:
    for mark in words()["government_marks"]:
        if agency.endswith(mark) and len(mark) > 2:
            return agency.removesuffix(mark)
    return agency


def _is_followed_as_report(blocks: list[Block], at: int) -> bool:
    near = [block.text for block in blocks[at + 1 : at + 1 + _NEAR] if isinstance(block, Line)]
    return any(section_number(text) in (1, 2) or pattern("opening_sentence").search(squeeze(text)) for text in near)
