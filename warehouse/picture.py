"""Draw a comparison: small multiples over years, or bars across agencies. Gaps stay gaps; nothing becomes a zero."""

from __future__ import annotations

import math
import os
import textwrap
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from data.errors import Told
from warehouse.compare import MARKS, shown_number
from warehouse.lettering import drawable, family

INK, LINE, GREY, ALARM = "#1d2b33", "#17697a", "#8b959b", "#c2410c"
MOST_BARS, MOST_BAR_COLUMNS = 30, 6
# Figures are drawn in doubles, which is all that a picture can show; the tables beside it hold the exact ones.
_STYLE: Any = {
    "svg.fonttype": "path", "svg.hashsalt": "nianbao", "axes.edgecolor": GREY, "axes.linewidth": 0.6,
    "axes.unicode_minus": False, "text.parse_math": False, "font.size": 8,
    "text.color": INK, "xtick.color": GREY, "ytick.color": GREY,
    "xtick.labelcolor": INK, "ytick.labelcolor": INK, "xtick.major.width": 0.6, "ytick.major.width": 0.6,
}  # fmt: skip


def draw(frame: pd.DataFrame, target: Path) -> Path:
    """Draw what `compare.across_years` or `compare.across_agencies` returned; writes `target`.svg and `target`.png.

    Several agencies are drawn as bars, one agency as lines over its years. Returns the PNG's path; raises ValueError
    for a comparison without rows.
    """
    with _style():
        return _save(figure_of(frame), target)


def figure_of(frame: pd.DataFrame) -> Figure:
    """The comparison as a matplotlib figure, for a notebook; see `draw`."""
    if frame.empty:
        raise Told("nothing to draw: the comparison has no rows")
    with _style():
        if frame["agency_id"].nunique() > 1 or frame["report_year"].nunique() == 1:
            return _agencies(frame)
        return _years(frame)


def _style() -> AbstractContextManager[None]:
    return matplotlib.rc_context(_STYLE | {"font.family": [family()]})


def _years(frame: pd.DataFrame) -> Figure:
    missing: set[str] = set()
    concepts = list(dict.fromkeys(frame["concept"]))
    columns = min(4, len(concepts))
    rows = math.ceil(len(concepts) / columns)
    figure = Figure(figsize=(max(6.4, 3.3 * columns), 2.25 * rows + 1.5))
    FigureCanvasAgg(figure)
    span = (int(frame["report_year"].min()), int(frame["report_year"].max()))
    for number, concept in enumerate(concepts):
        axes = figure.add_subplot(rows, columns, number + 1)
        _one_series(axes, frame[frame["concept"] == concept], span, missing)
    title = drawable(f"{frame['agency_zh'].iloc[0]}  {span[0]}–{span[1]}", missing)
    _frame_in(figure, title, _legend_of_years(frame), missing, "figures as printed; empty years: no report")
    return figure


def _one_series(axes: Axes, series: pd.DataFrame, span: tuple[int, int], missing: set[str]) -> None:
    rows = series.to_dict("records")
    _title(axes, rows[0], missing)
    points = [row for row in rows if _has_number(row)]
    top = max((float(row["value"]) for row in points), default=0.0)
    height = top or 1.0
    # A line joins only neighbouring years of one form: neither a gap nor a change of form is bridged.
    for before, after in zip(points, points[1:], strict=False):
        if after["report_year"] - before["report_year"] == 1 and after["form"] == before["form"]:
            axes.plot(
                [before["report_year"], after["report_year"]], [float(before["value"]), float(after["value"])],
                color=LINE, linewidth=1.4, zorder=2,
            )  # fmt: skip
    for place, row in enumerate(points):
        _point(axes, row, _is_low(points, place) and float(row["value"]) > 0.15 * height)
    for row in rows:
        if row["state"] == "no_report":
            axes.axvspan(row["report_year"] - 0.5, row["report_year"] + 0.5, color="#f1f3f4", linewidth=0, zorder=0)
        elif not _has_number(row):
            text = MARKS[_state(row)]
            axes.annotate(text, (row["report_year"], 0), (0, 3), textcoords="offset points", ha="center", color=GREY)
    _forms(axes, rows, height)
    axes.set_xlim(span[0] - 0.7, span[1] + 0.7)
    axes.set_ylim(-0.04 * height, 1.42 * height)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=bool(points) and all(_whole(row) for row in points)))
    axes.tick_params(labelsize=7, length=2.5)
    axes.spines[["top", "right"]].set_visible(False)


def _is_low(points: Sequence[dict[Any, Any]], place: int) -> bool:
    """Whether a line comes down to this point, so that its figure stands better below it."""
    near = [points[other] for other in (place - 1, place + 1) if 0 <= other < len(points)]
    joined = [row for row in near if abs(row["report_year"] - points[place]["report_year"]) == 1]
    return any(row["value"] > points[place]["value"] for row in joined)


