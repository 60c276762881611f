"""What a night said against what was planned, as counts and as failures with their portal."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from tests.generators.portals.composed.faults import PRIVATE
from tests.generators.portals.composed.model import DELAY, WHOLE, Fault, Portal, Report
from tests.generators.portals.composed.truth import Addresses, Standing, happens, may_be_named, standing
from tests.generators.portals.composed.world import World

TARGETS = {"recall.column": 0.995, "recall.index": 0.98, "said": 1.0, "faults": 1.0, "agency_year": 0.99}
NONE = ("false.vanished", "false.completed", "forbidden", "false.new", "false.changed", "false.moved")


class Night(Protocol):
    number: int
    summary: dict[str, Any]
    captures: list[dict[str, Any]]
    readings: list[dict[str, Any]]


@dataclass(frozen=True)
class Failure:
    """`what`: the mechanism as seen from outside; expected and said in words."""

    what: str
    portal: Portal
    night: int
    expected: str
    said: str


@dataclass
class Scores:
    hits: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)

    def ask(self, name: str, right: bool) -> bool:
        self.tries[name] += 1
        self.hits[name] += right
        return right

    def fail(self, what: str, portal: Portal, night: int, expected: str, said: str) -> None:
        self.failures.append(Failure(what, portal, night, expected, said))

    def share(self, name: str) -> float | None:
        """Of all whose name begins so."""
        names = [n for n in self.tries if n == name or n.startswith(name + ".")]
        tries = sum(self.tries[n] for n in names)
        return sum(self.hits[n] for n in names) / tries if tries else None

    def figures(self) -> dict[str, Any]:
        shares = {n: f"{self.hits[n]}/{self.tries[n]}" for n in sorted(self.tries)}
        summed = {n: round(s, 4) for n in TARGETS if (s := self.share(n)) is not None}
        return {"targets": summed, "counts": dict(sorted(self.counts.items())), "shares": shares}

    def missed(self) -> list[str]:
        low = [f"{n} {s:.4f}" for n, least in TARGETS.items() if (s := self.share(n)) is not None and s < least]
        return low + [f"{n} {self.counts[n]}" for n in NONE if self.counts[n]]


def judge(scores: Scores, plan: list[Portal], world: World, night: Night) -> None:
    """Add a night to the scores."""
    addresses = Addresses(plan)
    crawls = {c["portal"]: c for c in night.summary["crawls"]}
    held = _held(addresses, night)
    _requests(scores, plan, world, night.number)
    _recall(scores, plan, night.number, held, crawls)
    _events(scores, plan, addresses, night, crawls)
    _faults(scores, plan, night, crawls, held)
    _again(scores, plan, addresses, world, night, crawls)
    if night.number == 4:
        _readings(scores, addresses, night)


def _held(addresses: Addresses, night: Night) -> set[tuple[str, int]]:
    """(portal, number) of the reports whose own content is in the archive."""
    found = set()
    for line in night.captures:
        if line["kind"] == "list" or line.get("obstacle") not in ("", None, "truncated"):
            continue
        known = addresses.report(line["url"])
        if known and known[2]:
            found.add((known[0].name, known[1].number))
    return found


def _requests(scores: Scores, plan: list[Portal], world: World, night: int) -> None:
    by_host: dict[str, list[Any]] = {}
    hosts = {p.host: p for p in plan}
    for seen in world.seen:
        if seen.night == night:
            by_host.setdefault(seen.host, []).append(seen)
    scores.counts[f"requests.{night}"] = sum(map(len, by_host.values()))
    for host, asked in by_host.items():
        portal = hosts.get(host)
        if portal is None:
            scores.counts["forbidden"] += len(asked)
            scores.fail("request to a host that is not the portal's", plan[0], night, "none", f"{host}{asked[0].path}")
            continue
        shut = portal.whole(night) is not None and portal.whole(night).kind == "robots_more"  # type: ignore[union-attr]
        for seen in asked:
            if seen.path != "/robots.txt" and (shut or seen.path.startswith(("/search/", "/admin/"))):
                scores.counts["forbidden"] += 1
                scores.fail("disallowed by robots.txt, asked", portal, night, "not asked", seen.path)
        asked.sort(key=lambda seen: seen.began)
        for one, other in zip(asked, asked[1:], strict=False):
            if other.began < one.ended - 0.002:
                scores.counts["two_at_a_time"] += 1
            if portal.manner == "crawl_delay" and other.began - one.began < DELAY * 0.85:
                scores.counts["below_delay"] += 1
                scores.fail(
                    "gap below the stated delay",
                    portal,
                    night,
                    f"{DELAY} s",
                    f"{other.began - one.began:.3f} s {other.path}",
                )
        if (len(asked) > 25 + 6 * len(portal.reports) and night == 0) or len(asked) > 400:
            scores.counts["too_many_requests"] += 1
            common = Counter(urlsplit(s.path).path for s in asked).most_common(2)
            scores.fail(
                "many requests", portal, night, f"{len(portal.reports)} reports", f"{len(asked)} requests, {common}"
            )


def _recall(scores: Scores, plan: list[Portal], night: int, held: set[tuple[str, int]], crawls: dict[str, Any]) -> None:
    lost: dict[str, list[Report]] = {}
    for one in standing(plan, night):
        if one.portal.whole(night) or not one.reachable:
            continue
        there = (one.portal.name, one.report.number) in held
        if one.report.fault and not there:
            continue  # said by name or not: that is the fault's own score
        if night in (0, 4):
            stem = "recall" if one.plain else "followed_or_named"
            kind = "column" if one.portal.entry == "column" else "index"
            scores.ask(f"{stem}.{kind}.{one.portal.entry}" + ("" if night else ".first"), there)
            if night == 0:
                scores.ask(f"by_system.{one.portal.system}", there)
                scores.ask(f"by_row.{one.portal.row}", there)
                scores.ask(f"by_pager.{one.portal.pager}", there)
                scores.ask(f"by_article.{one.report.article}", there)
        if not there:
            lost.setdefault(one.portal.name, []).append(one.report)
    for portal in plan:
        crawl = crawls.get(portal.name)
        if crawl is None:
            scores.fail("no crawl in the summary", portal, night, "a crawl", "none")
            continue
        missing = lost.get(portal.name, [])
        complete = crawl["outcome"] == "completed"
        fault = portal.whole(night)
        # where all that moved is held at its new place, nothing is lacking
        if complete and (missing or (fault and fault.kind != "redesign_moved")):
            scores.counts["false.completed"] += 1
            if not missing:
                scores.fail(f"completed on a night of {fault.kind}", portal, night, "not completed", _crawl_said(crawl))
        if missing and (night == 0 or complete):
            kinds = dict(Counter(r.article for r in missing))
            first = missing[0]
            what = (
                "completed with reports lost" if complete else "reports lost, said"
            ) + f" ({_guess(portal, missing)})"
            shown = f"e.g. {first.agency} {first.year} no. {first.number}"
            expected = f"{len(missing)} of {len(portal.reports)} not held, {kinds}, {shown}"
            scores.fail(what, portal, night, expected, _crawl_said(crawl))


def _guess(portal: Portal, missing: list[Report]) -> str:
    """Where the loss may lie: all of it, some columns, later pages, some kinds of article."""
    shown = [r for r in portal.reports if r.first == 0]
    if len(missing) >= len(shown) * 0.95:
        return f"all of the portal: {portal.entry} of {portal.system}, rows {portal.row}"
    whole = {r.number for r in missing}
    columns = [c for c in portal.columns if c.reports and all(r.number in whole for r in c.reports)]
    if columns:
        return f"whole columns: {portal.entry} of {portal.system}"
    kinds = sorted({r.article for r in missing} - {"html"})
    if kinds and all(r.number in whole for r in shown if r.article in kinds):
        return f"articles of kind {' and '.join(kinds)}"
    return f"pager {portal.pager} of {portal.system}, rows {portal.row}"


def _crawl_said(crawl: dict[str, Any]) -> str:
    lists = [f"{x['url'].split('/', 3)[-1]}={x['ended']}{'/' + x['why'] if x['why'] else ''}" for x in crawl["account"]]
    return (
        f"{crawl['outcome']}; problems {crawl['problems'][:3]}; skipped {crawl['skipped']}; "
        f"not understood {len(crawl['not_understood'])}; lists {lists[:4]}"
    )


def _events(scores: Scores, plan: list[Portal], addresses: Addresses, night: Night, crawls: dict[str, Any]) -> None:
    if night.number == 0:
        return
    planned = happens(plan, night.number)
    said = {name: _said(plan, night.summary["reports"], name) for name in ("new", "changed", "vanished")}
    # numbers of reports are a portal's own
    gone = {(name, addresses.number(x["url"])) for name, c in crawls.items() for x in c["vanished"]}
    moved = {
        (name, addresses.number(x[side])) for name, c in crawls.items() for x in c["moved"] for side in ("url", "to")
    }
    for name, ones in planned.items():
        for one in ones:
            if one.portal.whole(night.number) and name != "moved":
                continue
            name_of, number, new = one.portal.name, one.report.number, one.report.number_on(99)
            if name in ("new", "changed") and one.readable:
                right = one.key in said[name]
            elif name == "moved":
                right = bool({(name_of, number), (name_of, new)} & moved)
            elif name == "vanished":
                right = (name_of, number) in gone or one.key in said["vanished"]
            else:
                continue
            stem = "said" if one.plain else "named_or_said"
            if not scores.ask(f"{stem}.{name}.{night.number}", right) and one.plain:
                crawl = crawls.get(one.portal.name)
                scores.fail(f"{name} not said ({_event_kind(one, name, night.number)})", one.portal, night.number,
                            f"{one.report.agency} {one.report.year} no. {number}/{new}",
                            _crawl_said(crawl) if crawl else "no crawl")  # fmt: skip
    earlier = [one for n in range(1, night.number) for one in happens(plan, n)["moved"] if one.plain]
    scores.counts["moved_said_later"] += sum((one.portal.name, one.report.number_on(99)) in moved for one in earlier)
    _false(scores, plan, night, planned, said, gone, moved)


def _event_kind(one: Standing, name: str, night: int) -> str:
    bits = [one.portal.system, f"rows {one.portal.row}", f"article {one.report.article}"]
    if name in ("moved", "vanished"):
        bits.append(f"old address {one.report.gone_as}")
    if name == "changed":
        bits.append("row's date changed too" if one.report.redated == night else "silent, swept")
    return ", ".join(bits)


def _said(plan: list[Portal], rows: Iterable[dict[str, Any]], change: str) -> set[tuple[str, str, int]]:
    """(portal, agency as its portal prints it, year) of what the run says of reports."""
    agencies = {p.name: p.agencies for p in plan}
    found = set()
    for row in rows:
        if row["change"] == change:
            names = [a for a in agencies.get(row["portal"], ()) if row["agency_zh"].endswith(a)]
            found.add((row["portal"], max(names, key=len, default=row["agency_zh"]), int(row["report_year"])))
    return found


def _false(
    scores: Scores, plan: list[Portal], night: Night, planned: dict[str, list[Standing]],
    said: dict[str, set[tuple[str, str, int]]], gone: set[tuple[str, int]], moved: set[tuple[str, int]],
) -> None:  # fmt: skip
    by_name = {p.name: p for p in plan}
    meant = {name: {one.key for one in ones} for name, ones in planned.items()}
    # what was lost on an earlier night and is found now is late, not false
    there = {one.key for one in standing(plan, night.number)}
    for name in ("new", "changed", "vanished"):
        allowed = meant[name] | (there if name == "new" else set())
        for key in said[name] - allowed:
            scores.counts[f"false.{name}"] += 1
            portal = by_name.get(key[0], plan[0])
            scores.fail(f"false {name}", portal, night.number, "nothing", f"{key[1]} {key[2]}")
    for portal in plan:
        for report in portal.reports:
            if (
                (portal.name, report.number) in gone
                and report.listed(night.number)
                and report.moved > night.number
                and not report.fault
            ):
                scores.counts["false.vanished"] += 1
                scores.fail("false vanished (address)", portal, night.number, "nothing", f"no. {report.number}")
            numbers = {(portal.name, report.number), (portal.name, report.number_on(99))}
            if numbers & moved and report.moved > night.number:
                scores.counts["false.moved"] += 1
                scores.fail("false moved", portal, night.number, "nothing", f"no. {report.number}")


def _faults(
    scores: Scores, plan: list[Portal], night: Night, crawls: dict[str, Any], held: set[tuple[str, int]]
) -> None:
    for portal in plan:
        for fault in portal.faults:
            if fault.night != night.number or portal.name not in crawls:
                continue
            crawl = crawls[portal.name]
            said = _words(portal, fault, crawl, night)
            if fault.report:
                handled = fault.handled and (portal.name, fault.report) in held
            else:
                handled = fault.handled and fault.kind not in WHOLE
            named = handled or bool(re.search(fault.names, said, re.I))
            # of a list that nobody can follow without its script, that it is not understood is all that can be said
            named |= may_be_named(portal) and not fault.report and "list not understood" in said
            if not scores.ask(f"faults.{fault.kind}", named):
                where = "" if may_be_named(portal) else ", plain rows"
                scores.fail(f"fault not named: {fault.kind}{where}", portal, night.number,
                            f"/{fault.names}/ of no. {fault.report}", said[:300] or _crawl_said(crawl))  # fmt: skip


def _words(portal: Portal, fault: Fault, crawl: dict[str, Any], night: Night) -> str:
    """All that was said of the fault's address, or of the portal."""
    alarms = [a for group in night.summary["alarms"].values() for a in group if portal.name in json.dumps(a)]
    of_portal = [crawl["problems"], crawl["alarms"], alarms, crawl["outcome"] if crawl["outcome"] == "blocked" else ""]
    if not fault.report:
        met = sorted({o["kind"] for o in crawl["obstacles"]})
        return json.dumps(
            [*of_portal, met, [x["why"] for x in crawl["account"]], crawl["moved"][:1] and "moved"], ensure_ascii=False
        )
    report = next(r for r in portal.reports if r.number == fault.report)
    addresses = Addresses([portal])

    def mine(url: str) -> bool:
        if url == {"redirect_private": PRIVATE, "redirect_home": f"http://{portal.host}/"}.get(fault.kind):
            return True
        known = addresses.report(url)
        return known is not None and known[1].number == report.number

    told: list[Any] = []
    for name in ("obstacles", "skipped_titles", "vanished"):
        told += [{k: v for k, v in x.items() if k != "url"} for x in crawl[name] if mine(x["url"])]
    told += [c["obstacle"] for c in night.captures if mine(c["url"]) and c.get("obstacle")]
    told += [p for p in crawl["problems"] if any(mine(u) for u in _urls(p))]
    return json.dumps(told, ensure_ascii=False) if told else ""


