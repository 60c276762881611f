"""What a night, a year and a backfill take at 100 to 40,000 portals: `python -m bench.scale [--seed 1]`.

A simulation of a year, a night at a time: portals of very different sizes, reports that appear as they do (most in
January, some late, few all year), the manners and the rhythm of data/*.yml, and costs measured on this code
(bench/results.md). It prints the tables of docs/scale.md; the same seed prints the same tables. Takes a few seconds.
"""

import argparse
import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from data.manners import manners
from data.places import DATA
from data.yml import read_yml

RHYTHM = read_yml(DATA / "rhythm.yml")
NIGHT_SECONDS, PORTAL_SECONDS = RHYTHM["night_hours"] * 3600, RHYTHM["portal_hours"] * 3600
SLOTS_A_PROCESS, CORES = RHYTHM["at_once"], 2
STEPS = {100: 5_000, 1_000: 50_000, 10_000: 500_000, 40_000: 2_000_000}
YEARS = 18


@dataclass(frozen=True)
class Measured:
    """Costs with where they were measured; seconds are those of one core unless said otherwise."""

    # spiders/settings.py: 2 s from one request to the next on a host, and a jitter of up to half of it above that
    spacing: float = 2.5
    # bench/results.md, crawling: requests a second and core with archive and ledger; a portal's own start and end
    requests_a_second: float = 67.0
    portal_seconds: float = 0.05
    # a list or page that answers 304, with its headers; lists and pages whose server knows no conditional requests
    bytes_304: int = 500
    share_without_304: float = 0.5
    # 18 real reports: pages 69 kB (2.5 kB in the archive, 15 kB taken here for pages with more around them), PDF 350 kB
    page_bytes: int = 69_000
    page_kept: int = 15_000
    file_bytes: int = 350_000
    # documents a report: its page, and a file beside it or in its place
    files_a_report: float = 0.3
    # bench/results.md, reading: HTML 211, PDF with the second reader 14.5, DOCX 95 documents a second and core; .doc
    # 0.27 s in batches; a scan of 6 pages at 0.2 pages a second on two cores
    html: float = 1 / 211
    pdf: float = 1 / 14.5
    docx: float = 1 / 95
    doc: float = 0.27
    scan: float = 6 / 0.2 * 2
    # of files: PDF with text, scans, DOCX, DOC
    files: tuple[float, float, float, float] = (0.55, 0.1, 0.2, 0.15)
    # bench/results.md, warehouse: a night's fixed part, and the whole country (100,000 reports) at once, by the clock
    load_night: float = 4.1
    load_report: float = 757 / 99_904
    published_report: int = 1_760
    part_reading: int = 5_000
    disk_bytes_a_second: float = 200e6

    @property
    def reading(self) -> float:
        """Seconds of one core for a report with its files, on the average."""
        text, scan, docx, doc = self.files
        return self.html + self.files_a_report * (
            text * self.pdf + scan * self.scan + docx * self.docx + doc * self.doc
        )

    @property
    def kept(self) -> float:
        """Bytes of archive for a report."""
        return self.page_kept + self.files_a_report * self.file_bytes

    @property
    def fetched(self) -> float:
        """Bytes over the line for a new report."""
        return self.page_bytes + self.files_a_report * self.file_bytes


@dataclass(frozen=True)
class Portals:
    """Parallel arrays, one entry a portal: reports of all years, and list addresses."""

    reports: np.ndarray
    lists: np.ndarray

    @property
    def documents(self) -> np.ndarray:
        return np.ceil(self.reports * (1 + Measured.files_a_report)).astype(int)


def portals_of(count: int, reports: int, rng: np.random.Generator) -> Portals:
    """Sizes over four orders of magnitude: a bureau's own site has its own reports, a province's platform thousands."""
    weight = rng.lognormal(0, 1.6, count)
    sizes = np.maximum(1, np.round(weight / weight.sum() * reports)).astype(int)
    return Portals(sizes, 1 + np.round(np.log2(1 + sizes / YEARS)).astype(int))


def days_of_appearance() -> np.ndarray:
    """Share of a year's reports that appear on each of its days: half in the last third of January, then ever fewer."""
    share = np.full(365, 0.05 / 365)
    share[:20] += 0.15 / 20
    share[20:31] += 0.5 / 11
    share[31:120] += 0.3 * np.exp(-np.arange(89) / 25) / np.exp(-np.arange(89) / 25).sum()
    return share


def wall(seconds: np.ndarray, slots: int) -> float:
    """Time until portals that take `seconds` each are done, `slots` side by side, taken in the order given."""
    if len(seconds) <= slots:
        return float(seconds.max(initial=0.0))
    busy = [0.0] * slots
    for taken in seconds:
        heapq.heapreplace(busy, busy[0] + float(taken))
    return max(busy)


@dataclass(frozen=True)
class Night:
    """One simulated night on one machine of two cores."""

    asked: int
    requests: int
    fetched: float
    crawl: float
    processor: float
    reports: int


