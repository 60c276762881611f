"""A web page saved as one file (MHTML, .mht, and Word's .doc of that kind): its HTML parts, with their style sheets.

The first part is the page. Where it only frames others, as of a workbook saved so, the tables stand in those.
"""

import email
import email.policy
from email.message import Message

from data.formats import formats
from data.text import decode
from extractors.content import Content
from extractors.readers.html import read_html
from extractors.refusal import Refused

_PAGES = formats()["html"].media_types


def read_mhtml(data: bytes) -> Content:
    """Lines and grids of the page. Raises Refused where no part is HTML."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    parts = list(message.walk())
    css = [_text(part)[0] for part in parts if part.get_content_type() == "text/css"]
    pages = [_text(part) for part in parts if part.get_content_type() in _PAGES]
    if not pages:
        raise Refused("damaged", "a page saved as one file without its HTML part")
    content = read_html(pages[0][0], more_css=css)
    content.encoding = pages[0][1]
    if not content.grids:
        for text, _ in pages[1:]:
            _add(content, read_html(text, more_css=css))
    return content


def _text(part: Message) -> tuple[str, str]:
    body = part.get_payload(decode=True)
    return decode(body if isinstance(body, bytes) else b"")


def _add(content: Content, more: Content) -> None:
    count = len(content.grids)
    for grid in more.grids:
        grid.index += count
    content.blocks += more.blocks
    content.title = content.title or more.title
    content.picture_count += more.picture_count
