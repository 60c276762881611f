"""The deployments of `nianbao serve`: a process that asks the server what is due and runs each flow in one of its own.

python -m flows.scheduler.runner      (with PREFECT_API_URL and NIANBAO_HOME set; ends with its parent)
"""

import datetime as dt

from prefect import serve
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.states import Cancelled, Crashed

from flows.backfill import backfill
from flows.nightly import nightly
from flows.say import warn

# as in prefect.yaml, which a test compares
CRON, TIMEZONE = "0 2 * * *", "Asia/Shanghai"
# a backfill may work while the night comes
AT_ONCE = 2


def tidy(client: SyncPrefectClient) -> list[str]:
    """What an earlier server left: runs without a process have crashed; of missed nights only the last is made up."""
    done = []
    for run in _runs(client, StateType.RUNNING, StateType.PENDING):
        client.set_flow_run_state(run.id, Crashed(message="its process ended with the server"), force=True)
        done.append(f"{run.name}: crashed")
    now = dt.datetime.now(dt.UTC)
    late = [r for r in _runs(client, StateType.SCHEDULED) if r.expected_start_time and r.expected_start_time < now]
    newest = {run.deployment_id: run.id for run in sorted(late, key=lambda r: r.expected_start_time or now)}
    for run in late:
        if run.auto_scheduled and newest[run.deployment_id] != run.id:
            client.set_flow_run_state(run.id, Cancelled(message="missed; a later one does its work"), force=True)
            done.append(f"{run.name}: missed")
    return done


def _runs(client: SyncPrefectClient, *types: StateType) -> list[FlowRun]:
    wanted = FlowRunFilter.model_validate(
        {"state": {"type": {"any_": list(types)}}, "deployment_id": {"is_null_": False}}
    )
    return client.read_flow_runs(flow_run_filter=wanted, limit=200)


def deployments() -> list[RunnerDeployment]:
    """The night by schedule, the backfill by hand."""
    night = nightly.to_deployment(
        "nightly", schedule=Cron(CRON, timezone=TIMEZONE), description=nightly.description, tags=["nianbao"]
    )
    by_hand = backfill.to_deployment("backfill", description=backfill.description, tags=["nianbao"])
    return [deployment for deployment in (night, by_hand) if isinstance(deployment, RunnerDeployment)]


def main() -> None:
    """Register the deployments and run what is due until told to end."""
    with get_client(sync_client=True) as client:
        for line in tidy(client):
            warn(line)
    serve(
        *deployments(),
        pause_on_shutdown=False,
        limit=AT_ONCE,
        print_starting_message=False,
    )
