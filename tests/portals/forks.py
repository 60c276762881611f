"""The process that `forked` asks: it has imported the crawler, and forks for each line of orders on its input.

It answers with the exit status. It has no threads, and no reactor is made in it.
"""

import json
import os
import signal
import sys

import spiders.crawl

TOOK_TOO_LONG = -1000


def serve() -> None:
    assert "twisted.internet.reactor" not in sys.modules
    for line in sys.stdin:
        arguments, environment, out, err, seconds = json.loads(line)
        child = os.fork()
        if not child:
            crawl(arguments, environment, out, err)
        signal.signal(signal.SIGALRM, lambda *_, pid=child: os.kill(pid, signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, seconds)
        _, ended = os.waitpid(child, 0)
        left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
        print(os.waitstatus_to_exitcode(ended) if left else TOOK_TOO_LONG, flush=True)


def crawl(arguments: list[str], environment: dict[str, str], out: str, err: str) -> None:
    """Crawl, and end the process."""
    status = 1
    try:
        for number, file in enumerate((os.devnull, out, err)):
            os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC if number else os.O_RDONLY, 0o644), number)
        os.environ.clear()
        os.environ.update(environment)
        status = spiders.crawl.main(arguments)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve()
