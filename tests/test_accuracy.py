"""The accuracy table: made of every format and kind, and honest about what is missing, wrong or taken for a report."""

from collections import Counter
from dataclasses import replace

from bench import accuracy
from extractors.evidence import Hint
from extractors.report import read_report
from tests.generators import nonreports
from tests.generators.documents import FORMS, MEDIA, RARE_MEDIA, make


def test_a_turn_has_every_format_form_and_kind() -> None:
    turns = accuracy._TURN
    assert {turn for turn in turns if turn} == {*MEDIA, "rare"}
    made = list(accuracy.documents(90_000_000, len(turns) * 2, 0))
    assert {document.form for document in made} >= set(FORMS)
    assert {document.medium for document in made} >= {*MEDIA, *RARE_MEDIA[:2]}
    assert [document.kind for document in made if document.kind != "report"] == list(nonreports.REASONS)[:2]


def test_a_missing_and_a_wrong_number_are_counted_and_said_to_be_silent() -> None:
    document = make(90_000_100, "2019", "html", ["utf8"])
    report = read_report(document.body, "", Hint(document=document.name))
    exact, defects = accuracy.score(document, report)
    assert not defects and exact["right"] == exact["numbers"] == exact["given_right"] > 100
    cells = report.tables[0].cells
    at = [i for i, cell in enumerate(cells) if cell.value is not None]
    cells[at[1]] = cells[at[1]]._replace(value=cells[at[1]].value + 1)
    del cells[at[0]]
    spoiled, defects = accuracy.score(document, report)
    assert (spoiled["right"], spoiled["given_right"]) == (exact["right"] - 2, exact["given"] - 2)
    assert (spoiled["silent"], spoiled["silent_missing"], len(defects)) == (2, 1, 2)


def test_what_is_no_report_and_gives_rows_is_not_refused() -> None:
    other = nonreports.make(90_000_200, "notice")
    refused = read_report(other.body, "", Hint(document=other.name))
    assert accuracy.score(other, refused)[0]["refused"] == 1
    report = read_report(make(90_000_201, "2021", "html", ["utf8"]).body)
    assert accuracy.score(other, replace(report, document=other.name))[0]["refused"] == 0


def test_the_page_names_recall_and_silence_of_each_format_and_shape() -> None:
    n = Counter(
        reports=2, numbers=1000, right=999, given=999, given_right=999, silent=1, silent_missing=1, years=1, agencies=2
    )
    page = accuracy.table({"html": n}, {("thead", "html"): n}, "the command")
    assert "| html | 2 | 1000 | 0.9990 | 1.0000 | 0 | 1 | 0.5000 | 1.0000 | 0.0000 | – |" in page
    assert "| thead | 2 0.9990 **silent 1** |" in page
    assert "    the command" in page
