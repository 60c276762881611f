"""Make a synthetic country: a register of agencies and 18 years of their reports as parts, as the readers write them.

    python -m bench.country FOLDER [--reports 100000] [--seed 1]

FOLDER/data      data files with a register of some 12,000 bodies (provinces, cities, counties, their bureaus, towns)
FOLDER/parts     parts of 500 readings each, about 200 cells a reading since 2019, 40 to 60 before
FOLDER/nights    parts of 50 readings: the next year's reports of 500, 1,000 and 2,000 agencies
FOLDER/*.parquet captures of each

Figures follow the forms' own sums (data/forms/*/sums.csv), carry over from year to year, and keep documents in force;
one report in a hundred has a wrong total, one in ten leaves its zeros empty, one in forty writes a mark instead. One
document in five is published twice (a page and its file), one in twenty revised. The same seed gives the same country.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from data.arrow import schemas

_ROOT = Path(__file__).resolve().parents[1]
READER = "1.0.0"
FIRST_YEAR, LAST_YEAR, NEXT_YEAR = 2008, 2025, 2026
PART, NIGHT_PART = 500, 50
NIGHTS = (500, 1000, 2000)
MICRO = 1_000_000

_FIRST = "云安平永清宁东南西北中长新金泰和兴广德阳福建海江河湖山石林松柳梅竹兰青白红高明"
_LAST = "川州城原陵溪泉源岭谷湾港桥门关塘坪岗台丰昌盛康乐化远定武文义信仁礼顺"
_BUREAUS = {
    "education": "教育局", "public_security": "公安局", "civil_affairs": "民政局", "finance": "财政局",
    "development_reform": "发展和改革委员会", "natural_resources": "自然资源局", "housing": "住房和城乡建设局",
    "health": "卫生健康委员会", "market_supervision": "市场监督管理局", "government_office": "人民政府办公室",
}  # fmt: skip
_ROW_WEIGHTS = {"granted": 50, "partial": 8, "unavailable.not_held": 18, "unavailable.needs_creation": 4}
_APPLICANTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_organisation")
_APPLICANT_SHARES = (0.85, 0.08, 0.01, 0.01, 0.03, 0.02)
_DISPUTE_OUTCOMES = ("upheld", "corrected", "other", "pending")


@dataclass(frozen=True)
class Form:
    """One form's cells in printed order, with their labels, and its sums as (total, [(part, sign)]) cell numbers."""

    name: str
    keys: list[tuple[str, str, str]]
    units: list[str]
    labels: list[tuple[str, str]]
    sums: list[tuple[int, list[tuple[int, int]], tuple[str, str]]]


@dataclass(frozen=True)
class Agencies:
    """Parallel lists, one entry a body; size is the mean number of applications a year."""

    ids: list[str]
    names: list[str]
    kinds: list[str]
    levels: list[str]
    size: np.ndarray
    portal: list[str]


def main() -> None:
    """Parse the command line and write the country."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write_country(given.folder, given.reports, given.seed)


def write_country(folder: Path, reports: int = 100_000, seed: int = 1) -> None:
    """Write register, parts and captures below `folder`, which must not exist yet."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True)
    agencies = _register(folder / "data", max(60, int(reports * 0.12)), rng)
    country = _Country(agencies, rng)
    writer = _Writer(folder / "parts", PART)
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        share = 0.009 if year < 2014 else 0.029 if year < 2019 else 0.1143
        chosen = country.reporters(year, int(reports * share))
        for start in range(0, len(chosen), PART):
            country.write(writer, year, chosen[start : start + PART])
    writer.close()
    pq.write_table(writer.captures(), folder / "captures.parquet")
    for count in NIGHTS:
        night = _Writer(folder / "nights" / str(count), NIGHT_PART)
        # Each night starts from the same base, so that nights can be compared.
        country.rng = np.random.default_rng(seed + count)
        for start in range(0, min(count, len(agencies.ids)), NIGHT_PART):
            chosen = np.arange(start, min(start + NIGHT_PART, len(agencies.ids)))
            country.write(night, NEXT_YEAR, chosen, remember=False)
        night.close()
        pq.write_table(night.captures(), folder / f"captures-{count}.parquet")


