"""What a run may be told: each option once, as a verb takes it, as Prefect's page shows it, and as it is handed on."""

import datetime as dt
import functools
import inspect
import re
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import typer

from data.crawl_terms import COMMON_CRAWL
from data.places import DATA
from flows.home import default_home

Source = Literal["live", "warc", "cdx", "reread"]
Home = Annotated[
    Path | None,
    typer.Option(help="Folder of archive, parts, warehouse and runs \\[default: NIANBAO_HOME, else data/collected]."),
]
PortalFolder = Annotated[Path | None, typer.Option(help="Folder of portal files \\[default: data/portals].")]
Later = Annotated[bool, typer.Option("--later", help="Only archive; the next run reads, loads and publishes.")]
Delay = Annotated[
    float | None,
    typer.Option(min=0, help="Seconds between requests to one host, instead of the portals' own."),
]
Proxy = Annotated[str, typer.Option(help="HTTP proxy for all requests.")]
Workers = Annotated[int | None, typer.Option(help="Reading processes \\[default: one a core].")]

R = TypeVar("R")
_ESCAPED = re.compile(r"\\(?=\[)")


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """Options of every run."""

    delay: Delay = None
    proxy: Proxy = ""
    workers: Workers = None
    home: Home = None
    portal_folder: PortalFolder = None

    @property
    def place(self) -> Path:
        """The home, absolute."""
        return (self.home or default_home()).resolve()

    @property
    def portals_in(self) -> Path:
        """The folder of portal files."""
        return portals_in(self.portal_folder)

    @property
    def portal_files(self) -> list[Path]:
        """The portal files, by name."""
        return sorted(self.portals_in.glob("*.yml"))


@dataclass(frozen=True, kw_only=True)
class NightOptions(RunOptions):
    """Options of a night."""

    portals: Annotated[tuple[str, ...], typer.Argument(help="Names of portals \\[default: all that are due].")] = ()
    everything: Annotated[bool, typer.Option("--all", help="All portals, due or not.")] = False
    sweep: Annotated[
        bool,
        typer.Option("--sweep", help="Look at every known page again, and read every list to its end, due or not."),
    ] = False
    now: Annotated[dt.datetime | None, typer.Option(help="Moment that decides what is due \\[default: now].")] = None


@dataclass(frozen=True, kw_only=True)
class BackfillOptions(RunOptions):
    """Options of a backfill."""

    source: Annotated[
        Source,
        typer.Option(
            help="live = crawl the portals, every list to its end; warc = take reports out of WARC files; cdx = fetch "
            "the records that index listings name, `delay` before each; reread = read archived documents again, by a "
            "better reader or new forms."
        ),
    ] = "reread"
    years: Annotated[
        tuple[int, ...],
        typer.Option(help="Only reports on these years, and those whose year only their text tells \\[default: all]."),
    ] = ()
    portals: Annotated[
        tuple[str, ...],
        typer.Option("--portal", help="Only the portal of this name; may be given several times \\[default: all]."),
    ] = ()
    agencies: Annotated[
        tuple[str, ...],
        typer.Option(
            "--agency",
            help="Only where this stands in the agency's name or the title; may be given several times.",
        ),
    ] = ()
    files: Annotated[tuple[Path, ...], typer.Option(help="The WARC files or listings, for warc and cdx.")] = ()
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do and how long it may take.")] = (
        False
    )
    later: Later = False
    base: Annotated[str, typer.Option(help="Address before the file names of a listing.")] = COMMON_CRAWL


def portals_in(folder: Path | None) -> Path:
    """The folder of portal files: the one that was named, or the shipped one."""
    return folder or DATA / "portals"


def shallow(options: RunOptions) -> dict[str, Any]:
    """The options by name, with lists for tuples: what a function that `spread` made is called with."""
    given = {one.name: getattr(options, one.name) for one in fields(options)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}


def spread(without: tuple[str, ...] = (), tell: bool = False) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Let a function of one value of options take each option by its name, as typer and Prefect look for them.

    The function's first parameter, annotated with the class, gives way to the options; what else it takes comes before
    them. Where the class has tuples, lists are taken.

    Args:
        without: Options that stay at their defaults.
        tell: Whether the docstring gets each option's help under Args, where Prefect's page looks for it.
    """

    def around(function: Callable[..., R]) -> Callable[..., R]:
        first, *others = inspect.signature(function).parameters.values()
        hints = get_type_hints(function, include_extras=True)
        kind: type[RunOptions] = hints[first.name]
        own = _parameters(kind, without)

        @functools.wraps(function)
        def taking(**given: Any) -> R:
            chosen = {name: given.pop(name) for name in own if name in given}
            chosen = {name: tuple(value) if isinstance(value, list) else value for name, value in chosen.items()}
            return function(kind(**{name: value for name, value in chosen.items() if value is not None}), **given)

        others = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[one.name]) for one in others]
        every = [*others, *own.values()]
        made: Any = taking
        made.__signature__ = inspect.Signature(every, return_annotation=hints["return"])
        made.__annotations__ = {one.name: one.annotation for one in every} | {"return": hints["return"]}
        if tell:
            made.__doc__ = f"{inspect.cleandoc(function.__doc__ or '')}\n\nArgs:\n" + "\n".join(
                f"    {name}: {_ESCAPED.sub('', get_args(one.annotation)[1].help)}" for name, one in own.items()
            )
        del made.__wrapped__
        return taking

    return around


def _parameters(kind: type[RunOptions], without: tuple[str, ...]) -> dict[str, inspect.Parameter]:
    hints = get_type_hints(kind, include_extras=True)
    common = {one.name for one in fields(RunOptions)}
    found = {}
    for one in sorted(fields(kind), key=lambda one: one.name in common):
        if one.name in without:
            continue
        annotation, default = hints[one.name], one.default
        if get_origin(inner := get_args(annotation)[0]) is tuple:
            annotation, default = Annotated[_list_of(inner) | None, *get_args(annotation)[1:]], None
        assert default is not MISSING, one.name
        found[one.name] = inspect.Parameter(
            one.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
        )
    return found


def _list_of(many: Any) -> Any:
    return GenericAlias(list, get_args(many)[:1])
