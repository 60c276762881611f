"""What lies on a page and is no part of it: fields of a form with their values, text boxes, stamps, strokes of a pen.

A reader of the page sees them as print, so they are made part of the page before it is read. What only points at the
page (links, comments, highlighting) is left out.
"""

import ctypes
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

# links and comments are no print; highlighting and lines under text change none of it
_POINTING = frozenset(
    (
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_LINK,
        pdfium.FPDF_ANNOT_POPUP,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_SQUIGGLY,
        pdfium.FPDF_ANNOT_CARET,
        pdfium.FPDF_ANNOT_FILEATTACHMENT,
        pdfium.FPDF_ANNOT_SOUND,
        pdfium.FPDF_ANNOT_MOVIE,
        pdfium.FPDF_ANNOT_SCREEN,
    )
)


# bytes of an appearance that draws nothing: two of them end the string
_NOTHING = 2
# a note that is not to be seen on the screen
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW


class Note(NamedTuple):
    """What lies on a page without saying how it is drawn: programs draw it each in their way. The box is pdfium's."""

    box: tuple[float, float, float, float]
    text: str


def make_part(page: Any) -> tuple[bool, list[Note]]:
    """Draw what lies on a page on to it.

    Returns whether anything was, then the page must be loaded again; and what does not say how it is drawn.
    """
    count = pdfium.FPDFPage_GetAnnotCount(page)
    pointing, notes, drawn = [], [], 0
    for at in range(count):
        note = pdfium.FPDFPage_GetAnnot(page, at)
        if not note or pdfium.FPDFAnnot_GetSubtype(note) in _POINTING:
            pointing.append(at)
        elif not pdfium.FPDFAnnot_GetFlags(note) & _UNSEEN:
            if pdfium.FPDFAnnot_GetAP(note, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > _NOTHING:
                drawn += 1
            elif (text := _text(note, b"Contents") or _text(note, b"V")) or _is_drawn_by_programs(note):
                box = pdfium.FS_RECTF()
                pdfium.FPDFAnnot_GetRect(note, ctypes.byref(box))
                notes.append(Note((box.left, box.bottom, box.right, box.top), text))
        if note:
            pdfium.FPDFPage_CloseAnnot(note)
    if not drawn:
        return False, notes
    for at in reversed(pointing):
        pdfium.FPDFPage_RemoveAnnot(page, at)
    return bool(pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS), notes


def _is_drawn_by_programs(note: Any) -> bool:
    """Whether programs show something where the file does not say what: all but the fields of a form."""
    return bool(pdfium.FPDFAnnot_GetSubtype(note) != pdfium.FPDF_ANNOT_WIDGET)


def _text(note: Any, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(note, key, None, 0)
    buffer = ctypes.create_string_buffer(size + 2)
    pdfium.FPDFAnnot_GetStringValue(note, key, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[:size].decode("utf-16-le", "replace").strip("\0").strip()
