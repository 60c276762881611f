# ruff: noqa: E501  (Chinese labels are kept whole; each character counts two columns)
"""Lists of figures in the variants that agencies print: other heads, codes, units in labels; and lists of no known form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from . import prose
from .model import Block, Cell, Table

# variants of the 2014 and fujian lists; they change what stands around the figures, never a figure
SHAPES = ["named_heads", "year_end", "code_column", "unit_in_labels", "foot_rows", "client_line"]
_HEADS = {
    "2014": (
        ["统计指标", "指标名称", "指标", "项目"],
        ["单位", "计量单位"],
        ["统计数", "统计数量", "数量", "统计数据"],
    ),
    "fujian": (["指标名称", "统计指标", "指标", "项目"], ["计量单位", "单位"], []),
}
_CLIENT = "政务客户端公开政府信息数"


def applies(shape: str, form: str) -> bool:
    """Whether a form's list is printed so."""
    if shape == "year_end":
        return form == "fujian"
    return form == "2014" if shape == "client_line" else form in ("2014", "fujian")


def vary(
    rng: Random, table: Table, year: int, about: str, shapes: frozenset[str]
) -> tuple[Table, list[tuple[str, str, str, str]]]:
    """A list of label, unit and figures under the shapes; with the issues that a reader must name."""
    expected: list[tuple[str, str, str, str]] = []
    rows = [list(row) for row in table.rows]
    if "named_heads" in shapes:
        label, unit, value = _HEADS[table.form]
        rows[0][:2] = [replace(rows[0][0], text=rng.choice(label)), replace(rows[0][1], text=rng.choice(unit))]
        if value:
            rows[0][2] = replace(rows[0][2], text=rng.choice(value))
    if "year_end" in shapes:
        rows[0][2] = replace(rows[0][2], text=rng.choice(["年末统计", f"{year}年末统计", f"{year}年末 统计"]))
    if "client_line" in shapes:
        at = next(r for r, row in enumerate(rows) if any(c.key and c.key[0] == "channel.wechat" for c in row))
        line = [
            Cell(f"5.{_CLIENT}", 1, 1, "label"),
            Cell("条", 1, 1, "other"),
            Cell(str(rng.randint(0, 900)), 1, 1, "other"),
        ]
        rows.insert(at + 1, line)
        expected.append(("unknown_label", table.name, "", ""))
    if "unit_in_labels" in shapes:
        rows = [_unit_in_label(rng, row, r == 0) for r, row in enumerate(rows)]
    if "code_column" in shapes:
        rows = _with_codes(rng, rows)
    if "foot_rows" in shapes:
        across = sum(cell.colspan for cell in rows[0])
        for text in (
            f"单位负责人：李明　审核人：王芳　填报人：张伟　联系电话：0{rng.randint(310, 999)}-{rng.randint(2000000, 8999999)}",
            f"填报单位：{about}",
        ):
            rows.append([Cell(text, 1, across, "other")])
    return table.with_rows([tuple(row) for row in rows]), expected


def _unit_in_label(rng: Random, row: list[Cell], is_head: bool) -> list[Cell]:
    """The line without its unit's cell; the unit behind the label."""
    if len(row) < 3:
        return [replace(row[0], colspan=row[0].colspan - 1)]
    unit = "" if is_head else row[1].text
    label = row[0].text + (rng.choice(["（{}）", "({})", "（单位：{}）"]).format(unit) if unit else "")
    return [replace(row[0], text=label), *row[2:]]


def _with_codes(rng: Random, rows: list[list[Cell]]) -> list[list[Cell]]:
    """A column of two-digit codes before the first figure."""
    at = next(i for row in rows for i, cell in enumerate(row) if cell.key)
    head, made, n = rng.choice(["代码", "编号"]), [], 0
    for r, row in enumerate(rows):
        if len(row) == 1:
            made.append([replace(row[0], colspan=row[0].colspan + 1)])
            continue
        n += r > 0
        cell = Cell(head, 1, 1, "head") if r == 0 else Cell(f"{n:02d}", 1, 1, "other")
        made.append([*row[:at], cell, *row[at:]])
    return made


# --- lists that no form knows -------------------------------------------------------------------------------------

