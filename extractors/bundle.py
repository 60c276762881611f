"""Bundles of documents (zip, RAR, 7z): their members, read to memory within limits.

Nothing of a bundle reaches the disk under a name of its own, so a name that climbs out of its folder climbs nowhere.
What an office program packs as a zip (docx, xlsx) is no bundle; `sniff` tells them apart.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from data.formats import kinds, needs
from data.rows import Issue
from data.text import member_name
from extractors.refusal import Refused
from extractors.sniff import sniff

KINDS = kinds("bundle")
MAX_MEMBERS = 2_000
MAX_MEMBER = 200 * 2**20
MAX_TOTAL = 600 * 2**20
# text packs ten to one, a bitmap of a blank page a hundred; only a bomb packs thousands
MAX_RATIO = 1_000
_RATIO_FROM = 16 * 2**20
MAX_NESTING = 2

_LINK = Issue("unsupported_format", "error", "the member is a link to another file and is not followed")
# what systems leave in archives beside the documents
_FORMATS = ((b"Rar!\x1a\x07\x01", "rar5"), (b"Rar!", "rar"), (b"", "7zip"))
_LITTER_NAMES = frozenset(("thumbs.db", ".ds_store", "desktop.ini", "__macosx"))


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a bundle: its name with folders as printed in it, and its bytes."""

    name: str
    body: bytes


class _Budget:
    """What may still be unpacked of one bundle."""

    def __init__(self, packed: int) -> None:
        self.packed = max(packed, 1)
        self.total = 0
        self.count = 0

    def member(self) -> None:
        self.count += 1
        if self.count > MAX_MEMBERS:
            raise Refused("over_limit", f"more than {MAX_MEMBERS} members; those behind them are not read")

    def take(self, size: int) -> None:
        self.total += size
        if self.total > MAX_TOTAL:
            raise Refused("over_limit", f"unpacks to more than {MAX_TOTAL >> 20} MB; the rest is not read")
        if self.total > _RATIO_FROM and self.total > self.packed * MAX_RATIO:
            raise Refused("over_limit", f"unpacks to more than {MAX_RATIO} times its size; the rest is not read")


def is_bundle(body: bytes) -> bool:
    """Whether the bytes are an archive of documents."""
    return sniff(body) in KINDS


def members(body: bytes, name: str, depth: int = 1) -> Iterator[Member | tuple[str, Issue]]:
    """The documents in a bundle called `name`, each as `name/member`; those of a bundle within it too.

    What cannot be read is a pair of its name and the issue: a member (damaged, encrypted, too large) or the bundle
    itself from some place on. A link is not followed. Folders and what systems leave beside documents are passed over.
    """
    kind = sniff(body)
    seen: dict[str, int] = {}
    try:
        budget = _Budget(len(body))
        for inner, read in _zip(body, budget) if kind == "zip" else _archive(body, budget):
            if _is_litter(inner):
                continue
            seen[inner] = seen.get(inner, 0) + 1
            full = f"{name}/{inner}" if seen[inner] == 1 else f"{name}/{inner}#{seen[inner]}"
            if isinstance(read, Issue):
                yield full, read
            elif not is_bundle(read):
                yield Member(full, read)
            elif depth >= MAX_NESTING:
                yield full, Issue("over_limit", "error", f"a bundle nested {depth} deep in others is not unpacked")
            else:
                yield from members(read, full, depth + 1)
    except Refused as error:
        yield name, Issue(error.code, "error", error.message)


def _is_litter(name: str) -> bool:
    parts = name.lower().split("/")
    return any(part in _LITTER_NAMES for part in parts) or parts[-1].startswith(("~$", "._"))


def _clean(name: str) -> str:
    """A member's name for people: forward slashes, no drive, no climbing, nothing that is no character."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "".join(char if char.isprintable() else "\ufffd" for char in "/".join(parts)) or "unnamed"


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Names without the UTF-8 flag are in the packer's own code page: GBK on Chinese Windows, whatever the flag says.

    zipfile reads them as CP437, which maps every byte and can be undone. Some packers write UTF-8 without the flag.
    """
    if info.flag_bits & 0x800:
        return info.filename
    return member_name(info.orig_filename.encode("cp437", "replace"))


def _zip(body: bytes, budget: _Budget) -> Iterator[tuple[str, bytes | Issue]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise Refused("damaged", f"the zip cannot be opened: {error}") from error
    for info in archive.infolist():
        name = _zip_name(info)
        if name.endswith(("/", "\\")):
            continue
        budget.member()
        name = _clean(name)
        if stat.S_ISLNK(info.external_attr >> 16):
            yield name, _LINK
            continue
        if info.flag_bits & 1:
            yield name, Issue("damaged", "error", "the member is encrypted with a password")
            continue
        try:
            with archive.open(info) as member:
                yield name, _limited(member.read, budget)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            yield name, Issue("damaged", "error", f"the member cannot be unpacked: {error}")
        except NotImplementedError as error:
            yield name, Issue("unsupported_format", "error", f"the member is packed in a way that is not read: {error}")


def _limited(read: Callable[[int], bytes], budget: _Budget) -> bytes | Issue:
    parts = []
    size = 0
    while part := read(1 << 20):
        size += len(part)
        budget.take(len(part))
        if size > MAX_MEMBER:
            return Issue("over_limit", "error", f"the member is larger than {MAX_MEMBER >> 20} MB")
        parts.append(part)
    return b"".join(parts)


def _archive(body: bytes, budget: _Budget) -> Iterator[tuple[str, bytes | Issue]]:
    """Members by libarchive. Raises Refused where the library is missing or the archive ends in the middle."""
    try:
        import libarchive  # the package fails to import where the system's library is missing
    except (ImportError, AttributeError, OSError, TypeError) as error:
        raise Refused("needs_program", needs("libarchive")) from error
    try:
        # left to itself, libarchive looks for a zip anywhere in a RAR that is damaged
        with libarchive.memory_reader(
            body, next(f for mark, f in _FORMATS if body.startswith(mark)), "none"
        ) as archive:
            for entry in archive:
                if not (entry.isfile or entry.issym or entry.islnk):
                    continue
                budget.member()
                name = entry.pathname
                name = _clean(name if isinstance(name, str) else member_name(name or b""))
                if not entry.isfile or entry.islnk:
                    yield name, _LINK
                    continue
                try:
                    yield name, _limited(_reader(entry.get_blocks(1 << 20)), budget)
                except libarchive.ArchiveError as error:
                    yield name, Issue("damaged", "error", f"the member cannot be unpacked: {_said(error)}")
    except libarchive.ArchiveError as error:
        raise Refused("damaged", f"the archive cannot be read: {_said(error)}") from error


def _reader(blocks: Iterator[bytes]) -> Callable[[int], bytes]:
    return lambda _: next(blocks, b"")


def _said(error: Exception) -> str:
    return str(getattr(error, "msg", "") or error)
