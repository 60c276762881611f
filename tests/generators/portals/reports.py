"""The reports' bodies: each document in the manner of one editor, printing exactly its figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import markup, pdf, prose, tables
from .figures import Figures
from .prose import Contact
from .tables import Cell, Grid

LIST_2013 = {
    "disclosed": "主动公开信息数",
    "channel.website": "其中：1.网站公开",
    "channel.gazette": "2.政府公报公开",
    "received": "受理依申请公开信息总数",
    "received.in_person": "其中：1.当面申请数",
    "received.fax": "2.传真申请数",
    "received.email": "3.电子邮件申请数",
    "received.online": "4.网上申请数",
    "received.letter": "5.信函申请数",
    "received.other": "6.其它形式申请数",
    "replied": "对申请的答复数",
    "replied.granted": "其中：1.同意公开答复数",
    "replied.partial": "2.同意部分公开答复数",
    "replied.refused": "3.否决公开答复数",
    "review": "行政复议数",
    "litigation": "行政诉讼数",
    "appeals": "行政申诉数",
}
LIST_2015 = {
    "disclosed": "主动公开文件数",
    "channel.website": "其中：1、政府网站公开数",
    "channel.gazette": "2、政府公报公开数",
    "received": "受理依申请公开信息总数",
    "received.in_person": "其中：1、当面申请数",
    "received.online": "2、网上申请数",
    "received.letter_fax": "3、信函、传真申请数",
    "replied": "对申请的答复总数",
    "replied.granted": "其中：1、同意公开答复数",
    "replied.partial": "2、同意部分公开答复数",
    "replied.refused": "3、不予公开答复数",
    "replied.other": "4、其他类型答复数",
    "fees_waived": "政府信息公开收费减免金额",
    "complaints": "接受行政诉讼、举报数",
    "review": "行政复议数",
    "litigation": "行政诉讼数",
}

Shape = Callable[[Grid], list[Grid]]


def _whole(grid: Grid) -> list[Grid]:
    return [grid]


@dataclass(frozen=True)
class Manner:
    """How one page was edited: the hand in each cell, and what it did to the shapes of the three tables."""

    hand: markup.Hand = markup.plain
    paragraph: str = "plain"
    headings: str = "full"
    applications: Shape = _whole
    disputes: Shape = _whole
    proactive: Shape = _whole
    between: str = ""
    nested: bool = False
    also: tuple[str, ...] = ()


def _grids(figures: Figures) -> tuple[Grid, Grid, Grid]:
    if figures.forms["proactive"] == "2021":
        normative = "行政规范性文件" if figures.has("proactive", "rules") else "规范性文件"
        proactive = tables.proactive_2021(figures, normative)
    else:
        proactive = tables.proactive_2019(figures)
    return proactive, tables.applications(figures), tables.disputes(figures)


def html(figures: Figures, contact: Contact, manner: Manner, stated: Figures | None = None) -> str:
    """The body of a report of the forms 2019 and 2021. `stated`: the figures its prose speaks of, where they differ."""
    proactive, applications, disputes = _grids(figures)
    out = [markup.paragraph(text, manner.paragraph) for text in prose.introduction(figures, contact)]
    shaped = {1: manner.proactive(proactive), 2: manner.applications(applications), 3: manner.disputes(disputes)}
    for number, (heading, texts) in enumerate(prose.sections(stated or figures, manner.headings, manner.also)):
        out.append(markup.paragraph(heading, manner.paragraph))
        out += [markup.paragraph(text, manner.paragraph) for text in texts]
        if number in shaped and manner.between:
            out.append(manner.between)
        for grid in shaped.get(number, []):
            drawn = markup.table(grid, manner.hand)
            out.append(markup.nested(drawn) if manner.nested else drawn)
    return "\n".join(out)


def provincial_html(
    figures: Figures, contact: Contact, labels: dict[str, str], hand: markup.Hand, caption: str, remark: bool = False
) -> str:
    """The body of a report with the provincial list as its annex."""
    intro, said = prose.provincial(figures, contact)
    out = [markup.paragraph(text, "spaces") for text in intro]
    for heading, texts in said:
        out += [markup.paragraph(text, "spaces") for text in (heading, *texts)]
    out.append(f'<p style="text-align:center">{caption}</p>')
    out.append(markup.table(tables.fujian(figures, labels, remark), hand))
    return "\n".join(out)


def blank_html(title: str, hand: markup.Hand = markup.plain) -> str:
    """The official form of 2021 with nothing filled in: no figure, and no text where text belongs."""
    rows = {"new", "carried_in", "granted", "partial", "total", "carried_out"}
    rows |= {f"refused.{key}" for key, _ in tables.REFUSED} | {f"unavailable.{key}" for key, _ in tables.UNAVAILABLE}
    rows |= {f"not_processed.{key}" for key, _ in tables.NOT_PROCESSED} | {f"other.{key}" for key, _ in tables.OTHER}
    empty = {("applications", row, str(at)): "" for row in rows for at in range(7)}
    empty |= {("proactive", row, str(at)): "" for row in ("rules", "normative_documents") for at in range(3)}
    empty |= {("proactive", row, "0"): "" for row in ("licensing", "penalties", "coercion", "fees")}
    empty |= {
        ("disputes", row, str(at)): ""
        for row in ("review", "litigation_direct", "litigation_after_review")
        for at in range(5)
    }
    form = Figures("", "", 2021, {"proactive": "2021"}, empty)
    out = [f'<p align="center"><strong>{title}</strong></p>']
    for heading, grid in zip(prose.HEADINGS["full"], (None, *_grids(form), None, None), strict=True):
        out.append(markup.paragraph(heading))
        out.append(markup.table(grid, hand) if grid else markup.paragraph("（××××××）"))
    return "\n".join(out)


SHARES = {"proactive": (2, 1.4, 1.4, 1.4), "applications": (0.8, 1.5, 4.2, 1, 1, 1, 1, 1, 1, 1), "disputes": (1,) * 15}


def paper(figures: Figures, title: str, contact: Contact, repeat_headers: bool = False) -> bytes:
    """The report as PDF, its tables ruled, the applications table over two pages or more."""
    proactive, applications, disputes = _grids(figures)
    shares = SHARES if figures.forms["proactive"] == "2021" else {**SHARES, "proactive": (2, 1.2, 0.6, 0.6, 1.2)}
    ruled = {
        1: pdf.Ruled(proactive, shares["proactive"], 10),
        2: pdf.Ruled(applications, shares["applications"], 9, 3 if repeat_headers else 0, keep=4),
        3: pdf.Ruled(disputes, shares["disputes"], 9, keep=3),
    }
    lines: list[tuple[str, str] | pdf.Ruled] = [("title", title)]
    lines += [("text", text) for text in prose.introduction(figures, contact)]
    for number, (heading, texts) in enumerate(prose.sections(figures)):
        lines.append(("heading", heading))
        lines += [("text", text) for text in texts]
        if number in ruled:
            lines.append(ruled[number])
    return pdf.document(title, lines)


def phantom_row(grid: Grid) -> list[Grid]:
    """A last row of five cells that hold nothing, left over from the paste."""
    return [[*grid, [Cell("")] * 5]]


def titled(title: str, width: int) -> Shape:
    """The table's title as its own first row."""
    return lambda grid: [[[Cell(title, width)], *grid]]


def cut_at(rows: Sequence[int], repeat: int = 0) -> Shape:
    """The table in several <table>s; the first `repeat` rows printed again on each."""

    def shape(grid: Grid) -> list[Grid]:
        first, *others = tables.cut(grid, rows)
        return [first, *([*grid[:repeat], *part] for part in others)]

    return shape


def flat_header(grid: Grid) -> list[Grid]:
    return [tables.without_rowspans(grid, range(3))]


def flat(grid: Grid) -> list[Grid]:
    return [tables.without_rowspans(grid, range(len(grid)))]


def tall_results(grid: Grid) -> list[Grid]:
    return [tables.too_tall(grid, "三、本年度办理结果")]
