"""docs/queries.md and docs/notebook.ipynb: their queries run on the sample reports.

`python -m tests.queries_doc` (from the checkout) writes the outputs of both anew.
"""

import ast
import base64
import io
import json
import os
import re
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

DOC = Path(__file__).resolve().parents[1] / "docs" / "queries.md"
NOTEBOOK = DOC.with_name("notebook.ipynb")
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


def run_cells(notebook: dict[str, Any]) -> dict[str, Any]:
    """Run the notebook's cells one after the other, keep what each shows last among its outputs; the names made."""
    space: dict[str, Any] = {}
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(code, start=1):
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "notebook", "exec"), space)
        cell["execution_count"], cell["outputs"] = number, []
        if isinstance(last, ast.Expr):
            data = _shown(eval(compile(ast.Expression(last.value), "notebook", "eval"), space))
            result = {"output_type": "execute_result", "execution_count": number, "metadata": {}, "data": data}
            cell["outputs"].append(result)
    return space


def _shown(value: Any) -> dict[str, Any]:
    if hasattr(value, "savefig"):
        drawn = io.BytesIO()
        value.savefig(drawn, format="png", dpi=80)
        return {"image/png": base64.b64encode(drawn.getvalue()).decode(), "text/plain": ["a figure"]}
    html = {"text/html": value.to_html().splitlines(keepends=True)} if hasattr(value, "to_html") else {}
    return {**html, "text/plain": repr(value).splitlines(keepends=True)}


def main() -> None:
    from sample_home import make

    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder))
        con = duckdb.connect(str(Path(folder) / "warehouse" / "nianbao.duckdb"), read_only=True)
        text = DOC.read_text(encoding="utf-8")
        text = _BLOCK.sub(lambda found: f"```sql\n{found['sql']}```\n\n{output(con, found['sql'])}", text)
        DOC.write_text(text, encoding="utf-8")
        con.close()
        os.environ["NIANBAO_FILE"] = str(Path(folder) / "warehouse" / "nianbao.duckdb")
        notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
        run_cells(notebook)["con"].close()
        NOTEBOOK.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    main()
