"""The command line: parse, call one function, print. What is slow to import is imported by the verb that needs it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.home import default_home

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Chinese agencies' annual open-government-information reports (政府信息公开工作年度报告) as data.",
)
Home = Annotated[
    Path | None,
    typer.Option(help="Folder of archive, parts, warehouse and runs [default: NIANBAO_HOME, else data/collected]."),
]


@app.command()
def demo(home: Home = None) -> None:
    """Play two nights against the bundled sample portals, and show what an analyst gets.

    Needs no network: the portals are served on this machine. Everything lies in the folder `demo` under the home.
    """
    from flows.demo import demo as play
    from flows.show import terminal

    raise typer.Exit(play((home or default_home()) / "demo", terminal()))


@app.command()
def run(
    portals: Annotated[list[str] | None, typer.Argument(help="Names of portals [default: all].")] = None,
    home: Home = None,
    portal_folder: Annotated[Path | None, typer.Option(help="Folder of portal files [default: data/portals].")] = None,
    delay: Annotated[float | None, typer.Option(help="Seconds between requests to one host.")] = None,
    proxy: Annotated[str, typer.Option(help="HTTP proxy for all requests.")] = "",
) -> None:
    """Run one night: crawl portals, read what is new, load, check, publish.

    Set NIANBAO_CONTACT to an address or mailbox first: it is sent with every request to a real portal.
    """
    from flows.places import DATA
    from flows.prefect_server import prefect_api
    from flows.progress import watch_with
    from flows.show import TerminalWatcher, show_run, terminal

    files = sorted((portal_folder or DATA / "portals").glob("*.yml"))
    known = {file.stem: file for file in files}
    if unknown := [name for name in portals or () if name not in known]:
        raise typer.BadParameter(f"no portal {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    chosen = [known[name] for name in portals] if portals else files
    console = terminal()
    with prefect_api(home or default_home()):
        from flows.nightly import nightly

        with TerminalWatcher(console) as watching:
            watch_with(watching)
            result = nightly((home or default_home()).resolve(), chosen, proxy=proxy, delay=delay)
    show_run(console, result)
    raise typer.Exit(1 if result.outcome == "failed" else 0)


@app.command()
def extract(
    paths: Annotated[list[Path], typer.Argument(exists=True, help="Files, or folders of files.")],
    output: Annotated[str, typer.Option(help="CSV of tidy rows; - is standard output.")] = "-",
    issues: Annotated[str | None, typer.Option(help="CSV of what could not be taken or does not add up.")] = None,
    workers: Annotated[int | None, typer.Option(help="Reading processes [default: one a core].")] = None,
) -> None:
    """Read report files into tidy rows, one line a printed cell.

    Each document is handled by itself: what cannot be read gets a line among the issues and stops nothing.
    """
    from rich.console import Console
    from rich.progress import Progress

    from flows.extract import extract as extract_files

    err = Console(stderr=True)
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("reading", total=None)
        outcomes = extract_files(
            paths, output, issues, workers, lambda done, total, _: progress.update(task, completed=done, total=total)
        )
    if err.is_terminal:
        err.print(", ".join(f"{name} {count}" for name, count in outcomes.most_common()))


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="A query in DuckDB's SQL; - reads it from standard input.")],
    home: Home = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
) -> None:
    """Ask the published warehouse, read-only."""
    from warehouse.places import published_file
    from warehouse.query import NotPublished
    from warehouse.query import run as ask

    try:
        frame = ask(published_file(home or default_home()), sys.stdin.read() if query == "-" else query)
    except NotPublished as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None
    except Exception as error:
        if type(error).__module__.split(".")[0] not in ("duckdb", "_duckdb"):
            raise
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None
    if csv:
        frame.to_csv(sys.stdout, index=False)
    else:
        from flows.show import show_frame, terminal

        show_frame(terminal(), frame)


@app.command()
def status(
    home: Home = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the last runs, what waits to be read, and how fresh the published file is."""
    from flows.status import show_status, status_of

    found = status_of(home or default_home())
    show_status(found, as_json)


def main() -> None:
    """The command `nianbao`."""
    app()


if __name__ == "__main__":
    main()
