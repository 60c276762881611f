"""`nianbao compare`: which comparison was asked for, its table and its picture."""

import base64
import html
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.errors import Told
from warehouse.compare import LEGEND, UnknownChoice, across_agencies, across_years, as_series_table, as_table
from warehouse.picture import draw
from warehouse.series import choose_agencies, draw_series, series, within


@dataclass(frozen=True)
class Comparison:
    """A table to read, its title, what its rows are, and the picture files written."""

    title: str
    rows: str
    table: pd.DataFrame
    files: tuple[Path, ...]


def compare(
    path: Path,
    concepts: Sequence[str] = (),
    agencies: Sequence[str] = (),
    kind: str = "",
    division: str = "",
    years: Sequence[int] = (),
    output: Path | None = None,
) -> Comparison:
    """One agency over its years; several in one year; or several over several years in one concept.

    `output`: .png, .svg or .html (the picture and the table in one page). Raises UnknownChoice.
    """
    if not (agencies or kind or division):
        if len(years) != 1:
            raise UnknownChoice("say whose figures: --agency, --kind, --division, or one year with --years")
        chosen: list[str] = []
    else:
        chosen = choose_agencies(path, agencies, kind, division)
    if len(chosen) == 1:
        frame = within(across_years(path, chosen[0], concepts or None), years)
        title, rows, table = str(frame["agency_zh"].iloc[0]), "concept", as_table(frame)
    elif len(years) == 1:
        frame = across_agencies(path, years[0], concepts or None, chosen or None)
        title, rows, table = f"{years[0]}", "agency", as_table(frame)
    else:
        if len(concepts) != 1:
            raise UnknownChoice("several agencies over several years are compared in one concept: give one --concept")
        frame = series(path, chosen, concepts[0], years)
        title, rows, table = str(frame["label_zh"].iloc[0]), "agency", as_series_table(frame)
    is_series = rows == "agency" and len(years) != 1
    return Comparison(title, rows, table, _drawn(frame, table, title, is_series, output) if output else ())


def _drawn(frame: pd.DataFrame, table: pd.DataFrame, title: str, is_series: bool, output: Path) -> tuple[Path, ...]:
    suffix = output.suffix.lower()
    if suffix not in (".png", ".svg", ".html"):
        raise Told(f"{output}: a picture is .png, .svg or .html")
    with tempfile.TemporaryDirectory() as folder:
        png = (draw_series if is_series else draw)(frame, Path(folder) / "picture")
        if suffix == ".html":
            svg = base64.b64encode(png.with_suffix(".svg").read_bytes()).decode()
            output.write_text(_page(title, svg, table), encoding="utf-8")
        else:
            output.write_bytes((png if suffix == ".png" else png.with_suffix(".svg")).read_bytes())
    return (output,)


def _page(title: str, svg: str, table: pd.DataFrame) -> str:
    style = "body{font:15px sans-serif;margin:2em}td,th{border:1px solid #ccc;padding:.2em .6em;text-align:right}"
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{html.escape(title)}</title><style>{style}'
        f"table{{border-collapse:collapse}}</style></head><body><h1>{html.escape(title)}</h1>"
        f'<img alt="" style="max-width:100%" src="data:image/svg+xml;base64,{svg}">'
        f"{table.to_html(border=0)}<p>{html.escape(LEGEND)}</p></body></html>"
    )
