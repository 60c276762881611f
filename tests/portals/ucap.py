"""UCAP (§3.7): a channel's list by JSON under three addresses, and Suzhou's pages by department code."""

from __future__ import annotations

import json

from .server import Answer, Asked
from .simulated import JSON, Simulated, title

PER_PAGE = 15
# channel → (agency, years, address that answers)
CHANNELS = {
    "a" * 32: ("某省财政厅", range(2004, 2022), "/common/search/"),
    "b" * 32: ("某委员会", range(2018, 2022), "/searchList/"),
    "c" * 32: ("某税务局", range(2019, 2022), "/getFileListByCodeId"),
}
DEPARTMENTS = {"11320500014149": ("某市发展和改革委员会", (2021, 2020)), "11320500014150": ("某市体育局", ())}


def address(channel: str, year: int) -> str:
    return f"/zfxxgk/c100028/{year + 1}01/{channel[0] * 28}{year}.shtml"


def portal() -> Simulated:
    p = Simulated("ucap", ["/a/zfxxgk_list.shtml", "/b/common_zfxxgknb.shtml", "/c/nb.html", "/szxxgk/xxgkml_bm.shtml"])
    a, b, c = CHANNELS
    p.page("/a/zfxxgk_list.shtml", f'<meta name="channelid" content="{a}"><div id="list"></div>')
    # The channel stands in a script only, and the address is not said: it is the second that answers.
    p.page("/b/common_zfxxgknb.shtml", f"<script>var channelId = '{b}';</script>")
    p.page(
        "/c/nb.html", f"<script>$.post('/getFileListByCodeId',{{codeId:'',channelId:'{c}',page:1,size:20}})</script>"
    )
    for channel, (agency, years, _) in CHANNELS.items():
        for year in years:
            body = '<a href="/zfxxgk/files/0aab.pdf">年报.pdf</a>' if (channel, year) == (a, 2021) else ""
            p.article(address(channel, year), title(agency, year), body, "id=zoomcon")
    p.file("/zfxxgk/files/0aab.pdf")
    # Suzhou: one 年报 page per department code, `type=nb`.
    codes = "".join(
        f'<li><a href="/szxxgk/xxgkml_bm.shtml?deptcode={d}">{name}</a></li>' for d, (name, _) in DEPARTMENTS.items()
    )
    p.page("/szxxgk/xxgkml_bm.shtml", f"<ul>{codes}</ul>")
    for code, (name, years) in DEPARTMENTS.items():
        rows = "".join(
            f'<li><a href="/nb/{code}/{y + 1}01/{y:032x}.shtml">{title(name, y)}</a><span>{y + 1}-01-20</span></li>'
            for y in years
        )
        p.pages[f"/szxxgk/xxgkml_bm.shtml?deptcode={code}&type=nb"] = Answer(
            f"<html>{rows or '暂无相关信息'}</html>".encode()
        )
        for y in years:
            p.article(f"/nb/{code}/{y + 1}01/{y:032x}.shtml", title(name, y), agency=name)
        if not years:
            p.silent.add(name)

    def entry(channel: str, year: int, at: str) -> dict[str, object]:
        name = title(CHANNELS[channel][0], year)
        return {"title": name, "url": at + address(channel, year), "publishedTimeStr": f"{year + 1}-01-28 10:00:00"}

    def answer(asked: Asked) -> Answer | None:
        for channel, (_, years, way) in CHANNELS.items():
            listed = sorted(years, reverse=True)
            if way == "/getFileListByCodeId" == asked.path:
                if asked.method != "POST" or asked.fields.get("channelId") != channel:
                    return Answer(b"{}", 400, JSON)
                page, size = int(asked.fields["page"]), int(asked.fields["size"])
                part = [entry(channel, y, "") for y in listed[(page - 1) * size : page * size]]
                return Answer(json.dumps({"results": {"data": {"results": part}}}).encode(), headers=JSON)
            if asked.path == way + channel:
                if asked.fields.get("_isJson") != "true":
                    return Answer(b"<html></html>")
                page, size = int(asked.fields["page"]), int(asked.fields["_pageSize"])
                # Addresses may come without a scheme.
                at = f"//{asked.headers['host']}" if channel == a else ""
                part = [entry(channel, y, at) for y in listed[(page - 1) * size : page * size]]
                if channel == a and page == 1:
                    notice = {"title": "关于年度报告编制的通知", "url": "/zfxxgk/c100028/202101/" + "9" * 32 + ".shtml"}
                    part.append(notice)
                data = {"total": len(listed) + (channel == a), "page": page, "rows": size, "results": part}
                return Answer(json.dumps({"data": data}).encode(), headers=JSON)
        return None

    p.dynamic = answer
    p.unasked = ("9" * 32,)
    return p
