"""Tables of elements that only styles lay out in columns: read by the columns that styles say, else never guessed."""

import pytest

from tests.test_shapes import ALL, APPLICATIONS, COLUMNS, FIGURES, cells, read

_HEADS = ["项目", *(label for _, label in COLUMNS)]
# a line whose first figures are blank, so that labels alone part no rows
_LINES = [[line["label"], *FIGURES[line["line"]]] for line in APPLICATIONS if line["line"] in FIGURES]
_BLANK = [[cell if cell != "0" else "" for cell in line] for line in _LINES]
_WANTED = {key: raw if raw != "0" else "" for key, raw in ALL.items()}


def _page(css: str, inside: str) -> str:
    return f"<style>{css}</style><div class=g>{inside}</div>"


def _items(rows: list[list[str]], tag: str = "div") -> str:
    return "".join(f"<{tag}>{cell}</{tag}>" for row in rows for cell in row)


_SPANNED = (
    "<div class=d>项目</div><div class=w>申请人情况</div>" + _items([_HEADS[1:]]) + _items(_BLANK)
)  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        _page(".g{display:grid;grid-template-columns:3fr repeat(7,1fr)}", _items([_HEADS, *_BLANK])),
        _page(".g{display:grid;grid:auto-flow/3fr repeat(7,minmax(0,1fr))}", _items([_HEADS, *_BLANK])),
        _page(":root{--n:8}.g{display:grid;grid-template-columns:repeat(var(--n),1fr)}", _items([_HEADS, *_BLANK])),
        _page(".g{display:flex;flex-wrap:wrap}.g>div{width:12.5%}", _items([_HEADS, *_BLANK])),
        _page(".g{display:grid;grid-template-columns:repeat(8,1fr)}", _items([_HEADS, *_BLANK], "span")),
        _page(
            ".g{display:grid;grid-template-columns:repeat(8,1fr)}.w{grid-column:span 7}.d{grid-row:span 2}", _SPANNED
        ),
    ],
    ids=["columns", "shorthand", "variable", "flex", "words", "spans"],
)
def test_the_columns_that_a_style_says_part_the_rows(body: str) -> None:
    assert cells(read(body), "applications") == _WANTED


@pytest.mark.parametrize("css", ["", ".g{display:grid;grid-template-columns:repeat(auto-fill,90px)}"])
def test_without_columns_that_are_sure_nothing_is_put_under_another_head(css: str) -> None:
    report = read(_page(css, _items([_HEADS, *_BLANK])))
    given = cells(report, "applications")
    assert all(_WANTED[key] == raw for key, raw in given.items())
    lost = [raw for key, raw in _WANTED.items() if raw and key not in given]
    assert not lost or any(issue.severity == "error" for issue in report.issues)
    assert set(lost) <= {unmapped.raw for unmapped in report.unmapped}
