"""Names of divisions and bodies: what a printed name may mean, by rule and never by likeness."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

# A report for a year is published in the next one: by then a division that was renamed may use the new name, and the
# code book of the year of the change may still have the old one.
_EARLY = 1


@dataclass(frozen=True)
class DivisionName:
    """One name of a division and the years of the changes that brought and ended it (None: before 2008, until now)."""

    division_id: str
    code: str
    name_zh: str
    level: str
    parent_id: str
    first_year: int | None
    last_year: int | None

    def holds_in(self, year: int) -> bool:
        return (self.first_year or 0) - _EARLY <= year <= (self.last_year or 9999)


@dataclass(frozen=True)
class Body:
    """A sort of body that a division has one of, with all wordings of its name after the division's."""

    body: str
    kind: str
    names: tuple[str, ...]
    first_year: int | None
    last_year: int | None
    successor: str
    note: str


@dataclass(frozen=True)
class Meaning:
    """A division's body; `rest_zh` is the printed name after the division's, is_bare that no division stands above."""

    division_id: str
    body: str
    rest_zh: str
    is_bare: bool


@dataclass
class Gazetteer:
    """All division names, bodies and present townships (nine digits → name)."""

    divisions: list[DivisionName] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    townships: dict[str, str] = field(default_factory=dict)
    # most names mean the same in all years: what was found for one of them holds for the others
    _lasting: dict[str, list[Meaning]] = field(default_factory=dict, repr=False)
    _met_change: bool = False

    @cached_property
    def by_name(self) -> dict[str, list[DivisionName]]:
        found: dict[str, list[DivisionName]] = {}
        for division in self.divisions:
            found.setdefault(division.name_zh, []).append(division)
        return found

    @cached_property
    def newest(self) -> dict[str, DivisionName]:
        """division_id → its latest name."""
        found: dict[str, DivisionName] = {}
        for division in sorted(self.divisions, key=lambda d: d.last_year or 9999):
            found[division.division_id] = division
        return found

    @cached_property
    def body_of(self) -> dict[str, str]:
        return {name: body.body for body in self.bodies for name in body.names}

    @cached_property
    def townships_by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code, name in self.townships.items():
            found.setdefault(name, []).append(code)
        return found

    @cached_property
    def id_of_code(self) -> dict[str, str]:
        return {division.code: division.division_id for division in self.newest.values()}

    def above(self, division_id: str) -> list[str]:
        """The divisions that a division lies in, nearest first."""
        found: list[str] = []
        at = self._parent(division_id)
        while at and at not in found:
            found.append(at)
            at = self._parent(at)
        return found

    def _parent(self, division_id: str) -> str:
        if division_id in self.townships:
            return self.id_of_code.get(division_id[:6], "")
        known = self.newest.get(division_id)
        return known.parent_id if known else ""

    def meanings(self, name: str, year: int) -> list[Meaning]:
        """Every division and body that `name` (as name_key() gives it) may mean in `year`."""
        if name in self._lasting:
            return self._lasting[name]
        self._met_change = False
        found = []
        for cut in range(1, len(name) + 1):
            body = self.body_of.get(name[cut:])
            if body is None:
                continue
            for division_id, is_bare in self._places(name[:cut], year):
                # a county has bureaus, a township only its government or office
                if division_id not in self.townships or body == "government":
                    found.append(Meaning(division_id, body, name[cut:], is_bare))
        if not self._met_change:
            self._lasting[name] = found
        return found

    def one(self, name: str, year: int, portal_division: str = "") -> Meaning | None:
        """What `name` means in `year` on a portal of a division (its code), or None where that is not one body.

        A name without the divisions above must lie in the portal's division where the portal has one; without a portal
        it must be the only one of the country, and no township at all.
        """
        found = self.meanings(name, year)
        home = self.id_of_code.get(portal_division, "")
        kept = [m for m in found if not m.is_bare or self._fits(m.division_id, home)]
        places = {(m.division_id, m.body) for m in kept}
        return kept[0] if len(places) == 1 else None

    def _fits(self, division_id: str, home: str) -> bool:
        if home:
            return division_id == home or home in self.above(division_id) or division_id in self.above(home)
        return division_id not in self.townships

    def _places(self, text: str, year: int) -> Iterator[tuple[str, bool]]:
        """(division_id, is_bare) for a text that is a path of division names and nothing else."""
        for cut in range(len(text)):
            head, tail = text[:cut], text[cut:]
            named = self.by_name.get(tail, ())
            self._met_change = self._met_change or any(d.first_year or d.last_year for d in named)
            ids = {d.division_id for d in named if d.holds_in(year)}
            ids.update(self.townships_by_name.get(tail, ()))
            if not ids:
                continue
            if not head:
                yield from ((division_id, True) for division_id in sorted(ids))
                continue
            heads = {division_id for division_id, _ in self._places(head, year)}
            for division_id in sorted(ids):
                if heads & self._ever_above(division_id):
                    yield division_id, False

    def _ever_above(self, division_id: str) -> set[str]:
        """The divisions it lies in, or has lain in under an earlier name or code."""
        found = set(self.above(division_id))
        for division in self._periods.get(division_id, ()):
            found |= {division.parent_id, *self.above(division.parent_id)}
        return found

    @cached_property
    def _periods(self) -> dict[str, list[DivisionName]]:
        found: dict[str, list[DivisionName]] = {}
        for division in self.divisions:
            found.setdefault(division.division_id, []).append(division)
        return found

    def full_name(self, division_id: str) -> str:
        """Its name as titles give it: a county after its city, a township after both, cities and provinces alone."""
        above = {"county": 1, "township": 2}.get(self.level(division_id), 0)
        path = [division_id, *self.above(division_id)[:above]]
        return "".join(self.townships.get(place) or self.newest[place].name_zh for place in reversed(path))

    def level(self, division_id: str) -> str:
        return "township" if division_id in self.townships else self.newest[division_id].level


def read_gazetteer(data: Path) -> Gazetteer:
    """From data/agencies; a file that is not there leaves its part empty."""
    folder = data / "agencies"
    return Gazetteer(
        [
            DivisionName(
                row["division_id"], row["code"], row["name_zh"], row["level"], row["parent_id"],
                _year(row["first_year"]), _year(row["last_year"]),
            )
            for row in _csv(folder / "divisions.csv")
        ],
        [
            Body(
                row["body"], row["kind"], tuple(row["names"].split("|")), _year(row["first_year"]),
                _year(row["last_year"]), row["successor"], row["note"],
            )
            for row in _csv(folder / "bodies.csv")
        ],
        {row["code"]: row["name_zh"] for row in _csv(folder / "townships.csv.gz")},
    )  # fmt: skip


def _csv(file: Path) -> list[dict[str, str]]:
    if not file.is_file():
        return []
    body = file.read_bytes()
    text = gzip.decompress(body) if file.suffix == ".gz" else body
    return list(csv.DictReader(io.StringIO(text.decode("utf-8"), newline="")))


def _year(text: str) -> int | None:
    return int(text) if text else None
