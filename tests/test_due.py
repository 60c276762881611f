"""Readings are due where what they were made with changed, and nowhere else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from data.places import DATA
from data.version import READERS, STAGES, Readers, programs_of, readers, readers_of
from flows.reading.due import due_readings
from flows.reading.editions import edition_of, present_readers
from flows.waiting import backlog
from spiders.archive import Found, PortalArchive, Received
from tests.generators.documents import make
from warehouse.backlog import published
from warehouse.places import published_file
from warehouse.query import run

ROOT = DATA.parent
pytestmark = pytest.mark.timeout(300)  # three nights of 200 documents
_NEW = "红头公文"
_PAGE = """<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1><p>一、总体情况</p>
<p>本机关按照条例做好政府信息公开工作。</p><p>二、主动公开政府信息情况</p><table>
<tr><td colspan=4>第二十条第（一）项</td></tr>
<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>
<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr><tr><td>{label}</td><td>{n}</td><td>1</td><td>{n}</td></tr>
<tr><td colspan=4>第二十条第（五）项</td></tr><tr><td>信息内容</td><td colspan=3>本年处理决定数量</td></tr>
<tr><td>行政许可</td><td colspan=3>{n}</td></tr></table></body></html>"""


def _night(home: Path, forms: Path) -> None:
    """What a night does behind its crawl, in a process of its own, as a night is."""
    code = "import sys; from pathlib import Path; from flows.catch_up import catch_up; catch_up(Path(sys.argv[1]), 2)"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n", str(home)], cwd=ROOT, capture_output=True, text=True, timeout=200,
        env={**os.environ, "NIANBAO_FORMS": str(forms)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def _status(home: Path, forms: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "status", "--home", str(home)], cwd=ROOT, capture_output=True, text=True,
        timeout=60, env={**os.environ, "NIANBAO_FORMS": str(forms)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def read_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A home of 170 pages, seven of which call a line as no form knows it, and 30 Word files, read and published;
    and a folder of forms of its own, with no form and no wording in it."""
    home, forms = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("forms")
    (forms / "forms.csv").write_text("form,first_year,last_year,title_zh,instrument_zh,note\n", encoding="utf-8")
    (forms / "labels.csv").write_text("form,table,axis,key,wording,seen\n", encoding="utf-8")
    with PortalArchive(home / "archive", "county") as archive:
        for n in range(170):
            title = f"某市第{n % 17 + 1}中学{2014 + n // 17}年政府信息公开工作年度报告".replace("中学", "财政局")
            label = _NEW if n % 25 == 0 else "行政规范性文件"
            page = _PAGE.format(title=title, label=label, n=n + 3).encode()
            url = f"http://county.example/nb/t20220124_{n}.html"
            archive.keep(Received(url, 200, (("Content-Type", "text/html"),), page), url, Found("page", "", title))
        for n in range(30):
            document = make(300 + n, "2021", "docx", [])
            url = f"http://county.example/nb/w{n}.docx"
            archive.keep(Received(url, 200, (("Content-Type", "x"),), document.body), url, Found("file", "", "年报"))
    _night(home, forms)
    return home, forms


def _due(home: Path, now: Readers) -> tuple[set[str], dict[str, int]]:
    with published(published_file(home)) as con:
        found = due_readings(con, home, now)
    urls = dict(run(published_file(home), "SELECT capture_id, url FROM capture").itertuples(index=False))
    return {urls[i] for i in found.capture_ids}, dict(found.reasons)


