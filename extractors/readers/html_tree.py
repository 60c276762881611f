"""A part of a page as elements of the standard library, whichever parser read it, for both HTML readers."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from lxml import etree
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


@dataclass(frozen=True, slots=True)
class Tree:
    """A page as libxml2's parser has it. root: around all that the page has; parents: of each element but the root."""

    root: Element
    parents: dict[Element, Element]


def parsed(text: str) -> Tree:
    """The page by libxml2's parser, which mends what is not well formed in its own way."""
    building = _Building()
    parser = etree.HTMLParser(target=building)
    with contextlib.suppress(etree.LxmlError):  # of a page without any element
        parser.feed(text.removeprefix("\ufeff"))
        parser.close()
    return building.finished()


def above(element: Element, tree: Tree) -> list[Element]:
    """The elements around one, outermost first, without the root."""
    found: list[Element] = []
    around = tree.parents.get(element)
    while around is not None and around is not tree.root:
        found.append(around)
        around = tree.parents.get(around)
    return found[::-1]


# the parser does not know of these that they have no content
_EMPTY = frozenset(("embed", "wbr", "source", "track", "keygen", "command"))
_AS_WRITTEN = frozenset(("pre", "textarea"))
_SPACE = " \n\t\f\r"


class _Building:
    """Makes elements of what the parser meets. White space alone between two elements is one space or line end."""

    def __init__(self) -> None:
        self._open = [Element("[document]")]
        self._parents: dict[Element, Element] = {}
        self._words: list[str] = []
        self._kept = 0  # how many open elements keep their white space
        self._unused = 0  # and how many are templates, whose text nobody sees

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._end_text()
        made = SubElement(self._open[-1], tag, dict(attributes))
        if "class" in made.attrib:
            made.set("class", " ".join(made.attrib["class"].split()))
        self._parents[made] = self._open[-1]
        if tag not in _EMPTY:
            self._open.append(made)
            self._count(tag, 1)

    def end(self, tag: str) -> None:
        self._end_text()
        if not any(one.tag == tag for one in self._open[:0:-1]):
            return
        while (last := self._open.pop()).tag != tag:
            self._count(last.tag, -1)
        self._count(tag, -1)

    def _count(self, tag: str, step: int) -> None:
        if tag in _AS_WRITTEN:
            self._kept += step
        elif tag == "template":
            self._unused += step

    def data(self, text: str) -> None:
        self._words.append(text)

    def comment(self, text: str) -> None:
        self._end_text()

    def close(self) -> None:
        self._end_text()

    def finished(self) -> Tree:
        self._end_text()
        return Tree(self._open[0], self._parents)

    def _end_text(self) -> None:
        if not self._words:
            return
        text = "".join(self._words)
        self._words.clear()
        if self._unused:
            return
        if not self._kept and not text.strip(_SPACE):
            text = "\n" if "\n" in text else " "
        _append(self._open[-1], text)


def _append(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