def _point(axes: Axes, row: dict[Any, Any], is_below: bool) -> None:
    year, value = row["report_year"], float(row["value"])
    colour = ALARM if row["finding_count"] else LINE
    face = {"same": colour, "close": "white"}.get(row["grade"], "none")
    marker = "D" if row["finding_count"] else ("o" if row["grade"] != "not_comparable" else "x")
    axes.plot(
        [year], [value], marker=marker, markersize=4.6, markerfacecolor=face, markeredgecolor=colour,
        markeredgewidth=1.1, linestyle="none", zorder=3, clip_on=False,
    )  # fmt: skip
    label = shown_number(row["value"])
    axes.annotate(
        label, (year, value), (0, -4.5 if is_below else 4.5), textcoords="offset points", ha="center",
        va="top" if is_below else "bottom", fontsize=6.2 if len(label) < 5 else 5.2, color=colour, zorder=4,
        path_effects=[withStroke(linewidth=1.6, foreground="white")],
    )  # fmt: skip


def _forms(axes: Axes, rows: Sequence[dict[Any, Any]], height: float) -> None:
    """A dashed line where the form changes, and each form's name at the top of its stretch."""
    stretches: list[tuple[str, int, int]] = []
    for row in rows:
        if not isinstance(row["form"], str):
            continue
        year = int(row["report_year"])
        if stretches and stretches[-1][0] == row["form"]:
            stretches[-1] = (row["form"], stretches[-1][1], year)
        else:
            stretches.append((row["form"], year, year))
            if len(stretches) > 1:
                axes.axvline(year - 0.5, color=GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    for form, first, last in stretches:
        axes.text((first + last) / 2, 1.37 * height, form, ha="center", va="top", fontsize=6, color=GREY)


def _agencies(frame: pd.DataFrame) -> Figure:
    missing: set[str] = set()
    concepts = list(dict.fromkeys(frame["concept"]))
    drawn = concepts[:MOST_BAR_COLUMNS]
    order = _by_size(frame, concepts[0])
    kept = order[:MOST_BARS]
    figure = Figure(figsize=(2.6 + 2.1 * len(drawn), 0.30 * len(kept) + 2.0))
    FigureCanvasAgg(figure)
    names = dict(zip(frame["agency_id"], frame["agency_zh"], strict=True))
    for number, concept in enumerate(drawn):
        axes = figure.add_subplot(1, len(drawn), number + 1)
        rows = {row["agency_id"]: row for row in frame[frame["concept"] == concept].to_dict("records")}
        _bars(axes, [rows[agency] for agency in kept], missing)
        axes.set_yticks(range(len(kept)))
        axes.set_yticklabels([drawable(names[a], missing) for a in kept] if number == 0 else [], fontsize=8)
    left_out = []
    if len(order) > len(kept):
        left_out.append(f"{len(order) - len(kept)} more agencies with smaller figures are not drawn")
    if len(concepts) > len(drawn):
        left_out.append(f"{len(concepts) - len(drawn)} more concepts are not drawn")
    year = int(frame["report_year"].iloc[0])
    note = "; ".join(["figures as printed", *left_out])
    seen = frame[frame["concept"].isin(drawn) & frame["agency_id"].isin(kept)]
    _frame_in(figure, f"{year}", _legend_of_agencies(seen), missing, note)
    return figure


def _bars(axes: Axes, rows: Sequence[dict[Any, Any]], missing: set[str]) -> None:
    _title(axes, rows[0], missing)
    top = max((float(row["value"]) for row in rows if _has_number(row)), default=0.0) or 1.0
    for place, row in enumerate(rows):
        if _has_number(row):
            value = float(row["value"])
            colour = ALARM if row["finding_count"] else LINE
            filled = row["grade"] == "same"
            axes.barh(
                place, value, height=0.62, color=colour if filled else "white", edgecolor=colour, linewidth=0.9,
                hatch=None if filled else "////", zorder=2,
            )  # fmt: skip
            text, colour = shown_number(row["value"]), colour if row["finding_count"] else INK
        else:
            value, colour = 0.0, GREY
            text = MARKS[_state(row)]
        axes.annotate(
            text, (max(value, 0), place), (4, 0), textcoords="offset points", va="center", fontsize=7, color=colour
        )
    axes.set_xlim(min([0.0, *(float(row["value"]) for row in rows if _has_number(row))]), top * 1.28)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    axes.tick_params(labelsize=7, length=2.5)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right"]].set_visible(False)


def _by_size(frame: pd.DataFrame, concept: str) -> list[str]:
    rows = frame[frame["concept"] == concept].to_dict("records")
    rows.sort(
        key=lambda row: (not _has_number(row), -float(row["value"]) if _has_number(row) else 0.0, row["agency_zh"])
    )
    return list(dict.fromkeys(row["agency_id"] for row in rows))


def _title(axes: Axes, row: dict[Any, Any], missing: set[str]) -> None:
    unit = f"（{row['unit']}）" if row["unit"] else ""
    axes.set_title(drawable(row["label_zh"] + unit, missing), loc="left", fontsize=9, pad=13)
    english = "\n".join(textwrap.wrap(row["label_en"] or "", 42)[:1])
    axes.annotate(
        english, (0, 1), (0, 2.5), xycoords="axes fraction", textcoords="offset points", fontsize=6.5, color=GREY,
        va="bottom",
    )  # fmt: skip


def _legend_of_years(frame: pd.DataFrame) -> list[Any]:
    present = [row for row in frame.to_dict("records") if _has_number(row)]
    handles: list[Any] = [_dot("o", LINE, LINE, "printed")]
    if any(row["grade"] == "close" for row in present):
        handles.append(_dot("o", "white", LINE, "close to the concept, not the same"))
    if any(row["grade"] == "not_comparable" for row in present):
        handles.append(_dot("x", LINE, LINE, "not comparable"))
    if any(row["finding_count"] for row in present):
        handles.append(_dot("D", ALARM, ALARM, "does not add up as printed"))
    if frame["is_break"].any():
        handles.append(
            Line2D([], [], color=GREY, linestyle=(0, (4, 3)), linewidth=0.8, label="another form, line not the same")
        )
    if (frame["state"] == "no_report").any():
        handles.append(Patch(facecolor="#e4e8ea", label="no report"))
    return handles + _marks(frame)


def _legend_of_agencies(frame: pd.DataFrame) -> list[Any]:
    present = [row for row in frame.to_dict("records") if _has_number(row)]
    handles: list[Any] = [Patch(facecolor=LINE, label="printed")]
    if any(row["grade"] != "same" for row in present):
        handles.append(
            Patch(facecolor="white", edgecolor=LINE, hatch="////", label="close to the concept, not the same")
        )
    if any(row["finding_count"] for row in present):
        handles.append(Patch(facecolor=ALARM, label="does not add up as printed"))
    return handles + _marks(frame)


def _marks(frame: pd.DataFrame) -> list[Any]:
    meaning = {
        "nil": "none, in a word or mark", "blank": "left empty", "unreadable": "not a number",
        "incomplete": "a part of the sum is missing", "not_printed": "not in the report",
    }  # fmt: skip
    states = {_state(row) for row in frame.to_dict("records")}
    return [
        Line2D([], [], linestyle="none", label=f"{MARKS[state]}  {words}")
        for state, words in meaning.items()
        if state in states
    ]


def _dot(marker: str, face: str, edge: str, label: str) -> Line2D:
    return Line2D(
        [], [], linestyle="none", marker=marker, markersize=4.6, markerfacecolor=face, markeredgecolor=edge, label=label
    )


def _frame_in(figure: Figure, title: str, handles: list[Any], missing: set[str], note: str) -> None:
    """Title above, legend and note below, panels between."""
    height = figure.get_size_inches()[1]
    figure.text(0.012, 1 - 0.12 / height, title, ha="left", va="top", fontsize=14)
    figure.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.006, 0.22 / height), ncols=min(len(handles), 6),
        frameon=False, fontsize=7, handletextpad=0.4, columnspacing=1.4, borderaxespad=0.0,
    )  # fmt: skip
    if missing:
        listed = " ".join(f"U+{ord(character):04X}" for character in sorted(missing))
        note += f"; not in the shipped font, written by code: {listed}"
    figure.text(0.012, 0.08 / height, note, fontsize=6.5, color=GREY, va="bottom")
    figure.tight_layout(rect=(0.0, 0.52 / height, 1.0, 1 - 0.42 / height), h_pad=1.2, w_pad=1.2)


def _save(figure: Figure, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    for suffix, options in ((".svg", {"metadata": {"Date": None}}), (".png", {"dpi": 160})):
        file = target.with_name(target.name + suffix)
        fresh = file.with_name(f".{os.getpid()}.{file.name}")
        figure.savefig(fresh, format=suffix[1:], facecolor="white", **options)
        os.replace(fresh, file)
    return target.with_name(target.name + ".png")


def _has_number(row: dict[Any, Any]) -> bool:
    return row["state"] == "number" and row["value"] is not None and not pd.isna(row["value"])


def _state(row: dict[Any, Any]) -> str:
    """The state; a number that could not be put into the concept's unit counts as unreadable."""
    return "unreadable" if row["state"] == "number" and not _has_number(row) else str(row["state"])


def _whole(row: dict[Any, Any]) -> bool:
    return bool(row["value"] == int(row["value"]))
