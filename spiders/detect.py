"""Which publishing system a list page belongs to, told from the marks of data/families.yml, with what was seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from parsel import Selector

from data.families import Mechanism, Sign, families_data, mechanisms
from spiders.addresses import is_article, is_document_file, list_base, resolve
from spiders.rows import rows_of

STATIC, SHELL, JS_ONLY = "static", "shell", "LISTING_JS_ONLY"
# The family that tells the mechanism from each page as it comes.
SHELL_FAMILY = "detect"
# Families whose column pages hold no rows: an interface has them.
LISTED_ELSEWHERE = ("gkmlpt", "hanweb_jpage", "hanweb_jpaas", "truecms", "ucap", "epoint")
# A short list of either draws no pager.
ALIKE = ("trs", STATIC)
# Around a mark, so that a person recognises the place.
_AROUND = 40


@dataclass(frozen=True)
class Detected:
    """What a page is: `family` is the module that reads it ("" for none), `mechanism` says it in words, `evidence` is
    what was seen; `frame` is the page inside a shell."""

    family: str
    mechanism: str
    evidence: tuple[str, ...]
    frame: str = ""


def detect(url: str, text: str) -> Detected:
    """The listing mechanism of a page, by its address and its raw text.

    A page without marks is a shell where a frame of its host holds the list, a plain static list where it links
    articles, and else one whose list a script draws in a way that nobody knows: that is said, not guessed.
    """
    for mechanism in mechanisms():
        evidence = _evidence(mechanism, url, text)
        if evidence:
            return Detected(mechanism.family, mechanism.name, evidence)
    selector, base = Selector(text=text or "<html/>"), list_base(url)
    articles = [row.url for row in rows_of(selector, base) if is_article(row.url) or is_document_file(row.url)]
    if articles:
        return Detected(STATIC, "plain static list", (f"{len(articles)} links to articles, such as {articles[0]}",))
    for frame in frames_of(selector, url):
        return Detected(SHELL_FAMILY, SHELL, (f"no links to articles, a frame of the same host: {frame}",), frame)
    return Detected("", JS_ONLY, ("no mark of a known system, no link to an article, no frame",))


def drift(family: str, url: str, text: str) -> tuple[str, bool]:
    """What a list page without reports shows instead of its portal's family, "" where it shows that family, and whether
    it bears the marks of another one.

    A redesign changes the system behind an address, and the list that a spider finds there is then merely empty. A page
    without any marks may be that of a list with nothing in it, which pages mostly say.
    """
    seen = detect(url, text)
    if seen.family in (family, SHELL_FAMILY) or family == SHELL_FAMILY or {seen.family, family} <= set(ALIKE):
        return "", False
    if not seen.family and any(mark in text for mark in families_data()["nothing_here"]):
        return "", False
    said = f"{url}: {seen.family or seen.mechanism} in place of {family}: {'; '.join(seen.evidence)}"
    return said, seen.family not in ("", STATIC)


def shown_family(url: str, text: str) -> str:
    """In words what a page shows, for whoever mends a portal file."""
    seen = detect(url, text)
    return f"it shows {seen.family or seen.mechanism}: {'; '.join(seen.evidence)}"


def frames_of(selector: Selector, url: str) -> list[str]:
    """The pages of the same host that a page shows in frames."""
    found = [resolve(list_base(url), src) for src in selector.css("iframe::attr(src), frame::attr(src)").getall()]
    return [f for f in dict.fromkeys(found) if f and urlsplit(f).hostname == urlsplit(url).hostname]


def _evidence(mechanism: Mechanism, url: str, text: str) -> tuple[str, ...]:
    for sign in mechanism.signs:
        seen = _seen(sign, url, text)
        if seen:
            return seen
    return ()


def _seen(sign: Sign, url: str, text: str) -> tuple[str, ...]:
    if any(pattern.search(text) for pattern in sign.absent):
        return ()
    seen = []
    if sign.url:
        if not any(pattern.search(url) for pattern in sign.url):
            return ()
        seen.append(f"address {url}")
    for pattern in sign.page:
        found = pattern.search(text)
        if found is None:
            return ()
        shown = re.sub(r"\s+", " ", text[max(0, found.start() - _AROUND) : found.end() + _AROUND])
        seen.append(f"in the page: {shown.strip()}")
    return tuple(seen)
