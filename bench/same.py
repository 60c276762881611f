"""Whether this tree reads as an older commit does: `python -m bench.same main [--count 400] [--medium html]`.

Documents as this tree's generators make them are read by both trees, document by document; everything that a report
holds (rows, issues, unmapped lines, sections, heading) must be alike. Ends with 1 where any document differs.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.against import ROOT, checked_out, write
from tests.generators.documents import MEDIA

_READER = """
import hashlib, logging, sys
from pathlib import Path
from extractors.report import read_report
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
for path in sorted(Path(sys.argv[1]).iterdir()):
    print(path.name, hashlib.sha256(repr(read_report(path.read_bytes())).encode()).hexdigest())
"""


def digests(tree: Path, documents: Path) -> dict[str, str]:
    """The digest of each document's report as a tree reads it, by the document's file name."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-c", _READER, str(documents)]
    done = subprocess.run(command, cwd=tree, env=environment, check=True, capture_output=True, text=True)
    return {name: digest for name, digest in (line.rsplit(" ", 1) for line in done.stdout.splitlines())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit")
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--medium", action="append", choices=sorted(MEDIA))
    options = parser.parse_args()
    differing = 0
    with checked_out(options.commit) as tree:
        for medium in options.medium or MEDIA:
            with tempfile.TemporaryDirectory() as folder:
                write(ROOT, Path(folder), medium, options.count)
                documents = Path(folder) / "docs"
                before, now = digests(tree, documents), digests(ROOT, documents)
            different = [name for name in before if before[name] != now[name]]
            differing += len(different)
            print(medium, len(before), "documents,", len(different), "read otherwise", *different[:5], flush=True)
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