def load_form(name: str) -> Form:
    """The cells, labels and sums of a form of data/forms."""
    folder = _ROOT / "data" / "forms" / name
    cells = _rows(folder / "cells.csv")
    keys = [(row["table"], row["row"], row["column"]) for row in cells]
    place = {key: number for number, key in enumerate(keys)}
    rows = {(row["table"], row["line"]): row["label"] for row in _rows(folder / "lines.csv")}
    columns = {(row["table"], row["column"]): row["label"] for row in _rows(folder / "columns.csv")}
    rules: dict[tuple[str, str, str, str], list[tuple[str, int]]] = {}
    for row in _rows(folder / "sums.csv"):
        sign = -1 if row["sign"] == "-" else 1
        rules.setdefault((row["rule"], row["table"], row["axis"], row["total"]), []).append((row["part"], sign))
    sums = []
    for (rule, table, axis, total), parts in rules.items():
        others = dict.fromkeys(
            (column if axis == "line" else line) for kind, line, column in keys
            if kind == table and (line if axis == "line" else column) == total
        )  # fmt: skip
        for other in others:
            at = [(table, p, other) if axis == "line" else (table, other, p) for p, _ in parts]
            target = (table, total, other) if axis == "line" else (table, other, total)
            found = [(place[key], sign) for key, (_, sign) in zip(at, parts, strict=True) if key in place]
            sums.append((place[target], found, (rule, table)))
    labels = [(rows.get((t, r), r), columns.get((t, c), c)) for t, r, c in keys]
    return Form(name, keys, [row["unit"] for row in cells], labels, sums)


