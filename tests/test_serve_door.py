"""Who gets into a running `nianbao serve`: nobody without its token, no page of another origin, no foreign name."""

import asyncio
import html
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest
import websockets

from flows.scheduler.door import token, token_file, without_prefect
from flows.scheduler.server import is_healthy, served_api
from tests.served import ROOT, Served, free_port, request, serving, wait_for

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SOCKETS = ("events/in", "events/out", "logs/out", "task_runs/subscriptions/scheduled", "work_pools/any/workers/connect")
# what an operator's shell may have set for another server, and what would open the door again
OPEN = {
    "PREFECT_SERVER_API_AUTH_STRING": "", "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": "*", "PREFECT_PROFILE": "elsewhere",
    "PREFECT_API_URL": "http://127.0.0.1:1/api", "PREFECT_API_KEY": "pnu_other", "PREFECT_RUNNER_SERVER_ENABLE": "true",
    "PREFECT_SERVER_API_BASE_PATH": "/elsewhere", "PREFECT_CLIENT_METRICS_ENABLED": "true",
}  # fmt: skip
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("door"), **OPEN) as found:
        wait_for(lambda: found.process.poll() is not None or served_api(found.home))
        wait_for(lambda: len(found.ask("deployments/filter")) == 2)
        yield found


def deployment(served: Served) -> dict[str, Any]:
    found = {d["name"]: d for d in served.ask("deployments/filter")}
    # when it was last asked for work changes by itself
    return {
        name: value for name, value in found["backfill"].items() if name not in ("updated", "last_polled", "status")
    }


def runs(served: Served) -> list[str]:
    found = served.ask("flow_runs/filter", flow_runs={"deployment_id": {"any_": [deployment(served)["id"]]}})
    return [run["id"] for run in found]


def orders(served: Served) -> list[tuple[str, str, Any]]:
    """To read, to change, to start, to delete, to make: as in the fault that this is about."""
    one = deployment(served)["id"]
    pull = [{"prefect.deployments.steps.run_shell_script": {"script": "touch /tmp/owned"}}]
    return [
        ("GET", "admin/version", None),
        ("GET", f"deployments/{one}", None),
        ("POST", "deployments/filter", {}),
        ("POST", "flow_runs/filter", {}),
        ("PATCH", f"deployments/{one}", {"pull_steps": pull}),
        ("POST", f"deployments/{one}/create_flow_run", {"parameters": {"dry_run": True}}),
        ("POST", "deployments/", {"name": "mine", "flow_id": deployment(served)["flow_id"], "pull_steps": pull}),
        ("DELETE", f"deployments/{one}", None),
        ("POST", "admin/database/clear", {"confirm": True}),
        ("GET", "metrics", None),
    ]


def test_without_the_token_nothing_is_read_changed_or_started(served: Served) -> None:
    before, begun = deployment(served), runs(served)
    for secret in ("", "nianbao:", "nianbao:wrong", served.secret[:-1], "nianbao"):
        for method, path, what in orders(served):
            status, said = request(served.base, path, secret, method, what)
            assert status == 401, (secret, method, path, status, said)
    assert (deployment(served), runs(served)) == (before, begun)
    assert is_healthy(f"{served.base}/api"), "a health check needs no token"
    assert request(served.base, "admin/version", served.secret)[0] == 200


def test_no_other_page_shows_it_in_a_frame_and_nothing_is_loaded_from_outside(served: Served) -> None:
    with urlopen(served.base, timeout=30) as page:
        said = {name.lower(): value for name, value in page.headers.items()}
    assert said["x-frame-options"] == "SAMEORIGIN" and said["content-security-policy"] == "frame-ancestors 'self'"
    for path in ("docs", "redoc"):
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{served.base}/{path}", timeout=30)
        assert refused.value.code == 404


def test_a_foreign_name_or_page_is_refused_even_with_the_token(served: Served) -> None:
    port = served.base.rpartition(":")[2]
    before, begun = deployment(served), runs(served)
    for name in (
        "evil.example",
        f"evil.example:{port}",
        f"127.0.0.1.nip.io:{port}",
        "10.0.0.7",
        "",
        f"localhost.evil:{port}",
    ):
        for method, path, what in orders(served):
            assert request(served.base, path, served.secret, method, what, Host=name)[0] == 421, (name, path)
    for origin in (
        "http://127.0.0.1:9",
        "http://localhost",
        "null",
        "https://evil.example",
        f"https://localhost:{port}",
    ):
        for method, path, what in orders(served):
            assert request(served.base, path, served.secret, method, what, Origin=origin)[0] == 403, (origin, path)
        preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        assert request(served.base, "deployments/filter", "", "OPTIONS", Origin=origin, **preflight)[0] == 403
    assert (deployment(served), runs(served)) == (before, begun)
    for name in (f"localhost:{port}", f"127.0.0.1:{port}"):
        assert request(served.base, "admin/version", served.secret, Host=name, Origin=f"http://{name}")[0] == 200


