"""Mutated documents through the supervised readers: `python -m tests.fuzz --count 10000 --seed 1 --state fuzz.jsonl`.

Documents come from tests/generators (every medium, reports and non-reports); each is damaged in one to four ways. What
must hold: the run goes on, no document takes longer than its limit, and none that was no report becomes one. The state
file has a line a document, so that a run that was stopped goes on where it stood. Exit status 1 where something failed.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from extractors.report import Hint
from flows.reading import Document, read_all
from tests.generators.documents import MEDIA, RARE_MEDIA, make

# OCR and LibreOffice take seconds a document, so they are few
SHARE = {"scan": 0.01, "rtf": 0.02, "word_2003": 0.01}


class Held:
    """Loads bytes that are held already."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def __call__(self) -> bytes:
        return self.body


def _cut(rng: Random, body: bytearray) -> None:
    del body[rng.randrange(len(body) + 1) :]


def _flip(rng: Random, body: bytearray) -> None:
    for _ in range(rng.choice((1, 8, 64, 512))):
        if body:
            body[rng.randrange(len(body))] = rng.randrange(256)


def _repeat(rng: Random, body: bytearray) -> None:
    start = rng.randrange(len(body) + 1)
    piece = body[start : start + rng.choice((10, 200, 5000))]
    body[start:start] = piece * rng.choice((2, 20, 300))


def _drop(rng: Random, body: bytearray) -> None:
    start = rng.randrange(len(body) + 1)
    del body[start : start + rng.choice((1, 50, 2000))]


def _swap(rng: Random, body: bytearray) -> None:
    a, b = sorted(rng.randrange(len(body) + 1) for _ in range(2))
    body[:] = body[b:] + body[a:b] + body[:a]


def _tokens(rng: Random, body: bytearray) -> None:
    """Structure that belongs elsewhere: tags, PDF objects, archive headers, entities, huge spans."""
    pieces = (
        b"<table>" * 200, b"</td></tr></table>", b'<td colspan="99999" rowspan="99999">', b"<tr>" * 500, b"\0" * 64,
        b"%PDF-1.7\n", b"PK\x03\x04", b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]>&a;", b"endobj\nendstream\n", b"<<" * 100,
        "年度报告".encode("gbk"), b"\xff\xfe", b"<div>" * 3000, b"9" * 5000, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    )  # fmt: skip
    for _ in range(rng.choice((1, 3, 10))):
        at = rng.randrange(len(body) + 1)
        body[at:at] = rng.choice(pieces)


MUTATIONS = (_cut, _flip, _repeat, _drop, _swap, _tokens)


def mutated(seed: int, medium: str) -> tuple[bytes, str]:
    """A damaged document and what it was before: report, or another kind."""
    rng = Random(seed)
    document = make(seed, medium=medium)
    body = bytearray(document.body)
    for _ in range(rng.randint(1, 4)):
        if body:
            rng.choice(MUTATIONS)(rng, body)
    return bytes(body), document.kind


def plan(count: int, seed: int) -> Iterator[tuple[int, str]]:
    """Seeds and media: the slow media by their share, the others evenly."""
    rng = Random(seed)
    quick = [medium for medium in (*MEDIA, *RARE_MEDIA) if medium not in SHARE]
    for number in range(count):
        drawn = rng.random()
        medium = ""
        for slow, share in SHARE.items():
            if not medium:
                medium = slow if 0 <= drawn < share else ""
                drawn -= share
        yield seed * 1_000_000 + number, medium or rng.choice(quick)


def fuzz(count: int, seed: int, state: Path, workers: int | None, quiet: bool = False) -> Counter[str]:
    """Run or go on with a plan; counts by outcome. A line of the state file that says `wrong` is a failure."""
    done: dict[int, dict[str, str]] = {}
    if state.exists():
        for line in state.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            done[int(entry["seed"])] = entry
    todo = [(s, medium) for s, medium in plan(count, seed) if s not in done]
    kinds: dict[str, tuple[int, str, str]] = {}

    def documents() -> Iterator[Document]:
        for s, medium in todo:
            body, kind = mutated(s, medium)
            kinds[str(s)] = (s, medium, kind)
            yield Document(str(s), Hint(document=f"{s}.{medium}"), "", Held(body))

    begun = time.monotonic()
    with state.open("a", encoding="utf-8") as file:
        for number, (key, report) in enumerate(read_all(documents(), workers), 1):
            key = key.partition("/")[0]
            s, medium, kind = kinds[key]
            wrong = ""
            if report.outcome == "report" and kind != "report":
                wrong = f"{kind} became a report"
            message = report.issues[0].message if report.issues and report.outcome != "report" else ""
            if "the reader failed" in message:
                wrong = message
            entry = {"seed": s, "medium": medium, "kind": kind, "outcome": report.outcome, "message": message[:200]}
            entry |= {"wrong": wrong} if wrong else {}
            done[s] = entry
            print(json.dumps(entry, ensure_ascii=False), file=file, flush=True)
            if not quiet and number % 200 == 0:
                rate = number / (time.monotonic() - begun)
                print(f"{number} of {len(todo)}, {rate:.1f} a second", file=sys.stderr, flush=True)
    counts = Counter(entry["outcome"] for entry in done.values())
    counts["wrong"] = sum("wrong" in entry for entry in done.values())
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()
    counts = fuzz(options.count, options.seed, options.state, options.workers)
    for name, count in counts.most_common():
        print(f"{name}: {count}")
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
