"""How complete the collection is, in one small picture: reports by year, read, doubtful, absent, or not looked for."""

from __future__ import annotations

import io
from pathlib import Path

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from warehouse.picture import _STYLE, ALARM, GREY, LINE
from warehouse.query import run

# Several states of the view `coverage` share a colour; bodies that had ended and reports not yet due are not drawn.
_GROUPS = {
    "read": ("read",),
    "read, with findings or doubts": (
        "read_with_findings", "read_with_errors", "read_unmapped", "read_without_tables",
    ),
    "not read": ("blocked", "not_taken", "unread"),
    "searched and absent": ("searched_absent",),
    "not searched": ("not_searched",),
}  # fmt: skip
_COLOURS = {"read": LINE, "read, with findings or doubts": "#d9a441", "not read": ALARM}
_COLOURS |= {"searched and absent": "#8d979d", "not searched": "#dfe3e6"}
_QUERY = "SELECT report_year, state, count(*) AS agencies FROM coverage GROUP BY ALL"


def coverage_picture(path: Path, latest_years: int = 12) -> bytes:
    """A PNG of the view `coverage` of a published file: agencies by report year and state, the latest years of it."""
    frame = run(path, _QUERY)
    found = [(int(str(year)), str(state), int(str(count))) for year, state, count in frame.itertuples(index=False)]
    years = sorted({year for year, _, _ in found})[-latest_years:]
    group_of = {state: name for name, states in _GROUPS.items() for state in states}
    counts = {name: dict.fromkeys(years, 0) for name in _COLOURS}
    for year, state, count in found:
        if year in years and state in group_of:
            counts[group_of[state]][year] += count
    with rc_context(_STYLE):
        figure = Figure(figsize=(6.4, 2.6), layout="constrained")
        axes = figure.add_subplot()
        floor = dict.fromkeys(years, 0)
        for name, by_year in counts.items():
            if any(by_year.values()):
                axes.bar(years, [by_year[y] for y in years], bottom=[floor[y] for y in years], width=0.72,
                         color=_COLOURS[name], label=name)  # fmt: skip
            floor = {y: floor[y] + by_year[y] for y in years}
        axes.set_title("Agencies by report year: is there a report?", loc="left", fontsize=9)
        axes.set_xticks(years)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=GREY)
        if years:
            axes.legend(frameon=False, fontsize=7, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        FigureCanvasAgg(figure)
        out = io.BytesIO()
        figure.savefig(out, format="png", dpi=110, facecolor="white")
    return out.getvalue()
