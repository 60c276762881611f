"""How figures, and the marks and words around them, are printed in text: regular expressions, once for all readers.

The words stand in data/forms/words.yml.
"""

import functools

from data.text import alternatives
from data.words import words

# with its thousands parted or not
NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"


@functools.cache
def units() -> str:
    """The units of counts and of money."""
    return alternatives([*words()["counters"], *words()["money"]])


@functools.cache
def nil() -> str:
    """What is printed for none."""
    return alternatives(words()["nil"])
