"""Nights that wait though another one does their work: after a downtime, behind a long night, or ordered several times.

A night crawls what is due at its moment, reads and publishes all that waits; a second one of the same parameters behind
it would ask the portals again for nothing.
"""

import datetime as dt
import json
from collections.abc import Iterable
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.runtime import flow_run
from prefect.states import Cancelled


def runs_of(
    client: SyncPrefectClient, deployment: UUID, *types: StateType, due: dt.datetime | None = None
) -> list[FlowRun]:
    """The runs of a deployment in some states, the earliest first; due: only those that should have begun by then."""
    wanted = {"state": {"type": {"any_": list(types)}}, "deployment_id": {"any_": [deployment]}}
    if due:
        wanted["expected_start_time"] = {"before_": due}
    return client.read_flow_runs(
        flow_run_filter=FlowRunFilter.model_validate(wanted), sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=200
    )


def superseded(late: Iterable[FlowRun]) -> list[FlowRun]:
    """Of runs that wait all but the last of each order."""
    found, last = list(late), {}
    for run in found:
        last[_order(run)] = run.id
    return [run for run in found if last[_order(run)] != run.id]


def cancel(client: SyncPrefectClient, runs: Iterable[FlowRun], why: str) -> list[str]:
    """Cancel runs that have not begun; a line for each."""
    done = []
    for run in runs:
        client.set_flow_run_state(run.id, Cancelled(message=why), force=True)
        done.append(f"{run.name}: {why}")
    return done


def give_way() -> str:
    """Cancel what waits of this run's deployment with the same parameters, from within the run: all but the latest.

    Returns:
        "" where this run is to go on; where a later one is due already, which one: that does the work.
    """
    if not (own := flow_run.id):
        return ""
    with get_client(sync_client=True) as client:
        this = client.read_flow_run(UUID(own))
        if this.deployment_id is None:
            return ""
        due = runs_of(client, this.deployment_id, StateType.SCHEDULED, due=dt.datetime.now(dt.UTC))
        same = [run for run in due if run.id != this.id and _order(run) == _order(this)]
        later = [run for run in same if this.expected_start_time and _moment(run) > this.expected_start_time]
        works = later[-1] if later else this
        cancel(client, [run for run in same if run is not works], f"{works.name} does its work")
        return str(works.name) if works is not this else ""


def cancel_behind() -> None:
    """Cancel what came due of this run's deployment with the same parameters while it worked."""
    if not (own := flow_run.id):
        return
    with get_client(sync_client=True) as client:
        this = client.read_flow_run(UUID(own))
        if this.deployment_id is not None:
            due = runs_of(client, this.deployment_id, StateType.SCHEDULED, due=dt.datetime.now(dt.UTC))
            same = [run for run in due if run.id != this.id and _order(run) == _order(this)]
            cancel(client, same, f"{this.name} did its work")


def _moment(run: FlowRun) -> dt.datetime:
    return run.expected_start_time or dt.datetime.min.replace(tzinfo=dt.UTC)


def _order(run: FlowRun) -> str:
    """What a run is asked to do. What it leaves to the defaults and what it says of them is the same."""
    said = {name: value for name, value in run.parameters.items() if value not in (None, "", [], False)}
    return json.dumps(said, sort_keys=True, default=str)
