# ruff: noqa: E501  (Chinese labels are kept whole; each character counts two columns)
"""Documents with known truth, each made from its seed alone.

`make(seed)` draws form, medium and shapes; any of them can be given. `shapes` given are used as they are, nothing added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from random import Random

from . import (
    docx,
    encodings,
    figures,
    forms,
    html,
    layout,
    lists,
    nonreports,
    papers,
    pdf_shapes,
    prose,
    reshape,
    rtf,
    scans,
    sheet,
    text,
)
from .model import Block, Document, Table
from .wording import Wording

Change = Callable[[list[Block]], list[Block]]

FORMS = ("2014", "2019", "2021", "fujian", "mixed")
MEDIA = ("html", "text", "pdf", "docx", "xlsx")
# made only when asked for: their readers need a program, or they are another medium in another coat
RARE_MEDIA = ("xls", "rtf", "word_2003", "word_flat", "html_doc", "mhtml")
# only on request: reading a page takes seconds. "scan" are pages of the PDF generator, "paper" painted ones
SLOW_MEDIA = ("scan", "paper")

FIGURE_SHAPES = [
    "totals_wrong",
    "totals_blank",
    "zeros_blank",
    "zeros_nil",
    "remarks",
    "units_in_cell",
    "fullwidth",
    "thousands",
    "signed",
    "unreadable",
    "spaces",
]
WORD_SHAPES = ["labels_varied", "chinese_year", "year_in_period", "late", "narrative_counts", "narrative_differs"]
CONTENT_SHAPES = [
    "missing_disputes",
    "missing_rules",
    "extra_rows",
    "unit_in_header",
    "unit_column_yuan",
    "tables_only",
    "off_year",
]
GRID_SHAPES = [
    "rowspan_wrong",
    "rowspan_missing",
    "unmerged",
    "group_repeated",
    "title_row",
    "phantom_row",
    "phantom_column",
    "serial_column",
    "note_column",
    "header_repeated",
    "cut_table",
    "cut_repeat_header",
    "ragged_colspans",
    "head_no_rowspan",
    "disputes_rebuilt",
    "text_between",
    "headings_span",
]
HTML_SHAPES = [
    "word_paste",
    "split_numbers",
    "nested_p",
    "br_labels",
    "span_labels",
    "thead",
    "hidden",
    "chrome",
    "two_heads",
    "junk_prefix",
    "fragment",
    "layout_table",
    "outer_layout",
    "unclosed_cells",
    "upper_tags",
    "spaced_cells",
    "hidden_table",
]
TEXT_SHAPES = ["dump", "pipes", "markdown"]
PDF_SHAPES = [
    "repeat_header",
    "page_numbers",
    "landscape",
    "narrow_labels",
    "small_pages",
    "running_head",
    "embedded_font",
    "single_characters",
    "rect_rules",
    "line_rules",
    "filled_first_page",
]
DOCX_SHAPES = [
    "split_runs",
    "breaks",
    "revisions",
    "deleted_rows",
    "vanish",
    "fields",
    "footnotes",
    "controls",
    "smart_tags",
    "nested_one_cell",
    "nested_layout",
    "text_boxes",
    "boxed_tables",
    "numbered",
    "stored",
    "other_part_name",
]
SHEET_SHAPES = [
    "text_numbers",
    "number_formats",
    "long_floats",
    "formulas",
    "offset",
    "sheet_per_table",
    "hidden_sheet",
    "hidden_rows",
    "blank_rows",
    "inline_strings",
    "rich_text",
]

# Shapes of which a document can have only one.
EXCLUSIVE = [
    {"totals_wrong", "totals_blank"},
    {"totals_wrong", "unreadable"},
    {"zeros_blank", "zeros_nil"},
    {"rowspan_wrong", "rowspan_missing", "unmerged", "group_repeated"},
    {"cut_table", "cut_repeat_header"},
    {"rowspan_wrong", "serial_column"},
    {"rowspan_missing", "serial_column"},
    {"rowspan_wrong", "note_column"},
    {"rowspan_missing", "note_column"},
    {"rowspan_wrong", "phantom_column"},
    {"rowspan_missing", "phantom_column"},
    {"rowspan_wrong", "cut_table"},
    {"rowspan_missing", "cut_table"},
    {"rowspan_wrong", "cut_repeat_header"},
    {"rowspan_missing", "cut_repeat_header"},
    {"ragged_colspans", "phantom_column"},
    {"ragged_colspans", "note_column"},
    {"ragged_colspans", "serial_column"},
    {"word_paste", "nested_p"},
    {"fragment", "chrome"},
    {"fragment", "two_heads"},
    {"fragment", "junk_prefix"},
    {"year_in_period", "chinese_year"},
    {"dump", "pipes", "markdown"},
    {"ragged_colspans", "pipes"},
    {"ragged_colspans", "markdown"},
    {"narrative_counts", "narrative_differs"},
    {"units_in_cell", "remarks"},
    {"tables_only", "narrative_counts"},
    {"tables_only", "narrative_differs"},
    {"tables_only", "year_in_period"},
    {"nested_layout", "nested_one_cell"},
    {"nested_layout", "boxed_tables"},
    {"text_numbers", "number_formats"},
    {"phantom_column", "note_column"},
    {"rect_rules", "line_rules"},
    {"landscape", "small_pages"},
    {"unit_in_labels", "unit_column_yuan"},
    {"code_column", "serial_column"},
    *scans.EXCLUSIVE,
    *pdf_shapes.EXCLUSIVE,
]
_OFFICE = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_YEARS = {
    "2014": range(2014, 2019),
    "2019": range(2019, 2021),
    "2021": range(2021, 2026),
    "fujian": range(2009, 2019),
    "mixed": range(2021, 2025),
}


def _allowed(shape: str, form: str, medium: str) -> bool:
    if shape in HTML_SHAPES or shape in ("rowspan_wrong", "rowspan_missing"):
        return medium == "html"
    if shape in TEXT_SHAPES:
        return medium == "text"
    if shape in lists.SHAPES:
        return lists.applies(shape, form)
    if shape in pdf_shapes.SHAPES:
        return medium == "pdf"
    if medium == "paper" and shape in papers.SHAPES:
        return True
    if shape in scans.SHAPES:
        return medium == "scan"
    if shape in PDF_SHAPES:
        return medium == "pdf" or (medium == "scan" and shape not in ("embedded_font", "single_characters"))
    if shape in DOCX_SHAPES:
        return medium in ("docx", "word_2003", "word_flat")
    if shape in SHEET_SHAPES:
        return medium in ("xlsx", "xls")
    is_list = form in ("2014", "fujian")
    if shape in (
        "missing_disputes",
        "missing_rules",
        "signed",
        "ragged_colspans",
        "head_no_rowspan",
        "disputes_rebuilt",
        "narrative_counts",
        "narrative_differs",
        "unit_in_header",
        "unmerged",
        "group_repeated",
    ):
        return not is_list
    if shape in ("extra_rows", "headings_span", "unit_column_yuan"):
        return form == "2014"
    if shape == "totals_blank":
        return not is_list
    return shape != "totals_wrong" or form != "fujian"


def draw_shapes(rng: Random, form: str, medium: str) -> list[str]:
    """A few shapes that can stand together."""
    pools = [(FIGURE_SHAPES, 2), (WORD_SHAPES, 1), (CONTENT_SHAPES, 1), (GRID_SHAPES, 2)]
    own = {
        "html": (HTML_SHAPES, 4),
        "text": (TEXT_SHAPES, 1),
        "pdf": (PDF_SHAPES, 3),
        "scan": (PDF_SHAPES, 2),
        "docx": (DOCX_SHAPES, 3),
        "xlsx": (SHEET_SHAPES, 3),
    }
    own |= {"xls": own["xlsx"], "word_2003": own["docx"], "word_flat": own["docx"]}
    pools.append(own.get(medium, ([], 0)))
    if medium == "pdf":
        pools += [(pdf_shapes.PARTLY + pdf_shapes.LINES, 1), (pdf_shapes.PAGES, 1)]
    if form in ("2014", "fujian"):
        pools.append((lists.SHAPES, 2))
    if medium == "scan":
        pools += [(list(scans.FORMATS), 1), (scans.SPOILS, 4), (["thick_rules", "hair_rules"], 1)]
    chosen: list[str] = []
    for pool, most in pools:
        able = [s for s in pool if _allowed(s, form, medium)]
        for shape in rng.sample(able, min(len(able), rng.randint(1 if pool is TEXT_SHAPES else 0, most))):
            if all(not (shape in group and group & set(chosen)) for group in EXCLUSIVE):
                chosen.append(shape)
    if "single_characters" in chosen and "embedded_font" not in chosen and rng.random() < 0.7:
        chosen.append("embedded_font")
    if medium == "html":
        chosen.append(rng.choice(["utf8"] * 6 + list(encodings.ENCODINGS)))
    elif medium == "paper":
        chosen += papers.draw(rng)
    elif medium == "text":
        chosen.append(rng.choice(["utf8", "utf8", "utf8_bom", "gbk_undeclared", "utf16_bom"]))
    return chosen


def report_of(seed: int, agency: str, year: int, shapes: Iterable[str] = (), medium: str = "html") -> Document:
    """An agency's report for a year, in the form of that year (2014 and later)."""
    form = "2014" if year < 2019 else "2019" if year < 2021 else "2021"
    return _report(Random(seed), seed, form, medium, list(shapes), agency, year)