async def spoken(url: str, secret: str | None, name: str = "prefect", **options: Any) -> str:
    """How far a websocket gets: what it is told after it said who it is, or how it was turned away."""
    protocols = [websockets.Subprotocol(name)] if name else None
    try:
        async with websockets.connect(url, subprotocols=protocols, open_timeout=20, proxy=None, **options) as socket:
            if secret is not None:
                await socket.send(json.dumps({"type": "auth", "token": secret}))
            else:
                await socket.send(json.dumps({"type": "filter", "filter": {}}))
            return str(json.loads(await asyncio.wait_for(socket.recv(), 20))["type"])
    except websockets.exceptions.InvalidStatus as error:
        return str(error.response.status_code)
    except websockets.exceptions.ConnectionClosed as error:
        return f"closed {error.rcvd}"


def test_no_websocket_speaks_without_the_token(served: Served) -> None:
    for path in SOCKETS:
        url = f"ws{served.base.removeprefix('http')}/api/{path}"
        for secret, name in (("", "prefect"), ("nianbao:wrong", "prefect"), (None, "prefect"), (served.secret, "")):
            said = asyncio.run(spoken(url, secret, name))
            assert said.startswith("closed") or said == "403", (path, secret, name, said)
        assert asyncio.run(spoken(url, served.secret, origin="http://127.0.0.1:9")) == "403", path
        foreign, port = url.replace("127.0.0.1", "evil.example"), served.base.rpartition(":")[2]
        assert asyncio.run(spoken(foreign, served.secret, host="127.0.0.1", port=int(port))) == "403", path
        assert asyncio.run(spoken(url, served.secret)) == "auth_success", path


def test_every_websocket_of_prefect_is_known() -> None:
    text = "".join(
        file.read_text(encoding="utf-8") for file in sorted((Path(_prefect()) / "server" / "api").glob("*.py"))
    )
    assert len(re.findall(r"^@router\.websocket\(", text, re.M)) == len(SOCKETS)


def _prefect() -> str:
    import importlib.util

    found = importlib.util.find_spec("prefect")
    assert found and found.submodule_search_locations
    return next(iter(found.submodule_search_locations))