class _Country:
    """What is carried from one year to the next, and how a year's figures are drawn."""

    def __init__(self, agencies: Agencies, rng: np.random.Generator) -> None:
        self.agencies, self.rng = agencies, rng
        self.forms = {name: load_form(name) for name in ("fujian", "2014", "2019", "2021")}
        count = len(agencies.ids)
        self.carried = np.zeros((count, len(_APPLICANTS)), dtype=np.int64)
        self.in_force = rng.poisson(12, (count, 2))
        self.habit = rng.choice(["zero", "blank", "mark"], count, p=[0.875, 0.1, 0.025])

    def reporters(self, year: int, wanted: int) -> np.ndarray:
        """Agencies with a report of the year: mostly the same ones each year, with gaps."""
        count = len(self.agencies.ids)
        pool = min(count, int(wanted * 1.04) + 1)
        return np.sort(self.rng.permutation(pool)[:wanted])

    def write(self, writer: _Writer, year: int, chosen: np.ndarray, remember: bool = True) -> None:
        """Draw the reports of `chosen` for `year` and hand them to the writer, with second copies of some."""
        form = self.forms["fujian" if year < 2014 else "2014" if year < 2019 else "2019" if year < 2021 else "2021"]
        values = self._figures(form, year, chosen, remember)
        broken = self._break(form, values)
        second = self.rng.random(len(chosen)) if year >= 2019 else np.ones(len(chosen))
        writer.add(self, form, year, chosen, values, broken, "page")
        for kind, low, high in (("file", 0.0, 0.17), ("revised", 0.17, 0.22)):
            where = np.flatnonzero((second >= low) & (second < high))
            if len(where):
                copy = values[where].copy()
                if kind == "revised":
                    copy[:, form.keys.index(("proactive", form.keys[0][1], form.keys[0][2]))] += MICRO
                writer.add(self, form, year, chosen[where], copy, {}, kind)

    def _figures(self, form: Form, year: int, chosen: np.ndarray, remember: bool) -> np.ndarray:
        """Cells of the chosen agencies, in millionths of the unit: one row a report."""
        rng, size = self.rng, self.agencies.size[chosen]
        values = np.zeros((len(chosen), len(form.keys)), dtype=np.int64)
        tables = {key[0] for key in form.keys}
        for number, (table, row, column) in enumerate(form.keys):
            if table in ("statistics", "proactive") or (table == "disputes" and column in _DISPUTE_OUTCOMES):
                mean = size * (0.02 if table == "disputes" else 0.4 if "." in row else 0.8)
                values[:, number] = rng.poisson(mean) * MICRO
                if form.units[number] == "万元":
                    values[:, number] = rng.integers(0, 90_000, len(chosen)) * 100 * (rng.random(len(chosen)) < 0.3)
        if "applications" in tables:
            self._applications(form, values, chosen, remember)
        if form.name == "2021":
            for number, row in enumerate(("rules", "normative_documents")):
                issued, repealed, in_force = (
                    form.keys.index(("proactive", row, c)) for c in ("issued", "repealed", "in_force")
                )
                made, gone = rng.poisson(2, len(chosen)), rng.poisson(1, len(chosen))
                after = np.maximum(self.in_force[chosen, number] + made - gone, 0)
                gone = self.in_force[chosen, number] + made - after
                for place, what in ((issued, made), (repealed, gone), (in_force, after)):
                    values[:, place] = what * MICRO
                if remember:
                    self.in_force[chosen, number] = after
        for _ in range(3):  # totals of totals
            for total, parts, (rule, table) in form.sums:
                if (table, rule) not in (("applications", "balance"), ("applications", "outcomes")):
                    values[:, total] = sum(values[:, part] * sign for part, sign in parts)
        return values

    def _applications(self, form: Form, values: np.ndarray, chosen: np.ndarray, remember: bool) -> None:
        rng, size = self.rng, self.agencies.size[chosen]
        place = {key: number for number, key in enumerate(form.keys)}
        skipped = ("new", "carried_in", "carried_out", "total")
        rows = list(dict.fromkeys(row for t, row, _ in form.keys if t == "applications" and row not in skipped))
        weights = np.array([_ROW_WEIGHTS.get(row, 1.0) for row in rows], dtype=float)
        results = rng.multinomial(rng.poisson(size), weights / weights.sum())
        split = rng.multinomial(results, _APPLICANT_SHARES)  # report, row, applicant
        out = rng.poisson(size[:, None] * 0.06 * np.array(_APPLICANT_SHARES))
        brought = self.carried[chosen]
        short = np.maximum(brought - out - split.sum(axis=1), 0)
        split[:, rows.index("granted"), :] += short
        total = split.sum(axis=1)
        given = {"new": total + out - brought, "carried_in": brought, "carried_out": out, "total": total}
        given |= {row: split[:, number, :] for number, row in enumerate(rows)}
        for row, figures in given.items():
            for number, applicant in enumerate(_APPLICANTS):
                values[:, place["applications", row, applicant]] = figures[:, number] * MICRO
            values[:, place["applications", row, "total"]] = figures.sum(axis=1) * MICRO
        if remember:
            self.carried[chosen] = out

    def _break(self, form: Form, values: np.ndarray) -> dict[int, tuple[int, int, tuple[str, str]]]:
        """Report number → (cell, what it should be, rule) for one in a hundred reports."""
        # Only totals of one rule that are no part of another: a wrong one breaks that rule and no other.
        used = [cell for total, parts, _ in form.sums for cell in (total, *(part for part, _ in parts))]
        choices = [rule for rule in form.sums if used.count(rule[0]) == 1]
        broken = {}
        for report in np.flatnonzero(self.rng.random(len(values)) < 0.01):
            total, _, rule = choices[self.rng.integers(len(choices))]
            broken[int(report)] = (total, int(values[report, total]), rule)
            values[report, total] += MICRO
        return broken


