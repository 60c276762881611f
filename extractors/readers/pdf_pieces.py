"""Words on a page that has no rules to part them: pieces of lines, and labels put together from pieces."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from data.text import squeeze
from data.vocabulary import bare, vocabulary
from data.words import pattern
from extractors.readers.pdf_page import Glyph, Rule
from extractors.readers.pdf_set_off import is_tiny, set_off
from extractors.readers.pdf_words import in_lines, line_runs, size
from extractors.shown import TINY, Run, plain, shown
from extractors.values import is_value_like

# a gap of this share of a character's width parts two cells: a space is half as wide as a character
_APART = 0.55
# of Chinese heads that fill narrow columns less; labels parted so are known, and put together again
_APART_ZH = 0.4
# where many pieces begin, a narrower gap parts cells too: a centred text can fill its cell
_NARROW = 0.2
_MANY = 4
# heads that fill their columns stand as near as this
_TIGHT = 0.12
# so many heights of a character part a mark of order from its label at most
_FAR = 4
# so many pieces make a label whose characters stand apart
_MOST_SPACED = 12
# a label goes on in the next line, and no line is leaded wider
_LEADING = 2.1
_MOST_LINES = 8
# what a label can end with, on a line of its own
_ENDS = set("”’\"')」』,.;:、。)")


@dataclass(slots=True, eq=False)
class Piece:
    """Characters of one line that stand together."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    runs: tuple[Run, ...]

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def is_value(self) -> bool:
        """Whether it could stand in a value cell; a blank does not stand anywhere."""
        return bool(squeeze(self.text)) and is_value_like(self.text)


@dataclass(slots=True, eq=False)
class Label:
    """A known label with the place of its pieces."""

    text: str
    key: str
    x0: float
    x1: float
    top: float
    bottom: float
    runs: tuple[Run, ...]

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def _parted(left: Glyph, right: Glyph, down: list[Rule]) -> bool:
    wide = max(left.x1 - left.x0, right.x1 - right.x0, 0.45 * size(right))
    is_zh = min(left.text, right.text) >= "\u2e80"
    if right.x0 - left.x1 > (_APART_ZH if is_zh else _APART) * wide:
        return True
    middle = (left.top + left.bottom) / 2
    return any(left.x1 - 1 <= rule.at <= right.x0 + 1 and rule.start <= middle <= rule.end for rule in down)


def _piece(run: list[Glyph]) -> Piece:
    run = set_off(run)
    runs = line_runs([run])
    return Piece(shown(runs).text, run[0].x0, run[-1].x1, min(g.top for g in run), max(g.bottom for g in run),
                 run[0].base, runs)  # fmt: skip


def _split(runs: list[list[Glyph]], starts: set[int]) -> list[list[Glyph]]:
    found: list[list[Glyph]] = []
    for run in runs:
        found.append([run[0]])
        for left, right in zip(run, run[1:], strict=False):
            if round(right.x0) in starts and right.x0 - left.x1 > _NARROW * size(right):
                found.append([])
            found[-1].append(right)
    return found


def _at_heads(run: list[Glyph]) -> list[list[Glyph]]:
    """Heads that nearly touch (商业企 科研机, over 业 and 构) apart: together they are no label and begin none."""
    cuts = [i for i in range(1, len(run)) if run[i].x0 - run[i - 1].x1 > _TIGHT * size(run[i])]
    if not cuts:
        return [run]
    parts = [run[a:b] for a, b in zip([0, *cuts], [*cuts, len(run)], strict=True)]
    keys = [bare("".join(glyph.text for glyph in part)) for part in parts]
    whole = "".join(keys)
    known = vocabulary()
    if known.is_known(whole) or known.begins(whole) or not all(map(known.begins_head, keys)):
        return [run]
    return parts


