"""Text of documents, names and addresses for people: what a terminal, a log or a page would obey is shown instead.

Escape sequences can recolour, move or rewrite what stands on a terminal, direction marks reorder it (a figure too), and
a line separator forges a line of a log.
"""

import re

# One line of output; a title of 1 MB ends here, with its length said.
MOST = 2000
_OBEYED = re.compile(
    "[\0-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


def visible(text: object, most: int = MOST) -> str:
    """The text on one line: ␛ for an escape, ␊ for a line's end, <U+202E> for a direction mark; cut after `most`."""
    whole = str(text)
    shown = _OBEYED.sub(_named, whole[:most])
    return shown if len(whole) <= most else f"{shown}… ({len(whole)} characters)"


def visible_lines(text: object) -> str:
    """Text of several lines of our own making, such as a traceback: its line ends stay, each line is as visible()."""
    return "\n".join(map(visible, str(text).split("\n")))


def _named(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"
