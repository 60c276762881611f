"""What of a page's text is seen, and what is particular about it: the page as drawn says so, and where glyphs stand.

Text that makes no difference to the page as drawn is set aside, whatever hides it. Text laid across the page (a
watermark) is none of its tables. What is left carries marks.
"""

import ctypes
import math
import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import product
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from extractors.readers import pdf_calls
from extractors.readers.pdf_drawn import Drawn
from extractors.readers.pdf_glyphs import once, placed
from extractors.readers.pdf_notes import Note
from extractors.readers.pdf_page import MOST_CHARACTERS, Glyph, Item, Rule, Rules, Sheet, Turn
from extractors.readers.pdf_shapes import DIGITS, contradicts
from extractors.shown import COVERED, HIDDEN, STRUCK, TURNED, UNDECODABLE, UNPAINTED

# stands for a character of which it is not known which it is
UNKNOWN = "\ufffd"
# of a font's private use: its drawing alone says what it is
_UNKNOWN_LETTER = re.compile("[\ufffd\ue000-\uf8ff]")
# text that leans by more (radians) is laid across the page; a page that was not level itself leans by less
_LEANING = 0.07
# what is laid across a page is so much larger than its text, and light where it stands upright
_LARGE = 1.6
_LIGHT, _THIN = 150, 200
# of a font's height: a strike crosses digits between these heights over the baseline
_LOW, _HIGH = 0.1, 0.6
# two digits nearer than this share of their height stand on one place
_SAME_PLACE = 0.22
# where a page has text that is not seen, more of it may lie so near to what is; so many pieces of it are looked at
_CROWDED, _MOST_CROWDED = 0.7, 600
# a picture larger than this (points, both ways) lies over more than a cell
_SEAL = 50
# points of a path that is a box, or one within another
_BOX = 10


_UNSEEN, _UNDECODABLE, _UNPAINTED = frozenset((HIDDEN,)), frozenset((UNDECODABLE,)), frozenset((UNPAINTED,))
_TURNED = frozenset((TURNED,))


class Seen(NamedTuple):
    """glyphs: what is seen, with marks; aside: what is not; across: the words of a watermark; drawn: the page as drawn;
    distrusted: whether a font of the page draws other digits than its codes say; large: where pictures lie that are
    larger than cells; notes: what lies on the page, and no one knows how it is drawn."""

    glyphs: list[Glyph]
    aside: list[Glyph]
    across: str
    drawn: Drawn
    distrusted: bool
    large: list[tuple[float, float, float, float]]
    notes: list[Note]


def seen_glyphs(sheet: Sheet, across: list[Rule]) -> Seen:
    """The characters of a page that has tables, sorted by what a reader sees of them. across: its horizontal rules."""
    raw, turn = sheet.text_page.raw, sheet.turn
    found, indices = placed(sheet.text_page, turn, sheet.text, with_items=True)
    objects = [glyph.item for glyph in found]
    first = dict(zip(reversed(objects), reversed(indices), strict=True))
    colours = dict(zip(first, pdf_calls.colours(list(first), of_stroke=False), strict=True))
    pale = {item for item, colour in colours.items() if _is_pale(colour)}
    laid = _laid_across(raw, found, objects, first, pale)
    texts = pdf_calls.text_objects(raw, min(pdfium.FPDFText_CountChars(raw), MOST_CHARACTERS))
    # pdfium takes what is drawn twice out of its list of characters
    texts |= {item for item, kind in sheet.items if kind == pdfium.FPDF_PAGEOBJ_TEXT}
    read = [item for item in texts if item and item not in laid]
    drawn = Drawn(sheet.page, turn, read, laid, _is_plain(sheet, texts))
    turned = _turned_items(raw, turn, first)
    distrusted = distrusted_fonts(objects, [glyph.text for glyph in found])
    unmapped = pdf_calls.are_unmapped(raw, indices)
    kept: list[Glyph] = []
    aside: list[Glyph] = []
    words: list[str] = []
    glances = drawn.seen_at_a_glance(found)
    is_special = (
        laid or pale or turned or distrusted or any(unmapped) or not all(glances) or _UNKNOWN_LETTER.search(sheet.text)
    )
    if not is_special:
        kept = found
    for glyph, is_unmapped, is_seen in zip(found, unmapped, glances, strict=True) if is_special else ():
        letter, item = glyph.text, glyph.item
        is_unknown = is_unmapped or _UNKNOWN_LETTER.match(letter)
        if item in laid:
            words.append(letter)
        elif (not is_seen or item in pale) and drawn.is_unseen(*_inner(glyph)):
            aside.append(glyph._replace(marks=_UNSEEN))
        elif is_unknown or (item in distrusted and letter in DIGITS):
            kept.append(glyph._replace(text=UNKNOWN, marks=_UNDECODABLE))
        elif item in pale and drawn.is_faint(*_inner(glyph)):
            kept.append(glyph._replace(marks=_UNPAINTED))
        elif item in turned and letter in DIGITS:
            kept.append(glyph._replace(marks=_TURNED))
        else:
            kept.append(glyph)
    count = len(aside)
    kept = _without_covered(kept, aside, drawn)
    if aside and not count:  # more of what one digit was found under may lie beside it
        kept = _without_covered(kept, aside, drawn)
    # one piece of text of which some digits are seen and others are not is covered in part
    parted = {glyph.item for glyph in aside if glyph.item and glyph.text in DIGITS}
    kept = [g._replace(marks=g.marks | {COVERED}) if g.item in parted and g.text in DIGITS else g for g in kept]
    notes = [note._replace(box=turn(*note.box)) for note in sheet.notes]
    glyphs = _struck(once(kept), across)
    return Seen(glyphs, aside, "".join(words), drawn, bool(distrusted), _large(sheet.items, turn), notes)


