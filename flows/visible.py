"""Text of documents, names and addresses for people: what a terminal, a log or a page would obey is shown instead.

Escape sequences can recolour, move or rewrite what stands on a terminal, direction marks reorder it (a figure too), and
a line separator forges a line of a log.
"""

import logging
import re
import traceback
from typing import Any

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


def visible_lines(text: object, most: int = MOST) -> str:
    """Text of several lines of our own making, such as a traceback: its line ends stay, each line is as visible()."""
    return "\n".join(visible(line, most) for line in str(text).split("\n"))


def in_logs() -> None:
    """From now on every line that this process logs is as visible(), and no message can look like two records."""
    before = logging.getLogRecordFactory()
    if getattr(before, "is_visible", False):
        return

    def make(*args: Any, **named: Any) -> logging.LogRecord:
        record = before(*args, **named)
        try:
            said = record.getMessage()
        except (TypeError, ValueError, KeyError):
            return record  # logging says itself what is wrong with it
        shown = visible(said) if record.name.startswith("nianbao") else _indented(said)
        if shown != said:
            record.msg, record.args = shown, ()
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = _indented("".join(traceback.format_exception(*record.exc_info)).rstrip("\n"))
        return record

    make.is_visible = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(make)


def _indented(text: str) -> str:
    return visible_lines(text).replace("\n", "\n    ")


def _named(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"
