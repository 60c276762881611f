"""The verbs that keep a home well: `nianbao doctor`, `backup`, `restore`, `repack`."""

from pathlib import Path
from typing import Annotated

import typer

from data.errors import Told
from flows.home import default_home
from flows.options import Home
from flows.say import say, warn

app = typer.Typer()


@app.command()
def doctor(
    home: Home = None,
    mend: Annotated[bool, typer.Option("--mend", help="Mend what is safe, and say what was done.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Do not read the bodies of the archive again.")] = False,
) -> None:
    """Examine archive, index, parts and warehouse against each other: digests, counts, orphans, torn ends.

    Ends with status 0 where nothing is wrong (or all of it was mended), with 1 where something is left to do.
    """
    from flows.upkeep.doctor import diagnose
    from warehouse.lock import LockHeld, writer_lock

    place = (home or default_home()).resolve()
    if not place.is_dir():
        warn(f"nothing is collected in {place}")
        raise typer.Exit(1)
    try:
        with writer_lock(place, "doctor"):
            found = diagnose(place, mend, not quick, lambda stage: warn(f"{stage} …"))
    except LockHeld as error:
        raise Told(f"{error}; ask again when it is done") from error
    for ill in found:
        done = f" — {ill.mended}" if ill.mended else f" — {ill.advice}" if ill.advice else ""
        say(f"{'wrong' if ill.is_wrong else 'note'}: {ill.room}: {ill.message}{done}")
    left = sum(ill.is_wrong and not ill.mended for ill in found)
    mended = sum(bool(ill.mended) for ill in found)
    say(f"{left} things wrong, {mended} mended" if left or mended else "nothing is wrong")
    raise typer.Exit(1 if left else 0)


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="Folder of the copies, best on another disk.")],
    home: Home = None,
    keep: Annotated[
        int, typer.Option(min=0, help="Keep only so many copies, and those that alone hold something; 0: all.")
    ] = 0,
    verify: Annotated[
        bool, typer.Option(help="Read again what is written, and what earlier copies hold that this one shares.")
    ] = True,
) -> None:
    """Copy what is collected, also while a run goes on: only what is new since the last copy takes room.

    Each file is verified by its digest. Ends with status 1 where something in the home is damaged and no earlier copy
    has it whole; the copy is made all the same.
    """
    from flows.upkeep.backup import backup as copy
    from flows.upkeep.copies import NoBackup

    place = (home or default_home()).resolve()
    try:
        made = copy(place, target.resolve(), keep, verify)
    except (NoBackup, OSError) as error:
        raise Told(f"no copy was made: {error}") from error
    say(f"{made.folder}: {made.files} files, {made.fresh} of them new ({made.fresh_bytes / 2**20:.1f} MB)")
    say(f"hash {made.hash}")
    for text in (*map(str, made.rot), *made.kept):
        say(text)
    raise typer.Exit(1 if any(not one.done for one in made.rot) else 0)


@app.command()
def restore(
    target: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Folder of the copies.")],
    home: Home = None,
    snapshot: Annotated[str, typer.Option(help="Which copy \\[default: the newest].")] = "",
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="Put back only what is missing or damaged of this path below the home, such as archive/NAME."
        ),
    ] = None,
) -> None:
    """Put a copy into an empty home, or parts of one into a home in use; every file is verified by its digest.

    The hash that is printed is computed from what lies in the home then: for a whole copy it is that of its backup.
    """
    from flows.upkeep.copies import NoBackup
    from flows.upkeep.restore import restore as put_all_back
    from flows.upkeep.restore import restore_part
    from warehouse.lock import writer_lock

    place = (home or default_home()).resolve()
    try:
        if only:
            with writer_lock(place, "restore"):
                done = restore_part(target.resolve(), place, only, snapshot)
        else:
            done = put_all_back(target.resolve(), place, snapshot)
    except (NoBackup, OSError) as error:
        raise Told(f"not restored: {error}") from error
    say(f"{done.files} files of {done.snapshot} are restored in {place}; `nianbao doctor` examines it")
    say(f"hash {done.hash}")
    for name in done.left:
        say(f"left as it is, for it is not damaged: {name}")


@app.command()
def repack(home: Home = None) -> None:
    """Join the archive's small WARC files into few; index, warehouse and the published file name the new places.

    Sizes stand in data/upkeep.yml. Killed at any moment it loses nothing: run it again.
    """
    from flows.upkeep.repack import repack_all
    from warehouse.lock import writer_lock

    place = (home or default_home()).resolve()
    with writer_lock(place, "repack"):
        gone = repack_all(place, lambda done: say(f"{done.portal}: {len(done.joined)} files became {len(done.into)}"))
    say(f"{len(gone)} small files were joined and deleted" if gone else "nothing to join")
