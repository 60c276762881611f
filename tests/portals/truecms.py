"""truecms (§3.9): windows of records as JSONP, only for requests with the column page as Referer."""

from __future__ import annotations

import json

from .server import Answer, Asked
from .simulated import Simulated, notice_but_for, title

PROXY = "/TrueCMS/messageController/getMessage.do"
# column → (agency, years, longest window: beyond it nothing (None) or so many records come)
COLUMNS = {
    "aa11": ("某市财政局", range(1962, 2022), 50, False),
    "bb22": ("某市水务局", range(1990, 2022), 20, False),
    "cc33": ("某市审计局", range(1998, 2022), 10, True),
}


def portal() -> Simulated:
    p = Simulated("truecms", [f"/{c}/list.html" for c in COLUMNS])
    for column, (agency, years, _, _) in COLUMNS.items():
        p.page(
            f"/{column}/list.html",
            f"<script>$('#l').page({{columnId:'{column}', proxyUrl:'{PROXY}', perPage:15}})</script>",
        )
        for y in years:
            if notice_but_for(agency, y) == title(agency, y):
                p.article(f"/{column}/content/{column}_{y}.html", title(agency, y))

    def answer(asked: Asked) -> Answer | None:
        if asked.path != PROXY:
            return None
        column = asked.fields["columnId"]
        if not asked.headers.get("referer", "").endswith(f"/{column}/list.html"):
            return Answer(b"", 404)
        agency, years, longest, cut = COLUMNS[column]
        first, last = int(asked.fields["startrecord"]), int(asked.fields["endrecord"])
        if last - first + 1 > longest:
            # Window limits differ per site (50→20→10): one gives fewer than asked, another nothing.
            last = first + longest - 1 if cut else first - 1
        listed = sorted(years, reverse=True)[first - 1 : last]
        records = "".join(
            f'<record><![CDATA[<li><a href="/{column}/content/{column}_{y}.html">{notice_but_for(agency, y)}</a>'
            f"<i>{y + 1}-01-20</i></li>]]></record>"
            for y in listed
        )
        result = json.dumps({"result": f"<datastore><recordset>{records}</recordset></datastore>"}, ensure_ascii=False)
        # `.do` endpoints were met whose header says UTF-8 and whose body is GBK (§2.4).
        encoding = "gbk" if column == "cc33" else "utf-8"
        body = f"{asked.fields['callback']}({result})".encode(encoding)
        return Answer(body, headers={"Content-Type": "text/javascript;charset=UTF-8"})

    p.dynamic = answer
    return p
