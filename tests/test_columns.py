"""Values of a row under their heads."""

from extractors.columns import Head, place
from extractors.content import Cell
from extractors.shown import plain


def test_a_merged_figure_beside_an_empty_head_over_a_label_is_none_of_the_others() -> None:
    heads = [
        Head("phantom", "", "", "", 0, 1),
        Head("column", "a", "本年", "", 1, 3),
        Head("column", "b", "累计", "", 3, 5),
    ]
    cells = [Cell(plain("5"), 1, 3), Cell((), 3, 4), Cell((), 4, 5)]
    assert place(heads, cells, [], measured=False) == (None, None)
