"""`nianbao demo`: two nights of the nightly flow against the sample portals, then what an analyst does with them."""

import fcntl
import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.places import DATA
from data.run_summary import RunSummary
from flows.demo.sample import serve
from flows.options import NightOptions
from flows.progress import watch_with
from flows.runs.show import TerminalWatcher, show_frame, show_run
from flows.say import Printer
from flows.scheduler.server import prefect_api

ZONE = "平潭综合实验区"
YEAR = 2019
QUERY = (
    "SELECT agency_zh, report_year, concept, value, state, form FROM panel "
    "WHERE concept = 'applications_received' ORDER BY agency_zh, report_year"
)
REVISED = 'SELECT agency_zh, report_year, form, "table", "row", "column", value_before, value_after FROM revisions'
_STARTED_ANEW = "finished"


def demo(home: Path, console: Printer) -> int:
    """Play both nights under `home`, show what came of them; 0 when both nights published.

    A demo that was stopped goes on where it stood; one that had finished is played anew.
    """
    begun = time.monotonic()
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home):
        first = _first_night(home)
        seconds: dict[str, float] = {}
        runs: list[RunSummary] = []
        console.say("Starting Prefect and the sample portals …")
        with serve(night=first) as portals, prefect_api(home):
            seconds["start"] = time.monotonic() - begun
            from flows.nightly import play

            folder = DATA / "sample" / "portals"
            for night in range(first, 3):
                portals.set_night(night)
                _remember(home, night)
                console.rule(f"Night {night}")
                with TerminalWatcher(console) as watching:
                    watch_with(watching)
                    before = time.monotonic()
                    run = play(
                        NightOptions(home=home, everything=True, portal_folder=folder, proxy=portals.proxy, delay=0.0)
                    )
                    seconds[f"night {night}"] = time.monotonic() - before
                show_run(console, run)
                runs.append(run)
                if night == 2:
                    _say_what_changed(console, run)
            _remember(home, _STARTED_ANEW)
        before = time.monotonic()
        _show_results(home, console)
        seconds["comparison"] = time.monotonic() - before
    total = time.monotonic() - begun
    shares = ", ".join(f"{name} {value:.1f} s ({value / total:.0%})" for name, value in seconds.items())
    console.say(f"The demo took {total:.1f} s: {shares}")
    return 0 if all(run.published for run in runs) else 1


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    with (home / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"another demo is running in {home}; wait for it, or set NIANBAO_HOME") from None
        yield


def _first_night(home: Path) -> int:
    """The night to begin with: the one that was not finished, or 1 in an empty home."""
    try:
        state = json.loads((home / "demo.json").read_text(encoding="utf-8"))["night"]
    except (OSError, ValueError, KeyError):
        state = _STARTED_ANEW
    if state in (1, 2):
        return int(state)
    for name in ("archive", "crawl", "parts", "warehouse", "runs", "comparison"):
        shutil.rmtree(home / name, ignore_errors=True)
    return 1


def _remember(home: Path, night: int | str) -> None:
    partial = home / ".demo.json.part"
    partial.write_text(json.dumps({"night": night}), encoding="utf-8")
    partial.replace(home / "demo.json")


def _say_what_changed(console: Printer, run: RunSummary) -> None:
    new, revised, same = (run.total(name) for name in ("captured_new", "captured_revised", "unchanged"))
    console.say(
        f"On the second night {new} report is new and {revised} was revised; the other {same} documents are "
        f"unchanged and made no work: {sum(run.documents.values())} documents read."
        if (new, revised) == (1, 1)
        else f"On the second night {new} documents are new, {revised} were revised, {same} are unchanged; "
        f"{sum(run.documents.values())} documents read."
    )


def _show_results(home: Path, console: Printer) -> None:
    from warehouse.compare import LEGEND, across_agencies, across_years, as_table
    from warehouse.picture import draw
    from warehouse.places import published_file
    from warehouse.query import run as query

    file = published_file(home)
    years, agencies = across_years(file, ZONE), across_agencies(file, YEAR)
    console.rule("Comparison")
    show_frame(console, as_table(years), f"{ZONE}, year by year", "concept")
    show_frame(console, as_table(agencies), f"Agencies in {YEAR}", "agency")
    console.say(LEGEND)
    pictures = [draw(frame, home / "comparison" / name) for name, frame in (("years", years), ("agencies", agencies))]
    show_frame(console, query(file, REVISED), "Revised since it was first published")
    console.say("Pictures (PNG, with an SVG beside each): " + ", ".join(map(str, pictures)))
    console.say(f"The file for analysts: {file}")
    console.say(f'Try: nianbao sql --home {home} "{QUERY}"')
