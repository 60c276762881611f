"""Word to the outside: alarms to a webhook, and a heartbeat by which somebody else notices that nothing runs any more.

Addresses come from the environment: NIANBAO_WEBHOOK gets a POST of JSON with what was raised and what closed,
NIANBAO_HEARTBEAT a POST at the end of every run. Nothing here ever stops a run.
"""

import json
import logging
import os
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.run_summary import Alarms
from data.typed import from_json
from flows.written import write_whole

WEBHOOK, HEARTBEAT = "NIANBAO_WEBHOOK", "NIANBAO_HEARTBEAT"
_log = logging.getLogger("nianbao.notify")


@dataclass(frozen=True)
class Limits:
    """How often and how long it is tried (`send` of data/alarms.yml)."""

    tries: int
    answer_seconds: float
    wait_seconds: float


@dataclass(frozen=True)
class Beat:
    """A heartbeat: when a run ended (UTC), which, and how."""

    at: str
    run: str = ""
    outcome: str = ""


def send_alarms(alarms: Alarms, run: str, limits: Limits) -> str:
    """Send what was raised and closed, if anything and if there is a webhook; what went wrong, "" if nothing did."""
    address = os.environ.get(WEBHOOK, "").strip()
    if not address or not (alarms.raised or alarms.closed):
        return ""
    lines = [f"ALARM {a.kind} {a.subject}: {a.message}" for a in alarms.raised]
    lines += [f"closed: {a.kind} {a.subject} (open since {a.since})" for a in alarms.closed]
    told = {"text": "\n".join(lines), "run": run, **asdict(alarms)}
    return _post(address, told, limits, WEBHOOK)


def beat(home: Path, run: str, outcome: str, limits: Limits) -> str:
    """Write `heartbeat.json` in the home and tell the address, if there is one; what went wrong, "" if nothing did."""
    note = asdict(Beat(datetime.now(UTC).isoformat(timespec="seconds"), run, outcome))
    problem = ""
    try:
        write_whole(home / "heartbeat.json", json.dumps(note))
    except OSError as error:
        problem = f"heartbeat.json: {error}"
    address = os.environ.get(HEARTBEAT, "").strip()
    untold = _post(address, note, limits, HEARTBEAT) if address else ""
    return "; ".join(filter(None, (problem, untold)))


def last_beat(home: Path) -> Beat | None:
    """The last heartbeat; None where there was none or its file cannot be read."""
    try:
        found = from_json(Beat, json.loads((home / "heartbeat.json").read_text(encoding="utf-8")))
        datetime.fromisoformat(found.at)
    except (OSError, ValueError, TypeError):
        return None
    return found


def _post(address: str, told: Mapping[str, Any], limits: Limits, name: str) -> str:
    body = json.dumps(told, ensure_ascii=False).encode()
    wait, problem = limits.wait_seconds, ""
    for attempt in range(limits.tries):
        if attempt:
            time.sleep(wait)
            wait *= 2
        try:
            request = urllib.request.Request(address, body, {"Content-Type": "application/json"}, method="POST")
            with urllib.request.urlopen(request, timeout=limits.answer_seconds):
                return ""
        except urllib.error.HTTPError as error:
            problem = f"status {error.code}"
            if 400 <= error.code < 500 and error.code not in (408, 429):
                break  # asked again it would say the same
        except (OSError, ValueError) as error:
            problem = str(error)
        _log.warning("%s: %s", name, problem)
    # Its address may hold a secret: the name of the setting is enough.
    return f"{name} could not be reached: {problem}"
