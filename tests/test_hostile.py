"""Hostile and broken files through the supervised readers: each costs itself and says why, and the batch goes on."""

import csv
import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extractors import office
from extractors.evidence import Hint
from extractors.report import Report
from extractors.tidy import ISSUE_COLUMNS
from flows.reading import documents as reading
from flows.reading.documents import Document, FromFile, read_all
from flows.reading.extract import extract
from flows.reading.workers import Limit
from tests.generators import bundles, hostile
from tests.generators.documents import make
from tests.generators.hostile import Hostile
from tests.harm import Harmful, Held
from tests.truth import defects_in

GOOD = [make(70, "2021", "html", []), make(71, "2014", "docx", [])]


def read_with_good(files: list[Hostile], folder: Path) -> dict[str, list[Report]]:
    """All files and two sound reports in one run; reports by file. The sound ones must lose nothing."""
    for file in files:
        (folder / file.name).write_bytes(file.body)
    for good in GOOD:
        (folder / good.name).write_bytes(good.body)
    names = [GOOD[0].name, *(file.name for file in files), GOOD[1].name]
    documents = [Document(name, Hint(document=name), "", FromFile(folder / name)) for name in names]
    found: dict[str, list[Report]] = {}
    for key, report in read_all(documents, 2):
        found.setdefault(key.partition("/")[0], []).append(report)
    for good in GOOD:
        (report,) = found.pop(good.name)
        assert not defects_in(good, report)
    return found


def assert_said(files: list[Hostile], found: dict[str, list[Report]]) -> None:
    for file in files:
        report = found[file.name][0]
        assert report.outcome in file.outcomes, (file.name, report.outcome, report.issues[:1])
        assert report.issues and file.says in report.issues[0].message, (file.name, report.issues[:1])
        assert "the reader failed" not in report.issues[0].message, (file.name, report.issues[:1])
        for member in found[file.name][1:]:
            assert member.outcome != "report" and member.issues, (file.name, member)


@pytest.mark.slow
def test_hostile_files_bounded_are_named_and_cost_nobody_else(tmp_path: Path) -> None:
    files = list(hostile.quick())
    found = read_with_good(files, tmp_path)
    assert_said(files, found)
    ((_, link), (_, inner)) = ((r.document, r) for r in (found["link.zip"][1], found["nested.zip"][1]))
    assert "not followed" in link.issues[0].message
    assert inner.outcome == "over_limit" and "nested" in inner.issues[0].message
    said = " ".join(issue.message for issue in found["embedded.docx"][0].issues)
    assert "Excel.Sheet.12 is not read" in said and "altChunk" in said


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_heavy_files_are_stopped_at_their_limits_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reading.LIMITS, "", Limit(12, 10**9))
    monkeypatch.setitem(reading.LIMITS, "ocr", Limit(40, 2 * 10**9))
    files = list(hostile.heavy())
    assert_said(files, read_with_good(files, tmp_path))


