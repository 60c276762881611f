"""Hanweb JCMS with jpage (§3.2): the first records in an XML island, the rest by dataproxy.jsp, each in its own way."""

from __future__ import annotations

from .server import Answer, Asked, Site

XML = {"Content-Type": "text/xml;charset=UTF-8"}
PROXY = "/module/web/jpage/dataproxy.jsp"
EMPTY = b"<?xml version='1.0'?><datastore></datastore>"
INLINE = 3
LONGEST_WINDOW = 300

# column → (records, how it answers)
COLUMNS = {
    61490: (8, "group"),  # by nextgroup, which each answer repeats
    61491: (8, "page"),  # by nextgroup whose column is encrypted; answers name no next group
    61492: (250, "window"),  # nextgroup gives nothing, windows do
    61493: (7, "empty"),  # deep pages are empty whatever is asked: the list stays short
    61494: (4, "plain"),  # 山东: the column page links its articles directly
    61495: (3, "whole"),  # all in the first group, nothing more to ask
}


def title(column: int, n: int) -> str:
    return f"某市第{column}号局{2000 + n % 26}年政府信息公开工作年度报告"


def path(column: int, n: int) -> str:
    return f"/art/{2001 + n % 26}/1/2{n % 9}/art_{column}_{1000 + n}.html"


def record(column: int, n: int) -> str:
    return (
        f'<record><![CDATA[<li><a href="{path(column, n)}" title="{title(column, n)}">某市…</a>'
        f"<span>{2001 + n % 26}-01-2{n % 9}</span></li>]]></record>"
    )


def reports() -> set[str]:
    found = {path(c, n)[1:] for c, (count, _) in COLUMNS.items() for n in range(count)}
    return found - {path(61493, n)[1:] for n in range(INLINE, 7)}


def group(column: int, page: int) -> str:
    shown = f"Y29s{column}%3D%3D" if column == 61491 else str(column)
    query = f"page={page}&appid=1&webid=39&path=/&columnid={shown}&unitid=2476{column}&permissiontype=0"
    return f'<nextgroup><![CDATA[<a href="{PROXY}?{query}"></a>]]></nextgroup>'


def column_page(column: int) -> Answer:
    count, how = COLUMNS[column]
    if how == "plain":
        rows = "".join(f'<li><a href="{path(column, n)}">{title(column, n)}</a></li>' for n in range(count))
        return Answer(f"<html><ul>{rows}</ul><script>var proxyUrl='{PROXY}'</script></html>".encode())
    records = "".join(record(column, n) for n in range(min(INLINE, count)))
    following = "" if how == "whole" else group(column, 1)
    script = (
        f"$('#2476').jpage({{totalRecord:{count}, perPage:{INLINE}, groupSize:1, proxyUrl:'{PROXY}',"
        f"ajaxParam:{{columnid:'{column}',unitid:'2476',webid:'39',path:'/',permissiontype:'0'}}}})"
    )
    island = f"<datastore>{following}<recordset>{records}</recordset></datastore>"
    aside = '<div class=menu><a href="/art/2020/1/1/art_1_1.html">某市水利局2019年政府信息公开工作年度报告</a></div>'
    body = f'{aside}<div id="2476"><script type="text/xml">{island}</script></div><script>{script}</script>'
    return Answer(f"<html>{body}</html>".encode())


def answer_of(asked: Asked) -> Answer:
    given = asked.fields.get("columnid", "")
    column = next((c for c in COLUMNS if str(c) in given), 0)
    count, how = COLUMNS.get(column, (0, ""))
    # These servers answer only to the page's own script.
    if asked.headers.get("x-requested-with") != "XMLHttpRequest" or "referer" not in asked.headers:
        return Answer(EMPTY, 403, XML)
    if "startrecord" in asked.fields:
        first, last = int(asked.fields["startrecord"]) - 1, int(asked.fields["endrecord"])
        if how != "window" or last - first > LONGEST_WINDOW or asked.method != "POST" or asked.fields.get("col") != "1":
            return Answer(EMPTY, headers=XML)
        following = ""
    else:
        if how not in ("group", "page"):
            return Answer(EMPTY, headers=XML)
        page = int(asked.fields["page"])
        first, last = page * INLINE, (page + 1) * INLINE
        following = group(column, page + 1) if how == "group" and last < count else ""
    records = "".join(record(column, n) for n in range(first, min(last, count)))
    return Answer(f"<datastore>{following}<recordset>{records}</recordset></datastore>".encode(), headers=XML)


def site() -> Site:
    articles = {path(c, n): title(c, n) for c, (count, _) in COLUMNS.items() for n in range(count)}

    def answer(asked: Asked) -> Answer | None:
        if asked.path == PROXY:
            return answer_of(asked)
        if asked.path.startswith("/col/col"):
            return column_page(int(asked.path.split("/")[2][3:]))
        if asked.path in articles:
            return Answer(f"<html><body><div id=zoom><h1>{articles[asked.path]}</h1></div></body></html>".encode())
        return None

    return answer
