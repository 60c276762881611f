"""What a document offers for its title, agency and year: each candidate with its source and its place."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from data.heads import heads, pattern
from data.names import begins_with_division, body_in, is_office, speaks_for, stands_alone
from data.text import squeeze
from data.title_parts import is_name
from data.titles import TitleClass, classify
from extractors.article import Article, Beside, Piece
from extractors.content import Content, Grid, Line
from extractors.evidence import Evidence, Hint
from extractors.prose import in_sentences

# What classify says of titles that are part of a sentence.
_OF_SENTENCES = ("no_name", "unknown_ending")
_SEPARATOR = re.compile(r"[-_|—–]+")


def collect(content: Content, article: Article, text: str, beside: Beside, hint: Hint) -> list[Evidence]:
    """All candidates of a document, those of its article alone, and what its list says of it.

    text: the article's, as `text_of` gives it; beside: as `cells_beside` gives them.
    """
    found = [*_of_metas(content), *_of_lines(article.head, article.body_start), *_of_cells(content)]
    found += _of_page_title(content)
    found += _letterheads(article.head, found)
    found += in_sentences(article.pieces, text)
    found += _signature(article.pieces, article.body_start)
    found += _filed(content, article.pieces)
    found += _publishers(content, article.head, beside)
    return [*found, *_of_hint(hint)]


def _titled(source: str, place: int, text: str, verdict: TitleClass) -> Evidence:
    if not verdict.is_title:
        source = "weak"
    elif not verdict.agency and source in ("heading", "lines", "meta"):
        source = "part"
    return Evidence(source, place, text.strip(), verdict.agency, verdict.report_year, True)


def _may_be(verdict: TitleClass) -> bool:
    return verdict.is_title or (verdict.reason == "weak_wording" and verdict.report_year is not None)


def _is_nameless(verdict: TitleClass) -> bool:
    """政府信息公开工作年度报告 and no more: what a report calls itself, and a column too."""
    return verdict.reason == "column_name"


def _of_metas(content: Content) -> Iterator[Evidence]:
    for name in heads()["title_metas"]:
        if (text := content.metas.get(name, "")) and _may_be(verdict := classify(text)):
            yield _titled("meta", 0, text, verdict)


def _of_lines(head: list[Piece], body_start: int) -> Iterator[Evidence]:
    """Titles on one line, or cut over two to four."""
    for at, piece in enumerate(head):
        if len(piece.text) > heads()["longest_line"]:
            continue
        verdict = classify(piece.line.text)
        source = _source(piece, verdict, body_start)
        if _may_be(verdict):
            yield _titled(source, piece.place, piece.line.text, verdict)
        elif _is_nameless(verdict):
            yield Evidence("nameless", piece.place, piece.line.text.strip(), is_title=True)
        if not _is_whole(verdict) and piece.place <= body_start and not _is_red_head(piece):
            yield from _joined(head, at, verdict)


def _is_red_head(piece: Piece) -> bool:
    """Whether a line is the head of a letter (临河县水利局文件), below which a title begins anew."""
    mark = heads()["red_head"]
    return piece.text.endswith(mark) and stands_alone(piece.text.removesuffix(mark))


def _source(piece: Piece, verdict: TitleClass, body_start: int) -> str:
    """A sentence that speaks of a report is less than a title."""
    if piece.place > body_start:
        return "later"
    if piece.line.is_title:
        return "heading"
    return "later" if verdict.reason in _OF_SENTENCES else "lines"


def _joined(head: list[Piece], at: int, first: TitleClass) -> Iterator[Evidence]:
    """The title that begins on a line and goes on below: the fewest lines that say most."""
    best: list[Piece] = []
    known = first
    for end in range(at + 2, min(at + heads()["most_joined"], len(head)) + 1):
        pieces = head[at:end]
        length = sum(len(piece.text) for piece in pieces)
        last = pieces[-1]
        if not last.follows or length > heads()["longest_line"] or _begins_anew(pieces[0], classify(last.line.text)):
            break
        verdict, below = classify(_text(pieces)), classify(_text(pieces[1:]))
        if not verdict.is_title or verdict.reason in _OF_SENTENCES or _says(verdict) <= _says(known):
            continue
        if not _is_one_title(pieces[0], verdict, below):
            break
        best, known = pieces, verdict
    if best:
        source = "heading" if any(piece.line.is_title for piece in best) else "lines"
        yield _titled(source, best[0].place, "".join(piece.line.text.strip() for piece in best), known)


def _begins_anew(first: Piece, last: TitleClass) -> bool:
    """Whether a line is a title by itself, and not the end of a name cut in two (临河县住房和城乡 / 建设局…)."""
    return _is_whole(last) and (begins_with_division(last.agency) or stands_alone(first.text))


def _is_one_title(first: Piece, whole: TitleClass, below: TitleClass) -> bool:
    """Whether a line begins the title that the lines below it end: it says more, or begins the name they end."""
    if whole.agency and not is_name(whole.agency):
        return False
    if whole.agency == first.text and not stands_alone(first.text):
        return False
    if _says(below) < _says(whole):
        return True
    return begins_with_division(first.text) and bool(below.agency) and not begins_with_division(below.agency)


def _text(pieces: list[Piece]) -> str:
    return " ".join(piece.line.text for piece in pieces)


def _is_whole(verdict: TitleClass) -> bool:
    return verdict.is_title and bool(verdict.agency) and bool(verdict.report_year)


def _says(verdict: TitleClass) -> int:
    return 1 + bool(verdict.agency) + bool(verdict.report_year) if verdict.is_title else 0


def _grids(content: Content) -> list[tuple[int, Grid]]:
    return [(place, block) for place, block in enumerate(content.blocks) if isinstance(block, Grid)]


def _of_cells(content: Content) -> Iterator[Evidence]:
    """Titles in the first rows of tables, over several rows too where each has one text."""
    for place, grid in _grids(content)[:3]:
        texts = [cell.text for row in grid.rows[:3] for cell in row.cells]
        titles = [(text, classify(text)) for text in texts if 8 < len(text) < heads()["longest_line"]]
        titles = [(text, verdict) for text, verdict in titles if verdict.is_title]
        # a list of other years' reports beside the article is none of it
        if len({verdict.report_year for _, verdict in titles}) < 2:
            yield from (_titled("cell", place, text, verdict) for text, verdict in titles)
        rows = [[cell.text for cell in row.cells if squeeze(cell.text)] for row in grid.rows[:6]]
        alone = list(itertools.takewhile(lambda texts: len(texts) == 1, rows))
        pieces = [Piece(place, Line(text), squeeze(text), True, False) for (text,) in alone]
        for at, piece in enumerate(pieces):
            if len(piece.text) < heads()["longest_line"]:
                yield from (replace(one, source="cell") for one in _joined(pieces, at, classify(piece.text)))


def _of_page_title(content: Content) -> Iterator[Evidence]:
    """The page's <title>; a bureau's own site is named behind it."""
    if not content.title:
        return
    verdict = classify(content.title)
    if _may_be(verdict):
        yield _titled("page_title", 0, content.title, verdict)
    *before, site = _SEPARATOR.split(squeeze(content.title))
    name = body_in(site) if before else ""
    if name and not is_office(name) and not name.endswith(tuple(heads()["sites_of_many"])):
        yield Evidence("site", 0, content.title[-80:], name)


def _letterheads(head: list[Piece], titles: list[Evidence]) -> Iterator[Evidence]:
    """The body's name on the line above or below a title that names none."""
    places = {piece.place: at for at, piece in enumerate(head)}
    for title in titles:
        at = places.get(title.place)
        if at is None or title.agency or title.source not in ("part", "nameless", "weak"):
            continue
        source = "weak_letterhead" if title.source == "weak" else "letterhead"
        for near in (_next(head, at, -1), _next(head, at, 1)):
            name = near.text.removesuffix(heads()["red_head"]) if near else ""
            if near and stands_alone(name):
                yield Evidence(source, near.place, near.line.text, name)
                break


