"""Figures that a report states in its sentences: 全年全区共受理申请公开800件，区政府本级共受理206件.

They are kept beside the cells and never among them: a sentence says whose figure it is in its own words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from data.names import body_in
from data.rows import Section, Stated
from data.stated import Wording, scope_patterns, spoken, spoken_pattern, wordings
from data.text import squeeze

_SENTENCE, _CLAUSE = re.compile(r"[^。!?\n]+"), re.compile(r"[,;]")
# No sentence is so long; what is has lost its stops, and whose figures are whose cannot be told in it.
_LONGEST = 600


def stated_figures(sections: list[Section], report_year: int | None, agency: str) -> list[Stated]:
    """Figures of the report's year, of its body or of all that it speaks for, in the order of the text.

    Shares, changes, sums over years, other years' and other bodies' figures and parts of a count are left out.
    """
    if report_year is None:
        return []
    found = []
    for section in sections:
        number = 0
        for line in section.text.split("\n"):
            said = ""
            for sentence in _SENTENCE.findall(squeeze(line)):
                if len(sentence) <= _LONGEST:
                    one = _Sentence(sentence, f"{squeeze(section.heading)}{said}", report_year, agency)
                    found += [Stated(*figure, sentence, section.number, number) for figure in one.figures()]
                said += sentence
                number += 1
    return list(dict.fromkeys(found))


_Figure = tuple[str, Decimal, str, str, str, int]


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    context: str  # what stands before it: its heading and the sentences of its line
    report_year: int
    agency: str

    def figures(self) -> Iterator[_Figure]:
        end = 0
        for number in spoken_pattern("number").finditer(self.text):
            if (best := self._wording(number, end)) is not None:
                wording, at = best
                if (scope := self._scope(at, number.start())) is not None and self._is_own(wording, at, number):
                    yield wording.concept, _value(number), scope, wording.grade, _precision(number), wording.number
            end = number.end()
        for wording in wordings():
            if wording.is_none and (none := wording.before.search(self.text)):
                behind = wording.after.match(self.text, none.end())
                scope = self._scope(none.start(), none.start())
                if behind and scope is not None and self._is_this_year(none.start(), none.start()):
                    yield wording.concept, Decimal(0), scope, wording.grade, "none", wording.number

    def _wording(self, number: re.Match[str], end: int) -> tuple[Wording, int] | None:
        """The wording that takes most of the words around a number, and where it begins; end: of the number before."""
        lead, best, most = self.text[end : number.start()], None, 0
        for wording in wordings():
            if wording.is_none or number["unit"] not in wording.units:
                continue
            before, behind = wording.before.search(lead), wording.after.match(self.text, number.end())
            if before is None or behind is None:
                continue
            if wording.needs and not wording.needs.search(f"{self.context}{self.text[: number.start()]}"):
                continue
            taken = len(before[0]) + len(behind[0])
            has_words = bool(wording.before.pattern.removesuffix(spoken()["filler"] + "$")) or bool(behind[0])
            if has_words and taken > most:
                best, most = (wording, end + before.start()), taken
        return best

    def _is_own(self, wording: Wording, at: int, number: re.Match[str]) -> bool:
        """Whether the number counts all of the concept, in the report's year."""
        clause = self.text[self._clause(at) : at]
        if clause.endswith(tuple(spoken()["joining"])) or spoken_pattern("other_count").search(clause):
            return False
        if spoken_pattern("other_count").search(self.text[at : number.start()]):
            return False
        if spoken_pattern("other_channel").search(clause) or spoken_pattern("narrowing").search(clause):
            return False
        is_part = spoken_pattern("part").search(self.text[: number.start()]) is not None
        return (wording.may_be_part or not is_part) and self._is_this_year(at, number.start())

    def _is_this_year(self, at: int, end: int) -> bool:
        """Whether the last year named before a wording is the report's; a year's name inside it is part of it."""
        years = list(spoken_pattern("other_year").finditer(self.text, 0, at))
        clause = self._clause(at)
        if any(not year["year"] and year.start() >= clause for year in years):
            return False
        named = [int(year["year"]) for year in years if year["year"]]
        return not named or named[-1] == self.report_year

    def _scope(self, at: int, end: int) -> str | None:
        """Whose figure it is by the last words before it that say so; None for another body's."""
        scope, begins = "unknown", 0
        for cut in [*(found.end() for found in _CLAUSE.finditer(self.text, 0, at)), None]:
            clause = self.text[begins : at if cut is None else cut]
            said = next((name for name, words in scope_patterns() if words.search(clause)), None)
            scope = said or scope
            begins = cut or begins
        if scope == "other":
            return None
        clause = self.text[self._clause(at) : at]
        name = body_in(clause) if scope == "unknown" else ""
        if name and name not in self.agency and self.agency not in name:
            return None
        return scope

    def _clause(self, at: int) -> int:
        """Where the clause begins that holds a place."""
        return max((found.end() for found in _CLAUSE.finditer(self.text, 0, at)), default=0)


def _value(number: re.Match[str]) -> Decimal:
    value = Decimal(number["n"].replace(",", "")) * Decimal(spoken()["times"].get(number["times"], 1))
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _precision(number: re.Match[str]) -> str:
    if number["about"] or number["more"] or number["more2"]:
        return "about"
    return "rounded" if number["times"] else "exact"
