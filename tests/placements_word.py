# ruff: noqa: E501  (markup is kept whole)
"""Ways in which a cell of a Word document shows, half shows or hides a number, each put into a generated document."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from random import Random

from tests.generators.docx import packed

NUMBER = "31816"
# given: the number is certain; doubt: unreadable, and an issue names it; unseen: no reader of the page sees it
GIVEN, DOUBT, UNSEEN, BLANK = "given", "doubt", "unseen", "blank"

_STYLES = """<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="character" w:styleId="Hid"><w:name w:val="Hid"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="HidToo"><w:name w:val="HidToo"/><w:basedOn w:val="Hid"/></w:style>
<w:style w:type="character" w:styleId="Seen"><w:name w:val="Seen"/><w:basedOn w:val="Hid"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Struck"><w:name w:val="Struck"/><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Up"><w:name w:val="Up"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Tiny"><w:name w:val="Tiny"/><w:rPr><w:sz w:val="2"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="White"><w:name w:val="White"/><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="FootnoteReference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="PHid"><w:name w:val="PHid"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="PStruck"><w:name w:val="PStruck"/><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="PList"><w:name w:val="PList"/><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="PFlat"><w:name w:val="PFlat"/><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:style>
</w:styles>"""
_NUMBERING = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0"><w:numFmt w:val="none"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>
<w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num><w:num w:numId="8"><w:abstractNumId w:val="4"/></w:num></w:numbering>"""


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _field(code: str, result: str | None, data: str = "") -> str:
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    middle = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
    return f'{begin}{middle}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _math(inner: str) -> str:
    return f'<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">{inner}</m:oMath>'


