"""Prefect's page with a finished night in a real browser. `NIANBAO_PICTURES=docs` keeps what it saw as pictures."""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from data.places import DATA
from flows.demo.sample import serve
from flows.scheduler.door import CLIENT_TOKEN, token
from flows.scheduler.server import is_healthy, quiet_settings
from tests.browsing import CHROMIUM, Browser, browsing
from tests.served import asked, free_port

ROOT = Path(__file__).resolve().parents[1]
PICTURES = os.environ.get("NIANBAO_PICTURES")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a server with its page, as `nianbao serve` starts it, and a home."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    (home / "prefect").mkdir()
    base = f"http://127.0.0.1:{port}"
    environment = (
        os.environ | quiet_settings(home) | {"PREFECT_UI_API_URL": f"{base}/api", "PREFECT_UI_ENABLED": "true"}
    )
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "flows.scheduler.server", str(port), "127.0.0.1"], cwd=ROOT, env=environment,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        until = time.monotonic() + 240
        while not is_healthy(f"{base}/api") and server.poll() is None and time.monotonic() < until:
            time.sleep(0.3)
        yield base, home
    finally:
        server.kill()
        server.wait()


def seen(browser: Browser, url: str, words: tuple[str, ...], name: str) -> None:
    """A page must show some words, and its picture must be one: many colours, not an empty sheet."""
    text = browser.open(url, *words)
    assert all(word in text for word in words), (words, text[-3000:])
    with Image.open(io.BytesIO(browser.picture())) as image:
        colours = image.convert("RGB").getcolors(1 << 24) or []
        assert image.size == (1280, 900) and len(colours) > 100
        if PICTURES:
            small = io.BytesIO()
            image.convert("RGB").quantize(128).save(small, "PNG", optimize=True)
            (ROOT / PICTURES / f"{name}.png").write_bytes(small.getvalue())


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_a_finished_night_shows_on_prefects_page(page: tuple[str, Path], tmp_path: Path) -> None:
    base, home = page
    secret = token(home / "prefect")
    environment = os.environ | quiet_settings(home) | {"PREFECT_API_URL": f"{base}/api", CLIENT_TOKEN: secret}
    with serve(night=1) as portals:
        done = subprocess.run(
            [
                sys.executable, "-m", "flows.cli", "run", "--all", "--home", str(home), "--proxy", portals.proxy,
                "--delay", "0", "--portal-folder", str(DATA / "sample" / "portals"),
            ],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    (run,) = asked(base, "flow_runs/filter", secret)
    assert run["state_type"] == "COMPLETED" and run["state_name"] == "CompletedWithProblems"
    assert "heshan-district: blocked" in run["state"]["message"]
    artifacts = {artifact["key"]: artifact for artifact in asked(base, "artifacts/filter", secret)}
    assert set(artifacts) == {
        "nightly-crawl", "nightly-read", "nightly-summary", "nightly-portals", "nightly-coverage", "nightly-findings"
    }  # fmt: skip
    assert {artifacts[f"nightly-{name}"]["data"] for name in ("crawl", "read")} == {100.0}
    assert "data:image/png;base64," in artifacts["nightly-coverage"]["data"]
    assert "](http://" in artifacts["nightly-findings"]["data"]
    assert len(json.loads(artifacts["nightly-portals"]["data"])) == len(
        list((DATA / "sample" / "portals").glob("*.yml"))
    )
    with browsing(tmp_path) as browser:
        browser.log_in(base, secret)
        address = f"{base}/runs/flow-run/{run['id']}"
        seen(browser, address, ("CompletedWithProblems", "Task Runs"), "prefect-run")
        for name, words in (("portals", ("heshan-district", "blocked")), ("coverage", ("Coverage", "data:image/png"))):
            address = f"{base}/artifacts/artifact/{artifacts[f'nightly-{name}']['id']}"
            seen(browser, address, words, f"prefect-{name}")
