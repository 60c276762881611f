"""Lines of a form whose figures each carry the head of their column: （一）予以公开：自然人 10，商业企业 0，…，总计 10.

Each line becomes a row under the heads that it prints itself. A column that a line does not print is not stated in it.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from data.figures import NUMBER, nil, units
from data.forms import FormTable, label_owners, table_variants
from data.labels import MARK, clean_label, grammar_key, simplified
from data.text import HAN, alternatives
from data.words import pattern, words
from extractors.content import Cell, Content, Grid, Line, Row
from extractors.line_grids import in_their_place, next_index
from extractors.segments import Laid, cut_into_tables
from extractors.shown import plain

# fewer lines whose figures carry heads are a sentence's
_LEAST = {"proactive": 3, "applications": 3, "disputes": 2, "statistics": 6}
_HEADED = frozenset(("proactive", "applications", "disputes"))
_LEAST_ROWS = 3
# so many lines may one line of the form be broken over
_BROKEN_OVER = 4
_LONGEST_LABEL = 70
_LONGEST_LINE = 4000
_BETWEEN_WORDS = re.compile(rf"(?<=[{HAN}])[^\S\n]+(?=[{HAN}])")
_EDGES = re.compile(r"^[\s,;、。.|]+|[\s:,;、。.|—…-]+$")
_LABEL_AND_FIGURE = re.compile(rf"(?P<label>[^:]{{2,40}}?):(?P<figure>[+-]?\d[\d,]*(?:\.\d+)?[{HAN}]{{0,2}})[。;.]?")
_NOTE = r"(?:[(\[〔【][^()\[\]〔〕【】\d]{1,20}[)\]〕】])?"


class _Item(NamedTuple):
    """A figure with the head before it, as printed."""

    head: str
    figure: str


class _Said(NamedTuple):
    """A label with the figures behind it, or a label alone."""

    label: str
    items: tuple[_Item, ...] = ()


class _Unit(NamedTuple):
    """One printed line, or one row of a table of no more than a label and a text, and the number of its block; ""
    where something else stands."""

    block: int
    text: str


def own_tables(content: Content, laid: Laid) -> frozenset[str]:
    """The standard tables that the grids of a document have, those left out whose cells hold heads and figures."""
    return frozenset(cut_into_tables([grid for grid in content.grids if not _texts(grid)], laid)[0])


def with_headed_lines(content: Content, present: frozenset[str]) -> tuple[Content, dict[int, int]]:
    """The content with the lines that print their own heads as grids in their place.

    Args:
        content: a document as printed.
        present: the standard tables that were made out.

    Returns:
        The content, and how many lines each new grid was made of, by its index.
    """
    units = _units(content) if _LEAST.keys() - present else []
    text = simplified(unicodedata.normalize("NFKC", "\n".join(unit.text for unit in units)))
    if len(_patterns()[0].findall(text)) < _LEAST_ROWS:
        return content, {}
    index = next_index(content)
    regions = list(_regions(units))
    grids = [Grid(index + n, list(_rows([said for _, said in region]))) for n, region in enumerate(regions)]
    tables, _ = cut_into_tables(grids)
    taken = {name for name in tables if name not in present and _count(name, grids) >= _LEAST.get(name, len(units))}
    found: list[tuple[Grid, set[int]]] = []
    for region, grid in zip(regions, grids, strict=True):
        own = {name for name, segments in tables.items() for one in segments for row in one.rows if row.grid is grid}
        if own and own <= taken:
            found.append((grid, {number for number, _ in region}))
    return in_their_place(content, found)


# --- what lines say -----------------------------------------------------------------------------------------------


def _tables() -> Iterator[FormTable]:
    for name in _LEAST:
        # a list of one column has no head that its lines would repeat
        yield from (table for table in table_variants()[name] if len(table.columns) > 1)


@functools.cache
def _heads() -> str:
    """The names of columns, and of the kinds of disputes, which may be heads too, as alternatives."""
    labels = {label for table in _tables() for label in table.by_column if not label.startswith(MARK)}
    labels |= {
        label for table in table_variants()["disputes"] for label in table.by_group if not label.startswith(MARK)
    }
    # 增/减 and its like are printed with their signs
    signed = words()["signed_head"]
    years = [found.pattern for table in _tables() for found, _ in table.year_columns]
    spelled = ("[/、]?".join(map(re.escape, label)) if label.endswith(signed) else re.escape(label) for label in labels)
    return "|".join(sorted((one for one in (*spelled, *years) if len(one) > 1), key=len, reverse=True))


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A figure behind a known head, anywhere; behind any words, where one before it ended; behind words apart."""
    lists = words()
    signs = alternatives([*lists["increase"], *lists["decrease"]])
    counted = (
        rf"(?:{signs})?[+-]?{NUMBER}\s*(?:\((?:{units()})\)|(?:{units()}))?(?=[,;、。|\s)]|\.(?!\d)|$|(?:{_heads()}))"
    )
    # a dash before a head is no figure
    figure = rf"(?:{counted}|(?:{nil()})(?=[,;、。|)]|\s*$))"
    unit = rf"(?:\({lists['unit_word']}(?:{units()})\))?"
    behind = rf"{_NOTE}{unit}(?P<joint>{lists['figure_joint']})(?:\((?P<inside>{figure})\)|(?P<figure>{figure}))"
    known = re.compile(rf"(?P<head>{_heads()}){behind}")
    other = re.compile(rf"{lists['before_head']}(?P<head>(?:{_heads()})|[{HAN}]{{1,12}}){behind}")
    apart = re.compile(rf"(?<![{HAN}])(?P<head>[{HAN}][{HAN}/、]{{1,15}}){behind}")
    return known, other, apart


