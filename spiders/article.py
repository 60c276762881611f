"""What an article page says of itself, and the files that belong to it; the same whatever list led to it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from parsel import Selector
from scrapy.http import TextResponse

from data.families import families_data
from data.formats import endings
from data.titles import classify
from spiders.addresses import DOCUMENT_ENDINGS, is_document_file, is_file, is_image, resolve, same_key
from spiders.links import all_links
from spiders.rows import base_of, day_of, iso_date, title_of

_FURNITURE = "self::header or self::footer or self::nav"
_ENDINGS = "|".join(DOCUMENT_ENDINGS)
# `pdfUrl: './a.pdf'`, `"url":"…"`, `window.open('/a.doc')`, `location.href='…'`,
# `var appLinkStr='./P02….xlsx|./P02….pdf'`
_IN_SCRIPT = re.compile(
    rf"(?i)(?:url|file|src|href|path|link\w*|str|open)[\"']?\s*[:=(]+\s*[\"']([^\"'<>]*\.(?:{_ENDINGS})(?:[|?][^\"'<>]*)?)[\"']"
)
_IN_CLICK = re.compile(rf"(?i)[\"']([^\"'<>]+\.(?:{_ENDINGS})(?:\?[^\"'<>]*)?)[\"']")
# A page of so few Chinese characters, without table and file, shows its report as pictures.
_PICTURE_TEXT = 600
_MOST_PICTURES = 30
# So many different marks of a report stand in no list of reports.
_REPORT_MARKS = 4
_JUMP = re.compile(r"location(?:\.href)?\s*=\s*[\"']([^\"']+)|location\.(?:replace|assign)\s*\(\s*[\"']([^\"']+)")
_REFRESH = re.compile(r"(?i)http-equiv\s*=\s*[\"']?refresh[^>]*?url\s*=\s*[\"']?([^\"'>\s]+)")
_FEW_SIGNS = 20
_SHOWN = "//body//table//td | //img | //iframe | //frame | //embed | //object | //video | //svg | //canvas"
_PRINTED = "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::template)]"
EMPTY_FORM = "empty_form"
# The shell of a year without a report has a heading and a footer.
_FORM_TEXT = 60
# A script that gives files has no name of one in its address: /OpennessContent/download/7.html, download.jsp?wbfileid=7
_DOWNLOAD = re.compile(r"(?i)/(?:download|downfile)(?:[/.]|$|\w*\.(?:jsp|do|aspx?)\b)")
# Folders of that name hold pages as well: only a page called by a number gives a file.
_PAGE_OF_DOWNLOADS = re.compile(r"(?i)/(?:[a-z][^/]*\.s?html?|)$")
_NAMED_FILE = re.compile(rf"(?i)\w\.(?:{'|'.join(endings('file', 'linked'))})(?![0-9a-z])")
# Addresses of scripts, or of no ending: what they give is told by its bytes alone.
_SCRIPT = re.compile(r"(?i)/(?:[^/.]+|[^/]+\.(?:jsp|do|action|php|aspx?|ashx|html?))$")
_BACKGROUND = re.compile(r"(?i)background(?:-image)?\s*:[^;]*url\(\s*[\"']?([^\"')]+)")
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d+)")
_PART_OF = re.compile(r"(.+)_\d{1,2}(\.s?html?)$")
_MOST_PARTS = 50
# The open-information platform of Guangdong puts an article into a script: `window._CONFIG = { DETAIL: {…} }`.
_DETAIL = re.compile(r"\bDETAIL\s*:\s*(?=\{)")


@dataclass(frozen=True)
class Attachment:
    """A file that belongs to an article: canonical address and the name that a person gave it."""

    url: str
    name: str


@dataclass(frozen=True)
class ArticleMeta:
    """What the page's own meta tags say, "" where they are absent. They can be wrong, as publishers know."""

    title: str
    published_date: str
    source: str
    column: str