def _turned_items(raw: Any, turn: Turn, first: dict[int, int]) -> set[int]:
    """The text objects written in another direction than the page as it is read. first: a character of each."""
    angles = zip(first, pdf_calls.angles(raw, first.values()), strict=True)
    return {item for item, angle in angles if -round(angle * 2 / math.pi) % 4 != turn.quarters}


def _is_plain(sheet: Sheet, texts: set[int]) -> bool:
    """Whether nothing but text that is painted, lines and boxes is drawn on a page."""
    kinds = {kind for _, kind in sheet.items}
    if kinds - {pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH} or any(pdf_calls.render_modes(texts)):
        return False
    paths = [item for item, kind in sheet.items if kind == pdfium.FPDF_PAGEOBJ_PATH]
    return max(pdf_calls.segment_counts(paths), default=0) <= _BOX


def _without_covered(kept: list[Glyph], aside: list[Glyph], drawn: Drawn) -> list[Glyph]:
    """The glyphs without those that are not seen under others: what is drawn at their place is the others'.

    Each piece of text that shares its place is left out of the page once. What is taken out here is put aside.
    """
    reach = _CROWDED if aside else _SAME_PLACE
    looked_at = kept if aside else [glyph for glyph in kept if glyph.text in DIGITS]
    places: dict[tuple[int, int], list[Glyph]] = {}
    crowded: dict[int, Glyph] = {}
    for glyph in looked_at:
        letter, x, _, base, top, bottom, _, item, _ = glyph
        near = reach * (bottom - top)
        columns, rows = {int(x - near) >> 4, int(x + near) >> 4}, {int(base - near) >> 4, int(base + near) >> 4}
        for place in product(columns, rows):
            for other in places.get(place, ()):
                if (
                    other.item != item
                    and other.text != letter
                    and abs(other.x0 - x) < near
                    and abs(other.base - base) < near
                ):
                    crowded.setdefault(other.item, other)
                    crowded.setdefault(item, glyph)
        places.setdefault((int(x) >> 4, int(base) >> 4), []).append(glyph)
    unseen: set[int] = set()
    for item, glyph in list(crowded.items())[:_MOST_CROWDED]:
        if not drawn.is_drawn(item, glyph.x0, glyph.top, glyph.x1, glyph.bottom):
            unseen.add(item)
            pdf_calls.set_active((item,), False)  # what lies twice on one place is left out once
    pdf_calls.set_active(unseen, True)
    aside += [glyph._replace(marks=_UNSEEN) for glyph in kept if glyph.item in unseen]
    return [glyph for glyph in kept if glyph.item not in unseen] if unseen else kept