# of a city in Gansu, before 2014: lines 01 to 35 with two columns
CITY_LIST = [
    ("主动公开信息数", "条"), ("其中：全文电子化", "条"), ("新增行政规范性文件数", "条"), ("提供服务类信息数", "条"),
    ("网站专栏页面访问量", "人次"), ("现场接待人数", "人次"), ("网上咨询数", "人次"), ("咨询电话接听数", "人次"),
    ("依申请公开信息目录数", "条"), ("申请总数", "条"), ("1.当面", "条"), ("2.传真", "条"), ("3.电子邮件", "条"), ("4.网上", "条"),
    ("5.信函", "条"), ("6.其他形式", "条"), ("对申请的答复总数", "条"), ("1.同意公开", "条"), ("2.同意部分公开", "条"),
    ("3.否决公开答复总数", "条"), ("非《规定》所指政府信息", "条"), ("信息不存在", "条"), ("非本部门掌握", "条"),
    ("申请内容不明确", "条"), ("免予公开范围1", "条"), ("免予公开范围2", "条"), ("其它原因", "条"), ("行政复议数", "件"),
    ("行政诉讼数", "件"), ("行政申诉数", "件"), ("依申请公开收费", "元"),
]  # fmt: skip
PROVINCE_LIST = [
    ("公开政府信息总数", "条"), ("其中：政府网站公开", "条"), ("广播电视公开", "条"), ("公共查阅点公开", "条"), ("公开栏公开", "块"),
    ("申请受理件数", "件"), ("按期办结件数", "件"), ("不予受理件数", "件"), ("公开培训场次", "场"), ("公开工作经费", "万元"),
    ("查阅点接待人数", "人次"),
]  # fmt: skip
# which line of a list is the sum of which others, counted from 0
SUMS = {"city": [(9, range(10, 16)), (16, range(17, 27))]}
LISTS = {"city": CITY_LIST, "province": PROVINCE_LIST}


@dataclass(frozen=True)
class Listed:
    """One figure of a list of no known form: the line's label and unit, the column's head, and what is printed."""

    label: str
    unit: str
    head: str
    text: str


def unknown_list(rng: Random, name: str, year: int, left_out: int = 0) -> tuple[Table, list[Listed]]:
    """A list of LISTS with its heads, without `left_out` of its lines (no agency prints all of them)."""
    lines = LISTS[name]
    summed = {n for total, parts in SUMS.get(name, []) for n in (total, *parts)}
    dropped = set(rng.sample(sorted(set(range(len(lines))) - summed), left_out))
    heads = ["本期实际", "本年累计"] if name == "city" else [f"{year}年", "上年同期"]
    top = ["指标名称", "计量单位", "代码", *heads] if name == "city" else ["项目", "单位", *heads]
    rows = [tuple(Cell(t, 1, 1, "head") for t in top)]
    listed: list[Listed] = []
    drawn = {
        n: [rng.randint(0, most), rng.randint(most, most * 9)]
        for n in range(len(lines))
        for most in [rng.choice([3, 40, 900])]
    }
    for total, parts in SUMS.get(name, []):
        drawn[total] = [sum(drawn[n][i] for n in parts) for i in (0, 1)]
    for n, (label, unit) in enumerate(lines, 1):
        if n - 1 in dropped:
            continue
        cells = [Cell(label, 1, 1, "label"), Cell(unit, 1, 1, "other")]
        cells += [Cell(f"{n:02d}", 1, 1, "other")] if name == "city" else []
        texts = [str(number) for number in drawn[n - 1]]
        if unit == "万元":
            texts = [f"{rng.randint(0, 90)}.{rng.randint(1, 9)}" for _ in texts]
        listed += [Listed(label, unit, head, text) for head, text in zip(heads, texts, strict=True)]
        rows.append(tuple([*cells, *(Cell(t, 1, 1, "other") for t in texts)]))
    return Table("list", "", tuple(rows), 1), listed


def unknown_report(
    rng: Random, name: str, year: int, left_out: int = 0
) -> tuple[prose.Head, list[Block], list[Listed]]:
    """The blocks of a report whose only table is a list of no known form, and its figures."""
    about = prose.head(rng, year, frozenset())
    table, listed = unknown_list(rng, name, year, left_out)
    blocks = [
        Block("title", about.title), Block("text", prose.opening(rng, about)), Block("heading", "一、概述"),
        *(Block("text", text) for text in prose.overview(rng, about, None)), Block("heading", "附：政府信息公开情况统计报表"),
        Block("table", "", table),
    ]  # fmt: skip
    return about, blocks, listed