def make(
    seed: int,
    form: str | None = None,
    medium: str | None = None,
    shapes: Iterable[str] | None = None,
    change: Change | None = None,
) -> Document:
    """The document of a seed. About one in seven is no report when neither form nor shapes are asked for.

    change: is given the document's blocks before they are rendered, and gives those that are; `truth` stays as it was.
    """
    rng = Random(seed)
    given_shapes, given_form = shapes is not None, form is not None
    if not given_form and not given_shapes and medium in (None, "html", "docx", "xlsx") and rng.random() < 0.14:
        return nonreports.make(seed, medium=medium or "html")
    form = form or rng.choice(FORMS)
    medium = medium or rng.choice(["html"] * 5 + ["text"] * 2 + ["pdf"] * 2 + ["docx"] * 2 + ["xlsx"])
    chosen = list(shapes) if shapes is not None else draw_shapes(rng, form, medium)
    return _report(rng, seed, form, medium, chosen, change=change)


def every_shape(seed: int) -> Iterator[Document]:
    """One document for each medium, form and shape alone, then one of each kind that is no report."""
    for medium in MEDIA:
        for form in FORMS:
            pools = [
                FIGURE_SHAPES,
                WORD_SHAPES,
                CONTENT_SHAPES,
                GRID_SHAPES,
                HTML_SHAPES,
                TEXT_SHAPES,
                PDF_SHAPES,
                pdf_shapes.SHAPES,
                DOCX_SHAPES,
                SHEET_SHAPES,
                lists.SHAPES,
            ]
            shapes = [s for pool in pools for s in pool if _allowed(s, form, medium)]
            if medium == "html":
                shapes += list(encodings.ENCODINGS)
            for shape in shapes:
                yield make(seed, form, medium, [shape])
                seed += 1
    for kind in nonreports.REASONS:
        yield nonreports.make(seed, kind)
        seed += 1


