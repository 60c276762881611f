"""A night that does not begin at all: no run is there that could say so, so `nianbao serve` does.

Whatever the reason (a server that cannot write its database, a runner that dies at each start, a flow that cannot be
imported), half an hour later a failed run stands in the home, with its alarm and the word to the outside.
"""

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from data.run_summary import RUNNING
from flows.runs.summary import all_summaries

# as in `runner`, which a test compares
HOUR, TIMEZONE = 2, ZoneInfo("Asia/Shanghai")
_LOOKED_AT = 40


class Watch:
    """Looks now and then whether the last night that was due has begun.

    grace: seconds for which it may be late; time in which the machine slept does not count.
    """

    def __init__(
        self, home: Path, say: Callable[[str], None], every: float = 60.0, grace: float = 1800.0,
        began: dt.datetime | None = None,
    ) -> None:  # fmt: skip
        self.home, self.say, self.every, self.grace = home, say, every, grace
        self.began = began or dt.datetime.now(dt.UTC)
        self.looked = 0.0
        self.late_since: tuple[dt.datetime, float] | None = None

    def look(self) -> None:
        """Look, if it is time to; say what is wrong once a night. Never raises."""
        now = time.monotonic()
        if self.looked and now - self.looked < self.every:
            return
        self.looked = now
        try:
            self._look(now)
        except Exception as error:
            self.say(f"whether the night began cannot be told: {type(error).__name__}: {error}")

    def _look(self, now: float) -> None:
        moment = last_due(dt.datetime.now(dt.UTC))
        if moment <= self.began or has_begun(self.home, moment):
            self.late_since = None
        elif self.late_since is None or self.late_since[0] != moment:
            self.late_since = moment, now
        elif now - self.late_since[1] >= self.grace:
            self.began, self.late_since = moment, None
            _record(self.home, moment, self.say)


def cannot_serve(home: Path, say: Callable[[str], None], grace: float = 1800.0) -> None:
    """What is to be said where `nianbao serve` itself does not come up: once for a night that is overdue by then."""
    now = dt.datetime.now(dt.UTC)
    moment = last_due(now)
    if (now - moment).total_seconds() >= grace and not has_begun(home, moment):
        _record(home, moment, say)


def _record(home: Path, moment: dt.datetime, say: Callable[[str], None]) -> None:
    # takes a second, and is needed on a bad night only
    from flows.runs.running import not_begun

    why = f"the night of {moment:%Y-%m-%d %H:%M} UTC has not begun; see {home / 'prefect'}/*.log"
    say(why)
    not_begun("nightly", home, why)


def last_due(now: dt.datetime) -> dt.datetime:
    """The last moment at which a night was to begin."""
    here = now.astimezone(TIMEZONE)
    moment = here.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return (moment if moment <= here else moment - dt.timedelta(days=1)).astimezone(dt.UTC)


def has_begun(home: Path, moment: dt.datetime) -> bool:
    """Whether a night began since then, or an earlier one still works."""
    nights = [summary for summary in all_summaries(home, _LOOKED_AT) if summary.flow == "nightly"]
    return any(
        summary.outcome == RUNNING or dt.datetime.fromisoformat(summary.started_at) >= moment for summary in nights
    )
