# ruff: noqa: E501  (markup is kept whole)
"""Word documents (.docx), written as raw WordprocessingML in a zip: tables, runs, boxes, revisions as Word keeps them."""

from __future__ import annotations

import io
import re
import zipfile
from random import Random
from xml.sax.saxutils import escape

from .model import Block, Cell, Table, covering, width

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'mc:Ignorable="w14"'
)
_FONT = '<w:rPr><w:rFonts w:hint="eastAsia" w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312"/><w:sz w:val="24"/></w:rPr>'
_VANISH = '<w:rPr><w:rFonts w:hint="eastAsia"/><w:vanish/></w:rPr>'
_AUTHOR = 'w:author="审核" w:date="2024-01-15T09:00:00Z"'
_PROPERTIES = (
    '<w:tblPr><w:tblStyle w:val="a5"/><w:tblW w:w="0" w:type="auto"/><w:tblBorders><w:top w:val="single"/>'
    '<w:left w:val="single"/><w:bottom w:val="single"/><w:right w:val="single"/><w:insideH w:val="single"/>'
    '<w:insideV w:val="single"/></w:tblBorders></w:tblPr>'
)


def _run(text: str, properties: str = _FONT) -> str:
    if not text:
        return ""
    pieces = [f'<w:t xml:space="preserve">{escape(p)}</w:t>' for p in text.split("\n")]
    return f"<w:r>{properties}{'<w:br/>'.join(pieces)}</w:r>"