def _report(
    rng: Random,
    seed: int,
    form: str,
    medium: str,
    chosen: list[str],
    agency: str = "",
    of_year: int = 0,
    change: Change | None = None,
) -> Document:
    shapes = frozenset(chosen)
    year = of_year or rng.choice(_YEARS[form])
    if "off_year" in shapes:  # a form outside its years: the labels say which it is, not the year
        year = {"2014": 2020, "2019": 2022, "2021": 2020, "fujian": 2019, "mixed": 2021}[form]
    about = prose.head(rng, year, shapes, agency)
    tables, numbers, expected, absent = _tables(rng, form, about, shapes)
    while not any(f.state == "number" for t in tables for f in t.figures.values()):
        tables, numbers, expected, absent = _tables(rng, form, about, shapes)  # a form without a number is no report
    blocks = _blocks(rng, form, about, tables, numbers, shapes)
    if "narrative_differs" in shapes and tables[1].figures["new", "total"].state == "number":
        expected.append(("text_differs", "applications", "", ""))
    truth = [
        row
        for table in tables
        for row in truth_of(about, table)
        if (table.name, row["row"], row["column"]) not in absent
    ]
    blocks = change(blocks) if change else blocks
    name, body, media_type = render(rng, seed, blocks, about, medium, chosen)
    return Document(
        name, body, media_type, truth, "report", form, medium, tuple(chosen), seed, about.agency, year, tuple(expected)
    )


