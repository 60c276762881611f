"""The official tables as grids of cells, and what hand editing does to their shape.

Wording and spans: 国办公开办函〔2019〕60号 and 〔2021〕30号 annexes; the Fujian list as printed 2011-2018.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .figures import Figures


@dataclass(frozen=True)
class Cell:
    """One cell as the page's source has it; `across` columns wide, `down` rows high."""

    text: str
    across: int = 1
    down: int = 1
    is_figure: bool = False


Grid = list[list[Cell]]

APPLICANTS = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
OUTCOMES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
RULE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

REFUSED = [
    ("state_secret", "1.属于国家秘密"),
    ("law_prohibits", "2.其他法律行政法规禁止公开"),
    ("security_stability", "3.危及“三安全一稳定”"),
    ("third_party", "4.保护第三方合法权益"),
    ("internal_affairs", "5.属于三类内部事务信息"),
    ("process_information", "6.属于四类过程性信息"),
    ("enforcement_file", "7.属于行政执法案卷"),
    ("administrative_query", "8.属于行政查询事项"),
]
UNAVAILABLE = [
    ("not_held", "1.本机关不掌握相关政府信息"),
    ("needs_creation", "2.没有现成信息需要另行制作"),
    ("unclear", "3.补正后申请内容仍不明确"),
]
NOT_PROCESSED = [
    ("petition", "1.信访举报投诉类申请"),
    ("repeat", "2.重复申请"),
    ("publication", "3.要求提供公开出版物"),
    ("excessive", "4.无正当理由大量反复申请"),
    ("confirmation", "5.要求行政机关确认或重新出具已获取信息"),
]
OTHER = [
    ("not_corrected", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("not_paid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("other", "3.其他"),
]
PARTIAL = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"


def _values(texts: Sequence[str], across: int = 1) -> list[Cell]:
    return [Cell(text, across, is_figure=True) for text in texts]


def _article(number: str) -> str:
    return f"第二十条第（{number}）项"


def proactive_2021(figures: Figures, normative: str = "行政规范性文件") -> Grid:
    """Four columns; a row the report does not print is left out (a bureau without 规章)."""
    grid: Grid = [
        [Cell(_article("一"), 4)],
        [Cell(t) for t in ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")],
    ]
    for row, label in (("rules", "规章"), ("normative_documents", normative)):
        if figures.has("proactive", row):
            grid.append([Cell(label), *_values(figures.row("proactive", row))])
    grid += [[Cell(_article("五"), 4)], [Cell("信息内容"), Cell("本年处理决定数量", 3)]]
    grid.append([Cell("行政许可"), *_values(figures.row("proactive", "licensing"), 3)])
    grid += [[Cell(_article("六"), 4)], [Cell("信息内容"), Cell("本年处理决定数量", 3)]]
    for row, label in (("penalties", "行政处罚"), ("coercion", "行政强制")):
        grid.append([Cell(label), *_values(figures.row("proactive", row), 3)])
    grid += [[Cell(_article("八"), 4)], [Cell("信息内容"), Cell("本年收费金额（单位：万元）", 3)]]
    grid.append([Cell("行政事业性收费"), *_values(figures.row("proactive", "fees"), 3)])
    return grid


def proactive_2019(figures: Figures, header: Sequence[int] = (1, 2, 1), data: Sequence[int] = (2, 1, 1)) -> Grid:
    """Five grid columns. `header` and `data` are how wide the three columns of (五) and (六) are drawn: on real
    pages the header row and the rows below it often differ, both filling four columns."""

    def wide(texts: Sequence[str], widths: Sequence[int], is_figure: bool) -> list[Cell]:
        return [Cell(text, width, is_figure=is_figure) for text, width in zip(texts, widths, strict=True)]

    grid: Grid = [[Cell(_article("一"), 5)]]
    grid.append([Cell("信息内容"), *wide(["本年新制作数量", "本年新公开数量", "对外公开总数量"], (1, 2, 1), False)])
    for row, label in (("rules", "规章"), ("normative_documents", "规范性文件")):
        grid.append([Cell(label), *wide(figures.row("proactive", row), (1, 2, 1), True)])
    blocks = [
        ("五", [("licensing", "行政许可"), ("other_services", "其他对外管理服务事项")]),
        ("六", [("penalties", "行政处罚"), ("coercion", "行政强制")]),
    ]
    for number, rows in blocks:
        grid.append([Cell(_article(number), 5)])
        grid.append([Cell("信息内容"), *wide(["上一年项目数量", "本年增/减", "处理决定数量"], header, False)])
        for row, label in rows:
            grid.append([Cell(label), *wide(figures.row("proactive", row), data, True)])
    for number, columns, row, label in (
        ("八", ["上一年项目数量", "本年增/减"], "fees", "行政事业性收费"),
        ("九", ["采购项目数量", "采购总金额"], "procurement", "政府集中采购"),
    ):
        grid.append([Cell(_article(number), 5)])
        grid.append([Cell("信息内容"), *wide(columns, (2, 2), False)])
        grid.append([Cell(label), *wide(figures.row("proactive", row), (2, 2), True)])
    return grid


def applications_header() -> Grid:
    return [
        [Cell(RULE, 3, 3), Cell("申请人情况", 7)],
        [Cell("自然人", 1, 2), Cell("法人或其他组织", 5), Cell("总计", 1, 2)],
        [Cell(text) for text in APPLICANTS],
    ]


def applications(figures: Figures) -> Grid:
    """Ten columns. 三、本年度办理结果 is 20 rows high with one （六）其他处理 row, 22 with its three rows."""
    other: list[tuple[str, list[tuple[str, str]]]] = (
        [("", [("other", "（六）其他处理")])]
        if figures.has("applications", "other")
        else [("（六）其他处理", [(f"other.{key}", label) for key, label in OTHER])]
    )
    groups = [
        ("", [("granted", "（一）予以公开")]),
        ("", [("partial", PARTIAL)]),
        ("（三）不予公开", [(f"refused.{key}", label) for key, label in REFUSED]),
        ("（四）无法提供", [(f"unavailable.{key}", label) for key, label in UNAVAILABLE]),
        ("（五）不予处理", [(f"not_processed.{key}", label) for key, label in NOT_PROCESSED]),
        *other,
        ("", [("total", "（七）总计")]),
    ]
    height = sum(len(rows) for _, rows in groups)

    def line(label: str, row: str) -> list[Cell]:
        return [Cell(label, 3), *_values(figures.row("applications", row))]

    grid = applications_header()
    grid.append(line("一、本年新收政府信息公开申请数量", "new"))
    grid.append(line("二、上年结转政府信息公开申请数量", "carried_in"))
    for group, rows in groups:
        for number, (row, label) in enumerate(rows):
            cells = [Cell(label, 1 if group else 2), *_values(figures.row("applications", row))]
            if group and number == 0:
                cells.insert(0, Cell(group, 1, len(rows)))
            if row == "granted":
                cells.insert(0, Cell("三、本年度办理结果", 1, height))
            grid.append(cells)
    grid.append(line("四、结转下年度继续办理", "carried_out"))
    return grid


def disputes(figures: Figures) -> Grid:
    """Fifteen values in one row without a label."""
    values = [
        text
        for row in ("review", "litigation_direct", "litigation_after_review")
        for text in figures.row("disputes", row)
    ]
    return [
        [Cell("行政复议", 5), Cell("行政诉讼", 10)],
        [*(Cell(text, 1, 2) for text in OUTCOMES), Cell("未经复议直接起诉", 5), Cell("复议后起诉", 5)],
        [Cell(text) for text in OUTCOMES * 2],
        _values(values),
    ]


def fujian(figures: Figures, labels: Mapping[str, str], remark: bool = False) -> Grid:
    """The provincial list: indicator, unit, the year's count, running total; `remark` adds an empty 备注 column.
    Lines that the report does not print are left out."""
    rest = [Cell("备注")] if remark else []
    grid: Grid = [[Cell("指标名称"), Cell("计量单位"), Cell(f"{figures.year}年度"), Cell("历年累计"), *rest]]
    for row, label in labels.items():
        if not figures.has("statistics", row):
            continue
        unit = {"fees_waived": "元", "complaints": "件", "review": "件", "litigation": "件", "appeals": "件"}.get(
            row, "条"
        )
        cells = [Cell(label), Cell(unit), *_values(figures.row("statistics", row))]
        grid.append(cells + [Cell("")] * len(rest))
    return grid


def placed(grid: Grid) -> list[tuple[int, int, Cell]]:
    """Every cell with the row and column at which a browser draws it."""
    taken: set[tuple[int, int]] = set()
    found = []
    for at, cells in enumerate(grid):
        column = 0
        for cell in cells:
            while (at, column) in taken:
                column += 1
            found.append((at, column, cell))
            taken |= {(at + r, column + c) for r in range(cell.down) for c in range(cell.across)}
            column += cell.across
    return found


def _rebuilt(cells: list[tuple[int, int, Cell]], height: int) -> Grid:
    return [
        [cell for _, _, cell in sorted((c for c in cells if c[0] == row), key=lambda c: c[1])] for row in range(height)
    ]


def without_rowspans(grid: Grid, rows: range) -> Grid:
    """The rows re-made by hand: nothing spans downwards, an empty cell stands where a merged cell went on."""
    cells: list[tuple[int, int, Cell]] = []
    for at, column, cell in placed(grid):
        if at in rows and cell.down > 1:
            cells.append((at, column, replace(cell, down=1)))
            cells += [(at + r, column, Cell("", cell.across)) for r in range(1, cell.down)]
        else:
            cells.append((at, column, cell))
    return _rebuilt(cells, len(grid))


def cut(grid: Grid, rows: Sequence[int]) -> list[Grid]:
    """The table in pieces that begin at `rows` (the first at 0); a merged cell goes on as an empty one."""
    parts = []
    bounds = [0, *rows, len(grid)]
    for first, last in pairwise(bounds):
        cells = []
        for at, column, cell in placed(grid):
            begin, end = max(at, first), min(at + cell.down, last)
            if begin < end:
                cells.append(
                    (begin - first, column, replace(cell, text=cell.text if begin == at else "", down=end - begin))
                )
        parts.append(_rebuilt(cells, last - first))
    return parts


def too_tall(grid: Grid, label: str, extra: int = 1) -> Grid:
    """The rowspan of one label counted wrong by the page's editor."""
    return [[replace(cell, down=cell.down + extra) if cell.text == label else cell for cell in row] for row in grid]


def emptied(grid: Grid) -> Grid:
    """The form before anybody filled it in."""
    return [[replace(cell, text="") if cell.is_figure else cell for cell in row] for row in grid]
