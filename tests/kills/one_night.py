"""One night in plain functions, without Prefect: `python -m tests.kills.one_night HOME PROXY PORTAL.yml …`."""

import sys
from pathlib import Path

from data.crawl_terms import CrawlTerms
from flows.catch_up import read_and_publish
from flows.collecting.crawling import crawl_group, deal
from flows.runs.running import folder_of, running, stage
from warehouse.lock import writer_lock


def night(home: Path, proxy: str, files: list[Path]) -> None:
    with running("nightly", home) as run, writer_lock(home, "nightly", 60.0):
        with stage(run, home, "crawl"):
            groups, refused = deal(files)
            run.so_far.crawls.extend(refused)
            for group in groups:
                terms = CrawlTerms(proxy=proxy, delay=0.0, sweep=True)
                run.so_far.crawls.extend(crawl_group(group, home, folder_of(run, home), terms))
        read_and_publish(run, home, 1, 8)


if __name__ == "__main__":
    night(Path(sys.argv[1]), sys.argv[2], [Path(name) for name in sys.argv[3:]])
