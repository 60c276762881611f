"""A backfill of many archived reports while a night comes due: `python -m bench.backfill [--reports 10000]`.

A WARC file of so many reports, each of another agency or year (some thirty generated pages with their names and years
exchanged), is taken in by the flow in a process of its own; as soon as its first documents are read, the nightly flow
runs over portals on loopback. Both must end right: the night's publication holds nothing of the backfill, the last one
holds every report of both. Said are the seconds of both and the most memory that one process had resident. Results go
to bench/results.md by hand.
"""

import argparse
import io
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.backfilling import jobs
from flows.options import NightOptions
from flows.scheduler.server import prefect_api
from tests.generators.documents import report_of
from tests.nights.plan import counties
from tests.portals.nights import Hundreds, serve
from warehouse.places import published_file
from warehouse.query import run as ask

ROOT = Path(__file__).resolve().parents[1]
HOST = "www.archived.gov.cn"
AGENCY, YEARS = "临河县人民政府", (2021, 2022, 2023, 2024)
BODIES = ("人民政府", "教育局", "财政局", "民政局")
DISTINCT = f"""
SELECT count(DISTINCT report_id) AS n FROM version JOIN capture USING (capture_id) WHERE url LIKE 'http://{HOST}/%'
"""
RUN = """
import sys
from pathlib import Path
from flows.backfill import backfill
state = backfill(source="warc", files=[Path(sys.argv[2])], home=Path(sys.argv[1]), return_state=True)
print(state.name, state.message)
sys.exit(0 if state.is_completed() else 1)
"""


def write_warc(path: Path, count: int) -> None:
    """Reports of as many agencies and years."""
    names = [name for _, name in counties(count // len(YEARS) // len(BODIES) + 1)]
    pages = {year: [report_of(9_000_000 + n, AGENCY, year).body.decode() for n in range(8)] for year in YEARS}
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        number = 0
        for name in names:
            for body in BODIES:
                for year in YEARS:
                    if number == count:
                        return
                    page = pages[year][number % 8].replace(AGENCY, name + body).encode()
                    head = StatusAndHeaders(
                        "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
                    )
                    address = f"http://{HOST}/zfxxgknb/{year + 1}01/t{year + 1}0124_{number}.html"
                    record = writer.create_warc_record(
                        address, "response", payload=io.BytesIO(page), length=len(page), http_headers=head,
                        warc_headers_dict={"WARC-Date": f"{year + 1}-03-01T04:05:06Z"},
                    )  # fmt: skip
                    writer.write_record(record)
                    number += 1


class Peak(threading.Thread):
    """The most bytes that one of this process's descendants had resident, Prefect's server left out."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0

    def run(self) -> None:
        own = psutil.Process()
        while True:
            for child in own.children(recursive=True):
                try:
                    if "flows.scheduler.server" not in child.cmdline():
                        self.most = max(self.most, child.memory_info().rss)
                except psutil.Error:
                    continue
            time.sleep(0.2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--portals", type=int, default=300)
    options = parser.parse_args()
    portals = Hundreds(options.portals)
    with tempfile.TemporaryDirectory() as folder, serve(portals) as running:
        home, file = Path(folder) / "home", Path(folder) / "archived.warc.gz"
        portals.files(home / "portals")
        write_warc(file, options.reports)
        peak = Peak()
        peak.start()
        with prefect_api(home):
            from flows.nightly import play

            begun = time.monotonic()
            child = subprocess.Popen([sys.executable, "-c", RUN, str(home), str(file)], cwd=ROOT)
            while not (jobs.unfinished(home) and jobs.unfinished(home)[0].progress):
                assert child.poll() is None, "the backfill ended before it had read anything"
                time.sleep(0.1)
            due = time.monotonic()
            night = play(
                NightOptions(home=home, everything=True, portal_folder=home / "portals", proxy=running.proxy, delay=0.0)
            )
            night_seconds = time.monotonic() - due
            assert night.published, night.problems[:3]
            of_night = _count(home)
            assert of_night == {"archived": 0, "night": 2 * options.portals}, of_night
            assert child.wait() == 0
            total = time.monotonic() - begun
        assert _count(home) == {"archived": options.reports, "night": 2 * options.portals}, _count(home)
        reports = ask(published_file(home), DISTINCT)["n"][0]
        assert reports == options.reports, f"{reports} reports"
    print(
        f"{options.reports} archived reports in {total:.0f} s, of which a night over {options.portals} portals took "
        f"{night_seconds:.0f} s meanwhile: {options.reports / total:.0f} documents/s; the largest process had "
        f"{peak.most / 1e6:.0f} MB resident"
    )


def _count(home: Path) -> dict[str, int]:
    rows = ask(
        published_file(home),
        f"SELECT count(*) FILTER (url LIKE 'http://{HOST}/%') AS archived,"
        f" count(*) FILTER (url NOT LIKE 'http://{HOST}/%') AS night FROM reading JOIN capture USING (capture_id)",
    )
    return {name: int(rows[name][0]) for name in ("archived", "night")}


if __name__ == "__main__":
    main()
