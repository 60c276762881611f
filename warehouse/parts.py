"""A part: one folder of Parquet files, the readings of one batch: their columns, and whether it is whole.

What lies in one part never costs another one its load: whatever raises while a part is looked at is said of that part.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data.arrow import schemas
from data.captures import Capture
from data.rows import DIGITS, KEPT_DECIMALS, KEPT_LATER, STATED, UNMAPPED
from warehouse.digests import flaw_of, is_sealed, seal
from warehouse.heal import has_no_room

# what parts written by earlier versions lack: the warehouse fills it in
_LATER = {"reading": ("agency_basis", "read_with")}
COLUMNS = {
    name: tuple(column for column in schema.names if column not in _LATER.get(name, ()))
    for name, schema in schemas().items()
}
# beside the tables: the captures that its bundles held and those that stand for the pages of a long article, in the
# form of the capture index
MEMBERS = "members.jsonl"
# Of these the machine is to blame, not the part.
_OF_THE_MACHINE = (errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.ENOSPC, errno.EDQUOT)
_MEMORY = "500MB"
# (text as printed, unit, state, value) → whether the value is what the reader of values makes of the text; the state is
# None where a row has none
Agrees = Callable[[str, str, str | None, Decimal | None], bool]
_DECIMALS = {
    name: [field.name for field in schema if pa.types.is_decimal(field.type)] for name, schema in schemas().items()
}


@dataclass(frozen=True)
class RefusedPart:
    """A part that was left out of the load, and why; the others are loaded all the same."""

    part: str
    message: str


def sort_out(
    parts: Sequence[Path], agrees: Agrees | None = None, sealing: bool = True
) -> tuple[list[Path], list[RefusedPart]]:
    """Tell whole parts from those that cannot be loaded without losing or inventing rows.

    Refused: bytes other than those written, a missing or torn file, a missing column, a figure that is not
    DECIMAL(20,6), a reader version that is not dotted integers, rows whose reading is not in the same part, a number of
    cells other than the readings say, a value other than its printed text says. A part without digests, which an
    earlier version wrote, is read once fully, by two readers.

    Args:
        parts: Folders of parts.
        agrees: Compares each value with its text; without it values are taken as they are.
        sealing: Give digests to whole parts that have none.
    """
    refused: dict[str, str] = {}
    whole: list[Path] = []
    for part in sorted(set(parts), key=lambda p: p.name):
        if any(other.name == part.name for other in whole):
            refused[part.name] = f"{part}: a part of this name is given twice"
        elif not _note(refused, part, _own_flaw(part)):
            whole.append(part)
    unfit = _faults(whole, agrees)
    whole = [p for p in whole if not _note(refused, p, unfit.get(p, ""))]
    for part in whole if sealing else ():
        if not is_sealed(part):
            seal(part)
    return whole, [RefusedPart(part, message) for part, message in refused.items()]


def may_lie_in_a_part(error: BaseException) -> bool:
    """Whether an error may come from what a part holds, not from the machine, the writer's file or another writer."""
    if isinstance(error, OSError):
        return error.errno not in _OF_THE_MACHINE
    if isinstance(error, duckdb.Error):
        machine = duckdb.OutOfMemoryException | duckdb.TransactionException | duckdb.ConnectionException
        return not isinstance(error, machine) and not has_no_room(error) and not _is_interrupted(error)
    return isinstance(error, Exception) and not isinstance(error, MemoryError) and not _is_interrupted(error)


def _lacks_memory(error: BaseException) -> bool:
    return isinstance(error, MemoryError | duckdb.OutOfMemoryException) or getattr(error, "errno", 0) == errno.ENOMEM


def first_line(error: BaseException) -> str:
    """What an error says, in one line."""
    return next(iter(str(error).splitlines()), type(error).__name__)


def _is_interrupted(error: BaseException) -> bool:
    """Whether somebody ended the query: DuckDB says so in an error of its own or in a RuntimeError."""
    return "interrupt" in str(error).lower()


def members(part: Path) -> list[Capture]:
    """The captures that the bundles of a part held. Raises ValueError, OSError."""
    file = part / MEMBERS
    if not file.is_file():
        return []
    # not splitlines: a title pasted from Word may have U+2028 in it, which JSON leaves as it is
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]
    try:
        found = [Capture(**row) for row in rows]
    except TypeError as error:
        raise ValueError(f"{MEMBERS}: a line that is no capture: {error}") from error
    if not all(capture.capture_id for capture in found):
        raise ValueError(f"{MEMBERS}: a line that is no capture")
    return found


