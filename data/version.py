"""What reading depends on, as digests: of each reader, of the stages behind all of them, of forms and wordings.

A digest is of the modules' syntax trees without docstrings and comments, of the data files that they name, and of the
versions of the libraries that they import: a comment changes none, a mended reader its own alone. What a source file
comes to is kept in a file of the home by the file's size and time, since to parse them all takes half a second.
"""

import ast
import functools
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.csv_rows import csv_rows
from data.formats import formats
from data.places import DATA, form_folders

STAGES = "stages"
LABELS = "labels"
# Reader → its modules below extractors/. Whatever these import and the stages do not import belongs to it.
READERS = {
    "html": ("readers/html", "readers/html_soup"),
    "text": ("readers/text",),
    "json": ("readers/html", "readers/html_data"),
    "pdf": ("readers/pdf", "readers/pdf_plumber"),
    "word": ("readers/word",),
    "xlsx": ("readers/xlsx",),
    "xls": ("readers/xls",),
    "mhtml": ("readers/mhtml",),
    "ocr": ("readers/image",),
    "office": ("office",),
    "bundle": ("bundle", "readers/package"),
}
_STAGES = ("report", "rows")
_WORD = ("docx", "word_xml")
# Modules whose import name is not that of their package.
_PACKAGES = {"bs4": "beautifulsoup4", "PIL": "pillow", "cv2": "opencv-python-headless", "libarchive": "libarchive-c"}
# Text that stands beside what is read by, and changes no reading.
_NO_KNOWLEDGE = frozenset(("labels.csv", "concepts.csv", "equal_readings.csv"))


@dataclass(frozen=True, slots=True)
class Wording:
    """One line of a labels.csv."""

    form: str
    table: str
    axis: str
    key: str
    wording: str


@dataclass(frozen=True)
class Readers:
    """What is there to read with. parts: reader, `stages` or `labels` → digest; programs: those that are installed."""

    parts: Mapping[str, str]
    labels: frozenset[Wording] = frozenset()
    programs: frozenset[str] = frozenset()

    def used(self, media: str, codes: Iterable[str]) -> str:
        """What a reading was made with, by its media and the codes of its issues: JSON of one line."""
        named = {name: self.parts[name] for name in (STAGES, LABELS, *readers_of(media)) if name in self.parts}
        asked = set(programs_of(media))
        asked |= {"ocr"} if "needs_ocr" in codes else set()
        # LibreOffice opens some workbooks that their own reader cannot
        asked |= {"libreoffice"} if "damaged" in codes and _has_second(media) else set()
        named |= {program: "there" if program in self.programs else "absent" for program in asked}
        return json.dumps(named, sort_keys=True, separators=(",", ":"))

    def stale(self, used: str) -> dict[str, str]:
        """What of a reading's `used` is no more: name → why. A program that is gone makes nothing due."""
        try:
            named: dict[str, str] = json.loads(used)
        except (TypeError, ValueError):
            return {STAGES: "read before it was kept what with"}
        found = {}
        for name, digest in named.items():
            if digest == "absent" and name in self.programs:
                found[name] = f"{name} is there now"
            elif digest not in ("absent", "there") and not self._is_equal(name, digest):
                found[name] = f"{'the stages of reading' if name == STAGES else 'the reader ' + name} changed"
        return found

    def _is_equal(self, name: str, digest: str) -> bool:
        present = self.parts.get(name, "")
        reached, waiting = set(), [digest]
        while waiting:
            reached.add(one := waiting.pop())
            waiting += [after for part, before, after in _equal() if (part, before) == (name, one)]
            waiting = [each for each in waiting if each not in reached]
        return present in reached


