"""A figure's page from the real archive, its cell marked; nothing is asked of the live site."""

import re
from pathlib import Path

import pytest
from sample_home import sample_home
from selectolax.lexbor import LexborHTMLParser

from data.errors import Told
from flows.answers.show_cell import show_cell
from spiders.archive import DamagedCapture
from tests.frames import framed_page
from warehouse.compare import UnknownChoice
from warehouse.query import run

ZONE = "平潭综合实验区"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_home(tmp_path_factory)


def _marked(page: str) -> tuple[str, str]:
    """Text of the marked cell, and of the first cell of its row."""
    (cell,) = LexborHTMLParser(framed_page(page)).css("#nianbao-cell")
    assert "outline" in (cell.attributes["style"] or "")
    first = cell.parent.css_first("td, th")
    return cell.text(strip=True), re.sub(r"\s", "", first.text())


def test_html_page_as_archived_with_the_cell_marked_and_nothing_loaded(home: Path, tmp_path: Path) -> None:
    shown = show_cell(home, ZONE, 2023, "applications", "new", "total", tmp_path / "cell.html")
    page = shown.path.read_text(encoding="utf-8")
    assert shown.is_marked
    assert _marked(page) == ("81", "一、本年新收政府信息公开申请数量")
    assert "http://www.haidao-zone.example/" in page and "sha256:" in page
    assert "<script" not in page and "default-src 'none'" in page
    earlier = show_cell(home, ZONE, 2023, "applications", "new", "total", tmp_path / "first.html", version=1)
    assert _marked(earlier.path.read_text(encoding="utf-8"))[0] == "18"


def test_every_cell_of_a_report_is_marked_where_it_was_read(home: Path, tmp_path: Path) -> None:
    path = home / "warehouse" / "nianbao.duckdb"
    cells = run(
        path,
        'SELECT DISTINCT "table", "row", "column", raw_zh FROM lineage'
        " WHERE agency_id = '310000-office' AND is_current AND value <> 0 ORDER BY ALL LIMIT 25",
    )
    assert len(cells) == 25
    for cell in cells.itertuples(index=False):
        shown = show_cell(home, "310000-office", 2019, cell[0], cell[1], cell[2], tmp_path / "c.html")
        assert shown.is_marked and _marked(shown.path.read_text(encoding="utf-8"))[0] == cell[3]


def test_page_of_a_pdf_is_a_picture_with_a_frame_around_the_cell(home: Path, tmp_path: Path) -> None:
    import matplotlib.image
    import numpy as np

    given = ("淮安市人民政府", 2024, "applications", "granted", "natural_person")
    shown = show_cell(home, *given, tmp_path / "cell.png")
    assert shown.is_marked and shown.cell.page == 2
    image = (matplotlib.image.imread(shown.path)[:, :, :3] * 255).round()
    framed = np.argwhere((image == (194, 65, 12)).all(axis=2))
    top, left = framed.min(axis=0)
    bottom, right = framed.max(axis=0)
    assert 20 < bottom - top < 80 and 40 < right - left < 160
    assert (image[top + 6 : bottom - 6, left + 6 : right - 6].min(axis=2) < 100).sum() > 60  # 1288 in ink
    page = show_cell(home, *given, tmp_path / "cell.html").path.read_text(encoding="utf-8")
    assert "data:image/png;base64," in page and "1288" in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((ZONE, 2016, "applications", "new", "total"), "no report of .* for 2016"),
        ((ZONE, 2023, "aplications", "new", "total"), "applications"),
        ((ZONE, 2023, "applications", "granted", "naturalperson"), "natural_person"),
        (("平潭综合实验", 2023, "applications", "new", "total"), "did you mean"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(home: Path, tmp_path: Path, asked, said: str) -> None:
    with pytest.raises(UnknownChoice, match=said):
        show_cell(home, *asked, tmp_path / "c.html")


def test_a_damaged_archive_shows_nothing(home: Path, tmp_path: Path) -> None:
    import shutil

    broken = tmp_path / "home"
    shutil.copytree(home / "warehouse", broken / "warehouse")
    shutil.copytree(home / "archive", broken / "archive")
    for warc in broken.glob("archive/*/*.warc.gz"):
        warc.write_bytes(warc.read_bytes()[:2000])
    with pytest.raises(DamagedCapture):
        show_cell(broken, ZONE, 2023, "applications", "new", "total", tmp_path / "c.html")
    with pytest.raises(Told, match=r"\.html"):
        show_cell(home, ZONE, 2023, "applications", "new", "total", tmp_path / "c.png")


@pytest.mark.slow
def test_a_browser_shows_the_marked_cell(home: Path, tmp_path: Path) -> None:
    import shutil
    import subprocess

    import matplotlib.image

    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no browser")
    page = show_cell(home, ZONE, 2023, "applications", "new", "total", tmp_path / "cell.html").path
    subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1000,1400",
         f"--screenshot={tmp_path / 'shot.png'}", page.as_uri()],
        check=True, capture_output=True, timeout=90,
    )  # fmt: skip
    image = (matplotlib.image.imread(tmp_path / "shot.png")[:, :, :3] * 255).round()
    assert (image == (194, 65, 12)).all(axis=2).sum() > 200
    assert (image == (253, 230, 138)).all(axis=2).sum() > 200
