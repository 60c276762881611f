"""What a reading could not take, and what does not add up: one shape for both, with the codes of the documentation."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Issue:
    """severity: error (figures missing or doubtful), warning (figures stand, look), info. No keys: whole document.

    reason: of a not_a_report, the word for what the document is instead.
    """

    code: str
    severity: str
    message: str
    table: str = ""
    row: str = ""
    column: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A stated figure that differs from what its rule computes, as printed; no figure is changed for it."""

    code: str
    rule: str
    table: str
    row: str
    column: str
    stated: Decimal | None
    computed: Decimal | None
    message: str