@functools.lru_cache(maxsize=4096)
def _is_head(text: str) -> bool:
    """Whether words are a head by the grammar of labels: 本年度新制作总数."""
    keys = [key for key in (clean_label(text)[0], grammar_key(text)) if key]
    return any(table.column_of(key) for table in _tables() for key in keys)


def _first(text: str, at: int) -> re.Match[str] | None:
    """The first figure with its head from a place on."""
    known = _patterns()[0].search(text, at)
    for found in _patterns()[2].finditer(text, at):
        if known and found.start("head") >= known.start("head"):
            break
        if _is_head(found["head"]):
            return found
    return known


@functools.cache
def _pair_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A cell that is a head; one that is a figure, with what it counts, or a word for none."""
    return re.compile(rf"(?:{_heads()}){_NOTE}:?"), re.compile(rf"[+-]?{NUMBER}\s*(?:{units()})?|{nil()}")


def _parse(text: str) -> tuple[list[_Said], str]:
    """What a line says, and what is left of it behind its last figure."""
    other = _patterns()[1]
    text = _BETWEEN_WORDS.sub("", unicodedata.normalize("NFKC", text))
    plainer = _plainer(text)
    said: list[_Said] = []
    at = 0
    while found := _first(plainer, at):
        label = _EDGES.sub("", text[at : found.start()])
        items: list[_Item] = []
        following: re.Match[str] | None = found
        while following:
            head = text[following.start("head") : following.start("joint")]
            items.append(_Item(head, (following["inside"] or following["figure"]).replace(" ", "")))
            at = following.end()
            following = other.match(plainer, at)
        said += _by_group(label, items)
    return said, _EDGES.sub("", text[at:]).strip(") ")


def _plainer(text: str) -> str:
    """A text with traditional characters as the forms write them, each in its place."""
    plainer = simplified(text)
    return plainer if len(plainer) == len(text) else text


@functools.cache
def _kinds() -> re.Pattern[str]:
    """A kind of dispute with a column of it as one head: 行政复议结果维持."""
    table = table_variants()["disputes"][0]
    groups = alternatives(label for label in table.by_group if not label.startswith(MARK))
    columns = alternatives(label for label in table.by_column if not label.startswith(MARK))
    return re.compile(rf"(?P<group>{groups})[-—:,、]?[{HAN}]{{0,3}}?(?P<column>{columns})")


def _by_group(label: str, items: list[_Item]) -> list[_Said]:
    """A line's figures; where their heads name a kind of dispute with each column, a line for each kind."""
    said: list[_Said] = [_Said(label)]
    for item in items:
        if (found := _kinds().fullmatch(_plainer(item.head))) is None:
            said[-1] = said[-1]._replace(items=(*said[-1].items, item))
            continue
        if _plainer(said[-1].label) != found["group"]:
            said.append(_Said(found["group"]))
        said[-1] = said[-1]._replace(items=(*said[-1].items, _Item(found["column"], item.figure)))
    return [one for one in said if one.items] or said


