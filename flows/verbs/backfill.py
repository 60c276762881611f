"""The verb `nianbao backfill`: one order, as the flow of the same name takes it from Prefect's page."""

from pathlib import Path
from typing import Annotated

import typer

from flows.options import BackfillOptions, shallow, spread
from flows.say import say, warn
from flows.stopped import gone_at_once

app = typer.Typer()


@app.command()
@spread(without=("source", "years", "files"))
def backfill(
    options: BackfillOptions,
    more: Annotated[list[Path] | None, typer.Argument(exists=True, help="Further WARC files.")] = None,
    warc: Annotated[list[Path] | None, typer.Option(exists=True, help="WARC file; may be given several times.")] = None,
    cdx: Annotated[
        list[Path] | None, typer.Option(exists=True, help="Index listing (CDXJ); its records are fetched by range.")
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Crawl the portals, every list to its end.")] = False,
    reread: Annotated[
        bool, typer.Option("--reread", help="Read archived documents again; nothing is fetched.")
    ] = False,
    year: Annotated[
        list[str] | None, typer.Option(help="Only reports on this year, or on years like 2015:2019.")
    ] = None,
    release: Annotated[
        str, typer.Option(help="Give up the unfinished job of this name; what it archived goes to the next night.")
    ] = "",
) -> None:
    """Take up earlier reports, or read again what the archive holds.

    From other web archives (--warc, --cdx: Common Crawl, Wayback exports, our own files), from the portals themselves
    (--live), or from the archive (--reread, after a better reader or a new form). Stopped or killed, the same call goes
    on where it stood; a nightly run goes first; nothing is published before all of it is there. A document keeps the
    date of its capture; an older capture never stands over a newer one. For --cdx and --live set NIANBAO_CONTACT to an
    address or mailbox: it is sent with every request.
    """
    from flows.backfilling import jobs
    from flows.scheduler.server import prefect_api
    from spiders.settings import CONTACT, contact

    place = options.place
    if release:
        _release(place, release)
        return
    sources = {"warc": bool(warc or more), "cdx": bool(cdx), "live": live, "reread": reread}
    chosen = [name for name, is_given in sources.items() if is_given]
    if len(chosen) != 1:
        raise typer.BadParameter("give one of --warc FILE, --cdx FILE, --live, --reread")
    if chosen[0] in ("cdx", "live") and not (options.dry_run or options.proxy or contact()):
        raise typer.BadParameter(f"set {CONTACT} to an address or mailbox: it is sent with every request")
    asked = {
        "source": chosen[0], "files": [*(warc or cdx or ()), *(more or ())],
        "years": [number for text in year or () for number in _years(text)],
    }  # fmt: skip
    for job in jobs.unfinished(place):
        warn(f"unfinished: {job.folder.name}, begun {job.begun_at}")
    for folder in jobs.unreadable(place):
        warn(f"unfinished: {folder.name}, whose job.json cannot be read; the same order does it anew")
    with gone_at_once("the same call goes on where it stopped"), prefect_api(place):
        from data.run_summary import RunSummary
        from flows.backfill import backfill as flow
        from flows.backfilling.plan import Plan
        from flows.progress import watch_with
        from flows.runs.show import TerminalWatcher, show_run
        from flows.say import terminal

        console = terminal()
        with TerminalWatcher(console) as watching:
            watch_with(watching)
            state = flow(**(shallow(options) | asked), return_state=True)
        result = state.result(raise_on_failure=False)
    if isinstance(result, Plan):
        for line in result.lines:
            console.say(line)
    elif isinstance(result, RunSummary):
        show_run(console, result)
    if not isinstance(result, Plan):
        console.say(str(state.message))
    raise typer.Exit(1 if state.is_failed() or state.is_crashed() else 0)


def _release(home: Path, name: str) -> None:
    from flows.backfilling import jobs

    held = {folder.name: folder for folder in (*(job.folder for job in jobs.unfinished(home)), *jobs.unreadable(home))}
    if name in held:
        jobs.give_up(held[name])
        say(f"{name}: given up; the next night reads what it archived")
        return
    names = ", ".join(held) or "none"
    warn(f"no unfinished job is called {name}; there is {names}")
    raise typer.Exit(1)


def _years(text: str) -> list[int]:
    first, _, last = text.partition(":")
    try:
        return list(range(int(first), int(last or first) + 1))
    except ValueError:
        raise typer.BadParameter(f"--year {text}: a year such as 2019, or years such as 2015:2019") from None
