"""A number put into any place of any table, in any decoration: it is named, and no other figure changes quietly."""

import shutil

import pytest

from extractors.report import read_report
from tests.placements import FORMATS, case, failures, run
from tests.placements_grid import PLACES


@pytest.mark.parametrize(("medium", "count"), [("html", 40), ("text", 30), ("docx", 20), ("xlsx", 20), ("pdf", 4)])
def test_a_number_put_anywhere_is_named(medium: str, count: int) -> None:
    tried, found = run(count, 401, medium)
    assert tried == count and not found


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("medium", FORMATS)
@pytest.mark.parametrize("place", PLACES)
def test_a_number_put_into_every_place_is_named(medium: str, place: str) -> None:
    _, found = run(8 if medium == "pdf" else 60, 402, medium, place, most_seeds=400)
    assert not found


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(("medium", "count"), [("odt", 150), ("doc", 75), ("ods", 75), ("scan", 100)])
def test_a_number_put_anywhere_is_named_by_way_of_a_program(medium: str, count: int) -> None:
    if medium != "scan" and not shutil.which("soffice"):
        pytest.skip("needs LibreOffice")
    assert not run(count, 403, medium)[1]


# each was once given wrong, or under no name
@pytest.mark.parametrize(
    ("seed", "medium", "place"),
    [
        (1_000_168, "html", "new first column"),  # a figure before the columns, and a blank total at their end
        (1_000_168, "docx", "new first column"),
        (1_000_010, "xlsx", "new column, unknown head"),  # a list's unknown head took the list out of its form
        (1_000_019, "xlsx", "new row of the number alone"),
        (2_000_289, "html", "merged"),  # as many cells as heads, one of them over two columns
        (2_000_247, "text", "instead of a head"),
        (1_000_009, "pdf", "on a line under a figure"),  # the last digit of a raised number stood apart
        (7_000_001_114, "text", "behind a figure"),  # codes of lines were given as their figures
        (7_000_001_045, "docx", "new row, total"),  # a total's row made levels of a list that has none
        (7_000_000_516, "docx", "instead of a label"),  # the rest of a table that a page cut had no known line
        (7_200_000_326, "text", "instead of a label"),
        (7_100_000_107, "pdf", "instead of a label"),
        (7_400_000_280, "text", "new column of numbers without a head"),
        (8_003_000_054, "xlsx", "instead of a head"),  # figures of other columns taken by their count
        (8_011_000_056, "pdf", "new column, unknown head"),  # a page's running head counted as a figure
        (8_022_000_055, "pdf", "new first column"),  # a number on a line of its own between pieces of a table
        (8_116_000_090, "html_doc", "behind a head"),  # a unit of money whose head is not known
        (8_161_000_203, "text", "new column with a head"),  # empty cells under labels of other rows counted as figures
        (8_164_000_238, "mhtml", "in brackets on a head"),  # a head's unit with a note behind it
        (8_174_000_166, "mhtml", "new row, known label"),  # the empty beginning of a row of heads was given as blanks
        (8_194_000_067, "mhtml", "new column with a head"),  # a title without year made it no report
        (8_214_000_087, "mhtml", "behind a label"),  # the rest of a cut table, with who signs below it
        (7_300_000_978, "text", "new column with a head"),  # a remark behind the columns, and blanks at their beginning
        (8_321_000_076, "text", "behind a head"),  # words of its own over the labels, behind the head of the serials
        (8_322_000_251, "docx", "figure"),  # raised by its position alone, with nothing beside it
        (8_150_000_051, "pdf", "merged"),  # between two heads of a page without rules: one column was called blank
        (8_210_000_033, "pdf", "before a head"),  # larger than what it stands beside: other glyphs lay over it
        (8_340_000_005, "pdf", "note, its number first"),
    ],
)
def test_what_was_once_lost(seed: int, medium: str, place: str) -> None:
    made = case(seed, medium)
    if made is None or made.placed.place != place:
        made = case(seed, medium, place)
    assert made is not None and made.placed.place == place
    assert not list(failures(made, read_report(made.body)))
