"""Others' markup as a file that is safe to open: what is said of it in a page of our own, itself in a frame within.

The frame is sandboxed (no scripts, forms, windows, plug-ins, no other page in the place of this one), and both pages'
policies forbid every load; pictures stand in them as data.
"""

from collections.abc import Mapping

from lxml import etree
from lxml.html import Element, HtmlElement, tostring

from extractors.readers.html_safe import add_text

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
# Without an origin of its own Chromium draws the frame in another process, and a picture taken of the page may lack it.
# As no script runs in it, nothing can make use of the origin.
_SANDBOX = "allow-same-origin"
_OUTER = (
    "html,body{height:100%;margin:0}body{display:flex;flex-direction:column;font:14px sans-serif;color:#111}"
    "#nianbao-banner{background:#fff7ed;border-bottom:3px solid #c2410c;padding:.6em 1em;overflow-wrap:anywhere}"
    "th{text-align:left;font-weight:normal;color:#555;padding:0 .8em 0 0;vertical-align:top;white-space:nowrap}"
    "td{padding:0}iframe{flex:1;min-height:20em;border:0}"
)
# The cell comes into view by itself where the browser knows how (Chromium from 133).
_INNER = (
    "body{font-family:sans-serif;margin:1em}table{border-collapse:collapse}td,th{border:1px solid #999;padding:2px 6px}"
    "img{max-width:100%}#nianbao-cell{scroll-initial-target:nearest}"
)


def framed(facts: Mapping[str, str], shown: HtmlElement) -> str:
    """The whole file.

    Args:
        facts: what is said of the page above it, name → text. shown: an element as safe_copy() makes it.
    """
    inner, body = _page("archived page", _INNER)
    body.append(shown)
    page, body = _page("archived page of a figure", _OUTER)
    banner = etree.SubElement(body, "div", {"id": "nianbao-banner"})
    table = etree.SubElement(banner, "table")
    for name, text in facts.items():
        row = etree.SubElement(table, "tr")
        add_text(etree.SubElement(row, "th"), name)
        add_text(etree.SubElement(row, "td", {"dir": "ltr"}), text)
    etree.SubElement(body, "iframe", {"sandbox": _SANDBOX, "title": "the archived page", "srcdoc": _written(inner)})
    return _written(page)


def _page(title: str, style: str) -> tuple[HtmlElement, HtmlElement]:
    page = Element("html")
    head = etree.SubElement(page, "head")
    etree.SubElement(head, "meta", {"charset": "utf-8"})
    etree.SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY})
    etree.SubElement(head, "meta", {"name": "referrer", "content": "no-referrer"})
    etree.SubElement(head, "title").text = title
    etree.SubElement(head, "style").text = style
    return page, etree.SubElement(page, "body")


def _written(page: HtmlElement) -> str:
    return str(tostring(page, encoding="unicode", doctype="<!DOCTYPE html>"))
