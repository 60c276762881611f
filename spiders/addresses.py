"""Addresses: one spelling for one document, and what an address alone says about what lies behind it."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from string import punctuation
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit

from ada_url import URL
from w3lib.url import safe_url_string

from data.families import families_data
from data.formats import endings, formats, names_document

# Endings of what is a document wherever an address names it, and of what is one only where a link shows it.
DOCUMENT_ENDINGS = endings("file")
_FILES = endings("file", "linked")
_IMAGES = formats()["image"].endings
_KNOWN = endings("file", "linked", "page")

# A further page of an article: t2022_7_1.html
_PART = re.compile(r"(.+)_(\d{1,2})(\.s?html?)$")
# Only what names a host of its own can be no address.
_WITH_HOST = re.compile(r"(?i)(?:https?:)?[/\\]{2}")
# between scheme and host, up to the last @ before a path
_USER = re.compile(r"^([^/]*[/\\]*)[^/?#]*@")
_NOT_IN_A_HOST = re.compile(r"[^\w.-]")
# Signs that the standard of addresses forbids in a host, as far as one can stand there at all.
_NO_HOST = re.compile(r"[\s<>^|%]")
# What stands around an address in Chinese pages besides the white space that the standard takes away.
_AROUND = "".join(map(chr, range(33))) + "\u00a0\u3000"
_LONGEST_SAID = 200
_PORTS = {"http": 80, "https": 443}
# Gateways that convert to traditional characters serve every page a second time.
_BIG5_GATE = re.compile(r"^(?:/gate)?/big5/([\w.-]+\.\w+(?::\d+)?)(/.*)$")
# The shapes of article addresses that the publishing systems of government portals make.
_ARTICLE = re.compile(
    r"""(?x)
      /t(?:19|20)\d{6}_\d+(?:_\d+)?\.s?html?$                          # TRS: 202201/t20220124_1239406.shtml
    | /art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html?$                   # Hanweb: art/2021/1/29/art_1229_678.html
    | /art/\d{4}/art_[0-9a-f-]{32,36}\.html?$                          # Hanweb jpaas
    | /art/\d+/\w+\.html?$                                             # the newer platform of Jiangsu
    | /m?post_\d+\.html?$                                              # Guangdong: content/post_10095458.html
    | /[0-9a-f]{32}\.s?html?$                                          # UCAP, Shanghai, Sichuan
    | /c\d+_\d+\.s?html?$                                              # newer UCAP: c01_1108994.shtml
    | /content(?:_\w+)?\.s?html?$
    | /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{20,}\.html?$                  # Hebei
    | /\d{12,}(?:/index)?\.s?html?$ | /\d{12,}/index\.s?html?$         # Liaoning, Shaanxi
    | /public/\d+/\d+\.html?$                                          # Lonsun
    | /(?:Openness\w*|BranchOpenness\w*|XxgkPolicy|PolicyContent)/show/\w+\.html?$
    | /info/\d+/\d+\.html?$                                            # VSB
    | /cms/html/\w+/\d{4}-\d{2}-\d{2}/\d+\.html?$
    | /\d{4}/\d{2}/\d{2}/\w+\.s?html?$
    | /(?:zwgkcontent|xxgk-show|[a-z]*show|[a-z]*detail)[-/_]?[\w-]*\d{3,}\.html?$
    | /\d{6,}\.s?html?$
    | /eportal/ui\?(?:.*&)?articleKey=\w+                             # eportal
    | \.(?:aspx?|php|jsp|do|html?)\?(?:.*&)?(?:id|articleKey|docId|infoid)=[\w-]+
    """,
    re.I,
)
# `;jsessionid=…` behind a name, `/(S(…))/` of ASP.NET before it
_SESSION_IN_PATH = re.compile(r"(?i);(?:[a-z]*sess\w*|sid)=[^/?]*|/\((?:[A-Z]\([\w-]+\))+\)(?=/)")
_PAGE_NAME = re.compile(r"(?i)/$|\.(?:s?html?|pdf|docx?|xlsx?|zip|rar|wps|jpe?g|png)$")
_HOME = re.compile(r"(?i)/?(?:(?:index|default|home|main)\.\w{2,5})?")
_FOLDER = re.compile(r"/$|/[^/.]*$|/(?:index|list)(?:_\d+)?\.(?:s?html?|jsp|aspx)$", re.I)


def refusal(url: str) -> str:
    """Why an address that a person, a record or a file gives is none that can be asked; "" where it can be."""
    if odd := next((c for c in url if c.isspace() or not c.isprintable()), ""):
        return f"it holds {'white space' if odd.isspace() else 'a character that is not printed'} (U+{ord(odd):04X})"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme not in ("http", "https") or not parts.netloc or "\\" in url:
        return "it does not begin with http:// or https:// and a host"
    if "@" in parts.netloc:
        return "it holds a name or a password of a user"
    if port == 0:
        return "port 0 is none"
    return _host_flaw(parts.hostname or "", parts.netloc)


def shown(url: str) -> str:
    """An address as it may be said: without a password, and not endless."""
    return repr(_USER.sub(r"\1...@", url)[:_LONGEST_SAID])


def _host_flaw(host: str, netloc: str) -> str:
    if not host:
        return "it names no host"
    if netloc.startswith("["):
        return ""  # urlsplit has looked at it
    if _NOT_IN_A_HOST.search(host):
        return f"{host[:_LONGEST_SAID]!r} is no host's name"
    for label in host.split("."):
        if not label:
            return f"its host {host[:_LONGEST_SAID]!r} has an empty label"
        try:
            label.encode("idna")
        except UnicodeError:
            return f"its host has a label that is longer than 63 or cannot be written: {label[:_LONGEST_SAID]!r}"
    return "its host is longer than 253" if len(host.encode("idna")) > 253 else ""


@lru_cache(maxsize=20_000)
def canonical(url: str) -> str:
    """One spelling for one document: no fragment, scheme and host lower case, no default port, no gateway before it,
    desktop rather than mobile twin (`mpost_` → `post_`, `_wap.html` → `.html`), percent-encoded as UTF-8.

    Raises ValueError for what is no address (`http://[x/`, a port of 99999)."""
    parts = urlsplit(safe_url_string(url.strip(), encoding="utf-8"))
    gate = _BIG5_GATE.match(parts.path)
    if gate:
        parts = urlsplit(f"{parts.scheme}://{gate[1]}{gate[2]}" + (f"?{parts.query}" if parts.query else ""))
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if _NO_HOST.search(host):
        raise ValueError(f"{host[:_LONGEST_SAID]!r} is no host")
    netloc = f"[{host}]" if ":" in host else host
    port = parts.port
    if port and port != _PORTS.get(scheme):
        netloc += f":{port}"
    query = _without_visit(parts.query, parts.path)
    path = _SESSION_IN_PATH.sub("", parts.path or "/")
    path = re.sub(r"/mpost_(\d+\.\w+)$", r"/post_\1", path)
    path = re.sub(r"(/t\d{8}_\d+)_wap(\.\w+)$", r"\1\2", path)
    return urlunsplit((scheme, netloc, path, query, ""))


def _without_visit(query: str, path: str) -> str:
    """A query without the fields that name a visit and no document."""
    session, visit = _visit_fields()
    fields = query.split("&")
    kept = [field for field in fields if not session.match(field)]
    others = [field for field in kept if not visit.fullmatch(field)]
    if any("=" in field for field in others) or _PAGE_NAME.search(path):
        kept = others
    return query if len(kept) == len(fields) else "&".join(kept)


@cache
def _visit_fields() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Fields that name a visit by their name, and those that do so by name and value."""
    names = "|".join(map(re.escape, families_data()["session_fields"]))
    visits = "|".join(map(re.escape, families_data()["visit_fields"]))
    value = families_data()["visit_value"]
    return re.compile(rf"(?i)(?:{names})[\w-]*="), re.compile(rf"(?i)(?:{visits})=(?:{value})")


