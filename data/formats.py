"""data/formats.csv: every format of documents, one row each, and what to install for it (data/programs.csv).

Columns: `kind` as the bytes are recognised; `endings` of its files and their `media_types` (one an ending, or the
first for all); `crawl`: file (a document wherever an address names it), linked (where a link or a list shows it:
pages use such files for other things too), page, or nothing where no address is followed for it; `magic`: first
bytes, behind the ending that they tell where the row has several (`png=`); `inside`: what tells it within a container
(`ole:` stream, `zip:` part, `odf:` type, `xml:` namespace, `riff:` form, which is its ending too; the first row that
fits counts); `reader`: own (with a `target`: what it cannot open goes through LibreOffice as that),
office (all through LibreOffice as `target`), ocr, bundle, or the issue code of a format without a reader, whose
`note` says what a person can do; `rank` among renditions of one report.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.csv_rows import csv_rows
from data.places import DATA

FORMATS = "formats.csv"
_READ = ("own", "office", "ocr", "bundle")
# What sites keep beside their documents under endings of documents.
_NO_DOCUMENT = re.compile(
    r"(?i)(?:^|/)(?:robots|ads|humans|security|sitemap\w*|rss\w*|atom|feed|opensearch|config\w*)\.\w+$"
)


@dataclass(frozen=True, slots=True)
class Format:
    """One row of data/formats.csv."""

    kind: str
    endings: tuple[str, ...]
    media_types: tuple[str, ...]
    crawl: str
    magic: tuple[bytes, ...]
    magic_of: tuple[str, ...]
    inside: tuple[tuple[str, str], ...]
    reader: str
    target: str
    rank: int
    needs: str
    note: str

    @property
    def is_read(self) -> bool:
        """Whether documents of it are read, or unpacked into such."""
        return self.reader in _READ


@functools.cache
def formats() -> dict[str, Format]:
    """The formats by their kind, in the order of the file."""
    return {row.kind: row for row in _rows(DATA / FORMATS)}


def _rows(path: Path) -> Iterator[Format]:
    for row in csv_rows(path):
        marks = [mark.partition(":") for mark in row["inside"].split("|") if mark]
        magic = [mark.rpartition("=") for mark in row["magic"].split("|") if mark]
        yield Format(
            row["kind"],
            tuple(row["endings"].split()),
            tuple(row["media_types"].split()),
            row["crawl"],
            tuple(mark.encode().decode("unicode_escape").encode("latin-1") for _, _, mark in magic),
            tuple(ending for ending, _, _ in magic),
            tuple((container, mark) for container, _, mark in marks),
            row["reader"],
            row["target"],
            int(row["rank"] or 0),
            row["needs"],
            row["note"],
        )


@functools.cache
def endings(*crawl: str) -> tuple[str, ...]:
    """The endings of files that are crawled as `file`, `linked` or `page`; each once, in the order of the file."""
    return tuple(dict.fromkeys(e for row in formats().values() if row.crawl in crawl for e in row.endings))


@functools.cache
def every_ending() -> tuple[str, ...]:
    """The endings of files of every format, longest first, so that none hides in another."""
    found = {ending for row in formats().values() for ending in row.endings}
    return tuple(sorted(found, key=lambda ending: (-len(ending), ending)))


@functools.cache
def kinds(reader: str) -> frozenset[str]:
    """The kinds that a reader of this sort takes: own, office, ocr, bundle."""
    return frozenset(row.kind for row in formats().values() if row.reader == reader)


@functools.cache
def file_marks() -> tuple[bytes, ...]:
    """First bytes that tell a file from a page; marks of two bytes, which a text may begin with, tell nothing."""
    return tuple(magic for row in formats().values() for magic in row.magic if len(magic) > 2)


def inside(container: str) -> list[tuple[str, str]]:
    """(mark, kind) of what is found in a container: ole, zip, odf, xml or riff; the first that fits counts."""
    return [(mark, row.kind) for row in formats().values() for held, mark in row.inside if held == container]


def names_document(path: str) -> bool:
    """Whether a path or a file's name is that of a document: a file of a known format, and no page."""
    return path.lower().endswith(_document_endings()) and not _NO_DOCUMENT.search(path)


@functools.cache
def _document_endings() -> tuple[str, ...]:
    return tuple(f".{ending}" for ending in endings("file", "linked"))


@functools.cache
def media_type(ending: str) -> str:
    """The media type that a server gives a file with this ending, "" for one of no known format."""
    for row in formats().values():
        if ending in row.endings and row.media_types:
            place = row.endings.index(ending) if len(row.media_types) == len(row.endings) else 0
            return row.media_types[place]
    return ""


def picture_type(body: bytes) -> str:
    """The media type of a picture by its first bytes, "" for what is none that is known."""
    row = formats()["image"]
    for magic, ending in zip(row.magic, row.magic_of, strict=True):
        if body.startswith(magic):
            return media_type(ending)
    return next((media_type(mark.lower()) for mark, _ in inside("riff") if is_riff(body, mark)), "")


def is_riff(body: bytes, form: str) -> bool:
    """Whether a body is a RIFF file of a form."""
    return body[:4] == b"RIFF" and body[8:12] == form.encode()


def renditions(path: Path) -> Iterator[dict[str, str]]:
    """Of several renditions of a report on one page, in which order they are taken as its text.

    Rows of the warehouse's table rendition_order from a formats.csv: the page, then its files by rank, last what was
    recognised in the pictures of one.
    """
    ranked = sorted((row for row in _rows(path) if row.rank), key=lambda row: row.rank)
    placed = [("page", "html", "a page that words the report itself is its text"), ("page", "text", "")]
    placed += [("page", "json", "a page whose interface answered with it")]
    placed += [("page", "html+ocr", "a page whose tables are pictures")]
    placed += [("file", row.kind, row.note) for row in ranked]
    placed += [("file", f"{row.kind}+ocr", "recognised in its pictures") for row in ranked]
    placed += [("file", "ocr", "recognised in a picture")]
    for number, (kind, media, note) in enumerate(placed, start=1):
        yield {"order": str(number), "kind": kind, "media": media, "note": note}


@functools.cache
def needs(program: str) -> str:
    """What is missing without a program, and how it is installed."""
    rows = csv_rows(DATA / "programs.csv")
    return next(f"{row['what']}: {row['install']}" for row in rows if row["program"] == program)
