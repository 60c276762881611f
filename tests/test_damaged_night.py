"""Damaged documents of all formats through a whole night: archived, read, loaded, checked, published."""

from pathlib import Path

import pytest

from flows.catch_up import catch_up
from flows.steps import pending_captures
from spiders.archive import Found, PortalArchive, Received
from tests.fuzz import mutated, plan
from warehouse.query import run

HTML = [("Content-Type", "text/html")]


@pytest.mark.slow
def test_bounded_damaged_documents_stop_no_night(tmp_path: Path) -> None:
    given = set()
    with PortalArchive(tmp_path / "archive", "damaged") as archive:
        for seed, medium in plan(160, 53):
            body, _ = mutated(seed, medium)
            url = f"http://www.damaged.gov.cn/zwgk/202301/t20230118_{seed}.{medium}"
            if body and medium != "scan":
                given.add(archive.keep(Received(url, 200, HTML, body), url, Found("file")).capture_id)
    done = catch_up(tmp_path, 2)
    assert done.reports > 20 and not pending_captures(tmp_path)
    read = run(Path(done.published), "SELECT DISTINCT capture_id FROM reading")["capture_id"]
    assert given <= set(read), "every document has an answer"
