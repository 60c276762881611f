"""A web page saved as one file (MHTML, .mht, and Word's .doc of that kind): its first HTML part."""

import email
import email.policy

from data.text import decode
from extractors.content import Content
from extractors.readers.html import read_html
from extractors.refusal import Refused


def read_mhtml(data: bytes) -> Content:
    """Lines and grids of the page. Raises Refused where no part is HTML."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            body = part.get_payload(decode=True)
            text, encoding = decode(body if isinstance(body, bytes) else b"")
            content = read_html(text)
            content.encoding = encoding
            return content
    raise Refused("damaged", "a page saved as one file without its HTML part")