def _m(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def _picture(kind: str = "inline", size: int = 900_000, more: str = "") -> str:
    return f'<w:r><w:drawing><wp:{kind}><wp:extent cx="{size}" cy="{size}"/><wp:docPr id="1" name="p" descr="{NUMBER}" {more}/><a:graphic><a:graphicData><a:blip r:embed="rId99"/></a:graphicData></a:graphic></wp:{kind}></w:drawing></w:r>'


def _box(content: str) -> str:
    return f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent><w:p>{content}</w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>'


_DROPPED = f'<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="0"/><w:listEntry w:val="{NUMBER}"/></w:ddList></w:ffData>'
_OUT_OF_LIST = f'<w:ffData><w:ddList><w:result w:val="9"/><w:listEntry w:val="0"/><w:listEntry w:val="{NUMBER}"/></w:ddList></w:ffData>'
_W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'

# what a run's properties make of its number
RUNS: dict[str, tuple[str, str]] = {
    "bold": ("<w:b/><w:i/><w:u w:val='single'/>", GIVEN),
    "red": ('<w:color w:val="FF0000"/>', GIVEN),
    "auto_on_dark": ('<w:color w:val="auto"/><w:shd w:val="clear" w:fill="000000"/>', GIVEN),
    "white_on_dark": ('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>', GIVEN),
    "web_hidden": ("<w:webHidden/>", DOUBT),
    "not_hidden": ('<w:vanish w:val="0"/>', GIVEN),
    "not_struck": ('<w:strike w:val="false"/>', GIVEN),
    "style_back": ('<w:rStyle w:val="Seen"/>', GIVEN),
    "baseline": ('<w:vertAlign w:val="baseline"/>', GIVEN),
    "animated": ('<w:effect w:val="blinkBackground"/>', GIVEN),
    "bordered": ('<w:bdr w:val="single"/>', GIVEN),
    "emphasis": ('<w:em w:val="dot"/>', GIVEN),
    "caps": ("<w:caps/><w:smallCaps/>", GIVEN),
    "theme_dark": ('<w:color w:val="FFFFFF" w:themeColor="text1"/>', GIVEN),
    "fill_dark": (
        f'<w14:textFill {_W14}><w14:solidFill><w14:schemeClr w14:val="tx1"/></w14:solidFill></w14:textFill>',
        GIVEN,
    ),
    "changed_format": ("<w:rPrChange w:id='4'><w:rPr><w:vanish/><w:strike/></w:rPr></w:rPrChange>", GIVEN),
    "struck": ("<w:strike/>", DOUBT),
    "struck_twice": ("<w:dstrike/>", DOUBT),
    "struck_by_style": ('<w:rStyle w:val="Struck"/>', DOUBT),
    "raised": ('<w:vertAlign w:val="superscript"/>', DOUBT),
    "lowered": ('<w:vertAlign w:val="subscript"/>', DOUBT),
    "raised_by_style": ('<w:rStyle w:val="Up"/>', DOUBT),
    "tiny": ('<w:sz w:val="2"/>', DOUBT),
    "small": ('<w:sz w:val="4"/>', DOUBT),
    "tiny_by_style": ('<w:rStyle w:val="Tiny"/>', DOUBT),
    "white": ('<w:color w:val="FFFFFF"/>', DOUBT),
    "nearly_white": ('<w:color w:val="FDFDFD"/>', DOUBT),
    "white_by_style": ('<w:rStyle w:val="White"/>', DOUBT),
    "white_by_theme": ('<w:color w:val="000000" w:themeColor="background1"/>', DOUBT),
    "white_by_fill": (
        f'<w14:textFill {_W14}><w14:solidFill><w14:srgbClr w14:val="FFFFFF"/></w14:solidFill></w14:textFill>',
        DOUBT,
    ),
    "no_fill": (f"<w14:textFill {_W14}><w14:noFill/></w14:textFill>", DOUBT),
    "black_on_black": ('<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>', DOUBT),
    "black_on_solid": ('<w:color w:val="000000"/><w:shd w:val="solid" w:color="000000" w:fill="auto"/>', DOUBT),
    "black_marker": ('<w:color w:val="000000"/><w:highlight w:val="black"/>', DOUBT),
    "yellow_marker": ('<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>', DOUBT),
    "pressed": ('<w:w w:val="1"/>', DOUBT),
    "over_each_other": ('<w:spacing w:val="-200"/>', DOUBT),
    "fit": ('<w:fitText w:val="20"/>', DOUBT),
    "two_lines": ('<w:eastAsianLayout w:combine="1"/>', DOUBT),
    "signs": ('<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>', DOUBT),
    "end_mark_hidden": ("<w:specVanish/>", DOUBT),
    "hidden": ("<w:vanish/>", UNSEEN),
    "hidden_by_style": ('<w:rStyle w:val="Hid"/>', UNSEEN),
    "hidden_by_base": ('<w:rStyle w:val="HidToo"/>', UNSEEN),
}

# whole contents of a cell
CELLS: dict[str, tuple[str, str]] = {
    "inserted": (f'<w:p><w:ins w:id="1">{run(NUMBER)}</w:ins></w:p>', GIVEN),
    "moved_here": (f'<w:p><w:moveTo w:id="1">{run(NUMBER)}</w:moveTo></w:p>', GIVEN),
    "bookmarked": (
        f'<w:p><w:bookmarkStart w:id="1" w:name="x"/>{run("318")}<w:proofErr w:type="spellStart"/><w:bookmarkEnd w:id="1"/>{run("16")}</w:p>',
        GIVEN,
    ),
    "commented": (
        f'<w:p><w:commentRangeStart w:id="1"/>{run(NUMBER)}<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r></w:p>',
        GIVEN,
    ),
    "tag": (f'<w:p><w:smartTag w:element="x">{run(NUMBER)}</w:smartTag></w:p>', GIVEN),
    "link": (f'<w:p><w:hyperlink w:anchor="x">{run(NUMBER)}</w:hyperlink></w:p>', GIVEN),
    "custom": (f'<w:p><w:customXml w:element="x">{run(NUMBER)}</w:customXml></w:p>', GIVEN),
    "control": (
        f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:p>{run(NUMBER)}</w:p></w:sdtContent></w:sdt>",
        GIVEN,
    ),
    "control_list": (
        f"<w:p><w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent>{run(NUMBER)}</w:sdtContent></w:sdt></w:p>",
        GIVEN,
    ),
    "result": (f"<w:p>{_field('=SUM(ABOVE)', run(NUMBER))}</w:p>", GIVEN),
    "simple_result": (f'<w:p><w:fldSimple w:instr=" =1 ">{run(NUMBER)}</w:fldSimple></w:p>', GIVEN),
    "form_text": (f"<w:p>{_field('FORMTEXT', run(NUMBER))}</w:p>", GIVEN),
    "drop_down": (f"<w:p>{_field('FORMDROPDOWN', None, _DROPPED)}</w:p>", GIVEN),
    "nested_field": (f"<w:p>{_field('IF ' + 'x', _field('=2', run(NUMBER)))}</w:p>", GIVEN),
    "equation": (f"<w:p>{_math(_m(NUMBER))}</w:p>", GIVEN),
    "equation_line": (
        f'<w:p><m:oMathPara xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">{_math(_m(NUMBER))}</m:oMathPara></w:p>',
        GIVEN,
    ),
    "frame_table": (f"<w:tbl><w:tr><w:tc><w:p>{run(NUMBER)}</w:p></w:tc></w:tr></w:tbl><w:p/>", GIVEN),
    "soft_hyphen": ("<w:p><w:r><w:t>318</w:t><w:softHyphen/><w:t>16</w:t></w:r></w:p>", GIVEN),
    "empty_paragraphs": (f"<w:p/><w:p>{run(NUMBER)}</w:p><w:p/>", GIVEN),
    "note_mark": (
        f'<w:p>{run(NUMBER)}<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="2"/></w:r></w:p>',
        GIVEN,
    ),
    "pixel": (f"<w:p>{run(NUMBER)}{_picture(size=9525)}</w:p>", GIVEN),
    "hidden_picture": (
        f"<w:p>{run(NUMBER)}{_picture(more=chr(104) + 'idden=' + chr(34) + '1' + chr(34))}</w:p>",
        GIVEN,
    ),
    "no_list": (f'<w:p><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>{run(NUMBER)}</w:p>', GIVEN),
    "silent_list": (f'<w:p><w:pPr><w:numPr><w:numId w:val="8"/></w:numPr></w:pPr>{run(NUMBER)}</w:p>', GIVEN),
    "index_mark": (f"<w:p>{run(NUMBER)}{_field('XE &quot;x&quot;', None)}</w:p>", GIVEN),
    "reading_above": (
        f"<w:p><w:r><w:ruby><w:rt>{run('za')}</w:rt><w:rubyBase>{run(NUMBER)}</w:rubyBase></w:ruby></w:r></w:p>",
        GIVEN,
    ),
    "conflicting_insertion": (f'<w:p><w14:conflictIns {_W14} w:id="1">{run(NUMBER)}</w14:conflictIns></w:p>', GIVEN),
    "own_mark_of_a_note": (
        f'<w:p>{run("5")}<w:r><w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>{NUMBER}</w:t></w:r></w:p>',
        DOUBT,
    ),
    "own_mark_of_an_endnote": (
        f'<w:p>{run("5")}<w:r><w:endnoteReference w:id="2" w:customMarkFollows="1"/><w:t>{NUMBER}</w:t></w:r></w:p>',
        DOUBT,
    ),
    "shown_by_no_program": (
        f'<w:p><mc:AlternateContent><mc:Choice Requires="later">{run("5")}</mc:Choice><mc:Fallback>{run(NUMBER)}</mc:Fallback></mc:AlternateContent></w:p>',
        GIVEN,
    ),
    "advanced": (f"<w:p>{run('5')}{_field('ADVANCE ' + chr(92) + 'u 10', None)}{run(NUMBER)}</w:p>", DOUBT),
    "left_of_the_page": (f'<w:p><w:pPr><w:ind w:left="-20000"/></w:pPr>{run(NUMBER)}</w:p>', DOUBT),
    "right_of_the_page": (f'<w:p><w:pPr><w:ind w:firstLine="20000"/></w:pPr>{run(NUMBER)}</w:p>', DOUBT),
    "indented": (f'<w:p><w:pPr><w:ind w:left="-100" w:firstLine="400"/></w:pPr>{run(NUMBER)}</w:p>', GIVEN),
    "in_what_is_not_known": (f"<w:p><w:later>{run(NUMBER)}</w:later></w:p>", DOUBT),
    "word_art": (
        f'<w:p><w:r><w:pict><v:shape style="width:50pt;height:20pt"><v:textpath string="{NUMBER}"/></v:shape></w:pict></w:r></w:p>',
        DOUBT,
    ),
    "lowered_alone": (f"<w:p>{run(NUMBER, '<w:position w:val=' + chr(34) + '-24' + chr(34) + '/>')}</w:p>", DOUBT),
    "mark_hidden": (f"<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>{run('5')}</w:p><w:p>{run(NUMBER)}</w:p>", DOUBT),
    "picture": (f"<w:p>{_picture()}</w:p>", DOUBT),
    "floating_picture": (f"<w:p>{run('5')}{_picture('anchor')}</w:p>", DOUBT),
    "text_box": (f"<w:p>{_box(run(NUMBER))}</w:p>", DOUBT),
    "old_picture": (
        f'<w:p><w:r><w:pict><v:shape alt="{NUMBER}" style="width:50pt;height:20pt"><v:imagedata r:id="rId9"/></v:shape></w:pict></w:r></w:p>',
        DOUBT,
    ),
    "embedded": (
        f'<w:p><w:r><w:object><v:shape alt="{NUMBER}"/><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="Excel.Sheet.12"/></w:object></w:r></w:p>',
        DOUBT,
    ),
    "field_without_result": (f"<w:p>{_field(f'={NUMBER}', None)}</w:p>", DOUBT),
    "simple_without_result": (f'<w:p><w:fldSimple w:instr=" ={NUMBER} "/></w:p>', DOUBT),
    "field_open": (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>={NUMBER}</w:instrText></w:r></w:p>',
        DOUBT,
    ),
    "macro_button": (f"<w:p>{_field(f'MACROBUTTON NoMacro {NUMBER}', None)}</w:p>", DOUBT),
    "overstrike": (f"<w:p>{_field(f'EQ {chr(92)}o({NUMBER},/)', None)}</w:p>", DOUBT),
    "form_default": (
        f"<w:p>{_field('FORMTEXT', run('  '), f'<w:ffData><w:textInput><w:default w:val={chr(34)}{NUMBER}{chr(34)}/></w:textInput></w:ffData>')}</w:p>",
        DOUBT,
    ),
    "hint_with_number": (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p>{run(NUMBER)}</w:p></w:sdtContent></w:sdt>",
        DOUBT,
    ),
    "power": (f"<w:p>{_math(f'<m:sSup><m:e>{_m(chr(53))}</m:e><m:sup>{_m(NUMBER)}</m:sup></m:sSup>')}</w:p>", DOUBT),
    "fraction": (f"<w:p>{_math(f'<m:f><m:num>{_m(NUMBER)}</m:num><m:den>{_m(chr(53))}</m:den></m:f>')}</w:p>", DOUBT),
    "root": (f"<w:p>{_math(f'<m:rad><m:deg/><m:e>{_m(NUMBER)}</m:e></m:rad>')}</w:p>", DOUBT),
    "reading": (
        f"<w:p><w:r><w:ruby><w:rt>{run(NUMBER)}</w:rt><w:rubyBase>{run('5')}</w:rubyBase></w:ruby></w:r></w:p>",
        DOUBT,
    ),
    "off_the_line": (
        f"<w:p>{run('5')}{run(NUMBER, '<w:position w:val=' + chr(34) + '12' + chr(34) + '/>')}</w:p>",
        DOUBT,
    ),
    "list": (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr>{run(NUMBER)}</w:p>',
        DOUBT,
    ),
    "list_by_style": (f'<w:p><w:pPr><w:pStyle w:val="PList"/></w:pPr>{run(NUMBER)}</w:p>', DOUBT),
    "flat_line": (f'<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr>{run(NUMBER)}</w:p>', DOUBT),
    "flat_by_style": (f'<w:p><w:pPr><w:pStyle w:val="PFlat"/></w:pPr>{run(NUMBER)}</w:p>', DOUBT),
    "struck_paragraph": (f'<w:p><w:pPr><w:pStyle w:val="PStruck"/></w:pPr>{run(NUMBER)}</w:p>', DOUBT),
    "table_inside": (
        f"<w:tbl><w:tr><w:tc><w:p>{run('5')}</w:p></w:tc><w:tc><w:p>{run(NUMBER)}</w:p></w:tc></w:tr></w:tbl><w:p/>",
        DOUBT,
    ),
    "turned": (f'<w:p><w:bdo w:val="rtl">{run(NUMBER)}</w:bdo></w:p>', DOUBT),
    "two_paragraphs": (f"<w:p>{run('5')}</w:p><w:p>{run(NUMBER)}</w:p>", DOUBT),
    "hidden_paragraph": (f'<w:p><w:pPr><w:pStyle w:val="PHid"/></w:pPr>{run(NUMBER)}</w:p>', UNSEEN),
    "deleted": (f'<w:p><w:del w:id="1"><w:r><w:delText>{NUMBER}</w:delText></w:r></w:del></w:p>', UNSEEN),
    "moved_away": (f'<w:p><w:moveFrom w:id="1">{run(NUMBER)}</w:moveFrom></w:p>', UNSEEN),
    "hint": (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>单击此处输入文字。</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        BLANK,
    ),
    "form_empty": (f"<w:p>{_field('FORMTEXT', run('  '))}</w:p>", BLANK),
    "anchor_only": (
        '<w:p><w:bookmarkStart w:id="1" w:name="x"/><w:bookmarkEnd w:id="1"/><w:r><w:lastRenderedPageBreak/></w:r></w:p>',
        BLANK,
    ),
}
# what stands in a cell and names no number: the cell is neither blank nor a number
NO_TEXT = {
    "check_box": f"<w:p>{_field('FORMCHECKBOX', None)}</w:p>",
    "out_of_list": f"<w:p>{_field('FORMDROPDOWN', None, _OUT_OF_LIST)}</w:p>",
    "sum_without_result": f"<w:p>{_field('=SUM(ABOVE)', None)}</w:p>",
    "dirty_sum": f"<w:p>{_field('=SUM(ABOVE)', '')}</w:p>",
    "symbol": '<w:p><w:r><w:sym w:font="Wingdings" w:char="F08C"/></w:r></w:p>',
    "empty_drawing": "<w:p><w:r><w:drawing><wp:inline><a:graphic/></wp:inline></w:drawing></w:r></w:p>",
    "list_number": '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr></w:p>',
    "handwriting": '<w:p><w:r><w:contentPart r:id="rId8"/></w:r></w:p>',
    "other_format": '<w:altChunk r:id="rId7"/>',
    "note_alone": '<w:p><w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="2"/></w:r></w:p>',
    "page_number": "<w:p><w:r><w:pgNum/></w:r></w:p>",
    "another_document": '<w:p><w:subDoc r:id="rId5"/></w:p>',
}


@dataclass
class Opened:
    """A generated document whose cells can be written over."""

    parts: dict[str, str]
    cells: list[tuple[int, int]]

    @property
    def main(self) -> str:
        return self.parts["word/document.xml"]

    def put(self, at: int, content: str) -> bytes:
        """The document with a cell's content replaced."""
        start, end = self.cells[at]
        parts = self.parts | {
            "word/document.xml": self.main[:start] + content + self.main[end:],
            "word/styles.xml": _STYLES,
            "word/numbering.xml": _NUMBERING,
        }
        return packed(parts)


def opened(body: bytes) -> Opened:
    """Find the cells that hold a number alone."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    main = parts["word/document.xml"]
    cells = []
    for found in re.finditer(r"<w:tc><w:tcPr>(?:(?!</w:tcPr>).)*</w:tcPr>((?:(?!</w:tc>).)*)</w:tc>", main):
        text = "".join(re.findall(r"<w:t[ >][^<]*|(?<=>)[^<]+(?=</w:t>)", found[1]))
        if re.sub(r"<w:t[^>]*>", "", text).strip().isdigit():
            cells.append(found.span(1))
    return Opened(parts, cells)


def placements(rng: Random) -> list[tuple[str, str, str]]:
    """Every way as (name, cell content, what is right), the runs also beside a plain figure, in random order."""
    made = [(name, f"<w:p>{run(NUMBER, properties)}</w:p>", right) for name, (properties, right) in RUNS.items()]
    for name, (properties, right) in RUNS.items():
        beside = f"<w:p>{run('5')}{run(NUMBER, properties)}</w:p>"
        made.append((f"beside {name}", beside, {GIVEN: "joined", UNSEEN: "five"}.get(right, right)))
    made += [(name, content, right) for name, (content, right) in CELLS.items()]
    made += [(name, content, "no text") for name, content in NO_TEXT.items()]
    rng.shuffle(made)
    return made
