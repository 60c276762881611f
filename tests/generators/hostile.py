# ruff: noqa: E501  (markup is kept whole)
"""Files made to harm whoever reads them, each with what must be said of it. Imports nothing of the project.

`quick()` are refused or read within a second each; `heavy()` take what a document may take before they are stopped.
"""

from __future__ import annotations

import base64
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from . import bundles

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006/relationships"


class Hostile(NamedTuple):
    """A file and what must be said of it: one of the outcomes, and a word that the first issue's message has."""

    name: str
    body: bytes
    outcomes: tuple[str, ...]
    says: str = ""


def _zip(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _relations(*rows: str) -> str:
    return f'<Relationships xmlns="{_P}">{"".join(rows)}</Relationships>'


def relation(number: int, kind: str, target: str, external: bool = False) -> str:
    """One relation of a package's part."""
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="rId{number}" Type="{_R}/{kind}" Target="{target}"{mode}/>'


def docx(body: str, relations: str = "", extra: dict[str, str | bytes] | None = None, dtd: str = "") -> bytes:
    """A Word document of this body."""
    return _zip({
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": _relations(relation(1, "officeDocument", "word/document.xml")),
        "word/document.xml": f'<?xml version="1.0"?>{dtd}<w:document xmlns:w="{W}" xmlns:r="{_R}" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": _relations(relations),
    } | (extra or {}))  # fmt: skip


def xlsx(
    rows: str,
    dtd: str = "",
    strings: str = "",
    sheets: int = 1,
    after: str = "",
    extra: dict[str, str | bytes] | None = None,
) -> bytes:
    """A workbook of one sheet of these rows, listed `sheets` times."""
    listed = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, sheets + 1))
    return _zip({
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": _relations(relation(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(relation(1, "worksheet", "worksheets/sheet1.xml")),
        "xl/sharedStrings.xml": strings or f'<sst xmlns="{_S}"/>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{dtd}<worksheet xmlns="{_S}"><sheetData>{rows}</sheetData>{after}</worksheet>',
    } | (extra or {}))  # fmt: skip


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def laughs(root: str) -> str:
    """The DTD of a billion laughs: entity `a` is 10^9 times three letters."""
    names = "jihgfedcba"
    lines = ['<!ENTITY j "lol">'] + [f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip(names, names[1:], strict=False)]
    return f"<!DOCTYPE {root} [{''.join(lines)}]>"


