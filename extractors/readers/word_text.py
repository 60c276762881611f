"""The text of paragraphs of Word as runs with marks, and what stands among it that is no text."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from extractors.readers.package import local
from extractors.readers.word_drawings import DRAWN, alternative, drawing_words, text_boxes
from extractors.readers.word_fields import Field, is_made_anew, printed_by
from extractors.readers.word_styles import (
    USUAL_SIZE,
    Properties,
    Seen,
    Styles,
    attribute,
    clipped,
    exact_line,
    ground_of,
    is_off_the_page,
    properties_of,
)
from extractors.shown import CLIPPED, FIELD, GENERATED, HIDDEN, LOWERED, RAISED, STRUCK, TINY, UNDECODABLE, Run

_SPECIAL = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "-"}
# elements that stand around others and print nothing themselves
AROUND = frozenset(
    "hyperlink ins moveTo smartTag customXml sdtContent dir sect sub-section body rubyBase oMath oMathPara e box "
    "Choice Fallback conflictIns".split()
)
_NOTES = frozenset(("footnoteReference", "endnoteReference"))
_DATES = frozenset("dayShort dayLong monthShort monthLong yearShort yearLong pgNum".split())
# what stands in them is deleted, or moved elsewhere
_TAKEN_OUT = frozenset("del moveFrom conflictDel".split())
# parts of an equation that stand above or below the line; any other part makes an equation no text
_EQUATION_PLACES = {"sup": RAISED, "sub": LOWERED, "num": RAISED, "den": LOWERED, "lim": LOWERED}
_EQUATIONS = frozenset("sSup sSub sSubSup sPre f limLow limUpp".split())
_NO_TEXT_EQUATIONS = frozenset("rad nary d m eqArr acc bar func groupChr phant borderBox".split())
_TOP_SIZE_RATIO, _USUAL_RATIO = 0.65, 0.5


class Piece(NamedTuple):
    """A piece of a paragraph's text."""

    text: str
    marks: frozenset[str]
    size: int
    position: int = 0


@dataclass(slots=True)
class Place:
    """Where a paragraph stands: what its table's style says of it, the ground, and the table's usual size."""

    table: Properties = field(default_factory=dict)
    ground: str = ""
    size: int = 0


@dataclass(slots=True)
class Text:
    """What has been met of a cell or of a paragraph outside a table."""

    place: Place = field(default_factory=Place)
    paragraphs: list[list[Piece]] = field(default_factory=list)
    ink: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    has_note: bool = False

    def put(self, text: str, seen: Seen) -> None:
        """Add text; inside a field's code it is no text."""
        if not text:
            return
        if self.fields:
            open_code = next((one for one in self.fields if not one.in_result), None)
            if open_code is not None:
                open_code.code.append(text)
                return
            for one in self.fields:
                one.result.append(text)
                seen = _marked(seen, FIELD) if one.is_anew else seen
        self.paragraphs[-1].append(Piece(text, _of_text(text, seen), seen.size, seen.position))

    def mark(self, text: str, mark: str) -> None:
        """Add text that is not plain whatever its run says."""
        self.put(text, Seen(frozenset((mark,))))

    def runs(self) -> tuple[Run, ...]:
        """The runs, paragraphs on lines of their own."""
        for one in self.fields:
            self.paragraphs[-1].append(Piece("".join(one.code), frozenset((FIELD,)), USUAL_SIZE))
        self.fields.clear()
        lines = self.paragraphs
        if len(lines) > 1:
            lines = [line for line in lines if any(piece.text.strip() for piece in line)]
        if len(lines) == 1 and len(lines[0]) == 1 and not (self.place.size or lines[0][0].position or self.has_note):
            return (Run(lines[0][0].text, lines[0][0].marks),)
        pieces: list[Piece] = []
        for line in lines:
            if pieces:
                pieces.append(pieces[-1]._replace(text="\n"))
            pieces += line
        if len(pieces) > 1 or (pieces and (pieces[0].position or pieces[0].size * 2 < self.place.size)):
            pieces = _compared(pieces, self.place.size)
        if self.has_note and not any(piece.text.strip() for piece in pieces):
            self.ink.append("a note's mark")
        return tuple(
            Run("".join(piece.text for piece in same), marks)
            for marks, same in groupby(pieces, key=lambda piece: piece.marks)
        )