@lru_cache(maxsize=20_000)
def same_key(url: str) -> str:
    """What http and https, www and bare host, `folder/` and `folder/index.html` have in common: two addresses with
    one key are one document and fetched once."""
    parts = urlsplit(canonical(url))
    path = re.sub(r"/index\.(?:s?html?)$", "/", parts.path)
    return parts.netloc.removeprefix("www.") + path + (f"?{parts.query}" if parts.query else "")


def ending(url: str) -> str:
    """The ending of the file that an address names, lower case; "" where it names none.

    Download scripts name it in the query: `download.jsp?filename=年报.pdf`.
    """
    parts = urlsplit(url)
    own = re.search(r"\.(\w{2,5})$", unquote(parts.path))
    # viewer.html?file=nb.pdf is a page that shows a file.
    if own and own[1].lower() in _KNOWN:
        return own[1].lower()
    for values in parse_qs(parts.query).values():
        named = re.search(r"\.(\w{2,5})$", values[0])
        if named and named[1].lower() in _FILES:
            return named[1].lower()
    return own[1].lower() if own else ""


def is_document_file(url: str) -> bool:
    """Whether an address names a file that is a document wherever it stands (no page, no picture, no plain text)."""
    return ending(url) in DOCUMENT_ENDINGS


def is_file(url: str) -> bool:
    """Whether an address names a file of any known format, that of a page apart."""
    parts = urlsplit(url)
    return ending(url) in _FILES and (is_document_file(url) or bool(parts.query) or names_document(parts.path))


