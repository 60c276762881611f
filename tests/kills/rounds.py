"""Kill a night at random moments, start it again, and compare with a night that nobody disturbed.

`python -m tests.kills.rounds FOLDER --kills 100 [--seed N] [--prefect]` goes on where it stopped: what was done lies
in FOLDER/state.json. A round begins with a home of one night, plays the second one, and is killed six times before
it may come to its end; victims are the whole group of processes, the parent alone, or one of its children.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from data.places import DATA
from flows.demo.sample import SamplePortals, serve
from spiders.archive import index_files, read_body, read_index
from tests.demo_home import CURRENT, ROWS
from warehouse.places import published_file
from warehouse.query import run as ask

ROOT = Path(__file__).resolve().parents[2]
PORTALS = [DATA / "sample" / "portals" / "haidao-zone.yml"]
STAGES = ("start", "crawl", "read", "load", "check", "publish")
# three of the group for each of one process alone
VICTIMS = ("group", "parent", "group", "child", "group")
KILLS_A_ROUND = 6
NIGHT_SECONDS = 400.0
COLLECTED = ("archive", "crawl", "parts", "runs", "warehouse", "prefect")


@dataclass(frozen=True)
class Truth:
    """What the undisturbed night left: captures, rows, panel, and the seconds of its stages."""

    captures: Counter[tuple[str, ...]]
    rows: Counter[tuple[str, ...]]
    seconds: dict[str, float]


def start(home: Path, proxy: str, with_prefect: bool) -> "subprocess.Popen[bytes]":
    """A night in a group of processes of its own."""
    plain = ["-m", "tests.kills.one_night", str(home), proxy, *map(str, PORTALS)]
    cli = ["-m", "flows.cli", "run", "haidao-zone", "--home", str(home), "--proxy", proxy, "--delay", "0", "--sweep",
           "--portal-folder", str(DATA / "sample" / "portals")]  # fmt: skip
    with (home.parent / "night.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, *(cli if with_prefect else plain)], cwd=ROOT, stdout=log, stderr=log,
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip


def wait_for(stage: str, home: Path, child: "subprocess.Popen[bytes]", known: set[str]) -> bool:
    """Wait until a run that was not known begins a stage; whether it did before it ended."""
    until = time.monotonic() + NIGHT_SECONDS
    while time.monotonic() < until and child.poll() is None:
        for folder in (home / "runs").glob("*Z"):
            log = folder / "run.log"
            if folder.name not in known and log.is_file() and f"nianbao.run: {stage} …" in log.read_text("utf-8"):
                return True
        time.sleep(0.01)
    return False


def kill(child: "subprocess.Popen[bytes]", victim: str, luck: random.Random) -> str:
    """SIGKILL; who it was, "" where nobody was left to be killed."""
    if child.poll() is not None:
        return ""
    try:
        below = psutil.Process(child.pid).children(recursive=True)
    except psutil.Error:
        return ""
    if victim == "child" and below:
        chosen = luck.choice(below)
        try:
            words = chosen.cmdline()
            chosen.kill()
            # the night goes on without it, or ends and says why
            child.wait(NIGHT_SECONDS)
        except psutil.Error:
            return ""
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)  # it waits for the dead: a person, or systemd, would end it
            child.wait()
        return f"child {next((w for w in words[1:] if not w.startswith('-')), '')[:40]}"
    if victim == "group":
        os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.wait()
    return "parent" if victim == "parent" else "group"


def held(home: Path) -> Counter[tuple[str, ...]]:
    """Every capture with a body of its own, verified, as often as it is held."""
    found: Counter[tuple[str, ...]] = Counter()
    for capture in read_index(home / "archive"):
        if not capture.is_repeat:
            assert len(read_body(home / "archive", capture)) == capture.size
            if capture.kind != "list":
                found[capture.url, capture.digest, capture.kind, capture.title, capture.obstacle] += 1
    return found


def rows(home: Path) -> Counter[tuple[str, ...]]:
    """Every published row and every figure of the panel, as often as it stands there."""
    found: Counter[tuple[str, ...]] = Counter()
    for question in (ROWS, CURRENT):
        for row in ask(published_file(home), question).astype(str).itertuples(index=False):
            found[tuple(row)] += 1
    return found


def indexed(home: Path) -> set[str]:
    """Captures of which the index has a whole line: what was captured and must never be lost."""
    return {capture.capture_id for file in index_files(home / "archive") for capture in _lines(file)}


def _lines(file: Path) -> list[Any]:
    from spiders.archive import read_index_file

    return list(read_index_file(file))


def put_back(before: Path, home: Path) -> None:
    """Make `home` what `before` is; the published file is replaced in one step, for its reader is at work."""
    target = published_file(home)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = home / ".published"
    shutil.copyfile(published_file(before), fresh)
    os.replace(fresh, target)
    for name in COLLECTED:
        for path in (home / name).glob("*") if name == "warehouse" else [home / name]:
            if path == target:
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for name in ("alarms.json", "heartbeat.json"):
        (home / name).unlink(missing_ok=True)
    shutil.copytree(
        before, home, dirs_exist_ok=True, ignore=lambda _, names: {published_file(before).name} & set(names)
    )


def finish(home: Path, proxy: str, with_prefect: bool) -> float:
    """A night to its end; its seconds. Raises where it does not end well."""
    begun = time.monotonic()
    child = start(home, proxy, with_prefect)
    status = child.wait(NIGHT_SECONDS)
    assert status == 0, (home.parent / "night.log").read_text("utf-8", "replace")[-3000:]
    return time.monotonic() - begun


def stage_seconds(home: Path) -> dict[str, float]:
    """Seconds by stage of the newest run."""
    newest = max((home / "runs").glob("*Z"))
    found: dict[str, float] = json.loads((newest / "summary.json").read_text("utf-8"))["seconds"]
    return found


def prepare(folder: Path, portals: SamplePortals) -> Truth:
    """The home after one night, and what an undisturbed second night makes of it; made once."""
    before, undisturbed = folder / "before", folder / "undisturbed"
    if not (folder / "prepared").is_file():
        for path in (before, undisturbed):
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir(parents=True)
        portals.set_night(1)
        finish(before, portals.proxy, False)
        shutil.rmtree(undisturbed)
        shutil.copytree(before, undisturbed)
        portals.set_night(2)
        finish(undisturbed, portals.proxy, False)
        (folder / "prepared").touch()
    portals.set_night(2)
    return Truth(held(undisturbed), rows(undisturbed), {"start": 2.0} | stage_seconds(undisturbed))


def one_round(
    folder: Path, portals: SamplePortals, truth: Truth, luck: random.Random, number: int, with_prefect: bool, kills: int
) -> list[dict[str, Any]]:
    """`kills` kills and then a night to its end; one note a kill."""
    home = folder / "home"
    put_back(folder / "before", home)
    notes: list[dict[str, Any]] = []
    captured: set[str] = set()
    for n in range(kills):
        turn = number * KILLS_A_ROUND + n
        stage, victim = STAGES[turn % len(STAGES)], VICTIMS[turn % len(VICTIMS)]
        known = {path.name for path in (home / "runs").glob("*Z")}
        child = start(home, portals.proxy, with_prefect)
        reached = stage == "start" or wait_for(stage, home, child, known)
        after = luck.random() * truth.seconds.get(stage, 1.0) * (3 if with_prefect and stage == "start" else 1)
        if reached:
            time.sleep(after)
        who = kill(child, victim, luck)
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        captured |= indexed(home)
        if who:
            notes.append({"round": number, "stage": stage, "after": round(after, 2), "victim": who})
    seconds = finish(home, portals.proxy, with_prefect)
    got, shown, archive = held(home), rows(home), indexed(home)
    verdict = {
        "lost": len(truth.captures - got) + len(truth.rows - shown) + len(captured - archive),
        "doubled": len(got - truth.captures) + len(shown - truth.rows),
        "left_over": [str(p) for p in (home / "warehouse").glob(".*")] + [str(p) for p in (home / "parts").glob(".*")],
        "restart_seconds": round(seconds, 1), "prefect": with_prefect,
    }  # fmt: skip
    return [note | verdict for note in notes]


def play(folder: Path, kills: int, seed: int, with_prefect: bool = False, limit: float = 1e9) -> dict[str, Any]:
    """Rounds until so many kills are noted or `limit` seconds have passed; the state as it is then."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "state.json"
    state: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.is_file() else {"kills": [], "reader": []}
    with serve(night=1) as portals:
        truth = prepare(folder, portals)
        begun = time.monotonic()
        put_back(folder / "before", folder / "home")
        log = folder / "reader.json"
        log.unlink(missing_ok=True)
        reader = subprocess.Popen(
            [sys.executable, "-m", "tests.kills.reader", str(published_file(folder / "home")), str(log)], cwd=ROOT
        )
        try:
            while len(state["kills"]) < kills and time.monotonic() - begun < limit:
                number = max((note["round"] for note in state["kills"]), default=-1) + 1
                luck = random.Random(f"{seed} {number} {with_prefect}")
                left = min(KILLS_A_ROUND, kills - len(state["kills"]))
                state["kills"] += one_round(folder, portals, truth, luck, number, with_prefect, left)
                _write(file, state)
        finally:
            assert reader.poll() is None, "the reader ended by itself"
            reader.kill()
            reader.wait()
        state["reader"].append(json.loads(log.read_text("utf-8")))
        _write(file, state)
    return state