def pdf(objects: dict[int, bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF of these objects with a right cross-reference table."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, data in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    at = len(out)
    last = max(objects)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (last + 1)
    for number in range(1, last + 1):
        out += b"%010d 00000 %s \n" % (places.get(number, 0), b"n" if number in places else b"f")
    out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (last + 1, root, trailer, at)
    return bytes(out)


def stream(data: bytes, extra: bytes = b"", packed: bool = True) -> bytes:
    """A stream object."""
    body = zlib.compress(data) if packed else data
    return b"<< /Length %d %s %s >>\nstream\n%s\nendstream" % (
        len(body),
        b"/Filter /FlateDecode" if packed else b"",
        extra,
        body,
    )


def _page(box: bytes = b"[0 0 595 842]", contents: bytes = b"4 0 R", more: bytes = b"") -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents %s /Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >> %s >>"
        % (box, contents, more)
    )


_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_WORDS = b"BT /F1 12 Tf 72 700 Td (A page of words) Tj ET\n"


def one_page(
    content: bytes = _WORDS,
    box: bytes = b"[0 0 595 842]",
    x: bytes = b"null",
    root: bytes = b"",
    page: bytes = b"",
    kids: bytes = b"3 0 R",
    count: int = 1,
) -> bytes:
    """A PDF of one page; x: the object that the content may draw as /X."""
    return pdf({
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % root,
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        3: _page(box, more=page),
        4: stream(content),
        5: _FONT,
        6: x,
    })  # fmt: skip


def _overlapping(copies: int) -> bytes:
    """A zip whose directory names one packed megabyte many times."""
    whole = bundles.bomb(1 << 20)
    at = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    entry = whole[at:end]
    tail = struct.pack("<HHHHIIH", 0, 0, copies, copies, len(entry) * copies, at, 0)
    return whole[:at] + entry * copies + b"PK\x05\x06" + tail


def _links() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("年报.txt")
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def _nested(depth: int) -> bytes:
    body = b"inside"
    for level in range(depth):
        body = bundles.zip_bytes([(f"{level}.zip" if level else "年报.txt", body)])
    return body


def _png(width: int, height: int, rows: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj()
    packed = b"".join(packer.compress(bytes(width // 8 + 1)) for _ in range(rows)) + packer.flush()
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", packed)
        + chunk(b"IEND", b"")
    )


def _flat(body: str, dtd: str) -> bytes:
    return f'<?xml version="1.0"?>{dtd}<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>{body}</w:body></w:wordDocument>'.encode()


def _cells(count: int) -> str:
    return "".join(
        f'<row r="{n}"><c r="A{n}" t="str"><v>a</v></c><c r="IV{n}"><v>1</v></c></row>' for n in range(1, count + 1)
    )


def climbing(place: str) -> bytes:
    """A zip whose members' names lead to `place` (an absolute folder), upwards, and to a drive."""
    names = [
        f"{place}/absolute.txt",
        "../../../../../../tmp/climbed.txt",
        "C:\\Windows\\drive.txt",
        "\\\\server\\share\\unc.txt",
        "a/../../up.txt",
        "nul\x00l.txt",
    ]
    return bundles.zip_bytes([(name, b"words") for name in names], gbk=False)


def quick() -> Iterator[Hostile]:
    """Files that cost next to nothing to refuse."""
    refused, bad, none = ("over_limit",), ("damaged",), ("not_a_report",)
    yield Hostile("ratio.zip", bundles.bomb(40 << 20), refused, "times its size")
    yield Hostile("overlapping.zip", _overlapping(400), ("over_limit", "not_a_report"))
    yield Hostile("nested.zip", _nested(12), none, "a bundle of 1 files")
    yield Hostile("link.zip", _links(), none, "a bundle of 1 files")
    yield Hostile("shortened.zip", bundles.zip_bytes([("a.txt", b"words " * 900)])[:-40], bad, "cannot be opened")
    whole = docx(_paragraph("words") * 500)
    yield Hostile("shortened.docx", whole[: len(whole) // 2], bad)
    at = whole.index(b"PK\x01\x02") + 6  # the version of zip that is needed to unpack
    yield Hostile("of the future.docx", whole[:at] + b"\xcb" + whole[at + 1 :], bad, "version")
    yield Hostile("laughs.docx", docx(_paragraph("&a;"), dtd=laughs("w:document")), bad, "entit")
    yield Hostile(
        "outside.docx",
        docx(_paragraph("&x;"), dtd='<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        bad,
        "entit",
    )
    yield Hostile(
        "laughs.xlsx", xlsx('<row r="1"><c r="A1" t="str"><v>&a;</v></c></row>', laughs("worksheet")), bad, "entit"
    )
    yield Hostile(
        "laughs strings.xlsx",
        xlsx("", strings=f'<?xml version="1.0"?>{laughs("sst")}<sst xmlns="{_S}"><si><t>&a;</t></si></sst>'),
        bad,
        "entit",
    )
    yield Hostile("laughs flat.doc", _flat(_paragraph("&a;"), laughs("w")), bad, "entit")
    yield Hostile(
        "deep.docx",
        docx("<w:tbl><w:tr><w:tc>" * 2000 + _paragraph("x") + "</w:tc></w:tr></w:tbl>" * 2000),
        ("over_limit", "damaged"),
        "",
    )
    yield Hostile(
        "deep runs.docx", docx("<w:p>" + "<w:ins>" * 3000 + "</w:ins>" * 3000 + "</w:p>"), ("over_limit", "damaged"), ""
    )
    yield Hostile(
        "spans.docx",
        docx(
            '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>'
            + _paragraph("1")
            + "</w:tc><w:tc>"
            + _paragraph("2")
            + "</w:tc></w:tr></w:tbl>"
        ),
        none,
    )
    yield Hostile("wide.xlsx", xlsx(_cells(6000)), refused, "places")
    yield Hostile(
        "merged.xlsx", xlsx(_cells(3), after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), none
    )
    yield Hostile(
        "columns.xlsx", xlsx(_cells(3), after='<cols><col min="1" max="1000000000" hidden="1"/></cols>'), none
    )
    yield Hostile("sheets.xlsx", xlsx(_cells(3), sheets=20_000), none)
    yield Hostile("kids of its own.pdf", one_page(kids=b"2 0 R"), ("damaged", "not_a_report", "needs_ocr"))
    yield Hostile(
        "previous.pdf",
        pdf(
            {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] /Count 0 >>"}, trailer=b"/Prev 9"
        ).replace(b"/Prev 9", b"/Prev 9"),
        bad,
    )
    yield Hostile(
        "form in itself.pdf",
        one_page(
            _WORDS + b"/X Do",
            x=stream(
                b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
            ),
        ),
        none,
    )
    yield Hostile("pages.pdf", one_page(kids=b"3 0 R " * 50_000, count=50_000), refused, "50000 pages")
    yield Hostile("said pages.pdf", one_page(count=2_000_000_000), ("damaged", "over_limit", "not_a_report"))
    yield Hostile("box.pdf", one_page(box=b"[0 0 1000000000 1000000000]"), none)
    yield Hostile("box of nothing.pdf", one_page(box=b"[0 0 0 0]"), none)
    yield Hostile("paths.pdf", one_page(_WORDS + b"0 0 m 9 9 l S\n" * 100_000), refused, "objects")
    yield Hostile(
        "letters.pdf",
        one_page(b"BT /F1 1 Tf 1 TL 9 830 Td " + (b"(" + b"a" * 200 + b") Tj T*\n") * 350 + b"ET"),
        refused,
        "characters",
    )
    yield Hostile("deep.html", b"<html><body>" + b"<div>" * 100_000 + "政府信息公开".encode(), refused, "nested")
    yield Hostile("deep tables.html", b"<table><tr><td>" * 100_000 + b"1", refused, "nested")
    yield Hostile("deep hidden.html", b"<table><td>" + b'<b style="display:none">' * 100_000, refused, "nested")
    yield Hostile("deep cell.html", b"<table><tr><td>a<td>" + b"<span>" * 1500 + b"1" + b"<br>2</table>", none)
    yield Hostile("tables.html", b"<table><tr><td>a<td>1</table>" * 4000, none)
    yield Hostile(
        "spans.html",
        b'<table><tr><td colspan="1000000000" rowspan="1000000000">1<td rowspan=999999999>2</tr>'
        + b'<tr><td colspan="1000000000">3</tr>' * 300
        + b"</table>",
        none,
    )
    yield Hostile(
        "digits.html", b"<p>" + b"9" * 500_000 + b"<table><tr><td>" + b"1<br>" * 50_000 + b"<td>2</table>", none
    )
    yield Hostile("empty.html", b"", bad, "empty")
    yield Hostile("blank.pdf", b" \r\n" * 9, bad, "empty")
    yield Hostile("header.pdf", b"%PDF-1.7\n", bad)
    yield Hostile("header.docx", b"PK\x03\x04", bad)
    yield Hostile("header.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(30), ("unsupported_format", "damaged"))
    yield Hostile("header.rar", b"Rar!\x1a\x07\x01\x00", (*bad, *none))
    yield Hostile("header.7z", b"7z\xbc\xaf\x27\x1c", bad)
    yield Hostile("noise.bin", bytes(range(256)) * 40, ("unsupported_format",), "")
    yield Hostile(
        "embedded.docx",
        docx(
            _paragraph("words")
            + '<w:p><w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12" r:id="rId9"/></w:object></w:r></w:p><w:altChunk r:id="rId8"/>'
        ),
        none,
    )


def heavy() -> Iterator[Hostile]:
    """Files that a reader must be stopped at, or that take seconds to be refused."""
    yield Hostile("long.txt", "政府信息公开工作\n".encode() * (8 << 20), ("over_limit",), "MB")
    yield Hostile("long.html", b"<p>" + b"words <b>and</b> more " * (10 << 20), ("over_limit",), "MB")
    many = [(f"{n}.txt", b"words") for n in range(2_500)]
    yield Hostile("members.zip", bundles.zip_bytes(many), ("not_a_report",), "2000 files")
    yield Hostile("inflated.pdf", one_page(_WORDS + b"\n" * (200 << 20)), ("over_limit", "not_a_report", "damaged"))
    yield Hostile("a million paths.pdf", one_page(_WORDS + b"0 0 m 9 9 l S\n" * 1_000_000), ("over_limit",), "objects")
    image = stream(
        b"\0", b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    )
    yield Hostile(
        "huge image.pdf",
        one_page(b"q 595 0 0 842 0 0 cm /X Do Q", x=image),
        ("over_limit", "not_a_report", "needs_ocr", "damaged"),
    )
    # each level draws the next fifty times
    again = stream(
        b"/X Do " * 50, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
    )
    yield Hostile("form in itself fifty times.pdf", one_page(_WORDS + b"/X Do", x=again), ("over_limit",))
    yield Hostile("deep other.html", b"<x-a><x-b><x-c>" * 40_000, ("over_limit", "not_a_report"))
    picture = base64.b64encode(_png(60_000, 60_000, 200))
    yield Hostile(
        "picture.html",
        b'<img src="data:image/png;base64,' + picture + b'">',
        ("over_limit", "needs_ocr", "not_a_report"),
    )
    yield Hostile("header.png", b"\x89PNG\r\n\x1a\n", ("damaged", "needs_ocr"))
    yield Hostile("bomb.png", _png(60_000, 60_000, 200), ("over_limit", "needs_ocr"))


# --- files that ask for something outside themselves ---


def reaching(address: str) -> Iterator[Hostile]:
    """Files of every format that name `address` wherever a program might fetch it."""
    a = address
    none = ("not_a_report", "no_tables", "needs_ocr", "damaged")
    yield Hostile(
        "links.html",
        f'''<!DOCTYPE html SYSTEM "{a}/dtd"><html><head><base href="{a}"><link rel=stylesheet href="{a}/css"><script src="{a}/js"></script>
        <meta http-equiv=refresh content="0;url={a}/refresh"></head><body background="{a}/b"><img src="{a}/img.png"><iframe src="{a}/frame"></iframe><object data="{a}/o"></object>
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image href="{a}/s" xlink:href="{a}/s2"/><use href="{a}/u"/></svg>
        <a href="{a}/report.pdf">words</a><embed src="{a}/e"><video src="{a}/v"></video></body></html>'''.encode(),
        none,
    )
    yield Hostile(
        "xml.html",
        f'<?xml version="1.0"?><?xml-stylesheet href="{a}/xsl" type="text/xsl"?><!DOCTYPE html [<!ENTITY x SYSTEM "{a}/x">]><html><body>&x; words</body></html>'.encode(),
        none,
    )
    yield Hostile(
        "picture.svg",
        f'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="{a}/i"/></svg>'.encode(),
        none,
    )
    yield Hostile(
        "archive.mht",
        f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: message/external-body; access-type=URL; URL="{a}/p"\r\n\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<img src="{a}/m">words\r\n--b--\r\n'.encode(),
        none,
    )
    settings = f'<w:settings xmlns:w="{W}" xmlns:r="{_R}"><w:attachedTemplate r:id="rId1"/></w:settings>'
    related = (
        relation(1, "settings", "settings.xml")
        + relation(2, "image", f"{a}/image.png", True)
        + relation(3, "aFChunk", f"{a}/chunk.html", True)
        + relation(4, "hyperlink", f"{a}/h", True)
    )
    body = (
        _paragraph("words")
        + '<w:p><w:r><w:drawing><a:blip r:link="rId2" r:embed="rId2"/></w:drawing></w:r></w:p><w:altChunk r:id="rId3"/>'
        + f'<w:p><w:fldSimple w:instr="INCLUDETEXT {a}/t"><w:r><w:t>field</w:t></w:r></w:fldSimple></w:p>'
    )
    extra: dict[str, str | bytes] = {
        "word/settings.xml": settings,
        "word/_rels/settings.xml.rels": _relations(relation(1, "attachedTemplate", f"{a}/t.dotm", True)),
    }
    yield Hostile("template.docx", docx(body, related, extra), none)
    yield Hostile(
        "outside.docx",
        docx(
            _paragraph("&x;words"),
            dtd=f'<!DOCTYPE w SYSTEM "{a}/dtd" [<!ENTITY x SYSTEM "{a}/x"><!ENTITY % p SYSTEM "{a}/p">%p;]>',
        ),
        none,
    )
    yield Hostile(
        "flat.doc", _flat(_paragraph("&x;words"), f'<!DOCTYPE w SYSTEM "{a}/dtd" [<!ENTITY x SYSTEM "{a}/x">]>'), none
    )
    row = f'<row r="1"><c r="A1"><f>WEBSERVICE("{a}/w")</f><v>1</v></c><c r="B1"><f>[1]Sheet1!A1</f><v>2</v></c></row>'
    outside: dict[str, str | bytes] = {
        "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{_S}" xmlns:r="{_R}"><externalBook r:id="rId1"/></externalLink>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": _relations(
            relation(1, "externalLinkPath", f"{a}/book.xlsx", True)
        ),
    }
    yield Hostile("outside.xlsx", xlsx(row, f'<!DOCTYPE w SYSTEM "{a}/dtd">', extra=outside), none)
    yield Hostile("linked.xlsx", xlsx(row, extra=outside), none)
    uri = a.encode()
    actions = {
        "uri": b"<< /S /URI /URI (%s/uri) >>" % uri,
        "launch": b"<< /S /Launch /F << /FS /URL /F (%s/launch) >> >>" % uri,
        "gotor": b"<< /S /GoToR /F << /FS /URL /F (%s/gotor) >> /D [0 /Fit] >>" % uri,
        "submit": b"<< /S /SubmitForm /F << /FS /URL /F (%s/submit) >> >>" % uri,
        "import": b"<< /S /ImportData /F << /FS /URL /F (%s/import) >> >>" % uri,
        "script": b"<< /S /JavaScript /JS (app.launchURL('%s/js'); this.submitForm('%s/form');) >>" % (uri, uri),
    }
    for name, action in actions.items():
        link = b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A %s >>] /AA << /O %s >>" % (
            action,
            action,
        )
        yield Hostile(f"{name}.pdf", one_page(root=b"/OpenAction %s" % action, page=link), none)
    image = (
        b"<< /Type /XObject /Subtype /Image /Width 9 /Height 9 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length 0 /F << /FS /URL /F (%s/image) >> >>\nstream\n\nendstream"
        % uri
    )
    yield Hostile("stream elsewhere.pdf", one_page(_WORDS + b"q 99 0 0 99 0 0 cm /X Do Q", x=image), none)
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Ref << /F << /FS /URL /F (%s/ref.pdf) >> /Page 0 >> /Length 0 >>\nstream\n\nendstream"
        % uri
    )
    yield Hostile("page elsewhere.pdf", one_page(_WORDS + b"/X Do", x=form), none)


_TITLE = "hostile words"


def _odt(content: str, extra: dict[str, str | bytes] | None = None, kind: str = "text") -> bytes:
    spaces = (
        "".join(
            f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
            for name, full in (
                ("office", "office"),
                ("text", "text"),
                ("draw", "drawing"),
                ("table", "table"),
                ("script", "script"),
            )
        )
        + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dom="http://www.w3.org/2001/xml-events" xmlns:ooo="http://openoffice.org/2004/office"'
    )
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", *(extra or {}))
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces} office:version="1.3">{content}</office:document-content>',
        )
        archive.writestr(
            "META-INF/manifest.xml",
            f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.{kind}"/>{listed}</manifest:manifest>',
        )
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def reaching_office(address: str) -> Iterator[Hostile]:
    """Files that only an office program opens, which name `address` wherever it might fetch it."""
    a, none = address, ("not_a_report",)
    yield Hostile(
        "linked.odt",
        _odt(
            f'<office:body><office:text><text:p>{_TITLE}</text:p><text:p><draw:frame><draw:image xlink:href="{a}/i.png" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p><text:section text:name="s"><text:section-source xlink:href="{a}/s.odt" xlink:type="simple"/><text:p>x</text:p></text:section></office:text></office:body>'
        ),
        none,
    )
    yield Hostile(
        "linked.ods",
        _odt(
            f'<office:body><office:spreadsheet><table:table table:name="t"><table:table-source xlink:type="simple" xlink:href="{a}/t.ods" table:table-name="t"/><table:table-row><table:table-cell><text:p>{_TITLE}</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell table:formula="of:=WEBSERVICE(&quot;{a}/w&quot;)"><text:p>0</text:p></table:table-cell><table:table-cell table:formula="of:=[\'{a}/b.ods\'#$t.A1]"><text:p>0</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>',
            kind="spreadsheet",
        ),
        none,
    )
    fields = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{a}/p.png" \\\\d}}{{\\fldrslt x}}}}{{\\field{{\\*\\fldinst INCLUDETEXT "{a}/t.rtf"}}{{\\fldrslt y}}}}'
    yield Hostile(
        "linked.rtf",
        f"{{\\rtf1\\ansi{{\\*\\template {a}/t.dot}}\\pard {_TITLE}\\par {fields}\\par{{\\object\\objlink\\objautlink\\objupdate{{\\*\\objclass Word.Document.8}}{{\\*\\objdata 00}}}}\\par}}".encode(),
        none,
    )


def macro_odt(mark: object) -> Hostile:
    """A text whose macro, bound to its being opened, writes the file `mark`."""
    code = (
        f'Sub Main\nDim n As Integer\nn = FreeFile\nOpen "{mark}" For Output As #n\nPrint #n, "ran"\nClose #n\nEnd Sub'
    )
    listener = (
        "<office:scripts><office:event-listeners>"
        + "".join(
            f'<script:event-listener script:language="ooo:script" script:event-name="{event}" xlink:href="vnd.sun.star.script:Standard.M.Main?language=Basic&amp;location=document" xlink:type="simple"/>'
            for event in ("dom:load", "office:load-finished", "office:view-created", "office:unload")
        )
        + "</office:event-listeners></office:scripts>"
    )
    space = 'xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink"'
    extra: dict[str, str | bytes] = {
        "Basic/script-lc.xml": f'<?xml version="1.0"?><library:libraries {space}><library:library library:name="Standard" library:link="false"/></library:libraries>',
        "Basic/Standard/script-lb.xml": f'<?xml version="1.0"?><library:library {space} library:name="Standard" library:readonly="false" library:passwordprotected="false"><library:element library:name="M"/></library:library>',
        "Basic/Standard/M.xml": f'<?xml version="1.0"?><script:module xmlns:script="http://openoffice.org/2000/script" script:name="M" script:language="StarBasic">{code}</script:module>',
    }
    return Hostile(
        "macro.odt",
        _odt(f"{listener}<office:body><office:text><text:p>{_TITLE}</text:p></office:text></office:body>", extra),
        ("not_a_report",),
    )