class _Writer:
    """Collects readings and writes them as parts of a fixed number of readings."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self.size, self.number = folder, size, 0
        self.pending: list[dict[str, pa.Table]] = []
        self.waiting = 0
        self.capture_rows: list[dict[str, Any]] = []

    def add(
        self, country: _Country, form: Form, year: int, chosen: np.ndarray, values: np.ndarray,
        broken: dict[int, tuple[int, int, tuple[str, str]]], kind: str,
    ) -> None:  # fmt: skip
        """Keep the reports of one form and year."""
        rng, agencies = country.rng, country.agencies
        late = rng.random(len(chosen)) < 0.06
        days = rng.integers(0, 31, len(chosen)) + np.where(late, 75, 0)
        published = [dt.date(year + 1, 1, 1) + dt.timedelta(int(day)) for day in days]
        ids = [
            self._capture(agencies, int(agency), year, kind, day) for agency, day in zip(chosen, published, strict=True)
        ]
        state, raw = _printed(values, country.habit[chosen])
        self.pending.append(
            {
                "reading": _readings(agencies, chosen, year, published, ids, len(form.keys), len(form.sums), broken),
                "cell": _cells(form, ids, values, state, raw, chosen),
                "section": _sections(agencies, chosen, year, ids, values),
                "issue": _issues(rng, form, ids),
                "finding": _findings(form, ids, values, broken),
            }
        )
        self.waiting += len(chosen)
        if self.waiting >= self.size:
            self._flush()

    def close(self) -> None:
        """Write what is left."""
        if self.pending:
            self._flush()

    def captures(self) -> pa.Table:
        """Index rows of all that was written."""
        return pa.Table.from_pylist(self.capture_rows)

    def _flush(self) -> None:
        part = self.folder / f"{READER}-{self.number:05d}"
        part.mkdir(parents=True)
        for name, schema in schemas().items():
            table = pa.concat_tables([tables.get(name, schema.empty_table()) for tables in self.pending])
            pq.write_table(table.cast(schema), part / f"{name}.parquet", compression="zstd", store_schema=False)
        self.pending, self.waiting, self.number = [], 0, self.number + 1

    def _capture(self, agencies: Agencies, agency: int, year: int, kind: str, published: dt.date) -> str:
        host = f"http://{agencies.portal[agency]}.example"
        page = f"{host}/{agencies.ids[agency]}/{year}.html"
        url = page if kind != "file" else page.replace(".html", ".pdf")
        digest = hashlib.sha256(f"{url}{kind}{published}".encode()).hexdigest()
        name = hashlib.sha256(f"{url}\nsha256:{digest}".encode()).hexdigest()[:20]
        fetched = published + dt.timedelta(40 if kind == "revised" else 2)
        self.capture_rows.append(
            {
                "capture_id": name, "portal": agencies.portal[agency], "url": url,
                "kind": "file" if kind == "file" else "page",
                "parent_url": page if kind == "file" else f"{host}/list.html",
                "title": f"{agencies.names[agency]}{year}年政府信息公开工作年度报告",
                "listed_date": published.isoformat(),
                "agency": "", "obtained_by": "crawl", "fetched_at": f"{fetched}T02:00:00Z", "status": 200,
                "media_type": "text/html", "charset": "utf-8", "etag": "", "last_modified": "",
                "digest": "sha256:" + digest,
                "size": 40_000, "warc_file": f"{agencies.portal[agency]}/{year}.warc.gz",
                "warc_offset": 9000 * len(self.capture_rows), "warc_length": 8900, "obstacle": "", "is_repeat": False,
            }
        )  # fmt: skip
        return name


def _printed(values: np.ndarray, habit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """State numbers (0 number, 1 nil, 2 blank) and printed texts, by each agency's habit with zeros."""
    zero = values == 0
    state = np.zeros(values.shape, dtype=np.int8)
    state[zero & (habit == "mark")[:, None]] = 1
    state[zero & (habit == "blank")[:, None]] = 2
    different, inverse = np.unique(values, return_inverse=True)
    texts = np.array([_text(int(value)) for value in different] + ["/", ""], dtype=object)
    at = inverse.reshape(values.shape)
    at = np.where(state == 1, len(different), np.where(state == 2, len(different) + 1, at))
    return state, pa.DictionaryArray.from_arrays(pa.array(at.ravel(), pa.int32()), pa.array(texts, pa.string()))


def _text(micro: int) -> str:
    whole, rest = divmod(micro, MICRO)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".") if rest else str(whole)