def year(portals: Portals, cost: Measured, rng: np.random.Generator) -> list[Night]:
    """365 nights, the first of January first."""
    count, nights = len(portals.reports), []
    appear = days_of_appearance()
    turn = np.arange(count)
    waiting = np.zeros(count, int)
    for day in range(365):
        month = 1 + day * 12 // 365
        every = next(s["every_days"] for s in RHYTHM["seasons"].values() if month in s["months"])
        waiting += rng.poisson(portals.reports / YEARS * appear[day])
        due = (turn + day) % every == 0
        swept = due & ((turn + day) % RHYTHM["full_sweep_days"] < every)
        again = np.where(due, portals.documents * every / manners().sweep_days, 0)
        again = np.where(swept, portals.documents, np.minimum(again, portals.documents)).astype(int)
        new = np.where(due, waiting, 0)
        known = due * (1 + portals.lists) + swept * portals.lists * 2 + again
        fresh = np.ceil(new * (1 + cost.files_a_report)).astype(int)
        room = int(min(manners().night_cap, PORTAL_SECONDS / cost.spacing))
        known = np.minimum(known, room)
        requests = np.minimum(known + fresh, room)
        taken = np.where(fresh > 0, new * np.minimum(1, (requests - known) / np.maximum(fresh, 1)), 0).astype(int)
        waiting -= taken
        unconditional = cost.share_without_304 * cost.page_bytes + (1 - cost.share_without_304) * cost.bytes_304
        asked = requests[due]
        nights.append(
            Night(
                int(due.sum()),
                int(requests.sum()),
                float(known.sum() * unconditional + taken.sum() * cost.fetched),
                wall(asked * cost.spacing, SLOTS_A_PROCESS * CORES),
                float(requests.sum() / cost.requests_a_second + due.sum() * cost.portal_seconds),
                int(taken.sum()),
            )
        )
    return nights


def backfill(portals: Portals, cost: Measured, machines: int) -> tuple[int, int]:
    """(nights until all is fetched, nights until all but the largest hundredth of portals is), six hours a night."""
    left = portals.documents + portals.lists * 3
    room = int(min(manners().night_cap, PORTAL_SECONDS / cost.spacing))
    rounds = np.ceil(left / room)
    a_night = machines * CORES * SLOTS_A_PROCESS * NIGHT_SECONDS
    by_slots = float(np.minimum(left, rounds * room).sum() * cost.spacing / a_night)
    by_processor = float(left.sum() / cost.requests_a_second / (machines * CORES * NIGHT_SECONDS))
    least = max(by_slots, by_processor)
    return int(np.ceil(max(least, rounds.max()))), int(np.ceil(max(least, np.quantile(rounds, 0.99))))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seed", type=int, default=1)
    seed = parser.parse_args().seed
    cost = Measured()
    made = {count: portals_of(count, reports, np.random.default_rng(seed)) for count, reports in STEPS.items()}
    years = {count: year(portals, cost, np.random.default_rng(seed)) for count, portals in made.items()}
    _table(NIGHTS, (row for count in made for row in _night_rows(count, years[count], cost)))
    _table(ALL, (_whole_row(count, made[count], years[count], cost) for count in made))


NIGHTS = (
    "portals", "night", "asked", "requests", "GB fetched", "hours of crawl, one machine", "its processor, core hours",
    "machines", "new reports", "reading, core hours",
)  # fmt: skip
ALL = (
    "portals", "reports", "largest portal, documents", "archive GB", "parts GB", "published file GB",
    "load of the fullest night, s", "copy for publication, s", "rebuild, h", "backfill, nights of one machine",
    "of these for 99 % of portals", "reading all, days of one machine", "the same without scans",
)  # fmt: skip


def _night_rows(count: int, nights: list[Night], cost: Measured) -> Iterator[list[str]]:
    chosen = {
        "most requests": max(nights[:120], key=lambda night: night.requests),
        "most reports": max(nights[:120], key=lambda night: night.reports),
        "May to December": sorted(nights[150:], key=lambda night: night.requests)[len(nights[150:]) // 2],
    }
    for name, night in chosen.items():
        need = max(night.crawl, night.processor / CORES) / NIGHT_SECONDS
        yield [
            f"{count:,}", name, f"{night.asked:,}", f"{night.requests:,}", f"{night.fetched / 1e9:.2f}",
            f"{night.crawl / 3600:.2f}", f"{night.processor / 3600:.2f}", str(max(1, int(np.ceil(need)))),
            f"{night.reports:,}", f"{night.reports * cost.reading / 3600:.2f}",
        ]  # fmt: skip


def _whole_row(count: int, portals: Portals, nights: list[Night], cost: Measured) -> list[str]:
    reports = int(portals.reports.sum())
    fullest = max(night.reports for night in nights)
    whole, most = backfill(portals, cost, 1)
    unscanned = cost.reading - cost.files_a_report * cost.files[1] * cost.scan
    file = reports * cost.published_report
    return [
        f"{count:,}", f"{reports:,}", f"{portals.documents.max():,}", f"{reports * cost.kept / 1e9:,.1f}",
        f"{reports * cost.part_reading / 1e9:.2f}", f"{file / 1e9:.2f}",
        f"{cost.load_night + fullest * cost.load_report:.0f}", f"{file / cost.disk_bytes_a_second:.1f}",
        f"{reports * cost.load_report / 3600:.2f}", str(whole), str(most),
        f"{reports * cost.reading / CORES / 86400:.2f}", f"{reports * unscanned / CORES / 86400:.2f}",
    ]  # fmt: skip


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    for row in (head, ["---"] * len(head), *rows):
        print("| " + " | ".join(row) + " |")
    print()


if __name__ == "__main__":
    main()
