"""Documents with up to three reports of bodies or years, with lists of other years and tables of others beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from . import docx, html, prose, reshape, sheet
from .documents import report_tables, truth_of
from .model import Block, Table

MEDIA = ("html", "docx", "pdf", "xlsx")
TITLES = ("one_line", "two_lines", "first_row", "sheet_name")
# what stands over a table that is not the report's: {y} an earlier year, {o} another body
CAPTIONS = ("附：填报示例", "附：{y}年度数据（供对比）", "上年度情况", "{o}政府信息公开情况统计表")


@dataclass(frozen=True)
class Several:
    """A document and what it holds: the rows of truth of its reports, and the captions over tables of others."""

    name: str
    body: bytes
    truth: list[dict[str, str]]
    heads: list[tuple[str, int]]
    captions: list[str]
    parts: tuple[str, ...]


def _year_form(year: int) -> str:
    return "2014" if year < 2019 else "2019" if year < 2021 else "2021"


def _tables(rng: Random, about: prose.Head, names: tuple[str, ...] = ()) -> list[Table]:
    made = report_tables(rng, _year_form(about.year), about)
    return [table for table in made if not names or table.name in names]


def _report(rng: Random, about: prose.Head, title: str) -> tuple[list[Block], list[Table]]:
    tables = _tables(rng, about)
    if len(tables) == 3 and rng.random() < 0.3:
        tables = tables[1:]
    own = f"{about.agency}{about.year}年政府信息公开工作年度报告"
    blocks = [Block("title", own)]
    if title == "two_lines":
        blocks = [Block("title", about.agency), Block("title", f"{about.year}年政府信息公开工作年度报告")]
    elif title == "first_row":
        tables = [reshape.title_row(tables[0], own), *tables[1:]]
        blocks = []
    elif title == "sheet_name":
        blocks = []
    if title in ("one_line", "two_lines"):
        blocks += [Block("text", prose.opening(rng, about)), Block("heading", "一、总体情况")]
        blocks += [Block("text", text) for text in prose.overview(rng, about, None)]
    for table in tables:
        if title in ("one_line", "two_lines") and rng.random() < 0.6:
            blocks.append(Block("heading", _HEADINGS[table.name]))
        blocks.append(Block("table", "", table))
    return blocks, tables


_HEADINGS = {
    "proactive": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、政府信息公开行政复议、行政诉讼情况",
    "statistics": "附件：政府信息公开情况统计表",
}


def make(seed: int) -> Several:
    """The document of a seed."""
    rng = Random(f"several {seed}")
    medium = rng.choice(MEDIA)
    title = rng.choice(TITLES if medium == "xlsx" else TITLES[:3])
    count = rng.choice((1, 2, 2, 3))
    year = rng.randint(2015, 2025)
    names: list[str] = []
    while len(names) < 4:
        if (name := prose.agency_name(rng)) not in names:
            names.append(name)
    by_year = rng.random() < 0.4
    heads = [(names[0], year - n) if by_year else (names[n], year) for n in range(count)]
    shown: list[list[Block]] = []
    truth: list[dict[str, str]] = []
    captions: list[str] = []
    for agency, of in heads:
        about = replace(prose.head(rng, of, frozenset(), agency), agency=agency)
        blocks, tables = _report(rng, about, title)
        truth += [row for table in tables for row in truth_of(about, table)]
        if rng.random() < (0.6 if count == 1 else 0.3):
            caption = rng.choice(CAPTIONS).format(y=of - 1, o=names[3])
            other = prose.head(rng, of, frozenset(), names[3])
            blocks += [
                Block("text", caption),
                Block("table", "", _tables(rng, other, ("applications", "statistics"))[0]),
            ]
            captions.append(caption)
        shown.append(blocks)
    beside = [Block("text", f"{names[0]}{of}年政府信息公开工作年度报告") for of in range(year - 4, year - 8, -1)]
    has_list = rng.random() < 0.4 and medium != "xlsx"
    page_title = f"{heads[0][0]}{heads[0][1]}年政府信息公开工作年度报告" if count == 1 else "年度报告汇编"
    body = _RENDERED[medium](rng, shown, heads, title, page_title, beside if has_list else [])
    parts = (medium, title, f"reports_{count}", "years" if by_year else "bodies", "list" if has_list else "no_list")
    return Several(f"s{seed:06d}.{medium}", body, truth, heads, captions, parts)


_Heads = list[tuple[str, int]]


def _html(
    rng: Random, shown: list[list[Block]], heads: _Heads, title: str, page_title: str, beside: list[Block]
) -> bytes:
    blocks = [block for blocks in shown for block in blocks]
    markup = html.page(rng, blocks, html.Page(page_title, "某市人民政府", "2024-01-20", "utf-8"), frozenset())
    links = "".join(f'<li><a href="/{n}.html">{block.text}</a></li>' for n, block in enumerate(beside))
    at = markup.lower().rfind("</body")
    return (markup[:at] + (f"<ul>{links}</ul>" if links else "") + markup[at:] if at >= 0 else markup).encode()


def _docx(
    rng: Random, shown: list[list[Block]], heads: _Heads, title: str, page_title: str, beside: list[Block]
) -> bytes:
    return docx.document(rng, [*(block for blocks in shown for block in blocks), *beside], frozenset())


def _pdf(
    rng: Random, shown: list[list[Block]], heads: _Heads, title: str, page_title: str, beside: list[Block]
) -> bytes:
    from . import pdf  # takes long to import

    return pdf.document(rng, [*(block for blocks in shown for block in blocks), *beside], frozenset())


def _xlsx(
    rng: Random, shown: list[list[Block]], heads: _Heads, title: str, page_title: str, beside: list[Block]
) -> bytes:
    sheets = []
    for blocks, (agency, year) in zip(shown, heads, strict=True):
        made = sheet.lay_out(rng, blocks, frozenset())
        made[0].name = f"{agency}{year}年政府信息公开年度报告" if title == "sheet_name" else f"表{len(sheets) + 1}"
        sheets += made
    return sheet.xlsx(rng, sheets, frozenset())


_RENDERED: dict[str, Callable[[Random, list[list[Block]], _Heads, str, str, list[Block]], bytes]] = {
    "html": _html, "docx": _docx, "pdf": _pdf, "xlsx": _xlsx,
}  # fmt: skip
