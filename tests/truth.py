"""A generated document read in this process and compared with what it says."""

import json

from extractors.evidence import Hint
from extractors.report import Report, read_report
from extractors.tidy import ISSUE_COLUMNS, ROW_COLUMNS, issue_rows, tidy_rows
from tests.generators.model import Document
from tests.generators.score import score_other, score_report


def defects_of(document: Document, body: bytes | None = None) -> list[str]:
    """What the readers get wrong of a document, in words; body: the same document in another format."""
    report = read_report(document.body if body is None else body, document.media_type, Hint(document=document.name))
    return defects_in(document, report)


def defects_in(document: Document, report: Report) -> list[str]:
    """What a report says wrong of a document, in words."""
    rows = [dict(zip(ROW_COLUMNS, row, strict=True)) for row in tidy_rows(report)]
    issues = [dict(zip(ISSUE_COLUMNS, row, strict=True)) for row in issue_rows(report)]
    kind = {
        "kind": document.kind, "report_year": str(document.report_year or ""), "agency": document.agency,
        "expected": json.dumps(document.expected, ensure_ascii=False), "shapes": " ".join(document.shapes),
        "notes": document.notes,
    }  # fmt: skip
    if document.kind != "report":
        return score_other(kind, rows, issues)[1]
    return score_report(kind, document.truth, rows, issues)[1]
