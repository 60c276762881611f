"""One document of every format of data/formats.csv is collected from a list, read and published."""

from __future__ import annotations

import csv
import gzip
import io
import json
import struct
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from data.formats import endings, formats, media_type, names_document
from extractors import office
from extractors.readers.ocr import is_installed
from extractors.sniff import sniff
from flows import steps
from tests.generators import bundles
from tests.generators.documents import make
from tests.generators.sheet import xml_2003
from tests.portals.crawling import crawl, portal_file
from tests.portals.server import Answer, Asked, serve
from warehouse.places import published_file
from warehouse.query import run

_AGENCY = "某区财政局"
# what is a further sample of a format, and by what its files are called
_ALSO = {"csv": "text", "webp": "image"}
# a page that comes as JSON is told by its reader, and stands where a page does: no address is followed for it
_TOLD_AS = {"json": "html"} | _ALSO
pytestmark = pytest.mark.timeout(300)  # LibreOffice and the recogniser are started for the samples


def _ole(stream: str) -> bytes:
    """An OLE file whose root holds one stream of a name and nothing in it."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIIII", head, 40, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    struct.pack_into("<109I", head, 76, *([0xFFFFFFFF] * 108), 0xFFFFFFFF)
    struct.pack_into("<I", head, 76, 0)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *([0xFFFFFFFF] * 126))

    def entry(name: str, kind: int, child: int) -> bytes:
        raw = name.encode("utf-16-le")
        made = bytearray(128)
        made[: len(raw)] = raw
        struct.pack_into("<HBBIII", made, 64, len(raw) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return bytes(made)

    entries = entry("Root Entry", 5, 1) + (entry(stream, 2, 0xFFFFFFFF) if stream else bytes(128)) + bytes(256)
    return bytes(head) + table + entries


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


def _converted(folder: Path, body: bytes, source: str, *targets: str) -> dict[str, bytes]:
    """A document as LibreOffice writes it in other formats."""
    found = {}
    (folder / f"a.{source}").write_bytes(body)
    for target in targets:
        subprocess.run(
            [office.program() or "", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
             "--convert-to", target, "--outdir", str(folder / "out"), str(folder / f"a.{source}")],
            check=True, capture_output=True, timeout=90,
        )  # fmt: skip
        found[target] = (folder / "out" / f"a.{target}").read_bytes()
    return found


def _comma_separated(workbook: bytes) -> bytes:
    out = io.StringIO()
    for sheet in openpyxl.load_workbook(io.BytesIO(workbook)).worksheets:
        csv.writer(out).writerows([[("" if cell is None else cell) for cell in row] for row in sheet.values])
    return out.getvalue().encode("gb18030")


def _webp(picture: bytes) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).save(out, "WEBP", lossless=True)
    return out.getvalue()


def _samples(folder: Path) -> dict[str, bytes]:
    """One document of each kind: a report of a form where the format can be written here."""
    word, sheet = make(81, "2021", "docx", []).body, make(82, "2021", "xlsx", []).body
    found = {"docx": word, "xlsx": sheet, "word_xml": make(83, "2021", "word_2003", []).body}
    found |= {
        kind: make(84 + n, "2021", kind, []).body for n, kind in enumerate(("pdf", "xls", "rtf", "mhtml", "html"))
    }
    found["sheet_xml"] = xml_2003(make(92, "2014", "xlsx", ["text_numbers"]).body)
    found["text"] = make(90, "2021", "text", []).body
    found["json"] = json.dumps({"data": {"content": make(93, "2021", "html", []).body.decode("utf-8")}}).encode()
    found["csv"] = _comma_separated(sheet)
    found["image"] = make(91, "2021", "scan", ["as_png"]).body
    found["webp"] = _webp(found["image"])
    if office.program():
        by_word = _converted(folder, word, "docx", "doc", "odt")
        by_sheet = _converted(folder, sheet, "xlsx", "ods")
        found |= {"doc": by_word["doc"], "odt": by_word["odt"], "ods": by_sheet["ods"]}
    member = [("年报.docx", word)]
    found |= {"zip": bundles.zip_bytes(member), "rar": bundles.rar_bytes(member), "7z": bundles.seven_bytes(member)}
    found |= {"ofd": _zip("OFD.xml"), "pptx": _zip("[Content_Types].xml", "ppt/presentation.xml")}
    found["xlsb"] = _zip("[Content_Types].xml", "xl/workbook.bin")
    for kind in ("encrypted", "works", "ppt", "msg"):
        found[kind] = _ole(next(mark for container, mark in formats()[kind].inside if container == "ole"))
    return found | {"ole": _ole(""), "gzip": gzip.compress(word), "binary": bytes(range(1, 256)) + bytes(64)}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A home into which a list of one document a format was crawled, read, loaded and published."""
    home = tmp_path_factory.mktemp("formats")
    samples = _samples(tmp_path_factory.mktemp("made"))
    pages, rows = {}, []
    for number, (kind, body) in enumerate(samples.items()):
        called = formats()[kind].endings if kind in formats() else (kind,)
        ending = next(iter(called), {"encrypted": "docx", "ole": "doc"}.get(kind, "pdf"))
        path = f"/nb/{kind}/t20220124_{number}.{'html' if kind == 'json' else ending}"
        pages[path] = Answer(body, headers={"Content-Type": media_type(ending) or "application/octet-stream"})
        rows.append(f'<li><a href="{path}">{_AGENCY}{1990 + number}年政府信息公开工作年度报告</a></li>')
    pages["/nb/"] = Answer(f"<html><body><ul>{''.join(rows)}</ul></body></html>".encode())
    with serve(lambda asked: pages.get(asked.path)) as running:
        portal = portal_file(home, running.base, "static", [{"url": "/nb/", "column": "政府信息公开年报"}])
        done = crawl(portal, home)
    assert done.summary["outcome"] == "completed" and done.summary["failed"] == 0
    for batch in steps.batches(steps.pending_captures(home), home):
        steps.read(batch, home, 2)
    steps.load_parts(home)
    steps.publish_warehouse(home)
    return published_file(home), samples


