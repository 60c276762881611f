"""What a person can act on is told in one line; any other error leaves its traceback in a log and says where."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from data.errors import Told
from flows.unforeseen import LOG, home_named, keep

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("data", "extractors", "flows", "spiders", "warehouse")


def _main(home: Path, planted: str) -> "subprocess.CompletedProcess[str]":
    """The command line with a verb that fails as planted."""
    code = (
        "import sys\nfrom flows import cli\nimport flows.home\n"
        f"@cli.app.command()\ndef fail(home: str = ''):\n    'Fail.'\n    {planted}\n"
        f"sys.argv = ['nianbao', 'fail', '--home', {str(home)!r}]\ncli.main()\n"
    )
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_a_message_for_a_person_is_printed_alone(tmp_path: Path) -> None:
    done = _main(tmp_path, "from data.settings import BadSettings; raise BadSettings('alarms.yml: no such key')")
    assert (done.returncode, done.stderr) == (1, "alarms.yml: no such key\n")
    assert not (tmp_path / LOG).exists()


@pytest.mark.parametrize("planted", ["{}['a']", "raise ValueError('wrong 年')", "open('/nowhere/at/all')"])
def test_any_other_error_leaves_its_traceback_in_the_log_of_the_home(tmp_path: Path, planted: str) -> None:
    done = _main(tmp_path, planted)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "nianbao failed: " in done.stderr and str(tmp_path / LOG) in done.stderr
    assert "Traceback" in (tmp_path / LOG).read_text(encoding="utf-8")


def test_a_home_that_takes_nothing_has_its_log_elsewhere(tmp_path: Path) -> None:
    try:
        raise KeyError("x")
    except KeyError as error:
        log, place = keep(error, tmp_path / "none")
    assert log.is_file() and not (tmp_path / "none").exists() and place.startswith("test_errors.py:")
    assert home_named(["status", "--home", "/a"]) == Path("/a") == home_named(["--home=/a"])


def test_errors_are_of_the_one_base_or_caught_in_their_room() -> None:
    """A class of errors that is not Told is one that its own room catches: these, by name."""
    inner = {"BodyTooLarge", "NeedsProgram", "OcrMissing", "DamagedPdf", "Illegible", "_WordsMissing", "Refused",
             "BadLine"}  # fmt: skip
    told, others = set(), set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef) and (bases := {ast.unparse(base) for base in node.bases}):
                    told |= {node.name} if "Told" in bases else set()
                    plain = {"Exception", "ValueError", "RuntimeError", "LookupError", "KeyError", "OSError"}
                    others |= {node.name} if bases & plain else set()
    assert others - {"Told"} <= inner | {"CheckFailed"}, others
    assert {"BadSettings", "FormError", "ArchiveError", "LockHeld", "UnknownChoice"} <= told
    assert issubclass(Told, Exception)
