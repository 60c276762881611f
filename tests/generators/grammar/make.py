"""python -m tests.generators.grammar.make DIR --count N --seed S [--medium html --form 2019]

One report of a seed: form, medium, head, words, layout, figures and delivery are each drawn for themselves.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import replace
from pathlib import Path
from random import Random

from .. import documents, encodings, figures, forms, html, prose, reshape, text
from ..layout import Figures
from ..model import Block, Document, Figure, Table
from ..write import write
from . import deliver, heading, tables
from .matrix import printed_keys
from .words import Author

FORMS = ("2014", "2019", "2021", "fujian", "mixed")
_YEARS = {
    "2014": (2014, 2018),
    "2019": (2019, 2020),
    "2021": (2021, 2025),
    "fujian": (2009, 2018),
    "mixed": (2021, 2024),
}
# shapes of a file's format, of documents.py: what the file is made of, not what it says
_OF_FORMAT = {
    "html": (["word_paste", "split_numbers", "nested_p", "span_labels", "hidden", "chrome", "two_heads", "junk_prefix",
              "layout_table", "outer_layout", "unclosed_cells", "upper_tags", "spaced_cells", "hidden_table"], 3),
    "docx": (documents.DOCX_SHAPES, 3),
    "xlsx": (documents.SHEET_SHAPES, 2),
    "pdf": ([*documents.PDF_SHAPES, *documents.pdf_shapes.SHAPES, "zebra", "two_up"], 3),
}  # fmt: skip
_EXCLUSIVE = [
    {"two_up", "turned_pages", "sideways_text", "small_pages", "landscape"},
    {"zebra", "rect_rules", "line_rules", "rows_cut", *documents.pdf_shapes.PARTLY, *documents.pdf_shapes.LINES},
]
_FIGURES = {
    "thousands": 0.12, "fullwidth": 0.08, "spaces": 0.12, "zeros_blank": 0.1, "zeros_nil": 0.1, "units_in_cell": 0.06,
    "remarks": 0.05, "signed": 0.2, "totals_blank": 0.04, "totals_wrong": 0.04, "unreadable": 0.06,
}  # fmt: skip
_GRID = {
    "title_row": 0.08,
    "phantom_row": 0.05,
    "serial_column": 0.05,
    "note_column": 0.05,
    "header_repeated": 0.06,
    "cut_table": 0.06,
    "cut_repeat_header": 0.05,
}


def make(seed: int, form: str | None = None, medium: str | None = None) -> Document:
    """The report of a seed; what is given is not drawn."""
    rng = Random(f"grammar {seed}")
    form = form or rng.choice(FORMS)
    medium = medium or rng.choice(["html", "html", "pdf", "docx", "xlsx", "text"])
    year = rng.randint(*_YEARS[form])
    choose = tables.Choices(rng, medium, [])
    about = heading.head(rng, year)
    shown = [name for name, share in _FIGURES.items() if rng.random() < share]
    if "unreadable" in shown:
        shown = [s for s in shown if s != "totals_wrong"]
    if "zeros_blank" in shown:
        shown = [s for s in shown if s != "zeros_nil"]
    if "units_in_cell" in shown:
        shown = [s for s in shown if s != "remarks"]
    how = _delivery(choose, medium)
    choose.how = how
    if how:  # between spaces and commas only plain figures are plain
        shown = [s for s in shown if s in ("totals_wrong", "signed")]
    choose.drawn += shown
    author = Author(rng, year, broken=medium in ("html", "docx", "xlsx") and not how, plain=rng.random() < 0.15)
    if how == "run_on":  # what stands at a label's end would be part of the sentence
        author.has |= dict.fromkeys(("stops", "footnotes", "notes"), False)
    made, expected = _tables(rng, form, year, author, choose, frozenset(shown), how)
    keys = {name: printed_keys(t for t in made if t.name == name) for name in {t.name for t in made}}
    truth = [row for t in _by_name(made) for row in _truth(about, t, keys[t.name])]
    shapes = _format_shapes(rng, medium) if medium in _OF_FORMAT else []
    blocks = _blocks(rng, form, about, made, choose, how)
    name, body, media_type = _render(rng, seed, blocks, about, medium, shapes, how)
    drawn = dict.fromkeys([*about.drawn, *choose.drawn, *shapes])
    return Document(
        name, body, media_type, truth, "report", form, medium, tuple(drawn), seed, about.agency, year, tuple(expected)
    )


def _delivery(choose: tables.Choices, medium: str) -> str:
    if medium == "html":
        how = choose.of("as", {"table": 8, **dict.fromkeys(deliver.AS_HTML, 0.6), "run_on": 0.3})
    elif medium == "text":
        how = choose.of("as", {"dump": 2, "pipes": 1, "markdown": 1, "tabs": 1.5, "spaces": 1.5, "run_on": 1})
        return how
    elif medium == "docx":
        how = choose.of("as", {"table": 12, "tabs": 0.3, "run_on": 0.3})
    else:
        return ""
    return "" if how == "table" else how


def _by_name(made: list[Table]) -> list[Table]:
    return list({t.name: t for t in made}.values())


def _truth(about: heading.Head, table: Table, printed: set[tuple[str, str]]) -> list[dict[str, str]]:
    about_it = prose.Head(about.agency, about.year, about.title, about.published, "")
    rows = documents.truth_of(about_it, table)
    return [row for row in rows if (row["row"], row["column"]) in printed]


def _tables(
    rng: Random, form: str, year: int, author: Author, choose: tables.Choices, shapes: frozenset[str], how: str
) -> tuple[list[Table], list[tuple[str, str, str, str]]]:
    expected: list[tuple[str, str, str, str]] = []
    scale = rng.choice([3, 20, 300, 5000])

    def printed(name: str, of: str, numbers: figures.Numbers) -> Figures:
        shown = figures.show(rng, of, name, numbers, shapes)
        if how in ("pipes", "markdown", "run_on"):
            shown = {
                k: Figure("0", "number", numbers[k]) if f.state in ("blank", "nil") else f for k, f in shown.items()
            }
        return figures.spoil_totals(rng, of, name, numbers, shown, shapes)[0]

    if form == "2014":
        shown = printed("statistics", "2014", figures.list_2014(rng, scale))
        made = [(tables.statistics("2014", forms.LIST_2014, shown, author, choose), shown)]
    elif form == "fujian":
        lines = forms.FUJIAN_OLD if year < 2014 else forms.FUJIAN_NEW
        shown = printed("statistics", "fujian", figures.list_fujian(rng, lines, scale))
        if rng.random() < 0.4:
            shown = {k: f for k, f in shown.items() if k[1] == "count"}
        made = [(tables.statistics("fujian", [line[:3] for line in lines], shown, author, choose), shown)]
    else:
        first, second = (form, form) if form != "mixed" else rng.choice([("2021", "2019"), ("2019", "2021")])
        shown = printed("proactive", first, figures.proactive(rng, first, scale))
        made = [(tables.proactive(first, shown, author, choose), shown)]
        shown = printed("applications", second, figures.applications(rng, second, scale))
        made.append((tables.applications(second, shown, author, choose, first != second), shown))
        if choose("missing_disputes", 0.03):
            expected.append(("missing_table", "disputes", "", ""))
        else:
            shown = printed("disputes", second, figures.disputes(rng))
            made.append((tables.disputes(second, shown, author, choose), shown))
    done = []
    for parts, of in made:
        for part in parts:
            done += [replace(t, figures=of) for t in _reshaped(rng, part, choose, bool(how))]
    return done, expected


def _reshaped(rng: Random, table: Table, choose: tables.Choices, is_text: bool) -> list[Table]:
    plain = all(c.rowspan == 1 or c.role in ("label", "head") for row in table.rows for c in row)
    if (
        is_text
        or table.name == "disputes"
        or not table.header
        or not plain
        or any(d.startswith("turned") for d in choose.drawn)
    ):
        return [table]
    shares = table.shares
    if choose("serial_column", _GRID["serial_column"]):
        table, shares = reshape.serial_column(table), (0.6, *shares)
    if choose("note_column", _GRID["note_column"]):
        table, shares = reshape.note_column(rng, table), (*shares, 1.2)
    if choose("header_repeated", _GRID["header_repeated"]):
        table = reshape.header_repeated(rng, table)
    table = replace(table, shares=shares)
    parts = [table]
    places = reshape.cut_places(table)
    if places and choose("cut_table", _GRID["cut_table"]):
        parts = list(reshape.cut(table, rng.choice(places), rng.random() < 0.5, rng.random() < 0.3))
    if choose("title_row", _GRID["title_row"]):
        parts[0] = reshape.title_row(
            parts[0], "政府信息公开情况统计表" if table.name == "statistics" else "收到和处理政府信息公开申请情况"
        )
    return parts


def _blocks(
    rng: Random, form: str, about: heading.Head, made: list[Table], choose: tables.Choices, how: str
) -> list[Block]:
    blocks = list(about.before)
    about_it = prose.Head(about.agency, about.year, about.title, about.published, "")
    wordy = rng.random() < 0.7
    if wordy:
        blocks += [Block("heading", rng.choice(["一、总体情况", "一、概述"]))]
        blocks += [Block("text", line) for line in prose.overview(rng, about_it, None)]
    sections = heading.parts()["sections"]
    heads = {"proactive": 2, "applications": 3, "disputes": 4}
    before = ""
    for table in made:
        if table.name != before and table.name in heads and not choose("no_section_heading", 0.05):
            blocks.append(Block("heading", rng.choice(sections[heads[table.name]])))
        elif table.name != before and table.name == "statistics":
            blocks.append(
                Block(
                    "heading",
                    rng.choice(
                        [
                            "附件：政府信息公开情况统计表",
                            "政府信息公开情况统计表",
                            f"附表：{about.year}年政府信息公开情况统计表",
                        ]
                    ),
                )
            )
        elif table.name == before and table.cut:
            blocks.append(Block("text", rng.choice(["续表", "（续上表）", "（接上表）"])))
        if choose.medium == "text" and table.name == before:
            blocks.append(Block("text", "其中："))
        before = table.name
        if how in deliver.AS_TEXT:
            blocks += [Block("text", line) for line in _lines(table, how)]
        else:
            blocks.append(Block("table", "", table))
    if wordy and form not in ("2014", "fujian"):
        blocks += [
            Block("heading", rng.choice(sections[5])), Block("text", prose.problems(rng)),
            Block("heading", rng.choice(sections[6])), Block("text", prose.others(rng, about.year)),
        ]  # fmt: skip
    return [*blocks, *about.after]


def _lines(table: Table, how: str) -> list[str]:
    if how == "tabs":
        return deliver.tabs(table)
    if how == "spaces":
        return deliver.spaces(table)
    return deliver.run_on(table)


def _format_shapes(rng: Random, medium: str) -> list[str]:
    pool, most = _OF_FORMAT[medium]
    chosen: list[str] = []
    for shape in rng.sample(list(pool), rng.randint(0, most)):
        if all(not (shape in group and group & set(chosen)) for group in (*documents.EXCLUSIVE, *_EXCLUSIVE)):
            chosen.append(shape)
    return chosen


def _render(
    rng: Random, seed: int, blocks: list[Block], about: heading.Head, medium: str, shapes: list[str], how: str
) -> tuple[str, bytes, str]:
    of = frozenset(shapes)
    if medium == "text":
        own = {"pipes", "markdown"} & {how}
        body = text.document(rng, blocks, frozenset(own)).encode()
        return f"m{seed:06d}.txt", body, "text/plain; charset=utf-8"
    if medium == "html":
        site = about.agency[:3] + "人民政府"
        page = html.Page(rng.choice([about.title, "政府信息公开年报"]), site, about.published, "utf-8")
        marks = {}
        if how in deliver.AS_HTML:
            for n, block in enumerate(blocks):
                if block.table is not None:
                    marks[f"@@{n}@@"] = deliver.as_html(rng, block.table, how)
                    blocks[n] = Block("text", f"@@{n}@@")
        markup = html.page(rng, blocks, page, of)
        for mark, made in marks.items():
            markup = re.sub(rf"<p\b[^>]*>(?:<span[^>]*>|　)*{mark}(?:</span>)*</p>", lambda _, new=made: new, markup)
        return f"m{seed:06d}.html", encodings.encode(markup, "utf8"), "text/html; charset=utf-8"
    head = prose.Head(about.agency, about.year, about.title, about.published, "")
    name, body, media_type = documents.render(rng, seed, blocks, head, medium, shapes)
    return f"m{name[1:]}", body, media_type


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--medium")
    parser.add_argument("--form", choices=FORMS)
    o = parser.parse_args()
    print(f"{write(o.folder, (make(o.seed + i, o.form, o.medium) for i in range(o.count)))} documents in {o.folder}")


if __name__ == "__main__":
    main()
