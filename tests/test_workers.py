"""Supervised workers: a task that hangs, eats memory, starts children or dies costs itself alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from flows.reading.workers import Failure, Limit, Supervised

# generous beside what the tasks take: a loaded machine must not make a slow task look like a hanging one
ORDINARY = Limit(6, 300_000_000)


_kept: list[bytes] = []


def do(task: str, say: Callable[[str], None]) -> str:
    what, _, how_long = task.partition(" ")
    if what == "hang":
        time.sleep(60)
    if what == "eat":
        kept = [bytearray(20_000_000) for _ in range(60) if not time.sleep(0.02)]
        return str(len(kept))
    if what == "child":
        program = "x = [bytearray(20_000_000) for _ in range(40)]; import time; time.sleep(60)"
        subprocess.run([sys.executable, "-c", program], check=False)
    if what == "die":
        os.kill(os.getpid(), signal.SIGSEGV)
    if what == "long":
        say("ocr")
        time.sleep(float(how_long))
    if what == "echo":
        return how_long
    if what == "keep":  # as the models of character recognition stay
        say("ocr")
        _kept.append(b"x" * int(how_long))
    if what == "use":
        return str(len([b"x" * int(how_long) for _ in range(2) if not time.sleep(0.4)]))
    return f"{what} by {os.getpid()}"


@pytest.fixture
def pool() -> "Supervised[str, str]":
    return Supervised(do, 2, {"": ORDINARY, "ocr": Limit(20, 2_000_000_000)}, [])


def test_results_come_in_the_order_of_the_tasks(pool: "Supervised[str, str]") -> None:
    with pool:
        found = list(pool.run(f"task{n}" for n in range(50)))
    assert [str(result).split()[0] for result in found] == [f"task{n}" for n in range(50)]
    assert len({str(result).split()[-1] for result in found}) <= 2


@pytest.mark.timeout(60)
def test_tasks_and_results_larger_than_a_pipe_pass_each_other(pool: "Supervised[str, str]") -> None:
    large = ["x" * n for n in (1, 3_000_000, 20_000, 2_000_000, 10, 4_000_000, 1_000_000) * 4]
    with pool:
        assert list(pool.run(f"echo x {text}" for text in large)) == [f"x {text}" for text in large]


@pytest.mark.slow
def test_bounded_a_bad_task_costs_itself_alone(pool: "Supervised[str, str]") -> None:
    tasks = ["a", "hang", "b", "eat", "c", "die", "d", "child", "e", "long 7", "f"]
    with pool:
        found = dict(zip(tasks, pool.run(tasks), strict=True))
    failures = {task: outcome.what for task, outcome in found.items() if isinstance(outcome, Failure)}
    assert failures == {"hang": "time", "eat": "memory", "die": "died", "child": "memory"}


def test_what_an_earlier_task_left_in_memory_is_not_the_next_ones() -> None:
    with Supervised(do, 1, {"": ORDINARY, "ocr": Limit(20, 2_000_000_000)}, []) as pool:
        kept, used = pool.run(["keep 400000000", "use 20000000"])
    assert kept.startswith("keep") and used == "2", used


def test_no_process_is_left_behind(pool: "Supervised[str, str]") -> None:
    def workers() -> list[psutil.Process]:
        mine = psutil.Process().children(recursive=True)
        return [p for p in mine if p.is_running() and p.status() != psutil.STATUS_ZOMBIE and len(p.children()) == 0]

    before = {p.pid for p in workers()}
    with pool:
        assert len(list(pool.run(["a", "child", "b"]))) == 3
    time.sleep(0.3)
    left = [p.cmdline() for p in workers() if p.pid not in before and "time.sleep" in " ".join(p.cmdline())]
    assert not left


def once(path: str, say: Callable[[str], None]) -> str:
    """Ends its own process the first time, as a kill from outside would."""
    if os.path.exists(path):
        return "done"
    with open(path, "w", encoding="utf-8"):
        pass
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


def test_a_task_whose_process_was_killed_is_done_by_another(tmp_path: Path) -> None:
    with Supervised(once, 2, {"": ORDINARY}, []) as pool:
        assert list(pool.run([str(tmp_path / "a"), str(tmp_path / "b")])) == ["done", "done"]
