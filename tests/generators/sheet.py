# ruff: noqa: E501  (markup is kept whole)
"""Spreadsheets: .xlsx as raw SpreadsheetML in a zip, .xls by xlwt. Both from one laying-out of blocks on sheets."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from random import Random
from xml.sax.saxutils import escape

import openpyxl
import xlwt

from .docx import packed
from .model import Block, Table, place, width

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FORMATS = [
    "General",
    "#,##0",
    "0.00",
    "0.0000",
    "#,##0.00",
    "0_ ",
    '0"件"',
    '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ',
    '0.00"万元"',
    "@",
    "yyyy/m/d",
    "0_);[Red]\\(0\\)",
]


@dataclass
class Put:
    """One cell at its place: `number` is what the file keeps where the cell is numeric, shown by `style`."""

    row: int
    column: int
    down: int
    right: int
    text: str
    number: str | None = None
    style: int = 0
    formula: str = ""


@dataclass
class Sheet:
    name: str
    cells: list[Put] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    next_row: int = 0


def _kept(rng: Random, text: str, shapes: frozenset[str]) -> tuple[str | None, int, str]:
    """How a printed figure is kept: (number, style, formula); (None, 0, '') where only as text."""
    if "text_numbers" in shapes:
        return None, 0, ""
    number, style = None, 0
    if re.fullmatch(r"0|[1-9]\d{0,9}", text):
        number, style = text, rng.choice([0, 0, 5, 11]) if "number_formats" in shapes else 0
    elif re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+", text):
        number, style = text.replace(",", ""), rng.choice([1, 7])
    elif found := re.fullmatch(r"(0|[1-9]\d*)\.(\d+)", text):
        if not text.endswith("0"):
            number, style = text, {2: 2, 4: 3}.get(len(found[2]), 0) if "number_formats" in shapes else 0
        elif len(found[2]) in (2, 4):
            number, style = text, {2: 2, 4: 3}[len(found[2])]
    elif "number_formats" in shapes and re.fullmatch(r"\d+件", text):
        number, style = text[:-1], 6
    if number is None:
        return None, 0, ""
    if "." not in number and rng.random() < 0.2:
        number += ".0"
    elif "." in number and "long_floats" in shapes:
        number = repr(float(number) * 3 / 3 + 0.0)
    formula = "SUM(A1:A2)" if "formulas" in shapes and rng.random() < 0.3 else ""
    return number, style, formula


def _put_table(rng: Random, sheet: Sheet, grid: Table, left: int, shapes: frozenset[str]) -> None:
    for r, line in enumerate(place(grid.rows)):
        for column, cell in line:
            number, style, formula = _kept(rng, cell.text, shapes) if cell.role in ("value", "other") else (None, 0, "")
            down = min(cell.rowspan, len(grid.rows) - r)
            sheet.cells.append(
                Put(sheet.next_row, left + column, down, cell.colspan, cell.text, number, style, formula)
            )
        sheet.next_row += 1
        if "hidden_rows" in shapes and r >= grid.header and rng.random() < 0.1 and _may_insert(grid, r):
            sheet.hidden_rows.add(sheet.next_row)
            for column in range(left, left + width(grid.rows)):
                sheet.cells.append(Put(sheet.next_row, column, 1, 1, str(rng.randint(100, 999)), "77"))
            sheet.next_row += 1


def _may_insert(grid: Table, r: int) -> bool:
    """Whether no cell reaches from row r into the next one."""
    return all(
        above + cell.rowspan <= r + 1 for above, line in enumerate(place(grid.rows)) for _, cell in line if above <= r
    )


def lay_out(rng: Random, blocks: list[Block], shapes: frozenset[str]) -> list[Sheet]:
    """The document's blocks on one sheet under each other, or each table with its heading on a sheet of its own."""
    left, top = (rng.randint(1, 3), rng.randint(1, 4)) if "offset" in shapes else (0, 0)
    sheets = [Sheet("Sheet1", next_row=top)]
    widest = max((width(b.table.rows) for b in blocks if b.table), default=4)
    tables = 0
    for block in blocks:
        if block.kind == "hidden":
            continue
        sheet = sheets[-1]
        if block.kind == "table" and block.table is not None:
            _put_table(rng, sheet, block.table, left, shapes)
            tables += 1
            if "blank_rows" in shapes:
                sheet.next_row += rng.randint(1, 2)
            continue
        if "sheet_per_table" in shapes and block.kind == "heading" and tables:
            sheet = Sheet(f"表{len(sheets) + 1}", next_row=top)
            sheets.append(sheet)
            tables = 0
        across = widest if rng.random() < 0.7 else 1
        sheet.cells.append(Put(sheet.next_row, left, 1, across, block.text))
        sheet.next_row += 1
    if "hidden_sheet" in shapes:
        ghost = Sheet("去年", hidden=True)
        for block in blocks:
            if block.kind == "table" and block.table is not None:
                _put_table(rng, ghost, block.table, 0, frozenset(["text_numbers"]))
        for put in ghost.cells:
            put.text = str(rng.randint(100, 999)) if put.text.isdigit() else put.text
        sheets.insert(rng.randint(0, len(sheets)), ghost)
    return sheets


