"""What one run did, as one file for programs (JSON) and one for people (Markdown).

The file is written when the run begins and after each of its stages; one that still says `running` while its process is
gone belongs to a run that was broken off.
"""

import json
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from data.crawled import CrawlResult
from data.outcomes import Lost, ReportChange, SetAside
from flows.markdown import plain
from flows.processes import is_alive
from flows.runs.elsewhere import held
from flows.written import write_whole

RUNNING, COMPLETED, WITH_PROBLEMS, FAILED = "running", "completed", "completed with problems", "failed"
BROKEN_OFF = "broken off"
_COMPARED = ("requests", "captured_new", "captured_revised", "unchanged", "failed", "bytes")
_MOST_SHOWN = 50


@dataclass
class RunSummary:
    """One run of a flow (nightly, backfill, catch_up).

    outcome: running, completed, completed with problems, or failed. documents: read, by outcome; issues, findings:
    of these documents, by code; unreadable: captures whose record in the archive is damaged; parts_aside: parts
    that were not whole (part, message, at), whose documents are read again; published_flaw: what was wrong with the
    published file before this run replaced it; labels: portal → [labels no form knows, rows recognised]; reports:
    every report that is new, changed, removed or vanished; checks: bad rows by check, failing: those of checks of
    severity error; alarms: raised, open and closed, as `alarms` beside this has them; compared: counts of the run
    before and of this one; seconds: by stage.
    """

    run: str
    started_at: str
    flow: str = "nightly"
    outcome: str = RUNNING
    finished_at: str = ""
    process: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    crawls: list[CrawlResult] = field(default_factory=list)
    documents: dict[str, int] = field(default_factory=dict)
    issues: dict[str, int] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)
    labels: dict[str, list[int]] = field(default_factory=dict)
    refused: list[SetAside] = field(default_factory=list)
    unreadable: list[Lost] = field(default_factory=list)
    parts_aside: list[dict[str, str]] = field(default_factory=list)
    published_flaw: str = ""
    loaded: dict[str, int] = field(default_factory=dict)
    reports: list[ReportChange] = field(default_factory=list)
    checks: dict[str, int] = field(default_factory=dict)
    failing: dict[str, int] = field(default_factory=dict)
    alarms: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    compared: dict[str, list[int]] = field(default_factory=dict)
    compared_with: str = ""
    published: str = ""
    seconds: dict[str, float] = field(default_factory=dict)

    def add_part(self, part: Any) -> None:
        """Count in what a part (flows.steps.PartSummary) holds."""
        for mine, its in (
            (self.documents, part.outcomes), (self.issues, part.issues), (self.findings, part.findings),
        ):  # fmt: skip
            for name, count in its.items():
                mine[name] = mine.get(name, 0) + count
        for portal, (unknown, known) in part.labels.items():
            before = self.labels.get(portal, [0, 0])
            self.labels[portal] = [before[0] + unknown, before[1] + known]
        self.refused += part.refused
        self.unreadable += part.unreadable

    def changed(self, change: str) -> list[ReportChange]:
        """The reports that are `new`, `changed` or `vanished`."""
        return [report for report in self.reports if report.change == change]

    def total(self, name: str) -> int:
        """A count of all crawls together."""
        return sum(getattr(crawl, name) for crawl in self.crawls)

    def skipped(self) -> dict[str, int]:
        """Links that were not followed, by reason, over all crawls."""
        counts: Counter[str] = Counter()
        for crawl in self.crawls:
            counts.update(crawl.skipped)
        return dict(counts.most_common())

    def alarmed(self) -> list[str]:
        """What somebody must look at: alarms that were raised by this run or stay open."""
        return [f"{a['kind']} {a['subject']}: {a['message']}" for a in self.alarms.get("open") or ()]

    def judge(self) -> None:
        """Set the outcome from what went wrong; what is said already is not said again."""
        found = [f"ALARM {alarm}" for alarm in self.alarmed()]
        for crawl in self.crawls:
            if crawl.outcome != COMPLETED:
                found.append(f"portal {crawl.portal}: {crawl.outcome}")
            found += [f"portal {crawl.portal}: {problem}" for problem in crawl.problems]
        found += [f"archive: {lost.message}" for lost in self.unreadable]
        found += [f"put aside, its documents are read again: {part['message']}" for part in self.parts_aside]
        found += [self.published_flaw] if self.published_flaw else []
        self.problems = list(dict.fromkeys([*found, *self.problems]))
        self.outcome = FAILED if not self.published else WITH_PROBLEMS if self.problems else COMPLETED

    def compare(self, before: Mapping[str, Any] | None) -> None:
        """Put counts of the run before beside those of this one."""
        if before is None:
            return
        self.compared_with = before["run"]
        crawls = [CrawlResult.of(row) for row in before.get("crawls") or ()]
        self.compared = {name: [sum(getattr(crawl, name) for crawl in crawls), self.total(name)] for name in _COMPARED}
        for title, old, new in (
            ("portals completed", _completed(crawls), _completed(self.crawls)),
            ("documents read", sum((before.get("documents") or {}).values()), sum(self.documents.values())),
            ("issues", sum((before.get("issues") or {}).values()), sum(self.issues.values())),
            ("findings", sum((before.get("findings") or {}).values()), sum(self.findings.values())),
            ("bad rows of checks", sum((before.get("checks") or {}).values()), sum(self.checks.values())),
            ("alarms open", len((before.get("alarms") or {}).get("open") or ()), len(self.alarms.get("open") or ())),
            ("seconds", round(sum((before.get("seconds") or {}).values())), round(sum(self.seconds.values()))),
        ):
            self.compared[title] = [old, new]


