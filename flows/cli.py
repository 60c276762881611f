"""The command line: parse, call one function, print. What is slow to import is imported by the verb that needs it."""

import datetime as dt
import errno
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from data.errors import Told
from flows.home import default_home
from flows.options import Home, Later, NightOptions, PortalFolder, portals_in, spread
from flows.say import hand_over, say, warn, warn_text
from flows.scheduler import serve
from flows.unforeseen import home_named, keep
from flows.verbs import analysts
from flows.verbs import backfill as backfill_cli
from flows.verbs import extract as extract_cli
from flows.verbs import forms as forms_cli
from flows.verbs import portal as portal_cli
from flows.verbs import release as release_cli
from flows.verbs import runs as run_cli
from flows.verbs import upkeep as upkeep_cli
from flows.visible import in_logs

if TYPE_CHECKING:
    from spiders.portals import Portal

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Chinese agencies' annual open-government-information reports (政府信息公开工作年度报告) as data.",
)
app.add_typer(portal_cli.app, name="portal")
app.add_typer(forms_cli.app, name="forms")
app.add_typer(backfill_cli.app)
app.add_typer(serve.app)
app.add_typer(extract_cli.app)
app.add_typer(analysts.app)
app.add_typer(release_cli.app)
app.add_typer(run_cli.app)
app.add_typer(upkeep_cli.app)


@app.command()
def demo(home: Home = None) -> None:
    """Play two nights against the bundled sample portals, and show what an analyst gets.

    Needs no network: the portals are served on this machine. Everything lies in the folder `demo` under the home.
    """
    from flows.demo.demo import demo as play
    from flows.say import terminal

    raise typer.Exit(play((home or default_home()) / "demo", terminal()))


@app.command()
@spread(without=("now",))
def run(options: NightOptions) -> None:
    """Run one night: crawl portals, read what is new, load, check, publish.

    Set NIANBAO_CONTACT to an address or mailbox first: it is sent with every request to a real portal.
    """
    from flows.progress import watch_with
    from flows.runs.show import TerminalWatcher, show_run
    from flows.say import terminal
    from flows.scheduler.server import ServerDidNotStart, prefect_api

    known = {file.stem for file in options.portal_files}
    if unknown := [name for name in options.portals if name not in known]:
        raise typer.BadParameter(f"no portal {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    console, place = terminal(), options.place
    with ExitStack() as stack:
        try:
            stack.enter_context(prefect_api(place))
        except (OSError, ServerDidNotStart) as error:
            from flows.runs.running import not_begun

            not_begun("nightly", place, f"it could not begin: {type(error).__name__}: {error}")
            raise
        from flows.nightly import play

        with TerminalWatcher(console) as watching:
            watch_with(watching)
            result = play(options)
    if not result.crawls:
        console.say("No portal is due tonight; --all crawls them all the same.")
    show_run(console, result)
    raise typer.Exit(1 if result.outcome == "failed" else 0)


@app.command()
def add(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file that was obtained.")],
    url: Annotated[str, typer.Option(help="Address at which the agency publishes it (gov.cn, or a portal's host).")],
    obtained: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Day on which it was obtained.")],
    title: Annotated[str, typer.Option(help="Its title, where the file does not say it.")] = "",
    agency: Annotated[str, typer.Option(help="Whose report it is, where the file does not say it.")] = "",
    home: Home = None,
    portal_folder: PortalFolder = None,
    later: Later = False,
) -> None:
    """Take in a file that a person obtained: from a portal that shuts us out, or by letter.

    It enters the archive with that provenance (obtained_by = file) and goes the way of a crawled one.
    """
    from flows.collecting.give import give

    place = (home or default_home()).resolve()
    capture, was_held = give(file, url, obtained.date(), place, _portals(portal_folder), title, agency)
    say(f"{'held already' if was_held else 'archived'}: {capture.url} in {capture.warc_file}")
    if not later:
        _catch_up(place)


def _portals(folder: Path | None) -> "list[Portal]":
    from spiders.portals import load_portals

    return load_portals(portals_in(folder))


def _catch_up(home: Path) -> None:
    from flows.catch_up import catch_up

    done = catch_up(home)
    read = ", ".join(f"{name} {count}" for name, count in done.outcomes.most_common()) or "nothing new"
    say(f"read: {read}; {done.reports} reports in {done.published}")
    for refused in done.refused:
        say(f"set aside: {refused.outcome}: {refused.url} ({refused.message})")


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="A query in DuckDB's SQL; - reads it from standard input.")],
    home: Home = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
) -> None:
    """Ask the published warehouse: SELECT and the like; no other file is read, and nothing is written."""
    from warehouse.places import published_file
    from warehouse.question import ask

    frame = ask(published_file(home or default_home()), sys.stdin.read() if query == "-" else query)
    if csv:
        hand_over(frame.to_csv(index=False))
    else:
        from flows.runs.show import show_frame
        from flows.say import terminal

        show_frame(terminal(), frame)


@app.command()
def status(
    home: Home = None,
    portal_folder: PortalFolder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the last runs, what is due and waits, portals by health, alarms, disk, how fresh the published file is."""
    from flows.runs.status import show_status, status_of

    found = status_of(home or default_home(), sorted(portals_in(portal_folder).glob("*.yml")))
    show_status(found, as_json)


_NO_PLACE = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR, errno.EEXIST)


def main() -> None:
    """The command `nianbao`. A home that cannot be written, or has no room, is said in one line."""
    in_logs()
    try:
        sys.exit(app(standalone_mode=False))
    except TyperException as error:
        # typer's own panel would hand on what an argument holds as it is
        warn_text(f"{error.format_message()}\n`nianbao --help` and `nianbao VERB --help` say what can be asked")
        sys.exit(error.exit_code)
    except typer.Abort:
        warn("aborted")
        sys.exit(1)
    except OSError as error:
        if error.errno not in _NO_PLACE:
            _unforeseen(error)
        advice = "make room" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "set NIANBAO_HOME or --home"
        warn(f"nianbao cannot write here: {error}; {advice} and start it again, it goes on")
        sys.exit(1)
    except Told as error:
        warn_text(str(error))
        sys.exit(1)
    except Exception as error:
        _unforeseen(error)


def _unforeseen(error: Exception) -> NoReturn:
    """A fault of the program: its traceback goes into a log, one line says where."""
    log, place = keep(error, home_named(sys.argv[1:]))
    warn(f"nianbao failed: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''} (at {place})")
    warn(f"the traceback is in {log}")
    sys.exit(1)


if __name__ == "__main__":
    main()