def having(parts: Sequence[Path], name: str) -> list[Path]:
    """The parts that have a `name` file."""
    return [part for part in parts if name not in KEPT_LATER or (part / f"{name}.parquet").is_file()]


def files(parts: Sequence[Path], name: str) -> str:
    """The `name` files of all parts as a SQL list, for read_parquet."""
    quoted = ("'" + str(part / f"{name}.parquet").replace("'", "''") + "'" for part in parts)
    return "[" + ", ".join(quoted) + "]"


def _note(refused: dict[str, str], part: Path, message: str) -> bool:
    if message:
        refused[part.name] = f"{part}: {message}"
    return bool(message)


def _own_flaw(part: Path) -> str:
    """What is wrong with a part's files as they lie there; one without digests is read to its end."""
    try:
        lacking = [name for name in COLUMNS if name not in KEPT_LATER and not (part / f"{name}.parquet").is_file()]
        if lacking:
            return f"no {lacking[0]}.parquet"
        if is_sealed(part):
            if flaw := flaw_of(part):
                return flaw
        else:
            with duckdb.connect(config={"memory_limit": _MEMORY, "threads": 1}) as con:
                for name in COLUMNS:
                    if having([part], name) and (flaw := _unlike_read(con, part / f"{name}.parquet")):
                        return flaw
        members(part)
    except Exception as error:
        # A length that is wrong asks for memory that no machine has.
        if not may_lie_in_a_part(error) and (is_sealed(part) or not _lacks_memory(error)):
            raise
        return f"cannot be read: {first_line(error)}"
    return ""


def _unlike_read(con: duckdb.DuckDBPyConnection, file: Path) -> str:
    """Read a file without a digest to its end, as the load does and by a second reader; "" where both see the same."""
    table = pq.read_table(file, page_checksum_verification=True, memory_map=False)
    table.validate(full=True)
    con.register("second", table)
    con.execute(f"CREATE OR REPLACE TEMP TABLE first AS FROM read_parquet({files([file.parent], file.stem)})")
    row = con.execute(
        "SELECT (SELECT count(*) FROM first) = (SELECT count(*) FROM second)"
        " AND NOT EXISTS (FROM first EXCEPT ALL FROM second)"
    ).fetchone()
    return "" if row and row[0] else f"{file.name}: two readers see different rows"


def _faults(parts: Sequence[Path], agrees: Agrees | None) -> dict[Path, str]:
    """Part → what is wrong with its rows. One that fails the questions for all is asked alone."""
    if not parts:
        return {}
    try:
        # Of its own, so that what breaks a connection breaks no writer's.
        with duckdb.connect(config={"memory_limit": _MEMORY}) as con:
            wrong: dict[Path, str] = {}
            for name in COLUMNS:
                wrong = _misshapen(con, having(parts, name), name) | wrong
            if fit := [part for part in parts if part not in wrong]:
                unfit = _inconsistent(con, fit) | (_unlike_print(con, fit, agrees) if agrees else {})
                wrong |= {part: unfit[part.name] for part in fit if part.name in unfit}
            return wrong
    except Exception as error:
        if not may_lie_in_a_part(error):
            raise
        if len(parts) == 1:
            return {parts[0]: f"cannot be read: {first_line(error)}"}
    return {part: why for alone in parts for part, why in _faults([alone], agrees).items()}


