"""Read on many machines: the same batches, each a Prefect task on a worker of a Dask cluster."""

import logging
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import dask
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect_dask import DaskTaskRunner

from data.outcomes import PartSummary
from flows import steps
from flows.reading.store import FromStore, Store, give_part, give_warcs, store_setting, take_part

Outcome = tuple[steps.Batch, PartSummary | Exception]


@task(name="read on a worker", task_run_name="read {batch.name}", retries=1, cache_policy=NO_CACHE)
def read_there(batch: steps.Batch, home: Path, store: Store | None, workers: int | None) -> PartSummary:
    """Read a batch into a part of `home`, which the workers share, or of the store."""
    if store is None:
        return steps.read(batch, home, workers)
    with tempfile.TemporaryDirectory(prefix="nianbao-part-") as folder:
        read = steps.read(batch, Path(folder), workers, body_of=lambda capture: FromStore(store, capture))
        if read.part.is_dir():
            give_part(store, read.part)
        return replace(read, part=home / "parts" / batch.name)


def read_on_cluster(
    batches: Sequence[steps.Batch], home: Path, address: str, workers: int | None = None
) -> Iterator[Outcome]:
    """Read batches on the cluster at `address` (or `local:N`: N processes here); each with its part or what went wrong.

    workers: reading processes on each machine (default: one a core). The parts lie in `home` afterwards. A batch that
    fails is tried once more and then fails alone; a worker that dies costs its batch another start elsewhere.
    """
    store = store_setting()
    if store and batches:
        give_warcs(store, home / "archive", (capture for batch in batches for capture in batch.captures))
    # Workers start reading processes of their own, which a daemon may not.
    with dask.config.set({"distributed.worker.daemon": False}):
        runner: Any = DaskTaskRunner(**_cluster(address))

        # Batches are no parameters of the flow: Prefect writes a flow's parameters out again with every task.
        @flow(name="read on many machines", task_runner=runner)
        def read_all() -> list[PartSummary | Exception]:
            waiting = [read_there.submit(batch, home, store, workers) for batch in batches]
            return [_result(future) for future in waiting]

        read = read_all()
    for batch, outcome in zip(batches, read, strict=True):
        if store and isinstance(outcome, PartSummary):
            try:
                take_part(store, batch.name, home / "parts")
            except FileNotFoundError:
                pass  # nothing in it could be read, as its summary says
            except OSError as error:
                outcome = error
        yield batch, outcome


def _result(future: PrefectFuture[PartSummary]) -> PartSummary | Exception:
    try:
        return future.result()
    except Exception as error:
        return error


def _cluster(address: str) -> dict[str, Any]:
    if not address.startswith("local:"):
        return {"address": address}
    spill = os.path.join(tempfile.gettempdir(), f"nianbao-dask-{os.getuid()}")
    return {
        "cluster_kwargs": {
            "n_workers": int(address.removeprefix("local:")), "threads_per_worker": 1, "local_directory": spill,
            "scheduler_kwargs": {"dashboard": False}, "silence_logs": logging.ERROR,
        }
    }  # fmt: skip
