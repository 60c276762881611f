"""Alarms: raised once, open until the cause is gone, closed with a word; sent to a real server that fails at first."""

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import FrozenInstanceError, asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from data.crawled import CrawlResult, ListAlarm
from data.places import DATA
from data.run_summary import Alarm, Process, RunSummary
from data.settings import BadSettings, settings
from flows.processes import me
from flows.runs import alarms, notify
from flows.runs.running import running, stage
from flows.runs.status import health, status_of
from flows.runs.summary import all_summaries
from tests.listening import listening

ROOT = Path(__file__).resolve().parents[1]
KINDS = yaml.safe_load((DATA / "alarms.yml").read_text(encoding="utf-8"))["kinds"]


def _crawl(portal: str = "county", outcome: str = "completed", **more: Any) -> CrawlResult:
    return CrawlResult(portal, outcome, **more)


def _cry(kind: str, url: str = "") -> ListAlarm:
    return ListAlarm(kind, url, 9, 0, "its lists showed 9 reports")


def _night(home: Path, *crawls: CrawlResult, **more: Any) -> RunSummary:
    """One run with these crawls, published; its summary."""
    with running("nightly", home) as run:
        run.so_far = replace(run.so_far, crawls=list(crawls), published="x", **more)
        for name in ("crawl", "read", "check"):
            with stage(run, home, name):
                pass
    return all_summaries(home)[-1]


def _keys(found: Sequence[Alarm]) -> list[str]:
    return [" ".join(alarm.key) for alarm in found]


@pytest.fixture(autouse=True)
def no_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (notify.WEBHOOK, notify.HEARTBEAT):
        monkeypatch.delenv(name, raising=False)


def test_every_alarm_has_its_paragraph_in_the_runbook_and_the_runbook_no_other() -> None:
    text = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    part = text.partition("## Alarms")[2].partition("\n## ")[0]
    paragraphs = dict(re.findall(r"^### `(\w+)`\n\n(.+?)(?=\n### |\Z)", part, re.M | re.S))
    assert paragraphs.keys() == KINDS.keys()
    for kind, paragraph in paragraphs.items():
        assert len(paragraph) > 120, f"{kind}: what is to be done?"
    assert all(KINDS[kind]["reason"] for kind in KINDS)


def test_every_kind_that_the_program_raises_is_in_the_data() -> None:
    code = (ROOT / "flows" / "runs" / "alarms.py").read_text(encoding="utf-8")
    raised = set(re.findall(r'Alarm\(\s*"(\w+)"', code)) | set(alarms._OF_CRAWL.values())
    assert raised == KINDS.keys()


def test_an_alarm_is_raised_once_stays_open_and_closes_itself(tmp_path: Path) -> None:
    bad = _crawl(alarms=[_cry("yields_none"), _cry("list_yields_none", "http://a/")])
    first = _night(tmp_path, bad)
    assert _keys(first.alarms.raised) == ["portal_silent county"]
    assert first.outcome == "completed with problems" and "http://a/" in first.alarms.open[0].message
    second = _night(tmp_path, bad)
    assert second.alarms.raised == [] and _keys(second.alarms.open) == ["portal_silent county"]
    assert second.alarms.open[0].since == first.alarms.raised[0].since
    not_asked = _night(tmp_path, _crawl("other"))
    assert _keys(not_asked.alarms.open) == ["portal_silent county"]
    well = _night(tmp_path, _crawl())
    assert _keys(well.alarms.closed) == ["portal_silent county"] and well.alarms.open == []
    assert well.outcome == "completed"
    assert "portal_silent county" in (tmp_path / "runs" / well.run / "summary.md").read_text("utf-8")
    assert _night(tmp_path, _crawl()).alarms.closed == []


def test_each_list_that_falls_silent_is_an_alarm_of_its_own(tmp_path: Path) -> None:
    cries = [_cry("list_yields_none", "http://a/"), _cry("list_yields_none", "http://b/")]
    assert len(_night(tmp_path, _crawl(alarms=cries)).alarms.raised) == 2
    left = _night(tmp_path, _crawl(alarms=cries[:1]))
    assert _keys(left.alarms.closed) == ["list_silent county http://b/"]


