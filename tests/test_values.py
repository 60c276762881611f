"""Printed cells become numbers, marks for none, blanks or nothing: never a guess."""

from decimal import Decimal

import pytest

from data.words import words
from extractors.values import Value, read_value

NUMBERS = [
    # raw, the form's unit, printed beside, value
    ("0", "件", "", "0"),
    (" 12\u3000", "件", "", "12"),
    ("１２", "件", "", "12"),
    ("1,234", "件", "", "1234"),
    ("１，２３４", "件", "", "1234"),
    ("1 234", "件", "", "1234"),
    ("12\u2009852\u2009285.52元", "元", "", "12852285.52"),
    ("31.64", "万元", "", "31.64"),
    ("0件", "件", "", "0"),
    ("3（件）", "件", "", "3"),
    ("2699元", "元", "", "2699"),
    ("0.27万元", "元", "", "2700"),
    ("0.27", "元", "万元", "2700"),
    ("2700", "万元", "元", "0.27"),
    ("2700元", "万元", "万元", "0.27"),
    ("5", "件", "条", "5"),
    ("22（其中修订16件）", "件", "", "22"),
    ("共7件", "件", "", "7"),
    ("零", "件", "", "0"),
    ("1.2万条", "条", "", "12000"),
]
SIGNED = [("+1036", 1036), ("-2", -2), ("－2", -2), ("−3", -3), ("减少2", -2), ("增加3项", 3), ("↑4", 4), ("0", 0)]


@pytest.mark.parametrize(("raw", "unit", "printed", "value"), NUMBERS)
def test_numbers_are_read_in_the_unit_of_the_form(raw: str, unit: str, printed: str, value: str) -> None:
    assert read_value(raw, unit, printed) == ("number", Decimal(value))


@pytest.mark.parametrize(("raw", "value"), SIGNED)
def test_increases_and_decreases_keep_their_sign(raw: str, value: int) -> None:
    assert read_value(raw, "项", signed=True) == ("number", Decimal(value))


@pytest.mark.parametrize("raw", ["无", "/", "／", "-", "--", "—", "－－", "不涉及", "N/A", "空"])
def test_words_and_marks_for_none_are_not_zero(raw: str) -> None:
    assert read_value(raw, "件") == ("nil", None)


@pytest.mark.parametrize("raw", ["", " ", "\u3000", "\u2002", "\xa0", "\u200b", "\n"])
def test_empty_cells_are_blank(raw: str) -> None:
    assert read_value(raw, "件") == ("blank", None)


@pytest.mark.parametrize(
    "raw",
    [
        "约10",
        "10/12",
        "50%",
        "12 34",
        "1\n2",
        "12\n345",
        "见附件",
        "O",
        "1.2.3",
        "22(16)",
        "减少2",
        "2699元",
        "3-5",
        "1,23",
        "1000000000000",
        "9" * 400,
    ],
)
def test_what_is_no_single_number_is_unreadable(raw: str) -> None:
    assert read_value(raw, "件").state == "unreadable"


def test_a_multiplied_number_without_its_unit_is_unreadable_where_the_unit_has_one_too() -> None:
    assert read_value("3万", "万元").state == "unreadable"


@pytest.mark.parametrize("counter", [*words()["counters"]])
@pytest.mark.parametrize("signed", [False, True])
def test_a_count_is_whole_in_every_counter(counter: str, signed: bool) -> None:
    assert read_value("12", counter, signed=signed) == Value("number", Decimal(12))
    assert read_value(f"12{counter}", counter, counter, signed) == Value("number", Decimal(12))
    assert read_value("12.0", counter, signed=signed) == Value("number", Decimal(12))
    for raw in ("2.629", "0.5", "-2.5", "+0.1", f"1.5{counter}"):
        assert read_value(raw, counter, signed=signed) == Value("unreadable", None)
    assert read_value("1.5万", counter, signed=signed) == Value("number", Decimal(15000))
    assert read_value("1.00005万", counter, signed=signed).state == "unreadable"


@pytest.mark.parametrize("unit", [*words()["counters"], *words()["money"]])
def test_only_a_change_is_below_zero(unit: str) -> None:
    assert read_value("-3", unit) == Value("unreadable", None)
    assert read_value("-3", unit, signed=True) == Value("number", Decimal(-3))
    assert read_value("减少3", unit, signed=True) == Value("number", Decimal(-3))
    assert read_value("-0", unit).number == 0


@pytest.mark.parametrize(("unit", "factor"), [*words()["money"].items()])
def test_an_amount_is_at_most_in_cents(unit: str, factor: int) -> None:
    cent = Decimal("0.01") / factor
    assert read_value(format(cent, "f"), unit) == Value("number", cent)
    assert read_value(format(cent / 10, "f"), unit) == Value("unreadable", None)
    assert read_value("0.01元", unit) == Value("number", cent)
    assert read_value("0.001元", unit) == Value("unreadable", None)
