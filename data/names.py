"""The names of reporting bodies in running text: where they begin and end, and the fullest form of one."""

import functools
import re
from collections import Counter
from typing import Any

from data.divisions import division_names
from data.places import DATA
from data.text import alternatives
from data.title_parts import is_name
from data.yml import read_yml

# The longest name of a division has 14 characters (积石山保安族东乡族撒拉族自治县 has 15), and a body names three.
_REACH = 32
_LONGEST_DIVISION = 15


@functools.cache
def _lists() -> dict[str, Any]:
    found = read_yml(DATA / "names.yml")
    for longer_first in ("words_before", "division_marks"):
        found[longer_first].sort(key=len, reverse=True)
    return found


@functools.cache
def _texts(name: str) -> tuple[str, ...]:
    return tuple(_lists()[name])


@functools.cache
def _word_before() -> re.Pattern[str]:
    return re.compile(alternatives(_lists()["words_before"]))


def divisions_before(text: str, end: int) -> str:
    """The divisions that stand right before `end`, outermost first: 请与淮海市洪湖区|人民政府 gives 淮海市洪湖区.

    A division is one of the register, or has the shape of one (临河县) and begins where a word of names.yml, another
    division or no Chinese character stands before it. What stands before is cut.
    """
    start = end
    while start > max(0, end - _REACH) and text[start - 1] >= "\u3400" and text[start - 1] <= "\u9fff":
        start -= 1
    is_whole = start == 0 or not "\u3400" <= text[start - 1] <= "\u9fff"
    rest, found = text[start:end], ""
    while rest and (division := _last_division(rest, is_whole)):
        found = division + found
        rest = rest.removesuffix(division)
    return found


def _last_division(text: str, is_whole: bool) -> str:
    """The division that ends a run of Chinese characters, "" if none; is_whole: nothing is left out before it."""
    lists = _lists()
    mark = next((mark for mark in lists["division_marks"] if text.endswith(mark)), "")
    if not mark:
        return ""
    stem = text.removesuffix(mark)
    if any(stem == word or (len(word) > 1 and stem.endswith(word)) for word in lists["words_before"]):
        return ""  # 按照省, 受市: the word stands for the division above
    lengths = range(min(len(text), _LONGEST_DIVISION), 1, -1)
    registered = [text[-length:] for length in lengths if text[-length:] in division_names()]
    shaped = [text[-length:] for length in range(1 + len(mark), lists["longest_stem"] + len(mark) + 1)]
    for division in [*registered, *dict.fromkeys(shaped)]:
        front = text.removesuffix(division)
        if division not in registered and _is_word(division):
            continue
        if (not front and is_whole) or front.endswith(_texts("words_before")):
            return division if division in registered else _without_words(division, mark)
        if front.endswith(_texts("division_marks")) and _last_division(front, is_whole):
            return division
    return registered[0] if registered else ""


def _is_word(division: str) -> bool:
    lists = _lists()
    return division.endswith(_texts("not_divisions")) or division[0] in lists["no_division"]


def _without_words(division: str, mark: str) -> str:
    """请临河县 → 临河县; a division of the shape only, for the register has those that begin so."""
    for word in _lists()["words_before"]:
        if division.startswith(word) and len(division) - len(word) > len(mark) + 1:
            return division.removeprefix(word)
    return division


def _begins_registered(name: str) -> bool:
    lengths = range(2, min(len(name), _LONGEST_DIVISION) + 1)
    return not division_names().isdisjoint([name[:length] for length in lengths])


@functools.lru_cache(maxsize=4096)
def begins_with_division(name: str) -> bool:
    """Whether a name begins with a division, of the register or by its shape (临河县水利局, 中共临河县委)."""
    lists = _lists()
    for party in lists["party"]:
        name = name.removeprefix(party)
    if _begins_registered(name):
        return True
    starts = (name[:length] for length in range(2, min(len(name), lists["longest_stem"] + 2) + 1))
    return any(part.endswith(_texts("division_marks")) and not _is_word(part) for part in starts)


# Several stages ask about each name of a document.
@functools.lru_cache(maxsize=4096)
def body_in(text: str) -> str:
    """The body that a clause names, with the words before it cut; "" where it names none.

    请与中国临河县水利局 → 临河县水利局; 我局, 市政府办公厅 and 全市各部门 name none.
    """
    name = _wide(text.strip("的：:，,。.、-_—·“”《》 "))
    for word in _cuts(name):
        rest = name.removeprefix(word)
        if begins_with_division(rest) and is_name(rest):
            name = rest
            break
    if not is_name(name) or name in _lists()["menus"] or name[0] in _lists()["no_division"]:
        return ""
    if name.endswith(_texts("no_ends")):
        return ""
    return name


def _core(name: str) -> str:
    """武昌经开区管委会（滨江商务区管委会） without its second name."""
    return name.partition("（")[0]


