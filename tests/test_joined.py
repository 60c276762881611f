"""An article that runs over pages is one document: read as one, no page by itself, each figure led back to its page."""

import re
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from data.captures import Capture
from data.text import decode
from flows import steps
from flows.answers.show_cell import show_cell
from spiders.addresses import part_number
from spiders.archive import Found, PortalArchive, Received
from spiders.article_parts import joined
from tests.frames import framed_page
from tests.generators.documents import Document, make
from warehouse import query

FIRST = "http://www.a.gov.cn/zfxxgknb/202201/t20220124_7.html"
SECOND = FIRST.replace("_7.", "_7_1.")
HTML = [("Content-Type", "text/html")]


def cut(document: Document) -> list[bytes]:
    """Two pages of a portal, the cut in the middle of the rows of the longest table."""
    markup, _ = decode(document.body)
    tables = list(re.finditer(r"(?is)<table\b[^>]*>.*?</table>", markup))
    longest = max(tables, key=lambda found: len(found[0]))
    rows = list(re.finditer(r"(?is)</tr>", longest[0]))
    at = longest.start() + rows[len(rows) * 2 // 3].end()
    body = re.search(r"(?is)<body\b[^>]*>", markup)
    start = body.end() if body else 0
    end = markup.lower().rfind("</body>")
    pieces = (markup[start:at] + "</table>", "<table>" + markup[at : end if end > 0 else None])
    script = "<script>var countPage = 2;</script>"
    head = '<html><head><meta charset="utf-8"><title>年报</title></head><body><div class="nav">首页 网站地图</div>'
    return [f'{head}<div class="TRS_Editor">{piece}</div>{script}</body></html>'.encode() for piece in pieces]


def keep(home: Path, *given: tuple[str, bytes, str]) -> list[Capture]:
    kept = []
    with PortalArchive(home / "archive", "p") as archive:
        for url, body, parent in given:
            # Word's line separator, as titles pasted from it have it
            title = "某市财政局2021年政府信息公开工作年度报告\u2028"
            found = Found("page", parent, title, "2022-01-24", "某市财政局")
            kept.append(archive.keep(Received(url, 200, HTML, body), url, found))
    return kept


def read(home: Path) -> list[dict[str, int]]:
    return [steps.read(batch, home, 1).outcomes for batch in steps.batches(steps.pending_captures(home), home)]


def figures(document: Document) -> int:
    return len(document.truth)


def test_what_is_a_further_page() -> None:
    assert part_number(SECOND, FIRST) == 1 and part_number(FIRST, FIRST) == 0
    assert part_number(SECOND.replace("www.a", "www.b"), FIRST) == 0
    assert part_number(FIRST, "http://www.a.gov.cn/zfxxgknb/") == 0


def test_pages_are_joined_in_the_encodings_they_have() -> None:
    pages = ["<html><div id=zoom><p>一页镕</p></div><p>页脚</p>".encode("gb18030"), "<div id=zoom>二页</div>".encode()]
    text = joined(pages).decode()
    assert text.index("一页镕") < text.index("二页") < text.index("页脚")


def test_an_article_over_two_pages_is_read_as_one_document(tmp_path: Path) -> None:
    document = make(61, "2021", "html", [])
    pages = cut(document)
    first, second = keep(tmp_path, (FIRST, pages[0], "http://www.a.gov.cn/zfxxgknb/"), (SECOND, pages[1], FIRST))
    assert read(tmp_path) == [{"report": 1}]
    assert steps.load_parts(tmp_path).reports == 1 and not steps.pending_captures(tmp_path)
    published = steps.publish_warehouse(tmp_path)
    cells = query.run(published, "SELECT * FROM lineage WHERE is_current")
    assert len(cells) == figures(document)
    assert set(cells["page"]) == {1, 2}
    of_page = {page: set(rows) for page, rows in cells.groupby("page")["capture_id"]}
    assert of_page == {1: {first.capture_id}, 2: {second.capture_id}}
    assert set(cells.loc[cells["page"] == 2, "url"]) == {SECOND}
    cell = cells[(cells["page"] == 2) & (cells["value"] > 0)].iloc[0]
    key = (cell["agency_id"], int(cell["report_year"]), cell["table"], cell["row"], cell["column"])
    shown = show_cell(tmp_path, *key, tmp_path / "cell.html")
    (marked,) = LexborHTMLParser(framed_page(shown.path.read_text(encoding="utf-8"))).css("#nianbao-cell")
    assert shown.is_marked and marked.text(strip=True) == cell["raw_zh"]
    assert SECOND in shown.path.read_text(encoding="utf-8")


def test_another_wording_of_one_page_makes_another_document(tmp_path: Path) -> None:
    pages = cut(make(62, "2021", "html", []))
    keep(tmp_path, (FIRST, pages[0], ""), (SECOND, pages[1], FIRST))
    (before,) = steps.pending_captures(tmp_path)
    keep(tmp_path, (SECOND, pages[1].replace(b"</body>", b"<p>2</p></body>"), FIRST))
    earlier, later = steps.pending_captures(tmp_path)
    assert earlier == before and later.capture_id != before.capture_id
    assert later.url == FIRST and later.kind == "joined" and later.fetched_at > before.fetched_at


def test_a_page_whose_first_is_missing_and_a_first_without_further_ones_are_read_as_they_are(tmp_path: Path) -> None:
    pages = cut(make(63, "2021", "html", []))
    (alone,) = keep(tmp_path, (SECOND, pages[1], FIRST))
    assert steps.pending_captures(tmp_path) == [alone]
    keep(tmp_path, (FIRST, pages[0], ""))
    assert [c.kind for c in steps.pending_captures(tmp_path)] == ["page", "joined"]
