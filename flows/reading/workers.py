"""Worker processes under supervision: a task that hangs, eats memory or dies costs itself, and nothing else.

The standard pool ends as a whole when one of its processes dies, and has no limit of time or memory.
"""

import gc
import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from typing import Any, Generic, TypeVar

import psutil

from flows.orphan import die_with_parent

Task = TypeVar("Task")
Result = TypeVar("Result")

# a look at the memory of a worker and its children goes through all processes of the machine, some milliseconds; a fast
# allocation overshoots by what it gets in between
LOOK_SECONDS = 0.1
AHEAD = 16
# what a pipe takes while nobody reads from it. A larger task waits here until its worker has given its last result: two
# that send to each other, and neither reads, wait for ever
SMALL = 16_384
# what the start of a process may take on a busy machine, before the time of its first task begins
START_SECONDS = 60.0


@dataclass(frozen=True)
class Limit:
    """What one task may take: seconds, and bytes resident in its worker and all of that worker's children."""

    seconds: float
    memory: int


@dataclass(frozen=True)
class Failure:
    """A task that gave no result. what: time, memory or died; message: in words; seconds: how long it had worked."""

    what: str
    message: str
    seconds: float = 0.0


@dataclass
class _Next:
    """A worker's next task, pickled; is_sent: whether it lies in its pipe already."""

    number: int
    data: memoryview
    is_sent: bool


@dataclass
class _Worker(Generic[Task]):
    """A process. held: bytes that were resident after a task of other limits than the ordinary."""

    process: BaseProcess
    pipe: Connection
    number: int | None = None
    next: _Next | None = None
    begun: float = 0.0
    looked: float = 0.0
    held: int = 0
    is_ready: bool = False
    limit: Limit = field(default_factory=lambda: Limit(0, 0))


def collect_seldom() -> None:
    """Look for circular garbage once in 200,000 new objects, not 2,000, and never among what was imported.

    A document is some 100,000 objects that die one by one with it; looking for circles among them took a third of the
    time of a reading.
    """
    gc.freeze()
    gc.set_threshold(200_000, 10, 10)


def _serve(pipe: Connection, work: Callable[[Any, Callable[[str], None]], Any]) -> None:
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    collect_seldom()
    pipe.send(("ready", ""))
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        pipe.send(("done", work(task, lambda kind: pipe.send(("effort", kind)))))