def _of_text(text: str, seen: Seen) -> frozenset[str]:
    """The marks of a text: some properties matter for digits and signs alone."""
    marks = seen.marks
    if UNDECODABLE in marks and not all(char < "\x80" or "\ue000" <= char <= "\uf8ff" for char in text.strip()):
        marks = marks - {UNDECODABLE}  # the font of signs is not used for Chinese
    has_digit = any(map(str.isdecimal, text))
    if seen.is_combined and has_digit:
        marks = marks | {RAISED, LOWERED}  # two lines in the height of one
    if seen.fit and len(text) * seen.size * 2 > seen.fit and has_digit:
        marks = marks | {TINY}  # pressed together to less than half its width
    return marks


def _compared(pieces: list[Piece], usual: int) -> list[Piece]:
    """Pieces much smaller than those beside them or than the table's text, and those off the line of the others."""
    inked = [piece for piece in pieces if piece.text.strip() and HIDDEN not in piece.marks]
    if not inked:
        return pieces
    largest = max(piece.size for piece in inked)
    places = {piece.position for piece in inked}
    found = []
    for piece in pieces:
        marks = piece.marks
        if (piece.size < largest * _TOP_SIZE_RATIO or piece.size < usual * _USUAL_RATIO) and not marks & {
            RAISED,
            LOWERED,
        }:
            marks = marks | {TINY}
        # alone in its cell a figure is off the line of its row where it is moved far
        if abs(piece.position) >= max(2, piece.size * (0.15 if len(places) > 1 else 0.5)):
            marks = marks | {RAISED if piece.position > 0 else LOWERED}
        found.append(piece._replace(marks=marks))
    return found


def line_text(runs: tuple[Run, ...]) -> str:
    """The text of a line outside tables; struck text and raised figures do not run together with what is beside."""
    parts = []
    for run in runs:
        text = run.text
        if HIDDEN in run.marks or GENERATED in run.marks or FIELD in run.marks:
            continue
        if STRUCK in run.marks:
            text = "".join(f"{char}\u0336" for char in text)
        elif RAISED in run.marks and any(map(str.isdigit, text)):
            text = f"^{text}"
        parts.append(text)
    return "".join(parts)


def is_on(properties: etree._Element | None, *names: str) -> bool:
    """Whether one of the switches is among an element's properties and on."""
    if properties is None:
        return False
    return any(
        local(child.tag) in names and attribute(child, "val") not in ("0", "false", "off") for child in properties
    )


def child_of(node: etree._Element, name: str) -> etree._Element | None:
    """The first child of that name."""
    return next(node.iterchildren(f"{{*}}{name}"), None)


def shows_hint(control: etree._Element) -> bool:
    """Whether a content control shows what tells a person to fill it in."""
    return is_on(child_of(control, "sdtPr"), "showingPlcHdr")


def is_placeholder(control: etree._Element) -> bool:
    """Whether a content control shows only that, and no figure stands in it."""
    if not shows_hint(control):
        return False
    return not any(char.isdecimal() for node in control.iter("{*}t") for char in node.text or "")


