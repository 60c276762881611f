"""The backfill flow: earlier years from live sites or other archives, or what the archive holds read again; by hand.

It works in turns between which the night goes first, goes on where it stood when it is started again with the same
order, and gives what it made to the warehouse only when all of it is there.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from data.crawl_terms import CrawlTerms
from data.crawled import CrawlResult, Event
from data.errors import Told
from extractors.values import agrees
from flows import steps, waiting
from flows.backfilling import jobs
from flows.backfilling.jobs import Order, order_of
from flows.backfilling.plan import Plan, chosen_captures, plan, wanted_of
from flows.collecting.crawling import PUT_OFF, Group, crawl_group, deal
from flows.collecting.take import Taken, Terms, take_cdx, take_warc
from flows.nightly import HOUR, PLAIN, publish_all, read_batch, state_of
from flows.options import BackfillOptions, spread
from flows.orphan import die_when_served
from flows.progress import watcher
from flows.runs.recover import put_parts_aside
from flows.runs.rhythm import rhythm
from flows.runs.running import folder_of, running, stage
from flows.runs.summary import Run
from flows.runs.turn import Turns, is_night
from flows.scheduler.artifacts import ProgressBar, show_outcome
from spiders.addresses import refusal, shown
from spiders.one_crawl import INTERRUPTED
from spiders.portals import load_portals
from warehouse.parts import sort_out

# Of a crawl that was ended for the night the rest is crawled after it.
_AGAIN = (PUT_OFF, INTERRUPTED)


@flow(name="backfill", task_runner=ThreadPoolTaskRunner(max_workers=8))  # type: ignore[arg-type]
@spread(tell=True)
def backfill(options: BackfillOptions) -> State[Any]:
    """Take up earlier reports, or read again what the archive holds. Started again with the same order it goes on."""
    die_when_served()
    home, order = options.place, order_of(options)
    chosen = options.portal_files
    if refusal := _refusal(order, {file.stem for file in chosen}):
        return Failed(message=refusal)
    chosen = [file for file in chosen if not order.portals or file.stem in order.portals]
    if options.dry_run:
        return _planned(order, home, chosen, options.delay)
    run: Run | None = None
    try:
        with running("backfill", home) as run:
            _Work(run, options, order, chosen).do()
    except Exception as error:
        if run is None:
            raise
        get_run_logger().exception("the backfill breaks off")
        return Failed(
            message=f"failed, start it again and it goes on: {type(error).__name__}: {error}", data=run.so_far
        )
    for failure in show_outcome(run.so_far, Path(run.so_far.published) if run.so_far.published else None):
        get_run_logger().warning(failure)
    if options.later and not run.so_far.published:
        return Completed(message="archived; the next night reads, loads and publishes", data=run.so_far)
    return state_of(run.so_far)


def _refusal(order: Order, known: set[str]) -> str:
    if order.source in ("warc", "cdx") and not order.files:
        return f"source {order.source} needs files"
    if order.base and (why := refusal(order.base)):
        return f"{shown(order.base)}: not an address: {why}"
    if absent := [name for name in order.files if not Path(name).is_file()]:
        return f"no such file: {', '.join(absent)}"
    if unknown := sorted(set(order.portals) - known):
        return f"no portal {', '.join(unknown)}"
    return ""


def _planned(order: Order, home: Path, chosen: list[Path], delay: float | None) -> State[Plan]:
    job = next((job for job in jobs.unfinished(home) if job.folder.name == order.name), None)
    made = plan(order, home, chosen, delay, job)
    text = "\n".join(f"- {line}" for line in made.lines)
    try:
        create_markdown_artifact(
            f"# What this backfill would do\n\n{text}", key="backfill-plan", description=made.lines[-1]
        )
    except Exception as error:
        get_run_logger().warning(f"artifact: {error}")
    return Completed(message="dry run: " + "; ".join(made.lines), name="Planned", data=made)


class _Work:
    """One run of one job."""

    def __init__(self, run: Run, options: BackfillOptions, order: Order, files: list[Path]) -> None:
        self.run, self.options, self.order, self.files = run, options, order, files
        self.home = home = options.place
        self.unread = 0  # batches of this run that could not be read
        self.job, goes_on = jobs.open_job(home, order)
        self.turns = Turns(home, "backfill", lambda: self.log("the night goes first; the backfill waits"))
        if goes_on:
            self.log(f"goes on with {self.job.folder.name}, begun {self.job.begun_at}")

    def log(self, text: str) -> None:
        get_run_logger().info(text)

    def do(self) -> None:
        if self.job.state == jobs.WORKING:
            if self.order.source == "live":
                with stage(self.run, self.home, "crawl"):
                    self._crawl()
            elif self.order.source != "reread":
                with stage(self.run, self.home, "take"):
                    take(self)
            if self.options.later:
                self.job.state = jobs.DONE
                self.job.save()
                return
            with stage(self.run, self.home, "read"):
                self._read()
        # all or nothing: while one batch is missing nothing of it is loaded, and the same order goes on
        if self.unread:
            raise Told(f"{self.unread} batches could not be read; nothing is published before all are")
        with self.turns.one():
            jobs.hand_over(self.job, self.home)
            publish_all(self.run, self.home)
            self.job.state = jobs.DONE
            self.job.save()

    def _crawl(self) -> None:
        rules = rhythm(self.home)
        terms = CrawlTerms(
            proxy=self.options.proxy, delay=self.options.delay, sweep=True, years=self.order.years,
            agencies=self.order.agencies, at_once=rules.at_once, portal_seconds=24 * HOUR, seconds=7 * 24 * HOUR,
            announce=self.job.made,
        )  # fmt: skip
        bar = ProgressBar("backfill-crawl", "portals crawled", len(self.files))
        bar.add(len(self.job.ended))
        for session in range(10_000):
            left = [file for file in self.files if file.stem not in self.job.ended]
            if not left:
                return
            groups, refused = deal(left, rules.processes or None)
            with self.turns.one():
                folder = folder_of(self.run, self.home) / f"crawls-{session}"
                waiting = [crawl_portals.submit(group, self.home, folder, terms, bar) for group in groups]
                found = refused + [crawl for future in waiting for crawl in future.result()]
            for crawl in found:
                if crawl.outcome not in _AGAIN:
                    self.job.ended[crawl.portal] = crawl.outcome
                    self.run.so_far.crawls.append(crawl)
            self.job.save()

    def _read(self) -> None:
        if self.order.source == "reread":
            captures = chosen_captures(self.order, self.home)
        else:
            captures = waiting.documents(self.home, self.job.index_files())
        whole, refused = sort_out(waiting.parts_of(self.job.folder), agrees)
        put_parts_aside(self.job.folder, refused)
        done = waiting.read_in(whole)
        left = [capture for capture in captures if capture.capture_id not in done]
        watcher().stage("read", len(left))
        bar = ProgressBar("backfill-read", "documents read", len(captures))
        bar.add(len(captures) - len(left))
        for batch in steps.batches(left, self.home, revision=self.job.revision):
            with self.turns.one():
                try:
                    self.run.add_part(read_batch(batch, self.home, self.options.workers, self.job.parts))
                except Exception as error:
                    self.unread += 1
                    self.run.so_far.problems.append(f"batch {batch.name}: {type(error).__name__}: {error}")
            bar.add(len(batch.captures))
        watcher().done(f"{len(left)} documents read, {len(captures) - len(left)} were read before")


@task(name="crawl", task_run_name="{group.name}", **PLAIN)
def crawl_portals(group: Group, home: Path, folder: Path, terms: CrawlTerms, bar: ProgressBar) -> list[CrawlResult]:
    """Crawl the portals of one process, and end in order when the night comes."""

    def tell(event: Event) -> None:
        watcher().crawled(event)
        if event.event == "ended" and event.reason not in _AGAIN:
            bar.add()

    return crawl_group(group, home, folder, terms, tell, stop=lambda: is_night(home))


@task(name="take", **PLAIN)
def take(work: _Work) -> None:
    """Take reports out of other archives, in turns of a batch."""
    job, portals = work.job, load_portals(work.options.portals_in)
    with ExitStack() as turn:
        turn.enter_context(work.turns.one())
        before = Counter(job.counts)

        def between(behind: Mapping[str, int], taken: Taken) -> None:
            job.behind = dict(behind)
            job.counts = dict(before + taken.counts)
            job.save()
            watcher().stage("take")
            turn.close()
            turn.enter_context(work.turns.one())

        terms = Terms(wanted_of(work.order), frozenset(work.order.portals), dict(job.behind), job.announce, between)
        files = [Path(name) for name in work.order.files]
        if work.order.source == "warc":
            taken = take_warc(files, work.home, portals, work.options.workers, terms)
        else:
            pause = 1.0 if work.options.delay is None else work.options.delay
            taken = take_cdx(files, work.home, portals, work.order.base, pause, work.options.workers, terms)
    work.run.so_far.problems.extend(taken.problems)
    work.log(", ".join(f"{name} {count}" for name, count in sorted(job.counts.items())) or "no records")
