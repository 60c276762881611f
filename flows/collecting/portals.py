"""What one does with portal files besides crawling: draft one from an address or a list, check one, count them.

The look at a portal happens in a process of its own (`spiders.shallow`), with the manners and refusals of a crawl.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import yaml

from data.errors import Told
from data.families import families_data
from data.looked import ListPage, Looked
from data.places import DATA
from data.text import decode
from data.typed import from_json
from spiders.addresses import canonical, refusal, shown
from spiders.detect import ALIKE, SHELL_FAMILY, STATIC
from spiders.portals import Portal, PortalError, load_portal, load_portals

# Families whose start is the page that names all agencies, not the list of one of them.
_BY_AGENCY = ("lonsun", "hanweb_xxgk", "openness", "ucap", "epoint")
_LISTS_TO_CHECK = 40
_FOUND_SHOWN = 5
_NO_DIVISION = "000000"


class PortalCommandError(Told):
    """A portal could not be looked at, or a draft not written; the message says which and why."""


@dataclass(frozen=True)
class Probe:
    """What an address turned out to be. `draft` is the text of a portal file, "" where no list was recognised."""

    family: str
    mechanism: str
    evidence: tuple[str, ...]
    start: str
    reports: tuple[str, ...]
    agencies: int
    problems: tuple[str, ...]
    name: str
    draft: str


@dataclass(frozen=True)
class Line:
    """One comparison of a portal file with the portal: ok, note (worth a look) or differs."""

    verdict: str
    said: str


@dataclass(frozen=True)
class Imported:
    """Drafts written, and the lines of the list that gave none, each with its reason."""

    written: tuple[Path, ...]
    refused: tuple[str, ...]


def probe(url: str, proxy: str = "", delay: float | None = None, other_host: bool = False) -> Probe:
    """Fetch an address, and the few pages to which it leads, and say what publishing system stands behind it.

    `other_host`: the host lies outside gov.cn (or is this machine) and is to be asked all the same. Raises
    PortalCommandError where the address cannot be asked.
    """
    if why := refusal(url):
        raise PortalCommandError(f"{shown(url)}: not an address: {why}")
    host = (urlsplit(url).hostname or "").lower()
    name = name_of(url)
    content: dict[str, Any] = {"portal": name, "title": name, "division": _NO_DIVISION, "family": SHELL_FAMILY}
    content["start"] = [{"url": url}]
    if other_host:
        content.update(hosts=[host], private=_is_number(host))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.yml"
        file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        seen = _look(file, proxy, delay)
    chosen = _list_page(seen)
    family = chosen.family if chosen else ""
    agencies = len(seen.crawl.agencies_expected)
    reports = tuple(row.title for row in seen.found)
    problems = tuple(
        [f"{met.url}: {met.kind} (status {met.status})" for met in seen.crawl.obstacles] + seen.crawl.problems
    )
    if chosen is None:
        return Probe("", "", (), "", reports, agencies, problems, name, "")
    evidence = tuple(chosen.evidence)
    draft = _draft(name, seen, chosen, host if other_host else "")
    return Probe(family, chosen.mechanism, evidence, chosen.url, reports, agencies, problems, name, draft)


def check(file: Path, proxy: str = "", delay: float | None = None) -> list[Line]:
    """Look at a portal's lists and compare them with what its file says. Raises PortalCommandError, PortalError."""
    portal = load_portal(file)
    seen = _look(file, proxy, delay, _LISTS_TO_CHECK)
    pages = {canonical(page.url): page for page in seen.pages}
    lines = []
    for start in portal.start:
        url = canonical(start.url)
        page = pages.get(url)
        if page is None:
            lines.append(Line("differs", f"{start.url}: not read"))
            continue
        lines.append(_compared(portal, start.url, page))
    reports = len(seen.found)
    lines.append(Line("ok" if reports else "differs", f"{reports} rows that may be reports on the first pages"))
    silent = [entry.agency for entry in seen.crawl.agencies_expected if not entry.documents]
    if seen.crawl.agencies_expected:
        expected = len(seen.crawl.agencies_expected)
        lines.append(Line("note" if silent else "ok", f"{expected} agencies named, {len(silent)} without a row so far"))
    unnamed = [e.agency for e in seen.crawl.agencies_expected if e.agency not in portal.agencies.values()]
    if unnamed and portal.agencies:
        lines.append(Line("note", f"agencies that the file does not name: {_some(unnamed)}"))
    lines += [Line("differs", f"{met.url}: {met.kind} (status {met.status})") for met in seen.crawl.obstacles]
    lines += [Line("differs", problem) for problem in seen.crawl.problems]
    return lines