def _wide(text: str) -> str:
    return text.replace("(", "（").replace(")", "）")


def _cuts(name: str) -> list[str]:
    """What may be cut in front of a name, least first: nothing where it begins with a division of the register."""
    if _begins_registered(name):
        return [""]
    found, at = [], 0
    while before := _word_before().match(name, at):
        at = before.end()
        found.append(name[:at])
    return [*found[::-1], ""]


def stands_alone(line: str) -> bool:
    """Whether a line of its own, such as a letterhead, is a body's name and no entry of a menu."""
    name = body_in(line)
    if not name or name != _wide(line):
        return False
    return bool(begins_with_division(name)) or (len(name) > 2 and _core(name).endswith(_texts("strong_endings")))


def is_office(name: str) -> bool:
    """Whether a body writes reports for others as well as its own."""
    return name.endswith(_texts("offices"))


def speaks_for(name: str) -> str:
    """The body whose office a contact is: 临河县水利局办公室 → 临河县水利局; a government's office stays itself."""
    lists = _lists()
    if is_office(name):
        return name
    for inner in lists["inner_offices"]:
        if name.endswith(inner) and name.removesuffix(inner).endswith(_texts("inner_of")):
            return name.removesuffix(inner)
    return name


def in_full(name: str, text: str, others: list[str], own: list[str] | None = None) -> str:
    """A body's name in the fullest form that a document prints.

    text: squeezed, where the name may stand with its divisions in front; others: names of bodies that the document
    gives elsewhere, of which one may be the same in fuller words (东直门街道, 北京市东城区东直门街道办事处); own: names
    that the document gives as the report's own body, of which one may be what the name is short for.
    """
    if len(name) < 3:
        return name
    if whole := _unabbreviated(name, own or []):
        return whole
    state = _lists()["state"]
    if _places(state + name, text):
        return str(state + name)
    if name[0] in _lists()["division_marks"]:  # 县水利局: the county is named elsewhere, or not
        full = in_full(name[1:], text, others)
        return full if full.endswith(name) else name
    name += _fuller_ending(name, others)
    seen = Counter(front for at in _places(name, text) if (front := divisions_before(text, at)))
    best = [front for front, _ in seen.most_common(3)]
    if not best:
        return name
    longest = max(best, key=len)
    # 云海市水利局 and 临河县水利局 in one text: neither is the other's fuller form
    if not all(longest.endswith(front) for front in best):
        counts = [count for _, count in seen.most_common(2)]
        return name if counts[0] == counts[1] else best[0] + name
    return longest + name


def _unabbreviated(name: str, own: list[str]) -> str:
    """The one name that this name is short for: 青海证监局, 中国证券监督管理委员会青海监管局; "" where none or several.

    The division stays whole, the other characters keep their order and the last one is the same. What holds this name
    as it is, is not its longer form: another body (临河县公安局, 临河县公安局交警分局), or words before it.
    """
    lengths = range(min(len(name) - 1, _LONGEST_DIVISION), 1, -1)
    place = next((name[:length] for length in lengths if _is_place(name[:length])), "")
    found = set()
    for whole in own:
        is_longer = len(whole) > len(name) and whole[-1] == name[-1] and name not in whole
        if place and is_longer and place in whole and is_office(whole) == is_office(name):
            rest = iter(whole.replace(place, "", 1))
            if all(character in rest for character in name.removeprefix(place)):
                found.add(whole)
    return found.pop() if len(found) == 1 else ""


def _is_place(text: str) -> bool:
    """Whether a text is a division of the register, with its mark or without (青海)."""
    names = division_names()
    return text in names or any(text + mark in names for mark in _lists()["division_marks"])


def _fuller_ending(name: str, others: list[str]) -> str:
    """办事处 for 东直门街道, where another place of the document names that body so."""
    for mark, endings in _lists()["same_body"].items():
        for ending in endings if name.endswith(mark) else ():
            if any(other.endswith(name + ending) and _is_front(other[: -len(name + ending)]) for other in others):
                return str(ending)
    return ""


def _is_front(text: str) -> bool:
    return not text or divisions_before(text, len(text)) == text


def _places(name: str, text: str) -> list[int]:
    """Where a text prints the name as that of the body: not as another's, and not as the beginning of an address."""
    found: list[int] = []
    at = text.find(name)
    is_place = name.endswith(_texts("division_marks"))
    while at >= 0 and len(found) < 200:
        end = at + len(name)
        after = text[end : end + 4]
        front = divisions_before(text, at)
        before = text[max(0, at - len(front) - 2) : at - len(front)]
        is_others = before.endswith(_texts("other_before")) or after.startswith(_texts("other_after"))
        is_address = is_place and after[:1] > "\u3400" and not after.startswith(_texts("bodies_after"))
        if not is_others and not is_address:
            found.append(at)
        at = text.find(name, end)
    return found
