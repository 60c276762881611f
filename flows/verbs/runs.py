"""The verbs that look at runs: `nianbao runs`, `nianbao logs`."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from flows.home import default_home
from flows.options import Home
from flows.runs.elsewhere import held
from flows.runs.summary import all_summaries
from flows.say import say, say_json, say_text, terminal, warn

app = typer.Typer()


@app.command()
def runs(
    run: Annotated[str, typer.Argument(help="Show the whole summary of this run (its name may be cut short).")] = "",
    home: Home = None,
    count: Annotated[int, typer.Option(min=1, help="How many runs, newest first.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the runs with what each did and how it ended, or show one summary."""
    place = home or default_home()
    if run:
        folder = _folder(place, run)
        file = folder / ("summary.json" if as_json else "summary.md")
        if not file.is_file():
            warn(f"{folder.name} has no summary: it was broken off before its first line")
            raise typer.Exit(1)
        say_text(file.read_text(encoding="utf-8"))
        return
    found = all_summaries(place, count)[::-1]
    if as_json:
        say_json([asdict(summary) for summary in found])
        return
    console = terminal()
    for summary in found:
        console.say(
            f"{summary.run} {summary.flow}: {summary.outcome}; "
            + ", ".join(f"{len(summary.changed(name))} {name}" for name in ("new", "changed", "vanished"))
            + f"; {sum(summary.documents.values())} documents read, "
            f"{len(summary.open_alarms())} alarms open, {sum(summary.seconds.values()):.0f} s"
        )
    if not found:
        console.say("no runs yet")


@app.command()
def logs(
    run: Annotated[str, typer.Argument(help="The run (its name may be cut short) \\[default: the newest].")] = "",
    home: Home = None,
    everything: Annotated[bool, typer.Option("--all", help="The crawl processes' own words too.")] = False,
) -> None:
    """Print the log of a run."""
    folder = _folder(home or default_home(), run)
    for file in _logs(folder, everything):
        if everything:
            say(f"== {file.name}")
        say_text(file.read_text(encoding="utf-8", errors="replace"))


def _logs(folder: Path, everything: bool) -> Iterator[Path]:
    first = folder / "run.log"
    yield from [first] if first.is_file() else []
    yield from (
        sorted(file for file in folder.glob("*.log") if file != first and file.stat().st_size) if everything else []
    )


def _folder(home: Path, run: str) -> Path:
    places = (home, *held(home))
    paths = [path for place in places for path in (place / "runs").glob(f"{run}*") if path.is_dir()]
    found = sorted(paths, key=lambda path: path.name)
    if not found or (run and len(found) > 1 and found[0].name != run):
        what = f"no run {run}" if not found else f"{run} is the beginning of {len(found)} runs"
        warn(f"{what} in {home / 'runs'}; `nianbao runs` lists them")
        raise typer.Exit(1)
    return found[0] if run else found[-1]
