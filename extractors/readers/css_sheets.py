"""The style sheets that stand in a page, as far as they change what is seen: rules by element, in the cascade's order.

Sheets that a page links to are not at hand. Of @media the rules for a screen of usual width count: what only a printed
page hides is seen.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

import cssselect2
import tinycss2

from extractors.readers.css_faces import UNREADABLE_FACE, own_faces
from extractors.readers.css_look import BLOCKS, TABLE_TAGS, styled
from extractors.readers.css_notable import WORTH_A_LOOK, is_notable_declaration
from extractors.readers.css_values import WORDED, Declaration, from_nodes, longhands

_WIDTH = 1280.0
# a page's sheets of more than this are a library's, minified into it, and take longer than the page
_MOST_TEXT = 400_000
_DEEPEST = 6
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*(?:\([^()]*\)[^()]*)*))?\)")
_CONDITION = re.compile(r"\(\s*(min|max)-width\s*:\s*([\d.]+)(px|em|rem)?\s*\)")
_SIZES = frozenset("width height max-width max-height".split())
_TAKING = frozenset(("display", "visibility", "content-visibility"))
_SHOWING = frozenset(("block", "inline", "inline-block", "visible", "table", "table-cell", "table-row", "flex", "grid"))
_PSEUDO = re.compile(r"::[\w-]+|:(?:before|after|first-line|first-letter)\b")
# what is judged together with what hides or moves
_TOGETHER = frozenset("position width height max-width max-height overflow display".split())


class Rule(NamedTuple):
    """A rule that may matter: its selectors as compiled and as written (without pseudo-elements), what it declares."""

    selectors: tuple[cssselect2.compiler.CompiledSelector, ...]
    written: tuple[str, ...]
    declared: tuple[Declaration, ...]

    @property
    def takes_away(self) -> bool:
        """Whether elements may vanish by it, and others take their place."""
        return any(d.name in _TAKING and d.value not in _SHOWING for d in self.declared)

    def matters_to(self, selector: cssselect2.compiler.CompiledSelector) -> bool:
        """Whether it may do anything to what its selector is for: what is cut off needs a size, a block may be one."""
        names = {d.name for d in self.declared}
        idle = {"overflow"} if selector.local_name in TABLE_TAGS or not names & _SIZES else set()
        if selector.local_name in BLOCKS and selector.pseudo_element is None:
            idle |= {"display"} if all(d.value == "block" for d in self.declared if d.name == "display") else set()
        return any(d.name not in idle and is_notable_declaration(d) for d in self.declared)


@functools.lru_cache(maxsize=256)
def rules_of(text: str) -> tuple[Rule, ...]:
    """The rules of a sheet that may change what is seen, in written order."""
    if len(text) > _MOST_TEXT or not ("\\" in text or WORTH_A_LOOK.search(text)):
        return ()
    text = re.sub(r"<!--|-->", "", text)
    nodes = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    found = tuple(_rules(nodes))
    variables = {d.name: d.value for rule in found for d in rule.declared if d.name.startswith("--")}
    if "@font-face" in text.lower() and (faces := own_faces(nodes)):
        found = (*_by_attribute(faces), *(rule._replace(declared=_in_own_face(rule.declared, faces)) for rule in found))
    return tuple(_notable(found, variables))


def _by_attribute(faces: frozenset[str]) -> Iterator[Rule]:
    """Rules for elements that name one of the page's own fonts in an attribute."""
    for face in faces:
        written = tuple(f"[{name}*={face!r} i]" for name in ("style", "face"))
        try:
            selectors = tuple(cssselect2.compile_selector_list(",".join(written)))
        except (cssselect2.SelectorError, ValueError):
            continue
        yield Rule(selectors, written, (Declaration("font-family", UNREADABLE_FACE, True),))


def _in_own_face(declared: tuple[Declaration, ...], faces: frozenset[str]) -> tuple[Declaration, ...]:
    return tuple(
        one._replace(value=UNREADABLE_FACE)
        if one.name == "font-family" and one.value.split(",")[0].strip("\"' ") in faces
        else one
        for one in declared
    )


@functools.lru_cache(maxsize=64)
def layout_rules(text: str, names: frozenset[str]) -> tuple[Rule, ...]:
    """The rules of a sheet that declare any of these properties, with those alone, in written order."""
    if len(text) > _MOST_TEXT:
        return ()
    text = re.sub(r"<!--|-->", "", text)
    found = tuple(_rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)))
    variables = {d.name: d.value for rule in found for d in rule.declared if d.name.startswith("--")}
    kept = (
        rule._replace(declared=tuple(d for d in _all_known(rule.declared, variables) if d.name in names))
        for rule in found
    )
    return tuple(rule for rule in kept if rule.declared)


@functools.lru_cache(maxsize=256)
def wanted_of(text: str) -> tuple[tuple[Rule, str, cssselect2.compiler.CompiledSelector], ...]:
    """The selectors of a sheet whose rules may do anything to what they are for, with those and as written."""
    return tuple(
        (rule, written, one)
        for rule in rules_of(text)
        for written, one in zip(rule.written, rule.selectors, strict=False)
        if rule.matters_to(one)
    )


def _notable(rules: tuple[Rule, ...], variables: Mapping[str, str]) -> Iterator[Rule]:
    # a rule that takes back what another does (display: inline) matters only beside one that does it
    rules = tuple(rule._replace(declared=_all_known(rule.declared, variables)) for rule in rules)
    names = {d.name for rule in rules for d in rule.declared if is_notable_declaration(d)}
    names |= _TOGETHER if names else set()
    for rule in rules:
        declared = tuple(d for d in rule.declared if d.name in names)
        if declared and rule.selectors:
            yield Rule(rule.selectors, rule.written, declared)


