"""A page is read in the encoding it is in, whatever it declares."""

import pytest

from data.text import decode, member_name, whole_characters
from extractors.report import read_report
from tests.test_recognise import LINES, ZEROS, applications

TEXT = f"<h1>朱镕䶮县水利局2022年政府信息公开工作年度报告</h1>{applications({label: ZEROS for label in LINES})}"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (f'<meta charset="gbk">{TEXT}'.encode(), "utf-8"),
        (f'<meta charset="utf-8">{TEXT}'.encode("gb18030"), "gb18030"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_encodings(body: bytes, encoding: str) -> None:
    assert decode(body)[1] == encoding
    report = read_report(body)
    assert report.heading.agency == "朱镕䶮县水利局"
    assert len(report.tables[0].cells) == len(LINES) * 7


def test_a_page_cut_inside_a_character_is_still_utf8() -> None:
    text, encoding = decode("年度报告".encode()[:-1])
    assert (text[:3], encoding) == ("年度报", "utf-8")


def test_halves_of_characters_are_joined_or_marked() -> None:
    assert whole_characters("吉\ud842\udfb7林") == "吉𠮷林"
    assert whole_characters("吉\ude53林") == "吉\ufffd林"


def test_names_are_utf_8_or_of_chinese_windows() -> None:
    for name in ("年报.docx", "报", "a.txt", "朝阳区政府信息公开年报（镕）.pdf"):
        assert {member_name(name.encode(coding)) for coding in ("utf-8", "gb18030")} == {name}
    assert member_name(b"a\xff") == "a\ufffd"
