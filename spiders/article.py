"""What an article page says of itself, and the files that belong to it; the same whatever list led to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from spiders.addresses import DOCUMENT_ENDINGS, IMAGE_ENDINGS, ending, is_document_file, resolve, same_key
from spiders.rows import iso_date

# Where the publishing systems put an article's body; hints only, a page without one is taken whole.
_BODIES = (
    ".TRS_Editor, .trs_editor_view, .TRS_UEDITOR, .Custom_UnionStyle, .TRS_PreAppend, #zoom, #zoomcon, ucapcontent,"
    " #UCAP-CONTENT, .article-content, .j-fontContent, .newscontnet, .bt-article-y, .main-txt, .article_cont,"
    " #ivs_content, .Article_content, #vsb_content, [id^=vsb_content_], .v_news_content, .wzzw-article,"
    " #webeditorview, .webeditorview, #article, #articleContent, .xxgk_content, .zw-content, .detail-content"
)
_FURNITURE = "self::header or self::footer or self::nav"
_ENDINGS = "|".join(DOCUMENT_ENDINGS)
# `pdfUrl: './a.pdf'`, `window.open('/a.doc')`, `location.href='…'`, `var appLinkStr='./P02….xlsx|./P02….pdf'`
_IN_SCRIPT = re.compile(
    rf"(?i)(?:url|file|src|href|path|link\w*|str|open)\s*[:=(]+\s*[\"']([^\"'<>]*\.(?:{_ENDINGS})(?:[|?][^\"'<>]*)?)[\"']"
)
_IN_CLICK = re.compile(rf"(?i)[\"']([^\"'<>]+\.(?:{_ENDINGS})(?:\?[^\"'<>]*)?)[\"']")
# A page of so few Chinese characters, without table and file, shows its report as pictures.
_PICTURE_TEXT = 600
_MOST_PICTURES = 30


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
        published_date=iso_date(tags.get("pubdate", "")),
        source=tags.get("contentsource", ""),
        column=tags.get("columnname", ""),
    )


def attachments_of(response: Any) -> list[Attachment]:
    """Files linked, embedded or opened from an article, in the order of the page; each address once.

    Linked files, the seven ways in which viewers name theirs (iframe, embed, object, `file=` of a viewer, click
    handlers, opened windows, `pdfUrl` in a script), and lists that only a script holds. A page that shows its report
    as pictures gives the pictures.
    """
    found: dict[str, Attachment] = {}
    for href, name in _references(response):
        url = resolve(response.url, href)
        if url and is_document_file(url):
            found.setdefault(same_key(url), Attachment(url, name))
    if not found:
        for url in _pictures(response):
            found.setdefault(same_key(url), Attachment(url, ""))
    return list(found.values())


def _references(response: Any) -> Iterator[tuple[str, str]]:
    for anchor in response.xpath(f"//a[@href][not(ancestor::*[{_FURNITURE}])]"):
        node = anchor.root
        name = node.get("download") or node.get("alt") or node.get("title") or "".join(node.itertext())
        yield node.get("href"), " ".join(name.split())
    for node in response.xpath("//iframe[@src] | //embed[@src] | //object[@data]"):
        address = node.root.get("src") or node.root.get("data") or ""
        yield address, ""
        yield from ((shown, "") for shown in _shown_in_viewer(address))
    for anchor in response.xpath("//a[contains(@href, 'file=')]/@href").getall():
        yield from ((shown, "") for shown in _shown_in_viewer(anchor))
    for click in response.xpath("//@onclick").getall():
        yield from ((address, "") for address in _IN_CLICK.findall(click))
    for script in response.xpath("//script[not(@src)]/text() | //a[starts-with(@href, 'javascript:')]/@href").getall():
        for addresses in _IN_SCRIPT.findall(script):
            yield from ((address, "") for address in addresses.replace("\\/", "/").split("|") if address)


def _shown_in_viewer(address: str) -> list[str]:
    """`viewer.html?file=%2Fuploadfile%2Fnb.pdf` shows the file that its `file` names, relative to the site."""
    return [unquote(value) for value in parse_qs(urlsplit(address).query).get("file", [])]


def _pictures(response: Any) -> list[str]:
    """The pictures of a body that says next to nothing in words."""
    for body in response.css(_BODIES):
        text = "".join(body.xpath(".//text()[not(parent::script or parent::style)]").getall())
        if len(re.findall(r"[\u4e00-\u9fff]", text)) >= _PICTURE_TEXT or body.xpath(".//table"):
            return []
        sources = [resolve(response.url, src) for src in body.xpath(".//img/@src").getall()]
        pictures = [url for url in dict.fromkeys(sources) if url and ending(url) in IMAGE_ENDINGS]
        if pictures:
            return pictures[:_MOST_PICTURES]
    return []
