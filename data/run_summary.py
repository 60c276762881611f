"""What a run leaves behind: its summary as the file has it, to those who show, judge and compare runs."""

from collections import Counter
from dataclasses import dataclass, field

from data.crawled import CrawlResult
from data.outcomes import Lost, ReportChange, SetAside

RUNNING, COMPLETED, WITH_PROBLEMS, FAILED = "running", "completed", "completed with problems", "failed"
BROKEN_OFF = "broken off"


@dataclass(frozen=True)
class Process:
    """Which process wrote a note: its host, its number there and when it began; without a beginning none is known."""

    host: str = ""
    pid: int = 0
    began: str = ""


@dataclass(frozen=True)
class Alarm:
    """One thing that somebody must look at. since: when it was raised (UTC), run: by which run."""

    kind: str = ""
    subject: str = ""
    message: str = ""
    since: str = ""
    run: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.subject


@dataclass(frozen=True)
class ClosedAlarm(Alarm):
    """One whose cause is gone; closed: since when (UTC)."""

    closed: str = ""


@dataclass(frozen=True)
class Alarms:
    """What a run raised, what is open behind it, and what it closed."""

    raised: list[Alarm] = field(default_factory=list)
    open: list[Alarm] = field(default_factory=list)
    closed: list[ClosedAlarm] = field(default_factory=list)


@dataclass(frozen=True)
class PartAside:
    """A part that was not whole and was put aside: which, why and when (UTC); its documents are read again."""

    part: str = ""
    message: str = ""
    at: str = ""


@dataclass(frozen=True)
class Rot:
    """A file that is not what was written any more: its name below the home (a copy's by its path), in what, and what
    was done about it."""

    file: str = ""
    message: str = ""
    done: str = ""

    def __str__(self) -> str:
        return f"{self.file} is not what was written: {self.message}" + (f" ({self.done})" if self.done else "")


@dataclass(frozen=True)
class RunSummary:
    """One run of a flow (nightly, backfill, catch_up). Moments are ISO, in UTC.

    outcome: running, completed, completed with problems, or failed; broken off where its process is gone.
    documents: read, by outcome; issues, findings: of these documents, by code; unreadable: captures whose record in
    the archive is damaged; rot: files that the night's share of verifying found changed; published_flaw: what was
    wrong with the published file before this run replaced it; labels: portal → [labels no form knows, rows
    recognised]; reports: every report that is new, changed, removed or vanished; checks: bad rows by check,
    failing: those of checks of severity error; alarms: None where none were judged; compared: counts of the run
    before and of this one; seconds: by stage.
    """

    run: str
    started_at: str
    flow: str = "nightly"
    outcome: str = RUNNING
    finished_at: str = ""
    process: Process = Process()
    problems: list[str] = field(default_factory=list)
    crawls: list[CrawlResult] = field(default_factory=list)
    documents: dict[str, int] = field(default_factory=dict)
    issues: dict[str, int] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)
    labels: dict[str, list[int]] = field(default_factory=dict)
    refused: list[SetAside] = field(default_factory=list)
    unreadable: list[Lost] = field(default_factory=list)
    parts_aside: list[PartAside] = field(default_factory=list)
    rot: list[Rot] = field(default_factory=list)
    published_flaw: str = ""
    loaded: dict[str, int] = field(default_factory=dict)
    reports: list[ReportChange] = field(default_factory=list)
    checks: dict[str, int] = field(default_factory=dict)
    failing: dict[str, int] = field(default_factory=dict)
    alarms: Alarms | None = None
    compared: dict[str, list[int]] = field(default_factory=dict)
    compared_with: str = ""
    published: str = ""
    seconds: dict[str, float] = field(default_factory=dict)

    def changed(self, change: str) -> list[ReportChange]:
        """The reports that are `new`, `changed`, `removed` or `vanished`."""
        return [report for report in self.reports if report.change == change]

    def total(self, name: str) -> int:
        """A count of all crawls together."""
        return sum(getattr(crawl, name) for crawl in self.crawls)

    def portals_completed(self) -> int:
        """How many of its crawls were completed."""
        return sum(crawl.outcome == COMPLETED for crawl in self.crawls)

    def skipped(self) -> dict[str, int]:
        """Links that were not followed, by reason, over all crawls."""
        counts: Counter[str] = Counter()
        for crawl in self.crawls:
            counts.update(crawl.skipped)
        return dict(counts.most_common())

    def open_alarms(self) -> list[Alarm]:
        """What somebody must look at: alarms that were raised by this run or stay open."""
        return self.alarms.open if self.alarms else []
