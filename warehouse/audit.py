"""How often a cell is read wrong: a random sample of cells, a person's verdicts, the rate with its interval."""

from __future__ import annotations

import csv
import math
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.errors import Told
from warehouse.published import connect
from warehouse.query import fetch

# What a person writes into the column verdict.
VERDICTS = ("right", "wrong", "unclear")
COLUMNS = (
    "number", "agency_id", "agency_zh", "report_year", "form", "media", "table", "row", "column", "value", "unit",
    "state", "raw_zh", "page", "verdict", "printed", "note",
)  # fmt: skip
_Z = 1.959963984540054  # 95 in 100


class BadVerdicts(Told):
    """The verdict file cannot be counted; the message names the line."""


@dataclass(frozen=True)
class Rate:
    """Errors among judged cells of a group, with Wilson's 95 % interval; unclear cells are not judged."""

    group: str
    judged: int
    wrong: int
    unclear: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        return self.wrong / self.judged if self.judged else math.nan


def draw_sample(path: Path, count: int, seed: int = 0) -> pd.DataFrame:
    """`count` cells of current versions, shared out evenly over form and format, at random within each.

    The same seed draws the same cells of the same file. Columns: those of COLUMNS up to page.
    """
    con = connect(path)
    try:
        frame = fetch(
            con,
            """
            SELECT agency_id, agency_zh, report_year, form, media, "table", "row", "column", value, unit,
                CAST(state AS VARCHAR) AS state, raw_zh, page
            FROM lineage WHERE is_current ORDER BY form, media, agency_id, report_year, "table", "row", "column"
            """,
        )
    finally:
        con.close()
    groups: dict[str, list[int]] = {}
    for at, form, media in zip(frame.index, frame["form"], frame["media"], strict=True):
        groups.setdefault(f"{form} {media}", []).append(int(at))
    chosen = _shared_out(groups, count, random.Random(seed))
    sample = frame.loc[sorted(chosen)].reset_index(drop=True)
    sample.insert(0, "number", range(1, len(sample) + 1))
    return sample


def _shared_out(groups: dict[str, list[int]], count: int, chance: random.Random) -> list[int]:
    """Round after round one cell from each group that still has one."""
    waiting = {key: chance.sample(rows, len(rows)) for key, rows in groups.items()}
    chosen: list[int] = []
    while len(chosen) < count and any(waiting.values()):
        for rows in waiting.values():
            if rows and len(chosen) < count:
                chosen.append(rows.pop())
    return chosen


def read_verdicts(file: Path) -> list[dict[str, str]]:
    """The lines of a verdict file that a person has judged. Raises BadVerdicts."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        lacking = {"form", "media", "verdict"} - set(reader.fieldnames or ())
        if lacking:
            raise BadVerdicts(f"{file}: no column {', '.join(sorted(lacking))}")
        judged = []
        for row in reader:
            verdict = (row["verdict"] or "").strip().lower()
            if verdict and verdict not in VERDICTS:
                raise BadVerdicts(
                    f"{file}, line {reader.line_num}: verdict {verdict!r} is none of {', '.join(VERDICTS)}"
                )
            if verdict:
                judged.append({**row, "verdict": verdict})
    if not judged:
        raise BadVerdicts(f"{file}: no line has a verdict yet")
    return judged


def rates(verdicts: list[dict[str, str]]) -> list[Rate]:
    """All cells together first, then by form and format."""
    groups: dict[str, Counter[str]] = {"all": Counter()}
    for row in verdicts:
        groups["all"][row["verdict"]] += 1
        groups.setdefault(f"{row['form']} {row['media']}", Counter())[row["verdict"]] += 1
    found = []
    for name, counts in groups.items():
        judged = counts["right"] + counts["wrong"]
        low, high = wilson(counts["wrong"], judged)
        found.append(Rate(name, judged, counts["wrong"], counts["unclear"], low, high))
    return found


def wilson(wrong: int, judged: int) -> tuple[float, float]:
    """Wilson's score interval for a share, which holds for no errors and few cells too; 0 to 1 without any."""
    if not judged:
        return 0.0, 1.0
    share, weight = wrong / judged, _Z * _Z / judged
    middle = (share + weight / 2) / (1 + weight)
    half = _Z * math.sqrt(share * (1 - share) / judged + weight / (4 * judged)) / (1 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)