# --- lines that follow each other ---------------------------------------------------------------------------------


def _texts(grid: Grid) -> list[str]:
    """The rows of a table whose cells hold a label and its figures with their heads; [] where it is no such table."""
    if len(grid.rows) < _LEAST_ROWS:
        return []
    filled: list[list[str]] = []
    for row in grid.rows:
        filled.append([cell.text for cell in row.cells if not cell.is_empty])
        if len(filled[-1]) > 2:
            return []
    if pairs := _pairs(filled):
        return pairs
    if any(len("".join(texts)) > _LONGEST_LINE for texts in filled):
        return []
    texts = [":".join(row) for row in filled]
    said = [_parse(row[-1]) for row in filled if row and len(row[-1]) > _LEAST_ROWS]
    return texts if sum(bool(one) and not rest for one, rest in said) >= _LEAST_ROWS else []


def _pairs(filled: list[list[str]]) -> list[str]:
    """The lines of a table of cards, each a label above rows of a head and its figure; [] where it is no such table."""
    head, figure = _pair_patterns()
    texts: list[str] = []
    count, is_open = 0, False
    for row in filled:
        folded = [unicodedata.normalize("NFKC", text).strip() for text in row]
        if len(row) == 2 and head.fullmatch(folded[0]) and figure.fullmatch(folded[1]):
            said = f"{folded[0].rstrip(':')}:{folded[1]}"
            texts[-1:] = [f"{texts[-1]};{said}"] if is_open else [*texts[-1:], said]
            count, is_open = count + 1, True
        elif len(row) == 1:
            texts.append(row[0])
            is_open = False
        elif row:
            return []
    return texts if count >= _LEAST_ROWS else []


def _units(content: Content) -> list[_Unit]:
    units: list[_Unit] = []
    for number, block in enumerate(content.blocks):
        if isinstance(block, Line):
            units.append(_Unit(number, block.text if len(block.text) <= _LONGEST_LINE else ""))
        elif isinstance(block, Grid) and (texts := _texts(block)):
            units += [_Unit(number, text) for text in texts]
        else:
            units.append(_Unit(number, ""))
    return units


def _regions(units: list[_Unit]) -> Iterator[list[tuple[int, _Said]]]:
    """Lines of a form that follow each other, with the numbers of their blocks."""
    region: list[tuple[int, _Said]] = []
    at = 0
    while at < len(units):
        said, count = _said_at(units, at, bool(region))
        if region and (one := _sole_figure(units[at].text, region)):
            said, count = [one], 1
        if not said and region:
            if any(one.items for _, one in region):
                yield _to_last_figure(region)
            region = []
        # a line that is broken over several takes their blocks with it
        region += [(units[at + min(n, count - 1)].block, one) for n, one in enumerate(said)]
        region += [(unit.block, _Said("")) for unit in units[at + len(said) : at + count] if said]
        at += count
    if any(one.items for _, one in region):
        yield _to_last_figure(region)


def _to_last_figure(region: list[tuple[int, _Said]]) -> list[tuple[int, _Said]]:
    """The lines of a region without the labels at its end, which are of what follows; a block is of one side."""
    last = max(i for i, (_, one) in enumerate(region) if one.items)
    return [one for i, one in enumerate(region) if i <= last or one[0] == region[last][0]]


def _sole_figure(text: str, region: list[tuple[int, _Said]]) -> _Said | None:
    """A line of a label and one figure (行政许可：766), under the one column that it has in the form whose heads the
    lines before it print; None where it is no such line or two forms have these heads.
    """
    found = _LABEL_AND_FIGURE.fullmatch(unicodedata.normalize("NFKC", text.strip()))
    heads = {clean_label(item.head)[0] for _, one in region for item in one.items}
    if not found or not heads:
        return None
    owners = [
        table for table in _tables()
        if table.by_block and all(table.column_of(head) or table.column_of(grammar_key(head)) for head in heads)
    ]  # fmt: skip
    keys = (clean_label(found["label"])[0], grammar_key(found["label"]))
    for table in owners if len(owners) == 1 else []:
        entries = next((table.by_line[key] for key in keys if key in table.by_line), [])
        columns = {column for entry in entries for row, column in table.units if row == entry.key}
        if len(columns) == 1:
            head = table.columns[columns.pop()].label
            return _Said(found["label"].strip(), (_Item(head, found["figure"]),))
    return None


