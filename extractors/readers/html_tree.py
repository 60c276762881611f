"""A part of a page as elements of the standard library, whichever parser read it, for both HTML readers."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from bs4.element import NavigableString, Tag
from selectolax.lexbor import LexborNode


def from_lexbor(node: LexborNode, by_id: dict[int, Element] | None = None) -> Element:
    """The element with all that is in it. by_id: filled with the elements by the identity of their nodes."""
    made = _shallow(node)
    if by_id is not None:
        by_id[node.mem_id] = made
    stack: list[tuple[Iterator[LexborNode], Element]] = [(node.iter(include_text=True), made)]
    while stack:
        children, parent = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
        elif child.tag == "-text":
            _append(parent, child.text(deep=False) or "")
        elif child.tag and child.tag[0] not in "-_!":
            element = _shallow(child)
            if by_id is not None:
                by_id[child.mem_id] = element
            parent.append(element)
            stack.append((child.iter(include_text=True), element))
    return made


def above_lexbor(node: LexborNode) -> list[Element]:
    """The elements around a node, outermost first, without what is in them."""
    found: list[Element] = []
    around = node.parent
    while around is not None and around.tag and around.tag[0] not in "-_!":
        found.append(_shallow(around))
        around = around.parent
    return found[::-1]


def _shallow(node: LexborNode) -> Element:
    return Element((node.tag or "").lower(), {name: value or "" for name, value in node.attributes.items()})


_EMPTY = frozenset(("embed", "wbr", "source", "track", "keygen", "command"))


def from_soup(tag: Tag, by_id: dict[int, Element] | None = None) -> Element:
    """As `from_lexbor`, of BeautifulSoup's tree."""
    made = shallow_soup(tag)
    if by_id is not None:
        by_id[id(tag)] = made
    stack = [(iter(tag.contents), made)]
    while stack:
        children, parent = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
        elif isinstance(child, Tag):
            element = shallow_soup(child)
            if by_id is not None:
                by_id[id(child)] = element
            parent.append(element)
            # lxml does not know of some elements that they have no content
            stack.append((iter(child.contents), parent if element.tag in _EMPTY else element))
        elif isinstance(child, NavigableString) and _is_text(child, parent):
            _append(parent, str(child))
    return made


def above_soup(tag: Tag, below: str = "[document]") -> list[Element]:
    """As `above_lexbor`, of BeautifulSoup's tree. below: the name of an element at which to stop."""
    found: list[Element] = []
    for around in tag.parents:
        if around.name in (below, "[document]"):
            break
        found.append(shallow_soup(around))
    return found[::-1]


def _is_text(string: NavigableString, parent: Element) -> bool:
    # the text of <rt>, <style>, <script> has classes of its own in BeautifulSoup, comments too
    return (
        type(string) is NavigableString
        or string.__class__.__name__ in ("RubyTextString", "RubyParenthesisString")
        or (parent.tag in ("style", "script") and string.__class__.__name__ in ("Stylesheet", "Script"))
    )


def shallow_soup(tag: Tag) -> Element:
    """A tag without what is in it."""
    return Element(
        tag.name.lower(), {k: " ".join(v) if isinstance(v, list) else str(v or "") for k, v in tag.attrs.items()}
    )


def _append(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