def meta_of(response: Any) -> ArticleMeta:
    """The meta tags that the national standard asks of government pages, in any case, order and place in the page."""
    tags: dict[str, str] = {}
    for tag in response.xpath("//meta"):
        name, content = tag.root.get("name"), tag.root.get("content")
        if name and content:
            tags.setdefault(name.strip().lower(), " ".join(content.split()))
    return ArticleMeta(
        title=tags.get("articletitle", ""),
        published_date=day_of(tags.get("pubdate", "")),
        source=tags.get("contentsource", ""),
        column=tags.get("columnname", ""),
    )


def title_of_page(response: Any) -> str:
    """The title by the meta tag of the standard, else by the selectors of the publishing systems, "" where neither."""
    return meta_of(response).title or _first_text(response, families_data()["articles"]["titles"])


def date_of_page(response: Any) -> str:
    """The day of publication as ISO by the meta tag of the standard, else by the selectors, "" where neither."""
    found = meta_of(response).published_date
    return found or iso_date(_first_text(response, families_data()["articles"]["dates"], iso_date))


def body_of_page(response: Any) -> Any:
    """The element that holds the article: by the selectors, else the tightest that holds most of a report's marks.

    A container gains by the marks of a report and by tables, and loses by the words that surround articles (menus,
    footers) and a little by its size, so that of two which hold the same the inner one is taken. None where nothing
    tells an article.
    """
    bodies = response.css(", ".join(families_data()["articles"]["bodies"]))
    if bodies:
        return max(bodies, key=lambda body: len(_words(body)))
    containers = response.xpath("//body//div | //body//td | //body//article | //body//section")
    best = max(containers, key=_score, default=None)
    return best if best is not None and _score(best) > 0 else None


def is_one_article(response: Any) -> bool:
    """Whether a page is one article: it says its title as the standard asks, or its words are a report's."""
    title = classify(meta_of(response).title)
    if title.is_title and title.report_year:
        return True
    text = _words(response.selector)
    return sum(mark in text for mark in families_data()["articles"]["report_marks"]) >= _REPORT_MARKS


def jump_of(response: Any) -> str:
    """Where a page that is nothing but a jump leads, by script or refresh; "" where it says nothing of it."""
    found = _JUMP.search(response.text) or _REFRESH.search(response.text)
    return resolve(response.url, next(filter(None, found.groups()))) if found else ""


def shows_nothing(response: Any) -> bool:
    """Whether a page has no words, pictures, tables, frames or files, and a script that would bring them."""
    if not response.xpath("//script") or response.xpath(_SHOWN):
        return False
    if sum(map(len, response.xpath(_PRINTED).re(r"\S+"))) >= _FEW_SIGNS:
        return False
    return not _DETAIL.search(response.text) and not attachments_of(response)


def says_a_report(response: Any) -> bool:
    """Whether a text holds what reports hold: files of old offices are web pages under another ending."""
    text = response.text
    return sum(mark in text for mark in families_data()["articles"]["report_marks"]) >= 2


def is_endpoint(url: str) -> bool:
    """Whether an address answers with an empty form where there is no report (empty_forms of data/families.yml)."""
    return any(mark in url for mark in families_data()["empty_forms"])


def is_empty_form(response: Any) -> bool:
    """Whether a page is what an endpoint of reports gives for a year without one: no table, file, picture or frame,
    and hardly a sentence. Asked only of the addresses of such endpoints."""
    if not isinstance(response, TextResponse) or not is_endpoint(response.url):
        return False
    if response.xpath("//body//table//td[normalize-space()] | //body//img | //iframe | //embed | //object"):
        return False
    words = "".join(response.xpath("//body//text()[not(parent::script or parent::style or ancestor::a)]").getall())
    return _han(words) < _FORM_TEXT and not attachments_of(response)


def further_parts(response: Any, parent_url: str = "") -> list[str]:
    """The addresses of a long article's further pages: `t20220124_7_1.html` behind `t20220124_7.html`.

    TRS says their number in a script (`var countPage = 3`), in every part; `parent_url`, from which a part was asked
    for, tells it from the first.
    """
    count = _COUNT.search(response.text)
    parts = urlsplit(response.url)
    own = re.search(r"([^/]+)(\.s?html?)$", parts.path)
    part = _PART_OF.fullmatch(parts.path)
    if count is None or own is None or (part and urlsplit(parent_url).path == part[1] + part[2]):
        return []
    return [resolve(response.url, f"{own[1]}_{n}{own[2]}") for n in range(1, min(int(count[1]), _MOST_PARTS))]


