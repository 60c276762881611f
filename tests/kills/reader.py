"""An analyst who never stops: opens the published file, asks, closes, and says how often and what went wrong.

`python -m tests.kills.reader FILE LOG`: LOG holds one JSON object, {"opened", "failed", "seen", "errors"}.
"""

import json
import os
import sys
from pathlib import Path

import duckdb


def main(file: str, log: Path) -> None:
    opened, failed, seen, errors = 0, 0, set(), []
    os.nice(10)  # it asks whenever there is time for it, and takes none from the night
    parent = os.getppid()
    while os.getppid() == parent:
        try:
            con = duckdb.connect(file, read_only=True)
            row = con.execute("SELECT (SELECT count(*) FROM report), (SELECT count(*) FROM panel)").fetchone()
            con.close()
            opened += 1
            seen.add(row)
        except duckdb.Error as error:
            failed += 1
            errors.append(str(error)[:300])
        partial = log.with_suffix(".part")
        told = {"opened": opened, "failed": failed, "seen": sorted(seen), "errors": errors[:5]}
        partial.write_text(json.dumps(told), encoding="utf-8")
        os.replace(partial, log)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