@pytest.mark.parametrize(
    ("cry", "kind"),
    [("far_fewer", "portal_shrunk"), ("only_block_pages", "portal_blocked"), ("yields_none", "portal_silent")],
)
def test_what_a_crawl_cries_has_one_name(tmp_path: Path, cry: str, kind: str) -> None:
    assert _keys(_night(tmp_path, _crawl(alarms=[_cry(cry)])).alarms.raised) == [f"{kind} county"]


def test_a_crawl_that_fails_once_is_a_problem_and_twice_an_alarm(tmp_path: Path) -> None:
    bad = _crawl(outcome="timed_out")
    first = _night(tmp_path, bad)
    assert first.alarms.raised == [] and first.problems == ["portal county: timed_out"]
    assert _keys(_night(tmp_path, bad).alarms.raised) == ["portal_failed county"]
    assert _keys(_night(tmp_path, _crawl()).alarms.closed) == ["portal_failed county"]


def test_reader_drift_is_measured_against_the_portal_itself(tmp_path: Path) -> None:
    for _ in range(2):
        assert _night(tmp_path, labels={"county": [1, 200], "odd": [40, 160]}).alarms.raised == []
    drifted = _night(tmp_path, labels={"county": [30, 100], "odd": [40, 160]})
    assert _keys(drifted.alarms.raised) == ["reader_drift county"]
    again = _night(tmp_path, labels={"county": [30, 100]})
    assert again.alarms.closed == [] and len(again.alarms.open) == 1
    assert _keys(_night(tmp_path, labels={"county": [0, 130]}).alarms.closed) == ["reader_drift county"]


def test_only_checks_of_severity_error_are_alarms_and_none_twice(tmp_path: Path) -> None:
    found = _night(tmp_path, failing={"cell_twice": 3, "fewer_reports": 1}, checks={"cell_twice": 3, "sum_broken": 9})
    assert _keys(found.alarms.raised) == ["check_failing cell_twice"]
    assert _keys(_night(tmp_path).alarms.closed) == ["check_failing cell_twice"]


def test_a_run_without_publication_is_an_alarm_until_one_publishes(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), running("nightly", tmp_path):
        raise ZeroDivisionError("no figures tonight")
    summary = all_summaries(tmp_path)[-1]
    assert summary.outcome == "failed" and "no figures tonight" in summary.problems[-1]
    assert _keys(summary.alarms.raised) == ["run_failed nightly"]
    log = (tmp_path / "runs" / summary.run / "run.log").read_text("utf-8")
    assert "Traceback" in log and "alarm raised: run_failed" in log
    assert _keys(_night(tmp_path).alarms.closed) == ["run_failed nightly"]


def test_little_room_and_an_old_publication(tmp_path: Path) -> None:
    room = shutil.disk_usage(tmp_path).free / 2**30
    (tmp_path / "alarms.yml").write_text(f"kinds: {{disk_low: {{free_gb: {room + 1000}}}}}", "utf-8")
    kinds = settings("alarms", tmp_path)["kinds"]
    old = datetime.now(UTC) - timedelta(hours=kinds["publication_old"]["hours"] + 1)
    assert [a.kind for a in alarms.of_machine(tmp_path, kinds, old)] == ["disk_low", "publication_old"]
    assert [a.kind for a in alarms.of_machine(tmp_path, KINDS, datetime.now(UTC))] == []
    assert [a.kind for a in status_of(tmp_path).alarms] == ["disk_low"]


def test_settings_of_a_home_that_name_nothing_known_are_refused(tmp_path: Path) -> None:
    (tmp_path / "alarms.yml").write_text("kinds: {portal_silnet: {}}", "utf-8")
    with pytest.raises(BadSettings, match=r"alarms\.yml: kinds: portal_silnet is not known"):
        settings("alarms", tmp_path)
    summary = _night(tmp_path)  # said, and the run stands
    assert any("portal_silnet" in problem for problem in summary.problems)


def test_open_alarms_outlive_their_file(tmp_path: Path) -> None:
    _night(tmp_path, _crawl(alarms=[_cry("far_fewer")]))
    (tmp_path / "alarms.json").write_text("{", "utf-8")
    later = _night(tmp_path, _crawl(alarms=[_cry("far_fewer")]))
    assert later.alarms.raised == [] and len(later.alarms.open) == 1
    assert health(all_summaries(tmp_path)) == {"county": "portal_shrunk"}