def _unlike_print(con: duckdb.DuckDBPyConnection, parts: Sequence[Path], agrees: Agrees) -> dict[str, str]:
    """Part name → a value that is not what its printed text says."""
    wrong: dict[str, str] = {}
    for name, state in (("cell", "state"), (UNMAPPED, "CAST(NULL AS VARCHAR)")):
        if not (holding := having(parts, name)):
            continue
        source = f"read_parquet({files(holding, name)}, filename = true, union_by_name = true)"
        columns = f"coalesce(raw_zh, '') AS raw_zh, coalesce(unit, '') AS unit, {state} AS state, value"
        result = con.execute(f"SELECT DISTINCT {columns} FROM {source}")
        odd: list[tuple[Any, ...]] = []
        while rows := result.fetchmany(100_000):
            odd += [row for row in rows if not agrees(*row)]
        if not odd:
            continue
        names = ("raw_zh", "unit", "state", "value")
        kinds = (pa.string(), pa.string(), pa.string(), pa.decimal128(DIGITS, KEPT_DECIMALS))
        given = {n: pa.array(c, k) for n, c, k in zip(names, zip(*odd, strict=True), kinds, strict=True)}
        con.register("odd", pa.table(given))
        for file, raw, unit, said, value in con.execute(
            "SELECT filename, first(o.raw_zh), first(o.unit), first(o.state), first(o.value)"
            f" FROM (SELECT filename, {columns} FROM {source}) AS t JOIN odd AS o ON o.raw_zh = t.raw_zh"
            " AND o.unit = t.unit AND o.state IS NOT DISTINCT FROM t.state AND o.value IS NOT DISTINCT FROM t.value"
            " GROUP BY filename"
        ).fetchall():
            kept = f"{said} {value}" if said else str(value)
            wrong[Path(file).parent.name] = f"{name}.parquet: {raw!r} in {unit or 'no unit'} is kept as {kept}"
        con.unregister("odd")
    return wrong


def _misshapen(con: duckdb.DuckDBPyConnection, parts: Sequence[Path], name: str) -> dict[Path, str]:
    """Part → what is wrong with its `name` file by itself."""
    wrong: dict[Path, str] = {}
    if not parts:
        return wrong
    rows = con.execute(f"SELECT file_name, name, precision, scale FROM parquet_schema({files(parts, name)})").fetchall()
    found: dict[Path, dict[str, tuple[int, int]]] = {part: {} for part in parts}
    for file, column, precision, scale in rows:
        found[Path(file).parent][column] = (precision, scale)
    for part in parts:
        missing = [column for column in COLUMNS[name] if column not in found[part]]
        floats = [column for column in _DECIMALS[name] if found[part].get(column) != (DIGITS, KEPT_DECIMALS)]
        if missing:
            wrong.setdefault(part, f"{name}.parquet has no column {', '.join(missing)}")
        elif floats:
            wrong.setdefault(part, f"{name}.parquet: {', '.join(floats)} must be DECIMAL({DIGITS},{KEPT_DECIMALS})")
    return wrong


def _inconsistent(con: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> dict[str, str]:
    """Part name → what does not fit together between its files."""
    readings = f"read_parquet({files(parts, 'reading')}, filename = true, union_by_name = true)"
    wrong: dict[str, str] = {}
    for file, version in con.execute(
        f"SELECT filename, any_value(reader_version) FROM {readings}"
        " WHERE NOT regexp_full_match(reader_version, '[0-9]+([.][0-9]+)*') GROUP BY filename"
    ).fetchall():
        wrong[Path(file).parent.name] = f"reader version {version!r} is not dotted integers"
    # The number of cells is compared by the files' own counts: joining every cell would double the time of a load.
    held = {
        Path(file).parent.name: rows
        for file, rows in con.execute(
            f"SELECT file_name, num_rows FROM parquet_file_metadata({files(parts, 'cell')})"
        ).fetchall()
    }
    for file, said in con.execute(f"SELECT filename, sum(cell_count) FROM {readings} GROUP BY filename").fetchall():
        part = Path(file).parent.name
        if held[part] != said:
            wrong[part] = f"its readings say {said} cells, cell.parquet holds {held[part]}"
    for name in ("section", "issue", "finding", UNMAPPED, STATED):
        if not (holding := having(parts, name)):
            continue
        rows = con.execute(
            f"SELECT filename, count(*), any_value(capture_id) FROM"
            f" read_parquet({files(holding, name)}, filename = true, union_by_name = true) AS t"
            f" WHERE NOT EXISTS (SELECT 1 FROM {readings} AS r WHERE r.capture_id = t.capture_id"
            f" AND r.reader_version = t.reader_version AND parse_dirpath(r.filename) = parse_dirpath(t.filename))"
            " GROUP BY filename"
        ).fetchall()
        for file, count, capture in rows:
            wrong[Path(file).parent.name] = f"{count} rows of {name}.parquet without their reading (capture {capture})"
    return wrong
