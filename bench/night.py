"""A night with nothing new: `python -m bench.night [--portals 300] [--reports 2] [--nights 2]`.

Portals behind a proxy on loopback, crawled, read, loaded and published once; then further nights on which nothing has
changed, without a delay between requests: what is left is what a night costs besides politeness. Shares by stage are
the run's own seconds; `besides` is Prefect, summaries and artifacts. `CPU` is what all of its processes together used,
the Prefect server's included: on a machine that does other things too, the better figure. The server of the portals is
a process of its own on the same machine and not counted. Results go to bench/results.md by hand.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

import psutil

from flows.options import NightOptions
from flows.scheduler.server import prefect_api
from tests.portals.nights import Hundreds, serve


def cpu() -> float:
    """CPU seconds of this process, of its children that ended, and of its Prefect server."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    total = sum(each.ru_utime + each.ru_stime for each in used)
    for child in psutil.Process().children(recursive=True):
        if "flows.scheduler.server" in child.cmdline():
            times = child.cpu_times()
            total += times.user + times.system
    return float(total)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--portals", type=int, default=300)
    parser.add_argument("--reports", type=int, default=2, help="reports a portal")
    parser.add_argument("--nights", type=int, default=2, help="nights with nothing new")
    options = parser.parse_args()
    portals = Hundreds(options.portals, options.reports)
    with tempfile.TemporaryDirectory() as folder, serve(portals) as running:
        home = Path(folder) / "home"
        portals.files(home / "portals")
        begun = time.monotonic()
        with prefect_api(home):
            from flows.nightly import play

            started = time.monotonic() - begun
            print(f"Prefect's server and client start in {started:.1f} s", flush=True)
            for night in range(options.nights + 1):
                begun, used = time.monotonic(), cpu()
                run = play(
                    NightOptions(
                        home=home, everything=True, portal_folder=home / "portals", proxy=running.proxy, delay=0.0
                    )
                )
                total, used = time.monotonic() - begun, cpu() - used
                crawled = sum(crawl.outcome == "completed" for crawl in run.crawls)
                assert crawled == options.portals, (crawled, run.problems[:3])
                assert run.total("captured_new") == (0 if night else options.portals * options.reports)
                seconds = dict(run.seconds) | {"besides": total - sum(run.seconds.values())}
                print(
                    f"{'nothing new' if night else 'all new'}: {total:.1f} s (CPU {used:.1f} s) for {crawled} portals, "
                    f"{run.total('requests')} requests: "
                    + ", ".join(f"{name} {value:.1f} s ({value / total:.0%})" for name, value in seconds.items()),
                    flush=True,
                )


if __name__ == "__main__":
    main()
