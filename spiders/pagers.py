"""How many pages a static list has and what they are called. TRS draws its pager by a script in the page, so the
numbers are read from that script; other systems link the pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

# createPageHTML(12, 0, "index", "html") · createPage(3,0,"index","shtml") · createPageHTML('box',3,1,'index','html',52)
_CALL = re.compile(r"\bcreatePage(?:HTML)?\s*\(([^()]*)\)")
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d+)")
# document.write("<a href=\"index" + "_" + i + "." + "html\">") in whatever quotes and pieces
_PIECES = re.compile(
    r"([A-Za-z][\w-]*)\\?[\"']?\s*\+?\s*[\"']?_[\"']\s*\+[^;\n]{0,80}?\.[\"']?\s*\+?\s*[\"']?(s?html?)\b"
)
_ENDINGS = ("html", "shtml", "htm")
# Articles of some systems are numbers too (1906985018193408001.html); a page number never has more digits than this.
_PAGE_DIGITS = 3


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


def page_links(list_url: str, urls: list[str]) -> list[str]:
    """Those of a page's links that are further pages of its list, in order of their numbers.

    `index_2.html` beside `index.html`, and `2.html` in folders whose pages are plain numbers.
    """
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
    return sorted(numbered, key=lambda u: numbered[u])


def next_number(url: str) -> str:
    """The page behind one that is called by a plain number (`zfxxgknb/1.html` → `zfxxgknb/2.html`), else ""."""
    found = re.fullmatch(rf"(.*/)(\d{{1,{_PAGE_DIGITS}}})(\.s?html?)", urlsplit(url).path)
    return urljoin(url, f"{found[1]}{int(found[2]) + 1}{found[3]}") if found else ""


def _own_name(url: str) -> tuple[str, str]:
    last = urlsplit(url).path.rsplit("/", 1)[-1]
    stem, dot, ending = last.rpartition(".")
    return (stem, ending) if dot and ending in _ENDINGS else ("index", "")


def _first(*known: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(e for e in (*known, *_ENDINGS) if e))