def _completed(crawls: Sequence[CrawlResult]) -> int:
    return sum(crawl.outcome == COMPLETED for crawl in crawls)


def write(summary: RunSummary, folder: Path) -> Path:
    """Write summary.json and summary.md into the run's folder; returns the JSON file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("summary.json", json.dumps(asdict(summary), ensure_ascii=False, indent=1)),
        ("summary.md", "\n".join(markdown(summary))),
    ):
        write_whole(folder / name, text + "\n")
    return folder / "summary.json"


def markdown(summary: RunSummary) -> Sequence[str]:
    """The summary as Markdown lines."""
    lines = [f"# Run {summary.run} ({summary.flow}): {summary.outcome}", ""]
    lines += [f"From {summary.started_at} to {summary.finished_at or 'now'}.", ""]
    for title, name in (("Alarms", "open"), ("Closed alarms", "closed")):
        if found := summary.alarms.get(name):
            lines += [f"## {title}", ""]
            lines += [f"- {a['kind']} {plain(a['subject'])}: {plain(a['message'])} (since {a['since']})" for a in found]
            lines.append("")
    if summary.problems:
        lines += ["## Problems", "", *(f"- {plain(problem)}" for problem in summary.problems), ""]
    lines += ["## Reports", ""]
    for change in ("new", "changed", "vanished"):
        reports = summary.changed(change)
        lines.append(f"- {change}: {len(reports)}")
        lines += [f"  - {plain(r.agency_zh)} {r.report_year}, {plain(r.url)}" for r in reports[:_MOST_SHOWN]]
        if len(reports) > _MOST_SHOWN:
            lines.append(f"  - and {len(reports) - _MOST_SHOWN} more, in summary.json")
    lines += [
        "",
        "## Portals",
        "",
        "| portal | outcome | requests | new | revised | unchanged | skipped | obstacles |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {plain(c.portal)} | {plain(c.outcome)} | "
        + " | ".join(str(n) for n in (c.requests, c.captured_new, c.captured_revised, c.unchanged))
        + f" | {sum(c.skipped.values())} | {len(c.obstacles)} |"
        for c in summary.crawls
    ]
    for title, counts in (
        ("Documents read", summary.documents),
        ("Issues of these documents", summary.issues),
        ("Findings of these documents", summary.findings),
        ("Loaded", summary.loaded),
        ("Bad rows of checks", summary.checks),
        ("Not followed", summary.skipped()),
    ):
        lines += ["", f"## {title}", ""]
        lines += [f"- {plain(name)}: {count}" for name, count in counts.items()] or ["- nothing"]
    lines += ["", "## Set aside", ""]
    lines += [f"- {r.outcome}: {plain(r.url)} ({plain(r.message)})" for r in summary.refused] or ["- nothing"]
    if summary.compared:
        lines += ["", f"## Compared with {summary.compared_with}", "", "| | before | now |", "|---|---|---|"]
        lines += [f"| {name} | {old} | {new} |" for name, (old, new) in summary.compared.items()]
    lines += ["", "## Seconds", ""]
    lines += [f"- {stage}: {seconds:.1f}" for stage, seconds in summary.seconds.items()]
    return lines


def all_summaries(home: Path, last: int = 0, besides: Container[str] = ()) -> list[dict[str, Any]]:
    """Summaries of the runs of a home, also those that it could not take, oldest first.

    Broken-off ones are named so; an unreadable file is left out.

    last: only of so many of the newest runs (0: of all); besides: names of runs that are left out.
    """
    found = []
    files = [file for place in (home, *held(home)) for file in (place / "runs").glob("*/summary.json")]
    for file in sorted(files, key=lambda file: file.parent.name)[-last:]:
        if file.parent.name in besides:
            continue
        if (summary := read_summary(file)) is not None:
            found.append(summary)
    return found


def read_summary(file: Path) -> dict[str, Any] | None:
    """One summary with every key there is, or None where the file is none."""
    try:
        summary = json.loads(file.read_text(encoding="utf-8"))
        whole = asdict(RunSummary(summary["run"], summary["started_at"])) | summary
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if whole["outcome"] == RUNNING and not is_alive(whole["process"]):
        whole["outcome"] = BROKEN_OFF
    return whole