def readers_of(media: str) -> tuple[str, ...]:
    """The readers that a document of this media was read by: html+ocr → html, ocr; ods → office, xlsx."""
    kind, _, more = media.partition("+")
    also = ("ocr",) if more == "ocr" or kind in ("ocr", "image") else ()
    row = formats().get(kind)
    if row is None or row.reader not in ("own", "office", "bundle"):
        return also
    if row.reader == "bundle":
        return ("bundle",)
    first = ("office",) if row.target else ()
    read = (row.kind, row.target) if row.reader == "own" else (row.target,)
    return (*first, *("word" if each in _WORD else each for each in read if each), *also)


def _has_second(media: str) -> bool:
    row = formats().get(media.partition("+")[0])
    return row is not None and row.reader == "own" and bool(row.target)


def programs_of(media: str) -> tuple[str, ...]:
    """The programs without which a document of this media is not read whole."""
    kind, _, more = media.partition("+")
    row = formats().get(kind)
    of_kind = (row.needs,) if row is not None and row.needs else ()
    return (*of_kind, *(("ocr",) if more == "ocr" or kind == "ocr" else ()))


def installed() -> frozenset[str]:
    """The programs of data/programs.csv that are there: looked up, not started."""
    tests: dict[str, Callable[[], object]] = {
        "libreoffice": lambda: shutil.which("soffice") or shutil.which("libreoffice"),
        "ocr": lambda: all(importlib.util.find_spec(part) for part in ("rapidocr", "onnxruntime", "cv2")),
        "libarchive": lambda: importlib.util.find_spec("libarchive"),
    }
    return frozenset(program for program, is_there in tests.items() if is_there())


def readers(cache: Path | None = None, root: Path = DATA.parent) -> Readers:
    """What is there to read with now. cache: a file for what the sources come to; root: where extractors/ lies."""
    sources = _Sources(root, cache)
    stages = sources.closure(_STAGES, is_cut=True)
    parts = {STAGES: sources.digest(stages, _form_files())}
    for name, modules in READERS.items():
        parts[name] = sources.digest(sources.closure(modules) - stages)
    sources.keep()
    labels = frozenset(_wordings())
    lines = "\n".join(sorted("\t".join((w.form, w.table, w.axis, w.key, w.wording)) for w in labels))
    return Readers(parts | {LABELS: _short(lines.encode())}, labels, installed())


@functools.cache
def whole_digest() -> str:
    """One digest of everything that reading rests on, comments too: for who keeps nothing between two calls."""
    sources = [path for folder in ("extractors", "data") for path in sorted((DATA.parent / folder).rglob("*.py"))]
    files = [
        *sources,
        *(path for _, path in _form_files()),
        *(f / "labels.csv" for f in form_folders()),
        *sorted(DATA.glob("*.*")),
    ]
    bodies = [path.read_bytes() for path in files if path.is_file() and "collected" not in path.parts]
    return _short(b"\0".join(bodies))


