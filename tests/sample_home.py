"""A home made of the sample portals' reports: archived, read, loaded, checked and published without a crawl."""

import csv
import fcntl
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pyarrow.parquet as pq
import pytest

from data.places import DATA
from data.run_summary import RunSummary
from data.typed import from_json
from extractors.evidence import Hint
from extractors.report import read_report
from extractors.rows import part_tables
from flows.demo.sample_site import Question, answer
from flows.reading.editions import edition_of
from flows.steps import check, load_parts, pending_captures, publish_warehouse
from spiders.archive import Found, PortalArchive, Received, read_body
from warehouse.db import connect_work
from warehouse.runs import record_runs

NIGHTS = {"1": "2026-02-01T02:00:00Z", "2": "2026-03-20T02:00:00Z"}


def sample_home(factory: pytest.TempPathFactory) -> Path:
    """The folder, made once for all workers of a test run."""
    shared = factory.getbasetemp()
    shared = shared.parent if shared.name.startswith("popen-") else shared
    home = shared / "sample-home"
    with (shared / "sample-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "warehouse" / "nianbao.duckdb").is_file():
            make(home)
    return home


def make(home: Path) -> None:
    """Archive both nights' report documents of the sample and run the plain steps over them."""
    for portal, night, row in _documents():
        with PortalArchive(home / "archive", portal) as archive:
            parts = urlsplit(row["url"])
            question = Question(parts.netloc, parts.path, dict(parse_qsl(parts.query)), {})
            got = answer(DATA / "sample", question, int(night))
            assert got.status == 200, row["url"]
            headers = tuple(got.headers.items())
            kind = "page" if row["what"] == "report" and ".pdf" not in row["url"] else "file"
            archive.keep(
                Received(row["url"], 200, headers, got.body, fetched_at=NIGHTS[night]), row["url"],
                Found(kind, "" if kind == "page" else row["listed_on"], row["title"]),
            )  # fmt: skip
    _read(home)
    load_parts(home)
    say_that_all_was_searched(home)
    check(home)
    publish_warehouse(home)


def _read(home: Path) -> None:
    """One part, read in this process: starting workers takes longer than reading twenty documents."""
    reports = []
    edition = edition_of(home)
    for capture in pending_captures(home):
        hint = Hint(capture.url, capture.title, capture.agency, capture.url, capture.listed_date)
        body = read_body(home / "archive", capture)
        reports.append((capture.capture_id, read_report(body, capture.media_type, hint)))
    part = home / "parts" / "sample"
    part.mkdir(parents=True)
    for name, table in part_tables(reports, edition.version, edition.readers).items():
        pq.write_table(table, part / f"{name}.parquet")


def say_that_all_was_searched(home: Path) -> None:
    """The second night crawled every sample portal to the end: what it lists and holds is all that there is."""
    night = NIGHTS["2"]
    crawls = [
        {"portal": portal, "started_at": night, "finished_at": night, "outcome": "completed"}
        for portal in sorted({portal for portal, _, _ in _documents()})
    ]
    run = from_json(RunSummary, {"run": "2", "started_at": night, "outcome": "completed", "crawls": crawls})
    con = connect_work(home)
    try:
        record_runs(con, [run])
    finally:
        con.close()


def _documents() -> list[tuple[str, str, dict[str, str]]]:
    with (DATA / "sample" / "truth.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["outcome"] == "report" and row["what"] == "report"]
    # the city's report lies at three addresses: one will do
    rows = [row for row in rows if not row["url"].endswith("ssj.pdf") and "downfile" not in row["url"]]
    return [(row["portal"], "1" if row["night"] == "both" else row["night"], row) for row in rows]
