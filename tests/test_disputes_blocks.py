"""Reviews and lawsuits whose groups are told by the order of their outcomes."""

from tests.test_shapes import DISPUTES, FIFTEEN, GROUPS, OUTCOMES, cells, read, row, table


def _list(at: int, names: list[str]) -> str:
    """A list of outcomes; each group's label stands beside the outcome of this number, and nothing reaches down."""
    rows = [row("项目", "", "数量")]
    for name, (key, _) in zip(names, GROUPS, strict=True):
        rows += [
            row(name if n == at else "", outcome, figure)
            for n, ((_, outcome), figure) in enumerate(zip(OUTCOMES, DISPUTES[key], strict=True))
        ]
    return table(rows)


def test_a_groups_label_in_the_middle_of_its_outcomes() -> None:
    names = [label for _, label in GROUPS]
    assert cells(read(_list(2, names)), "disputes") == FIFTEEN


def test_a_block_without_a_label_of_its_own_is_no_figure() -> None:
    names = [label for _, label in GROUPS]
    report = read(_list(2, [names[0], names[0], names[2]]))
    assert not cells(report, "disputes")
    assert any(issue.table == "disputes" and issue.severity == "error" for issue in report.issues)
