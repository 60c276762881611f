"""Name what stands in the way: an answer that is not the page asked for. The marks are in data/obstacles.yml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from data.errors import Told
from data.places import DATA
from data.text import alternatives

HOMEPAGE_REDIRECT = "homepage_redirect"
LIST_INSTEAD = "list_instead"
PAGE_INSTEAD, JS_SHELL = "page_instead", "js_shell"
_SIGN_KEYS = {"status", "below", "text_below", "links_below", "body", "all", "title", "cookie"}
_ENTRY_KEYS = {"name", "note", "blocks", "retry_hours", "signs", "texts"}
# What a page offers to follow: links, choices, parts of maps, things to click at.
_OFFERED = re.compile(r"(?i)<(?:a|area|option)\b|\bonclick\s*=")
_HOME = re.compile(r"/?((index|default|home|main)\.\w{2,5})?", re.I)
# Marks are looked for in the head of a body: no challenge page is longer, many report pages are.
_HEAD = 200_000


@dataclass(frozen=True)
class Sign:
    """Marks that must all be there together; an absent one asks nothing."""

    status: frozenset[int]
    below: int | None
    text_below: int | None
    links_below: int | None
    body: tuple[re.Pattern[str], ...]
    all: tuple[re.Pattern[str], ...]
    title: tuple[re.Pattern[str], ...]
    cookie: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Obstacle:
    """An obstacle's name, whether it shuts the whole portal, and for how many hours to stay away.

    texts: by which a page without tables and with few words is known for it when it is read.
    """

    name: str
    blocks: bool
    retry_hours: float
    signs: tuple[Sign, ...]
    texts: tuple[str, ...] = ()


@cache
def load_obstacles(path: Path = DATA / "obstacles.yml") -> tuple[Obstacle, ...]:
    """The obstacles in the order in which they are tried. Raises Told naming the entry that is wrong."""
    obstacles = []
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
        unknown = set(entry) - _ENTRY_KEYS
        if unknown or "name" not in entry or "blocks" not in entry:
            name = entry.get("name")
            raise Told(f"{path}: entry {name!r}: needs name and blocks; not known: {sorted(unknown)}")
        signs = tuple(_sign(path, entry["name"], sign) for sign in entry.get("signs", ()))
        hours, texts = float(entry.get("retry_hours", 0)), tuple(entry.get("texts", ()))
        obstacles.append(Obstacle(entry["name"], bool(entry["blocks"]), hours, signs, texts))
    return tuple(obstacles)


@cache
def texts(blocks: bool) -> re.Pattern[str]:
    """What pages say that shut a portal (`blocks`), or that a page is gone."""
    said = [text for obstacle in load_obstacles() if obstacle.blocks == blocks for text in obstacle.texts]
    return re.compile(alternatives(said))


def obstacle_by_name(name: str) -> Obstacle:
    """The obstacle of that name. Raises KeyError where data/obstacles.yml has none."""
    for obstacle in load_obstacles():
        if obstacle.name == name:
            return obstacle
    raise KeyError(name)


def find_obstacle(
    status: int, text: str, size: int, set_cookies: Sequence[str] = (), final_url: str = "", asked_url: str = ""
) -> Obstacle | None:
    """The obstacle that an answer is, None for an ordinary one.

    text: the decoded body, "" for a file; size: its bytes; set_cookies: values of its Set-Cookie headers; final_url:
    where redirects from asked_url ended.
    """
    page = _Page(status, size, text[:_HEAD], set_cookies)
    for obstacle in load_obstacles():
        if any(page.has(sign) for sign in obstacle.signs):
            return obstacle
    if final_url and asked_url and _is_home(final_url) and not _is_home(asked_url):
        return obstacle_by_name(HOMEPAGE_REDIRECT)
    return None


class _Page:
    """What is measured of one answer, each once."""

    def __init__(self, status: int, size: int, head: str, cookies: Sequence[str]) -> None:
        self.status, self.size, self.head = status, size, head
        self.cookies = "\n".join(cookies)
        self._visible: int | None = None

    @property
    def visible(self) -> int:
        if self._visible is None:
            text = re.sub(r"(?is)<(script|style|title|noscript)\b.*?(</\1\s*>|\Z)|<!--.*?-->|<[^>]*>", " ", self.head)
            self._visible = len("".join(text.split()))
        return self._visible

    def has(self, sign: Sign) -> bool:
        return (
            (not sign.status or self.status in sign.status)
            and (sign.below is None or self.size < sign.below)
            and (not sign.cookie or any(p.search(self.cookies) for p in sign.cookie))
            and (not sign.body or any(p.search(self.head) for p in sign.body))
            and all(p.search(self.head) for p in sign.all)
            and (not sign.title or any(p.search(self._title()) for p in sign.title))
            and (sign.text_below is None or self.visible < sign.text_below)
            and (sign.links_below is None or len(_OFFERED.findall(self.head)) < sign.links_below)
        )

    def _title(self) -> str:
        found = re.search(r"(?is)<title[^>]*>(.*?)</title", self.head)
        return " ".join(found.group(1).split()) if found else ""


def _sign(path: Path, name: str, sign: dict[str, Any]) -> Sign:
    unknown = set(sign) - _SIGN_KEYS
    if unknown or not sign:
        raise Told(f"{path}: {name}: a sign is empty or has keys that are not known: {sorted(unknown)}")
    try:
        patterns = {k: tuple(re.compile(p, re.I) for p in sign.get(k, ())) for k in ("body", "all", "title", "cookie")}
    except re.error as error:
        raise Told(f"{path}: {name}: {error.pattern!r} is no regular expression: {error}") from error
    return Sign(
        frozenset(sign.get("status", ())),
        sign.get("below"),
        sign.get("text_below"),
        sign.get("links_below"),
        **patterns,
    )


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and bool(_HOME.fullmatch(parts.path))
