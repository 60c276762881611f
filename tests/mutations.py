"""Ways in which a document is damaged, blindly in its bytes or knowingly inside its structure.

Bytes flipped in a zip or a deflated stream end at a checksum, and the reader behind it is never tried: so packages are
unpacked, damaged inside and packed anew, and PDF streams likewise.
"""

import base64
import copy
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from random import Random

from lxml import etree

# nothing put in is a figure by itself: a blank form in which damage writes a figure is no blank form any more
Mutation = Callable[[Random, bytearray], None]

NUMBERS = (b"0", b"-1", b"1", b"255", b"65536", b"2147483648", b"4294967295", b"99999999999999999999", b"1e308", b"NaN")
PIECES = (
    b"<table>" * 200, b"</td></tr></table>", b'<td colspan="99999" rowspan="99999">', b"<tr>" * 500, b"\0" * 64,
    b"%PDF-1.7\n", b"PK\x03\x04", b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]>&a;", b"endobj\nendstream\n", b"<<" * 100,
    "年度报告".encode("gbk"), b"\xff\xfe", b"<div>" * 3000, b"9x" * 2500, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{" * 500, b"\\trowd\\cellx-99999999", b"\t" * 300, b"|" * 300, b"<w:tbl><w:tr><w:tc>" * 100,
    b"&#1114112;&#xD800;&#0;", b"\xed\xa0\x80\xf4\x90\x80\x80", b"=\r\n", b"1 0 R " * 50, b"0 0 m 9 9 l S\n" * 2000,
)  # fmt: skip
_TAG = re.compile(rb"<[^<>]{1,300}>")
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_STREAM = re.compile(rb"/Length (\d+)[^>]*>>\s*stream\r?\n", re.S)


def _cut(rng: Random, body: bytearray) -> None:
    del body[rng.randrange(len(body) + 1) :]


def _flip(rng: Random, body: bytearray) -> None:
    for _ in range(rng.choice((1, 8, 64, 512))):
        if body:
            body[rng.randrange(len(body))] = rng.randrange(256)


def _repeat(rng: Random, body: bytearray) -> None:
    start = rng.randrange(len(body) + 1)
    piece = body[start : start + rng.choice((10, 200, 5000))]
    body[start:start] = piece * rng.choice((2, 2, 2, 20, 20, 300))


def _drop(rng: Random, body: bytearray) -> None:
    start = rng.randrange(len(body) + 1)
    del body[start : start + rng.choice((1, 50, 2000))]


def _swap(rng: Random, body: bytearray) -> None:
    a, b = sorted(rng.randrange(len(body) + 1) for _ in range(2))
    body[:] = body[b:] + body[a:b] + body[:a]


def _insert(rng: Random, body: bytearray) -> None:
    """Structure that belongs elsewhere: tags, PDF objects, archive headers, entities, huge spans."""
    for _ in range(rng.choice((1, 3, 10))):
        at = rng.randrange(len(body) + 1)
        body[at:at] = rng.choice(PIECES)


def _renumber(rng: Random, body: bytearray) -> None:
    """Numbers at the edge of what a machine counts: spans, lengths, references, offsets, cell widths."""
    at = rng.randrange(len(body) + 1)
    found = list(_NUMBER.finditer(body, at, at + 20_000))
    for match in reversed(rng.sample(found, min(len(found), rng.choice((1, 5, 40))))):
        body[match.start() : match.end()] = rng.choice(NUMBERS)


def _retag(rng: Random, body: bytearray) -> None:
    """A tag dropped, doubled, moved, or nested in itself a thousand times."""
    for _ in range(rng.choice((1, 4, 20))):
        at = rng.randrange(len(body) + 1)
        found = _TAG.search(body, at, at + 5000)
        if found is None:
            return
        tag, start, end = found[0], found.start(), found.end()
        other = rng.randrange(len(body) + 1)
        body[start:end] = rng.choice(
            (b"", tag * 2, tag * rng.choice((2, 40, 40, 1000)), b"<" + tag[1:].swapcase(), b"")
        )
        if rng.random() < 0.3:
            body[other:other] = tag


BLIND: tuple[Mutation, ...] = (_cut, _flip, _repeat, _drop, _swap, _insert, _renumber, _retag)


