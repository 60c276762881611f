"""The nights of a running `nianbao serve`: they begin beside backfills, do not pile up, and say it when they cannot."""

import datetime as dt
import json
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.runs import notify
from flows.runs.status import status_of
from flows.runs.turn import night
from flows.scheduler.server import served_api
from tests.listening import listening
from tests.served import Served, serving, wait_for

# Two cores shared with others take minutes for what a quiet machine does in half of one.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, list[dict[str, Any]]]]:
    folder = tmp_path_factory.mktemp("nights")
    with listening() as (hook, told), serving(folder, **{notify.WEBHOOK: hook}) as found:
        up(found)
        yield found, told


def up(served: Served) -> None:
    wait_for(lambda: served.process.poll() is not None or served_api(served.home))
    wait_for(lambda: len(served.ask("deployments/filter")) == 2)


def order(served: Served, name: str, late: float = 0.0, **parameters: Any) -> str:
    """A run by hand, as the page makes it. late: hours by which it is overdue."""
    (found,) = served.ask("deployments/filter", deployments={"name": {"any_": [name]}})
    due = dt.datetime.now(dt.UTC) - dt.timedelta(hours=late)
    state = {"type": "SCHEDULED", "state_details": {"scheduled_time": due.isoformat()}}
    made = served.ask(f"deployments/{found['id']}/create_flow_run", parameters=parameters, state=state)
    return str(made["id"])


def state(served: Served, *runs: str) -> list[str]:
    """The states of runs, in this order."""
    found = {run["id"]: run for run in served.ask("flow_runs/filter", flow_runs={"id": {"any_": list(runs)}})}
    return [found[run]["state_type"] for run in runs]


def test_a_night_begins_beside_backfills_and_says_it_where_it_cannot_bounded(
    served: tuple[Served, list[dict[str, Any]]],
) -> None:
    serve, told = served
    # the lock of another night: it keeps backfills waiting in their slots, and a night from its work
    serve.home.mkdir(exist_ok=True)
    with night(serve.home):
        backfills = [order(serve, "backfill", years=[year]) for year in (2019, 2020, 2021)]
        wait_for(lambda: state(serve, *backfills).count("RUNNING") == 2)
        tonight = order(serve, "nightly")
        wait_for(lambda: state(serve, tonight)[0] in ENDED)
        assert state(serve, tonight) == ["FAILED"]
        assert state(serve, *backfills).count("RUNNING") == 2, "they hold their slots all the while"
        found = status_of(serve.home)
        run = next(run for run in found.runs if run.flow == "nightly")
        assert run.outcome == "failed" and "another nightly run works" in " ".join(run.problems)
        assert [alarm.kind for alarm in found.alarms].count("run_failed") == 1
        assert "run_failed" in [alarm["kind"] for text in told for alarm in text["raised"]]
    wait_for(lambda: state(serve, *backfills) == ["COMPLETED"] * 3)


def test_three_late_nights_become_one_bounded(served: tuple[Served, list[dict[str, Any]]], tmp_path: Path) -> None:
    serve, told = served
    nights = [order(serve, "nightly", late, portal_folder=str(tmp_path)) for late in (72.0, 48.0, 24.0)]
    wait_for(lambda: all(one in ENDED for one in state(serve, *nights)))
    assert state(serve, *nights) == ["CANCELLED", "CANCELLED", "COMPLETED"]
    assert "run_failed" in [alarm["kind"] for text in told for alarm in text["closed"]]


@pytest.mark.timeout(900)
def test_bounded_of_nights_missed_while_it_was_down_only_the_last_is_made_up(tmp_path: Path) -> None:
    with serving(tmp_path) as first:
        up(first)
        scheduled = {"state": {"type": {"any_": ["SCHEDULED"]}}}
        wait_for(lambda: first.ask("flow_runs/count", flow_runs=scheduled) >= 3)
        first.process.send_signal(signal.SIGTERM)
        assert first.process.wait(90) == 0
    # the clock goes on while nobody is there: three nights come due
    (tmp_path / "portals").mkdir()
    nothing_to_crawl = json.dumps({"portal_folder": str(tmp_path / "portals")})
    con = sqlite3.connect(first.home / "prefect" / "prefect.db")
    waiting = con.execute(
        "SELECT id FROM flow_run WHERE state_type = 'SCHEDULED' ORDER BY expected_start_time LIMIT 3"
    ).fetchall()
    for days, (run,) in zip(range(3, 0, -1), waiting, strict=True):
        due = (dt.datetime.now(dt.UTC) - dt.timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S.%f")
        con.execute(
            "UPDATE flow_run SET expected_start_time = ?, next_scheduled_start_time = ?, parameters = ? WHERE id = ?",
            (due, due, nothing_to_crawl, run),
        )
        # Prefect waits for the moment that the state names
        con.execute(
            "UPDATE flow_run_state SET state_details = json_set(state_details, '$.scheduled_time', ?)"
            " WHERE flow_run_id = ?",
            (due.replace(" ", "T") + "Z", run),
        )
    con.commit()
    con.close()
    with serving(tmp_path) as second:
        up(second)

        def states() -> list[str]:
            past = {"expected_start_time": {"before_": dt.datetime.now(dt.UTC).isoformat()}}
            found = second.ask("flow_runs/filter", flow_runs=past, sort="EXPECTED_START_TIME_ASC")
            return [run["state_type"] for run in found if run["auto_scheduled"]]

        wait_for(lambda: states()[-1] in ENDED)
        assert states() == ["CANCELLED", "CANCELLED", "COMPLETED"]
