"""The warehouse over DuckLake beside the single file: `python -m bench.lake FOLDER [--writers 4]`.

FOLDER is a country of bench/country.py. Both stores load its parts and the first of its nights; each is asked the same
questions; then several processes load small parts into the lake at once, and what they had to make again is counted.
A PostgreSQL server of its own runs on the loopback. Results go to bench/results.md by hand.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data.captures import Capture
from tests.postgres_server import postgres
from warehouse import lake
from warehouse.check import run_checks
from warehouse.db import connect_work
from warehouse.load import load
from warehouse.publish import publish

QUESTIONS = {
    "panel, one concept": "SELECT count(*), sum(value) FROM panel WHERE concept = 'applications_received'",
    "panel, one agency": "SELECT count(*), sum(value) FROM panel WHERE agency_id = (SELECT min(agency_id) FROM report)",
    "coverage": "SELECT state, count(*) FROM coverage GROUP BY 1",
    "year_over_year": "SELECT count(*) FROM year_over_year WHERE concept = 'applications_received'",
}
_WRITER = """
import logging, sys
from pathlib import Path
from bench.lake import load_some
logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
load_some(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
"""


def load_some(home: Path, country: Path, names: list[str]) -> None:
    """Load parts of the country's first night one after another, each in a transaction of its own."""
    con = connect_work(home)
    for name in names:
        part = country / "nights" / "500" / name
        load(con, [part], _captures(country / "captures-500.parquet", [part]), country / "data")
    con.close()


def _captures(file: Path, parts: list[Path]) -> list[Capture]:
    """The rows of `file` that belong to the readings of `parts`."""
    held = pa.concat_tables([pq.read_table(part / "reading.parquet", columns=["capture_id"]) for part in parts])
    rows = pq.read_table(file, filters=[("capture_id", "in", held.column(0).to_pylist())]).to_pylist()
    return [Capture(**row) for row in rows]


def main() -> None:
    """Print seconds and counts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("country", type=Path)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--parts", type=int, default=10, help="of the country, 500 readings each")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, postgres() as address:
        for store in ("file", "lake"):
            os.environ.pop(lake.CATALOG, None)
            if store == "lake":
                os.environ[lake.CATALOG] = address
            _one_writer(store, Path(folder) / store, options.country, options.parts)
        _many_writers(Path(folder) / "lake", options.country, options.writers)


def _one_writer(store: str, home: Path, country: Path, count: int) -> None:
    con = connect_work(home)
    parts = sorted((country / "parts").iterdir())[:count]
    captures = _captures(country / "captures.parquet", parts)
    times = {}
    begun = time.monotonic()
    load(con, parts, captures, country / "data")
    times["load"] = time.monotonic() - begun
    for what, work in (("check", lambda: run_checks(con)), ("publish", lambda: publish(con, home))):
        begun = time.monotonic()
        work()
        times[what] = time.monotonic() - begun
    for name, question in QUESTIONS.items():
        times[name] = min(_asked(con, question) for _ in range(3))
    row = con.execute("SELECT (SELECT count(*) FROM report), (SELECT count(*) FROM cell_fact)").fetchone()
    con.close()
    print(f"{store}: {row} reports and cells; " + ", ".join(f"{name} {t:.3f}" for name, t in times.items()), flush=True)


def _asked(con: duckdb.DuckDBPyConnection, question: str) -> float:
    begun = time.monotonic()
    con.execute(question).fetchall()
    return time.monotonic() - begun


def _many_writers(home: Path, country: Path, writers: int) -> None:
    names = sorted(part.name for part in (country / "nights" / "500").iterdir())
    begun = time.monotonic()
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(home), str(country), *names[number::writers]],
            stdout=subprocess.PIPE, text=True,
        )
        for number in range(writers)
    ]  # fmt: skip
    said = [child.communicate()[0] for child in children]
    taken = time.monotonic() - begun
    assert not any(child.returncode for child in children)
    again = sum(line.count("overtaken") for line in said)
    con = connect_work(home)
    twice = con.execute("SELECT count(*) - count(DISTINCT reading_id) FROM reading").fetchone()
    con.close()
    print(f"{writers} writers: {len(names)} loads in {taken:.1f} s, made again {again}, numbers given twice {twice}")


if __name__ == "__main__":
    main()
