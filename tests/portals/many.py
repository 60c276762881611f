"""A portal of many lists and documents, cheap enough to be crawled whole again and again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from . import trs
from .server import Answer, Asked


@dataclass(frozen=True)
class Many:
    """`lists` columns of `per_list` articles, every `per_file`-th with a PDF; validators as a static server's."""

    lists: int
    per_list: int = 20
    per_file: int = 2

    def starts(self) -> list[str]:
        return [f"/b{n}/zfxxgknb/" for n in range(self.lists)]

    def documents(self) -> int:
        return self.lists * (self.per_list + -(-self.per_list // self.per_file))

    def __call__(self, asked: Asked) -> Answer | None:
        parts = asked.path.strip("/").split("/")
        bureau = parts[0]
        if asked.path.endswith("/zfxxgknb/"):
            number = bureau[1:]
            rows = [
                f'<li><a href="./202201/t20220124_{number}{n:02d}.html">'
                f"{trs.title(f'第{number}局{n}科', 2021)}</a></li>"
                for n in range(self.per_list)
            ]
            pager = '<script>createPageHTML(1,0,"index","html")</script>'
            return self.answer(asked, ("".join(rows) + pager).encode(), "text/html")
        name = parts[-1]
        if name.endswith(".html") and name.startswith("t2022"):
            number = int(name.removesuffix(".html")[-2:])
            file = f"/{bureau}/zfxxgknb/202201/P0202201241234567{number:04d}.pdf"
            link = f'<a href="{file}">附件</a>' if number % self.per_file == 0 else ""
            return self.answer(asked, trs.article(f"{bureau} {number}", link).encode(), "text/html")
        if name.endswith(".pdf"):
            return self.answer(asked, b"%PDF-1.4 " + asked.path.encode() * 40, "application/pdf")
        return None

    def answer(self, asked: Asked, body: bytes, kind: str) -> Answer:
        tag = f'"{hashlib.md5(body).hexdigest()}"'
        if asked.headers.get("if-none-match") == tag:
            return Answer(b"", 304, {"ETag": tag})
        return Answer(body, 200, {"Content-Type": kind, "ETag": tag})
