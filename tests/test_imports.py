"""Who imports whom, by the syntax trees: no import in a function but those named here, and no way round the rooms."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("data", "extractors", "flows", "spiders", "warehouse")
# The command line and what only it calls: each verb imports what it needs, so that the others start at once.
VERBS = ("flows/cli.py", "flows/verbs/", "flows/demo/demo.py")
OPTIONAL = {"libarchive", "onnxruntime", "cv2", "rapidocr", "rapidocr.ch_ppocr_rec", "fsspec.core"}
SLOW = {
    "PIL", "pandas", "openpyxl", "uvicorn",
    # only where parts wait to be loaded: `status` starts without
    "pyarrow",
    # one reactor a process, installed before it is imported
    "twisted.internet",
    # numpy and Pillow; the second readers, which few documents ask for
    "extractors.readers.image", "extractors.readers.halves", "extractors.readers.scan",
    "extractors.readers.pdf_plumber", "extractors.readers.html_soup",
    # parsel, only for articles of several pages
    "spiders.article_parts",
    # Dask; a second of a process that watches and seldom speaks
    "flows.scheduler.many", "flows.runs.running",
}  # fmt: skip


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "collected" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]


def test_imports_inside_functions_are_optional_or_slow_and_named() -> None:
    found = []
    for name, tree in _sources():
        if name.startswith(VERBS):
            continue
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
                found += [(name, module) for node in inner for module in _modules(node)]
    assert [(name, module) for name, module in found if module not in OPTIONAL | SLOW] == []
    assert {module for _, module in found} >= OPTIONAL | SLOW, "named and not used"


def test_no_module_imports_itself_by_way_of_others() -> None:
    names = {name.removesuffix(".py").replace("/", ".").removesuffix(".__init__") for name, _ in _sources()}
    graph: dict[str, set[str]] = {}
    for name, tree in _sources():
        own = name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        graph[own] = set()
        for node in tree.body:
            for given in [node] if isinstance(node, ast.Import | ast.ImportFrom) else []:
                many = [f"{given.module}.{a.name}" for a in given.names] if isinstance(given, ast.ImportFrom) else []
                graph[own] |= {module for module in (*_modules(given), *many) if module in names and module != own}
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " → ".join((*way[way.index(module) :], module))
        if module not in done:
            for other in sorted(graph[module]):
                visit(other, (*way, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())


# what no file of a room may import, and files that may not import what has another home
FOREIGN = {
    "data": "flows.home", "extractors": "spiders.archive", "spiders": "warehouse.db", "warehouse": "extractors.lines",
    "flows": "scrapy",
}  # fmt: skip
PLANTED = {
    "data/titles.py": "extractors.report",
    "spiders/rows.py": "bs4",
    "warehouse/figure.py": "scrapy",
    "flows/answers/audit.py": "duckdb",
    "flows/written.py": "prefect",
    "flows/reading/editions.py": "prefect",
    "flows/unforeseen.py": "prefect",
}


def test_a_planted_import_is_refused_in_any_file_of_any_room(tmp_path: Path) -> None:
    plants = []
    for room in ROOMS:
        for source in (ROOT / room).rglob("*.py"):
            file = source.relative_to(ROOT)
            if "collected" not in file.parts:
                planted = [FOREIGN[room]] if source.name != "__init__.py" else []
                planted += [PLANTED[str(file)]] if str(file) in PLANTED else []
                plants += [(str(file), module) for module in planted]
                (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
                lines = "".join(f"\nimport {module}\n" for module in planted)
                (tmp_path / file).write_text(source.read_text(encoding="utf-8") + lines, encoding="utf-8")
    assert len(plants) > 300 and PLANTED.items() <= set(plants)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, env={"PYTHONPATH": "."})
    assert done.returncode == 1 and "BROKEN" in done.stdout, done.stdout + done.stderr
    said = " ".join(done.stdout.split())
    named = [(file.removesuffix(".py").replace("/", "."), module) for file, module in plants]
    assert [pair for pair in named if f"{pair[0]} -> {pair[1]} " not in said] == []