@dataclass
class _Sources:
    """The modules below a root: what each comes to, and what it imports and names."""

    root: Path
    cache: Path | None
    known: dict[str, list[Any]] = field(default_factory=dict)
    is_changed: bool = False

    def __post_init__(self) -> None:
        try:
            held = json.loads(self.cache.read_text(encoding="utf-8")) if self.cache else {}
            self.known = held[str(self.root)] if held.get("python") == sys.version else {}
        except (OSError, ValueError, KeyError, AttributeError):
            self.known = {}

    def keep(self) -> None:
        """Write the cache where something was parsed anew; a home that takes nothing goes without."""
        if not (self.cache and self.is_changed):
            return
        fresh = self.cache.with_name(f".{self.cache.name}.{os.getpid()}")
        try:
            self.cache.parent.mkdir(exist_ok=True)
            fresh.write_text(json.dumps({"python": sys.version, str(self.root): self.known}), encoding="utf-8")
            os.replace(fresh, self.cache)
        except OSError:
            fresh.unlink(missing_ok=True)

    def source(self, module: str) -> tuple[str, list[str], list[str], list[str]] | None:
        """(digest, modules of the house, packages, data files) of a module such as extractors/readers/html."""
        path = self.root / f"{module}.py"
        try:
            stat = path.stat()
        except OSError:
            return None
        mark = [stat.st_mtime_ns, stat.st_size]
        held = self.known.get(module)
        if held is None or held[0] != mark:
            self.is_changed = True
            self.known[module] = held = [mark, *_parsed(path.read_bytes())]
        return held[1], held[2], held[3], held[4]

    def closure(self, modules: Iterable[str], is_cut: bool = False) -> frozenset[str]:
        """Modules with all that they import of the house. is_cut: without the readers and what lies beside them."""
        cut = {f"extractors/{module}" for of_reader in READERS.values() for module in of_reader}
        beside = "extractors/readers/"
        found: set[str] = set()
        waiting = [f"extractors/{module}" for module in modules]
        while waiting:
            module = waiting.pop()
            is_left = is_cut and (module in cut or module.startswith(beside))
            if module in found or is_left or (read := self.source(module)) is None:
                continue
            found.add(module)
            waiting += read[1]
        return frozenset(found)

    def digest(self, modules: Iterable[str], files: Iterable[tuple[str, Path]] = ()) -> str:
        """One digest of modules, of the data files that they name, and of the packages that they import."""
        parts, packages, named = [], set(), dict(files)
        for module in sorted(modules):
            read = self.source(module)
            assert read is not None
            parts.append(f"{module} {read[0]}")
            packages |= set(read[2])
            named |= {name: path for name in read[3] for path in _data_files(name)}
        parts += [f"{package} {_version(package)}" for package in sorted(packages)]
        parts += [f"{name} {_short(_knowledge(path))}" for name, path in sorted(named.items())]
        return _short("\n".join(parts).encode())


@functools.cache
def _parsed(body: bytes) -> tuple[str, list[str], list[str], list[str]]:
    tree = ast.parse(body)
    imported: set[str] = set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith((".csv", ".yml")):
            names.add(node.value)
        elif isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(
            node, clean=False
        ):
            node.body = node.body[1:]
    house = sorted(name.replace(".", "/") for name in imported if name.partition(".")[0] in ("extractors", "data"))
    packages = {name.partition(".")[0] for name in imported} - {"extractors", "data"} - sys.stdlib_module_names
    return _short(ast.dump(tree).encode()), house, sorted(packages), sorted(names)


def _short(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:12]


@functools.cache
def _version(package: str) -> str:
    try:
        return importlib.metadata.version(_PACKAGES.get(package, package))
    except importlib.metadata.PackageNotFoundError:
        return ""


def _data_files(name: str) -> list[Path]:
    """The files below data/ that a module means by a name; those of forms are of the stages."""
    found = [DATA / name, DATA / "agencies" / name]
    return [path for path in found if path.is_file() and path.name not in _NO_KNOWLEDGE]


def _form_files() -> Iterator[tuple[str, Path]]:
    """The files of forms but for wordings, each by a name that does not change with the place of its folder."""
    for number, folder in enumerate(form_folders()):
        for path in (*sorted(folder.glob("*.*")), *sorted(folder.glob("*/*.csv"))):
            if path.suffix in (".csv", ".yml") and path.name not in _NO_KNOWLEDGE:
                yield f"forms {number} {path.relative_to(folder)}", path


def _knowledge(path: Path) -> bytes:
    """A data file without its comments."""
    body = path.read_bytes()
    return re.sub(rb"(?m)^\s*#.*\n|[ \t]+$", b"", body) if path.suffix == ".yml" else body


def _wordings() -> Iterator[Wording]:
    for folder in form_folders():
        if (folder / "labels.csv").is_file():
            for row in csv_rows(folder / "labels.csv"):
                yield Wording(*(row.get(name) or "" for name in ("form", "table", "axis", "key", "wording")))


@functools.cache
def _equal() -> tuple[tuple[str, str, str], ...]:
    """data/equal_readings.csv: (part, digest before, digest after) of changes shown to give equal rows."""
    rows = csv_rows(DATA / "equal_readings.csv")
    return tuple((row["part"], row["before"], row["after"]) for row in rows)
