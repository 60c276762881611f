"""The portals as one server behind a proxy; `night` is set by whoever plays, every request is kept with its moments."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from dataclasses import dataclass
from urllib.parse import unquote

from tests.portals.server import Answer, Asked

from . import articles, faults, hanweb, paged, pages, records
from .addresses import ENTRY, article_path, file_path
from .model import DELAY, STATIC, Portal, Report
from .view import View

PLAIN = {
    "/xwzx/": "新闻中心", "/zwfw/": "政务服务", "/hdjl/": "互动交流", "/wzdt/": "网站地图", "/lxwm/": "联系我们",
    "/zwgk/zfxxgkzn/": "政府信息公开指南", "/zwgk/zfxxgkzd/": "政府信息公开制度", "/zwgk/fdzdgknr/": "法定主动公开内容",
    "/zwgk/ysqgk/": "依申请公开",
}  # fmt: skip
PAGED = (*STATIC, "vsb", "openness")


@dataclass
class Seen:
    """One request: host and path with its query, when it came and when it was answered."""

    night: int
    host: str
    path: str
    began: float
    ended: float = 0.0
    status: int = 0


class World:
    """Answers for all portals of a plan."""

    def __init__(self, plan: list[Portal]) -> None:
        self.portals = {portal.host: portal for portal in plan}
        self.seen: list[Seen] = []
        self.tries: dict[tuple[str, str], int] = {}
        self.lock = threading.Lock()
        self.go_to(0)

    def go_to(self, night: int) -> None:
        self.night = night
        self.tries.clear()
        self.views = {host: View(portal, night) for host, portal in self.portals.items()}
        self.lists = {host: paged.addresses(v) if v.portal.system in PAGED else {} for host, v in self.views.items()}

    def robots(self, portal: Portal) -> Answer:
        text = "User-agent: *\nDisallow: /search/\nDisallow: /admin/\n"
        if portal.manner == "crawl_delay":
            text += f"Crawl-delay: {DELAY:g}\n"
        fault = portal.whole(self.night)
        if fault and fault.kind == "robots_more":
            text = "User-agent: *\nDisallow: /\n"
        return Answer(text.encode(), 200, {"Content-Type": "text/plain"})

    def __call__(self, asked: Asked) -> Answer | None:
        host = asked.headers.get("host", "").partition(":")[0]
        whole = asked.path + (f"?{asked.query}" if asked.query else "")
        seen = Seen(self.night, host, whole, time.monotonic())
        with self.lock:
            self.seen.append(seen)
        portal = self.portals.get(host)
        answer = self._answer(portal, asked, whole) if portal else Answer(b"no such host", 502)
        if portal and portal.manner == "slow":
            time.sleep(0.1)
        seen.ended, seen.status = time.monotonic(), answer.status if answer else 404
        return answer

    def _answer(self, portal: Portal, asked: Asked, whole: str) -> Answer | None:
        if asked.path == "/robots.txt":
            return self.robots(portal)
        trouble = portal.whole(self.night)
        if trouble and (said := faults.whole(trouble.kind, asked.path)):
            return said
        if portal.manner == "unsteady" and self._fails_first(portal.host, whole):
            return Answer(b"<html>503 Service Temporarily Unavailable</html>", 503)
        view = self.views[portal.host]
        path = unquote(asked.path).partition(";jsessionid=")[0]
        if listed := self._list(view, path, whole, asked):
            return self._html(*listed) if isinstance(listed[0], bytes) else None
        return self._document(view, path, asked)

    def _fails_first(self, host: str, whole: str) -> bool:
        """One address in nine says 503 when it is first asked on a night."""
        if int(hashlib.md5(f"{host}{whole}".encode()).hexdigest(), 16) % 9:
            return False
        with self.lock:
            self.tries[host, whole] = self.tries.get((host, whole), 0) + 1
        return self.tries[host, whole] == 1

    @staticmethod
    def _html(body: bytes, media: str) -> Answer:
        return Answer(body, 200, {"Content-Type": media or "text/html"})

    def _list(self, view: View, path: str, whole: str, asked: Asked) -> tuple[bytes, str] | None:
        portal = view.portal
        if path in ("/", "/index.html"):
            return pages.home(portal), ""
        if path == ENTRY:
            return pages.index(portal), ""
        if path in ("/zwgk/", "/zwgk/zfxxgk/"):
            return pages.platform(portal), ""
        if path in PLAIN:
            return pages.plain(portal, PLAIN[path]), ""
        if path in view.notices:
            return articles.notice(portal, view.notices[path]), ""
        if portal.system in PAGED:
            return self._paged(view, path, whole, asked)
        made = {"gkmlpt": records.gkmlpt, "ucap": records.ucap, "hanweb_jpage": hanweb.jpage,
                "hanweb_jpaas": hanweb.jpaas, "lonsun": hanweb.lonsun}  # fmt: skip
        if portal.system == "epoint":
            return records.epoint(view, path, asked.fields, _sent(asked))
        if portal.system == "truecms":
            return records.truecms(view, path, asked.fields, asked.headers.get("referer", ""))
        if portal.system == "hanweb_xxgk":
            return self._xxgk(view, path, asked)
        return made[portal.system](view, path, asked.fields)

    def _xxgk(self, view: View, path: str, asked: Asked) -> tuple[bytes, str] | None:
        known = view.found.get(f"{path}?fbtime={asked.fields.get('fbtime')}&area={asked.fields.get('area')}")
        if known and known[1].faulty(self.night):
            return None  # the document's own answer
        return hanweb.xxgk(view, path, asked.fields)

    def _paged(self, view: View, path: str, whole: str, asked: Asked) -> tuple[bytes, str] | None:
        portal, known = view.portal, self.lists[view.portal.host]
        if path == "/columns/more":
            column = next((c for c in portal.columns if c.key == asked.fields.get("key")), None)
            return (paged.list_page(view, column, int(asked.fields.get("page", "1"))), "") if column else None
        if "date" in asked.fields and portal.has("endless_calendar") and path in known:
            year, _, month = asked.fields["date"].partition("-")
            inner = "<p>该时间段暂无信息</p>" + paged.calendar(view, known[path][0], int(year), int(month))
            return pages.page(portal, "年报日历", pages.dressed(portal, "政府信息公开年报", inner)), ""
        found = known.get(whole) or known.get(path)
        return (paged.list_page(view, *found), "") if found else None

    def _document(self, view: View, path: str, asked: Asked) -> Answer | None:
        portal, number = view.portal, 0
        xxgk = f"{path}?fbtime={asked.fields.get('fbtime')}&area={asked.fields.get('area')}"
        if found := view.found.get(path) or view.found.get(xxgk):
            _, report, number, is_file = found
        elif path == "/pdfjs/web/viewer.html" or path.startswith("/zfxxgk/show."):
            text = asked.fields.get("id", "")
            is_file = False
            if not text.isdigit() or int(text) not in view.numbers or not _query_right(portal, asked):
                return None
            number = int(text)
            report = view.numbers[number][1]
        elif path == "/system/download.jsp" and asked.fields.get("fileid", "").isdigit():
            number, is_file = int(asked.fields["fileid"]), True
            if number not in view.numbers:
                return None
            report = view.numbers[number][1]
        else:
            return None
        if not view.stands(report, number):
            return {"home": Answer(b"", 302, {"Location": "/"}), "soft": Answer(faults.SOFT, 200, faults.HTML)}.get(
                report.gone_as
            )
        good = self._good(view, report, number, is_file)
        kind = report.faulty(self.night)
        if kind and is_file == (kind == "html_for_file"):
            return faults.at_address(kind, good, asked.path + (f"?{asked.query}" if asked.query else ""), asked.fields)
        return self._conditional(portal, good, asked)

    def _good(self, view: View, report: Report, number: int, is_file: bool) -> Answer:
        if not is_file:
            return self._html(articles.article(view.portal, report, number, self.night), "")
        body, media, name = articles.file(report, self.night)
        heads = {"Content-Type": media}
        if name and report.article in ("docx_script", "unnamed_file"):
            heads["Content-Disposition"] = f'attachment; filename="{name}"'
        return Answer(body, 200, heads)

    @staticmethod
    def _conditional(portal: Portal, good: Answer, asked: Asked) -> Answer:
        if not portal.validators or not isinstance(good.body, bytes):
            return good
        tag = f'"{hashlib.md5(good.body).hexdigest()}"'
        if asked.headers.get("if-none-match") == tag:
            return Answer(b"", 304, {"ETag": tag})
        return Answer(good.body, 200, {**good.headers, "ETag": tag})


def _sent(asked: Asked) -> dict[str, object]:
    """A JSON body, which the server gives as the name of a field."""
    text = next((name for name in asked.fields if name.startswith("{")), "")
    try:
        return dict(json.loads(text))
    except ValueError:
        return dict(asked.fields)


def _query_right(portal: Portal, asked: Asked) -> bool:
    """A GBK page's query must come in GBK."""
    if portal.row != "gbk_query":
        return True
    return "lm=%C4%EA%B1%A8" in asked.query.upper().replace("LM=", "lm=")


__all__ = ["World", "article_path", "file_path"]