@dataclass(slots=True)
class TextReader:
    """Reads paragraphs under a document's styles and numberings.

    drawing: told of every drawing outside text boxes; is_converted: whether LibreOffice wrote the document.
    """

    styles: Styles
    numbering: Callable[[etree._Element], str]
    drawing: Callable[[etree._Element], None]
    is_converted: bool = False
    known: dict[tuple[tuple[str, ...], ...], Properties] = field(default_factory=dict)

    def paragraph(self, node: etree._Element, into: Text) -> None:
        """Add a paragraph."""
        properties = child_of(node, "pPr")
        key, line, ground, numbered, is_off = "", 0, into.place.ground, None, False
        if properties is not None:
            for child in properties:
                name = local(child.tag)
                if name == "pStyle":
                    key = attribute(child, "val")
                elif name in ("numPr", "listPr"):
                    numbered = child
                elif name == "shd":
                    ground = ground_of(child) or ground
                elif name == "ind":
                    is_off = is_off_the_page(child)
            line = exact_line(properties)
        style = self.styles.paragraph(key)
        into.paragraphs.append([])
        if (numbered if numbered is not None else style.numbering) is not None:
            label = self.numbering(numbered if numbered is not None else style.numbering)
            into.mark(label, GENERATED)
        around = _Around(self, key, line or style.line, ground, place=into.place.table)
        self._inside(node, into, around.marked(CLIPPED) if is_off else around)

    def _inside(self, node: etree._Element, into: Text, around: "_Around") -> None:
        for child in node:
            name = local(child.tag)
            if name == "r":
                self._run(child, into, around)
            elif name in AROUND:
                self._inside(child, into, around)
            elif name == "sdt":
                if not is_placeholder(child):
                    self._inside(child, into, around.marked(FIELD) if shows_hint(child) else around)
            elif name == "fldSimple":
                self._simple_field(child, into, around)
            elif name == "bdo":
                self._turned(child, into, around)
            elif name == "ruby":
                for part in child:
                    self._inside(part, into, around if local(part.tag) == "rubyBase" else around.marked(RAISED))
            elif name in _EQUATIONS:
                for part in child:
                    mark = _EQUATION_PLACES.get(local(part.tag), "")
                    if name == "limUpp" and mark == LOWERED:
                        mark = RAISED
                    self._inside(part, into, around.marked(mark) if mark else around)
            elif name in _NO_TEXT_EQUATIONS:
                into.ink.append("an equation")
                for part in child:
                    self._inside(part, into, around)
            elif name in _EQUATION_PLACES or name in ("fName", "deg", "mr", "rt"):
                self._inside(child, into, around)
            elif name in DRAWN:
                self._drawn(child, into)
            elif name == "AlternateContent" and (branch := alternative(child)) is not None:
                self._inside(branch, into, around)
            elif name == "t":
                into.put(child.text or "", around.seen({}))
            elif name == "subDoc":
                into.ink.append("another document")
            elif name not in _TAKEN_OUT and any(True for _ in child.iter("{*}t")):
                self._inside(child, into, around.marked(FIELD))  # who shows what is in it is not known

    def _run(self, run: etree._Element, into: Text, around: "_Around") -> None:
        seen = None
        own: Properties = {}
        for child in run:
            name = local(child.tag)
            if name == "rPr":
                if "/math}" not in child.tag:
                    own = self._properties(child)
                continue
            if seen is None:
                seen = around.seen(own)
            if name == "t":
                into.put(child.text or "", seen)
            elif name in _SPECIAL:
                into.put(_SPECIAL[name], seen)
            elif name == "fldChar":
                self._field(child, into, seen)
            elif name == "instrText":
                if into.fields and not into.fields[-1].in_result:
                    into.fields[-1].code.append(child.text or "")
            elif name == "sym":
                into.put(f"[{attribute(child, 'font')} {attribute(child, 'char')}]", _marked(seen, UNDECODABLE))
            elif name in _NOTES:
                self._note(child, into, seen)
                if _has_own_mark(child):  # the text behind it is the mark
                    seen = _marked(seen, RAISED)
            elif name in _DATES:
                into.ink.append("a date that programs fill in")
            elif name in DRAWN:
                if HIDDEN not in seen.marks:
                    self._drawn(child, into)
            elif name == "AlternateContent":
                if (branch := alternative(child)) is not None:
                    self._inside(branch, into, around.under(own))
            elif name == "ruby":
                for part in child:
                    self._inside(part, into, around if local(part.tag) == "rubyBase" else around.marked(RAISED))
            elif name not in ("delText", "delInstrText"):
                self._inside(child, into, around.under(own))

    def _properties(self, node: etree._Element) -> Properties:
        """The properties of a run; those that say the same are read once."""
        key = tuple((child.tag, *child.values()) for child in node)
        found = self.known.get(key)
        if found is None or any(len(child) for child in node):
            found = self.known[key] = properties_of(node)
        return found

    def _note(self, node: etree._Element, into: Text, seen: Seen) -> None:
        if HIDDEN in seen.marks or _has_own_mark(node):
            return
        if RAISED in seen.marks or seen.position > 0 or not self.styles.written:
            into.has_note = True
        else:
            into.ink.append("a note's mark on the line")

    def _turned(self, node: etree._Element, into: Text, around: "_Around") -> None:
        """Text whose direction is overridden: figures in it are drawn the other way round."""
        is_turned = attribute(node, "val") == "rtl" and any(
            char.isdecimal() for part in node.iter("{*}t") for char in part.text or ""
        )
        self._inside(node, into, around.marked(UNDECODABLE) if is_turned else around)

    def _simple_field(self, node: etree._Element, into: Text, around: "_Around") -> None:
        one = Field(in_result=True, is_anew=self.is_converted and is_made_anew(attribute(node, "instr")))
        into.fields.append(one)
        self._inside(node, into, around)
        into.fields.remove(one)
        self._end_field(attribute(node, "instr"), one, into, around.seen({}))

    def _field(self, node: etree._Element, into: Text, seen: Seen) -> None:
        kind = attribute(node, "fldCharType")
        if kind == "begin":
            into.fields.append(Field(node))
        elif kind == "separate" and into.fields:
            into.fields[-1].in_result = True
            into.fields[-1].is_anew = self.is_converted and is_made_anew("".join(into.fields[-1].code))
        elif kind == "end" and into.fields:
            one = into.fields.pop()
            self._end_field("".join(one.code), one, into, seen)

    def _end_field(self, code: str, one: Field, into: Text, seen: Seen) -> None:
        made = printed_by(code, "".join(one.result), one.begin)
        if HIDDEN in seen.marks:
            return
        into.put(made.text, seen)
        into.put(made.doubtful, _marked(seen, FIELD))
        if made.ink and all(outer.in_result for outer in into.fields):
            into.ink.append(made.ink)

    def _drawn(self, node: etree._Element, into: Text) -> None:
        boxes = list(text_boxes(node))
        into.boxes += boxes
        if words := drawing_words(node, boxes):
            into.ink.append(words)
        if not boxes:
            self.drawing(node)


@dataclass(slots=True)
class _Around:
    """What stands around a run: its paragraph, and marks that come of where it is."""

    reader: TextReader
    paragraph: str
    line: int
    ground: str
    marks: frozenset[str] = frozenset()
    own: Properties = field(default_factory=dict)
    place: Properties = field(default_factory=dict)

    def seen(self, own: Properties) -> Seen:
        properties = {**self.own, **own} if self.own else own
        seen = self.reader.styles.seen(properties, self.paragraph, self.place, self.ground)
        seen = clipped(seen, self.line) if self.line else seen
        return seen._replace(marks=seen.marks | self.marks) if self.marks else seen

    def marked(self, mark: str) -> "_Around":
        return replace(self, marks=self.marks | {mark})

    def under(self, own: Properties) -> "_Around":
        return replace(self, own={**self.own, **own}) if own else self


def _has_own_mark(note: etree._Element) -> bool:
    """Whether a reference to a note is followed by a mark that an author chose."""
    return attribute(note, "customMarkFollows") in ("1", "true", "on")


def _marked(seen: Seen, mark: str) -> Seen:
    return seen._replace(marks=seen.marks | {mark})
