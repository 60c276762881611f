"""The archive: every response kept verbatim in WARC, and one line a capture in an index from which all can be rebuilt.

What is stored is the body as it came after transfer decoding (a chunked body is joined; `Transfer-Encoding` is kept as
`X-Archive-Orig-Transfer-Encoding`), with its `Content-Encoding` untouched: `WARC-Payload-Digest` is of those bytes.
A capture's `digest` and `size` are of the decoded body (`decoded`), which is what `read_body` gives.

Order of writing, on which recovery rests: request and response record, index line, each handed to the system before
the next. A line in the index therefore always has its record, wherever a crawl is killed; what it leaves behind the
last line is cut off by the next one. Only a power cut can take what the system was handed: so the file is synced with
the first record that comes a second after the last sync (at a polite pace, with every record), after
8 MB at the latest, and `recover` looks into the last records.
"""

from data.captures import Capture
from spiders.archive.exchange import (
    INDEX,
    LOCK,
    STAMP,
    TRUNCATED,
    WARC,
    ArchiveBusy,
    ArchiveError,
    DamagedCapture,
    Found,
    Received,
    capture_id,
    digest_of,
    flaw_of,
    is_document,
    is_part,
    is_success,
    now,
)
from spiders.archive.index import (
    body_of,
    index_files,
    read_body,
    read_index,
    read_index_file,
)
from spiders.archive.recovery import (
    recover,
)
from spiders.archive.writing import (
    PortalArchive,
)

__all__ = [
    "INDEX",
    "LOCK",
    "STAMP",
    "TRUNCATED",
    "WARC",
    "ArchiveBusy",
    "ArchiveError",
    "Capture",
    "DamagedCapture",
    "Found",
    "PortalArchive",
    "Received",
    "body_of",
    "capture_id",
    "digest_of",
    "flaw_of",
    "index_files",
    "is_document",
    "is_part",
    "is_success",
    "now",
    "read_body",
    "read_index",
    "read_index_file",
    "recover",
]
