"""`nianbao portal …`: the verbs that draft, check and count portal files."""

from pathlib import Path
from typing import Annotated

import typer

from flows.options import Delay, PortalFolder, Proxy, portals_in
from flows.say import hand_over, say, terminal, warn

app = typer.Typer(no_args_is_help=True, help="Draft, check and count portal files (data/portals/*.yml).")


@app.command()
def probe(
    url: Annotated[str, typer.Argument(help="A home page, or a list of annual reports.")],
    folder: PortalFolder = None,
    proxy: Proxy = "",
    delay: Delay = None,
    other_host: Annotated[bool, typer.Option(help="Ask although the host lies outside gov.cn.")] = False,
) -> None:
    """Look at an address: name its publishing system with what was seen, and write a draft portal file.

    Fetches a page or two, with the manners and refusals of a crawl. A file that exists is never written over.
    """
    from flows.collecting.portals import probe as look
    from flows.collecting.portals import write_draft

    seen = look(url, proxy, delay, other_host)
    for problem in seen.problems:
        warn(f"  {problem}")
    if not seen.draft:
        warn(f"{url}: no list was recognised; no draft is written")
        raise typer.Exit(1)
    say(f"{seen.family} · {seen.mechanism} · {seen.start}")
    for mark in seen.evidence:
        say(f"  {mark}")
    say(f"  {len(seen.reports)} rows that may be reports, {seen.agencies} agencies named")
    for title in seen.reports[:5]:
        say(f"    {title}")
    say(f"draft: {write_draft(portals_in(folder), seen.name, seen.draft)}")


@app.command()
def check(
    name: Annotated[str, typer.Argument(help="Name of a portal.")],
    folder: PortalFolder = None,
    proxy: Proxy = "",
    delay: Delay = None,
) -> None:
    """Walk a portal's lists without fetching reports, and compare them with what its file says.

    Ends with status 1 where something differs.
    """
    from flows.collecting.portals import check as compare

    file = portals_in(folder) / f"{name}.yml"
    lines = compare(file, proxy, delay)
    for line in lines:
        say(f"{line.verdict:8} {line.said}")
    raise typer.Exit(1 if any(line.verdict == "differs" for line in lines) else 0)


@app.command("list")
def list_portals(
    folder: PortalFolder = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, one line a portal.")] = False,
) -> None:
    """Show which portals there are, by family and status."""
    from flows.collecting.portals import by_family, coverage
    from flows.runs.show import show_frame

    portals = coverage(portals_in(folder))
    if csv:
        hand_over(portals.to_csv(index=False))
    elif portals.empty:
        say(f"no portal files in {portals_in(folder)}")
    else:
        show_frame(terminal(), portals)
        show_frame(terminal(), by_family(portals))


@app.command("import")
def import_(
    sites: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV: code, sponsor, name, address.")],
    folder: PortalFolder = None,
) -> None:
    """Draft a portal file for every site of a list, as the national register of government websites gives them."""
    from flows.collecting.portals import import_sites

    imported = import_sites(sites, portals_in(folder))
    for reason in imported.refused:
        warn(reason)
    say(f"{len(imported.written)} drafts in {portals_in(folder)}, {len(imported.refused)} lines refused")
