"""Epoint (§3.9): names of project and site in a script file, lists by POST of JSON."""

from __future__ import annotations

import json

from .server import Answer, Asked
from .simulated import JSON, Simulated, notice_but_for, title

GUID = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"
DEPARTMENTS = {
    "013": ("某市财政局", range(1960, 2022)),
    "014": ("某市教育局", range(2019, 2022)),
    "015": ("某市档案局", range(0)),
}


def portal() -> Simulated:
    p = Simulated(
        "epoint", [{"url": "/xxgk/govInfoPub.html?deptcode=013&categorynum=003009", "column": "政府信息公开年报"}]
    )
    links = "".join(
        f'<a href="/xxgk/govInfoPub.html?deptcode={d}&categorynum=003009">{name}</a>'
        for d, (name, _) in DEPARTMENTS.items()
    )
    p.page(
        "/xxgk/govInfoPub.html", f'<div class="EWB-FRONT">{links}</div><script src="/js/webBuilderCommon.js"></script>'
    )
    script = f"var siteInfo={{projectName:'/EpointWebBuilder',siteGuid:'{GUID}'}};"
    p.pages["/js/webBuilderCommon.js"] = Answer(script.encode(), headers={"Content-Type": "application/javascript"})
    for code, (agency, years) in DEPARTMENTS.items():
        for y in years:
            if notice_but_for(agency, y) == title(agency, y):
                p.article(f"/xxgk/{code}/{y + 1}/003009/{y}0120.html", title(agency, y), agency=agency)
        if not years:
            p.silent.add(agency)

    def answer(asked: Asked) -> Answer | None:
        if asked.path != "/EpointWebBuilder/rest/lightfrontaction/getgovinfolist":
            return None
        form = json.loads(next(key for key in asked.fields if key.startswith("{")))
        if form["siteGuid"] != GUID or form["categorynum"] != "003009":
            return Answer(b'{"custom":{"data":[]}}', headers=JSON)
        agency, years = DEPARTMENTS[form["deptcode"]]
        listed = sorted(years, reverse=True)
        part = listed[(form["pageIndex"] - 1) * form["pageSize"] : form["pageIndex"] * form["pageSize"]]
        data = [
            # The whole title is `realtitle` where `title` is cut.
            {
                "infourl": f"/xxgk/{form['deptcode']}/{y + 1}/003009/{y}0120.html",
                "realtitle": notice_but_for(agency, y),
                "title": "…",
            }
            for y in part
        ]
        # No media type that says what it is.
        octets = {"Content-Type": "application/octet-stream"}
        return Answer(json.dumps({"custom": {"data": data}}, ensure_ascii=False).encode(), headers=octets)

    p.dynamic = answer
    return p
