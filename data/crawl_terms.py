"""How crawls go: each term once, for the run that orders them and, as arguments, for the process that does them."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self, get_args, get_type_hints

# Where the files lie that Common Crawl's index listings name.
COMMON_CRAWL = "https://data.commoncrawl.org/"


class Term(NamedTuple):
    """What a term means, and its argument where that is not the term's name."""

    help: str
    flag: str = ""


@dataclass(frozen=True, kw_only=True)
class CrawlTerms:
    """How the crawls of one process go."""

    proxy: Annotated[str, Term("HTTP proxy through which everything goes")] = ""
    delay: Annotated[float | None, Term("seconds between requests to one host, instead of the portal's own")] = None
    night_cap: Annotated[int | None, Term("requests to one host at most; 0 is no cap")] = None
    answer_seconds: Annotated[float | None, Term("time that one answer may take")] = None
    sweep: Annotated[bool, Term("look at everything again, due or not")] = False
    swept: Annotated[tuple[str, ...], Term("look at everything of this portal again", "--sweep-portal")] = ()
    years: Annotated[tuple[int, ...], Term("only reports on this year, or untold", "--year")] = ()
    agencies: Annotated[tuple[str, ...], Term("only reports with this in agency or title", "--agency")] = ()
    at_once: Annotated[int, Term("portals crawled side by side in one process")] = 50
    portal_seconds: Annotated[float | None, Term("time that one portal may take")] = None
    seconds: Annotated[float | None, Term("time for all; portals left over have no summary")] = None
    ledger: Annotated[Path | None, Term("the one portal's ledger [crawl/PORTAL.sqlite beside the archive]")] = None
    announce: Annotated[Path | None, Term("file that names the index files before they are made")] = None

    def arguments(self) -> list[str]:
        """The terms as a command line has them; those left at their defaults are not said."""
        said: list[str] = []
        for name, flag, _, default, _ in _terms():
            value = getattr(self, name)
            if value != default:
                values = value if isinstance(value, tuple) else (value,)
                said += [flag] if value is True else [part for each in values for part in (flag, str(each))]
        return said

    @classmethod
    def add_to(cls, parser: argparse.ArgumentParser) -> None:
        """Let a parser take every term."""
        for name, flag, kind, default, text in _terms():
            if kind is bool:
                parser.add_argument(flag, dest=name, action="store_true", help=text)
            elif isinstance(default, tuple):
                parser.add_argument(flag, dest=name, action="append", type=kind, default=[], help=text)
            else:
                parser.add_argument(flag, dest=name, type=kind, default=default, help=text)

    @classmethod
    def of(cls, said: argparse.Namespace) -> Self:
        """The terms that a parser was given."""
        given: dict[str, Any] = {one.name: getattr(said, one.name) for one in fields(cls)}
        given |= {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
        return cls(**given)


def _terms() -> Iterator[tuple[str, str, type, Any, str]]:
    """(name, argument, kind of one value, default, help) of each term."""
    hints = get_type_hints(CrawlTerms, include_extras=True)
    for one in fields(CrawlTerms):
        annotation, term = get_args(hints[one.name])
        kind = next(iter(get_args(annotation)), annotation)
        yield one.name, term.flag or "--" + one.name.replace("_", "-"), kind, one.default, term.help
