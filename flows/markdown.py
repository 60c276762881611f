"""Text of documents and addresses in Markdown, as text: Prefect's page renders what it is given, pictures too."""

import re
from urllib.parse import quote

from flows.visible import visible

_MARKUP = re.compile(r"([\\`*\[\]<>|~#!&])")
# only these open a page; what else stands before a colon may be run
_ADDRESS = re.compile(r"https?://", re.I)


def plain(text: object, most: int = 500) -> str:
    """The text on one line, with nothing in it that Markdown would render."""
    return _MARKUP.sub(r"\\\1", visible("" if text is None else text, most))


def link(words: str, address: object) -> str:
    """A link to an address of http(s); any other address as text."""
    text = str(address or "")
    if not _ADDRESS.match(text):
        return plain(text)
    return f"[{plain(words)}]({quote(visible(text), safe=':/?&=%#@+,;~$!*-._')})"