def attachments_of(response: Any) -> list[Attachment]:
    """Files linked, embedded or opened from an article, in the order of the page; each address once.

    Linked files (of formats that pages use for other things too only where the article's words link them), the seven
    ways in which viewers name theirs (iframe, embed, object, `file=` of a viewer, click handlers, opened windows,
    `pdfUrl` in a script), and lists that only a script holds. A page that shows its report as pictures gives the
    pictures.
    """
    found: dict[str, Attachment] = {}
    base = base_of(response.selector, response.url)
    for href, name in _references(response):
        url = resolve(base, href, response.encoding)
        if url and (is_document_file(url) or _is_download(url, name)):
            found.setdefault(same_key(url), Attachment(url, name))
    for url, name in _linked_files(response):
        found.setdefault(same_key(url), Attachment(url, name))
    if all(is_image(attachment.url) for attachment in found.values()):
        for url in _pictures(response):
            found.setdefault(same_key(url), Attachment(url, ""))
        for url, name in _led_to(response) if not found else ():
            found.setdefault(same_key(url), Attachment(url, name))
    return list(found.values())


def _linked_files(response: Any) -> Iterator[tuple[str, str]]:
    """Files of formats that pages use for other things too (pictures, plain text, XML): those that the article itself
    links by words, and pictures behind the pictures of an article that says next to nothing in words."""
    body = body_of_page(response)
    if body is None:
        return
    is_shown = _shows_pictures(body)
    for anchor in body.xpath(".//a[@href]"):
        url = resolve(response.url, anchor.root.get("href"), response.encoding)
        if not url or not is_file(url) or is_document_file(url):
            continue
        name = " ".join("".join(anchor.root.itertext()).split()) or anchor.root.get("title") or ""
        if name or (is_shown and is_image(url)):
            yield url, name


def _is_download(url: str, name: str) -> bool:
    parts = urlsplit(url)
    if not _DOWNLOAD.search(parts.path):
        # A link that is called like a file (附件：2023年年报.docx) leads to one, unless it leads to a page.
        return bool(_NAMED_FILE.search(name)) and not re.search(r"(?i)\.s?html?$|/$", parts.path)
    is_numbered = re.search(r"\d", parts.path + parts.query) and not _PAGE_OF_DOWNLOADS.search(parts.path)
    return bool(_NAMED_FILE.search(name) or is_numbered)


def _references(response: Any) -> Iterator[tuple[str, str]]:
    for given in _DETAIL.finditer(response.text):
        yield from _in_detail(response.text[given.end() :])
    for anchor in response.xpath(f"//a[@href][not(ancestor::*[{_FURNITURE}])]"):
        node = anchor.root
        name = node.get("download") or node.get("alt") or node.get("title") or "".join(node.itertext())
        yield node.get("href"), " ".join(name.split())
    for node in response.xpath("//iframe[@src] | //embed[@src] | //object[@data]"):
        address = node.root.get("src") or node.root.get("data") or ""
        shown = _shown_in_viewer(address)
        yield from ((file, "") for file in shown or [address])
    for anchor in response.xpath("//a[contains(@href, 'file=')]/@href").getall():
        yield from ((shown, "") for shown in _shown_in_viewer(anchor))
    for link in all_links(response.selector, base_of(response.selector, response.url), response.encoding):
        if link.url and link.node.tag not in ("area", "option") and link.told != link.node.get("href"):
            yield link.url, title_of(link.node)
    for click in response.xpath("//@onclick").getall():
        yield from ((address, "") for address in _IN_CLICK.findall(click))
    for script in response.xpath("//script[not(@src)]/text() | //a[starts-with(@href, 'javascript:')]/@href").getall():
        for addresses in _IN_SCRIPT.findall(script):
            yield from ((address, "") for address in addresses.replace("\\/", "/").split("|") if address)