def test_the_webhook_is_told_once_after_an_error_and_the_heartbeat_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "alarms.yml").write_text("send: {wait_seconds: 0.01}", "utf-8")
    with listening([503]) as (hook, told), listening([]) as (heart, beats):
        monkeypatch.setenv(notify.WEBHOOK, hook)
        monkeypatch.setenv(notify.HEARTBEAT, heart)
        for cries in ([_cry("yields_none")], [_cry("yields_none")], []):
            _night(tmp_path, _crawl(alarms=cries))
    assert [text["text"].split(":")[0] for text in told] == ["ALARM portal_silent county"] * 2 + ["closed"]
    assert len(beats) == 3 and beats[-1]["outcome"] == "completed"
    assert notify.last_beat(tmp_path) == notify.Beat(**beats[-1])
    assert status_of(tmp_path).heartbeat.age_hours == 0


def test_nobody_at_the_other_end_never_stops_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "alarms.yml").write_text("send: {wait_seconds: 0.01}", "utf-8")
    monkeypatch.setenv(notify.WEBHOOK, "http://127.0.0.1:9/secret")
    monkeypatch.setenv(notify.HEARTBEAT, "no address at all")
    summary = _night(tmp_path, _crawl(alarms=[_cry("yields_none")]))
    assert summary.outcome == "completed with problems"
    assert sum("could not be reached" in problem for problem in summary.problems) == 2
    assert "secret" not in json.dumps(asdict(summary))


def test_a_summary_says_what_the_run_before_did(tmp_path: Path) -> None:
    _night(tmp_path, _crawl(captured_new=4), documents={"report": 4})
    summary = _night(tmp_path, _crawl(captured_new=1), documents={"report": 1}, issues={"unknown_label": 2})
    assert summary.compared["captured_new"] == [4, 1] and summary.compared["issues"] == [0, 2]
    text = (tmp_path / "runs" / summary.run / "summary.md").read_text("utf-8")
    assert "| captured_new | 4 | 1 |" in text and "unknown_label: 2" in text


def test_a_run_that_was_killed_is_said_to_be_broken_off(tmp_path: Path) -> None:
    name = "20260101T000000000000Z"
    run = RunSummary(name, "2026-01-01T00:00:00+00:00", process=Process())
    (tmp_path / "runs" / name).mkdir(parents=True)
    for process, outcome in ((me(), "running"), (replace(me(), began="x"), "broken off")):
        run = replace(run, process=process)
        (tmp_path / "runs" / name / "summary.json").write_text(json.dumps(asdict(run)), "utf-8")
        assert all_summaries(tmp_path)[0].outcome == outcome


def test_summaries_of_earlier_versions_are_read_and_what_is_none_is_left_out(tmp_path: Path) -> None:
    """No crawl terms, no alarms yet, keys that are gone, nulls, reports without an agency's key."""
    old = {
        "run": "1", "started_at": "2025-01-01T02:00:00+00:00", "finished_at": "2025-01-01T03:00:00+00:00",
        "outcome": "completed", "process": {}, "alarms": {}, "crawls": [{"portal": "county", "outcome": "completed"}],
        "reports": [{"change": "new", "agency_zh": "甲局"}], "documents": None, "gone": [1],
        "refused": [{"url": "x"}], "labels": {"county": [1, 200]}, "published": "x",
    }  # fmt: skip
    files = {
        "1": json.dumps(old),
        "2": json.dumps({"run": "2", "started_at": "2025-01-02T02:00:00+00:00"}),
        "3": json.dumps([old]),
        "4": json.dumps(old | {"run": "4", "crawls": [{"outcome": "completed"}]}),
        "5": json.dumps(old | {"run": "5", "started_at": "yesterday"}),
        "6": json.dumps(old | {"run": "6", "documents": ["report"]}),
    }
    for name, text in files.items():
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "summary.json").write_text(text, "utf-8")
    first, second = all_summaries(tmp_path)
    assert (first.run, first.alarms, first.documents, first.changed("new")[0].report_year) == ("1", None, {}, None)
    assert (second.outcome, second.crawls) == ("broken off", [])
    assert health([first, second]) == {"county": "completed"}
    with pytest.raises(FrozenInstanceError):
        first.outcome = "failed"  # type: ignore[misc]
    assert _night(tmp_path, _crawl(captured_new=2)).compared["captured_new"] == [0, 2]
    assert status_of(tmp_path).runs[0].outcome == "completed"
