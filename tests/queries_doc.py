"""docs/queries.md and docs/notebook.ipynb: their queries run on the sample reports.

`python -m tests.queries_doc` (from the checkout) writes the outputs into docs/queries.md anew.
"""

import re
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

DOC = Path(__file__).resolve().parents[1] / "docs" / "queries.md"
_BLOCK = re.compile(r"```sql\n(?P<sql>.*?)```\n\n(?P<output>\|.*?)(?=\n\n|\Z)", re.S)


def blocks(text: str) -> list[tuple[str, str]]:
    """(query, output as the document has it), in order."""
    return [(found["sql"], found["output"].strip()) for found in _BLOCK.finditer(text)]


def output(con: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The rows of a query as a Markdown table."""
    result = con.execute(sql)
    names = [column[0] for column in result.description or ()]
    rows = [" | ".join(_text(value) for value in row) for row in result.fetchall()]
    return "\n".join([f"| {' | '.join(names)} |", "|" + "---|" * len(names), *(f"| {row} |" for row in rows)])


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value).replace("|", "\\|").replace("\n", " ")


def main() -> None:
    from sample_home import make

    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder))
        con = duckdb.connect(str(Path(folder) / "warehouse" / "nianbao.duckdb"), read_only=True)
        text = DOC.read_text(encoding="utf-8")
        text = _BLOCK.sub(lambda found: f"```sql\n{found['sql']}```\n\n{output(con, found['sql'])}", text)
        DOC.write_text(text, encoding="utf-8")
        con.close()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    main()