def report_tables(rng: Random, form: str, about: prose.Head) -> list[Table]:
    """The tables of a plain report."""
    return _tables(rng, form, about, frozenset())[0]


def _tables(
    rng: Random, form: str, about: prose.Head, shapes: frozenset[str]
) -> tuple[list[Table], dict[str, figures.Numbers], list[tuple[str, str, str, str]], set[tuple[str, str, str]]]:
    """The form's tables before reshaping, their numbers, the issues that must be named, cells not printed."""
    year = about.year
    word = Wording(rng, "labels_varied" in shapes)
    scale = rng.choice([3, 20, 300, 5000 if "thousands" in shapes else 900])
    expected: list[tuple[str, str, str, str]] = []
    absent: set[tuple[str, str, str]] = set()
    numbers: dict[str, figures.Numbers] = {}

    def printed(table: str, of: str, n: figures.Numbers) -> layout.Figures:
        numbers[table] = n
        scaled, factor = _header_units(n, of, table, shapes)
        shown = figures.show(rng, of, table, scaled, shapes if not factor else shapes - {"units_in_cell"})
        shown, broken = figures.spoil_totals(rng, of, table, n, shown, shapes)
        if broken:
            expected.append(("sum_broken", table, "", ""))
        if factor:
            shown = {
                k: replace(f, text=f.text.replace("元", ""), value=n[k]) if k in factor and f.state == "number" else f
                for k, f in shown.items()
            }
        return shown

    if form == "2014":
        yuan = "unit_column_yuan" in shapes
        n = figures.list_2014(rng, scale)
        shown = printed("statistics", "2014", n)
        if yuan:
            shown = _in_yuan(n, shown)
        table = layout.list_2014(shown, word, shapes, yuan)
        if "extra_rows" in shapes:
            table, labels = reshape.extra_rows(rng, table, ["其中：机构领导信息数", "规划统计信息数"], "条")
            expected += [("unknown_label", "statistics", "", "")] * bool(labels)
        table, named = lists.vary(rng, table, year, about.agency, shapes)
        expected += named
        tables = [table]
    elif form == "fujian":
        lines = forms.FUJIAN_OLD if year < 2014 else forms.FUJIAN_NEW
        shown = printed("statistics", "fujian", figures.list_fujian(rng, lines, scale))
        cumulative = rng.random() < 0.7
        if not cumulative:
            absent = {("statistics", row, "cumulative") for row, *_ in lines}
        table, _ = lists.vary(
            rng, layout.list_fujian(rng, year, lines, shown, word, cumulative), year, about.agency, shapes
        )
        tables = [table]
    else:
        first, second = (
            (form, form) if form != "mixed" else rng.choice([("2021", "2019"), ("2021", "2019"), ("2019", "2021")])
        )
        tables = [
            layout.proactive(
                rng, first, printed("proactive", first, figures.proactive(rng, first, scale)), word, shapes
            ),
            layout.applications(
                second, printed("applications", second, figures.applications(rng, second, scale)), word, shapes
            ),
        ]
        if "missing_disputes" in shapes:
            expected.append(("missing_table", "disputes", "", ""))
        else:
            tables.append(layout.disputes(second, printed("disputes", second, figures.disputes(rng)), word, shapes))
        if "missing_rules" in shapes:
            absent = {
                ("proactive", "rules", c)
                for c in ("made", "disclosed", "public_total", "issued", "repealed", "in_force")
            }
    for table in tables:
        expected += [
            ("unreadable_number", table.name, row, column)
            for (row, column), figure in table.figures.items()
            if figure.state == "unreadable" and (table.name, row, column) not in absent
        ]
    return tables, numbers, expected, absent


