"""Real reports beside the checkout: every printed number, and no figure from what is no report."""

import csv
import subprocess
import sys
from pathlib import Path

from extractors.evidence import Hint
from extractors.report import read_report
from flows.reading.extract import extract


def test_every_printed_number_is_read_and_none_is_invented(shared: Path, tmp_path: Path) -> None:
    rows, issues = tmp_path / "rows.csv", tmp_path / "issues.csv"
    extract([shared / "corpus" / "docs"], str(rows), str(issues), workers=2)
    scored = subprocess.run(
        [sys.executable, str(shared / "tools" / "score.py"), str(rows), "--issues", str(issues), "--misses", "5"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert scored.returncode == 0, scored.stdout[-3000:]


def test_the_inconsistencies_that_reports_print_are_findings(shared: Path, tmp_path: Path) -> None:
    rows, issues = tmp_path / "rows.csv", tmp_path / "issues.csv"
    extract([shared / "corpus" / "docs"], str(rows), str(issues), workers=2)
    with issues.open(encoding="utf-8", newline="") as file:
        found = {(r["document"][:3], r["code"], r["table"], r["row"]) for r in csv.DictReader(file)}
    assert ("002", "sum_broken", "disputes", "review") in found  # 10 + 1 printed as 0
    assert not [f for f in found if f[0] == "007"]  # totals left empty are not stated, not wrong


def test_what_is_no_report_gives_no_rows_and_says_why(shared: Path) -> None:
    reasons = {}
    for file in [*(shared / "corpus" / "other").iterdir(), *(shared / "corpus" / "listings").iterdir()]:
        report = read_report(file.read_bytes(), "", Hint(document=file.name))
        assert not report.tables, file.name
        assert report.issues, file.name
        reasons[file.name] = report.reason or report.outcome
    assert reasons["attachment-only.html"] == "attachment_only"
    assert reasons["pingtan.html"] == reasons["ordos-engebei.html"] == reasons["pingtan-czj.txt"] == "list"
    assert reasons["blank-form-2021.docx"] in ("blank_form", "unsupported_format")
