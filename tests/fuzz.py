"""Damaged documents through the supervised readers: `python -m tests.fuzz --count 10000 --seed 1 --state fuzz.jsonl`.

Documents come from tests/generators (every medium, bundles of them, reports and non-reports) and are damaged by
tests/mutations. What must hold: the run goes on, no process dies, nothing is worked on for longer than its limit, no
reader raises, and none that was no report becomes one. The state file has a line a document, so that a run that was
stopped goes on where it stood; `--chunk N` stops after N more; what failed is kept beside it. Exit status 1 where
something failed.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from data.version import Readers
from extractors.evidence import Hint
from extractors.report import Report
from extractors.rows import part_tables
from extractors.tidy import issue_rows, tidy_rows
from flows.reading.documents import LIMITS, Document, read_all
from tests.generators import bundles, nonreports
from tests.generators.documents import MEDIA, RARE_MEDIA, make
from tests.harm import Held
from tests.mutations import damage

# OCR and LibreOffice take seconds a document, so they are few
SHARE = {"scan": 0.003, "rtf": 0.006, "doc": 0.003, "odt": 0.003, "ods": 0.003}
BUNDLES = ("zip", "rar", "7z")
# one document in so many was no report before it was damaged
NONE_IN = 3
# how far above its limit the clock of a document may be found: the look comes every tenth of a second
GRACE = 5.0


@cache
def _converted(medium: str, is_report: bool) -> list[bytes]:
    """A few documents as LibreOffice writes them, for the formats that no generator writes."""
    source = "xlsx" if medium == "ods" else "docx"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for n in range(4):
            document = make(n, "2021", source, []) if is_report else nonreports.make(n, medium=source)
            (folder / f"{n}.{source}").write_bytes(document.body)
        subprocess.run(
            ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", medium,
             "--outdir", str(folder), *map(str, sorted(folder.glob(f"*.{source}")))],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        return [path.read_bytes() for path in sorted(folder.glob(f"*.{medium}"))]


def _whole(rng: Random, seed: int, medium: str) -> tuple[bytes, str]:
    """An undamaged document and what it is."""
    is_report = rng.randrange(NONE_IN) > 0
    if medium in BUNDLES:
        quick = ("html", "text", "docx", "xlsx", "xls")
        inside = [_whole(rng, seed * 10 + n, rng.choice(quick)) for n in range(rng.randint(1, 3))]
        members = [(f"附件{n}.bin", body) for n, (body, _) in enumerate(inside)]
        pack = {"zip": bundles.zip_bytes, "rar": bundles.rar_bytes, "7z": bundles.seven_bytes}[medium]
        return pack(members), "report" if any(kind == "report" for _, kind in inside) else "bundle"
    if medium in ("doc", "odt", "ods"):
        return rng.choice(_converted(medium, is_report)), "report" if is_report else "no report"
    if is_report or medium == "scan":
        document = make(seed, form=rng.choice(("2014", "2019", "2021", "fujian", "mixed")), medium=medium)
    else:
        document = nonreports.make(seed, medium=medium)
    return document.body, document.kind


def mutated(seed: int, medium: str) -> tuple[bytes, str]:
    """A damaged document and what it was before: report, or another kind."""
    rng = Random(f"fuzz {seed}")
    whole, kind = _whole(rng, seed, medium)
    body = bytearray(whole)
    damage(rng, body)
    return bytes(body), kind


def plan(count: int, seed: int) -> Iterator[tuple[int, str]]:
    """Seeds and media: the slow media by their share, the others evenly."""
    rng = Random(seed)
    quick = [medium for medium in (*MEDIA, *RARE_MEDIA, *BUNDLES) if medium not in SHARE]
    for number in range(count):
        drawn = rng.random()
        medium = ""
        for slow, share in SHARE.items():
            if not medium:
                medium = slow if 0 <= drawn < share else ""
                drawn -= share
        medium = medium or rng.choice(quick)
        if medium in ("doc", "odt", "ods") and not shutil.which("soffice"):
            medium = "rtf"
        yield seed * 1_000_000 + number, medium


@dataclass
class _One:
    """What the readers said of one damaged document and, where it is a bundle, of its members."""

    seed: int
    medium: str
    kind: str
    body: bytes
    seconds: float = 0.0
    reports: list[Report] = field(default_factory=list)

    def wrong(self) -> str:
        """What must not happen, "" where it did not."""
        if not self.reports:
            return "no answer"
        for report in self.reports:
            message = report.issues[0].message if report.issues and report.outcome != "report" else ""
            if report.outcome == "report" and self.kind != "report":
                return f"{self.kind} became a report"
            try:
                kept = part_tables([("", report)], "", Readers({}))
                "".join(text for row in [*tidy_rows(report), *issue_rows(report)] for text in row).encode()
            except Exception as error:
                return f"its rows cannot be kept: {type(error).__name__}: {error}"[:300]
            if kept["reading"].num_rows != 1:
                return f"{kept['reading'].num_rows} readings of one document"
            if "the reader failed" in message or "the process that worked on it died" in message:
                return message[:300]
        limit = max(limit.seconds for limit in LIMITS.values())
        return f"worked on for {self.seconds:.0f} s" if self.seconds > limit + GRACE else ""

    def line(self, revision: str) -> dict[str, str | int | float]:
        outcomes = Counter(report.outcome for report in self.reports)
        first = next((r for r in self.reports if r.outcome != "report" and r.issues), None)
        entry: dict[str, str | int | float] = {
            "seed": self.seed,
            "medium": self.medium,
            "kind": self.kind,
            "outcome": "report" if outcomes["report"] else next(iter(outcomes), "none"),
            "documents": len(self.reports),
            "seconds": round(self.seconds, 3),
            "message": first.issues[0].message[:200] if first else "",
            "revision": revision,
        }
        return entry | ({"wrong": wrong} if (wrong := self.wrong()) else {})


def fuzz(
    count: int, seed: int, state: Path, workers: int | None, chunk: int | None = None, revision: str = ""
) -> list[dict[str, str | int | float]]:
    """Run or go on with a plan; every line of the state file. A line that says `wrong` is a failure."""
    lines = [json.loads(line) for line in state.read_text(encoding="utf-8").splitlines()] if state.exists() else []
    done = {line["seed"] for line in lines}
    todo = [(s, medium) for s, medium in plan(count, seed) if s not in done][:chunk]
    ones: dict[str, _One] = {}
    seconds: defaultdict[str, float] = defaultdict(float)

    def documents() -> Iterator[Document]:
        for s, medium in todo:
            body, kind = mutated(s, medium)
            ones[str(s)] = _One(s, medium, kind, body)
            yield Document(str(s), Hint(document=f"{s}.{medium}"), "", Held(body))

    def took(key: str, spent: float) -> None:
        seconds[key.partition("/")[0]] = max(seconds[key.partition("/")[0]], spent)

    with state.open("a", encoding="utf-8") as file:

        def end(key: str) -> None:
            one = ones.pop(key)
            one.seconds = seconds.pop(key, 0.0)
            lines.append(one.line(revision))
            print(json.dumps(lines[-1], ensure_ascii=False), file=file, flush=True)
            if "wrong" in lines[-1]:
                state.with_suffix(f".{one.seed}.{one.medium}").write_bytes(one.body)

        before = ""
        for key, report in read_all(documents(), workers, on_seconds=took):
            key = key.partition("/")[0]
            if before not in ("", key):
                end(before)
            ones[key].reports.append(report)
            before = key
        if before:
            end(before)
        for key in list(ones):
            end(key)
    return lines


def table(lines: list[dict[str, str | int | float]]) -> str:
    """Documents by medium and outcome, in Markdown."""
    media = sorted({str(line["medium"]) for line in lines})
    outcomes = [name for name, _ in Counter(str(line["outcome"]) for line in lines).most_common()]
    counts = Counter((str(line["medium"]), str(line["outcome"])) for line in lines)
    rows = [["medium", "documents", *outcomes, "longest, s", "wrong"], ["---"] * (len(outcomes) + 4)]
    for medium in [*media, ""]:
        of = [line for line in lines if medium in ("", line["medium"])]
        rows.append([
            medium or "all", str(len(of)),
            *(str(counts[medium, o] if medium else sum(counts[m, o] for m in media)) for o in outcomes),
            f"{max((float(line['seconds']) for line in of), default=0):.1f}", str(sum("wrong" in line for line in of)),
        ])  # fmt: skip
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--chunk", type=int, help="stop after so many more")
    options = parser.parse_args()
    begun = time.monotonic()
    ask = ["git", "rev-parse", "--short", "HEAD"]
    revision = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()
    lines = fuzz(options.count, options.seed, options.state, options.workers, options.chunk, revision)
    print(table(lines))
    print(f"\n{len(lines)} of {options.count}; this start took {time.monotonic() - begun:.0f} s")
    for line in lines:
        if "wrong" in line:
            print(json.dumps(line, ensure_ascii=False))
    return 1 if any("wrong" in line for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
