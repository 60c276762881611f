# ruff: noqa: E501  (markup is kept whole)
"""One number as each format can show, half show or hide it: its markup in a rendered document is replaced."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.generators import pdf
from tests.generators.docx import packed
from tests.placements_grid import NUMBER

# what a person sees: a figure as it stands, nothing, or something that may be no figure
SEEN, GONE, DOUBT = "seen", "gone", "doubt"


@dataclass(frozen=True)
class Mark:
    """One decoration and how each format writes it ("" where it cannot).

    html: markup with {n}; word: a run's properties; sheet: a rich text's properties; pdf: drawing operators before the
    text, or a name of DRAWN.
    """

    name: str
    sees: str
    html: str = ""
    word: str = ""
    sheet: str = ""
    pdf: str = ""


MARKS = [
    Mark("plain", SEEN, "{n}", " ", "<b val='0'/>", "plain"),
    Mark("bold", SEEN, "<b>{n}</b>", "<w:b/>", "<b/>", ""),
    Mark("italic", SEEN, "<i>{n}</i>", "<w:i/>", "<i/>", ""),
    Mark("underlined", SEEN, "<u>{n}</u>", '<w:u w:val="single"/>', "<u/>", "underlined"),
    Mark("red", SEEN, '<font color="#c00000">{n}</font>', '<w:color w:val="C00000"/>', '<color rgb="FFC00000"/>', "red"),
    Mark("grey", SEEN, '<span style="color:#666">{n}</span>', '<w:color w:val="666666"/>', '<color rgb="FF666666"/>', "grey"),
    Mark("other face", SEEN, '<span style="font-family:SimHei">{n}</span>', '<w:rFonts w:ascii="SimHei"/>', '<rFont val="SimHei"/>', ""),
    Mark("struck", DOUBT, "<s>{n}</s>", "<w:strike/>", "<strike/>", "struck"),
    Mark("struck by style", DOUBT, '<span style="text-decoration:line-through">{n}</span>', "", "", ""),
    Mark("struck twice", DOUBT, '<span style="text-decoration:line-through double">{n}</span>', "<w:dstrike/>", "", "struck twice"),
    Mark("raised", DOUBT, "<sup>{n}</sup>", '<w:vertAlign w:val="superscript"/>', '<vertAlign val="superscript"/>', "raised"),
    Mark("lowered", DOUBT, "<sub>{n}</sub>", '<w:vertAlign w:val="subscript"/>', '<vertAlign val="subscript"/>', "lowered"),
    Mark("white", DOUBT, '<span style="color:#fff">{n}</span>', '<w:color w:val="FFFFFF"/>', '<color rgb="FFFFFFFF"/>', "white"),
    Mark("nearly white", DOUBT, '<span style="color:#fdfdfd">{n}</span>', '<w:color w:val="FDFDFD"/>', '<color rgb="FFFDFDFD"/>', "nearly white"),
    Mark("tiny", DOUBT, '<span style="font-size:1px">{n}</span>', '<w:sz w:val="2"/>', '<sz val="1"/>', "tiny"),
    Mark("transparent", DOUBT, '<span style="opacity:0">{n}</span>', "", "", "unpainted"),
    Mark("clipped", DOUBT, '<span style="display:inline-block;width:0;overflow:hidden">{n}</span>', "", "", "clipped"),
    Mark("covered", DOUBT, "", "", "", "covered"),
    Mark("black on black", DOUBT, '<span style="background:#000;color:#000">{n}</span>', '<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>', "", "black on black"),
    Mark("blue", SEEN, '<span style="color:#00c">{n}</span>', '<w:color w:val="0000CC"/>', '<color rgb="FF0000CC"/>', "blue"),
    Mark("large", SEEN, '<span style="font-size:20px">{n}</span>', '<w:sz w:val="32"/>', '<sz val="16"/>', "large"),
    Mark("outlined", SEEN, '<span style="text-shadow:1px 1px #999">{n}</span>', "<w:outline/>", "<outline/>", ""),
    Mark("underlined twice", SEEN, '<span style="border-bottom:3px double #000">{n}</span>', '<w:u w:val="double"/>', '<u val="double"/>', "underlined twice"),
    Mark("highlighted", SEEN, '<span style="background:#ff0">{n}</span>', '<w:highlight w:val="yellow"/>', "", "highlighted"),
    Mark("white on black", SEEN, '<span style="background:#000;color:#fff">{n}</span>', '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000000"/>', "", "white on black"),
    Mark("framed", SEEN, '<span style="border:1px solid #000">{n}</span>', '<w:bdr w:val="single" w:sz="4" w:space="0" w:color="000000"/>', "", ""),
    Mark("struck in red", DOUBT, '<s style="color:#c00">{n}</s>', '<w:strike/><w:color w:val="C00000"/>', '<strike/><color rgb="FFC00000"/>', "struck in red"),
    Mark("raised by its place", DOUBT, '<span style="vertical-align:6px;font-size:9px">{n}</span>', '<w:position w:val="12"/><w:sz w:val="12"/>', "", ""),
    Mark("made invisible", GONE, '<span style="visibility:hidden">{n}</span>', "", "", ""),
    Mark("hidden", GONE, '<span style="display:none">{n}</span>', "<w:vanish/>", "", ""),
]  # fmt: skip


def _html(body: bytes, mark: Mark) -> bytes:
    return body.replace(NUMBER.encode(), mark.html.replace("{n}", NUMBER).encode())


_RUN = re.compile(
    rf"(<w:r>)((?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?)((?:(?!</w:r>).)*?)<w:t([^>]*)>([^<]*?){NUMBER}([^<]*)</w:t>",
    re.S,
)


def _word(body: bytes, mark: Mark) -> bytes:
    def written(text: str) -> str:
        return _RUN.sub(run, text)

    def run(found: re.Match[str]) -> str:
        begin, properties, before, preserve, left, right = found.groups()
        own = properties[len("<w:rPr>") : -len("</w:rPr>")]
        own = re.sub(r"<w:(sz|rFonts)\b[^>]*/>", lambda one: "" if one[0].split()[0] in mark.word else one[0], own)
        made = f"{begin}{properties}{before}<w:t{preserve}>{left}</w:t></w:r>" if left or before else ""
        made += f"<w:r><w:rPr>{own}{mark.word.strip()}</w:rPr><w:t>{NUMBER}</w:t></w:r>"
        return made + f"{begin}{properties}<w:t{preserve}>{right}</w:t>"

    if not body.startswith(b"PK"):  # Word's flat XML, and that of 2003
        return written(body.decode()).encode()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in [n for n in parts if n.endswith("document.xml") or n == "word/document2.xml"]:
        parts[name] = written(parts[name].decode()).encode()
    return packed(parts)


_RTF = {"plain": "{n}", "bold": r"{\b {n}}", "struck": r"{\strike {n}}", "raised": r"{\super {n}}", "hidden": r"{\v {n}}",
        "lowered": r"{\sub {n}}", "red": "{n}"}  # fmt: skip


def _rtf(body: bytes, mark: Mark) -> bytes:
    return body.replace(NUMBER.encode(), _RTF[mark.name].replace("{n}", NUMBER).encode())


_TEXT = re.compile(rf"<(si|is)><t([^>]*)>([^<]*?){NUMBER}([^<]*)</t></\1>")
_VALUE = re.compile(rf'<c r="([A-Z]+\d+)"[^>]*>(?:<f>[^<]*</f>)?<v>{NUMBER}(?:\.0)?</v></c>')


def _sheet(body: bytes, mark: Mark) -> bytes:
    def rich(kind: str, left: str, right: str) -> str:
        runs = "".join(f'<r><t xml:space="preserve">{t}</t></r>' if t else "" for t in (left,))
        runs += f"<r><rPr>{mark.sheet}</rPr><t>{NUMBER}</t></r>"
        runs += f'<r><t xml:space="preserve">{right}</t></r>' if right else ""
        return f"<{kind}>{runs}</{kind}>"

    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for name in [n for n in parts if "sheet" in n or "haredStrings" in n]:
        made = _TEXT.sub(lambda found: rich(found[1], found[3], found[4]), parts[name])
        if mark.name != "plain":
            made = _VALUE.sub(lambda found: f'<c r="{found[1]}" t="inlineStr">{rich("is", "", "")}</c>', made)
        parts[name] = made
    return packed(parts)


def _in_pdf(canvas: pdf.Canvas, way: str, x: float, y: float, size: float, wide: float) -> None:
    """Draw the number as a way asks for; the canvas's state is restored by the caller."""
    if way == "red":
        canvas.setFillColorRGB(0.75, 0, 0)
    elif way == "blue":
        canvas.setFillColorRGB(0, 0, 0.8)
    elif way == "struck in red":
        canvas.setStrokeColorRGB(0.75, 0, 0)
    elif way == "large":
        canvas.setFont(canvas._fontname, size * 1.3)
    elif way in ("highlighted", "white on black"):
        canvas.setFillColorRGB(*((1, 1, 0) if way == "highlighted" else (0, 0, 0)))
        canvas.rect(x, y - 1, wide, size, stroke=0, fill=1)
        canvas.setFillColorRGB(*((0, 0, 0) if way == "highlighted" else (1, 1, 1)))
    elif way == "grey":
        canvas.setFillColorRGB(0.4, 0.4, 0.4)
    elif way == "white":
        canvas.setFillColorRGB(1, 1, 1)
    elif way == "nearly white":
        canvas.setFillColorRGB(0.99, 0.99, 0.99)
    elif way == "raised":
        canvas.setFont(canvas._fontname, size * 0.6)
        y += size * 0.4
    elif way == "lowered":
        canvas.setFont(canvas._fontname, size * 0.6)
        y -= size * 0.2
    elif way == "tiny":
        canvas.setFont(canvas._fontname, 0.8)
    elif way == "black on black":
        canvas.rect(x, y - 1, wide, size, stroke=0, fill=1)
    elif way == "clipped":
        path = canvas.beginPath()
        path.rect(x - 30, y - 30, 1, 1)
        canvas.clipPath(path, stroke=0)
    canvas.drawString(x, y, NUMBER, mode=3 if way == "unpainted" else None)
    if way == "covered":
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(x, y - 1, wide, size, stroke=0, fill=1)
    canvas.setLineWidth(0.5)
    lines = {"struck": (0.3,), "struck in red": (0.3,), "struck twice": (0.25, 0.38), "underlined": (-0.12,)}
    for at in (lines | {"underlined twice": (-0.1, -0.2)}).get(way, ()):
        canvas.line(x, y + at * size, x + wide, y + at * size)


