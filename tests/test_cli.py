"""The command line: every verb has complete help and stands in the README; extract keeps the output format."""

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from flows.cli import app

ROOT = Path(__file__).resolve().parents[1]


def _verbs() -> list[tuple[str, typer.core.TyperCommand]]:
    found = []

    def walk(prefix: str, group: object) -> None:
        for name, command in getattr(group, "commands", {}).items():
            if hasattr(command, "commands"):
                walk(f"{prefix}{name} ", command)
            else:
                found.append((prefix + name, command))

    walk("", typer.main.get_command(app))
    return found


def nianbao(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *arguments], capture_output=True, text=True, cwd=ROOT, check=False
    )


@pytest.mark.parametrize(("verb", "command"), _verbs(), ids=[verb for verb, _ in _verbs()])
def test_every_verb_and_option_has_help(verb: str, command: typer.core.TyperCommand) -> None:
    assert command.help and len(command.help) > 20
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"{verb}: {parameter.name} has no help"


def test_the_readme_shows_every_verb_once() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    tour = text.partition("## A tour")[2].partition("```sh")[2].partition("```")[0]
    shown = [line.split("#")[0] for line in tour.splitlines()]
    for verb, _ in _verbs():
        count = sum(bool(re.search(rf"\bnianbao {verb}\b", line)) for line in shown)
        assert count == 1, f"{verb} stands {count} times in the tour"


def test_extract_writes_rows_and_issues_in_the_fixed_columns(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    page = (ROOT / "data/sample/www.haidao-zone.example/zwgk/zfxxgk/zfxxgknb/202503/t20250310_97791.htm").read_bytes()
    (tmp_path / "a" / "report.htm").write_bytes(page)
    (tmp_path / "b" / "report.htm").write_bytes(page)
    (tmp_path / "b" / "empty.pdf").write_bytes(b"")
    (tmp_path / "b" / "noise.bin").write_bytes(bytes(range(256)) * 20)
    done = nianbao("extract", str(tmp_path), "--issues", str(tmp_path / "issues.csv"))
    assert done.returncode == 0, done.stderr
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert rows[0] == "document,agency,report_year,form,table,row,column,value,unit,state,raw".split(",")
    assert {row[0] for row in rows[1:]} == {"a/report.htm", "b/report.htm"}
    with (tmp_path / "issues.csv").open(encoding="utf-8", newline="") as file:
        issues = list(csv.reader(file))
    assert issues[0] == "document,code,severity,table,row,column,message".split(",")
    assert {(row[0], row[1]) for row in issues[1:]} >= {
        ("empty.pdf", "damaged"),
        ("noise.bin", "unsupported_format"),
    }


def test_a_wrong_call_ends_with_status_2() -> None:
    assert nianbao("extract", "no-such-file.html").returncode == 2
    assert nianbao("extract").returncode == 2
    assert nianbao("run", "no-such-portal").returncode == 2


def test_sql_without_a_published_file_says_what_to_do(tmp_path: Path) -> None:
    done = nianbao("sql", "SELECT 1", "--home", str(tmp_path))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and done.stderr.strip()


def test_status_of_an_empty_home(tmp_path: Path) -> None:
    done = nianbao("status", "--home", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "nothing yet" in done.stdout
