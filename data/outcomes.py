"""What steps and warehouse tell a run of reports and documents, and its summary keeps."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SetAside:
    """A document that gave no report: where, how its reading ended, and what was said of it."""

    url: str = ""
    outcome: str = ""
    message: str = ""


@dataclass(frozen=True)
class Lost:
    """A capture whose record in the archive is damaged; it stays pending."""

    warc_file: str = ""
    url: str = ""
    message: str = ""


@dataclass(frozen=True)
class ReportChange:
    """A report that the next publication shows otherwise; change: new, changed, removed or vanished.

    report_year: None where an earlier version did not write it; url, portal: a capture that it was read from.
    """

    change: str = ""
    agency_id: str = ""
    agency_zh: str = ""
    report_year: int | None = None
    url: str = ""
    portal: str = ""


@dataclass(frozen=True)
class PartSummary:
    """One part as written: its folder, and how its documents came out.

    issues, findings: of its documents by code; labels: portal → (labels that no form knows, rows recognised);
    unreadable: captures whose record in the archive is damaged.
    """

    part: Path
    outcomes: dict[str, int]
    refused: list[SetAside]
    issues: dict[str, int]
    findings: dict[str, int]
    labels: dict[str, tuple[int, int]]
    unreadable: list[Lost]
