"""The word lists of data/forms/words.yml, loaded once."""

import functools
import re
from typing import Any

import yaml

from data.places import DATA


@functools.cache
def words() -> dict[str, Any]:
    """data/forms/words.yml as written; its comments say what each list is for."""
    with open(DATA / "forms" / "words.yml", encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@functools.cache
def pattern(name: str) -> re.Pattern[str]:
    """The regular expression that words.yml keeps under `name`."""
    return re.compile(words()[name])


@functools.cache
def any_of(name: str) -> re.Pattern[str]:
    """A pattern that finds any text of the list `name`, longest first."""
    texts = sorted((str(w) for w in words()[name]), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, texts)))
