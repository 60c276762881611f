"""What is read of a document does not depend on the process that reads it: sets have another order in each."""

import os
import subprocess
import sys

import pytest

_PROGRAM = """
from extractors.report import read_report
from tests.generators.documents import make
from tests.placements import case
from tests.placements_marks import MARKS

struck = next(mark for mark in MARKS if mark.name == "struck")
bodies = [case(903, "pdf", "figure", struck, form="2021", shapes=[]).body]  # half a label begins a page
bodies += [make(880_000 + n, None, medium).body for n in range(2) for medium in ("html", "text", "docx", "xlsx")]
for body in bodies:
    report = read_report(body)
    print(report.outcome, report.tables, report.issues, report.unmapped)
"""


@pytest.mark.slow
def test_bounded_every_process_reads_the_same() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=True, capture_output=True, timeout=120,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1