def _paragraph(inner: str, centred: bool = False, style: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    place = '<w:jc w:val="center"/>' if centred else ""
    return f"<w:p><w:pPr>{named}{place}</w:pPr>{inner}</w:p>"


def _split(rng: Random, text: str) -> str:
    cuts = sorted(rng.sample(range(1, len(text)), min(len(text) - 1, rng.randint(1, 3)))) if len(text) > 1 else []
    parts = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    between = [
        "",
        '<w:proofErr w:type="spellStart"/>',
        '<w:bookmarkStart w:id="3" w:name="_GoBack"/><w:bookmarkEnd w:id="3"/>',
    ]
    return rng.choice(between).join(_run(p) for p in parts)


def _wrapped(rng: Random, text: str, cell: Cell, shapes: frozenset[str]) -> str:
    """A cell's runs under the run shapes; what is shown is `text` and nothing else."""
    inner = _split(rng, text) if "split_runs" in shapes else _run(text)
    if cell.role in ("label", "head", "block") and "breaks" in shapes and len(text) > 4 and rng.random() < 0.5:
        at = rng.randint(2, len(text) - 2)
        inner = _run(text[:at]) + rng.choice(["<w:r><w:br/></w:r>", "</w:p><w:p>"]) + _run(text[at:])
    if cell.role != "value":
        return inner
    other = str(rng.randint(100, 999))
    if "revisions" in shapes and rng.random() < 0.4:
        gone = f'<w:del w:id="7" {_AUTHOR}><w:r><w:delText>{other}</w:delText></w:r></w:del>'
        moved = f'<w:moveFrom w:id="8" {_AUTHOR}><w:r><w:t>{other}</w:t></w:r></w:moveFrom>'
        came = f'<w:ins w:id="9" {_AUTHOR}>{inner}</w:ins>' if inner else ""
        inner = rng.choice([gone, moved]) + came
    if "vanish" in shapes and rng.random() < 0.3:
        inner = _run(other, _VANISH) + inner
    if "fields" in shapes and text and rng.random() < 0.4:
        inner = rng.choice(
            [
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> =SUM(LEFT) </w:instrText></w:r>'
                f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{inner}<w:r><w:fldChar w:fldCharType="end"/></w:r>',
                f'<w:fldSimple w:instr=" =SUM(ABOVE) ">{inner}</w:fldSimple>',
            ]
        )
    if "footnotes" in shapes and rng.random() < 0.2 and text.strip():
        inner += '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    if "controls" in shapes and rng.random() < 0.4:
        if inner:
            inner = f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
        else:
            inner = (
                "<w:sdt><w:sdtPr><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent>"
                f"{_run('单击此处输入文字。')}</w:sdtContent></w:sdt>"
            )
    if "smart_tags" in shapes and inner and rng.random() < 0.4:
        inner = (
            f'<w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="chmetcnv">{inner}</w:smartTag>'
        )
    return inner


def _content(rng: Random, cell: Cell, shapes: frozenset[str]) -> str:
    inner = _wrapped(rng, cell.text, cell, shapes)
    if "nested_one_cell" in shapes and cell.role == "value" and inner and rng.random() < 0.1:
        return f"<w:tbl>{_PROPERTIES}<w:tr><w:tc>{_paragraph(inner)}</w:tc></w:tr></w:tbl>{_paragraph('')}"
    return _paragraph(inner, centred=cell.role == "value")


def _tc(properties: str, content: str) -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(rng: Random, grid: Table, shapes: frozenset[str]) -> str:
    """One grid as w:tbl: gridSpan for cells merged to the right, vMerge for those merged downwards."""
    rows = []
    for r, line in enumerate(covering(grid.rows)):
        cells = []
        at = 0
        before = ""
        for begun, column, cell in line:
            if column > at and at == 0 and not cells:
                before = f'<w:gridBefore w:val="{column}"/>'
            at = column + cell.colspan
            span = f'<w:tcW w:w="{850 * cell.colspan}" w:type="dxa"/>'
            span += f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
            if begun < r:
                cells.append(_tc(span + rng.choice(["<w:vMerge/>", '<w:vMerge w:val="continue"/>']), _paragraph("")))
                continue
            if cell.rowspan > 1:
                span += '<w:vMerge w:val="restart"/>'
            made = _tc(span, _content(rng, cell, shapes))
            if "controls" in shapes and rng.random() < 0.1:
                made = f"<w:sdt><w:sdtContent>{made}</w:sdtContent></w:sdt>"
            cells.append(made)
        head = f"<w:trPr>{before}{'<w:tblHeader/>' if r < grid.header else ''}</w:trPr>"
        rows.append(f'<w:tr w14:paraId="{rng.randrange(1 << 31):08X}">{head}{"".join(cells)}</w:tr>')
        if "deleted_rows" in shapes and r >= grid.header and rng.random() < 0.15:
            ghost = "".join(
                _tc(
                    "",
                    _paragraph(
                        f'<w:del w:id="5" {_AUTHOR}><w:r><w:delText>{rng.randint(1, 99)}</w:delText></w:r></w:del>'
                    ),
                )
                for _ in line
            )
            rows.append(f'<w:tr><w:trPr><w:del w:id="4" {_AUTHOR}/></w:trPr>{ghost}</w:tr>')
    columns = '<w:gridCol w:w="850"/>' * width(grid.rows)
    return f"<w:tbl>{_PROPERTIES}<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _box(content: str) -> str:
    """A text box as Word 2010 writes it: the drawing, and the same box again for older readers."""
    shape = f"<wps:wsp><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp>"
    return (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"{shape}</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        f"<v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


def _flow(rng: Random, block: Block, shapes: frozenset[str]) -> str:
    if block.kind == "table" and block.table is not None:
        made = table(rng, block.table, shapes)
        if "nested_layout" in shapes:
            made = f"<w:tbl>{_PROPERTIES}<w:tr>{_tc('', _paragraph(''))}{_tc('', made + _paragraph(''))}</w:tr></w:tbl>"
        if "boxed_tables" in shapes:
            return _box(made + _paragraph(""))
        # two w:tbl without a paragraph between them are one table to Word
        return made + _paragraph("")
    split = _split(rng, block.text) if "split_runs" in shapes else _run(block.text)
    if block.kind == "title":
        made = _paragraph(split, centred=True, style=rng.choice(["", "a3", "Title"]))
        return _box(made) if "text_boxes" in shapes else made
    if block.kind == "heading" and "text_boxes" in shapes and rng.random() < 0.5:
        return _box(_paragraph(split))
    if "numbered" in shapes and block.kind == "heading":
        bare = re.sub(r"^[一二三四五六七八九]、", "", block.text)
        return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>{_run(bare)}</w:p>'
    if "revisions" in shapes and block.kind == "text" and rng.random() < 0.3:
        split = f'<w:ins w:id="1" {_AUTHOR}>{split}</w:ins><w:del w:id="2" {_AUTHOR}><w:r><w:delText>（删）</w:delText></w:r></w:del>'
    return _paragraph(split)


def _parts(body: str, shapes: frozenset[str]) -> dict[str, str]:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "word/document2.xml" if "other_part_name" in shapes else "word/document.xml"
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {_SPACES}><w:body>{body}'
        '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/>'
        '<w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
    )
    extra = _run("—") + '<w:fldSimple w:instr=" PAGE ">' + _run("3") + "</w:fldSimple>" + _run("—")
    return {
        "[Content_Types].xml": (
            '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
            f'+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/{main}" '
            f'ContentType="{kind}.document.main+xml"/><Override PartName="/word/header1.xml" ContentType="{kind}.header+'
            f'xml"/><Override PartName="/word/footer1.xml" ContentType="{kind}.footer+xml"/><Override PartName='
            f'"/word/footnotes.xml" ContentType="{kind}.footnotes+xml"/></Types>'
        ),
        "_rels/.rels": (
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{relation}/officeDocument" Target="{main}"/></Relationships>'
        ),
        main.replace("word/", "word/_rels/") + ".rels": (
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{relation}/header" Target="header1.xml"/>'
            f'<Relationship Id="rId2" Type="{relation}/footer" Target="footer1.xml"/>'
            f'<Relationship Id="rId3" Type="{relation}/footnotes" Target="footnotes.xml"/></Relationships>'
        ),
        main: document,
        "word/header1.xml": f"<w:hdr {_SPACES}>{_paragraph(_run('内部资料 2099年政府信息公开工作年度报告'))}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {_SPACES}>{_paragraph(extra, centred=True)}</w:ftr>",
        "word/footnotes.xml": (
            f'<w:footnotes {_SPACES}><w:footnote w:id="2">{_paragraph(_run("含下属单位 88 件"))}</w:footnote></w:footnotes>'
        ),
    }


def document(rng: Random, blocks: list[Block], shapes: frozenset[str]) -> bytes:
    """The whole document as a zip."""
    body = "".join(_flow(rng, block, shapes) for block in blocks if block.kind != "hidden")
    return packed(_parts(body, shapes), stored="stored" in shapes)


def flat(rng: Random, blocks: list[Block], shapes: frozenset[str]) -> bytes:
    """The same document as one XML file, as Word 2007 and later save it (Flat OPC)."""
    body = "".join(_flow(rng, block, shapes) for block in blocks if block.kind != "hidden")
    parts = "".join(
        f'<pkg:part pkg:name="/{name}" pkg:contentType="application/xml"><pkg:xmlData>'
        + re.sub(r"^<\?xml[^>]*\?>", "", text)
        + "</pkg:xmlData></pkg:part>"
        for name, text in _parts(body, shapes).items()
        if name != "[Content_Types].xml"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<?mso-application progid="Word.Document"?>\n'
        f'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}</pkg:package>'
    ).encode()


def word_2003(rng: Random, blocks: list[Block], shapes: frozenset[str]) -> bytes:
    """The same document as Word 2003 XML, whose elements are alike but for a namespace and vmerge."""
    body = "".join(_flow(rng, block, shapes) for block in blocks if block.kind != "hidden")
    body = body.replace("<w:vMerge", "<w:vmerge")
    spaces = _SPACES.replace(_W, "http://schemas.microsoft.com/office/word/2003/wordml")
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<?mso-application progid="Word.Document"?>\n'
        f'<w:wordDocument {spaces} xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"><w:body>'
        f"<wx:sect>{body}<w:sectPr/></wx:sect></w:body></w:wordDocument>"
    ).encode()


def packed(parts: dict[str, str] | dict[str, bytes], stored: bool = False) -> bytes:
    """A zip of the parts with fixed dates, so that the same seed gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 15, 9, 0, 0)), data, compress_type=archive.compression)
    return out.getvalue()