class Supervised(Generic[Task, Result]):
    """Runs `work(task, say)` in `count` processes; `say(kind)` asks for the limits of that kind of work.

    work: a function of a module, which catches what its task raises; limits: by kind, "" for the ordinary one;
    preload: modules that the fork server imports once for all workers. A process serves at most `tasks_each` tasks.
    """

    def __init__(
        self,
        work: Callable[[Task, Callable[[str], None]], Result],
        count: int,
        limits: dict[str, Limit],
        preload: list[str],
        tasks_each: int = 500,
    ) -> None:
        self.work, self.count, self.limits, self.tasks_each = work, count, limits, tasks_each
        # neither fork nor spawn: forks beside threads deadlock, and spawn imports the readers once a process
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload([*preload, *_started_by()])
        self.workers: list[_Worker[Task]] = []
        self.served: dict[int, int] = {}

    def __enter__(self) -> "Supervised[Task, Result]":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            self._end(worker)
        self.workers.clear()

    def run(self, tasks: Iterable[Task]) -> Iterator[Result | Failure]:
        """One result or failure a task, in the tasks' order.

        A task whose process died is handed out once more: it may have been killed from outside, and then the document
        is not to blame.
        """
        waiting = enumerate(tasks)
        finished: dict[int, Result | Failure] = {}
        next_out, exhausted, in_flight = 0, False, 0
        handed: dict[int, Task] = {}
        again: set[int] = set()
        while True:
            # each worker has its next task at hand: it need not wait until somebody has looked at the last one's result
            while not exhausted and in_flight < 2 * self.count and len(finished) < AHEAD * self.count:
                try:
                    number, task = next(waiting)
                except StopIteration:
                    exhausted = True
                    break
                self._hand(number, task)
                handed[number] = task
                in_flight += 1
            for number, outcome in self._collect() if in_flight else ():
                if isinstance(outcome, Failure) and outcome.what == "died" and number not in again:
                    again.add(number)
                    self._hand(number, handed[number])
                    continue
                del handed[number]
                finished[number] = outcome
                in_flight -= 1
            while next_out in finished:
                yield finished.pop(next_out)
                next_out += 1
            if exhausted and not in_flight and not finished:
                return

    def _hand(self, number: int, task: Task) -> None:
        self._give(number, ForkingPickler.dumps(task))

    def _give(self, number: int, data: memoryview) -> None:
        """Give a task to a worker that has none, to a new one, or to one that has no next task yet."""
        worker = next((w for w in self.workers if w.number is None), None)
        if worker is None and len(self.workers) >= self.count:
            worker = next(w for w in self.workers if w.next is None)
            worker.next = _Next(number, data, len(data) <= SMALL)
            if not worker.next.is_sent:
                return
        else:
            worker = worker or self._start()
            self._begin(worker, number)
        try:
            worker.pipe.send_bytes(data)
        except (BrokenPipeError, ConnectionResetError):
            if worker.number != number:
                return  # it died at its present task, which is seen when it is heard
            # it died between two tasks: another one takes this task
            self._replace(worker)
            self._give(number, data)

    def _begin(self, worker: "_Worker[Task]", number: int) -> None:
        worker.number, worker.limit = number, self.limits[""]
        worker.begun = time.monotonic() + (0.0 if worker.is_ready else START_SECONDS)

    def _start(self) -> "_Worker[Task]":
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=_serve, args=(theirs, self.work), daemon=True)
        process.start()
        theirs.close()
        worker: _Worker[Task] = _Worker(process, ours)
        self.workers.append(worker)
        self.served[id(worker)] = 0
        return worker

    def _collect(self) -> list[tuple[int, Result | Failure]]:
        busy = [worker for worker in self.workers if worker.number is not None]
        ready = set(wait([worker.pipe for worker in busy], timeout=LOOK_SECONDS))
        outcomes: list[tuple[int, Result | Failure]] = []
        for worker in busy:
            assert worker.number is not None
            outcome = self._heard(worker) if worker.pipe in ready else self._overstepped(worker)
            if outcome is None:
                continue
            outcomes.append((worker.number, outcome))
            if worker.limit != self.limits[""]:  # what character recognition loaded stays, and is not the next one's
                worker.held = _resident(worker.process.pid)
            worker.number = None
            self.served[id(worker)] += 1
            following, worker.next = worker.next, None
            if isinstance(outcome, Failure) or self.served[id(worker)] >= self.tasks_each:
                self._replace(worker)
                if following:
                    self._give(following.number, following.data)
            elif following and following.is_sent:
                self._begin(worker, following.number)
            elif following:
                self._give(following.number, following.data)
        return outcomes

    def _heard(self, worker: "_Worker[Task]") -> Result | Failure | None:
        try:
            kind, value = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join(5)
            code = worker.process.exitcode or 0
            how = f"signal {-code}" if code < 0 else f"status {code}"
            spent = max(0.0, time.monotonic() - worker.begun)
            return Failure("died", f"the process that worked on it died ({how})", spent)
        if kind == "ready":  # starting a process is no part of its first task
            worker.begun, worker.is_ready = time.monotonic(), True
            return None
        if kind == "effort":
            worker.begun, worker.limit = time.monotonic(), self.limits.get(value, worker.limit)
            return None
        result: Result = value
        return result

    def _overstepped(self, worker: "_Worker[Task]") -> Failure | None:
        spent = time.monotonic() - worker.begun
        if worker.pipe.poll():
            return None  # it has just finished, and may be at its next task
        if spent > worker.limit.seconds:
            return Failure("time", f"stopped after {worker.limit.seconds:.0f} s", spent)
        if time.monotonic() - worker.looked < LOOK_SECONDS:
            return None
        worker.looked = time.monotonic()
        resident = _resident(worker.process.pid)
        allowed = worker.limit.memory + (worker.held if worker.limit.memory <= self.limits[""].memory else 0)
        if resident > allowed:
            what = f"stopped at {resident / 1e6:.0f} MB resident, {allowed / 1e6:.0f} MB are allowed"
            return Failure("memory", what, spent)
        return None

    def _replace(self, worker: "_Worker[Task]") -> None:
        self.workers.remove(worker)
        self._end(worker)

    def _end(self, worker: "_Worker[Task]") -> None:
        self.served.pop(id(worker), None)
        for process in _family(worker.process.pid):
            try:
                process.kill()
            except psutil.Error:
                continue
        worker.process.join(5)
        worker.pipe.close()


def _started_by() -> list[str]:
    """What the program's main module imports: each process runs that again, which for a run that Prefect started takes
    two seconds where its imports are not there, and a third of one for the command line. Not the module itself: runpy
    warns of one that is there already."""
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    main = spec.name if spec else ""
    if main.startswith("prefect."):
        return ["prefect.logging.loggers"]
    return ["flows.cli"] if "flows.cli" in sys.modules and main != "flows.cli" else []


def _family(pid: int | None) -> list[psutil.Process]:
    """A process and all that it started, while they live."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return []


def _resident(pid: int | None) -> int:
    total = 0
    for process in _family(pid):
        try:
            total += process.memory_info().rss
        except psutil.Error:
            continue
    return total