def _next(head: list[Piece], at: int, step: int) -> Piece | None:
    """The next line that is not on the article (its date, its source) nor another line of the title."""
    for near in head[at + step :: step] if step > 0 else head[:at][::-1]:
        if near.is_about or _may_be(classify(near.text)):
            continue
        return near
    return None


def _signature(pieces: list[Piece], body_start: int) -> Iterator[Evidence]:
    """A name above the date at the text's end."""
    ends = [piece for piece in pieces if piece.place > body_start][-12:]
    for above, piece in zip(ends, ends[1:], strict=False):
        if pattern("signature_date").search(piece.text) and stands_alone(above.text):
            yield Evidence("signature", above.place, above.line.text, above.text)
    for piece in ends:
        if (found := pattern("name_and_date").search(piece.text)) and stands_alone(found["name"]):
            yield Evidence("signature", piece.place, piece.line.text, found["name"])


def _filed(content: Content, pieces: list[Piece]) -> Iterator[Evidence]:
    """填报单位（盖章）：X, on a line or in the first and last rows of a table."""
    texts = [(piece.place, piece.text) for piece in pieces]
    for place, grid in _grids(content):
        rows = [*grid.rows[:3], *grid.rows[3:][-4:]]
        texts += [(place, "".join([squeeze(cell.text) for cell in row.cells])[:200]) for row in rows]
    for place, text in texts:
        if (found := pattern("filed").search(text)) and (name := body_in(found["name"])) and len(name) > 2:
            yield Evidence("filed", place, found[0], name)


def _publishers(content: Content, head: list[Piece], beside: Beside) -> Iterator[Evidence]:
    named = [
        (place, following.text)
        for place, cells in itertools.islice(beside.items(), 3)
        for cell, following in cells
        if pattern("publishers").search(squeeze(cell.text).rstrip(":"))
    ]
    for piece in head:
        if found := pattern("publisher_line").search(piece.line.text):
            named.append((piece.place, found["name"]))
    named += [(0, content.metas[name]) for name in heads()["source_metas"] if content.metas.get(name)]
    for place, text in named:
        name = body_in(squeeze(text))
        if len(name) > 3 and not is_office(name):
            yield Evidence("publisher", place, text, speaks_for(name))


def _of_hint(hint: Hint) -> Iterator[Evidence]:
    stem = unquote(hint.document).rsplit("/", 1)[-1]
    for source, text in (("file", stem), ("link", hint.title)):
        if text and _may_be(verdict := classify(text)):
            yield _titled(source, 0, text, verdict)
    if len(hint.agency) > 3 and (begins_with_division(squeeze(hint.agency)) or body_in(squeeze(hint.agency))):
        yield Evidence("list", 0, hint.agency, squeeze(hint.agency))