def _all_known(declared: tuple[Declaration, ...], variables: Mapping[str, str]) -> tuple[Declaration, ...]:
    """Declarations with what variables say put in."""
    if not any("var(" in one.value for one in declared):
        return declared
    return tuple(each for one in declared for each in _known(one, variables))


def _known(declared: Declaration, variables: Mapping[str, str]) -> list[Declaration]:
    if "var(" not in declared.value:
        return [declared]
    value = declared.value
    for _ in range(4):
        value = _VARIABLE.sub(lambda found: variables.get(found[1]) or found[2] or "", value)
    if "var(" in value:
        return [declared._replace(value=value.strip())]
    parts = longhands(declared.name, value.strip())
    return [Declaration(name, part if name in WORDED else part.lower(), declared.important) for name, part in parts]


def _rules(nodes: list[tinycss2.ast.Node], depth: int = 0) -> Iterator[Rule]:
    for node in nodes:
        if node.type == "qualified-rule":
            inside = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            try:
                selectors = tuple(cssselect2.compile_selector_list(node.prelude))
            except (cssselect2.SelectorError, ValueError):
                continue
            yield Rule(selectors, tuple(_written(node.prelude)), from_nodes(inside))
            yield from _nested(tinycss2.serialize(node.prelude).strip(), inside, depth)
        elif node.type == "at-rule" and node.content is not None and _applies(node):
            yield from _rules(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))


def _nested(around: str, inside: list[tinycss2.ast.Node], depth: int) -> Iterator[Rule]:
    """The rules in the block of a rule, for what stands below what that is for."""
    for node in inside if depth < _DEEPEST else ():
        if node.type == "qualified-rule":
            own = tinycss2.serialize(node.prelude).strip()
            whole = own.replace("&", f":is({around})") if "&" in own else f":is({around}) {own}"
            made = f"{whole} {{{tinycss2.serialize(node.content)}}}"
            yield from _rules(tinycss2.parse_rule_list(made, skip_comments=True, skip_whitespace=True), depth + 1)


def _written(prelude: list[tinycss2.ast.Node]) -> Iterator[str]:
    """The selectors of a list as written, each without its pseudo-element."""
    parts: list[list[tinycss2.ast.Node]] = [[]]
    for token in prelude:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    for part in parts:
        yield _PSEUDO.sub("", tinycss2.serialize(part)).strip() or "*"


def _applies(node: tinycss2.ast.AtRule) -> bool:
    if node.lower_at_keyword in ("supports", "layer", "scope", "container"):
        return True
    return node.lower_at_keyword == "media" and is_for_screen(tinycss2.serialize(node.prelude))


def is_for_screen(media: str) -> bool:
    """Whether a list of media takes in a screen of usual width."""
    return any(_is_screen(query) for query in media.lower().split(",")) if media.strip() else True


def _is_screen(query: str) -> bool:
    kind = re.match(r"\s*(not\s+|only\s+)?([a-z]+)?", query)
    said = kind[2] if kind else None
    is_screen = said in (None, "screen", "all", "and")
    if kind and kind[1] and kind[1].startswith("not"):
        return not is_screen
    if not is_screen:
        return False
    for side, number, unit in _CONDITION.findall(query):
        width = float(number) * (16 if unit in ("em", "rem") else 1)
        if (side == "min" and width > _WIDTH) or (side == "max" and width < _WIDTH):
            return False
    rest = _CONDITION.sub("", query)
    return "(" not in rest


class Sheets:
    """What the rules of a page say of each of its elements."""

    def __init__(self, rules: tuple[Rule, ...], root: Element) -> None:
        self._matcher = cssselect2.Matcher()
        for rule in rules:
            for selector in rule.selectors:
                self._matcher.add_selector(selector, rule.declared)
        self._wrapped = {id(w.etree_element): w for w in cssselect2.ElementWrapper.from_html_root(root).iter_subtree()}
        self._known: dict[int, tuple[dict[str, str], dict[str, dict[str, str]]]] = {}

    def of(self, element: Element) -> dict[str, str]:
        """The element's properties: of rules, by specificity, then of its own style; what is important last."""
        return self._both(element)[0]

    def generated(self, element: Element) -> Mapping[str, dict[str, str]]:
        """The properties of its pseudo-elements by their names."""
        return self._both(element)[1]

    def _both(self, element: Element) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        known = self._known.get(id(element))
        if known is None:
            known = self._known[id(element)] = self._matched(element)
        return known

    def _matched(self, element: Element) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        own: dict[str, str] = {}
        important: dict[str, str] = {}
        pseudo: dict[str, dict[str, str]] = {}
        wrapped = self._wrapped.get(id(element))
        for _, _, name, declared in self._matcher.match(wrapped) if wrapped is not None else ():
            kept = own if name is None else pseudo.setdefault(name, {})
            for one in declared:
                if one.important and name is None:
                    important[one.name] = one.value
                kept[one.name] = one.value
        if style := element.get("style"):
            inline = styled(style)
            own |= inline
            own |= {
                n: v
                for n, v in important.items()
                if n not in inline or "!important" not in style.replace(" ", "").lower()
            }
        else:
            own |= important
        return own, pseudo
