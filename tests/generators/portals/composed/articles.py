# ruff: noqa: E501  (markup is kept whole)
"""Articles and files: what stands at a report's address, in the dress of its system."""

from __future__ import annotations

import functools
import io
from html import escape
from random import Random

from PIL import Image, ImageDraw

from tests.generators.documents import report_of

from . import pages
from .addresses import file_path
from .model import Portal, Report

_BODY = {
    "trs": '<div class="TRS_Editor">{}</div>',
    "vsb": '<div id="vsb_content_2"><div class="v_news_content">{}</div></div>',
    "ucap": '<div id="zoomcon"><UCAPCONTENT>{}</UCAPCONTENT></div>',
    "lonsun": '<div class="j-fontContent newscontnet">{}</div>',
    "gkmlpt": '<div class="article-content">{}</div>',
    "shanghai": '<div id="ivs_content" class="Article_content">{}</div>',
}
FILES = {"pdf_link": "pdf", "pdf_frame": "pdf", "direct_pdf": "pdf", "docx_script": "docx", "unnamed_file": "pdf"}
TYPES = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


def seed(report: Report, night: int) -> int:
    """Another wording is another seed."""
    return report.seed + (7_000_000 if night >= report.revised else 0)


@functools.lru_cache(maxsize=4096)
def _made(seed: int, agency: str, year: int, medium: str) -> bytes:
    return report_of(seed, agency, year, ("fragment",) if medium == "html" else (), medium).body


def fragment(report: Report, night: int) -> str:
    """The report's body as markup."""
    return _made(seed(report, night), report.agency, report.year, "html").decode()


def article(portal: Portal, report: Report, number: int, night: int) -> bytes:
    """The page of a report: the body, or what leads to it."""
    full, at = f"{report.agency}{report.year}年政府信息公开工作年度报告", file_path(report, number)
    inner = {
        "pdf_link": f'<p>{full}</p><p>附件：<a href="{at}">{full}.pdf</a></p>',
        "unnamed_file": f'<p>附件：<a href="{at}">{full}</a></p>',
        "pdf_frame": f'<iframe src="/pdfjs/web/viewer.html?file={at.replace("/", "%2F")}" width="100%" height="900"></iframe>',
        "docx_script": f'<p>附件：<a href="javascript:void(0)" onclick="window.open(\'{at}\')">{full}.docx</a></p>',
        "pictures": f'<p style="text-align:center"><img src="{at}" alt="{report.year}年报"></p>',
        "iframe": f'<iframe src="{at}" width="100%" height="2000" frameborder="0"></iframe>',
    }.get(report.article)
    body = _BODY.get(portal.system, '<div id="zoom">{}</div>').format(inner or fragment(report, night))
    if portal.system == "hanweb_xxgk":
        return body.encode(portal.charset, "xmlcharrefreplace")
    meta = (
        f'<meta name="ArticleTitle" content="{escape(report.title(night))}"><meta name="PubDate" content="{report.date} 10:05">'
        f'<meta name="ContentSource" content="{report.agency}">'
    )
    shown = f"<h1>{escape(report.title(night))}</h1><div class='info'>发布时间：{report.date} 来源：{report.agency}</div>{body}"
    if portal.system == "ucap":
        shown = (
            f"<UCAPTITLE>{escape(report.title(night))}</UCAPTITLE><PUBLISHTIME>{report.date} 09:00</PUBLISHTIME>{body}"
        )
    return pages.page(portal, report.title(night), pages.dressed(portal, "政府信息公开年报", shown), meta)


def file(report: Report, night: int) -> tuple[bytes, str, str]:
    """Body, media type and name of a report's file."""
    if report.article == "pictures":
        return _picture(report), "image/png", ""
    if report.article == "iframe":
        text = f'<html><head><meta charset="utf-8"></head><body>{fragment(report, night)}</body></html>'
        return text.encode(), "text/html; charset=utf-8", ""
    ending = FILES.get(report.article, "pdf")
    body = _made(seed(report, night), report.agency, report.year, ending)
    media = "application/octet-stream" if report.article in ("unnamed_file", "docx_script") else TYPES[ending]
    return body, media, f"nb{report.year}.{ending}"


def _picture(report: Report) -> bytes:
    image = Image.new("L", (420, 160), 255)
    ImageDraw.Draw(image).text((20, 60), f"{report.year}  {report.number}", fill=0)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def notice(portal: Portal, year: int) -> bytes:
    """A row's page that is no report."""
    rng = Random(year)
    text = f"<h1>关于做好{year}年度政府信息公开工作年度报告编制工作的通知</h1>" + "".join(
        f"<p>各单位要按照要求，于{year + 1}年1月{rng.randint(10, 28)}日前将年度报告报送办公室。</p>" for _ in range(4)
    )
    return pages.page(portal, "通知", pages.dressed(portal, "政府信息公开年报", text))
