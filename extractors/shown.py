"""What of a cell a reader of the page sees: the one place that decides it, for all formats.

A cell is runs of text with marks, and ink that is no text. Readers say what they met; here is decided what counts. Text
that is certainly seen is the cell's text. What may or may not be seen, or is seen and may belong to the figure, is
never joined to it: it is a doubt, and a cell with a doubt gives no number and is never blank.
"""

import functools
from typing import NamedTuple

# A reader of the page does not see it: display:none, visibility:hidden, Word's hidden text.
HIDDEN = "hidden"
# Set off from the figure beside it: a note's mark, a power, a reading aid above the line (ruby).
RAISED, LOWERED = "raised", "lowered"
# Seen, and said to be no longer valid.
STRUCK = "struck"
# There, but hardly or not to be seen: far smaller than the text around it, in the colour of its ground or without any
# paint, under something that was drawn later, or outside the part of the page that is shown.
TINY, UNPAINTED, COVERED, CLIPPED = "tiny", "unpainted", "covered", "clipped"
# Written in another direction than the page: its digits do not follow each other as the lines do.
TURNED = "turned"
# A character is drawn of which the file does not say which it is, or says what the drawing does not show.
UNDECODABLE = "undecodable"
# The content of a form's field, or text that a style sheet, a field code or a numbering makes: shown by programs only.
FIELD, GENERATED = "field", "generated"

MARKS = frozenset(
    (HIDDEN, RAISED, LOWERED, STRUCK, TINY, UNPAINTED, COVERED, CLIPPED, TURNED, UNDECODABLE, FIELD, GENERATED)
)
_NONE: frozenset[str] = frozenset()
# what stands beside a figure and is none of it, where it has no digit itself: 12ᵃ, 12①
_BESIDE = frozenset((RAISED, LOWERED))


class Run(NamedTuple):
    """A piece of a cell's text in printed order, and what is particular about it (members of MARKS)."""

    text: str
    marks: frozenset[str] = _NONE


class Shown(NamedTuple):
    """text: what is certainly seen (where nothing is, what may be); doubt: what else may belong to it."""

    text: str
    doubt: str


@functools.lru_cache(maxsize=16384)
def plain(text: str) -> tuple[Run, ...]:
    """The runs of a cell about whose text nothing is particular; none for a cell without text."""
    return (Run(text),) if text else ()


def shown(runs: tuple[Run, ...], ink: tuple[str, ...] = ()) -> Shown:
    """Decide what of a cell counts.

    Args:
        runs: the cell's text in printed order, with marks.
        ink: what stands in the cell and is no text, in words ("a picture", "a form field").

    Returns:
        The cell's text, and the doubt that keeps it from being a number or a blank.
    """
    if not ink and (not runs or (len(runs) == 1 and not runs[0].marks)):
        return Shown(runs[0].text if runs else "", "")
    certain = "".join(run.text for run in runs if not run.marks)
    doubtful = [run for run in runs if run.marks and run.text.strip() and _is_doubtful(run)]
    hidden = [run for run in runs if HIDDEN in run.marks and run.text.strip()]
    if not certain.strip() and not doubtful and not ink and any(_has_digit(run.text) for run in hidden):
        doubtful = hidden
    if not certain.strip() and not doubtful:  # all that stands there is set off: it is no blank
        doubtful = [run for run in runs if run.marks and HIDDEN not in run.marks and run.text.strip()]
    said = [f"{' and '.join(sorted(run.marks))} {run.text.strip()!r}" for run in doubtful]
    doubt = "; ".join([*said, *dict.fromkeys(ink)])
    if doubt and not certain.strip():
        return Shown("".join(run.text for run in runs if HIDDEN not in run.marks), doubt)
    return Shown(certain, doubt)


def printed(runs: tuple[Run, ...]) -> str:
    """All text that stands in a cell, whatever its marks, in printed order."""
    return "".join(run.text for run in runs)


def _has_digit(text: str) -> bool:
    return any(map(str.isdecimal, text))


def _is_doubtful(run: Run) -> bool:
    """Whether a marked run may be part of what is read: hidden text is not, nor is a note's mark without a digit."""
    if HIDDEN in run.marks:
        return False
    return not run.marks <= _BESIDE or _has_digit(run.text)
