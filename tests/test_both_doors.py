"""One grammar of titles behind two doors: the crawler's verdict on a link, and the heading of the document itself."""

from __future__ import annotations

import csv
import re
from html import escape, unescape
from pathlib import Path

from data.text import decode
from data.titles import classify
from extractors.report import read_report
from tests.test_titles import OTHERS, REPORTS

_TEXT = "<p>按照条例的规定做好公开，及时回应关切，完善工作机制。</p>" * 5
_PRINTED = re.compile(r"<(title|h[12])\b[^>]*>(.*?)</\1>", re.I | re.S)
# a name is kept as its document prints it, and as the grammar writes it where a list does
_BRACKETS = str.maketrans("()", "（）")


def _disagreement(title: str) -> str:
    """What the two doors say differently of a title, "" where they agree."""
    verdict = classify(title)
    report = read_report(f"<html><body><h1>{escape(title)}</h1>{_TEXT}</body></html>".encode())
    if report.outcome == "not_a_report":
        return f"{title}: {verdict.kind}, and set aside" if verdict.kind in ("report", "rendition") else ""
    head = report.heading
    by_link = verdict.agency.translate(_BRACKETS), verdict.report_year
    by_page = head.agency.translate(_BRACKETS), head.report_year
    return f"{title}: {by_link} by its link, {by_page} by its page" if by_link != by_page else ""


def _disagreements(titles: list[str]) -> list[str]:
    return [found for title in titles if (found := _disagreement(title))]


def test_link_and_page_agree_on_the_titles_of_these_tests() -> None:
    titles = list(dict.fromkeys(title for title, *_ in [*REPORTS, *OTHERS] if title))
    assert len(titles) > 170
    assert _disagreements(titles) == []


def test_link_and_page_agree_on_real_titles(shared: Path) -> None:
    with (shared / "corpus/listings/titles.tsv").open(encoding="utf-8", newline="") as lines:
        titles = {row["title"] for row in csv.DictReader(lines, delimiter="\t")}
    for page in sorted((shared / "cases").rglob("*.html")):
        for _, printed in _PRINTED.findall(decode(page.read_bytes())[0]):
            titles.add(" ".join(unescape(re.sub("<[^>]*>", "", printed)).split()))
    titles -= {""}
    assert len(titles) >= 54
    assert _disagreements(sorted(titles)) == []
