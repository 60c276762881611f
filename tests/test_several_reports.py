"""A document with two reports, from archive to page: each its own row of the panel, each figure shown in its place."""

from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from flows.answers.show_cell import show_cell
from flows.runs.status import status_of
from flows.steps import batches, load_parts, pending_captures, publish_warehouse, read
from spiders.archive import Found, PortalArchive, Received
from tests.test_boundaries import DISPUTES, OPENING, _table, _title
from warehouse.places import published_file
from warehouse.query import run

URL = "http://www.example.test/nb/2023.html"
FIRST, SECOND = "黄石市教育局", "黄石市民政局"


def _home(folder: Path) -> Path:
    body = "".join(
        (_title(FIRST, 2023), OPENING, _table(7), DISPUTES, _title(SECOND, 2023), OPENING, _table(9))
    ).encode()
    with PortalArchive(folder / "archive", "p") as archive:
        received = Received(URL, 200, (("Content-Type", "text/html"),), body, fetched_at="2024-02-01T00:00:00Z")
        archive.keep(received, URL, Found("page", "", "2023年度报告汇编"))
    for batch in batches(pending_captures(folder), folder):
        read(batch, folder, 1)
    load_parts(folder)
    publish_warehouse(folder)
    return folder


def test_each_report_of_a_document_is_its_bodys(tmp_path: Path) -> None:
    home = _home(tmp_path)
    figures = run(
        published_file(home),
        "SELECT agency_zh, value FROM panel WHERE concept = 'applications_received' ORDER BY value",
    )
    assert [(name, int(value)) for name, value in figures.itertuples(index=False)] == [(FIRST, 7), (SECOND, 9)]
    assert not pending_captures(home)
    for name, printed in ((FIRST, "7"), (SECOND, "9")):
        shown = show_cell(home, name, 2023, "applications", "new", "total", tmp_path / "cell.html")
        (frame,) = LexborHTMLParser(shown.path.read_text(encoding="utf-8")).css("iframe")
        (marked,) = LexborHTMLParser(frame.attributes["srcdoc"] or "").css("#nianbao-cell")
        assert shown.is_marked and marked.text(strip=True) == printed


def test_a_report_that_could_not_be_read_keeps_its_figures_in_the_warehouse(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>第{n}类</td><td>{n}1</td><td>{n}2</td></tr>" for n in range(1, 6))
    table = f"<table><tr><td>类别</td><td>甲</td><td>乙</td></tr>{rows}</table>"
    body = (_title(FIRST, 2022) + OPENING + table).encode()
    with PortalArchive(tmp_path / "archive", "p") as archive:
        received = Received(URL, 200, (("Content-Type", "text/html"),), body, fetched_at="2023-02-01T00:00:00Z")
        archive.keep(received, URL, Found("page", "", f"{FIRST}2022年政府信息公开工作年度报告"))
    for batch in batches(pending_captures(tmp_path), tmp_path):
        read(batch, tmp_path, 1)
    load_parts(tmp_path)
    publish_warehouse(tmp_path)
    file = published_file(tmp_path)
    assert [tuple(r) for r in run(file, "SELECT outcome, report_year FROM reading").itertuples(index=False)] == [
        ("unread_report", 2022)
    ]
    kept = run(file, "SELECT label_zh, column_label_zh, value FROM unmapped ORDER BY row_index, column_index")
    assert [tuple(r)[:2] for r in kept.itertuples(index=False)][:2] == [("第1类", "甲"), ("第1类", "乙")]
    assert "unread" in {s for (s,) in run(file, "SELECT DISTINCT state FROM coverage").itertuples(index=False)}
    published = status_of(tmp_path).published
    assert published and (published.reports, published.reports_unread) == (0, 1)
