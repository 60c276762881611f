"""Old spreadsheets (.xls, and .et of WPS, which keeps the same format), read by xlrd. Macros are not looked at."""

import struct

import xlrd

from extractors.content import Content
from extractors.readers.number_format import shown
from extractors.readers.sheet import Merge, Sheet, blocks_of
from extractors.refusal import Refused

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


def _cell_text(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value).replace("\r", "")
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        code = "General"
        if cell.xf_index is not None and cell.xf_index < len(book.xf_list):
            found = book.format_map.get(book.xf_list[cell.xf_index].format_key)
            code = found.format_str if found else code
        return shown(repr(cell.value), code, bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR!"))
    return ""


def read_xls(body: bytes) -> Content:
    """Lines and grids of the visible sheets. Raises Refused: damaged, over_limit."""
    try:
        book = xlrd.open_workbook(file_contents=body, formatting_info=True, logfile=_Nowhere())
        sheets = [_sheet(book, sheet) for sheet in book.sheets() if sheet.visibility == 0]
    except Refused:
        raise
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError) as error:
        raise Refused("damaged", f"the workbook cannot be opened: {error}") from error
    except _DAMAGED as error:  # what xlrd raises on bytes that are no workbook throughout
        raise Refused("damaged", f"the workbook is broken: {type(error).__name__}: {error}") from error
    return Content("xls", blocks=blocks_of(sheets))


def _sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Sheet:
    made = Sheet(sheet.name)
    for area in sheet.merged_cells:
        made.merge(Merge(*area))
    made.hidden_rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
    made.hidden_columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            made.put(row, column, _cell_text(book, cell))
    return made
