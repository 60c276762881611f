"""Alarms: a portal whose lists showed reports and now show none, far fewer, or only block pages.

Compared is what the first pages of its lists show, which every crawl reads, with what they showed when all was well.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from data.crawled import ListAlarm
from data.manners import manners
from spiders.ledger import Ledger


def raise_alarms(
    ledger: Ledger,
    shown: Mapping[str, tuple[str, int]],
    outcome: str,
    drifts: Mapping[str, tuple[str, str, bool]] | None = None,
) -> list[ListAlarm]:
    """The alarms of one crawl; where there is none, what was shown becomes what is usual.

    shown: list key → address and number of reports on its first page tonight; drifts: list key → address, what came in
    place of the list, and whether that is an alarm though the list never showed reports.
    """
    limits = manners().alarms
    usual = ledger.list_counts()
    before = sum(reports for _, reports, _ in usual.values())
    now = sum(shown[key][1] for key in usual if key in shown)
    alarms = []
    if before and outcome == "blocked":
        alarms.append(
            ListAlarm("only_block_pages", "", before, now, f"its lists showed {before} reports, now it is shut")
        )
    elif before and not now:
        alarms.append(ListAlarm("yields_none", "", before, now, f"its lists showed {before} reports and now show none"))
    elif before >= limits.at_least and now < limits.far_fewer * before:
        alarms.append(ListAlarm("far_fewer", "", before, now, f"its lists showed {before} reports and now show {now}"))
    if outcome != "blocked":
        for key, (url, reports, _) in usual.items():
            if reports and key in shown and not shown[key][1]:
                message = (
                    f"{url} showed {reports} reports and now shows none: rebuilt, moved, or its rows are not found"
                )
                alarms.append(ListAlarm("list_yields_none", url, reports, 0, message))
    for key, (url, message, is_alarm) in (drifts or {}).items():
        reports = usual[key][1] if key in usual else 0
        if is_alarm or reports:
            alarms.append(ListAlarm("drift", url, reports, shown[key][1] if key in shown else 0, message))
    _accept(ledger, shown, usual, bool(alarms), limits.accept_after_days)
    return alarms


def _accept(
    ledger: Ledger,
    shown: Mapping[str, tuple[str, int]],
    usual: Mapping[str, tuple[str, int, str]],
    alarmed: bool,
    after_days: float,
) -> None:
    """What is shown is the usual from now on: at once where all is well, otherwise when it has lasted."""
    old = (datetime.now(UTC) - timedelta(days=after_days)).isoformat()
    for key, (url, reports) in shown.items():
        if not alarmed or key not in usual or usual[key][2] < old:
            ledger.set_list_count(key, url, reports)
    ledger.commit()