def _write(file: Path, state: dict[str, Any]) -> None:
    partial = file.with_suffix(".part")
    partial.write_text(json.dumps(state, indent=1), encoding="utf-8")
    os.replace(partial, file)


def figures(state: dict[str, Any]) -> str:
    """The state in words."""
    kills = state["kills"]
    good = sum(not (note["lost"] or note["doubled"] or note["left_over"]) for note in kills)
    lines = [
        f"{len(kills)} kills, {good} recovered, {sum(n['lost'] for n in kills)} lost, "
        f"{sum(n['doubled'] for n in kills)} doubled",
        "by stage: " + ", ".join(f"{k} {v}" for k, v in Counter(n["stage"] for n in kills).items()),
        "by victim: " + ", ".join(f"{k} {v}" for k, v in Counter(n["victim"].split()[0] for n in kills).items()),
        f"with Prefect: {sum(n['prefect'] for n in kills)}",
        f"reader: opened {sum(r['opened'] for r in state['reader'])} times, "
        f"failed {sum(r['failed'] for r in state['reader'])}",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=100, help="kills in all, those of earlier calls included")
    parser.add_argument("--seconds", type=float, default=1e9, help="begin no further round after so long")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--prefect", action="store_true", help="the nights are those of `nianbao run`")
    options = parser.parse_args()
    print(figures(play(options.folder.resolve(), options.kills, options.seed, options.prefect, options.seconds)))


if __name__ == "__main__":
    main()
