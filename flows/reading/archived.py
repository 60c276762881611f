"""A captured document's body, loaded where it is read.

By itself, because every reading process imports this module: with the steps it would import the warehouse too, which
takes longer than reading fifty pages.
"""

from dataclasses import dataclass
from pathlib import Path

from data.captures import Capture
from spiders.addresses import resolve
from spiders.archive import INDEX, ArchiveError, is_document, read_body, read_index_file


@dataclass(frozen=True)
class FromArchive:
    """Loads the body of a capture from the archive, verified against its digest."""

    archive: Path
    capture: Capture

    def __call__(self) -> bytes:
        return read_body(self.archive, self.capture)


@dataclass(frozen=True)
class BesideCapture:
    """Pictures that an archived page shows, from the same portal's archive, as they were when the page was fetched.

    The indexes are looked through only for a page whose tables may be pictures.
    """

    archive: Path
    capture: Capture

    def __call__(self, address: str) -> bytes | None:
        """The picture's bytes; None where it is not in the archive, or damaged there."""
        url = resolve(self.capture.url, address)
        found: list[Capture] = []
        try:
            for path in sorted((self.archive / self.capture.portal).glob(f"*{INDEX}")):
                found += [c for c in read_index_file(path) if c.url == url and is_document(c)]
            # the first as of the page or later shows what the page showed, else the last before it
            later = [c for c in found if c.fetched_at >= self.capture.fetched_at]
            return read_body(self.archive, (later or found[-1:])[0]) if found else None
        except (ArchiveError, OSError):
            return None
