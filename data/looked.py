"""What a look at a portal's lists saw, without fetching reports: from its process to `nianbao portal`."""

from dataclasses import dataclass, field

from data.crawled import CrawlResult


@dataclass
class ListPage:
    """The first page of a list. reports: rows of it that a crawl would fetch; column, site_name, site_code: as it says;
    family, mechanism, evidence: by which marks it is known; frame: address of a page framed in it."""

    url: str
    parent: str = ""
    family: str = ""
    mechanism: str = ""
    evidence: list[str] = field(default_factory=list)
    depth: int = 0
    column: str = ""
    site_name: str = ""
    site_code: str = ""
    frame: str = ""
    reports: int = 0


@dataclass(frozen=True)
class ListRow:
    """A row that a crawl would fetch; list: the address of the list that it stands on."""

    url: str
    title: str
    agency: str
    list: str
    listed_date: str


@dataclass(frozen=True)
class Looked:
    """A look: what the crawl came to that it was, the list pages and the rows seen."""

    crawl: CrawlResult
    pages: list[ListPage] = field(default_factory=list)
    found: list[ListRow] = field(default_factory=list)
