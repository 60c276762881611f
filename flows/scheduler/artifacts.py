"""What a run shows in Prefect's UI: how far it is, what came of it, how complete the collection is, what to look at."""

import base64
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from data.crawled import CrawlResult
from data.run_summary import RunSummary
from flows.markdown import link, plain
from flows.runs.summary import markdown
from warehouse.coverage import coverage_picture
from warehouse.query import run as ask

# An update is a request; a bar that moves twice a second tells no more.
_EVERY_SECONDS = 2.0
_MOST_ROWS = 300
_FINDINGS = """
SELECT agency_zh, report_year, code, rule, "table", "row", "column", stated, computed, url FROM findings
WHERE is_current ORDER BY reading_id DESC, rule LIMIT 100
"""


class ProgressBar:
    """A progress artifact of a run: `add` may be called as often as one likes. Words that fail stop no work."""

    def __init__(self, key: str, what: str, total: int) -> None:
        self.total, self.done, self.told = total, 0, time.monotonic()
        self.id: UUID | None = None
        try:
            made = create_progress_artifact(progress=0.0, key=key, description=f"{what}: 0 of {total}")
            self.id = made if isinstance(made, UUID) else None
        except Exception:
            self.id = None
        self.what = what

    def add(self, count: int = 1) -> None:
        """So many more are done."""
        self.done += count
        if time.monotonic() - self.told >= _EVERY_SECONDS or self.done >= self.total:
            self.told = time.monotonic()
            self._tell()

    def _tell(self) -> None:
        if self.id is None:
            return
        share = min(100.0, 100.0 * self.done / self.total) if self.total else 100.0
        try:
            update_progress_artifact(
                artifact_id=self.id, progress=share, description=f"{self.what}: {self.done} of {self.total}"
            )
        except Exception:
            self.id = None


def show_outcome(run: RunSummary, published: Path | None) -> list[str]:
    """Artifacts of a run that is over: summary, portals, coverage, findings. Returns what could not be shown."""
    failures = []
    for show in (_summary, _portals, _coverage, _findings):
        try:
            show(run, published)
        except Exception as error:
            failures.append(f"artifact {show.__name__.strip('_')}: {type(error).__name__}: {error}")
    return failures


def _summary(run: RunSummary, published: Path | None) -> None:
    create_markdown_artifact("\n".join(markdown(run)), key=f"{run.flow}-summary", description=run.outcome)


def _portals(run: RunSummary, published: Path | None) -> None:
    def rank(crawl: CrawlResult) -> tuple[bool, int]:
        return (crawl.outcome == "completed", -crawl.captured_new - crawl.captured_revised)

    rows = [
        {
            "portal": crawl.portal, "outcome": crawl.outcome, "requests": crawl.requests,
            "new": crawl.captured_new, "revised": crawl.captured_revised, "unchanged": crawl.unchanged,
            "obstacles": len(crawl.obstacles),
            "problem": plain("; ".join(crawl.problems), 200),
        }
        for crawl in sorted(run.crawls, key=rank)
    ]  # fmt: skip
    if rows:
        said = f"{len(rows)} portals" + (f", the first {_MOST_ROWS} of them" if len(rows) > _MOST_ROWS else "")
        create_table_artifact(rows[:_MOST_ROWS], key=f"{run.flow}-portals", description=said)


def _coverage(run: RunSummary, published: Path | None) -> None:
    if published is not None:
        picture = base64.b64encode(coverage_picture(published)).decode()
        create_markdown_artifact(
            f"# Coverage\n\n![agencies by report year and state](data:image/png;base64,{picture})\n\n"
            f"From the view `coverage` of `{published.name}`.",
            key=f"{run.flow}-coverage",
            description="agencies by report year: read, read with findings, not read, missing",
        )


def _findings(run: RunSummary, published: Path | None) -> None:
    if published is None:
        return
    found: Sequence[dict[Any, Any]] = ask(published, _FINDINGS).to_dict("records")
    create_markdown_artifact("\n".join(findings_table(found)), key=f"{run.flow}-findings",
                             description="figures that do not add up as printed, newest readings first")  # fmt: skip


def findings_table(found: Sequence[dict[Any, Any]]) -> list[str]:
    """Findings as a Markdown table, each with a link to the document that prints it."""
    lines = ["# What does not add up as printed", ""]
    if not found:
        return [*lines, "Nothing."]
    lines += ["| year | agency | rule | cell | stated | computed | document |", "|---|---|---|---|---|---|---|"]
    for row in found:
        cell = " ".join(str(row[name]) for name in ("table", "row", "column") if row[name])
        lines.append(
            f"| {row['report_year']} | {plain(row['agency_zh'])} | {plain(row['rule'] or row['code'])} | "
            f"{plain(cell)} | "
            f"{_number(row['stated'])} | {_number(row['computed'])} | {link('page', row['url'])} |"
        )
    return lines


def _number(value: Any) -> str:
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
