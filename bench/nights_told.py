"""The failures of the nights as a page: by mechanism, each with where it was seen and the command that shows it."""

from __future__ import annotations

import json
from typing import Any

from bench.nights_score import Failure, Scores

MOST = 6


def written(scores: Scores, figures: dict[str, Any], seed: int, portals: int) -> str:
    """The page."""
    groups: dict[str, list[Failure]] = {}
    seen: set[tuple[str, str]] = set()
    for failure in scores.failures:
        once = (failure.what, failure.portal.name)
        if not failure.what.startswith(("completed", "gap")) or once not in seen:
            groups.setdefault(failure.what, []).append(failure)
        seen.add(once)
    command = f"python -m bench.nights --seed {seed} --portals {portals}"
    lines = [
        f"# Failures of seed {seed}, {portals} portals", "",
        f"One portal again: `{command} --only PORTAL --home DIR --write DIR`.", "", "```",
        json.dumps(figures["targets"]), json.dumps(figures["counts"]),
        "missed: " + "; ".join(scores.missed()), "```", "",
    ]  # fmt: skip
    for what, failures in sorted(groups.items(), key=lambda one: (_rank(one[0]), -len(one[1]))):
        lines += [f"## {what} ({len(failures)}, {len({f.portal.name for f in failures})} portals)", ""]
        for failure in failures[:MOST]:
            lines += [
                f"- `{failure.portal.name}` night {failure.night} ({failure.portal.choices}; family "
                f"{'detect' if failure.portal.detect else 'named'})",
                f"  - expected: {failure.expected}", f"  - said: {failure.said}",
            ]  # fmt: skip
        more = sorted({f.portal.name for f in failures[MOST:]})
        lines += [f"- and {', '.join(more)}"] if more else []
        lines.append("")
    return "\n".join(lines)


def _rank(what: str) -> int:
    order = (
        "completed with", "false vanished", "false", "disallowed", "request to", "reports lost", "new not", "moved not",
        "vanished not", "changed not", "agency", "fault",
    )  # fmt: skip
    return next((n for n, name in enumerate(order) if what.startswith(name)), len(order))
