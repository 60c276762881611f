"""Bundles: members are documents of their own, whatever packs them; limits hold; nothing of them lands on the disk."""

import functools
import io
import shutil
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from data.places import DATA
from data.rows import Issue
from extractors import bundle
from extractors.bundle import Member, is_bundle, members
from extractors.evidence import Hint
from extractors.report import Report
from flows import steps
from flows.answers.show_cell import show_cell
from flows.reading.documents import Document, FromFile, read_all
from flows.reading.documents import Member as Found
from spiders.archive import Found as Kept
from spiders.archive import PortalArchive, Received
from tests.frames import framed_page
from tests.generators import bundles
from tests.generators.documents import make
from tests.truth import defects_in
from tests.warehouse_parts import begun
from warehouse import query
from warehouse.db import connect_work
from warehouse.load import load
from warehouse.release import rows_hash

NAMES = ["县教育局2023年政府信息公开工作年度报告.docx", "子文件夹/乡镇年报.html", "附件/3.xlsx"]


def pack(kind: str, inside: list[tuple[str, bytes]]) -> bytes:
    if kind == "zip gbk":
        return bundles.zip_bytes(inside)
    if kind == "zip utf8":
        return bundles.zip_bytes(inside, gbk=False)
    return bundles.rar_bytes(inside) if kind == "rar" else bundles.seven_bytes(inside)


KINDS = ["zip gbk", "zip utf8", "rar", "7z"]


def names(body: bytes) -> list[str]:
    return [found.name if isinstance(found, Member) else found[0] for found in members(body, "b")]


@pytest.mark.parametrize("kind", KINDS)
def test_members_come_whole_under_their_own_names(kind):
    inside = [(name, f"{number} {name}".encode()) for number, name in enumerate(NAMES)]
    found = list(members(pack(kind, inside), "b.zip"))
    assert [(m.name, m.body) for m in found] == [(f"b.zip/{name}", body) for name, body in inside]


