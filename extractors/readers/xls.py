"""Old spreadsheets (.xls, and .et of WPS, which keeps the same format), read by xlrd. Macros are not looked at."""

import struct

import xlrd

from extractors.content import Content
from extractors.readers.sheet import Merge, Sheet, blocks_of
from extractors.readers.sheet_cells import CellKeeper, Font, Format, Text
from extractors.readers.sign_fonts import is_sign_font
from extractors.readers.xls_drawings import over_cells
from extractors.refusal import Refused
from extractors.shown import LOWERED, RAISED

# twips: a row of less shows nothing, one of the other hardly anything
_NO_HEIGHT, _LITTLE_HEIGHT = 20, 80
_SOLID, _FILL = 1, 4

_DAMAGED = (
    AssertionError, AttributeError, EOFError, IndexError, KeyError, OverflowError, TypeError, UnicodeError, ValueError,
    ZeroDivisionError, NotImplementedError, struct.error,
)  # fmt: skip


class _Nowhere:
    """xlrd prints what it finds odd; the figures it could not read are named by what reads the cells."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing is kept."""


class _Styles:
    """The cell styles of a workbook, each judged once."""

    def __init__(self, book: xlrd.Book) -> None:
        self.book = book
        self.usual = book.font_list[0].height / 20 if book.font_list else 11.0
        self._formats: dict[int, Format] = {}
        self._fonts: dict[int, Font] = {}

    def font(self, number: int) -> Font:
        """A font by its number."""
        if number not in self._fonts:
            made = Font()
            if 0 <= number < len(self.book.font_list):
                font = self.book.font_list[number]
                made = Font(
                    bool(font.struck_out), {1: RAISED, 2: LOWERED}.get(font.escapement, ""),
                    self._colour(font.colour_index), font.height / 20, is_sign_font(font.name or ""),
                )  # fmt: skip
            self._fonts[number] = made
        return self._fonts[number]

    def _colour(self, number: int) -> str:
        found = self.book.colour_map.get(number)
        return "".join(f"{part:02X}" for part in found) if found else ""

    def format(self, number: int | None) -> Format:
        """A cell's style by its number; the usual one for what is none."""
        if number is None or not 0 <= number < len(self.book.xf_list):
            return Format()
        if number not in self._formats:
            style = self.book.xf_list[number]
            code = self.book.format_map.get(style.format_key)
            pattern = style.background.fill_pattern
            ground = self._colour(style.background.pattern_colour_index) if pattern == _SOLID else ""
            if pattern > _SOLID:
                ground = self._colour(style.background.background_colour_index)
            font = self.font(style.font_index)
            self._formats[number] = Format(
                code.format_str if code else "General", font, ground, font.marks(ground, self.usual),
                style.alignment.hor_align == _FILL,
            )  # fmt: skip
        return self._formats[number]


def _pieces(text: str, runs: list[tuple[int, int]], styles: _Styles) -> Text:
    """A text cut where its font changes."""
    if not runs:
        return text
    cuts = [0, *(start for start, _ in runs), len(text)]
    fonts = [None, *(styles.font(number) for _, number in runs)]
    pieces = [(text[a:b].replace("\r", ""), font) for a, b, font in zip(cuts, cuts[1:], fonts, strict=False)]
    return tuple(piece for piece in pieces if piece[0])


def _keep(keeper: CellKeeper, row: int, column: int, cell: xlrd.sheet.Cell, own: Format, value: Text) -> None:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        keeper.text(row, column, value, own)
    elif cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        keeper.number(row, column, repr(cell.value).removesuffix(".0"), own)
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        keeper.literal(row, column, "TRUE" if cell.value else "FALSE", own)
    elif cell.ctype == xlrd.XL_CELL_ERROR:
        keeper.literal(row, column, str(xlrd.error_text_from_code.get(cell.value, "#ERROR!")), own)


def read_xls(body: bytes) -> Content:
    """Lines and grids of the visible sheets. Raises Refused: damaged, over_limit."""
    try:
        book = xlrd.open_workbook(file_contents=body, formatting_info=True, logfile=_Nowhere())
        styles = _Styles(book)
        drawn = over_cells(body)
        sheets = []
        for number, sheet in enumerate(book.sheets()):
            if sheet.visibility == 0:
                sheets.append(_sheet(book, sheet, styles))
                for area, words in drawn.get(number, ()):
                    sheets[-1].cover(area, words)
    except Refused:
        raise
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError) as error:
        raise Refused("damaged", f"the workbook cannot be opened: {error}") from error
    except _DAMAGED as error:  # what xlrd raises on bytes that are no workbook throughout
        raise Refused("damaged", f"the workbook is broken: {type(error).__name__}: {error}") from error
    return Content("xls", blocks=blocks_of(sheets))


def _sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet, styles: _Styles) -> Sheet:
    made = Sheet(sheet.name)
    keeper = CellKeeper(made, styles.usual, bool(book.datemode), bool(sheet.show_zero_values))
    for area in sheet.merged_cells:
        made.merge(Merge(*area))
    for row, info in sheet.rowinfo_map.items():
        if info.hidden or info.height < _NO_HEIGHT:
            made.hidden_rows.add(row)
        elif info.height < _LITTLE_HEIGHT:
            made.low_rows.add(row)
    for column, about in sheet.colinfo_map.items():
        if about.hidden or about.width == 0:
            made.hidden_columns.add(column)
        else:
            made.widths[column] = about.width / 256
    rich = sheet.rich_text_runlist_map
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            value: Text = ""
            if cell.ctype == xlrd.XL_CELL_TEXT:
                runs = rich.get((row, column)) if rich else None
                value = _pieces(str(cell.value), runs, styles) if runs else str(cell.value).replace("\r", "")
            _keep(keeper, row, column, cell, styles.format(cell.xf_index), value)
    return made
