"""Alarms: raised once, open until their cause is gone, closed with a word about it.

What is wrong is judged from a run's summary, those before it, and the machine; reasons and thresholds are data
(data/alarms.yml). The open ones lie in `alarms.json` under the home, and in every summary.
"""

import json
import logging
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from data.crawled import CrawlResult
from data.run_summary import BROKEN_OFF, FAILED, RUNNING, Alarm, Alarms, ClosedAlarm, Rot, RunSummary
from data.settings import settings
from data.typed import from_json
from flows.runs.elsewhere import held, take_place
from flows.written import write_whole

# The kinds of a crawl's own summary, and what they are called here.
_OF_CRAWL = {
    "yields_none": "portal_silent", "far_fewer": "portal_shrunk", "only_block_pages": "portal_blocked",
    "list_yields_none": "list_silent", "drift": "list_drifted",
}  # fmt: skip
_MOST_NAMED = 10
_BAD_ENDS = ("failed", "timed_out")
# runs before the present one from which what is usual follows
LOOKED_AT = 40
_log = logging.getLogger("nianbao.alarms")


@dataclass(frozen=True)
class Judgement:
    """What is wrong now, and which alarms could be judged at all: (kind, portal), portal "" for what concerns none."""

    wrong: tuple[Alarm, ...]
    judged: frozenset[tuple[str, str]]


def judge(
    run: RunSummary,
    earlier: Sequence[RunSummary],
    home: Path,
    published_at: datetime | None,
) -> Judgement:
    """What a run shows to be wrong. earlier: summaries, oldest first."""
    kinds = settings("alarms", home)["kinds"]
    ended = [s for s in earlier if s.outcome not in (RUNNING, BROKEN_OFF)]
    wrong: list[Alarm] = []
    judged: set[tuple[str, str]] = set()
    for crawl in run.crawls:
        wrong += _of_crawl(crawl, ended, kinds["portal_failed"]["runs"])
        judged |= {(kind, crawl.portal) for kind in (*_OF_CRAWL.values(), "portal_failed")}
        if crawl.account:
            wrong += [*_unclear(crawl, kinds["portal_unclear"]), *_unread(crawl)]
            judged |= {(kind, crawl.portal) for kind in ("portal_unclear", "agencies_unread")}
    for portal, (unknown, known) in run.labels.items():
        share = unknown / max(1, unknown + known)
        if unknown + known >= kinds["reader_drift"]["unknown"]:
            judged.add(("reader_drift", portal))
            wrong += _drift(portal, unknown, share, ended, kinds["reader_drift"])
    if "read" in run.seconds:
        judged.add(("archive_damaged", ""))
        files = Counter(lost.warc_file for lost in run.unreadable)
        wrong += [Alarm("archive_damaged", file, f"{count} captures cannot be read") for file, count in files.items()]
    if "verify" in run.seconds:
        told = {Path(alarm.subject).name for alarm in wrong}
        rotten = (one for one in run.rot if one.file.startswith("archive/") and Path(one.file).name not in told)
        wrong += [Alarm("archive_damaged", one.file, _said(one)) for one in rotten]
        judged.add(("copy_damaged", ""))
        copies = (one for one in run.rot if not one.file.startswith(("archive/", "parts/")))
        wrong += [Alarm("copy_damaged", one.file, _said(one)) for one in copies]
    if "load" in run.seconds:
        judged.add(("part_damaged", ""))
    wrong += [Alarm("part_damaged", part.part, part.message) for part in run.parts_aside]
    if "check" in run.seconds:
        judged |= {("check_failing", ""), ("published_changed", "")}
        if run.published_flaw:
            wrong.append(Alarm("published_changed", "nianbao.duckdb", run.published_flaw))
        for name, count in run.failing.items():
            if name not in kinds["check_failing"]["besides"]:
                wrong.append(Alarm("check_failing", name, f"{count} bad rows in check_result"))
    if run.flow == "nightly":
        judged.add(("run_failed", ""))
        if run.outcome == FAILED:
            wrong.append(failed_run(run))
    wrong += of_machine(home, kinds, published_at)
    judged |= {("disk_low", ""), ("publication_old", "")}
    return Judgement(tuple(wrong), frozenset(judged))


def _said(rot: Rot) -> str:
    return f"{rot.message} ({rot.done})" if rot.done else rot.message


def of_machine(home: Path, kinds: Mapping[str, Any], published_at: datetime | None) -> Iterable[Alarm]:
    """What the disk and the clock show, run or no run."""
    place = next(path for path in (home, *home.absolute().parents) if path.is_dir())
    free = shutil.disk_usage(place).free / 2**30
    if free < kinds["disk_low"]["free_gb"]:
        yield Alarm("disk_low", str(home), f"{free:.1f} GB are left, {kinds['disk_low']['free_gb']} should be")
    limit = timedelta(hours=kinds["publication_old"]["hours"])
    if published_at is not None and datetime.now(UTC) - published_at > limit:
        message = f"published {published_at:%Y-%m-%d %H:%M} UTC, more than {limit / timedelta(hours=1):.0f} hours ago"
        yield Alarm("publication_old", "nianbao.duckdb", message)


def failed_run(run: RunSummary) -> Alarm:
    """What is said of a night that gave no publication."""
    return Alarm("run_failed", run.flow, f"run {run.run}: {(run.problems or ['no reason known'])[0]}")


