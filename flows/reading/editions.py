"""Editions: the versions of reading that a home has seen, numbered as they came: a newer reading replaces an older.

`home`/readers.jsonl has a line an edition: its number, what there was to read with (data/version), and which wordings
came and went since the edition before.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

from data.typed import from_json
from data.version import LABELS, Readers, Wording, readers
from flows.written import write_whole

FILE = "readers.jsonl"
_NAME = re.compile(r"1\.0\.(\d+)(?:[.-].*)?")


@dataclass(frozen=True)
class Edition:
    """What a reading is made with, and the number that orders it."""

    number: int
    readers: Readers

    @property
    def version(self) -> str:
        """As reading.reader_version: dotted integers."""
        return f"1.0.{self.number}"


@dataclass(frozen=True)
class _Line:
    """One edition as the file has it; added, removed: wordings since the one before."""

    edition: int
    parts: dict[str, str]
    programs: list[str]
    added: list[list[str]]
    removed: list[list[str]]


def present_readers(home: Path) -> Readers:
    """What there is to read with now; what the sources come to is kept in the home."""
    return readers(home / "cache" / "sources.json" if home.is_dir() else None)


def edition_of(home: Path, versions: Iterable[str] = ()) -> Edition:
    """The present edition of a home; a new one, which is written down, where anything changed since the last.

    versions: of readings that the home has, which a new edition must come after.
    """
    now = present_readers(home)
    parts, programs = dict(now.parts), sorted(now.programs)
    lines = list(_lines(home))
    last = lines[-1] if lines else None
    is_same = last is not None and (last.parts, last.programs) == (parts, programs)
    if last and is_same and all(_number(version) <= last.edition for version in versions):
        return Edition(last.edition, now)
    names = [path.name for path in (home / "parts").glob("1.*")]
    number = max(last.edition if last else -1, *map(_number, ("", *versions, *names))) + 1
    before = _labels(lines).get(last.parts[LABELS], frozenset()) if last else frozenset()
    added, removed = (sorted(map(list, map(astuple, some))) for some in (now.labels - before, before - now.labels))
    lines.append(_Line(number, parts, programs, added, removed))
    home.mkdir(parents=True, exist_ok=True)
    write_whole(home / FILE, "".join(json.dumps(asdict(line), ensure_ascii=False) + "\n" for line in lines))
    return Edition(number, now)


def wordings_by_digest(home: Path) -> dict[str, frozenset[Wording]]:
    """The wordings that readings of the home were made with, by the digest that they name."""
    return _labels(_lines(home))


def _labels(lines: Iterable[_Line]) -> dict[str, frozenset[Wording]]:
    found: dict[str, frozenset[Wording]] = {}
    held: frozenset[Wording] = frozenset()
    for line in lines:
        held = held - {Wording(*row) for row in line.removed} | {Wording(*row) for row in line.added}
        found[line.parts[LABELS]] = held
    return found


def _lines(home: Path) -> Iterator[_Line]:
    """The editions as written; behind a line that is none nothing is known."""
    try:
        text = (home / FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    for line in text.splitlines():
        try:
            found = from_json(_Line, json.loads(line))
            found.parts[LABELS]
        except (ValueError, KeyError, TypeError):
            return
        yield found


def _number(version: str) -> int:
    found = _NAME.fullmatch(version)
    return int(found[1]) if found else -1
