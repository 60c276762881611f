"""Which lines of a document are its article's own: not menus, nor links to reports of other years beside it."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from data.heads import heads, pattern
from data.text import alternatives, squeeze
from data.titles import classify
from data.words import pattern as labels
from extractors.content import Cell, Content, Grid, Line
from extractors.sections import section_number

_FIGURES = 4
_ROWS = 12


@dataclass(slots=True)
class Piece:
    """A line of the article. text: squeezed; follows: nothing stands between it and the line before; is_about: it says
    something of the article (its date, its source) and belongs to no title."""

    place: int
    line: Line
    text: str
    follows: bool
    is_about: bool


@dataclass(slots=True)
class Article:
    """The article's lines, those before its body, and the block with which the body begins."""

    pieces: list[Piece] = field(default_factory=list)
    head: list[Piece] = field(default_factory=list)
    body_start: int = 0


def article_of(content: Content) -> Article:
    """The lines that may say what the document is."""
    texts = {i: squeeze(block.text) for i, block in enumerate(content.blocks) if isinstance(block, Line)}
    body_start = _body_start(content)
    outside = {*_links(content, texts), *_signposts(texts), *_behind(content, texts)}
    outside |= set(_lists(content, {i: text for i, text in texts.items() if i not in outside}))
    pieces: list[Piece] = []
    for i, text in texts.items():
        block = content.blocks[i]
        if i in outside or not text or not isinstance(block, Line):
            continue
        is_about = bool(pattern("about_article").search(text) or pattern("only_date").search(text))
        before = pieces[-1] if pieces else None
        follows = (
            bool(before) and all(j in texts and not texts[j] for j in range(before.place + 1, i)) if before else True
        )
        pieces.append(Piece(i, block, text, follows, is_about))
    head = [piece for piece in pieces if piece.place <= body_start or piece.line.is_title][: heads()["most_lines"]]
    return Article(pieces, head or pieces[: heads()["most_lines"]], body_start)


Beside = dict[int, list[tuple[Cell, Cell]]]
_SAID_BESIDE = ("published", "index_number")


def cells_beside(content: Content) -> Beside:
    """The cells in the first rows of tables that say that the cell behind them tells who published the document, when
    or under which number, each with that cell, by the table's block."""
    return {
        place: [
            (cell, following)
            for row in block.rows[:_ROWS]
            for cell, following in zip(row.cells, row.cells[1:], strict=False)
            if cell.text and _is_said_beside(cell.text)
        ]
        for place, block in enumerate(content.blocks)
        if isinstance(block, Grid)
    }


@functools.lru_cache(maxsize=16384)
def _is_said_beside(text: str) -> bool:
    if text.isdecimal():
        return False
    text = squeeze(text)
    return bool(pattern("publishers").search(text.rstrip(":"))) or any(
        labels(name).fullmatch(text) for name in _SAID_BESIDE
    )


def _body_start(content: Content) -> int:
    """The block of the first section's heading or the first table of figures; the last block where there is none."""
    for i, block in enumerate(content.blocks):
        if isinstance(block, Line) and section_number(block.text) is not None:
            return i
        if isinstance(block, Grid) and _has_figures(block):
            return i
    return len(content.blocks)


def _has_figures(grid: Grid) -> bool:
    texts = (squeeze(cell.text) for row in grid.rows for cell in row.cells)
    return sum(1 for text in texts if text.isascii() and text.isdigit()) >= _FIGURES


def _links(content: Content, texts: dict[int, str]) -> Iterator[int]:
    """Lines of links to other documents, with nothing beside them but marks and dates."""
    elsewhere = [
        text for link in content.links
        if (text := squeeze(link.text)) and not link.address.strip().lower().startswith(("#", "javascript:"))
    ]  # fmt: skip
    if not elsewhere:
        return
    known = set(elsewhere)
    longer = re.compile(alternatives(text for text in known if len(text) > 1))
    for i, text in texts.items():
        if text in known:
            yield i
        elif longer.pattern and len(text) < 400:
            left = longer.sub("", text)
            if left != text and not pattern("beside_link").sub("", left):
                yield i


def _signposts(texts: dict[int, str]) -> Iterator[int]:
    starts = tuple(heads()["outside_starts"])
    return (i for i, text in texts.items() if text.lstrip("【[").startswith(starts))


def _lists(content: Content, texts: dict[int, str]) -> Iterator[int]:
    """Rows of a list of reports: runs of titles of several years; titles with a bullet or a date, of which there are
    several, or which stand beside a title without."""
    run: list[tuple[int, int]] = []
    marked: list[int] = []
    has_plain = False
    for i, text in texts.items():
        verdict = classify(text) if text and len(text) <= heads()["longest_line"] else None
        year = verdict.report_year if verdict and verdict.kind not in ("other", "list") else None
        block = content.blocks[i]
        is_heading = isinstance(block, Line) and block.is_title
        is_marked = bool(pattern("bullets").search(text) or pattern("dated").search(text))
        has_plain = has_plain or bool(year and (is_heading or not is_marked))
        if year and is_marked and not is_heading:
            marked.append(i)
        elif year and not is_heading:
            run.append((i, year))
        elif text and not is_marked:
            yield from _of_several_years(run)
            run = []
    yield from _of_several_years(run)
    if len(marked) > 1 or has_plain:
        yield from marked


def _of_several_years(run: list[tuple[int, int]]) -> list[int]:
    return [i for i, _ in run] if len({year for _, year in run}) > 1 else []


def _behind(content: Content, texts: dict[int, str]) -> Iterator[int]:
    """All that stands below the article's last table and a line that heads links (相关链接)."""
    last = max((i for i, block in enumerate(content.blocks) if isinstance(block, Grid)), default=len(content.blocks))
    begins = next((i for i, text in texts.items() if i > last and pattern("outside_from").search(text)), None)
    return (i for i in texts if begins is not None and i >= begins)