def _cells(form: Form, ids: list[str], values: np.ndarray, state: np.ndarray, raw: Any, chosen: np.ndarray) -> pa.Table:
    count, width = values.shape
    tables = list(dict.fromkeys(key[0] for key in form.keys))
    style = np.repeat(chosen % 4, width)  # sites differ in how many rows and columns stand before the figures
    table_index = np.tile([tables.index(key[0]) for key in form.keys], count) + style % 2
    order = {label: n for n, label in enumerate(dict.fromkeys((k[0], k[1]) for k in form.keys))}
    across = {label: n for n, label in enumerate(dict.fromkeys((k[0], k[2]) for k in form.keys))}
    row_index = np.tile([order[k[0], k[1]] for k in form.keys], count) + style
    column_index = np.tile([across[k[0], k[2]] for k in form.keys], count) + style // 2 + 1
    number = state.ravel() == 0

    def repeated(texts: list[str]) -> pa.Array:
        different = list(dict.fromkeys(texts))
        at = np.tile([different.index(text) for text in texts], count)
        return pa.DictionaryArray.from_arrays(pa.array(at, pa.int32()), pa.array(different))

    captures = pa.DictionaryArray.from_arrays(pa.array(np.repeat(np.arange(count), width), pa.int32()), pa.array(ids))
    nothing = pa.nulls(count * width)
    return pa.table(
        {
            "capture_id": captures, "reader_version": repeated([READER] * width), "form": repeated([form.name] * width),
            "table": repeated([k[0] for k in form.keys]), "row": repeated([k[1] for k in form.keys]),
            "column": repeated([k[2] for k in form.keys]), "value": _decimals(values.ravel(), number),
            "unit": repeated(form.units),
            "state": pa.DictionaryArray.from_arrays(pa.array(state.ravel()), pa.array(["number", "nil", "blank"])),
            "raw_zh": raw, "row_label_zh": repeated([label[0] for label in form.labels]),
            "column_label_zh": repeated([label[1] for label in form.labels]),
            "table_index": pa.array(table_index, pa.int16()), "row_index": pa.array(row_index, pa.int32()),
            "column_index": pa.array(column_index, pa.int16()), "page": nothing, "confidence": nothing,
            "marks": nothing,
            "evidence": pa.DictionaryArray.from_arrays(
                pa.array((state.ravel() == 2).astype(np.int8)), pa.array(["", "markup"])
            ),
            "match": repeated(["exact"] * width),
        }
    )  # fmt: skip


def _decimals(micro: np.ndarray, given: np.ndarray) -> pa.Array:
    words = np.zeros((len(micro), 2), dtype="<i8")
    words[:, 0], words[:, 1] = micro, np.where(micro < 0, -1, 0)
    validity = pa.py_buffer(np.packbits(given, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.decimal128(20, 6), len(micro), [validity, pa.py_buffer(words.tobytes())])


def _readings(
    agencies: Agencies, chosen: np.ndarray, year: int, published: list[dt.date], ids: list[str], cells: int, sums: int,
    broken: dict[int, Any],
) -> pa.Table:  # fmt: skip
    rows = [
        {
            "capture_id": capture, "reader_version": READER, "document": capture, "outcome": "report", "reason": "",
            "title_zh": f"{agencies.names[agency]}{year}年政府信息公开工作年度报告",
            "agency_zh": agencies.names[agency],
            "report_year": year, "year_basis": "title", "published_date": day,
            "period_start": dt.date(year, 1, 1), "period_end": dt.date(year, 12, 31), "scope":
            "government_aggregate" if agencies.kinds[agency] == "government" else "organ", "media": "html",
            "encoding": "utf-8", "cell_count": cells, "checks_held": sums - (number in broken),
            "checks_broken": int(number in broken), "checks_not_stated": 0,
        }
        for number, (capture, agency, day) in enumerate(zip(ids, chosen, published, strict=True))
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schemas()["reading"])


def _sections(agencies: Agencies, chosen: np.ndarray, year: int, ids: list[str], values: np.ndarray) -> pa.Table:
    heads = ("总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况",
             "存在的主要问题及改进情况", "其他需要报告的事项")  # fmt: skip
    rows = [
        {
            "capture_id": capture, "reader_version": READER, "section": number, "heading_zh": head,
            "text_zh": f"{year}年，{agencies.names[agency]}认真贯彻落实《中华人民共和国政府信息公开条例》，"
            f"围绕{head}，全年办理有关事项{int(figures[number]) // MICRO}件，进一步完善制度，加强培训，提高质量。",
        }
        for capture, agency, figures in zip(ids, chosen, values, strict=True) for number, head in enumerate(heads, 1)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schemas()["section"])


def _issues(rng: np.random.Generator, form: Form, ids: list[str]) -> pa.Table:
    rows = [
        {
            "capture_id": capture, "reader_version": READER, "code": "unknown_label", "severity": "warning",
            "table": form.keys[0][0], "row": "", "column": "", "message": "label 其他情形说明 is in no form",
        }
        for capture in ids if rng.random() < 0.03
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schemas()["issue"])


def _findings(form: Form, ids: list[str], values: np.ndarray, broken: dict[int, Any]) -> pa.Table:
    rows = []
    for report, (cell, computed, (rule, _)) in broken.items():
        table, row, column = form.keys[cell]
        rows.append(
            {"capture_id": ids[report], "reader_version": READER, "code": "sum_broken", "rule": rule, "table": table,
             "row": row, "column": column, "stated": None, "computed": None,
             "message": f"printed {_text(int(values[report, cell]))}, but its parts make {_text(computed)}"}
        )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schemas()["finding"])


