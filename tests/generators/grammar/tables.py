"""The tables of the forms as matrices, and the independent choices by which each is laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from .. import forms
from ..layout import Figures
from ..model import Cell, Table
from .matrix import JOINED, MERGED, REPEATED, SINGLE, UNMERGED, Item, Matrix, counting_row, lay, side_by_side
from .words import Author

_LEVELS = [
    ["合计", "本级", "下级"],
    ["本级", "下级", "合计"],
    ["全区", "区本级", "乡镇街道"],
    ["市本级", "县区", "合计"],
]
_CHANGES = ["增减", "增减%", "同比增减", "比上年增减", "同比增长（%）"]


@dataclass
class Choices:
    """What an author of a document may choose: `drawn` holds what was chosen, for the names of shapes."""

    rng: Random
    medium: str
    drawn: list[str]
    how: str = ""

    def __call__(self, name: str, share: float) -> bool:
        if self.rng.random() >= share:
            return False
        self.drawn.append(name)
        return True

    def of(self, name: str, options: dict[str, float]) -> str:
        """One of the options by weight; the first is what the form itself does."""
        chosen = self.rng.choices(list(options), list(options.values()))[0]
        if chosen != next(iter(options)):
            self.drawn.append(f"{name}_{chosen}")
        return chosen

    @property
    def is_sentence(self) -> bool:
        """Whether lines become sentences: then each is whole in itself."""
        return self.how == "run_on"

    @property
    def is_wide(self) -> bool:
        """Whether a table of many columns has room."""
        return self.medium not in ("pdf", "text")


def _value(figures: Figures, row: str, column: str) -> Cell:
    return Cell(figures[row, column].text, 1, 1, "value", (row, column))


def _other(text: str) -> Cell:
    return Cell(text, 1, 1, "other")


def _number(figures: Figures, row: str, column: str) -> Decimal:
    return figures[row, column].value or Decimal(0)


def _is_plain(figures: Figures) -> bool:
    return all(f.state in ("number", "blank", "nil") for f in figures.values())


# --- applications -------------------------------------------------------------------------------------------------


def applications(form: str, figures: Figures, word: Author, choose: Choices, is_mixed: bool = False) -> list[Table]:
    """Lines of results by applicant, in one table. is_mixed: a table of another form stands beside it."""
    lines = _application_lines(form, word, choose, is_mixed)
    columns = _application_columns(word, choose)
    cells: dict[tuple[int, int], Cell] = {}
    for r, (row, _) in enumerate(lines):
        for c, (column, _) in enumerate(columns):
            cells[r, c] = _application_cell(figures, form, row, column)
    matrix = Matrix(
        "applications", form, [item for _, item in lines], [item for _, item in columns], cells,
        forms.CORNER if word.plain else word.rng.choice([forms.CORNER, "项目", ""]),
    )  # fmt: skip
    labels = choose.of("labels", {MERGED: 6, UNMERGED: 1, REPEATED: 1, SINGLE: 1, JOINED: 1})
    heads = choose.of("heads", {MERGED: 6, UNMERGED: 1, SINGLE: 1})
    joint = word.rng.choice(["", "：", "-", " ", "——"])
    if choose.is_sentence:
        return [lay(matrix, SINGLE, SINGLE)]
    if choose.is_wide and len(columns) > 2 and choose("turned", 0.05):
        turned = matrix.turned()
        turned.lines = [Item(item.path[-1:]) for item in turned.lines]
        turned.corner = ""
        return [lay(turned, SINGLE, choose.of("turned_heads", {MERGED: 1, JOINED: 1}), "")]
    every = [column for column, _ in columns] == [key for key, _ in forms.APPLICANTS]
    if every and _is_plain(figures) and choose.medium != "text" and choose("no_heads", 0.03):
        return [lay(matrix, labels, heads, joint, no_heads=True)]
    table = lay(matrix, labels, heads, joint)
    if choose.medium != "text" and not choose.how and choose("merged_zero", 0.06):
        table = _merged_zeros(word.rng, table, len(columns))
    if len(columns) > 2 and choose("counting_row", 0.05):
        table = counting_row(table, sum(c.colspan for c in table.rows[0][:1]))
    return [table]


def _application_lines(form: str, word: Author, choose: Choices, is_mixed: bool) -> list[tuple[str, Item]]:
    outcome = word(forms.GROUP_RESULTS[1])
    groups = {"": (outcome,)}
    results = []
    for key, group, label in forms.result_rows(form):
        results.append((key, Item((outcome, *((word(group),) if group else ()), word(label)))))
    total = ("total", Item((*groups[""], word(forms.TOTAL[1]))))
    if not is_mixed and choose("totals_only", 0.03):
        body = [total]
    elif choose("no_total_line", 0.04):
        body = results
    elif choose("total_line_first", 0.05):
        body = [total, *results]
    else:
        body = [*results, total]
    around = [(key, Item((word(label),))) for key, label in (forms.NEW, forms.CARRIED_IN, forms.CARRIED_OUT)]
    return [*around[:2], *body, around[2]]


def _application_columns(word: Author, choose: Choices) -> list[tuple[str, Item]]:
    top = word("申请人情况")
    organisations = word("法人或其他组织")
    keys = [key for key, _ in forms.APPLICANTS]
    names = {key: word(label) for key, label in forms.APPLICANTS}
    paths = {key: (top, organisations, names[key]) for key in keys[1:6]} | {
        k: (top, names[k]) for k in ("natural_person", "total")
    }
    order = keys
    if choose("one_column", 0.03):
        return [("total", Item((word.rng.choice(["数量", "件数", "总计", "合计"]),)))]
    if choose("total_column_first", 0.06):
        order = [keys[-1], *keys[:-1]]
    elif choose("no_total_column", 0.04):
        order = keys[:-1]
    made = [(key, Item(paths[key])) for key in order]
    if choose("subtotal_column", 0.05):
        at = order.index("other_organisation") + 1
        made.insert(at, ("+subtotal", Item((top, organisations, "小计"))))
    if choose("share_column", 0.04):
        made.append(("+share", Item((word.rng.choice(["占比", "占比（%）", "百分比"]),))))
    return made


def _application_cell(figures: Figures, form: str, row: str, column: str) -> Cell:
    if column == "+subtotal":
        return _other(format(sum(_number(figures, row, key) for key, _ in forms.APPLICANTS[1:6]), "f"))
    if column == "+share":
        whole = _number(figures, "total", "total") or Decimal(1)
        return _other(f"{_number(figures, row, 'total') / whole * 100:.1f}%")
    return _value(figures, row, column)


def _merged_zeros(rng: Random, table: Table, columns: int) -> Table:
    """Where a line has the same 0 or mark in all its cells, one cell over them."""
    rows, merged = [], dict(table.merged)
    for row in table.rows:
        values = [cell for cell in row if cell.key]
        texts = {cell.text for cell in values}
        is_alike = len(values) == columns > 1 and len(texts) == 1 and not min(texts).strip("0 无/／-—")
        if is_alike and min(texts).strip() and values[0].key and rng.random() < 0.6:
            merged[values[0].key] = tuple(c.key for c in values[1:] if c.key)
            row = (*(c for c in row if not c.key), replace(values[0], colspan=columns))
        rows.append(row)
    return replace(table.with_rows(rows), merged=merged)


# --- disputes -----------------------------------------------------------------------------------------------------


def disputes(form: str, figures: Figures, word: Author, choose: Choices) -> list[Table]:
    """Outcomes by procedure: on one line, as lines, as columns, as a list, or in two tables."""
    outcomes = list(forms.OUTCOMES)
    if choose("disputes_total_first", 0.04):
        outcomes = [outcomes[-1], *outcomes[:-1]]
    elif choose("disputes_no_total", 0.03):
        outcomes = outcomes[:-1]
    review, lawsuit = word("行政复议"), word("行政诉讼")
    procedures = {
        "review": (review,),
        "litigation_direct": (lawsuit, word("未经复议直接起诉")),
        "litigation_after_review": (lawsuit, word("复议后起诉")),
    }
    names = {key: word(label) for key, label in outcomes}
    one = [(p, o, Item((*path, names[o]))) for p, path in procedures.items() for o, _ in outcomes]
    shape = (
        "line"
        if choose.is_sentence
        else choose.of("disputes", {"line": 8, "rows": 2, "columns": 1.5, "list": 1, "two": 1})
    )
    heads = choose.of("disputes_heads", {MERGED: 4, UNMERGED: 1, REPEATED: 0.6})
    if choose.is_sentence:
        heads = JOINED
    if shape in ("line", "two"):
        parts = [one] if shape == "line" else [one[: len(outcomes)], one[len(outcomes) :]]
        return [
            lay(_of("disputes", form, [Item(())], [i for *_, i in part],
                    {(0, c): _value(figures, p, o) for c, (p, o, _) in enumerate(part)}), MERGED, heads)
            for part in parts
        ]  # fmt: skip
    if shape == "list":
        columns = [Item((choose.rng.choice(["数量", "件数", "数量（件）"]),))]
        cells = {(r, 0): _value(figures, p, o) for r, (p, o, _) in enumerate(one)}
        made = _of("disputes", form, [i for *_, i in one], columns, cells, choose.rng.choice(["项目", "类别", ""]))
        return [lay(made, choose.of("disputes_labels", {MERGED: 3, REPEATED: 1, UNMERGED: 1}))]
    lines = [Item(path) for path in procedures.values()]
    columns = [Item((names[o],)) for o, _ in outcomes]
    cells = {(r, c): _value(figures, p, o) for r, p in enumerate(procedures) for c, (o, _) in enumerate(outcomes)}
    made = _of("disputes", form, lines, columns, cells, choose.rng.choice(["项目", "类别", ""]))
    if shape == "columns":
        return [lay(made.turned(), MERGED, heads)]
    return [
        lay(
            made,
            choose.of("disputes_labels", {MERGED: 3, REPEATED: 1, UNMERGED: 1, JOINED: 1}),
            MERGED,
            choose.rng.choice(["", "：", "-"]),
        )
    ]


def _of(
    name: str, form: str, lines: list[Item], columns: list[Item], cells: dict[tuple[int, int], Cell], corner: str = ""
) -> Matrix:
    return Matrix(name, form, lines, columns, cells, corner)


# --- proactive ----------------------------------------------------------------------------------------------------


def proactive(form: str, figures: Figures, word: Author, choose: Choices) -> list[Table]:
    """Blocks under each other in one table, or each in its own."""
    shape = choose.of("blocks", {"under": 7, "apart": 1, "beside": 1, "no_article": 1})
    blocks: list[tuple[str, Table]] = []
    dropped = choose("no_rules_line", 0.04)
    for article, columns, lines in forms.PROACTIVE[form]:
        kept = [line for line in lines if not (dropped and line[0] == "rules")]
        if not dropped and shape == "under" and len(lines) > 1 and choose("lines_swapped", 0.03):
            kept = kept[::-1]
        heads = [
            Item((word(label.removesuffix("（单位：万元）"), "万元" if label.endswith("万元）") else ""),))
            for _, label in columns
        ]
        cells = {
            (r, c): _value(figures, row, key) for r, (row, _) in enumerate(kept) for c, (key, _) in enumerate(columns)
        }
        matrix = _of("proactive", form, [Item((word(label),)) for _, label in kept], heads, cells, word("信息内容"))
        blocks.append((word.article(article), lay(matrix)))
    wide = 4
    if choose.is_sentence:
        return [Table("proactive", form, tuple(row for _, table in blocks for row in table.rows), 0)]
    if shape == "apart":
        return [
            table.with_rows([(Cell(article, 1, sum(c.colspan for c in table.rows[0]), "block"),), *table.rows], 0)
            for article, table in blocks
        ]
    rows = []
    for article, table in blocks:
        inner = [_widened(row, wide) for row in table.rows]
        if shape == "beside":
            inner[0] = (Cell(article, len(inner), 1, "block"), *inner[0])
        elif shape == "under":
            rows.append((Cell(article, 1, wide, "block"),))
        rows += inner
    return [Table("proactive", form, tuple(rows), 0)]


def _widened(row: tuple[Cell, ...], wide: int) -> tuple[Cell, ...]:
    """The last cell reaches to the table's edge."""
    return (*row[:-1], replace(row[-1], colspan=wide - len(row) + 1))