def blindly(rng: Random, body: bytearray) -> None:
    """One damage, wherever it falls."""
    if body:
        rng.choice(BLIND)(rng, body)


def _odd_xml(rng: Random, body: bytearray) -> None:
    """XML that stays well-formed and says odd things: elements dropped, doubled, moved, nested, renumbered, retold."""
    try:
        root = etree.fromstring(bytes(body), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except (etree.XMLSyntaxError, ValueError):
        return blindly(rng, body)
    nodes = [node for node in root.iter() if isinstance(node.tag, str) and node is not root]
    for _ in range(rng.choice((1, 3, 10, 30))):
        if not nodes:
            break
        node, other = rng.choice(nodes), rng.choice(nodes)
        parent = node.getparent()
        what = rng.randrange(6)
        if what == 0 and parent is not None:
            parent.remove(node)
        elif what == 1 and len(list(node.iter())) < 300:
            for _ in range(rng.choice((1, 5, 100))):
                node.addnext(copy.deepcopy(node))
        elif (
            what == 2 and node is not other and other not in node.iterancestors() and node not in other.iterancestors()
        ):
            other.append(node)
        elif what == 3:
            for name in node.attrib:
                node.set(name, rng.choice(NUMBERS).decode())
        elif what == 4:
            node.text = rng.choice(("", "9" * 400, "１x", "\u202e1e", "年度报告", "约"))
        elif parent is not None and node is not other:
            for _ in range(rng.choice((3, 70, 400))):
                around = etree.SubElement(parent, node.tag)
                around.append(node)
                node = around
    body[:] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _inside_zip(rng: Random, body: bytearray) -> None:
    """Some members damaged, dropped, doubled or renamed, and packed anew with checksums that hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(bytes(body))) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error):
        return blindly(rng, body)
    out = io.BytesIO()
    hit = set(rng.sample(range(len(members)), min(len(members), rng.choice((1, 1, 2, 9)))))
    # what a document says stands in its largest part
    if members and rng.random() < 0.7:
        hit = {max(range(len(members)), key=lambda i: len(members[i][1]))}
    with zipfile.ZipFile(out, "w", rng.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive:
        for number, (name, data) in enumerate(members):
            if number in hit:
                inner = bytearray(data)
                what = rng.random()
                if what < 0.08:
                    continue
                if what < 0.12:
                    name = rng.choice(("../" + name, "/" + name, name.upper(), name + "/", "word/document.xml"))
                for _ in range(rng.randint(1, 3)):
                    (_odd_xml if rng.random() < 0.8 else blindly)(rng, inner)
                data = bytes(inner)
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 15, 9, 0, 0)), data, archive.compression)
    body[:] = out.getvalue()


def _inside_pdf(rng: Random, body: bytearray) -> None:
    """One deflated stream damaged inside and deflated anew, its length set right."""
    streams = list(_STREAM.finditer(body))
    rng.shuffle(streams)
    for found in streams:
        start, length = found.end(), int(found[1])
        raw = bytes(body[start : start + length])
        coded = b"/ASCII85Decode" in body[max(0, found.start() - 100) : start]
        try:
            inner = bytearray(zlib.decompress(base64.a85decode(raw.strip().removesuffix(b"~>")) if coded else raw))
        except (zlib.error, ValueError):
            continue
        for _ in range(rng.randint(1, 3)):
            blindly(rng, inner)
        packed = zlib.compress(bytes(inner))
        packed = base64.a85encode(packed) + b"~>" if coded else packed
        head = bytes(found[0]).replace(b"/Length " + found[1], b"/Length %d" % len(packed))
        body[found.start() : start + length] = head + packed
        return
    blindly(rng, body)


INSIDE: dict[bytes, Mutation] = {b"PK\x03\x04": _inside_zip, b"%PDF-": _inside_pdf, b"<?xml": _odd_xml}


def damage(rng: Random, body: bytearray) -> None:
    """One to four damages; in a package or a PDF most of them inside."""
    inside = next((mutation for mark, mutation in INSIDE.items() if body.startswith(mark)), None)
    if inside is None or rng.random() < 0.2:
        inside = blindly
    for _ in range(rng.randint(1, 4)):
        if body:
            inside(rng, body)
