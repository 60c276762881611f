"""A file that a person obtained (from a blocked portal, by letter) enters the archive with that provenance."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from data.captures import Capture
from data.errors import Told
from data.formats import formats, media_type
from flows.collecting.take import portal_for
from spiders.addresses import canonical
from spiders.archive import Found, PortalArchive, Received, digest_of
from spiders.portals import Portal


class NotGiven(Told):
    """The file cannot be taken in; the message says why."""


def give(
    file: Path,
    url: str,
    obtained: date,
    home: Path,
    portals: Sequence[Portal],
    title: str = "",
    agency: str = "",
) -> tuple[Capture, bool]:
    """Archive a file as what stood at `url` on the day `obtained`; the capture, and whether it was held already.

    Raises NotGiven for an address that is no agency's: copies elsewhere are refused, given or found.
    """
    if any(not character.isprintable() for character in url):
        raise NotGiven(f"{url!r}: not an address: it holds characters that are not printed")
    try:
        address = canonical(url)
        parts = urlsplit(address)
    except ValueError as error:
        raise NotGiven(f"{url}: not an address: {error}") from error
    portal = portal_for(parts.hostname or "", portals) if parts.scheme in ("http", "https") else ""
    if not portal:
        raise NotGiven(
            f"{url}: not an address under gov.cn or of a portal in data/portals; copies elsewhere are refused"
        )
    if obtained > date.today():
        raise NotGiven(f"{obtained} is still to come")
    body = file.read_bytes()
    if not body:
        raise NotGiven(f"{file}: the file is empty")
    kind = media_type(file.suffix.lower().lstrip("."))
    moment = f"{obtained.isoformat()}T00:00:00.000Z"
    received = Received(
        url=url,
        status=200,
        headers=[("Content-Type", kind or "application/octet-stream")],
        body=body,
        fetched_at=moment,
        record="resource",
        source=f"file {file.name}",
    )
    with PortalArchive(home / "archive", portal) as archive:
        held = archive.visit(address, digest_of(body), moment)
        if held is not None:
            return held, True
        found = Found("page" if kind in formats()["html"].media_types else "file", "", title, "", agency, "file")
        return archive.keep(received, address, found), False
