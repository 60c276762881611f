"""Data is never markup on a terminal: one printer, and what documents hold is shown by it and not obeyed."""

import ast
import io
import json
import logging
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from rich.console import Console
from selectolax.lexbor import LexborHTMLParser

from data.crawled import CrawlResult, Event, Met
from data.outcomes import ReportChange, SetAside
from data.run_summary import Alarm, Alarms, RunSummary
from flows.runs.running import running
from flows.runs.show import TerminalWatcher, show_run
from flows.runs.summary import markdown
from flows.say import Bar, Printer
from flows.scheduler.artifacts import findings_table
from flows.visible import in_logs, visible, visible_lines

ROOT = Path(__file__).resolve().parents[1]
EVIL = "[/]公告[bold]\x1b[2J\x1b]0;t\x07\u202e21\u2028\x9b31m\r\nALARM forged :smile: [link=http://x]"
SHOWN = "[/]公告[bold]␛[2J␛]0;t␇<U+202E>21<U+2028><U+009B>31m␍␊ALARM forged :smile: [link=http://x]"
# `extract` writes its rows to standard output verbatim, by contract
MAY_WRITE = {"say.py": ("stdout", "stderr"), "extract_files.py": ("stdout",), "cli.py": ()}


def _round_the_printer(tree: ast.AST, file: str) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "print":
            found.append(f"{node.lineno}: print")
        elif isinstance(node, ast.Attribute) and node.attr in (
            "print",
            "echo",
            "secho",
            "print_json",
            "print_exception",
        ):
            found.append(f"{node.lineno}: .{node.attr}")
        elif isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr", "__stdout__", "__stderr__"):
            is_stream = isinstance(node.value, ast.Name) and node.value.id == "sys"
            if is_stream and node.attr not in MAY_WRITE.get(file, ()):
                found.append(f"{node.lineno}: sys.{node.attr}")
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            if any(name == "rich" or name.startswith("rich.") for name in names):
                found.append(f"{node.lineno}: imports rich")
    return found


def test_nothing_in_flows_goes_round_the_printer() -> None:
    found = {
        str(file.relative_to(ROOT)): round_it
        for file in sorted((ROOT / "flows").rglob("*.py"))
        if (round_it := _round_the_printer(ast.parse(file.read_text(encoding="utf-8")), file.name))
    }
    allowed = found.pop("flows/say.py", [])
    # the last line of a process that ends at once, of words of its own
    assert found.pop("flows/stopped.py") == ["64: sys.stderr"]
    assert found == {}
    assert all("rich" in line or ".print" in line for line in allowed)


@pytest.mark.parametrize(
    "text", ["print(1)", "typer.echo(x)", "c.print(x)", "sys.stderr.write(x)", "from rich import print"]
)
def test_the_search_finds_what_goes_round(text: str) -> None:
    assert _round_the_printer(ast.parse(text), "x.py")


def test_what_a_terminal_would_obey_is_shown() -> None:
    assert visible(EVIL) == SHOWN
    assert visible_lines("a\nb\x1b") == "a\nb␛"
    assert visible("普通文字 12 — (一)") == "普通文字 12 — (一)"
    for mark in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\x7f\x85\ufeff":
        assert mark not in visible(f"1{mark}2") and visible(f"1{mark}2") != "12"
    long = visible("长" * 1_000_000)
    assert len(long) < 2100 and long.endswith("(1000000 characters)")


def _printer(width: int = 150) -> tuple[Printer, io.StringIO]:
    out = io.StringIO()
    return Printer(Console(file=out, force_terminal=True, width=width, color_system=None)), out


def _hostile() -> RunSummary:
    crawl = CrawlResult(EVIL, EVIL, requests=1, captured_new=1, skipped={EVIL: 1}, obstacles=[Met(EVIL, EVIL)],
                        problems=[EVIL])  # fmt: skip
    return RunSummary(
        "20260101T000000000000Z", "2026-01-01T00:00:00+00:00", published="x", crawls=[crawl], problems=[EVIL],
        refused=[SetAside(f"http://x/{EVIL}", "no_report", "a: " + "[/]" * 300_000)],
        reports=[ReportChange("new", "", EVIL, 2023, "http://x")], alarms=Alarms(open=[Alarm("k", EVIL, EVIL, "s")]),
    )  # fmt: skip


def test_a_run_of_hostile_titles_is_shown_as_it_is() -> None:
    printer, out = _printer()
    show_run(printer, _hostile())
    text = out.getvalue()
    assert "\x1b" not in text and "\u202e" not in text and "\x9b" not in text and ":smile:" in text
    assert "[/]公告[bold]␛[2J" in text and len(text) < 40_000
    assert "problem: [/]公告" in text


