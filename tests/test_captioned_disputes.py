"""Reviews and lawsuits in three tables, one for each kind of dispute."""

import pytest

from tests.test_shapes import DISPUTES, FIFTEEN, GROUPS, OUTCOMES, cells, read, row, table

_HEADS = row(*(label for _, label in OUTCOMES))
_SAME = {key: ["0"] * 5 for key in DISPUTES}


def _three(captions: list[str], figures: dict[str, list[str]], before: str = "", lead: list[str] | None = None) -> str:
    heads = row(*(lead or [])[:1], *(label for _, label in OUTCOMES))
    return "".join(
        f"{caption}<table>{before}{heads}{row(*(lead or [])[1:], *figures[key])}</table>"
        for caption, (key, _) in zip(captions, GROUPS, strict=True)
    )


NAMED = [label for _, label in GROUPS]
CAPTIONS = {
    "plain": [f"<p>{label}</p>" for label in NAMED],
    "numbered": [f"<h4>（{n}）{label}</h4>" for n, label in zip("一二三", NAMED, strict=True)],
    "in words": ["<p>1.行政复议情况</p>", "<p>2.行政诉讼（未经复议直接起诉）</p>", "<p>3.复议后起诉的行政诉讼</p>"],
    "numbered tables": [f"<p>表{n}：{label}</p>" for n, label in enumerate(NAMED, 3)],
}


@pytest.mark.parametrize("kind", CAPTIONS)
@pytest.mark.parametrize("lead", [None, ["", "件数"]], ids=["bare", "with a row's head"])
def test_a_table_for_each_kind_under_its_caption(kind: str, lead: list[str] | None) -> None:
    assert cells(read(_three(CAPTIONS[kind], DISPUTES, lead=lead)), "disputes") == FIFTEEN
    same = cells(read(_three(CAPTIONS[kind], _SAME, lead=lead)), "disputes")
    assert same == {key: "0" for key in FIFTEEN}


def test_a_table_for_each_kind_whose_first_row_names_it() -> None:
    body = "".join(
        table([f"<tr><td colspan=5>{label}</td></tr>", _HEADS, row(*DISPUTES[key])]) for key, label in GROUPS
    )
    assert cells(read(body), "disputes") == FIFTEEN


@pytest.mark.parametrize("captions", [["<p>行政诉讼</p>"] * 3, ["<p>行政复议</p>"] * 3, [""] * 3])
def test_tables_of_which_nothing_says_the_kind_are_no_figures_and_are_said(captions: list[str]) -> None:
    report = read(_three(captions, DISPUTES))
    assert not cells(report, "disputes")
    assert any(issue.severity == "error" for issue in report.issues)
