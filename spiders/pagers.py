"""How many pages a static list has and what they are called. TRS draws its pager by a script in the page, so the
numbers are read from that script; other systems link the pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

from data.families import families_data
from data.formats import endings
from spiders.rows import Row

_ENDINGS = endings("page")
_ENDING = "|".join(_ENDINGS)
# createPageHTML(12, 0, "index", "html") · createPage(3,0,"index","shtml") · createPageHTML('box',3,1,'index','html',52)
_CALL = re.compile(r"\bcreatePage(?:HTML)?\s*\(([^()]*)\)")
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d+)")
# document.write("<a href=\"index" + "_" + i + "." + "html\">") in whatever quotes and pieces
_PIECES = re.compile(
    r"([A-Za-z][\w-]*)\\?[\"']?\s*\+?\s*[\"']?_[\"']\s*\+[^;\n]{0,80}?\.[\"']?\s*\+?\s*[\"']?"
    rf"({_ENDING})\b"
)
# Articles of some systems are numbers too (1906985018193408001.html); a page number never has more digits than this.
_PAGE_DIGITS = 3
_NEXT_PAGE = 10**_PAGE_DIGITS
# what loads the rest of the list, wherever its address lies
_REST = _NEXT_PAGE + 1


@dataclass(frozen=True)
class Pager:
    """`count` pages, page 1 included; page k is `<stem>_<k>.<ending>`, where the ending is the first that answers."""

    count: int
    stem: str
    endings: tuple[str, ...]

    def address(self, list_url: str, number: int, ending: str) -> str:
        """The address of the page whose file has this number."""
        return urljoin(list_url, f"{self.stem}_{number}.{ending}")


def pager_of(text: str, url: str) -> Pager | None:
    """The pager that a page's script draws, None where there is none.

    In `createPageHTML(count, current, stem, ending)` the first number is the count of pages and the second the current
    one, counted from 0; some templates turn them round or put the box's name first. On page 1 the count is the larger.
    """
    own_stem, own_ending = _own_name(url)
    for call in _CALL.finditer(text):
        arguments = [a.strip() for a in call[1].split(",")]
        names = [a.strip("\"'") for a in arguments if a[:1] in "\"'"]
        first_name = next((i for i, a in enumerate(arguments) if i > 0 and a[:1] in "\"'"), len(arguments))
        numbers = [int(a) for a in arguments[:first_name] if a.isdigit()]
        if not numbers:
            continue
        ending = next((n for n in names if n.lstrip(".") in _ENDINGS), "")
        stems = [n for n in names[-2:] if n.lstrip(".") not in _ENDINGS] if ending else names[-1:]
        stem = stems[-1] if stems else own_stem
        return Pager(max(numbers), stem or own_stem, _first(ending.lstrip("."), own_ending))
    count = _COUNT.search(text)
    if count is None:
        return None
    pieces = _PIECES.search(text)
    stem, ending = (pieces[1], pieces[2]) if pieces else ("", "")
    return Pager(int(count[1]), stem or own_stem, _first(ending, own_ending))


def guessed_pager(url: str, ending: str) -> Pager:
    """The usual names, for a list that looks as if it went on but draws no pager that is known.

    `ending` is that of the list's articles: the system that writes them writes the lists too.
    """
    own_stem, own_ending = _own_name(url)
    guess = own_ending or (ending if ending in _ENDINGS else _ENDINGS[0])
    return Pager(0, own_stem, (guess,))


def page_links(list_url: str, links: Iterable[Row]) -> list[str]:
    """Those of a page's links that are further pages of its list, in order of their numbers.

    By their addresses (`index_2.html` beside `index.html`, `2.html` in folders whose pages are plain numbers), else by
    what a pager calls them (a number, 下一页): of the same page with another query, or beside it.
    """
    links = list(links)
    urls = [row.url for row in links]
    folder = urljoin(list_url, ".") if "." in urlsplit(list_url).path.rsplit("/", 1)[-1] else list_url
    stem, _ = _own_name(list_url)
    stem = "index" if re.fullmatch(rf"\d{{1,{_PAGE_DIGITS}}}", stem) else re.sub(r"_\d+$", "", stem)
    pattern = re.compile(
        re.escape(folder.split("://", 1)[1]) + rf"(?:{re.escape(stem)}_)?(\d{{1,{_PAGE_DIGITS}}})\.s?html?$"
    )
    numbered: dict[str, int] = {}
    for url in urls:
        found = pattern.match(url.split("://", 1)[1])
        if found:
            numbered[url] = int(found[1])
    if not numbered:
        for row in links:
            number = _number_called(row.title)
            if row.url != list_url and number > 1 and (_is_beside(row.url, list_url) or number == _REST):
                numbered[row.url] = number
    return sorted(numbered, key=lambda u: numbered[u])


def is_rest(title: str) -> bool:
    """Whether a link of this text loads the rest of a list into the page where it stands."""
    return _number_called(title) == _REST


def goes_on(text: str) -> bool:
    """Whether a page prints a pager: the words by which one leads on, or `共 3 页`."""
    pages = re.search(families_data()["count_of_pages"], text)
    if pages:
        return int(pages[1]) > 1
    return any(word in text for word in families_data()["pager_words"])


def _number_called(title: str) -> int:
    """The number of the page to which a pager's link of this text leads, high for "next", 0 where it is none."""
    text = "".join(title.split()).strip("[]【】()（）<>«»‹›")
    if re.fullmatch(rf"\d{{1,{_PAGE_DIGITS}}}", text):
        return int(text)
    words = families_data()
    if text in words["more_words"]:
        return _REST
    return _NEXT_PAGE if text in words["pager_words"] or text in words["next_words"] else 0


def _is_beside(url: str, list_url: str) -> bool:
    own, other = urlsplit(list_url), urlsplit(url)
    if own.netloc != other.netloc:
        return False
    if own.path == other.path:
        fields, others = dict(parse_qsl(own.query)), dict(parse_qsl(other.query))
        changed = {name for name in fields.keys() | others.keys() if fields.get(name) != others.get(name)}
        return bool(changed) and all(others.get(name, "1").isdigit() for name in changed)
    stem = re.sub(r"[-_]?\d*\.\w+$", "", own.path)
    numbered = rf"[-_/]?(?:index_?|page_?|p)?\d{{1,{_PAGE_DIGITS}}}(?:\.s?html?|/)?"
    return bool(re.fullmatch(re.escape(stem) + numbered, other.path))


def next_number(url: str) -> str:
    """The page behind one that is called by a plain number (`zfxxgknb/1.html` → `zfxxgknb/2.html`) or ends in one
    (`column-index-1.shtml`), else ""."""
    found = re.fullmatch(rf"(.*[/-])(\d{{1,{_PAGE_DIGITS}}})(\.(?:{_ENDING}))", urlsplit(url).path)
    return urljoin(url, f"{found[1]}{int(found[2]) + 1}{found[3]}") if found else ""


def _own_name(url: str) -> tuple[str, str]:
    last = urlsplit(url).path.rsplit("/", 1)[-1]
    stem, dot, ending = last.rpartition(".")
    return (stem, ending) if dot and ending in _ENDINGS else ("index", "")


def _first(*known: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(e for e in (*known, *_ENDINGS) if e))
