# ruff: noqa: E501  (markup is kept whole)
"""What a composed portal is: its choices, its columns, its reports with what befalls each, and the faults planted."""

from __future__ import annotations

from dataclasses import dataclass, field

NEVER = 99
# first crawl, quiet, sweep, redesign, faults
NIGHTS = 5
SWEEPS = (2, 4)
# seconds that robots.txt of some portals states
DELAY = 1.0
REDESIGN, FAULTS = 3, 4

# system → family that a portal file names
FAMILIES = {
    "trs": "trs",
    "nfcms": "static",
    "php": "static",
    "numeric": "static",
    "shanghai": "static",
    "hebei": "static",
    "vsb": "vsb",
    "hanweb_jpage": "hanweb_jpage",
    "hanweb_jpaas": "hanweb_jpaas",
    "hanweb_xxgk": "hanweb_xxgk",
    "gkmlpt": "gkmlpt",
    "lonsun": "lonsun",
    "openness": "openness",
    "ucap": "ucap",
    "epoint": "epoint",
    "truecms": "truecms",
}
STATIC = ("trs", "nfcms", "php", "numeric", "shanghai", "hebei")
# entry → how the reports are laid out in columns
ENTRIES = {
    "column": ("flat", "tiers", "agencies"),
    "home": ("flat", "tiers"),
    "tier_index": ("tiers",),
    "agency_index": ("agencies",),
    "organ_tree": ("agencies",),
    "select": ("agencies",),
    "map": ("agencies",),
    "years": ("years",),
}
# rows and pagers that may be followed or named: what is lost there must not be lost in silence
FOLLOWED_OR_NAMED = ("script_function", "form", "custom_json", "load_more")


@dataclass
class Report:
    """An agency's year; nights say from when on something is so. `fault`: how its address answers from `fault_from` on."""

    number: int
    agency: str
    year: int
    article: str
    seed: int
    date: str
    first: int = 0
    revised: int = NEVER
    redated: int = NEVER
    renamed: int = NEVER
    moved: int = NEVER
    gone: int = NEVER
    gone_as: str = "404"
    twin: bool = False
    bare: bool = False
    fault: str = ""
    fault_from: int = 0

    def listed(self, night: int) -> bool:
        return self.first <= night < self.gone

    def number_on(self, night: int) -> int:
        return self.number + (500000 if night >= self.moved < NEVER else 0)

    def title(self, night: int) -> str:
        text = (
            f"{self.year}年政府信息公开工作年度报告"
            if self.bare
            else f"{self.agency}{self.year}年政府信息公开工作年度报告"
        )
        return text.replace("政府信息公开工作年度报告", "政府信息公开年度报告") if night >= self.renamed else text

    def faulty(self, night: int) -> str:
        return self.fault if self.fault and night >= self.fault_from else ""


@dataclass
class Column:
    """A list: `agency` where all of it is one agency's."""

    key: str
    name: str
    agency: str = ""
    reports: list[Report] = field(default_factory=list)
    others: int = 0  # rows that are no report


@dataclass
class Fault:
    """What goes wrong from a night on, where, and by which names it may be said. `handled`: reading it right will do."""

    kind: str
    night: int
    names: str
    handled: bool = False
    report: int = 0  # number of the report whose address it is; 0 for the portal


@dataclass
class Portal:
    name: str
    place: str
    division: str
    system: str
    entry: str
    layout: str
    pager: str
    row: str
    manner: str
    charset: str
    page_size: int
    validators: bool
    detect: bool
    agencies: tuple[str, ...]
    columns: list[Column] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"www.{self.name}.example"

    @property
    def site(self) -> str:
        return f"{self.place}人民政府"

    @property
    def reports(self) -> list[Report]:
        return [report for column in self.columns for report in column.reports]

    @property
    def choices(self) -> str:
        return f"{self.system} · {self.entry} · {self.pager} · {self.row} · {self.manner}"

    def whole(self, night: int) -> Fault | None:
        """The fault of the whole portal that is on tonight; a redesign stays."""
        on = (f for f in self.faults if f.kind in WHOLE and (f.night == night or f.night == REDESIGN < night))
        return next(on, None)

    def has(self, kind: str) -> bool:
        return any(f.kind == kind for f in self.faults)


# faults of a night for a whole portal: what answers, and how it may be said
WHOLE = {
    "redesign_shell": "silent|drift|js_shell|yields_none|no list|shell|LISTING_JS_ONLY in place of|list not understood",
    "redesign_moved": "moved",
    "redesign_home": "silent|drift|homepage_redirect|yields_none|home",
    "all_shell": "js_shell|silent|drift|yields_none|shell",
    "all_blocked": "river_security|block",
    "all_down": "503|server|fail",
    "all_home": "homepage_redirect|silent|drift|yields_none|home",
    "robots_more": "robots",
}
# faults of one address: how it may be said, and whether reading it right will do
ADDRESS = {
    "html_for_file": ("page_instead", False),
    "script_shell": ("js_shell", False),
    "redirect_home": ("homepage_redirect|vanish|gone", False),
    "redirect_private": ("private|host_refused|refused|not allowed|outside", False),
    "gzip_twice": ("damaged|truncated|gzip|encod|fail", True),
    "bad_crc": ("damaged|truncated|gzip|encod|crc|fail", True),
    "brotli": ("brotli|encod|damaged|fail", True),
    "refresh_header": ("refresh|empty_page", True),
    "big_headers": ("header|too_large|fail|large", True),
    "same_404": ("404|gone|vanish|not_found|not found|fail", False),
}
# faults of a list that stay: nothing must be lost, and requests must end
LISTS = ("looping_pager", "endless_calendar", "twin_rows")
