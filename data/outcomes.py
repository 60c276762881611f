"""What steps and warehouse tell a run of reports and documents, and its summary keeps."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SetAside:
    """A document that gave no report: where, how its reading ended, and what was said of it."""

    url: str
    outcome: str
    message: str


@dataclass(frozen=True)
class Lost:
    """A capture whose record in the archive is damaged; it stays pending."""

    warc_file: str
    url: str
    message: str


@dataclass(frozen=True)
class ReportChange:
    """A report that the next publication shows otherwise; change: new, changed, removed or vanished.

    url, portal: a capture that it was read from.
    """

    change: str
    agency_id: str
    agency_zh: str
    report_year: int
    url: str = ""
    portal: str = ""