def is_image(url: str) -> bool:
    """Whether an address names a picture."""
    return ending(url) in _IMAGES


def is_article(url: str) -> bool:
    """Whether an address has the shape of one article, rather than of a column or a home page."""
    parts = urlsplit(url)
    return bool(_ARTICLE.search(parts.path)) or bool(parts.query and _ARTICLE.search(f"{parts.path}?{parts.query}"))


def is_folder(url: str) -> bool:
    """Whether an address has the shape of a column: a folder or its index page."""
    parts = urlsplit(url)
    return not parts.query and bool(_FOLDER.search(parts.path or "/")) and not is_article(url)


def is_home(url: str) -> bool:
    """Whether an address is that of a site's first page."""
    parts = urlsplit(url)
    return not parts.query and bool(_HOME.fullmatch(parts.path))


def folder_of(url: str) -> str:
    """The folder in which an address lies, with its slash; for `…/zfxxgknb` without one, that is `…/zfxxgknb/`."""
    parts = urlsplit(url)
    path = parts.path or "/"
    last = path.rsplit("/", 1)[1]
    path = path[: len(path) - len(last)] if "." in last else path.rstrip("/") + "/"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def list_base(url: str) -> str:
    """What the links of a list page are relative to: `./202603/t….html` on `…/zfxxgknb` means below `…/zfxxgknb/`."""
    parts = urlsplit(url)
    last = parts.path.rsplit("/", 1)[-1]
    if last and "." not in last and not parts.query:
        return urlunsplit((parts.scheme, parts.netloc, parts.path + "/", "", ""))
    return url


def is_below(url: str, folder: str) -> bool:
    """Whether an address lies inside a folder, whatever the scheme and `www.`; the folder itself does not."""
    own, root = same_key(url), same_key(folder)
    return own.startswith(root) and own != root


def is_bad(base: str, href: str) -> bool:
    """Whether a link is meant for a web page and cannot be parsed as an address."""
    if not _WITH_HOST.match(href.strip(_AROUND)):
        return False
    try:
        _joined(base, href, "utf-8")
    except ValueError:
        return True
    return False


def resolve(base: str, href: str, encoding: str = "utf-8") -> str:
    """The canonical address of a link, "" where it leads to no web page.

    As browsers read it (the WHATWG standard of addresses): tabs and line breaks are nothing, a backslash is a slash,
    slashes before a host may be more than two, behind another scheme than the page's none is needed (`https:host/a`),
    `?` alone takes the query away, and what is not ASCII in the query goes in the page's `encoding`.
    """
    if not href.strip(_AROUND) or href.strip(_AROUND)[0] == "#":
        return ""
    try:
        url = _joined(base, href, encoding)
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) and urlsplit(url).hostname else ""


def _joined(base: str, href: str, encoding: str) -> str:
    return canonical(URL(_query_in(href.strip(_AROUND), encoding), base or None).href)


def _query_in(href: str, encoding: str) -> str:
    """A link whose query is encoded as its page is; the library takes every page for UTF-8."""
    way, mark, rest = href.partition("?")
    if href.isascii() or not mark or encoding.lower().startswith("utf"):
        return href
    query, fragment, place = rest.partition("#")
    try:
        return way + mark + quote(query, safe=punctuation, encoding=encoding, errors="strict") + fragment + place
    except (UnicodeEncodeError, LookupError):
        return href


def part_number(url: str, parent_url: str) -> int:
    """Which further page of the article at `parent_url` an address is (`t2022_7_1.html` of `t2022_7.html`: 1), 0 where
    it is none."""
    own, first = urlsplit(url), urlsplit(parent_url)
    found = _PART.fullmatch(own.path)
    is_part = found and own.netloc == first.netloc and found[1] + found[3] == first.path
    return int(found[2]) if found and is_part else 0
