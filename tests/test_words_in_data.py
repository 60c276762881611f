"""Words by which pages are understood are data: no room has Chinese text in its code, docstrings and comments apart."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("extractors", "flows", "spiders", "warehouse")
# what the command line says of itself, and the agency that the demo asks for
SAID = {"flows/cli.py", "flows/demo/demo.py"}
_CHINESE = re.compile("[\u3400-\u9fff]")


def _docstrings(tree: ast.Module) -> set[int]:
    named = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    firsts = [node.body[0] for node in ast.walk(tree) if isinstance(node, named) and node.body]
    return {id(first.value) for first in firsts if isinstance(first, ast.Expr)}


def test_no_room_has_chinese_words_in_its_code() -> None:
    found = []
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            said = _docstrings(tree)
            found += [
                (str(path.relative_to(ROOT)), node.lineno, node.value)
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
                if id(node) not in said and _CHINESE.search(node.value)
            ]
    assert [one for one in found if one[0] not in SAID] == []