def _register(folder: Path, wanted: int, rng: np.random.Generator) -> Agencies:
    """Governments of provinces, cities and counties with ten bureaus each, and towns; written as data files."""
    shutil.copytree(_ROOT / "data" / "forms", folder / "forms")
    shutil.copytree(_ROOT / "data" / "agencies", folder / "agencies")
    for file in _ROOT.joinpath("data").glob("*.csv"):
        shutil.copy(file, folder)
    bodies = list(_bodies(wanted, rng))
    with (folder / "agencies" / "agencies.csv").open(encoding="utf-8", newline="") as lines:
        heading = next(csv.reader(lines))
    with (folder / "agencies" / "agencies.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, heading, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(bodies)
    _add_divisions(folder / "agencies" / "divisions.csv", bodies)
    names = folder / "agencies" / "names.csv"
    with names.open(encoding="utf-8") as lines:
        first = lines.readline()
    names.write_text(first, encoding="utf-8")
    scale = {"province": 300, "city": 60, "county": 14, "township": 2}
    size = np.array([scale[b["level"]] * (30 if b["kind"] == "government" else 1) for b in bodies])
    return Agencies(
        [b["agency_id"] for b in bodies], [b["name_zh"] for b in bodies], [b["kind"] for b in bodies],
        [b["level"] for b in bodies], size * rng.lognormal(0, 0.7, len(bodies)),
        [f"portal{int(b['division_code'][:4])}" for b in bodies],
    )  # fmt: skip


def _add_divisions(file: Path, bodies: list[dict[str, str]]) -> None:
    """The governments' divisions behind those of the real country; each lies in the last one of a level above."""
    with file.open(encoding="utf-8", newline="") as lines:
        heading = next(csv.reader(lines))
    above = {"province": "", "city": ""}
    with file.open("a", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, heading, restval="")
        for body in bodies:
            if body["kind"] == "government":
                code, level = body["division_code"], body["level"]
                parent = "" if level == "province" else above["city" if level == "county" else "province"]
                above[level] = code
                name = body["name_zh"].removesuffix("人民政府")
                writer.writerow(
                    {"division_id": code, "code": code, "name_zh": name, "level": level, "parent_id": parent}
                )


def _bodies(wanted: int, rng: np.random.Generator) -> Iterator[dict[str, str]]:
    places = [a + b for a in _FIRST for b in _LAST]
    rng.shuffle(places)
    made = 0
    code = 100
    while made < wanted:
        # One city and eight counties a turn, a province every tenth city.
        level = ["city"] + ["county"] * 8
        if code % 10 == 0:
            level.insert(0, "province")
        for number, kind in enumerate(level):
            ending = {"province": "省", "city": "市", "county": "县"}[kind]
            where = (
                f"{places[(code * 9 + number) % len(places)]}{code if code * 9 >= len(places) + 900 else ''}{ending}"
            )
            division = f"{code:04d}{number:02d}"
            government = f"{division}-government"
            yield {"agency_id": government, "name_zh": f"{where}人民政府", "kind": "government", "level": kind,
                   "division_code": division, "parent_id": ""}  # fmt: skip
            for bureau, name in _BUREAUS.items():
                yield {"agency_id": f"{division}-{bureau}", "name_zh": where + name, "kind": bureau, "level": kind,
                       "division_code": division, "parent_id": government}  # fmt: skip
            made += 1 + len(_BUREAUS)
            if kind == "county":
                for town in range(3):
                    yield {"agency_id": f"{division}-town{town}",
                           "name_zh": f"{where}{_FIRST[town]}{_LAST[number]}镇人民政府", "kind": "township",
                           "level": "township", "division_code": division,
                           "parent_id": government}  # fmt: skip
                made += 3
        code += 1


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


if __name__ == "__main__":
    main()