def pieces(glyphs: Iterable[Glyph], down: list[Rule]) -> list[list[Piece]]:
    """The pieces of each printed line from the top; vertical rules part them too."""
    lines: list[list[list[Glyph]]] = []
    glyphs = list(glyphs)
    usual = sorted(map(size, glyphs))[len(glyphs) // 2] if glyphs else 0.0
    for line in in_lines(g._replace(marks=g.marks | {TINY}) if is_tiny(g, usual) else g for g in glyphs):
        runs = [[line[0]]]
        for left, right in zip(line, line[1:], strict=False):
            if _parted(left, right, down):
                runs.append([])
            runs[-1].append(right)
        lines.append(runs)
    begun = Counter(round(run[0].x0) for runs in lines for run in runs)
    starts = {x for x in begun if begun[x - 1] + begun[x] + begun[x + 1] >= _MANY}
    return [[_piece(part) for run in _split(runs, starts) for part in _at_heads(run)] for runs in lines]


def _beside(first: Piece, second: Piece) -> Piece:
    return Piece(first.text + second.text, first.x0, second.x1, min(first.top, second.top),
                 max(first.bottom, second.bottom), first.base, (*first.runs, *second.runs))  # fmt: skip


def _spaced_words(line: list[Piece]) -> list[Piece]:
    """Labels set with wide spaces (总　计, 行 政 处 罚) as one piece: what makes a label, else what begins one."""
    found: list[Piece] = []
    at = 0
    while at < len(line):
        whole = line[at]
        taken, joined, is_whole = at + 1, whole, False
        for end in range(at + 1, min(at + _MOST_SPACED, len(line))):
            if _is_groups_mark(whole, line[end]) or line[end].is_value:
                break
            whole = _beside(whole, line[end])
            if any(vocabulary().is_known(bare(part.text)) for part in line[at : end + 1]):
                continue
            key = bare(whole.text)
            if vocabulary().is_known(key) or (not is_whole and vocabulary().begins(key)):
                taken, joined, is_whole = end + 1, whole, vocabulary().is_known(key)
        found.append(joined)
        at = taken
    return found


def _is_groups_mark(first: Piece, second: Piece) -> bool:
    """Whether a mark of order (三、) is that of a group written downwards in a column of its own, and what stands far
    to its right another cell's."""
    is_far = second.x0 - first.x1 > _FAR * (second.bottom - second.top)
    is_mark = pattern("order_alone").fullmatch(first.text) is not None
    return is_far and is_mark and not vocabulary().is_known(bare(second.text))


def _under(upper: Piece, lower: Piece) -> bool:
    """Whether a piece may be the next line of the same cell."""
    high = max(upper.bottom - upper.top, lower.bottom - lower.top)
    if not 0.5 * high < lower.base - upper.base < _LEADING * high:
        return False
    shared = min(upper.x1, lower.x1) - max(upper.x0, lower.x0)
    return shared >= 0.5 * min(upper.x1 - upper.x0, lower.x1 - lower.x0)


def _is_open(text: str) -> bool:
    plain = squeeze(text)
    return sum(map(plain.count, "([〔【「")) > sum(map(plain.count, ")]〕】」"))


def _may_begin(text: str) -> bool:
    """Whether a label may begin with a text that has no word: a numeral, a bracket, a quote; a mark (↑) is a cell."""
    return any(char.isalnum() or char in "(“\"'《" for char in squeeze(text))


def _key(text: str) -> str:
    """The bare wording of a label, that of its line where a group is printed before it (不予公开-2、其他法律行政法)."""
    known = vocabulary()
    key = bare(text)
    if known.is_known(key) or known.begins(key):
        return key
    parted = pattern("group_and_line").fullmatch(text)
    if parted is None or bare(parted["group"]) not in known.headings:
        return key
    line = bare(parted["line"])
    return line if known.is_known(line) or known.begins(line) else key


def _chain(first: Piece, below: list[Piece], used: set[int]) -> tuple[list[Piece], str] | None:
    """The pieces of the longest known label that begins with a piece, and its bare wording."""
    known = vocabulary()
    chain, text = [first], first.text
    best: tuple[list[Piece], str] | None = None
    while True:
        key = _key(text)
        if known.is_known(key) and not _is_open(text):
            best = (list(chain), key)
        begins = known.begins(key) or known.is_known(key) if key else _may_begin(text)
        if len(chain) == _MOST_LINES or not (begins or _is_open(text)):
            return best
        after = [p for p in below if id(p) not in used and _under(chain[-1], p) and not p.is_value]
        after = [
            p for p in after
            if known.begins(longer := _key(text + p.text)) or known.is_known(longer) or _is_open(text)
            if longer != key or squeeze(p.text) in _ENDS
        ]  # fmt: skip
        if not after:
            return best
        chain.append(min(after, key=lambda p: (p.base, abs(p.x0 - chain[-1].x0))))
        text += chain[-1].text


def under_each_other(parts: list[Piece]) -> tuple[Run, ...]:
    """The runs of pieces as lines of one cell."""
    if not any(run.marks for part in parts for run in part.runs):
        return plain("\n".join(part.text for part in parts))
    return tuple(run for at, part in enumerate(parts) for run in (*plain("\n" * (at > 0)), *part.runs))


def labels(lines: list[list[Piece]]) -> tuple[list[Label], list[Piece]]:
    """The known labels of a page and the pieces that are part of none, both from the top."""
    flat = [piece for line in lines for piece in _spaced_words(line)]
    used: set[int] = set()
    found: list[Label] = []
    for at, piece in enumerate(flat):
        if id(piece) in used or piece.is_value:
            continue
        best = _chain(piece, flat[at + 1 : at + 200], used)
        if best is None:
            continue
        parts, key = best
        used.update(id(part) for part in parts)
        found.append(Label(
            "\n".join(part.text for part in parts), key, min(p.x0 for p in parts), max(p.x1 for p in parts),
            min(p.top for p in parts), max(p.bottom for p in parts), under_each_other(parts),
        ))  # fmt: skip
    return sorted(found, key=lambda label: (label.middle, label.x0)), [p for p in flat if id(p) not in used]
