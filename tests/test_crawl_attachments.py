"""Files of an article in every markup, bodies in every packing, articles behind a jump: each is taken as it is."""

import gzip
import zlib
from pathlib import Path

import brotli
import pytest

from tests.portals.crawling import crawl, portal_file
from tests.portals.server import Answer, serve
from tests.portals.simulated import WORDS, Simulated, title

LIST, COLUMN, AGENCY = "/zfxxgknb/", "政府信息公开年报", "某县教育局"
AT = f"{LIST}202401/t20240120_1.html"
# What stands in the article, and the files that belong to it.
FILES = {
    "data": ('<span class="file" data-url="/files/nb.pdf">附件：年报.pdf</span>', ["/files/nb.pdf"]),
    "function": (
        "<a href='#' onclick=\"down('8a7b')\">年报.doc</a>"
        "<script>function down(id){window.open('/file/down?fileId='+id);}</script>",
        ["/file/down?fileId=8a7b"],
    ),
    "download": ('<a href="/attach/download?id=77">2023年年报.pdf</a>', ["/attach/download?id=77"]),
    "named": ('<a href="/api/file/8a7bd0c1">某县教育局2023年年报.docx</a>', ["/api/file/8a7bd0c1"]),
    "viewer": ('<iframe src="/pdfjs/viewer.html?file=%2Fuploadfile%2Fnb.pdf"></iframe>', ["/uploadfile/nb.pdf"]),
    "preview": ('<iframe src="/plugins/preview.jsp?url=/upload/nb.pdf"></iframe>', ["/upload/nb.pdf"]),
    "frame": ('<iframe src="/upload/show?fid=99"></iframe>', ["/upload/show?fid=99"]),
    "page in a frame": ('<iframe src="/upload/frame/9.html" height="2000"></iframe>', ["/upload/frame/9.html"]),
    "no ending": (f'<p>附件：<a href="/group6/file/99">{title(AGENCY, 2023)}</a></p>', ["/group6/file/99"]),
    "no ending, no name": ('<p>附件：<a href="/group6/file/99">点击下载</a></p>', ["/group6/file/99"]),
    "picture": ('<img src="/u/show?picId=1">', ["/u/show?picId=1"]),
    "lazy": ('<img data-original="/u/1.png" src="/img/loading.gif">', ["/u/1.png"]),
    "background": ('<div style="background:url(/u/1.jpg)"></div>', ["/u/1.jpg"]),
    "backslash": ('<a href="\\files\\nb.pdf">附件</a>', ["/files/nb.pdf"]),
    "form": (
        '<form action="/down.jsp"><input type="hidden" name="id" value="9">'
        '<input type="submit" value="年报.pdf下载"></form>',
        ["/down.jsp?id=9"],
    ),
    "script": (
        "<script>var appLinkStr='./P1.xlsx|./P2.pdf';</script>",
        [f"{LIST}202401/P1.xlsx", f"{LIST}202401/P2.pdf"],
    ),
}  # fmt: skip
PAGE = f"<html><h1>{title(AGENCY, 2023)}</h1><p>{WORDS}</p></html>".encode()


def crawled(p: Simulated, home: Path, leads_to: str = AT) -> None:
    p.page(LIST, f'<ul><li><a href="{leads_to}">{title(AGENCY, 2023)}</a><span>2024-01-20</span></li></ul>')
    with serve(p.site) as running:
        start = [{"url": LIST, "column": COLUMN}]
        run = crawl(portal_file(home, running.base, "trs", start), home)
    assert set(run.documents()) == p.reports
    assert run.summary["outcome"] == "completed", (run.summary["problems"], run.summary["obstacles"])


@pytest.mark.parametrize("way", FILES)
def test_files_of_an_article_are_taken_whatever_leads_to_them(way: str, tmp_path: Path) -> None:
    p = Simulated("trs", [])
    inner, files = FILES[way]
    p.page(AT, f'<h1>{title(AGENCY, 2023)}</h1><div id="zoom"><p>见附件</p>{inner}</div>')
    p.report(AT)
    for file in files:
        p.file(file)
    crawled(p, tmp_path)


@pytest.mark.parametrize(
    ("body", "coding"),
    [(gzip.compress(gzip.compress(PAGE)), "gzip"), (brotli.compress(PAGE), "br"), (zlib.compress(PAGE), "gzip")],
)
def test_a_body_is_unpacked_whatever_its_header_says(body: bytes, coding: str, tmp_path: Path) -> None:
    p = Simulated("trs", [])
    p.pages[AT] = Answer(body, headers={"Content-Type": "text/html; charset=utf-8", "Content-Encoding": coding})
    p.report(AT)
    crawled(p, tmp_path)


@pytest.mark.parametrize(
    "jump",
    [
        '<html><head><meta http-equiv="refresh" content="0;url={}"></head></html>',
        '<script>window.location.href="{}"</script>',
    ],
)
def test_an_article_behind_a_jump_is_taken(jump: str, tmp_path: Path) -> None:
    p = Simulated("trs", [])
    p.pages[AT] = Answer(PAGE)
    p.report(AT)
    p.pages["/go/1.html"] = Answer(jump.format(AT).encode())
    crawled(p, tmp_path, "/go/1.html")