def _in_detail(text: str) -> Iterator[tuple[str, str]]:
    """The files of an article that stands in a script as JSON: its attachments, and the links of its text."""
    try:
        detail, _ = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return
    for given in detail.get("attachments") or ():
        if isinstance(given, dict):
            yield str(given.get("url") or ""), str(given.get("name") or "")
    for anchor in Selector(text=f"<div>{detail.get('content') or ''}</div>").xpath("//a[@href]"):
        yield anchor.root.get("href"), " ".join("".join(anchor.root.itertext()).split())


def _shown_in_viewer(address: str) -> list[str]:
    """`viewer.html?file=%2Fuploadfile%2Fnb.pdf` shows the file that `file`, or a field that is a path, names."""
    fields = parse_qs(urlsplit(address).query)
    paths = [value for name, values in fields.items() for value in values if name == "file" or "/" in value]
    named = [unquote(value) for value in paths]
    return [value for value in named if is_document_file(resolve("http://h/", value))] or [
        *map(unquote, fields.get("file", []))
    ]


def _pictures(response: Any) -> list[str]:
    """The pictures of a body that says next to nothing in words."""
    body = body_of_page(response)
    if body is None or not _shows_pictures(body):
        return []
    base = base_of(response.selector, response.url)
    # A picture that comes when it is scrolled to has its address beside a placeholder's.
    sources = [
        resolve(base, src) for src in body.xpath(".//img/@src | .//img/@data-src | .//img/@data-original").getall()
    ]
    sources += [resolve(base, url) for style in body.xpath(".//@style").getall() for url in _BACKGROUND.findall(style)]
    return [url for url in dict.fromkeys(sources) if url and (is_image(url) or _is_from_script(url))][:_MOST_PICTURES]


def _led_to(response: Any) -> Iterator[tuple[str, str]]:
    """Where an article that says next to nothing itself leads, whatever the address looks like: what stands in its
    frame, and what is linked under the name of a report or as an attachment."""
    body = body_of_page(response)
    if body is None or not _shows_pictures(body):
        return
    base, own = base_of(response.selector, response.url), same_key(response.url)
    for source in body.xpath(".//iframe/@src | .//frame/@src | .//embed/@src | .//object/@data").getall():
        url = resolve(base, source, response.encoding)
        if url and same_key(url) != own:
            yield url, ""
    for anchor in body.xpath(".//a[@href]"):
        url = resolve(base, anchor.root.get("href"), response.encoding)
        name = title_of(anchor.root)
        before = " ".join(
            anchor.xpath("preceding-sibling::text() | parent::*/preceding-sibling::*[1]//text()").getall()
        )
        is_named = classify(name).report_year or any(word in before for word in families_data()["articles"]["attached"])
        if url and same_key(url) != own and is_named:
            yield url, name


def _is_from_script(url: str) -> bool:
    """Whether an address is that of a script which gives one thing of many, by a number."""
    parts = urlsplit(url)
    is_numbered = bool(re.search(r"\d", parts.query)) and bool(_SCRIPT.search(parts.path))
    return is_numbered or _is_download(url, "")


def _shows_pictures(body: Any) -> bool:
    """Whether an article has neither words nor a table to speak of, so that its pictures are what it says."""
    return _han(_words(body)) < _PICTURE_TEXT and not body.xpath(".//table")


def _first_text(response: Any, selectors: list[str], wanted: Callable[[str], object] = bool) -> str:
    for selector in selectors:
        for node in response.css(selector):
            text = " ".join("".join(node.xpath(".//text()").getall()).split())
            if wanted(text):
                return text
    return ""


def _score(container: Any) -> float:
    text, words = _words(container), families_data()["articles"]
    marks = sum(mark in text for mark in words["report_marks"]) + len(container.xpath(".//table"))
    noise = sum(mark in text for mark in words["surroundings"])
    return float(marks) - float(noise) - len(text) / 100_000


def _words(container: Any) -> str:
    return "".join(container.xpath(".//text()[not(parent::script or parent::style)]").getall())


def _han(text: str) -> int:
    return len(re.findall(r"[\u4e00-\u9fff]", text))
