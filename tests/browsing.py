"""A real browser of a person who knows the token: logs in on Prefect's page, opens pages, looks at them."""

import base64
import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    """One page of a running chromium, spoken to by its own protocol."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.number = socket, 0

    def call(self, method: str, **what: Any) -> dict[str, Any]:
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": what}))
        while True:
            answer = json.loads(self.socket.recv(120))
            if answer.get("id") == self.number:
                return dict(answer.get("result") or {})

    def value(self, script: str) -> Any:
        return self.call("Runtime.evaluate", expression=script)["result"].get("value")

    def open(self, url: str, *words: str, seconds: float = 90) -> str:
        """The page's HTML once it shows some words, or what there is in the end."""
        self.call("Page.navigate", url=url)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(0.5)
            text = str(self.value("document.documentElement.outerHTML"))
            if all(word in text for word in words):
                break
        return text

    def log_in(self, base: str, secret: str) -> None:
        """Type the token where the page asks for it."""
        assert 'type="password"' in self.open(base, 'type="password"')
        self.value("document.querySelector('input').focus()")
        self.call("Input.insertText", text=secret)
        self.value("document.querySelector('button[type=submit]').click()")
        until = time.monotonic() + 60
        while self.value("document.querySelector('input[type=password]') !== null"):
            assert time.monotonic() < until, "the page does not take the token"
            time.sleep(0.5)

    def picture(self) -> bytes:
        time.sleep(3)  # what moves has come to rest
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])


@contextmanager
def browsing(folder: Path) -> Iterator[Browser]:
    """Start chromium with a profile of its own, and end it."""
    profile = folder / "browser"
    process = subprocess.Popen(
        [
            str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-background-networking", "--no-proxy-server", "--hide-scrollbars",
            f"--user-data-dir={profile}", "--window-size=1280,900", "--remote-debugging-port=0", "about:blank",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while not (profile / "DevToolsActivePort").is_file() or not (profile / "DevToolsActivePort").read_text():
            assert time.monotonic() < until, "chromium did not start"
            time.sleep(0.2)
        port = (profile / "DevToolsActivePort").read_text().split("\n")[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=30) as answer:
            page = next(one for one in json.load(answer) if one["type"] == "page")
        with connect(page["webSocketDebuggerUrl"], max_size=None, proxy=None) as socket:
            found = Browser(socket)
            size = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
            found.call("Emulation.setDeviceMetricsOverride", **size)
            yield found
    finally:
        process.kill()
        process.wait()