def test_progress_takes_titles_as_text() -> None:
    printer, out = _printer(200)
    with TerminalWatcher(printer) as watching:
        watching.stage("[/]crawl", 3)
        watching.crawled(Event("captured", "[/]p", title="[/][bold]" + "\u202e" + "x" * 1_000_000))
        watching.read("[/]" + EVIL, "[red]report")
        time.sleep(0.2)
        watching.done(EVIL)
    assert "\u202e" not in out.getvalue() and SHOWN in out.getvalue() and "[/]crawl" in out.getvalue()
    with Bar(printer, says_left=True) as bar:
        bar.begin("[/]")
        bar.at(1, 2, "[/]" + EVIL)


def test_a_log_line_is_one_line_and_obeys_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError), running("nightly", tmp_path):
        logging.getLogger("nianbao.x").info("read %s", EVIL)
        logging.getLogger("other").warning("two\nlines \x1b[1m")
        raise ValueError(EVIL)
    (log,) = (tmp_path / "runs").glob("*/run.log")
    text = log.read_text(encoding="utf-8")
    assert f"read {SHOWN}\n" in text and "\x1b" not in text and "\u202e" not in text
    assert "\nALARM" not in text and "two\n    lines ␛[1m" in text
    summary = next((tmp_path / "runs").glob("*/summary.md")).read_text(encoding="utf-8")
    assert "\x1b" not in summary and "\nALARM" not in summary


def test_in_logs_is_done_once() -> None:
    in_logs()
    before = logging.getLogRecordFactory()
    in_logs()
    assert logging.getLogRecordFactory() is before


def _nianbao(*arguments: str, home: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *arguments], capture_output=True, text=True, timeout=90,
        env=os.environ | {"PYTHONPATH": str(ROOT), "NIANBAO_HOME": str(home)},
    )  # fmt: skip


def test_errors_and_arguments_are_text_too(tmp_path: Path) -> None:
    for arguments in (["run", f"[/]{chr(27)}[31mx"], [f"[/]{chr(27)}[31mx"], ["runs", f"[/]{chr(27)}[31m"]):
        done = _nianbao(*arguments, home=tmp_path)
        assert (
            done.returncode in (1, 2) and "\x1b" not in done.stderr and "[31m" in done.stderr and "[/]" in done.stderr
        )
        assert "MarkupError" not in done.stderr and "Traceback" not in done.stderr


def test_runs_and_logs_of_hostile_titles(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "20260101T000000000000Z"
    folder.mkdir(parents=True)
    (folder / "run.log").write_text(f"line {EVIL}\n", encoding="utf-8")
    (folder / "summary.md").write_text(f"# {EVIL}\n", encoding="utf-8")
    (folder / "summary.json").write_text(
        json.dumps({"run": folder.name, "started_at": "2026-01-01T00:00:00+00:00", "outcome": EVIL}), encoding="utf-8"
    )
    for arguments in (["logs"], ["runs"], ["runs", folder.name], ["runs", "--json"], ["status"], ["status", "--json"]):
        done = _nianbao(*arguments, home=tmp_path)
        assert done.returncode == 0, done.stderr
        assert not any(c in done.stdout for c in "\x1b\u202e\x9b\u2028") and "公告[bold]" in done.stdout
        if "--json" in arguments:
            found = json.loads(done.stdout)
            assert (found if isinstance(found, list) else found["runs"])[0]["outcome"] == EVIL


def test_markdown_of_a_run_loads_nothing() -> None:
    evil = '![t](http://h/a.png) <img src="http://h/b.png"> [c](javascript:1) `x` | y'
    aside = SetAside("http://h/![t](http://h/c.png)<img src=x>", "no_report", "a")
    run = replace(_hostile(), reports=[ReportChange("new", "", evil, 2023, "http://x")], refused=[aside])
    shown = MarkdownIt("commonmark", {"html": True}).enable("table").render("\n".join(markdown(run)))
    page = LexborHTMLParser(shown)
    assert not page.css("img, a, script, code, strong, em") and "![t](http://h/a.png) <img src=" in page.text()
    assert not any(c in shown for c in "\x1b\u202e\x9b\u2028")


def test_findings_link_to_pages_only() -> None:
    row = {"report_year": 2023, "agency_zh": "[a](b)|<b>", "rule": "r", "code": "", "table": "t",
           "row": "r", "column": "c", "stated": None, "computed": None}  # fmt: skip
    for address in ("http://h/a b)[x](http://y) <img src=x>", "javascript:alert(1)", "https://h/年报.html"):
        shown = (
            MarkdownIt("commonmark", {"html": True})
            .enable("table")
            .render("\n".join(findings_table([row | {"url": address}])))
        )
        page = LexborHTMLParser(shown)
        assert [a.attributes["href"][:7] for a in page.css("a")] == ([] if address[0] == "j" else [address[:7]])
        assert not page.css("img, b") and "[a](b)|<b>" in page.text()
