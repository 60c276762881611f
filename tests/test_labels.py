"""Labels are the same whatever their numbering, quotes, brackets and line breaks; no two lines become one."""

import pytest

from data.forms import forms, table_variants
from data.labels import clean_label


@pytest.mark.parametrize(
    ("printed", "cleaned"),
    [
        ("3.危及“三安全一稳定”", "危及三安全一稳定"),
        ('3．危及"三安全一稳定"', "危及三安全一稳定"),
        ("③危及三安全一稳定", "危及三安全一稳定"),
        ("（七）总计", "总计"),
        ("七、总  计", "总计"),
        ("其中：1.网站公开", "网站公开"),
        ("1、申请人无正当理由逾期不补正", "申请人无正当理由逾期不补正"),
        ("本年新\n 制作数量\u2002", "本年新制作数量"),
        ("第二十条第（一）项", "第二十条第(一)项"),
    ],
)
def test_numbering_quotes_and_breaks_do_not_count(printed: str, cleaned: str) -> None:
    assert clean_label(printed)[0] == cleaned


def test_a_unit_at_the_end_of_a_label_is_kept_apart() -> None:
    assert clean_label("本年收费金额（单位：万元）") == ("本年收费金额", "万元")
    assert clean_label("收到申请数（件）") == ("收到申请数", "件")


def test_no_wording_names_two_columns_or_two_lines_without_parents() -> None:
    for form in forms().values():
        for table in form.tables.values():
            for label, entries in table.by_line.items():
                parents = [entry.parent for entry in entries]
                assert len(parents) == len(set(parents)), (form.form, table.table, label, entries)


def test_every_line_and_column_of_every_form_has_a_wording() -> None:
    for name, variants in table_variants().items():
        for table in variants:
            lines = {entry.key for entries in table.by_line.values() for entry in entries}
            assert lines == set(table.lines), (table.form, name)
            assert set(table.by_column.values()) == set(table.columns), (table.form, name)
