"""What the reading of a document says of which only a part is archived."""

from data.rows import Issue
from extractors.report import Report


def say_part(report: Report, status: int) -> None:
    """Mark the reading of a body that is only part of a document, or damaged on its way; `status` of the answer.

    Its figures are as printed and more may be missing. What gave no report is no proof that there is none.
    """
    why = f" (the answer's status is {status})" if status != 200 else ""
    message = f"the archived body is only part of the document, or was damaged on its way{why}"
    message += ": what is missing cannot be told"
    if report.outcome != "report":
        found = "; ".join(issue.message for issue in report.issues)
        message += f"; of what came: {found or report.outcome}"
        report.outcome, report.issues = "damaged", []
    report.issues.insert(0, Issue("damaged", "error", message))
