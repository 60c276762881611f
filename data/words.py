"""The word lists of data/forms/words.yml, loaded once."""

import functools
import re
from typing import Any

from data.places import DATA
from data.text import alternatives
from data.yml import read_yml


@functools.cache
def words() -> dict[str, Any]:
    """data/forms/words.yml as written; its comments say what each list is for."""
    return read_yml(DATA / "forms" / "words.yml")


@functools.cache
def pattern(name: str) -> re.Pattern[str]:
    """The regular expression that words.yml keeps under `name`."""
    return re.compile(words()[name])


@functools.cache
def any_of(name: str) -> re.Pattern[str]:
    """A pattern that finds any text of the list `name`, longest first."""
    return re.compile(alternatives(map(str, words()[name])))
