"""The verbs of publication: `nianbao rollback`, `nianbao rebuild`."""

from typing import Annotated

import typer

from flows.home import default_home
from flows.options import Home
from flows.say import say, warn

app = typer.Typer()


@app.command()
def rollback(
    release: Annotated[str, typer.Argument(help="Release to go back to \\[default: the one before the present].")] = "",
    home: Home = None,
    unverified: Annotated[
        bool, typer.Option("--unverified", help="Go back also to a release whose digest is missing, after reading it.")
    ] = False,
    show: Annotated[bool, typer.Option("--list", help="Only list the releases that are kept.")] = False,
) -> None:
    """Publish an earlier release again, in one step; those who hold the present file open keep it.

    The writer's file is not touched: the next night publishes from it.
    """
    from warehouse.release import kept_releases
    from warehouse.release import rollback as go_back

    place = home or default_home()
    if show:
        say(*kept_releases(place))
        return
    say(f"published again: {go_back(place, release, unverified)}")


@app.command()
def rebuild(
    home: Home = None,
    publish: Annotated[bool, typer.Option(help="Publish the result.")] = True,
) -> None:
    """Make the warehouse anew from archive and parts, and print a hash of its rows: the same archive, the same hash.

    Captures without a part are read again: delete the folder `parts` to have everything read again.
    """
    from flows.upkeep.rebuild import rebuild as make_anew

    made = make_anew((home or default_home()).resolve(), publish, lambda stage: warn(f"{stage} …"))
    for table, value in made.tables.items():
        say(f"{table:<16}{value}")
    say(f"{made.reports} reports, {made.cells} cells, {made.documents_read} documents read, {made.findings} bad rows")
    say(f"hash {made.hash}")
