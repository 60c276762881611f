"""What the servers of the sample portals answer: a pure function of host, address and night, from files.

`<sample>/<host>/…` are the files of the first night, `<sample>/night2/<host>/…` replace or join them on the second,
`<sample>/hosts/<host>.json` says how that server behaves:

    html           Content-Type of its pages, as a real server of that kind sends it (often without charset)
    content_types  path → Content-Type, where one page differs
    validators     whether it sends ETag and Last-Modified and answers 304 (gkmlpt does not)
    modified       night → Last-Modified of the files of that night
    gzip           whether it compresses pages for those who accept it
    headers        sent with every answer
    always         {status, file}: one answer for every address (a portal behind a script challenge)
    gkmlpt         sub-site → {sid, columns: id → list file, per_page, only_first_page}
    jpage          column → {unitid, records: list file, by: window | page, group}
    downloads      filename → path, what /module/download/downfile.jsp hands out

Folders beginning with `_` hold the lists behind the interfaces and are not served.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from data.formats import endings, media_type

_NO_DOCUMENTS = {".css": "text/css", ".js": "application/javascript"}
JPAGE = "/module/web/jpage/dataproxy.jsp"
DOWNLOAD = "/module/download/downfile.jsp"


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One request as a portal sees it. `fields`: query and form fields together; `headers`: lower-case names."""

    host: str
    path: str
    fields: Mapping[str, str]
    headers: Mapping[str, str]


def fields_of(query: str) -> dict[str, str]:
    return dict(parse_qsl(query, keep_blank_values=True))


def _number(fields: Mapping[str, str], name: str, default: int) -> int:
    """A number among the fields; what is none counts as not sent, as these servers take it."""
    text = fields.get(name, "")
    return int(text) if text.isdecimal() else default


def hosts(sample: Path) -> frozenset[str]:
    """The hosts that the sample has; nobody else is answered for."""
    return frozenset(path.stem for path in (sample / "hosts").glob("*.json"))


@cache
def _config(sample: Path, host: str) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((sample / "hosts" / f"{host}.json").read_text(encoding="utf-8"))
    return config


@cache
def _read(file: Path) -> bytes:
    return file.read_bytes()


def answer(sample: Path, question: Question, night: int) -> Answer:
    """The answer of `question.host` on that night (1 or 2). The host must be one of `hosts(sample)`."""
    config = _config(sample, question.host)
    if "always" in config:
        page = _read(sample / question.host / config["always"]["file"].lstrip("/"))
        found = Answer(config["always"]["status"], page, {"Content-Type": config["html"]})
    else:
        found = (
            _gkmlpt(sample, question, night, config)
            or _jpage(sample, question, night, config)
            or _download(sample, question, night, config)
            or _static(sample, question, question.path, night, config)
        )
    found = replace(found, headers={**found.headers, **config.get("headers", {})})
    return _compressed(found, question) if config.get("gzip") else found


def _file(sample: Path, host: str, path: str, night: int) -> tuple[Path, int] | None:
    """The file behind a path and the night it is of; None where there is none (or it would lie outside)."""
    parts = [part for part in unquote(path).split("/") if part]
    if any(part == ".." or part.startswith(("_", ".")) for part in parts):
        return None
    return _listed_file(sample, host, "/".join(parts), night)


def _listed_file(sample: Path, host: str, inner: str, night: int) -> tuple[Path, int] | None:
    for of, root in ((2, sample / "night2" / host), (1, sample / host)):
        if of <= night and (root / inner).is_file():
            return root / inner, of
    return None


def _static(sample: Path, question: Question, path: str, night: int, config: Mapping[str, Any]) -> Answer:
    names = [f"{path}{name}" for name in ("index.html", "index.htm")] if path.endswith("/") else [path]
    found = next((hit for name in names if (hit := _file(sample, question.host, name, night))), None)
    html = {"Content-Type": config["html"]}
    if found is None:
        if not path.endswith("/") and any(
            _file(sample, question.host, f"{path}/{name}", night) for name in ("index.html", "index.htm")
        ):
            return Answer(301, b"", {**html, "Location": f"http://{question.host}{path}/"})
        return Answer(404, b"<html><head><title>404 Not Found</title></head><body>404 Not Found</body></html>", html)
    file, of = found
    body = _read(file)
    given = config.get("content_types", {}).get(path) or _media_type(file.suffix) or config["html"]
    headers = {"Content-Type": given}
    if config["validators"]:
        headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers["Last-Modified"] = config["modified"][str(of)]
        if _is_known(question, headers):
            return Answer(304, b"", headers)
    return Answer(200, body, headers)


def _media_type(suffix: str) -> str:
    is_page = suffix.lstrip(".") in endings("page")
    return "" if is_page else _NO_DOCUMENTS.get(suffix) or media_type(suffix.lstrip("."))


