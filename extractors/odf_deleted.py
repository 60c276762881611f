"""Rows of an OpenDocument text that were deleted under tracked changes: LibreOffice keeps them as empty rows.

It counts the rows that a merged cell reaches over without them, and what it converts then has cells one column aside.
"""

from collections.abc import Iterator

from lxml import etree

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_SPANNED = f"{{{_TABLE}}}number-rows-spanned"
_WIDE = f"{{{_TABLE}}}number-columns-spanned"
_REPEATED = f"{{{_TABLE}}}number-columns-repeated"
_MOST_COLUMNS = 300


def without_deleted_rows(root: etree._Element) -> None:
    """Take out the rows of which only deletions are left, and let merged cells reach as far as the covered ones."""
    for table in list(root.iter("{*}table")):
        rows = [row for row in table.iter("{*}table-row") if _table_of(row) is table]
        deleted = {row for row in rows if _is_deleted(row)}
        for row in deleted:
            if (parent := row.getparent()) is not None:
                parent.remove(row)
        if deleted:
            _respan([row for row in rows if row not in deleted])


def _table_of(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors("{*}table"), None)


def _is_deleted(row: etree._Element) -> bool:
    cells = list(row.iterchildren("{*}table-cell"))
    if not cells or "".join(row.itertext()).strip() or next(row.iter("{*}frame", "{*}table"), None) is not None:
        return False
    return all(next(cell.iter("{*}change"), None) is not None for cell in cells)


def _number(cell: etree._Element, name: str) -> int:
    text = cell.get(name, "1")
    return min(max(int(text), 1), _MOST_COLUMNS) if text.isdecimal() else 1


def _columns(row: etree._Element) -> Iterator[etree._Element | None]:
    """What begins in each column of a row: a cell, None where one from above reaches down."""
    own = 0  # columns that a cell of this row reaches over
    for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
        is_covered = etree.QName(cell).localname.startswith("covered")
        for _ in range(_number(cell, _REPEATED)):
            if is_covered and own > 0:
                own -= 1
                yield row
            else:
                own = 0 if is_covered else _number(cell, _WIDE) - 1
                yield None if is_covered else cell


def _respan(rows: list[etree._Element]) -> None:
    lines = [list(_columns(row)) for row in rows]
    for number, line in enumerate(lines):
        for column, cell in enumerate(line):
            if cell is None or _SPANNED not in cell.attrib:
                continue
            reach = 1
            while number + reach < len(lines) and lines[number + reach][column : column + 1] == [None]:
                reach += 1
            cell.set(_SPANNED, str(reach))
