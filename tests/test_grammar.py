"""Documents of the grammar that were not read whole once, each for a way of printing."""

import pytest

from bench.accuracy import score
from extractors.report import read_report
from tests.generators.grammar.make import make

_CASES = {
    "labels set with wide spaces between rules that go down only": (971000001, "2019", "pdf"),
    "heads alone are ruled, the rows are banded": (971000157, "mixed", "pdf"),
    "one head alone is ruled": (971000045, "2021", "pdf"),
    "groups in the middle of their outcomes, cut by a page": (971000069, "mixed", "pdf"),
    "the total first under groups between three lines": (971000078, "2021", "pdf"),
    "labels parted by wide spaces in a text": (971000192, "2019", "html"),
    "labels of group and line in one, parted by wide spaces": (971000148, "2019", "text"),
    "fifteen figures under heads that are not merged": (971000040, "2021", "text"),
    "a group of reviews that a page cuts": (972000186, "2019", "pdf"),
}


@pytest.mark.parametrize("why", _CASES)
def test_a_document_is_read_whole(why: str) -> None:
    document = make(*_CASES[why])
    counts, defects = score(document, read_report(document.body))
    assert counts["perfect"], defects[:5]


def test_the_last_line_of_a_list_alone_on_its_page_is_said() -> None:
    document = make(972000174, "2014", "pdf")
    counts, _ = score(document, read_report(document.body))
    assert not counts["silent"]