@pytest.mark.slow
def test_the_samples_bounded_are_of_their_formats(published: tuple[Path, dict[str, bytes]]) -> None:
    _, samples = published
    assert {kind: sniff(body) for kind, body in samples.items()} == {k: _TOLD_AS.get(k, k) for k in samples}
    assert set(formats()) - set(samples) <= (set() if office.program() else {"doc", "odt", "ods"})


@pytest.mark.slow
def test_every_format_bounded_is_collected_read_and_published(published: tuple[Path, dict[str, bytes]]) -> None:
    file, samples = published
    asked = "SELECT c.url, r.outcome, r.cell_count FROM capture AS c LEFT JOIN reading AS r USING (capture_id)"
    found = {url: (outcome, cells) for url, outcome, cells in run(file, asked).astype(object).itertuples(index=False)}
    read = {kind: found[next(url for url in found if f"/nb/{kind}/" in url)] for kind in samples}
    for kind, (outcome, cells) in read.items():
        row = formats()[_ALSO.get(kind, kind)]
        if row.reader == "bundle":
            assert any(f"/nb/{kind}/" in url and "年报.docx" in url and found[url][0] == "report" for url in found), (
                kind
            )
        elif kind == "works":
            assert outcome in ("damaged", "needs_program")  # a stream of its name and nothing in it
        elif not row.is_read:
            assert outcome == row.reader, kind
        elif (row.reader != "ocr" or is_installed()) and (row.reader != "office" or office.program()):
            assert outcome == "report" and cells > 50, (kind, outcome, cells)


def test_files_of_every_ending_are_taken_from_an_article(tmp_path: Path) -> None:
    names = [f"/fj/w{n}.{ending}" for n, ending in enumerate(endings("file", "linked"))]
    links = "".join(f'<p><a href="{name}">附件{n}</a></p>' for n, name in enumerate(names))
    beside = '<a href="/sitemap.xml">网站地图</a><a href="/robots.txt">x</a><a href="/qr.png"><img src="/qr.png"></a>'
    title = f"{_AGENCY}2021年政府信息公开工作年度报告"
    text = f"<p>{'按照条例做好公开。' * 90}</p>{links}{beside}"
    article = f"<html><body><h1>{title}</h1><div id=zoom>{text}</div></body></html>"

    def site(asked: Asked) -> Answer | None:
        if asked.path == "/nb/":
            return Answer(f'<html><body><a href="/nb/t20220124_1.html">{title}</a></body></html>'.encode())
        if asked.path == "/nb/t20220124_1.html":
            return Answer(article.encode())
        body = b"\xd0\xcf\x11\xe0\0\0" + asked.path.encode()
        return Answer(body, headers={"Content-Type": "application/octet-stream"})

    with serve(site) as running:
        done = crawl(portal_file(tmp_path, running.base, "static", ["/nb/"]), tmp_path)
    taken = {"/" + path for path, capture in done.documents().items() if capture["kind"] == "file"}
    assert taken == set(names)


def test_what_sites_keep_beside_their_documents_is_none() -> None:
    assert names_document("/nb/2021.XML") and names_document("年报.odt")
    assert not names_document("/sitemap_1.xml") and not names_document("/robots.txt") and not names_document("/a.html")