# --- lists --------------------------------------------------------------------------------------------------------


def statistics(
    form: str, lines: list[tuple[str, str, str]], figures: Figures, word: Author, choose: Choices
) -> list[Table]:
    """A list of (key or "" for a heading, label, unit), with the columns that `figures` has."""
    own = [c for c in ("count", "cumulative") if any(column == c for _, column in figures)]
    rng, year = word.rng, word.year
    if choose("list_totals_only", 0.02):
        lines = [line for line in lines if line[0] and "." not in line[0]]
    elif choose("no_headings", 0.04):
        lines = [line for line in lines if line[0]]
    place = "none" if choose.is_sentence else choose.of("unit", {"column": 6, "in_label": 2, "none": 1})
    items = [Item((word(label, unit if place == "in_label" and key else ""),), not key) for key, label, unit in lines]
    columns = _list_columns(own, year, word, choose)
    cells: dict[tuple[int, int], Cell] = {}
    for r, (key, _, unit) in enumerate(lines):
        drawn = _beside(rng, figures, key, unit) if key else None
        for c, (column, _) in enumerate(columns):
            if drawn:
                cells[r, c] = _value(figures, key, column) if column in own else _other(drawn(column))
    beside = [(word.head("unit"), [unit for *_, unit in lines])] if place == "column" else []
    if not choose.is_sentence and choose("codes", 0.06):
        at = rng.choice([0, len(beside)])
        beside.insert(at, (rng.choice(["代码", "编号", "行次"]), [f"{n + 1:02d}" for n in range(len(lines))]))
    matrix = _of("statistics", form, items, [item for _, item in columns], cells, word.head("label"))
    matrix.beside = beside
    no_heads = len(own) == 1 and len(columns) == 1 and len(beside) < 2 and choose("no_heads", 0.04)
    table = lay(matrix, SINGLE, MERGED, no_heads=no_heads)
    if no_heads or choose.is_sentence:
        return [table]
    if len(own) == 1 and len(columns) == 1 and choose.medium != "text" and choose("side_by_side", 0.06):
        return [side_by_side(table)]
    if choose("counting_row", 0.06):
        return [counting_row(table, 1 + len(beside))]
    return [table]