def test_names_in_bundles_touch_nothing_outside(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (inside / "climb.zip").write_bytes(hostile.climbing(str(outside)))
    before = {path for path in Path("/tmp").glob("*climb*")}
    counts = extract([inside], str(tmp_path / "rows.csv"), str(tmp_path / "issues.csv"), 1).outcomes
    assert counts["not_a_report"] == 7
    assert not list(outside.iterdir()) and {path for path in Path("/tmp").glob("*climb*")} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in", "issues.csv", "out", "rows.csv"]
    assert [p.name for p in inside.iterdir()] == ["climb.zip"]
    with open(tmp_path / "issues.csv", encoding="utf-8") as file:
        named = {row["document"] for row in csv.DictReader(file)}
    assert not any(part == ".." for name in named for part in name.split("/"))


@pytest.mark.parametrize("medium", ["html", "text", "docx", "xlsx", "pdf", "xls", "mhtml", "word_flat"])
def test_a_report_cut_short_is_never_silent(medium: str) -> None:
    from extractors.report import read_report

    document = make(72, "2021", medium, [])
    printed = {(row["table"], row["row"], row["column"]) for row in document.truth if row["state"] == "number"}
    for share in range(3, 100, 4):
        report = read_report(document.body[: len(document.body) * share // 100])
        given = {(t.table, c.row, c.column) for t in report.tables for c in t.cells if c.state == "number"}
        grave = [issue for issue in report.issues if issue.severity != "info" or issue.code == "not_a_report"]
        assert given >= printed or grave, share


NAMES = {"html": "a.pdf", "text": "a.docx", "docx": "a.xls", "xlsx": "a.zip", "pdf": "a.html", "xls": "a.doc"}


def test_names_and_media_types_that_lie_change_nothing(tmp_path: Path) -> None:
    documents = {medium: make(73, "2021", medium, []) for medium in NAMES}
    handed = []
    for medium, document in documents.items():
        path = tmp_path / f"{medium} {NAMES[medium]}"
        path.write_bytes(document.body)
        handed.append(Document(medium, Hint(document=document.name), "image/png", FromFile(path)))
    for medium, report in read_all(handed, 1):
        assert not defects_in(documents[medium], report), medium


@pytest.mark.slow
def test_a_worker_that_is_killed_hangs_or_bursts_is_replaced_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reading.LIMITS, "", Limit(5, 400 * 10**6))
    what = ["kill", "well", "hang", "well", "eat", "kill", "well"]
    documents = [Document(f"{n} {w}", Hint(), "", Harmful(w, GOOD[0].body)) for n, w in enumerate(what)]
    found = {
        key: (report.outcome, report.issues[0].message if report.issues else "")
        for key, report in read_all(documents, 1)
    }
    said = {
        "kill": ("damaged", "died (signal 9)"),
        "hang": ("over_limit", "after 5 s"),
        "eat": ("over_limit", "resident"),
    }
    for key, (outcome, message) in found.items():
        expected, word = said.get(key[2:], ("report", ""))
        assert outcome == expected and word in message, (key, outcome, message)
    assert len(found) == len(what)


# --- nothing outside a file is fetched, and no macro runs ---


@pytest.fixture
def ears() -> Iterator[tuple[str, list[bytes]]]:
    """The address of a server that must hear nothing, and what it heard."""
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                try:
                    heard.append(connection.recv(500))
                    connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                except OSError:
                    heard.append(b"connected")

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
    server.close()


def _words(report: Report) -> str:
    return f"{report.outcome} {[issue.message for issue in report.issues]}"


def test_nothing_outside_a_document_is_fetched(tmp_path: Path, ears: tuple[str, list[bytes]]) -> None:
    address, heard = ears
    files = [*hostile.reaching(address)]
    found = read_with_good(files, tmp_path)
    assert set(found) == {file.name for file in files}
    assert not heard, heard


@pytest.mark.slow
def test_libreoffice_fetches_nothing_and_runs_no_macro_bounded(tmp_path: Path, ears: tuple[str, list[bytes]]) -> None:
    if not office.program():
        pytest.skip("LibreOffice is not installed")
    address, heard = ears
    mark = tmp_path / "a macro ran"
    files = [*hostile.reaching_office(address), hostile.macro_odt(mark)]
    found = read_with_good(files, tmp_path)
    # they were opened, not refused: what they say is known
    assert all("hostile words" in _words(found[file.name][0]) for file in files), {
        k: _words(v[0]) for k, v in found.items()
    }
    assert not heard, heard
    assert not mark.exists()


@pytest.mark.slow
def test_what_libreoffice_takes_counts_for_the_document_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    if not office.program():
        pytest.skip("LibreOffice is not installed")
    for kind in ("office", "office_batch"):
        monkeypatch.setitem(reading.LIMITS, kind, replace(reading.LIMITS[kind], memory=110 * 10**6))
    body = make(74, "2021", "rtf", []).body
    documents = [Document(name, Hint(document=name), "", Held(body)) for name in ("a", "b")]
    documents.append(Document("good", Hint(), "", Held(GOOD[0].body)))
    found = dict(read_all(documents, 1))
    assert found["good"].outcome == "report"
    assert {found[n].outcome for n in "ab"} == {"over_limit"} and "resident" in found["a"].issues[0].message


def test_macros_beside_a_document_are_not_looked_at() -> None:
    """The macro-carrying twins of docx and xlsx give the figures of the plain ones."""
    from extractors.report import read_report

    for medium, folder in (("docx", "word"), ("xlsx", "xl")):
        document = make(75, "2021", medium, [])
        out = io.BytesIO(document.body)
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr(f"{folder}/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000))
        assert not defects_in(document, read_report(out.getvalue(), "", Hint(document=document.name)))


def test_an_extraction_of_hostile_files_writes_their_issues(tmp_path: Path) -> None:
    (tmp_path / "good.html").write_bytes(GOOD[0].body)
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "bundle.zip").write_bytes(bundles.zip_bytes([("坏.docx", b"PK\x03\x04"), ("g.html", GOOD[0].body)]))
    done = extract([tmp_path / n for n in ("good.html", "bad.pdf", "bundle.zip")], "-", str(tmp_path / "i.csv"), 1)
    assert done.outcomes == {"report": 2, "damaged": 2, "not_a_report": 1}
    with open(tmp_path / "i.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == ISSUE_COLUMNS
    assert {"bad.pdf", "bundle.zip/坏.docx"} <= {row["document"] for row in rows if row["code"] == "damaged"}