def _urls(text: str) -> list[str]:
    """The addresses that a message names, without what closes it."""
    return [url.rstrip(":.：。") for url in re.findall(r"https?://[^\s，；;,)）\"']+", text)]


def _again(
    scores: Scores, plan: list[Portal], addresses: Addresses, world: World, night: Night, crawls: dict[str, Any]
) -> None:
    """A row with another title is asked for tonight; what was said of an address or of twins is not said each night."""
    asked = {addresses.number(f"http://{s.host}{s.path}") for s in world.seen if s.night == night.number}
    for one in happens(plan, night.number)["renamed"] if night.number else ():
        if one.plain and not one.portal.whole(night.number):
            right = scores.ask(f"asked_again.renamed.{night.number}", one.report.number in asked)
            if not right:
                scores.fail(
                    "row's title changed, not asked for", one.portal, night.number, f"no. {one.report.number}", ""
                )
    for portal in plan:
        said = json.dumps(crawls.get(portal.name, {}).get("problems", []), ensure_ascii=False)
        if portal.has("twin_rows") and re.search(r"holds? \d+|found \d+", said):
            scores.counts["noise.twin_rows"] += 1
            scores.fail("noise: twins", portal, night.number, "no problem", said[:300])
        gone = {f.report for f in portal.faults if f.kind == "same_404"}
        told = {addresses.number(u) for u in _urls(said)}
        if night.number and gone & told and not portal.whole(night.number):
            scores.counts["noise.same_404"] += 1
            scores.fail("noise: the same 404 again", portal, night.number, "said once", said[:300])


def _readings(scores: Scores, addresses: Addresses, night: Night) -> None:
    for row in night.readings:
        known = addresses.report(row["url"])
        if known is None or not known[2] or not Standing(known[0], known[1]).readable:
            continue
        portal, report, _ = known
        if not scores.ask("read", row["outcome"] == "report"):
            scores.fail(f"held, not read as a report: {row['outcome']}", portal, night.number,
                        f"{report.agency} {report.year}", f"{row['outcome']} {row['reason']} {row['url']}")  # fmt: skip
            continue
        right = str(row["agency_zh"]).endswith(report.agency) and row["report_year"] == report.year
        if not scores.ask("agency_year", right):
            scores.fail("agency or year wrong", portal, night.number, f"{report.agency} {report.year}",
                        f"{row['agency_zh']} {row['report_year']} {row['url']}")  # fmt: skip
