"""Links that a script holds as data: nodes of a tree, entries of a list (`{name: "某局", url: "/bm/nb/"}`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from data.families import families_data
from spiders.addresses import resolve

# An object without another inside it: nodes of trees hold their children in lists of their own.
_OBJECT = re.compile(r"\{[^{}\[\]]{1,2000}[}\[]")
_PAIR = re.compile(r"""[\s,{]["']?([A-Za-z_]\w*)["']?\s*:\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")


@dataclass(frozen=True)
class Scripted:
    """One entry: address, what it is called, what it says of its day, and the number of the script it stands in."""

    url: str
    title: str
    day: str
    script: int


def scripted(selector: Any, base: str, encoding: str = "utf-8") -> Iterator[Scripted]:
    """The entries of a page's own scripts that have a name and an address."""
    names = families_data()["entries_in_scripts"]
    for number, script in enumerate(selector.xpath("//script[not(@src)]/text()").getall()):
        if "{" not in script:
            continue
        for found in _OBJECT.finditer(script):
            fields = {name.lower(): _plain(one or other) for name, one, other in _PAIR.findall(found[0])}
            url, title, day = (
                next((fields[n] for n in names[k] if fields.get(n)), "") for k in ("url", "title", "day")
            )
            if url and title and (address := resolve(base, url, encoding)):
                yield Scripted(address, " ".join(re.sub(r"<[^>]*>", "", title).split()), day, number)


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)
