"""What a simulated portal promises, and pages to build one from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .server import Answer, Asked

WORDS = "本机关认真贯彻落实条例，做好政府信息公开工作。" * 30
PDF = Answer(b"%PDF-1.4 report", headers={"Content-Type": "application/pdf"})
DOC = Answer(b"\xd0\xcf\x11\xe0 report", headers={"Content-Type": "application/msword"})
JSON = {"Content-Type": "application/json;charset=UTF-8"}


def title(agency: str, year: int) -> str:
    return f"{agency}{year}年政府信息公开工作年度报告"


def notice_but_for(agency: str, year: int) -> str:
    """Every fifth entry of a long list is a report, so that the lists are long and the crawls short."""
    return title(agency, year) if year % 5 == 1 else f"关于召开{year}年{agency}第一次会议的通知"


@dataclass
class Simulated:
    """A portal: how it is crawled, and what must come of it.

    `reports` are the paths (with query, without the first slash) of all that is to be archived as report; `silent` the
    agencies that the portal names and that published nothing; `problems` parts of the lines that must be said, one a
    line; `unasked` parts of addresses that nobody may ask for.
    """

    family: str
    starts: list[Any]
    more: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, Answer] = field(default_factory=dict)
    dynamic: Callable[[Asked], Answer | None] = lambda asked: None
    reports: set[str] = field(default_factory=set)
    published: dict[str, int] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    problems: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()

    def page(self, path: str, body: str) -> None:
        self.pages[path] = Answer(f"<html><body>{body}</body></html>".encode())

    def article(self, path: str, name: str, inner: str = "", box: str = "id=zoom", agency: str = "") -> str:
        """A report's page; its path is returned."""
        head = f'<meta name="ArticleTitle" content="{name}"><meta name="PubDate" content="2022-01-24 10:05">'
        body = f"<h1>{name}</h1><div {box}><p>{WORDS}</p></div>{inner}"
        self.pages[path] = Answer(f"<html><head>{head}</head><body>{body}</body></html>".encode())
        self.report(path, agency)
        return path

    def file(self, path: str, answer: Answer = PDF, agency: str = "") -> str:
        self.pages[path] = answer
        self.report(path, agency)
        return path

    def report(self, path: str, agency: str = "") -> None:
        self.reports.add(path.lstrip("/"))
        if agency:
            self.published[agency] = self.published.get(agency, 0) + 1

    def site(self, asked: Asked) -> Answer | None:
        with_query = f"{asked.path}?{asked.query}" if asked.query else asked.path
        return self.dynamic(asked) or self.pages.get(with_query) or self.pages.get(asked.path)
