"""Tables laid out without <table>: of divs shown as a table, a flex row or a grid, of lists, of terms and values.

What is a row is told by structure alone, because the style sheet that lays it out is often not at hand: an element with
several elements that hold text and no text of its own is a row, an element of rows is a table. It counts as one only
where it names lines of a form and prints figures beside them.
"""

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

from data.text import has_han
from data.vocabulary import ENOUGH_LABELS, known_labels
from extractors.content import Cell, Row
from extractors.readers.css_look import Look, is_display_none
from extractors.readers.html_columns import Layout
from extractors.readers.html_ink import UNSEEN
from extractors.readers.html_shown import Styles, shown_in
from extractors.values import is_value_like

_DEEPEST = 120
_INLINE = frozenset("span b i u em strong font a small big sup sub s del label".split())
_NO_PART = UNSEEN | {"br", "hr", "noscript", "img"}
# a row of so many cells in which labels and figures take turns is a whole table without rows
_FLAT = 6
_MOST_SPAN = 200
_DIGIT = re.compile(r"\d")
# so many figures in a row need no label
_ALL_FIGURES = 5


class _Part(NamedTuple):
    """What an element is: a leaf (text), a row (of leaves), a table (of rows), or other."""

    kind: str
    element: Element
    rows: tuple[tuple[Element, ...], ...] = ()


class _Page(NamedTuple):
    """The styles of a page, the tables found so far, and rows with a label of a form that are too few for a table.

    parted: elements that stand for a part of one of the page's; kept, because styles are known by identity.
    """

    styles: Styles
    layout: Layout
    found: dict[int, list[Row]]
    few: list[_Part]
    parted: list[Element]


def find_boxes(body: Element, styles: Styles, layout: Layout) -> dict[int, list[Row]]:
    """The rows of the tables of a page that are laid out without <table>, by the identity of their elements."""
    page = _Page(styles, layout, {}, [], [])
    _part(body, page, 0)
    _take_few(body, page)
    return page.found


def _take_few(body: Element, page: _Page) -> None:
    """Take the rows that are too few for a table of their own, as cards of one line are, where the page has enough."""
    few = {id(part.element): part for part in page.few}
    labels = known_labels(_text(cell) for part in few.values() for row in part.rows for cell in row)
    if not page.found and labels < ENOUGH_LABELS:
        return
    stack = [body]
    while stack:
        element = stack.pop()
        if id(element) in page.found:
            continue
        part = few.get(id(element))
        if part is not None and not any(id(one) in page.found for one in element.iter()):
            page.found[id(element)] = _rows(part.rows, page)
        else:
            stack += list(element)


def _part(element: Element, page: _Page, depth: int) -> _Part | None:
    """None for what shows no text."""
    if element.tag in _NO_PART or depth > _DEEPEST:
        return None
    if is_display_none(element.tag, element.attrib, page.styles.of(element)):
        return None
    if element.tag == "table":
        return _Part("other", element)
    own = (element.text or "") + "".join(child.tail or "" for child in element)
    # label, unit and figure in elements of their own are cells
    if own.strip() and (row := _label_and_figure(element, page)) is not None:
        return _seen(_Part("row", element, (row,)), page)
    if own.strip():
        for child in element:
            _part(child, page, depth + 1)
        return _Part("leaf", element) if _is_short(element) else _Part("other", element)
    pairs = [(child, _part(child, page, depth + 1)) for child in element]
    parts = [part if part is not None else _Part("leaf", child) for child, part in pairs if _counts(child, part)]
    if not any(part is not None for _, part in pairs):
        return None
    if len(parts) == 1:
        return parts[0]._replace(element=element) if parts[0].kind != "leaf" else _Part("leaf", element)
    kinds = {part.kind for part in parts}
    if kinds == {"leaf"}:
        return _of_leaves(element, [part.element for part in parts], page)
    if kinds <= {"leaf", "row", "table"}:
        rows = tuple(row for part in parts for row in (part.rows or ((part.element,),)))
        made = _Part("table", element, rows)
        _seen(made, page)
        # text between the rows is not of the table, nor are tables that were taken already
        if "leaf" not in kinds or not any(id(part.element) in page.found for part in parts):
            _take(made, page, is_whole="leaf" not in kinds)
        return made if not any(id(part.element) in page.found for part in parts) else _Part("other", element)
    return _Part("other", element)


def _counts(child: Element, part: _Part | None) -> bool:
    """An empty element among others is an empty cell."""
    return part is not None or child.tag not in _NO_PART


def _of_leaves(element: Element, cells: list[Element], page: _Page) -> _Part:
    texts = [_text(cell) for cell in cells]
    if all(cell.tag in _INLINE for cell in cells) and all(is_value_like(text) for text in texts):
        return _Part("leaf", element)  # one number in several spans
    if _is_counted(texts):
        return _Part("leaf", element)
    if element.tag == "dl" or len(cells) > _FLAT:
        rows = _by_columns(element, cells, page.layout) or _at_terms(cells) or _at_labels(cells, texts)
        if len(rows) > 2 or element.tag == "dl":
            made = _Part("table", element, rows)
            _take(made, page, is_whole=True)
            return made
        if known_labels(texts) >= ENOUGH_LABELS and any(text and is_value_like(text) for text in texts):
            return _Part("other", element)  # a whole table of which nothing says where its rows end
    return _seen(_Part("row", element, (tuple(cells),)), page)


def _is_counted(texts: list[str]) -> bool:
    """Whether texts are one figure and what it counts, 3 件, or a mark for none."""
    whole = "".join(texts).strip()
    return bool(whole) and sum(bool(_DIGIT.search(text)) for text in texts) < 2 and is_value_like(whole)


