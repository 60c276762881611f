"""When a page with text is looked at as a picture: where its text is no witness of the figures that it shows."""

import re

from extractors.content import Cell, Grid
from extractors.shown import UNDECODABLE

WRONG_CODES = "its font draws other digits than its codes say"
# so many cells of one page whose figures are drawn and are no text, or are text of other characters
_MANY = 3
# letters that are drawn like digits, in a text that is else a number
_LIKE_DIGITS = re.compile(r"(?=.*[lIOoSBZ|])[\dlIOoSBZ|]{1,9}")


def _why(cell: Cell) -> str:
    if any(UNDECODABLE in run.marks for run in cell.runs) and not cell.text.strip("\ufffd \n"):
        return "the file does not say which characters its figures are"
    if cell.ink and not any(map(str.isdecimal, cell.text)):
        return "its figures are drawn and are no text"
    if not cell.doubt and _LIKE_DIGITS.fullmatch(cell.text.strip()):
        return "its text has letters in place of digits"
    return ""


def why_look_again(grids: list[Grid]) -> str:
    """Why the text of a page is no witness of the figures in its tables, "" where it is one."""
    found = [why for grid in grids for row in grid.rows for cell in row.cells if (why := _why(cell))]
    return max(found, key=found.count) if len(found) >= _MANY else ""


def can_look() -> bool:
    """Whether a page can be read as a picture here."""
    from extractors.readers.image import is_installed

    return is_installed()
