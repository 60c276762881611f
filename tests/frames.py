"""The archived page within what `nianbao show` writes."""

from selectolax.lexbor import LexborHTMLParser


def framed_page(page: str) -> str:
    """The archived page, as the frame within the file holds it; scripts do not run in it."""
    (frame,) = LexborHTMLParser(page).css("iframe")
    assert frame.attributes["sandbox"] == "allow-same-origin"
    return frame.attributes["srcdoc"] or ""
