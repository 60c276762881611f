"""Words of a page without rules: where heads nearly touch they are parted, where a label is spaced it is not."""

import pytest

from extractors.readers.pdf_page import Glyph
from extractors.readers.pdf_pieces import labels, pieces
from extractors.readers.pdf_unruled import unruled_tables
from extractors.shown import STRUCK


def line(
    text: str, base: float, gaps: dict[int, float] | None = None, x0: float = 100.0, size: float = 9.0
) -> list[Glyph]:
    """The characters of a text side by side, with gaps before some of them."""
    found = []
    for at, char in enumerate(text):
        x0 += (gaps or {}).get(at, 0.0)
        found.append(Glyph(char, x0, x0 + size, base, base - size, base))
        x0 += size
    return found


@pytest.mark.parametrize("gap", [1.5, 2.1, 3.4])
def test_heads_that_nearly_touch_are_apart_and_go_on_in_the_next_line(gap: float) -> None:
    upper = line("商业企科研机", 50, {3: gap})
    lower = line("业", 62, x0=109) + line("构", 62, x0=136 + gap)
    found, rest = labels(pieces([*upper, *lower], []))
    assert [label.key for label in found] == ["商业企业", "科研机构"]
    assert rest == []


def test_heads_of_one_line_that_nearly_touch_are_apart() -> None:
    (found,) = pieces(line("尚未审结总计结果维持", 50, {4: 3.4, 6: 3.5}), [])
    assert [piece.text for piece in found] == ["尚未审结", "总计", "结果维持"]


@pytest.mark.parametrize("text", ["法人或其他组织", "结果维持", "三、本年度办理结果", "情况说明如下"])
def test_a_text_with_small_gaps_is_one(text: str) -> None:
    (found,) = pieces(line(text, 50, {2: 2.0}), [])
    assert len(found) == 1


def test_a_struck_figure_beside_the_right_one_costs_its_own_cell_alone() -> None:
    heads = [*line("自然人", 50, x0=200), *line("商业企业", 50, x0=260), *line("科研机构", 50, x0=320)]
    rows = []
    for number, label in enumerate(("1.属于国家秘密", "3.重复申请", "2.网络申请数")):
        base = 70.0 + 20 * number
        rows += line(label, base, x0=60)
        rows += [glyph for x in (216, 272, 332) for glyph in line("5", base, x0=x, size=5)]
    struck = line("13", 70, x0=202, size=4)
    rows += [glyph._replace(marks=frozenset((STRUCK,)), top=61) for glyph in struck]
    found = unruled_tables([*heads, *rows], [], 1, [])
    assert found is not None
    row = next(row for _, grid in found.grids for row in grid.rows if "秘密" in row.cells[0].text)
    assert [bool(cell.doubt) for cell in row.cells] == [False, True, False, False]


def test_the_mark_of_a_group_written_downwards_does_not_take_a_labels_rest() -> None:
    upper = line("1.本机关不掌握相关政府", 221, x0=110, size=8)
    lower = [*line("三、", 233, x0=48, size=8), *line("信息", 232, x0=110, size=8)]
    found, rest = labels(pieces([*upper, *lower], []))
    assert [label.key for label in found] == ["本机关不掌握相关政府信息"]
    assert [piece.text for piece in rest] == ["三、"]


@pytest.mark.parametrize("text", ["行政处罚", "（一）予以公开", "规范性文件"])
def test_a_label_whose_characters_stand_apart_is_one(text: str) -> None:
    spaced = line(text, 50, {at: 8.0 for at in range(1, len(text)) if text[at] not in "一）"})
    found, rest = labels(pieces(spaced, []))
    assert [(label.text, bool(label.key)) for label in found] == [(text, True)]
    assert rest == []
