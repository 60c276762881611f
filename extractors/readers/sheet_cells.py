"""What a cell of a spreadsheet shows of its value, under its number format, its font and its fill."""

from dataclasses import dataclass
from typing import NamedTuple

from extractors.readers.contrast import BLACK, WHITE, is_seen
from extractors.readers.number_format import Look, look, look_of_text
from extractors.readers.sheet import Sheet
from extractors.shown import GENERATED, STRUCK, TINY, UNDECODABLE, UNPAINTED, Run

_USUAL_SIZE = 11.0
_NO_MARKS: frozenset[str] = frozenset()
_SMALLER = 0.65


class Font(NamedTuple):
    """What of a font decides what is seen; colour: six digits, "" for that of the program, "?" for one not known."""

    is_struck: bool = False
    place: str = ""
    colour: str = ""
    size: float = _USUAL_SIZE
    is_sign: bool = False

    def marks(self, ground: str, usual: float = _USUAL_SIZE) -> frozenset[str]:
        """The marks of a text in this font on a ground."""
        found = set()
        if self.is_struck:
            found.add(STRUCK)
        if self.place:
            found.add(self.place)
        if self.size < 4 or self.size < usual * 0.5:
            found.add(TINY)
        if self.is_sign:
            found.add(UNDECODABLE)
        if "?" not in (self.colour, ground) and not is_seen(self.colour or BLACK, ground or WHITE):
            found.add(UNPAINTED)
        return frozenset(found) if found else _NO_MARKS


class Format(NamedTuple):
    """One cell style: its number format, its font and fill, the marks of its text.

    is_filled: whether the text is repeated over the cell's width.
    """

    code: str = "General"
    font: Font = Font()
    ground: str = ""
    marks: frozenset[str] = _NO_MARKS
    is_filled: bool = False


# a text of one font, or pieces of it each with its own (None: the cell's)
Text = str | tuple[tuple[str, Font | None], ...]


@dataclass(slots=True)
class CellKeeper:
    """Puts cells into a sheet as they are shown. usual: the size of the workbook's usual font."""

    sheet: Sheet
    usual: float = _USUAL_SIZE
    from_1904: bool = False
    shows_zeros: bool = True

    def number(self, row: int, column: int, value: str, own: Format) -> None:
        """Keep a stored number."""
        found = look(value, own.code, self.from_1904)
        if not self.shows_zeros and found.text.strip("0.,%") == "":
            found = found._replace(text="")
        if len(found.text) >= self.sheet.widths.get(column, 99.0):
            self.sheet.figures.add((row, column))
        self._looked(row, column, value, found, own)

    def text(self, row: int, column: int, value: Text, own: Format) -> None:
        """Keep a stored text."""
        if isinstance(value, str) and own.code not in ("General", "@"):
            self._looked(row, column, value, look_of_text(value, own.code), own)
        else:
            self.literal(row, column, value, own)

    def _looked(self, row: int, column: int, value: str, found: Look, own: Format) -> None:
        if not found.text.strip() and value.strip():
            self.sheet.kept[row, column] = value
            return
        marks = own.marks
        if found.colour:
            marks = own.font._replace(colour=found.colour).marks(own.ground, self.usual)
        if found.is_made:
            marks = marks | {GENERATED}
        self.literal(row, column, found.text, own if marks == own.marks else own._replace(marks=marks))

    def literal(self, row: int, column: int, text: Text, own: Format) -> None:
        """Keep a text that no number format changes."""
        if isinstance(text, str) and not own.marks and not own.is_filled:
            self.sheet.put(row, column, text)
            return
        runs = self._runs(text, own)
        if own.is_filled and any(char.isdecimal() for run in runs for char in run.text):
            runs = tuple(run._replace(marks=run.marks | {GENERATED}) for run in runs)
        if any(run.marks for run in runs):
            self.sheet.put_runs(row, column, runs)
        else:
            self.sheet.put(row, column, "".join(run.text for run in runs))

    def _runs(self, text: Text, own: Format) -> tuple[Run, ...]:
        if isinstance(text, str):
            return (Run(text, own.marks),) if text else ()
        sizes = [(font or own.font).size for piece, font in text if piece.strip()]
        largest = max(sizes, default=0.0)
        made = []
        for piece, font in text:
            marks = own.marks if font is None else font.marks(own.ground, self.usual)
            if (font or own.font).size < largest * _SMALLER and not (font or own.font).place:
                marks = marks | {TINY}
            if piece:
                made.append(Run(piece, marks))
        return tuple(made)