def coverage(folder: Path = DATA / "portals") -> pd.DataFrame:
    """The portal files of a folder, one a line: portal, title, division, family, status, starts, agencies."""
    return pd.DataFrame(
        [
            (p.portal, p.title, p.division, p.family, p.status, len(p.start), len(set(p.agencies.values())))
            for p in load_portals(folder)
        ],
        columns=["portal", "title", "division", "family", "status", "starts", "agencies"],
    )


def by_family(portals: pd.DataFrame) -> pd.DataFrame:
    """How many portals of each family have which status: one line a family, one column a status, and the sum."""
    table = pd.crosstab(portals["family"], portals["status"], margins=True, margins_name="all")
    return table.rename_axis(columns=None).reset_index()


def import_sites(sites: Path, folder: Path) -> Imported:
    """Draft a portal file for each line of a CSV list of sites (code, sponsor, name, address, by any known heading).

    A draft begins at the home page and finds its lists by itself (family `detect`). A site that a file of the folder
    covers already, and a line that gives no usable address, is refused with its reason.
    """
    hosts = {_bare(urlsplit(start.url).netloc) for portal in _present(folder) for start in portal.start}
    written: list[Path] = []
    refused: list[str] = []
    for number, site in _sites(sites):
        if not site["address"]:
            refused.append(f"line {number}: no address")
            continue
        url = site["address"] if "://" in site["address"] else f"http://{site['address']}"
        if why := refusal(url):
            refused.append(f"line {number}: {shown(url)}: not an address: {why}")
            continue
        host = (urlsplit(url).hostname or "").lower()
        if not (host == "gov.cn" or host.endswith(".gov.cn")):
            refused.append(f"line {number}: {host} lies outside gov.cn")
        elif _bare(urlsplit(url).netloc) in hosts:
            refused.append(f"line {number}: {host} has a file already")
        else:
            hosts.add(_bare(urlsplit(url).netloc))
            try:
                written.append(write_draft(folder, name_of(url), _draft_of_site(site, url)))
            except PortalCommandError as error:
                refused.append(f"line {number}: {error}")
    return Imported(tuple(written), tuple(refused))


def write_draft(folder: Path, name: str, draft: str) -> Path:
    """Write a draft under its name, never over another file. Raises PortalCommandError where it exists or is faulty."""
    path = folder / f"{name}.yml"
    if path.exists():
        raise PortalCommandError(f"{path} exists already; it is left as it is")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(draft, encoding="utf-8")
    try:
        load_portal(path)
    except PortalError as error:
        path.unlink()
        raise PortalCommandError(f"the draft is no portal file: {error}") from error
    return path


def name_of(url: str) -> str:
    """A portal's short name from its host, the place first: http://js.changchun.gov.cn/ → changchun-js."""
    host = (urlsplit(url).hostname or "").lower()
    if _is_number(host):
        return re.sub(r"\W+", "-", host).strip("-")
    labels = host.removesuffix(".gov.cn").removeprefix("www.").split(".")
    return "-".join(reversed(labels))


