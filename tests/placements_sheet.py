# ruff: noqa: E501  (markup is kept whole)
"""Ways in which a cell of a spreadsheet shows, half shows or hides a number, each put into a generated workbook."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from random import Random

from tests.generators.docx import packed

NUMBER = "31816"
GIVEN, DOUBT, KEPT, NO_TEXT, BLANK = "given", "doubt", "kept", "no text", "blank"

# name → (font, fill, number format, alignment, what is right)
STYLES: dict[str, tuple[str, str, str, str, str]] = {
    "plain": ("", "", "General", "", GIVEN),
    "bold_red": ('<b/><color rgb="FFFF0000"/>', "", "0", "", GIVEN),
    "white_on_dark": (
        '<color rgb="FFFFFFFF"/>',
        '<patternFill patternType="solid"><fgColor rgb="FF1F3864"/></patternFill>',
        "General",
        "",
        GIVEN,
    ),
    "theme_text": ('<color theme="1"/>', "", "General", "", GIVEN),
    "on_yellow": ("", '<patternFill patternType="solid"><fgColor rgb="FFFFFF00"/></patternFill>', "General", "", GIVEN),
    "thousands": ("", "", "#,##0", "", GIVEN),
    "unit": ("", "", '0"件"', "", GIVEN),
    "accounting": ("", "", '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', "", GIVEN),
    "condition": ("", "", '[>100]0;"少"', "", GIVEN),
    "red_format": ("", "", "[Red]0", "", GIVEN),
    "centred": ("", "", "General", '<alignment horizontal="center"/>', GIVEN),
    "stacked": ("", "", "General", '<alignment textRotation="255"/>', GIVEN),
    "struck": ("<strike/>", "", "General", "", DOUBT),
    "not_struck": ('<strike val="0"/>', "", "General", "", GIVEN),
    "raised": ('<vertAlign val="superscript"/>', "", "General", "", DOUBT),
    "lowered": ('<vertAlign val="subscript"/>', "", "General", "", DOUBT),
    "white": ('<color rgb="FFFFFFFF"/>', "", "General", "", DOUBT),
    "white_indexed": ('<color indexed="9"/>', "", "General", "", DOUBT),
    "white_theme": ('<color theme="0"/>', "", "General", "", DOUBT),
    "as_its_fill": (
        '<color rgb="FFFFFF00"/>',
        '<patternFill patternType="solid"><fgColor rgb="FFFFFF00"/></patternFill>',
        "General",
        "",
        DOUBT,
    ),
    "black_on_black": (
        "",
        '<patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill>',
        "General",
        "",
        DOUBT,
    ),
    "tiny": ('<sz val="1"/>', "", "General", "", DOUBT),
    "signs": ('<name val="Wingdings"/>', "", "General", "", DOUBT),
    "white_format": ("", "", "[White]0", "", DOUBT),
    "repeated": ("", "", "General", '<alignment horizontal="fill"/>', DOUBT),
    "digits_beside": ("", "", '0"1"', "", DOUBT),
    "filled_up": ("", "", "0*0", "", DOUBT),
    "twice": ("", "", "@@", "", DOUBT),
    "black_gradient": (
        "",
        '<gradientFill><stop position="0"><color rgb="FF000000"/></stop><stop position="1"><color rgb="FF000000"/></stop></gradientFill>',
        "General",
        "",
        DOUBT,
    ),
    "pale_gradient": (
        "",
        '<gradientFill><stop position="0"><color rgb="FFEEEEEE"/></stop><stop position="1"><color rgb="FFFFFFFF"/></stop></gradientFill>',
        "General",
        "",
        GIVEN,
    ),
    "power": ("", "", "0.00E+00", "", DOUBT),
    "fraction": ("", "", "# ?/?", "", DOUBT),
    "hours": ("", "", "[h]", "", DOUBT),
    "weekday": ("", "", "aaaa", "", DOUBT),
    "no_part_for_it": ("", "", '[<10]"*"', "", DOUBT),
    "nothing": ("", "", ";;;", "", KEPT),
    "stars_only": ("", "", "**;**;**;**", "", DOUBT),
    "hidden_above": ("", "", '[>100]"";0', "", KEPT),
}
_SHEET = "xl/worksheets/sheet1.xml"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"


@dataclass
class Placement:
    """cell: markup with {r} for the place; rules: behind the rows; parts: further parts of the package, by name."""

    name: str
    cell: str
    right: str
    rules: str = ""
    view: str = ""
    strings: str = ""
    parts: dict[str, str] | None = None
    row: str = ""


def _rich(*runs: tuple[str, str]) -> str:
    return "".join(f"<r>{f'<rPr>{font}</rPr>' if font else ''}<t>{text}</t></r>" for text, font in runs)


def _rule(inner: str, dxf: str, at: str) -> str:
    return f'<conditionalFormatting sqref="{at}"><cfRule priority="1" {dxf}>{inner}</cfRule></conditionalFormatting>'


def _number(style: str = "") -> str:
    return f'<c r="{{r}}" {style}><v>{NUMBER}</v></c>'


def _inline(inner: str) -> str:
    return f'<c r="{{r}}" t="inlineStr"><is>{inner}</is></c>'


def plain_ways() -> list[Placement]:
    """Ways that need no style: {n} is the row from 0, {c} the column from 0, {s} the place for a shared string."""
    number = f"<v>{NUMBER}</v>"
    rule = 'type="cellIs" operator="greaterThan" dxfId="{}"'
    return [
        Placement("text", _inline(f"<t>{NUMBER}</t>"), GIVEN),
        Placement("rich_plain", _inline(_rich(("318", ""), ("16", "<b/>"))), GIVEN),
        Placement("phonetic", _inline(f"<t>{NUMBER}</t><rPh sb='0' eb='1'><t>7</t></rPh>"), GIVEN),
        Placement("returned", _inline(f"<t>5_x000D_{NUMBER}</t>"), DOUBT),
        Placement("formula", f'<c r="{{r}}"><f>1+1</f>{number}</c>', GIVEN),
        Placement("rule_not_met", _number(), GIVEN, rules=_rule("<formula>99999</formula>", rule.format(0), "{r}")),
        Placement("rule_harmless", _number(), GIVEN, rules=_rule("<formula>1</formula>", rule.format(1), "{r}")),
        Placement(
            "bars", _number(), GIVEN, rules=_rule("<dataBar><cfvo type='min'/></dataBar>", 'type="dataBar"', "{r}")
        ),
        Placement("note_hidden", _number(), GIVEN, parts={"vml": "Note"}),
        Placement("rich_raised", _inline(_rich(("5", ""), (NUMBER, '<vertAlign val="superscript"/>'))), DOUBT),
        Placement("rich_struck", _inline(_rich(("5", ""), (NUMBER, "<strike/>"))), DOUBT),
        Placement("rich_white", _inline(_rich(("5", ""), (NUMBER, '<color rgb="FFFFFFFF"/>'))), DOUBT),
        Placement("rich_small", _inline(_rich(("5", '<sz val="11"/>'), (NUMBER, '<sz val="5"/>'))), DOUBT),
        Placement(
            "shared_raised",
            '<c r="{r}" t="s"><v>{s}</v></c>',
            DOUBT,
            strings=_rich(("5", ""), (NUMBER, '<vertAlign val="subscript"/>')),
        ),
        Placement("shared_out_of_range", f'<c r="{{r}}" t="s">{number}</c>', DOUBT),
        Placement("no_value", f'<c r="{{r}}"><f>{NUMBER}+0</f></c>', DOUBT),
        Placement("boolean", '<c r="{r}" t="b"><v>1</v></c>', NO_TEXT),
        Placement("error", '<c r="{r}" t="e"><v>#DIV/0!</v></c>', NO_TEXT),
        Placement("rule_white", _number(), DOUBT, rules=_rule("<formula>1</formula>", rule.format(0), "{r}")),
        Placement(
            "rule_by_formula",
            _number(),
            DOUBT,
            rules=_rule("<formula>A1=3</formula>", 'type="expression" dxfId="0"', "{r}"),
        ),
        Placement("rule_struck", _number(), DOUBT, rules=_rule("<formula>1</formula>", rule.format(2), "{r}")),
        Placement("rule_nothing", _number(), DOUBT, rules=_rule("<formula>1</formula>", rule.format(3), "{r}")),
        Placement(
            "bars_only",
            _number(),
            DOUBT,
            rules=_rule("<dataBar showValue='0'><cfvo type='min'/></dataBar>", 'type="dataBar"', "{r}"),
        ),
        Placement("formulas_shown", f'<c r="{{r}}"><f>{NUMBER}+1</f><v>7</v></c>', DOUBT, view='showFormulas="1"'),
        Placement("flat_row", _number(), "row", row='ht="2" customHeight="1"'),
        Placement("zero_hidden", '<c r="{r}"><v>0</v></c>', BLANK, view='showZeros="0"'),
        Placement("empty_text", '<c r="{r}" t="str"><f>""</f><v></v></c>', BLANK),
        Placement(
            "picture",
            '<c r="{r}"/>',
            NO_TEXT,
            parts={
                "drawing": f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="p" descr="{NUMBER}"/></xdr:nvPicPr></xdr:pic>'
            },
        ),
        Placement(
            "text_box",
            '<c r="{r}"/>',
            DOUBT,
            parts={
                "drawing": f'<xdr:sp><xdr:txBody><a:p xmlns:a="x"><a:r><a:t>{NUMBER}</a:t></a:r></a:p></xdr:txBody></xdr:sp>'
            },
        ),
        Placement("line_over", _number(), DOUBT, parts={"drawing": "<xdr:cxnSp/>"}),
        Placement("chart", '<c r="{r}"/>', NO_TEXT, parts={"drawing": "<xdr:graphicFrame/>"}),
        Placement(
            "hidden_picture",
            _number(),
            GIVEN,
            parts={"drawing": '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="p" hidden="1"/></xdr:nvPicPr></xdr:pic>'},
        ),
        Placement("drop_down", '<c r="{r}"/>', NO_TEXT, parts={"vml": "Drop"}),
        Placement("check_box", '<c r="{r}"/>', NO_TEXT, parts={"vml": "Checkbox"}),
    ]


def placements(rng: Random) -> list[Placement]:
    """Every way, in random order."""
    made = plain_ways()
    for at, (name, (*_, right)) in enumerate(STYLES.items()):
        made.append(Placement(f"style {name}", _number(f's="{{style:{at}}}"'), right))
    rng.shuffle(made)
    return made


@dataclass
class Opened:
    """A generated workbook whose cells can be written over."""

    parts: dict[str, str]
    cells: list[tuple[int, int, str]]

    def put(self, at: int, way: Placement) -> bytes:
        """The workbook with one cell replaced."""
        parts = dict(self.parts)
        start, end, place = self.cells[at]
        letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", place).groups()  # type: ignore[union-attr]
        column = sum((ord(char) - 64) * 26**power for power, char in enumerate(reversed(letters))) - 1
        row = int(digits) - 1
        first = parts["xl/styles.xml"].count("<xf numFmtId=")
        count = parts["xl/sharedStrings.xml"].count("<si>")
        cell = re.sub(r"\{style:(\d+)\}", lambda found: str(first + int(found[1])), way.cell)
        cell = cell.replace("{r}", place).replace("{s}", str(count))
        sheet = parts[_SHEET][:start] + cell + parts[_SHEET][end:]
        if way.row:
            sheet = sheet.replace(f'<row r="{digits}"', f'<row r="{digits}" {way.row}')
        if way.view:
            sheet = sheet.replace("<sheetData>", f"<sheetViews><sheetView {way.view}/></sheetViews><sheetData>")
        behind = way.rules.replace("{r}", place)
        for kind, content in (way.parts or {}).items():
            behind += f'<{"drawing" if kind == "drawing" else "legacyDrawing"} r:id="rId77" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
            kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
            parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId77" '
                f'Type="{kinds}{"drawing" if kind == "drawing" else "vmlDrawing"}" Target="/xl/drawings/d1.xml"/></Relationships>'
            )
            parts["xl/drawings/d1.xml"] = _drawn(kind, content, row, column)
        parts[_SHEET] = sheet.replace("</worksheet>", f"{behind}</worksheet>")
        parts["xl/styles.xml"] = _styled(parts["xl/styles.xml"])
        parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace("</sst>", f"<si>{way.strings}</si></sst>")
        return packed(parts)


def _drawn(kind: str, content: str, row: int, column: int) -> str:
    if kind == "vml":
        return (
            '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape>'
            f'<x:ClientData ObjectType="{content}"><x:Anchor>{column}, 2, {row}, 2, {column}, 60, {row}, 18</x:Anchor>'
            "</x:ClientData></v:shape></xml>"
        )
    ends = "".join(
        f"<xdr:{name}><xdr:col>{column}</xdr:col><xdr:colOff>{off}</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>{off}</xdr:rowOff></xdr:{name}>"
        for name, off in (("from", 1000), ("to", 150_000))
    )
    return f'<xdr:wsDr xmlns:xdr="{_DRAWING}"><xdr:twoCellAnchor>{ends}{content}<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>'


def _styled(styles: str) -> str:
    """The workbook's styles with those of STYLES and four formats for conditions behind them."""
    fonts, fills, formats, cells = "", "", "", ""
    for at, (font, fill, code, alignment, _) in enumerate(STYLES.values()):
        size = "" if "<sz" in font else '<sz val="11"/>'
        fonts += f"<font>{size}{font}</font>"
        fills += f"<fill>{fill or '<patternFill/>'}</fill>"
        quoted = code.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace(">", "&gt;")
        formats += f'<numFmt numFmtId="{500 + at}" formatCode="{quoted}"/>'
        cells += f'<xf numFmtId="{500 + at}" fontId="{1 + at}" fillId="{1 + at}">{alignment}</xf>'
    dxfs = (
        '<dxfs><dxf><font><color rgb="FFFFFFFF"/></font></dxf><dxf><font><b/></font></dxf><dxf><font><strike/></font></dxf>'
        '<dxf><numFmt numFmtId="600" formatCode=";;;"/></dxf></dxfs>'
    )
    styles = styles.replace("</numFmts>", f"{formats}</numFmts>").replace("</fonts>", f"{fonts}</fonts>")
    styles = styles.replace("</fills>", f"{fills}</fills>").replace("</cellXfs>", f"{cells}</cellXfs>")
    return styles.replace("</styleSheet>", f"{dxfs}</styleSheet>")


def opened(body: bytes) -> Opened:
    """Find the cells that hold a number."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    found = re.finditer(r'<c r="([A-Z]+\d+)"(?: s="0")?><v>\d+(?:\.0)?</v></c>', parts[_SHEET])
    return Opened(parts, [(*one.span(), one[1]) for one in found])
