"""What a person wants to know before breakfast: did it run, what waits, how old is the published file."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from flows.show import terminal
from flows.summary import all_summaries

LAST_RUNS = 5


def status_of(home: Path) -> dict[str, Any]:
    """home, runs (the last five, newest first), pending documents, published (path, at, releases' counts), writer."""
    from flows.steps import pending_captures
    from warehouse.db import WarehouseBusy
    from warehouse.lock import holder
    from warehouse.places import published_file, work_file
    from warehouse.query import run as ask

    file = published_file(home)
    published: dict[str, Any] = {}
    if file.is_file():
        counts = "(SELECT count(*) FROM report) AS reports, (SELECT count(*) FROM cell_fact) AS cells"
        row = ask(file, f"SELECT {counts}").iloc[0]
        published = {
            "path": str(file),
            "at": dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC).isoformat(timespec="seconds"),
            "reports": int(row["reports"]),
            "cells": int(row["cells"]),
        }
    pending: int | None = 0
    if work_file(home).is_file() or (home / "archive").is_dir():
        try:
            pending = len(pending_captures(home))
        except WarehouseBusy:
            pending = None
    runs = [
        {"run": r["run"], "started_at": r["started_at"], "outcome": r["outcome"], "problems": r["problems"],
         "documents": r["documents"], "seconds": r["seconds"]}
        for r in reversed(all_summaries(home)[-LAST_RUNS:])
    ]  # fmt: skip
    return {"home": str(home), "runs": runs, "pending": pending, "published": published, "writer": holder(home)}


def show_status(found: dict[str, Any], as_json: bool) -> None:
    """Print it, for people or as JSON."""
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    console = terminal()
    console.print(f"home: {found['home']}", highlight=False)
    if published := found["published"]:
        console.print(
            f"published: {published['path']} at {published['at']} ({published['reports']} reports, "
            f"{published['cells']} cells)",
            highlight=False,
        )
    else:
        console.print("published: nothing yet; `nianbao demo` or `nianbao run` makes the first file", highlight=False)
    waiting = "unknown, the warehouse is being written" if found["pending"] is None else f"{found['pending']} documents"
    console.print(f"waiting to be read: {waiting}", highlight=False)
    if found["writer"]:
        console.print(f"writing now: {found['writer']}", highlight=False)
    for run in found["runs"]:
        read = ", ".join(f"{name} {count}" for name, count in run["documents"].items()) or "nothing new"
        console.print(f"run {run['run']}: {run['outcome']}; read: {read}", highlight=False)
        for problem in run["problems"]:
            console.print(f"  problem: {problem}", highlight=False)
    if not found["runs"]:
        console.print("runs: none yet", highlight=False)
