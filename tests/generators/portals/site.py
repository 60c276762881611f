"""What a portal consists of: files by address, how its server answers, and the truth about every address."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

TRUTH_COLUMNS = (
    "portal",
    "url",
    "night",
    "what",
    "agency",
    "report_year",
    "document",
    "title_class",
    "outcome",
    "listed_on",
    "title",
    "note",
)


@dataclass(frozen=True)
class Truth:
    """One address: what it is (`what`), whose report of which year, the name of its figures, and what a reader says.

    `night`: both | 1 | 2. `outcome`: report, or the code a reader must give, with the reason of not_a_report after a
    colon where there is no doubt about it; `-` where nothing may be fetched. `title_class`: what its title in the list
    says, `-` if it is in no list.
    `listed_on`: the list or page that leads to it; empty for the lists themselves and for what no list gives.
    `title`: as the list prints it.
    """

    url: str
    what: str
    outcome: str
    title_class: str = "-"
    night: str = "both"
    agency: str = ""
    report_year: int | None = None
    document: str = ""
    listed_on: str = ""
    note: str = ""
    title: str = ""


@dataclass
class Site:
    host: str
    portal: str
    config: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    second_night: dict[str, bytes] = field(default_factory=dict)
    truth: list[Truth] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def add(self, path: str, body: str | bytes, second_night: bool = False, encoding: str = "utf-8") -> None:
        files = self.second_night if second_night else self.files
        assert path not in files, f"{self.host}{path} written twice"
        files[path] = body if isinstance(body, bytes) else body.encode(encoding)

    def entitle(self, titles: Mapping[str, str]) -> None:
        """Put the titles that a list prints (address → title) into the truth about those addresses, and with the
        title of a report its year where no figures say it."""
        for at, truth in enumerate(self.truth):
            title = titles.get(truth.url, truth.title)
            year = re.search(r"(\d{4})年", title) if truth.title_class in ("report", "rendition") else None
            known = truth.report_year or (int(year[1]) if year else None)
            self.truth[at] = replace(truth, title=title, report_year=known)


def metas(values: Mapping[str, str]) -> str:
    """The standard meta tags of government sites (国办发〔2017〕47号)."""
    return "\n".join(f'<meta name="{name}" content="{value}">' for name, value in values.items())


def pages(entries: Iterable[Any], size: int) -> list[list[Any]]:
    rest = list(entries)
    return [rest[at : at + size] for at in range(0, len(rest), size)]