def _name(row: int, column: int) -> str:
    letters, n = "", column + 1
    while n:
        n, rest = divmod(n - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _shared(rng: Random, text: str, shapes: frozenset[str]) -> str:
    kept = f'<t xml:space="preserve">{escape(text)}</t>'
    if "rich_text" in shapes and len(text) > 1 and rng.random() < 0.5:
        at = rng.randint(1, len(text) - 1)
        runs = (
            f'<r><rPr><sz val="11"/></rPr><t xml:space="preserve">{escape(p)}</t></r>' for p in (text[:at], text[at:])
        )
        kept = "".join(runs) + '<rPh sb="0" eb="1"><t>ピン</t></rPh>'
    return f"<si>{kept}</si>"


def _sheet_xml(rng: Random, sheet: Sheet, strings: list[str], shapes: frozenset[str]) -> str:
    rows: dict[int, list[tuple[int, str]]] = {}
    merged = []
    for put in sheet.cells:
        where = _name(put.row, put.column)
        style = f' s="{put.style}"' if put.style else ""
        if put.number is not None:
            formula = f"<f>{put.formula}</f>" if put.formula else ""
            made = f'<c r="{where}"{style}>{formula}<v>{put.number}</v></c>'
        elif not put.text:
            made = f'<c r="{where}" s="5"/>' if rng.random() < 0.5 else ""
        elif "inline_strings" in shapes:
            made = f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{escape(put.text)}</t></is></c>'
        else:
            strings.append(_shared(rng, put.text, shapes))
            made = f'<c r="{where}" t="s"><v>{len(strings) - 1}</v></c>'
        rows.setdefault(put.row, []).append((put.column, made))
        if put.down > 1 or put.right > 1:
            merged.append(f'<mergeCell ref="{where}:{_name(put.row + put.down - 1, put.column + put.right - 1)}"/>')
    hides = {r: ' hidden="1"' for r in sheet.hidden_rows}
    lines = "".join(
        f'<row r="{r + 1}"{hides.get(r, "")}>' + "".join(made for _, made in sorted(cells)) + "</row>"
        for r, cells in sorted(rows.items())
    )
    merges = f'<mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells>' if merged else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData>{merges}'
        "<headerFooter><oddFooter>第 &amp;P 页</oddFooter></headerFooter></worksheet>"
    )


def xlsx(rng: Random, sheets: list[Sheet], shapes: frozenset[str]) -> bytes:
    """The sheets as a zip of SpreadsheetML parts."""
    strings: list[str] = []
    drawn = [_sheet_xml(rng, sheet, strings, shapes) for sheet in sheets]
    listed = "".join(
        f'<sheet name="{s.name}" sheetId="{i}" state="{"hidden" if s.hidden else "visible"}" r:id="rId{i}"/>'
        for i, s in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{i}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    formats = "".join(
        f'<numFmt numFmtId="{164 + i}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for i, code in enumerate(_FORMATS)
    )
    styles = "".join(f'<xf numFmtId="{164 + i if i else 0}" applyNumberFormat="1"/>' for i in range(len(_FORMATS)))
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats'
        '-officedocument.spreadsheetml.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="application/vnd.openxmlformats-officedocument'
            '.spreadsheetml.worksheet+xml"/>'
            for i in range(1, len(sheets) + 1)
        )
        + '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{package}/relationships">{related}'
        f'<Relationship Id="rIdS" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rIdT" Type="{_RELATIONS}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'<?xml version="1.0"?><styleSheet xmlns="{_MAIN}"><numFmts>{formats}</numFmts>'
        '<fonts count="1"><font><sz val="11"/></font></fonts><fills count="1"><fill><patternFill/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f"<cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f'<?xml version="1.0"?><sst xmlns="{_MAIN}">{"".join(strings)}</sst>',
    }
    for i, text in enumerate(drawn, 1):
        parts[f"xl/worksheets/sheet{i}.xml"] = text
    return packed(parts)


def xls(sheets: list[Sheet]) -> bytes:
    """The sheets as BIFF8."""
    book = xlwt.Workbook(encoding="utf-8")
    styles = [xlwt.easyxf(num_format_str=code) for code in _FORMATS]
    for sheet in sheets:
        made = book.add_sheet(sheet.name)
        made.visibility = 1 if sheet.hidden else 0
        for put in sheet.cells:
            value: str | float = put.text if put.number is None else float(put.number)
            if put.down > 1 or put.right > 1:
                made.write_merge(
                    put.row, put.row + put.down - 1, put.column, put.column + put.right - 1, value, styles[put.style]
                )
            elif value != "":
                made.write(put.row, put.column, value, styles[put.style])
        for row in sheet.hidden_rows:
            made.row(row).hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xml_2003(workbook: bytes) -> bytes:
    """A workbook (.xlsx) as one file of SpreadsheetML 2003, every cell as text."""
    rows = []
    for made in openpyxl.load_workbook(io.BytesIO(workbook)):
        merged = {(m.min_row, m.min_col): m for m in made.merged_cells.ranges}
        for row in made.iter_rows():
            cells = []
            for cell in row:
                area = merged.get((cell.row, cell.column))
                across = (
                    f' ss:MergeAcross="{area.max_col - area.min_col}"' if area and area.max_col > area.min_col else ""
                )
                if cell.value is not None:
                    cells.append(
                        f'<Cell ss:Index="{cell.column}"{across}><Data ss:Type="String">{cell.value}</Data></Cell>'
                    )
            rows.append(f"<Row>{''.join(cells)}</Row>")
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:'
        'spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table>'
        f"{''.join(rows)}</Table></Worksheet></Workbook>"
    ).encode()