def _list_columns(own: list[str], year: int, word: Author, choose: Choices) -> list[tuple[str, Item]]:
    if len(own) == 2:
        heads = [word.rng.choice([f"{year}年度", f"{year}年", "本年度"]), "历年累计"]
        return [(key, Item((head,))) for key, head in zip(own, heads, strict=True)]
    beside = (
        "none" if choose.is_sentence else choose.of("beside", {"none": 8, "last_year": 1, "change": 1, "levels": 1})
    )
    if beside == "none":
        return [("count", Item((word.head("value"),)))]
    if beside == "levels":
        names = word.rng.choice(_LEVELS)
        totals = [n for n in names if n in ("合计", "全区")]
        return [("count" if n in totals else f"+level{i}", Item((n,))) for i, n in enumerate(names)]
    this, last = word.rng.choice(
        [(f"{year}年", f"{year - 1}年"), ("本年", "上年"), (f"{year}年度", f"{year - 1}年度"), ("本年度", "上年度")]
    )
    made = [("count", Item((this,))), ("+last", Item((last,)))]
    if word.rng.random() < 0.4:
        made.reverse()
    if beside == "change":
        made += [("+change", Item((word.rng.choice(_CHANGES),)))]
    return made


def _beside(rng: Random, figures: Figures, key: str, unit: str) -> Callable[[str], str]:
    """The figures beside a line's own: of last year, of the change, of the levels that sum up to it."""
    now = _number(figures, key, "count")
    last = Decimal(rng.randint(0, int(now) * 2 + 9))
    part = Decimal(rng.randint(0, int(now)))
    levels: Iterator[Decimal] = iter([part, now - part])

    def said(column: str) -> str:
        if column == "+last":
            return format(last, "f")
        if column == "+change":
            return format(now - last, "+f")
        return format(next(levels), "f")

    return said