def _of_crawl(crawl: CrawlResult, ended: Sequence[RunSummary], runs: int) -> list[Alarm]:
    """One alarm for a portal, or one for each of its lists: the first says all that the others would."""
    portal, found = crawl.portal, crawl.alarms
    whole = [alarm for alarm in found if not alarm.url]
    lists = [alarm for alarm in found if alarm.url]
    if whole:
        text = whole[0].message
        silent = ", ".join(dict.fromkeys(alarm.url for alarm in lists))
        return [Alarm(_OF_CRAWL[whole[0].kind], portal, f"{text} (without any: {silent})" if silent else text)]
    if lists:
        # What came instead of a list says more than that the list is silent.
        ordered = sorted(lists, key=lambda alarm: alarm.kind != "drift")
        first = {alarm.url: alarm for alarm in reversed(ordered)}
        return [Alarm(_OF_CRAWL[a.kind], f"{portal} {url}", a.message) for url, a in first.items()]
    ends = [crawl.outcome]
    for summary in reversed(ended):
        ends += [c.outcome for c in summary.crawls if c.portal == portal]
    bad = next((n for n, end in enumerate(ends) if end not in _BAD_ENDS), len(ends))
    if bad < runs:
        return []
    problem = next(iter(crawl.problems), crawl.outcome)
    return [Alarm("portal_failed", portal, f"{bad} runs in a row, the last {crawl.outcome}: {problem}")]


def _unclear(crawl: CrawlResult, limits: Mapping[str, Any]) -> Iterable[Alarm]:
    """Rows and lists of which nobody can say where they lead or what they hold."""
    rows, unclear = sum(one.seen for one in crawl.account), sum(one.not_understood for one in crawl.account)
    lists = [one.url for one in crawl.account if one.ended == "not_understood"]
    many_rows = unclear >= limits["rows"] and unclear >= limits["share"] * rows
    if many_rows or len(lists) >= max(1, limits["share"] * len(crawl.account)):
        first = next(iter([*lists, *(row.list for row in crawl.not_understood)]), "")
        message = (
            f"{unclear} of {rows} rows and {len(lists)} of {len(crawl.account)} lists not understood, as on {first}"
        )
        yield Alarm("portal_unclear", crawl.portal, message)


def _unread(crawl: CrawlResult) -> Iterable[Alarm]:
    """Agencies that the portal names and of which no list could be read."""
    listed = {one.agency for one in crawl.account}
    unread = [entry.agency for entry in crawl.agencies_expected if entry.met is False and entry.agency in listed]
    if unread:
        named = ", ".join(unread[:_MOST_NAMED]) + (", …" if len(unread) > _MOST_NAMED else "")
        message = f"no list read of {len(unread)} of {len(crawl.agencies_expected)} agencies that it names: {named}"
        yield Alarm("agencies_unread", crawl.portal, message)


def _drift(
    portal: str, unknown: int, share: float, ended: Sequence[RunSummary], limits: Mapping[str, Any]
) -> list[Alarm]:
    # Runs in which it had drifted already do not say what is usual.
    drifted = ("reader_drift", portal)
    well = [s for s in ended if drifted not in {alarm.key for alarm in s.open_alarms()}]
    before = [summary.labels[portal] for summary in well if portal in summary.labels]
    was_unknown, was_known = (sum(pair[n] for pair in before) for n in (0, 1))
    usual = was_unknown / max(1, was_unknown + was_known)
    if not before or unknown < limits["unknown"] or share < limits["share"] or share < limits["times_usual"] * usual:
        return []
    return [Alarm("reader_drift", portal, f"{unknown} labels are known to no form, {share:.0%}; usual is {usual:.0%}")]


def open_alarms(home: Path, earlier: Sequence[RunSummary] = ()) -> list[Alarm]:
    """The alarms that are open; where their file cannot be read, those of the last summary that has any."""
    for place in (*held(home), home):
        try:
            found = json.loads((place / "alarms.json").read_text(encoding="utf-8"))["open"]
            return [from_json(Alarm, alarm) for alarm in found]
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.warning("alarms.json cannot be read, the last summary's alarms stand: %s", error)
            break
    for summary in reversed(earlier):
        if summary.alarms:
            return list(summary.alarms.open)
    return []


def settle(judgement: Judgement, before: Sequence[Alarm], run: str) -> Alarms:
    """raised, open and closed alarms: one that was open keeps its beginning, one that was not judged stays open."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    known = {alarm.key: alarm for alarm in before}
    wrong = {alarm.key: alarm for alarm in judgement.wrong}
    raised = [Alarm(a.kind, a.subject, a.message, now, run) for key, a in wrong.items() if key not in known]
    # Its message is today's, its beginning that of the first day.
    still = [
        Alarm(a.kind, a.subject, a.message, known[key].since, known[key].run)
        for key, a in wrong.items()
        if key in known
    ]
    unjudged = [a for key, a in known.items() if key not in wrong and not _was_judged(a, judgement)]
    closed = [a for key, a in known.items() if key not in wrong and _was_judged(a, judgement)]
    everything = sorted([*raised, *still, *unjudged], key=lambda alarm: (alarm.since, alarm.key))
    return Alarms(raised, everything, [ClosedAlarm(a.kind, a.subject, a.message, a.since, a.run, now) for a in closed])


def _was_judged(alarm: Alarm, judgement: Judgement) -> bool:
    return (alarm.kind, "") in judgement.judged or (alarm.kind, alarm.subject.partition(" ")[0]) in judgement.judged


def remember(home: Path, alarms: Alarms) -> None:
    """Write down which alarms are open, in one step; outside the home where it takes nothing."""
    text = json.dumps({"open": [asdict(alarm) for alarm in alarms.open]}, ensure_ascii=False, indent=1)
    try:
        write_whole(home / "alarms.json", text)
    except OSError:
        write_whole(take_place(home) / "alarms.json", text)
