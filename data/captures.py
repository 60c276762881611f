"""A capture: one fetched document, as the archive's index, the members of a part and the warehouse have it."""

from dataclasses import dataclass

from data.rows import Int32, Int64


@dataclass(frozen=True)
class Capture:
    """One fetched document: one line of the capture index, these keys and no others.

    `fetched_at` is UTC with Z; `digest` ("sha256:<hex>") and `size` (bytes) are of the decoded body; `warc_file` is
    relative to the archive's root. A repeat points at the response record that first held the bytes.
    """

    capture_id: str
    portal: str
    url: str
    kind: str
    parent_url: str
    title: str
    listed_date: str
    agency: str
    obtained_by: str
    fetched_at: str
    status: Int32
    media_type: str
    charset: str
    etag: str
    last_modified: str
    digest: str
    size: Int64
    warc_file: str
    warc_offset: Int64
    warc_length: Int64
    obstacle: str
    is_repeat: bool