def _label_and_figure(element: Element, page: _Page) -> tuple[Element, Element] | None:
    """A line of a form and its figure, of which only this stands in elements of its own: 收到申请数<b>3</b>件."""
    children = list(element)
    if not children or len(children) > _FLAT or not _is_short(element):
        return None
    pieces = [element.text or "", *(piece for child in children for piece in (_text(child), child.tail or ""))]
    for at in range(len(children)):
        before, behind = "".join(pieces[: 2 * at + 1]), [piece.strip() for piece in pieces[2 * at + 1 :]]
        if before.strip() and _is_counted(behind) and known_labels([before]):
            label, figure = Element(element.tag, dict(element.attrib)), Element(element.tag, dict(element.attrib))
            label.text = element.text
            label.extend(children[:at])
            figure.extend(children[at:])
            page.parted.extend((label, figure))
            return label, figure
    return None


def _seen(part: _Part, page: _Page) -> _Part:
    """The part; its rows are kept for later where each has one label of a form and its figures: a table whose rows
    were not made out has more of them in one."""
    texts = [[_text(cell) for cell in row] for row in part.rows]
    if all(known_labels(row) == 1 and any(text and is_value_like(text) for text in row) for row in texts):
        page.few.append(part)
    return part


def _by_columns(element: Element, cells: list[Element], layout: Layout) -> tuple[tuple[Element, ...], ...]:
    """The rows of a grid of which styles say the number of columns; none where a row of it begins with a figure."""
    width = layout.column_count(element, cells)
    rows = layout.rows(cells, width) if 1 < width < len(cells) else None
    if rows is None or any(row and (text := _text(row[0])) and is_value_like(text) for row in rows):
        return ()
    return tuple(map(tuple, rows))


def _at_terms(cells: list[Element]) -> tuple[tuple[Element, ...], ...]:
    """The rows of a list of terms, each with what is said of it; one of which nothing is said is a heading."""
    begins = [i for i, cell in enumerate(cells) if cell.tag == "dt"]
    edges = [*begins, len(cells)]
    return tuple(tuple(cells[a:b]) for a, b in zip(edges, edges[1:], strict=False)) if begins[:1] == [0] else ()


def _at_labels(cells: list[Element], texts: list[str]) -> tuple[tuple[Element, ...], ...]:
    """Rows of cells in one line: each begins where a label follows figures."""
    figures = [bool(text) and is_value_like(text) for text in texts]
    begins = [i for i in range(1, len(cells)) if figures[i - 1] and not figures[i] and has_han(texts[i])]
    first = figures.index(True) if any(figures) else 0
    if first > 1:  # the heads stand before the first row's label
        begins = [first - 1, *begins]
    edges = [0, *begins, len(cells)]
    return tuple(tuple(cells[a:b]) for a, b in zip(edges, edges[1:], strict=False) if b > a)


def _take(part: _Part, page: _Page, is_whole: bool) -> None:
    """Keep a table with known labels beside figures; one around it that only adds rows (its heads) takes its place."""
    texts = [[_text(cell) for cell in row] for row in part.rows]
    if known_labels(text for row in texts for text in row) < ENOUGH_LABELS:
        return
    if not any(map(_has_figures, texts)):
        return
    inner = [id(one) for one in part.element.iter() if one is not part.element and id(one) in page.found]
    if inner and not is_whole:
        return
    for one in inner:
        del page.found[one]
    page.found[id(part.element)] = _rows(part.rows, page)


def _has_figures(texts: list[str]) -> bool:
    """Whether a row has figures beside a known label, or is a row of figures as reviews and lawsuits have it."""
    values = sum(bool(text) and is_value_like(text) for text in texts)
    return bool(values) and (values >= _ALL_FIGURES or known_labels(texts) > 0)


def _rows(rows: tuple[tuple[Element, ...], ...], page: _Page) -> list[Row]:
    spans = {id(cell): _spans(cell, page.layout) for row in rows for cell in row}
    has_spans = any(span != (1, 1) for span in spans.values())
    is_even = len({len(row) for row in rows if len(row) > 1}) == 1
    made: list[Row] = []
    reaching: list[tuple[Cell, int]] = []
    for row in rows:
        taken = sorted((cell.start, cell.end) for cell, _ in reaching)
        cells: list[Cell] = []
        at = 0
        for element in row:
            for start, end in taken:
                if start <= at < end:
                    at = end
            width, depth = spans[id(element)]
            runs, ink = shown_in(element, Look(), page.styles)
            # nothing says how far the cells of uneven rows reach
            start, end = (at, at + width) if has_spans or is_even else (0, 0)
            cells.append(Cell(runs, start, end, depth, ink=ink))
            at += width
        made.append(Row(cells, [cell for cell, _ in reaching]))
        reaching = [(cell, left - 1) for cell, left in reaching if left > 1]
        reaching += [(cell, cell.rowspan - 1) for cell in cells if cell.rowspan > 1]
    return made


def _spans(element: Element, layout: Layout) -> tuple[int, int]:
    """How far a cell reaches to the right and down, by its attributes, as old pages have them, or its styles."""
    wide, deep = layout.spans(element) or (1, 1)
    return max(wide, _span(element, "colspan")), max(deep, _span(element, "rowspan"))


def _span(element: Element, name: str) -> int:
    digits = re.match(r"\s*(\d{1,4})", element.get(name, ""))
    return min(max(int(digits[1]), 1), _MOST_SPAN) if digits else 1


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _is_short(element: Element) -> bool:
    return len(_text(element)) <= 200
