"""A captured document's body, loaded where it is read.

By itself, because every reading process imports this module: with the steps it would import the warehouse too, which
takes longer than reading fifty pages.
"""

from dataclasses import dataclass
from pathlib import Path

from spiders.archive import Capture, read_body


@dataclass(frozen=True)
class FromArchive:
    """Loads the body of a capture from the archive, verified against its digest."""

    archive: Path
    capture: Capture

    def __call__(self) -> bytes:
        return read_body(self.archive, self.capture)
