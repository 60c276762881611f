"""Container and service files without a container engine: linted, and their commands run as they stand."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.served import asked, request

_ROOT = Path(__file__).resolve().parents[1]
_BIN = Path(sys.executable).parent
_DOCKERFILE = (_ROOT / "Dockerfile").read_text(encoding="utf-8")
_COMPOSE: dict[str, Any] = yaml.safe_load((_ROOT / "compose.yml").read_text(encoding="utf-8"))
_TOKEN = "nianbao:of-this-test"
_UNITS = sorted((_ROOT / "docs" / "deploy").glob("nianbao*.*"))


def _instructions(name: str) -> list[str]:
    """What follows an instruction of the Dockerfile, continued lines joined."""
    joined = re.sub(r"\\\n\s*", "", _DOCKERFILE)
    return [line.split(" ", 1)[1] for line in joined.splitlines() if line.startswith(f"{name} ")]


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd=_ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_container_files_are_linted() -> None:
    _run(str(_BIN / "hadolint"), "Dockerfile")
    _run(str(_BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", "compose.yml")


def test_images_are_pinned_and_nothing_runs_as_root() -> None:
    images = [line.split()[0] for line in _instructions("FROM")]
    images += [s["image"] for s in _COMPOSE["services"].values() if not s["image"].startswith("nianbao:")]
    assert len(images) == 3
    assert all(re.search(r":\d+\.\d+", image) for image in images), images
    assert _instructions("USER")[-1] == "10001"
    made = _instructions("RUN")[-1]
    for folder in _instructions("VOLUME"):
        assert folder in made  # a named volume takes the owner of the folder that it covers


def test_no_service_is_without_the_token() -> None:
    for name in ("server", "worker", "nightly"):
        values = _COMPOSE["services"][name]["environment"]
        tokens = [values[key] for key in values if key.endswith("API_AUTH_STRING")]
        assert tokens and all(token.startswith("${NIANBAO_TOKEN:?") for token in tokens), name
    published = [port for service in _COMPOSE["services"].values() for port in service.get("ports", ())]
    assert all(str(port).startswith("127.0.0.1:") for port in published)


def test_every_service_says_how_it_is() -> None:
    for name, service in _COMPOSE["services"].items():
        assert service.get("healthcheck"), name
        for other, state in service.get("depends_on", {}).items():
            assert state["condition"] == "service_healthy"
            assert "test" in _COMPOSE["services"][other]["healthcheck"], other


def test_what_is_copied_is_there() -> None:
    sources = [
        word for line in _instructions("COPY") if "--from" not in line for word in line.split()[:-1] if word[0] != "-"
    ]
    assert sources and not [source for source in sources if not (_ROOT / source).exists()]


def test_every_command_is_a_program_of_the_environment() -> None:
    commands = [json.loads(_instructions("CMD")[-1])]
    commands += [s["command"] for s in _COMPOSE["services"].values() if "command" in s]
    for command in commands:
        assert shutil.which(command[0], path=str(_BIN)), command


def test_units_are_verified(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze (apt-get install systemd)")
    for unit in _UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/nianbao/bin/", f"{_BIN}/")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(str(tmp_path / unit.name) for unit in _UNITS)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0 and not done.stderr, done.stderr


@pytest.mark.slow
def test_bounded_packages_of_the_image_are_debians() -> None:
    if not shutil.which("apt-get"):
        pytest.skip("no apt-get")
    wanted = next(line for line in _instructions("RUN") if "apt-get install" in line)
    packages = re.search(r"--no-install-recommends (.*?) +&&", wanted)
    assert packages
    _run("apt-get", "install", "--simulate", "-y", "--no-install-recommends", *packages[1].split())


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_bounded_server_worker_and_schedule_start_as_compose_starts_them(tmp_path: Path) -> None:
    ports = {"4200": _free(), "8080": _free()}
    services = _COMPOSE["services"]
    server = _started(services["server"], tmp_path, ports)
    try:
        _healthy(services["server"], ports, server)
        base = f"http://127.0.0.1:{ports['4200']}"
        assert request(base, "deployments/filter", "", "POST", {})[0] == 401
        assert request(base, "deployments/filter", _TOKEN, "POST", {}, Host="evil.example")[0] == 421
        assert request(base, "deployments/filter", _TOKEN, "POST", {}, Host="server:4200")[0] == 200
        worker = _started(services["worker"], tmp_path, ports)
        try:
            _healthy(services["worker"], ports, worker)
            # on a busy machine the server's SQLite turns a request away now and then, and compose starts it again
            assert services["nightly"]["restart"] == "on-failure"
            ends = (_started(services["nightly"], tmp_path, ports).wait(120) for _ in range(3))
            assert 0 in ends, (tmp_path / "--no-prompt.log").read_text(encoding="utf-8")[-2000:]
            assert len(asked(base, "deployments/filter", _TOKEN)) == 2
        finally:
            _stop(worker)
    finally:
        _stop(server)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """As compose does: a word first, then no more of them."""
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def _here(text: str, ports: dict[str, str]) -> str:
    for inside, outside in ports.items():
        text = re.sub(rf"\b{inside}\b", outside, text)
    return text.replace("http://server:", "http://127.0.0.1:").replace("0.0.0.0", "127.0.0.1")


def _started(service: dict[str, Any], folder: Path, ports: dict[str, str]) -> "subprocess.Popen[bytes]":
    """The service's own command and environment, with ports and folders of this machine."""
    known = {
        name: re.sub(r"\$\{NIANBAO_TOKEN:[^}]*\}", _TOKEN, value) for name, value in service["environment"].items()
    }
    given = {name: _here(value, ports) for name, value in known.items() if "${" not in value}
    given |= {
        "PREFECT_HOME": str(folder / "prefect"),
        "NIANBAO_HOME": str(folder),
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
    }
    command = [_here(word, ports) for word in service["command"]]
    log = (folder / f"{command[1]}.log").open("wb")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.Popen(
        [str(_BIN / command[0]), *command[1:]], env=environment | given, cwd=_ROOT, stdout=log, stderr=log
    )


def _healthy(service: dict[str, Any], ports: dict[str, str], process: "subprocess.Popen[bytes]") -> None:
    check = [_here(word, ports) for word in service["healthcheck"]["test"]][1:]
    until = time.monotonic() + 180
    while subprocess.run([str(_BIN / check[0]), *check[1:]], capture_output=True).returncode:
        assert process.poll() is None and time.monotonic() < until, service["command"]
        time.sleep(0.5)