def _header_units(
    n: figures.Numbers, form: str, table: str, shapes: frozenset[str]
) -> tuple[figures.Numbers, set[tuple[str, str]]]:
    """Numbers as they stand under a header that names another unit than the form's."""
    if table != "proactive" or "unit_in_header" not in shapes:
        return n, set()
    changed = {k for k in n if k[1] == "amount"}
    factor = 1 / figures.Decimal(10000) if form == "2019" else figures.Decimal(10000)
    return {k: v * factor if k in changed else v for k, v in n.items()}, changed


def _in_yuan(n: figures.Numbers, shown: layout.Figures) -> layout.Figures:
    """万元 lines printed in yuan, where the unit column says so."""
    return {
        key: replace(f, text=format((n[key] * 10000).normalize() if n[key] else n[key], "f"))
        if f.state == "number" and key[0] in ("fees_charged", "staff.budget")
        else f
        for key, f in shown.items()
    }


def truth_of(about: prose.Head, table: Table) -> list[dict[str, str]]:
    """The rows that a reader must give of a printed table."""
    return [
        {
            "agency": about.agency,
            "report_year": str(about.year),
            "form": table.form,
            "table": table.name,
            "row": row,
            "column": column,
            "value": "" if figure.value is None else format(figure.value, "f"),
            "unit": forms.unit_of(table.form, table.name, row, column),
            "state": figure.state,
            "raw": figure.text.strip(),
        }
        for (row, column), figure in table.figures.items()
    ]


def _reshaped(rng: Random, table: Table, about: prose.Head, shapes: frozenset[str]) -> list[Table]:
    """The table after every grid shape that applies to it; two tables where it is cut."""
    steps: list[tuple[str, Callable[[Table], Table]]] = []
    if table.name == "applications":
        steps += [
            ("rowspan_wrong", lambda t: reshape.rowspan_wrong(rng, t)),
            ("rowspan_missing", reshape.rowspan_missing),
            ("unmerged", lambda t: reshape.unmerged(t, False)),
            ("group_repeated", lambda t: reshape.unmerged(t, True)),
        ]
    if table.name != "disputes":
        steps += [("serial_column", reshape.serial_column), ("note_column", lambda t: reshape.note_column(rng, t))]
        steps += [("header_repeated", lambda t: reshape.header_repeated(rng, t))]
        steps += [("phantom_column", lambda t: reshape.phantom_column(rng, t))]
    steps += [("phantom_row", lambda t: reshape.phantom_rows(rng, t))]
    for shape, step in steps:
        if shape in shapes:
            table = step(table)
    parts = [table]
    places = reshape.cut_places(table)
    if places and table.name != "disputes" and shapes & {"cut_table", "cut_repeat_header"}:
        parts = list(reshape.cut(table, rng.choice(places), "cut_repeat_header" in shapes, rng.random() < 0.3))
    if "title_row" in shapes:
        section = {"proactive": 2, "applications": 3, "disputes": 4}.get(table.name)
        title = prose.SECTIONS[section][0] if section else f"{about.agency}政府信息公开情况统计表（{about.year}年度）"
        parts[0] = reshape.title_row(parts[0], title)
    return parts


def _blocks(
    rng: Random,
    form: str,
    about: prose.Head,
    tables: list[Table],
    numbers: dict[str, figures.Numbers],
    shapes: frozenset[str],
) -> list[Block]:
    blocks = [Block("title", about.title)]
    if "tables_only" not in shapes:
        blocks += [
            Block("meta", f"发布时间：{about.published}　来源：{about.agency}"),
            Block("text", prose.opening(rng, about)),
        ]
    if form in ("2014", "fujian"):
        if "tables_only" not in shapes:
            blocks += [Block("heading", "一、概述")] + [Block("text", t) for t in prose.overview(rng, about, None)]
            blocks += [Block("text", t) for t in prose.at_length(rng)] if "as_published" in shapes else []
        blocks += [Block("heading", "附件：政府信息公开情况统计表")]
        if form == "2014":
            blocks += [Block("text", f"填报单位（盖章）：{about.agency}　　{about.year}年度")]
        blocks += _with_tables(rng, tables[0], about, shapes)
        if form == "2014" and "tables_only" not in shapes:
            blocks.append(
                Block(
                    "text",
                    "单位负责人：李明　审核人：王芳　填报人：张伟　联系电话：0571-86420001　填报日期："
                    + about.published,
                )
            )
        return blocks
    received: int | None = None
    if "narrative_counts" in shapes:
        received = int(numbers["applications"]["new", "total"])
    elif "narrative_differs" in shapes:
        received = int(numbers["applications"]["new", "total"]) + rng.randint(3, 90)
    if "tables_only" not in shapes:
        blocks.append(Block("heading", rng.choice(prose.SECTIONS[1])))
        blocks += [Block("text", t) for t in prose.overview(rng, about, received)]
        blocks += [Block("text", t) for t in prose.at_length(rng)] if "as_published" in shapes else []
    for section, table in zip((2, 3, 4), tables, strict=False):
        blocks.append(Block("heading", rng.choice(prose.SECTIONS[section])))
        blocks += _with_tables(rng, table, about, shapes)
    if len(tables) < 3:
        blocks += [Block("heading", prose.SECTIONS[4][0]), Block("text", "本年度未发生行政复议、行政诉讼。")]
    if "tables_only" not in shapes:
        blocks += [
            Block("heading", rng.choice(prose.SECTIONS[5])),
            Block("text", prose.problems(rng)),
            Block("heading", rng.choice(prose.SECTIONS[6])),
            Block("text", prose.others(rng, about.year)),
        ]
    return blocks