def test_names_in_utf8_without_the_flag_are_known_as_such():
    body = bundles.zip_bytes([("甲.txt", b"1")], gbk=False).replace(b"\x00\x08\x08\x00", b"\x00\x00\x08\x00")
    assert names(body) == ["b/甲.txt"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_bundle_in_a_bundle_is_opened_once(kind):
    inner = pack(kind, [("x.txt", b"text")])
    assert names(bundles.zip_bytes([("内.rar", inner), ("y.txt", b"y")])) == ["b/内.rar/x.txt", "b/y.txt"]
    deeper = bundles.zip_bytes([("n1.zip", bundles.zip_bytes([("n2", inner)]))])
    ((name, issue),) = members(deeper, "b")
    assert name == "b/n1.zip/n2" and issue.code == "over_limit"


def test_office_packages_are_no_bundles():
    for medium in ("docx", "xlsx"):
        body = make(1, "2021", medium, []).body
        assert not is_bundle(body)
        # stored without compression, its own name stands in the bundle's bytes
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("word/a.docx", body)
        assert is_bundle(out.getvalue())
        assert names(out.getvalue()) == ["b/word/a.docx"]


def test_names_that_climb_or_are_absolute_stay_inside():
    inside = [
        ("../../etc/passwd", b"1"),
        ("/root/a.txt", b"2"),
        ("C:\\x\\b.txt", b"3"),
        ("a/./b/../c.txt", b"4"),
        ("..", b"5"),
    ]
    assert names(bundles.zip_bytes(inside)) == [
        "b/etc/passwd",
        "b/root/a.txt",
        "b/C:/x/b.txt",
        "b/a/b/c.txt",
        "b/unnamed",
    ]


def test_two_members_of_one_name_are_told_apart():
    assert names(bundles.zip_bytes([("a.txt", b"1"), ("a.txt", b"2")])) == ["b/a.txt", "b/a.txt#2"]


def test_litter_is_passed_over():
    inside = [
        ("__MACOSX/._a.docx", b"1"),
        ("Thumbs.db", b"2"),
        ("~$a.docx", b"3"),
        (".DS_Store", b"4"),
        ("a.txt", b"5"),
    ]
    assert names(bundles.zip_bytes(inside)) == ["b/a.txt"]


def test_an_encrypted_member_is_named():
    ((name, issue),) = members(bundles.zip_bytes([("密.docx", b"1")], encrypted=True), "b.zip")
    assert name == "b.zip/密.docx" and issue.code == "damaged" and "password" in issue.message


def test_a_bomb_is_stopped_before_it_is_in_memory(monkeypatch):
    body = bundles.bomb(230 << 20)
    tracemalloc.start()
    ((name, issue),) = members(body, "b.zip")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert name == "b.zip/大.txt" and issue.code == "over_limit"
    assert peak < 2 * bundle.MAX_MEMBER
    monkeypatch.setattr(bundle, "MAX_RATIO", 50)
    ((name, issue),) = members(bundles.bomb(40 << 20), "b.zip")
    assert name == "b.zip" and issue.code == "over_limit" and "times its size" in issue.message


def test_too_many_members_and_too_much_in_all(monkeypatch):
    monkeypatch.setattr(bundle, "MAX_MEMBERS", 5)
    found = list(members(bundles.zip_bytes([(f"{n}.txt", b"x") for n in range(9)]), "b"))
    assert len(found) == 6 and found[-1][0] == "b" and found[-1][1].code == "over_limit"
    monkeypatch.setattr(bundle, "MAX_TOTAL", 2500)
    found = list(members(bundles.rar_bytes([(f"{n}.txt", bytes([65 + n]) * 1000) for n in range(4)]), "b"))
    assert [type(f) for f in found] == [Member, Member, tuple] and found[-1][1].code == "over_limit"


@pytest.mark.parametrize("kind", KINDS)
def test_a_bundle_cut_short_says_so_and_gives_what_came_before(kind):
    whole = pack(kind, [(f"{n}.txt", bytes([65 + n]) * 3000) for n in range(4)])
    found = list(members(whole[: len(whole) // 2], "b"))
    assert any(not isinstance(f, Member) and f[1].code == "damaged" for f in found)
    assert all(len(set(f.body)) == 1 for f in found if isinstance(f, Member))


def test_without_libarchive_the_issue_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "libarchive", None)
    ((name, issue),) = members(bundles.rar_bytes([("a", b"1")]), "b.rar")
    assert name == "b.rar" and issue.code == "needs_program" and "apt-get install" in issue.message
    assert names(bundles.zip_bytes([("a", b"1")])) == ["b/a"]


# --- through the workers ---


def read(path: Path) -> tuple[dict[str, Report], list[Found]]:
    found: list[Found] = []
    document = Document("key", Hint(document=path.name, agency="某县", title="2020年年报汇总"), "", FromFile(path))
    return dict(read_all([document], 2, found.append)), found


def test_each_member_is_read_as_a_document_of_its_own(tmp_path):
    documents = [
        make(seed, "2021", medium, []) for seed, medium in enumerate(("html", "docx", "xlsx", "text", "pdf"), 50)
    ]
    path = tmp_path / "各部门.zip"
    path.write_bytes(
        bundles.zip_bytes([(f"年报/{d.name}", d.body) for d in documents] + [("说明.txt", "说明".encode())])
    )
    reports, found = read(path)
    assert reports.pop("key").reason == "attachment_only"
    assert reports.pop("key/说明.txt").outcome == "not_a_report"
    for document in documents:
        report = reports.pop(f"key/年报/{document.name}")
        assert report.document == f"各部门.zip/年报/{document.name}"
        assert not defects_in(document, report)
    assert not reports
    assert [m.name for m in found] == [*(f"年报/{d.name}" for d in documents), "说明.txt"]
    assert all(m.bundle == "key" and m.digest.startswith("sha256:") and m.size for m in found)


def test_a_damaged_or_empty_bundle_is_one_document_with_a_reason(tmp_path):
    path = tmp_path / "b.zip"
    path.write_bytes(bundles.zip_bytes([("a.txt", b"x" * 5000)])[:60])
    reports, _ = read(path)
    assert [r.outcome for r in reports.values()] == ["damaged"]
    path.write_bytes(bundles.zip_bytes([]))
    reports, _ = read(path)
    assert [(r.outcome, r.reason) for r in reports.values()] == [("not_a_report", "other")]


def test_what_cannot_be_unpacked_is_a_refused_document_beside_the_others(tmp_path):
    good = make(51, "2021", "html", [])
    path = tmp_path / "b.zip"
    broken = bytearray(bundles.zip_bytes([("坏.txt", bytes(range(256)) * 9), (good.name, good.body)]))
    broken[50:60] = b"\xff" * 10
    path.write_bytes(bytes(broken))
    reports, _ = read(path)
    assert reports["key/坏.txt"].outcome == "damaged"
    assert not defects_in(good, reports[f"key/{good.name}"])
    assert isinstance(reports["key/坏.txt"].issues[0], Issue)


# --- into the warehouse ---


def test_members_of_a_captured_bundle_are_captures_with_the_bundle_in_their_origin(tmp_path):
    first, second = make(52, "2021", "docx", []), make(53, "2021", "html", [])
    body = bundles.zip_bytes([(f"年报/{d.name}", d.body) for d in (first, second)])
    url = "http://www.a.gov.cn/2023/nb.zip"
    with PortalArchive(tmp_path / "archive", "p") as archive:
        received = Received(url=url, status=200, headers=[("Content-Type", "application/zip")], body=body)
        kept = archive.keep(received, url, Kept("file", "http://www.a.gov.cn/2023/", "年报汇总", "2024-01-20"))
    for batch in steps.batches(steps.pending_captures(tmp_path), tmp_path):
        assert steps.read(batch, tmp_path, 1).outcomes == {"attachment_only": 1, "report": 2}
    assert steps.load_parts(tmp_path).reports == 2
    con = begun(tmp_path)
    rows = con.execute(
        "SELECT c.capture_id, c.url, c.kind, c.parent_url, c.portal, c.warc_file, c.size, r.document, r.outcome,"
        " (SELECT count(*) FROM cell_fact AS f WHERE f.reading_id = r.reading_id)"
        " FROM reading AS r JOIN capture AS c USING (capture_id) WHERE c.kind = 'member' ORDER BY c.url"
    ).fetchall()
    con.close()
    assert len({row[0] for row in rows}) == 2 and kept.capture_id not in {row[0] for row in rows}
    for row, document in zip(rows, (first, second), strict=True):
        assert row[1] == row[7] == f"{url}#年报/{document.name}"
        assert row[2:7] == ("member", url, "p", kept.warc_file, len(document.body))
        assert row[8:] == ("report", len(document.truth))
    assert not steps.pending_captures(tmp_path)
    assert steps.load_parts(tmp_path).captures == 0


URL = "http://www.a.gov.cn/2023/nb.zip"


@pytest.fixture(scope="module")
def bundled(tmp_path_factory):
    """A home with one archived bundle, read and loaded, and the two documents in it."""
    documents = [make(54, "2021", "html", []), make(55, "2021", "docx", [])]
    home = tmp_path_factory.mktemp("bundled")
    with PortalArchive(home / "archive", "p") as archive:
        body = bundles.zip_bytes([(f"年报/{document.name}", document.body) for document in documents])
        received = Received(url=URL, status=200, headers=[("Content-Type", "application/zip")], body=body)
        archive.keep(received, URL, Kept("file", "http://www.a.gov.cn/2023/", "年报汇总", "2024-01-20"))
    for batch in steps.batches(steps.pending_captures(home), home):
        steps.read(batch, home, 1)
    steps.load_parts(home)
    return home, documents


def test_a_figure_of_a_member_is_shown_in_the_document_inside_the_bundle(bundled, tmp_path):
    home, documents = bundled
    published = steps.publish_warehouse(home)
    for document in documents:
        asked = query.run(
            published,
            'SELECT agency_id, report_year, "table", "row", "column", raw_zh FROM lineage'
            " WHERE contains(url, ?) AND value > 9 ORDER BY value DESC LIMIT 1",
            [document.name],
        )
        agency, year, *keys, raw = asked.iloc[0].tolist()
        shown = show_cell(home, agency, int(year), *keys, tmp_path / "cell.html")
        page = shown.path.read_text(encoding="utf-8")
        (cell,) = LexborHTMLParser(framed_page(page)).css("#nianbao-cell")
        assert shown.is_marked and cell.text(strip=True) == raw and f"#年报/{document.name}" in page


def test_a_bundle_taken_down_takes_its_documents_along_and_comes_back_with_them(bundled, tmp_path, monkeypatch):
    home, _ = bundled
    data = tmp_path / "data"
    shutil.copytree(DATA / "forms", data / "forms")
    shutil.copy(DATA / "private.csv", data)
    monkeypatch.setattr(steps, "load", functools.partial(load, data=data))

    def rows(*lines: str) -> dict[str, str]:
        (data / "takedowns.csv").write_text("\n".join(("capture_id,url,reason,decided_date", *lines)), encoding="utf-8")
        steps.load_parts(home)
        con = connect_work(home)
        try:
            assert con.execute("SELECT count(*) FROM report").fetchone() == ((0,) if lines else (2,))
            return rows_hash(con)
        finally:
            con.close()

    before = rows()
    assert rows(f",{URL},a court,2026-01-01") != before
    assert rows() == before
