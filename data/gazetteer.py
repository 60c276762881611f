"""Names of divisions and bodies: what a printed name may mean, by rule and never by likeness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from data.bodies import Body, read_bodies
from data.csv_rows import csv_rows
from data.divisions import DivisionName, read_divisions

# The whole country as a division: its code in the portal files, and the first part of its bodies' ids.
NATION, NATION_ZH = "000000", "中华人民共和国"
# First part of the body of a zone's committee; the zone's own name follows.
ZONE = "zone:"


@dataclass(frozen=True)
class Meaning:
    """A division's body; `rest_zh` is the printed name after the division's, is_bare that no division stands above."""

    division_id: str
    body: str
    rest_zh: str
    is_bare: bool


@dataclass
class Gazetteer:
    """All division names, bodies and present townships (nine digits → name), words that end the names of zones and of
    their committees.
    """

    divisions: list[DivisionName] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    townships: dict[str, str] = field(default_factory=dict)
    zones: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()
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
    def nation_body_of(self) -> dict[str, str]:
        return {name: body.body for body in self.bodies for name in body.nation_names}

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
        it must be the only one of the country, and no township at all. A body of the nation is one on a portal of the
        nation or of nobody, or with the country's name before it.
        """
        home = self.id_of_code.get(portal_division, "")
        body = self.nation_body_of.get(name.removeprefix(NATION_ZH))
        if body is not None:
            is_told = not home or name.startswith(NATION_ZH)
            return Meaning(NATION, body, name.removeprefix(NATION_ZH), is_bare=False) if is_told else None
        kept = [m for m in self.meanings(name, year) if not m.is_bare or self._fits(m.division_id, home)]
        kept = kept or self._zone(name, year, home)
        places = {(m.division_id, m.body) for m in kept}
        return kept[0] if len(places) == 1 else None

    def _zone(self, name: str, year: int, home: str) -> list[Meaning]:
        """The zone whose committee `name` may be: that of a division named before it in full, or without its last
        character (合肥高新区) on a portal of it or below, or of the portal's own division.
        """
        ending = next((word for word in self.committees if name.endswith(word)), "")
        zone = name.removesuffix(ending) if ending else ""
        # A district that is called a zone has a government, and its zone's committee may be another body.
        if not zone.endswith(self.zones) or not zone or any(self._places(zone, year)):
            return []
        near = [home, *self.above(home)] if home else []
        for cut in range(len(zone) - 1, 0, -1):
            head, own = zone[:cut], zone[cut:]
            if not own.endswith(self.zones):
                continue
            places = [(place, bare) for place, bare in self._places(head, year) if place not in self.townships]
            if places:
                told = [(place, bare) for place, bare in places if not bare or self._fits(place, home)]
                return [Meaning(place, ZONE + own, own + ending, bare) for place, bare in told]
            stems = [place for place in near if len(head) > 1 and self._is_stem(head, place, year)]
            if stems:
                return [Meaning(place, ZONE + own, own + ending, False) for place in stems[:1]]
        return [Meaning(home, ZONE + zone, zone + ending, True)] if home else []

    def _is_stem(self, text: str, division_id: str, year: int) -> bool:
        return any(d.name_zh[:-1] == text and d.holds_in(year) for d in self._periods.get(division_id, ()))

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
        if division_id == NATION:
            return ""
        above = {"county": 1, "township": 2}.get(self.level(division_id), 0)
        path = [division_id, *self.above(division_id)[:above]]
        return "".join(self.townships.get(place) or self.newest[place].name_zh for place in reversed(path))

    def level(self, division_id: str) -> str:
        if division_id == NATION:
            return "nation"
        return "township" if division_id in self.townships else self.newest[division_id].level


def read_gazetteer(data: Path) -> Gazetteer:
    """From data/agencies; a file that is not there leaves its part empty."""
    townships, zones = (data / "agencies" / name for name in ("townships.csv.gz", "zones.csv"))
    words = list(csv_rows(zones)) if zones.is_file() else []
    return Gazetteer(
        read_divisions(data),
        read_bodies(data),
        {row["code"]: row["name_zh"] for row in csv_rows(townships)} if townships.is_file() else {},
        tuple(row["word"] for row in words if row["role"] == "zone"),
        tuple(row["word"] for row in words if row["role"] == "committee"),
    )