@contextmanager
def drawn(mark: Mark) -> Iterator[None]:
    """While this lasts the PDF generator draws the number so."""
    usual = pdf._say

    def say(sheet: pdf._Sheet, x: float, y: float, text: str, size: float) -> None:
        for i, piece in enumerate(re.split(f"({NUMBER})", text)):
            long = pdf.pdfmetrics.stringWidth(piece, sheet.font, size)
            if i % 2 and mark.pdf not in ("", "plain"):
                sheet.canvas.saveState()
                sheet.canvas.setFont(sheet.font, size)
                _in_pdf(sheet.canvas, mark.pdf, x, y, size, long)
                sheet.canvas.restoreState()
            elif piece:
                usual(sheet, x, y, piece, size)
            x += long

    pdf._say = say
    try:
        yield
    finally:
        pdf._say = usual


WRITE: dict[str, Callable[[bytes, Mark], bytes]] = {
    "html": _html,
    "html_doc": _html,
    "docx": _word,
    "word_2003": _word,
    "word_flat": _word,
    "rtf": _rtf,
    "xlsx": _sheet,
}
# what makes no difference to the page as drawn is not seen, and a PDF is what it draws
_UNSEEN_IN_PDF = ("white", "nearly white", "transparent", "clipped", "covered", "black on black")
_MARKED_TEXT = {"plain": "{n}", "struck": "~~{n}~~", "raised": "<sup>{n}</sup>", "lowered": "<sub>{n}</sub>"}


def sees(mark: Mark, medium: str) -> str:
    """What a person sees of a decoration in a document of this medium."""
    return GONE if medium in ("pdf", "scan") and mark.name in _UNSEEN_IN_PDF else mark.sees


def of(medium: str) -> list[Mark]:
    """The decorations that a format can express."""
    if medium in ("html", "html_doc"):
        return [mark for mark in MARKS if mark.html]
    if medium in ("docx", "odt", "doc", "word_2003", "word_flat"):
        return [mark for mark in MARKS if mark.word]
    if medium in ("xlsx", "ods"):
        return [mark for mark in MARKS if mark.sheet]
    if medium in ("pdf", "scan"):
        return [mark for mark in MARKS if mark.pdf]
    if medium == "text":
        return [mark for mark in MARKS if mark.name in _MARKED_TEXT]
    if medium == "rtf":
        return [mark for mark in MARKS if mark.name in _RTF]
    return MARKS[:1]


def marked(body: bytes, medium: str, mark: Mark) -> bytes:
    """A rendered document with its number in a decoration."""
    if medium == "text":
        return body.replace(NUMBER.encode(), _MARKED_TEXT[mark.name].replace("{n}", NUMBER).encode())
    return WRITE[medium](body, mark) if medium in WRITE else body
