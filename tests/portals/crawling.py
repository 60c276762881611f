"""Run a real crawl of a portal on loopback, as a process of its own, and look at what it kept."""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from spiders.ledger_file import seal_ledger

from . import forked

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Crawled:
    """What one crawl left: its summary, its progress lines, and the lines of all indexes so far."""

    summary: dict[str, Any]
    events: list[dict[str, str]]
    captures: list[dict[str, Any]]
    stderr: str

    def documents(self) -> dict[str, dict[str, Any]]:
        """Pages and files that met no obstacle, by the path of their address."""
        return {c["url"].split("/", 3)[3]: c for c in self.captures if c["kind"] != "list" and not c["obstacle"]}


def portal_file(folder: Path, base: str, family: str, starts: list[Any], **more: Any) -> Path:
    """A portal file for a server on loopback; start addresses that begin with / are the server's."""
    absolute = [
        {**s, "url": base + s["url"]} if isinstance(s, dict) else base + s if s.startswith("/") else s for s in starts
    ]
    path = folder / "here.yml"
    content = {
        "portal": "here",
        "title": "测试门户",
        "division": "000000",
        "family": family,
        "hosts": ["127.0.0.1"],
        "private": True,
        "start": absolute,
        **more,
    }
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def command(portal: Path, home: Path, *options: str) -> list[str]:
    return [
        sys.executable, "-m", "spiders.crawl", str(portal), "--archive", str(home / "archive"),
        "--summary", str(home / "summary.json"), "--delay", "0", *options,
    ]  # fmt: skip


def crawl(portal: Path, home: Path, *options: str) -> Crawled:
    """Crawl to the end."""
    home.mkdir(parents=True, exist_ok=True)
    done = forked.run(command(portal, home, *options)[3:], home, 60)
    assert done.returncode == 0, done.stderr
    return read(home, done.stdout, done.stderr)


def read(home: Path, stdout: str = "", stderr: str = "") -> Crawled:
    lines = [
        json.loads(line)
        for path in sorted((home / "archive").glob("*/*.index.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    summary = json.loads((home / "summary.json").read_text(encoding="utf-8"))
    return Crawled(summary, [json.loads(line) for line in stdout.splitlines()], lines, stderr)


def pass_time(home: Path, days: float) -> None:
    """Let days go by: every moment that the ledgers hold lies so much further back."""
    columns = {
        "entry": ("seen_at", "checked_at", "due_at"),
        "list": ("swept_at", "counted_at"),
        "host": ("until_at",),
    }
    for path in (home / "crawl").glob("*.sqlite"):
        with closing(sqlite3.connect(path)) as db, db:
            for table, names in columns.items():
                for name in names:
                    db.execute(
                        f"UPDATE {table} SET {name} = strftime('%Y-%m-%dT%H:%M:%fZ', {name}, ?) WHERE {name} <> ''",
                        (f"-{days} days",),
                    )
            db.execute("UPDATE host SET night = date(night, ?) WHERE night <> ''", (f"-{days} days",))
        seal_ledger(path)
