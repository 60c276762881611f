"""data/heads.yml: what a report's head is taken from, in what order, and by which patterns."""

import functools
import re
from typing import Any

from data.places import DATA
from data.yml import read_yml


@functools.cache
def heads() -> dict[str, Any]:
    """The file as written; its comments say what each list is for."""
    return read_yml(DATA / "heads.yml")


@functools.cache
def pattern(name: str) -> re.Pattern[str]:
    """The regular expression that the file keeps under `name`."""
    return re.compile(heads()[name], re.MULTILINE)


def rank(field: str, source: str) -> int:
    """The place of a source in the order for `field` (title, agency or year); beyond the last for one not named."""
    order: list[str] = heads()["ranks"][field]
    return order.index(source) if source in order else len(order)
