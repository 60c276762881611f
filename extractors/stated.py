"""Figures that a report states in its sentences: 全年全区共受理申请公开800件，区政府本级共受理206件.

They are kept beside the cells and never among them: a sentence says whose figure it is in its own words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from data.names import body_in
from data.numerals import in_numerals
from data.rows import Section, Stated
from data.stated import Wording, scope_patterns, spoken, spoken_pattern, wordings_of, wordings_of_none
from data.text import squeeze
from extractors.plainly import said_plainly

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
            said, earlier = "", _Earlier()
            for sentence in _SENTENCE.findall(squeeze(line)):
                if len(sentence) <= _LONGEST:
                    plain = said_plainly(sentence, report_year)
                    one = _Sentence(plain, f"{squeeze(section.heading)}{said}", report_year, agency, earlier)
                    found += [Stated(*figure, sentence, section.number, number) for figure in one.figures()]
                    earlier.sentences.append(one)
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
    earlier: "_Earlier"

    def scopes(self) -> set[str]:
        """Whose figures its clauses say that they give."""
        said = {self._of_clause(clause) for clause in _CLAUSE.split(self.text)}
        return {scope for scope in said if scope}

    def figures(self) -> Iterator[_Figure]:
        end = 0
        whole: list[Wording] = []
        for number in spoken_pattern("number").finditer(self.text):
            value = _value(number)
            found = self._wordings(number, end) if value is not None else []
            own = [(wording, at) for wording, at in found if self._is_own(wording, at, number, end)]
            if not found and whole:  # 全市5021件,其中市本级312件
                own = [(wording, number.start()) for wording in whole if self._is_own_share(number, end)]
            for wording, at in own:
                if (scope := self._scope(at)) is not None:
                    yield wording.concept, value or Decimal(0), scope, wording.grade, _precision(number), wording.number
            whole = [wording for wording, _ in own]
            end = number.end()
        for wording in wordings_of_none():
            if none := wording.before.search(self.text):
                behind = wording.after.match(self.text, none.end())
                scope = self._scope(none.start())
                if behind and scope is not None and self._is_this_year(none.start()):
                    yield wording.concept, Decimal(0), scope, wording.grade, "none", wording.number

    def _wordings(self, number: re.Match[str], end: int) -> list[tuple[Wording, int]]:
        """The wordings that take most of the words around a number, and where they begin; end: of the number before.

        Two of them where one number is said of two concepts (复议、诉讼均为0件).
        """
        best: list[tuple[Wording, int]] = []
        lead, most = self.text[end : number.start()], 0
        for wording in wordings_of(number["unit"]):
            before, behind = wording.before.search(lead), wording.after.match(self.text, number.end())
            if before is None or behind is None:
                continue
            if wording.needs and not wording.needs.search(f"{self.context}{self.text[: number.start()]}"):
                continue
            said = before.groupdict() | behind.groupdict()
            if any(
                said.get(name) not in (None, str(self.report_year + by)) for name, by in (("next", 1), ("last", -1))
            ):
                continue
            taken = len(before[0]) + len(behind[0])
            if (wording.has_words_before or behind[0]) and taken >= most:
                best = [*(best if taken == most else ()), (wording, end + before.start())]
                most = taken
        return best

    def _is_own(self, wording: Wording, at: int, number: re.Match[str], end: int) -> bool:
        """Whether the number counts all of the concept, in the report's year."""
        begin = self._clause(at)
        clause = self.text[begin:at]
        # 复议2件、诉讼1件 are two counts, 复议、诉讼3件 is one of both
        if clause.endswith(tuple(spoken()["joining"])) and at - 1 > end:
            return False
        if wording.unless and wording.unless.search(clause):
            return False
        if any(spoken_pattern("other_count").search(part) for part in (clause, self.text[at : number.start()])):
            return False
        if spoken_pattern("narrowing").search(self.text[max(begin, end) : at]):
            return False
        if spoken_pattern("other_channel").search(clause) and not spoken_pattern("all_channels").search(clause):
            return False
        return (wording.may_be_part or not self._is_part(at)) and self._is_this_year(at)

    def _is_own_share(self, number: re.Match[str], end: int) -> bool:
        """Whether a number is of what the one before it counts, by the words of whose it is alone: the body's own."""
        share = spoken_pattern("of_which").search(self.text[end : number.start()])
        said = share and next((scope for scope, words in scope_patterns() if words.search(share["whose"])), None)
        return said is not None and said.startswith("own")

    def _is_part(self, at: int) -> bool:
        """Whether a wording stands behind 其中 in its part of the sentence, and not only as whose figure it is."""
        begin = self.text.rfind(";", 0, at) + 1
        *_, last = [None, *spoken_pattern("part").finditer(self.text, begin, at)]
        if last is None:
            return False
        own = self.text[last.end() : at]
        return not any(words.search(own) for scope, words in scope_patterns() if scope.startswith("own"))

    def _is_this_year(self, at: int) -> bool:
        """Whether the last year named before a wording is the report's; one that others are compared with is none."""
        years = list(spoken_pattern("other_year").finditer(self.text, 0, at))
        begin = self._clause(at)
        if any(year.start() >= begin and year["year"] != str(self.report_year) for year in years):
            return False
        compared = spoken_pattern("compared")
        named = [
            year["year"] or year["many"] for year in years
            if year["many"] or (year["year"] and not compared.search(self.text[: year.start()]))
        ]  # fmt: skip
        return not named or named[-1] == str(self.report_year)

    def _scope(self, at: int) -> str | None:
        """Whose figure it is by the last words before it that say so; None for another body's."""
        scope = whole = self.earlier.scope()
        begins = 0
        for cut in [*(found.end() for found in _CLAUSE.finditer(self.text, 0, at)), at]:
            clause = self.text[begins:cut].rstrip(",;")
            said = self._of_clause(clause)
            scope = said or (self._by_name(clause) if cut == at else None) or scope
            # what a part says of itself is said of nothing behind the part
            if not (said and spoken_pattern("part").search(clause)):
                whole = scope
            elif self.text[begins:cut].endswith(";"):
                scope = whole
            begins = cut
        return None if scope == "other" else scope

    def _of_clause(self, clause: str) -> str | None:
        """Whose figures a clause gives by its words, or by a body that it names by its kind (镇政府)."""
        if said := next((name for name, words in scope_patterns() if words.search(clause)), None):
            return said
        found = spoken_pattern("own_kinds").search(clause)
        if found is None:
            return None
        full = found[0].replace(spoken()["short_government"], spoken()["full_government"])
        names = spoken()["kind_names"].get(found[0], [found[0], full])
        if self.agency.endswith(tuple(names)):
            return "own_office" if spoken_pattern("own_alone").search(found[0]) else None
        return "other" if spoken_pattern("below").search(found[0]) else None

    def _by_name(self, clause: str) -> str | None:
        """What a clause says of the body that it names in full: the reporting office, another one, or nothing."""
        name = body_in(clause)
        if not name:
            return None
        if self.agency.endswith(name):
            return None if name.endswith(spoken()["short_government"]) else "own_office"
        return None if name in self.agency or self.agency in name else "other"

    def _clause(self, at: int) -> int:
        """Where the clause begins that holds a place."""
        return max((found.end() for found in _CLAUSE.finditer(self.text, 0, at)), default=0)


@dataclass(slots=True)
class _Earlier:
    """The sentences of a line before one; whose figures they give is asked of few of them."""

    sentences: list[_Sentence] = field(default_factory=list)
    scopes: set[str] = field(default_factory=set)

    def scope(self) -> str:
        """Whose figures they give, where that is one."""
        for sentence in self.sentences:
            self.scopes |= sentence.scopes()
        self.sentences.clear()
        return next(iter(self.scopes)) if len(self.scopes) == 1 else "unknown"


def _value(number: re.Match[str]) -> Decimal | None:
    said = in_numerals(number["numerals"]) if number["numerals"] else number["n"].replace(",", "")
    if said is None:
        return None
    value = Decimal(said) * Decimal(spoken()["times"].get(number["times"], 1))
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _precision(number: re.Match[str]) -> str:
    if number["about"] or number["more"] or number["more2"]:
        return "about"
    return "rounded" if number["times"] else "exact"
