"""`nianbao extract` on many files: progress on a terminal, quiet on none, interrupted and continued, what it took."""

import csv
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from flows.reading import extract as verb
from flows.reading.extract import extract
from tests.generators import bundles
from tests.generators.documents import make

COMMAND = [sys.executable, "-m", "flows.cli", "extract"]


def folder_of(place: Path, count: int) -> Path:
    folder = place / "docs"
    folder.mkdir()
    for seed in range(count):
        document = make(900 + seed, "2021", ("html", "text", "docx", "xlsx")[seed % 4], [])
        (folder / document.name).write_bytes(document.body)
    inside = [make(990 + n, "2021", "html", []) for n in range(2)]
    (folder / "z.zip").write_bytes(bundles.zip_bytes([(d.name, d.body) for d in inside]))
    return folder


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return sorted(csv.reader(file))


def test_an_interrupted_extraction_keeps_whole_documents_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path, 8)
    whole = extract([folder], str(tmp_path / "whole.csv"), str(tmp_path / "whole.i.csv"), 1)
    assert whole.outcomes == {"report": 10, "not_a_report": 1} and not list(tmp_path.glob("*.unfinished"))
    rows, issues = tmp_path / "rows.csv", tmp_path / "issues.csv"
    for stop in (3, 4, 3):

        def interrupt(done: int, total: int, _: object, at: int = stop, since: list[int] = []) -> None:  # noqa: B006
            since.append(done)
            if len(since) % at == 0:
                raise KeyboardInterrupt

        made = extract([folder], str(rows), str(issues), 1, interrupt)
        assert made.was_interrupted and rows.with_name("rows.csv.unfinished").exists()
        assert not Counter(map(tuple, rows_of(rows))) - Counter(map(tuple, rows_of(tmp_path / "whole.csv")))
    with issues.open("a", encoding="utf-8") as file:
        file.write("torn off by a kill,")
    made = extract([folder], str(rows), str(issues), 1)
    assert made.held >= 5 and not made.was_interrupted
    assert rows_of(rows) == rows_of(tmp_path / "whole.csv")
    assert rows_of(issues) == rows_of(tmp_path / "whole.i.csv")
    assert not list(tmp_path.glob("*.unfinished"))


def test_a_file_changed_since_makes_the_next_start_begin_anew(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 4)

    def interrupt(done: int, _: int, __: object) -> None:
        if done == 3:
            raise KeyboardInterrupt

    assert extract([folder], str(tmp_path / "r.csv"), None, 1, interrupt).was_interrupted
    first = sorted(folder.iterdir())[0]
    first.write_bytes(make(950, "2021", "html", []).body)
    made = extract([folder], str(tmp_path / "r.csv"), None, 1)
    assert made.held == 0
    extract([folder], str(tmp_path / "new.csv"), None, 1)
    assert rows_of(tmp_path / "r.csv") == rows_of(tmp_path / "new.csv")


def test_names_in_another_encoding_are_read_and_change_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    named = Path(os.fsdecode(os.fsencode(folder) + b"/" + "年报.html".encode("gbk")))
    named.write_bytes(make(900, "2021", "html", []).body)
    extract([folder], str(tmp_path / "r.csv"), None, 1)
    assert {row[0] for row in rows_of(tmp_path / "r.csv")} == {"document", "年报.html"}
    done = subprocess.run([*COMMAND, str(folder)], capture_output=True, check=True)
    assert "年报.html,".encode() in done.stdout


def test_what_each_format_took_is_counted(tmp_path: Path) -> None:
    made = extract([folder_of(tmp_path, 4)], str(tmp_path / "r.csv"), None, 1)
    assert {name: took.documents for name, took in made.took.items()} == {
        "html": 3, "text": 1, "docx": 1, "xlsx": 1, "zip": 1,
    }  # fmt: skip
    assert all(took.seconds > 0 for took in made.took.values())
    assert made.took["html"].reports == 3 and verb.Took().seconds == 0


@pytest.mark.slow
def test_ctrl_c_on_a_terminal_says_how_to_go_on_bounded(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 120)
    for file in list(folder.iterdir()):  # more than are read before the signal comes, on a busy machine too
        for copy in range(15):
            shutil.copy(file, folder / f"{copy}-{file.name}")
    call = [
        *COMMAND,
        str(folder),
        "--output",
        str(tmp_path / "r.csv"),
        "--issues",
        str(tmp_path / "i.csv"),
        "--workers",
        "1",
    ]
    ours, theirs = pty.openpty()
    child = subprocess.Popen(call, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    shown = b""
    end = time.monotonic() + 60
    while time.monotonic() < end and not re.search(rb"[1-9]\d+/1\d\d\d", shown):  # a file is held once the next began
        shown += os.read(ours, 4096)
    os.killpg(child.pid, signal.SIGINT)
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
    assert child.wait(30) == 130
    text = shown.decode("utf-8", "replace")
    assert "the same call reads the rest" in text and "Traceback" not in text
    assert "left:" in text  # an estimate
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "were read by an earlier start" in done.stderr
    assert len({row[0] for row in rows_of(tmp_path / "r.csv")} - {"document"}) == 16 * 122


def test_it_is_quiet_where_nobody_watches(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 2)
    done = subprocess.run(
        [*COMMAND, str(folder), "--output", str(tmp_path / "r.csv"), "--took", str(tmp_path / "t.csv")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with (tmp_path / "t.csv").open(encoding="utf-8") as file:
        assert [row["documents"] for row in csv.DictReader(file) if row["format"] == "all"] == ["5"]
