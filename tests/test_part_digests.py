"""A part whose bytes are not those that were written, or whose values are not what is printed, costs itself alone."""

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sample_home import sample_home
from warehouse_parts import applications, begun, capture, cell, reading, write_part

from extractors.values import agrees
from flows import steps
from flows.catch_up import read_and_publish
from flows.runs.recover import DAMAGED, set_aside_since
from flows.runs.running import running
from flows.runs.summary import all_summaries
from flows.upkeep.doctor import diagnose
from tests.kills.rounds import rows
from warehouse.digests import DIGESTS, flaw_of, is_sealed, seal
from warehouse.load import load
from warehouse.parts import MEMBERS, sort_out
from warehouse.places import work_file


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_home(tmp_path_factory)


@pytest.fixture
def parts(whole: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The sample's part, written as the program writes it, and one of another batch."""
    tables = {file.stem: pq.read_table(file) for file in (whole / "parts" / "sample").glob("*.parquet")}
    hit = steps._write_part(tmp_path / "parts" / "hit", tables, [])
    (hit / MEMBERS).write_text(json.dumps(asdict(capture("m", kind="member"))) + "\n", encoding="utf-8")
    seal(hit)
    other = write_part(tmp_path / "parts" / "other", [reading("a", "某县教育局", 2022, applications())])
    seal(other)
    return hit, other


def _flips(part: Path, count: int, seed: int) -> Iterator[str]:
    """One bit flipped at a time, in all files of a part in turn; where."""
    draw = random.Random(seed)
    files = sorted(file for file in part.iterdir())
    for number in range(count):
        file = files[number % len(files)]
        before = file.read_bytes()
        at, bit = draw.randrange(len(before)), draw.randrange(8)
        changed = bytearray(before)
        changed[at] ^= 1 << bit
        file.write_bytes(changed)
        yield f"{file.name}, byte {at}, bit {bit}"
        file.write_bytes(before)


def _tables(part: Path) -> dict[str, pa.Table]:
    return {file.name: pq.read_table(file) for file in part.glob("*.parquet")}


def _flip(parts: tuple[Path, Path], count: int, seed: int) -> None:
    hit, other = parts
    truth = _tables(hit)
    for where in _flips(hit, count, seed):
        accepted, refused = sort_out([hit, other], agrees)
        assert other in accepted, where
        if hit in accepted:
            assert _tables(hit) == truth, where  # harmless
        else:
            assert [part.part for part in refused] == ["hit"], where
    assert sort_out([hit, other], agrees) == ([hit, other], [])


def test_a_flipped_bit_is_noticed_or_harmless_and_stops_no_other_part(parts: tuple[Path, Path]) -> None:
    _flip(parts, 40, 1)


@pytest.mark.slow
def test_a_flipped_bit_is_noticed_or_harmless_and_stops_no_other_part_bounded(parts: tuple[Path, Path]) -> None:
    _flip(parts, 360, 2)


@pytest.mark.parametrize("count", [12, pytest.param(300, marks=pytest.mark.slow, id="bounded")])
@pytest.mark.timeout(500)
def test_a_part_of_an_earlier_version_stops_no_load_either(parts: tuple[Path, Path], count: int) -> None:
    hit, other = parts
    for file in hit.glob("*.parquet"):
        pq.write_table(pq.read_table(file), file, compression="zstd")
    (hit / DIGESTS).unlink()
    refused_of = []
    for where in _flips(hit, count, 3):
        accepted, refused = sort_out([hit, other], agrees, sealing=False)
        assert other in accepted and {part.part for part in refused} <= {"hit"}, where
        refused_of += refused
        for file in hit.glob("*.parquet") if hit in accepted else ():
            duckdb.sql(f"SELECT bit_xor(hash(t)) FROM read_parquet('{file}') AS t").fetchall()
    assert refused_of


def test_a_part_of_an_earlier_version_is_read_fully_once_and_given_digests(parts: tuple[Path, Path]) -> None:
    hit, _ = parts
    (hit / DIGESTS).unlink()
    assert sort_out([hit], agrees, sealing=False) == ([hit], []) and not is_sealed(hit)
    assert sort_out([hit], agrees) == ([hit], []) and is_sealed(hit) and not flaw_of(hit)


def test_a_page_is_written_with_its_checksum(parts: tuple[Path, Path]) -> None:
    """A reader that asks for it notices a flipped bit without digests too."""
    file = parts[0] / "cell.parquet"
    body = bytearray(file.read_bytes())
    body[2000] ^= 4
    file.write_bytes(body)
    with pytest.raises(OSError, match="CRC"):
        pq.read_table(file, page_checksum_verification=True)


def test_a_file_too_much_or_too_few_is_noticed(parts: tuple[Path, Path]) -> None:
    hit, _ = parts
    (hit / MEMBERS).rename(hit / "members.txt")
    (refused,) = sort_out([hit], agrees)[1]
    assert "other files" in refused.message


def _valued(folder: Path, raw: str, value: str | None, unit: str = "件", state: str = "number") -> Path:
    given = cell("applications new total", raw, unit) | {"value": Decimal(value) if value else None, "state": state}
    return write_part(folder, [reading("v", "某县教育局", 2022, [given])])


@pytest.mark.parametrize(
    ("raw", "value", "unit", "state", "message"),
    [
        ("769", "752.222784", "件", "number", "'769' in 件 is kept as number 752.222784"),
        ("769", "769", "件", "number", ""),
        ("7.69", "76900", "元", "number", ""),  # under a head that prints 万元
        ("7.69", "7691", "元", "number", "'7.69'"),
        ("769", None, "件", "unreadable", ""),  # a second reader saw another figure
        ("769", None, "件", "blank", "'769'"),
        ("/", "0", "件", "number", "'/'"),
        ("0.300000", "0.3", "万元", "number", ""),
    ],
)  # fmt: skip
def test_a_value_is_what_its_text_says_or_its_part_is_set_aside(
    tmp_path: Path, raw: str, value: str | None, unit: str, state: str, message: str
) -> None:
    part = _valued(tmp_path / "p", raw, value, unit, state)
    refused = sort_out([part], agrees)[1]
    assert [message in said.message for said in refused] == ([True] if message else []), refused


def test_a_line_of_no_form_is_compared_with_its_text_too(tmp_path: Path) -> None:
    line = {
        "form": "",
        "table_index": 0,
        "row_index": 1,
        "label_zh": "新事项",
        "code": "",
        "unit": "件",
        "raw_zh": "12",
    }
    for number, (value, count) in enumerate(((Decimal(12), 0), (Decimal(13), 1))):
        given = reading("u", "某县教育局", 2022, unmapped_lines=[line | {"raw_zh": "12", "value": value}])
        assert len(sort_out([write_part(tmp_path / f"p{number}", [given])], agrees)[1]) == count


def test_a_part_that_the_load_breaks_off_at_is_left_out_alone(tmp_path: Path) -> None:
    bad = _valued(tmp_path / "bad", "1", "1", state="nonsense")
    good = [
        write_part(tmp_path / f"good{n}", [reading(f"g{n}", "某县教育局", 2020 + n, applications())]) for n in (1, 2)
    ]
    con = begun(tmp_path / "home")
    counts = load(con, [bad, *good], [capture("g1"), capture("g2"), capture("v")])
    assert [part.part for part in counts.refused] == ["bad"] and "cannot be loaded" in counts.refused[0].message
    assert (counts.readings, counts.captures, counts.reports) == (2, 3, 2)
    assert con.execute("SELECT DISTINCT part FROM load ORDER BY 1").fetchall() == [("good1",), ("good2",)]
    con.close()


@pytest.mark.parametrize("odd", [{"size": 10**30}, {"title": "\ud800"}, {"status": "many"}, {"fetched_at": "20r6"}])
def test_a_member_that_fits_no_column_costs_its_part_alone(tmp_path: Path, odd: dict[str, object]) -> None:
    bad, good = (write_part(tmp_path / n, [reading(n, "某县教育局", 2022, applications())]) for n in ("bad", "good"))
    (bad / MEMBERS).write_text(json.dumps(asdict(capture("m", kind="member")) | odd) + "\n", encoding="utf-8")
    con = begun(tmp_path / "home")
    counts = load(con, [bad, good], [capture("good"), capture("bad")])
    assert [part.part for part in counts.refused] == ["bad"] and counts.readings == 1
    con.close()


def test_what_no_part_is_to_blame_for_is_raised(tmp_path: Path) -> None:
    part = write_part(tmp_path / "p", [reading("a", "某县教育局", 2022, applications())])
    con = begun(tmp_path / "home")
    con.execute("DROP TABLE rendition_difference")
    with pytest.raises(duckdb.CatalogException):
        load(con, [part], [capture("a")])
    con.close()


def _damage(home: Path) -> Path:
    part = next(path for path in (home / "parts").iterdir() if not path.name.startswith("."))
    file = part / "cell.parquet"
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 16
    file.write_bytes(body)
    return part


def test_doctor_names_a_damaged_part_and_sets_it_aside(whole: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    part = _damage(home)
    named = [ill for ill in diagnose(home, bodies=False) if ill.room == "parts"]
    assert len(named) == 1 and "cell.parquet: not the bytes that were written" in named[0].message and part.is_dir()
    assert [bool(ill.mended) for ill in diagnose(home, True, False) if ill.room == "parts" and ill.is_wrong] == [True]
    (said,) = set_aside_since(home, "")
    assert said.part == part.name and "not the bytes" in said.message
    assert (home / "parts" / f"{DAMAGED}{part.name}" / "cell.parquet").is_file() and not part.exists()


@pytest.mark.slow
def test_a_night_reads_a_damaged_part_again_and_says_so_bounded(whole: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    part = _damage(home)
    work_file(home).unlink()
    for kind in ("raised", "closed"):
        with running("nightly", home) as run:
            read_and_publish(run, home, 1)
        summary = all_summaries(home)[-1]
        assert ("part_damaged", part.name) in {alarm.key for alarm in getattr(summary.alarms, kind)}
        assert any(part.name in problem for problem in summary.problems) == (kind == "raised")
    assert rows(home) == rows(whole)


def test_of_many_values_that_disagree_each_part_is_named_once(tmp_path: Path) -> None:
    cells = [cell(f"applications new {n}", str(n)) | {"value": Decimal(n + 1)} for n in range(300)]
    bad = [write_part(tmp_path / f"bad{n}", [reading(f"v{n}", "某县教育局", 2022, cells)]) for n in range(2)]
    good = write_part(tmp_path / "good", [reading("g", "某县教育局", 2021, applications())])
    whole, refused = sort_out([*bad, good], agrees)
    assert whole == [good] and [part.part for part in refused] == ["bad0", "bad1"]
