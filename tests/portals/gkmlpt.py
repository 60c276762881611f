"""gkmlpt of Guangdong (§3.1): sub-sites by agency, a column tree in a script, lists by a JSON interface."""

from __future__ import annotations

import json
from typing import Any

from .server import Answer, Asked, Site

JSON = {"Content-Type": "application/json"}
PER_PAGE = 3


def title(agency: str, year: int) -> str:
    return f"某区{agency}{year}年政府信息公开工作年度报告"


def post(dept: str, number: int) -> str:
    return f"/{dept}/gkmlpt/content/{number // 10**6}/{number // 1000}/post_{number}.html"


class Platform:
    """Four sub-sites: `kxj` pages as it should, `jyj` answers 404 to page 2, `czj` jumps out, `xxj` has no column."""

    def __init__(self) -> None:
        self.base = ""
        self.lists: dict[str, list[dict[str, Any]]] = {}
        self.pages: dict[str, Answer] = {}
        self.reports: set[str] = set()

    def tree(self, dept: str) -> list[dict[str, Any]]:
        own = {"id": 21034, "name": "政府信息公开年报", "parent": 0, "jump_url": "", "children": []}
        guide = {"id": 1, "name": "政府信息公开指南", "parent": 0, "post_count": 9, "jump_url": "", "children": []}
        if dept == "kxj":
            # Years below the column, and brackets inside a name: the tree is cut out by its brackets, not by a mark.
            year = {"id": 21099, "name": "2019年[旧]", "parent": 21034, "post_count": 1, "jump_url": "", "children": []}
            return [guide, {**own, "post_count": 7, "children": [year]}]
        if dept == "jyj":
            return [{**own, "post_count": 5}]
        if dept == "czj":
            return [guide, {**own, "name": "政府信息公开年度报告", "jump_url": f"{self.base}/zwgk/zfxxgkndbg/"}]
        return [guide]

    def index(self, dept: str) -> Answer:
        tree = json.dumps(self.tree(dept), ensure_ascii=False)
        script = f"window._CONFIG = {{ APP_URL:'x', SID: '75503{len(dept)}', TREE: {tree}, SERVICE_AREA_ID: 0 }}"
        return Answer(f"<html><script>{script}</script><div id=app></div></html>".encode())

    def article(self, dept: str, number: int, name: str, attachment: str = "") -> None:
        link = (
            f'<a class="nfw-cms-attachment" href="{attachment}" alt="{name}.pdf">{name}.pdf</a>' if attachment else ""
        )
        detail = json.dumps({"id": number, "title": name, "content": "<p>text</p>"}).replace("<", "\\u003C")
        body = f"<script>window._CONFIG = {{ DETAIL: {detail} }}</script><h1 class=title>{name}</h1>"
        self.pages[post(dept, number)] = Answer(
            f"<html>{body}<div class=article-content>文{link}</div></html>".encode()
        )
        self.reports.add(post(dept, number)[1:])

    def entry(self, dept: str, number: int, name: str, **dates: Any) -> dict[str, Any]:
        return {
            "id": number,
            "title": name,
            "url": f"{self.base}{post(dept, number)}",
            "publisher": f"某区{dept}",
            **dates,
        }

    def fill(self) -> None:
        self.lists["kxj/21034"] = [
            # 2022-01-24 in Beijing, still the 23rd in UTC
            self.entry("kxj", 963149 + n, title("科技局", 2021 - n), date=1642953600 - n * 31536000) for n in range(6)
        ]  # fmt: skip
        for n in range(6):
            self.article("kxj", 963149 + n, title("科技局", 2021 - n), "/attachment/0/306/1.pdf" if n == 0 else "")
        self.pages["/attachment/0/306/1.pdf"] = Answer(b"%PDF-1.4", headers={"Content-Type": "application/pdf"})
        self.reports.add("attachment/0/306/1.pdf")
        self.lists["kxj/21034"].append(self.entry("kxj", 963200, "关于征集政府信息公开工作意见的公告"))
        self.lists["kxj/21099"] = [self.entry("kxj", 800001, title("科技局", 2015), created_at="2016-02-01 09:00:00")]
        self.article("kxj", 800001, title("科技局", 2015))
        self.lists["jyj/21034"] = [self.entry("jyj", 700000 + n, title("教育局", 2021 - n)) for n in range(5)]
        for n in range(3):
            self.article("jyj", 700000 + n, title("教育局", 2021 - n))
        # NFCMS: a static list that links its pages, articles called post_, mobile twins mpost_ (§1.1 C).
        rows = [f'<li><a href="./content/{m}post_{n}.html">{title("财政局", y)}</a><span>{y + 1}-03-01</span></li>'
                for m, n, y in (("", 501, 2021), ("m", 501, 2021), ("", 502, 2020))]  # fmt: skip
        self.pages["/zwgk/zfxxgkndbg/"] = Answer(("".join(rows) + '<a href="index_2.html">2</a>').encode())
        second = f'<li><a href="./content/post_503.html">{title("财政局", 2019)}</a></li><a href="index_2.html">2</a>'
        self.pages["/zwgk/zfxxgkndbg/index_2.html"] = Answer(second.encode())
        for n in (501, 502, 503):
            self.pages[f"/zwgk/zfxxgkndbg/content/post_{n}.html"] = Answer("<h1>财政局</h1>".encode() + str(n).encode())
            self.reports.add(f"zwgk/zfxxgkndbg/content/post_{n}.html")

    def site(self) -> Site:
        def answer(asked: Asked) -> Answer | None:
            parts = asked.path.strip("/").split("/")
            if parts[1:] == ["gkmlpt", "index"]:
                return self.index(parts[0])
            if parts[1:4] == ["gkmlpt", "api", "all"]:
                return self.interface(parts[0], parts[4], asked)
            return self.pages.get(asked.path)

        return answer

    def interface(self, dept: str, column: str, asked: Asked) -> Answer:
        page = max(1, int(asked.fields["page"]))  # 0 ≡ 1
        if asked.fields["sid"] != f"75503{len(dept)}" or (dept == "jyj" and page > 1):
            return Answer(b"{}", 404, JSON)
        listed = self.lists.get(f"{dept}/{column}", [])
        part = listed[(page - 1) * PER_PAGE : page * PER_PAGE]
        # Installations state the count as `total` or only in `classify`.
        count = {"total": len(listed)} if dept == "kxj" else {}
        body = {"classify": {"id": int(column), "post_count": len(listed)}, **count, "articles": part}
        return Answer(json.dumps(body).encode(), headers=JSON)