def _is_known(question: Question, headers: Mapping[str, str]) -> bool:
    """RFC 9110: If-None-Match decides where it is sent, If-Modified-Since only without it."""
    if "if-none-match" in question.headers:
        tags = {tag.strip().removeprefix("W/") for tag in question.headers["if-none-match"].split(",")}
        return "*" in tags or headers["ETag"] in tags
    return question.headers.get("if-modified-since") == headers["Last-Modified"]


def _gkmlpt(sample: Path, question: Question, night: int, config: Mapping[str, Any]) -> Answer | None:
    """`/<sub-site>/gkmlpt/api/all/<columnId>?page=&sid=`; page 0 is page 1, and some sites have no second page."""
    parts = question.path.strip("/").split("/")
    if len(parts) != 5 or parts[1:4] != ["gkmlpt", "api", "all"]:
        return None
    site = config.get("gkmlpt", {}).get(parts[0])
    if site is None:
        return None
    json_type = {"Content-Type": "application/json"}
    empty: dict[str, Any] = {"classify": None, "total": 0, "articles": []}
    wanted = site["columns"] if parts[4] == "0" else {parts[4]: site["columns"].get(parts[4])}
    lists = [_json(sample, question.host, name, night) for name in wanted.values() if name]
    if question.fields.get("sid") != site["sid"] or not lists:
        return Answer(200, _dumped(empty), json_type)
    page = max(1, _number(question.fields, "page", 1))
    if page > 1 and site["only_first_page"]:
        return Answer(404, _dumped({"message": "Not Found"}), json_type)
    articles = [article for listed in lists for article in listed["articles"]]
    first = (page - 1) * site["per_page"]
    body = {
        "classify": lists[0]["classify"],
        "total": len(articles),
        "articles": articles[first : first + site["per_page"]],
    }
    return Answer(200, _dumped(body), json_type)


def _jpage(sample: Path, question: Question, night: int, config: Mapping[str, Any]) -> Answer | None:
    """Hanweb's dataproxy: records as XML. A column answers by window (startrecord, endrecord; 1-based, both
    included), or only by `page`, the group after the one that the column page holds being page 1."""
    if question.path != JPAGE or "jpage" not in config:
        return None
    xml = {"Content-Type": "text/xml;charset=UTF-8"}
    columns = config["jpage"]
    # Where a column's values are encrypted in the page, they come back as they were given.
    known = next((c for c in columns if c in question.fields.get("columnid", "")), None)
    if known is None:
        return Answer(200, b"<?xml version='1.0' encoding='UTF-8'?><datastore></datastore>", xml)
    column = columns[known]
    records: list[str] = _json(sample, question.host, column["records"], night)
    if column["by"] == "window" and "startrecord" in question.fields:
        first = max(0, _number(question.fields, "startrecord", 1) - 1)
        last = _number(question.fields, "endrecord", len(records))
        following = ""
    else:
        page = max(0, _number(question.fields, "page", 1))
        first, last = page * column["group"], (page + 1) * column["group"]
        following = f"{JPAGE}?{_next_group(question.fields, page + 1)}" if last < len(records) else ""
    part = "".join(f"<record><![CDATA[{record}]]></record>\n" for record in records[first:last])
    group = f'<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>\n' if following else ""
    recordset = f"{group}<recordset>\n{part}</recordset>\n" if part else ""
    body = f"<?xml version='1.0' encoding='UTF-8'?>\n<datastore>\n{recordset}</datastore>\n"
    return Answer(200, body.encode(), xml)


def _next_group(fields: Mapping[str, str], page: int) -> str:
    kept = ("appid", "webid", "path", "columnid", "unitid", "webname", "permissiontype")
    return urlencode({"page": page, **{name: fields[name] for name in kept if name in fields}}, safe="/")


def _download(sample: Path, question: Question, night: int, config: Mapping[str, Any]) -> Answer | None:
    if question.path != DOWNLOAD:
        return None
    path = config.get("downloads", {}).get(question.fields.get("filename", ""))
    if path is None:
        return Answer(404, b"", {"Content-Type": config["html"]})
    found = _static(sample, question, f"/{path}", night, config)
    name = path.rsplit("/", 1)[-1]
    disposition = {"Content-Type": "application/octet-stream", "Content-Disposition": f"attachment; filename={name}"}
    return replace(found, headers={**found.headers, **disposition})


def _json(sample: Path, host: str, inner: str, night: int) -> Any:
    found = _listed_file(sample, host, inner, night)
    if found is None:
        raise FileNotFoundError(f"sample portal {host}: list file {inner} is missing under {sample}")
    return json.loads(_read(found[0]))


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _compressed(found: Answer, question: Question) -> Answer:
    text = found.headers.get("Content-Type", "").startswith("text/")
    if not text or not found.body or "gzip" not in question.headers.get("accept-encoding", ""):
        return found
    headers = {**found.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return replace(found, body=gzip.compress(found.body, 6, mtime=0), headers=headers)
