"""Make a small home by an earlier version, for the tests of upgrades: `python tests/homes/make.py COMMIT …`.

The code of that commit does it, in this environment: two reports archived, read, loaded, published, and a run kept.
What it leaves is packed as tests/homes/COMMIT.tar.xz, without the published files, which are copies of the writer's.
"""

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
_PAGE = """<html><head><title>{agency}{year}年政府信息公开工作年度报告</title></head><body>
<h1>{agency}{year}年政府信息公开工作年度报告</h1>
<p>一、总体情况</p><p>二、主动公开政府信息情况</p><table border="1">
<tr><td colspan="4">第二十条第（一）项</td></tr>
<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>
<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr>
<tr><td>行政规范性文件</td><td>{first}</td><td>1</td><td>9</td></tr>
<tr><td colspan="4">第二十条第（五）项</td></tr>
<tr><td>信息内容</td><td colspan="3">本年处理决定数量</td></tr>
<tr><td>行政许可</td><td colspan="3">{second}</td></tr>
</table></body></html>"""
_WORK = """
import inspect, sys
from pathlib import Path
from flows.steps import batches, check, load_parts, pending_captures, publish_warehouse, read
from spiders.archive import Found, PortalArchive, Received
from warehouse.db import connect_work

home, pages = Path(sys.argv[1]), Path(sys.argv[2])
with PortalArchive(home / "archive", "p") as archive:
    for page in sorted(pages.iterdir()):
        url = f"http://a.example/{page.name}"
        got = Received(url, 200, (("Content-Type", "text/html; charset=utf-8"),), page.read_bytes())
        archive.keep(got, url, Found("page", title="2023年政府信息公开工作年度报告"))
more = (home,) if "home" in inspect.signature(batches).parameters else ()
for batch in batches(pending_captures(home), *more):
    read(batch, home, 1)
load_parts(home)
check(home)
con = connect_work(home)
def fill(table, **row):
    held = {name for name, *_ in con.execute(f"DESCRIBE {table}").fetchall()} if table in names else set()
    row = {name: value for name, value in row.items() if name in held}
    if row:
        con.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
names = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
run, moment = "20260102T020000000000Z", "2026-01-02 02:00:00"
crawl = {"run": run, "portal": "p", "title": "P", "started_at": moment, "finished_at": moment, "outcome": "completed",
         "requests": 7, "lists": 2}
fill("run", flow="nightly", documents=2, **crawl)
fill("run_portal", **crawl)
fill("expected_agency", portal="p", agency_zh="某县教育局", agency_id="unresolved:某县教育局", documents=1,
     seen_at=moment)
fill("searched_list", portal="p", list_url="http://a.example/", agency_zh="", ended="read_whole", row_count=2,
     first_run=run, first_searched_at=moment, last_run=run, last_searched_at=moment, search_count=1)
con.close()
publish_warehouse(home)
"""


def make(commit: str) -> Path:
    """Pack a home made by the code of a commit; the file."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        tree, home, pages = place / "tree", place / "home", place / "pages"
        for one in (tree, home, pages):
            one.mkdir()
        packed = subprocess.run(["git", "archive", commit], cwd=HERE.parents[1], check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x"], cwd=tree, input=packed, check=True)
        for number, agency in enumerate(("某县教育局", "某县财政局"), 1):
            page = _PAGE.format(agency=agency, year=2023, first=number * 3, second=number * 31)
            (pages / f"{number}.html").write_text(page, encoding="utf-8")
        environment = {"PYTHONPATH": str(tree), "PATH": "/usr/bin:/bin"}
        work = [sys.executable, "-c", _WORK, str(home), str(pages)]
        subprocess.run(work, cwd=tree, check=True, env=environment)
        goal = HERE / f"{commit}.tar.xz"
        with tarfile.open(goal, "w:xz") as out:
            for path in sorted(p for p in home.rglob("*") if p.is_file() and p.name != "writer.lock"):
                if "kept" not in path.parts and path.name != "nianbao.duckdb":
                    out.add(path, str(path.relative_to(home)))
    return goal


if __name__ == "__main__":
    for name in sys.argv[1:]:
        made = make(name)
        print(made, made.stat().st_size)
