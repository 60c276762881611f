"""One night in plain functions, without Prefect: `python -m tests.kills.one_night HOME PROXY PORTAL.yml …`."""

import sys
from pathlib import Path

from flows import steps
from flows.crawling import CrawlTerms, crawl_group, deal
from flows.running import folder_of, record, running, stage
from warehouse.lock import writer_lock


def night(home: Path, proxy: str, files: list[Path]) -> None:
    with running("nightly", home) as run, writer_lock(home, "nightly", 60.0):
        with stage(run, home, "crawl"):
            groups, run.crawls = deal(files)
            for group in groups:
                terms = CrawlTerms(proxy=proxy, delay=0.0, sweep=True)
                run.crawls += crawl_group(group, home, folder_of(run, home), terms)
        with stage(run, home, "read"):
            for batch in steps.batches(steps.pending_captures(home), 8):
                run.add_part(steps.read(batch, home, 1))
        with stage(run, home, "load"):
            steps.load_parts(home)
        with stage(run, home, "check"):
            steps.check(home)
            record(run, home)
        with stage(run, home, "publish"):
            run.published = str(steps.publish_warehouse(home))


if __name__ == "__main__":
    night(Path(sys.argv[1]), sys.argv[2], [Path(name) for name in sys.argv[3:]])
