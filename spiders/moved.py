"""What became of a document whose address says that it is gone: the same document may be held under another address."""

from __future__ import annotations

from collections.abc import Iterable

from data.titles import classify
from spiders.addresses import same_key
from spiders.archive import Capture
from spiders.ledger import GONE, Ledger

SAME_BYTES, SAME_TITLE, BY_REDIRECT = "same_bytes", "same_title", "redirect"


def moved_to(gone: Capture, held: Iterable[Capture], ledger: Ledger) -> tuple[Capture, str] | None:
    """The capture that took the place of one that is gone, and how that is known; None where there is none.

    Its address must have appeared after the old one was last seen well: a copy that was there before is no new place.
    """
    entry = ledger.entry(same_key(gone.url))
    checked = entry.checked_at if entry else gone.fetched_at
    by_title = None
    for other in held:
        key = same_key(other.url)
        if other.kind == "list" or other.obstacle or key == same_key(gone.url) or ledger.seen_at(key) <= checked:
            continue
        if ledger.reason(key) in GONE:
            continue
        if other.digest == gone.digest:
            return other, SAME_BYTES
        if other.kind == gone.kind and _named(other) == _named(gone) != ("", "", None):
            by_title = by_title or other
    return (by_title, SAME_TITLE) if by_title else None


def _named(capture: Capture) -> tuple[str, str, int | None]:
    """Form, agency and year that the title of a report gives; nothing where it lacks one of them."""
    verdict = classify(capture.title)
    agency = verdict.agency or capture.agency
    return (verdict.kind, agency, verdict.report_year) if agency and verdict.report_year else ("", "", None)
