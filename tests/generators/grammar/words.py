"""One author's way of writing labels, drawn rule by rule from words.yml."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from random import Random
from typing import Any

import yaml

_NUMERALS = "一二三四五六七八九十"
_ORDER = re.compile(
    r"^(?:（(?P<bracketed>[一二三四五六七八九十])）|(?P<top>[一二三四五六七八九十])、|(?P<deep>\d)[.、])"
)
_AMONG = "其中："
_QUOTED = re.compile("“([^”]*)”")
_NOTE = re.compile("（([^（）]*)）$")


@functools.cache
def rules() -> dict[str, Any]:
    """words.yml as written."""
    with open(Path(__file__).with_name("words.yml"), encoding="utf-8") as file:
        made: dict[str, Any] = yaml.safe_load(file)
    return made


def _spread(text: str, mark: str, every: bool, at: int) -> str:
    return mark.join(text) if every else text[:at] + mark + text[at:]


class Author:
    """Writes labels; the same label is written alike throughout a document.

    plain: only the standard wording. broken: whether a label may hold a line break.
    """

    def __init__(self, rng: Random, year: int, broken: bool, plain: bool = False) -> None:
        self.rng, self.year, self.plain = rng, year, plain
        self.written: dict[tuple[str, str], str] = {}
        r = rules()
        has = {
            k: rng.random() < r[k]["p_author"]
            for k in ("order", "notes", "footnotes", "stops", "spaces", "traditional")
        }
        has["breaks"] = broken and rng.random() < r["breaks"]["p_author"]
        self.has = has
        self.order = {kind: rng.choice(r["order"][kind]) for kind in ("bracketed", "top", "deep")}
        self.among = rng.choice(r["among"]) if rng.random() < 0.4 else _AMONG
        self.spellings = [(p, rng.choice(to)) for p, to in r["spellings"] if rng.random() < r["p_spelling"]]
        self.quotes = rng.choice(r["quotes"]) if rng.random() < r["p_quotes"] else "“{}”"
        self.brackets = rng.choice(r["brackets"]) if rng.random() < r["p_brackets"] else "（{}）"
        self.unit_place = rng.choice(r["units"])
        pairs = r["traditional"]["pairs"]
        self.traditional = str.maketrans(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        article = r["article"]
        self.item = "".join(rng.choice(article[part]) for part in ("before", "item"))
        if plain:
            self.item = article["before"][0] + article["item"][0]

    def __call__(self, label: str, unit: str = "") -> str:
        """The author's wording of a standard label, with its unit where one is given."""
        if self.plain:
            return label + (f"（{unit}）" if unit else "")
        key = (label, unit)
        if key not in self.written:
            self.written[key] = self._write(label, unit)
        return self.written[key]

    def article(self, label: str) -> str:
        """第二十条第（五）项 in this author's fashion."""
        numeral = label[label.index("（") + 1]
        return self.item.format(c=numeral, d=_NUMERALS.index(numeral) + 1)

    def head(self, kind: str) -> str:
        """A head of a list: label, unit, value."""
        choices = rules()["heads"][kind]
        return choices[0] if self.plain else self.rng.choice(choices).format(y=self.year)

    def _often(self, rule: str) -> bool:
        return self.has[rule] and self.rng.random() < rules()[rule]["p_label"]

    def _write(self, label: str, unit: str) -> str:
        rng, r = self.rng, rules()
        synonyms = r["synonyms"]
        if label in synonyms and rng.random() < r["p_synonym"]:
            label = rng.choice(synonyms[label])
        among = label.startswith(_AMONG)
        label = label.removeprefix(_AMONG)
        mark, label = self._mark(label)
        note = ""
        if found := _NOTE.search(label):
            label, note = label[: found.start()], found[1]
        for pattern, to in self.spellings:
            label = re.sub(pattern, to, label)
        label = _QUOTED.sub(lambda m: self.quotes.format(m[1]), label)
        if not note and self._often("notes"):
            note = rng.choice(r["notes"]["texts"]).format(y=self.year)
        if self.has["traditional"]:
            label = label.translate(self.traditional)
        if self._often("spaces") and len(label) > 1:
            label = _spread(label, rng.choice(r["spaces"]["marks"]), len(label) < 5, rng.randint(1, len(label) - 1))
        if self._often("breaks") and len(label) > 3:
            at = rng.randint(1, len(label) - 1)
            label = f"{label[:at]}\n{label[at:]}"
        if note:
            label += self.brackets.format(note)
        if unit:
            label = self.unit_place.format(l=label, u=unit)
        if self._often("footnotes"):
            label += rng.choice(r["footnotes"]["marks"])
        elif self._often("stops"):
            label += rng.choice(r["stops"]["marks"])
        return (self.among if among else "") + mark + label

    def _mark(self, label: str) -> tuple[str, str]:
        """The mark of order as this author prints it, and the label without."""
        found = _ORDER.match(label)
        if not found:
            return "", label
        kind = str(found.lastgroup)
        numeral = found[kind]
        n = int(numeral) if kind == "deep" else _NUMERALS.index(numeral) + 1
        printed = found[0]
        if self._often("order"):
            printed = self.order[kind].format(c=_NUMERALS[n - 1], d=n, o=chr(0x2460 + n - 1), w=chr(0xFF10 + n))
        return printed, label[found.end() :]