def _said_at(units: list[_Unit], at: int, is_inside: bool) -> tuple[list[_Said], int]:
    """What the line at a place says, with as many that follow as it is broken over; [] where it is none of a form.

    is_inside: lines of a form stand before it, so that one of no known label is a row too.
    """
    first = 1
    if _is_named(units[at].text):
        following = _parse(units[at + 1].text)[0] if at + 1 < len(units) else []
        if not following or not following[0].label or _is_named(following[0].label):
            return [_Said(units[at].text.strip())], 1
        first = 2  # the label goes on: 一、本年新收政府信息公开申请 / 数量：自然人 10
    for count in range(first, min(_BROKEN_OVER, len(units) - at) + 1):
        parts = [unit.text for unit in units[at : at + count]]
        if not all(parts):
            break
        said, rest = _parse("".join(parts))
        after = units[at + count].text if at + count < len(units) else ""
        if not said or rest or pattern("figure_goes_on").fullmatch(after):
            continue
        named = [_is_named(one.label) for one in said]
        if all(named[1:]) and (named[0] or (is_inside and not said[0].label)):
            return said, count
    if first > 1:
        return [_Said(units[at].text.strip())], 1
    said, rest = _parse(units[at].text)
    if not said or not (is_inside or _is_named(said[0].label)):
        return [], 1
    if all(one.label for one in said) and len(said) == 1 and not rest and len(said[0].label) <= _LONGEST_LABEL:
        return said, 1
    # what is not understood is a row of no line, with all its figures
    figures = tuple(_Item("", figure) for figure in re.findall(r"\d+(?:\.\d+)?", units[at].text))
    return [_Said(units[at].text, figures)], 1


def _is_named(label: str) -> bool:
    """Whether a text is the label of a line, a block or a kind of a table whose lines may print their heads."""
    keys = [clean_label(label)[0], grammar_key(label)] if len(label) <= _LONGEST_LABEL else []
    return any(_HEADED & label_owners().get(key, frozenset()) or key in _list_lines() for key in keys if key)


@functools.cache
def _list_lines() -> frozenset[str]:
    """The labels of the lines of lists of several columns; their heads are words of any text."""
    return frozenset().union(*(table.by_line for table in _tables() if table.table not in _HEADED))


def _rows(said: list[_Said]) -> Iterator[Row]:
    """A row of a grid for each line, under the heads that it prints."""
    lines: list[_Said] = []
    for one in said:
        heads = {item.head for item in lines[-1].items} if lines else set()
        if lines and not one.label and not heads & {item.head for item in one.items}:
            lines[-1] = _Said(lines[-1].label, (*lines[-1].items, *one.items))
        else:
            lines.append(one)
    before: list[str] = []
    for line in lines:
        heads_now = [item.head for item in line.items if item.head]
        if heads_now and heads_now != before:
            yield _row([_corner(heads_now), *heads_now])
        before = heads_now
        yield _row([line.label, *(item.figure for item in line.items)])


def _corner(heads: list[str]) -> str:
    """What stands over the labels in the table that has such columns."""
    labels = [clean_label(head)[0] for head in heads]
    for table in _tables():
        corners = [label for label in sorted(table.corners) if not label.startswith(MARK)]
        if corners and any(table.column_of(label) for label in labels):
            return corners[0]
    return ""


def _row(texts: list[str]) -> Row:
    return Row([Cell(plain(text), i, i + 1) for i, text in enumerate(texts)])


def _count(name: str, grids: list[Grid]) -> int:
    """How many rows of figures have a label of a table."""
    labels = {label for table in table_variants()[name] for label in (*table.by_line, *table.by_group)}
    keys = [
        (clean_label(row.cells[0].text)[0], grammar_key(row.cells[0].text))
        for g in grids
        for row in g.rows
        if row.cells[1:]
    ]
    return sum(bool(labels & set(pair)) for pair in keys)