_PAGE = """<!doctype html><title>evil</title><pre id=said></pre><script>
const base = BASE, orders = ORDERS, secret = SECRET, sockets = SOCKETS, said = [];
const tell = (...words) => { said.push(words); };
const job = async () => {
  for (const [method, path, what] of orders) for (const mode of ["cors", "no-cors"]) for (const key of [null, secret]) {
    const headers = {"Content-Type": mode == "cors" ? "application/json" : "text/plain"};
    if (key) headers.Authorization = "Basic " + btoa(key);
    try {
      const answer = await fetch(base + "/api/" + path, {method, mode, headers, credentials: "include",
        body: what === null ? undefined : JSON.stringify(what)});
      tell(method, path, mode, !!key, answer.type, answer.status, await answer.text());
    } catch (error) { tell(method, path, mode, !!key, "error", 0, ""); }
  }
  for (const path of sockets) await new Promise(done => {
    const socket = new WebSocket(base.replace("http", "ws") + "/api/" + path, ["prefect"]);
    socket.onopen = () => tell("socket", path, "", false, "open", 0, "");
    socket.onclose = () => { tell("socket", path, "", false, "closed", 0, ""); done(); };
  });
};
job().finally(() => fetch("/said", {method: "POST", body: JSON.stringify(said)}));
</script>"""


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_a_page_of_another_origin_gets_nowhere_in_a_real_browser(served: Served, tmp_path: Path) -> None:
    before, begun = deployment(served), runs(served)
    told: list[Any] = []
    heard = threading.Event()
    values = {
        "BASE": served.base, "ORDERS": orders(served), "SECRET": served.secret, "SOCKETS": SOCKETS,
    }  # fmt: skip
    page = _PAGE
    for name, value in values.items():
        page = page.replace(name, json.dumps(value), 1)

    class Evil(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode() if self.path == "/" else b"")

        def do_POST(self) -> None:
            told.extend(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()
            heard.set()

        def log_message(self, *_: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Evil) as evil:
        threading.Thread(target=evil.serve_forever, daemon=True).start()
        browser = subprocess.Popen(
            [
                str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-proxy-server",
                "--disable-background-networking", "--disable-dev-shm-usage", f"--user-data-dir={tmp_path / 'browser'}",
                "--remote-debugging-port=0", f"http://127.0.0.1:{evil.server_port}/",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            assert heard.wait(120), "the page said nothing"
        finally:
            browser.kill()
            browser.wait()
            evil.shutdown()
    assert len(told) >= 4 * len(orders(served)) + len(SOCKETS)
    for method, path, mode, with_secret, kind, status, text in told:
        # an opaque answer is one that the page cannot read; the server refused it all the same
        assert kind in ("error", "opaque", "closed") and status == 0 and text == "", (method, path, mode, with_secret)
    assert (deployment(served), runs(served)) == (before, begun)
    assert "mine" not in {d["name"] for d in served.ask("deployments/filter")}


def test_the_token_is_the_operators_alone_and_said_nowhere(served: Served) -> None:
    file = token_file(served.home / "prefect")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert re.fullmatch(r"nianbao:[\w-]{43}", served.secret)
    secret = served.secret.partition(":")[2]
    family = psutil.Process(served.process.pid).children(recursive=True)
    assert len(family) >= 3
    assert not [p for p in family if secret in " ".join(p.cmdline())]
    written = [path for path in served.home.parent.rglob("*") if path.is_file() and path != file]
    assert not [path for path in written if secret.encode() in path.read_bytes()]
    said = served.said.read_text(encoding="utf-8")
    assert str(file) in said and served.base in said, "it says how a browser gets in"
    assert "PREFECT_SERVER_CORS_ALLOWED_ORIGINS" in said, "and what of the shell's settings it does not use"
    ports = {c.laddr for p in family for c in p.net_connections("tcp") if c.status == psutil.CONN_LISTEN}
    assert {port.ip for port in ports} == {"127.0.0.1"}
    # the others are the runners' own, for their runs, each with a token of its own: they answer no request
    for other in {f"http://127.0.0.1:{port.port}" for port in ports} - {served.base}:
        with pytest.raises(OSError):
            request(other, "health")


def test_a_home_is_served_once(served: Served) -> None:
    again = subprocess.run(
        [sys.executable, "-m", "flows.cli", "serve", "--home", str(served.home), "--port", "1"], cwd=ROOT,
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert again.returncode == 1 and "is at work" in again.stdout
    assert served_api(served.home) == f"{served.base}/api"


@pytest.mark.slow
def test_bounded_verbs_of_the_home_use_the_server_with_its_token(served: Served) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "backfill", "--reread", "--dry-run", "--home", str(served.home)], cwd=ROOT,
        capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    names = {run["name"]: run for run in served.ask("flow_runs/filter", sort="START_TIME_DESC")}
    assert any(run["state_name"] == "Planned" for run in names.values()), "its run shows on the page"


def test_a_misspelt_parameter_is_refused_where_it_is_given(served: Served) -> None:
    one = deployment(served)["id"]
    status, said = request(
        served.base, f"deployments/{one}/create_flow_run", served.secret, "POST", {"parameters": {"sorce": "live"}}
    )
    assert status == 409 and "sorce" in html.unescape(said)


def test_a_token_is_made_once_and_mended(tmp_path: Path) -> None:
    first = token(tmp_path)
    token_file(tmp_path).chmod(0o644)
    assert token(tmp_path) == first and stat.S_IMODE(token_file(tmp_path).stat().st_mode) == 0o600
    token_file(tmp_path).write_text("", "utf-8")
    assert token(tmp_path) not in ("", first), "an empty one would open the door"
    token_file(tmp_path).unlink()
    assert token(tmp_path) != first and not list(tmp_path.glob(".token*"))


def test_settings_of_another_server_are_left_out() -> None:
    kept, dropped = without_prefect(OPEN | {"PATH": "/bin", "PREFECT_SERVER_DATABASE_CONNECTION_URL": "x"})
    assert set(kept) == {"PATH", "PREFECT_SERVER_DATABASE_CONNECTION_URL"} and dropped == sorted(OPEN)


@pytest.mark.slow
def test_the_server_of_a_single_run_is_shut_too_bounded(tmp_path: Path) -> None:
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom flows.scheduler.server import is_shut, prefect_api\n"
        "with prefect_api(Path(sys.argv[1])) as url:\n"
        "    from prefect.client.orchestration import get_client\n"
        "    with get_client(sync_client=True) as client:\n"
        "        print(is_shut(url), client.read_flow_runs(), sorted(n for n in os.environ if 'AUTH_STRING' in n))\n"
        "print(sorted(n for n in os.environ if 'AUTH_STRING' in n))"
    )
    own = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, env=own, timeout=250
    )
    assert done.stdout.split("\n")[:2] == ["True [] ['PREFECT_API_AUTH_STRING']", "[]"], done.stdout + done.stderr


@pytest.mark.slow
def test_bounded_listening_elsewhere_is_said_and_still_asks(tmp_path: Path) -> None:
    port, said = free_port(), tmp_path / "said.txt"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "flows.cli", "serve", "--home", str(tmp_path / "home"), "--port", str(port),
                "--host", "0.0.0.0", "--url", "https://nianbao.example",
            ],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
        )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: process.poll() is not None or "WARNING" in said.read_text(encoding="utf-8"))
        secret = token(tmp_path / "home" / "prefect")
        assert request(base, "admin/version")[0] == 401
        assert request(base, "admin/version", secret, Host="evil.example")[0] == 421
        assert request(base, "admin/version", secret, Origin="https://evil.example")[0] == 403
        own = {"Host": "nianbao.example", "Origin": "https://nianbao.example"}
        assert request(base, "admin/version", secret, **own)[0] == 200
        assert request(base, "admin/version", secret, Host=f"192.0.2.7:{port}")[0] == 200, "no name, no rebinding"
    finally:
        process.terminate()
        process.wait(60)
