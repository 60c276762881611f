"""The deployments of `nianbao serve`: a process a deployment, that asks the server what is due and runs it.

python -m flows.scheduler.runner nightly|backfill      (with PREFECT_API_URL, PREFECT_API_AUTH_STRING and NIANBAO_HOME
set; ends with its parent)
"""

import datetime as dt
import os
import sys
from typing import Any

from prefect import serve
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.schedules import Cron
from prefect.states import Crashed
from prefect.utilities.callables import ParameterSchema

from flows.backfill import backfill
from flows.nightly import nightly
from flows.orphan import PARENT
from flows.say import warn
from flows.scheduler.late import cancel, runs_of, superseded

# as in prefect.yaml, which a test compares
CRON, TIMEZONE = "0 2 * * *", "Asia/Shanghai"
# Nights follow each other; of backfills two, so that a short one does not wait for a long one.
AT_ONCE = {"nightly": 1, "backfill": 2}


def tidy(client: SyncPrefectClient, name: str) -> list[str]:
    """What an earlier server left of a deployment: runs without a process have crashed; of missed nights only the last
    is made up."""
    try:
        deployment = client.read_deployment_by_name(f"{name}/{name}").id
    except ObjectNotFound:
        return []
    done = []
    for run in runs_of(client, deployment, StateType.RUNNING, StateType.PENDING, StateType.CANCELLING):
        client.set_flow_run_state(run.id, Crashed(message="its process ended with the server"), force=True)
        done.append(f"{run.name}: crashed")
    if name == nightly.name:
        late = runs_of(client, deployment, StateType.SCHEDULED, due=dt.datetime.now(dt.UTC))
        done += cancel(client, superseded(late), "missed; a later one does its work")
    return done


def deployment_of(name: str) -> RunnerDeployment:
    """The night by schedule, or the backfill by hand."""
    flow: Any = {"nightly": nightly, "backfill": backfill}[name]
    schedule = {"schedule": Cron(CRON, timezone=TIMEZONE)} if name == "nightly" else {}
    made: RunnerDeployment = flow.to_deployment(name, description=flow.description, tags=["nianbao"], **schedule)
    made._parameter_openapi_schema = _Closed(**made._parameter_openapi_schema.model_dump(), additionalProperties=False)
    return made


class _Closed(ParameterSchema):
    """Parameters of which a misspelt one is refused where it is given: the run would only crash."""

    additionalProperties: bool


def main() -> None:
    """Register the deployment and run what is due until told to end."""
    name = sys.argv[1]
    os.environ[PARENT] = str(os.getpid())  # of the processes of its runs
    with get_client(sync_client=True) as client:
        for line in tidy(client, name):
            warn(line)
    serve(deployment_of(name), pause_on_shutdown=False, limit=AT_ONCE[name], print_starting_message=False)
