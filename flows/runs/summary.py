"""What one run did, as one file for programs (JSON) and one for people (Markdown).

The file is written when the run begins and after each of its stages; one that still says `running` while its process is
gone belongs to a run that was broken off.
"""

import json
from collections.abc import Callable, Container, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from data.outcomes import PartSummary
from data.run_summary import BROKEN_OFF, COMPLETED, FAILED, RUNNING, WITH_PROBLEMS, RunSummary
from data.typed import from_json
from flows.markdown import plain
from flows.processes import is_alive
from flows.runs.elsewhere import held
from flows.written import write_whole

_COMPARED = ("requests", "captured_new", "captured_revised", "unchanged", "failed", "bytes")
_MOST_SHOWN = 50


class Run:
    """A run that goes on: its summary so far. What is counted up is added to; what is said once is said by `put`."""

    def __init__(self, so_far: RunSummary) -> None:
        self.so_far = so_far

    @property
    def name(self) -> str:
        return self.so_far.run

    def add_part(self, part: PartSummary) -> None:
        """Count in what a part holds."""
        run = self.so_far
        for mine, its in (
            (run.documents, part.outcomes), (run.issues, part.issues), (run.findings, part.findings),
        ):  # fmt: skip
            for name, count in its.items():
                mine[name] = mine.get(name, 0) + count
        for portal, (unknown, known) in part.labels.items():
            before = run.labels.get(portal, [0, 0])
            run.labels[portal] = [before[0] + unknown, before[1] + known]
        run.refused.extend(part.refused)
        run.unreadable.extend(part.unreadable)

    def judge(self) -> None:
        """Set the outcome from what went wrong; what is said already is not said again."""
        run = self.so_far
        found = [f"ALARM {alarm.kind} {alarm.subject}: {alarm.message}" for alarm in run.open_alarms()]
        for crawl in run.crawls:
            if crawl.outcome != COMPLETED:
                found.append(f"portal {crawl.portal}: {crawl.outcome}")
            found += [f"portal {crawl.portal}: {problem}" for problem in crawl.problems]
        found += [f"archive: {lost.message}" for lost in run.unreadable]
        found += [f"put aside, its documents are read again: {part.message}" for part in run.parts_aside]
        found += [run.published_flaw] if run.published_flaw else []
        problems = list(dict.fromkeys([*found, *run.problems]))
        outcome = FAILED if not run.published else WITH_PROBLEMS if problems else COMPLETED
        self.so_far = replace(run, problems=problems, outcome=outcome)

    def compare(self, before: RunSummary | None) -> None:
        """Put counts of the run before beside those of this one."""
        if before is None:
            return
        run = self.so_far
        compared = {name: [before.total(name), run.total(name)] for name in _COMPARED}
        for title, count in _COUNTS.items():
            compared[title] = [count(before), count(run)]
        self.so_far = replace(run, compared=compared, compared_with=before.run)


_COUNTS: dict[str, Callable[[RunSummary], int]] = {
    "portals completed": RunSummary.portals_completed,
    "documents read": lambda run: sum(run.documents.values()),
    "issues": lambda run: sum(run.issues.values()),
    "findings": lambda run: sum(run.findings.values()),
    "bad rows of checks": lambda run: sum(run.checks.values()),
    "alarms open": lambda run: len(run.open_alarms()),
    "seconds": lambda run: round(sum(run.seconds.values())),
}


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
    for title, found in (
        ("Alarms", summary.open_alarms()), ("Closed alarms", summary.alarms.closed if summary.alarms else []),
    ):  # fmt: skip
        if found:
            lines += [f"## {title}", ""]
            lines += [f"- {a.kind} {plain(a.subject)}: {plain(a.message)} (since {a.since})" for a in found]
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


def all_summaries(home: Path, last: int = 0, besides: Container[str] = ()) -> list[RunSummary]:
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


def read_summary(file: Path) -> RunSummary | None:
    """One summary, or None where the file is none; what an earlier version did not write takes its default."""
    try:
        summary = from_json(RunSummary, json.loads(file.read_text(encoding="utf-8")))
        for moment in filter(None, (summary.started_at or "none", summary.finished_at)):
            datetime.fromisoformat(moment)
    except (OSError, ValueError, TypeError):
        return None
    if summary.outcome == RUNNING and not is_alive(summary.process):
        return replace(summary, outcome=BROKEN_OFF)
    return summary
