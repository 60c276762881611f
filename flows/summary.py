"""What one run did, as one file for programs (JSON) and one for people (Markdown)."""

import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class RunSummary:
    """One run. outcome: completed, completed with problems, or failed. seconds: by stage."""

    run: str
    started_at: str
    outcome: str = "completed"
    problems: list[str] = field(default_factory=list)
    crawls: list[dict[str, Any]] = field(default_factory=list)
    documents: dict[str, int] = field(default_factory=dict)
    refused: list[dict[str, str]] = field(default_factory=list)
    loaded: dict[str, int] = field(default_factory=dict)
    checks: dict[str, int] = field(default_factory=dict)
    published: str = ""
    seconds: dict[str, float] = field(default_factory=dict)

    def total(self, name: str) -> int:
        """A count of all crawls together."""
        return sum(int(crawl.get(name) or 0) for crawl in self.crawls)

    def skipped(self) -> dict[str, int]:
        """Links that were not followed, by reason, over all crawls."""
        counts: Counter[str] = Counter()
        for crawl in self.crawls:
            counts.update(crawl.get("skipped") or {})
        return dict(counts.most_common())

    def alarms(self) -> list[str]:
        """Portals that gave reports and now give none, far fewer, or only block pages: somebody must look."""
        return [f"portal {c['portal']}: {alarm['message']}" for c in self.crawls for alarm in c.get("alarms") or ()]

    def judge(self) -> None:
        """Set the outcome from what went wrong."""
        self.problems += [f"ALARM {alarm}" for alarm in self.alarms()]
        for crawl in self.crawls:
            if crawl["outcome"] != "completed":
                self.problems.append(f"portal {crawl['portal']}: {crawl['outcome']}")
            self.problems += [f"portal {crawl['portal']}: {problem}" for problem in crawl.get("problems") or ()]
        if not self.published:
            self.outcome = "failed"
        elif self.problems:
            self.outcome = "completed with problems"


def write(summary: RunSummary, folder: Path) -> Path:
    """Write summary.json and summary.md into the run's folder; returns the JSON file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("summary.json", json.dumps(asdict(summary), ensure_ascii=False, indent=1)),
        ("summary.md", "\n".join(markdown(summary))),
    ):
        partial = folder / f".{name}.part"
        partial.write_text(text + "\n", encoding="utf-8")
        os.replace(partial, folder / name)
    return folder / "summary.json"


def markdown(summary: RunSummary) -> Sequence[str]:
    """The summary as Markdown lines."""
    lines = [f"# Run {summary.run}: {summary.outcome}", ""]
    lines += ["## Alarms", "", *(f"- {alarm}" for alarm in summary.alarms()), ""] if summary.alarms() else []
    lines += [f"- {problem}" for problem in summary.problems]
    lines += [
        "",
        "| portal | outcome | requests | new | revised | unchanged | skipped | obstacles |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {c['portal']} | {c['outcome']} | {c['requests']} | {c['captured_new']} | {c['captured_revised']} | "
        f"{c['unchanged']} | {sum((c.get('skipped') or {}).values())} | {len(c.get('obstacles') or ())} |"
        for c in summary.crawls
    ]
    for title, counts in (
        ("Documents read", summary.documents),
        ("Loaded", summary.loaded),
        ("Findings of checks", summary.checks),
        ("Not followed", summary.skipped()),
    ):
        lines += ["", f"## {title}", ""]
        lines += [f"- {name}: {count}" for name, count in counts.items()] or ["- nothing"]
    lines += ["", "## Set aside", ""]
    lines += [f"- {r['outcome']}: {r['url']} ({r['message']})" for r in summary.refused] or ["- nothing"]
    lines += ["", "## Seconds", ""]
    lines += [f"- {stage}: {seconds:.1f}" for stage, seconds in summary.seconds.items()]
    return lines


def all_summaries(home: Path) -> list[dict[str, Any]]:
    """Summaries of the runs under a home, oldest first; a file that cannot be read is left out."""
    found = []
    for file in sorted((home / "runs").glob("*/summary.json")):
        try:
            found.append(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, json.JSONDecodeError):
            continue
    return found