def seen_rules(rules: Rules, drawn: Drawn) -> Rules:
    """The rules of a page that are drawn: those of a layer that is off are not."""
    return Rules(
        [rule for rule in rules.across if drawn.has_line(rule.start, rule.at, rule.end, rule.at)],
        [rule for rule in rules.down if drawn.has_line(rule.at, rule.start, rule.at, rule.end)],
    )


def _large(items: list[Item], turn: Turn) -> list[tuple[float, float, float, float]]:
    found = []
    left, low, right, high = (ctypes.c_float() for _ in range(4))
    for item, kind in items:
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            pdfium.FPDFPageObj_GetBounds(pdf_calls.thing(item), *map(ctypes.byref, (left, low, right, high)))
            if min(right.value - left.value, high.value - low.value) > _SEAL:
                found.append(turn(left.value, low.value, right.value, high.value))
    return found


def _inner(glyph: Glyph) -> tuple[float, float, float, float]:
    """The part of a glyph's box that no other glyph reaches into."""
    room = 0.12 * (glyph.x1 - glyph.x0)
    high = 0.1 * (glyph.bottom - glyph.top)
    return glyph.x0 + room, glyph.top + high, glyph.x1 - room, glyph.bottom - 0.5 * high


def _laid_across(raw: Any, found: list[Glyph], items: list[int], first: dict[int, int], pale: set[int]) -> set[int]:
    """The text objects that lie across a page: leaning and light or large, or light and large."""
    heights = sorted(glyph.bottom - glyph.top for glyph in found)
    usual = heights[len(heights) // 2] if heights else 0.0
    large = {
        item for glyph, item in zip(found, items, strict=True)
        if max(glyph.bottom - glyph.top, glyph.x1 - glyph.x0) > _LARGE * usual
    }  # fmt: skip
    likely = large | pale
    laid = large & pale
    quarter = math.pi / 2
    for item, angle in zip(likely, pdf_calls.angles(raw, (first[item] for item in likely)), strict=True):
        if abs((angle + quarter / 2) % quarter - quarter / 2) > _LEANING:
            laid.add(item)
    return laid


def _is_pale(colour: tuple[int, ...]) -> bool:
    red, green, blue, opacity = colour
    return opacity < _THIN or min(red, green, blue) > _LIGHT


def distrusted_fonts(objects: list[int], letters: Iterable[str]) -> set[int]:
    """The text objects whose font draws other digits than its codes say.

    objects, letters: the text object of each character, and the character.
    """
    items = list(dict.fromkeys(objects))
    font_of = dict(zip(items, pdf_calls.fonts(items), strict=True))
    said: dict[int, set[str]] = {}
    for letter, item in zip(letters, objects, strict=True):
        if letter in DIGITS:
            said.setdefault(font_of[item], set()).add(letter)
    wrong = {font for font, digits in said.items() if font and contradicts(font, sorted(digits))}
    return {item for item, font in font_of.items() if font in wrong}


def _struck(glyphs: list[Glyph], across: list[Rule]) -> list[Glyph]:
    """Digits with a line through them are marked so."""
    if not across:
        return glyphs
    rules = sorted(across)
    heights = [rule.at for rule in rules]
    found = []
    for number, glyph in enumerate(glyphs):
        if glyph.text.isdecimal():
            high = glyph.bottom - glyph.top
            at = bisect_left(heights, glyph.base - _HIGH * high)
            end = glyph.base - _LOW * high
            while at < len(rules) and heights[at] < end:
                wide = min(glyph.x1 - glyph.x0, _step(glyphs, number), _step(glyphs, number - 1))
                shared = min(rules[at].end, glyph.x0 + wide) - max(rules[at].start, glyph.x0)
                if shared > 0.5 * wide:
                    glyph = glyph._replace(marks=glyph.marks | {STRUCK})
                    break
                at += 1
        found.append(glyph)
    return found


def _step(glyphs: list[Glyph], number: int) -> float:
    """How far a digit is from the next one of its number: boxes are wider in fonts that pdfium replaces."""
    if 0 <= number < len(glyphs) - 1:
        one, other = glyphs[number], glyphs[number + 1]
        if one.text.isdecimal() and other.text.isdecimal() and abs(one.base - other.base) < 1 and one.x0 < other.x0:
            return other.x0 - one.x0
    return math.inf