def _with_tables(rng: Random, table: Table, about: prose.Head, shapes: frozenset[str]) -> list[Block]:
    blocks = []
    if "text_between" in shapes:
        blocks.append(
            Block("text", rng.choice(["单位：件", "（一）具体情况如下表所示，表中数据截至12月31日：", "（单位：件）"]))
        )
    parts = _reshaped(rng, table, about, shapes)
    for i, part in enumerate(parts):
        if i:
            blocks.append(Block("text", rng.choice(["续表", "- 2 -", "（接上表）"])))
        blocks.append(Block("table", "", part))
    if "hidden_table" in shapes:
        ghost = [tuple(replace(c, text=str(rng.randint(100, 999))) if c.key else c for c in row) for row in table.rows]
        blocks.append(Block("hidden", "", table.with_rows(ghost)))
    return blocks


def render(
    rng: Random, seed: int, blocks: list[Block], about: prose.Head, medium: str, chosen: list[str]
) -> tuple[str, bytes, str]:
    shapes = frozenset(chosen)
    encoding = next((s for s in chosen if s in encodings.ENCODINGS), "utf8")
    if medium == "pdf":
        from . import pdf

        return f"g{seed:06d}.pdf", pdf.document(rng, blocks, shapes), "application/pdf"
    if medium in SLOW_MEDIA:
        made = scans.document if medium == "scan" else papers.document
        ending, body, media_type = made(rng, blocks, shapes)
        return f"g{seed:06d}.{ending}", body, media_type
    if medium == "text":
        body = encodings.encode(text.document(rng, blocks, shapes), encoding)
        return f"g{seed:06d}.txt", body, encodings.media_type("text/plain", encoding)
    if medium in ("docx", "word_2003", "word_flat"):
        made = {"docx": docx.document, "word_2003": docx.word_2003, "word_flat": docx.flat}[medium]
        ending = "docx" if medium == "docx" else "doc"
        return f"g{seed:06d}.{ending}", made(rng, blocks, shapes), _OFFICE[ending]
    if medium in ("xlsx", "xls"):
        sheets = sheet.lay_out(rng, blocks, shapes)
        body = sheet.xlsx(rng, sheets, shapes) if medium == "xlsx" else sheet.xls(sheets)
        return f"g{seed:06d}.{medium}", body, _OFFICE[medium]
    if medium == "rtf":
        return f"g{seed:06d}.rtf", rtf.document(blocks), "application/rtf"
    site = about.agency[:3] + "人民政府"
    page = html.Page(about.title, site, about.published, encodings.ENCODINGS[encoding][1])
    markup = html.page(rng, blocks, page, shapes)
    if medium == "mhtml":
        return f"g{seed:06d}.mht", html.archived(markup), "multipart/related"
    if medium == "html_doc":
        return f"g{seed:06d}.doc", encodings.encode(markup, encoding), "application/msword"
    return f"g{seed:06d}.html", encodings.encode(markup, encoding), encodings.media_type("text/html", encoding)
