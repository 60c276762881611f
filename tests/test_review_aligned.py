"""A wording that was inferred from its place is accepted with one word, and what had it is read again."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.places import DATA
from spiders.archive import Found, PortalArchive, Received
from warehouse.places import published_file
from warehouse.query import run

ROOT = DATA.parent
ODD = "4.政务微信平台公开政府有关信息数"
HEAD = "各项累积数目"


def nianbao(forms: Path, *words: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *words], cwd=ROOT, capture_output=True, text=True, timeout=200,
        env={**os.environ, "NIANBAO_FORMS": str(forms), "COLUMNS": "300"},
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def night(home: Path, forms: Path) -> None:
    code = "import sys; from pathlib import Path; from flows.catch_up import catch_up; catch_up(Path(sys.argv[1]), 1)"
    subprocess.run(
        [sys.executable, "-c", code, str(home)], cwd=ROOT, check=True, timeout=200, capture_output=True,
        env={**os.environ, "NIANBAO_FORMS": str(forms)},
    )  # fmt: skip


def page(title: str, label: str, head: str) -> bytes:
    with open(DATA / "forms" / "2014" / "lines.csv", encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["table"] == "statistics"]
    rows = "".join(
        f"<tr><td>{label if line['line'] == 'channel.wechat' else line['label']}</td><td>{line['unit']}</td>"
        f"<td>{'' if line['kind'] == 'heading' else n + 5}</td></tr>"
        for n, line in enumerate(lines)
    )
    top = f"<tr><td>统计指标</td><td>单位</td><td>{head}</td></tr>"
    body = f"<body><h1>{title}</h1><table>{top}{rows}</table></body>"
    return f"<html><head><meta charset='utf-8'></head>{body}</html>".encode()


@pytest.mark.slow
def test_bounded_a_wording_inferred_by_its_place_is_accepted_at_the_command_line(tmp_path: Path) -> None:
    home, forms = tmp_path / "home", tmp_path / "forms"
    forms.mkdir()
    (forms / "forms.csv").write_text("form,first_year,last_year,title_zh,instrument_zh,note\n", encoding="utf-8")
    (forms / "labels.csv").write_text("form,table,axis,key,wording,seen\n", encoding="utf-8")
    with PortalArchive(home / "archive", "county") as archive:
        for n, (label, head) in enumerate(
            [(ODD, "统计数"), ("4.政务微信公开政府信息数", HEAD), ("政务微信公开政府信息数", "统计数")]
        ):
            title = f"临河县水利局{2014 + n}年政府信息公开工作年度报告"
            url = f"http://county.example/nb/t2015{n}.html"
            body = page(title, label, head)
            archive.keep(Received(url, 200, (("Content-Type", "text/html"),), body), url, Found("page", "", title))
    night(home, forms)
    path = published_file(home)
    matches = "SELECT match, count(*) AS n FROM cell WHERE \"row\" = 'channel.wechat' GROUP BY ALL ORDER BY match"
    assert run(path, matches).to_numpy().tolist() == [["exact", 2], ["aligned", 1]]

    listed = nianbao(forms, "review", "--home", str(home))
    assert "2 labels inferred from their place" in listed and ODD in listed and HEAD in listed and "county" in listed
    assert "nothing" not in nianbao(forms, "review", "aligned", ODD, "--home", str(home))
    nianbao(forms, "review", "aligned", HEAD, "--home", str(home))
    nianbao(forms, "review", "aligned", "从未见过", "--home", str(home), code=1)
    nianbao(forms, "review", "aligned", ODD, "--home", str(home), code=1)  # once is enough
    assert (forms / "labels.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        f"2014,statistics,line,channel.wechat,{ODD},county",
        f"2014,statistics,column,count,{HEAD},county",
    ]
    due = nianbao(forms, "status", "--home", str(home))
    assert f"1: the wording {ODD!r} is known now" in due and f"1: the wording {HEAD!r} is known now" in due
    night(home, forms)
    assert run(path, matches).to_numpy().tolist() == [["exact", 3]]
    assert run(path, "SELECT count(*) FROM issues WHERE code = 'label_aligned'").iat[0, 0] == 0
    assert "0 labels inferred from their place" in nianbao(forms, "review", "--home", str(home))