def _look(file: Path, proxy: str, delay: float | None, lists: int | None = None) -> Looked:
    """The result of `spiders.shallow` for a portal file."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "seen.json"
        command = [sys.executable, "-m", "spiders.shallow", str(file), "--output", str(output)]
        command += ["--proxy", proxy] if proxy else []
        command += ["--delay", str(delay)] if delay is not None else []
        command += ["--lists", str(lists)] if lists is not None else []
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if not output.is_file():
            last = [line for line in done.stderr.strip().splitlines() if not line.startswith("{")][-3:]
            raise PortalCommandError(" / ".join(last).replace(str(file), "the address"))
        return from_json(Looked, json.loads(output.read_text(encoding="utf-8")))


def _list_page(seen: Looked) -> ListPage | None:
    """The page where a crawl should begin: that of the list with reports, or the one that a known mark was seen in.

    Lists that an interface answers lead back to the page that asked it, and those of one agency to the page that names
    all agencies.
    """
    pages = {page.url: page for page in seen.pages}
    lists = Counter(row.list for row in seen.found)
    for url, _ in lists.most_common():
        page = _known(pages, url)
        if page is not None:
            above, below = pages.get(page.parent), [page]
            # A page can be its own parent: one that an interface was asked from.
            while above is not None and above not in below and above.family == page.family in _BY_AGENCY:
                page, above = above, pages.get(above.parent)
                below.append(page)
            return page
    marked = [page for page in seen.pages if page.family not in ("", STATIC, SHELL_FAMILY)]
    return marked[-1] if marked else None


def _known(pages: Mapping[str, ListPage], url: str) -> ListPage | None:
    page, below = pages.get(url), []
    while page is not None and not page.family and page not in below:
        below.append(page)
        page = pages.get(page.parent)
    return page if page is None or page.family else None


def _compared(portal: Portal, url: str, page: ListPage) -> Line:
    seen = page.family
    how = f"{page.mechanism}: {'; '.join(page.evidence)}" if page.evidence else "an answer without a page"
    if seen == portal.family or portal.family == SHELL_FAMILY or {seen, portal.family} <= set(ALIKE):
        return Line("ok", f"{url}: {seen or page.mechanism} ({how})")
    return Line("differs", f"{url}: the file says {portal.family}, the page shows {seen or page.mechanism} ({how})")


def _draft(name: str, seen: Looked, chosen: ListPage, host: str) -> str:
    comments = [f"Draft from a look at {chosen.url} on {seen.crawl.started_at[:10]}; look it over before crawling."]
    comments += [f"{chosen.mechanism}: {mark}" for mark in chosen.evidence]
    comments += [f"Row: {row.title}" for row in seen.found[:_FOUND_SHOWN]]
    pages = [*seen.pages, chosen]
    title = next((page.site_name for page in pages if page.site_name), "") or name
    code = next((page.site_code for page in pages if page.site_code), "")
    start = {"url": chosen.url, **({"column": chosen.column} if chosen.column else {})}
    content: dict[str, Any] = {"portal": name, "title": title, "division": _division(code), "family": chosen.family}
    if host:
        content.update(hosts=[host], **({"private": True} if _is_number(host) else {}))
    content["start"] = [start]
    enumerated = {e.key: e.agency for e in seen.crawl.agencies_expected}
    if enumerated:
        content["agencies"] = enumerated
    return _yaml(comments, {**content, "status": "never crawled"})


def _draft_of_site(site: Mapping[str, str], url: str) -> str:
    comments = [f"From a list of sites: code {site['code'] or 'unknown'}, sponsor {site['sponsor'] or 'unknown'}."]
    comments.append("The lists are looked for from the home page; `nianbao portal probe` tells the family.")
    content = {"portal": name_of(url), "title": site["name"] or site["sponsor"] or name_of(url)}
    start = [{"url": url if urlsplit(url).path else f"{url}/"}]
    rest = {"division": _division(site["code"]), "family": SHELL_FAMILY, "start": start, "status": "never crawled"}
    return _yaml(comments, {**content, **rest})


def _yaml(comments: Sequence[str], content: Mapping[str, Any]) -> str:
    lines = "".join(f"# {' '.join(comment.split())}\n" for comment in comments)
    return lines + yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False, width=1000)


def _division(code: str) -> str:
    """The first six digits of a site's code are its government's division; central bodies have letters."""
    return code[:6] if re.fullmatch(r"\d{6}\w{4}", code) else _NO_DIVISION


def _sites(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_bytes()
        decoded = decode(text)[0]
    except OSError as error:
        raise PortalCommandError(f"{path}: {error}") from error
    reader = csv.DictReader(io.StringIO(decoded, newline=""))
    headings = {heading.strip().lower(): heading for heading in reader.fieldnames or ()}
    column = {key: _heading(names, headings) for key, names in _register().items()}
    if not column["address"]:
        raise PortalCommandError(f"{path}: no column of addresses among {', '.join(reader.fieldnames or ())}")
    return [
        (number, {key: (row.get(heading) or "").strip() if heading else "" for key, heading in column.items()})
        for number, row in enumerate(reader, start=2)
    ]


def _heading(names: Sequence[str], headings: Mapping[str, str]) -> str:
    return next((headings[name.lower()] for name in names if name.lower() in headings), "")


@cache
def _register() -> dict[str, list[str]]:
    register: dict[str, list[str]] = families_data()["register"]
    return register


def _present(folder: Path) -> list[Portal]:
    return load_portals(folder) if folder.is_dir() else []


def _bare(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")


def _is_number(host: str) -> bool:
    return bool(re.fullmatch(r"[\d.]+|[0-9a-f:]+:[0-9a-f:]*", host))


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:_FOUND_SHOWN]) + (f" … ({len(names)})" if len(names) > _FOUND_SHOWN else "")