@pytest.mark.slow
def test_a_wording_bounded_makes_due_what_had_it_unknown_and_its_figures_are_there_after_a_night(
    read_home: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, forms = tmp_path / "home", tmp_path / "forms"
    shutil.copytree(read_home[0], home)
    shutil.copytree(read_home[1], forms)
    monkeypatch.setenv("NIANBAO_FORMS", str(forms))
    figures = (
        "SELECT count(*) FROM lineage"
        " WHERE \"row\" = 'normative_documents' AND row_label_zh LIKE '%公文%' AND value > 0"
    )
    assert backlog(home).count == 0 and run(published_file(home), figures).iat[0, 0] == 0
    with (forms / "labels.csv").open("a", encoding="utf-8") as file:
        file.write(f"2021,proactive,line,normative_documents,{_NEW},\n")
    due, reasons = _due(home, present_readers(home))
    assert due == {f"http://county.example/nb/t20220124_{n}.html" for n in range(0, 170, 25)}
    assert reasons == {f"the wording {_NEW!r} is known now": 7}
    said = _status(home, forms)
    assert "7 documents, 7 of them again" in said and f"7: the wording {_NEW!r} is known now" in said
    read = "SELECT count(*) FROM reading WHERE reader_version <> '1.0.0'"
    _night(home, forms)
    assert run(published_file(home), read).iat[0, 0] == 7
    assert run(published_file(home), figures).iat[0, 0] == 21
    assert backlog(home).count == 0
    # taken back, those that used it are due again, and a night later nothing has it
    (forms / "labels.csv").write_text("form,table,axis,key,wording,seen\n", encoding="utf-8")
    assert _due(home, present_readers(home))[1] == {f"the wording {_NEW!r} is known no more": 7}
    _night(home, forms)
    assert run(published_file(home), figures).iat[0, 0] == 0 and backlog(home).count == 0


@pytest.mark.slow
def test_a_mended_reader_bounded_makes_its_formats_due_and_a_program_what_lacked_it(
    read_home: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, forms = read_home
    monkeypatch.setenv("NIANBAO_FORMS", str(forms))
    now = present_readers(home)
    assert _due(home, now) == (set(), {})
    word, reasons = _due(home, replace(now, parts={**now.parts, "word": "another"}))
    assert word == {f"http://county.example/nb/w{n}.docx" for n in range(30)}
    assert reasons == {"the reader word changed": 30}
    assert len(_due(home, replace(now, parts={**now.parts, STAGES: "another"}))[0]) == 200
    without = replace(now, programs=frozenset())
    lacking = without.used("rtf", ["needs_program"])
    assert now.stale(lacking) == ({"libreoffice": "libreoffice is there now"} if "libreoffice" in now.programs else {})
    assert not without.stale(now.used("rtf", [])), "a program that is gone takes no figure away"


def test_an_edition_is_new_where_anything_changed_and_comes_after_all_readings(tmp_path: Path) -> None:
    first = edition_of(tmp_path)
    assert first.version == "1.0.0" == edition_of(tmp_path).version
    assert edition_of(tmp_path, ["1.0.0.7"]).version == "1.0.0"
    assert edition_of(tmp_path, ["1.0.4"]).version == "1.0.5"
    (tmp_path / "readers.jsonl").unlink()
    (tmp_path / "parts" / "1.0.9-0123").mkdir(parents=True)
    assert edition_of(tmp_path).version == "1.0.10"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The sources of the readers, to be changed."""
    for room in ("extractors", "data"):
        for source in (ROOT / room).rglob("*.py"):
            target = tmp_path / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    return tmp_path


def _changed(tree: Path, module: str, before: str, after: str) -> set[str]:
    """The parts whose digest a change of a module changes."""
    path = tree / f"{module}.py"
    held = readers(tree / "sources.json", tree).parts
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    now = readers(tree / "sources.json", tree).parts
    return {name for name in held if held[name] != now[name]}


def test_a_comment_or_a_docstring_changes_nothing(tree: Path) -> None:
    for module in ("extractors/recognise", "extractors/readers/word", "data/titles"):
        assert not _changed(tree, module, "\nfrom ", "\n# said otherwise\nfrom ")
        assert not _changed(tree, module, '"""', '"""In other words. ')


def test_code_changes_the_readers_that_use_it(tree: Path) -> None:
    added = "\nSPARE = 1\nfrom "
    assert _changed(tree, "extractors/readers/word", "\nfrom ", added) == {"word"}
    assert _changed(tree, "extractors/readers/xlsx", "\nfrom ", added) == {"xlsx"}
    assert _changed(tree, "extractors/readers/sheet", "\nfrom ", added) == {"xlsx", "xls"}
    assert _changed(tree, "extractors/recognise", "\nfrom ", added) == {STAGES}
    assert _changed(tree, "data/titles", "\nfrom ", added) == {STAGES}


def test_every_module_of_reading_is_of_a_reader_or_of_the_stages(tree: Path) -> None:
    shown = {"html_mark", "html_safe", "pdf_mark", "pdf_draw"}  # they show documents and read none
    for path in sorted((tree / "extractors" / "readers").glob("*.py")):
        if path.stem not in {"__init__", *shown}:
            held = readers(tree / "sources.json", tree).parts
            path.write_text(path.read_text(encoding="utf-8") + "\nSPARE = 1\n", encoding="utf-8")
            assert readers(tree / "sources.json", tree).parts != held, path.stem


def test_a_change_that_is_recorded_as_equal_makes_nothing_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.version._equal", lambda: (("word", "a", "b"), ("word", "b", "c")))
    now = Readers({"word": "c", STAGES: "s", "labels": "l"})
    assert not now.stale(json.dumps({"word": "a", STAGES: "s"})) and now.stale(json.dumps({"word": "x"}))
    assert not now.stale(json.dumps({"word": "b"})) and now.stale(json.dumps({STAGES: "a"}))
    assert now.stale("") == {STAGES: "read before it was kept what with"}


def test_what_a_document_was_read_by_follows_from_its_media() -> None:
    assert readers_of("ods") == ("office", "xlsx") and readers_of("html+ocr") == ("html", "ocr")
    assert readers_of("ocr") == ("ocr",) and readers_of("zip") == ("bundle",) and readers_of("ofd") == ()
    assert readers_of("json") == ("json",) and readers_of("xls") == ("office", "xls", "xlsx")
    assert readers_of("word_xml") == ("word",) and programs_of("doc") == ("libreoffice",)
    assert all(part in READERS for kind in ("html", "text", "pdf", "docx", "xls", "mhtml") for part in readers_of(kind))


def test_a_workbook_that_its_reader_cannot_open_is_due_once_libreoffice_is_there() -> None:
    parts = {STAGES: "s", "labels": "l", "xls": "x"}
    without, now = Readers(parts), Readers(parts, programs=frozenset(("libreoffice",)))
    assert now.stale(without.used("xls", {"damaged"})) == {"libreoffice": "libreoffice is there now"}
    assert not now.stale(without.used("xls", ())) and not now.stale(without.used("docx", {"damaged"}))
